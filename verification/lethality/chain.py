"""The chain of one weapon at one range and posture: what multiplies a round, and then a minute, up to a hit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from khasan.arrays import F8
from khasan.kernels.fire import armour, gunnery
from khasan.kernels.fire.saturation import found_unhurt
from khasan.kernels.morale import suppression
from khasan.kernels.state import parameters as p
from khasan.scenario.equipment import Weapon
from verification.lethality import values as v
from verification.lethality.values import Posture, value

MINUTE_S = 60.0
MINUTES = 20
"""Fire has gone on for so long, minute by minute, when a row is taken: men are as far down as it keeps them."""
UNLIMITED = 1e18
FACTORS = {"small_arms": p.SMALL_ARMS, "machine_gun": p.MACHINE_GUNS}


@dataclass(frozen=True)
class Row:
    """One row of both tables. The factors of a round multiply to its hits; with those of a minute, to hits a minute."""

    metres: float
    posture: str
    a_round: Mapping[str, float]
    a_minute: Mapping[str, float]

    @property
    def hits_a_round(self) -> float:
        """Hits of one round."""
        return math.prod(self.a_round.values())

    @property
    def rounds_a_hit(self) -> float:
        """Rounds for one hit."""
        return 1.0 / self.hits_a_round

    @property
    def hits_a_minute(self) -> float:
        """Hits of the typical unit in a minute."""
        return self.hits_a_round * math.prod(self.a_minute.values())


def kept_down(near_misses: Callable[[float], float], par: F8) -> float:
    """Mean suppression in the last of so many minutes of fire; near_misses: of a minute, by suppression before it."""
    fade = suppression.fading(MINUTE_S, par[p.RECOVERY])
    before = mean = 0.0
    for _ in range(MINUTES):
        rise = par[p.SUPPRESSION] * near_misses(before)
        mean = float(suppression.mean_under_fire(before, rise, fade))
        before = float(suppression.after_fire(before, rise, fade))
    return mean


def intensity(promise: float, metres: float, par: F8) -> float:
    """Share of the practical rate that men give at a target of that promise a round, at its distance."""
    threat = gunnery.threat(metres, par[p.THREAT])
    return float(gunnery.intensity(promise * threat, par[p.FIRE_DISCIPLINE], par[p.LEAST_FIRE]))


def in_reach(one: Weapon, metres: float) -> bool:
    """Whether a weapon fires at all at that range: within its effective range, if it has one."""
    return metres <= value(one.max_range_m if one.effective_range_m is None else one.effective_range_m)


def fired(count: float, one: Weapon, bearing: float, share: float) -> float:
    """Rounds of so many weapons in a minute."""
    return float(gunnery.rounds_fired(count, value(one.rate_rpm), MINUTE_S / 60.0, bearing, share, UNLIMITED))


def chance(one: Weapon, metres: float) -> float:
    """The table of an aimed weapon at a range."""
    return float(gunnery.hit_probability(metres, value(one.hit_probability), value(one.half_range_m)))


def bullets_of(
    weapons: tuple[tuple[str, int], ...], metres: float, at: Posture, men: int, par: F8, moving: float = 0.0
) -> Callable[[float], float]:
    """Near misses of a minute of a company's rifles and machine guns, as a function of the target's suppression."""
    front, _ = v.place(men, at, par)
    bearing = par[p.BEARING] * float(gunnery.while_moving(moving, par))

    def near_misses(suppressed: float) -> float:
        exposed = v.exposure_at(at, False, suppressed, par)
        found = 0.0
        for weapon_id, count in weapons:
            one = v.weapon(weapon_id)
            if not in_reach(one, metres):
                continue
            rounds = fired(count, one, bearing, intensity(chance(one, metres) * exposed, metres, par))
            found += float(suppression.bullets_volume(rounds, front, exposed))
        return found

    return near_misses


@dataclass(frozen=True)
class Bullets:
    """Fire of a company's rifles and machine guns on another at a range, in a posture: what all its weapons share."""

    metres: float
    at: Posture
    down: float
    steadiness: float


def bullets(metres: float, at: Posture, par: F8) -> Bullets:
    """How far the two companies keep each other down."""
    down = kept_down(bullets_of(v.FIRING, metres, at, v.ATTACKERS, par), par)
    back = bullets_of(v.FIRING_BACK, metres, v.IN_HOLES, v.DEFENDERS, par, moving=float(at.moved))
    return Bullets(metres, at, down, 1.0 - kept_down(back, par))


