"""Intervals by drawing groups of battles again with replacement, for all models alike (paired bootstrap)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure and its interval of nine in ten; NaN where there is nothing to measure."""

    value: float
    low: float
    high: float


NOTHING = Estimate(float("nan"), float("nan"), float("nan"))


class Drawn(NamedTuple):
    """A figure, and what it is in each draw."""

    value: float
    draws: Floats

    def estimate(self) -> Estimate:
        """The figure with the interval of its draws."""
        return Estimate(self.value, *_interval(self.draws))

    def less(self, other: Drawn) -> Estimate:
        """The difference of two figures, with the interval of the difference in the same draws."""
        return Estimate(self.value - other.value, *_interval(self.draws - other.draws))


class Resampling:
    """How often each group of battles is drawn in each of many draws.

    Efron and Tibshirani 1993, chapter 8: groups are drawn, not battles, because battles of one group overlap.
    """

    def __init__(self, groups: list[str], *, draws: int, seed: int) -> None:
        names, index = np.unique(np.array(groups), return_inverse=True)
        times = np.random.default_rng(seed).multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
        self.weights: Floats = times[:, index].astype(np.float64)
        """[draw, battle]: how often the battle stands in the draw."""

    def draw(self, values: Floats, battle: NDArray[np.intp], *, median: bool) -> Drawn:
        """The mean (or median) of values, each of a battle, as it is and in every draw."""
        if not len(values):
            return Drawn(float("nan"), np.full(len(self.weights), np.nan))
        [value] = middle(values, np.ones((1, len(values))), median=median)
        return Drawn(float(value), middle(values, self.weights[:, battle], median=median))


def _interval(drawn: Floats) -> tuple[float, float]:
    kept = drawn[np.isfinite(drawn)]
    if not len(kept):
        return float("nan"), float("nan")
    low, high = np.quantile(kept, [0.05, 0.95])
    return float(low), float(high)


def middle(values: Floats, weights: Floats, *, median: bool) -> Floats:
    """Weighted mean or median of values, one a row of ``weights`` [draw, value]; NaN for a draw that has none.

    >>> middle(np.array([1.0, 9.0, 2.0, 4.0]), np.array([[1.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 2.0]]), median=True)
    array([3., 4.])
    """
    total = weights.sum(axis=1)
    total = np.where(total > 0, total, np.nan)
    if not median:
        return np.asarray(weights @ values / total)
    order = np.argsort(values, kind="stable")
    gone = np.cumsum(weights[:, order], axis=1)
    half = gone[:, -1:] / 2
    lower = values[order][np.argmax(gone >= half, axis=1)]
    upper = values[order][np.argmax(gone > half, axis=1)]
    return np.where(np.isnan(total), np.nan, (lower + upper) / 2)
