"""What a unit and its weapons have before them: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.ground import on_map, spread
from twin.sight import sees
from twin.way import between, must_stand, spot
from twin.world import Fight, Unit, Weapon

BOMBARD_RADIUS_M, QUIET_BELOW = 1500.0, 0.1


def crewed(unit: Unit, f: Fight) -> list[float]:
    """Weapons of each slot that there are men for: those with crews before rifles; or those of vehicles that run."""
    if unit.armoured:
        return [slot.working * (unit.vehicles / unit.vehicles_0) for slot in unit.slots]
    men, manned = float(unit.men), [0.0] * len(unit.slots)
    for alone in (False, True):
        for number, slot in enumerate(unit.slots):
            crew = f.weapons[slot.weapon].crew
            if (crew <= 1) == alone:
                manned[number] = min(slot.working, men / crew)
                men -= manned[number] * crew
    return manned


def holds_fire(f: Fight, unit: Unit) -> bool:
    """Whether it lies in wait and nobody has come near or shaken it."""
    if unit.order != a.AMBUSH or unit.suppression >= QUIET_BELOW or unit.at_grips:
        return False
    for target in f.units:
        if target.side == unit.side or not on_map(target) or target.contact_age > 0:
            continue
        near = between(spot(f, unit), spot(f, target)) * f.hex_m <= f.p["ambush_range"]
        if near and sees(f, unit.hex, target.hex):
            return False
    return True


def limits(f: Fight, unit: Unit, weapon: Weapon) -> tuple[int, int]:
    """Hexes within which a weapon fires by sight, and at who is called; -1 where it does not."""
    # Pinned: to guns every order but `hold` is one to fire, be it to move, to withdraw, to lie in wait, or none at all.
    presses_on = unit.role == t.GUNS and unit.order != a.HOLD
    most = hexes_within(f, weapon.max_m)
    direct = min(most, lit(f))
    if not presses_on:
        direct = min(direct, hexes_within(f, weapon.effective_m))
    if not weapon.indirect:
        return direct, -1
    return direct, most if unit.role != t.GUNS or presses_on else min(most, hexes_within(f, f.p["self_defence"]))


def hexes_within(f: Fight, metres: float) -> int:
    return math.floor(metres / f.hex_m + 0.5)


def lit(f: Fight) -> int:
    """Hexes within which somebody stands nearer than visibility reaches."""
    return math.ceil(f.now.visibility_m / f.hex_m + 0.5) - 1


def far_enough(f: Fight, weapon: Weapon, hexes: int) -> bool:
    return spread(f, hexes)[1] >= weapon.min_m


def off_centre(f: Fight, unit: Unit) -> int:
    """Whole hexes that a unit may be nearer, or may have been in the step, than its hex says."""
    if unit.moving <= 0.0 and unit.progress_m <= 0.0:
        return 0
    gone = between(spot(f, unit), (unit.then_q, unit.then_r)) if unit.moving > 0.0 else 0.0
    return max(1, math.ceil(gone + unit.progress_m / f.hex_m - 1e-9))


def reach_of(f: Fight, unit: Unit, weapon: Weapon, target: Unit) -> float:
    """Metres within which it may fire by sight at an enemy in its view; -1 where it may not."""
    presses_on = unit.role == t.GUNS and unit.order != a.HOLD
    metres = min(weapon.max_m if presses_on else weapon.effective_m, f.now.visibility_m * (1.0 - 1e-12))
    direct, called = limits(f, unit, weapon)
    hexes = f.apart(unit.hex, target.hex)
    if weapon.indirect:
        most = min(weapon.max_m, f.p["self_defence"]) if unit.role == t.GUNS and not presses_on else weapon.max_m
        metres = max(metres, most)
    least = CLOSING if not weapon.indirect else SEEN  # shells are not for who is at grips
    if ready(f, unit.side, target) < least:
        return -1.0
    by_eye = sees(f, unit.hex, target.hex) and hexes <= direct + off_centre(f, unit) + off_centre(f, target)
    by_call = weapon.indirect and ready(f, unit.side, target) == CALLED and hexes <= called
    return metres if by_eye or by_call else -1.0


NOT_AT, REMEMBERED, CLOSING, SEEN, CALLED = range(5)


def ready(f: Fight, side: int, target: Unit) -> int:
    """Whether a contact of a side may be fired at."""
    if target.contact_age >= a.UNSEEN or not on_map(target):
        return NOT_AT
    seen = target.contact_age == 0
    if seen and target.at_grips and target.free > 0.0:
        return CLOSING
    if any(one.side == side and one.hex == target.contact_hex and on_map(one) for one in f.units):
        return NOT_AT
    if not seen:
        return REMEMBERED
    called = (f.step - target.contact_since) * f.step_s >= 60.0 * f.p["delay_registered"]
    return CALLED if called else SEEN


def in_view(f: Fight, unit: Unit) -> list[tuple[int, int, int]]:
    """(hexes, unit, 1 if hidden) of the enemies in its view, the nearest first."""
    short = [hexes_within(f, one.max_m) for one in f.weapons if one.indirect]
    close = max((hexes for hexes in short if hexes <= f.reach // 4), default=0)
    found = []
    for k, other in enumerate(f.units):
        if other.side != unit.side and on_map(other):
            hexes, seen = f.apart(unit.hex, other.hex), sees(f, unit.hex, other.hex)
            if seen or hexes <= close:
                found.append((hexes, k, int(not seen)))
    return sorted(found)


def searched(f: Fight, unit: Unit, target: Unit) -> bool:
    """Whether a bombardment searches the place where a contact was last seen."""
    return f.apart(f.places[unit.order_place].hex, target.contact_hex) * f.hex_m <= BOMBARD_RADIUS_M


def has_time(unit: Unit) -> bool:
    """Whether a unit is for any part of the step neither at grips nor, if it must stand, on the move."""
    return unit.free > max(unit.free_from, unit.moving if must_stand(unit) else 0.0)
