"""The schema of the Data Package: what each column of each table is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khasan.record.checks import KINDS as DISAGREEMENTS
from khasan.record.claim import FLAGS, STANCES
from khasan.record.claim import KINDS as CLAIM_KINDS
from khasan.record.frontier import fields as frontier_fields
from khasan.record.precision import DATE_CODES, PLACE_CODES
from khasan.record.relations import KINDS as RELATIONS
from khasan.record.source import GRADES, SEEN
from khasan.record.source import KINDS as SOURCE_KINDS

Field = tuple[str, str, str, dict[str, Any]]
_NEEDED = {"required": True}
_DATE_CODES = "; ".join(f"{code} {words}" for code, words in DATE_CODES.items())
_PLACE_CODES = "; ".join(f"{code} {words}" for code, words in PLACE_CODES.items())
_INCIDENT: Field = ("incident", "string", "Id of the incident", _NEEDED)
_DATE_PREC: Field = ("date_prec", "integer", f"As UCDP GED: {_DATE_CODES}", {"enum": list(DATE_CODES)})
_WHERE: list[Field] = [
    ("lat", "number", "Degrees north, WGS84", {"minimum": -90, "maximum": 90}),
    ("lon", "number", "Degrees east, WGS84", {"minimum": -180, "maximum": 180}),
    ("radius_m", "number", "Metres within which the claims have it", {"minimum": 0}),
    ("where_prec", "integer", f"As UCDP GED: {_PLACE_CODES}", {"enum": list(PLACE_CODES)}),
]


def _one_of(*words: str) -> dict[str, Any]:
    allowed = [word for word in words if word]
    return {"enum": allowed} if len(allowed) < len(words) else {"enum": allowed, **_NEEDED}


FIELDS: Mapping[str, list[Field]] = {
    "incidents": [
        ("id", "string", "Id of the incident", {**_NEEDED, "unique": True}),
        ("title", "string", "Place and time", _NEEDED),
        ("names", "string", "Names in all transliterations, parted by ;", {}),
        ("start_earliest", "date", "First day on which it can have begun, over rival claims", {}),
        ("start_latest", "date", "Last day on which it can have begun", {}),
        ("end_earliest", "date", "First day on which it can have ended", {}),
        ("end_latest", "date", "Last day on which it can have ended", {}),
        _DATE_PREC,
        ("date_basis", "string", "From which claims the dates are read", {}),
        *_WHERE,
        ("casualties_low", "number", "Casualties of all sides that are counted, lowest", {}),
        ("casualties_best", "number", "Best", {}),
        ("casualties_high", "number", "Highest", {}),
        ("casualties_of", "string", "Sides that are counted, parted by ;", {}),
        ("claims", "integer", "How many claims", _NEEDED),
        ("disagreements", "integer", "How many disagreements were computed", _NEEDED),
    ],
    "claims": [
        _INCIDENT,
        ("id", "string", "QUANTITY@SOURCE", _NEEDED),
        ("quantity", "string", "What it speaks of; rivals share it", _NEEDED),
        ("stance", "string", "A side on itself, on its enemy, or neither", _one_of(*STANCES)),
        ("concerns", "string", "Whom or what it concerns", {}),
        ("kind", "string", "Kind of claim", _one_of(*CLAIM_KINDS)),
        ("value", "string", "The source's number as it is written, or a time of day as HH:MM; see value_number", {}),
        ("low", "string", "Low end of the source's own band", {}),
        ("high", "string", "High end of it", {}),
        ("unit", "string", "Unit", {}),
        ("text", "string", "The answer where it is no number, in our words", {}),
        ("date", "string", "EDTF level 1", {}),
        ("tz", "string", "The source's clock, or all that may apply", {}),
        ("source", "string", "Key of the source", _NEEDED),
        ("where", "string", "Where in the source", {}),
        ("anchor", "string", "Verbatim words to find it by", {"maxLength": 81}),  # 80 and the apostrophe
        ("position", "integer", "Offset of the anchor in characters of the text decoded as UTF-8", {"minimum": 0}),
        ("cites", "string", "Whom the source leans on", {}),
        ("flag", "string", "Derived, or a guess", _one_of(*FLAGS)),
        ("confidence", "string", "A grade worse than the source's, if it deserves one", {"enum": list(GRADES)}),
        ("formula", "string", "Arithmetic from which a derived value comes", {}),
        ("note", "string", "Doubts", {}),
        ("grade", "string", "Effective grade (derived)", {"enum": list(GRADES), **_NEEDED}),
        _DATE_PREC,
        ("value_number", "number", "value as a number (derived); of a time, Unix seconds", {}),
        ("low_number", "number", "low as a number (derived); of a time, Unix seconds", {}),
        ("high_number", "number", "high as a number (derived); of a time, Unix seconds", {}),
    ],
    "sources": [
        ("key", "string", "Key by which claims name it", {**_NEEDED, "unique": True}),
        ("title", "string", "What it is", _NEEDED),
        ("kind", "string", "Kind of source", _one_of(*SOURCE_KINDS)),
        ("grade", "string", "A archive documents to E estimate", _one_of(*GRADES)),
        ("seen", "string", "How much of it was read", _one_of(*SEEN)),
        ("language", "string", "Language", {}),
        ("where", "string", "Where it was found", {}),
        ("file", "string", "File of its text, where claims can be verified in it", {}),
        ("sha256", "string", "Digest of that file", {"pattern": "[0-9a-f]{64}"}),
        ("licence", "string", "Licence of the source itself", {}),
        ("note", "string", "Remarks", {}),
        ("author", "string", "Author or issuing body, as far as anybody recorded it", {}),
        ("year", "string", "When it was published: a year or a day", {}),
    ],
    "relations": [
        _INCIDENT,
        ("id", "string", "Id of the relation", _NEEDED),
        (
            "relation",
            "string",
            "Sum of parts, order in time, two accounts of one thing, one counter's series",
            _one_of(*RELATIONS),
        ),
        ("quantity", "string", "Whole, earlier, or first account", _NEEDED),
        ("parts", "string", "Parts, later, or other account, parted by ;", _NEEDED),
        ("source", "string", "Key of who has it so, or definition", _NEEDED),
        ("where", "string", "Where in the source", {}),
        ("note", "string", "Remarks", {}),
    ],
    "intervals": [
        _INCIDENT,
        ("quantity", "string", "What it speaks of", _NEEDED),
        ("chosen", "string", "Rule that makes an interval of rival claims", _NEEDED),
        ("rule", "string", "Circle of claims in which it found an answer", _NEEDED),
        ("low", "number", "Lowest (of times: Unix seconds)", _NEEDED),
        ("best", "number", "Best", _NEEDED),
        ("high", "number", "Highest", _NEEDED),
        ("unit", "string", "Unit; s for times", {}),
        ("claims", "string", "Claims that stand, parted by ;", _NEEDED),
    ],
    "disagreements": [
        _INCIDENT,
        ("rank", "integer", "1 is the widest of its incident", _NEEDED),
        ("quantity", "string", "What it speaks of", _NEEDED),
        ("kind", "string", "What kind of contradiction", _one_of(*DISAGREEMENTS)),
        ("spread", "number", "How far apart; nothing where it is some against none", {}),
        ("note", "string", "What was computed", {}),
        ("claims", "string", "Claims concerned, parted by ;", _NEEDED),
    ],
    "places": [
        _INCIDENT,
        ("place", "string", "Id of the place", _NEEDED),
        ("names", "string", "Names in all transliterations, parted by ;", {}),
        *_WHERE,
        ("guessed", "boolean", "Does nothing but guesses place it?", _NEEDED),
        ("sources", "string", "Keys of the sources that stand, parted by ;", {}),
    ],
}
_SOURCE_OF = {"fields": "source", "reference": {"resource": "sources", "fields": "key"}}
_INCIDENT_OF = {"fields": "incident", "reference": {"resource": "incidents", "fields": "id"}}
KEYS: Mapping[str, dict[str, Any]] = {
    "incidents": {"primaryKey": ["id"]},
    "claims": {"primaryKey": ["incident", "id"], "foreignKeys": [_INCIDENT_OF, _SOURCE_OF]},
    "sources": {"primaryKey": ["key"]},
    "relations": {"primaryKey": ["incident", "id"], "foreignKeys": [_INCIDENT_OF]},
    "intervals": {"primaryKey": ["incident", "quantity"], "foreignKeys": [_INCIDENT_OF]},
    "disagreements": {"primaryKey": ["incident", "rank"], "foreignKeys": [_INCIDENT_OF]},
    "places": {"primaryKey": ["incident", "place"], "foreignKeys": [_INCIDENT_OF]},
}
_TITLES = {
    "incidents": "Incidents at a glance (derived)",
    "claims": "Claims: what one source says about one quantity",
    "sources": "Sources: who says it, and how far to trust them",
    "relations": "What must hold between quantities",
    "intervals": "Intervals that the rule makes of rival claims (derived)",
    "disagreements": "Disagreements that the checks computed (derived)",
    "places": "Places with coordinates (derived)",
}


def datapackage(files: Mapping[str, tuple[int, str]], *, version: str, frontier: bool = False) -> dict[str, Any]:
    """The descriptor. ``files``: bytes and sha256 of each file by its name; ``frontier``: are its tables among them?"""
    names = (*FIELDS, *(frontier_fields.FIELDS if frontier else ()))
    licence = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": _LICENCE}
    return {
        "profile": "data-package",
        "name": "khasan-record",
        "title": "The Soviet-Japanese border conflicts of 1932-39: what the sources say",
        "description": "Claims are never merged: rivals stand side by side, and a stated rule makes an interval. "
        "In the CSV files a text that a spreadsheet would take for a formula has an apostrophe before it.",
        "version": version,
        "licenses": [licence],
        "resources": [
            *(_table(name, *files[f"{name}.csv"]) for name in names),
            *_others(files, _OTHERS),
            *_others(files, {f"{name}-parquet": _parquet(name) for name in names if f"{name}.parquet" in files}),
        ],
    }


_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_OTHERS = {
    "places-geojson": ("places.geojson", "geojson", "application/geo+json", "Places with coordinates, WGS84"),
    "sources-bibtex": ("sources.bib", "bib", "application/x-bibtex", "Sources as BibTeX"),
    "sources-csl": ("sources.csl.json", "json", "application/vnd.citationstyles.csl+json", "Sources as CSL-JSON"),
}


def _table(name: str, size: int, digest: str) -> dict[str, Any]:
    fields = [
        {"name": field, "type": kind, "description": meaning, **({"constraints": bounds} if bounds else {})}
        for field, kind, meaning, bounds in {**FIELDS, **frontier_fields.FIELDS}[name]
    ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": {**_TITLES, **frontier_fields.TITLES}[name],
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": {"fields": fields, "missingValues": [""], **{**KEYS, **frontier_fields.KEYS}[name]},
    }


def _parquet(name: str) -> tuple[str, str, str, str]:
    titles = {**_TITLES, **frontier_fields.TITLES}
    return f"{name}.parquet", "parquet", "application/vnd.apache.parquet", f"{titles[name]}, as Parquet"


def _others(
    files: Mapping[str, tuple[int, str]], others: Mapping[str, tuple[str, str, str, str]]
) -> list[dict[str, Any]]:
    return [
        {
            "profile": "data-resource",
            "name": name,
            "title": title,
            "path": path,
            "format": form,
            "mediatype": media,
            "encoding": "utf-8",
            "bytes": files[path][0],
            "hash": f"sha256:{files[path][1]}",
        }
        for name, (path, form, media, title) in others.items()
    ]
