"""Sources: who says it, how far to trust them, how much of them was seen.

>>> sources = load_sources()
>>> sources["S000"].grade, sources["S000"].seen
('C', 'whole')
>>> better("B", than="C")
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from khasan.errors import InputError, Problem
from khasan.record.table import DATA, Row, header, read_table

GRADES = ("A", "A/B", "B", "B-", "C", "D", "E")
"""From archive documents and data sets with error bands (A) to memory and estimate (E: a guess)."""

KINDS = (
    "seed", "archive", "dataset", "thesis", "article", "book", "encyclopaedia", "web", "newspaper",
    "computed", "memory", "note",
)  # fmt: skip
SEEN = ("whole", "extract", "abstract", "opening", "snippet", "quoted", "no")

COLUMNS = ("key", "title", "kind", "grade", "seen", "language", "where", "file", "sha256", "licence", "note")
CITED = (*COLUMNS, "author", "year")
"""The form of a table that tells authors and years apart from titles; both may be empty."""

_KEY = re.compile(r"[A-Z][A-Za-z0-9-]*")
_YEAR = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Source:
    """One source. ``file`` and ``sha256`` stand only where a text is at hand to verify claims in."""

    key: str
    title: str
    kind: str
    grade: str
    seen: str
    language: str
    where: str
    file: str
    sha256: str
    licence: str
    note: str
    author: str = ""
    year: str = ""
    """When it was published, as far as anybody recorded it: a year or a day."""

    @property
    def is_guess(self) -> bool:
        """True for memory and estimates: nothing they say passes as sourced."""
        return self.grade == "E"


def rank(grade: str) -> int:
    """0 for the best grade, counting up; for sorting."""
    return GRADES.index(grade)


def better(grade: str, *, than: str) -> bool:
    """Is this grade strictly better than the other?"""
    return rank(grade) < rank(than)


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """All sources by key, from every CSV of the folder (by default the ones shipped with khasan).

    Raises InputError naming every bad row.
    """
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    folder = DATA / "sources" if folder is None else folder
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        problems.append(Problem(str(folder), None, None, "", "no sources", "put a CSV of sources there"))
    for path in paths:
        for row in read_table(path, form_of(path), problems):
            check(row)
            if row["key"] in sources:
                row.complain("key", "give each source a key of its own")
            sources[row["key"]] = Source(**row.cells)
    if problems:
        raise InputError(problems)
    return sources


def form_of(path: Path) -> tuple[str, ...]:
    """The columns that a table of sources has: with authors and years, or without."""
    return CITED if header(path) == CITED else COLUMNS


def check(row: Row) -> None:
    """Complain of each cell of a row that no source can have."""
    if not _KEY.fullmatch(row["key"]):
        row.complain("key", "write a key of letters, digits and hyphens that begins with a capital")
    if not row["title"]:
        row.complain("title", "say what the source is")
    for column, allowed in (("kind", KINDS), ("grade", GRADES), ("seen", SEEN)):
        if row[column] not in allowed:
            row.complain(column, f"use one of: {', '.join(allowed)}")
    if row["sha256"] and not _DIGEST.fullmatch(row["sha256"]):
        row.complain("sha256", "give 64 lower-case hexadecimal digits")
    year = row.cells.get("year", "")
    if year and not _YEAR.fullmatch(year):
        row.complain("year", "give a year, a month or a day, as 1938 or 1938-08-03")
    if bool(row["file"]) != bool(row["sha256"]):
        row.complain("file", "give file and sha256 together, or neither")
