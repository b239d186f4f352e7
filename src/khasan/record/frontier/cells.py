"""Cells of the frontier's tables: a number, a range, a date, a word of a list, sources and a grade."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from khasan.errors import did_you_mean
from khasan.record.edtf import span
from khasan.record.source import Source, rank
from khasan.record.table import Row

GRADES = ("A", "B", "C", "D")
"""Of a row: archive, diplomatic print, data set; book; encyclopaedia or second hand; press, garbled, recalled."""
FLAGS = ("", "guess", "derived", "garbled", "rumour")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]{1,9}")
_HALF = {"opening": "C", "abstract": "C", "no": "D"}
"""Of a source of which no more was seen than this, what it can carry at best."""


@dataclass(frozen=True, slots=True)
class Range:
    """A count as accounts have it: from ``low`` to ``high``, both included; ``high`` None where nobody bounds it.

    >>> str(Range(9, 50)), str(Range(3, 3)), str(Range(80, None))
    ('9..50', '3', '80..')
    """

    low: int
    high: int | None

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low}.."
        return str(self.low) if self.low == self.high else f"{self.low}..{self.high}"


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it, and how well: keys of sources, the row's grade, a flag, a note; and where the row stands."""

    sources: tuple[Source, ...]
    grade: str
    flag: str
    note: str
    file: str
    line: int


def identifier(row: Row, seen: dict[str, str], column: str = "id") -> str:
    """An id of its own; ``seen`` remembers where each stands."""
    text = row[column]
    if not _ID.fullmatch(text):
        row.complain(column, "write small letters and digits with hyphens")
    elif text in seen:
        row.complain(column, f"{seen[text]} has this id; give each row its own")
    seen.setdefault(text, f"line {row.line} of {row.file.rsplit('/', 1)[-1]}")
    return text


def choice(row: Row, column: str, allowed: Collection[str]) -> str:
    """One of the words, and the nearest named where it is none."""
    text = row[column]
    if text not in allowed:
        hint = did_you_mean(text, filter(None, allowed))
        row.complain(column, f"{hint} use one of: {', '.join(word or 'nothing' for word in allowed)}".lstrip())
    return text


def days(row: Row, column: str) -> tuple[date, date] | None:
    """First and last day that an EDTF date can mean; None where it is empty or wrong."""
    if not row[column]:
        return None
    try:
        first, last = span(row[column])
    except ValueError as error:
        row.complain(column, f"give an EDTF date, as 1938-07-31, 1936-01 or 1940~ ({error})")
        return None
    if first is None or last is None:
        row.complain(column, "give both ends of the date")
        return None
    return first, last


def whole(row: Row, column: str, most: int | None = None) -> int | None:
    """A number of 0 or more; None where it is empty or wrong."""
    if not row[column]:
        return None
    if _NUMBER.fullmatch(row[column]) is None or (most is not None and int(row[column]) > most):
        row.complain(column, f"give a whole number from 0 to {most}" if most else "give a whole number of 0 or more")
        return None
    return int(row[column])


def bounds(row: Row, column: str) -> Range | None:
    """A count as ``3``, ``9..50`` or ``80..``; None where it is empty (nobody says) or wrong."""
    text = row[column]
    if not text:
        return None
    low, dots, high = text.partition("..")
    if not _NUMBER.fullmatch(low) or (high and not _NUMBER.fullmatch(high)):
        row.complain(column, "write a count of 0 or more as 3, 9..50 or 80.. (and nothing where nobody says)")
        return None
    if not dots:
        return Range(int(low), int(low))
    if high and int(high) < int(low):
        row.complain(column, "the range ends below its beginning: write the smaller number first")
        return None
    return Range(int(low), int(high) if high else None)


def said(row: Row, sources: Mapping[str, Source]) -> Said:
    """Sources, grade, flag and note of a row. A row is at most a grade better than the best that it rests on."""
    found = []
    for key in (part.strip() for part in row["sources"].split(";")):
        if key in sources:
            found.append(sources[key])
        else:
            hint = f" ({near})" if (near := did_you_mean(key, sources)) else ""
            row.complain("sources", f"name sources of data/sources, parted by ;{hint}; nothing unsourced goes in")
    grade = choice(row, "grade", GRADES)
    flag = choice(row, "flag", FLAGS)
    if found and all(source.is_guess for source in found) and flag != "guess":
        row.complain("flag", "its sources are memory or estimate: flag the row as a guess")
    if flag == "guess" and grade in GRADES[:-1]:
        row.complain("grade", "a guess is graded D")
    if found and grade in GRADES:
        carried = min(carries(source) for source in found)
        if GRADES.index(grade) + 1 < GRADES.index(carried):
            remedy = f"its best source carries {carried}: grade the row {GRADES[GRADES.index(carried) - 1]} at best"
            row.complain("grade", remedy)
    return Said(tuple(found), grade, flag, row["note"], row.file, row.line)


def carries(source: Source) -> str:
    """What a row can be graded by this source alone: the letter of its grade, less where only a part was seen.

    >>> from khasan.record import load_sources
    >>> [carries(load_sources()[key]) for key in ("CDB90", "GOLD", "AAPSS", "BK")]
    ['A', 'B', 'C', 'D']
    """
    letter = "D" if rank(source.grade) >= rank("D") else source.grade[0]
    return max(letter, _HALF.get(source.seen, "A"))
