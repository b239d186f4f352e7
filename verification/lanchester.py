"""Lanchester's laws from khasan's own fire rules: aimed fire gives the square law, area fire the linear one.

One unit a side on a flat bare map, compiled in the usual way. Switched off, all by parameters and data:

- choice of targets and fire discipline: one target each, and `fire_discipline` so small that all fire at full rate;
- range: `half_range_m` of 10,000 km, so p(range) is one number; line of sight over flat ground;
- spotting: a rate so high that nobody is ever lost sight of; broad daylight throughout;
- suppression: a parameter of nought, so that nobody goes to ground; the factor of a fight: a spread of nought;
- movement: orders to support from where one stands;
- cohesion, breaks and flight: `shock` and `strain` of nought;
- works, cover, digging: none on the map, and `digging: none`;
- ammunition: 10^5 rounds a rifle and no supply;
- the doubt of every number: all are exact, all parameters stand at one value, qualities at 1.

What remains: manning, rate of fire, bearing, p of a hit or lethal area over the footprint, exposure of men lying, the
Poisson draw bounded by the men there, and losses applied together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.engine import run_replication
from verification import made
from verification.figures import F8, Figure, Size, at_most, chance, chi_square

INERT = {
    "fire_discipline": made.TINY,
    "spotting": 1e9,
    "suppression": made.TINY,
    "shock": made.TINY,
    "strain": made.TINY,
    "small_arms": 1.0,
    "indirect": 1.0,
    "bearing": 0.5,
    "lying": 0.3,
    "fight_spread": made.TINY,
    "quality_japan_infantry": 1.0,
    "quality_soviet_infantry": 1.0,
}
RATE = 0.1 * 0.5
"""Rounds a second and man: six a minute, half of which bear."""
FOOTPRINT_M2 = 200.0 * 100.0
LEVEL = 1e-3
Losses = Callable[[float, float], tuple[float, float]]
"""From the men of two sides to the men that each loses a second."""


class Law(NamedTuple):
    """How two sides wear each other down: constants of loss, and the fight that has them."""

    name: str
    first: float
    """Loss a second of the second side to one man of the first (square), or to one man on one man (linear)."""
    second: float
    area: bool

    def losses(self, one: float, two: float) -> tuple[float, float]:
        """Men that each side loses a second."""
        together = one * two if self.area else 1.0
        return (self.second * (together if self.area else two), self.first * (together if self.area else one))


def duel(law: Law, men: tuple[int, int], step_s: int, seconds: float) -> Compiled:
    """A unit of so many men a side, whose weapons are made to give the law's constants."""
    world = made.World((made.Spot("west", 0, 0), made.Spot("east", 400, 0)), half_m=800)
    weapons = []
    for name, constant in (("first", law.first), ("second", law.second)):
        a_round = constant / RATE
        if law.area:
            effect = {"lethal_area_m2": a_round * FOOTPRINT_M2, "dispersion_m": 0}
            weapons.append(made.weapon(name, group="indirect", **effect))
        else:
            weapons.append(made.weapon(name, hit_probability=a_round / INERT["lying"], half_range_m=1e5))
    sides = (("j", "japan", "west", "east", "first"), ("s", "soviet", "east", "west", "second"))
    toes = [made.toe(f"toe-{u}", side, n, {w: n}) for (u, side, _, _, w), n in zip(sides, men, strict=True)]
    forces = [made.formation(f"f-{u}", side, [{"id": u, "toe": f"toe-{u}", "at": at}]) for u, side, at, _, _ in sides]
    plans = [made.plan(f"f-{u}", {"do": {"support": goal}}) for u, _, _, goal, _ in sides]
    content = made.scenario(forces, plans, ("west", "east"), step_s=step_s, hex_m=200, hours=seconds / 3600.0)
    return made.compiled(world, content, weapons, toes, INERT)


def survivors(fight: Compiled, replications: int, seed: int) -> F8:
    """f8[replication, snapshot, side]: men left."""
    return np.array([run_replication(fight, seed, k).counts[:, a.MEN] for k in range(replications)], dtype=np.float64)


def markov(men: tuple[int, int], losses: Losses, seconds: float) -> F8:
    """f8[first, second]: chance that so many are left, by the exact chain in continuous time."""
    from scipy.linalg import expm

    rows, cols = men[0] + 1, men[1] + 1
    rates = np.zeros((rows * cols, rows * cols))
    for one in range(1, rows):
        for two in range(1, cols):
            here = one * cols + two
            falls = losses(one, two)
            for k, there in ((0, here - cols), (1, here - 1)):
                rates[here, there] += falls[k]
                rates[here, here] -= falls[k]
    chances: F8 = expm(rates * seconds)[men[0] * cols + men[1]].reshape(rows, cols)
    return chances


