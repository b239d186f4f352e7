"""One line of a table of battles, cell by cell: every cell that cannot be read is named with its row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from khasan.battles.codes import code_lists, meaning
from khasan.errors import MISSING, Problem
from khasan.letters import unfit, visible

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{0,25})?([eE]\+?[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_TEXT = 200
UNREAD = "; it is taken as unknown"


@dataclass
class Cells:
    """The cells of one line that may be read, and what is wrong with them.

    A doubt leaves the battle forecastable, with the cell taken as unknown; a fault does not.
    """

    file: str
    line: int
    cells: Mapping[str, str]
    isqno: str = ""
    faults: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    def fault(self, column: str, remedy: str, found: str | None = None) -> None:
        """Remember why the battle cannot be forecast."""
        self.faults.append(self._problem(column, remedy, found))

    def doubt(self, column: str, remedy: str, found: str | None = None) -> None:
        """Remember what was taken otherwise than it stands."""
        self.doubts.append(self._problem(column, remedy, found))

    def _problem(self, column: str, remedy: str, found: str | None) -> Problem:
        cell = self.cells.get(column, "")
        shown = (repr(visible(cell[:60])) if cell else MISSING) if found is None else found
        where = f"battle {self.isqno}, {column}" if self.isqno else column
        return Problem(self.file, self.line, None, where, shown, remedy)

    def text(self, column: str) -> str:
        """A name; whatever must not stand in a text makes it empty, with a doubt."""
        cell = self.cells.get(column, "")
        if (found := unfit(cell)) is not None:
            self.doubt(column, f"take out {found}{UNREAD}")
            return ""
        if len(cell) > _LONGEST_TEXT:
            self.doubt(column, f"keep names to {_LONGEST_TEXT} characters{UNREAD}", f"{len(cell)} characters")
            return ""
        return cell

    def number(self, column: str, most: float, *, least: float = 0.0) -> float | None:
        """A number within bounds; None if blank, and with a doubt if it is none."""
        cell = self.cells.get(column, "")
        if not cell:
            return None
        number = plain_number(cell)
        if number is None:
            self.doubt(column, f"give a plain number without thousands separators{UNREAD}")
        elif not least <= number <= most:
            self.doubt(column, f"give a number from {least:g} to {most:,.0f}{UNREAD}")
        else:
            return number
        return None

    def word(self, column: str) -> str | None:
        """The word for a code; None if blank, and with a doubt if no list has the code."""
        cell = self.cells.get(column, "")
        if not cell:
            return None
        known = meaning(column, whole(cell))
        if known is None:
            codes = ", ".join(f"{one.code} ({one.meaning})" for one in code_lists()[column].values())
            self.doubt(column, f"use one of: {codes}{UNREAD}")
            return None
        return known.word

    def day(self, column: str) -> date | None:
        """A day; None if blank, and with a doubt if it is none."""
        cell = self.cells.get(column, "")
        if not cell:
            return None
        try:
            if _DAY.fullmatch(cell):
                return date.fromisoformat(cell)
        except ValueError:
            pass
        self.doubt(column, f"give a day as 1938-07-31{UNREAD}")
        return None


def plain_number(cell: str) -> float | None:
    """A number as tables write it; None for anything else, such as 12,000 or nan.

    >>> plain_number("11500.0"), plain_number("19O5"), plain_number("1e400")
    (11500.0, None, None)
    """
    return float(cell) if _NUMBER.fullmatch(cell) else None


def whole(cell: str) -> str:
    """A whole number without the fraction that spreadsheets put behind it; other cells as they are.

    >>> whole("12.0"), whole("-1.0"), whole("12.5"), whole("FF")
    ('12', '-1', '12.5', 'FF')
    """
    return re.sub(r"(?<=[0-9])\.0*$", "", cell)
