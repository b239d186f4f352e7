"""The ground that a unit takes up, and how exposed its men are on it: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.ground import dug
from twin.world import Fight, Unit

FOOTPRINT_LEAST_M2, HOLE = 2500.0, 0.5


def on_foot(unit: Unit) -> bool:
    return unit.role in (t.ASSAULT, t.FIRE_SUPPORT) and not unit.armoured


def room(f: Fight, unit: Unit) -> float:
    """How much more ground it takes up than its type."""
    if not on_foot(unit) or unit.status == a.BROKEN:
        return 1.0
    if unit.order in (a.HOLD, a.AMBUSH):
        return f.p["holding_room"]
    return f.p["attacking_room"] if unit.order in (a.ATTACK, a.PURSUE) else 1.0


def front(f: Fight, unit: Unit) -> float:
    return unit.frontage_m * math.sqrt(room(f, unit))


def footprint(f: Fight, unit: Unit) -> float:
    return max(FOOTPRINT_LEAST_M2, unit.frontage_m * unit.depth_m * room(f, unit))


def earth(f: Fight, works: float, bursts: bool) -> float:
    """Share of fire that earth so deep lets through."""
    if bursts:
        return float((1.0 - f.p["works_area"]) ** (works / HOLE))
    return float((1.0 - f.p["works"]) ** (min(works, HOLE) / HOLE))


def hidden(f: Fight, unit: Unit) -> float:
    """Share of its men whom ground out of the enemy's sight hides, of who is bound to no ground."""
    bound = not (unit.status == a.BROKEN or unit.order == a.WITHDRAW or unit.stopped or unit.held_back)
    bound = bound and not (unit.order == a.HOLD and unit.order_place < 0)
    here = f.hexes[unit.hex]
    rise = here.crest_m - here.elevation_m
    return 1.0 - (1.0 - f.p["dead_ground"]) * math.exp(-rise / f.p["relief_hides_m"]) if not bound else 0.0


def exposed(f: Fight, unit: Unit, bursts: bool, moving: bool, down: float) -> float:
    """How much of a standing man in the open a round finds of men who are so suppressed."""
    here = f.hexes[unit.hex]
    covered = 1.0 - f.p["cover_worth"] * here.cover
    if unit.status == a.BROKEN:  # in flight
        upright = flat = covered
    else:
        through = covered * (1.0 if moving else earth(f, dug(f, unit), bursts))
        if bursts:
            upright, flat = through, through * f.p["lying_area"]
        else:
            upright = through * (f.p["by_bounds"] if moving else f.p["lying"])
            flat = through * f.p["ducking"] * f.p["lying"]
    upright, flat = (one * (1.0 - hidden(f, unit)) for one in (upright, flat))
    if moving and not unit.armoured and unit.heading >= 0 and f.hexes[unit.heading].side == 1 - unit.side:
        wire = 1.0 + (f.p["wire_exposed"] - 1.0) * f.hexes[unit.heading].wire  # before an enemy's works
        upright, flat = min(1.0, upright * wire), min(1.0, flat * wire)
    if bursts:
        down = min(1.0, down / f.p["all_flat"])
    return upright + (flat - upright) * down


def bare(f: Fight, target: Unit, bursts: bool, down: float) -> tuple[float, float]:
    """Exposure on the way and after it."""
    if target.armoured and not bursts:
        return target.crew_exposure, target.crew_exposure
    rest = exposed(f, target, bursts, False, down)
    return (exposed(f, target, bursts, True, down) if target.moving else rest), rest
