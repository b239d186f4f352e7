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

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p

MOST_YIELDS = 60.0
"""Ceiling of the hazard, an hour. Definition: a minute is the shortest such fight."""
REFERENCE_SLOPE = 1.0 / 3.0
"""The slope that the parameter `uphill` speaks of. Definition."""
SURPRISE_S = 600.0
"""An attacker known for less than this surprises. Definition of the parameter `surprise`."""
LEAST_COHESION = 0.1
"""Who is at grips fights as if he had this cohesion at least. Guess, 0 to 0.3: cornered men still use their hands."""
LEAST_CLIMB = 0.1
"""Share of his worth that the steepest slope leaves to who comes up it. Guess, 0 to 0.3."""
HUNTERS = 100.0
"""Men of whom the parameter `tank_hunting` speaks. Definition."""
NO_WORTH = 1e-9
"""Worth under this is none: nobody divides by nothing. Definition."""
NO_HAZARD = 1e-30
"""A hazard a second under this is none, for the same reason. Definition."""


@rule
def blindness(dark, concealment):
    """How little a closed vehicle makes out round it, 0..1: the darker, or the closer the ground.

    Form: ours, because either hides all by itself: who sees nothing by night loses no more in a wood.
    """
    return max(dark, concealment)


@rule
def riflemen(men, machine_guns, supports, defends, parameters):
    """Men and machine guns of a unit in riflemen; supports: its men serve weapons; defends: it stood there first.

    Form: ours, because men and guns add up to one strength, so that splitting a unit in two leaves the worth of both as
    it was.
    """
    base = men * parameters[p.CREW_WORTH] if supports else 1.0 * men
    return base + machine_guns * parameters[p.MELEE_MACHINE_GUN] if defends else base


@rule
def seeing_vehicles(vehicles, blind, parameters):
    """Vehicles by what they are worth where they see little.

    Form: ours, because it is full where one sees all, and falls in a straight line to what a blind tank is still worth.
    """
    return vehicles * (1.0 - parameters[p.TANK_BLINDNESS] * blind)


@rule
def worth(men, vehicles, quality, cohesion, suppression, works, slope, surprising, dark, parameters):
    """Fighting worth of a unit in riflemen; works 0..1 only for who was there first, slope only for who was not.

    Form: Dupuy 1979, Numbers, Predictions and War: strength times factors for posture, ground, quality and surprise.
    Which factors, and the straight lines in them, are ours: each is 1 where its cause is absent.
    """
    base = (men + vehicles * parameters[p.TANK_WORTH]) * quality * max(LEAST_COHESION, cohesion)
    base *= 1.0 - parameters[p.SUPPRESSED_WORTH] * suppression
    base *= 1.0 + parameters[p.CLOSE_WORKS] * works * (1.0 - parameters[p.DARK_WORKS] * dark)
    base *= max(LEAST_CLIMB, 1.0 - parameters[p.UPHILL] * slope / REFERENCE_SLOPE)
    return base * parameters[p.SURPRISE] if surprising else base


@rule
def expected_casualties(enemy_worth, share, seconds, parameters):
    """Mean casualties of a unit that bears `share` of its side's fight.

    Form: Lanchester 1916, Aircraft in Warfare, ch. 5, and Osipov 1915: the rate at which a side loses goes with the
    strength of the other, not with its own.
    """
    return parameters[p.CLOSE_COMBAT] * seconds / 3600.0 * enemy_worth * share


@rule
def expected_vehicles(enemy_men, vehicles, blind, seconds, parameters):
    """Mean vehicles disabled by men at arm's length, who share them out: each falls at the same rate.

    Form: ours, because hunters shared out evenly give each vehicle the same hazard: as many as the hunters can reach
    while those are few, never more than there are.
    """
    rate = parameters[p.TANK_HUNTING] * (1.0 + parameters[p.TANK_STALKING] * blind) / 3600.0
    hunted = rate * enemy_men / HUNTERS * seconds
    return vehicles * -math.expm1(-hunted / max(1.0, vehicles))


@rule
def yield_hazard(own_worth, enemy_worth, parameters):
    """Rate a second at which a unit of a side gives way.

    Form: ours, because fighting strength goes with the square of numbers under Lanchester's law of 1916: even sides
    give way at the tabled rate, the stronger seldom, and a side without worth at the ceiling.
    """
    ratio = enemy_worth / max(NO_WORTH, own_worth)
    return min(MOST_YIELDS, parameters[p.YIELD_RATE] * ratio * ratio) / 3600.0


@rule
def time_to_yield(u, hazard):
    """Seconds until a unit gives way: the u-quantile of the exponential law.

    Form: Devroye 1986, Non-Uniform Random Variate Generation, ch. II: inversion of the exponential law, which has no
    memory of steps.

    >>> round(time_to_yield(0.5, 1.0 / 60.0), 2)
    41.59
    """
    return -math.log1p(-u) / max(NO_HAZARD, hazard)
