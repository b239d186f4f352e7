from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import helpers_results as made_up
from khasan.errors import InputError
from khasan.record import Incident, load_incident
from khasan.results.aar import JUDGEMENTS, after_action
from khasan.results.aar_text import aar_text
from khasan.results.outcomes import outcome_row, outcomes_table

RECORD = load_incident("lake-khasan-1938")
MEASURES = {
    "soviet_killed": "soviet-killed",
    "japanese_killed": "japanese-killed",
    "taken_zaozernaya_japanese": "time-zaozernaya-taken",
    "holder_zaozernaya_19380801_0000": "holder-zaozernaya-1938-07-31",
}
SCENARIO = made_up.compiled(measures=MEASURES)
ROWS = [outcome_row(SCENARIO, made_up.replication(SCENARIO, k), 7) for k in range(40)]


def _report(rows=ROWS, scenario=SCENARIO, record: Incident | None = RECORD):
    return after_action(scenario, outcomes_table(scenario, rows), record)


def _with(measure: str, values) -> list[dict[str, object]]:
    return [{**row, measure: value} for row, value in zip(ROWS, values, strict=False)]


def _beside(report, measure: str):
    return next(row for row in report.section("record").rows if row.measure == measure)


def test_median_and_interval_are_values_that_occurred() -> None:
    row = _beside(_report(_with("soviet_killed", range(1, 41))), "soviet_killed")
    assert (row.median, row.low5, row.high95) == (20, 2, 38)  # nine of ten: from the 2nd to the 38th of forty


@pytest.mark.parametrize(("killed", "verdict"), [(407, "below"), (408, "inside"), (717, "inside"), (718, "above")])
def test_the_verdict_is_that_of_the_median_on_the_record(killed: int, verdict: str) -> None:
    """The record's interval for the Soviet dead runs from 408 to 717."""
    row = _beside(_report(_with("soviet_killed", [killed] * 40)), "soviet_killed")
    assert (row.record.low, row.record.best, row.record.high) == (408, 717, 717)
    assert row.verdict == verdict


def test_every_claim_of_the_quantity_stands_there_with_its_source_and_those_aside_are_marked() -> None:
    row = _beside(_report(), "japanese_killed")
    claims = RECORD.by_quantity()["japanese-killed"]
    assert [line.citation for line in row.claims] == [claim.citation for claim in claims]
    interval = RECORD.interval("japanese-killed")
    assert [line.stands for line in row.claims] == [claim in interval.claims for claim in claims]
    assert {line.stands for line in row.claims} == {True, False}


@pytest.mark.parametrize(("hours", "verdict"), [(9, "below"), (10, "inside"), (11, "above"), (None, "above")])
def test_times_are_compared_on_the_clock_to_the_hourly_look(hours: float | None, verdict: str) -> None:
    """The record has the hill taken at 05:15; it starts at 20:00, so that the look at 06:00, ten hours on, sees it."""
    row = _beside(_report(_with("taken_zaozernaya_japanese", [hours] * 40)), "taken_zaozernaya_japanese")
    assert row.verdict == verdict
    if hours is None:
        assert (row.text, row.share, row.median) == ("never", 0, math.inf)
    else:
        moment = datetime.fromtimestamp(row.median, UTC)
        assert moment == datetime.fromtimestamp(SCENARIO.start_utc.timestamp() + 3600 * hours, UTC)
        assert row.text == f"31 July {(20 + hours) % 24:02}:00"


def test_taken_in_few_replications_is_never_at_the_median() -> None:
    row = _beside(_report(_with("taken_zaozernaya_japanese", [10] * 10 + [None] * 30)), "taken_zaozernaya_japanese")
    assert row.share == 0.25
    assert row.text == "never (31 July 06:00–never)"


def test_who_holds_a_height_is_a_share_of_replications_beside_the_records_answers() -> None:
    rows = _with("holder_zaozernaya_19380801_0000", ["japanese"] * 30 + ["soviet"] * 9 + ["nobody"])
    report = _report(rows)
    height = report.heights[0]
    assert height.name == "Zaozernaya (Changkufeng)"
    day = next(day for day in height.days if day.moment == "1938-08-01T00:00+09:00")
    assert dict(day.shares) == {"Soviet Union": 9 / 40, "Japan": 30 / 40, "nobody": 1 / 40}
    assert day.label == "end of 31 July"
    assert {line.text for line in day.claims} == {"Japan"}
    assert day.agree == 30 / 40
    answer = _beside(report, "holder_zaozernaya_19380801_0000")
    assert (answer.text, answer.verdict) == ("Japan 75%, Soviet Union 22%, nobody 2%", "unclear")


def test_shares_of_a_day_add_up_to_one_and_days_without_claims_judge_nothing() -> None:
    for height in _report().heights:
        for day in height.days:
            assert sum(share for _, share in day.shares) == pytest.approx(1)
            assert (day.agree is None) == (not day.claims)


def test_what_the_record_does_not_speak_of_has_no_claim() -> None:
    rows = [row for section in _report(record=None).sections for row in section.rows]
    assert {row.verdict for row in rows} == {"no claim"}
    assert set(JUDGEMENTS) >= {row.verdict for section in _report().sections for row in section.rows}


