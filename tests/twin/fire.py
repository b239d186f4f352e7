"""Fire, from the equations of docs/model/engine.md under "Fire", "On the way" and "Suppression"."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels import tables as t
from twin.draws import binomial, poisson
from twin.ground import CLOSEST_M, dug, on_map, spread
from twin.sight import sees
from twin.world import Fight, Unit, Weapon

PARTS, SHORT = 8, 1e-9
NEAR_M, FOOTPRINT_LEAST_M2, BOMBARD_RADIUS_M = 250.0, 2500.0, 1500.0
QUIET_BELOW, SPENT = 0.1, 0.05
STREAM = {a.AIMED: "aimed", a.AREA: "area", a.ARMOUR: "armour"}


# --- exposure ------------------------------------------------------------------------------------------------
def at_rest(f: Fight, unit: Unit, bursts: bool) -> float:
    """How much of a standing man in the open a round finds of one who lies still, or who is broken and so in flight."""
    here = f.hexes[unit.hex]
    if unit.status == a.BROKEN:
        return 1.0 - f.p["cover_worth"] * here.cover
    lying, works = ("lying_area", "works_area") if bursts else ("lying", "works")
    return f.p[lying] * (1.0 - f.p[works] * dug(f, unit)) * (1.0 - f.p["cover_worth"] * here.cover)


def on_the_move(f: Fight, unit: Unit) -> float:
    """The same of one who advances, or who is in flight."""
    bounds = 1.0 if unit.status == a.BROKEN else f.p["by_bounds"]
    found = bounds * (1.0 - f.p["cover_worth"] * f.hexes[unit.hex].cover)
    if (
        not unit.armoured and unit.heading >= 0 and f.hexes[unit.heading].side == 1 - unit.side
    ):  # into the wire before an enemy's works
        found = min(1.0, found * (1.0 + (f.p["wire_exposed"] - 1.0) * f.hexes[unit.heading].wire))
    return found


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
    if spread(f, far)[1] <= seen:
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


# --- choice --------------------------------------------------------------------------------------------------
@dataclass
class Shot:
    """Fire of one slot at one enemy."""

    shooter: int
    target: int
    number: int
    working: float
    rounds: float
    cause: int
    watched: bool
    way: Way
    reach: float = math.inf


def footprint(unit: Unit) -> float:
    return max(FOOTPRINT_LEAST_M2, unit.frontage_m * unit.depth_m)


def on_footprint(f: Fight, weapon: Weapon, target: Unit, watched: bool) -> float:
    """Share of bursting rounds that falls on the ground that a unit takes up."""
    scatter = weapon.dispersion_m * (1.0 if watched else f.p["unobserved_spread"])
    return footprint(target) / (footprint(target) + 2.0 * math.pi * scatter**2)


def pierce(f: Fight, weapon: Weapon, metres: float, armour_mm: float) -> float:
    through = weapon.pen_mm - weapon.pen_loss * max(0.0, metres - 100.0)
    if through <= 0.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(through - armour_mm) / f.p["penetration_spread"]))


def crewed(unit: Unit, f: Fight) -> list[float]:
    """Weapons of each slot that there are men for: those with crews before rifles; or those of vehicles that run."""
    if unit.armoured:
        return [slot.working * (unit.vehicles / unit.vehicles_0) for slot in unit.slots]
    men, manned = float(unit.men), [0.0] * len(unit.slots)
    for alone in (False, True):
        for number, slot in enumerate(unit.slots):
            crew = f.weapons[slot.weapon].crew
            if (crew <= 1) == alone:
                manned[number] = min(slot.working, men / crew)
                men -= manned[number] * crew
    return manned


def fires(f: Fight) -> list[float]:
    """The whole of it: who fires at whom, near misses, losses into `hits`; what share of its way that leaves each."""
    shots = [shot for k in range(len(f.units)) for shot in shots_of(f, k)]
    there = [shot for shot in shots if shot.watched or f.units[shot.target].hex == f.units[shot.target].contact_hex]
    for shot in there:  # where a contact has moved away the rounds fall on nobody
        near_misses(f, shot)
    before = [unit.moving for unit in f.units]
    for unit in f.units:
        unit.made, unit.moving = made(f, unit)
    left = [unit.made for unit in f.units]
    for shot in there:
        losses(f, shot)
    for unit, moving in zip(f.units, before, strict=True):
        unit.made, unit.moving = 1.0, moving
    for k in sorted({shot.shooter for shot in shots}):
        unit, before = f.units[k], loads_left(f.units[k])
        if (f.step - unit.last_fired) * f.step_s >= 3600.0:
            f.events.append((f.step, a.OPENED_FIRE, k, -1, -1, 0))
        unit.fired, unit.last_fired = 1, f.step
        for shot in shots:
            if shot.shooter == k:
                unit.shots += shot.rounds
                unit.slots[shot.number].rounds = max(0.0, unit.slots[shot.number].rounds - shot.rounds)
        if loads_left(unit) < SPENT <= before:
            f.events.append((f.step, a.OUT_OF_AMMUNITION, k, -1, -1, 0))
    return left


def loads_left(unit: Unit) -> float:
    """Share of its loads that a unit has left, weapon by weapon averaged."""
    shares = [slot.rounds / slot.load for slot in unit.slots if slot.load > 0.0]
    return sum(shares) / len(shares) if shares else 1.0


def holds_fire(f: Fight, unit: Unit) -> bool:
    """Whether it lies in wait and nobody has come near or shaken it."""
    if unit.order != a.AMBUSH or unit.suppression >= QUIET_BELOW or unit.at_grips:
        return False
    for target in f.units:
        if target.side == unit.side or not on_map(target) or target.contact_age > 0:
            continue
        near = between(spot(f, unit), spot(f, target)) * f.hex_m <= f.p["ambush_range"]
        if near and sees(f, unit.hex, target.hex):
            return False
    return True


def reach_of(f: Fight, unit: Unit, weapon: Weapon, target: Unit) -> float:
    """Metres within which it may fire at a contact in view: directly, or called by others; -1 where it may not."""
    # Pinned: to guns every order but `hold` is one to fire, be it to move, to withdraw, to lie in wait, or none at all.
    presses_on = unit.role == t.GUNS and unit.order != a.HOLD
    direct = min(weapon.max_m if presses_on else weapon.effective_m, f.now.visibility_m * (1.0 - 1e-12))
    seen = sees(f, unit.hex, target.hex)
    if weapon.indirect and target.at_grips:
        return -1.0  # shells are not for who is at grips, be it for a part of the step
    if not weapon.indirect:
        return direct if seen else -1.0
    most = weapon.max_m
    if unit.role == t.GUNS and not presses_on:
        most = min(most, f.p["self_defence"])
    hexes = spread(f, f.apart(unit.hex, target.hex))[0]
    called = (f.step - target.contact_since) * f.step_s >= 60.0 * f.p["call_delay"]
    if (called and hexes <= most) or (seen and hexes <= direct):
        return max(most, direct)
    return -1.0


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


def bare(f: Fight, target: Unit, way: Way, bursts: bool) -> tuple[float, float]:
    """Exposure on the way and after it."""
    rest = target.crew_exposure if target.armoured and not bursts else at_rest(f, target, bursts)
    if target.armoured and not bursts:
        return rest, rest
    return (on_the_move(f, target) if target.moving else rest), rest


def a_round(f: Fight, weapon: Weapon, target: Unit, way: Way, watched: bool = True) -> Round:
    """What a round does to a target over the way between it and who fires."""
    bursts = weapon.lethal_m2 > 0.0
    if target.armoured and (weapon.pen_mm > 0.0 or bursts):
        if weapon.pen_mm <= 0.0:
            among = f.p["vulnerable_area"] * target.vehicles / footprint(target)
            return Round(among * on_footprint(f, weapon, target, watched) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
        hull = 1.0 if target.mobility in (t.WATER, t.RAIL) else f.p["hull_down"]
        through = (
            sum(pierce(f, weapon, max(CLOSEST_M, d * f.hex_m), target.armour_mm) for d in gauss(way.near, way.far))
            / 2.0
        )
        passing = hits(f, weapon, way.near, way.far) * through * (1.0 if target.moving else hull)
        after = (
            hits(f, weapon, way.now, way.now)
            * pierce(f, weapon, max(CLOSEST_M, way.now * f.hex_m), target.armour_mm)
            * hull
        )
        return Round(way.mean(passing, after) / target.hits_to_stop, 1.0, 1.0, a.ARMOUR)
    moving, rest = bare(f, target, way, bursts)
    if bursts:
        dose = weapon.lethal_m2 * target.men / footprint(target)
        return Round(dose, way.mean(moving, rest), on_footprint(f, weapon, target, watched), a.AREA)
    passing, after = hits(f, weapon, way.near, way.far), hits(f, weapon, way.now, way.now)
    effect = way.mean(passing, after)
    felled = way.mean(passing * moving, after * rest)
    return Round(effect, felled / effect if effect > 0.0 else 0.0, 1.0, a.AIMED)


def searched(f: Fight, unit: Unit, weapon: Weapon, target: Unit) -> bool:
    """Whether a bombardment searches the place where a contact was last seen."""
    if unit.order != a.BOMBARD or not weapon.indirect or not 0 < target.contact_age < a.UNSEEN:
        return False
    radius = f.apart(f.places[unit.order_place].hex, target.contact_hex) * f.hex_m
    ours = any(one.hex == target.contact_hex and one.side == unit.side and on_map(one) for one in f.units)
    return radius <= BOMBARD_RADIUS_M and not ours


def has_time(unit: Unit) -> bool:
    """Whether a unit is for any part of the step neither at grips nor, if it must stand, on the move."""
    return unit.free > max(unit.free_from, unit.moving if must_stand(unit) else 0.0)


def supposed(f: Fight, weapon: Weapon, target: Unit) -> float:
    """What gunners promise themselves of a round at an unseen place: a full unit, lying, not dug in."""
    bare = f.p["lying_area"] * weapon.lethal_m2 * target.men_0 / footprint(target)
    return bare * on_footprint(f, weapon, target, False)


def threat(f: Fight, metres: float) -> float:
    return 1.0 + f.p["threat"] / (1.0 + metres / NEAR_M)


def shots_of(f: Fight, k: int) -> list[Shot]:
    """The fire of one unit: each slot at its two most promising enemies."""
    unit = f.units[k]
    found: list[Shot] = []
    if unit.status != a.ACTIVE or holds_fire(f, unit):
        return found
    manned = crewed(unit, f)
    for number, slot in enumerate(unit.slots):
        weapon = f.weapons[slot.weapon]
        offers = []
        for j, target in enumerate(f.units):
            if target.side == unit.side or not on_map(target):
                continue
            if target.contact_age == 0:
                reach = reach_of(f, unit, weapon, target)
                way = way_to(f, unit, target, reach)
                if (
                    reach >= 0.0
                    and (way.share > 0.0 or weapon.indirect)
                    and spread(f, f.apart(unit.hex, target.hex))[1] >= weapon.min_m
                ):
                    supposed_way = at_centres(f, unit, target) if weapon.indirect else way
                    what = a_round(f, weapon, target, supposed_way)
                    worth = f.p["tank_worth"] if what.cause == a.ARMOUR else 1.0
                    promise = what.expected * worth * threat(f, supposed_way.metres(f)) * supposed_way.share
                    offers.append((promise, j, what.cause, True, way, reach))
            elif searched(f, unit, weapon, target):
                far = float(f.apart(unit.hex, target.contact_hex))
                near_m, far_m = spread(f, far)
                if near_m <= weapon.max_m and far_m >= weapon.min_m and has_time(unit):
                    # Pinned: at an unseen place guns fire for the whole step, though they were on the move for a part.
                    way = Way(far, far, far, 0.0, 1.0)
                    promise = supposed(f, weapon, target) * threat(f, way.metres(f))
                    offers.append((promise, j, a.ARMOUR if target.armoured else a.AREA, False, way, math.inf))
        offers = sorted((one for one in offers if one[0] > 0.0), key=lambda one: -one[0])[:2]
        total = sum(one[0] for one in offers)
        bearing = 1.0 if unit.role == t.GUNS else f.p["bearing"]
        longest = max((one[4].share for one in offers), default=1.0) or 1.0
        eager = min(1.0, max(f.p["least_fire"], total / longest / f.p["fire_discipline"]))
        if offers and not offers[0][3]:  # the more promising of the two decides
            eager *= f.p["unseen_fire"]
        whole = manned[number] * weapon.rate * f.step_s * bearing * eager
        whole = min(whole, slot.rounds / longest)  # as far as they last
        for promise, j, cause, watched, way, reach in offers:
            rounds = whole * min(way.share, promise / total * longest)
            if rounds > 0.0:
                found.append(Shot(k, j, number, manned[number], rounds, cause, watched, way, reach))
    return found


# --- what it does --------------------------------------------------------------------------------------------
def near_misses(f: Fight, shot: Shot) -> None:
    target, weapon = f.units[shot.target], f.weapons[f.units[shot.shooter].slots[shot.number].weapon]
    what = a_round(f, weapon, target, shot.way, shot.watched)
    if weapon.lethal_m2 > 0.0:
        exposure = shot.way.mean(*bare(f, target, shot.way, True))
        bursts = shot.rounds * on_footprint(f, weapon, target, shot.watched)
        target.near_miss += f.p["bursts_weight"] * bursts * weapon.lethal_m2 / footprint(target) * math.sqrt(exposure)
        return
    exposure = what.exposure
    if what.cause == a.ARMOUR:
        # Pinned: piercing bullets shake the crew of a closed vehicle (exposure 0) as if it lay in the open.
        closed = target.crew_exposure <= 0.0
        rest = at_rest(f, target, False) if closed else target.crew_exposure
        exposure = shot.way.mean(on_the_move(f, target) if target.moving and closed else rest, rest)
    target.near_miss += shot.rounds / target.frontage_m * math.sqrt(exposure)


def under_fire(f: Fight, unit: Unit) -> tuple[float, float]:
    """Rise and fade of a unit's suppression over the step."""
    return f.p["suppression"] * unit.near_miss, math.log(2.0) * f.step_s / (60.0 * f.p["recovery"])


