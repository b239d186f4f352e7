"""Incidents made up row by row, to test the record's tools with."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from khasan.record import Incident, load_incident
from khasan.record.claim import COLUMNS
from khasan.record.relations import COLUMNS as RELATION_COLUMNS

Row = Mapping[str, str]


def count(quantity: str, source: str, value: object = "", **cells: str) -> dict[str, str]:
    """A count of men."""
    row = {"id": f"{quantity}@{source}", "quantity": quantity, "stance": "third", "kind": "count", "unit": "men"}
    return {**row, "value": str(value), "source": source, **cells}


def outcome(quantity: str, source: str, text: str, **cells: str) -> dict[str, str]:
    """An answer in a word."""
    row = {"id": f"{quantity}@{source}", "quantity": quantity, "stance": "third", "kind": "outcome", "text": text}
    return {**row, "source": source, **cells}


def time(quantity: str, source: str, date: str, clock: str, tz: str = "+09:00") -> dict[str, str]:
    """A time of day."""
    row = {"id": f"{quantity}@{source}", "quantity": quantity, "stance": "third", "kind": "time", "value": clock}
    return {**row, "date": date, "tz": tz, "source": source}


def relation(kind: str, quantity: str, *parts: str, source: str = "definition") -> dict[str, str]:
    """What must hold between quantities."""
    return {
        "id": f"{kind}-{quantity}",
        "relation": kind,
        "quantity": quantity,
        "parts": "; ".join(parts),
        "source": source,
    }


def write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def incident(folder: Path, rows: Sequence[Row], relations: Sequence[Row] = ()) -> Incident:
    """Written to ``made-up.csv`` and read again."""
    write(folder / "made-up.csv", COLUMNS, rows)
    if relations:
        write(folder / "relations" / "made-up.csv", RELATION_COLUMNS, relations)
    return load_incident("made-up", folder=folder)
