"""Weapons, TO&E and units as index arrays into the numbers that each replication draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from khasan import arrays as a
from khasan.arrays import I4, U8
from khasan.compiler.addresses import hash_of
from khasan.compiler.uncertain import Uncertain, index_array
from khasan.errors import input_error
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.equipment import Flight, Weapon
from khasan.scenario.numbers import Number
from khasan.scenario.resolved import Resolved, Unit

GROUPS = {
    "small_arms": p.SMALL_ARMS,
    "machine_gun": p.MACHINE_GUNS,
    "indirect": p.INDIRECT,
    "anti_armour": p.ANTI_ARMOUR,
    "bombs": p.AIR,
}
MOBILITIES = {
    "foot": t.FOOT,
    "horse": t.HORSE,
    "pack": t.PACK,
    "wheeled": t.WHEELED,
    "motor": t.MOTOR,
    "tracked": t.TRACKED,
    "static": t.STATIC,
    "water": t.WATER,
    "rail": t.RAIL,
    "air": t.AIR,
}
AIR_ROLES = {
    "fighter": t.FIGHTER,
    "bomber": t.BOMBER,
    "ground_attack": t.GROUND_ATTACK,
    "reconnaissance": t.RECONNAISSANCE,
}
FIRE_SUPPORT_BRANCHES = {"machine_gun", "infantry_gun", "anti_tank", "headquarters", "boat", "train"}
GUN_BRANCHES = {"artillery"}
ARMOUR_BRANCHES = {"tank", "boat", "train"}
"""Arms whose men fight from vehicles; their quality is that of the side's tank crews."""


VEHICLE_NUMBERS = ("road_kmh", "marsh_kmh", "bog_per_hour", "hits_to_stop", "crew_exposure")


@dataclass(frozen=True)
class ForceIndex:
    """Where the draw of each number goes; -1 marks what a weapon or unit does not have."""

    weapons: I4
    """i4[WEAPON_FIELDS, W] into the draws."""
    weapon_fixed: tuple[tuple[int, int], ...]
    """(group parameter, indirect) of each weapon."""
    units: I4
    """i4[UNIT_COUNTS, U] as kernels read it."""
    men: I4
    strength: I4
    works: I4
    ammunition: I4
    vehicles: I4
    """i4[U] each, into the draws."""
    weapon_counts: I4
    """i4[SLOTS, U] into the draws: weapons of a unit, or of one vehicle."""
    frontage: I4
    depth: I4
    wire: I4
    vehicle: I4
    """i4[8, U]: armour, crew, cross-country (water, rail), road, marsh pace, bogging, hits to stop, exposure of the
    crew; into the draws."""
    horses: I4
    trucks: I4
    """i4[U] each, into the draws."""
    flight: I4
    """i4[6, U]: airfield, speed, serviceable share, turnaround, patrol, worth in air combat; into the draws."""
    hashes: U8


def _weapon_row(weapon: Weapon, numbers: Uncertain) -> list[int]:
    """Indices in the order of the W_ columns; group and indirect are filled in apart."""
    fields = (
        "crew", "rate_rpm", "max_range_m", "min_range_m", "effective_range_m", "hit_probability", "half_range_m",
        "lethal_area_m2", "dispersion_m", "penetration_mm", "penetration_loss_mm_per_km", "basic_load", "daily_supply",
    )  # fmt: skip
    rows = [numbers.add(f"weapons/{weapon.id}/{name}", getattr(weapon, name)) for name in fields]
    others = ("round_kg", "ceiling_m", "aircraft_hit")
    late = [numbers.add(f"weapons/{weapon.id}/{name}", getattr(weapon, name)) for name in others]
    return [*rows, -1, -1, *late]


def quality_row(army: str, branch: str) -> int:
    """Row of the parameter vector that carries the worth of an army's arm; InputError if there is none."""
    arms = {"aviation": "air"} | dict.fromkeys(ARMOUR_BRANCHES, "armour") | dict.fromkeys(GUN_BRANCHES, "artillery")
    arm = arms.get(branch, "infantry")
    return _row_of_army("quality", army, f"_{arm}")


def surrender_row(army: str) -> int:
    """Row of the parameter vector that says how readily an army's men give themselves up."""
    return _row_of_army("surrender", army)


def _row_of_army(what: str, army: str, arm: str = "") -> int:
    name = f"{what}_{army}{arm}"
    if name not in p.NAMES:
        known = [found.removeprefix("surrender_") for found in p.NAMES if found.startswith("surrender_")]
        remedy = f"say army: one of {', '.join(known)}; or add a parameter {name} to the global parameters"
        raise input_error("army", army, remedy, file="parameters")
    return p.NAMES.index(name)


def headquarters_of(resolved: Resolved) -> list[int]:
    """For each unit the headquarters of the nearest formation above it that has one other than itself, or -1."""
    parents = {formation.id: formation.parent for formation in resolved.formations}
    chiefs: dict[str, int] = {}
    for k, unit in enumerate(resolved.units):
        if resolved.toes[unit.toe].branch == "headquarters":
            chiefs.setdefault(unit.formation, k)
    found = []
    for k, unit in enumerate(resolved.units):
        above: str | None = unit.formation
        while above is not None and chiefs.get(above, k) == k:
            above = parents.get(above)
        found.append(-1 if above is None else chiefs[above])
    return found


def _role(branch: str) -> int:
    if branch == "aviation":
        return t.AIRCRAFT
    if branch in GUN_BRANCHES:
        return t.GUNS
    return t.FIRE_SUPPORT if branch in FIRE_SUPPORT_BRANCHES else t.ASSAULT


