"""Fire and what it does: docs/model/engine.md, "Fire", "On the way" and "Suppression"."""

from __future__ import annotations

import math
from dataclasses import dataclass

from khasan import arrays as a
from twin.aim import Shot, shots_of
from twin.draws import binomial, poisson
from twin.exposure import bare, exposed, footprint, front
from twin.ground import on_map
from twin.missions import by_call
from twin.pace import mean_pace
from twin.rounds import a_round, aimed_ground, on_ground
from twin.way import way_to
from twin.world import Fight, Sector, Unit

SPENT, FIGHT_ENDS_H, FEW = 0.05, 6.0, 1e-9
STREAM = {a.AIMED: "aimed", a.AREA: "area", a.ARMOUR: "armour"}


def fires(f: Fight) -> list[float]:
    """The whole of it: who fires at whom, near misses, losses into `hits`; what share of its way that leaves each."""
    for unit in f.units:
        unit.fired = 0
    engaged = {one.mission["target"]: one.commander for one in f.units if one.mission["target"] >= 0}
    shots = [shot for k in range(len(f.units)) for shot in shots_of(f, k, engaged)]
    there = [shot for shot in shots if shot.watched or f.units[shot.target].hex == f.units[shot.target].contact_hex]
    for shot in there:  # where a contact has moved away the rounds fall on nobody
        near_misses(f, shot)
    before = [unit.moving for unit in f.units]
    for unit in f.units:
        unit.made, unit.moving = made(f, unit)
    left = [unit.made for unit in f.units]
    under = {shot.shooter for shot in shots} | {shot.target for shot in there}
    days = fights_of_the_day(f, sorted({f.units[k].sector for k in under}))
    strike(f, [blow for blow in (aimed(f, shot, days) for shot in there) if blow is not None])
    for unit, moving in zip(f.units, before, strict=True):
        unit.made, unit.moving = 1.0, moving
    for k in sorted({shot.shooter for shot in shots}):
        unit, before = f.units[k], loads_left(f.units[k])
        if f.step - unit.last_fired - 1 > int(3600.0 / f.step_s):  # whole steps of silence in between
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
    piercing = what.cause == a.ARMOUR and weapon.pen_mm > 0.0
    if weapon.lethal_m2 > 0.0 and not piercing:
        exposure = shot.way.mean(*bare(f, target, True, target.suppression))
        ground, _ = aimed_ground(f, weapon, target, shot.watched)
        bursts = shot.rounds * on_ground(f, weapon, ground, shot.watched, target)
        target.near_miss += (
            f.p["bursts_weight"] * bursts * weapon.lethal_m2 / footprint(f, target) * math.sqrt(exposure)
        )
        return
    if target.armoured and target.crew_exposure <= 0.0 and not piercing:
        return  # who is shut in is not shaken by bullets
    exposure = what.exposure
    if what.cause == a.ARMOUR:
        # Pinned: piercing bullets shake the crew of a closed vehicle (exposure 0) as if it lay in the open.
        closed = target.crew_exposure <= 0.0
        rest = exposed(f, target, False, False, target.suppression) if closed else target.crew_exposure
        moving = exposed(f, target, False, True, target.suppression) if closed and target.moving else rest
        exposure = shot.way.mean(moving, rest)
    target.near_miss += shot.rounds / front(f, target) * math.sqrt(exposure)


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
    rise, fade = under_fire(f, unit)
    leaves = unit.status == a.ACTIVE and unit.order == a.WITHDRAW
    how = f.p["slowed"], f.p["pinned"], leaves or unit.status == a.BROKEN, f.p["crawl"] if leaves else 0.0
    hindered = mean_pace(unit.suppression, rise, fade, *how)
    share = hindered / max(1e-9, mean_pace(unit.suppression, 0.0, fade, *how) * unit.moving)
    if share >= 1.0:
        return 1.0, unit.moving
    return share, unit.moving * min(1.0, hindered / max(1e-9, 1.0 - mean_suppression(f, unit)))


# --- a fight's day -------------------------------------------------------------------------------------------
def fights_of_the_day(f: Fight, under: list[int]) -> dict[int, float]:
    """How well the units of each sector under fire aim in this fight; new fights begin."""
    for number in under:
        sector = f.sectors[number]
        if (f.step - sector.last_fire) * f.step_s >= FIGHT_ENDS_H * 3600.0:
            sector.fight += 1
        sector.last_fire = f.step
    return {number: fight_factor(f, f.sectors[number]) for number in under}


def fight_factor(f: Fight, sector: Sector) -> float:
    spread = f.p["fight_spread"]
    return math.exp(spread * f.draws.normal(0, "fight", sector.fight, sector.id) - spread**2 / 2.0)


# --- losses --------------------------------------------------------------------------------------------------
@dataclass
class Blow:
    """What a shot is expected to do, before the same men are taken off who were hit twice."""

    shot: Shot
    factors: dict[str, float]
    expected: float
    drawn: int = 0


