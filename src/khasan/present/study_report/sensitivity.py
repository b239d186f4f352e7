"""What an experiment's results hang on: indices, elementary and main effects, each with its interval.

SALib makes indices and elementary effects. What a factor *carries* is the measure that fits the kind of design: a share
of the variance (Sobol', Latin hypercube), a mean absolute effect (Morris), a difference (factorial designs).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from khasan.experiment.extras import need
from khasan.experiment.study.points import problem_of, unit_places
from khasan.experiment.study.schema import Outcome
from khasan.present.study_report.study_data import F8, Data
from khasan.results.means import Mean, difference_of, mean_of

RESAMPLES = 200
"""Bootstrap samples behind the interval of an index."""
LEAST_BASE = 32
"""Rows of a Sobol' design below which its indices are not looked at alone."""
LEAST_POINTS = 64
"""Of a Latin hypercube: RBD-FAST reckons with twice ten harmonics, and its bootstrap with half of the points."""
_SEED = 20260101
"""Of the bootstrap: the same report from the same rows."""


@dataclass(frozen=True)
class Index:
    """How much of an outcome's variance goes with a factor, with the half-width of each interval."""

    factor: str
    first: float
    first_half: float
    total: float = math.nan
    total_half: float = math.nan

    @property
    def carried(self) -> float:
        """The total effect; the first where the design has no total."""
        return self.first if math.isnan(self.total) else self.total

    @property
    def carried_half(self) -> float:
        """Half-width of its interval."""
        return self.first_half if math.isnan(self.total) else self.total_half


@dataclass(frozen=True)
class Together:
    """The share of the variance that two factors carry together, beyond what each carries alone."""

    factors: tuple[str, str]
    share: float
    half: float


@dataclass(frozen=True)
class Effect:
    """A Morris effect: mean of the absolute elementary effects, their mean with its sign, and their spread."""

    factor: str
    size: float
    size_half: float
    mean: float
    spread: float


@dataclass(frozen=True)
class Swing:
    """A main effect: what an outcome gains from a factor's first setting to its last, over all else in the design."""

    factor: str
    begin: str
    end: str
    effect: Mean


def indices(data: Data, outcome: Outcome, *, rows: int | None = None) -> list[Index]:
    """Sobol' indices of a Sobol' design, or first-order indices of a Latin hypercube; none where nothing varies.

    ``rows``: of the first so many rows of the design only. Of a Sobol' design they are those of the smaller design.
    """
    return _told(data, outcome, rows)[0]


def why_none(data: Data, outcome: Outcome) -> str:
    """Why there are no indices."""
    known = data.means(outcome)
    if np.nanstd(known) == 0.0:
        return "the same at every point, so there is nothing to explain"
    return f"too few points to say what it depends on: a Latin hypercube needs {LEAST_POINTS}, a Sobol' design eight"


def together(data: Data, outcome: Outcome) -> list[Together]:
    """Second-order indices of a Sobol' design that asked for them, the largest first."""
    return _told(data, outcome, None)[1]


def _told(data: Data, outcome: Outcome, rows: int | None) -> tuple[list[Index], list[Together]]:
    key = outcome.name, rows
    if key not in data.made:
        kind = data.plan.design.design.kind
        data.made[key] = (_sobol if kind == "sobol" else _hypercube)(data, outcome, rows)
    found: tuple[list[Index], list[Together]] = data.made[key]
    return found


def _sobol(data: Data, outcome: Outcome, base: int | None) -> tuple[list[Index], list[Together]]:
    plan = data.plan
    second = bool(plan.design.design.second_order)
    means = _filled(data.means(outcome))
    if base is not None:
        width = 2 * len(plan.factors) + 2 if second else len(plan.factors) + 2
        means = means[: base * width]
    if means.size < 8 or means.std() == 0.0:
        return [], []
    analyze = need("SALib.analyze.sobol", "the report of a Sobol' design")
    with np.errstate(invalid="ignore", divide="ignore"):  # a resample of few points may have no spread
        told = analyze.analyze(
            problem_of(plan.factors), means, calc_second_order=second, num_resamples=RESAMPLES,
            conf_level=data.confidence, seed=_SEED,
        )  # fmt: skip
    rows = zip(told["S1"], told["S1_conf"], told["ST"], told["ST_conf"], strict=True)
    found = [Index(one.id, *(float(x) for x in row)) for one, row in zip(plan.factors, rows, strict=True)]
    pairs = []
    for i in range(len(plan.factors) if second else 0):
        for j in range(i + 1, len(plan.factors)):
            names = plan.factors[i].id, plan.factors[j].id
            pairs.append(Together(names, float(told["S2"][i, j]), float(told["S2_conf"][i, j])))
    return found, sorted(pairs, key=lambda one: -one.share)


def _hypercube(data: Data, outcome: Outcome, points: int | None) -> tuple[list[Index], list[Together]]:
    plan = data.plan
    means = _filled(data.means(outcome))[:points]
    if means.size < LEAST_POINTS or means.std() == 0.0:
        return [], []
    analyze = need("SALib.analyze.rbd_fast", "the report of a Latin hypercube")
    places = unit_places(plan.design, plan.factors)[:points]
    with np.errstate(invalid="ignore", divide="ignore"):
        told = analyze.analyze(
            problem_of(plan.factors), places, means, num_resamples=RESAMPLES, conf_level=data.confidence, seed=_SEED
        )
    firsts = zip(told["S1"], told["S1_conf"], strict=True)
    return [Index(one.id, float(s), float(c)) for one, (s, c) in zip(plan.factors, firsts, strict=True)], []


