"""Attacks of bodies, mounted, broken off and tried again: docs/model/engine.md, "Endings", "Attacks"."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.bodies import BATTALION, COMPANY, Body
from twin.fire import loads_left
from twin.morale import QUIET_BELOW, known_at, threat
from twin.world import Fight, Unit

GAIN_M, ROUND_GOAL_M, SHELLED_M, BETTER, STANDS_STILL_MIN = 100.0, 1500.0, 500.0, 1.25, 10.0
LONGEST_H, EACH_ECHELON, PUT_IN_AFTER, RESERVE_OF, FAR_M = 1.0, 0.5, 0.5, 3, 1_000_000


Known = list[tuple[int, int]]
"""(side, hex) of who is known to the enemy."""


def attacks_go_on(f: Fight, known: Known | None = None) -> None:
    for body in f.bodies:
        one_body(f, body, known_at(f) if known is None else known)


def on_map(unit: Unit) -> bool:
    return unit.status in (a.ACTIVE, a.BROKEN)


def told_to(unit: Unit) -> bool:
    return unit.order in (a.ATTACK, a.PURSUE)


def assaults(unit: Unit) -> bool:
    return unit.status == a.ACTIVE and unit.role == t.ASSAULT


def under_fire(unit: Unit) -> bool:
    return unit.suppression >= QUIET_BELOW


def dark(f: Fight, step: int) -> int:
    return int(f.light[max(0, step)].dark > 0.5)


def minutes(f: Fight, since: int) -> float:
    return (f.step - since) * f.step_s / 60.0


def goal_of(f: Fight, side: int, attackers: list[Unit]) -> int:
    """The place of the first whose place its side does not know as its own; -1 where there is none."""
    for unit in attackers:
        place = f.places[unit.order_place] if unit.order_place >= 0 else None
        if place is not None and (place.known_0, place.known_1)[side] != side:
            return unit.order_place
    return -1


def law(f: Fight, rank: int) -> str:
    if rank >= BATTALION:
        return "attack_loss_battalion"
    return "attack_loss_company" if rank >= COMPANY else "attack_loss_patrol"


def one_body(f: Fight, body: Body, known: Known) -> None:
    units = [f.units[k] for k in body.units]
    state, side = body.state, units[0].side
    attackers = [unit for unit in units if assaults(unit) and told_to(unit)]
    goal = goal_of(f, side, attackers)
    if goal < 0:
        if state["began"] >= 0 and not attackers:
            lost = not any(unit.status == a.ACTIVE for unit in units)
            f.events.append((f.step, a.ATTACK_STOPPED, body.units[0], -1, -1, a.BY_LOSSES if lost else a.BY_ORDERS))
        forget(body, units)
        return
    if state["began"] < 0:
        if not may_mount(f, body, side, goal):
            lie_still(units)
            return
        mount(f, body, units, attackers, goal)
        return
    go_on(f, body, units, attackers, goal, known)


def forget(body: Body, units: list[Unit]) -> None:
    """With no goal left it has what it came for."""
    body.state |= {"began": -1, "stopped": a.NO_ENDING, "stopped_at": t.LONG_AGO}
    for unit in units:
        unit.stopped = unit.held_back = 0


# --- mounting ------------------------------------------------------------------------------------------------
def may_mount(f: Fight, body: Body, side: int, goal: int) -> bool:
    state = body.state
    if state["stopped"] == a.NO_ENDING:
        return True
    rested = f.step >= state["next"]
    return rested and (not enemies_round(f, side, goal) or has_changed(f, body, side, goal))


def round_goal(f: Fight, here: int, goal: int, metres: float) -> bool:
    return f.apart(here, f.places[goal].hex) * f.hex_m <= metres


def friends_round(f: Fight, side: int, goal: int) -> int:
    """Men of its side in order round the goal."""
    own = [unit for unit in f.units if unit.side == side and unit.status == a.ACTIVE]
    return sum(unit.men for unit in own if round_goal(f, unit.hex, goal, ROUND_GOAL_M))


def enemies_round(f: Fight, side: int, goal: int) -> int:
    """Those of the enemy's known there, at full strength."""
    return sum(int(unit.men_0) for unit in f.units
               if unit.side != side and on_map(unit) and unit.contact_age < a.UNSEEN
               and round_goal(f, unit.contact_hex, goal, ROUND_GOAL_M))  # fmt: skip


def shelled(f: Fight, side: int, goal: int) -> int:
    """Whether a battery of its side has a mission at the goal, or bombards it and has fired."""
    for unit in f.units:
        if unit.side != side or unit.role != t.GUNS or unit.status != a.ACTIVE:
            continue
        if unit.mission["target"] >= 0 and round_goal(f, unit.mission["hex"], goal, SHELLED_M):
            return 1
        bombards = unit.order == a.BOMBARD and unit.fired and unit.order_place >= 0
        if bombards and round_goal(f, f.places[unit.order_place].hex, goal, SHELLED_M):
            return 1
    return 0


def has_changed(f: Fight, body: Body, side: int, goal: int) -> bool:
    state = body.state
    return (
        dark(f, f.step) != state["dark"]
        or friends_round(f, side, goal) >= BETTER * state["friends"]
        or enemies_round(f, side, goal) * BETTER <= state["enemies"]
        or shelled(f, side, goal) > state["shelled"]
    )


