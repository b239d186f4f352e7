"""Each way in which sources part is found where it is, and not where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from khasan.errors import InputError
from khasan.record import Incident, incident_ids, load_incident
from khasan.record.quarrels import told_once
from record.made_up import count, incident, outcome, relation, time

SUM = [relation("sum", "losses", "dead", "hurt")]


def found(one: Incident, kind: str) -> list[tuple[str, float]]:
    return [(d.quantity, d.spread) for d in one.disagreements() if d.kind == kind]


@pytest.mark.parametrize(
    ("dead", "hurt", "losses", "contradicts"),
    [
        ({"value": "10"}, {"value": "20"}, {"value": "30"}, False),
        ({"value": "10"}, {"value": "20"}, {"value": "40"}, True),
        ({"value": "10"}, {"low": "20", "high": "30"}, {"value": "40"}, False),
        ({"value": "10"}, {"low": "20"}, {"value": "90"}, False),
        ({"value": "10"}, {"low": "20"}, {"value": "20"}, True),
        ({"value": "50"}, None, {"value": "40"}, True),
        ({"value": "10"}, None, {"value": "40"}, False),
    ],
    ids=["adds up", "does not", "within its band", "at least, reached", "at least, not", "part above", "part below"],
)
def test_parts_against_their_whole_in_one_source(
    tmp_path: Path, dead: Any, hurt: Any, losses: Any, contradicts: bool
) -> None:
    """A source that leaves a part out contradicts itself only where the parts it has exceed the whole."""
    rows = [count("dead", "KRI", **dead), count("losses", "KRI", **losses)]
    rows += [count("hurt", "KRI", **hurt) if hurt else count("hurt", "SPORT", 5)]
    assert [q for q, _ in found(incident(tmp_path, rows, SUM), "parts")] == (["losses"] if contradicts else [])


def test_a_whole_that_no_sum_over_all_sources_reaches(tmp_path: Path) -> None:
    rows = [count("dead", "KRI", 10), count("hurt", "SHI", 20), count("losses", "BORT", 45), count("losses", "ENW", 30)]
    one = incident(tmp_path, rows, SUM)
    assert found(one, "parts") == [("losses", pytest.approx(0.5))]
    (parts,) = [d for d in one.disagreements() if d.kind == "parts"]
    assert "not reached: BORT 45" in parts.note
    assert "ENW" not in parts.note


def test_casualties_are_killed_wounded_and_missing_without_being_told(tmp_path: Path) -> None:
    rows = [count("soviet-casualties-6aug", "KRI", 40), count("soviet-killed-6aug", "KRI", 10)]
    assert found(incident(tmp_path, rows), "parts") == [], "the rest may be wounded"
    above = [*rows, count("soviet-wounded-6aug", "KRI", 35)]
    assert [quantity for quantity, _ in found(incident(tmp_path, above), "parts")] == ["soviet-casualties-6aug"]
    below = [*rows, count("soviet-wounded-6aug", "KRI", 20)]
    assert found(incident(tmp_path, below), "parts") == [], "the rest may be missing"
    whole = [*below, count("soviet-missing-6aug", "KRI", 1)]
    assert [quantity for quantity, _ in found(incident(tmp_path, whole), "parts")] == ["soviet-casualties-6aug"]
    as_declared = [relation("sum", "soviet-casualties-6aug", "soviet-killed-6aug", "soviet-wounded-6aug")]
    assert len(found(incident(tmp_path, below, as_declared), "parts")) == 1, "here nobody is missing"


def test_354_tanks_were_341_and_thirteen_guns() -> None:
    """The notes warn of it; the check finds it from the figures alone."""
    (parts,) = [
        d
        for d in load_incident("lake-khasan-1938").disagreements()
        if (d.quantity, d.kind) == ("soviet-tanks", "parts")
    ]
    assert parts.computed == (341, 341, 341)
    assert "ENW 354" in parts.note


def test_dates_out_of_order(tmp_path: Path) -> None:
    rows = [
        outcome("fight-start", "KRI", "1938-07-31", date="1938-07-31"),
        outcome("fight-start", "SHI", "1938-08-03", date="1938-08-03"),
        outcome("fight-end", "KRI", "1938-08-01", date="1938-08-01"),
        time("hill-taken", "KRI", "1938-07-31", "05:00"),
        time("hill-attacked", "KRI", "1938-07-31", "06:30"),
        time("hill-attacked", "SHI", "1938-07-31", "04:00"),
    ]
    one = incident(tmp_path, rows, [relation("before", "hill-attacked", "hill-taken")])
    assert dict(found(one, "order")) == {"fight-start": 2.0, "hill-attacked": pytest.approx(1.5 / 24)}


def test_a_day_without_a_clock_and_vague_dates_are_given_the_benefit_of_the_doubt(tmp_path: Path) -> None:
    """3 a.m. on the Japanese clock of the 31st is the 30th in Moscow; a month may mean its first day."""
    rows = [
        outcome("demand", "KRI", "july", date="1938-07"),
        outcome("answer", "KRI", "the-15th", date="1938-07-15"),
        time("attack", "KRI", "1938-07-31", "03:00"),
        outcome("order", "KRI", "the-30th", date="1938-07-30"),
    ]
    relations = [relation("before", "demand", "answer"), relation("before", "attack", "order")]
    assert found(incident(tmp_path, rows, relations), "order") == []
    late = incident(tmp_path, [*rows[:2], time("attack", "KRI", "1938-08-01", "03:00"), rows[3]], relations)
    assert [quantity for quantity, _ in found(late, "order")] == ["attack"]


def test_one_text_against_itself(tmp_path: Path) -> None:
    twice = count("dead", "S004", 24, id="dead@S004.2", anchor="long enough", position="9")
    rows = [count("dead", "S004", 40, anchor="long enough", position="0"), twice]
    assert found(incident(tmp_path, rows), "itself") == [("dead", pytest.approx(40 / 24 - 1))]
    reports_another = [rows[0], {**twice, "cites": "Coox p. 94"}]
    assert found(incident(tmp_path, reports_another), "itself") == []
    at_least = [rows[0], {**twice, "value": "", "low": "24"}]
    assert found(incident(tmp_path, at_least), "itself") == []


def test_the_seed_that_begins_the_battle_twice_is_found() -> None:
    (start,) = [d for d in load_incident("lake-khasan-1938").disagreements() if d.quantity == "battle-start"]
    assert (start.kind, start.spread, start.note) == ("rivals", 1.0, "S000 against itself")


def test_mirror_images(tmp_path: Path) -> None:
    """Whose 300 metres? Each side has the other so far beyond the line."""
    rows = [
        outcome("line-crossed-by", "KRI", "japan", stance="other"),
        outcome("line-crossed-by", "KAS", "ussr", stance="other"),
        outcome("asked-for-peace", "KRI", "japan-by-telegram"),
        outcome("asked-for-peace", "KAS", "japan-by-envoy"),
        count("soviets-beyond-line", "S004", 300, unit="m", kind="measure", anchor="long enough", position="0"),
        count("japanese-beyond-line", "KRI", 300, unit="m", kind="measure"),
    ]
    one = incident(tmp_path, rows, [relation("mirror", "soviets-beyond-line", "japanese-beyond-line")])
    assert found(one, "mirror") == [("line-crossed-by", 1.0), ("soviets-beyond-line", 1.0)]
    assert [quantity for quantity, _ in found(one, "rivals")] == ["asked-for-peace"]


def test_whose_three_hundred_metres(tmp_path: Path) -> None:
    """Both sides have the same figure, and each on its own ground: no rivals, and yet no agreement."""
    rows = [
        count("distance-inside", "KRI", 300, unit="m", kind="measure"),
        count("distance-inside", "KAS", 300, unit="m", kind="measure"),
        outcome("ground-claimed-by", "KRI", "ussr"),
        outcome("ground-claimed-by", "KAS", "japan"),
    ]
    whose = [relation("mirror", "distance-inside", "ground-claimed-by")]
    assert ("distance-inside", 1.0) in found(incident(tmp_path, rows, whose), "mirror")
    agreed = [*rows[:3], outcome("ground-claimed-by", "KAS", "ussr")]
    assert found(incident(tmp_path, agreed, whose), "mirror") == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"relation": "product"}, "relation"),
        ({"source": "NOBODY"}, "source"),
        ({"source": ""}, "source"),
        ({"parts": "dead"}, "parts"),
        ({"parts": "dead; hurrt"}, "parts"),
        ({"parts": "dead; who"}, "parts"),
        ({"quantity": "lossses"}, "quantity"),
        ({"id": ""}, "id"),
        ({"relation": "mirror", "quantity": "who", "parts": "dead"}, "parts"),
    ],
)
def test_a_relation_that_cannot_hold_is_told_by_line_and_field(
    tmp_path: Path, changed: dict[str, str], field: str
) -> None:
    rows = [count("dead", "KRI", 1), count("hurt", "KRI", 1), count("losses", "KRI", 2), outcome("who", "KRI", "japan")]
    with pytest.raises(InputError) as refused:
        incident(tmp_path, rows, [{**SUM[0], **changed}])
    told = [(Path(p.file).parent.name, p.line, p.field) for p in refused.value.problems]
    assert ("relations", 2, field) in told
    assert all(problem.remedy for problem in refused.value.problems)


def test_parts_must_be_counted_alike(tmp_path: Path) -> None:
    rows = [count("dead", "KRI", 1), count("hurt", "KRI", 1, unit="horses"), count("losses", "KRI", 2)]
    with pytest.raises(InputError, match="counted alike"):
        incident(tmp_path, rows, SUM)


def test_two_relations_of_one_id(tmp_path: Path) -> None:
    rows = [count("dead", "KRI", 1), count("hurt", "KRI", 1), count("losses", "KRI", 2)]
    with pytest.raises(InputError, match="line 2 has this id"):
        incident(tmp_path, rows, [*SUM, *SUM])


def test_a_ratio_that_names_no_quantity_is_told_with_its_file(tmp_path: Path) -> None:
    ratio = count("how-many-times", "KRI", 3, kind="ratio", unit="", concerns="dead / quick")
    with pytest.raises(InputError, match=r"made-up\.csv:3"):
        incident(tmp_path, [count("dead", "KRI", 1), ratio])


def test_a_year_does_not_contradict_a_day_in_it(tmp_path: Path) -> None:
    """One text may date a thing to the day and then call it by its year; another year is another answer."""
    rows = [outcome("end", "KRI", "1939-09-16"), {**outcome("end", "KRI", "1939"), "id": "end@KRI.2"}]
    assert incident(tmp_path, rows).disagreements() == ()
    rows.append(outcome("end", "SHI", "1945"))
    assert found(incident(tmp_path, rows), "rivals") == [("end", 1.0)]
    rows.append({**outcome("end", "KRI", "1938"), "id": "end@KRI.3"})
    (end,) = incident(tmp_path, rows).disagreements()
    assert (end.kind, end.spread, end.note) == ("rivals", 2.0, "KRI against itself"), "one row for one quarrel"


@pytest.mark.parametrize(
    ("one", "other", "parted"),
    [
        ({"value": "526"}, {"value": "525"}, False),
        ({"value": "526"}, {"value": "540"}, True),
        ({"value": "7"}, {"value": "8"}, True),
        ({"low": "40", "high": "50"}, {"value": "45"}, False),
        ({"low": "40", "high": "50"}, {"low": "20", "high": "40"}, False),
        ({"high": "150"}, {"high": "140"}, False),
        ({"value": "82", "date": "1939-05-01"}, {"value": "203", "date": "1939-05-31"}, False),
        ({"value": "82", "date": "1939-05-26"}, {"value": "203", "date": "1939-05-31"}, True),
        ({"value": "82", "date": "1939-05-01"}, {"value": "203"}, True),
    ],
    ids=["a slip", "too far", "small", "in the band", "touching", "up to", "two times", "one time", "undated"],
)
def test_rounding_bands_and_other_days_are_no_quarrel(tmp_path: Path, one: Any, other: Any, parted: bool) -> None:
    rows = [count("planes", "KRI", **one), count("planes", "SHI", **other)]
    assert bool(incident(tmp_path, rows).disagreements()) is parted


@pytest.mark.parametrize(
    ("one", "other", "parted"),
    [
        ({"text": "fog"}, {"text": "thick-fog"}, False),
        ({"text": "ussr"}, {"text": "ussr-overwhelmingly"}, False),
        ({"text": "crippled"}, {"text": "damaged"}, False),
        ({"text": "fog"}, {"text": "rain"}, True),
        ({"text": "japanese"}, {"text": "japanese-and-manchukuo"}, True),
        ({"text": "1939-08-07", "date": "1939-08-07/1939-08-08"}, {"text": "1939-08-08", "date": "1939-08-08"}, False),
        ({"text": "1936-04", "date": "1936-04~"}, {"text": "1936-03-28", "date": "1936-03-28"}, False),
        ({"text": "1936-04", "date": "1936-04"}, {"text": "1936-03-28", "date": "1936-03-28"}, True),
    ],
)
def test_words_of_degree_and_dates_told_loosely_are_no_quarrel(
    tmp_path: Path, one: Any, other: Any, parted: bool
) -> None:
    rows = [outcome("what", "KRI", **one), outcome("what", "SHI", **other)]
    assert bool(incident(tmp_path, rows).disagreements()) is parted


@pytest.mark.parametrize(
    ("one", "other", "note"),
    [
        ("two boats land 20 men", "30 men land", "men: KRI 20, SHI 30"),
        ("20 men and 4 guns", "4 guns", ""),
        ("20 men, and later 30 men", "40 men", ""),
        ("NE of Buir Lake", "S of Buir Lake", "direction from Buir Lake: KRI NE, SHI S"),
        ("NE of Buir Lake", "E or north of Buir Lake", ""),
        ("on 5 June", "on 6 June", ""),
    ],
)
def test_texts_on_one_quantity_are_compared_by_figures_and_directions(
    tmp_path: Path, one: str, other: str, note: str
) -> None:
    rows = [outcome("event", "KRI", one, kind="text"), outcome("event", "SHI", other, kind="text")]
    assert [d.note for d in incident(tmp_path, rows).disagreements()] == ([note] if note else [])


def test_the_totals_of_the_war_are_asked_of_its_fights() -> None:
    war = load_incident("border-conflicts")
    (parts,) = [d for d in war.disagreements() if (d.quantity, d.kind) == ("japanese-casualties", "parts")]
    assert "khalkhin-gol-1939/japanese-casualties" in parts.note
    ours = {claim.id for claim in war.claims}
    assert {claim.id for claim in parts.claims if "/" not in claim.id} <= ours
    assert "lake-khasan-1938/japanese-casualties@JAW" in {claim.id for claim in parts.claims}, "said whose part it is"
    assert parts.computed is not None
    assert parts.computed[2] < 20_000
    assert not [d for d in war.disagreements() if (d.quantity, d.kind) == ("soviet-casualties", "parts")], "reached"


def test_a_point_that_four_records_have_is_one_quarrel_and_one_row() -> None:
    found = [
        (one.id, d)
        for one, all_of in told_once(load_incident(name) for name in incident_ids())
        for d in all_of
        if d.quantity.startswith("place-") and one.id.startswith("khalkhin-gol")
    ]
    ((where, point),) = found
    assert where == "khalkhin-gol-1939"
    assert "37." in point.note, "kilometres apart, latitude and longitude together"


@pytest.mark.parametrize(
    "quantity",
    [
        "incident-counts/cause-of-violations",
        "incident-counts/first-soviet-japanese-exchange",
        "aid-to-china/aid-end",
        "neutrality-pact/south-chosen",
        "lake-khasan-1938/boundary-in-dispute",
        "lake-khasan-1938/began-with",
    ],
)
def test_quarrels_that_stood_under_two_names_are_found(quantity: str) -> None:
    incident_id, _, name = quantity.partition("/")
    assert name in {d.quantity for d in load_incident(incident_id).disagreements()}


@pytest.mark.parametrize(
    "quantity",
    ["lake-khasan-1938/weather-1938-07-29", "khalkhin-gol-1939/soviet-aircraft", "border-conflicts/result"],
)
def test_what_was_shown_as_a_quarrel_and_is_none_is_gone(quantity: str) -> None:
    incident_id, _, name = quantity.partition("/")
    assert name not in {d.quantity for d in load_incident(incident_id).disagreements()}
