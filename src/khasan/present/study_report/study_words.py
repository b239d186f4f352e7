"""How the report of an experiment says its numbers: titles, units, means with their intervals."""

from __future__ import annotations

import math

from khasan.experiment.study.schema import Outcome
from khasan.present.study_report.study_data import Data
from khasan.results.means import Mean, plus_minus


def title_of(outcome: Outcome) -> str:
    """What a reader is told the outcome is."""
    name = outcome.name.replace("_", " ").replace("-", " ")
    return outcome.title or name[:1].upper() + name[1:]


def unit_of(data: Data, outcome: Outcome, *, difference: bool = False) -> str:
    """Unit of an axis: shares are told in per cent, and differences of them in percentage points."""
    if outcome.is_share:
        return "percentage points" if difference else "% of the replications"
    columns = {column.name: column.unit for column in data.plan.subject.columns}
    return columns.get(outcome.column, "") or outcome.column


def scale_of(outcome: Outcome) -> float:
    """What a value is multiplied by to be in that unit."""
    return 100.0 if outcome.is_share else 1.0


def in_unit(outcome: Outcome, mean: Mean, *, sign: bool = False) -> str:
    """A mean or a difference in the unit of its axis, with its half-width."""
    scale = scale_of(outcome)
    return plus_minus(Mean(mean.n, scale * mean.mean, scale * mean.half_width), sign=sign)


def index_words(value: float, half: float) -> str:
    """An index with its half-width; a bootstrap among few points may not know that.

    >>> index_words(-0.021, 0.04), index_words(0.5, math.nan)
    ('−0.02 ± 0.04', '0.50, interval not known')
    """
    interval = ", interval not known" if math.isnan(half) else f" ± {half:.2f}"
    return f"{value:.2f}{interval}".replace("-", "−")
