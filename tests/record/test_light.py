"""The record's sun and moon, computed again with another program."""

from __future__ import annotations

from datetime import timedelta

import ephem
import pytest

from khasan.record import load_incident

KHASAN = load_incident("lake-khasan-1938")
LAT, LON = "42.44", "130.60"
EVENTS = {"sunrise": "-0:50", "sunset": "-0:50", "civil-dawn": "-6", "civil-dusk": "-6"}


def quantities(prefixes: tuple[str, ...]) -> list[str]:
    return [quantity for quantity in KHASAN.by_quantity() if quantity.startswith(prefixes)]


@pytest.mark.parametrize("quantity", quantities(tuple(EVENTS)))
def test_sun(quantity: str) -> None:
    interval = KHASAN.interval(quantity)
    assert interval is not None
    moment = interval.moments(0.0)[1]
    event = next(name for name in EVENTS if quantity.startswith(name))
    observer = ephem.Observer()
    observer.lat, observer.lon, observer.horizon, observer.pressure = LAT, LON, EVENTS[event], 0
    observer.date = moment.replace(tzinfo=None) - timedelta(hours=3)
    rising = event in ("sunrise", "civil-dawn")
    # the centre stands 50' under the horizon when the rim shows: half its disc and the refraction
    find = observer.next_rising if rising else observer.next_setting
    computed = find(ephem.Sun(), use_center=True).datetime()
    assert abs((computed - moment.replace(tzinfo=None)).total_seconds()) <= 120


@pytest.mark.parametrize("quantity", quantities(("moon-lit",)))
def test_moon(quantity: str) -> None:
    """To the nearest five in a hundred: the note does not say at which hour it was computed."""
    (claim,) = KHASAN.by_quantity()[quantity]
    noon_utc = claim.date + " 12:00"
    moon = ephem.Moon(noon_utc)
    assert moon.phase == pytest.approx(claim.point, abs=5)
