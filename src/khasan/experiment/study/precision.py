"""How well an outcome is known: means with their intervals, paired where replications share their chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from khasan.arrays import F8


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


def not_yet(
    found: Mapping[int, F8], half_width: float, confidence: float, *, against: bool, paired: bool, share: bool
) -> set[int]:
    """Points of which more replications are wanted. ``against``: the first is the baseline of all others.

    A point without any spread so far is not taken for precise if it is a share: Wilson's interval is looked at.
    """
    open_: set[int] = set()
    for point, values in found.items():
        if against and point == 0:
            continue
        if against:
            reached = difference_of(values, found[0], confidence, paired=paired).half_width
            if share and reached == 0.0:
                reached = share_of(np.zeros(values.size), confidence).half_width
        else:
            reached = (share_of if share else mean_of)(values, confidence).half_width
        if not reached <= half_width:  # NaN: too few
            open_.add(point)
    return open_ | {0} if against and open_ else open_
