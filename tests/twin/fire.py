"""Fire and what it does: docs/model/engine.md, "Fire", "On the way" and "Suppression"."""

from __future__ import annotations

import math

from khasan import arrays as a
from twin.aim import Shot, a_round, at_rest, bare, footprint, on_footprint, on_the_move, shots_of
from twin.draws import binomial, poisson
from twin.ground import on_map
from twin.way import way_to
from twin.world import Fight, Unit

SPENT = 0.05
STREAM = {a.AIMED: "aimed", a.AREA: "area", a.ARMOUR: "armour"}


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
