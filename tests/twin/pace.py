"""How fast men go under fire: docs/model/engine.md, "On the way"."""

from __future__ import annotations

import itertools
import math

from scipy import integrate


def pace(s: float, slowed: float, pinned: float) -> float:
    """Share of his pace that who is so suppressed makes."""
    return (1.0 - s) * min(1.0, max(0.0, (pinned - s) / (pinned - slowed)))


def mean_pace(
    s: float, rise: float, fade: float, slowed: float, pinned: float, flees: bool, least: float = 0.0
) -> float:
    """Its mean over a step of steady near misses, by quadrature between the moments at which it bends.

    flees: broken or told to withdraw; least: the pace of who crawls away.
    """
    level, rate = rise / (rise + fade), rise + fade

    def at(moment: float) -> float:
        return level + (s - level) * math.exp(-rate * moment)

    def now(moment: float) -> float:
        return 1.0 - at(moment) if flees else pace(at(moment), slowed, pinned)

    bends = [0.0, 1.0]
    for limit in (slowed, pinned):
        if (s - limit) * (at(1.0) - limit) < 0.0:
            bends.append(math.log((s - level) / (limit - level)) / rate)
    bends.sort()
    parts = itertools.pairwise(bends)
    found = sum(integrate.quad(now, begin, end, epsabs=1e-13, epsrel=1e-12)[0] for begin, end in parts)
    return max(least, float(found))
