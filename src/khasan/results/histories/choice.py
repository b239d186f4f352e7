"""Which replications are told: the typical one, the best for either side, the nearest to the sources.

None of the rules depends on the order of the replications or on the unit in which hours are counted. Where two are
equally good the one of the lower number is taken. docs/model/histories.md says why the rules are so.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from khasan.results.histories.courses import F8, I4, I8, Courses

ONE_IN = 100.0
"""To the casualties of either side so small a part of both sides' median is added before their ratio is taken."""


def typical(courses: Courses) -> int:
    """Row of the replication nearest to the middle of all, among those that end with the commonest holders.

    Nearest: the least mean distance of its percentiles from 50, over casualties of either side, vehicles lost by
    either, and the hours for which each place that changes hands was held. If several ends are equally common, the
    nearest of all of them.
    """
    return _least(np.where(_commonest_end(courses), from_the_middle(courses), np.inf), courses.numbers)


def from_the_middle(courses: Courses) -> F8:
    """f8[R]: mean distance of each replication's percentiles from 50, over all measures."""
    return np.asarray(np.mean([np.abs(percentiles(values) - 50.0) for values in measures(courses)], axis=0))


def measures(courses: Courses) -> list[F8]:
    """What the typical replication is typical in: f8[R] each, without those that are the same in all."""
    counted = [
        *(courses.casualties[:, -1, side] for side in (0, 1)),
        *(courses.vehicles[:, -1, side] for side in (0, 1)),
        *(courses.balance[:, place] for place in courses.contested),
    ]
    numbers = [np.asarray(values, dtype=float) for values in counted]
    varied = [values for values in numbers if values.min() < values.max()]
    return varied or [np.zeros(len(courses.numbers))]


def percentiles(values: F8) -> F8:
    """f8[R]: how many in a hundred lie below each, equal ones counted half: the middle is 50.

    >>> percentiles(np.array([3.0, 1.0, 2.0, 2.0])).tolist()
    [87.5, 12.5, 50.0, 50.0]
    """
    ordered = np.sort(values)
    below, up_to = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    return np.asarray(50.0 * (below + up_to) / len(values), dtype=float)


def score(courses: Courses) -> F8:
    """f8[R]: how well the first side came off: the largest is best for it, the least for the second.

    The sum of two standard scores: hours on the places that change hands, less the enemy's; and the logarithm of the
    enemy's casualties over its own.
    """
    hours = courses.balance[:, list(courses.contested)].sum(axis=1)
    return _standard(hours) + _standard(casualty_ratio(courses.casualties[:, -1]))


def best(courses: Courses, side: int) -> int:
    """Row of the replication in which a side (0 or 1) came off best."""
    scores = score(courses)
    return _least(-scores if side == 0 else scores, courses.numbers)


def casualty_ratio(casualties: I4) -> F8:
    """Logarithm of the second side's casualties over the first's; ``casualties``: i4[R, 2] at one look.

    To both is added a hundredth of the median of both together, at least one man, so that a replication in which one
    side loses nobody does not run away from the rest.
    """
    small = max(1.0, float(np.median(casualties.sum(axis=1))) / ONE_IN)
    return np.asarray(np.log((casualties[:, 1] + small) / (casualties[:, 0] + small)), dtype=float)


def nearest(
    courses: Courses, figures: Mapping[str, F8], ranges: Mapping[str, tuple[float, float]]
) -> tuple[int, int] | None:
    """(row of the replication nearest to the sources, how many figures lie in their ranges); None without a range.

    ``figures``: f8[R] by measure, in the order of the courses; ``ranges``: the sources' accepted range of each.
    Nearest: the least sum of squared distances, as :func:`distances` has them; of those equally near, the one nearest
    to the middle of all replications.
    """
    told = [name for name in ranges if name in figures]
    if not told:
        return None
    apart = np.stack([distances(figures[name], *ranges[name]) for name in told])
    away = (apart**2).sum(axis=0)
    row = _least(np.where(away <= away.min() + 1e-9, from_the_middle(courses), np.inf), courses.numbers)
    return row, int((apart[:, row] == 0).sum())


def distances(values: F8, low: float, high: float) -> F8:
    """f8[R]: logarithm of the factor between a count and the nearer edge of a range; 0 inside it.

    One is added to count and edge, since a count may be none.

    >>> distances(np.array([0.0, 5.0, 21.0]), 1, 10).round(3).tolist()
    [0.693, 0.0, 0.693]
    """
    over, under = np.log((values + 1) / (high + 1)), np.log((low + 1) / (values + 1))
    return np.asarray(np.maximum(0.0, np.maximum(over, under)), dtype=float)


def _commonest_end(courses: Courses) -> np.ndarray:
    """bool[R]: does it end with the holders that most replications end with?"""
    _, which, often = np.unique(courses.held[:, -1], axis=0, return_inverse=True, return_counts=True)
    return np.asarray(often[which.ravel()] == often.max())


def _standard(values: F8) -> F8:
    """Distance from the mean in standard deviations; nothing where all are the same."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-12 * max(1.0, float(np.abs(values).max())) else values * 0.0


def _least(values: F8, numbers: I8) -> int:
    """Row of the least value: of those within rounding of it, the one of the lowest number."""
    close = values <= values.min() + 1e-9
    return int(min(np.flatnonzero(close), key=lambda row: int(numbers[row])))
