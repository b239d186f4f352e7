"""Every figure of the after-action report beside a plain computation on a made-up table, all values different."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import helpers_results as made_up
from khasan.record import load_incident
from khasan.results import number_words
from khasan.results.aar import after_action
from khasan.results.aar_model import AfterAction, Row
from khasan.results.columns import LOSSES_COUNTED, OUTCOMES, expand
from khasan.results.outcomes import outcome_columns, outcome_row, outcomes_table
from khasan.results.run_summary import in_short, tally
from khasan.results.verdict.side_words import adjective, with_article

RECORD = load_incident("lake-khasan-1938")
MEASURES = {
    "soviet_killed": "soviet-killed",
    "japanese_killed": "japanese-killed",
    "soviet_wounded": "soviet-wounded",
    "taken_zaozernaya_japanese": "time-zaozernaya-taken",
    "holder_zaozernaya_19380801_0000": "holder-zaozernaya-1938-07-31",
}
SCENARIO = made_up.compiled(measures=MEASURES)
RUNS = 37
HOURS = [*range(5, 31), *[None] * 11]
"""When the hill was taken, in hours; in eleven runs never."""
ANSWERS = ["japanese"] * 19 + ["soviet"] * 13 + ["nobody"] * 5


def table() -> Any:
    """A number of its own in every cell; the texts and the times in an order of their own."""
    rng = np.random.default_rng(23)
    rows = [outcome_row(SCENARIO, made_up.replication(SCENARIO, k), 7) for k in range(RUNS)]
    for n, column in enumerate(outcome_columns(SCENARIO)):
        if column.name in ("replication", "member"):
            continue
        if column.dtype == "text":
            for row, answer in zip(rows, rng.permutation(ANSWERS), strict=True):
                row[column.name] = str(answer)
        elif column.name.startswith("taken_"):
            for row, k in zip(rows, rng.permutation(RUNS), strict=True):
                row[column.name] = None if HOURS[k] is None else float(HOURS[k]) + n % 5
        else:
            step = 0.001 if "ammunition" in column.name and column.dtype == "float64" else 1
            for row, k in zip(rows, rng.permutation(RUNS), strict=True):
                value = (int(k) * 3 + 17 * n) * step
                row[column.name] = value if column.dtype == "float64" else int(value)
    return outcomes_table(SCENARIO, rows)


TABLE = table()
REPORT: AfterAction = after_action(SCENARIO, TABLE, RECORD)
START_S = SCENARIO.start_utc.timestamp()
ROWS = {row.measure: row for section in REPORT.sections for row in section.rows}


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least such a share of them does not exceed."""
    for value in sorted(values):
        if sum(other <= value for other in values) >= share * len(values) - 1e-9:
            return value
    raise AssertionError


def values_of(measure: str) -> list[float]:
    values = TABLE[measure].to_pylist()
    if measure.startswith("taken_"):
        return [math.inf if value is None else START_S + 3600.0 * value for value in values]
    return [value for value in values if value is not None]


@pytest.mark.parametrize("measure", [name for name, row in ROWS.items() if not math.isnan(row.median)])
def test_a_figure_is_median_and_interval_of_its_own_column(measure: str) -> None:
    row, values = ROWS[measure], values_of(measure)
    assert row.median == quantile(values, 0.5)
    assert row.low5 == quantile(values, 0.05)
    assert row.high95 == quantile(values, 0.95)
    assert row.share == sum(math.isfinite(value) for value in values) / RUNS
    if not measure.startswith("taken_"):
        numpy = np.quantile(values, [0.5, 0.05, 0.95], method="inverted_cdf").tolist()
        assert [row.median, row.low5, row.high95] == numpy
        said = [number_words.amount(value, row.unit) for value in (row.median, row.low5, row.high95)]
        assert row.text == f"{said[0]} ({said[1]}–{said[2]})"
    else:
        zone = SCENARIO.resolved.clock.start.tzinfo
        when = [
            "never" if math.isinf(value) else f"{datetime.fromtimestamp(value, UTC).astimezone(zone):%H:%M}"
            for value in (row.median, row.low5, row.high95)
        ]
        assert [row.text.count(one) > 0 for one in when] == [True] * 3


