from __future__ import annotations

import numpy as np
import pytest

import helpers_results as made_up
from khasan import arrays as a
from khasan.errors import InputError
from khasan.results.columns import LOSS_IDS
from khasan.results.outcomes import check_measures, outcome_columns, outcome_row, outcomes_table
from khasan.results.series import series_row, series_table

SCENARIO = made_up.compiled()
REP = made_up.replication(SCENARIO, 3)
ROW = outcome_row(SCENARIO, REP, 7)


def _units_of(side: int) -> list[int]:
    return [u for u, s in enumerate(SCENARIO.labels.unit_side) if s == side]


def test_a_row_has_exactly_the_columns_of_its_scenario_in_order() -> None:
    assert list(ROW) == [column.name for column in outcome_columns(SCENARIO)]
    assert ROW["replication"] == 3
    assert ROW["param_small_arms"] == REP.parameters[0]


@pytest.mark.parametrize("side", [0, 1])
def test_a_sides_losses_are_those_of_its_units_added_up(side: int) -> None:
    name, end = made_up.SIDES[side], REP.counts[-1][:, _units_of(side)].sum(axis=1)
    assert ROW[f"{name}_killed"] == end[a.KILLED]
    assert ROW[f"{name}_casualties"] == end[a.KILLED] + end[a.WOUNDED] + end[a.MISSING]
    assert ROW[f"{name}_tanks_lost"] == end[a.BURNT] + end[a.KNOCKED_OUT]
    assert ROW[f"{name}_tanks_repaired"] == end[a.REPAIRED]
    assert ROW[f"{name}_rounds_fired"] == end[a.ROUNDS_FIRED]


def test_guns_are_the_weapons_of_gun_units_only() -> None:
    guns = [u for u in _units_of(0) if SCENARIO.labels.unit_branch[u] == "artillery"]
    assert ROW["soviet_guns_lost"] == REP.counts[-1, a.WEAPONS_LOST, guns].sum() > 0


@pytest.mark.parametrize("loss", LOSS_IDS)
def test_phases_that_cover_the_scenario_add_up_to_the_whole(loss: str) -> None:
    for side in made_up.SIDES:
        assert ROW[f"{side}_{loss}_night_attack"] + ROW[f"{side}_{loss}_crest"] == ROW[f"{side}_{loss}"]


def test_formations_include_what_stands_below_them_and_add_up() -> None:
    corps, rifle, mech = (ROW[f"formation_{f}_casualties"] for f in ("39_corps", "118_rifle", "2_mech"))
    assert corps == rifle + mech == ROW["soviet_casualties"]
    assert "formation_118_rifle_1_casualties" not in ROW  # a battalion within a regiment does not report
    assert "formation_border_group_casualties" in ROW  # at the top, whatever its echelon
    assert ROW["formation_75_infantry_casualties_night_attack"] <= ROW["formation_75_infantry_casualties"]


def test_a_phase_ends_at_the_last_hour_not_later() -> None:
    """The phase ends at 08:30, twelve and a half hours in: the snapshot of 08:00 counts."""
    killed = REP.counts[12, a.KILLED, _units_of(1)].sum()
    assert ROW["japanese_killed_night_attack"] == killed


def test_men_who_have_not_arrived_do_not_count() -> None:
    assert ROW["soviet_men_arrived_night_attack"] < ROW["soviet_men_arrived"] == 180 * len(_units_of(0))


def test_who_holds_a_place_when() -> None:
    taken = int(np.flatnonzero(REP.holders[:, 0] == 1)[0])
    assert ROW["taken_zaozernaya_japanese"] == taken
    assert ROW["taken_zaozernaya_soviet"] == taken + 20  # retaken: holding it at the start is not taking it
    assert ROW["taken_bezymyannaya_soviet"] is None
    assert ROW["holder_zaozernaya_end"] == "soviet"
    assert ROW["holder_bezymyannaya_19380801_0000"] == "japanese"
    assert ROW["held_zaozernaya_japanese"] == 20
    assert ROW["held_zaozernaya_soviet"] == 72 - 20


def test_nobody_holds_what_nobody_ever_held() -> None:
    empty = REP._replace(holders=np.full_like(REP.holders, -1))
    row = outcome_row(SCENARIO, empty, 7)
    assert row["holder_zaozernaya_end"] == "nobody"
    assert row["held_zaozernaya_soviet"] == 0


def test_ammunition_is_the_mean_over_units_in_the_field() -> None:
    away = REP.counts.copy()
    away[:, a.STATUS, :] = a.GONE
    assert ROW["soviet_ammunition"] == pytest.approx(0.2)
    assert ROW["soviet_ammunition_night_attack"] == pytest.approx(1 - 0.8 * 12 / 72)
    assert outcome_row(SCENARIO, REP._replace(counts=away), 7)["soviet_ammunition"] is None


def test_a_replication_of_another_scenario_is_refused() -> None:
    with pytest.raises(ValueError, match="not taken from this scenario"):
        outcome_row(made_up.compiled(hours=71), REP, 7)


def test_a_measure_that_is_no_column_is_bad_input_with_the_nearest_named() -> None:
    check_measures(made_up.compiled(measures={"soviet_killed": "soviet-killed"}))
    with pytest.raises(InputError, match=r"soviet_kiled.*did you mean soviet_killed"):
        check_measures(made_up.compiled(measures={"soviet_kiled": "soviet-killed"}))


def test_the_table_does_not_depend_on_the_order_in_which_replications_were_finished() -> None:
    rows = [outcome_row(SCENARIO, made_up.replication(SCENARIO, k), 7) for k in range(4)]
    table = outcomes_table(SCENARIO, rows)
    assert table.equals(outcomes_table(SCENARIO, rows[::-1]))
    assert table["replication"].to_pylist() == [0, 1, 2, 3]
    assert table["taken_bezymyannaya_soviet"].null_count == 4


def test_no_rows_still_make_a_table_with_all_columns() -> None:
    assert outcomes_table(SCENARIO, []).num_columns == len(outcome_columns(SCENARIO))
    assert series_table(SCENARIO, []).num_rows == 0


def test_the_series_ends_in_the_outcome() -> None:
    reps = [made_up.replication(SCENARIO, k) for k in (5, 2)]
    table = series_table(SCENARIO, [series_row(SCENARIO, rep) for rep in reps])
    assert table.num_rows == 2 * 73
    last = table.slice(72, 1).to_pylist()[0]
    row = outcome_row(SCENARIO, reps[1], 7)
    assert last["replication"] == 2
    assert last["time"] == "1938-08-02T20:00:00+09:00"
    for measure in ("killed", "casualties", "tanks_lost"):
        assert last[f"soviet_{measure}"] == row[f"soviet_{measure}"] > 0
    assert last["holder_bezymyannaya"] == row["holder_bezymyannaya_end"]
