"""What one side knows, as plain named data: its own units, its contacts, the places as far as it knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from khasan import arrays as a
from khasan.engine.battle import Battle
from khasan.errors import input_error
from khasan.kernels.state import tables as t


@dataclass(frozen=True)
class OwnUnit:
    """A unit of the own side, exactly; where it is not on the map, q to y_m are None."""

    id: str
    name: str
    formation: str
    status: str
    q: int | None
    r: int | None
    x_m: float | None
    y_m: float | None
    men: int
    killed: int
    wounded: int
    missing: int
    vehicles: int
    weapons: dict[str, int]
    """In working order, by the weapon's id."""
    ammunition: float
    """Share of the loads left, weapons averaged."""
    suppression: float
    cohesion: float
    fatigue: float
    posture: str
    order: str
    order_place: str | None
    coming: str | None
    """The verb of an order that is on its way, and its place; when it will arrive nobody knows."""
    coming_place: str | None


@dataclass(frozen=True)
class Contact:
    """An enemy unit as the side knows of it: where it was last seen, how long ago, and its arm. Not its strength."""

    q: int
    r: int
    x_m: float
    y_m: float
    age_s: float
    arm: str
    """Branch of its TO&E, such as infantry or tank: who makes men out makes out what they are."""


@dataclass(frozen=True)
class View:
    """All that a side knows at the beginning of a step."""

    side: str
    step: int
    time: datetime
    visibility_m: float
    units: tuple[OwnUnit, ...]
    contacts: tuple[Contact, ...]
    places: dict[str, str]
    """Place -> id of the side that holds it as far as this side knows, or "nobody"."""


def view(battle: Battle, side: str) -> View:
    """What a side knows; the enemy only by its contacts. InputError for an unknown side.

    >>> import khasan
    >>> from khasan.engine import begin
    >>> battle = begin(khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935")), seed=7, replication=0)
    >>> seen = view(battle, "japan")
    >>> [unit.name for unit in seen.units], seen.contacts
    (['Larger half', "Leader's half"], ())
    """
    labels = battle.compiled.labels
    if side not in labels.sides:
        raise input_error("side", side, f"name one of {', '.join(labels.sides)}", file="view")
    index = labels.sides.index(side)
    side_of = battle.tables.units[t.SIDE]
    step = min(battle.step, battle.compiled.steps - 1)
    known = battle.state.places[t.KNOWN_0 + index].tolist()
    holders = (*labels.sides, "nobody")  # a holder of -1 picks the last
    return View(
        side=side,
        step=battle.step,
        time=battle.time,
        visibility_m=float(battle.tables.light[t.VISIBILITY_M, step]),
        units=tuple(_own(battle, unit) for unit in np.flatnonzero(side_of == index).tolist()),
        contacts=_contacts(battle, np.flatnonzero(side_of != index).tolist()),
        places={place: holders[holder] for place, holder in zip(labels.places, known, strict=True)},
    )


def _own(battle: Battle, unit: int) -> OwnUnit:
    labels, tables = battle.compiled.labels, battle.tables
    counts, reals = battle.state.counts[:, unit], battle.state.reals[:, unit]
    there = counts[a.STATUS] in (a.ACTIVE, a.BROKEN)
    q, r, x, y = _where(battle, int(counts[a.HEX])) if there else (None, None, None, None)
    slots = labels.unit_slots[unit]
    weapons: dict[str, int] = {}
    for slot, weapon in enumerate(slots):
        weapons[labels.weapons[weapon]] = weapons.get(labels.weapons[weapon], 0) + int(counts[a.COUNT_0 + slot])
    loads = tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS, unit]
    rounds = reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS]
    formation = labels.unit_formation[unit]
    places = (*labels.places, None)  # a place of -1 picks the last
    coming = int(counts[a.NEXT_ORDER])
    return OwnUnit(
        id=labels.units[unit],
        name=labels.unit_names[unit],
        formation=labels.formations[formation] if formation >= 0 else "",
        status=a.STATUS_NAMES[counts[a.STATUS]],
        q=q,
        r=r,
        x_m=x,
        y_m=y,
        men=int(counts[a.MEN]),
        killed=int(counts[a.KILLED]),
        wounded=int(counts[a.WOUNDED]),
        missing=int(counts[a.MISSING]),
        vehicles=int(counts[a.VEHICLES]),
        weapons=weapons,
        ammunition=float((rounds[loads > 0] / loads[loads > 0]).mean()) if (loads > 0).any() else 1.0,
        suppression=float(reals[a.SUPPRESSION]),
        cohesion=float(reals[a.COHESION]),
        fatigue=float(reals[a.FATIGUE]),
        posture=a.POSTURE_NAMES[counts[a.POSTURE]],
        order=a.ORDER_NAMES[counts[a.ORDER]],
        order_place=places[counts[a.ORDER_PLACE]],
        coming=a.ORDER_NAMES[coming] if coming != a.NO_ORDER else None,
        coming_place=places[counts[a.NEXT_PLACE]] if coming != a.NO_ORDER else None,
    )


def _contacts(battle: Battle, enemies: list[int]) -> tuple[Contact, ...]:
    """Sorted by age and place, so that their order tells nothing of who they are."""
    counts, arms = battle.state.counts, battle.compiled.labels.unit_branch
    found = []
    for unit in enemies:
        age = int(counts[a.CONTACT_AGE, unit])
        if age < a.UNSEEN:
            q, r, x, y = _where(battle, int(counts[a.CONTACT_HEX, unit]))
            found.append(Contact(q, r, x, y, age * battle.compiled.step_s, arms[unit]))
    return tuple(sorted(found, key=lambda contact: (contact.age_s, contact.q, contact.r, contact.arm)))


def _where(battle: Battle, here: int) -> tuple[int, int, float, float]:
    q, r = battle.world.axial[:, here].tolist()
    x, y = battle.prepared.ground.grid.centre(here)
    return q, r, float(x), float(y)
