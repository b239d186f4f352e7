"""How far a simulated median lies from the range that the sources span, as a factor and in words."""

from __future__ import annotations

import math

_NEAR = 1.05
"""Below this factor a figure of one decimal would read 1.0: it is said in words."""


def factor(median: float, low: float, high: float) -> float:
    """Median over the nearer end of the range, both in one unit and none below 0; 1 inside it, its ends included.

    0 where nothing is simulated and the sources have something, infinity where it is the other way round.

    >>> factor(910, 20, 62), factor(34, 80, 85), factor(500, 408, 717), factor(3, 0, 0), factor(0, 2, 6)
    (14.67741935483871, 0.425, 1.0, inf, 0.0)
    """
    if median > high:
        return math.inf if high <= 0 else median / high
    return median / low if median < low else 1.0


def distance(found: float) -> float:
    """How far a factor is from 1, either way: the size of its logarithm, infinity for 0.

    >>> distance(4.0) == distance(0.25), distance(1.0), distance(0.0)
    (True, 0.0, inf)
    """
    return math.inf if found <= 0 else abs(math.log(found))


def times(found: float) -> str:
    """A factor for reading: one decimal below 3, whole numbers above; nothing where no number tells it.

    >>> times(14.68), times(0.425), times(3.06), times(1.0), times(0.0), times(1.02)
    ('15×', '2.4×', '3×', '', '', '')
    """
    if found <= 0 or math.isinf(found):
        return ""
    size = max(found, 1 / found)
    if size < _NEAR:
        return ""
    # 2.97 would read 3.0: from there on whole numbers
    return f"{size:.1f}×" if round(size, 1) < 3 else f"{size:,.0f}×"


def which_way(found: float, unit: str = "") -> str:
    """The verdict beside the factor; ``unit``: of the quantity, since a time is early or late.

    >>> which_way(14.7), which_way(0.4), which_way(1.0), which_way(1.02)
    ('too high', 'too low', 'agrees', 'a little too high')
    """
    if found == 1:
        return "agrees"
    more, less = ("late", "early") if unit == "time" else ("high", "low")
    little = "a little " if distance(found) < math.log(_NEAR) else ""
    return f"{little}too {more if found > 1 else less}"
