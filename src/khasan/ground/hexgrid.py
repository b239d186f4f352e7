"""Hexes: axial (q, r), pointy-top, stored row by row (odd-r offset).

``hex_m`` is the distance between the centres of neighbours, in metres. Row 0 lies in the south, column 0 in
the west, odd rows stand half a hex to the east. The index of a hex is ``row * cols + col``.

>>> grid = HexGrid(200.0, 4, 3, 0.0, 0.0)
>>> grid.n, grid.index_of(200.0, 0.0), grid.index_of(-500.0, 0.0)
(12, 1, -1)
>>> grid.distance(0, 2), grid.axial(9)
(2, (0, 2))
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]

ROW_STEP = float(np.sqrt(3.0) / 2.0)
"""Distance between two rows, as a share of hex_m."""

DIRECTIONS = ("E", "NE", "NW", "W", "SW", "SE")
"""What the six columns of ``HexGrid.neighbours`` stand for (y grows to the north)."""

_EVEN = ((0, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0))
_ODD = ((0, 1), (1, 1), (1, 0), (0, -1), (-1, 0), (-1, 1))


@dataclass(frozen=True)
class HexGrid:
    """A rectangle of hexes; ``origin_x, origin_y`` is the centre of hex 0, in metres."""

    hex_m: float
    cols: int
    rows: int
    origin_x: float
    origin_y: float

    @property
    def n(self) -> int:
        """Number of hexes."""
        return self.cols * self.rows

    @cached_property
    def centres(self) -> tuple[F8, F8]:
        """x and y of every centre: two f8[n], metres."""
        return self.centre(np.arange(self.n))

    @overload
    def centre(self, index: int) -> tuple[float, float]: ...
    @overload
    def centre(self, index: NDArray[np.integer]) -> tuple[F8, F8]: ...
    def centre(self, index: int | NDArray[np.integer]) -> tuple[float, float] | tuple[F8, F8]:
        """Centre (x, y) in metres of a hex, or of an array of hexes."""
        row, col = np.divmod(np.asarray(index, dtype=np.int64), self.cols)
        x = self.origin_x + self.hex_m * (col + 0.5 * (row & 1))
        y = self.origin_y + self.hex_m * ROW_STEP * row
        if np.ndim(index) == 0:
            return float(x), float(y)
        return x, y

    @overload
    def index_of(self, x: float, y: float) -> int: ...
    @overload
    def index_of(self, x: F8, y: F8) -> I4: ...
    def index_of(self, x: float | F8, y: float | F8) -> int | I4:
        """Hex in which a point (metres) lies, -1 where it lies off the map."""
        rf = (np.asarray(y, dtype=np.float64) - self.origin_y) / (self.hex_m * ROW_STEP)
        qf = (np.asarray(x, dtype=np.float64) - self.origin_x) / self.hex_m - 0.5 * rf
        q, r = _round_axial(qf, rf)
        col = q + (r - (r & 1)) // 2
        inside = (r >= 0) & (r < self.rows) & (col >= 0) & (col < self.cols)
        index: I4 = np.where(inside, r * self.cols + col, -1).astype(np.int32)
        return int(index) if np.ndim(index) == 0 else index

    @overload
    def axial(self, index: int) -> tuple[int, int]: ...
    @overload
    def axial(self, index: NDArray[np.integer]) -> tuple[I4, I4]: ...
    def axial(self, index: int | NDArray[np.integer]) -> tuple[int, int] | tuple[I4, I4]:
        """Axial (q, r) of a hex, or of an array of hexes."""
        r, col = np.divmod(np.asarray(index, dtype=np.int64), self.cols)
        q = col - (r - (r & 1)) // 2
        if np.ndim(index) == 0:
            return int(q), int(r)
        return q.astype(np.int32), r.astype(np.int32)

    @overload
    def distance(self, i: int, j: int) -> int: ...
    @overload
    def distance(self, i: NDArray[np.integer], j: int | NDArray[np.integer]) -> I4: ...
    def distance(self, i: int | NDArray[np.integer], j: int | NDArray[np.integer]) -> int | I4:
        """Hex distance: steps from i to j over an open field; 0 from a hex to itself."""
        qi, ri = self.axial(np.atleast_1d(np.asarray(i)))
        qj, rj = self.axial(np.atleast_1d(np.asarray(j)))
        dq, dr = qi - qj, ri - rj
        steps = (np.abs(dq) + np.abs(dr) + np.abs(dq + dr)) // 2
        if np.ndim(i) == 0 and np.ndim(j) == 0:
            return int(steps[0])
        found: I4 = steps.astype(np.int32)
        return found

    @cached_property
    def neighbours(self) -> I4:
        """i4[n, 6]: the six neighbours in the order of DIRECTIONS, -1 off the map."""
        row, col = np.divmod(np.arange(self.n), self.cols)
        table = np.empty((self.n, 6), dtype=np.int32)
        for k in range(6):
            d_row = np.where(row & 1, _ODD[k][0], _EVEN[k][0])
            d_col = np.where(row & 1, _ODD[k][1], _EVEN[k][1])
            to_row, to_col = row + d_row, col + d_col
            inside = (to_row >= 0) & (to_row < self.rows) & (to_col >= 0) & (to_col < self.cols)
            table[:, k] = np.where(inside, to_row * self.cols + to_col, -1)
        return table


def grid_over(window: tuple[float, float, float, float], hex_m: float) -> HexGrid:
    """The grid that covers a window (west, south, east, north) in metres best, centred on it.

    >>> grid_over((0.0, 0.0, 1000.0, 1000.0), 100.0).rows
    12
    """
    west, south, east, north = window
    cols = round((east - west) / hex_m)
    rows = round((north - south) / (hex_m * ROW_STEP))
    across, along = (cols - 0.5) * hex_m, (rows - 1) * hex_m * ROW_STEP
    return HexGrid(hex_m, cols, rows, (west + east - across) / 2, (south + north - along) / 2)


def _round_axial(qf: F8, rf: F8) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nearest hex of fractional axial coordinates: round all three cube axes, mend the worst of them."""
    sf = -qf - rf
    q, r, s = np.rint(qf), np.rint(rf), np.rint(sf)
    dq, dr, ds = np.abs(q - qf), np.abs(r - rf), np.abs(s - sf)
    mend_q = (dq > dr) & (dq > ds)
    mend_r = ~mend_q & (dr > ds)
    q = np.where(mend_q, -r - s, q)
    r = np.where(mend_r, -q - s, r)
    return q.astype(np.int64), r.astype(np.int64)