def index_forces(
    resolved: Resolved, numbers: Uncertain, commanders: list[str], step_of: Callable[[datetime], int]
) -> tuple[ForceIndex, list[str]]:
    """(index arrays, weapon ids). Every number goes into `numbers` under its path."""
    weapon_ids = sorted(resolved.weapons)
    weapon_at = {name: k for k, name in enumerate(weapon_ids)}
    side_at = {side.id: k for k, side in enumerate(resolved.sides)}
    weapon_rows = [_weapon_row(resolved.weapons[name], numbers) for name in weapon_ids]
    unit_at = {unit.id: k for k, unit in enumerate(resolved.units)}
    unit_rows, single, slots, vehicle_rows, flight_rows = [], [], [], [], []
    chiefs = headquarters_of(resolved)
    for number, unit in enumerate(resolved.units):
        toe = resolved.toes[unit.toe]
        base = f"toe/{toe.id}"
        carrier = resolved.vehicles[toe.vehicle] if toe.vehicle else None
        mounted = carrier.weapons if carrier else toe.weapons
        flight = carrier.flight if carrier else None
        owner = f"vehicles/{carrier.id}" if carrier else base
        weapons = [weapon_at[m.weapon] for m in mounted]
        commander = commanders.index(unit.commanded_by) if unit.commanded_by in commanders else -1
        unit_rows.append(
            [
                side_at[unit.side], _role(toe.branch), MOBILITIES[toe.mobility], commander, step_of(unit.arrives),
                quality_row(unit.army or unit.side, toe.branch), int(carrier is not None),
                unit_at[unit.aboard] if unit.aboard else -1, int(toe.branch == "engineer"),
            ]
            + weapons + [-1] * (a.SLOTS - len(weapons))
            + [AIR_ROLES[flight.role] if flight else t.NO_AIRCRAFT, int(resolved.air.get(unit.side) == "forbidden")]
            + [surrender_row(unit.army or unit.side), chiefs[number]]
        )  # fmt: skip
        single.append(
            _single(unit, numbers, base, toe.men, toe.vehicles, toe.frontage_m, toe.depth_m, toe.horses, toe.trucks)
        )
        counts = [numbers.add(f"{owner}/weapons/{m.weapon}", m.count) for m in mounted]
        slots.append(counts + [-1] * (a.SLOTS - len(counts)))
        own_pace = {"land": "cross_country_kmh", "water": "water_kmh", "rail": "rail_kmh", "air": ""}
        names = ("armour_mm", "crew", own_pace[carrier.goes_by] if carrier else "", *VEHICLE_NUMBERS)
        vehicle_rows.append([numbers.add(f"{owner}/{n}", getattr(carrier, n, None)) for n in names])
        flight_rows.append(_flight(unit, flight, numbers, owner))
    men, strength, works, ammunition, vehicles, frontage, depth, horses, trucks, wire = index_array(single)
    hashes = np.array([hash_of(unit.id) for unit in resolved.units], dtype=np.uint64)
    if len(np.unique(hashes)) != len(hashes):
        raise input_error("units", "two ids with one hash", "rename one of the units", file=resolved.id)
    fixed = tuple((GROUPS[resolved.weapons[name].group], int(resolved.weapons[name].indirect)) for name in weapon_ids)
    index = ForceIndex(
        weapons=index_array(weapon_rows), weapon_fixed=fixed, units=index_array(unit_rows), men=men,
        strength=strength, works=works, ammunition=ammunition, vehicles=vehicles, weapon_counts=index_array(slots),
        frontage=frontage, depth=depth, horses=horses, trucks=trucks, wire=wire, vehicle=index_array(vehicle_rows),
        flight=index_array(flight_rows), hashes=hashes,
    )  # fmt: skip
    return index, weapon_ids


def _statement(side: str, kind: str, number: Number) -> str:
    """Path of a number that units may share: one statement of a source is one doubt, drawn once for all.

    Drawn unit by unit, the doubt about a corps would cancel out in its sum.
    """
    low, high = number.interval
    says = number.source or number.derived or number.guess or ""
    return f"statement/{side}/{kind}/{float(number)!r}/{low!r}/{high!r}/{says}"


def _flight(unit: Unit, flight: Flight | None, numbers: Uncertain, owner: str) -> list[int]:
    if flight is None:
        return [-1] * 6
    names = ("speed_kmh", "serviceable", "turnaround_h", "patrol_h", "air_combat")
    own = [numbers.add(f"{owner}/flight/{name}", getattr(flight, name)) for name in names]
    return [numbers.add(f"units/{unit.id}/airfield_km", unit.airfield_km), *own]


def _single(unit: Unit, numbers: Uncertain, base: str, *toe_numbers: object) -> list[int]:
    men, vehicles, frontage, depth, horses, trucks = toe_numbers
    return [
        numbers.add(f"{base}/men", men),  # type: ignore[arg-type]
        numbers.add(_statement(unit.side, "strength", unit.strength), unit.strength),
        numbers.add(_statement(unit.side, "works", unit.works), unit.works),
        numbers.add(_statement(unit.side, "ammunition", unit.ammunition), unit.ammunition),
        numbers.add(f"{base}/vehicles", vehicles),  # type: ignore[arg-type]
        numbers.add(f"{base}/frontage_m", frontage),  # type: ignore[arg-type]
        numbers.add(f"{base}/depth_m", depth),  # type: ignore[arg-type]
        numbers.add(f"{base}/horses", horses),  # type: ignore[arg-type]
        numbers.add(f"{base}/trucks", trucks),  # type: ignore[arg-type]
        numbers.add(_statement(unit.side, "wire", unit.wire) if unit.wire else "", unit.wire),
    ]
