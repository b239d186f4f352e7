"""Weapons, TO&E and units as index arrays into the numbers that each replication draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from khasan import arrays as a
from khasan.arrays import F8, I4, U8
from khasan.compiler.addresses import hash_of
from khasan.compiler.uncertain import ABSENT, Uncertain, index_array
from khasan.declared import Block
from khasan.errors import input_error
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.equipment import Toe, Vehicle, Weapon
from khasan.scenario.numbers import Number
from khasan.scenario.resolved import Resolved, Unit
from khasan.scenario.schema import ECHELON_RANK

GROUPS = {
    "small_arms": p.SMALL_ARMS,
    "machine_gun": p.MACHINE_GUNS,
    "indirect": p.INDIRECT,
    "anti_armour": p.ANTI_ARMOUR,
    "bombs": p.AIR,
}
DEATHS = {
    "bullet": p.KILLED_BULLET,
    "shell": p.KILLED_BURST,
    "grenade": p.KILLED_GRENADE,
    "bomb": p.KILLED_BOMB,
}
"""Row of the parameter vector for the share of those who die whom a missile hits."""
FIRE_SUPPORT_BRANCHES = {"machine_gun", "infantry_gun", "anti_tank", "headquarters", "boat", "train"}
GUN_BRANCHES = {"artillery"}
ARMOUR_BRANCHES = {"tank", "boat", "train"}
"""Arms whose men fight from vehicles; their quality is that of the side's tank crews."""


OWN_PACE = {"land": "cross_country_kmh", "water": "water_kmh", "rail": "rail_kmh", "air": ""}
"""What the number of a vehicle's file is called that is its pace off the roads, by what it goes by."""


@dataclass(frozen=True)
class ForceIndex:
    """Where the draw of each number goes; ABSENT marks what a weapon or unit does not have."""

    weapons: I4
    """i4[WEAPON_FIELDS, W] into the draws."""
    weapon_fixed: tuple[dict[int, int], ...]
    """Of each weapon the fields that are not drawn."""
    units: I4
    """i4[UNIT_COUNTS, U] as kernels read it."""
    unit_reals: I4
    """i4[UNIT_REALS, U] into the draws; men, vehicles, horses and trucks are those of the TO&E at full strength."""
    strength: I4
    works: I4
    ammunition: I4
    """i4[U] each, into the draws."""
    weapon_counts: I4
    """i4[SLOTS, U] into the draws: weapons of a unit, or of one vehicle."""
    hashes: U8
    sector_hashes: U8
    """u8[sector]: which sector a unit stands in says its row SECTOR."""

    def weapons_drawn(self, values: F8) -> F8:
        """f8[WEAPON_FIELDS, W] in the units of the table, which the draws are not: they have those of the files."""
        drawn: F8 = np.ascontiguousarray(values[self.weapons] / t.weapons.per())
        given = self.weapons[t.W_EFFECTIVE_M] != ABSENT
        drawn[t.W_EFFECTIVE_M] = np.where(given, drawn[t.W_EFFECTIVE_M], drawn[t.W_MAX_M])
        for k, fixed in enumerate(self.weapon_fixed):
            drawn[list(fixed), k] = list(fixed.values())
        return drawn

    def units_drawn(self, values: F8) -> F8:
        """f8[UNIT_REALS, U] in the units of the table, at full strength; what a unit does not have is 0."""
        return np.ascontiguousarray(values[self.unit_reals] / t.unit_reals.per())


def _index(block: Block, said: Mapping[str, tuple[str, object]], numbers: Uncertain) -> list[int]:
    """The index of each field's draw; said: of each kind of file the path of its numbers, and what stands in it."""
    found = []
    for field in block.fields:
        kind, _, name = field.file.partition(".")
        path, model = said.get(kind, ("", None))
        found.append(numbers.add(f"{path}/{name}", getattr(model, name, None)))
    return found


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


