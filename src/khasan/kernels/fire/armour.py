"""Fire on fighting vehicles, boats and armoured trains: hit, pierce, burn or stop.

Expected vehicles stopped = rounds x p(range) x exposure x pierce(range) / hits to stop x the factors of aimed fire;
pierce = 1 / (1 + exp(-(penetration(range) - armour) / spread)). Of those stopped a share burns out (a boat sinks).
"""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import tables as t

TABLED_AT_M = 100.0
"""Range for which the penetration of a weapon is tabled; nearer it pierces no more. Definition."""


@rule
def penetration(range_m, at_100_m, loss_a_metre):
    """Millimetres pierced at a range; falls in a straight line beyond 100 m.

    Form: ours, because the tables give a value and a slope: a straight line assumes no more than they say, and 0 is its
    floor.
    """
    return max(0.0, at_100_m - loss_a_metre * max(0.0, range_m - TABLED_AT_M))


@rule
def pierce_probability(penetration_mm, armour_mm, spread_mm):
    """Chance that a hit pierces, by the margin of what it can pierce over the armour.

    Form: ours, because the logistic law is the S of one width in closed form: one half at equality, 0 and 1 far to
    either side.

    >>> pierce_probability(15.0, 15.0, 4.0)
    0.5
    """
    if penetration_mm <= 0.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(penetration_mm - armour_mm) / spread_mm))


@rule
def finds_hull_down(mobility):
    """Whether a vehicle at rest can stand behind a fold of the ground: not on water, not on rails.

    Form: ours, because a fold of the ground hides nothing that is bound to water or to rails.
    """
    return mobility != t.WATER and mobility != t.RAIL


@rule
def bursts_on_vehicles(rounds_on_footprint, vehicles, footprint_m2, vulnerable_m2):
    """Expected vehicles stopped by bursting rounds that fall among them; vulnerable_m2: about a burst.

    Form: ours, because bursts spread evenly over a footprint find vehicles by area; true while the areas seldom
    overlap.
    """
    return rounds_on_footprint * vulnerable_m2 * vehicles / footprint_m2
