"""How much of the casualties falls in sudden blows: at Lake Khasan, of units of a hundred men and more.

    python -m verification.behaviour --khasan [--replications N]

A statistic of behaviour: nothing is laid beside the record.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import khasan
from khasan import arrays as a
from khasan.arrays import I4, Replication
from khasan.engine import run_replication
from verification.behaviour import days
from verification.behaviour.tables import FIRE, Flags

SCENARIO = "lake-khasan-1938"
WINDOW_S = 300.0
AT_LEAST_MEN = 100
OVER_SHARE = 0.2
WANTED = 0.05
FIRE_CAUSES = tuple(a.CAUSE_NAMES.index(cause) for cause in FIRE)


@dataclass(frozen=True)
class Blows:
    """Casualties in units of a hundred men and more, and those of them that fell in sudden blows."""

    casualties: int
    in_blows: int

    @property
    def share(self) -> float:
        """NaN where nobody fell."""
        return self.in_blows / self.casualties if self.casualties else float("nan")


def blows(window: I4, unit: I4, lost: I4, counted: Flags, men: I4) -> Blows:
    """Casualties in stretches of five minutes, from losses in the order of time.

    window: i4[n], the stretch in which a loss fell; unit: i4[n], whose; lost: i4[n], men; counted: whether its cause
    counts; men: i4[unit], men at the start. A unit counts in a stretch if it had a hundred men when that began. A
    blow is a stretch in which what counts cost it over a fifth of these.

    >>> told = np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([30, 30, 10])
    >>> blows(*told, np.array([True, True, True]), np.array([120, 200]))
    Blows(casualties=60, in_blows=30)
    """
    left = men.astype(np.int64).copy()
    casualties = in_blows = 0
    for one in np.unique(window):
        here = window == one
        cost = np.zeros(men.size, dtype=np.int64)
        np.add.at(cost, unit[here & counted], lost[here & counted])
        large = left >= AT_LEAST_MEN
        casualties += int(cost[large].sum())
        in_blows += int(cost[large & (cost > OVER_SHARE * left)].sum())
        np.subtract.at(left, unit[here], lost[here])
    return Blows(casualties, in_blows)


def of_replication(one: Replication, step_s: float, *, fire: bool) -> Blows:
    """The blows of a recorded replication; by fire alone, or by all causes."""
    rows = one.losses
    lost = rows[:, a.LO_KILLED] + rows[:, a.LO_WOUNDED] + rows[:, a.LO_MISSING]
    counted = np.isin(rows[:, a.LO_CAUSE], FIRE_CAUSES) if fire else np.ones(rows.shape[0], dtype=bool)
    window = (rows[:, a.LO_STEP] * step_s // WINDOW_S).astype(np.int32)
    return blows(window, rows[:, a.LO_TARGET], lost, counted, one.initial_men)


def told(found: Sequence[Blows], words: str) -> str:
    """The pooled share with its standard error over the replications (jackknife).

    >>> told([Blows(100, 10), Blows(100, 30)], "by fire")
    'by fire: 20.0% (standard error 10.0) of 200 casualties'
    """
    every, blown = (np.array([getattr(one, name) for one in found], float) for name in ("casualties", "in_blows"))
    share, error = blown.sum() / every.sum(), float("nan")
    if len(found) > 1:
        without = (blown.sum() - blown) / (every.sum() - every)
        error = float(np.sqrt((len(found) - 1) * np.mean((without - without.mean()) ** 2)))
    return f"{words}: {100 * share:.1f}% (standard error {100 * error:.1f}) of {every.sum():,.0f} casualties"


def khasan_blows(replications: int, seed: int) -> list[str]:
    """Lake Khasan fought so often, and what of its casualties fell in sudden blows."""
    compiled = khasan.compile_scenario(khasan.load_scenario(SCENARIO))
    by_fire, by_all, by_day = [], [], []
    for number in range(replications):
        one = run_replication(compiled, seed, number, record=True)
        by_fire.append(of_replication(one, compiled.step_s, fire=True))
        by_all.append(of_replication(one, compiled.step_s, fire=False))
        by_day.append(days.of_replication(compiled, one))
        print(f"{SCENARIO}: {number + 1} of {replications}", file=sys.stderr, flush=True)
    return [
        f"Of the casualties in units of {AT_LEAST_MEN} men and more, so much fell in five minutes that cost the unit",
        f"over a fifth of its men ({SCENARIO}, {replications} replications, seed {seed}; wanted: under "
        f"{100 * WANTED:.0f}% by fire)",
        told(by_fire, "by fire"),
        told(by_all, "by all causes"),
        *days.told(by_day),
    ]
