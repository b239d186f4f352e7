"""How far one sees, and how soft the ground is: docs/model/engine.md, "Light and spotting"."""

from __future__ import annotations

import math


def visibility(daylight: float, moonlight: float, dark_m: float, moonlit_m: float, day_m: float) -> float:
    """Metres, without weather."""
    night = dark_m + (moonlit_m - dark_m) * moonlight
    return float(night * (day_m / night) ** daylight)


def wetness(raining: list[bool], hours: float, soaking_hours: float, drying_hours: float) -> list[float]:
    """How soft the ground is at the end of each step of so many hours."""
    wet, found = 0.0, []
    for rain in raining:
        wet = 1.0 - (1.0 - wet) * math.exp(-hours / soaking_hours) if rain else wet * math.exp(-hours / drying_hours)
        found.append(wet)
    return found
