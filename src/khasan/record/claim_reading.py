"""From the rows of an incident's CSV to claims, with every fault of every row reported at once."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from khasan.errors import Problem, did_you_mean
from khasan.record.claim import COLUMNS, FLAGS, KINDS, NUMERIC_KINDS, STANCES, Claim, effective_confidence
from khasan.record.edtf import span
from khasan.record.source import GRADES, Source, better
from khasan.record.table import Row, read_table

ANCHOR_LENGTH = (6, 80)
MOST_DIGITS = 15
YEARS = (1800, 2100)
"""Within these lies every moment that a claim of this record can name."""
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CLAIM_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*@[A-Z][A-Za-z0-9-]*(\.[0-9]{1,4})?")
_ZONE = r"[+-](0[0-9]|1[0-4]):[0-5][0-9]"
_OFFSET = re.compile(rf"{_ZONE}(/{_ZONE})*")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,{MOST_DIGITS}}})?")
_FORMULA = re.compile(r"[0-9.+*/() -]{1,200}")
_POSITION = re.compile(r"[0-9]{1,9}")


def read_claims(paths: Sequence[Path], sources: Mapping[str, Source], problems: list[Problem]) -> list[Claim]:
    """Claims of files laid over each other, in order; whatever is wrong with a row is appended to ``problems``."""
    claims: list[Claim] = []
    seen: dict[str, str] = {}
    unit_of: dict[str, tuple[str, str]] = {}
    for path in paths:
        for row in read_table(path, COLUMNS, problems):
            claim = read_claim(row, sources, seen, unit_of)
            if claim is not None:
                claims.append(claim)
    return claims


def read_claim(
    row: Row, sources: Mapping[str, Source], seen: dict[str, str], unit_of: dict[str, tuple[str, str]]
) -> Claim | None:
    """One row as a claim; None, and what is wrong among the row's problems, if it is none.

    ``seen`` (ids and where they stand) and ``unit_of`` (quantities and how they are counted) grow from row to row.
    """
    before = len(row.problems)
    source = _source(row, sources)
    _check_words(row, seen)
    _check_whole(row, unit_of)
    low, value, high = _numbers(row)
    position = _position(row, source)
    if source is None or len(row.problems) > before:
        return None
    _check_grade(row, source)
    return Claim(
        **{name: row[name] for name in COLUMNS if name not in _CONVERTED},
        value=value,
        low=low,
        high=high,
        source=source,
        position=position,
        confidence=effective_confidence(source, row["flag"], row["confidence"]),
        line=row.line,
        file=row.file,
    )


_CONVERTED = ("value", "low", "high", "source", "position", "confidence")


def _source(row: Row, sources: Mapping[str, Source]) -> Source | None:
    source = sources.get(row["source"])
    if source is None:
        hint = f" ({near})" if (near := did_you_mean(row["source"], sources)) else ""
        row.complain("source", f"name a source of data/sources{hint}; nothing unsourced goes in")
    return source


def _check_words(row: Row, seen: dict[str, str]) -> None:
    """Columns with a fixed vocabulary or form, each by itself."""
    if not _CLAIM_ID.fullmatch(row["id"]) or not row["id"].startswith(f"{row['quantity']}@{row['source']}"):
        row.complain("id", "write QUANTITY@SOURCE, and .2, .3 after it for further rows of the same")
    if row["id"] in seen:
        row.complain("id", f"{seen[row['id']]} has this id; give each claim its own")
    seen.setdefault(row["id"], f"line {row.line} of {Path(row.file).name}")
    if not _KEBAB.fullmatch(row["quantity"]):
        row.complain("quantity", "write small letters and digits with hyphens")
    for column, allowed in (("kind", KINDS), ("stance", STANCES), ("flag", FLAGS)):
        if row[column] not in allowed:
            row.complain(column, f"use one of: {', '.join(word or 'nothing' for word in allowed)}")
    if row["confidence"] and row["confidence"] not in GRADES:
        row.complain("confidence", f"leave empty or use one of: {', '.join(GRADES)}")
    if row["date"]:
        try:
            span(row["date"])
        except ValueError as error:
            row.complain("date", f"give an EDTF level 1 date, as 1938-07-31 ({error})")
    if row["tz"] and not _OFFSET.fullmatch(row["tz"]):
        row.complain("tz", "give an offset as +09:00, or all that may apply as +09:00/+10:00")


def _check_whole(row: Row, unit_of: dict[str, tuple[str, str]]) -> None:
    """What must agree between the columns of a row, and between the rows of a quantity."""
    has_number = any(row[column] for column in ("value", "low", "high"))
    if row["kind"] in NUMERIC_KINDS and not has_number:
        row.complain("value", "give a value, a low or a high, or make it an outcome or a text")
    if row["kind"] not in NUMERIC_KINDS and has_number:
        row.complain("kind", "a text holds no number: use count, measure, ratio or time")
    if row["kind"] not in NUMERIC_KINDS and not row["text"]:
        row.complain("text", "say what the source says, in our words")
    if row["kind"] == "outcome" and not _KEBAB.fullmatch(row["text"]):
        row.complain("text", "an outcome is one comparable word: small letters and digits with hyphens")
    if row["kind"] in ("count", "measure") and not row["unit"]:
        row.complain("unit", "give the unit")
    known = unit_of.setdefault(row["quantity"], (row["kind"], row["unit"]))
    if known != (row["kind"], row["unit"]):
        row.complain("unit", f"this quantity is a {known[0]} in {known[1] or 'no unit'}; keep to it")
    if (row["flag"] == "derived") != bool(row["formula"]) and row["flag"] != "guess":
        row.complain("formula", "a derived claim has a formula, and no other has")


def _numbers(row: Row) -> tuple[float | None, float | None, float | None]:
    """Low, value, high as numbers; clock times become Unix seconds."""
    if row["kind"] == "time":
        low, value, high = _times(row)
    else:
        low, value, high = (_number(row, column) for column in ("low", "value", "high"))
    given = [number for number in (low, value, high) if number is not None]
    if given != sorted(given):
        row.complain("low", f"must be low <= value <= high (value {row['value']}, high {row['high']})")
    if row["kind"] == "count" and any(number < 0 for number in given):
        row.complain("value", "a count is 0 or more")
    if row["formula"] and value is not None and row["kind"] != "time":
        _check_formula(row, value)
    return low, value, high


def _number(row: Row, column: str) -> float | None:
    if not row[column]:
        return None
    if _NUMBER.fullmatch(row[column]) is None:
        remedy = f"give a plain number without thousands separators, of {MOST_DIGITS} digits at most"
        row.complain(column, remedy)
        return None
    return float(row[column])


def _times(row: Row) -> tuple[float | None, float | None, float | None]:
    """A time on an unknown clock becomes the band between its readings on the clocks it may be."""
    clocks = {column: row[column] for column in ("low", "value", "high") if row[column]}
    if not clocks:
        return None, None, None  # which is told of with all that a row must have
    for column, clock in clocks.items():
        if not _CLOCK.fullmatch(clock):
            row.complain(column, "give hours and minutes as 05:15")
            return None, None, None
    if not row["tz"] or not _OFFSET.fullmatch(row["tz"]):
        row.complain("tz", "say on which clock: +09:00, or +09:00/+10:00 if it may be either")
        return None, None, None
    day = _day(row["date"])
    if day is None:
        row.complain("date", f"a time needs its day, as 1938-07-31, in {YEARS[0]} to {YEARS[1]}")
        return None, None, None
    instants = {column: _readings(day, clock, row["tz"]) for column, clock in clocks.items()}
    if "/" not in row["tz"]:
        low, value, high = (instants.get(column, [None])[0] for column in ("low", "value", "high"))
        return low, value, high
    every = [instant for readings in instants.values() for instant in readings]
    return min(every), None, max(every)


def _day(text: str) -> datetime | None:
    """Midnight at the beginning of a day; None if the text is no day."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return None
    return day if YEARS[0] <= day.year <= YEARS[1] else None


