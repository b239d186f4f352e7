"""Line of sight between hexes, how far the light lets one see, and how much of a hex lies within that."""

from __future__ import annotations

import math

import numpy as np

from khasan.arrays import F8, I4, U8
from khasan.kernels.compiling.decorators import entry, rule
from khasan.kernels.fire.gunnery import CLOSEST_M
from khasan.kernels.movement.hexgrid import offset_of

EYE_M = 2.0
"""Height of an eye and of a target above the highest ground of its hex: a standing man. Source: definition."""
COVER_HEIGHT_M = 6.0
"""Height of full concealment (woods, houses) above the ground. Guess, 4 to 10 m: low coastal oak and mud houses."""
ONE = np.uint64(1)
NUDGE = 1e-6
"""How far in hexes to either side a line is moved that might run along edges. Definition: small."""


@rule
def line_is_clear(a, b, axial, ground, cols, rows, steps):
    """Whether nothing between hexes a and b stands above the straight line between their watchers.

    Both stand at the crest of their hex plus EYE_M; between them counts the mean elevation plus cover. The hexes on
    the way are those nearest to evenly spaced points of the line (cube rounding); a line that runs along edges sees
    past on either side of them. Symmetric in a and b, and alike in all six directions.

    Form: Patel 2013, Hexagonal Grids (Red Blob Games), Line drawing: the hexes under a line. That it may pass edges on
    either side, and what stands in it, is ours: no direction may be better than another.
    """
    return one_side_is_clear(a, b, axial, ground, cols, rows, steps, NUDGE) or one_side_is_clear(
        a, b, axial, ground, cols, rows, steps, -NUDGE
    )


@rule
def one_side_is_clear(a, b, axial, ground, cols, rows, steps, nudge):
    """As line_is_clear, where the line runs along edges on one side of them, which the sign of `nudge` says.

    Form: ours, because light goes straight: the way is shut by the first hex that rises above the line from eye to eye.
    """
    height_a = ground[1, a] + EYE_M
    height_b = ground[1, b] + EYE_M
    qa, ra, qb, rb = axial[0, a], axial[1, a], axial[0, b], axial[1, b]
    for k in range(1, steps):
        q, r = on_the_way(qb - qa, rb - ra, k / steps, nudge)
        here = offset_of(qa + q, ra + r, cols, rows)
        if here < 0:
            return False
        if ground[0, here] + COVER_HEIGHT_M * ground[3, here] > height_a + (height_b - height_a) * (k / steps):
            return False
    return True


@rule
def on_the_way(dq, dr, share, nudge):
    """(q, r) of the hex in which a line to (dq, dr) lies after that share of its length.

    Form: Patel 2013, Hexagonal Grids (Red Blob Games), Line drawing and Rounding: a point of the line, moved by
    (e, 2e), rounded as a cube.
    """
    q, r = dq * share + nudge, dr * share + 2.0 * nudge
    s = -q - r
    q_near, r_near, s_near = math.floor(q + 0.5), math.floor(r + 0.5), math.floor(s + 0.5)
    off_q, off_r, off_s = abs(q_near - q), abs(r_near - r), abs(s_near - s)
    if off_q > off_r and off_q > off_s:
        q_near = -r_near - s_near
    elif off_r > off_s:
        r_near = -q_near - s_near
    return int(q_near), int(r_near)


def all_lines(axial: I4, ground: F8, cols: int, rows: int, reach: int) -> U8:
    """u8[hex, 2 reach + 1]: the window of each hex onto its surroundings, a word a row of the map, a bit a column.

    Bit (column of b - column of a + reach) of word (row of b - row of a + reach) of hex a is set where a and b see each
    other within reach hexes, at most 31: a row fits a word. The hexes between two are the same wherever the two
    stand, so each direction and distance is worked out once and laid over the map.
    """
    lines = np.zeros((axial.shape[1], 2 * reach + 1), dtype=np.uint64)
    lines[:, reach] = ONE << np.uint64(reach)
    tops = ground[1] + EYE_M
    hides = ground[0] + COVER_HEIGHT_M * ground[3]
    lay_all(axial, tops, hides, cols, rows, reach, np.zeros((2, 2, reach + 1), dtype=np.int64), lines)
    return lines


