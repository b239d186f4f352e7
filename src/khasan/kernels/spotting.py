"""Spotting: the chance in a step that a side gains sight of a unit, and how it forgets.

Each watcher finds a unit at the rate  spotting x (500 m / range)^2 x signature  a minute while it lies within the
visibility of the hour. The rates of all watchers add up (the first of independent Poisson finders), so a side makes
one draw a unit and step: P = 1 - exp(-rate x time).
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels import parameters as p
from khasan.kernels.compiled import rule
from khasan.kernels.rng import DRAW_0, S_SPOT, uniform
from khasan.kernels.sight import share_within

REFERENCE_M = 500.0
FLASH_GAIN = 4.0
"""Muzzle flash and smoke: a firing unit is this many times as conspicuous. Guess, 2 to 8."""
STILL = 0.3
"""Signature of men lying still against men moving. Guess, 0.2 to 0.45."""


@rule
def signature(moved, fired, works, concealment, men, vehicles):
    """How conspicuous a unit is against a company of 150 men moving in the open, which is 1."""
    size = math.sqrt((men + 15.0 * vehicles) / 150.0)
    look = 1.0 if moved == 1 else STILL * (1.0 - 0.5 * works)
    if fired == 1:
        look *= FLASH_GAIN
    return size * look * (1.0 - 0.8 * concealment)


@rule
def rate_of_finding(hexes, hex_m, visibility_m, per_minute):
    """Findings a second by one watcher of a unit of signature 1 that many hexes away."""
    seen_share = share_within(hexes, hex_m, visibility_m)
    range_m = max(50.0, hexes * hex_m)
    return per_minute / 60.0 * seen_share * (REFERENCE_M / range_m) ** 2


@rule
def spot_unit(unit, step, seconds, rate, memory_steps, counts, key, hashes):
    """Settle one unit's contact for this step; returns 1 if it was newly found."""
    age = counts[a.CONTACT_AGE, unit]
    found = False
    if rate > 0.0:
        chance = -math.expm1(-rate * seconds)
        found = uniform(key, step, S_SPOT, DRAW_0, hashes[unit], np.uint64(0)) < chance
        # A unit that was in sight a step ago is kept in sight: watching is easier than finding.
        if age <= 1 and rate * seconds > 0.02:
            found = True
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
    """Steps for which a contact that is no longer seen is still acted upon."""
    return max(1, int(parameters[p.MEMORY] * 60.0 / step_s))
