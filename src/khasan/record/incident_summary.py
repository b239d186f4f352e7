"""An incident at a glance: when, where and how many, each with how well it is known; for lists, timeline and map.

Read from quantities that every incident names alike (see docs/model/record.md): ``incident-start`` and
``incident-end``, ``battle-start`` and ``battle-end`` or ``clash-date``; ``place-lat`` and ``place-lon``;
``SIDE-casualties`` or its parts, and such counts of two armies together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from khasan.record.checks.sums import LOSSES
from khasan.record.claim import Claim
from khasan.record.edtf import known_days
from khasan.record.incident import Incident
from khasan.record.interval import Interval
from khasan.record.precision import date_code, place_code

_DATED = re.compile(
    r"(incident|battle|clash|fight|event|engagement|probe|conflict|aid)(-.+)?-(start|end|date|dates)(-.+)?"
)
ARMIES = {"japanese": "japan", "manchukuo": "manchukuo", "soviet": "ussr", "mongolian": "mongolia"}
"""Of each side, its name among the parties that claims concern."""
SIDES = tuple(ARMIES)
_LOST = re.compile(rf"(.+)-(casualties|{'|'.join(LOSSES)})")
_FIRST_PLACES = ("place", "incident", "clash", "battle", "location", "article-point")
_DEGREE_M = 111_195.0
_FROM_CLAIMS = ("event-", "attack-", "clash-", "time-")


@dataclass(frozen=True, slots=True)
class When:
    """First and last day that start and end can have, over all rivals; ``basis`` says from what they were read.

    ``stated``: claims date the incident or its fights as such; else the days are those of whatever it mentions.
    """

    start: tuple[date, date]
    end: tuple[date, date]
    basis: str
    stated: bool

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
    dates = [quantity for quantity in incident.by_quantity() if _DATED.fullmatch(quantity)]
    spans = [span for quantity in dates if (span := _days(incident, quantity))]
    if spans:
        return When(min(spans), max(spans, key=lambda days: (days[1], days[0])), "dates of its fights", True)
    dated = [
        days
        for claim in incident.claims
        if claim.quantity.startswith(_FROM_CLAIMS) and (days := known_days(claim.date)) is not None
    ]
    if not dated:
        return None
    return When(min(dated), max(dated, key=lambda days: days[1]), "first and last date among its claims", False)


def sites(incident: Incident) -> tuple[Site, ...]:
    """All places with coordinates, the incident's own first."""
    quantities = incident.by_quantity()
    places = [q.removesuffix("-lat") for q in quantities if q.endswith("-lat")]
    places.sort(key=lambda place: _FIRST_PLACES.index(place) if place in _FIRST_PLACES else len(_FIRST_PLACES))
    return tuple(site for place in places if (site := _site(incident, place)) is not None)


def toll(incident: Incident) -> Toll | None:
    """Casualties of all sides together, by the incident's rule; None if nobody counts any.

    A count of several armies together stands in the place of theirs if it tells more: a loss that one of them leaves
    out (the wounded, "of which nation is not said"), and no fewer men in all.
    """
    counted: dict[tuple[str, ...], tuple[Interval, ...]] = {(side,): tuple(_losses(incident, side)) for side in SIDES}
    for armies, together in _together(incident):
        apart = [counted[(side,)] for side in armies if (side,) in counted]
        if len(apart) < len(armies):
            continue  # another such count has one of them
        known = set.intersection(*(_kinds(spans) for spans in apart))
        if not _kinds(together) <= known and _best(together) >= sum(map(_best, apart)):
            counted = {key: spans for key, spans in counted.items() if not set(key) & set(armies)}
            counted[armies] = together
    found = {key: spans for key, spans in counted.items() if spans}
    if not found:
        return None
    every = [interval for spans in found.values() for interval in spans]
    low, best, high = (sum(getattr(i, end) for i in every) for end in ("low", "best", "high"))
    return Toll(low, best, high, tuple(side for side in SIDES if any(side in key for key in found)))


def _together(incident: Incident) -> list[tuple[tuple[str, ...], tuple[Interval, ...]]]:
    """(sides, losses) of each name under which all claims count several armies together; the largest count first."""
    armies: dict[str, set[tuple[str, ...]]] = {}
    for quantity, claims in incident.by_quantity().items():
        name = _LOST.fullmatch(quantity)
        if name is None or name[1] in SIDES:
            continue
        for claim in claims:
            parties = {party.strip() for party in claim.concerns.split(";")}
            known = tuple(side for side in SIDES if ARMIES[side] in parties)
            armies.setdefault(name[1], set()).add(known if len(known) == len(parties) else ())
    found = [
        (next(iter(sides)), tuple(_losses(incident, name)))
        for name, sides in armies.items()
        if len(sides) == 1 and all(len(them) > 1 for them in sides)
    ]
    return sorted(found, key=lambda pair: -_best(pair[1]))


def _best(spans: tuple[Interval, ...]) -> float:
    return sum(span.best for span in spans)


def _kinds(spans: tuple[Interval, ...]) -> set[str]:
    """Which of the losses some counts tell of."""
    told = {span.claims[0].quantity.rpartition("-")[2] for span in spans}
    return set(LOSSES) if "casualties" in told else told


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


def _days(incident: Incident, quantity: str) -> tuple[date, date] | None:
    """From the first day that any claim allows to the last; guesses only where there is nothing else."""
    claims = incident.by_quantity()[quantity]
    sourced = [claim for claim in claims if not claim.is_guess] or claims
    found = [days for claim in sourced if (days := known_days(claim.text) or known_days(claim.date)) is not None]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


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
