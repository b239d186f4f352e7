"""How much a unit fires, slot by slot: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.exposure import front, hidden, on_foot
from twin.ground import on_map
from twin.missions import by_call, serve, threatened
from twin.targets import laid, looks_round, two_targets
from twin.view import crewed, holds_fire, in_view, off_centre
from twin.way import Way, must_stand, opened
from twin.world import Fight, Unit

FALLS_ON = (a.ATTACK, a.PURSUE, a.SUPPORT, a.BOMBARD)
"""Orders to fall upon the enemy."""


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
        takes, begin = 60.0 * f.p["stand_to"], (f.step - unit.alert_since - 0.5) * f.step_s
        end = begin + f.step_s
        if begin < takes:
            rises_from, rises_to = max(begin, 0.0), min(end, takes)
            share = ((rises_to**2 - rises_from**2) / (2.0 * takes) + end - rises_to) / f.step_s
    return share * (f.p["disordered"] if f.step < unit.regrouped else 1.0)


def covers(f: Fight, unit: Unit) -> float:
    """Share of its fire that is left to who leaves, or hides."""
    return unit.borne["rear_party"] if unit.order == a.WITHDRAW else 1.0 - hidden(f, unit)


def saved(f: Fight, unit: Unit, number: int, left: float) -> float:
    """Share of its fire that a slot gives which has so many rounds left."""
    near = [hexes for hexes, _, unseen in in_view(f, unit) if not unseen]
    if unit.order == a.BOMBARD or (near and near[0] * f.hex_m <= f.p["assault_m"]):
        return 1.0
    return min(1.0, left / (f.p["saves_below"] * unit.slots[number].load))


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
    fit = standing_to(f, unit) * covers(f, unit) if in_view(f, unit) else 1.0
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
                    rounds = manned[number] * weapon.rate * share * f.step_s * fit * saved(f, unit, number, left)
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
        eager = f.p["least_fire"] + (eager - f.p["least_fire"]) * max(
            opened(f, one.way, weapon.effective_m) for one in offers if one.way.share > 0.0
        )
        if not offers[0].watched:  # the first of the two decides
            eager = f.p["unseen_fire"]
        whole = min(
            manned[number]
            * weapon.rate
            * longest
            * f.step_s
            * bearing
            * fit
            * saved(f, unit, number, slot.rounds)
            * eager,
            slot.rounds,
        )
        for one in offers:
            rounds = whole * min(one.way.share / longest, one.promise / total)
            if rounds > 0.0:
                found.append(
                    Shot(k, one.target, number, manned[number], rounds, one.cause, one.watched, one.way, one.reach)
                )
    return found