def mean_suppression(f: Fight, unit: Unit) -> float:
    rise, fade = under_fire(f, unit)
    limit = rise / (rise + fade)
    return limit + (unit.suppression - limit) * (1.0 - math.exp(-rise - fade)) / (rise + fade)


def made(f: Fight, unit: Unit) -> tuple[float, float]:
    """Share of its way of the step that fire leaves a unit, and share of the step for which it is on the move then."""
    if unit.moving <= 0.0 or unit.near_miss <= 0.0 or not on_map(unit):
        return 1.0, unit.moving
    pinned = f.p["pinned"] if unit.status == a.ACTIVE else math.inf  # who is broken runs on
    if unit.suppression > pinned:
        return 0.0, 0.0
    rise, fade = under_fire(f, unit)
    rate, limit, until = rise + fade, rise / (rise + fade), 1.0
    if limit > pinned:  # the moment at which limit + (s - limit) e^(-rate t) comes to `pinned`
        until = min(until, math.log((limit - unit.suppression) / (limit - pinned)) / rate)
    calm = until * (1.0 - limit) - (unit.suppression - limit) * (1.0 - math.exp(-rate * until)) / rate
    share = calm / ((1.0 - unit.suppression) * unit.moving)
    return (share, until) if share < 1.0 else (1.0, unit.moving)


