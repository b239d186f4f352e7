"""What the keys KHN and KHG stand for: the facts that they gathered, by section, so that a citation can be read.

``KHN 1.4`` in a claim is a section of the note on Lake Khasan and the minor clashes. Its page lists every claim of the
record that names the section; figures of weapons and establishments, which are of no incident, stand in a table of
``data/notes``. ``python -m khasan.record.notes KHG`` prints a page.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from khasan.errors import InputError, Problem
from khasan.record.claim import Claim
from khasan.record.claim_words import said
from khasan.record.incident import Incident, incident_ids, load_incident
from khasan.record.table import DATA, read_table

FIGURE_COLUMNS = ("section", "item", "figure", "status", "source")
STATUS = {
    "seen": "stands in the source named",
    "derived": "reckoned from figures seen",
    "unverified": "from memory",
    "not found": "in no source read",
}
NOTES = {
    "KHN": (
        "Lake Khasan 1938 and the minor clashes of 1935-37",
        {
            "0": "sources and grades",
            "1.1": "what happened when at Lake Khasan",
            "1.2": "who stood there",
            "1.3": "strengths",
            "1.4": "losses",
            "1.5": "ground",
            "1.6": "weather and light",
            "2": "the minor clashes",
            "3": "quarrels of the two seeds",
        },
    ),
    "KHG": (
        "Khalkhin Gol 1939, weapons and establishments, and what frames the fights",
        {
            "1.1": "ground, river, climate",
            "1.2": "what happened when at Khalkhin Gol",
            "1.3": "who stood there",
            "1.4": "strengths",
            "1.5": "losses",
            "1.6": "supply",
            "2.1": "weapons seen in a source",
            "2.2": "weapons from memory",
            "2.3": "establishments",
            "2.6": "paces of the march",
            "3.1": "incidents by year",
            "3.2": "force levels",
            "3.3": "dated events",
            "3.4": "Soviet aid to China",
            "3.6": "small incidents",
            "4": "quarrels",
            "5": "what was not found",
            "6.1": "sources",
        },
    ),
}


def page(key: str, incidents: Iterable[Incident]) -> str:
    """The page of a note in Markdown."""
    title, sections = NOTES[key]
    every = list(incidents)
    lines = [
        f"# {key}: {title}",
        "",
        f"The facts behind citations of {key}, written by `python -m khasan.record.notes {key}` from the record and",
        "`src/khasan/data/notes`; a test holds the page to them. Who says each thing stands beside it, and its grade",
        f"in `khasan record show`. Cite it as {key} with the section: `{key} {next(iter(sections))}`.",
    ]
    for section, heading in sections.items():
        body = [*_figures(key, section), *_facts(key, section, every)]
        if body:
            lines += ["", f"## {key} {section}: {heading}", *body]
    return "\n".join(lines) + "\n"


def _facts(key: str, section: str, incidents: Iterable[Incident]) -> Iterator[str]:
    cited = re.compile(rf"\b{key} (?:[0-9.]+, )*{re.escape(section)}(?![0-9.]*[0-9])")
    rows = [
        (incident.id, claim)
        for incident in incidents
        for claim in incident.claims
        if cited.search(f"{claim.where} {claim.source.key if claim.source.key == key else ''}")
    ]
    if rows:
        yield from ("", "| record | what | answer | date | who |", "|---|---|---|---|---|")
        for where, claim in rows:
            yield f"| {where} | {claim.quantity} | {_cell(_told(claim))} | {claim.date} | {claim.source.key} |"


def _told(claim: Claim) -> str:
    return said(claim) + (" (a guess)" if claim.is_guess else "")


def figures() -> list[dict[str, str]]:
    """The table of figures that are of no incident. InputError where it is bad."""
    problems: list[Problem] = []
    rows = read_table(DATA / "notes" / "khg-figures.csv", FIGURE_COLUMNS, problems)
    if problems:
        raise InputError(problems)
    return [row.cells for row in rows]


def _figures(key: str, section: str) -> Iterator[str]:
    rows = [row for row in figures() if row["section"] == section] if key == "KHG" else []
    if rows:
        yield from ("", "| what | figure | status | source |", "|---|---|---|---|")
        for row in rows:
            yield f"| {_cell(row['item'])} | {_cell(row['figure'])} | {row['status']} | {row['source']} |"


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def all_incidents() -> list[Incident]:
    """Every record that is kept as claims."""
    return [load_incident(name) for name in incident_ids()]


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1], all_incidents()))
