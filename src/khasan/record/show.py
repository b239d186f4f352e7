"""An incident in words and as data: when, where, how many, and every claim by quantity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from khasan.record import edtf
from khasan.record.claim import Claim
from khasan.record.claim_words import between, clock, said, some, span, wrapped
from khasan.record.incident import Incident
from khasan.record.incident_summary import Site, sites, toll, when
from khasan.record.interval import Interval
from khasan.record.precision import DATE_CODES, PLACE_CODES, date_code

_LEAST_M = 10.0
"""Nobody knows a place better than this, whatever digits a source writes."""


def incident_text(incident: Incident, quantities: Sequence[str], *, whole: bool) -> str:
    """Its claims by quantity; with its head if it is shown whole."""
    lines = list(_head(incident)) if whole else []
    for quantity in quantities:
        lines += ["", _title(incident, quantity), *_claims(incident, quantity)]
    return "\n".join(lines).lstrip("\n")


def incident_data(incident: Incident, quantities: Sequence[str]) -> dict[str, Any]:
    """The same for JSON."""
    days, losses = when(incident), toll(incident)
    return {
        "id": incident.id,
        "title": incident.title,
        "names": incident.names,
        "start": days.start if days else None,
        "end": days.end if days else None,
        "date_prec": days.code if days else None,
        "places": [_site_data(site) for site in sites(incident)],
        "casualties": {"low": losses.low, "best": losses.best, "high": losses.high, "of": losses.sides}
        if losses
        else None,
        "rule": incident.rule.name,
        "quantities": [
            {
                "quantity": quantity,
                "interval": _interval_data(incident.interval(quantity)),
                "claims": [claim_data(claim) for claim in incident.by_quantity()[quantity]],
            }
            for quantity in quantities
        ],
    }


def claim_data(claim: Claim) -> dict[str, Any]:
    """A claim for JSON, with what is derived of it."""
    names = (
        *("id", "quantity", "stance", "concerns", "kind", "value", "low", "high", "unit", "text", "date", "tz"),
        *("where", "anchor", "position", "cites", "flag", "confidence", "formula", "note"),
    )
    told = {name: getattr(claim, name) for name in names}
    precision = date_code(*edtf.span(claim.date)) if claim.date else None
    return {**told, "source": claim.source.key, "citation": claim.citation, "date_prec": precision}


def _head(incident: Incident) -> Iterator[str]:
    yield f"{incident.title} ({incident.id})"
    if incident.names:
        yield from wrapped(f"Names: {', '.join(incident.names)}", "  ")
    days, losses = when(incident), toll(incident)
    if days is not None:
        ends = f"began {between(days.start)}, ended {between(days.end)}"
        yield f"When: {ends} ({days.basis}; date precision {days.code}: {DATE_CODES[days.code]})"
    for site in sites(incident):
        yield f"Where: {site_text(site)}"
    if losses is not None:
        yield f"Casualties of those counted ({', '.join(losses.sides)}): {span(losses.low, losses.best, losses.high)}"
    found = incident.disagreements()
    counts = f"{some(len(incident.claims), 'claim')} on {len(incident.by_quantity())} quantities"
    yield f"{counts}; {some(len(found), 'disagreement')} computed"
    yield f"Intervals by the rule {incident.rule.name}: {incident.rule.why}"


def site_text(site: Site) -> str:
    """A place in a line."""
    radius = max(site.radius_m, _LEAST_M)
    within = f"{radius / 1000:.3g} km" if radius >= 1000 else f"{radius:.0f} m"
    guess = ", a guess" if site.guessed else ""
    code = f"place precision {site.code}: {PLACE_CODES[site.code]}"
    return f"{site.place} {site.lat:.4f} N {site.lon:.4f} E within {within}{guess} ({', '.join(site.sources)}; {code})"


def _title(incident: Incident, quantity: str) -> str:
    interval = incident.interval(quantity)
    if interval is None:
        return quantity
    return f"{quantity}: {interval_text(interval)} ({interval.why})"


def _claims(incident: Incident, quantity: str) -> Iterator[str]:
    interval = incident.interval(quantity)
    for claim in incident.by_quantity()[quantity]:
        stands = interval is None or claim in interval.claims
        line = f"{said(claim)} - {_who(claim)}"
        yield from wrapped(f"  {line}" if stands else f"  [{line}]", "      ")


def _who(claim: Claim) -> str:
    parts = [claim.citation, f"grade {claim.confidence}"]
    parts += ["of its enemy"] if claim.stance == "other" else ["of itself"] if claim.stance == "own" else []
    parts += [claim.date] if claim.date and claim.kind != "time" else []
    parts += [claim.flag] if claim.flag else []
    parts += [claim.note] if claim.note else []
    return "; ".join(parts)


def interval_text(interval: Interval) -> str:
    """Best, band and unit; a time on the Japanese clock."""
    ends = (interval.low, interval.best, interval.high)
    if interval.unit == "s":
        low, best, high = (clock(end) for end in ends)
        return best if low == high else f"{best} ({low} to {high})"
    return f"{span(*ends)}{' ' + interval.unit if interval.unit else ''}"


def _interval_data(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {
        "low": interval.low,
        "best": interval.best,
        "high": interval.high,
        "unit": interval.unit,
        "chosen": interval.chosen,
        "rule": interval.rule,
        "why": interval.why,
        "claims": [claim.id for claim in interval.claims],
        "aside": [claim.id for claim in interval.aside],
    }


def _site_data(site: Site) -> dict[str, Any]:
    told = {name: getattr(site, name) for name in ("place", "names", "lat", "lon", "radius_m", "guessed", "sources")}
    return {**told, "where_prec": site.code}
