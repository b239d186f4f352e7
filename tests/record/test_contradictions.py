"""Each way in which sources part is found where it is, and not where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from khasan.errors import InputError
from khasan.record import Incident, load_incident
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
    assert ("battle-start", 1.0) in found(load_incident("lake-khasan-1938"), "itself")


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
    assert found(incident(tmp_path, rows), "itself") == [("end", 1.0)]
