"""The way between two units in a step: how far apart they were, and the chance of a hit over it.

A unit stands at the centre of its hex until it sets out; the metres it has made good move it along the line to the
centre of the next. Distances are those of the map, in hexes, also between centres:

    apart(dq, dr) = max(|dq|, |dr|, |dq + dr|)

Men of two units that far apart are spread evenly over half a hex to either side of that distance, as far as
fire.CLOSEST_M leaves room. Over a step that distance changes evenly from `then` to `now`, for as long as the slower of
the two is on the move, and stays. Fire is spread evenly over the time:

    chance of a hit = 1 / (far - near) x the integral of c(d) from near to far,     c(d): mean p(r) at d hexes

tabled once a replication as the integral C(d) at every 1 / PARTS of a hex: (C(far) - C(near)) / (far - near).
"""

from __future__ import annotations

from khasan.kernels.compiling.decorators import rule

PARTS = 8
"""Into so many parts a hex is divided in the table of chances by distance. Definition; between them it is linear."""
SHORT = 1e-9
"""A way under so many hexes is none: the rounding of positions. Definition."""

GAUSS = 0.5773502691896257
"""1 / sqrt(3). Definition: of the quadrature of Gauss with two points."""


@rule
def apart(dq, dr):
    """Hexes between two points of the map in axial coordinates.

    Form: Patel 2013, Hexagonal Grids (Red Blob Games), Distances: the same norm, taken between centres too.

    >>> apart(2.0, -1.0), apart(0.5, 0.25)
    (2.0, 0.75)
    """
    return max(abs(dq), abs(dr), abs(dq + dr))


@rule
def read_off(values, hexes):
    """c(d): the table `values`, a column each 1 / PARTS of a hex, read off in a straight line; 0 beyond its end.

    Form: ours, because a straight line between columns an eighth of a hex apart is never below 0 nor above its ends.
    """
    at = hexes * PARTS
    k = int(at)
    if k + 1 >= values.shape[0]:
        return values[k] if k + 1 == values.shape[0] else 0.0
    return values[k] + (at - k) * (values[k + 1] - values[k])


@rule
def summed(values, sums, hexes):
    """C(d): the integral of :func:`read_off` from 0 to so many hexes; `sums` holds it at the columns of `values`.

    Form: ours, because it is the exact integral of the straight lines that read_off draws, so that parts of a way add
    up.
    """
    at = hexes * PARTS
    k = int(at)
    if k + 1 >= values.shape[0]:
        return sums[values.shape[0] - 1]
    part = at - k
    return sums[k] + part * (values[k] + 0.5 * part * (values[k + 1] - values[k])) / PARTS


@rule
def mean_over(values, sums, near, far):
    """Mean of the table over the distances from near to far.

    Form: ours, because the mean of a function over a way is its integral over the length, and its value where the way
    is none.

    >>> import numpy as np
    >>> ones = np.ones(PARTS * 3 + 1)
    >>> mean_over(ones, np.arange(PARTS * 3 + 1) / PARTS, 0.3, 1.7)
    1.0
    """
    if far - near < SHORT:
        return read_off(values, near)
    return (summed(values, sums, far) - summed(values, sums, near)) / (far - near)


@rule
def points_between(near, far):
    """The two points of Gauss between two distances, at which the mean of a smooth function is taken.

    Form: Gauss 1814, Methodus nova integralium valores per approximationem inveniendi: the rule of two points.

    >>> points_between(1.0, 1.0)
    (1.0, 1.0)
    """
    middle, half = 0.5 * (near + far), 0.5 * (far - near) * GAUSS
    return middle - half, middle + half


@rule
def share_inside(near, far, limit):
    """Share of the distances from near to far that lie within a limit.

    Form: ours, because distances change evenly over a way, so that shares of length are shares of time.

    >>> share_inside(1.0, 3.0, 2.0), share_inside(1.0, 3.0, 4.0), share_inside(2.0, 2.0, 1.0)
    (0.5, 1.0, 0.0)
    """
    if far <= limit:
        return 1.0
    return (limit - near) / (far - near) if limit > near else 0.0
