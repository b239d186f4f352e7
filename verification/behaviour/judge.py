"""From samples to a figure with its error, and on to a verdict: in or out, by how much, alike at both scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, isnan, nan

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import F8
from verification.behaviour.recipes import EXEMPT, Kind, Scale

DRAWS = 400
"""Bootstrap draws behind an error."""
FEWEST = 30
"""Cases without which a conditional row is out."""
WITHIN_RATIO, WITHIN_SHARE = 0.25, 0.10
"""How near two scales must come: medians and ratios, shares and gains."""
FAR = 3.0
"""A row out by more than this factor is far out."""

Cases = Sequence[Sequence[F8]]
"""Samples: a list a side, an array a replication."""


@dataclass(frozen=True)
class Figure:
    """A figure, the 95% interval of its Monte Carlo error, and how many cases it rests on. NaN: not computable."""

    value: float
    low: float
    high: float
    cases: int

    def straddles(self, bound: float) -> bool:
        """Does a bound lie inside the error?"""
        return self.low < bound < self.high


def quantile(values: F8, share: float) -> float:
    """The smallest value that at least this share do not exceed, so that it stands among `inf` too.

    >>> quantile(np.array([1.0, 2.0, np.inf]), 0.5), quantile(np.array([4.0, 1.0, 3.0, 2.0]), 0.5)
    (2.0, 2.0)
    """
    return float(np.quantile(values, share, method="inverted_cdf")) if values.size else nan


def statistic(kind: Kind, ours: F8, theirs: F8) -> float:
    """The figure of a kind from all samples of a set-up, and those of the set-up it is taken against."""
    if not ours.size or (kind in ("gain", "ratio of medians") and not theirs.size):
        return nan
    if kind == "median":
        return quantile(ours, 0.5)
    if kind == "share":
        return float(ours.mean())
    if kind == "95th percentile":
        return quantile(ours, 0.95)
    if kind == "95th over 5th":
        low = quantile(ours, 0.05)
        return quantile(ours, 0.95) / low if low > 0 else nan
    if kind == "gain":
        return float(ours.mean() - theirs.mean())
    below = quantile(theirs, 0.5)
    return quantile(ours, 0.5) / below if below > 0 and isfinite(below) else nan


def figure(kind: Kind, ours: Cases, theirs: Cases = ()) -> Figure:
    """The figure of a row, sides pooled; its error by drawing replications again, paired where two set-ups meet."""
    if theirs:
        ours, theirs = _paired(ours, theirs)
    pooled, against = _pool(ours), _pool(theirs)
    value = statistic(kind, pooled, against)
    if isnan(value):
        return Figure(nan, nan, nan, pooled.size)
    rng = np.random.default_rng(1)
    again = []
    for _ in range(DRAWS):
        drawn = [rng.integers(0, len(side), len(side)) for side in ours]
        again.append(statistic(kind, _pool(ours, drawn), _pool(theirs, drawn) if theirs else against))
    usable = np.array([one for one in again if not isnan(one)])
    return Figure(value, quantile(usable, 0.025), quantile(usable, 0.975), pooled.size)


def _paired(ours: Cases, theirs: Cases) -> tuple[Cases, Cases]:
    """Cut to the replications that both have."""
    most = [min(len(one), len(other)) for one, other in zip(ours, theirs, strict=True)]
    return (
        [side[:n] for side, n in zip(ours, most, strict=True)],
        [side[:n] for side, n in zip(theirs, most, strict=True)],
    )


def _pool(cases: Cases, drawn: Sequence[NDArray[np.int64]] | None = None) -> F8:
    parts = [
        side[k] for n, side in enumerate(cases) for k in (range(len(side)) if drawn is None else drawn[n].tolist())
    ]
    return np.concatenate(parts) if parts else np.empty(0)


@dataclass(frozen=True)
class Verdict:
    """What became of a row."""

    figures: Mapping[Scale, Figure]
    inside: bool
    off: float
    """How far out the worst scale lies: the factor beyond the bound, or interval widths; 0 inside, inf if no figure."""
    in_widths: bool
    straddles: bool
    agree: bool | None
    """Whether both scales agree; None where they need not."""
    why: str = ""

    @property
    def far(self) -> bool:
        """Out by more than three times, or further outside than the interval is wide."""
        return not self.inside and self.off > (1.0 if self.in_widths else FAR)


def measured_in_widths(kind: Kind, low: float, *, as_share: bool = False) -> bool:
    """Shares, medians of shares, gains and rows from 0: how far outside goes by the width of the interval."""
    return as_share or kind in ("share", "gain") or low == 0.0


def distance(value: float, low: float, high: float, *, in_widths: bool) -> float:
    """How far outside an interval a value lies: as a factor (1 at the bound) or in widths; 0 inside.

    >>> distance(15.0, 30.0, 60.0, in_widths=False), distance(1.0, 0.25, 0.5, in_widths=True)
    (2.0, 2.0)
    """
    if isnan(value):
        return inf
    if low <= value <= high:
        return 0.0
    if in_widths:
        return max(low - value, value - high) / (high - low)
    return value / high if value > high else low / value if value > 0 else inf


def alike(kind: Kind, one: float, other: float, *, as_share: bool = False) -> bool | None:
    """Whether two scales agree; None where they need not or one has no figure.

    >>> alike("median", 10.0, 12.4), alike("share", 0.5, 0.61), alike("95th percentile", 1.0, 9.0)
    (True, False, None)
    """
    if kind in EXEMPT or isnan(one) or isnan(other):
        return None
    if kind in ("share", "gain") or as_share:
        return abs(one - other) <= WITHIN_SHARE
    if one == other:
        return True
    low, high = sorted((one, other))
    return low > 0 and high <= (1 + WITHIN_RATIO) * low


def judge(
    kind: Kind,
    figures: Mapping[Scale, Figure],
    low: float,
    high: float,
    *,
    conditional: bool = False,
    as_share: bool = False,
) -> Verdict:
    """A row is in if its figure lies inside at every scale that it was measured at, on cases enough."""
    in_widths = measured_in_widths(kind, low, as_share=as_share)
    few = [scale for scale, one in figures.items() if conditional and one.cases < FEWEST]
    none = [scale for scale, one in figures.items() if isnan(one.value)]
    offs = [distance(one.value, low, high, in_widths=in_widths) for one in figures.values()]
    why = ""
    if none:
        why = f"not computable at the {' and the '.join(none)} scale"
    elif few:
        why = f"fewer than {FEWEST} cases at the {' and the '.join(few)} scale"
    values = [one.value for one in figures.values()]
    return Verdict(
        figures=figures,
        inside=not few and not none and not any(offs),
        off=max(offs),
        in_widths=in_widths,
        straddles=any(one.straddles(bound) for one in figures.values() for bound in (low, high)),
        agree=alike(kind, *values, as_share=as_share) if len(values) == 2 else None,
        why=why,
    )
