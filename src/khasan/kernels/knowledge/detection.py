"""Spotting: the chance in a step that a side gains sight of a unit, and how it forgets.

Each watcher finds a unit at the rate  spotting x (500 m / range)^2 x signature  a minute while it lies within the
visibility of the hour. The rates of all watchers add up (the first of independent Poisson finders), so a side makes
one draw a unit and step: P = 1 - exp(-rate x time).
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import DRAW_0, S_SPOT, uniform
from khasan.kernels.compiling.decorators import rule
from khasan.kernels.knowledge.line_of_sight import share_within
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

REFERENCE_M = 500.0
"""Range of the parameter `spotting`. Definition."""
REFERENCE_MEN = 150.0
"""A company, of which the parameter `spotting` speaks. Definition."""
FINDING_LEAST_M = 50.0
"""Nearer than this nobody is found any sooner. Guess, 25 to 100 m: within it men look up and listen, not only round."""


@rule
def signature(moved, fired, works, concealment, men, vehicles, parameters):
    """How conspicuous a unit is against a company of 150 men moving in the open, which is 1.

    Form: ours, because men of a unit are mostly seen together: four times as many are found twice as soon, and each way
    of hiding takes its share of what the others have left.
    """
    size = math.sqrt((men + parameters[p.VEHICLE_SIGNATURE] * vehicles) / REFERENCE_MEN)
    look = 1.0 if moved == 1 else parameters[p.STILL] * (1.0 - parameters[p.DUG_SIGNATURE] * works)
    if fired == 1:
        look *= parameters[p.FLASH_GAIN]
    return size * look * (1.0 - parameters[p.CONCEALMENT] * concealment)


@rule
def dust_raised(mobility, dust, parameters):
    """How much more conspicuous a unit on the move is for the dust it raises; dust: 0..1.

    Form: ours, because it is 1 without dust and grows with how dry and how light it is, in a straight line.
    """
    raises = mobility == t.HORSE or mobility == t.MOTOR or mobility == t.TRACKED
    return 1.0 + parameters[p.DUST_GAIN] * dust if raises else 1.0


@rule
def rate_of_finding(hexes, hex_m, visibility_m, per_minute):
    """Findings a second by one watcher of a unit of signature 1 that many hexes away.

    Form: Koopman 1946, Search and Screening (OEG Report 56), ch. 2: finding goes with the solid angle of the target,
    1/r^2 for who sees it from the ground. That it is level under FINDING_LEAST_M is ours.
    """
    seen_share = share_within(hexes, hex_m, visibility_m)
    range_m = max(FINDING_LEAST_M, hexes * hex_m)
    return per_minute / 60.0 * seen_share * (REFERENCE_M / range_m) ** 2


@rule
def spot_unit(unit, step, seconds, rate, kept_above, memory_steps, counts, key, hashes):
    """Settle one unit's contact for this step; returns 1 if it was newly found.

    Form: Koopman 1946, Search and Screening (OEG Report 56), ch. 2: P = 1 - exp(-rate x time) at a steady rate. What is
    kept in sight and when it is forgotten is ours.
    """
    age = counts[a.CONTACT_AGE, unit]
    found = False
    if rate > 0.0:
        # A unit that was in sight a step ago is kept in sight: watching is easier than finding.
        found = age <= 1 and rate > kept_above
        if not found:
            chance = -math.expm1(-rate * seconds)
            found = uniform(key, step, S_SPOT, DRAW_0, hashes[unit], np.uint64(0)) < chance
    if found:
        new = age >= a.UNSEEN
        counts[a.CONTACT_AGE, unit] = 0
        counts[a.CONTACT_HEX, unit] = counts[a.HEX, unit]
        if new:
            counts[a.CONTACT_SINCE, unit] = step
            return 1
    elif age < a.UNSEEN:
        counts[a.CONTACT_AGE, unit] = age + 1
        if age + 1 > memory_steps:
            counts[a.CONTACT_AGE, unit] = a.UNSEEN
    return 0


@rule
def memory_in_steps(parameters, step_s):
    """Steps for which a contact that is no longer seen is still acted upon.

    Form: ours, because time goes by steps: whole ones only, and one at least.
    """
    return max(1, int(parameters[p.MEMORY] * 60.0 / step_s))
