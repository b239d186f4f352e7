"""Tables that fit a terminal, and what rich would print as text that is safe on one."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment, Segments
from rich.table import Table
from rich.text import Text

from khasan.output import Styled, visible

_GAP = 3
"""Blanks between two columns."""


def printed(content: RenderableType, width: int | None = None, *, colour: bool | None = None) -> Styled:
    """What rich would print, without blanks at the ends of lines; safe for a terminal, colours and all."""
    out = io.StringIO()
    width = width or max(60, shutil.get_terminal_size((100, 24)).columns)
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ if colour is None else colour
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print(Segments(_escaped(console.render(content))))
    return Styled("\n".join(line.rstrip() for line in out.getvalue().split("\n")).removesuffix("\n"))


def _escaped(segments: Iterable[Segment]) -> Iterable[Segment]:
    """What steers a terminal in the words themselves is spelt out before colours are put round them."""
    for segment in segments:
        yield Segment(visible(segment.text), segment.style, segment.control)


@dataclass(frozen=True)
class Wide:
    """A table that, where it is too wide, goes on below with its next columns instead of cutting numbers off."""

    heading: str
    columns: list[str]
    lines: list[tuple[str, list[str]]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[RenderableType]:
        if not self.lines or not self.columns:
            yield Text(f"{self.heading}: none." if self.heading else "None.")
            return
        first = min(max(cell_len(text) for text in (self.heading, *(label for label, _ in self.lines))), 28)
        room = options.max_width - first
        for begin, end in self._pieces(room):
            table = plain_table(self.heading, *self.columns[begin:end])
            table.columns[0].width = first
            for k, column in enumerate(table.columns[1:], begin):
                column.width = self._width(k) - _GAP
            for label, cells in self.lines:
                if any(cells[begin:end]):
                    table.add_row(label, *cells[begin:end])
            yield from ([Text()] if begin else [])
            yield table

    def _pieces(self, room: int) -> list[tuple[int, int]]:
        """Columns from ... to of each piece: as few pieces as fit, and the columns spread evenly over them."""
        count = len(self.columns)
        for pieces in range(1, count):
            each = -(-count // pieces)
            spans = [(begin, min(begin + each, count)) for begin in range(0, count, each)]
            if all(sum(self._width(k) for k in range(*span)) <= room for span in spans):
                return spans
        return [(k, k + 1) for k in range(count)]

    def _width(self, column: int) -> int:
        """Characters that a column needs with the gap before it: its cells whole, its heading broken between words."""
        cells = [line for _, cells in self.lines for line in cells[column].split("\n")]
        heading = self.columns[column]
        longest = max(cell_len(text) for text in (*cells, *heading.split(" ")))
        return _GAP + max(longest, min(cell_len(heading), 12))


def plain_table(first: str, *others: str) -> Table:
    """A table of numbers with nothing round it: names at the left, the other columns to the right."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
