"""Runs side by side, worked by hand on made-up rows."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

import helpers_results as made_up
from khasan.errors import InputError
from khasan.results.compared import Compared
from khasan.results.comparison import Comparison, compare_runs
from khasan.results.comparison_text import comparison_text
from khasan.results.comparison_words import in_short
from khasan.results.outcomes import outcome_row, outcomes_table

SCENARIO: Any = made_up.compiled(measures={"soviet_killed": "soviet-killed"})
ROWS = [outcome_row(SCENARIO, made_up.replication(SCENARIO, k), 7) for k in range(4)]
Z90 = 1.6448536269514722
"""Of the normal law: nine in ten lie within so many standard deviations."""


def manifest(**changed: Any) -> dict[str, Any]:
    return {
        "scenario": "made-up", "title": "Made up", "scenario_digest": "one", "map_digest": "map", "rules": "rules",
        "khasan": "0.1.0", "processor": "this", "record_rule": "graded", "what_ifs": [], "seed": 7,
        "interrupted": False,
    } | changed  # fmt: skip


def run(name: str = "as it was", first: int = 0, told: dict[str, Any] | None = None, **columns: list[Any]) -> Compared:
    """A run of four whose columns are these."""
    rows = [{**row, "replication": first + k} for k, row in enumerate(ROWS)]
    for column, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            row[column] = value
    own = {"what_ifs": [], "scenario_digest": "one"} if name == "as it was" else {"what_ifs": [name]}
    own |= {} if name == "as it was" else {"scenario_digest": name}
    return Compared(name, manifest(**own | (told or {})), outcomes_table(SCENARIO, rows))


def compared(*runs: Compared, **how: Any) -> Comparison:
    return compare_runs(SCENARIO, runs, **how)


def test_a_difference_is_the_mean_of_the_pairs_with_their_spread() -> None:
    """Pairs differ by 2, 4, 6 and 8: mean 5, standard deviation sqrt(20/3), half-width z sqrt(20/3)/2."""
    found = compared(run(soviet_killed=[10, 20, 30, 40]), run("moon", soviet_killed=[12, 24, 36, 48]))
    line = found.line("soviet_killed")
    assert found.pairs == 4
    assert [mean.mean for mean in line.means] == [25, 30]
    assert line.differences[0].mean == 5
    assert line.differences[0].half_width == pytest.approx(Z90 * math.sqrt(20 / 3) / 2)
    assert line.differences[0].clear
    assert line.more == (1.0,)


def test_pairs_go_by_the_number_of_the_replication_and_not_by_the_row() -> None:
    """Numbers 0-3 against 2-5 share 2 and 3: 30 and 40 against 31 and 42."""
    found = compared(run(soviet_killed=[10, 20, 30, 40]), run("moon", first=2, soviet_killed=[31, 42, 0, 0]))
    assert found.pairs == 2
    assert found.counts == (2, 2)
    assert found.line("soviet_killed").differences[0].mean == 1.5
    assert any("all runs share" in note for note in found.notes)


def test_runs_of_other_seeds_are_compared_without_pairs() -> None:
    """Standard deviations sqrt(500/3) and sqrt(2000/3) over four each add up in quarters."""
    found = compared(run(soviet_killed=[10, 20, 30, 40]), run("moon", told={"seed": 8}, soviet_killed=[20, 40, 60, 80]))
    line = found.line("soviet_killed")
    assert found.pairs == 0
    assert found.not_paired == "the runs have different seeds"
    assert line.differences[0].mean == 25
    assert line.differences[0].half_width == pytest.approx(Z90 * math.sqrt((500 / 3 + 2000 / 3) / 4))
    assert math.isnan(line.more[0])
    assert "Not compared pair by pair, because the runs have different seeds" in comparison_text(found, 200)


def test_runs_without_a_number_in_common_and_runs_asked_so_are_not_paired() -> None:
    assert compared(run(), run("moon", first=4)).not_paired == "the runs have no replication number in common"
    assert compared(run(), run("moon"), paired=False).not_paired == "pairing was turned off"


def test_who_holds_a_place_is_a_share_for_each_side_that_ever_does() -> None:
    column = "holder_zaozernaya_end"
    nobody = ["nobody"] * 4
    before, after = ["japanese", "japanese", "nobody", "soviet"], ["japanese", "soviet", "soviet", "soviet"]
    found = compared(
        run(**{column: before, "holder_bezymyannaya_end": nobody}),
        run("moon", **{column: after, "holder_bezymyannaya_end": nobody}),
    )
    lines = {line.label: line for line in found.lines if line.measure == column}
    (soviet,) = (line for label, line in lines.items() if label.endswith(": held at the end by Soviet Union"))
    assert [mean.mean for mean in soviet.means] == [0.25, 0.75]
    assert soviet.differences[0].mean == 0.5
    assert len(lines) == 2
    assert not [line for line in found.lines if line.measure == "holder_bezymyannaya_end"]


def test_of_two_sides_that_share_a_place_wholly_one_is_told() -> None:
    column = "holder_zaozernaya_end"
    found = compared(
        run(**{column: ["japanese"] * 3 + ["soviet"]}), run("moon", **{column: ["japanese", "soviet"] * 2})
    )
    (line,) = (line for line in found.lines if line.measure == column)
    assert line.label.endswith("by Japan")
    assert line.differences[0].mean == -0.25


def test_the_title_is_that_of_the_scenario_as_it_was() -> None:
    first = run("moon", told={"title": "Made up (what if: Full moon)"})
    assert compared(first, run()).title == "Made up"


def test_a_share_that_no_pair_changes_is_not_known_for_certain() -> None:
    held = {"holder_zaozernaya_end": ["soviet"] * 4}
    line = compared(run(**held), run("moon", **held)).line("holder_zaozernaya_end")
    assert line.differences[0].mean == 0
    assert line.differences[0].half_width > 0.2
    assert not line.differences[0].clear


def test_what_may_never_come_about_is_asked_how_often_and_when() -> None:
    """Taken in two of four against three of four; both have it in the first two pairs, an hour and three later."""
    column = "taken_zaozernaya_soviet"
    found = compared(
        run(**{column: [5.0, 6.0, None, None]}), run("moon", **{column: [6.0, 9.0, 4.0, None]}), measures=[column]
    )
    ever, when = (line for line in found.lines if line.measure == column)
    assert ever.is_share
    assert [mean.mean for mean in ever.means] == [0.5, 0.75]
    assert when.differences[0].mean == 2.0
    assert when.differences[0].n == 2


def test_one_pair_has_no_interval_and_says_so() -> None:
    found = compared(run(), run("moon", first=3))
    assert found.pairs == 1
    assert math.isnan(found.line("soviet_killed").differences[0].half_width)
    assert in_short(found)[-1].startswith("One pair proves nothing: chance alone may do as much")


def test_two_means_in_a_sentence_have_the_digits_of_the_less_certain() -> None:
    base, other = run(soviet_casualties=[2, 8, 20, 3]), run("moon", soviet_casualties=[3, 3, 3, 4])
    assert "about 3.2 casualties instead of 8.2" in " ".join(in_short(compared(base, other)))


def test_headline_measures_unless_more_are_asked_for() -> None:
    few = compared(run(), run("moon"))
    assert {line.measure for line in few.lines if not line.headline} == set()
    assert "soviet_killed" in {line.measure for line in few.lines}
    more = compared(run(), run("moon"), measures=["japanese_killed*"])
    assert {line.measure for line in more.lines} > {line.measure for line in few.lines}
    every = {line.measure for line in compared(run(), run("moon"), every=True).lines}
    assert len(every) > 100
    assert not [name for name in every if name.startswith(("param_", "replication", "member"))]


def test_a_measure_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean soviet_killed"):
        compared(run(), run("moon"), measures=["soviet_kiled"])


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"scenario": "another"}, "compare runs of one scenario"),
        ({"rules": "older"}, "fought by other rules"),
        ({"map_digest": "older"}, "its map is another version"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_remedy(told: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        compared(run(), run("moon", told=told))


def test_the_same_replications_twice_are_refused_and_other_ones_of_the_same_are_not() -> None:
    with pytest.raises(InputError, match="the same replications"):
        compared(run(), run(first=3))
    found = compared(run(), run(told={"seed": 8}))
    assert found.names == ("as it was, seed 7", "as it was, seed 8")


def test_one_run_alone_is_refused() -> None:
    with pytest.raises(InputError, match="name at least two"):
        compared(run())


def test_changed_data_and_broken_off_runs_are_told_of() -> None:
    changed = run(first=0, told={"scenario_digest": "two", "interrupted": True})
    notes = compared(run(), changed).notes
    assert any("scenario's data changed" in note for note in notes)
    assert any("Interrupted before the end" in note for note in notes)


def test_the_answer_as_data_is_json_with_nothing_where_nothing_is_known() -> None:
    told = compared(run(), run("moon", first=3)).to_json()
    assert told["format"] == "khasan-comparison/1"
    assert json.loads(json.dumps(told, allow_nan=False))["lines"][0]["differences"][0]["half_width"] is None


def test_a_notebook_shows_it_escaped() -> None:
    html = compared(run(told={"title": "<script>x"}), run("moon"))._repr_html_()
    assert "&lt;script&gt;x" in html
    assert "<script>" not in html
    assert "Soviet Union: casualties (men)" in html
