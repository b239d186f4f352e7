"""The page of a comparison: one HTML file that stands alone, and the table that a run's page takes from it."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from khasan import __version__
from khasan.errors import input_error
from khasan.output import make_folder, write_whole
from khasan.present.pages import fragment, rendered, style
from khasan.results.comparison_model import Line, SideBySide
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

PAGE = "comparison.html"
_WIDTH, _HEIGHT, _EDGE = 150.0, 18.0, 6.0
"""Of the bar of a difference, in its own units; the edge keeps ends in sight."""


def page_file(out: Path, *, force: bool) -> Path:
    """The file that a page goes to: ``out`` itself if it is named as a page, else one in that folder.

    Raises InputError if something is there already, unless ``force``, or if a file stands where the folder should.
    """
    file = out if out.suffix.lower() in (".html", ".htm") else out / PAGE
    if file.exists() and (file.is_dir() or not force):
        remedy = "it is a folder: choose another name" if file.is_dir() else "it exists: choose another, or say --force"
        raise input_error("--out", file, remedy)
    nearest = next(folder for folder in file.parents if folder.exists())
    if not nearest.is_dir():
        raise input_error("--out", out, "a file of this name exists: choose another folder, or a name ending in .html")
    return file


def write_page(found: SideBySide, file: Path) -> Path:
    """Write the page. Raises CannotWrite where the system refuses."""
    if not file.parent.is_dir():
        make_folder(file.parent)
    return write_whole(file, page(found))


def page(found: SideBySide) -> str:
    """The text of the page."""
    headline = [line for line in found.lines if line.headline]
    more = [line for line in found.lines if not line.headline]
    context = {
        "title": found.title,
        "scenario": found.scenario,
        "names": found.names,
        "css": Markup(style(["#2b3a8c", "#9a4a00"], "comparison.css")),
        "how": how_compared(found),
        "notes": found.notes,
        "short": in_short(found),
        "reading": interval_words(found),
        "paired": not found.not_paired,
        "table": table(found, headline),
        "more": table(found, more) if more else None,
        "runs": list(zip(found.names, found.seeds, found.counts, found.where, _commands(found), strict=True)),
        "command": shlex.join(found.command),
        "version": __version__,
    }
    return rendered("comparison.html.j2", context)


def table(found: SideBySide, lines: Sequence[Line]) -> Markup:
    """The table of these measures, to stand in a page."""
    several = len(found.names) > 2
    rows = [
        {
            "label": line.label,
            "unit": unit_words(line),
            "measure": line.measure,
            "first": first,
            "span": len(found.names) - 1,
            "name": found.names[k + 1],
            "base": amount(line.means[0], line),
            "value": amount(line.means[k + 1], line),
            "difference": signed(line.differences[k], line),
            "interval": between(line.differences[k], line),
            "telling": line.differences[k].clear,
            "more": "–" if math.isnan(line.more[k]) else f"{line.more[k]:.0%}",
            "bar": _bar(line, k),
        }
        for line, k, first in rows_of(found, lines)
    ]
    return fragment(
        "comparison_table.html.j2",
        {"rows": rows, "names": found.names, "several": several, "paired": not found.not_paired},
    )


def folded(found: SideBySide) -> Markup:
    """What stands behind a line of a what-if's page: how it was compared, and the table of all measures."""
    return fragment(
        "what_if.html.j2",
        {
            "how": how_compared(found),
            "notes": found.notes,
            "reading": interval_words(found),
            "table": table(found, found.lines),
            "paired": not found.not_paired,
        },
    )


def _commands(found: SideBySide) -> list[str]:
    return [shlex.join(command) for command in found.commands]


def _bar(line: Line, k: int) -> dict[str, Any] | None:
    """Where the bar of a difference begins and ends; all runs of a measure share one scale, zero in the middle."""
    ends = [abs(end) for one in line.differences for end in (one.low, one.high, one.mean) if not math.isnan(end)]
    most = max(ends, default=0.0)
    one = line.differences[k]
    if most == 0.0 or math.isnan(one.mean):
        return None

    def at(value: float) -> float:
        return round(_WIDTH / 2 + (_WIDTH / 2 - _EDGE) * value / most, 1)

    low, high = (one.mean, one.mean) if math.isnan(one.half_width) else (one.low, one.high)
    return {"low": at(low), "high": at(high), "mean": at(one.mean), "middle": _WIDTH / 2, "w": _WIDTH, "h": _HEIGHT}
