"""What is walked through: weapons, postures, the ground of a company, and what the table of each group holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from khasan import arrays as a
from khasan.arrays import F8
from khasan.kernels.fire import exposure
from khasan.kernels.fire.footprint import FOOTPRINT_LEAST_M2, room_by_order
from khasan.kernels.state import parameters as p
from khasan.scenario.catalog import read
from khasan.scenario.equipment import Vehicle, Weapon
from khasan.scenario.numbers import Number, Share
from khasan.scenario.parameters import load_parameters
from verification.behaviour.forces import best, ground, toe_of, weapon_of

COMBAT, TRIAL = "combat values", "trial values"
IN_AMBUSH = "neither: values of guns in ambush, between the range and a fight"


@dataclass(frozen=True)
class Group:
    """Weapons that one combat factor scales: what their table holds, and so what is left for the factor to carry."""

    name: str
    factor: str
    holds: str
    why: str


GROUPS = (
    Group(
        "rifles",
        "small_arms",
        COMBAT,
        "the table was set at a tenth of range figures: fear and haste are in it, and nothing is left for a factor",
    ),
    Group("machine guns", "machine_guns", COMBAT, "as rifles; fire is swept"),
    Group(
        "bursts: shells, mortar bombs, high explosive of tank and anti-tank guns",
        "indirect",
        TRIAL,
        "the table has the ground on which a burst in a trial strikes men who stand there: the factor is for men "
        "behind something, soft ground and fuzes",
    ),
    Group(
        "shot at armour",
        "anti_armour",
        IN_AMBUSH,
        "the table has under half of what the range gives, the factor takes that down to a fifth of it: one loss in "
        "two parts, which multiply to it once",
    ),
)
"""The groups, in the order of the page."""


def counted_twice(groups: Sequence[Group], factor_of: Callable[[str], float]) -> list[str]:
    """Groups whose table and factor contradict each other: combat values with a factor but 1, or others with 1.

    >>> counted_twice([Group("pikes", "pikes", COMBAT, "")], lambda name: 0.5)
    ['pikes: its table holds combat values, and the factor pikes is 0.5']
    """
    return [
        f"{group.name}: its table holds {group.holds}, and the factor {group.factor} is {factor_of(group.factor):g}"
        for group in groups
        if (group.holds == COMBAT) != (factor_of(group.factor) == 1.0)
    ]


@dataclass(frozen=True)
class Posture:
    """How men are found by fire: `order` decides the ground they take up; upright: they do not go down, as men in
    flight; down: all of them are, whatever falls."""

    name: str
    moved: int = 0
    dug: float = 0.0
    order: int | None = a.HOLD
    upright: bool = False
    down: bool = False


STANDING = Posture("standing in the open", order=None, upright=True)
ADVANCING = Posture("advancing by bounds", moved=1, order=a.ATTACK)
LYING = Posture("lying in the open")
IN_HOLES = Posture("in holes (half works)", dug=0.5)
FULL_WORKS = Posture("in full works", dug=1.0)
ALL_DOWN = Posture("caught advancing, all down", moved=1, order=a.ATTACK, down=True)
POSTURES = (STANDING, ADVANCING, LYING, IN_HOLES, FULL_WORKS, ALL_DOWN)

ATTACKERS, DEFENDERS = 150, 121
"""Men of the company that is fired at; of the one that fires, whose weapons take as many."""
FIRING = (("type-38-rifle", 100), ("dp-27", 6), ("type-92-hmg", 3))
"""Weapons of the company that fires, as in the set-ups of behaviour; one type stands for each class, of either army."""
FIRING_BACK = (("mosin-rifle", 120), ("dp-27", 6))
"""Weapons of the company that is fired at."""
NESTS_CREW = 2
"""Men to a machine gun of the company that is fired at: its light ones. Guns laid directly fire at such a nest."""
TYPE = "su-rifle-company"
"""The type whose ground a man the companies take up."""
TANKS = "su-t26-brigade-company"


def medians() -> F8:
    """The parameter vector at the medians of all priors."""
    table = load_parameters()
    return np.array([table[name].median for name in p.NAMES])


def factor_of(name: str) -> float:
    """The median of a combat factor."""
    return load_parameters()[name].median


def value(amount: Number | Share | None) -> float:
    """The best value of a number that a weapon must have here."""
    assert amount is not None
    return best(amount)


def unit_count(toe_id: str, weapon_id: str) -> float:
    """How many of a weapon a shipped type has, at best value."""
    return next(best(one.count) for one in toe_of(toe_id).weapons if one.weapon == weapon_id)


def tank() -> tuple[float, float, float]:
    """(armour in mm, hits to stop one, how many) of a company of T-26."""
    toe = toe_of(TANKS)
    found = read("vehicles", str(toe.vehicle))
    assert isinstance(found, Vehicle)
    assert toe.vehicles is not None
    stops = 1.0 if found.hits_to_stop is None else best(found.hits_to_stop)
    return value(found.armour_mm), stops, best(toe.vehicles)


@cache
def weapon(weapon_id: str) -> Weapon:
    """A shipped weapon."""
    return weapon_of(weapon_id)


@cache
def type_ground(men: int) -> Mapping[str, float]:
    """Front and depth of so many men of the type."""
    return ground(TYPE, men)


def place(men: int, posture: Posture, par: F8) -> tuple[float, float]:
    """(front in metres, ground in square metres) of a company in a posture: wide in defence, narrow in attack."""
    room = 1.0 if posture.order is None else float(room_by_order(posture.order, par))
    own = type_ground(men)
    return own["frontage_m"] * math.sqrt(room), max(FOOTPRINT_LEAST_M2, own["frontage_m"] * own["depth_m"] * room)


def exposures(posture: Posture, bursts: bool, par: F8) -> tuple[float, float]:
    """(exposure with nobody down, with all down) in a posture, on open ground, by the engine's rules."""
    taken, deepest = (par[p.WORKS_AREA], 1.0) if bursts else (par[p.WORKS], exposure.HOLE)
    earth = float(exposure.past_earth(taken, posture.dug, deepest))
    up = float(exposure.upright(posture.moved, earth, 0.0, bursts, posture.upright, par))
    down = float(exposure.gone_to_ground(posture.moved, earth, 0.0, bursts, posture.upright, par))
    return up, down


def exposure_at(posture: Posture, bursts: bool, suppressed: float, par: F8) -> float:
    """Exposure in a posture of men of whom that share is down."""
    up, down = exposures(posture, bursts, par)
    share = 1.0 if posture.down else suppressed
    return float(exposure.under_fire(up, down, exposure.flat_for_bursts(share, par) if bursts else share))
