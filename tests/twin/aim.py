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

NEAR_M, FOOTPRINT_LEAST_M2, BOMBARD_RADIUS_M, HOLE = 250.0, 2500.0, 1500.0, 0.5
QUIET_BELOW = 0.1
FALLS_ON = (a.ATTACK, a.PURSUE, a.SUPPORT, a.BOMBARD)
"""Orders to fall upon the enemy."""


# --- the ground of a unit ------------------------------------------------------------------------------------
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


# --- exposure ------------------------------------------------------------------------------------------------
def earth(f: Fight, works: float, bursts: bool) -> float:
    """Share of fire that earth so deep lets through."""
    if bursts:
        return float((1.0 - f.p["works_area"]) ** (works / HOLE))
    return float((1.0 - f.p["works"]) ** (min(works, HOLE) / HOLE))


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
    if moving and not unit.armoured and unit.heading >= 0 and f.hexes[unit.heading].side == 1 - unit.side:
        wire = 1.0 + (f.p["wire_exposed"] - 1.0) * f.hexes[unit.heading].wire  # before an enemy's works
        upright, flat = min(1.0, upright * wire), min(1.0, flat * wire)
    if bursts:
        down = min(1.0, down / f.p["all_flat"])
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
    by_call: float = 0.0
    """Share of the step for which a battery serves a mission; 0 for fire by sight or plan."""


def on_ground(f: Fight, weapon: Weapon, ground: float, watched: bool) -> float:
    """Share of bursting rounds that falls on ground of that size."""
    radius = weapon.dispersion_m * (1.0 if watched else f.p["unobserved_spread"])
    return ground / (ground + math.pi * radius**2 / math.log(2.0))


