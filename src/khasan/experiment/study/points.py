"""The points of a design. SALib and scipy make them; here they get the settings of the factors and their chance."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from khasan.arrays import F8
from khasan.experiment.extras import need
from khasan.experiment.study.factors import Ranged, Setting
from khasan.experiment.study.kinds import PAIRED_KINDS
from khasan.experiment.study.schema import Design

CHANCES = 2**31 - 1
"""So many replications chance as a factor chooses between: numbers of replications are 32-bit in the tables."""


@dataclass(frozen=True)
class Point:
    """One setting of all factors, and where its replications draw their chance."""

    index: int
    settings: tuple[Setting, ...]
    stream: int = 0
    """0: the seed of the design itself; else a seed of its own."""
    first: int = 0
    """Number of its first replication under that seed."""

    def address(self, seed: int, replication: int) -> tuple[int, int]:
        """Seed and replication of the engine: what ``khasan run --seed S --first-replication R`` calls them."""
        return seed_of(seed, self.stream), self.first + replication


def seed_of(seed: int, stream: int) -> int:
    """The seed of a stream: 64 bits from SHA-256 of both; stream 0 is the seed itself.

    >>> seed_of(7, 0), seed_of(7, 1) == seed_of(7, 2)
    (7, False)
    """
    if stream == 0:
        return seed
    digest = hashlib.sha256(f"khasan experiment {seed} {stream}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


def count_of(design: Design, factors: Sequence[Ranged]) -> int:
    """How many points the design will have, worked out without making them."""
    plan, n = design.design, len(factors)
    match plan.kind:
        case "full-factorial":
            return int(np.prod([len(_levels(one, plan.levels)) for one in factors], dtype=object))
        case "fractional-factorial":
            return 2 << max(1, n - 1).bit_length()
        case "latin-hypercube":
            return plan.points or 0
        case "sobol":
            return (plan.base or 0) * (2 * n + 2 if plan.second_order else n + 2)
        case "morris":
            return (plan.trajectories or 0) * (n + 1)
        case _:
            return 1 + sum(len(_away(design, one)) for one in factors)


def points_of(design: Design, factors: Sequence[Ranged]) -> tuple[list[Point], F8 | None]:
    """The points in order, and f8[points, factors] between 0 and 1 where the design has such.

    Points before each other stay before each other when a Sobol' or Morris design is made larger.
    """
    kind = design.design.kind
    if kind == "full-factorial":
        return _numbered(design, itertools.product(*(_levels(one, design.design.levels) for one in factors))), None
    if kind in PAIRED_KINDS:
        return _numbered(design, _one_by_one(design, factors)), None
    places = unit_places(design, factors)
    points = []
    for row in places.tolist():
        settings: list[Setting] = []
        first = 0
        for u, one in zip(row, factors, strict=True):
            if one.law == "chance":
                first = min(int(u * CHANCES), CHANCES - (design.replications or 1))
                settings.append(None)
            else:
                settings.append(one.at(one.inner(u) if kind in ("morris", "fractional-factorial") else u))
        points.append((tuple(settings), first))
    return [
        Point(k, settings, 0 if design.common_random_numbers else k + 1, first)
        for k, (settings, first) in enumerate(points)
    ], places


def unit_places(design: Design, factors: Sequence[Ranged]) -> F8:
    """f8[points, factors]: the design between 0 and 1, as SALib or scipy makes it from the seed."""
    plan, seed = design.design, design.seed % 2**32
    problem = problem_of(factors)
    if plan.kind == "latin-hypercube":
        qmc = need("scipy.stats.qmc", "a Latin hypercube")
        made = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed)).random(plan.points)
    elif plan.kind == "sobol":
        sample = need("SALib.sample.sobol", "a Sobol' design")
        made = sample.sample(problem, plan.base, calc_second_order=bool(plan.second_order), seed=seed)
    elif plan.kind == "morris":
        sample = need("SALib.sample.morris", "a Morris design")
        made = sample.sample(problem, plan.trajectories, num_levels=plan.levels or 4, seed=seed)
    else:
        sample = need("SALib.sample.ff", "a fractional factorial design")
        made = sample.sample(problem, seed=seed)[:, : len(factors)]
    return np.ascontiguousarray(made, dtype=np.float64)


def problem_of(factors: Sequence[Ranged]) -> dict[str, object]:
    """The factors as SALib wants them; it adds to what it is given, so this is made anew each time."""
    return {
        "num_vars": len(factors),
        "names": [one.id for one in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }


def _numbered(design: Design, settings: Iterator[tuple[Setting, ...]]) -> list[Point]:
    shared = design.common_random_numbers
    return [Point(k, one, 0 if shared else k + 1) for k, one in enumerate(settings)]


def _levels(factor: Ranged, count: int | None) -> list[Setting]:
    return factor.levels(count or 2)


def _away(design: Design, factor: Ranged) -> list[Setting]:
    """The settings that are held against the baseline: those that leave things as they are are the baseline."""
    levels = _levels(factor, design.design.levels)
    on, some = design.frontier, factor.factor
    if on is not None and some.assumptions:
        return [k for k, name in enumerate(some.assumptions) if name != on.assumptions]
    if on is not None and some.periods:
        own = (on.from_, on.to, on.given)
        return [k for k, one in enumerate(some.periods) if (one.from_, one.to, one.given) != own]
    if factor.factor.what_if is not None:
        return levels[1:]
    if factor.factor.choices:
        return [k for k, choice in enumerate(factor.factor.choices) if choice.what_ifs]
    return levels


def _one_by_one(design: Design, factors: Sequence[Ranged]) -> Iterator[tuple[Setting, ...]]:
    baseline: list[Setting] = [None] * len(factors)
    yield tuple(baseline)
    for k, factor in enumerate(factors):
        for setting in _away(design, factor):
            changed = baseline.copy()
            changed[k] = setting
            yield tuple(changed)
