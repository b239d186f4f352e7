"""Stretches of the frontier on the map: a letter and a ring each, and a list of how many events they have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from khasan.present.record_pictures.picture import PAPER, QUIET
from khasan.record.frontier import Frontier, Sector

PLACE = "#2b5d7d"
"""Ink of places that stand for a stretch of the frontier, not for a fight."""
PERIODS = ((1932, 1934), (1935, 1939), (1940, 1945))
"""An event before or after all of them counts in the first or the last."""
_LINE = 0.2
"""Inches of a line of the list of stretches under the map."""
_STRIP_HEAD = 0.5
_COLUMNS = (0.25, 0.305, 0.36, 0.45)
"""Right ends of its columns, across half of the page."""
_DEGREE_KM = 111.195


@dataclass(frozen=True)
class Stretch:
    """A sector as the map tells it: its letter (none where it has no place) and its events by period."""

    letter: str
    sector: Sector
    events: tuple[int, ...]
    """In each of PERIODS, by the first day that a date can mean."""
    rung: int

    @property
    def total(self) -> int:
        return sum(self.events)


def stretches(frontier: Frontier) -> list[Stretch]:
    """Sectors that have events, those with a place first, each with a letter."""
    found = []
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for sector in sorted(frontier.sectors, key=lambda one: one.lat is None):
        events = [event for event in frontier.events if event.sector == sector.id]
        if events:
            numbers = [_period(event.first.year) for event in events]
            counts = tuple(numbers.count(number) for number in range(len(PERIODS)))
            letter = next(letters, "*") if sector.lat is not None else ""
            found.append(Stretch(letter, sector, counts, max(event.rung for event in events)))
    return found


def _period(a_year: int) -> int:
    return sum(1 for first, _ in PERIODS[1:] if a_year >= first)


def list_inches(parts: Sequence[Stretch]) -> float:
    """How high the list of these is."""
    return _STRIP_HEAD + _LINE * math.ceil(len(parts) / 2) if parts else 0.0


def draw_rings(axes: Any, parts: Sequence[Stretch]) -> None:
    """Roughly how far a stretch of the frontier reaches."""
    from matplotlib.patches import Ellipse

    for one in parts:
        if one.sector.lat is not None and one.sector.lon is not None and one.sector.radius_km is not None:
            height = 2 * one.sector.radius_km / _DEGREE_KM
            width = height / math.cos(math.radians(one.sector.lat))
            ring = Ellipse(
                (one.sector.lon, one.sector.lat), width, height, fill=True, facecolor=PLACE, edgecolor=PLACE,
                alpha=0.07, linewidth=0.8, zorder=2.2,
            )  # fmt: skip
            axes.add_patch(ring)


def draw_list(axes: Any, parts: Sequence[Stretch]) -> None:
    """Under the map: each stretch with its events by period and the most force that was used there."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    lines = math.ceil(len(parts) / 2)
    axes.set_ylim(lines + _STRIP_HEAD / _LINE - 0.5, 0)
    total = sum(one.total for one in parts)
    head = f"All {total} events of the tables, by stretch of the frontier"
    axes.text(0, 0.4, head, fontsize=10.5, fontweight="bold", va="center")
    rungs = (
        "places rough, guessed; rungs 0 no fire, 1 fire at a post, 2 local help, 3 column, 4 combined fight, "
        "5 division, 6 corps, 7 war"
    )
    axes.text(1, 0.4, rungs, fontsize=7.5, color=QUIET, ha="right", va="center")
    columns = (*(f"{first}–{last - 1900}" for first, last in PERIODS), "highest rung")
    for half in (0, 1):
        left = 0.52 * half
        for name, x in zip(columns, _COLUMNS, strict=True):
            axes.text(left + x, 1.5, name, fontsize=7.5, color=QUIET, ha="right", va="center")
        for line, one in enumerate(parts[half * lines : (half + 1) * lines]):
            y = 2.5 + line
            if one.letter:
                badge = {"boxstyle": "circle,pad=0.2", "facecolor": PLACE, "edgecolor": "none"}
                axes.text(
                    left + 0.008, y, one.letter, fontsize=7, fontweight="bold", color=PAPER, ha="center", va="center",
                    bbox=badge,
                )  # fmt: skip
            axes.text(left + 0.022, y, one.sector.title, fontsize=8.5, va="center")
            for number, x in zip((*one.events, one.rung), _COLUMNS, strict=True):
                shown = str(number) if number or x == _COLUMNS[-1] else "–"
                axes.text(left + x, y, shown, fontsize=8.5, ha="right", va="center")
