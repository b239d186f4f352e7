"""Aircraft, as engine.md tells it: how they go and come, what they drop, what they shoot."""

from __future__ import annotations

from math import exp, log, pi, sqrt
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.draws import binomial, poisson
from twin.plain import Told

MEETING_S, STRIKE_RADIUS_M, REFERENCE_HEIGHT_M, SLANT, GRAVITY = 300.0, 1500.0, 1000.0, 2.0, 9.80665
FOOTPRINT_LEAST_M2, FEW, HOLE = 2500.0, 1e-9, 0.5
SORTIES = (a.STRIKE, a.COVER, a.SCOUT)


def flight_s(unit: Any) -> float:
    return float(3600.0 * unit.airfield_km / unit.speed_kmh)


def restock(told: Told, unit: Any) -> None:
    """At the airfield each weapon gets the allotment of the step, as far as there is room for it."""
    for slot, arm in enumerate(unit.arms):
        if arm >= 0:
            due = unit.weapons[slot] * told.weapons[arm].daily * told.hours / 24.0
            more = max(0.0, min(unit.loads[slot] - unit.rounds[slot], due))
            unit.rounds[slot] += more
            unit.issued += more


def put_right(told: Told, unit: Any) -> None:
    u, _ = told.draw("repair", 0, unit)
    back = binomial(unit.knocked_out - unit.repaired, 1.0 - (1.0 - told.p.aircraft_repair) ** (told.hours / 24.0), u)
    unit.repaired += back
    unit.vehicles += back


