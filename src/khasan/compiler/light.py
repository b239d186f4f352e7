"""Sun, moon and weather as visibility: how far a man makes out men, step by step."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import ephem
import numpy as np
from numpy.typing import NDArray

from khasan.arrays import F8

EVERY_S = 900.0
"""Positions of sun and moon are computed this often and interpolated: they move a few degrees meanwhile."""
DAY_DEG, NIGHT_DEG, DARK_DEG = 0.0, -12.0, -6.0
"""Sun altitudes: full daylight, no twilight left (nautical), and `dark` of plans (civil twilight over)."""


def sky(start: datetime, steps: int, step_s: float, lon: float, lat: float, moon: str) -> tuple[F8, F8, F8]:
    """(daylight 0..1, moonlight 0..1, dark 0 or 1), each f8[steps], in the middle of each step.

    daylight runs from 0 with the sun 12 degrees down to 1 at sunrise; moonlight is the lit share of the disc times the
    sine of its altitude. moon: "computed", "full" or "new"; a full moon of a what-if stands opposite the sun.
    """
    marks = np.arange(0.0, steps * step_s + EVERY_S, EVERY_S)
    sun_deg = np.empty(marks.size)
    moon_light = np.empty(marks.size)
    observer = ephem.Observer()
    observer.lon, observer.lat, observer.elevation = math.radians(lon), math.radians(lat), 0
    observer.pressure = 0  # twilights are told by true altitudes; below the horizon refraction is off by over a degree
    sun, disc = ephem.Sun(), ephem.Moon()
    for k, seconds in enumerate(marks):
        observer.date = ephem.Date((start + timedelta(seconds=float(seconds))).replace(tzinfo=None))
        sun.compute(observer)
        sun_deg[k] = math.degrees(sun.alt)
        if moon == "computed":
            disc.compute(observer)
            moon_light[k] = disc.phase / 100.0 * max(0.0, math.sin(disc.alt))
        else:
            moon_light[k] = max(0.0, math.sin(-sun.alt)) if moon == "full" else 0.0
    middles = (np.arange(steps) + 0.5) * step_s
    altitude = np.interp(middles, marks, sun_deg)
    daylight = np.clip((altitude - NIGHT_DEG) / (DAY_DEG - NIGHT_DEG), 0.0, 1.0)
    return daylight, np.interp(middles, marks, moon_light), (altitude < DARK_DEG).astype(np.float64)


def visibility(daylight: F8, moonlight: F8, dark_m: float, moon_m: float, day_m: float) -> F8:
    """Metres at which men are made out, f8[steps]: night grows into day by equal ratios.

    >>> visibility(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 60.0, 250.0, 4000.0).round().tolist()
    [4000.0, 250.0]
    """
    night = dark_m + (moon_m - dark_m) * moonlight
    metres: F8 = night * (day_m / night) ** daylight
    return metres


def wetness(raining: NDArray[np.bool_], hours: float, soaking_h: float, drying_h: float) -> F8:
    """How far rain has softened the ground, 0..1, f8[steps], after each step of so many hours; dry at the start.

    >>> wetness(np.array([True, True, False]), 3.0, 3.0, 18.0).round(3).tolist()
    [0.632, 0.865, 0.732]
    """
    wet = np.zeros(raining.size)
    if not raining.any():
        return wet
    soaks, dries = math.exp(-hours / soaking_h), math.exp(-hours / drying_h)
    now = 0.0
    for k, rain in enumerate(raining.tolist()):
        now = 1.0 - (1.0 - now) * soaks if rain else now * dries
        wet[k] = now
    return wet
