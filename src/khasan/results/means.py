"""Means with their intervals, and differences of means: paired where replications share their chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from khasan.arrays import F8

CONFIDENCE = 0.9
"""Of an interval, unless said otherwise."""


@dataclass(frozen=True)
class Mean:
    """A mean with the half-width of its interval; NaN where fewer than two values are known."""

    n: int
    mean: float
    half_width: float

    @property
    def low(self) -> float:
        """Lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end."""
        return self.mean + self.half_width

    @property
    def clear(self) -> bool:
        """Of a difference: does its interval leave out zero?"""
        return self.low > 0 or self.high < 0

    def times(self, scale: float) -> Mean:
        """The same in another unit: 100 makes shares percentages."""
        return Mean(self.n, scale * self.mean, scale * self.half_width)


def mean_of(values: F8, confidence: float) -> Mean:
    """Mean and interval by the normal law; values that are not known (NaN) are left out.

    >>> one = mean_of(np.array([1.0, 2.0, 3.0, np.nan]), 0.9)
    >>> one.n, one.mean, round(one.half_width, 3)
    (3, 2.0, 0.95)
    """
    known = values[~np.isnan(values)]
    if known.size < 2:
        return Mean(int(known.size), float(known.mean()) if known.size else math.nan, math.nan)
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    return Mean(int(known.size), float(known.mean()), float(z * known.std(ddof=1) / math.sqrt(known.size)))


def share_of(values: F8, confidence: float) -> Mean:
    """Of zeros and ones: the middle and half-width of the interval of Wilson, which never is empty.

    >>> one = share_of(np.zeros(20), 0.9)
    >>> one.mean, round(one.half_width, 3)
    (0.0, 0.119)
    """
    known = values[~np.isnan(values)]
    n = int(known.size)
    if n == 0:
        return Mean(0, math.nan, math.nan)
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    share = float(known.mean())
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return Mean(n, share, max(centre + reach - share, share - centre + reach))


def difference_of(values: F8, baseline: F8, confidence: float, *, paired: bool) -> Mean:
    """Mean of values less baseline with its interval: replication by replication if they share their chance."""
    if paired:
        n = min(values.size, baseline.size)
        return mean_of(values[:n] - baseline[:n], confidence)
    one, other = mean_of(values, confidence), mean_of(baseline, confidence)
    return Mean(min(one.n, other.n), one.mean - other.mean, math.hypot(one.half_width, other.half_width))


def share_difference_of(values: F8, baseline: F8, confidence: float, *, paired: bool) -> Mean:
    """As :func:`difference_of`, of zeros and ones. Where no pair differs, the interval is still not empty.

    Twenty pairs that agree do not prove that all would: the half-width is then Wilson's for none in so many.

    >>> share_difference_of(np.zeros(20), np.zeros(20), 0.9, paired=True).half_width > 0.1
    True
    """
    found = difference_of(values, baseline, confidence, paired=paired)
    if found.half_width != 0.0:
        return found
    return Mean(found.n, found.mean, share_of(np.zeros(found.n), confidence).half_width)


def more_often(values: F8, baseline: F8) -> float:
    """Share of the pairs in which values have more than the baseline, ties by half; NaN where no pair is known.

    >>> more_often(np.array([2.0, 1.0, 5.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0]))
    0.75
    """
    n = min(values.size, baseline.size)
    less = values[:n] - baseline[:n]
    known = less[~np.isnan(less)]
    return float((known > 0).mean() + (known == 0).mean() / 2) if known.size else math.nan


def plus_minus(mean: Mean, *, sign: bool = False) -> str:
    """A mean with its half-width, to two digits of the latter.

    >>> plus_minus(Mean(9, 1234.5, 63.9)), plus_minus(Mean(9, -0.512, 0.031), sign=True), plus_minus(Mean(9, 0.0, 0.0))
    ('1,234 ± 64', '−0.512 ± 0.031', '0 ± 0')
    """
    if math.isnan(mean.mean):
        return "not known"
    if math.isnan(mean.half_width):
        return _signed(f"{mean.mean:,.3g}", sign)
    if mean.half_width <= 0:
        return f"{_signed(f'{mean.mean:,.4g}', sign)} ± 0"
    places = max(0, 1 - math.floor(math.log10(mean.half_width)))
    return f"{_signed(f'{mean.mean:,.{places}f}', sign)} ± {mean.half_width:,.{places}f}"


def _signed(text: str, sign: bool) -> str:
    text = text.replace("-", "−")
    nought = not text.strip("−0.,")
    return f"+{text}" if sign and not nought and not text.startswith("−") else text.lstrip("−") if nought else text
