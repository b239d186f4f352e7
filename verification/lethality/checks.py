"""What comes out, held against figures from outside the fights that khasan re-runs: sums by hand, no battle."""

from __future__ import annotations

import math
from dataclasses import dataclass

from khasan.arrays import F8
from khasan.kernels.fire import gunnery
from khasan.kernels.morale import suppression
from khasan.kernels.state import parameters as p
from verification.lethality import values as v
from verification.lethality.chain import bullets_of, burst_row, chance, fired, intensity, unhurt
from verification.lethality.values import value

FROM_M, TO_M, PACE_M = 400.0, 50.0, 30.0
"""Attackers cross from so far to so near, at so many metres a minute."""
STRIDE_M = 10.0
HECTARE_M2 = 10_000.0
INSIDE, NO_INTERVAL = "inside", "no interval"
ON_RANGE = 0.9
"""Share of rounds that hit a tank close by on a range."""


@dataclass(frozen=True)
class Check:
    """One figure of khasan's beside one from outside; low and high: what is wanted, if an interval is."""

    what: str
    ours: float
    outside: str
    source: str
    low: float = math.nan
    high: float = math.nan

    @property
    def verdict(self) -> str:
        """Inside, below or above what is wanted."""
        if math.isnan(self.low):
            return NO_INTERVAL
        return INSIDE if self.low <= self.ours <= self.high else "below" if self.ours < self.low else "above"


@dataclass(frozen=True)
class Crossing:
    """What one company's crossing under the fire of another costs it."""

    hits: dict[str, float]
    """By weapon, for one of it."""
    rounds: float
    """Of all weapons."""
    all_hits: float


def crossing(par: F8, *, goes_down: bool) -> Crossing:
    """A company crosses by bounds under the fire of one in half-dug works; goes_down: with suppression of both sides.

    Nobody is taken off, and nobody stops: it is a sum by hand.
    """
    seconds = 60.0 * STRIDE_M / PACE_M
    fade = suppression.fading(seconds, par[p.RECOVERY])
    hits = dict.fromkeys((weapon for weapon, _ in v.FIRING), 0.0)
    rounds_of_all = down = shaken = 0.0
    for k in range(round((FROM_M - TO_M) / STRIDE_M)):
        metres = FROM_M - (k + 0.5) * STRIDE_M
        there = bullets_of(v.FIRING, metres, v.ADVANCING, v.ATTACKERS, par)(down)
        back = bullets_of(v.FIRING_BACK, metres, v.IN_HOLES, v.DEFENDERS, par, moving=1.0)(shaken)
        rise, rise_back = (par[p.SUPPRESSION] * near * seconds / 60.0 if goes_down else 0.0 for near in (there, back))
        exposed = v.exposure_at(v.ADVANCING, False, float(suppression.mean_under_fire(down, rise, fade)), par)
        steady = 1.0 - float(suppression.mean_under_fire(shaken, rise_back, fade))
        step = {}
        for weapon_id, count in v.FIRING:
            one = v.weapon(weapon_id)
            promise = chance(one, metres) * v.exposure_at(v.ADVANCING, False, down, par)
            rounds = fired(count, one, par[p.BEARING], intensity(promise, metres, par)) * seconds / 60.0
            factor = par[p.SMALL_ARMS if one.group == "small_arms" else p.MACHINE_GUNS]
            step[weapon_id] = rounds * chance(one, metres) * factor * exposed * steady
            rounds_of_all += rounds
        saturation = unhurt(sum(step.values()), v.ATTACKERS)
        for weapon_id, count in v.FIRING:
            hits[weapon_id] += step[weapon_id] * saturation / count
        down = float(suppression.after_fire(down, rise, fade))
        shaken = float(suppression.after_fire(shaken, rise_back, fade))
    return Crossing(hits, rounds_of_all, sum(hits[weapon] * count for weapon, count in v.FIRING))


def bullet_checks(par: F8) -> list[Check]:
    """Hits for a rifle and a machine gun that a crossing costs, with and without going to ground."""
    found = []
    for words, goes_down in (("nobody goes down", False), ("both sides go down", True)):
        one = crossing(par, goes_down=goes_down)
        names = (("rifle", "type-38-rifle"), ("light machine gun", "dp-27"), ("heavy machine gun", "type-92-hmg"))
        for name, weapon in names:
            rifle = name == "rifle"
            low, high = (0.15, 0.7) if rifle else (1.0, 4.0)
            source = "Rowland 1989: .25 at 1:1, .5 at 3:1" if rifle else "Rowland 1989: about 2 at 1:1"
            outside = f"{low:g}–{high:g}"
            found.append(
                Check(f"attackers hit, for each {name}: {words}", one.hits[weapon], outside, source, low, high)
            )
        found.append(
            Check(
                f"rounds a hit, all weapons together: {words}", one.rounds / one.all_hits, "150–1,500",
                "Balck 1915: 150–200 in a massed close repulse; more on other days, grade D", 150.0, 1500.0,
            )
        )  # fmt: skip
    return found


