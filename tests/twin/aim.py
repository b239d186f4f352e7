"""Who fires at whom, and how much: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.ground import CLOSEST_M, dug, on_map, spread
from twin.sight import sees
from twin.way import Way, at_centres, between, gauss, hits, must_stand, spot, way_to
from twin.world import Fight, Unit, Weapon

NEAR_M, FOOTPRINT_LEAST_M2, BOMBARD_RADIUS_M = 250.0, 2500.0, 1500.0
QUIET_BELOW = 0.1


# --- exposure ------------------------------------------------------------------------------------------------
def exposed(f: Fight, unit: Unit, bursts: bool, moving: bool, down: float) -> float:
    """How much of a standing man in the open a round finds of men of whom a share keeps down."""
    here = f.hexes[unit.hex]
    covered = 1.0 - f.p["cover_worth"] * here.cover
    if unit.status == a.BROKEN:  # in flight
        upright = flat = covered
    else:
        works = 0.0 if moving else f.p["works_area" if bursts else "works"] * dug(f, unit)
        if bursts:
            upright, flat = covered * (1.0 - works), covered * (1.0 - works) * f.p["lying_area"]
        else:
            firing = f.p["by_bounds"] if moving else f.p["lying"]
            upright = covered * (1.0 - works) * firing
            flat = covered * (1.0 - works) * f.p["ducking"] * f.p["lying"]
    if moving and not unit.armoured and unit.heading >= 0 and f.hexes[unit.heading].side == 1 - unit.side:
        wire = 1.0 + (f.p["wire_exposed"] - 1.0) * f.hexes[unit.heading].wire  # before an enemy's works
        upright, flat = min(1.0, upright * wire), min(1.0, flat * wire)
    return upright + (flat - upright) * down


# --- choice --------------------------------------------------------------------------------------------------
@dataclass
class Shot:
    """Fire of one slot at one enemy."""

    shooter: int
    target: int
    number: int
    working: float
    rounds: float
    cause: int
    watched: bool
    way: Way
    reach: float = math.inf


def footprint(unit: Unit) -> float:
    return max(FOOTPRINT_LEAST_M2, unit.frontage_m * unit.depth_m)


def on_footprint(f: Fight, weapon: Weapon, target: Unit, watched: bool) -> float:
    """Share of bursting rounds that falls on the ground that a unit takes up."""
    scatter = weapon.dispersion_m * (1.0 if watched else f.p["unobserved_spread"])
    return footprint(target) / (footprint(target) + 2.0 * math.pi * scatter**2)


def pierce(f: Fight, weapon: Weapon, metres: float, armour_mm: float) -> float:
    through = weapon.pen_mm - weapon.pen_loss * max(0.0, metres - 100.0)
    if through <= 0.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(through - armour_mm) / f.p["penetration_spread"]))


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


def reach_of(f: Fight, unit: Unit, weapon: Weapon, target: Unit) -> float:
    """Metres within which it may fire at a contact in view: directly, or called by others; -1 where it may not."""
    # Pinned: to guns every order but `hold` is one to fire, be it to move, to withdraw, to lie in wait, or none at all.
    presses_on = unit.role == t.GUNS and unit.order != a.HOLD
    direct = min(weapon.max_m if presses_on else weapon.effective_m, f.now.visibility_m * (1.0 - 1e-12))
    seen = sees(f, unit.hex, target.hex)
    if weapon.indirect and target.at_grips:
        return -1.0  # shells are not for who is at grips, be it for a part of the step
    if not weapon.indirect:
        return direct if seen else -1.0
    most = weapon.max_m
    if unit.role == t.GUNS and not presses_on:
        most = min(most, f.p["self_defence"])
    hexes = spread(f, f.apart(unit.hex, target.hex))[0]
    called = (f.step - target.contact_since) * f.step_s >= 60.0 * f.p["call_delay"]
    if (called and hexes <= most) or (seen and hexes <= direct):
        return max(most, direct)
    return -1.0


@dataclass
class Round:
    """What a round is expected to do: hits or vehicles a round, exposure, share on the footprint, and the cause."""

    effect: float
    exposure: float
    observation: float
    cause: int

    @property
    def expected(self) -> float:
        return self.effect * self.exposure * self.observation


def bare(f: Fight, target: Unit, bursts: bool, down: float) -> tuple[float, float]:
    """Exposure on the way and after it."""
    if target.armoured and not bursts:
        return target.crew_exposure, target.crew_exposure
    rest = exposed(f, target, bursts, False, down)
    return (exposed(f, target, bursts, True, down) if target.moving else rest), rest


def a_round(f: Fight, weapon: Weapon, target: Unit, way: Way, watched: bool = True, down: float = -1.0) -> Round:
    """What a round does to a target over the way between it and who fires.

    down: its suppression over the step, as who is hit has it; -1: that before it, by which a target is chosen.
    """
    down = target.suppression if down < 0.0 else down
    bursts = weapon.lethal_m2 > 0.0
    if target.armoured and (weapon.pen_mm > 0.0 or bursts):
        if weapon.pen_mm <= 0.0:
            among = f.p["vulnerable_area"] * target.vehicles / footprint(target)
            return Round(among * on_footprint(f, weapon, target, watched) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
        hull = 1.0 if target.mobility in (t.WATER, t.RAIL) else f.p["hull_down"]
        through = (
            sum(pierce(f, weapon, max(CLOSEST_M, d * f.hex_m), target.armour_mm) for d in gauss(way.near, way.far))
            / 2.0
        )
        passing = hits(f, weapon, way.near, way.far) * through * (1.0 if target.moving else hull)
        after = (
            hits(f, weapon, way.now, way.now)
            * pierce(f, weapon, max(CLOSEST_M, way.now * f.hex_m), target.armour_mm)
            * hull
        )
        return Round(way.mean(passing, after) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
    moving, rest = bare(f, target, bursts, down)
    if bursts:
        dose = weapon.lethal_m2 * target.men / footprint(target)
        return Round(dose, way.mean(moving, rest), on_footprint(f, weapon, target, watched), a.AREA)
    passing, after = hits(f, weapon, way.near, way.far), hits(f, weapon, way.now, way.now)
    effect = way.mean(passing, after)
    felled = way.mean(passing * moving, after * rest)
    return Round(effect, felled / effect if effect > 0.0 else 0.0, 1.0, a.AIMED)


def searched(f: Fight, unit: Unit, weapon: Weapon, target: Unit) -> bool:
    """Whether a bombardment searches the place where a contact was last seen."""
    if unit.order != a.BOMBARD or not weapon.indirect or not 0 < target.contact_age < a.UNSEEN:
        return False
    radius = f.apart(f.places[unit.order_place].hex, target.contact_hex) * f.hex_m
    ours = any(one.hex == target.contact_hex and one.side == unit.side and on_map(one) for one in f.units)
    return radius <= BOMBARD_RADIUS_M and not ours


def has_time(unit: Unit) -> bool:
    """Whether a unit is for any part of the step neither at grips nor, if it must stand, on the move."""
    return unit.free > max(unit.free_from, unit.moving if must_stand(unit) else 0.0)


def supposed(f: Fight, weapon: Weapon, target: Unit) -> float:
    """What gunners promise themselves of a round at an unseen place: a full unit, lying, not dug in."""
    bare = f.p["lying_area"] * weapon.lethal_m2 * target.men_0 / footprint(target)
    return bare * on_footprint(f, weapon, target, False)


def threat(f: Fight, metres: float) -> float:
    return 1.0 + f.p["threat"] / (1.0 + metres / NEAR_M)


def shots_of(f: Fight, k: int) -> list[Shot]:
    """The fire of one unit: each slot at its two most promising enemies."""
    unit = f.units[k]
    found: list[Shot] = []
    if unit.status != a.ACTIVE or holds_fire(f, unit):
        return found
    manned = crewed(unit, f)
    for number, slot in enumerate(unit.slots):
        weapon = f.weapons[slot.weapon]
        offers = []
        for j, target in enumerate(f.units):
            if target.side == unit.side or not on_map(target):
                continue
            if target.contact_age == 0:
                reach = reach_of(f, unit, weapon, target)
                way = way_to(f, unit, target, reach)
                if (
                    reach >= 0.0
                    and (way.share > 0.0 or weapon.indirect)
                    and spread(f, f.apart(unit.hex, target.hex))[1] >= weapon.min_m
                ):
                    supposed_way = at_centres(f, unit, target) if weapon.indirect else way
                    what = a_round(f, weapon, target, supposed_way)
                    worth = f.p["tank_worth"] if what.cause == a.ARMOUR else 1.0
                    promise = what.expected * worth * threat(f, supposed_way.metres(f)) * supposed_way.share
                    offers.append((promise, j, what.cause, True, way, reach))
            elif searched(f, unit, weapon, target):
                far = float(f.apart(unit.hex, target.contact_hex))
                near_m, far_m = spread(f, far)
                if near_m <= weapon.max_m and far_m >= weapon.min_m and has_time(unit):
                    # Pinned: at an unseen place guns fire for the whole step, though they were on the move for a part.
                    way = Way(far, far, far, 0.0, 1.0)
                    promise = supposed(f, weapon, target) * threat(f, way.metres(f))
                    offers.append((promise, j, a.ARMOUR if target.armoured else a.AREA, False, way, math.inf))
        offers = sorted((one for one in offers if one[0] > 0.0), key=lambda one: -one[0])[:2]
        total = sum(one[0] for one in offers)
        bearing = 1.0 if unit.role == t.GUNS else f.p["bearing"]
        longest = max((one[4].share for one in offers), default=1.0) or 1.0
        eager = min(1.0, max(f.p["least_fire"], total / longest / f.p["fire_discipline"]))
        if offers and not offers[0][3]:  # the more promising of the two decides
            eager *= f.p["unseen_fire"]
        whole = manned[number] * weapon.rate * f.step_s * bearing * eager
        whole = min(whole, slot.rounds / longest)  # as far as they last
        for promise, j, cause, watched, way, reach in offers:
            rounds = whole * min(way.share, promise / total * longest)
            if rounds > 0.0:
                found.append(Shot(k, j, number, manned[number], rounds, cause, watched, way, reach))
    return found
