"""What comes out of an experiment: means by point, differences from the baseline, indices with their uncertainty.

SALib makes the indices. Every number that a report shows has its interval beside it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.experiment.study.extras import need
from khasan.experiment.study.plan import Plan
from khasan.experiment.study.points import problem_of, unit_places
from khasan.experiment.study.precision import Mean, difference_of, mean_of, share_of
from khasan.experiment.study.schema import Outcome

F8 = NDArray[np.float64]
RESAMPLES = 200
"""Bootstrap samples behind the interval of an index."""
_SEED = 20260101
"""Of the bootstrap: the same report from the same rows."""


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
class Index:
    """How much of an outcome's variance goes with a factor, with the half-width of each interval."""

    factor: str
    first: float
    first_half: float
    total: float = math.nan
    total_half: float = math.nan


@dataclass(frozen=True)
class Effect:
    """A Morris effect: mean of the absolute elementary effects, and their spread."""

    factor: str
    size: float
    size_half: float
    spread: float


@dataclass(frozen=True)
class Data:
    """The rows of an experiment by outcome and point. ``table``: pyarrow's, in order of point and replication."""

    plan: Plan
    table: Any = field(repr=False)
    _made: dict[tuple[str, int | None], list[Index]] = field(default_factory=dict, repr=False, compare=False)
    """Indices worked out so far: the bootstrap takes seconds, and a page asks several times."""

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
        n = min(values.size, baseline.size)
        less = values[:n] - baseline[:n]
        known = less[~np.isnan(less)]
        found.append(
            Difference(
                point,
                data.mean(outcome, values),
                data.mean(outcome, baseline),
                difference_of(values, baseline, data.confidence, paired=paired),
                float((known > 0).mean() + (known == 0).mean() / 2) if known.size else math.nan,
            )
        )
    return found


def indices(data: Data, outcome: Outcome, *, base: int | None = None) -> list[Index]:
    """Sobol' indices of a Sobol' design, or first-order indices of a Latin hypercube; none where nothing varies.

    ``base``: of the first so many rows of a Sobol' design only. They are those of the smaller design.
    """
    key = outcome.name, base
    if key not in data._made:
        data._made[key] = _indices(data, outcome, base)
    return data._made[key]


def _indices(data: Data, outcome: Outcome, base: int | None) -> list[Index]:
    plan, kind = data.plan, data.plan.design.design.kind
    means = _filled(data.means(outcome))
    if means.size < 8 or means.std() == 0.0:
        return []
    problem = problem_of(plan.factors)
    if kind == "sobol":
        second = bool(plan.design.design.second_order)
        if base is not None:
            width = 2 * len(plan.factors) + 2 if second else len(plan.factors) + 2
            means = means[: base * width]
            if means.std() == 0.0:
                return []
        analyze = need("SALib.analyze.sobol", "the report of a Sobol' design")
        told = analyze.analyze(
            problem, means, calc_second_order=second, num_resamples=RESAMPLES, conf_level=data.confidence, seed=_SEED
        )
        rows = zip(told["S1"], told["S1_conf"], told["ST"], told["ST_conf"], strict=True)
        return [Index(one.id, *(float(x) for x in row)) for one, row in zip(plan.factors, rows, strict=True)]
    analyze = need("SALib.analyze.rbd_fast", "the report of a Latin hypercube")
    places = unit_places(plan.design, plan.factors)
    with np.errstate(invalid="ignore", divide="ignore"):  # a resample of few points may have no spread
        told = analyze.analyze(problem, places, means, num_resamples=RESAMPLES, conf_level=data.confidence, seed=_SEED)
    firsts = zip(told["S1"], told["S1_conf"], strict=True)
    return [Index(one.id, float(s), float(c)) for one, (s, c) in zip(plan.factors, firsts, strict=True)]


def morris(data: Data, outcome: Outcome) -> list[Effect]:
    """Elementary effects of a Morris design."""
    plan = data.plan
    means = _filled(data.means(outcome))
    analyze = need("SALib.analyze.morris", "the report of a Morris design")
    told = analyze.analyze(
        problem_of(plan.factors), unit_places(plan.design, plan.factors), means, num_resamples=RESAMPLES,
        conf_level=data.confidence, num_levels=plan.design.design.levels or 4, seed=_SEED,
    )  # fmt: skip
    rows = zip(told["mu_star"], told["mu_star_conf"], told["sigma"], strict=True)
    return [Effect(one.id, *(float(x) for x in row)) for one, row in zip(plan.factors, rows, strict=True)]


def main_effects(data: Data, outcome: Outcome) -> list[tuple[str, Mean]]:
    """Of a factorial design: last setting of each factor less its first, over all settings of the others."""
    found = []
    values = data.values(outcome)
    for k, one in enumerate(data.plan.factors):
        settings = data.settings(k)[data.points]
        low, high = np.nanmin(settings), np.nanmax(settings)
        difference = difference_of(values[settings == high], values[settings == low], data.confidence, paired=False)
        found.append((one.id, difference))
    return found


