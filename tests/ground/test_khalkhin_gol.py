"""The map of Khalkhin Gol: what the fights there rest on, in every drawn member."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from numpy.typing import NDArray

from khasan.ground import Ground, ensemble_member, load_map, rasterise
from khasan.ground.ensemble import MEMBERS
from khasan.ground.raster import BRIDGE, FOOTBRIDGE, NO_CROSSING, RIVER

SITES = ("jp-crossing", "crossing-north", "crossing-south", "crossing-far-south")
WEST = ("bain-tsagan", "hamar-daba", "soviet-guns-west", "kawamata-west", "jp-crossing-west", "entry-tamsag")
EAST = ("nomonhan", "fui", "balshagal", "noro", "kawamata", "bridgehead", "jp-crossing-east", "entry-hailar")


@pytest.fixture(scope="module")
def grounds() -> dict[tuple[float, int], Ground]:
    vector = load_map("khalkhin-gol")
    return {
        (hex_m, k): rasterise(ensemble_member(vector, k), hex_m) for hex_m in (500.0, 1000.0) for k in range(MEMBERS)
    }


def reached(ground: Ground, start: int, passable: NDArray[np.bool_]) -> set[int]:
    """Hexes that can be walked to from a start."""
    seen, queue = {start}, deque([start])
    while queue:
        for h in ground.grid.neighbours[queue.popleft()].tolist():
            if h >= 0 and passable[h] and h not in seen:
                seen.add(h)
                queue.append(h)
    return seen


def beside(ground: Ground, place: str) -> list[int]:
    """The hex of a place and those around it."""
    here = ground.place_hex(place)
    return [here, *(h for h in ground.grid.neighbours[here].tolist() if h >= 0)]


def test_every_place_can_be_reached(grounds: dict[tuple[float, int], Ground]) -> None:
    for which, g in grounds.items():
        seen = reached(g, g.place_hex("nomonhan"), g.passable)
        assert [p for p in g.places if g.place_hex(p) not in seen] == [], which


def test_the_halha_parts_the_banks_for_whoever_uses_no_crossing(grounds: dict[tuple[float, int], Ground]) -> None:
    for which, g in grounds.items():
        seen = reached(g, g.place_hex("nomonhan"), g.surface != RIVER)
        assert {g.place_hex(p) for p in WEST}.isdisjoint(seen), which
        assert {g.place_hex(p) for p in EAST} <= seen, which


def test_wheels_cross_at_the_one_bridge_alone(grounds: dict[tuple[float, int], Ground]) -> None:
    """The fords carry men and horses; what engineers build is not on the map before they build it."""
    for which, g in grounds.items():
        kinds = g.crossing[g.crossing != NO_CROSSING].tolist()
        assert kinds.count(BRIDGE) == 1, which
        assert set(kinds) == {BRIDGE, FOOTBRIDGE}, which


def test_bridges_can_be_built_where_plans_may_order_them(grounds: dict[tuple[float, int], Ground]) -> None:
    for which, g in grounds.items():
        for site in SITES:
            open_water = [h for h in beside(g, site) if g.surface[h] == RIVER and g.crossing[h] == NO_CROSSING]
            assert open_water, (which, site)


def test_the_west_bank_looks_down_on_the_east_bank(grounds: dict[tuple[float, int], Ground]) -> None:
    """KHG-S4: the W terrace stands about 50 m over the E side of the river; the draw leaves it 24 m at the least."""
    for k in range(MEMBERS):
        g = grounds[500.0, k]
        x, y = g.places["bridge-kawamata"]
        xs, ys = g.grid.centres
        level = np.abs(ys - y) < 9000
        west = g.elevation[level & (xs < x - 3000) & (xs > x - 8000)].mean()
        east = g.elevation[level & (xs > x + 1500) & (xs < x + 3500)].mean()
        assert 20.0 < west - east < 75.0, k
