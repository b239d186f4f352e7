"""Strikes, as engine.md tells them: whom they aim at, and what falls of men, vehicles, guns and horses."""

from __future__ import annotations

from math import log, pi, prod, sqrt
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.air import (
    FOOTPRINT_LEAST_M2,
    REFERENCE_HEIGHT_M,
    SLANT,
    STRIKE_RADIUS_M,
    exposed,
    height_of,
    metres_to_target,
    room,
    saturation,
)
from twin.draws import binomial, poisson
from twin.plain import Told

OF_A_SLICE = 64
"""Numbers of draws of each slice."""
BOMB, STRAFE = 22, 23
"""Numbers of the streams, as losses name them."""
NAMES = {BOMB: "bomb", STRAFE: "strafe"}


def strike(told: Told, unit: Any, k: int) -> None:
    """What each weapon of a unit drops or fires on those whom it aims at."""
    where, struck, known = aim(told, unit)
    if where < 0:
        return
    height = height_of(told, unit)
    clear = metres_to_target(height, unit) <= told.visibility
    for slot, arm in enumerate(unit.arms):
        if arm < 0:
            continue
        weapon = told.weapons[arm]
        bombs = weapon.lethal_m2 > 0.0
        if not bombs and unit.air_role not in (t.FIGHTER, t.GROUND_ATTACK):
            continue
        rounds = unit.on_arrival[slot] / unit.vehicles_0 * unit.airborne
        if not bombs:
            rounds *= weapon.rate * told.p.strafing_seconds
        rounds = min(rounds, unit.rounds[slot])
        unit.rounds[slot] -= rounds
        unit.shots += rounds
        told.peace = 0
        if not bombs and not known:
            continue
        each = rounds / len(struck) if known else rounds
        for other in struck:
            if other.hex == where:
                blow(
                    told,
                    unit,
                    OF_A_SLICE * k + slot,
                    slot,
                    each,
                    other,
                    height,
                    clear and known and other.contact_age == 0,
                )


def aim(told: Told, unit: Any) -> tuple[int, list[Any], bool]:
    """(hex, who is struck there, whether they are known): a contact within reach drawn, or else the place itself."""
    place = told.places[unit.order_place]
    reach = min(STRIKE_RADIUS_M, told.visibility)
    contacts = [
        other for other in told.units
        if other.side != unit.side and other.on_map and other.contact_age < a.UNSEEN
        and told.apart(place.hex, other.contact_hex) * told.scale.hex_m <= reach
        and not told.here(other.contact_hex, unit.side)
    ]  # fmt: skip
    if contacts:
        u, _ = told.draw("air_aim", 0, unit)
        where = contacts[min(len(contacts) - 1, int(u * len(contacts)))].contact_hex
        return where, [other for other in contacts if other.contact_hex == where], True
    if (place.known_0, place.known_1)[unit.side] == unit.side or told.here(place.hex, unit.side):
        return -1, [], False
    return place.hex, told.here(place.hex, 1 - unit.side), False


def exposure(told: Told, other: Any, bursts: bool) -> float:
    """Of men as many of whom keep down as did before the step."""
    here = told.hexes[other.hex]
    dug = here.works * (1.0 if here.held_by == other.side else told.p.reversed)
    return exposed(told, other, bursts, other.suppression, dug)


