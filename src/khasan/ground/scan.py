"""Plane geometry on arrays: rings filled on a raster, lines sampled, distances to lines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]


def fill(ring: F8, xs: F8, ys: F8) -> NDArray[np.bool_]:
    """bool[len(ys), len(xs)]: which raster points lie inside a ring f8[m, 2] (even-odd rule).

    >>> square = np.array([[0., 0.], [2., 0.], [2., 2.], [0., 2.]])
    >>> fill(square, np.array([-1., 1., 3.]), np.array([1.])).tolist()
    [[False, True, False]]
    """
    a, b = ring, np.roll(ring, -1, axis=0)
    spans = (a[:, None, 1] <= ys) != (b[:, None, 1] <= ys)
    edge, row = np.nonzero(spans)
    rise = (ys[row] - a[edge, 1]) / (b[edge, 1] - a[edge, 1])
    crossing = a[edge, 0] + rise * (b[edge, 0] - a[edge, 0])
    flips = np.zeros((len(ys), len(xs) + 1), dtype=np.int32)
    np.add.at(flips, (row, np.searchsorted(xs, crossing)), 1)
    inside: NDArray[np.bool_] = np.cumsum(flips, axis=1)[:, :-1] % 2 == 1
    return inside


def sample(line: F8, every: float) -> F8:
    """Points f8[k, 2] along a line, at most ``every`` metres apart, both ends among them.

    >>> sample(np.array([[0., 0.], [10., 0.]]), 5.0)[:, 0].tolist()
    [0.0, 5.0, 10.0]
    """
    parts = [line[:1]]
    for a, b in pairwise(line):
        count = max(1, int(np.ceil(np.hypot(*(b - a)) / every)))
        parts.append(a + (b - a) * (np.arange(1, count + 1) / count)[:, None])
    return np.vstack(parts)


def signed_distance(x: float, y: float, line: F8, *, closed: bool) -> float:
    """Metres from a point to a line: + on its left, - on its right; for a ring + outside, - inside.

    >>> west_to_east = np.array([[0., 0.], [10., 0.]])
    >>> signed_distance(5.0, 3.0, west_to_east, closed=False)
    3.0
    """
    ends = np.vstack([line, line[:1]]) if closed else line
    a, d = ends[:-1], np.diff(ends, axis=0)
    to = np.array([x, y]) - a
    along = np.clip((to * d).sum(axis=1) / np.maximum((d * d).sum(axis=1), 1e-9), 0.0, 1.0)
    off = to - along[:, None] * d
    apart = np.hypot(off[:, 0], off[:, 1])
    k = int(apart.argmin())
    if closed:
        inside = fill(line, np.array([x]), np.array([y]))[0, 0]
        return float(-apart[k] if inside else apart[k])
    left = d[k, 0] * to[k, 1] - d[k, 1] * to[k, 0]
    return float(apart[k] if left >= 0 else -apart[k])


def smooth(field: F8, cells: int) -> F8:
    """A field f8[h, w] averaged three times over a square of 2 cells + 1 (nearly a Gaussian), edges held."""
    for axis in (0, 1):
        for _ in range(3):
            field = _box(field, cells, axis)
    return field


def _box(field: F8, cells: int, axis: int) -> F8:
    pad = [(0, 0), (0, 0)]
    pad[axis] = (cells + 1, cells)
    total = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis)
    size = field.shape[axis]
    ahead = np.take(total, np.arange(2 * cells + 1, 2 * cells + 1 + size), axis=axis)
    behind = np.take(total, np.arange(0, size), axis=axis)
    mean: F8 = (ahead - behind) / (2 * cells + 1)
    return mean
