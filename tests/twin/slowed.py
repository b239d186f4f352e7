"""Whom fire has slowed has not come so far: docs/model/engine.md, "On the way" and "Close combat"."""

from __future__ import annotations

from khasan import arrays as a
from twin.close import NEVER
from twin.ground import on_map
from twin.way import between, spot
from twin.world import Fight, Unit


def fall_short(f: Fight, made: list[float]) -> None:
    """Put back who made less of his way, or will not close; made: the share that fire left each."""
    for k, unit in enumerate(f.units):
        if not on_map(unit) or unit.moving <= 0.0:
            continue
        lost = 0.0
        if made[k] < 1.0:
            lost = (1.0 - made[k]) * between(spot(f, unit), (unit.then_q, unit.then_r)) * f.hex_m
        if unit.at_grips and made[k] > 0.0 and not is_willing(f, unit):
            lost = max(lost, f.p["assault_m"])
        here = unit.hex
        if lost > 0.0:
            put_back(f, unit, lost)
        if unit.hex == here and unit.at_grips and made[k] > 0.0:
            f.events.append((f.step, a.ENTERED_COMBAT, k, -1, unit.hex, 0))


def is_willing(f: Fight, unit: Unit) -> bool:
    """Whether a unit enters a hex that the enemy holds."""
    calm = unit.suppression <= f.p["will_assault"] and unit.cohesion >= f.p["breakpoint"]
    return unit.status == a.ACTIVE and calm


def put_back(f: Fight, unit: Unit, metres: float) -> None:
    """So many metres less of its way, in its hex or over those behind it."""
    unit.progress_m -= metres
    while unit.progress_m < 0.0:
        there = came_from(f, unit)
        if there < 0:
            unit.progress_m = 0.0
            return
        unit.hex, unit.heading, unit.progress_m = there, unit.hex, unit.progress_m + f.hex_m


def came_from(f: Fight, unit: Unit) -> int:
    """The neighbouring hex nearest to where it stood before that it can walk into, with room and without an enemy."""
    best, nearest = -1, 1e9
    for k, there in enumerate(f.neighbours(unit.hex)):
        if there < 0 or f.across[unit.mobility][unit.hex][k] >= NEVER:
            continue
        ours = sum(one.hex == there and one.side == unit.side and on_map(one) for one in f.units)
        theirs = any(one.hex == there and one.side != unit.side and on_map(one) for one in f.units)
        q, r = f.axial(there)
        apart = between((float(q), float(r)), (unit.then_q, unit.then_r))
        if ours < f.stack and not theirs and apart < nearest:
            best, nearest = there, apart
    return best
