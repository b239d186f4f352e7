"""How the report of an experiment says its numbers: titles, units, means with their intervals."""

from __future__ import annotations

import math

from khasan.experiment.study.precision import Mean
from khasan.experiment.study.schema import Outcome
from khasan.present.study_report.study_data import Data
from khasan.results.outcomes import outcome_columns


def title_of(outcome: Outcome) -> str:
    """What a reader is told the outcome is."""
    name = outcome.name.replace("_", " ").replace("-", " ")
    return outcome.title or name[:1].upper() + name[1:]


def unit_of(data: Data, outcome: Outcome, *, difference: bool = False) -> str:
    """Unit of an axis: shares are told in per cent, and differences of them in percentage points."""
    if outcome.is_share:
        return "percentage points" if difference else "% of the replications"
    columns = {column.name: column.unit for column in outcome_columns(data.plan.base)}
    return columns.get(outcome.column, "") or outcome.column


def scale_of(outcome: Outcome) -> float:
    """What a value is multiplied by to be in that unit."""
    return 100.0 if outcome.is_share else 1.0


def in_unit(outcome: Outcome, mean: Mean, *, sign: bool = False) -> str:
    """A mean or a difference in the unit of its axis, with its half-width."""
    scale = scale_of(outcome)
    return plus_minus(Mean(mean.n, scale * mean.mean, scale * mean.half_width), sign=sign)


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


def index_words(value: float, half: float) -> str:
    """An index with its half-width; a bootstrap among few points may not know that.

    >>> index_words(-0.021, 0.04), index_words(0.5, math.nan)
    ('−0.02 ± 0.04', '0.50, interval not known')
    """
    interval = ", interval not known" if math.isnan(half) else f" ± {half:.2f}"
    return f"{value:.2f}{interval}".replace("-", "−")


def _signed(text: str, sign: bool) -> str:
    text = text.replace("-", "−")
    nought = not text.strip("−0.,")
    return f"+{text}" if sign and not nought and not text.startswith("−") else text.lstrip("−") if nought else text