def subject_of(name: str) -> str:
    """The name that stands before a column's figures."""
    sides = dict(zip(SCENARIO.labels.sides, SCENARIO.labels.side_names, strict=True))
    return sides[name] if name in sides else {f[0].replace("-", "_"): f[1] for f in made_up.FORMATIONS}[name]


def expected_rows() -> dict[str, tuple[str, str, str, str]]:
    """Measure -> subject, quantity, phase and unit, of the sections on sides and formations."""
    phases = {"": "", "_night_attack": "Night attack", "_crest": "The crest"}
    everywhere = [one for one in LOSSES_COUNTED if one.unit not in ("aircraft", "sorties")]
    sides_only = ("captured", "tanks_abandoned", "horses_lost", "trucks_lost")
    supply = ("rounds_fired", "rounds_issued", "hours_cut_off")
    found = {}
    for side in ("soviet", "japanese"):
        for one in everywhere:
            suffixes = phases if one.id not in (*sides_only, *supply) else {"": ""}
            for suffix, phase in suffixes.items():
                if one.id not in supply:
                    found[f"{side}_{one.id}{suffix}"] = (subject_of(side), one.words, phase, one.unit)
    for formation in ("39_corps", "118_rifle", "2_mech", "75_infantry", "border_group"):
        for one in everywhere:
            if one.id not in (*sides_only, *supply):
                found[f"formation_{formation}_{one.id}"] = (subject_of(formation), one.words, "", one.unit)
        for suffix, phase in phases.items():
            if suffix:
                name = f"formation_{formation}_casualties{suffix}"
                found[name] = (subject_of(formation), "casualties", phase, "men")
    return found


def test_figures_stand_under_the_name_of_their_column() -> None:
    expected = expected_rows()
    sections = ("sides", "formations", "formation_phases")
    found = {row.measure: row for name in sections for row in REPORT.section(name).rows}
    assert {m: (r.subject, r.quantity, r.phase, r.unit) for m, r in found.items()} == expected


def test_strength_and_ammunition_stand_under_the_name_of_their_column() -> None:
    phases = {"": "", "_night_attack": "Night attack", "_crest": "The crest"}
    expected = {}
    for side in ("soviet", "japanese"):
        name = subject_of(side)
        for suffix, phase in phases.items():
            expected[f"{side}_men_arrived{suffix}"] = (name, "men arrived", phase, "men")
            expected[f"{side}_tanks_arrived{suffix}"] = (name, "tanks arrived", phase, "vehicles")
            expected[f"{side}_rounds_fired{suffix}"] = (name, "rounds fired", phase, "rounds")
            expected[f"{side}_ammunition{suffix}"] = (name, "basic loads left at the end", phase, "share")
        expected[f"{side}_ammunition_lowest"] = (name, "basic loads left, worst hour", "", "share")
        expected[f"{side}_rounds_issued"] = (name, "rounds issued", "", "rounds")
        expected[f"{side}_hours_cut_off"] = (name, "unit-hours cut off", "", "unit-hours")
        expected[f"{side}_tonnes_brought"] = (name, "brought to the depot", "", "t")
        expected[f"{side}_tonnes_issued"] = (name, "issued by the depot", "", "t")
    found = [*REPORT.section("strength").rows, *REPORT.section("ammunition").rows]
    assert {r.measure: (r.subject, r.quantity, r.phase, r.unit) for r in found} == expected


def test_times_stand_under_their_height_and_side() -> None:
    heights = {"zaozernaya": "Zaozernaya (Changkufeng)", "bezymyannaya": "Bezymyannaya (Shachaofeng)"}
    sides = {"soviet": "Soviet Union", "japanese": "Japan"}
    expected = {
        f"taken_{place}_{side}": (name, f"taken by {side_name}", "", "time")
        for place, name in heights.items()
        for side, side_name in sides.items()
    }
    rows = REPORT.section("taken").rows
    assert {r.measure: (r.subject, r.quantity, r.phase, r.unit) for r in rows} == expected


def test_a_formations_depth_counts_the_reporting_ones_above_it() -> None:
    depths = {row.subject: row.depth for row in REPORT.section("formations").rows}
    assert depths == {
        "39th Corps": 0, "118th Rifle Regiment": 1, "2nd Mechanised Brigade": 1, "75th Infantry Regiment": 0,
        "Border group": 0,
    }  # fmt: skip
    assert {row.depth for row in REPORT.section("sides").rows} == {0}


