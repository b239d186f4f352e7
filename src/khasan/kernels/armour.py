"""Fire on fighting vehicles: hit, pierce, burn or stop.

Expected vehicles stopped = rounds x p(range) x exposure x pierce(range) x the factors of aimed fire;
pierce = 1 / (1 + exp(-(penetration(range) - armour) / spread)). Of those pierced a share burns out.
"""

from __future__ import annotations

import math

from khasan.kernels.compiled import rule

HULL_DOWN = 0.5
"""Exposure of a vehicle that has not moved, against one in the open. Guess, 0.35 to 0.7."""
VULNERABLE_M2 = 12.0
"""Area round a burst within which a light vehicle is stopped: a direct hit or nearly. Guess, 6 to 25."""


@rule
def penetration(range_m, at_100_m, loss_a_metre):
    """Millimetres pierced at a range; falls in a straight line beyond 100 m."""
    return max(0.0, at_100_m - loss_a_metre * max(0.0, range_m - 100.0))


@rule
def pierce_probability(penetration_mm, armour_mm, spread_mm):
    """Logistic in the margin; one half where penetration equals armour.

    >>> pierce_probability(15.0, 15.0, 4.0)
    0.5
    """
    if penetration_mm <= 0.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(penetration_mm - armour_mm) / spread_mm))


@rule
def bursts_on_vehicles(rounds_on_footprint, vehicles, footprint_m2):
    """Expected vehicles stopped by bursting rounds that fall among them."""
    return rounds_on_footprint * VULNERABLE_M2 * vehicles / footprint_m2
