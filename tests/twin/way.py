"""The way of the step between two units, and the chance of a hit over it: docs/model/engine.md, "On the way"."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from khasan.kernels.state import tables as t
from twin.ground import spread
from twin.world import Fight, Unit, Weapon

PARTS, SHORT = 8, 1e-9


# --- the chance of a hit -------------------------------------------------------------------------------------
def chance(weapon: Weapon, near: float, far: float) -> float:
    """The mean of p(r) between two distances."""
    if far - near < 1e-9:
        return weapon.hit / (1.0 + (near / weapon.half_m) ** 2)
    turns = math.atan(far / weapon.half_m) - math.atan(near / weapon.half_m)
    return weapon.hit * weapon.half_m * turns / (far - near)


def of_hexes(f: Fight, weapon: Weapon, apart: float) -> float:
    """c(d) so many hexes apart, from its table: in straight lines between eighths of a hex."""
    left = math.floor(apart * PARTS)
    low, high = (exactly(f, weapon, k / PARTS, weapon.max_m) for k in (left, left + 1))
    return low + (high - low) * (apart * PARTS - left)


def exactly(f: Fight, weapon: Weapon, apart: float, most: float) -> float:
    """c(d): the mean of p(r) over the distances between two units, nil beyond so many metres."""
    near, far = spread(f, apart)
    cut = min(far, most)
    if cut < near:
        return 0.0
    return chance(weapon, near, cut) * ((cut - near) / (far - near) if far > near else 1.0)


def over_way(f: Fight, weapon: Weapon, near: float, far: float) -> float:
    """The mean of that table over a way."""
    if far - near < SHORT:
        return of_hexes(f, weapon, (near + far) / 2.0)
    corners = [near, *(k / PARTS for k in range(math.floor(near * PARTS) + 1, math.ceil(far * PARTS))), far]
    pieces = itertools.pairwise(corners)
    area = sum((one - other) * (of_hexes(f, weapon, one) + of_hexes(f, weapon, other)) / 2.0 for other, one in pieces)
    return area / (far - near)


def hits(f: Fight, weapon: Weapon, near: float, far: float) -> float:
    """Mean chance of a hit over a way; where visibility cuts it, at the two points of Gauss."""
    seen = f.now.visibility_m
    if seen >= min(weapon.max_m, spread(f, far)[1]):  # it cuts nothing off that the weapon would reach
        return over_way(f, weapon, near, far)
    return sum(exactly(f, weapon, d, min(seen, weapon.max_m)) for d in gauss(near, far)) / 2.0


def gauss(near: float, far: float) -> tuple[float, float]:
    half = (far - near) / 2.0 / math.sqrt(3.0)
    return (near + far) / 2.0 - half, (near + far) / 2.0 + half


# --- the way of the step -------------------------------------------------------------------------------------
@dataclass
class Way:
    """How far apart two units were while one can fire at the other, in hexes, and for which shares of the step."""

    near: float
    far: float
    now: float
    moving: float
    after: float

    @property
    def share(self) -> float:
        return self.moving + self.after

    def mean(self, on_the_way: float, at_rest: float) -> float:
        return (self.moving * on_the_way + self.after * at_rest) / self.share

    def metres(self, f: Fight) -> float:
        return self.mean((self.near + self.far) / 2.0, self.now) * f.hex_m


def spot(f: Fight, unit: Unit) -> tuple[float, float]:
    """Where a unit stands: on the line to the hex it is heading for, by the metres made good."""
    q, r = (float(x) for x in f.axial(unit.hex))
    if unit.heading >= 0:
        p, s = f.axial(unit.heading)
        q, r = q + (p - q) * unit.progress_m / f.hex_m, r + (s - r) * unit.progress_m / f.hex_m
    if unit.made < 1.0:  # fire has slowed it on its way
        q, r = unit.then_q + (q - unit.then_q) * unit.made, unit.then_r + (r - unit.then_r) * unit.made
    return q, r


def between(one: tuple[float, float], other: tuple[float, float]) -> float:
    dq, dr = one[0] - other[0], one[1] - other[1]
    return max(abs(dq), abs(dr), abs(dq + dr))


def opened(f: Fight, way: Way, metres: float) -> float:
    """Share of the time of fire for which it finds its target within so many metres."""

    def within(near: float, far: float) -> float:
        if far <= metres:
            return 1.0
        return max(0.0, (metres - near) / (far - near)) if far > near else 0.0

    passing = within(spread(f, way.near)[0], spread(f, way.far)[1])
    return way.mean(passing, within(*spread(f, way.now)))


def must_stand(unit: Unit) -> bool:
    return unit.role in (t.GUNS, t.FIRE_SUPPORT) and not unit.armoured


def at_centres(f: Fight, unit: Unit, target: Unit) -> Way:
    """The way to which gunners of indirect weapons look when they choose: nobody moves, all stand at centres."""
    apart = float(f.apart(unit.hex, target.hex))
    return Way(apart, apart, apart, 0.0, 1.0)


def way_to(f: Fight, unit: Unit, target: Unit, reach_m: float) -> Way:
    """The way of the step between two units, as far as one can fire at the other over it."""
    reach = reach_m / f.hex_m + 0.5
    here, there = spot(f, unit), spot(f, target)
    now = between(here, there)
    last = max(unit.moving, target.moving)
    then = between(
        (unit.then_q, unit.then_r) if unit.moving else here, (target.then_q, target.then_r) if target.moving else there
    )
    begin = max(unit.free_from, target.free_from, unit.moving if must_stand(unit) else 0.0)
    end = min(unit.free, target.free)
    after = max(0.0, end - max(last, begin)) if now <= reach else 0.0
    until = min(last, end)
    if until <= begin:
        return Way(now, now, now, 0.0, after)
    first, final = (then + (now - then) * moment / last for moment in (begin, until))
    near, far = min(first, final), max(first, final)
    if math.isinf(reach_m):
        reach = far
    inside = 1.0 if far <= reach else 0.0 if near > reach else (reach - near) / (far - near)
    weight = until - begin
    if unit.moving and not must_stand(unit):
        walked = max(0.0, min(unit.moving, until) - begin)
        weight = walked * f.p["moving_fire"] + (weight - walked)
    return Way(near, min(far, reach), now, weight * inside, after)
