"""Suppression: near misses raise it, and it passes.

ds/dt = rise (1 - s) - fade s, solved exactly over a step: rise is `suppression` x volume, fade that of the half-life
`recovery`. Volume is bullets a metre of the target's front, or bursting rounds by lethal area over the target's
footprint, weighed with bursts_weight.
"""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule

LEAST_FRONT_M = 20.0
"""Front that even a handful of men takes up. Guess, 10 to 40 m: three or four of them, some paces apart."""
CALM = 1e-6
"""Suppression under this is none: nobody is told by a millionth. Definition."""


@rule
def bullets_volume(rounds, frontage_m, exposure):
    """Near misses a metre of front; men in works feel them less.

    Form: ours, because the trials of 1975-78 (CDEC) give rounds by metres of front. The root lies between men who feel
    every round that passes and men who feel those alone that could hit.
    """
    return rounds / max(LEAST_FRONT_M, frontage_m) * math.sqrt(exposure)


@rule
def bursts_volume(rounds_on_footprint, lethal_m2, footprint_m2, exposure, weight):
    """Bursts by the share of the footprint that each covers; weight: bullets a metre that a whole cover is worth.

    Form: ours, because bursts weigh by the share of the ground that they cover, and exposure as it does for bullets.
    """
    return weight * rounds_on_footprint * lethal_m2 / footprint_m2 * math.sqrt(exposure)


@rule
def fading(seconds, half_life_min):
    """How much of suppression fades in a step without fire, as an exponent.

    Form: ours, because a half-life is all that is said of it: the exponential law has one, whatever the step.

    >>> round(math.exp(-fading(480.0, 8.0)), 12)
    0.5
    """
    return math.log(2.0) * seconds / (60.0 * half_life_min)


@rule
def after_fire(suppression, rise, fade):
    """Suppression at the end of a step of steady near misses: ds/dt = rise (1 - s) - fade s over the step.

    rise: `suppression` x volume; fade: of fading(). Under CALM it is none.

    Form: ours, because each near miss puts down a share of who is still up. In the trials of CDEC in 1975-78 (Fort Sill
    1980, ADA081134) nine men in ten took 3.2 to 3.3 times the rounds of one in two; 1 - exp(-k v) has 3.3.

    >>> after_fire(0.0, 0.0, 0.1), round(after_fire(0.8, 0.0, math.log(2.0)), 12), round(after_fire(0.0, 3.0, 1.0), 6)
    (0.0, 0.4, 0.736263)
    """
    if rise <= 0.0 and suppression <= 0.0:
        return 0.0
    level = rise / (rise + fade)
    ends = level + (suppression - level) * math.exp(-(rise + fade))
    return ends if ends > CALM else 0.0


@rule
def mean_under_fire(suppression, rise, fade):
    """Suppression over such a step, on average.

    Form: ours, because it is the exact mean over the step of what after_fire ends in.

    >>> round(mean_under_fire(0.8, 0.0, math.log(2.0)), 6), mean_under_fire(0.0, 0.0, 0.1)
    (0.577078, 0.0)
    """
    if rise <= 0.0 and suppression <= 0.0:
        return 0.0
    level = rise / (rise + fade)
    return level - (suppression - level) * math.expm1(-(rise + fade)) / (rise + fade)


@rule
def share_below(suppression, rise, fade, limit):
    """Share of such a step for which suppression stays at or below a limit, from its start; 1 if it never exceeds it.

    Form: ours, because it is the exact time at which after_fire passes the limit: that of an exponential, turned round.

    >>> round(share_below(0.0, 1.0, 0.0, 0.5), 6), share_below(0.0, 1.0, 0.0, 0.9), share_below(0.7, 1.0, 0.0, 0.6)
    (0.693147, 1.0, 0.0)
    """
    if suppression > limit:
        return 0.0
    if rise <= 0.0:
        return 1.0
    level = rise / (rise + fade)
    if level <= limit:
        return 1.0
    return min(1.0, math.log((level - suppression) / (level - limit)) / (rise + fade))


@rule
def calm_until(suppression, rise, fade, share):
    """The integral of 1 - suppression over the first `share` of such a step: the way made, over that of calm men.

    Form: ours, because it is the exact integral of a pace that goes with 1 - suppression as after_fire has it.

    >>> calm_until(0.25, 0.0, 0.0, 0.5), round(calm_until(0.0, 1.0, 0.0, 1.0), 6)
    (0.375, 0.632121)
    """
    if rise + fade <= 0.0:
        return (1.0 - suppression) * share
    level = rise / (rise + fade)
    return (1.0 - level) * share + (suppression - level) * math.expm1(-(rise + fade) * share) / (rise + fade)
