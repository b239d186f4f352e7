"""An incident at a glance: when, where and how many, each with how well it is known; for lists, timeline and map.

Read from quantities that every incident names alike (see docs/model/record.md): ``incident-start`` and
``incident-end`` (or ``battle-``, or ``clash-date``), ``place-lat`` and ``place-lon``, ``SIDE-casualties`` or its parts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from khasan.record.claim import Claim
from khasan.record.edtf import span
from khasan.record.incident import Incident
from khasan.record.interval import Interval
from khasan.record.precision import date_code, place_code

STARTS = ("incident-start", "battle-start", "clash-date")
ENDS = ("incident-end", "battle-end", "clash-date")
SIDES = ("japanese", "manchukuo", "soviet", "mongolian")
LOSSES = ("killed", "wounded", "missing")
_FIRST_PLACES = ("place", "incident", "clash", "battle", "article-point")
_DEGREE_M = 111_195.0
_FROM_CLAIMS = ("event-", "attack-", "clash-", "time-")


@dataclass(frozen=True, slots=True)
class When:
    """First and last day that start and end can have, over all rivals; ``basis`` says from what they were read."""

    start: tuple[date, date]
    end: tuple[date, date]
    basis: str

    @property
    def code(self) -> int:
        """GED's date_prec, of the start."""
        return date_code(*self.start)


@dataclass(frozen=True, slots=True)
class Site:
    """A place with coordinates: degrees, and the radius in metres within which its claims have it."""

    place: str
    names: tuple[str, ...]
    lat: float
    lon: float
    radius_m: float
    guessed: bool
    sources: tuple[str, ...]

    @property
    def code(self) -> int:
        """GED's where_prec."""
        return place_code(self.radius_m)


@dataclass(frozen=True, slots=True)
class Toll:
    """Killed, wounded and missing of all sides that any source counts; ``sides`` names those."""

    low: float
    best: float
    high: float
    sides: tuple[str, ...]


def when(incident: Incident) -> When | None:
    """Days of an incident; None if no claim has any."""
    starts, ends = (_days(incident, quantities) for quantities in (STARTS, ENDS))
    if starts:
        return When(_hull(starts), _hull(ends or starts), "the record's start and end")
    dated = [
        days
        for claim in incident.claims
        if claim.quantity.startswith(_FROM_CLAIMS) and (days := _day(claim.date)) is not None
    ]
    if not dated:
        return None
    first, last = min(dated), max(dated, key=lambda days: days[1])
    return When(first, last, "the first and the last date of its events")


def sites(incident: Incident) -> tuple[Site, ...]:
    """All places with coordinates, the incident's own first."""
    quantities = incident.by_quantity()
    places = [q.removesuffix("-lat") for q in quantities if q.endswith("-lat")]
    places.sort(key=lambda place: _FIRST_PLACES.index(place) if place in _FIRST_PLACES else len(_FIRST_PLACES))
    return tuple(site for place in places if (site := _site(incident, place)) is not None)


def toll(incident: Incident) -> Toll | None:
    """Casualties of all sides together, by the incident's rule; None if nobody counts any."""
    found = [(side, spans) for side in SIDES if (spans := list(_losses(incident, side)))]
    if not found:
        return None
    every = [interval for _, spans in found for interval in spans]
    low, best, high = (sum(getattr(i, end) for i in every) for end in ("low", "best", "high"))
    return Toll(low, best, high, tuple(side for side, _ in found))


def _losses(incident: Incident, side: str) -> Iterator[Interval]:
    """The side's casualties, or those of their parts that are counted."""
    known = incident.by_quantity()
    if f"{side}-casualties" in known:
        whole = incident.interval(f"{side}-casualties")
        if whole is not None:
            yield whole
            return
    for loss in LOSSES:
        if f"{side}-{loss}" in known:
            part = incident.interval(f"{side}-{loss}")
            if part is not None:
                yield part


def _days(incident: Incident, quantities: Sequence[str]) -> list[tuple[date, date]]:
    for quantity in quantities:
        claims = incident.by_quantity().get(quantity, ())
        found = [days for claim in claims if (days := _day(claim.text) or _day(claim.date)) is not None]
        if found:
            return found
    return []


def _day(text: str) -> tuple[date, date] | None:
    try:
        first, last = span(text)
    except ValueError:
        return None
    return (first, last) if first is not None and last is not None else None


def _hull(days: Sequence[tuple[date, date]]) -> tuple[date, date]:
    return min(first for first, _ in days), max(last for _, last in days)


def _site(incident: Incident, place: str) -> Site | None:
    quantities = incident.by_quantity()
    if f"{place}-lon" not in quantities:
        return None
    lat, lon = incident.interval(f"{place}-lat"), incident.interval(f"{place}-lon")
    if lat is None or lon is None:
        return None
    north_m = _half(lat) * _DEGREE_M
    east_m = _half(lon) * _DEGREE_M * math.cos(math.radians(lat.best))
    claims = (*lat.claims, *lon.claims)
    return Site(
        place=place,
        names=incident.names_of(place) or (incident.names if place in _FIRST_PLACES else ()),
        lat=lat.best,
        lon=lon.best,
        radius_m=max(north_m, east_m),
        guessed=all(claim.is_guess for claim in claims),
        sources=tuple(dict.fromkeys(claim.source.key for claim in claims)),
    )


def _half(interval: Interval) -> float:
    """Half of the band, or of the last digit that a source writes, whichever is more."""
    return max(interval.high - interval.best, interval.best - interval.low, min(map(_last_digit, interval.claims)))


def _last_digit(claim: Claim) -> float:
    """Half of the last digit of a coordinate without a band: 42.4 may be anything from 42.35 to 42.45."""
    if claim.low is not None or claim.high is not None:
        return 0.0
    decimals = len(f"{claim.point:.9f}".rstrip("0").partition(".")[2])
    return 0.5 * 10.0**-decimals
