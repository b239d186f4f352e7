"""What a day costs those who attack: at Lake Khasan, of battalions and of formations, from midnight to midnight.

    python -m verification.behaviour --khasan [--replications N]

A statistic of behaviour: nothing is laid beside the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np

from khasan import arrays as a
from khasan.arrays import I4, Replication
from khasan.compiler import Compiled
from khasan.results.frame import frame_of
from verification.behaviour.tables import Flags

COSTLY_TO_ATTACK, ONE_IN_TWELVE = 0.20, 1 / 12
COSTLY_AT_ALL, ONE_IN_EIGHT = 0.30, 1 / 8
ANY_LOSS = 0.005
FEWEST, MOST = 200, 1500
"""Men of a battalion at least, and of a formation that counts: the lowest of that size above a unit, or the unit."""


@dataclass(frozen=True)
class Days:
    """Days that count, and those of them that cost over the share asked about."""

    days: int
    costly: int

    def __add__(self, other: Days) -> Days:
        return Days(self.days + other.days, self.costly + other.costly)


def costs(men: I4, lost: I4, groups: Sequence[Sequence[int]], counts: Flags, least: float, costly: float) -> Days:
    """Days of groups of units, one row a midnight.

    men: i4[midnight, unit], present then; lost: i4[midnight, unit], since the start; counts: bool[day, group], whether
    a day of a group is asked about at all. A day counts if it cost the group more than `least` of its men.

    >>> men, lost = np.array([[100, 100], [60, 100], [60, 90]]), np.array([[0, 0], [40, 0], [40, 10]])
    >>> costs(men, lost, [[0], [1], [0, 1]], np.ones((2, 3), dtype=bool), 0.0, 0.15)
    Days(days=4, costly=2)
    """
    days = over = 0
    for day in range(men.shape[0] - 1):
        for k, group in enumerate(groups):
            at_first, cost = men[day, group].sum(), (lost[day + 1] - lost[day])[group].sum()
            if at_first > 0 and counts[day, k] and cost > least * at_first:
                days += 1
                over += bool(cost > costly * at_first)
    return Days(days, over)


def battalions_of(compiled: Compiled, men: I4) -> list[list[int]]:
    """Units that attack as one, where they are men enough for a battalion: patrols and tank companies are not."""
    first = compiled.orders.body_first
    bodies = [compiled.orders.body_units[first[k] : first[k + 1]].tolist() for k in range(first.size - 1)]
    return [body for body in bodies if men[body].sum() >= FEWEST]


def formations_of(compiled: Compiled, men: I4) -> list[list[int]]:
    """The lowest formations of 200 to 1,500 men, each unit in one at most; a unit of that size is one itself."""
    labels, found = compiled.labels, dict[int, list[int]]()
    below: dict[int, list[int]] = {}
    for unit, formation in enumerate(labels.unit_formation):
        while formation >= 0:
            below.setdefault(formation, []).append(unit)
            formation = labels.formation_parent[formation]
    for unit, formation in enumerate(labels.unit_formation):
        if FEWEST <= men[unit] <= MOST:
            found[-1 - unit] = [unit]
            continue
        while formation >= 0 and men[below[formation]].sum() < FEWEST:
            formation = labels.formation_parent[formation]
        if formation >= 0 and men[below[formation]].sum() <= MOST:
            found[formation] = below[formation]
    return list(found.values())


def midnights(compiled: Compiled, one: Replication) -> list[int]:
    """Rows of the snapshots at the start, at each midnight of the scenario's own time, and at the end."""
    start = compiled.start_utc.astimezone(frame_of(compiled).zone)
    hours = one.snapshot_steps * compiled.step_s / 3600.0
    days = {(start + timedelta(hours=float(hour))).date(): k for k, hour in reversed(list(enumerate(hours)))}
    return sorted({0, *days.values(), len(hours) - 1})


def of_replication(compiled: Compiled, one: Replication) -> tuple[Days, Days]:
    """Days of battalions under orders to attack, and of formations at all."""
    rows = midnights(compiled, one)
    men = one.counts[rows][:, a.MEN] * (one.counts[rows][:, a.STATUS] != a.EXPECTED)
    lost = (one.counts[:, a.KILLED] + one.counts[:, a.WOUNDED] + one.counts[:, a.MISSING])[rows]
    attacks = np.isin(one.counts[:, a.ORDER], (a.ATTACK, a.PURSUE))
    bodies = battalions_of(compiled, one.initial_men)
    told = np.array(
        [[bool(attacks[first : last + 1][:, body].any()) for body in bodies] for first, last in pairwise(rows)]
    )
    formations = formations_of(compiled, one.initial_men)
    every = np.ones((len(rows) - 1, len(formations)), dtype=bool)
    return (
        costs(men, lost, bodies, told, 0.0, COSTLY_TO_ATTACK),
        costs(men, lost, formations, every, ANY_LOSS, COSTLY_AT_ALL),
    )


def told(found: Sequence[tuple[Days, Days]]) -> list[str]:
    """Both shares, pooled over replications, with their standard errors (jackknife)."""
    attacking, formations = (list(column) for column in zip(*found, strict=True))
    return [
        f"battalion-days under orders to attack that cost over {COSTLY_TO_ATTACK:.0%}: {_share(attacking)}; "
        f"wanted: at most {ONE_IN_TWELVE:.1%}",
        f"formation-days that cost over {COSTLY_AT_ALL:.0%}: {_share(formations)}; wanted: at most {ONE_IN_EIGHT:.1%}",
    ]


def _share(found: Sequence[Days]) -> str:
    days, costly = np.array([one.days for one in found], float), np.array([one.costly for one in found], float)
    if days.sum() == 0:
        return "none"
    error = float("nan")
    if len(found) > 1:
        without = (costly.sum() - costly) / np.maximum(1.0, days.sum() - days)
        error = float(np.sqrt((len(found) - 1) * np.mean((without - without.mean()) ** 2)))
    return f"{costly.sum() / days.sum():.1%} (standard error {error:.1%}) of {days.sum():,.0f}"