def mount(f: Fight, body: Body, units: list[Unit], attackers: list[Unit], goal: int) -> None:
    state = body.state
    state["attempts"] += 1
    state |= {
        "began": f.step, "gained": f.step, "nearest": FAR_M, "stopped": a.NO_ENDING, "dark": dark(f, f.step),
        "men": sum(unit.men for unit in units if on_map(unit)),
    }  # fmt: skip
    for unit in units:
        unit.stopped, unit.held_back, unit.men_then = 0, 0, unit.men
    foot = [unit for unit in attackers if not unit.armoured]
    for unit in foot[len(foot) - len(foot) // RESERVE_OF :]:
        unit.held_back = 1
    f.events.append((f.step, a.ATTACK_MOUNTED, body.units[0], -1, goal, state["attempts"]))


# --- while it lasts ------------------------------------------------------------------------------------------
def go_on(f: Fight, body: Body, units: list[Unit], attackers: list[Unit], goal: int, known: Known) -> None:
    state, bears = body.state, body.borne
    state["hex"] = units[0].hex
    for unit in attackers:
        if unit.men <= unit.men_then * (1.0 - unit.borne[law(f, unit.rank)]):
            unit.stopped = 1
    going = [unit for unit in attackers if not (unit.stopped or unit.held_back)]
    if going:
        mean = sum(to_goal(f, unit) for unit in going) / len(going)
        if mean <= state["nearest"] - GAIN_M:
            state["nearest"], state["gained"] = int(mean + 1e-9), f.step
    if not any(under_fire(unit) for unit in attackers):
        state["gained"] = f.step
    reserve = [unit for unit in units if unit.held_back]
    cause = why_it_stops(f, body, units, attackers, going, bool(reserve), known)
    if cause != a.NO_ENDING:
        break_off(f, body, units, cause, goal)
    elif reserve and (minutes(f, state["gained"]) >= PUT_IN_AFTER * bears["stall_minutes"] or not going):
        for unit in reserve:
            unit.held_back = 0
        state["gained"] = f.step


def to_goal(f: Fight, unit: Unit) -> float:
    return max(0.0, f.apart(unit.hex, f.places[unit.order_place].hex) * f.hex_m - unit.progress_m)


def why_it_stops(
    f: Fight, body: Body, units: list[Unit], attackers: list[Unit], going: list[Unit], reserve: bool, known: Known
) -> int:
    """The first cause that holds."""
    state, bears = body.state, body.borne
    still = minutes(f, state["gained"])
    men = sum(unit.men for unit in units if on_map(unit))
    if men <= state["men"] * (1.0 - bears[law(f, body.rank)]) or all(unit.stopped for unit in attackers):
        return a.BY_LOSSES
    if sum(loads_left(unit) for unit in attackers) / len(attackers) < bears["ammunition"]:
        return a.BY_AMMUNITION
    if going and sum(threat(f, unit, known) for unit in going) / len(going) >= bears["flank"]:
        return a.BY_FLANK
    if still >= STANDS_STILL_MIN:
        before = dark(f, f.step - int(bears["light_minutes"] * 60.0 / f.step_s))
        if dark(f, f.step) == before != state["dark"]:
            return a.BY_LIGHT
        if neighbour_gone(f, body):
            return a.BY_NEIGHBOUR
    if still >= bears["stall_minutes"] and not reserve:
        return a.BY_FIRE
    if still >= bears["no_reserve_minutes"] and not left_to_put_in(f, body, units):
        return a.BY_NO_RESERVE
    return a.NO_ENDING


def neighbour_gone(f: Fight, body: Body) -> bool:
    for other in f.bodies:
        ago = minutes(f, other.state["stopped_at"])
        near = f.apart(other.state["hex"], body.state["hex"]) * f.hex_m <= ROUND_GOAL_M
        same = f.units[other.units[0]].side == f.units[body.units[0]].side
        still = other is not body and same and near and other.state["stopped"] != a.NO_ENDING
        if still and body.borne["follow_minutes"] <= ago <= 60.0 * LONGEST_H:
            return True
    return False


def left_to_put_in(f: Fight, body: Body, units: list[Unit]) -> bool:
    """An assaulting unit in order and not under fire: of the body one that does not lie still, of others of its
    commander one that does not attack."""
    for k, unit in enumerate(f.units):
        if assaults(unit) and not under_fire(unit):
            if k in body.units:
                if not unit.stopped:
                    return True
            elif unit.side == units[0].side and unit.commander == units[0].commander and not told_to(unit):
                return True
    return False


# --- the end -------------------------------------------------------------------------------------------------
def lie_still(units: list[Unit]) -> None:
    for unit in units:
        if told_to(unit):
            unit.stopped, unit.held_back = 1, 0


def break_off(f: Fight, body: Body, units: list[Unit], cause: int, goal: int) -> None:
    state, side = body.state, units[0].side
    hours = body.borne["mount_hours"] * EACH_ECHELON ** max(0, BATTALION - body.rank)
    state |= {
        "began": -1, "stopped": cause, "stopped_at": f.step, "dark": dark(f, f.step), "hex": units[0].hex,
        "next": f.step + int(hours * 3600.0 / f.step_s), "friends": friends_round(f, side, goal),
        "enemies": enemies_round(f, side, goal), "shelled": shelled(f, side, goal),
    }  # fmt: skip
    for unit in units:
        if told_to(unit):
            unit.men_then = unit.men
        unit.held_back = 0
    lie_still(units)
    f.events.append((f.step, a.ATTACK_STOPPED, body.units[0], -1, goal, cause))
