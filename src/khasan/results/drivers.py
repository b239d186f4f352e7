"""What drives the results of a run: the parameters with whose drawn value an outcome goes up or down.

Each replication draws every parameter afresh, so the replications of one run show which of them matter. An outcome and
a parameter belong together if their ranks correlate by more than chance would bring to any pair of the run in one run
of twenty (Spearman's coefficient times the square root of R - 1 is about standard normal where there is nothing;
Bonferroni over all pairs). What is told is plain: the outcome's mean in the third of the replications with the lowest
values of the parameter, and in the third with the highest.

It tells of one parameter at a time and not of those that act together; a designed experiment does that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

F8 = NDArray[np.float64]

LEAST = 200
"""Replications from which on it is worth asking: below, only a parameter that decides everything would be seen."""
FALSE_ALARM = 0.05
"""Chance that any pair is told although no parameter matters."""
MOST = 6
"""Parameters told of an outcome."""
_PREFIX = "param_"


@dataclass(frozen=True, slots=True)
class Driver:
    """A parameter that goes with an outcome."""

    parameter: str
    correlation: float
    """Spearman's, from -1 to 1."""
    at_low: float
    """The outcome's mean over the third of the replications with the lowest values of the parameter."""
    at_high: float
    """The same over the third with the highest."""


def drivers(outcomes: pa.Table, measures: Sequence[str]) -> dict[str, list[Driver]]:
    """Measure -> the parameters that go with it, the strongest first; {} of fewer than ``LEAST`` replications.

    ``outcomes``: a run's table, a row a replication, with a column ``param_*`` for each parameter drawn. Measures that
    never change are left out.

    >>> import pyarrow as pa
    >>> worth, idle = np.linspace(1, 2, 240), np.tile([1.0, 2.0], 120)
    >>> found = drivers(pa.table({"param_worth": worth, "param_idle": idle, "lost": 9 * worth}), ["lost"])
    >>> [(one.parameter, round(one.correlation, 2), one.at_low < one.at_high) for one in found["lost"]]
    [('worth', 1.0, True)]
    """
    if outcomes.num_rows < LEAST:
        return {}
    drawn = {
        name.removeprefix(_PREFIX): values
        for name in outcomes.column_names
        if name.startswith(_PREFIX) and np.ptp(values := _values(outcomes, name)) > 0
    }
    asked = {name: values for name in measures if np.ptp(values := _values(outcomes, name)) > 0}
    if not drawn or not asked:
        return {}
    least = NormalDist().inv_cdf(1 - FALSE_ALARM / 2 / (len(drawn) * len(asked))) / np.sqrt(outcomes.num_rows - 1)
    ranks = np.stack([_standard(values) for values in drawn.values()])
    return {name: _told(values, ranks @ _standard(values), drawn, float(least)) for name, values in asked.items()}


def _told(outcome: F8, correlations: F8, drawn: dict[str, F8], least: float) -> list[Driver]:
    names = list(drawn)
    strongest = [k for k in np.argsort(-np.abs(correlations), kind="stable")[:MOST] if abs(correlations[k]) > least]
    return [Driver(names[k], float(correlations[k]), *_thirds(outcome, drawn[names[k]])) for k in strongest]


def _thirds(outcome: F8, parameter: F8) -> tuple[float, float]:
    """Means of the outcome where the parameter is lowest, and where it is highest."""
    order = outcome[np.argsort(parameter, kind="stable")]
    third = len(order) // 3
    return float(order[:third].mean()), float(order[-third:].mean())


def _values(outcomes: pa.Table, name: str) -> F8:
    return np.asarray(outcomes[name].to_numpy(), dtype=np.float64)


def _standard(values: F8) -> F8:
    """Ranks, those of equal values averaged, with mean 0 and length 1."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    centred = ranks - ranks.mean()
    return np.asarray(centred / np.sqrt(centred @ centred), dtype=np.float64)
