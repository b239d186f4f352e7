"""Contour lines of a height field, by marching squares."""

from __future__ import annotations

import numpy as np

from khasan.ground.model import F8

# Corners 1, 2, 4, 8 run anticlockwise from the south-west; edges 0..3 are south, east, north, west.
_EDGES = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 5: ((3, 2), (1, 0)), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 10: ((0, 3), (2, 1)), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),),
    14: ((0, 3),),
}  # fmt: skip


def contour(height: F8, xs: F8, ys: F8, level: float) -> list[F8]:
    """Lines f8[k, 2] of one level (m) in a field f8[len(ys), len(xs)]; higher ground lies on their right.

    >>> cone = np.array([[0., 0., 0.], [0., 2., 0.], [0., 0., 0.]])
    >>> [len(line) for line in contour(cone, np.arange(3.), np.arange(3.), 1.0)]
    [5]
    """
    above = height > level
    code = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    after: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    for row, col in zip(*np.nonzero((code > 0) & (code < 15)), strict=True):
        for leave, enter in _EDGES[int(code[row, col])]:
            after[_edge(int(row), int(col), leave)] = _edge(int(row), int(col), enter)
    return [_points(chain, height, xs, ys, level) for chain in _chains(after)]


def _edge(row: int, col: int, edge: int) -> tuple[int, int, int]:
    """A name that both squares beside an edge give it: (row, column, 0 along x or 1 along y)."""
    return (row + (edge == 2), col, 0) if edge in (0, 2) else (row, col + (edge == 1), 1)


def _chains(after: dict[tuple[int, int, int], tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    """Joins the steps from edge to edge into lines: those that start at the rim first, then the rings."""
    found = []
    starts = [*sorted(set(after) - set(after.values())), *after]
    for start in starts:
        chain = [start]
        while chain[-1] in after:
            chain.append(after.pop(chain[-1]))
        if len(chain) > 1:
            found.append(chain)
    return found


def _points(chain: list[tuple[int, int, int]], height: F8, xs: F8, ys: F8, level: float) -> F8:
    """Where the level crosses each edge of a chain."""
    edges = np.array(chain)
    row, col, up = edges[:, 0], edges[:, 1], edges[:, 2]
    row2, col2 = row + up, col + 1 - up
    start, end = height[row, col], height[row2, col2]
    share = (level - start) / (end - start)
    return np.column_stack((xs[col] + share * (xs[col2] - xs[col]), ys[row] + share * (ys[row2] - ys[row])))
