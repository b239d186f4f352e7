"""What the search of the site looks through: a script that holds the record, small enough to be loaded from a disk.

A page opened from a disk may not fetch a file of data, but it may load a script: so the data are one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from khasan.present.pages import template
from khasan.present.site.entries import Fight
from khasan.present.site.frontier_pages import day_words
from khasan.record.frontier import RUNGS, Frontier
from khasan.record.incident import Incident
from khasan.record.search import folding
from khasan.record.source import Source
from khasan.scenario.stories.claim_in_words import in_words

DATA, SCRIPT = "record/record.js", "record/search.js"
_LINE_ENDS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "<": "\\u003c"}


def search_data(
    incidents: Sequence[Incident], sources: Mapping[str, Source], frontier: Frontier | None, fights: Sequence[Fight]
) -> str:
    """The script: what can be found, and the tables by which names of one sound are found together."""
    told = {
        "fold": folding(),
        "incidents": [[one.id, one.title] for one in incidents],
        "stories": {fight.id: f"../{fight.page}" for fight in fights},
        "sources": [
            [one.key, one.title, ", ".join(part for part in (one.author, one.year) if part), one.kind, one.grade]
            for _, one in sorted(sources.items())
        ],
        "names": [names for number, one in enumerate(incidents) for names in _names(number, one)],
        "claims": [claim for number, one in enumerate(incidents) if not one.raw for claim in _claims(number, one)],
        "events": _events(frontier) if frontier is not None else [],
        "decisions": _decisions(frontier) if frontier is not None else [],
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for letter, escaped in _LINE_ENDS.items():
        text = text.replace(letter, escaped)
    return f"const RECORD = {text};\n"


def search_script() -> str:
    """The search itself."""
    return template("site_search.js")


def _names(number: int, incident: Incident) -> list[list[Any]]:
    """[number of the incident, quantity of the names ("" for its own), names] of it and of each of its places."""
    own = list(dict.fromkeys((incident.title, *incident.names)))
    found: list[list[Any]] = [[number, "", own]]
    for quantity in incident.by_quantity():
        place = quantity.removeprefix("name-")
        if place not in (quantity, "incident"):
            found.append([number, quantity, list(dict.fromkeys((*incident.names_of(place), place)))])
    return found


def _claims(number: int, incident: Incident) -> list[list[Any]]:
    """[number of the incident, id, what it says, source, where and grade, note] of each claim that is no name."""
    found = []
    for claim in incident.claims:
        if claim.kind == "name":
            continue
        told = in_words(claim)
        where = told.source.removeprefix(claim.source.title).removeprefix(", ")
        found.append([number, claim.id, told.says, claim.source.key, where, told.grade, told.note])
    return found


def _events(frontier: Frontier) -> list[list[str]]:
    """[id, days, place, what, the rest in words] of each event of the tables."""
    sectors = {sector.id: sector.title for sector in frontier.sectors}
    found = []
    for event in frontier.events:
        rest = [
            sectors.get(event.sector, ""), event.force_jp, event.force_su, RUNGS[event.rung], event.response,
            event.decided_by, event.said.note,
        ]  # fmt: skip
        what = event.kind.replace("-", " ")
        found.append([event.id, day_words(event), event.place, what, "; ".join(part for part in rest if part)])
    return found


def _decisions(frontier: Frontier) -> list[list[str]]:
    """[id, date, who, what, outcome] of each decision of the tables."""
    return [[one.id, one.date, one.actor, one.decision, one.outcome] for one in frontier.decisions]
