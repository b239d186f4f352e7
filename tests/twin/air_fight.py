"""Flight and fights in the air, as engine.md tells them: slice by slice, whoever is over a place at once."""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.air import MEETING_S, SORTIES, STRIKE_RADIUS_M, flight_s, put_right, restock, start
from twin.air_strike import strike
from twin.draws import binomial, poisson
from twin.plain import Told

MEETS, FIGHTS, TURNS, OF_A_SLICE = 0, 1, 2, 4
"""Numbers of draws of each slice: four to each."""
CREWS = 16_384
REFERENCE_MEN = 150.0


def fly(told: Told) -> None:
    """A step of flight of everybody, in slices that last no longer than a meeting."""
    slices = -int(-told.scale.step_s // MEETING_S)
    seconds = told.scale.step_s / slices
    flying = [unit for unit in told.units if unit.status == a.AT_AIRFIELD]
    for k in range(slices):
        for unit in flying:
            go_on(told, unit, k, seconds)
        fight(told, flying, k, seconds)
        for unit in flying:
            if over(unit) and unit.order == a.SCOUT:
                scout(told, unit, k, seconds)
            elif over(unit) and unit.order == a.STRIKE and unit.flight_s <= seconds:
                strike(told, unit, k)
    for unit in flying:
        restock(told, unit)
        put_right(told, unit)


def over(unit: Any) -> bool:
    return bool(unit.flight == a.OVER and unit.airborne > 0)


def hidden(told: Told) -> bool:
    """Whether night or weather hides the ground."""
    return told.dark > 0.5 or told.visibility <= told.p.flying_visibility


def go_on(told: Told, unit: Any, k: int, seconds: float) -> None:
    """The flight of one unit: what comes next comes in the slice in which its time is up, and takes no time of it."""
    if unit.flight == a.OVER and hidden(told):
        told.tell(a.TURNED_BACK, unit.index, place=unit.order_place, value=unit.airborne)
        go_home(unit)
        return
    if unit.flight_s > seconds:
        unit.flight_s -= int(seconds)
        return
    if unit.flight == a.AT_BASE:
        unit.flight_s = 0
        if may_start(told, unit):
            start(told, unit, k)
    elif unit.flight == a.OUTWARD and unit.order not in SORTIES:
        go_home(unit)
    elif unit.flight == a.OUTWARD and hidden(told):
        told.tell(a.TURNED_BACK, unit.index, place=unit.order_place, value=unit.airborne)
        go_home(unit)
    elif unit.flight == a.OUTWARD:
        unit.flight = a.OVER
        if unit.order == a.STRIKE:
            told.tell(a.AIR_RAID, unit.index, place=unit.order_place, value=unit.airborne)
        unit.flight_s = int(MEETING_S if unit.order == a.STRIKE else 3600.0 * unit.patrol_h)
    else:
        go_home(unit)


def may_start(told: Told, unit: Any) -> bool:
    """Light now, and light at the step in which it would be back if it turned at once over the place."""
    back = told.step + int(2.0 * flight_s(unit) / told.scale.step_s)
    return bool(
        unit.order in SORTIES
        and not unit.grounded
        and told.visibility > told.p.flying_visibility
        and told.dark_at[told.step] < 0.5
        and told.dark_at[min(back, len(told.dark_at) - 1)] < 0.5
    )


def go_home(unit: Any) -> None:
    """The flight home and the turnaround in one."""
    unit.flight, unit.airborne = a.AT_BASE, 0
    unit.flight_s = int(flight_s(unit) + 3600.0 * unit.turnaround_h)


# --- fights ----------------------------------------------------------------------------------------------------------
def hunts(unit: Any) -> bool:
    """Fighters under `cover`; other types, and fighters on other orders, are game."""
    return bool(over(unit) and unit.air_role == t.FIGHTER and unit.order == a.COVER)


def met(told: Told, one: Any, other: Any, k: int, seconds: float) -> bool:
    """The draw of a pair is addressed by the unit of the first side."""
    hexes = told.apart(told.places[one.order_place].hex, told.places[other.order_place].hex)
    near = exp(-hexes * told.scale.hex_m / 1000.0 / told.p.cover_reach)
    chance = 1.0 - (1.0 - told.p.interception * near) ** (seconds / MEETING_S)
    first, second = (one, other) if one.side == 0 else (other, one)
    return told.draw("air_combat", OF_A_SLICE * k + MEETS, first, second)[0] < chance


def fight(told: Told, flying: list[Any], k: int, seconds: float) -> None:
    """All attacks of a slice are counted from those who were up when it began."""
    up = {unit.index: unit.airborne for unit in flying}
    were = {unit.index: unit.burnt for unit in flying}
    aloft = [unit for unit in flying if over(unit)]
    hunters = {side: [unit for unit in aloft if unit.side == side and hunts(unit)] for side in (0, 1)}
    game = {side: [unit for unit in aloft if unit.side == side and not hunts(unit)] for side in (0, 1)}
    many = {side: sum(unit.airborne for unit in hunters[side]) for side in (0, 1)}
    attacked = {unit.index: 0.0 for unit in aloft}
    fought = []
    for one in aloft:
        if one not in hunters[one.side]:
            continue
        held = min(1.0, many[1 - one.side] / many[one.side])
        for other in aloft:
            if other.side == one.side:
                continue
            hunter = other in hunters[other.side]
            share = held if hunter else 1.0 - held
            whom = many[other.side] if hunter else sum(up[unit.index] for unit in game[other.side])
            attacks = up[one.index] * share * up[other.index] / whom
            if attacks <= 0.0 or not met(told, one, other, k, seconds):
                continue
            attack(told, one, other, attacks, up[one.index], k)
            attacked[other.index] += attacks
            fought.append(one)
            if not hunter:
                attack(told, other, one, attacks, up[other.index], k)
    for unit in aloft:
        if unit not in hunters[unit.side] and attacked[unit.index] > 0.0 and unit.airborne > 0:
            chance = told.p.air_abort * min(1.0, attacked[unit.index] / unit.airborne)
            unit.airborne -= binomial(unit.airborne, chance, told.draw("air_combat", OF_A_SLICE * k + TURNS, unit)[0])
    for unit in aloft:
        if unit.burnt > were[unit.index]:
            told.tell(a.AIRCRAFT_LOST, unit.index, value=unit.burnt - were[unit.index])
        if unit in fought:
            unit.flight_s = 0
        if unit.airborne == 0:
            go_home(unit)
        damaged = unit.knocked_out - unit.repaired
        if unit.burnt > were[unit.index] and (unit.men <= 0 or unit.vehicles + damaged <= 0):
            unit.status = a.GONE
            told.tell(a.DESTROYED, unit.index, value=0)


def attack(told: Told, one: Any, other: Any, attacks: float, up: int, k: int) -> None:
    quality, worth = told.p.row[one.quality], one.air_worth / other.air_worth
    expected = attacks * worth * quality * told.p.air_combat
    number = OF_A_SLICE * k + FIGHTS
    u, _ = told.draw("air_combat", number, one, other)
    lost = poisson(expected, u, other.airborne)
    if lost == 0:
        return
    other.airborne -= lost
    other.vehicles -= lost
    other.burnt += lost
    killed, wounded, missing = crews(told, one, other, lost, number, "air_combat")
    record(
        told, cause=a.AIR_COMBAT, shooter=one.index, target=other.index, weapon=-1, stream=20, sub=number,
        killed=killed, wounded=wounded, missing=missing, vehicles_burnt=lost, weapons=float(up), rounds=attacks,
        effect_per_round=worth, exposure=1.0, steadiness=1.0, observation=1.0, quality=quality,
        parameter=told.p.air_combat, fight=1.0, saturation=1.0, expected=expected, draw=u,
    )  # fmt: skip


def crews(told: Told, one: Any, other: Any, lost: int, number: int, stream: str) -> tuple[int, int, int]:
    """Of the crews of lost aircraft: killed, hurt, missing."""
    men = min(other.men, round(lost * other.crew))
    u, v = told.draw(stream, CREWS + number, one, other)
    killed = binomial(men, told.p.airmen_killed, u)
    missing = binomial(men - killed, told.p.airmen_missing, v)
    other.men -= men
    other.killed += killed
    other.missing += missing
    other.wounded += men - killed - missing
    return killed, men - killed - missing, missing


def record(told: Told, **said: float) -> None:
    row: dict[str, float] = dict.fromkeys(a.LOSS_NAMES, 0) | dict.fromkeys(a.FACTOR_NAMES, 0.0)
    told.losses.append(row | {"step": told.step} | said)


# --- scouts ----------------------------------------------------------------------------------------------------------
def signature(told: Told, unit: Any) -> float:
    p, here = told.p, told.hexes[unit.hex]
    look = 1.0 if unit.moved else p.still * (1.0 - p.dug_signature * here.works)
    size = sqrt((unit.men + p.vehicle_signature * unit.vehicles) / REFERENCE_MEN)
    flash = p.flash_gain if unit.fired else 1.0
    return float(size * look * flash * (1.0 - p.concealment * here.concealment))


def scout(told: Told, unit: Any, k: int, seconds: float) -> None:
    """Whom scouts find of those who are not in sight already."""
    reach = min(STRIKE_RADIUS_M, told.visibility)
    for other in told.units:
        if other.side == unit.side or not other.on_map:
            continue
        if told.apart(told.places[unit.order_place].hex, other.hex) * told.scale.hex_m > reach:
            continue
        rate = told.p.air_spotting / 60.0 * unit.airborne * signature(told, other)
        if told.draw("air_spot", k, unit, other)[0] < 1.0 - exp(-rate * seconds):
            if other.contact_age >= a.UNSEEN:
                other.contact_since = told.step
                told.tell(a.SPOTTED, other.index)
            other.contact_age, other.contact_hex = 0, other.hex
