"""Fire on fighting vehicles, boats and armoured trains: hit, pierce, burn or stop.

Expected vehicles stopped = rounds x p(range) x exposure x pierce(range) / hits to stop x the factors of aimed fire;
pierce = 1 / (1 + exp(-(penetration(range) - armour) / spread)). Of those stopped a share burns out (a boat sinks).
"""

from __future__ import annotations

import math

from khasan.kernels.build.decorators import rule
from khasan.kernels.state import tables as t


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
def finds_hull_down(mobility):
    """Whether a vehicle at rest can stand behind a fold of the ground: not on water, not on rails."""
    return mobility != t.WATER and mobility != t.RAIL


@rule
def bursts_on_vehicles(rounds_on_footprint, vehicles, footprint_m2, vulnerable_m2):
    """Expected vehicles stopped by bursting rounds that fall among them; vulnerable_m2: about a burst."""
    return rounds_on_footprint * vulnerable_m2 * vehicles / footprint_m2
