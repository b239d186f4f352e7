"""Day, night and moon hour by hour, for shading only: the engine has light of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from math import degrees
from operator import itemgetter

DAY, TWILIGHT, NIGHT = "day", "twilight", "night"
_HORIZON_DEG = -0.833
"""Upper limb of the sun on the horizon, refraction included."""
_CIVIL_DEG = -6.0


def light(moments: Sequence[datetime], lon: float, lat: float, moon: str = "computed") -> list[dict[str, object]]:
    """For each moment (with its zone): ``sky`` day, twilight or night, and the moon's lit share if it is up.

    ``moon``: computed, or the full or new moon of a what-if.

    >>> at = datetime.fromisoformat("1938-07-31T12:00:00+09:00")
    >>> light([at], 130.6, 42.45)[0]["sky"]
    'day'
    """
    import ephem

    where = ephem.Observer()
    where.lon, where.lat, where.pressure = str(lon), str(lat), 0
    sun, lit = ephem.Sun(), ephem.Moon()
    hours = []
    for moment in moments:
        where.date = moment.astimezone(UTC).replace(tzinfo=None)
        sun.compute(where)
        lit.compute(where)
        height = degrees(float(sun.alt))
        sky = DAY if height > _HORIZON_DEG else TWILIGHT if height > _CIVIL_DEG else NIGHT
        share = {"full": 1.0, "new": 0.0}.get(moon, lit.phase / 100)
        up = float(lit.alt) > 0
        hours.append({"sky": sky, "moon": round(share, 2) if up else 0})
    return hours


def nights(hours: Sequence[float], skies: Sequence[str]) -> list[tuple[float, float]]:
    """Stretches of night as (from, to) in the unit of ``hours``.

    >>> nights([0, 1, 2, 3], [NIGHT, NIGHT, DAY, NIGHT])
    [(0, 2), (3, 3)]
    """
    stretches = []
    until = [*hours[1:], *hours[-1:]]  # each sky stands until the next hour, the last one for no time at all
    for sky, run in groupby(zip(skies, hours, until, strict=True), key=itemgetter(0)):
        if sky == NIGHT:
            inside = list(run)
            stretches.append((inside[0][1], inside[-1][2]))
    return stretches
