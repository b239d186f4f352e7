"""What the frontier reads of the record: the yearly series and the dated events."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from khasan.frontier.library import FrontierLibrary

Row = Mapping[str, str]


@dataclass(frozen=True)
class RecordTables:
    """Rows by column name."""

    yearly: Sequence[Row]
    events: Sequence[Row]


def read_tables(library: FrontierLibrary) -> RecordTables:
    """The record's tables, ours and a reader's."""
    folder = library.roots[0] / "record"
    return RecordTables(_rows(folder / "series.csv"), _rows(folder / "events.csv"))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
