"""Lines of sight, light, and who finds whom: docs/model/engine.md, "Light and spotting"."""

from __future__ import annotations

from twin.world import Fight

EYE_M, COVER_HEIGHT_M, NUDGE = 2.0, 6.0, 1e-6


def rounded(q: float, r: float) -> tuple[int, int]:
    """The hex in which a point lies, in axial coordinates."""
    s = -q - r
    a, b, c = round(q), round(r), round(s)
    if abs(a - q) > abs(b - r) and abs(a - q) > abs(c - s):
        a = -b - c
    elif abs(b - r) > abs(c - s):
        b = -a - c
    return a, b


def sees(f: Fight, here: int, there: int) -> bool:
    """Whether nothing between two hexes rises above the line between eyes over their crests."""
    hexes = f.apart(here, there)
    if hexes > f.reach:
        return False
    low, high = sorted((here, there))
    return any(_free(f, low, high, side) for side in (-NUDGE, NUDGE)) if hexes > 1 else True


def _free(f: Fight, here: int, there: int, nudge: float) -> bool:
    hexes = f.apart(here, there)
    (q, r), (p, s) = f.axial(here), f.axial(there)
    eye, other = f.hexes[here].crest_m + EYE_M, f.hexes[there].crest_m + EYE_M
    for k in range(1, hexes):
        share = k / hexes
        between = f.hex_at(*rounded(q + (p - q) * share + nudge, r + (s - r) * share + 2.0 * nudge))
        if between < 0:
            return False
        ground = f.hexes[between]
        if ground.elevation_m + ground.concealment * COVER_HEIGHT_M > eye + (other - eye) * share:
            return False
    return True
