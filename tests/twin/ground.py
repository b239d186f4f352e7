"""Who stands where, how far apart, and how well dug in."""

from __future__ import annotations

from khasan import arrays as a
from twin.world import Fight, Unit

CLOSEST_M = 25.0


def dug(f: Fight, unit: Unit) -> float:
    """Works that shelter a unit: those that its side did not hold face the wrong way."""
    here = f.hexes[unit.hex]
    return here.works * (1.0 if here.side == unit.side else f.p["reversed"])


def spread(f: Fight, apart: float) -> tuple[float, float]:
    """Between which distances the men of two units stand, so many hexes apart."""
    r = max(CLOSEST_M, apart * f.hex_m)
    w = min(f.hex_m / 2.0, r - CLOSEST_M)
    return r - w, r + w


def on_map(unit: Unit) -> bool:
    return unit.status in (a.ACTIVE, a.BROKEN)