@dataclass(frozen=True)
class Crossing:
    """Means of an outcome over two factors: f8[second, first] with half-widths."""

    first: str
    second: str
    first_labels: tuple[str, ...]
    second_labels: tuple[str, ...]
    means: F8
    halves: F8


def crossing(data: Data, outcome: Outcome, first: int, second: int) -> Crossing:
    """How the effect of one factor changes with another: by their settings, or by thirds of their range."""
    values = data.values(outcome)
    (one, labels_1), (two, labels_2) = (_grouped(data, k) for k in (first, second))
    means = np.full((len(labels_2), len(labels_1)), np.nan)
    halves = means.copy()
    for i in range(len(labels_2)):
        for j in range(len(labels_1)):
            found = data.mean(outcome, values[(one[data.points] == j) & (two[data.points] == i)])
            means[i, j], halves[i, j] = found.mean, found.half_width
    ids = data.plan.factors[first].id, data.plan.factors[second].id
    return Crossing(*ids, labels_1, labels_2, means, halves)


def _grouped(data: Data, factor: int) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """i8[points]: group of each by a factor's setting, and the groups' names."""
    one, settings = data.plan.factors[factor], data.settings(factor)
    distinct = np.unique(settings[~np.isnan(settings)])
    if distinct.size <= 4:
        return np.searchsorted(distinct, settings), tuple(one.word(float(some)) for some in distinct)
    cuts = np.quantile(settings, [1 / 3, 2 / 3])
    ends = [settings.min(), *cuts, settings.max()]
    names = tuple(f"{low:.3g}–{high:.3g}" for low, high in itertools.pairwise(ends))
    return np.searchsorted(cuts, settings, side="right"), names


def strongest(data: Data, outcome: Outcome, ranked: Mapping[str, float]) -> list[int]:
    """The two factors, chance left out, that carry most; fewer if there are fewer."""
    order = sorted(
        (k for k, one in enumerate(data.plan.factors) if one.law != "chance"),
        key=lambda k: -_or_zero(ranked.get(data.plan.factors[k].id)),
    )
    return order[:2]


def convergence(data: Data, outcome: Outcome) -> list[tuple[str, list[int], list[Mean]]]:
    """How an answer settles as replications come in: differences from the baseline, or else means by point."""
    plan = data.plan
    chosen = range(1, len(plan.points)) if plan.compared else range(len(plan.points))
    curves = []
    for point in list(chosen)[:6]:
        values = data.of_point(outcome, point)
        counts = _steps(values.size)
        if plan.compared:
            base, paired = data.of_point(outcome, 0), plan.design.common_random_numbers
            found = [difference_of(values[:n], base[:n], data.confidence, paired=paired) for n in counts]
        else:
            found = [data.mean(outcome, values[:n]) for n in counts]
        curves.append((label_of(plan, point), counts, found))
    return curves


def index_convergence(data: Data, outcome: Outcome) -> dict[int, list[Index]]:
    """Total effects from the first 2, 4, 8, ... rows of a Sobol' design, from 32 on."""
    base = data.plan.design.design.base or 0
    sizes = [1 << k for k in range(5, base.bit_length())]
    found = {size: indices(data, outcome, base=None if size == base else size) for size in sizes}
    return {size: some for size, some in found.items() if some}


def label_of(plan: Plan, point: int) -> str:
    """A point in words: what differs from the scenario as it is."""
    some = [
        f"{one.factor.name}: {one.word(setting)}"
        for one, setting in zip(plan.factors, plan.points[point].settings, strict=True)
        if setting is not None
    ]
    return "; ".join(some) or "baseline: the scenario as it is"


def _steps(count: int) -> list[int]:
    if count < 8:
        return list(range(2, count + 1))
    return sorted({round(float(x)) for x in np.geomspace(4, count, 40)})


def _filled(means: F8) -> F8:
    """Points of which nothing is known take the mean of all: an index needs every point."""
    return np.where(np.isnan(means), np.nanmean(means) if np.isfinite(means).any() else 0.0, means)


def _or_zero(value: float | None) -> float:
    return 0.0 if value is None or math.isnan(value) else value


def ranking(data: Data, outcome: Outcome) -> Mapping[str, float]:
    """Factor -> what it carries, by the measure that fits the kind of design."""
    kind = data.plan.design.design.kind
    if kind in ("sobol", "latin-hypercube"):
        return {one.factor: one.first if math.isnan(one.total) else one.total for one in indices(data, outcome)}
    if kind == "morris":
        return {one.factor: one.size for one in morris(data, outcome)}
    return {factor: abs(effect.mean) for factor, effect in main_effects(data, outcome)}
