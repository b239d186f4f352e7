"""CSV whose columns are known by name, in any order: the wanted cells line by line, the others never looked at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khasan.battles.cells import Cells
from khasan.errors import MISSING, InputError, Problem, did_you_mean
from khasan.letters import visible
from khasan.reading import read_text

MAX_BYTES = 64 << 20
_TOLD = 4
"""Missing columns that are named; of more only their number."""


@dataclass(frozen=True)
class Lines:
    """The lines of a file that are whole, and those that are not."""

    file: str
    cells: tuple[Cells, ...]
    refused: tuple[Problem, ...]
    """Lines of another length than the header, and what a broken quote swallowed."""
    absent: tuple[str, ...]
    """Wanted columns that the file has not."""
    read: int
    """Lines in all that are not blank, without the header."""

    def unusable(self, refused: Sequence[Problem], use: str) -> InputError:
        """That not one line can be used, with the first reason."""
        if not refused:
            return InputError(
                [Problem(self.file, None, None, "", "a header without rows", "add a row for each battle")]
            )
        first = refused[0]
        field = f"{first.field}: " if first.field else ""
        remedy = f"mend them; the first, on line {first.line}: {field}{_found(first)}; {first.remedy}"
        return InputError([Problem(self.file, None, None, "", f"{self.read} rows, none of which can be {use}", remedy)])


def read_lines(path: Path, what: str, wanted: Sequence[str], needed: Sequence[Sequence[str]]) -> Lines:
    """The cells of the wanted columns. InputError, with one problem, for what is no table or lacks what is needed.

    ``needed``: groups of columns, of each of which one at least must be there.
    """
    text = read_text(path, what, MAX_BYTES).replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise _bad_header(path, str(error), "mend the quotes of the first line") from error
    _check_header(path, header, wanted, needed)
    places = {name: header.index(name) for name in wanted if name in header}
    lines: list[Cells] = []
    refused: list[Problem] = []
    for cells in _whole_lines(path, reader, refused):
        if len(cells) == len(header):
            picked = {name: cells[place].strip() for name, place in places.items()}
            lines.append(Cells(str(path), reader.line_num, picked))
        else:
            remedy = f"give {len(header)} cells, as in the header (a comma in a text needs quotes)"
            refused.append(Problem(str(path), reader.line_num, None, "", f"{len(cells)} cells", remedy))
    absent = tuple(name for name in wanted if name not in header)
    return Lines(str(path), tuple(lines), tuple(refused), absent, len(lines) + len(refused))


def _whole_lines(path: Path, reader: Any, refused: list[Problem]) -> Iterator[list[str]]:
    """Lines that are not blank, up to the first that a broken quote makes unreadable."""
    while True:
        before = reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            remedy = "mend the quotes of this line; what follows it cannot be read"
            refused.append(Problem(str(path), before + 1, None, "", str(error), remedy))
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield cells


def _check_header(path: Path, header: list[str], wanted: Sequence[str], needed: Sequence[Sequence[str]]) -> None:
    if not any(header):
        raise _bad_header(path, "an empty line", "write the names of the columns on the first line")
    if len(header) == 1 and any(header[0].count(sign) > 1 for sign in ";\t"):
        raise _bad_header(path, "cells parted by semicolons or tabulators", "save the table with commas")
    lacking = [names for names in needed if not any(name in header for name in names)]
    if lacking:
        missing = " and ".join(" or ".join(names) for names in lacking[:_TOLD])
        missing += f" and {len(lacking) - _TOLD} more" if len(lacking) > _TOLD else ""
        hints = [near for names in lacking if (near := did_you_mean(names[0], [name for name in header if name]))]
        near = f" ({visible(hints[0])[:200]})" if hints else ""
        raise _bad_header(
            path, f"no column {missing}", f"name the columns on the first line{near}: no row can be used without"
        )
    twice = next((name for name in wanted if header.count(name) > 1), None)
    if twice:
        raise _bad_header(path, f"{twice} twice", "keep one of the columns")


def _bad_header(path: Path, found: str, remedy: str) -> InputError:
    return InputError([Problem(str(path), 1, None, "header", found, remedy)])


def _found(problem: Problem) -> str:
    return "missing" if problem.value == MISSING else problem.value
