"""The schema of the frontier's tables in an exported Data Package: what each column of each table is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from khasan.errors import Problem
from khasan.record.frontier import columns
from khasan.record.frontier.cells import FLAGS, GRADES
from khasan.record.frontier.ladders import ladders
from khasan.record.frontier.tables import TABLES, Frontier
from khasan.record.table import read_table

Field = tuple[str, str, str, dict[str, Any]]
_WORDS: Mapping[str, tuple[str, ...]] = {
    **columns.EVENT_WORDS, **columns.DECISION_WORDS, "grade": GRADES, "flag": FLAGS, "told_by": columns.REPORTERS,
    "about": (*columns.COUNTED, *columns.TOLD), "protest_by": columns.PROTESTS,
}  # fmt: skip
_MEANINGS = {
    "id": "Id of the row", "date": "EDTF", "start": "EDTF, where the period begins", "end": "EDTF, where it ends",
    "title": "What it is called", "names": "Names, parted by ;", "lat": "Degrees north, roughly",
    "lon": "Degrees east, roughly", "radius_km": "How far it reaches from there, roughly",
    "sector": "Stretch of the frontier", "place": "Place as the sources have it", "kind": "What kind of thing",
    "jp_party": "Whose men on the Japanese side", "su_party": "Whose men on the Soviet side",
    "first_mover_jp": "Whom the Japanese account names as first", "first_mover_su": "Whom the Soviet account names",
    "men_jp": "Men of the Japanese side, as 3, 9..50 or 80..", "men_su": "Men of the Soviet side",
    "force_jp": "What the Japanese side had, in words", "force_su": "What the Soviet side had, in words",
    **{name: f"{name[:-3].title()} of the {'Japanese' if name.endswith('jp') else 'Soviet'} side, over all accounts"
       for name in columns.LOSSES},
    "rung": "Force used, 0 to 7", "rung_low": "Least rung that the accounts allow", "rung_high": "Most",
    "protest_by": "Who protested; nothing where it is not said", "inquiry_by": "Who asked for a joint inquiry",
    "inquiry": "What came of that", "bodies": "What became of bodies in the other side's hands",
    "settled": "Day on which talks ended the episode", "response": "What came of it", "decided_by": "Who decided",
    "episode": "Events of one episode depend on each other", "fight": "Incident of the record it is a stage of",
    "usable": "May it count towards a rate?", "event": "Id of the event", "reporter": "Who reports, or counts",
    "about": "What the report tells of", "count": "How many, as 3, 9..50 or 80..", "text": "What is told",
    "series": "Series of one counter: never to be added to another", "value": "Exact sum", "low": "At least",
    "high": "At most", "definition": "What is counted", "force": "Name of the force", "side": "Side",
    "divisions": "Divisions", "men_low": "At least so many men", "men": "Men", "men_high": "At most so many men",
    "tanks": "Tanks", "aircraft": "Aircraft", "told_by": "By whose word", "actor": "Who decided",
    "level": "Post, command in the field, or capital", "decision": "What was decided",
    "alternatives": "What else was open", "leave": "Was leave asked?", "leave_result": "What came of asking",
    "step": "A field command wants force, an upper authority answers or restrains, a post is provoked",
    "restraint": "Did the field keep to it?", "fire": "Was fire held under provocation?",
    "delay": "Days after what it answers", "known": "What was known then", "outcome": "What came of it",
    "sources": "Keys of the sources, parted by ;", "grade": "A archive, B book, C second hand, D press or memory",
    "flag": "A guess, derived, garbled, or a rumour", "note": "Remarks",
}  # fmt: skip
_LADDER: list[Field] = [
    ("id", "string", "Id of the ladder", {"required": True, "unique": True}),
    ("words", "string", "From what to what", {"required": True}),
    ("unit", "string", "What was counted", {"required": True}),
    ("cases", "integer", "How many could go further", {"required": True}),
    ("taken", "integer", "How many did", {"required": True}),
    ("ids_cases", "string", "Which could, parted by ;", {}),
    ("ids_taken", "string", "Which did, parted by ;", {}),
]
LADDERS = "frontier-ladders"


def _fields(names: Iterable[str]) -> Iterator[Field]:
    for name in names:
        words = [word for word in _WORDS.get(name, ()) if word]
        bounds: dict[str, Any] = {"enum": words} if words and name not in ("kind", "reporter") else {}
        if name == "id":
            bounds = {"required": True, "unique": True}
        kind = "integer" if name in ("rung", "rung_low", "rung_high") else "string"
        yield name, kind, _MEANINGS[name], bounds


FIELDS: Mapping[str, list[Field]] = {
    **{f"frontier-{name}": list(_fields(names)) for name, names in TABLES.items()},
    LADDERS: _LADDER,
}
KEYS: Mapping[str, dict[str, Any]] = {name: {"primaryKey": ["id"]} for name in FIELDS}
TITLES = {
    "frontier-sectors": "Frontier: stretches, with rough places",
    "frontier-events": "Frontier: dated events",
    "frontier-reports": "Frontier: what each side reports of an event",
    "frontier-series": "Frontier: counts by one counter over a period",
    "frontier-forces": "Frontier: forces by date",
    "frontier-decisions": "Frontier: decisions, and whether leave was asked",
    LADDERS: "Frontier: of N cases M went further (derived)",
}


def exported(frontier: Frontier) -> dict[str, list[list[str | int]]]:
    """Rows of every table as they are written, and the ladders computed from them."""
    tables: dict[str, list[list[str | int]]] = {f"frontier-{name}": [] for name in TABLES}
    problems: list[Problem] = []
    for path in frontier.files:
        for row in read_table(path, TABLES[path.stem], problems):
            tables[f"frontier-{path.stem}"].append([row[column] for column in TABLES[path.stem]])
    tables[LADDERS] = [
        [one.id, one.words, one.unit, len(one.cases), len(one.taken), "; ".join(one.cases), "; ".join(one.taken)]
        for one in ladders(frontier)
    ]
    return tables
