"""Calls for fire and the missions that answer them: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.sight import sees
from twin.targets import told_of
from twin.view import CLOSING, NOT_AT, REMEMBERED, SEEN, far_enough, hexes_within, in_view, limits, ready
from twin.way import Way
from twin.world import Fight, Unit, Weapon

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
