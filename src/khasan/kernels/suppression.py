"""Suppression: near misses raise it, and it passes.

s' = s + (1 - s) (1 - exp(-suppression x volume)); then s'' = s' 2^(-time / half-life). Volume is bullets a metre of the
target's front, or bursting rounds by lethal area over the target's footprint, weighed with bursts_weight.
"""

from __future__ import annotations

import math

from khasan.kernels.compiled import rule


@rule
def bullets_volume(rounds, frontage_m, exposure):
    """Near misses a metre of front; men in works feel them less, by the root of their exposure."""
    return rounds / max(20.0, frontage_m) * math.sqrt(exposure)


@rule
def bursts_volume(rounds_on_footprint, lethal_m2, footprint_m2, exposure, weight):
    """Bursts by the share of the footprint that each covers; weight: bullets a metre that a whole cover is worth."""
    return weight * rounds_on_footprint * lethal_m2 / footprint_m2 * math.sqrt(exposure)


@rule
def after_fire(suppression, volume, per_volume, seconds, half_life_min):
    """Suppression after a step of receiving `volume` near misses.

    >>> after_fire(0.0, 0.0, 0.1, 60.0, 8.0)
    0.0
    >>> round(after_fire(0.8, 0.0, 0.1, 480.0, 8.0), 6)
    0.4
    """
    raised = suppression + (1.0 - suppression) * -math.expm1(-per_volume * volume)
    return raised * 2.0 ** (-seconds / (60.0 * half_life_min))