def losses(f: Fight, shot: Shot) -> None:
    unit, target = f.units[shot.shooter], f.units[shot.target]
    weapon = f.weapons[unit.slots[shot.number].weapon]
    way = shot.way
    if shot.watched and (unit.made < 1.0 or target.made < 1.0):
        way = way_to(f, unit, target, shot.reach)
        if way.share <= 0.0:
            return
    what = a_round(f, weapon, target, way, shot.watched)
    factors = {
        "range_m": way.metres(f), "weapons": float(shot.working), "rounds": shot.rounds,
        "effect_per_round": what.effect, "exposure": what.exposure, "steadiness": 1.0 - mean_suppression(f, unit),
        "observation": what.observation,
        "quality": f.p[unit.quality], "parameter": f.p["anti_armour" if shot.cause == a.ARMOUR else weapon.group],
    }  # fmt: skip
    expected = math.prod(list(factors.values())[2:])
    u = f.draws.one(f.step, STREAM[shot.cause], shot.number, unit.id, target.id)
    row = dict.fromkeys((*a.LOSS_NAMES, *a.FACTOR_NAMES), 0)
    row |= {
        "step": f.step, "cause": shot.cause, "shooter": shot.shooter, "target": shot.target,
        "weapon": unit.slots[shot.number].weapon, "stream": {a.AIMED: 5, a.AREA: 6, a.ARMOUR: 7}[shot.cause],
        "sub": shot.number, **factors, "expected": expected, "draw": u,
    }  # fmt: skip
    if shot.cause == a.ARMOUR:
        hit = stop_vehicles(f, shot, expected, row)
    else:
        hit = fell_men(f, shot, expected, row)
    if hit:
        f.losses.append(row)


