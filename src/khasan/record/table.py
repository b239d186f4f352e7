"""CSV files with a fixed header: rows that know their line, and every fault at once."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from khasan.errors import Problem

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column name, and where to send complaints about them."""

    file: str
    line: int
    cells: dict[str, str]
    problems: list[Problem] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def complain(self, column: str, remedy: str) -> None:
        """Remember that the cell under this column is wrong, and what would put it right."""
        self.problems.append(Problem(self.file, self.line, None, column, repr(self.cells[column]), remedy))


def read_table(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Rows of a UTF-8 CSV whose header is exactly these columns; faults are appended to ``problems``."""
    rows: list[Row] = []
    try:
        # utf-8-sig: spreadsheets like to put a byte order mark in front of what they save
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        remedy = "give a readable file in UTF-8"
        problems.append(Problem(str(path), None, None, "", type(error).__name__, remedy))
        return rows
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if header != list(columns):
            problems.append(_bad_header(path, header, columns))
            return rows
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(columns):
                remedy = f"give {len(columns)} cells, as in the header (a comma in a text needs quotes)"
                problems.append(Problem(str(path), reader.line_num, None, "", f"{len(cells)} cells", remedy))
                continue
            stripped = {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}
            rows.append(Row(str(path), reader.line_num, stripped, problems))
    except csv.Error as error:
        remedy = "mend the quotes and commas of this line"
        problems.append(Problem(str(path), reader.line_num, None, "", str(error), remedy))
    return rows


def _bad_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> Problem:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if missing or unknown:
        found = f"missing {', '.join(missing) or 'none'}; unknown {', '.join(unknown) or 'none'}"
    else:
        found = "columns in another order"
    return Problem(str(path), 1, None, "header", found, f"write the header as {','.join(columns)}")
