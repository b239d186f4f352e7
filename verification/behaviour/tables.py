"""One fight as tables that measures read: units step by step, losses one by one. No engine is needed to make one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khasan import arrays as a
from khasan.arrays import F8, I4, Replication
from khasan.compiler import Compiled
from verification.behaviour.forces import SIDES, group_of

Flags = NDArray[np.bool_]

FIRE = ("aimed_fire", "area_fire", "anti_armour_fire", "bombing", "strafing", "carried")
"""Causes of a loss that are fire; the others are close combat, pursuit and surrender."""
ARMS = {"small_arms": "rifle", "machine_gun": "machine gun", "indirect": "shell", "anti_armour": "anti-tank"}


@dataclass(frozen=True)
class Units:
    """Who was there; arrays of one entry a unit."""

    names: tuple[str, ...]
    branch: tuple[str, ...]
    attacker: Flags
    men: I4
    """Men at the start."""
    vehicles: I4
    rifles: I4
    """Rifles at the start."""
    machine_guns: I4

    def of(self, *, attacker: bool, branch: str | None = None) -> Flags:
        """Units of one side, and of one arm if it is named."""
        arm = np.array([branch in (None, one) for one in self.branch])
        chosen: Flags = (self.attacker == attacker) & arm
        return chosen


@dataclass(frozen=True)
class Course:
    """The units step by step, one column a unit: row k is the state when step k begins, the last that of the end."""

    men: I4
    lost: I4
    """Killed, wounded, missing and captured since the start."""
    vehicles_lost: I4
    """Burnt, knocked out or abandoned since the start."""
    rounds: I4
    """Rounds fired since the start."""
    suppression: F8
    metres: F8
    """From the unit's hex to that of the place, centre to centre."""
    taken: Flags
    """bool[row]: whether the attackers hold the place."""


@dataclass(frozen=True)
class Losses:
    """Every loss, one entry each, in the order of time."""

    step: I4
    cause: tuple[str, ...]
    arm: tuple[str, ...]
    """What did it: rifle, machine gun, shell (of guns, mortars, dischargers) or anti-tank; "" for no weapon."""
    shooter: I4
    """Index of the unit; -1 for nobody in particular."""
    target: I4
    hits: I4
    """Killed and wounded."""

    def by(self, *, fire: bool = True, arms: tuple[str, ...] = ()) -> Flags:
        """Losses by fire, and of these by the arms that are named."""
        chosen: Flags = np.array(
            [
                (not fire or cause in FIRE) and (not arms or arm in arms)
                for cause, arm in zip(self.cause, self.arm, strict=True)
            ],
            dtype=bool,
        )
        return chosen


@dataclass(frozen=True)
class Events:
    """What was told, one entry an event, in the order of time."""

    step: I4
    kind: tuple[str, ...]
    unit: I4
    value: I4

    def of(self, kind: str, units: Flags) -> I4:
        """Rows of one kind that concern these units."""
        chosen = [k for k, name in enumerate(self.kind) if name == kind and self.unit[k] >= 0 and units[self.unit[k]]]
        return np.array(chosen, dtype=np.int32)


@dataclass(frozen=True)
class Fight:
    """One replication of a set-up."""

    step_s: float
    units: Units
    course: Course
    losses: Losses
    events: Events

    @property
    def steps(self) -> int:
        """How many steps it had."""
        return int(self.course.men.shape[0]) - 1


def fight_of(compiled: Compiled, one: Replication, attackers: str, place: str = "post") -> Fight:
    """The tables of a recorded replication whose every step was kept; `attackers` is the side that attacks."""
    labels, counts = compiled.labels, one.counts
    side = labels.sides.index(attackers)
    assert attackers in SIDES
    grid = compiled.world(one.member).ground.grid
    x, y = grid.centre(np.maximum(counts[:, a.HEX], 0).astype(np.int64))
    goal = compiled.world(one.member).ground.place_hex(place) if place in labels.places else None
    goal_x, goal_y = grid.centre(goal) if goal is not None else (0.0, 0.0)
    held = (
        one.holders[:, labels.places.index(place)] == side
        if goal is not None
        else np.zeros(counts.shape[0], dtype=bool)
    )
    arm = tuple(ARMS.get(_group(weapon), "other") for weapon in labels.weapons)
    slots = [[arm[weapon] for weapon in slots] for slots in labels.unit_slots]
    rows = one.losses
    return Fight(
        step_s=compiled.step_s,
        units=Units(
            names=labels.units,
            branch=labels.unit_branch,
            attacker=np.array(labels.unit_side) == side,
            men=one.initial_men,
            vehicles=one.initial_vehicles,
            rifles=_weapons(one.initial_weapons, slots, "rifle"),
            machine_guns=_weapons(one.initial_weapons, slots, "machine gun"),
        ),
        course=Course(
            men=counts[:, a.MEN],
            lost=counts[:, a.KILLED] + counts[:, a.WOUNDED] + counts[:, a.MISSING],
            vehicles_lost=counts[:, a.BURNT] + counts[:, a.KNOCKED_OUT] + counts[:, a.ABANDONED],
            rounds=counts[:, a.ROUNDS_FIRED],
            suppression=one.reals[:, 0],
            metres=np.hypot(x - goal_x, y - goal_y),
            taken=held,
        ),
        losses=Losses(
            step=rows[:, a.LO_STEP],
            cause=tuple(a.CAUSE_NAMES[k] for k in rows[:, a.LO_CAUSE].tolist()),
            arm=tuple(arm[k] if k >= 0 else "" for k in rows[:, a.LO_WEAPON].tolist()),
            shooter=rows[:, a.LO_SHOOTER],
            target=rows[:, a.LO_TARGET],
            hits=rows[:, a.LO_KILLED] + rows[:, a.LO_WOUNDED],
        ),
        events=Events(
            step=one.events[:, a.EV_STEP],
            kind=tuple(a.EVENT_NAMES[k] for k in one.events[:, a.EV_KIND].tolist()),
            unit=np.where(np.isin(one.events[:, a.EV_KIND], a.OF_COMMANDERS), -1, one.events[:, a.EV_UNIT]),
            value=one.events[:, a.EV_VALUE],
        ),
    )


def _group(weapon: str) -> str:
    """The group of a weapon, shipped or of a set-up (whose own are guns)."""
    return group_of(weapon) if not weapon.startswith(("a-", "d-", "even-")) else "indirect"


def _weapons(counts: I4, slots: list[list[str]], arm: str) -> I4:
    return np.array(
        [
            sum(int(counts[slot, unit]) for slot, what in enumerate(own) if what == arm)
            for unit, own in enumerate(slots)
        ],
        dtype=np.int32,
    )
