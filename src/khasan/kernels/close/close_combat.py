"""Close combat: both sides in one hex until one gives way.

Worth of a unit = (men + tanks x tank worth) x quality x cohesion x (1 - suppressed_worth x suppression)
x defence x surprise x climb;
defence = 1 + close_works x works for who was there first, climb = 1 - uphill x slope / (1/3) for who was not.
the men of supporting units and guns count `crew_worth` each; a machine gun that stood there first counts
`melee_machine_gun` riflemen more; a tank loses `tank_blindness` of its worth, and is hunted `tank_stalking` more, in
darkness or where the ground conceals.
Casualties of a side are Poisson with mean  rate x time x worth of the enemy; each unit gives way with hazard
yield rate x (enemy's worth / own side's worth)^2, at most MOST_YIELDS an hour. The fight for a hex ends when the last
unit of one side has given way; nobody falls in it afterwards.
A unit that is ordered to withdraw breaks contact with the hazard
`disengage` besides, and then loses `orderly` of what pursuit costs the others. Who has no way out fights on.
"""

from __future__ import annotations

import math

from khasan.kernels.build.decorators import rule
from khasan.kernels.state import parameters as p

MOST_YIELDS = 60.0
"""Ceiling of the hazard, an hour. Definition: a minute is the shortest such fight."""
REFERENCE_SLOPE = 1.0 / 3.0
"""The slope that the parameter `uphill` speaks of. Definition."""
SURPRISE_S = 600.0
"""An attacker known for less than this surprises. Definition of the parameter `surprise`."""


@rule
def blindness(dark, concealment):
    """How little a closed vehicle makes out round it, 0..1: the darker, or the closer the ground."""
    return max(dark, concealment)


@rule
def riflemen(men, machine_guns, supports, defends, parameters):
    """Men and machine guns of a unit in riflemen; supports: its men serve weapons; defends: it stood there first."""
    base = men * parameters[p.CREW_WORTH] if supports else 1.0 * men
    return base + machine_guns * parameters[p.MELEE_MACHINE_GUN] if defends else base


@rule
def seeing_vehicles(vehicles, blind, parameters):
    """Vehicles by what they are worth where they see little."""
    return vehicles * (1.0 - parameters[p.TANK_BLINDNESS] * blind)


@rule
def worth(men, vehicles, quality, cohesion, suppression, works, slope, surprising, dark, parameters):
    """Fighting worth of a unit in riflemen; works 0..1 only for who was there first, slope only for who was not."""
    base = (men + vehicles * parameters[p.TANK_WORTH]) * quality * max(0.1, cohesion)
    base *= 1.0 - parameters[p.SUPPRESSED_WORTH] * suppression
    base *= 1.0 + parameters[p.CLOSE_WORKS] * works * (1.0 - parameters[p.DARK_WORKS] * dark)
    base *= max(0.1, 1.0 - parameters[p.UPHILL] * slope / REFERENCE_SLOPE)
    return base * parameters[p.SURPRISE] if surprising else base


@rule
def expected_casualties(enemy_worth, share, seconds, parameters):
    """Mean casualties of a unit that bears `share` of its side's fight."""
    return parameters[p.CLOSE_COMBAT] * seconds / 3600.0 * enemy_worth * share


@rule
def expected_vehicles(enemy_men, vehicles, blind, seconds, parameters):
    """Mean vehicles disabled by men at arm's length, who share them out: each falls at the same rate."""
    rate = parameters[p.TANK_HUNTING] * (1.0 + parameters[p.TANK_STALKING] * blind) / 3600.0
    hunted = rate * enemy_men / 100.0 * seconds
    return vehicles * -math.expm1(-hunted / max(1.0, vehicles))


@rule
def yield_hazard(own_worth, enemy_worth, parameters):
    """Rate a second at which a unit of a side gives way."""
    ratio = enemy_worth / max(1e-9, own_worth)
    return min(MOST_YIELDS, parameters[p.YIELD_RATE] * ratio * ratio) / 3600.0


@rule
def time_to_yield(u, hazard):
    """Seconds until a unit gives way: the u-quantile of the exponential law.

    >>> round(time_to_yield(0.5, 1.0 / 60.0), 2)
    41.59
    """
    return -math.log1p(-u) / max(1e-30, hazard)
