"""What a report counts: hand-worked counts, the laws recovered from many draws, the comparison that goes through it."""

from __future__ import annotations

import math
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from verification.pages.reporting import brought_up_to_date

import helpers_results as made_up
from khasan.errors import InputError
from khasan.present.first_screen.verdict_figure import figure
from khasan.present.run_report.after_action_tables import parts
from khasan.record import load_incident
from khasan.results import reporting
from khasan.results.aar import after_action
from khasan.results.aar_model import AfterAction, Row
from khasan.results.aar_text import aar_text
from khasan.results.frame import frame_of
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.reporting import LAWS, Counted, is_small, reported, reporting_of
from khasan.results.run_summary import in_short
from khasan.results.verdict.judgement import judgement
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.lint import lint
from khasan.scenario.reporting_laws import load_reporting

PAGE = Path(__file__).parents[2] / "docs" / "model" / "reporting.md"
FILE = SHIPPED / "reporting" / "common.yaml"
SHARES = Counted(0.84, 0.4, 300.0, 0.7, 0.5)
DRAWS = 4000
REPORTS = reporting_of(("soviet", "japanese"))
MEASURES = {
    "soviet_killed": "soviet-killed",
    "soviet_wounded": "soviet-wounded",
    "soviet_casualties": "soviet-casualties",
    "japanese_casualties": "japanese-casualties",
    "soviet_tanks_lost": "soviet-tanks-lost",
}
SCENARIO = made_up.compiled(measures=MEASURES)
RECORD = load_incident("lake-khasan-1938")
ROWS = [outcome_row(SCENARIO, made_up.replication(SCENARIO, k), 7) for k in range(30)]


# -- counts ------------------------------------------------------------------------------------------------------------


def losses(killed: int, wounded: int, missing: int, burnt: int = 0, knocked_out: int = 0, abandoned: int = 0) -> Any:
    tanks = {"tanks_burnt": burnt, "tanks_knocked_out": knocked_out, "tanks_abandoned": abandoned}
    return {"killed": killed, "wounded": wounded, "missing": missing, **tanks}


@pytest.mark.parametrize(
    ("happened", "small", "counted"),
    [
        # 100 x .84, 10 x .7; 40 + 84 + 7; 3 + 1 + 4 x .5
        (losses(40, 100, 10, 3, 4, 1), False, (84, 7, 131, 6)),
        # 100 x .4
        (losses(40, 100, 10, 3, 4, 1), True, (40, 7, 87, 6)),
        # 1 x .84 and 1 x .7 make one of either, 1 x .5 is rounded up
        (losses(0, 1, 1, 0, 1, 0), False, (1, 1, 2, 1)),
        # 1 x .4 makes none
        (losses(0, 1, 0), True, (0, 0, 0, 0)),
        (losses(9, 0, 0, 2, 0, 0), False, (0, 0, 9, 2)),
        (losses(0, 0, 0), False, (0, 0, 0, 0)),
    ],
)
def test_counts_worked_by_hand(happened: Any, small: bool, counted: tuple[int, ...]) -> None:
    found = reported(happened, SHARES, small=small)
    assert found == dict(zip(("wounded", "missing", "casualties", "tanks_lost"), counted, strict=True))


def test_a_clash_is_small_while_neither_side_brings_more() -> None:
    assert is_small([300, 300], SHARES)
    assert not is_small([301, 2], SHARES)
    assert not is_small([2, 301], SHARES)


def test_a_report_never_counts_more_than_happened() -> None:
    dice = random.Random(5)
    for shares in (one for k in range(400) for one in REPORTS.drawn(11, k)):
        happened = losses(*(dice.choice((0, 1, 2, dice.randrange(5000))) for _ in range(6)))
        for small in (False, True):
            found = reported(happened, shares, small=small)
            assert 0 <= found["wounded"] <= happened["wounded"]
            assert 0 <= found["missing"] <= happened["missing"]
            assert happened["killed"] <= found["casualties"]
            assert found["casualties"] <= happened["killed"] + happened["wounded"] + happened["missing"]
            unmended = happened["tanks_burnt"] + happened["tanks_abandoned"]
            assert unmended <= found["tanks_lost"] <= unmended + happened["tanks_knocked_out"]


