"""Rules of time: two half steps under steady conditions come to what one whole step does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from khasan.kernels.morale import cohesion, suppression
from khasan.kernels.state import parameters as p
from khasan.kernels.works import fieldworks
from verification.fights import MEDIAN
from verification.figures import Figure, Size, at_most

PARAMETERS = np.array([MEDIAN[name] for name in p.NAMES])
STEPS_S = (60.0, 300.0, 900.0, 3600.0)


def suppressed(value: float, seconds: float) -> float:
    """Suppression under four hundred bullets on a hundred metres in five minutes."""
    rise = MEDIAN["suppression"] * 4.0 * seconds / 300.0
    return float(suppression.after_fire(value, rise, suppression.fading(seconds, MEDIAN["recovery"])))


def recovering(value: float, seconds: float) -> float:
    """Suppression once fire has stopped."""
    return float(suppression.after_fire(value, 0.0, suppression.fading(seconds, MEDIAN["recovery"])))


def digging(value: float, seconds: float) -> float:
    """Works under a little fire."""
    return float(fieldworks.after_digging(value, seconds / 3600.0, 0.2, PARAMETERS))


def resting(value: float, seconds: float) -> float:
    """Cohesion out of contact."""
    return float(cohesion.after_step(value, 0.0, 0.0, 0.1, 1.0, False, 0.0, 0.0, seconds / 3600.0, PARAMETERS))


def under_strain(value: float, seconds: float) -> float:
    """Cohesion under fire."""
    return float(cohesion.after_step(value, 0.0, 0.5, 0.1, 1.0, True, 0.02, 1.0, seconds / 3600.0, PARAMETERS))


def whole(value: float, seconds: float) -> float:
    """Share of knocked-out vehicles not yet repaired."""
    return value * (1.0 - float(fieldworks.repair_chance(seconds / 3600.0, PARAMETERS)))


RULES: dict[str, Callable[[float, float], float]] = {
    "suppression under fire": suppressed,
    "suppression passing": recovering,
    "digging": digging,
    "rest": resting,
    "strain": under_strain,
    "repair": whole,
}


def halves(size: Size) -> list[Figure]:
    """The largest gap between one step and its two halves, from half way, at steps of a minute to an hour."""
    found = []
    for name, rule in RULES.items():
        worst = max(abs(rule(rule(0.5, s / 2), s / 2) - rule(0.5, s)) for s in STEPS_S)
        found.append(at_most(f"{name}: two halves against the whole", worst, 1e-9))
    return found