@entry
def lay_all(axial, tops, hides, cols, rows, reach, ways, lines):
    """Every direction and distance within reach, worked out in `ways` and laid over the map."""
    for dr in range(reach + 1):
        for dq in range(-reach, reach + 1):
            steps = max(abs(dq), abs(dr), abs(dq + dr))
            if steps > reach or (dr == 0 and dq <= 0):
                continue
            for k in range(1, steps):
                ways[0, 0, k], ways[0, 1, k] = on_the_way(dq, dr, k / steps, NUDGE)
                ways[1, 0, k], ways[1, 1, k] = on_the_way(dq, dr, k / steps, -NUDGE)
            lay_over(dq, dr, steps, ways, tops, hides, axial, cols, rows, lines)


@rule
def lay_over(dq, dr, steps, ways, tops, hides, axial, cols, rows, lines):
    """Enter all pairs of hexes that lie (dq, dr) apart and see each other in the windows of both.

    Form: ours, because hexes between two are the same wherever the two stand: as one_side_is_clear, worked out for all
    of a kind at once.
    """
    reach = lines.shape[1] // 2
    for a in range(axial.shape[1]):
        qa, ra = np.int64(axial[0, a]), np.int64(axial[1, a])
        b = offset_of(qa + dq, ra + dr, cols, rows)
        if b < 0:
            continue
        rise = tops[b] - tops[a]
        for way in range(2):
            clear = True
            for k in range(1, steps):
                here = offset_of(qa + ways[way, 0, k], ra + ways[way, 1, k], cols, rows)
                if here < 0 or hides[here] > tops[a] + rise * (k / steps):
                    clear = False
                    break
            if clear:
                across = (b - (ra + dr) * cols) - (a - ra * cols)
                lines[a, reach + dr] |= ONE << np.uint64(reach + across)
                lines[b, reach - dr] |= ONE << np.uint64(reach - across)
                break


@rule
def column(axial, here):
    """Column of a hex in the odd-r rectangle.

    Form: Patel 2013, Hexagonal Grids (Red Blob Games), Offset coordinates: from axial to odd-r.
    """
    return axial[0, here] + (axial[1, here] >> 1)


@rule
def sees(lines, axial, a, b):
    """Whether hexes a and b see each other.

    Form: ours, because it reads the bit that all_lines has set, and beyond the window there is none.
    """
    reach = lines.shape[1] // 2
    rows = axial[1, b] - axial[1, a]
    cols = column(axial, np.int64(b)) - column(axial, np.int64(a))
    if abs(rows) > reach or abs(cols) > reach:
        return False
    return (lines[a, rows + reach] >> np.uint64(cols + reach)) & ONE == ONE


@rule
def nearest_m(hexes, hex_m):
    """Least distance in metres between men that many hexes apart.

    Form: ours, because men lie anywhere within their hexes: half a hex nearer than the centres at most, never nearer
    than CLOSEST_M.
    """
    return max(CLOSEST_M, (hexes - 0.5) * hex_m)


@rule
def farthest_m(hexes, hex_m):
    """Greatest distance in metres between men that many hexes apart.

    Form: ours, because men lie anywhere within their hexes: half a hex farther than the centres at most.
    """
    return (hexes + 0.5) * hex_m


@rule
def hexes_within(metres, hex_m):
    """The most hexes apart at which some men stand within so many metres of each other, -1 if there are none.

    Form: ours, because it turns (hexes - 1/2) x hex_m round, so that no target with a man in reach is left out.

    >>> hexes_within(650.0, 250.0), hexes_within(100.0, 250.0), hexes_within(125.0, 250.0)
    (3, 0, 1)
    """
    hexes = int(metres / hex_m) + 2
    while hexes >= 0 and max(0.0, (hexes - 0.5) * hex_m) > metres:
        hexes -= 1
    return hexes


@rule
def hexes_short_of(metres, hex_m):
    """As hexes_within, but nearer than so many metres.

    Form: ours, because who stands just at the limit of sight is not seen: as hexes_within without its end.

    >>> hexes_short_of(125.0, 250.0), hexes_short_of(126.0, 250.0)
    (0, 1)
    """
    hexes = hexes_within(metres, hex_m)
    return hexes - 1 if max(0.0, (hexes - 0.5) * hex_m) == metres else hexes


@rule
def share_within(hexes, hex_m, reach_m):
    """Share of the distances between men that many hexes apart that lie within reach_m.

    The distances are taken as spread evenly over one hex either side of the centres' distance, halved.

    Form: ours, because even is the plainest spread between least and greatest distance: 0 below it, 1 above.
    """
    low = nearest_m(hexes, hex_m)
    high = farthest_m(hexes, hex_m)
    if reach_m <= low:
        return 0.0
    if reach_m >= high:
        return 1.0
    return (reach_m - low) / (high - low)