_AIRCRAFT = ("aircraft_lost", "aircraft_damaged", "sorties")
_BY_SIDES = (
    "captured",
    "tanks_abandoned",
    "horses_lost",
    "trucks_lost",
    "rounds_fired",
    "rounds_issued",
    "hours_cut_off",
)
_REPORTED = ("wounded", "missing", "casualties", "tanks_lost")
NOT_SHOWN = {
    "replication": "no figure",
    "member": "no figure",
    **{f"{{side}}_{what}": "where aircraft fly" for what in (*_AIRCRAFT, "aircraft_arrived")},
    **{f"{{side}}_{what}_{{phase}}": "where aircraft fly" for what in (*_AIRCRAFT, "aircraft_arrived")},
    **{f"formation_{{formation}}_{what}": "where aircraft fly" for what in _AIRCRAFT},
    **{f"formation_{{formation}}_{what}": "by sides alone" for what in _BY_SIDES},
    **{f"{{side}}_{what}_{{phase}}": "of the whole alone" for what in _BY_SIDES if what != "rounds_fired"},
    **{f"{{side}}_reported_{what}": "in the row of what happened" for what in _REPORTED},
    **{f"{{side}}_reported_{what}_{{phase}}": "in the row of what happened" for what in _REPORTED},
    "holder_{place}_end": "day by day",
    "held_{place}_{side}": "day by day",
    "{side}_tonnes_left": "day by day",
}
"""Columns of which the report has no row of their own, and why."""


def test_every_column_has_its_figure_or_a_reason() -> None:
    fillings = {
        "side": ["soviet", "japanese"], "phase": ["night_attack", "crest"], "place": ["zaozernaya", "bezymyannaya"],
        "formation": ["39_corps", "118_rifle", "2_mech", "75_infantry", "border_group"],
        "when": [], "parameter": [],
        "ending": ["losses", "night_or_day"],
    }  # fmt: skip
    shown = set(ROWS)
    families = {one.name: {c.name for c in expand(one, fillings)} for one in OUTCOMES}
    unseen = {family for family, names in families.items() if names and not names & shown}
    assert unseen - set(NOT_SHOWN) == set(), "give it a row in results/aar_rows.py, or say in NOT_SHOWN why not"
    assert set(NOT_SHOWN) - unseen == set(), "it is shown: take it out of NOT_SHOWN"


# -- beside the record -----------------------------------------------------------------------------------------


def beside(values: list[Any], measure: str) -> Row:
    column = TABLE.schema.get_field_index(measure)
    rows = TABLE.to_pylist()
    for row, value in zip(rows, values, strict=False):
        row[measure] = value
    assert column >= 0
    report = after_action(SCENARIO, outcomes_table(SCENARIO, rows[: len(values)]), RECORD)
    return next(row for row in report.section("record").rows if row.measure == measure)


def test_the_records_interval_is_told_as_it_is() -> None:
    """Soviet killed: 408 to 717, best 717."""
    row = ROWS["soviet_killed"]
    interval = RECORD.interval("soviet-killed")
    assert interval is not None
    assert row.record is not None
    assert (row.record.low, row.record.best, row.record.high) == (interval.low, interval.best, interval.high)
    assert (row.record.quantity, row.record.unit, row.record.why) == (interval.quantity, interval.unit, interval.why)
    assert (interval.low, interval.best, interval.high) == (408, 717, 717)


@pytest.mark.parametrize(
    ("below", "equal", "above", "percentile"),
    [(37, 0, 0, 100.0), (0, 0, 37, 0.0), (10, 0, 27, 1000 / 37), (10, 6, 21, 1300 / 37), (0, 37, 0, 50.0)],
)
def test_the_records_percentile_is_the_share_of_runs_below_its_best(
    below: int, equal: int, above: int, percentile: float
) -> None:
    """Ties count half. The best value is 717."""
    row = beside([700 - k for k in range(below)] + [717] * equal + [730 + k for k in range(above)], "soviet_killed")
    assert row.record_percentile == pytest.approx(percentile)
    assert row.record_place == number_words.place(percentile)


