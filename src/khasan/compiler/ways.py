"""Where each class of mobility can stand, and the hexes that a place means to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import F8, I4
from khasan.compiler.whole import whole
from khasan.ground import Ground
from khasan.ground.raster import FOOTBRIDGE, RIVER, nearest_narrow
from khasan.kernels.state import tables as t
from khasan.scenario.resolved import Resolved

GOES_BY = {t.TRACKED: "land", t.WATER: "water", t.RAIL: "rail"}
"""Class of mobility -> the kind of pace of the vehicles that choose their way by it."""


def paces(resolved: Resolved) -> F8:
    """f8[MOBILITY_CLASSES, 3]: mean pace across country (on water, on rails), on roads and in marsh of the vehicles
    that a class chooses its way by; 1 where it has none."""
    table = np.ones((t.MOBILITY_CLASSES, 3))
    for mobility, goes_by in GOES_BY.items():
        table[mobility] = mean_pace(resolved, goes_by)
    return table


def mean_pace(resolved: Resolved, goes_by: str) -> F8:
    """f8[3]: the same of the vehicles of one kind."""
    found = [
        [float(v.pace_kmh), float(v.road_kmh or v.pace_kmh), float(v.marsh_kmh or v.pace_kmh)]
        for v in resolved.vehicles.values()
        if v.goes_by == goes_by
    ]
    return np.mean(found, axis=0) if found else np.ones(3)


class Landings:
    """The hexes that a place of the plans means to boats, trains and everybody else."""

    OWN = (t.WATER, t.RAIL)
    """Classes that keep to hexes of their own."""

    def __init__(self, ground: Ground, neighbours: I4) -> None:
        self._ground = ground
        self._neighbours = neighbours
        self._basins: dict[int, I4] = {}
        self._taken: dict[int, NDArray[np.bool_]] = {}

    def takes(self, mobility: int) -> NDArray[np.bool_]:
        """bool[n]: whether units of a class can stand in a hex."""
        if mobility not in self._taken:
            self._taken[mobility] = self._takes(mobility)
        return self._taken[mobility]

    def _takes(self, mobility: int) -> NDArray[np.bool_]:
        if mobility == t.WATER:
            return self._ground.navigable
        return self._ground.railed if mobility == t.RAIL else self._ground.passable

    def goals(self, place: str, mobility: int) -> I4:
        """Hexes to make for: that of the place; to boats and trains the nearest to it of each water and line."""
        if mobility not in self.OWN:
            here = self._ground.place_hex(place)
            if self._ground.crossing[here] != FOOTBRIDGE or mobility in (t.FOOT, t.HORSE, t.PACK):
                return whole([here], "hexes")
            around = self._neighbours[here]
            banks: I4 = around[(around >= 0) & self._ground.passable[around]]
            return banks
        away = self._away(place)
        basin = self._basin(mobility)
        nearest = [int(np.where(basin == one, away, np.inf).argmin()) for one in range(int(basin.max()) + 1)]
        return whole(nearest, "hexes")

    def site(self, place: str) -> int:
        """The hex of river where engineers bridge it; -1 if the river is farther than the hex next to the place's.

        It is the nearest to the place that joins two banks (`nearest_narrow`).
        """
        river = np.flatnonzero(self._ground.surface == RIVER)
        if not river.size:
            return -1
        grid = self._ground.grid
        nearest = int(river[np.argmin(self._away(place)[river])])
        if grid.distance(nearest, self._ground.place_hex(place)) > 1:
            return -1
        return nearest_narrow(grid, self._ground.surface, *self._ground.places[place])

    def _away(self, place: str) -> F8:
        """Square of each hex's distance from a place."""
        x, y = self._ground.places[place]
        xs, ys = self._ground.grid.centres
        away: F8 = (xs - x) ** 2 + (ys - y) ** 2
        return away

    def _basin(self, mobility: int) -> I4:
        """i4[n]: number of the connected stretch of water or line that a hex belongs to, -1 for none."""
        if mobility not in self._basins:
            basin = whole(np.where(self.takes(mobility), -2, -1), "basins")
            for seed in np.flatnonzero(basin == -2).tolist():
                if basin[seed] != -2:
                    continue
                number = int(basin.max()) + 1
                basin[seed] = max(0, number)
                edge = [seed]
                while edge:
                    around = self._neighbours[edge.pop()]
                    for there in around[around >= 0].tolist():
                        if basin[there] == -2:
                            basin[there] = basin[seed]
                            edge.append(there)
            self._basins[mobility] = basin
        return self._basins[mobility]
