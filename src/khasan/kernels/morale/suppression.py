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
def pace(suppression, slowed, pinned):
    """Share of his pace that who is so suppressed makes: of those who are up, all at `slowed`, nobody at `pinned`.

    Form: ours, because a company goes as fast as those who rise, and the more lie the fewer of the others leave them:
    in a straight line.

    >>> pace(0.1, 0.2, 0.4), round(pace(0.3, 0.2, 0.4), 12), pace(0.4, 0.2, 0.4)
    (0.9, 0.35, 0.0)
    """
    if suppression <= slowed:
        return 1.0 - suppression
    return (1.0 - suppression) * max(0.0, pinned - suppression) / (pinned - slowed)


@rule
def reached_at(level, start, limit, rate):
    """When what goes from start to its level exponentially passes a limit, in steps; 0 or 1 if not within the step.

    Form: ours, because it is the exponential turned round.
    """
    if (start - limit) * (level - limit) >= 0.0:
        return 0.0 if abs(level - limit) < abs(start - limit) else 1.0
    return min(1.0, math.log((level - start) / (level - limit)) / rate)


@rule
def integral_of_pace(begins, ends, level, offset, rate, slowed, pinned):
    """The integral of pace() over a part of a step in which it does not pass a limit; suppression goes as level + u,
    u = offset exp(-rate t).

    Form: ours, because pace is of the first or second degree in u, and u and u^2 integrate to their falls over rate and
    2 rate.
    """
    first, last = offset * math.exp(-rate * begins), offset * math.exp(-rate * ends)
    middle = level + 0.5 * (first + last)
    if middle >= pinned or ends <= begins:
        return 0.0
    time = ends - begins
    once = level * time + (first - last) / rate
    if middle <= slowed:
        return time - once
    twice = level * level * time + 2.0 * level * (first - last) / rate + (first * first - last * last) / (2.0 * rate)
    return (pinned * time - (1.0 + pinned) * once + twice) / (pinned - slowed)


@rule
def mean_pace(suppression, rise, fade, slowed, pinned):
    """The mean of pace() over a step of steady near misses.

    Form: ours, because it is the exact mean over the step of a pace that goes with suppression as after_fire has it.

    >>> round(mean_pace(0.25, 0.0, 1e-9, 0.2, 0.4), 6), mean_pace(0.0, 0.0, 1.0, 0.2, 0.4)
    (0.5625, 1.0)
    """
    if rise + fade <= 0.0 or (rise <= 0.0 and suppression <= CALM):
        return pace(suppression, slowed, pinned)
    level, rate = rise / (rise + fade), rise + fade
    one = reached_at(level, suppression, slowed, rate)
    two = reached_at(level, suppression, pinned, rate)
    early, late = min(one, two), max(one, two)
    offset = suppression - level
    return (
        integral_of_pace(0.0, early, level, offset, rate, slowed, pinned)
        + integral_of_pace(early, late, level, offset, rate, slowed, pinned)
        + integral_of_pace(late, 1.0, level, offset, rate, slowed, pinned)
    )
