"""CSV files with a fixed header: rows that know their line, and every fault at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from khasan.errors import InputError, Problem
from khasan.letters import unfit, visible
from khasan.reading import read_text

MAX_BYTES = 16 << 20
MAX_CELL = 20_000
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
        self.problems.append(Problem(self.file, self.line, None, column, _shown(self.cells[column]), _told(remedy)))


def _told(remedy: str) -> str:
    """A remedy that may name what stands in other cells: on one line, and no longer than somebody reads."""
    shown = visible(remedy)
    return shown if len(shown) <= 500 else f"{shown[:497]}..."


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 100 else f"{cell[:97]}...")


def read_table(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Rows of a UTF-8 CSV whose header is exactly these columns; faults are appended to ``problems``."""
    rows: list[Row] = []
    try:
        text = read_text(path, "a table, CSV", MAX_BYTES).replace("\r\n", "\n").replace("\r", "\n")
    except InputError as error:
        problems += error.problems
        return rows
    # a cell may hold line ends, and only those of files end a line: not U+0085 or U+2028
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    doubtful = unfit(text, lines=True) is not None  # asked once, not of every cell
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
            row = Row(str(path), reader.line_num, stripped, problems)
            rows.append(row)
            if doubtful or max(map(len, cells)) > MAX_CELL:
                _complain_of_cells(row)
    except csv.Error as error:
        remedy = "mend the quotes and commas of this line"
        problems.append(Problem(str(path), reader.line_num, None, "", str(error), remedy))
    return rows


def header(path: Path) -> tuple[str, ...]:
    """The header of a table; empty where it cannot be read (``read_table`` says why)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return tuple(next(csv.reader(stream), []))
    except (OSError, UnicodeDecodeError, csv.Error):
        return ()


def _complain_of_cells(row: Row) -> None:
    """Characters that no text may have, and texts without end."""
    for name, cell in row.cells.items():
        found = unfit(cell, lines=True)
        if found is not None:
            row.complain(name, f"take out {found}")
        elif len(cell) > MAX_CELL:
            row.complain(name, f"keep a cell to {MAX_CELL} characters")


def _bad_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> Problem:
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    if missing or unknown:
        found = f"missing {', '.join(missing) or 'none'}; unknown {visible(', '.join(unknown))[:200] or 'none'}"
    else:
        found = "columns in another order"
    if len(header) == 1 and any(header[0].count(sign) >= len(columns) - 1 for sign in ";\t"):
        sign = "semicolons" if ";" in header[0] else "tabulators"
        remedy = f"save the table with commas between the cells, as {','.join(columns)}"
        return Problem(str(path), 1, None, "header", f"cells parted by {sign}", remedy)
    return Problem(str(path), 1, None, "header", found, f"write the header as {','.join(columns)}")