def sectors_of(resolved: Resolved) -> list[str]:
    """For each unit the id of the lowest formation above it that is a brigade or more, of its side if there is none."""
    formations = {formation.id: formation for formation in resolved.formations}
    found = []
    for unit in resolved.units:
        above: str | None = unit.formation
        while above is not None and ECHELON_RANK[formations[above].echelon] < ECHELON_RANK["brigade"]:
            above = formations[above].parent
        found.append(f"side/{unit.side}" if above is None else above)
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
    weapon_rows = [
        _index(t.weapons, {"weapon": (f"weapons/{name}", resolved.weapons[name])}, numbers) for name in weapon_ids
    ]
    unit_at = {unit.id: k for k, unit in enumerate(resolved.units)}
    unit_rows, real_rows, stated, slots = [], [], [], []
    chiefs = headquarters_of(resolved)
    sectors = sectors_of(resolved)
    sector_at = {name: k for k, name in enumerate(dict.fromkeys(sectors))}
    for number, unit in enumerate(resolved.units):
        toe = resolved.toes[unit.toe]
        carrier = resolved.vehicles[toe.vehicle] if toe.vehicle else None
        mounted = carrier.weapons if carrier else toe.weapons
        flight = carrier.flight if carrier else None
        owner = f"vehicles/{carrier.id}" if carrier else f"toe/{toe.id}"
        fixed = {
            t.SIDE: side_at[unit.side],
            t.ROLE: _role(toe.branch),
            t.MOBILITY: t.mobilities.by_name[toe.mobility],
            t.COMMANDER: commanders.index(unit.commanded_by) if unit.commanded_by in commanders else -1,
            t.ARRIVES: step_of(unit.arrives),
            t.QUALITY: quality_row(unit.army or unit.side, toe.branch),
            t.ARMOURED: int(carrier is not None),
            t.CARRIER: unit_at[unit.aboard] if unit.aboard else -1,
            t.ENGINEERS: int(toe.branch == "engineer"),
            t.AIR_ROLE: t.air_roles.by_name[flight.role] if flight else t.NO_AIRCRAFT,
            t.GROUNDED: int(resolved.air.get(unit.side) == "forbidden"),
            t.SURRENDER: surrender_row(unit.army or unit.side),
            t.SECTOR: sector_at[sectors[number]],
            t.HEADQUARTERS: chiefs[number],
        } | {t.WEAPON_0 + slot: weapon_at[m.weapon] for slot, m in enumerate(mounted)}
        unit_rows.append([fixed.get(row, -1) for row in range(t.UNIT_COUNTS)])
        reals = _index(t.unit_reals, _said(unit, toe, carrier, owner), numbers)
        if carrier is not None:
            name = OWN_PACE[carrier.goes_by]
            reals[t.CROSS_KMH] = numbers.add(f"{owner}/{name}", getattr(carrier, name, None))
        if unit.wire is not None:
            reals[t.WIRE] = numbers.add(_statement(unit.side, "wire", unit.wire), unit.wire)
        real_rows.append(reals)
        shared = {"strength": unit.strength, "works": unit.works, "ammunition": unit.ammunition}
        stated.append([numbers.add(_statement(unit.side, kind, number), number) for kind, number in shared.items()])
        counts = [numbers.add(f"{owner}/weapons/{m.weapon}", m.count) for m in mounted]
        slots.append(counts + [ABSENT] * (a.SLOTS - len(counts)))
    strength, works, ammunition = index_array(stated)
    hashes = np.array([hash_of(unit.id) for unit in resolved.units], dtype=np.uint64)
    if len(np.unique(hashes)) != len(hashes):
        raise input_error("units", "two ids with one hash", "rename one of the units", file=resolved.id)
    of_weapons = [_fixed(resolved.weapons[name]) for name in weapon_ids]
    index = ForceIndex(
        weapons=index_array(weapon_rows), weapon_fixed=tuple(of_weapons), units=index_array(unit_rows),
        unit_reals=index_array(real_rows), strength=strength, works=works, ammunition=ammunition,
        weapon_counts=index_array(slots), hashes=hashes,
        sector_hashes=np.array([hash_of(name) for name in sector_at], dtype=np.uint64),
    )  # fmt: skip
    return index, weapon_ids


def _fixed(weapon: Weapon) -> dict[int, int]:
    """What of a weapon is no number to be drawn."""
    return {
        t.W_GROUP: GROUPS[weapon.group],
        t.W_KILLED: DEATHS[weapon.strikes_with],
        t.W_INDIRECT: int(weapon.indirect),
    }


def _said(unit: Unit, toe: Toe, carrier: Vehicle | None, owner: str) -> dict[str, tuple[str, object]]:
    """What is said of a unit in each kind of file: the path of its numbers, and what stands there."""
    flight = carrier.flight if carrier else None
    return {
        "toe": (f"toe/{toe.id}", toe),
        "vehicle": (owner, carrier),
        "flight": (f"{owner}/flight", flight),
        "unit": (f"units/{unit.id}", unit if flight else None),  # its airfield, which who does not fly has not
    }


def _statement(side: str, kind: str, number: Number) -> str:
    """Path of a number that units may share: one statement of a source is one doubt, drawn once for all.

    Drawn unit by unit, the doubt about a corps would cancel out in its sum.
    """
    low, high = number.interval
    says = number.source or number.derived or number.guess or ""
    return f"statement/{side}/{kind}/{float(number)!r}/{low!r}/{high!r}/{says}"
