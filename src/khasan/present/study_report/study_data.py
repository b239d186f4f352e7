"""What comes out of an experiment: the rows by outcome and point, and differences from the baseline."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.experiment.study.plan import Plan
from khasan.experiment.study.schema import Outcome
from khasan.results.means import Mean, difference_of, mean_of, more_often, share_of

F8 = NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """A point against the baseline, in one outcome."""

    point: int
    value: Mean
    """Of the point itself."""
    baseline: Mean
    difference: Mean
    higher: float
    """Share of the pairs in which the point has more than the baseline; ties count half."""


@dataclass(frozen=True)
class Data:
    """The rows of an experiment by outcome and point. ``table``: pyarrow's, in order of point and replication."""

    plan: Plan
    table: Any = field(repr=False)
    made: dict[tuple[str, int | None], Any] = field(default_factory=dict, repr=False, compare=False)
    """Sensitivities worked out so far: the bootstrap takes seconds, and a page asks several times."""

    @property
    def confidence(self) -> float:
        """Of all intervals."""
        precision = self.plan.design.precision
        return precision.confidence if precision else 0.9

    @cached_property
    def points(self) -> NDArray[np.int64]:
        """i8[rows]"""
        return np.asarray(self.table["point"].to_numpy(), dtype=np.int64)

    @cached_property
    def bounds(self) -> NDArray[np.int64]:
        """First row of each point, and one past the last."""
        return np.searchsorted(self.points, np.arange(len(self.plan.points) + 1))

    @property
    def failed(self) -> int:
        """Replications that failed."""
        return int(self.table.num_rows - self.table["error"].null_count)

    def values(self, outcome: Outcome) -> F8:
        """f8[rows]: NaN where it failed or has no value."""
        column = self.table[outcome.name].to_numpy(zero_copy_only=False)
        return np.asarray(column, dtype=np.float64)

    def of_point(self, outcome: Outcome, point: int) -> F8:
        """f8[replications of the point]"""
        return self.values(outcome)[self.bounds[point] : self.bounds[point + 1]]

    def by_replication(self, outcome: Outcome) -> F8:
        """f8[points, replications]: NaN where it failed, has no value or was not fought."""
        values = self.values(outcome)
        found = np.full((len(self.plan.points), int(np.diff(self.bounds).max(initial=0))), np.nan)
        found[self.points, np.arange(values.size) - self.bounds[self.points]] = values
        return found

    def means(self, outcome: Outcome) -> F8:
        """f8[points]: mean of each; NaN where nothing is known."""
        values = self.values(outcome)
        known = ~np.isnan(values)
        count = np.bincount(self.points[known], minlength=len(self.plan.points))
        total = np.bincount(self.points[known], weights=values[known], minlength=len(self.plan.points))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(total / count, dtype=np.float64)

    def mean(self, outcome: Outcome, values: F8) -> Mean:
        """Mean or share with its interval."""
        return (share_of if outcome.is_share else mean_of)(values, self.confidence)

    def settings(self, factor: int) -> F8:
        """f8[points]: the setting of a factor as a number; the replication's number for chance."""
        if self.plan.factors[factor].law == "chance":
            return np.array([point.first for point in self.plan.points], dtype=np.float64)
        some = [point.settings[factor] for point in self.plan.points]
        return np.array([math.nan if one is None else float(one) for one in some])


def differences(data: Data, outcome: Outcome) -> list[Difference]:
    """Every point against the first."""
    baseline = data.of_point(outcome, 0)
    paired = data.plan.design.common_random_numbers
    found = []
    for point in range(1, len(data.plan.points)):
        values = data.of_point(outcome, point)
        found.append(
            Difference(
                point,
                data.mean(outcome, values),
                data.mean(outcome, baseline),
                difference_of(values, baseline, data.confidence, paired=paired),
                more_often(values, baseline),
            )
        )
    return found


def telling_points(data: Data, outcomes: Sequence[Outcome], most: int) -> list[int]:
    """The points that differ most clearly from the baseline in some outcome, in their order."""
    clear: dict[int, float] = {}
    for outcome in outcomes:
        for one in differences(data, outcome):
            mean, half = abs(one.difference.mean), one.difference.half_width
            told = mean / half if half > 0 else math.inf if mean > 0 else 0.0
            clear[one.point] = max(clear.get(one.point, 0.0), 0.0 if math.isnan(told) else told)
    return sorted(sorted(clear, key=lambda point: -clear[point])[:most])


def convergence(data: Data, outcome: Outcome, points: Sequence[int]) -> list[tuple[str, list[int], list[Mean]]]:
    """How an answer settles as replications come in: differences from the baseline, or else means by point."""
    plan = data.plan
    curves = []
    for point in points:
        values = data.of_point(outcome, point)
        counts = _steps(values.size)
        if plan.compared:
            base, paired = data.of_point(outcome, 0), plan.design.common_random_numbers
            found = [difference_of(values[:n], base[:n], data.confidence, paired=paired) for n in counts]
        else:
            found = [data.mean(outcome, values[:n]) for n in counts]
        curves.append((label_of(plan, point), counts, found))
    return curves


@dataclass(frozen=True)
class Crossing:
    """Means of an outcome over two factors: f8[second, first] with half-widths."""

    first: str
    second: str
    first_labels: tuple[str, ...]
    second_labels: tuple[str, ...]
    means: F8
    halves: F8


def crossing(data: Data, outcome: Outcome, first: int, second: int, scale: float = 1.0) -> Crossing:
    """How the effect of one factor changes with another: by their settings, or by thirds of their range."""
    values = data.values(outcome)
    (one, labels_1), (two, labels_2) = (grouped(data, k) for k in (first, second))
    means = np.full((len(labels_2), len(labels_1)), np.nan)
    halves = means.copy()
    for i in range(len(labels_2)):
        for j in range(len(labels_1)):
            found = data.mean(outcome, values[(one[data.points] == j) & (two[data.points] == i)])
            means[i, j], halves[i, j] = found.mean, found.half_width
    ids = data.plan.factors[first].id, data.plan.factors[second].id
    return Crossing(*ids, labels_1, labels_2, scale * means, scale * halves)


def grouped(data: Data, factor: int) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """i8[points]: group of each by a factor's setting (or third of its settings), and the groups' names."""
    one, settings = data.plan.factors[factor], data.settings(factor)
    distinct = np.unique(settings[~np.isnan(settings)])
    if distinct.size <= 4:
        return np.searchsorted(distinct, settings), tuple(one.word(float(some)) for some in distinct)
    cuts = np.quantile(settings, [1 / 3, 2 / 3])
    ends = [settings.min(), *cuts, settings.max()]
    names = tuple(f"{low:.3g}–{high:.3g}" for low, high in itertools.pairwise(ends))
    return np.searchsorted(cuts, settings, side="right"), names


def label_of(plan: Plan, point: int) -> str:
    """A point in words: what differs from the scenario as it is."""
    some = [
        f"{one.factor.name}: {one.word(setting)}"
        for one, setting in zip(plan.factors, plan.points[point].settings, strict=True)
        if setting is not None
    ]
    return "; ".join(some) or f"baseline: the {plan.subject.kind} as it is"


def _steps(count: int) -> list[int]:
    if count < 8:
        return list(range(2, count + 1))
    return sorted({round(float(x)) for x in np.geomspace(4, count, 40)})
