"""Day, night and moon over the made-up country, beside another ephemeris."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from compiler.round_trip import START, Country, drawn_of
from khasan.compiler import Compiled
from khasan.kernels.state import tables as t


def sun_altitude(moment: datetime, lon: float, lat: float) -> float:
    """Degrees, by the low-precision formulae of the Astronomical Almanac: good to a hundredth of a degree."""
    n = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400.0
    mean, anomaly = (math.radians(at % 360.0) for at in (280.460 + 0.9856474 * n, 357.528 + 0.9856003 * n))
    ecliptic = mean + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.0000004 * n)
    right = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    up = math.asin(math.sin(tilt) * math.sin(ecliptic))
    hour = math.radians((280.46062 + 360.98564737 * n + lon) % 360.0) - right
    here = math.radians(lat)
    return math.degrees(math.asin(math.sin(here) * math.sin(up) + math.cos(here) * math.cos(up) * math.cos(hour)))


def with_moon(country: Country, moon: str) -> Compiled:
    clock = country.compiled.resolved.clock
    longer = clock.model_copy(update={"end": clock.start + timedelta(hours=40), "moon": moon})
    return country.compiled_with(clock=longer, weather=())


def test_day_and_night_are_those_of_the_map(country: Country) -> None:
    """Full day from sunrise on, none with the sun twelve degrees down, dark below six; in the middle of each step."""
    daylight, _, dark = with_moon(country, "computed").sky
    assert len(daylight) == 1600
    for step in range(0, 1600, 3):
        middle = datetime.fromisoformat(START) + timedelta(seconds=90 * (step + 0.5))
        altitude = sun_altitude(middle, 131.9, 45.0)
        assert daylight[step] == pytest.approx(min(1.0, max(0.0, (altitude + 12.0) / 12.0)), abs=0.01)
        if abs(altitude + 6.0) > 0.1:
            assert dark[step] == float(altitude < -6.0)
    assert {0.0, 1.0} == set(dark.tolist())


def test_the_moon_is_as_full_as_it_is_said_to_be(country: Country) -> None:
    """The moon of 30 July 1938 was three days old, and set an hour and a half after the sun. A full one stands where
    the sun does not."""
    new, full, true = (with_moon(country, moon).sky[1] for moon in ("new", "full", "computed"))
    assert not new.any()
    assert 0.0 < true.max() < 0.15
    for step in range(0, 1600, 7):
        middle = datetime.fromisoformat(START) + timedelta(seconds=90 * (step + 0.5))
        expected = max(0.0, math.sin(-math.radians(sun_altitude(middle, 131.9, 45.0))))
        assert full[step] == pytest.approx(expected, abs=0.01)


def test_a_night_grows_into_day_by_equal_ratios(country: Country) -> None:
    """Halfway between the two in the logarithm; moonlight adds to the dark in the measure."""
    compiled = with_moon(country, "new")
    night = np.zeros(compiled.steps)
    half = dataclasses.replace(compiled, sky=(night + 0.5, night + 0.25, night))
    found = drawn_of(half).tables.light[t.VISIBILITY_M]
    dark = 61.0 + 0.25 * (253.0 - 61.0)
    assert found.tolist() == pytest.approx([math.sqrt(dark * 4007.0)] * compiled.steps)
