"""Whom a slot fires at: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.rounds import a_round, supposed, threat
from twin.sight import sees
from twin.view import (
    CALLED,
    CLOSING,
    NOT_AT,
    REMEMBERED,
    SEEN,
    far_enough,
    hexes_within,
    in_view,
    limits,
    lit,
    off_centre,
    reach_of,
    ready,
    searched,
)
from twin.way import Way, at_centres, way_to
from twin.world import Fight, Unit, Weapon


@dataclass
class Aim:
    """A target of a slot: how it is fired at, and what it promises now."""

    target: int
    watched: bool
    way: Way
    reach: float
    promise: float
    cause: int


def laid(f: Fight, unit: Unit, weapon: Weapon, k: int, watched: bool) -> Aim:
    """A weapon laid at a target."""
    target = f.units[k]
    if not watched:
        far = float(f.apart(unit.hex, target.contact_hex))
        way = Way(far, far, far, 0.0, 1.0)
        cause = a.ARMOUR if target.armoured else a.AREA
        return Aim(k, False, way, math.inf, supposed(f, weapon, target, False) * threat(f, way.metres(f)), cause)
    presses_on = unit.role == t.GUNS and unit.order != a.HOLD
    reach = min(weapon.max_m if presses_on else weapon.effective_m, f.now.visibility_m * (1.0 - 1e-12))
    if weapon.indirect:
        most = min(weapon.max_m, f.p["self_defence"]) if unit.role == t.GUNS and not presses_on else weapon.max_m
        reach = max(reach, most)
    way = way_to(f, unit, target, reach)
    if way.share <= 0.0:
        return Aim(k, True, way, reach, 0.0, a.AIMED)
    what = a_round(f, weapon, target, way)
    worth = f.p["tank_worth"] if what.cause == a.ARMOUR else 1.0
    return Aim(k, True, way, reach, what.expected * worth * threat(f, way.metres(f)) * way.share, what.cause)


def by_sight(f: Fight, unit: Unit, weapon: Weapon) -> list[tuple[float, int, bool]]:
    """(promise, target, watched) of the enemies in view that a weapon may fire at."""
    found = []
    for hexes, k, _ in in_view(f, unit):
        if reach_of(f, unit, weapon, f.units[k]) >= 0.0 and far_enough(f, weapon, hexes):
            found.append((laid(f, unit, weapon, k, True).promise, k, True))
    return found


def told_of(f: Fight, unit: Unit, weapon: Weapon, k: int, hexes: int) -> float:
    """What a seen contact promises who is told of it: what stands there, not how deep it has dug."""
    target = f.units[k]
    if weapon.lethal_m2 <= 0.0 or (target.armoured and weapon.pen_mm > 0.0):
        return laid(f, unit, weapon, k, True).promise
    if target.armoured:
        one = a_round(f, weapon, target, at_centres(f, unit, target))
        return one.expected * f.p["tank_worth"] * threat(f, hexes * f.hex_m)
    return supposed(f, weapon, target, True) * threat(f, hexes * f.hex_m)


def by_plan(f: Fight, unit: Unit, weapon: Weapon) -> list[tuple[float, int, bool]]:
    """The same of a bombardment, among all contacts."""
    found = []
    direct, called = limits(f, unit, weapon)
    for k, target in enumerate(f.units):
        code = ready(f, unit.side, target) if target.side != unit.side else NOT_AT
        hexes = f.apart(unit.hex, target.contact_hex)
        if code in (NOT_AT, CLOSING) or not far_enough(f, weapon, hexes) or hexes > hexes_within(f, weapon.max_m):
            continue
        if code == REMEMBERED:
            if searched(f, unit, target):
                found.append((supposed(f, weapon, target, False) * threat(f, hexes * f.hex_m), k, False))
            continue
        by_eye = hexes <= direct and sees(f, unit.hex, target.hex)
        if (code == CALLED and hexes <= called) or by_eye:
            found.append((told_of(f, unit, weapon, k, hexes), k, True))
    return found


def looks_round(f: Fight, unit: Unit) -> bool:
    """Whether a unit weighs its targets anew; then it notes how things stand."""
    aims, view = unit.aims, in_view(f, unit)
    nearest = view[0][0] << 22 | view[0][1] << 1 | view[0][2] if view else -1
    code = ready(f, unit.side, f.units[view[0][1]]) if view else NOT_AT
    settled = off_centre(f, unit) == 0 and unit.free >= 1.0 and unit.free_from <= 0.0
    as_it_was = (
        aims["nearest"] == nearest and code <= aims["nearest_ready"] and aims["looked_from"] == unit.hex
        and aims["looked_under"] == unit.order and aims["lit"] == lit(f)
        and (f.step - aims["looked"]) * f.step_s < 3600.0
    )  # fmt: skip
    aims["nearest_ready"] = code
    if settled and as_it_was:
        return False
    reach = max((max(limits(f, unit, f.weapons[slot.weapon])) for slot in unit.slots), default=-1)
    aims |= {
        "nearest": nearest, "looked_from": unit.hex, "looked_under": unit.order, "lit": lit(f), "looked": f.step,
        "reach": reach,
    }  # fmt: skip
    return True


def two_targets(f: Fight, unit: Unit, number: int, weapon: Weapon, anew: bool) -> list[tuple[int, bool]]:
    """(target, watched) of the two targets of a slot, kept or chosen."""
    aims = unit.aims
    had = [(aims[f"{which}_{number}"], aims[f"{which}_hex_{number}"], aims[f"{which}_how_{number}"])
           for which in ("one", "two")]  # fmt: skip
    if not anew and had[0][0] >= 0:
        kept = [(k, how == 1) for k, where, how in had if k >= 0 and still_there(f, unit, weapon, k, where, how)]
        if len(kept) == sum(k >= 0 for k, _, _ in had):
            return kept
    plan = weapon.indirect and unit.order == a.BOMBARD
    offers = [one for one in (by_plan if plan else by_sight)(f, unit, weapon) if one[0] > 0.0]
    chosen = [(k, watched) for _, k, watched in sorted(offers, key=lambda one: -one[0])[:2]]
    for which, k, watched in (
        (which, *(chosen[n] if n < len(chosen) else (-1, None))) for n, which in enumerate(("one", "two"))
    ):
        aims[f"{which}_{number}"] = k
        aims[f"{which}_hex_{number}"] = f.units[k].contact_hex if k >= 0 else -1
        aims[f"{which}_how_{number}"] = 0 if watched is None else 1 if watched else 2
    return chosen


def still_there(f: Fight, unit: Unit, weapon: Weapon, k: int, where: int, how: int) -> bool:
    code = ready(f, unit.side, f.units[k])
    if how == 2:
        return code == REMEMBERED and f.units[k].contact_hex == where
    if code < (SEEN if weapon.indirect else CLOSING) or f.units[k].hex != where:
        return False
    most = max(limits(f, unit, weapon)) + off_centre(f, unit) + off_centre(f, f.units[k])
    return f.apart(unit.hex, where) <= most  # it may have been chosen while one of them was on his way
