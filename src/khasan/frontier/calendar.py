"""Days of the frontier as years from its first day, and the stretches in which nothing changes from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from khasan.frontier.declarations import FIRST_DAY

YEAR_DAYS = 365.25
STEP_OF_1935 = date(1935, 1, 1)


def at(day: date) -> float:
    """A day's first moment, in years from 1 March 1932.

    >>> round(at(date(1933, 3, 1)), 3)
    0.999
    """
    return (day - FIRST_DAY).days / YEAR_DAYS


def day_of(moment: float) -> date:
    """The day that a moment falls on.

    >>> day_of(at(date(1938, 7, 31)) + 0.9 / YEAR_DAYS)
    datetime.date(1938, 7, 31)
    """
    return FIRST_DAY + timedelta(days=int(moment * YEAR_DAYS + 1e-6))


def end_of(day: date) -> float:
    """The moment at which a day is over."""
    return at(day + timedelta(days=1))


@dataclass(frozen=True)
class Stretch:
    """From one moment to another, in one calendar year."""

    start: float
    end: float
    year: int
    first: date

    @property
    def length(self) -> float:
        """Years."""
        return self.end - self.start


def stretches(first: date, last: date, edges: Iterable[date]) -> list[Stretch]:
    """The time from the first day's start to the last day's end, cut at new years and at the edges.

    >>> [s.first.isoformat() for s in stretches(date(1934, 6, 1), date(1935, 7, 1), [date(1935, 4, 1)])]
    ['1934-06-01', '1935-01-01', '1935-04-01']
    """
    over = last + timedelta(days=1)
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    inner = sorted({edge for edge in (*edges, *years) if first < edge < over})
    cuts = [first, *inner, over]
    return [Stretch(at(a), at(b), a.year, a) for a, b in pairwise(cuts)]
