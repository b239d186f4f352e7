"""Distances on the hex grid, in axial coordinates (q, r)."""

from __future__ import annotations

import numpy as np

from khasan.kernels.compiling.decorators import rule

NO_HEX = np.int64(-1)
"""The hex of what is off the map."""


@rule
def distance(axial, a, b):
    """Hexes between two hexes: max(|dq|, |dr|, |dq + dr|); axial: i4[2, hex].

    Form: Patel 2013, Hexagonal Grids (Red Blob Games), Distances: axial coordinates.
    """
    dq = axial[0, a] - axial[0, b]
    dr = axial[1, a] - axial[1, b]
    return max(abs(dq), abs(dr), abs(dq + dr))


@rule
def offset_of(q, r, cols, rows):
    """Index of an axial coordinate in the odd-r rectangle, -1 off the map.

    Form: Patel 2013, Hexagonal Grids (Red Blob Games), Offset coordinates: from axial to odd-r.
    """
    col = q + (r - (r & 1)) // 2
    if r < 0 or r >= rows or col < 0 or col >= cols:
        return -1
    return r * cols + col