def test_losses_stand_by_side_phase_and_formation() -> None:
    report = _report()
    sides = {(row.subject, row.quantity, row.phase) for row in report.section("sides").rows}
    for side in ("Soviet Union", "Japan"):
        for phase in ("", "Night attack", "The crest"):
            for quantity in (
                "killed",
                "wounded",
                "missing",
                "tanks burnt",
                "tanks knocked out",
                "tanks repaired",
                "guns lost",
            ):
                assert (side, quantity, phase) in sides
    formations = {row.subject for row in report.section("formations").rows}
    assert formations == {
        "39th Corps",
        "118th Rifle Regiment",
        "2nd Mechanised Brigade",
        "75th Infantry Regiment",
        "Border group",
    }
    phases = {(row.subject, row.phase) for row in report.section("formation_phases").rows}
    assert phases == {(name, phase) for name in formations for phase in ("Night attack", "The crest")}


def test_the_report_as_json_is_strict_and_says_what_the_verdicts_mean() -> None:
    report = _report(_with("taken_zaozernaya_japanese", [None] * 40))
    content = json.loads(json.dumps(report.to_json(), allow_nan=False))
    row = next(r for r in content["sections"][0]["rows"] if r["measure"] == "taken_zaozernaya_japanese")
    assert (row["median"], row["text"]) == (None, "never")
    assert content["verdicts"] == dict(JUDGEMENTS)
    assert report.to_json() == _report(_with("taken_zaozernaya_japanese", [None] * 40)).to_json()


def test_a_quantity_that_the_record_lacks_is_bad_input() -> None:
    scenario = made_up.compiled(measures={"soviet_killed": "soviet-kiled"})
    with pytest.raises(InputError, match="did you mean soviet-killed"):
        _report(ROWS, scenario)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_text_fits_the_width_and_cuts_nothing_off(width: int) -> None:
    text = aar_text(_report(), width, colour=False)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert "\x1b" not in text
    for part in (
        "Who holds the ground",
        "Compared with the sources",
        "S000 infobox",
        "Losses by side",
        "118th Rifle Regiment",
        "Guns lost",
    ):
        assert part in text
    row = _beside(_report(), "soviet_killed")
    assert row.text in " ".join(text.split())


def test_the_text_of_one_replication_claims_no_interval() -> None:
    text = aar_text(_report(ROWS[:1]), 100, colour=False)
    assert "no interval can be given" in text
    killed = _beside(_report(ROWS[:1]), "soviet_killed")
    assert killed.text == str(ROWS[0]["soviet_killed"])


def test_no_replication_is_no_report() -> None:
    with pytest.raises(ValueError, match="no replication"):
        _report([])


def test_a_scenario_without_a_record_or_phases_still_reports() -> None:
    bare = made_up.compiled()
    bare = replace(bare, resolved=bare.resolved.model_copy(update={"phases": (), "objectives": ()}))
    bare = replace(bare, labels=replace(bare.labels, objectives=()))
    rows = [outcome_row(bare, made_up.replication(bare, k), 7) for k in range(3)]
    text = aar_text(_report(rows, bare, None), 100, colour=False)
    assert "Losses by side" in text
    assert "Who holds" not in text


@pytest.mark.parametrize(
    ("killed", "percentile", "words"),
    [
        (range(700, 740), 43.75, "sources at the 44th percentile of the runs"),  # 17 below 717, one equal
        ([717] * 40, 50.0, "sources at the 50th percentile of the runs"),
        (range(800, 840), 0.0, "sources below all runs (<1st percentile)"),
        (range(100, 140), 100.0, "sources above all runs (>99th percentile)"),
    ],
)
def test_the_place_of_the_records_best_value_among_the_replications(killed, percentile: float, words: str) -> None:
    row = _beside(_report(_with("soviet_killed", killed)), "soviet_killed")
    assert (row.record_percentile, row.record_place) == (percentile, words)
    assert words in aar_text(_report(_with("soviet_killed", killed)), 100)


def test_a_place_among_replications_needs_several_and_a_figure_in_the_record() -> None:
    assert _beside(_report(ROWS[:1]), "soviet_killed").record_percentile is None
    assert _beside(_report(), "holder_zaozernaya_19380801_0000").record_place == ""


def test_never_is_later_than_the_record_whose_time_counts_at_its_hourly_look() -> None:
    row = _beside(_report(_with("taken_zaozernaya_japanese", [9] * 10 + [None] * 30)), "taken_zaozernaya_japanese")
    assert row.record_percentile == 25.0
    seen = _beside(_report(_with("taken_zaozernaya_japanese", [10] * 40)), "taken_zaozernaya_japanese")
    assert seen.record_percentile == 50.0


def test_the_report_says_what_its_source_keys_stand_for() -> None:
    report = _report()
    titles = {source.key: source.title for source in report.sources}
    cited = {claim.source for row in report.section("record").rows for claim in row.claims}
    assert cited <= set(titles)
    assert "KHN" in titles  # the research note through which several claims are quoted
    text = " ".join(aar_text(report, 140).split())
    assert all(f"{source.key} {source.grade} {source.title}" in text for source in report.sources)


def test_a_what_if_is_named_among_the_notes() -> None:
    changed = replace(SCENARIO, resolved=SCENARIO.resolved.model_copy(update={"what_ifs": ["no-fog", "no-tanks"]}))
    assert _report(scenario=changed).notes[0].startswith("With the what-ifs no-fog, no-tanks")
    assert not any("what-if" in note for note in _report().notes)