def wants_to_fly(told: Told, unit: Any, light: Any) -> bool:
    """Ordered to, allowed to, and with enough light until it is back."""
    if unit.order not in SORTIES or unit.grounded or unit.flight != a.AT_BASE or unit.flight_s > 0:
        return False
    over = MEETING_S if unit.order == a.STRIKE else 3600.0 * unit.patrol_h
    steps = -(-(2.0 * flight_s(unit) + over) // told.scale.step_s)
    return told.visibility > told.p.flying_visibility and light(told.step, int(steps))


def start(told: Told, unit: Any, k: int = 0) -> None:
    """As many as are fit and manned; each slice of a step has a draw of its own."""
    fit = min(unit.vehicles, int(unit.men // unit.crew))
    up = binomial(fit, unit.serviceable, told.draw("sortie", k, unit)[0])
    if up > 0:
        unit.airborne, unit.flight, unit.flight_s = up, a.OUTWARD, int(flight_s(unit))
        unit.sorties += up


def targets(told: Told, unit: Any, where: int) -> list[Any]:
    """Enemies whom its side believes in a hex."""
    return [
        other for other in told.units
        if other.side != unit.side and other.on_map and other.contact_age < a.UNSEEN and other.contact_hex == where
    ]  # fmt: skip


def exposure(told: Told, other: Any, bursts: bool) -> float:
    """Of men at rest, in works of their own."""
    return exposed(told, other, bursts, other.suppression, told.hexes[other.hex].works)


def hidden(told: Told, other: Any) -> float:
    """Share of the men whom dead ground hides, of who is bound to no ground."""
    no_place = other.order == a.HOLD and other.order_place < 0
    if not (other.status == a.BROKEN or other.order == a.WITHDRAW or other.stopped or other.held_back or no_place):
        return 0.0
    here = told.hexes[other.hex]
    rise = here.crest_m - here.elevation_m
    return float(1.0 - (1.0 - told.p.dead_ground) * exp(-rise / told.p.relief_hides_m))


def exposed(told: Told, other: Any, bursts: bool, down: float, dug: float) -> float:
    """Of men of whom a share keeps down."""
    p = told.p
    covered = 1.0 - p.cover_worth * told.hexes[other.hex].cover
    covered *= 1.0 - hidden(told, other)
    if other.status == a.BROKEN:
        return float(covered)
    deep = 0.0 if other.moved else dug / HOLE
    if bursts:
        through = (1.0 - p.works_area) ** deep
        upright, flat, down = through, p.lying_area * through, min(1.0, down / p.all_flat)
    else:
        through = (1.0 - p.works) ** min(deep, 1.0)
        upright, flat = (p.by_bounds if other.moved else p.lying) * through, p.ducking * p.lying * through
    return float(covered * (upright + (flat - upright) * down))


def room(told: Told, other: Any) -> float:
    """Ground that men on foot take up by their order, over that of their type."""
    if other.role not in (t.ASSAULT, t.FIRE_SUPPORT) or other.armoured or other.status == a.BROKEN:
        return 1.0
    if other.order in (a.HOLD, a.AMBUSH):
        return float(told.p.holding_room)
    return float(told.p.attacking_room) if other.order in (a.ATTACK, a.PURSUE) else 1.0


def saturation(hits_each: float) -> float:
    """Share of hits that find somebody not hit already."""
    return (1.0 - exp(-hits_each)) / hits_each if hits_each > FEW else 1.0


def metres_to_target(height: float, unit: Any) -> float:
    return sqrt(height**2 + (unit.speed_kmh / 3.6 * sqrt(2.0 * height / GRAVITY)) ** 2)


def height_of(told: Told, unit: Any) -> float:
    low = unit.air_role in (t.FIGHTER, t.GROUND_ATTACK)
    return float(told.p.strafing_height if low else told.p.bombing_height)


def raid(told: Told, unit: Any) -> list[dict[str, float]]:
    """Bombs and bursts on those in the hex of the place: what is recorded of each, men alone."""
    here = told.places[unit.order_place].hex
    struck = targets(told, unit, here)
    height, found = height_of(told, unit), []
    left = {other.index: other.men for other in struck}
    seen = metres_to_target(height, unit) <= told.visibility
    for slot, arm in enumerate(unit.arms):
        if arm < 0:
            continue
        weapon = told.weapons[arm]
        each = unit.on_arrival[slot] / unit.vehicles_0 * unit.airborne
        bombs = weapon.lethal_m2 > 0.0
        if not bombs and unit.air_role not in (t.FIGHTER, t.GROUND_ATTACK):
            continue
        rounds = each if bombs else each * weapon.rate * told.p.strafing_seconds
        rounds = min(rounds, unit.rounds[slot])
        unit.rounds[slot] -= rounds
        unit.shots += rounds
        for other in struck:
            watched = seen and other.contact_age == 0
            each = rounds / len(struck)
            row = blow(told, unit, slot, weapon, each, other, height, bombs, watched, left[other.index])
            left[other.index] -= int(row["fallen"])
            found.append(row)
    told.tell(a.AIR_RAID, unit.index, -1, unit.order_place, unit.airborne)
    return [row for row in found if row["fallen"] > 0]


def blow(
    told: Told, unit: Any, slot: int, weapon: Any, rounds: float, other: Any, height: float, bombs: bool, seen: bool,
    left: int,
) -> dict[str, float]:  # fmt: skip
    """What falls of the men whom a unit has left."""
    ground = max(FOOTPRINT_LEAST_M2, other.frontage_m * other.depth_m * room(told, other))
    if bombs:
        radius = weapon.dispersion_m * height / REFERENCE_HEIGHT_M * (1.0 if seen else told.p.unobserved_spread)
        effect, observation = (
            weapon.lethal_m2 * other.men / ground,
            ground / (ground + pi * radius**2 / log(2.0)),
        )
        range_m, stream = height, "bomb"
    else:
        range_m, stream, observation = SLANT * height, "strafe", 1.0
        effect = weapon.hit / (1.0 + (range_m / weapon.half_m) ** 2)
    quality, shelter = told.p.row[unit.quality], exposure(told, other, bombs)
    expected = rounds * effect * shelter * observation * quality * told.p.air
    share = saturation(expected / left) if left else 1.0
    expected *= share
    u, v = told.draw(stream, slot, unit, other)
    fallen = poisson(expected, u, left)
    killed = binomial(fallen, told.p.row[int(weapon.killed)], v)
    return {
        "cause": a.BOMBING if bombs else a.STRAFING, "shooter": unit.index, "target": other.index, "sub": slot,
        "weapons": float(unit.airborne), "rounds": rounds, "effect_per_round": effect, "exposure": shelter,
        "observation": observation, "quality": quality, "parameter": told.p.air, "fight": 1.0,
        "saturation": share, "expected": expected, "draw": u,
        "range_m": range_m, "killed": killed, "wounded": fallen - killed, "fallen": fallen,
    }  # fmt: skip


def seconds_in_reach(reach: float, height: float, offset: float, speed_kmh: float) -> float:
    """A chord of the sphere about the gun."""
    inside = reach**2 - height**2 - offset**2
    return 2.0 * sqrt(inside) / (speed_kmh / 3.6) if inside > 0.0 else 0.0


def flak(told: Told, raider: Any) -> list[dict[str, float]]:
    """What every gun of the enemy within reach does to raiders over their target; men enough for all guns."""
    over, height, found = told.places[raider.order_place].hex, height_of(told, raider), []
    left = raider.airborne
    for unit in told.units:
        if unit.side == raider.side or unit.status != a.ACTIVE:
            continue
        offset = told.apart(unit.hex, over) * told.scale.hex_m
        for slot, arm in enumerate(unit.arms):
            weapon = told.weapons[arm] if arm >= 0 else None
            if weapon is None or weapon.ceiling_m <= 0.0:
                continue
            seconds = seconds_in_reach(weapon.ceiling_m, height, offset, raider.speed_kmh)
            rounds = min(unit.weapons[slot] * weapon.rate * seconds * told.p.bearing, unit.rounds[slot])
            unit.rounds[slot] -= rounds
            quality, steady = told.p.row[unit.quality], 1.0 - unit.suppression
            expected = rounds * weapon.aircraft_hit * steady * quality * told.p.anti_aircraft
            u, v = told.draw("flak", slot, unit, raider)
            hit = poisson(expected, u, left)
            left -= hit
            lost = binomial(hit, told.p.aircraft_lost_share, v)
            killed, wounded, missing = crews_of(told, unit, raider, lost, slot)
            found.append(
                {
                    "cause": a.ANTI_AIRCRAFT, "shooter": unit.index, "target": raider.index, "sub": slot,
                    "weapons": float(unit.weapons[slot]), "rounds": rounds, "effect_per_round": weapon.aircraft_hit,
                    "exposure": 1.0, "steadiness": steady, "observation": 1.0, "quality": quality,
                    "parameter": told.p.anti_aircraft, "fight": 1.0, "saturation": 1.0,
                    "expected": expected, "draw": u, "vehicles_burnt": lost,
                    "vehicles_knocked_out": hit - lost, "killed": killed, "wounded": wounded, "missing": missing,
                    "fallen": hit,
                }
            )  # fmt: skip
    return [row for row in found if row["fallen"] > 0]


def crews_of(told: Told, unit: Any, raider: Any, lost: int, slot: int) -> tuple[int, int, int]:
    """Of the crews of lost aircraft: killed, hurt, missing."""
    if lost == 0:
        return 0, 0, 0
    crews = round(lost * raider.crew)
    u, v = told.draw("flak", 16_384 + slot, unit, raider)
    killed = binomial(crews, told.p.airmen_killed, u)
    missing = binomial(crews - killed, told.p.airmen_missing, v)
    return killed, crews - killed - missing, missing