@pytest.mark.parametrize(
    ("median", "verdict"), [(407, "below"), (408, "inside"), (600, "inside"), (717, "inside"), (718, "above")]
)
def test_the_verdict_goes_by_the_median_alone(median: int, verdict: str) -> None:
    """Eighteen runs of 37 below it and eighteen above, far away on either side."""
    row = beside([median] + [0] * 18 + [9000] * 18, "soviet_killed")
    assert (row.median, row.low5, row.high95) == (median, 0, 9000)
    assert row.verdict == verdict


def test_one_run_has_no_percentile() -> None:
    assert beside([600], "soviet_killed").record_percentile is None


def test_times_of_the_record_are_rounded_up_to_the_next_look() -> None:
    """From 20:00 on, hourly: the record's 05:15 is seen at 06:00, so that 06:00 is a tie with it."""
    row = beside([10.0] * 37, "taken_zaozernaya_japanese")
    assert row.verdict == "inside"
    assert row.record_percentile == 50.0
    assert beside([9.0] * 37, "taken_zaozernaya_japanese").record_percentile == 100.0
    assert beside([11.0] * 37, "taken_zaozernaya_japanese").record_percentile == 0.0
    assert beside([None] * 37, "taken_zaozernaya_japanese").record_percentile == 0.0


def test_who_holds_a_height_is_counted() -> None:
    names = {"soviet": "Soviet Union", "japanese": "Japan", "nobody": "nobody"}
    start = SCENARIO.resolved.clock.start
    for height, place in zip(REPORT.heights, ("zaozernaya", "bezymyannaya"), strict=True):
        assert height.place == place
        moments = [start.replace(hour=0) + timedelta(days=day) for day in (1, 2, 3)]
        moments += [start + timedelta(hours=12, minutes=30), start + timedelta(hours=72)]
        assert [day.moment for day in height.days] == [
            moment.isoformat(timespec="minutes") for moment in sorted(moments)
        ]
        for day in height.days:
            moment = datetime.fromisoformat(day.moment)
            answers = TABLE[f"holder_{place}_{moment:%Y%m%d_%H%M}"].to_pylist()
            shares = {names[word]: answers.count(word) / RUNS for word in names}
            assert dict(day.shares) == shares
            said = {claim.text for claim in day.claims}
            meant = [name for name in ("Soviet Union", "Japan") if name in said]
            assert day.agree == (pytest.approx(sum(shares[name] for name in meant)) if meant else None)
    assert any(day.agree is not None for height in REPORT.heights for day in height.days)


def test_an_answer_tells_the_most_frequent_first_and_none_that_never_came() -> None:
    row = beside(["soviet"] * 12 + ["japanese"] * 25, "holder_zaozernaya_19380801_0000")
    assert (row.text, row.subject, row.quantity) == (
        "Japan 68%, Soviet Union 32%",
        "Zaozernaya (Changkufeng)",
        "holder",
    )
    assert (row.phase, row.unit, row.verdict) == ("end of 31 July", "side", "unclear")
    assert math.isnan(row.median)


def test_the_summary_counts_the_verdicts() -> None:
    rows = REPORT.section("record").rows
    count = {word: sum(row.verdict == word for row in rows) for word in ("inside", "above", "below")}
    judged = sum(count.values())
    assert judged >= 3
    said = tally(rows)
    assert f"The sources give {judged} figures to compare." in said
    assert f"agrees with {count['inside'] or 'none'} of them; {count['above']} come" in said
    assert f" too high and {count['below']} too low." in said


def test_in_short_tells_each_sides_losses_and_who_holds_what() -> None:
    said = in_short(REPORT)
    for side in ("soviet", "japanese"):
        for what, quantity in (("casualties", "casualties"), ("tanks_lost", "tanks lost")):
            row = ROWS[f"{side}_{what}"]
            begins = f"{adjective(row.subject)} {quantity}: {row.text} in the model"
            assert any(line.startswith(begins) for line in said)
    for height in REPORT.heights:
        shares = [(name, share) for name, share in height.days[-1].shares if share > 0]
        line = next(one for one in said if one.startswith(f"In the end {height.name} is held by "))
        for name, share in shares:
            assert f"{with_article(name)} in {share:.0%} of the runs" in line
    assert len(said) == 6