def aimed(f: Fight, shot: Shot, days: dict[int, float]) -> Blow | None:
    """The factors of a shot; None if it has come too late for anybody."""
    unit, target = f.units[shot.shooter], f.units[shot.target]
    weapon = f.weapons[unit.slots[shot.number].weapon]
    way = shot.way
    if shot.by_call > 0.0:
        way = by_call(f, unit, target, shot.by_call)
    elif shot.watched and (unit.made < 1.0 or target.made < 1.0):
        way = way_to(f, unit, target, shot.reach)
        if way.share <= 0.0:
            return None
    what = a_round(f, weapon, target, way, shot.watched, mean_suppression(f, target))
    of_fire = {a.AIMED: weapon.group, a.AREA: "indirect", a.ARMOUR: "anti_armour"}[shot.cause]
    factors = {
        "range_m": way.metres(f), "weapons": float(shot.working), "rounds": shot.rounds,
        "effect_per_round": what.effect, "exposure": what.exposure, "steadiness": 1.0 - mean_suppression(f, unit),
        "observation": what.observation, "quality": f.p[unit.quality], "parameter": f.p[of_fire],
        "fight": days[unit.sector] if shot.cause == a.AIMED else 1.0,
    }  # fmt: skip
    return Blow(shot, factors, math.prod(list(factors.values())[2:]))


def most(f: Fight, blow: Blow) -> int:
    """Men, or vehicles, that the target had at the beginning of the step."""
    target = f.units[blow.shot.target]
    return target.vehicles if blow.shot.cause == a.ARMOUR else target.men


def saturation(hits_each: float) -> float:
    """Share of hits that find somebody not hit already."""
    return (1.0 - math.exp(-hits_each)) / hits_each if hits_each > FEW else 1.0


def strike(f: Fight, blows: list[Blow]) -> None:
    """All that strikes a unit in the step together, drawn and thinned."""
    same: dict[tuple[int, bool], list[Blow]] = {}
    for blow in blows:
        same.setdefault((blow.shot.target, blow.shot.cause == a.ARMOUR), []).append(blow)
    for together in same.values():
        there = most(f, together[0])
        share = saturation(sum(blow.expected for blow in together) / there) if there else 1.0
        for blow in together:
            shooter, target = f.units[blow.shot.shooter], f.units[blow.shot.target]
            blow.factors["saturation"] = share
            u = f.draws.one(f.step, STREAM[blow.shot.cause], blow.shot.number, shooter.id, target.id)
            blow.factors |= {"expected": blow.expected * share, "draw": u}
            blow.drawn = poisson(blow.factors["expected"], u, there)
        drawn = sum(blow.drawn for blow in together)
        if drawn > there:
            for blow in together:
                blow.drawn = blow.drawn * there // drawn
    for blow in blows:
        losses(f, blow)


def losses(f: Fight, blow: Blow) -> None:
    shot = blow.shot
    row = dict.fromkeys((*a.LOSS_NAMES, *a.FACTOR_NAMES), 0)
    row |= {
        "step": f.step, "cause": shot.cause, "shooter": shot.shooter, "target": shot.target,
        "weapon": f.units[shot.shooter].slots[shot.number].weapon,
        "stream": {a.AIMED: 5, a.AREA: 6, a.ARMOUR: 7}[shot.cause], "sub": shot.number, **blow.factors,
    }  # fmt: skip
    hit = stop_vehicles(f, blow, row) if shot.cause == a.ARMOUR else fell_men(f, blow, row)
    if hit:
        f.losses.append(row)


def split(f: Fight, target: Unit, row: dict[str, float], hit: int, killed: int) -> None:
    row["killed"], row["wounded"] = killed, hit - killed
    target.hits["killed"] += killed
    target.hits["wounded"] += hit - killed


def men_left(unit: Unit) -> int:
    return unit.men - sum(unit.hits[name] for name in ("killed", "wounded", "missing"))


def stop_vehicles(f: Fight, blow: Blow, row: dict[str, float]) -> int:
    """Vehicles that a shot stops, and who falls of their crews."""
    shot, stopped = blow.shot, blow.drawn
    shooter, target = f.units[shot.shooter], f.units[shot.target]
    v = f.draws.pair(f.step, "armour", shot.number, shooter.id, target.id)[1]
    burnt = binomial(stopped, f.p["burn_share"], v)
    row["vehicles_burnt"], row["vehicles_knocked_out"] = burnt, stopped - burnt
    target.hits["burnt"] += burnt
    target.hits["knocked_out"] += stopped - burnt
    u, v = f.draws.pair(f.step, "armour", 8 + shot.number, shooter.id, target.id)
    fallen = min(men_left(target), binomial(round(stopped * target.crew), f.p["crew_loss"], u))
    split(f, target, row, fallen, binomial(fallen, f.p["killed_crew"], v))
    return stopped


def fell_men(f: Fight, blow: Blow, row: dict[str, float]) -> int:
    """Men that a shot fells, and weapons that its bursts wreck."""
    shot, fallen = blow.shot, blow.drawn
    shooter, target = f.units[shot.shooter], f.units[shot.target]
    stream, weapon = STREAM[shot.cause], f.weapons[shooter.slots[shot.number].weapon]
    fallen = min(men_left(target), fallen)  # some may have fallen with their vehicles
    v = f.draws.pair(f.step, stream, shot.number, shooter.id, target.id)[1]
    split(f, target, row, fallen, binomial(fallen, f.p[weapon.killed], v))
    if shot.cause == a.AREA and fallen:
        for number, slot in enumerate(target.slots):
            if f.weapons[slot.weapon].crew > 1:
                u = f.draws.one(f.step, stream, 16 + 8 * shot.number + number, shooter.id, target.id)
                wrecked = binomial(slot.working - target.weapons_hit[number], f.p["gun_loss"] * fallen / target.men, u)
                target.weapons_hit[number] += wrecked
                row["weapons_lost"] += wrecked
    return fallen
