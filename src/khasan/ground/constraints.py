"""What every member of a map's ensemble keeps: distances, directions, sides and areas that sources state."""

from __future__ import annotations

from math import atan2, degrees, hypot

import numpy as np

from khasan.ground.model import AREAS, DIRECTIONS, LINES, Constraint, Drawn, area_of
from khasan.ground.scan import signed_distance


def describe(constraint: Constraint | None) -> str:
    """A constraint in words."""
    if constraint is None:
        return "nothing"
    said = [
        constraint.start,
        constraint.side or "",
        constraint.direction or "",
        "of" if constraint.to else "",
        constraint.to or "",
        f"{constraint.distance_m} m" if constraint.distance_m else "",
        f"area {constraint.area_m2}" if constraint.area_m2 else "",
    ]
    return " ".join(word for word in said if word)


def holds(c: Constraint, drawn: dict[str, Drawn]) -> bool:
    """Whether the drawn map keeps a constraint; one that belongs to another rival position says nothing."""
    if any(drawn[f].rival != rival for f, rival in c.when.items() if f in drawn):
        return True
    start = drawn[c.start]
    if c.area_m2 is not None and not c.area_m2[0] <= area_of(start.xy) <= c.area_m2[1]:
        return False
    if c.to is None:
        return True
    (x, y), to = start.centre, drawn[c.to]
    if c.side is not None:
        whole = start.xy if start.feature.kind in LINES else np.array([[x, y]])
        return all(_keeps_side(c, float(px), float(py), to) for px, py in whole)
    dx, dy = to.centre[0] - x, to.centre[1] - y
    if c.distance_m is not None and not c.distance_m[0] <= hypot(dx, dy) <= c.distance_m[1]:
        return False
    if c.direction is None:
        return True
    off = degrees(atan2(dx, dy)) - DIRECTIONS[c.direction]
    return abs((off + 180.0) % 360.0 - 180.0) <= c.direction_tolerance_deg


def _keeps_side(c: Constraint, x: float, y: float, to: Drawn) -> bool:
    """A point left or right of a line as it runs, or outside an area, each by at_least_m metres."""
    ring = to.feature.kind in AREAS
    apart = signed_distance(x, y, to.xy, closed=ring)
    sign = -1.0 if c.side == "right" else 1.0
    return sign * apart >= (c.at_least_m or 0.0)
