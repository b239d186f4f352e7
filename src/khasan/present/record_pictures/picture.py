"""What the pictures of the record share: paper and ink, the size of a mark by casualties, saving."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from khasan.output import write_whole
from khasan.present.canvas import Palette, canvas, saved
from khasan.record.incident import Incident
from khasan.record.incident_summary import Toll

INK, QUIET, RULE, PAPER, MARK = "#22262b", "#6a7178", "#d5d9dd", "#ffffff", "#9b2d20"
_PALETTE = Palette(INK, QUIET, RULE, MARK, PAPER)
SIZE = (12.8, 7.2)
"""Inches: the shape of a slide; a picture with more to show is higher."""
UNDATED = "no claim dates it as one fight"
"""Why an incident is not shown: a record that frames the fights has no date of its own."""
LEGEND = (1, 100, 1_000, 10_000)
"""Casualties whose marks the legend shows."""


@dataclass(frozen=True)
class Drawn:
    """Ids of the incidents shown, and of those left out, each with why."""

    shown: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


def radius_pt(casualties: float) -> float:
    """Radius of a mark in points: its area grows with the square root, so that one man and thousands can be seen.

    >>> [round(radius_pt(n), 1) for n in (0, 1, 10_000)]
    [1.8, 1.8, 18.0]
    """
    return 1.8 * math.sqrt(math.sqrt(max(casualties, 1.0)))


def toll_words(toll: Toll | None, *, band: bool = True) -> str:
    """Casualties in a few words, with their band if there is room.

    >>> toll_words(Toll(4211.0, 4863.0, 7311.0, ("japanese", "soviet"))), toll_words(None)
    ('4,863 casualties (4,211–7,311)', 'casualties not recorded')
    """
    if toll is None:
        return "casualties not recorded"
    some = "casualty" if toll.best == 1 else "casualties"
    ends = f" ({toll.low:,.0f}–{toll.high:,.0f})" if band and toll.low != toll.high else ""
    return f"{toll.best:,.0f} {some}{ends}"


def short_names(incidents: Sequence[Incident]) -> dict[str, str]:
    """Id -> title without its date; with it, up to a colon, where two would be called the same."""
    short = {one.id: one.title.split(",")[0] for one in incidents}
    often = Counter(short.values())
    return {one.id: short[one.id] if often[short[one.id]] == 1 else one.title.split(":")[0] for one in incidents}


def days_words(start: tuple[date, date], end: tuple[date, date]) -> str:
    """From the earliest day to the latest; only the month where the day is nobody's.

    >>> days_words((date(1935, 6, 3),) * 2, (date(1935, 6, 3),) * 2)
    '3 Jun 1935'
    >>> days_words((date(1938, 7, 29),) * 2, (date(1938, 8, 11),) * 2)
    '29 Jul–11 Aug 1938'
    """
    first, last = start[0], end[1]
    if first == last:
        return f"{first.day} {first:%b %Y}"
    if (start[1] - start[0]).days >= 27 and start == end:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%b %Y}"
        return f"{first:%b}–{last:%b %Y}" if first.year == last.year else f"{first.year}–{last.year}"
    if first.year != last.year:
        return f"{first.day} {first:%b %Y}–{last.day} {last:%b %Y}"
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{first.day}{month}–{last.day} {last:%b %Y}"


def halo(width: float = 2.5) -> Any:
    """Paper round the letters, for words that lines or marks run through."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=PAPER)]


@contextmanager
def page(path: Path, title: str, note: str, *, height: float = SIZE[1]) -> Iterator[Any]:
    """A figure with its title and a note below; saved when done, the same for the same content. Height in inches.

    Raises CannotWrite where the system refuses.
    """
    style = {"font.sans-serif": ["DejaVu Sans"], "font.size": 10, "xtick.color": QUIET, "ytick.color": QUIET}
    with canvas(path.stem, _PALETTE, (SIZE[0], height), style, facecolor=PAPER) as figure:
        figure.text(0.035, 1 - 0.4 / height, title, fontsize=17, fontweight="bold", va="center")
        figure.text(0.035, 0.22 / height, note, fontsize=8.5, color=QUIET, va="center")
        yield figure
        content = saved(figure, path.suffix.lower().lstrip("."), dpi=150)
    write_whole(path, content)


def legend(axes: Any, below: float) -> None:
    """Marks of known sizes in a row under the axes, ``below`` points down, biggest last; and the hollow one."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.figure

    def moved(at: float) -> Any:
        return axes.transAxes + ScaledTranslation(at / 72, -below / 72, figure.dpi_scale_trans)

    axes.text(0, 0, "Casualties:", transform=moved(0.0), va="center", fontsize=8.5, color=QUIET)
    at = 62.0

    def put(radius: float, label: str, **style: Any) -> None:
        nonlocal at
        at += radius + 4
        axes.plot([0], [0], "o", markersize=2 * radius, transform=moved(at), clip_on=False, **style)
        at += radius + 4
        axes.text(0, 0, label, transform=moved(at), va="center", fontsize=8.5, color=QUIET)
        at += 5.6 * len(label)

    for casualties in LEGEND:
        put(radius_pt(casualties), f"{casualties:,}", color=MARK, alpha=0.55, markeredgewidth=0)
    put(4.0, "not recorded", markerfacecolor="none", markeredgecolor=MARK)