def range_checks(par: F8) -> list[Check]:
    """The rifle's table over what experts hit on a range: the loss that the table carries."""
    found = []
    for metres, on_range in ((100.0, 0.92), (187.0, 0.45), (283.0, 0.39)):
        ours = chance(v.weapon("type-38-rifle"), metres) * par[p.SMALL_ARMS] / on_range
        found.append(
            Check(
                f"rifle: table x factor over hits on the range, {metres:.0f} m", ours, "0.005–0.06",
                f"Hitchman 1952: experts, target shown for three seconds, {100 * on_range:.0f} of 100 rounds; "
                "Rowland's two tenths, widened (grade D)",
                0.005, 0.06,
            )
        )  # fmt: skip
    return found


def shell_checks(par: F8) -> list[Check]:
    """Shells and bombs a casualty, on men whom they have sent flat."""
    guns = (("76 mm shells", "76mm-m1902-30", 4.0, True), ("82 mm bombs", "82mm-m1937-mortar", 4.0, False))
    open_air, dug_in = (25.0, 150.0, "25–150"), (80.0, 600.0, "80–600")
    found = []
    for name, weapon, count, by_call in guns:
        for at, wanted in ((v.ADVANCING, open_air), (v.LYING, open_air), (v.IN_HOLES, dug_in), (v.FULL_WORKS, dug_in)):
            low, high, words = wanted
            row = burst_row(weapon, count, 2000.0, at, par, by_call=by_call)
            source = (
                "averages of 1904-05 and 1944, our sums (grade D)"
                if at in (v.ADVANCING, v.LYING)
                else "trenches of 1914-18, our sums (grade D)"
            )
            found.append(Check(f"{name} a casualty: men {at.name}", row.rounds_a_hit, words, source, low, high))
    return found


def hectare_checks(par: F8) -> list[Check]:
    """82 mm bombs a hectare for a loss of 30%, beside the norm of FM 100-61: bombs fall evenly, nobody is hit twice."""
    lethal = value(v.weapon("82mm-m1937-mortar").lethal_area_m2) * par[p.INDIRECT]

    def bombs(exposed: float) -> float:
        return -math.log(0.7) * HECTARE_M2 / (lethal * exposed)

    up, flat = v.exposures(v.LYING, True, par)
    _, holes = v.exposures(v.IN_HOLES, True, par)
    norm = "FM 100-61 (post-war, Soviet type)"
    return [
        Check("82 mm bombs a hectare for a loss of 30%, men up in the open", bombs(up), "35 in the open", norm),
        Check("the same, men flat in the open", bombs(flat), "35 in the open", norm),
        Check("the same, men flat in holes", bombs(holes), "300 in a hasty trench", norm),
    ]


def suppressed_by(bullets_a_minute: float, par: F8) -> float:
    """Share of standing men down for good under so many bullets a minute along a hundred metres."""
    rise = par[p.SUPPRESSION] * float(suppression.bullets_volume(bullets_a_minute, 100.0, 1.0))
    return float(rise / (rise + suppression.fading(60.0, par[p.RECOVERY])))


def wired_checks(par: F8) -> list[Check]:
    """Figures that parameters were taken from: agreement shows that they got where they belong, and no more."""
    lying, crouched = v.exposures(v.LYING, False, par)[0], v.exposures(v.IN_HOLES, False, par)[1]
    indirect = float(par[p.INDIRECT])
    flat, holes = (v.exposures(at, True, par)[1] * indirect for at in (v.LYING, v.IN_HOLES))
    covered = v.exposures(v.FULL_WORKS, True, par)[1] * indirect
    at_gun = v.weapon("45mm-at")
    shot = value(at_gun.hit_probability) * float(par[p.ANTI_ARMOUR]) / ON_RANGE
    evans, manual = "Evans: risk over that of a standing man", "FM 7-90, app. B, and estimates (grade D)"
    trials, like_guns = "CDEC trials 1975-78", "by the like of machine guns (Rowland 1989), weak"
    return [
        Check("bullets on men lying", lying, "0.2–0.5", evans, 0.2, 0.5),
        Check("firing from a hole", v.exposures(v.IN_HOLES, False, par)[0], "1/50–1/15", evans, 0.015, 0.08),
        Check("crouched in it", crouched, "1/100–1/25", evans, 0.008, 0.05),
        Check("bursts, factor with exposure: first rounds, men up", indirect, "0.2–1", manual, 0.2, 1.0),
        Check("men flat", flat, "0.15–0.5", manual, 0.15, 0.5),
        Check("flat in holes", holes, "0.03–0.15", manual, 0.03, 0.15),
        Check("flat in full works", covered, "0.003–0.03", manual, 0.003, 0.03),
        Check("share of standing men down, 108 bullets a minute on 100 m", suppressed_by(108.0, par), "0.5", trials),
        Check("the same, 353 bullets", suppressed_by(353.0, par), "0.9", trials),
        Check("shot at tanks close by: table x factor over 0.9 on the range", shot, "0.07–0.5", like_guns, 0.07, 0.5),
    ]


def observed_and_not(weapon_id: str, par: F8) -> tuple[float, float]:
    """Share of a gun's rounds that fall on the ground of a company that holds: watched by somebody, and by nobody."""
    _, ground = v.place(v.ATTACKERS, v.LYING, par)
    radius = value(v.weapon(weapon_id).dispersion_m)
    seen, unseen = (float(gunnery.share_on_footprint(ground, radius, watched, par)) for watched in (True, False))
    return seen, unseen
