"""Pursuit, as engine.md tells it: after the nearest enemy in flight, else to the place of the order."""

from __future__ import annotations

from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import movement
from twin.plain import CLOSED, Told

PURSUIT_M = 1500.0


def told_to(unit: Any) -> bool:
    """Riflemen, horsemen and tanks under the order."""
    return bool(unit.status == a.ACTIVE and unit.order == a.PURSUE and unit.role == t.ASSAULT)


def pursues(told: Told, unit: Any) -> bool:
    """They follow if they would assault; the other arms attack the place."""
    return told_to(unit) and bool(movement.is_willing(told, unit))


def quarry_of(told: Told, unit: Any) -> Any:
    """The nearest enemy in flight whom its side sees, to whole hexes; of two as near the first by id."""
    if not pursues(told, unit):
        return None
    flying = [
        (told.apart(unit.hex, other.contact_hex), other.index) for other in told.units
        if other.side != unit.side and other.status == a.BROKEN and other.contact_age == 0
        and told.apart(unit.hex, other.contact_hex) <= round(PURSUIT_M / told.scale.hex_m)
    ]  # fmt: skip
    return told.units[min(flying)[1]] if flying else None


def looks_round(told: Told, unit: Any) -> list[int]:
    """In which order a unit looks at the ways out of its hex: the same whenever it stands there."""
    u, v = told.draw("way", unit.hex, unit, step=0)
    turn = 1 if v < 0.5 else -1
    return [(int(6.0 * u) + turn * k) % 6 for k in range(6)]


def step_after(told: Told, unit: Any, quarry: Any) -> int:
    """The neighbour nearest to the quarry into which one can go, -1 if there is none."""
    here, best, nearest = told.hexes[unit.hex], -1, told.apart(unit.hex, quarry.contact_hex)
    for k in looks_round(told, unit):
        there = here.next[k]
        if there < 0 or here.across[unit.mobility][k] >= CLOSED:
            continue
        if len(told.here(there, unit.side)) >= told.scale.stack:
            continue
        if there != quarry.contact_hex and movement.knows_of_enemy(told, there, unit.side):
            continue
        if told.apart(there, quarry.contact_hex) < nearest:
            best, nearest = there, told.apart(there, quarry.contact_hex)
    return best


def choose(told: Told, unit: Any, place: int) -> tuple[int, bool]:
    quarry = quarry_of(told, unit)
    if quarry is not None:
        return step_after(told, unit, quarry), False
    return movement.choose(told, unit, place)


def everybody_moves(told: Told, fighting: set[int]) -> None:
    movers = []
    for unit in told.units:
        if unit.index in fighting:
            continue
        unit.moved = 0
        if not unit.on_map:
            continue
        place = movement.goal_of(told, unit)
        unit.draws_off = movement.draws_off(told, unit)
        if unit.draws_off:
            movers.append((told.draw("stack", 0, unit)[0], unit, int(told.rear[unit.side])))
            continue
        arrived = unit.status == a.ACTIVE and place >= 0 and unit.hex == told.places[place].hex
        if not told_to(unit) and (place < 0 or arrived or movement.stops_short(told, unit, place)):
            unit.progress_m = 0.0
            continue
        movers.append((told.draw("stack", 0, unit)[0], unit, place))
    for _, unit, place in sorted(movers, key=lambda mover: mover[0]):
        (movement.move if unit.draws_off else move)(told, unit, place)
    for unit in told.units:
        vars(unit).pop("draws_off", None)
    told.count_standing()


def move(told: Told, unit: Any, place: int) -> None:
    left, hex_m = float(told.scale.step_s), told.scale.hex_m
    way = told.way[told.way_of[place][unit.mobility]]
    unit.then_q, unit.then_r = movement.stands_at(told, unit)
    while left > 0.0:
        if quarry_of(told, unit) is None and way[unit.hex] <= 0.0:
            unit.progress_m = 0.0
            break
        there, waits = choose(told, unit, place)
        if there < 0:
            unit.progress_m = 0.0
            break
        if waits and unit.no_assault_before > told.step:
            unit.progress_m = 0.0
            break
        if unit.heading != there:
            unit.heading, unit.progress_m = there, 0.0
        speed = movement.speed_ms(told, unit, told.hexes[unit.hex], told.hexes[there])
        if speed <= 0.0:
            break
        end = hex_m - told.p.assault_m if waits else hex_m
        if unit.progress_m >= end:
            break
        unit.moved = 1
        done = min(end, unit.progress_m + left * speed)
        seconds = (done - unit.progress_m) / speed
        left -= seconds
        unit.progress_m = done
        if done < hex_m:
            break
        if told.here(there, 1 - unit.side) and not movement.is_attacking(unit):
            unit.progress_m = 0.0
            break
        movement.bog(told, unit, there, seconds)
        unit.hex, unit.progress_m = there, 0.0
        movement.take_over(told, unit)
        if unit.mobility == t.TRACKED:
            told.hexes[there].wire *= 1.0 - told.p.wire_crushed
        if told.here(there, 1 - unit.side):
            break
    unit.moving = 1.0 - left / told.scale.step_s
