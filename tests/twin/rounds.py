"""What a round is expected to do to a target: docs/model/engine.md, "Fire"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.exposure import bare, footprint
from twin.ground import CLOSEST_M
from twin.way import Way, between, gauss, hits, spot
from twin.world import Fight, Unit, Weapon

NEAR_M = 250.0


def on_ground(f: Fight, weapon: Weapon, ground: float, watched: bool, on: Unit | None = None) -> float:
    """Share of bursting rounds that falls on ground of that size; corrected fire lags behind who moves on it."""
    radius = weapon.dispersion_m * (1.0 if watched else f.p["unobserved_spread"])
    spread = ground + math.pi * radius**2 / math.log(2.0)
    behind = 0.0
    if on is not None and weapon.indirect and watched and on.moving > 0.0:
        lag_m = 60.0 * f.p["correction_lag"] * speed(f, on)
        behind = on.moving * (1.0 - math.exp(-math.pi * lag_m**2 / spread))
    return ground / spread * (1.0 - behind)


def speed(f: Fight, unit: Unit) -> float:
    """Metres a second on its way of the step."""
    return between(spot(f, unit), (unit.then_q, unit.then_r)) * f.hex_m / (unit.moving * f.step_s)


def aimed_ground(f: Fight, weapon: Weapon, target: Unit, watched: bool) -> tuple[float, float]:
    """(square metres at which bursting rounds are aimed, men on them): of one crew where a gun is laid directly."""
    crews = [(f.weapons[slot.weapon].crew, slot.working) for slot in target.slots if f.weapons[slot.weapon].crew > 1]
    pieces = sum(many for _, many in crews)
    if weapon.indirect or not watched or target.armoured or pieces == 0:
        return footprint(f, target), float(target.men)
    crew = sum(crew * many for crew, many in crews) / pieces
    return f.p["nest_ground"], min(crew, float(target.men))


def pierce(f: Fight, weapon: Weapon, metres: float, armour_mm: float) -> float:
    through = weapon.pen_mm - weapon.pen_loss * max(0.0, metres - 100.0)
    if through <= 0.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(through - armour_mm) / f.p["penetration_spread"]))


@dataclass
class Round:
    """What a round is expected to do: hits or vehicles a round, exposure, share on the footprint, and the cause."""

    effect: float
    exposure: float
    observation: float
    cause: int

    @property
    def expected(self) -> float:
        return self.effect * self.exposure * self.observation


def a_round(f: Fight, weapon: Weapon, target: Unit, way: Way, watched: bool = True, down: float = -1.0) -> Round:
    """What a round does to a target over the way between it and who fires.

    down: its suppression over the step, as who is hit has it; -1: that before it, by which a target is chosen.
    """
    down = target.suppression if down < 0.0 else down
    bursts = weapon.lethal_m2 > 0.0
    if target.armoured and (weapon.pen_mm > 0.0 or bursts):
        if weapon.pen_mm <= 0.0:
            ground = footprint(f, target)
            among = f.p["vulnerable_area"] * target.vehicles / ground
            return Round(among * on_ground(f, weapon, ground, watched) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
        hull = 1.0 if target.mobility in (t.WATER, t.RAIL) else f.p["hull_down"]
        through = (
            sum(pierce(f, weapon, max(CLOSEST_M, d * f.hex_m), target.armour_mm) for d in gauss(way.near, way.far))
            / 2.0
        )
        passing = hits(f, weapon, way.near, way.far) * through * (f.p["moving_target"] if target.moving else hull)
        after = (
            hits(f, weapon, way.now, way.now)
            * pierce(f, weapon, max(CLOSEST_M, way.now * f.hex_m), target.armour_mm)
            * hull
        )
        return Round(way.mean(passing, after) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
    moving, rest = bare(f, target, bursts, down)
    if bursts:
        ground, among = aimed_ground(f, weapon, target, watched)
        dose = weapon.lethal_m2 * among / ground
        return Round(dose, way.mean(moving, rest), on_ground(f, weapon, ground, watched, target), a.AREA)
    passing, after = hits(f, weapon, way.near, way.far), hits(f, weapon, way.now, way.now)
    effect = way.mean(passing, after)
    felled = way.mean(passing * moving, after * rest)
    return Round(effect, felled / effect if effect > 0.0 else 0.0, 1.0, a.AIMED)


def supposed(f: Fight, weapon: Weapon, target: Unit, watched: bool) -> float:
    """What gunners promise themselves of a round at who stands there: a full unit, lying, not dug in."""
    ground = footprint(f, target)
    return f.p["lying_area"] * weapon.lethal_m2 * target.men_0 / ground * on_ground(f, weapon, ground, watched)


def threat(f: Fight, metres: float) -> float:
    return 1.0 + f.p["threat"] / (1.0 + metres / NEAR_M)
