"""What a case says of itself: figures, each with its bound and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Size = Literal["tiny", "quick", "full"]
"""tiny: for the plain-Python twin and its mutants; quick: for the tests; full: for `python -m verification`."""
F8 = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """One number of a case: what it is, its value, the bound that it must keep, and whether it does."""

    what: str
    value: float
    bound: str
    ok: bool

    def __str__(self) -> str:
        return f"{'pass' if self.ok else 'FAIL'}  {self.what}: {self.value:.4g} ({self.bound})"


def at_most(what: str, value: float, bound: float) -> Figure:
    """A figure that may not exceed its bound; NaN does not pass."""
    return Figure(what, float(value), f"at most {bound:g}", bool(value <= bound))


def chance(what: str, p_value: float, level: float) -> Figure:
    """A p-value that may not fall below the level of its test: the false-alarm rate."""
    return Figure(what, float(p_value), f"p at least {level:g}", bool(p_value >= level))


def none(what: str, wrong: int) -> Figure:
    """A count of faults that must be nought."""
    return Figure(what, float(wrong), "none", wrong == 0)


def chi_square(seen: F8, expected: F8) -> float:
    """p-value of counts against their expectations, cells pooled until each expects five or more."""
    from scipy import stats

    order = np.argsort(-expected)
    seen, expected = seen[order], expected[order]
    large = int((expected >= 5.0).sum())
    if seen[large:].sum() == 0 and expected[large:].sum() == 0.0:
        cells, means = seen[:large], expected[:large]
    else:
        cells = np.append(seen[:large], seen[large:].sum())
        means = np.append(expected[:large], expected[large:].sum())
        if means[-1] < 1.0 and large > 1:  # too few to stand alone
            cells, means = np.append(cells[:-2], cells[-2:].sum()), np.append(means[:-2], means[-2:].sum())
    if len(cells) < 2:
        return 1.0
    statistic = float(((cells - means) ** 2 / means).sum())
    return float(stats.chi2.sf(statistic, len(cells) - 1))