def stepped(men: tuple[int, int], losses: Losses, step_s: float, steps: int) -> F8:
    """The same by steps in which both sides lose together, nobody twice, by Poisson laws cut off at the men there."""
    from scipy import stats

    chances = np.zeros((men[0] + 1, men[1] + 1))
    chances[men] = 1.0
    moves = {}
    for one in range(1, men[0] + 1):
        for two in range(1, men[1] + 1):
            fall = []
            for there, rate in zip((one, two), losses(one, two), strict=True):
                left = stats.poisson.pmf(np.arange(there), there * -np.expm1(-rate * step_s / there))  # saturation
                fall.append(np.append(left, 1.0 - left.sum())[::-1])  # by the men left, 0 first
            moves[one, two] = np.outer(*fall)
    for _ in range(steps):
        after = np.zeros_like(chances)
        after[0, :], after[:, 0] = chances[0, :], chances[:, 0]
        for (one, two), move in moves.items():
            after[: one + 1, : two + 1] += chances[one, two] * move
        chances = after
    return chances


def differential(men: tuple[int, int], losses: Losses, seconds: F8) -> F8:
    """f8[time, side]: men left by Lanchester's differential equation, until one side is gone."""
    from scipy.integrate import solve_ivp

    def falls(_: float, left: F8) -> list[float]:
        one, two = losses(max(0.0, left[0]), max(0.0, left[1]))
        return [-one if left[0] > 0.0 else 0.0, -two if left[1] > 0.0 else 0.0]

    found = solve_ivp(falls, (0.0, float(seconds[-1])), np.array(men, float), t_eval=seconds, rtol=1e-9, atol=1e-6)
    left: F8 = found.y.T
    return left


SQUARE_SMALL = Law("square", 1.0e-3, 1.5e-3, area=False)
LINEAR_SMALL = Law("linear", 2.5e-4, 3.0e-4, area=True)
SQUARE_LARGE = Law("square", 1.0e-3, 1.2e-3, area=False)
LINEAR_LARGE = Law("linear", 1.2e-6, 1.0e-6, area=True)


def small_forces(size: Size) -> list[Figure]:
    """Six against five: the distribution of who is left, against the exact chains."""
    men, seconds = (6, 5), 600
    step_s = {"tiny": 60, "quick": 4, "full": 2}[size]
    replications = {"tiny": 120, "quick": 1500, "full": 8000}[size]
    found = []
    for law in (SQUARE_SMALL, LINEAR_SMALL):
        left = survivors(duel(law, men, step_s, seconds), replications, 11)[:, -1].astype(int)
        seen = np.zeros((men[0] + 1, men[1] + 1))
        np.add.at(seen, (left[:, 0], left[:, 1]), 1.0)
        chain = stepped(men, law.losses, step_s, seconds // step_s)
        exact = markov(men, law.losses, seconds)
        p_value = chi_square(seen.ravel(), replications * chain.ravel())
        found.append(chance(f"{law.name} law, 6 v 5: chi-square with the chain of the same step", p_value, LEVEL))
        if size == "tiny":
            continue
        p_value = chi_square(seen.ravel(), replications * exact.ravel())
        found.append(chance(f"{law.name} law, 6 v 5: chi-square with continuous time", p_value, LEVEL))
        apart = 0.5 * float(np.abs(chain - exact).sum())
        found.append(at_most(f"{law.name} law, 6 v 5: step of {step_s} s from continuous time, variation", apart, 0.01))
        mean = np.array([(exact.sum(axis=1 - k) * np.arange(men[k] + 1)).sum() for k in (0, 1)])
        error = np.abs(left.mean(axis=0) - mean) / (left.std(axis=0) / np.sqrt(replications))
        found.append(at_most(f"{law.name} law, 6 v 5: mean left, standard errors from exact", error.max(), 3.9))
    return found


def large_forces(size: Size) -> list[Figure]:
    """A thousand against eight hundred: the mean at every five minutes, against the differential equation."""
    men, seconds = (1000, 800), 900  # while both sides still fight: the mean of a chain that ends is another thing
    replications = {"tiny": 2, "quick": 100, "full": 400}[size]
    steps = {"tiny": (60,), "quick": (5,), "full": (60, 30, 15, 5)}[size]
    found = []
    for law in (SQUARE_LARGE, LINEAR_LARGE):
        for step_s in steps:
            fight = duel(law, men, step_s, seconds)
            left = survivors(fight, replications, 12).mean(axis=0)
            times = np.minimum(np.arange(left.shape[0]) * fight.snapshot_every * step_s, seconds).astype(float)
            error = float(np.abs(left - differential(men, law.losses, times)).max() / men[0])
            bound = 0.01 if step_s <= 15 else 0.05  # coarse steps are shown for the trend
            found.append(at_most(f"{law.name} law, 1000 v 800, step {step_s} s: largest error", error, bound))
    return found


def equal_forces(size: Size) -> list[Figure]:
    """A thousand against a thousand of the same weapons by steps of five minutes: neither side has the first shot.

    Were the fallen taken off before they fire, the side that stands first in the file would lose a quarter less a step.
    """
    men, step_s = (1000, 1000), 300
    replications = {"tiny": 4, "quick": 40, "full": 400}[size]
    left = survivors(duel(Law("square", 1e-3, 1e-3, area=False), men, step_s, 900), replications, 14)[:, -1]
    apart = left[:, 0] - left[:, 1]
    errors = abs(apart.mean()) / (EQUAL_SD / np.sqrt(replications))
    # A normal deviate beyond 3.9 in one of 10,000 runs
    return [at_most("1000 v 1000: difference of those left, standard errors", errors, 3.9)]


EQUAL_SD = 52.0
"""Spread of that difference, measured in 1000 replications."""