def aimed_ground(f: Fight, weapon: Weapon, target: Unit, watched: bool) -> tuple[float, float]:
    """(square metres at which bursting rounds are aimed, men on them): of one crew where a gun is laid directly."""
    crews = [(f.weapons[slot.weapon].crew, slot.working) for slot in target.slots if f.weapons[slot.weapon].crew > 1]
    pieces = sum(many for _, many in crews)
    if weapon.indirect or not watched or target.armoured or pieces == 0:
        return footprint(f, target), float(target.men)
    crew = sum(crew * many for crew, many in crews) / pieces
    return f.p["nest_ground"], min(crew, float(target.men))


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
            ground = footprint(f, target)
            among = f.p["vulnerable_area"] * target.vehicles / ground
            return Round(among * on_ground(f, weapon, ground, watched) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
        hull = 1.0 if target.mobility in (t.WATER, t.RAIL) else f.p["hull_down"]
        through = (
            sum(pierce(f, weapon, max(CLOSEST_M, d * f.hex_m), target.armour_mm) for d in gauss(way.near, way.far))
            / 2.0
        )
        passing = hits(f, weapon, way.near, way.far) * through * (f.p["moving_target"] if target.moving else hull)
        after = (
            hits(f, weapon, way.now, way.now)
            * pierce(f, weapon, max(CLOSEST_M, way.now * f.hex_m), target.armour_mm)
            * hull
        )
        return Round(way.mean(passing, after) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
    moving, rest = bare(f, target, bursts, down)
    if bursts:
        ground, among = aimed_ground(f, weapon, target, watched)
        dose = weapon.lethal_m2 * among / ground
        return Round(dose, way.mean(moving, rest), on_ground(f, weapon, ground, watched), a.AREA)
    passing, after = hits(f, weapon, way.near, way.far), hits(f, weapon, way.now, way.now)
    effect = way.mean(passing, after)
    felled = way.mean(passing * moving, after * rest)
    return Round(effect, felled / effect if effect > 0.0 else 0.0, 1.0, a.AIMED)


def searched(f: Fight, unit: Unit, target: Unit) -> bool:
    """Whether a bombardment searches the place where a contact was last seen."""
    return f.apart(f.places[unit.order_place].hex, target.contact_hex) * f.hex_m <= BOMBARD_RADIUS_M


def has_time(unit: Unit) -> bool:
    """Whether a unit is for any part of the step neither at grips nor, if it must stand, on the move."""
    return unit.free > max(unit.free_from, unit.moving if must_stand(unit) else 0.0)


def supposed(f: Fight, weapon: Weapon, target: Unit, watched: bool) -> float:
    """What gunners promise themselves of a round at who stands there: a full unit, lying, not dug in."""
    ground = footprint(f, target)
    return f.p["lying_area"] * weapon.lethal_m2 * target.men_0 / ground * on_ground(f, weapon, ground, watched)


def threat(f: Fight, metres: float) -> float:
    return 1.0 + f.p["threat"] / (1.0 + metres / NEAR_M)


# --- whom a slot has -----------------------------------------------------------------------------------------
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


# --- how much it fires ---------------------------------------------------------------------------------------
def may_fire(f: Fight, unit: Unit) -> bool:
    """Whether it has men free to fire, and somebody to fire at."""
    if unit.status != a.ACTIVE or unit.men <= 0 or unit.free <= 0.0:
        return False
    if not any(one.side != unit.side and on_map(one) and one.contact_age < a.UNSEEN for one in f.units):
        return False
    if unit.role == t.ASSAULT:
        over_cover = any(f.weapons[slot.weapon].indirect for slot in unit.slots)
        return over_cover or any(not hidden for _, _, hidden in in_view(f, unit))
    return unit.moving < 1.0 or not must_stand(unit)


def standing_to(f: Fight, unit: Unit) -> float:
    """Share of its fire that a unit gives which expected nobody, or is in disorder."""
    if f.step - unit.last_alert > int(3600.0 / f.step_s) + 1:
        unit.alert_since = f.step
    unit.last_alert = f.step
    share = 1.0
    if unit.order not in FALLS_ON:
        takes, begin = 60.0 * f.p["stand_to"], (f.step - unit.alert_since) * f.step_s
        rising = min(begin + f.step_s, takes) - begin
        if rising > 0.0:
            share = (rising * (begin + rising / 2.0) / takes + f.step_s - rising) / f.step_s
    return share * (f.p["disordered"] if f.step < unit.regrouped else 1.0)


def in_front(f: Fight, unit: Unit) -> float:
    """Share of its weapons for which the front of its hex has room."""
    if not on_foot(unit):
        return 1.0
    fronts = [front(f, one) for one in f.units
              if one.side == unit.side and one.hex == unit.hex and on_map(one) and on_foot(one)]  # fmt: skip
    return min(1.0, max(f.hex_m, *fronts) / sum(fronts)) if len(fronts) > 1 else 1.0


def shots_of(f: Fight, k: int, engaged: dict[int, int]) -> list[Shot]:
    """The fire of one unit, slot by slot."""
    unit = f.units[k]
    found: list[Shot] = []
    if not may_fire(f, unit) or holds_fire(f, unit):
        return found
    fit = standing_to(f, unit) if in_view(f, unit) else 1.0
    anew = looks_round(f, unit)
    view = in_view(f, unit)
    most = max(off_centre(f, one) if on_map(one) else 0 for one in f.units)
    near = bool(view) and view[0][0] <= unit.aims["reach"] + off_centre(f, unit) + most
    if not near and unit.role != t.GUNS and unit.order != a.BOMBARD:
        return found
    fit *= in_front(f, unit)
    manned, called = crewed(unit, f), None
    for number, slot in enumerate(unit.slots):
        weapon = f.weapons[slot.weapon]
        if slot.working <= 0 or slot.rounds < 1.0:
            continue
        if unit.role == t.GUNS and unit.order != a.BOMBARD and weapon.indirect:
            if threatened(f, unit):
                unit.mission["target"] = -1
            else:
                called = serve(f, k, weapon, engaged) if called is None else called
                left = slot.rounds
                for target, watched, share in called:
                    rounds = manned[number] * weapon.rate * share * f.step_s * fit
                    rounds = min(left, rounds * (1.0 if watched else f.p["unseen_fire"]))
                    if rounds > 0.0 and left >= 1.0:
                        left -= rounds
                        way, cause = by_call(f, unit, f.units[target], share), a.AREA
                        cause = a.ARMOUR if f.units[target].armoured else a.AREA
                        found.append(
                            Shot(k, target, number, manned[number], rounds, cause, watched, way, math.inf, share)
                        )
                continue
        offers = [laid(f, unit, weapon, j, watched) for j, watched in two_targets(f, unit, number, weapon, anew)]
        total, longest = sum(one.promise for one in offers), max((one.way.share for one in offers), default=0.0)
        if total <= 0.0 or longest <= 0.0:
            continue
        bearing = 1.0 if unit.role == t.GUNS else f.p["bearing"]
        eager = min(1.0, max(f.p["least_fire"], total / longest / f.p["fire_discipline"]))
        if not offers[0].watched:  # the first of the two decides
            eager = f.p["unseen_fire"]
        whole = min(manned[number] * weapon.rate * longest * f.step_s * bearing * fit * eager, slot.rounds)
        for one in offers:
            rounds = whole * min(one.way.share / longest, one.promise / total)
            if rounds > 0.0:
                found.append(
                    Shot(k, one.target, number, manned[number], rounds, one.cause, one.watched, one.way, one.reach)
                )
    return found


# --- fire missions -------------------------------------------------------------------------------------------
ZONE_M, REGISTERED_M, MOST_CALLS, DAY_S = 2000.0, 200.0, 8, 86400.0


def threatened(f: Fight, unit: Unit) -> bool:
    """Whether guns fire over open sights at the nearest enemy in view."""
    for hexes, k, hidden in in_view(f, unit)[:1]:
        return (
            not hidden
            and hexes <= hexes_within(f, f.p["self_defence"])
            and ready(f, unit.side, f.units[k]) > REMEMBERED
        )
    return False


def by_call(f: Fight, unit: Unit, target: Unit, share: float) -> Way:
    apart = float(f.apart(unit.hex, target.contact_hex))
    return Way(apart, apart, apart, share * target.moving, share * (1.0 - target.moving))


def serve(f: Fight, k: int, weapon: Weapon, engaged: dict[int, int]) -> list[tuple[int, bool, float]]:
    """(target, watched, share of the step) of the missions of a battery, one after another."""
    unit, m = f.units[k], f.units[k].mission
    now, end = f.step * f.step_s, (f.step + 1) * f.step_s
    if m["from"] != unit.hex:
        since = t.LONG_AGO if m["from"] < 0 and unit.arrives == 0 else f.step
        m |= {"from": unit.hex, "since": since, "registered": -1, "target": -1}
    served: dict[tuple[int, bool], float] = {}
    moment = now
    for _ in range(MOST_CALLS):
        if m["target"] < 0 and not take_call(f, unit, weapon, moment, engaged):
            break
        begins, over = float(m["begins"]), float(m["ends"])
        if begins >= end:
            break
        watched = goes_on(f, unit, weapon)
        if watched is None:
            m["target"], moment = -1, max(moment, begins)
            continue
        what = m["target"], watched
        stands, grips = now + max(unit.free_from, unit.moving) * f.step_s, now + unit.free * f.step_s
        fires = max(0.0, min(over, end, grips) - max(begins, now, stands))
        served[what] = served.get(what, 0.0) + fires / f.step_s
        m["registered"] = m["hex"]
        if over > end:
            break
        m["target"], moment = -1, over
    return [(target, watched, share) for (target, watched), share in served.items()]


def take_call(f: Fight, unit: Unit, weapon: Weapon, moment: float, engaged: dict[int, int]) -> bool:
    """The call that promises most becomes the mission."""
    best, most = -1, 0.0
    for k, target in enumerate(f.units):
        hexes = f.apart(unit.hex, target.contact_hex)
        if target.side == unit.side or ready(f, unit.side, target) < SEEN or not far_enough(f, weapon, hexes):
            continue
        if hexes > max(limits(f, unit, weapon)) or engaged.get(k, unit.commander) != unit.commander:
            continue
        promise = told_of(f, unit, weapon, k, hexes)
        if promise > most:
            best, most = k, promise
    if best < 0:
        return False
    target = f.units[best]
    worth = min(1.0, max(f.p["least_fire"], most / f.p["fire_discipline"]))
    z = f.draws.normal(f.step, "call", int(moment) & 0xFFFF, unit.id, target.id)
    delay = min(DAY_S, 60.0 * delay_of(f, unit, target.hex, moment) * math.exp(f.p["call_spread"] * z))
    lasts = max(1.0, worth * f.p["mission_rounds"] / weapon.rate)
    unit.mission |= {
        "target": best, "hex": target.hex, "begins": int(moment + delay), "ends": int(moment + delay + lasts),
    }  # fmt: skip
    engaged[best] = unit.commander
    return True


def delay_of(f: Fight, unit: Unit, there: int, moment: float) -> float:
    """Median minutes of a call."""
    m, own = unit.mission, sees(f, unit.hex, there)
    if m["registered"] >= 0 and f.apart(m["registered"], there) <= max(1, hexes_within(f, REGISTERED_M)):
        return f.p["delay_registered"]
    if moment - m["since"] * f.step_s < 60.0 * f.p["wire_laid"]:
        return f.p["delay_wire" if own else "delay_runner"]
    if unit.order in (a.SUPPORT, a.ATTACK, a.PURSUE) and unit.order_place >= 0:
        own = own or f.apart(f.places[unit.order_place].hex, there) * f.hex_m <= ZONE_M
    return f.p["delay_wire" if own else "delay_regiment"]


def goes_on(f: Fight, unit: Unit, weapon: Weapon) -> bool | None:
    """Whether the target of a mission is watched; None where the mission is over before its time."""
    m, target = unit.mission, f.units[unit.mission["target"]]
    code, hexes = ready(f, unit.side, target), f.apart(unit.hex, target.contact_hex)
    if code in (NOT_AT, CLOSING) or f.apart(m["hex"], target.contact_hex) > 1:
        return None
    if hexes > max(limits(f, unit, weapon)) or not far_enough(f, weapon, hexes):
        return None
    if code == REMEMBERED:
        return False if m["hex"] == target.contact_hex else None
    m["hex"] = target.contact_hex
    return True
