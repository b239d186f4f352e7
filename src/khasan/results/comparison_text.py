"""A comparison for a terminal: the sentences, and a table as wide as the terminal is."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from khasan.output import Styled
from khasan.results.comparison_model import SideBySide
from khasan.results.comparison_words import (
    amount,
    between,
    how_compared,
    in_short,
    interval_words,
    rows_of,
    signed,
    unit_words,
)
from khasan.results.terminal_tables import printed


def comparison_text(found: SideBySide, width: int | None = None, *, colour: bool | None = None) -> Styled:
    """The comparison as text, coloured only on a terminal."""
    heading = f"{found.title}: {found.heading}"
    parts: list[RenderableType] = [Text(heading, style="bold"), Text(how_compared(found)), *map(Text, found.notes)]
    parts += [Text(), *(Text(f"- {sentence}") for sentence in in_short(found)), Text(), _table(found), Text()]
    return printed(Group(*parts, Text(interval_words(found), style="dim")), width, colour=colour)


def _table(found: SideBySide) -> Table:
    several = len(found.names) > 2
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Mean of", ratio=4)
    if several:
        table.add_column("Run", ratio=2)
    table.add_column(found.names[0], justify="right")
    table.add_column("With it" if several else found.names[1], justify="right")
    table.add_column("Difference", justify="right")
    table.add_column("", justify="right")
    for line, k, first in rows_of(found, found.lines):
        unit = unit_words(line)
        interval = between(line.differences[k], line)
        clear = line.differences[k].clear
        table.add_row(
            f"{line.label}{f' ({unit})' if unit else ''}" if first else "",
            *([found.names[k + 1]] if several else []),
            amount(line.means[0], line) if first else "",
            amount(line.means[k + 1], line),
            Text(f"{signed(line.differences[k], line)}{' *' if clear else '  '}", style="bold" if clear else ""),
            f"({interval})" if interval else "",
        )
    return table
