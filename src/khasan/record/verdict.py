"""The word that stands beside a simulated quantity and its record: inside, above, below or unclear."""

from __future__ import annotations

import math
from typing import Literal

from khasan.record.interval import Interval

Verdict = Literal["inside", "above", "below", "unclear"]
VERDICTS: tuple[Verdict, ...] = ("inside", "above", "below", "unclear")


def compare(low: float, median: float, high: float, record: Interval | None) -> Verdict:
    """Is the simulated median inside the record's interval (ends included), or above, or below it?

    ``low`` and ``high`` bound the simulated 90% interval, in the unit of the record. They do not move the
    verdict: a simulation so vague that its interval covers everything must not be called right for that.
    "unclear" if the record holds no number or nothing was simulated (NaN). Raises ValueError if the three are
    out of order.

    >>> from khasan.record import load_incident
    >>> killed = load_incident("lake-khasan-1938").interval("soviet-killed")
    >>> compare(500, 700, 900, killed), compare(2_000, 2_500, 3_000, killed)
    ('inside', 'above')
    >>> compare(500, 700, 900, None)
    'unclear'
    """
    if record is None or math.isnan(median):
        return "unclear"
    if not low <= median <= high:
        raise ValueError(f"not in order: {low:g}, {median:g}, {high:g}")
    if median < record.low:
        return "below"
    if median > record.high:
        return "above"
    return "inside"
