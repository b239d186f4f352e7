"""What figures need of many replications: bands of a quantity, and how much of its spread the map explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

F8 = NDArray[np.float64]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of a band: the 90% interval, the 50% interval and the median."""
_SHUFFLES = 400
_CELLS = 1 << 18
"""Values that are shuffled at once, so that memory does not grow with the replications."""


def bands(values: NDArray[Any]) -> F8:
    """Quantiles f8[5, ...] at ``LEVELS`` over the first axis, replications: values that occurred, as in the tables.

    >>> bands(np.arange(101.0)).tolist()
    [5.0, 25.0, 50.0, 75.0, 95.0]
    """
    flat = values.reshape(len(values), -1)  # hour by hour: all at once would take the memory of the values again
    found = [np.quantile(column, LEVELS, axis=0, method="inverted_cdf") for column in flat.T]
    return np.stack(found, axis=1).astype(np.float64).reshape(len(LEVELS), *values.shape[1:])


@dataclass(frozen=True)
class MapShare:
    """Share of a measure's variance that lies between drawn maps.

    ``chance`` is the share that pure chance would reach in one case of twenty if the map did not matter; an
    estimate below it says nothing. ``replications`` and ``members`` are those that entered.
    """

    share: float
    chance: float
    replications: int
    members: int

    @property
    def tells(self) -> bool:
        """Does the estimate exceed what chance alone would bring?"""
        return self.share > self.chance


def map_share(values: F8, members: NDArray[np.int64]) -> MapShare | None:
    """Estimate from f8[R] values and the map i8[R] that each replication was fought on.

    One-way analysis of variance with random effects (the intraclass correlation), never below 0; ``chance`` by
    shuffling the maps among the replications, with a fixed seed. None where there is nothing to estimate: no
    spread, fewer than two maps, or no map with two replications.

    >>> on_map = np.repeat([0, 1, 2, 3], 25)
    >>> noise = np.random.default_rng(1).normal(size=100)
    >>> map_share(noise + 3 * on_map, on_map).tells, map_share(np.ones(100), on_map)
    (True, None)
    """
    _, group = np.unique(members, return_inverse=True)
    sizes = np.bincount(group)
    if len(sizes) < 2 or sizes.max() < 2 or np.ptp(values) == 0:
        return None
    estimate = _intraclass(values[None, :], group, sizes)[0]
    rng, by_chance = np.random.default_rng(19380729), []
    at_once = max(1, _CELLS // len(values))
    for begun in range(0, _SHUFFLES, at_once):
        rows = np.tile(values, (min(at_once, _SHUFFLES - begun), 1))
        by_chance.append(_intraclass(rng.permuted(rows, axis=1), group, sizes))
    chance = float(np.quantile(np.concatenate(by_chance), 0.95))
    return MapShare(float(estimate), chance, len(values), len(sizes))


def _intraclass(values: F8, group: NDArray[np.int64], sizes: NDArray[np.int64]) -> F8:
    """Intraclass correlation of each row of f8[K, R]; the formula for unequal group sizes (Donner 1986)."""
    total, groups = values.shape[1], len(sizes)
    # sums in one fixed order, and without the threads of a product, which wait for each other on a busy machine
    means = np.stack([np.bincount(group, row, groups) for row in values]) / sizes
    grand = values.mean(axis=1, keepdims=True)
    between = (sizes * (means - grand) ** 2).sum(axis=1) / (groups - 1)
    within = ((values - means[:, group]) ** 2).sum(axis=1) / max(total - groups, 1)
    typical = (total - (sizes**2).sum() / total) / (groups - 1)
    spread = between + (typical - 1) * within
    return np.asarray(np.where(spread > 0, np.maximum(between - within, 0) / np.where(spread > 0, spread, 1), 0))
