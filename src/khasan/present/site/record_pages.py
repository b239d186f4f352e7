"""The record as pages: one an incident with all its claims and disagreements, the sources, and the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from khasan.present.pages import rendered, typeset
from khasan.present.record_pictures.picture import days_words, toll_words
from khasan.present.site.entries import Fight
from khasan.present.site.frame import RECORD, link, page
from khasan.present.site.record_search import DATA, SCRIPT
from khasan.record.checks import Disagreement
from khasan.record.claim import Claim
from khasan.record.claim_words import said, some
from khasan.record.incident import Incident
from khasan.record.incident_summary import sites, toll, when
from khasan.record.show import interval_text, site_text
from khasan.record.show_found import apart
from khasan.record.source import Source
from khasan.scenario.stories.claim_in_words import GRADES, in_words, quantity_in_words

SOURCES = "record/sources.html"
_OPEN = 12
"""Disagreements that stand unfolded."""


SEEN = {
    "whole": "seen whole", "extract": "seen in extracts", "abstract": "only its abstract seen",
    "opening": "only its opening seen", "snippet": "only a snippet seen", "quoted": "seen as others quote it",
    "no": "not seen",
}  # fmt: skip
"""How much of a source was seen, in words."""


def incident_place(incident_id: str) -> str:
    """Where the page of an incident lies."""
    return f"record/{incident_id}.html"


def incident_page(incident: Incident, fight: Fight | None, made: Collection[str]) -> str:
    """All claims of an incident by quantity, each with its source and grade; before them, where its sources part."""
    place = incident_place(incident.id)
    days, losses = when(incident), toll(incident)
    found = [_parting(one) for one in incident.disagreements()]
    doors = []
    if fight is not None:
        doors = [("What happened, by the sources", link(place, fight.page))]
        doors += [(f"Simulated: {one.title}", link(place, one.page)) for one in fight.battles if one.page in made]
    context = {
        "title": incident.title,
        "names": incident.names,
        "facts": [
            ("When", days_words(days.start, days.end) if days and days.stated else ""),
            ("All sides together", toll_words(losses) if losses else ""),
            (
                "Claims",
                f"{some(len(incident.claims), 'claim')} on {some(len(incident.by_quantity()), 'quantity')}".replace(
                    "quantitys", "quantities"
                ),
            ),
            ("Ranges rest on", typeset(incident.rule.why)),
        ],
        "sites": [site_text(site) for site in sites(incident)],
        "doors": doors,
        "apart": found[:_OPEN],
        "more": found[_OPEN:],
        "quantities": [_quantity(incident, quantity) for quantity in incident.by_quantity()],
        "grades": GRADES,
        "wide": incident.id == "frontier",
    }
    return page(place, incident.title, rendered("site_incident.html.j2", context), part=RECORD)


def _quantity(incident: Incident, quantity: str) -> dict[str, Any]:
    interval = incident.interval(quantity)
    claims = incident.by_quantity()[quantity]
    name = capital(quantity_in_words(quantity))
    if quantity.startswith("name-"):
        name = (
            "Names" if quantity == "name-incident" else f"Names of {quantity_in_words(quantity).removeprefix('name ')}"
        )
    return {
        "id": quantity,
        "name": name,
        "interval": interval_text(interval) if interval else "",
        "why": interval.why if interval else "",
        "claims": [_claim(claim, name, aside=interval is not None and claim in interval.aside) for claim in claims],
    }


def _claim(claim: Claim, name: str, *, aside: bool) -> dict[str, Any]:
    told = in_words(claim)
    return {
        "id": claim.id,
        "says": told.says.removeprefix(f"{name}: ").removeprefix("A name: "),
        "source": claim.source.title,
        "key": claim.source.key,
        "where": told.source.removeprefix(claim.source.title),
        "grade": told.grade,
        "trust": told.trust,
        "note": told.note,
        "date": claim.date if claim.kind != "time" else "",
        "aside": aside,
    }


def _parting(one: Disagreement) -> dict[str, Any]:
    """Answers, alike ones together, each with those who give it."""
    several = len({claim.quantity for claim in one.claims}) > 1
    answers: dict[str, list[dict[str, str]]] = {}
    for claim in one.claims:
        name = capital(quantity_in_words(claim.quantity))
        # hours on one clock, so that they can be compared; all else as the claims below tell it
        words = said(claim) if claim.kind == "time" else in_words(claim).says.removeprefix(f"{name}: ")
        text = f"{name}: {words}" if several else words
        stance = {"own": ", of itself", "other": ", of its enemy"}.get(claim.stance, "")
        answers.setdefault(text, []).append({"where": _claim_place(claim), "key": f"{claim.source.key}{stance}"})
    return {
        "name": capital(quantity_in_words(one.quantity)),
        "quantity": one.quantity,
        "words": one.words,
        "apart": apart(one),
        "note": one.note,
        "answers": list(answers.items()),
    }


def _claim_place(claim: Claim) -> str:
    """Where a claim stands, seen from the page of an incident: there, or on the page of another."""
    incident, stroke, own = claim.id.rpartition("/")
    return f"{incident}.html#{own}" if stroke else f"#{claim.id}"


def sources_page(sources: Mapping[str, Source], incidents: Sequence[Incident]) -> str:
    """Every source with its grade, how much of it was seen, and which records lean on it."""
    cited: dict[str, Counter[str]] = {}
    for incident in incidents:
        for claim in incident.claims:
            cited.setdefault(claim.source.key, Counter())[incident.id] += 1
    titles = {incident.id: incident.title for incident in incidents}
    rows = [
        {
            "key": key,
            "title": source.title,
            "by": ", ".join(part for part in (source.author, source.year) if part),
            "kind": capital(source.kind),
            "grade": source.grade,
            "seen": SEEN[source.seen],
            "where": source.where,
            "note": source.note,
            "licence": source.licence,
            "cited": [(titles[one], f"{one}.html", count) for one, count in cited.get(key, Counter()).most_common()],
        }
        for key, source in sorted(sources.items())
    ]
    context = {"rows": rows, "grades": GRADES, "count": len(rows)}
    return page(SOURCES, "Sources", rendered("site_sources.html.j2", context), part=RECORD, kind="broad")


def record_page(incidents: Sequence[Incident], counts: Mapping[str, int]) -> str:
    """The search, and the list of the incidents."""
    context = {
        "counts": {name: f"{count:,}" for name, count in counts.items()},
        "incidents": [
            {
                "title": incident.title,
                "where": link(RECORD, incident_place(incident.id)),
                "claims": f"{len(incident.claims):,}",
                "apart": f"{len(incident.disagreements()):,}",
            }
            for incident in incidents
        ],
        "sources": link(RECORD, SOURCES),
    }
    body = rendered("site_record.html.j2", context)
    return page(RECORD, "The record", body, part=RECORD, scripts=(DATA, SCRIPT))


def capital(words: str) -> str:
    """With a large first letter."""
    return words[:1].upper() + words[1:]