def _readings(day: datetime, clock: str, offsets: str) -> list[float]:
    hours, minutes = (int(part) for part in clock.split(":"))
    readings = []
    for offset in offsets.split("/"):
        sign = -1 if offset[0] == "-" else 1
        east = sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
        local = day.replace(hour=hours, minute=minutes, tzinfo=timezone(east))
        readings.append(local.timestamp())
    return readings


def _position(row: Row, source: Source | None) -> int | None:
    """A text at hand (one with a digest) must be pointed into; another cannot be."""
    shortest, longest = ANCHOR_LENGTH
    if row["anchor"] and not shortest <= len(row["anchor"]) <= longest:
        row.complain("anchor", f"give {shortest} to {longest} verbatim characters")
    if source is not None and source.sha256 and not row["anchor"]:
        row.complain("anchor", "give the words in the source text that carry this claim")
    if bool(row["anchor"]) != bool(row["position"]):
        row.complain("position", "give anchor and position together, or neither")
        return None
    if not row["position"]:
        return None
    if _POSITION.fullmatch(row["position"]) is None:
        row.complain("position", "count characters from the start of the text, from 0")
        return None
    return int(row["position"])


def _check_grade(row: Row, source: Source) -> None:
    if source.is_guess and row["flag"] != "guess":
        row.complain("flag", f"{source.key} is no source: flag the claim as a guess")
    if row["confidence"] and better(row["confidence"], than=source.grade):
        row.complain("confidence", f"cannot be better than its source's grade {source.grade}")


_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def _check_formula(row: Row, value: float) -> None:
    """Arithmetic is re-done, so that a derived figure cannot drift from what it was derived from."""
    try:
        if _FORMULA.fullmatch(row["formula"]) is None:
            raise ValueError("not arithmetic")
        result = _evaluate(ast.parse(row["formula"], mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        row.complain("formula", "write arithmetic on plain numbers: + - * / and brackets")
        return
    if not abs(result - value) <= 0.005 * max(1.0, abs(value)):
        row.complain("value", f"its formula {row['formula'][:60]} gives {result:g}")


def _evaluate(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return float(_OPERATORS[type(node.op)](_evaluate(node.left), _evaluate(node.right)))
    raise ValueError("not arithmetic")