def split(f: Fight, target: Unit, row: dict[str, float], hit: int, killed: int) -> None:
    row["killed"], row["wounded"] = killed, hit - killed
    target.hits["killed"] += killed
    target.hits["wounded"] += hit - killed


def men_left(unit: Unit) -> int:
    return unit.men - sum(unit.hits[name] for name in ("killed", "wounded", "missing"))


def stop_vehicles(f: Fight, shot: Shot, expected: float, row: dict[str, float]) -> int:
    """Vehicles that a shot stops, and who falls of their crews."""
    shooter, target = f.units[shot.shooter], f.units[shot.target]
    u, v = f.draws.pair(f.step, "armour", shot.number, shooter.id, target.id)
    stopped = poisson(expected, u, target.vehicles - target.hits["burnt"] - target.hits["knocked_out"])
    burnt = binomial(stopped, f.p["burn_share"], v)
    row["vehicles_burnt"], row["vehicles_knocked_out"] = burnt, stopped - burnt
    target.hits["burnt"] += burnt
    target.hits["knocked_out"] += stopped - burnt
    u, v = f.draws.pair(f.step, "armour", 8 + shot.number, shooter.id, target.id)
    fallen = min(men_left(target), binomial(round(stopped * target.crew), f.p["crew_loss"], u))
    split(f, target, row, fallen, binomial(fallen, f.p["close_killed_share"], v))
    return stopped


def fell_men(f: Fight, shot: Shot, expected: float, row: dict[str, float]) -> int:
    """Men that a shot fells, and weapons that its bursts wreck."""
    shooter, target = f.units[shot.shooter], f.units[shot.target]
    stream = STREAM[shot.cause]
    u, v = f.draws.pair(f.step, stream, shot.number, shooter.id, target.id)
    fallen = poisson(expected, u, men_left(target))
    split(f, target, row, fallen, binomial(fallen, f.p["killed_share"], v))
    if shot.cause == a.AREA and fallen:
        for number, slot in enumerate(target.slots):
            if f.weapons[slot.weapon].crew > 1:
                u = f.draws.one(f.step, stream, 16 + 8 * shot.number + number, shooter.id, target.id)
                wrecked = binomial(slot.working - target.weapons_hit[number], f.p["gun_loss"] * fallen / target.men, u)
                target.weapons_hit[number] += wrecked
                row["weapons_lost"] += wrecked
    return fallen
