"""The measures of a forecast, battle by battle or side by side: numbers in, numbers out.

Casualties are compared on the scale of log10, where twice too many and half too few err alike; fewer than one man
counts as one, so that no casualties can be compared too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from khasan.battles.forecast_columns import LEVELS

Floats = NDArray[np.float64]
SURE = 0.001
"""A chance nearer to 0 or 1 than this counts as this: no finite number of replications can tell more."""
TAIL = LEVELS[0] / (LEVELS[1] - LEVELS[0])
"""The ends of a distribution lie beyond its outer quantiles by this share of the stretch between the outer two."""


def log_loss(chance: Floats, won: Floats) -> Floats:
    """Minus the natural logarithm of the chance that was given to what happened.

    >>> log_loss(np.array([0.5, 0.8, 1.0]), np.array([1.0, 1.0, 0.0])).round(3)
    array([0.693, 0.223, 6.908])
    """
    kept = np.clip(chance, SURE, 1 - SURE)
    return np.asarray(-(won * np.log(kept) + (1 - won) * np.log1p(-kept)))


def brier(chance: Floats, won: Floats) -> Floats:
    """Squared distance of the chance from what happened (Brier 1950, in the form for two outcomes)."""
    return np.asarray((chance - won) ** 2)


def called_right(chance: Floats, won: Floats) -> Floats:
    """1 where the likelier side won, 0 where it lost, one half where neither was likelier."""
    return np.where(chance == 0.5, 0.5, ((chance > 0.5) == (won > 0.5)).astype(float))


def log10_men(men: Floats) -> Floats:
    """The logarithm of a number of men, of which fewer than one counts as one."""
    return np.asarray(np.log10(np.maximum(men, 1.0)))


def within_factor(error: Floats, factor: float = 2.0) -> Floats:
    """1 where an error on the scale of log10 is within a factor, bounds counted in; else 0."""
    return np.asarray(np.abs(error) <= np.log10(factor) + 1e-12, dtype=float)


def covered(quantiles: Floats, value: Floats, low: int, high: int) -> Floats:
    """1 where a value lies between two of the quantiles, bounds counted in; else 0. ``quantiles``: [case, level]."""
    return ((quantiles[:, low] <= value) & (value <= quantiles[:, high])).astype(float)


def crps(quantiles: Floats, value: Floats) -> Floats:
    """Continuous ranked probability score of the distribution that five quantiles tell (Gneiting and Raftery 2007).

    Its distribution function is straight between quantiles, and straight on to 0 and 1 beyond the outer ones: our
    form, because a file of forecasts tells no more. The integral of (F(x) - [x >= value])^2 is exact.

    >>> crps(np.full((1, 5), 3.0), np.array([3.5]))
    array([0.5])
    """
    low = quantiles[:, 0] - TAIL * (quantiles[:, 1] - quantiles[:, 0])
    high = quantiles[:, -1] + TAIL * (quantiles[:, -1] - quantiles[:, -2])
    x = np.column_stack([low, quantiles, high])
    f = np.array([0.0, *LEVELS, 1.0])
    left, right = x[:, :-1], x[:, 1:]
    width = right - left
    met = np.clip(value[:, None], left, right)
    slope = np.divide(f[1:] - f[:-1], width, out=np.zeros_like(width), where=width > 0)
    at = np.where(width > 0, f[:-1] + slope * (met - left), f[:-1])
    below = (met - left) * _mean_square(f[:-1], at)
    above = (right - met) * _mean_square(1 - at, 1 - f[1:])
    outside = np.maximum(low - value, 0) + np.maximum(value - high, 0)
    return np.asarray((below + above).sum(axis=1) + outside)


def _mean_square(first: Floats, last: Floats) -> Floats:
    """Mean of the square of a straight line between two values."""
    return np.asarray((first * first + first * last + last * last) / 3)