def morris(data: Data, outcome: Outcome, *, trajectories: int | None = None) -> list[Effect]:
    """Elementary effects of a Morris design, or of its first so many trajectories."""
    plan = data.plan
    rows = None if trajectories is None else trajectories * (len(plan.factors) + 1)
    means = _filled(data.means(outcome))[:rows]
    analyze = need("SALib.analyze.morris", "the report of a Morris design")
    told = analyze.analyze(
        problem_of(plan.factors), unit_places(plan.design, plan.factors)[:rows], means, num_resamples=RESAMPLES,
        conf_level=data.confidence, num_levels=plan.design.design.levels or 4, seed=_SEED,
    )  # fmt: skip
    found = zip(told["mu_star"], told["mu_star_conf"], told["mu"], told["sigma"], strict=True)
    return [Effect(one.id, *(float(x) for x in row)) for one, row in zip(plan.factors, found, strict=True)]


def in_scale(effect: Effect, scale: float) -> Effect:
    """The effect in another unit."""
    return Effect(effect.factor, *(scale * x for x in (effect.size, effect.size_half, effect.mean, effect.spread)))


def main_effects(data: Data, outcome: Outcome, *, replications: int | None = None) -> list[Swing]:
    """Of a factorial design: last setting of each factor less its first, over all settings of the others.

    Replication by replication, since each meets every point: what the other factors do is no error of the mean, and
    common chance cancels. Where no two replications are known at all points, all values of either setting are held
    against each other. ``replications``: of the first so many only.
    """
    values = data.by_replication(outcome)[:, :replications]
    found = []
    for k, one in enumerate(data.plan.factors):
        settings = data.settings(k)
        low, high = float(np.nanmin(settings)), float(np.nanmax(settings))
        first, last = values[settings == low], values[settings == high]
        each = last.mean(axis=0) - first.mean(axis=0)
        if np.count_nonzero(~np.isnan(each)) >= 2:
            effect = mean_of(each, data.confidence)
        else:
            effect = difference_of(last.ravel(), first.ravel(), data.confidence, paired=False)
        words = [one.word(int(some) if one.is_choice else some) for some in (low, high)]
        found.append(Swing(one.id, words[0], words[1], effect))
    return found


Carried = Mapping[str, tuple[float, float]]
"""Factor -> what it carries, and the half-width of the interval."""


def carried(data: Data, outcome: Outcome, rows: int | None = None) -> Carried:
    """What each factor carries, by the measure that fits the kind of design; nothing where nothing varies.

    ``rows``: from the first so many rows, points, trajectories or replications of the design only.
    """
    kind = data.plan.design.design.kind
    if kind in ("sobol", "latin-hypercube"):
        return {one.factor: (one.carried, one.carried_half) for one in indices(data, outcome, rows=rows)}
    if kind == "morris":
        return {one.factor: (one.size, one.size_half) for one in morris(data, outcome, trajectories=rows)}
    swings = main_effects(data, outcome, replications=rows)
    return {one.factor: (one.effect.mean, one.effect.half_width) for one in swings}


def ranked(found: Carried) -> list[str]:
    """The factors, what carries most first."""
    return sorted(found, key=lambda factor: -_size(found[factor][0]))


def strongest(data: Data, outcome: Outcome) -> list[int]:
    """Numbers of the factors by what they carry, the most first; chance is left out."""
    order = {factor: place for place, factor in enumerate(ranked(carried(data, outcome)))}
    some = [k for k, one in enumerate(data.plan.factors) if one.law != "chance"]
    return sorted(some, key=lambda k: order.get(data.plan.factors[k].id, len(order)))


def settling(data: Data, outcome: Outcome) -> dict[int, Carried]:
    """What factors carry by the first 2, 4, 8, ... rows of the design, and by all of it. Empty if it is too small."""
    whole, least = size_of(data)
    sizes = [n for n in _doublings(least, whole) if n < whole]
    if not sizes:
        return {}
    found = {n: carried(data, outcome, n) for n in sizes} | {whole: carried(data, outcome)}
    return {n: some for n, some in found.items() if some}


def size_of(data: Data) -> tuple[int, int]:
    """How large the design is, in what it grows by, and the least of it that says anything.

    It grows by rows of its base (Sobol'), points (Latin hypercube), trajectories (Morris) or replications.
    """
    design = data.plan.design.design
    match design.kind:
        case "sobol":
            return design.base or 0, LEAST_BASE
        case "latin-hypercube":
            return design.points or 0, LEAST_POINTS
        case "morris":
            return design.trajectories or 0, 4
        case _:
            return int(np.diff(data.bounds).max(initial=0)), 4


def _doublings(least: int, most: int) -> Sequence[int]:
    return [least << k for k in range(max(0, (most // least).bit_length()))]


def _filled(means: F8) -> F8:
    """Points of which nothing is known take the mean of all: an index needs every point."""
    return np.where(np.isnan(means), np.nanmean(means) if np.isfinite(means).any() else 0.0, means)


def _size(value: float) -> float:
    return 0.0 if math.isnan(value) else abs(value)
