"""Symbols gather by echelon with the zoom, and none lies on another."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import khasan
from khasan.present.replay.designations import designations
from khasan.results.explain import poisson_below
from khasan.results.store import RunFolder
from khasan.scenario.library import Library
from long_forms import LONG

from . import made_up
from .replay_script import a_unit, in_node, laid_out, laid_out_all, needs_node, overlaps

pytestmark = needs_node
ZOOMS = {"whole map": 0.05, "fight": 0.1, "close": 0.6, "closest": 3.0}
"""Pixels a metre."""


def units_of(compiled: Any, table: Any, metre: float) -> list[list[dict[str, Any]]]:
    """The units in the field at every snapshot of the first replication, where they stand."""
    labels = compiled.labels
    called = designations(compiled.resolved, labels.formation_parent, labels.unit_formation)
    index = {unit: number for number, unit in enumerate(labels.units)}
    snapshots: dict[float, list[dict[str, Any]]] = {}
    for row in table.select(["replication", "hour", "unit", "status", "x_m", "y_m", "men"]).to_pylist():
        snapshot = snapshots.setdefault(row["hour"], [])
        unit = index[row["unit"]]
        if row["replication"] or row["x_m"] is None or row["status"] not in ("active", "broken"):
            continue
        known = {"regiment": called.regiments[unit], "division": called.divisions[unit], "men": row["men"]}
        known |= {"formation": labels.unit_formation[unit], "side": labels.unit_side[unit]}
        snapshot.append(a_unit(unit, row["x_m"] * metre, -row["y_m"] * metre, **known))
    return list(snapshots.values())


def check_all(compiled: Any, table: Any, hex_m: float, one_in: int = 1) -> None:
    for metre in ZOOMS.values():
        snapshots = units_of(compiled, table, metre)[::one_in]
        layouts = laid_out_all([(units, metre, hex_m) for units in snapshots])
        assert len(layouts) == len(snapshots) > 1
        for units, symbols in zip(snapshots, layouts, strict=True):
            assert overlaps(symbols) == 0
            shown = [unit for symbol in symbols for unit in symbol["units"]]
            assert sorted(shown) == sorted(unit["unit"] for unit in units), "each unit in one symbol"
            sides = {unit["unit"]: unit["side"] for unit in units}
            assert all({sides[unit] for unit in symbol["units"]} == {symbol["side"]} for symbol in symbols)


def test_no_symbol_overlaps_at_any_hour_at_any_zoom() -> None:
    fight = made_up.compiled()
    check_all(fight, made_up.units_table(fight, [0]), 250.0)


@pytest.mark.slow
def test_no_symbol_overlaps_at_any_hour_of_lake_khasan(tmp_path: Path) -> None:
    run = khasan.run("lake-khasan-1938", seed=7, replications=1, record=1, out=tmp_path / "run")
    table = RunFolder.open(tmp_path / "run").table("units")
    check_all(run.compiled, table, run.compiled.resolved.map.hex_m, one_in=1 if LONG else 4)


def test_no_symbol_overlaps_in_a_crowd_of_both_sides() -> None:
    rng = np.random.default_rng(5)
    crowd = [
        a_unit(n, *(250.0 * rng.integers(0, 12, 2)).tolist(), side=n % 2, formation=n // 8, regiment=n // 40)
        for n in range(300)
    ]
    for metre in ZOOMS.values():
        units = [unit | {"x": unit["x"] * metre, "y": unit["y"] * metre} for unit in crowd]
        symbols = laid_out(units, metre)
        assert overlaps(symbols) == 0
        assert sum(len(symbol["units"]) for symbol in symbols) == 300


def test_units_of_one_formation_within_reach_are_one_symbol_and_others_are_not() -> None:
    metre = 0.1  # 600 m are 60 pixels
    near = [a_unit(0, 0, 0, formation=1), a_unit(1, 55, 0, formation=1), a_unit(2, 400, 0, formation=1)]
    assert sorted(len(symbol["units"]) for symbol in laid_out(near, metre)) == [1, 2]
    other = [a_unit(0, 0, 0, formation=1), a_unit(1, 90, 0, formation=2)]
    assert len(laid_out(other, metre)) == 2, "two formations whose boxes do not meet stay two"


def test_boxes_of_one_side_that_meet_merge_nearest_first_and_by_regiment() -> None:
    three = [
        a_unit(0, 0, 0, formation=1, regiment=7),
        a_unit(1, 50, 0, formation=2, regiment=8),
        a_unit(2, -60, 0, formation=3, regiment=7, men=300),
    ]
    symbols = laid_out(three, 0.1)
    assert sorted(sorted(symbol["units"]) for symbol in symbols) == [[0, 2], [1]], "the regiment before the nearest"


def test_a_symbol_stands_where_some_of_its_men_do() -> None:
    units = [a_unit(n, 30.0 * n, 0, formation=1, men=10 + n) for n in range(4)]
    (symbol,) = laid_out(units, 0.1)
    assert (symbol["x"], symbol["y"]) in {(unit["x"], unit["y"]) for unit in units}


def test_opponents_are_never_merged_but_pushed_apart_from_their_place() -> None:
    both = [a_unit(0, 100, 100, side=0, men=500), a_unit(1, 104, 100, side=1, men=40)]
    strong, weak = sorted(laid_out(both, 0.1), key=lambda symbol: symbol["side"])
    assert (strong["at"], (weak["x"], weak["y"])) == ({"x": 100, "y": 100}, (104, 100))
    assert 50 < math.hypot(weak["at"]["x"] - 104, weak["at"]["y"] - 100) < 80, "no farther than it must"


def test_close_up_a_hex_shows_its_units_side_by_side() -> None:
    stack = [a_unit(n, 0, 0, formation=n % 2, side=n % 2) for n in range(12)]
    assert len(laid_out(stack, 3.0)) == 12
    assert len(laid_out(stack, 0.7)) == 2, "there is room for one of each formation only"


FORMATIONS = [
    {"name": "I/75", "short": "I/75", "part": "I/75", "mark": "II"},
    {"name": "75th Regiment", "short": "75 Regt", "part": "75", "mark": "III"},
    {"name": "74th Regiment", "short": "74 Regt", "part": "74", "mark": "III"},
    {"name": "19th Division", "short": "19 Div", "part": "19", "mark": "XX"},
    {"name": "76th Regiment", "short": "76 Regt", "part": "76", "mark": "III"},
]


def called(*units: tuple[int, int, int], divisions: tuple[int, ...] = (3, 3, 3, 3)) -> str:
    """Name of a stack of units (formation, regiment, men)."""
    stack = [
        a_unit(n, 0, 0, formation=f, regiment=r, division=divisions[n], men=m) for n, (f, r, m) in enumerate(units)
    ]
    name: str = in_node("called(given[0], given[1]).short", [stack, FORMATIONS])
    return name


def test_a_stack_is_called_by_the_least_that_holds_most_of_its_men() -> None:
    assert called((0, 1, 50)) == "u0"
    assert called((0, 1, 50), (0, 1, 60)) == "I/75"
    assert called((0, 1, 80), (2, 2, 20)) == "75 Regt"
    assert called((0, 1, 40), (1, 1, 39), (2, 2, 21)) == "75+74"
    three = ((0, 1, 34), (2, 2, 33), (4, 4, 33))
    assert called(*three) == "19 Div"
    assert called(*three, divisions=(0, 1, 2)) == "3 units", "no division has half of the men"


def test_of_the_enemy_a_side_knows_neither_name_nor_number() -> None:
    seen = [a_unit(n, 0, 0, contact=True, formation=-1, men=1) for n in range(3)]
    told = in_node("called(given, [])", seen)
    assert told == {"short": "3 seen", "mark": "", "name": "3 units seen, infantry"}


def test_a_name_takes_the_first_free_place_or_none() -> None:
    inside = {"left": -200, "right": 200, "top": -200, "bottom": 200}
    point, right = {"x": 0, "y": 0}, {"x": 40, "y": 0, "wide": 72, "high": 54}
    place = "namePlace(given.point, 50, 16, given.taken, given.inside)"
    free = in_node(place, {"point": point, "taken": [], "inside": inside})
    assert (free["x"], free["y"]) == (34, 0)
    moved = in_node(place, {"point": point, "taken": [right], "inside": inside})
    assert (moved["x"], moved["y"]) == (-34, 0)
    everywhere = {"x": 0, "y": 0, "wide": 300, "high": 300}
    assert in_node(place, {"point": point, "taken": [everywhere], "inside": inside}) is None


def test_the_page_works_the_draw_out_as_explain_does() -> None:
    cases = [(0.187, 1), (8.66, 10), (120.0, 133), (0.0, 1), (3.0, 0)]
    told = in_node("given.map(([mean, count]) => poissonBelow(mean, count))", cases)
    assert told == pytest.approx([poisson_below(mean, count) for mean, count in cases], abs=1e-12)


def test_no_designation_is_longer_than_a_symbol() -> None:
    library = Library()
    for name in library.ids("scenarios"):
        resolved = khasan.load_scenario(name)
        index = {formation.id: k for k, formation in enumerate(resolved.formations)}
        parents = tuple(index[f.parent] if f.parent else -1 for f in resolved.formations)
        told = designations(resolved, parents, [index.get(unit.formation, -1) for unit in resolved.units])
        for short in (*told.units, *told.formations):
            assert 0 < len(short) <= 10