def test_outcomes_hold_what_is_reported_beside_what_happened() -> None:
    """More than 600 men a side: a battle. The columns come out a second time in test_measures_again."""
    shares = dict(zip(made_up.SIDES, frame_of(SCENARIO).reporting.drawn(7, 3), strict=True))
    row = ROWS[3]
    assert row["soviet_men_arrived"] > shares["soviet"].small_clash_men
    for side in made_up.SIDES:
        for suffix in ("", "_night_attack", "_crest"):
            wounded = math.floor(row[f"{side}_wounded{suffix}"] * shares[side].wounded_counted + 0.5)
            assert row[f"{side}_reported_wounded{suffix}"] == wounded
    assert any(row["soviet_reported_wounded"] < row["soviet_wounded"] for row in ROWS)


def test_of_a_small_clash_the_other_law_counts_the_wounded() -> None:
    """Six companies of 180 men a side, cut down to 20 men each: 120 a side, under the lowest limit drawn here."""
    for k in range(5):
        rep = made_up.replication(SCENARIO, k)
        few = rep._replace(initial_men=rep.initial_men // 9)
        shares = frame_of(SCENARIO).reporting.drawn(7, k)[0]
        row = outcome_row(SCENARIO, few, 7)
        assert max(row["soviet_men_arrived"], row["japanese_men_arrived"]) < shares.small_clash_men
        expected = math.floor(row["soviet_wounded"] * shares.wounded_counted_small + 0.5)
        assert row["soviet_reported_wounded"] == expected != ROWS[k]["soviet_reported_wounded"]


# -- the laws ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("side", [0, 1])
def test_a_law_is_recovered_from_many_draws(law: str, side: int) -> None:
    """Half of the draws lie below the median, a twentieth below low, a twentieth above high: each count within four
    standard deviations of a binomial. The seed is fixed; another would fail one of the thirty counts in 500 tries."""
    told = load_reporting()[law]
    values = [getattr(REPORTS.drawn(23, k)[side], law) for k in range(DRAWS)]
    if told.prior == "logitnormal":
        assert 0 < min(values) <= max(values) < 1
    found = {
        0.5: sum(value < told.median for value in values),
        0.05: sum(value < told.low for value in values),
        0.95: sum(value < told.high for value in values),
    }
    for share, count in found.items():
        assert abs(count - share * DRAWS) < 4 * math.sqrt(DRAWS * share * (1 - share))


def test_draws_of_sides_laws_and_replications_are_their_own() -> None:
    drawn = [(k, one) for k in range(200) for one in REPORTS.drawn(7, k)]
    assert len({value for _, one in drawn for value in vars(one).values()}) == 2 * 200 * len(LAWS)
    above = [[one.missing_counted > 0.7 for one in REPORTS.drawn(7, k)] for k in range(DRAWS)]
    alike = sum(one == other for one, other in above)
    assert abs(alike - DRAWS / 2) < 4 * math.sqrt(DRAWS / 4)  # one in 16,000 by chance


def test_a_draw_depends_on_seed_replication_law_and_side_alone() -> None:
    alone = reporting_of(("japanese",))
    assert [alone.drawn(7, k)[0] for k in range(5)] == [REPORTS.drawn(7, k)[1] for k in range(5)]
    assert REPORTS.drawn(7, 0) != REPORTS.drawn(8, 0)
    changed = replace(REPORTS, laws=dict(reversed(REPORTS.laws.items())))
    assert changed.drawn(7, 0) == REPORTS.drawn(7, 0)


def test_the_laws_are_those_that_the_rules_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tuple(load_reporting()) == LAWS
    assert lint(FILE, library=Library((SHIPPED,))) == []
    less = {name: law for name, law in load_reporting().items() if name != "missing_counted"}
    monkeypatch.setattr(reporting, "load_reporting", lambda: less)
    with pytest.raises(InputError, match="missing_counted"):
        reporting_of(("soviet",))
    more = load_reporting() | {"horses_counted": load_reporting()["missing_counted"]}
    monkeypatch.setattr(reporting, "load_reporting", lambda: more)
    with pytest.raises(InputError, match="horses_counted"):
        reporting_of(("soviet",))


def test_the_page_is_up_to_date() -> None:
    """If not: python -m verification.pages"""
    page = PAGE.read_text(encoding="utf-8")
    assert brought_up_to_date(page) == page
    assert all(f"| `{law}` |" in page for law in LAWS)


# -- beside the record -------------------------------------------------------------------------------------------------


def report(rows: list[dict[str, Any]]) -> AfterAction:
    return after_action(SCENARIO, outcomes_table(SCENARIO, rows), RECORD)


def with_values(**columns: int) -> list[dict[str, Any]]:
    """The runs with these columns set: the value, and up to twice it in half of the runs."""
    return [
        row | {name: value if k % 2 else value + k * value // 30 for name, value in columns.items()}
        for k, row in enumerate(ROWS)
    ]


def beside(rows: list[dict[str, Any]], measure: str = "soviet_wounded") -> Row:
    return next(row for row in report(rows).section("record").rows if row.measure == measure)


def test_the_verdict_goes_by_the_reported_value() -> None:
    interval = RECORD.interval("soviet-wounded")
    assert interval is not None
    inside, over = int(interval.best), int(3 * interval.high)
    for happened, counted, verdict, percentile in (
        (over, inside, "inside", None), (inside, 1, "below", 100.0), (over, over - 1, "above", 0.0),
    ):  # fmt: skip
        rows = [row | {"soviet_wounded": happened, "soviet_reported_wounded": counted} for row in ROWS]
        row = beside(rows)
        assert row.verdict == verdict
        assert percentile in (None, row.record_percentile)
        assert (row.median, row.compared.median) == (happened, counted)


def test_killed_are_compared_as_they_happened() -> None:
    row = beside(ROWS, "soviet_killed")
    assert row.reported is None
    assert row.told == row.text
    assert row.compared.median == row.median


def test_both_are_shown() -> None:
    rows = with_values(soviet_wounded=2500, soviet_reported_wounded=2100)
    row = beside(rows)
    assert row.reported is not None
    said = f"reported {row.reported.text} of {row.text} that happened"
    assert row.told == said
    assert row.text.startswith("2,500 (")
    assert row.reported.text.startswith("2,100 (")
    after = report(rows)
    assert said in " ".join(aar_text(after, 500, colour=False).split())
    html = next(part["table"] for part in parts(after, ("Soviet Union", "Japan"), {}) if part["id"] == "comparisons")
    assert f"reported {row.reported.text}" in html
    assert f"of {row.text} that happened" in html
    data = next(one for one in after.to_json()["sections"][0]["rows"] if one["measure"] == "soviet_wounded")
    assert (data["text"], data["reported"]["text"]) == (row.text, row.reported.text)
    losses_of_sides = {one.measure: one for one in after.section("sides").rows}
    assert losses_of_sides["soviet_wounded"].text == row.text  # what happened


def test_the_same_twice_is_said_once() -> None:
    rows = [row | {"soviet_wounded": 5, "soviet_reported_wounded": 5} for row in ROWS]
    assert beside(rows).told == "5"


def test_the_summary_and_the_first_screen_tell_both() -> None:
    after = report(with_values(soviet_casualties=2500, soviet_reported_casualties=2100))
    row = next(one for one in after.section("sides").rows if one.measure == "soviet_casualties")
    line = next(one for one in in_short(after) if one.startswith("Soviet casualties"))
    assert f": {row.text} in the model, of which reports would count {row.compared.text}, " in line
    judged = judgement(SCENARIO, after, RECORD)
    one = next(q for q in judged.quantities if q.measure == "soviet_casualties")
    assert one.model is not None
    assert one.sources is not None
    assert (one.model.median, one.model.happened) == (row.compared.median, row.median)
    assert one.factor == pytest.approx(row.compared.median / one.sources.low)
    drawn = re.sub(r"\s+", " ", str(figure(judged, RECORD.sources)))
    assert '<b title="as a side would report it; about 2,500 happened">about 2,100</b>' in drawn


def test_the_bar_shows_the_reported_figure() -> None:
    """Drawn over the sources' range; what happened is far beyond it."""

    def bars(happened: int) -> list[str]:
        rows = [row | {"soviet_wounded": happened, "soviet_reported_wounded": 2100} for row in ROWS]
        table = next(part["table"] for part in parts(report(rows), ("Soviet Union", "Japan"), {}))
        return re.findall(r"<svg.*?</svg>", str(table))

    assert len(bars(2100)) >= 4
    assert bars(10**6) == bars(2100)


def test_runs_made_before_are_compared_as_they_happened() -> None:
    table = outcomes_table(SCENARIO, ROWS)
    old = table.drop_columns([name for name in table.column_names if "_reported_" in name])
    row = next(r for r in after_action(SCENARIO, old, RECORD).section("record").rows if r.measure == "soviet_wounded")
    assert row.reported is None
    assert row.told == row.text
    shown = judgement(SCENARIO, after_action(SCENARIO, old, RECORD), RECORD).quantities
    assert all(one.model is not None and one.model.happened is None for one in shown)