def blow(
    told: Told, unit: Any, number: int, slot: int, rounds: float, other: Any, height: float, watched: bool
) -> None:
    """What falls on one unit out of one kind of weapon."""
    p, weapon = told.p, told.weapons[unit.arms[slot]]
    bombs = weapon.lethal_m2 > 0.0
    stream = BOMB if bombs else STRAFE
    ground = max(FOOTPRINT_LEAST_M2, other.frontage_m * other.depth_m * room(told, other))
    observation, vehicles = 1.0, bombs and bool(other.armoured)
    if bombs:
        radius = weapon.dispersion_m * height / REFERENCE_HEIGHT_M * (1.0 if watched else p.unobserved_spread)
        observation = ground / (ground + pi * radius**2 / log(2.0))
        metres, bare = height, exposure(told, other, True)
        other.near_miss += p.bursts_weight * rounds * observation * weapon.lethal_m2 / ground * sqrt(bare)
        effect = weapon.lethal_m2 * other.men / ground
        if vehicles:
            effect, bare = p.vulnerable_area * other.vehicles / ground / other.hits_to_stop, 1.0
    else:
        metres = SLANT * height
        bare = other.crew_exposure if other.armoured else exposure(told, other, False)
        other.near_miss += rounds / (other.frontage_m * sqrt(room(told, other))) * sqrt(bare)
        effect = weapon.hit / (1.0 + (metres / weapon.half_m) ** 2)
    quality = p.row[unit.quality]
    factors = {
        "range_m": metres, "weapons": float(unit.airborne), "rounds": rounds, "effect_per_round": effect,
        "exposure": bare, "steadiness": 1.0, "observation": observation, "quality": quality, "parameter": p.air,
    }  # fmt: skip
    expected = prod(list(factors.values())[2:])
    left = vehicles_left(other) if vehicles else men_left(other)
    factors |= {"fight": 1.0, "saturation": saturation(expected / left) if left else 1.0}
    expected *= factors["saturation"]
    u, v = told.draw(NAMES[stream], number, unit, other)
    row: dict[str, float] = dict.fromkeys((*a.LOSS_NAMES, *a.FACTOR_NAMES), 0)
    row |= {
        "step": told.step, "cause": a.BOMBING if bombs else a.STRAFING, "shooter": unit.index, "target": other.index,
        "weapon": unit.arms[slot], "stream": stream, "sub": number, **factors, "expected": expected, "draw": u,
    }  # fmt: skip
    if vehicles:
        hit = stop(told, unit, number, other, expected, (u, v), row)
    else:
        hit = fell(told, unit, number, other, expected, (u, v), row)
    if hit:
        told.losses.append(row)


def men_left(other: Any) -> int:
    return int(other.men - sum(other.hits[name] for name in ("killed", "wounded", "missing")))


def vehicles_left(other: Any) -> int:
    return int(other.vehicles - other.hits["burnt"] - other.hits["knocked_out"])


def stop(
    told: Told, unit: Any, number: int, other: Any, expected: float, draws: tuple[float, float], row: dict[str, float]
) -> int:
    """Vehicles, and of their crews."""
    hits = other.hits
    stopped = poisson(expected, draws[0], vehicles_left(other))
    burnt = binomial(stopped, told.p.burn_share, draws[1])
    row["vehicles_burnt"], row["vehicles_knocked_out"] = burnt, stopped - burnt
    hits["burnt"] += burnt
    hits["knocked_out"] += stopped - burnt
    u, v = told.draw("bomb", 8 + number, unit, other)
    fallen = min(men_left(other), binomial(round(stopped * other.crew), told.p.crew_loss, u))
    split(other, row, fallen, binomial(fallen, told.p.killed_crew, v))
    return stopped


def split(other: Any, row: dict[str, float], fallen: int, killed: int) -> None:
    row["killed"], row["wounded"] = killed, fallen - killed
    other.hits["killed"] += killed
    other.hits["wounded"] += fallen - killed


def fell(
    told: Told, unit: Any, number: int, other: Any, expected: float, draws: tuple[float, float], row: dict[str, float]
) -> int:
    """Men, and what falls with them: guns by bursts, horses and trucks by all."""
    p, stream = told.p, int(row["stream"])
    fallen = poisson(expected, draws[0], men_left(other))
    split(other, row, fallen, binomial(fallen, p.row[int(told.weapons[row["weapon"]].killed)], draws[1]))
    if not fallen:
        return 0
    share = fallen / other.men
    if stream == BOMB and not other.armoured:
        for gun, arm in enumerate(other.arms):
            if arm >= 0 and told.weapons[arm].crew > 1:
                u, _ = told.draw("bomb", 16 + 8 * number + gun, unit, other)
                wrecked = binomial(other.weapons[gun] - other.weapons_hit[gun], p.gun_loss * share, u)
                other.weapons_hit[gun] += wrecked
                row["weapons_lost"] += wrecked
    for name, bare, u in zip(
        ("horses", "trucks"),
        (p.horse_exposure, p.truck_exposure),
        told.draw("transport", stream << 8 | number, unit, other),
        strict=True,
    ):
        gone = binomial(getattr(other, name) - other.hits[name], bare * share, u)
        other.hits[name] += gone
        row[name + "_lost"] = gone
    return fallen
