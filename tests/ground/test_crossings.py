"""A crossing joins two banks, however coarse the hexes are that the river is laid on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from khasan.compiler.ways import Landings
from khasan.ground import Ground, ensemble_member, load_map, rasterise
from khasan.ground.raster import NO_CROSSING, WATER


def _banks(ground: Ground) -> NDArray[np.int64]:
    """Number of the stretch of dry land that a hex belongs to, -1 for water: over no crossing."""
    dry = ~np.isin(ground.surface, WATER)
    bank = np.full(ground.grid.n, -1, dtype=np.int64)
    for seed in np.flatnonzero(dry):
        if bank[seed] >= 0:
            continue
        bank[seed] = bank.max() + 1
        edge = [int(seed)]
        while edge:
            for there in ground.grid.neighbours[edge.pop()]:
                if there >= 0 and dry[there] and bank[there] < 0:
                    bank[there] = bank[seed]
                    edge.append(int(there))
    return bank


def _joins(ground: Ground, bank: NDArray[np.int64], here: int) -> int:
    around = ground.grid.neighbours[here]
    return len(set(bank[around[around >= 0]].tolist()) - {-1})


@pytest.mark.parametrize(("name", "hex_m"), [("lake-khasan", 250.0), ("khalkhin-gol", 1000.0)])
@pytest.mark.parametrize("k", [0, 3, 5, 10])
def test_every_crossing_joins_two_banks(name: str, hex_m: float, k: int) -> None:
    ground = rasterise(ensemble_member(load_map(name), k), hex_m)
    bank = _banks(ground)
    crossings = np.flatnonzero(ground.crossing != NO_CROSSING)
    assert crossings.size >= 3
    for here in crossings.tolist():
        assert _joins(ground, bank, here) >= 2, here


@pytest.mark.parametrize("k", [0, 2, 9])
def test_engineers_bridge_where_two_banks_are_joined(k: int) -> None:
    ground = rasterise(ensemble_member(load_map("khalkhin-gol"), k), 1000.0)
    bank = _banks(ground)
    ways = Landings(ground, ground.grid.neighbours)
    for place in ("jp-crossing", "crossing-north", "crossing-south"):
        assert _joins(ground, bank, ways.site(place)) >= 2, place
    assert ways.site("nomonhan") == -1


@pytest.mark.parametrize("k", [0, 1, 9])
def test_a_line_of_ferries_over_broad_water_stays_whole(k: int) -> None:
    """The guards on the island at Kanchazu have a way to the Soviet bank, and none to the other."""
    ground = rasterise(ensemble_member(load_map("kanchazu"), k), 100.0)
    from_island = ground.reached(ground.place_hex("island-trench"))
    assert from_island[ground.place_hex("entry-soviet-e")]
    assert not from_island[ground.place_hex("entry-japan-s")]