def bullet_row(weapon_id: str, fight: Bullets, par: F8) -> Row:
    """A rifle's or machine gun's row."""
    rows = {one: _bullets(one, n, fight, par) for one, n in v.FIRING if in_reach(v.weapon(one), fight.metres)}
    hits = sum(row.hits_a_minute for row in rows.values())
    row = rows[weapon_id]
    return Row(row.metres, row.posture, row.a_round, {**row.a_minute, "saturation": unhurt(hits, v.ATTACKERS)})


def unhurt(hits_a_minute: float, men: float) -> float:
    """Share of a minute's hits that find somebody not hit in it."""
    return float(found_unhurt(hits_a_minute / men))


def _bullets(weapon_id: str, count: int, fight: Bullets, par: F8) -> Row:
    one = v.weapon(weapon_id)
    up, _ = v.exposures(fight.at, False, par)
    exposed = v.exposure_at(fight.at, False, fight.down, par)
    table = chance(one, fight.metres)
    a_round = {
        "table": table,
        "combat factor": float(par[FACTORS[one.group]]),
        "exposure": up,
        "left by going down": exposed / up,
        "steadiness": fight.steadiness,
    }
    a_minute = {
        "weapons": float(count),
        "rounds each": value(one.rate_rpm),
        "bearing": float(par[p.BEARING]),
        "discipline": intensity(table * exposed, fight.metres, par),
    }
    return Row(fight.metres, fight.at.name, a_round, a_minute)


def burst_row(
    weapon_id: str, count: float, metres: float, at: Posture, par: F8, *, by_call: bool, observed: bool = True
) -> Row:
    """A gun's or mortar's row against men. by_call: a mission of a battery, which fires at its rate with all guns."""
    one = v.weapon(weapon_id)
    lethal = value(one.lethal_area_m2)
    _, whole = v.place(v.ATTACKERS, at, par)
    ground, among = whole, float(v.ATTACKERS)
    if not one.indirect:
        ground, among = float(par[p.NEST_GROUND]), float(v.NESTS_CREW)
    share = float(gunnery.share_on_footprint(ground, value(one.dispersion_m), observed, par))
    table = lethal * among / ground
    bearing = 1.0 if by_call else float(par[p.BEARING])

    def pressure(suppressed: float) -> float:
        promise = share * table * v.exposure_at(at, True, suppressed, par)
        return 1.0 if by_call else intensity(promise, metres, par)

    def near_misses(suppressed: float) -> float:
        exposed = v.exposure_at(at, True, suppressed, par)
        rounds = fired(count, one, bearing, pressure(suppressed))
        return float(suppression.bursts_volume(rounds * share, lethal, whole, exposed, par[p.BURSTS_WEIGHT]))

    down = kept_down(near_misses, par)
    up, _ = v.exposures(at, True, par)
    a_round = {
        "table": table,
        "on the ground": share,
        "combat factor": float(par[p.INDIRECT]),
        "exposure": up,
        "left by going down": v.exposure_at(at, True, down, par) / up,
        "steadiness": 1.0,
    }
    a_minute = {"weapons": count, "rounds each": value(one.rate_rpm), "bearing": bearing, "discipline": pressure(down)}
    hits = Row(metres, at.name, a_round, a_minute).hits_a_minute
    return Row(metres, at.name, a_round, {**a_minute, "saturation": unhurt(hits, v.ATTACKERS)})


def shot_row(weapon_id: str, count: float, metres: float, moving: bool, par: F8) -> Row:
    """An anti-tank gun's row against tanks of a T-26's armour."""
    one = v.weapon(weapon_id)
    armour_mm, stops, tanks = v.tank()
    goes_through = armour.penetration(metres, value(one.penetration_mm), value(one.penetration_loss_mm_per_km) / 1000.0)
    pierced = float(armour.pierce_probability(goes_through, armour_mm, par[p.PENETRATION_SPREAD]))
    a_round = {
        "table": chance(one, metres),
        "combat factor": float(par[p.ANTI_ARMOUR]),
        "exposure": float(par[p.MOVING_TARGET] if moving else par[p.HULL_DOWN]),
        "pierced": pierced / stops,
        "steadiness": 1.0,
    }
    promise = a_round["table"] * a_round["exposure"] * a_round["pierced"] * par[p.TANK_WORTH]
    a_minute = {
        "weapons": count,
        "rounds each": value(one.rate_rpm),
        "bearing": float(par[p.BEARING]),
        "discipline": intensity(promise, metres, par),
    }
    posture = "on the move" if moving else "at rest, hull down"
    hits = Row(metres, posture, a_round, a_minute).hits_a_minute
    return Row(metres, posture, a_round, {**a_minute, "saturation": unhurt(hits, tanks)})
