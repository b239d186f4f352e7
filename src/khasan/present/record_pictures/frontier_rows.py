"""What the pictures of the record show of the frontier's tables: events by place and rung, counts, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from khasan.present.record_pictures.picture import INK, MARK, PAPER, QUIET, RULE, halo
from khasan.record.frontier import Count, Event, Frontier

ROW_PT = 25.0
HEAD_PT = 34.0
_PT = 14 / 857
"""Years to a point, across the axes of the timeline."""
_VAGUE_DAYS = 45
"""A date that can mean more days than this is drawn as a line."""
_COUNTED = ("japanese-army", "disputes")


@dataclass(frozen=True)
class Row:
    """A line of the picture: its words, and what is drawn on it."""

    words: str
    events: tuple[Event, ...] = ()
    counts: tuple[Count, ...] = ()
    days: tuple[date, ...] = ()


def rows(frontier: Frontier) -> list[Row]:
    """One a sector that has events, in the order of the table; then the counts of one side, and decisions by side."""
    found = []
    for sector in frontier.sectors:
        events = tuple(event for event in frontier.events if event.sector == sector.id)
        if events:
            found.append(Row(f"{sector.title} ({len(events)})", events))
    counts = tuple(
        count
        for count in frontier.series
        if (count.reporter, count.kind) == _COUNTED and count.said.flag not in ("garbled", "derived")
    )
    if counts:
        found.append(
            Row("Disputes as the Japanese army counted them; with a question mark: from memory", counts=counts)
        )
    for side, words in (("jp", "Decisions, Japanese side"), ("su", "Decisions, Soviet side")):
        days = tuple(one.first for one in frontier.decisions if one.side in (side, "both"))
        if days:
            found.append(Row(f"{words} ({len(days)})", days=days))
    return found


def height_pt(lines: Sequence[Row]) -> float:
    """Room that the rows need, their head included."""
    return HEAD_PT + ROW_PT * len(lines) if lines else 0.0


def draw_rows(axes: Any, top: float, lines: Sequence[Row], first: int, last: int) -> None:
    """Draw the rows on axes whose x are years and whose y are points down, from ``top`` on."""
    axes.plot([first, last + 1], [top + 6, top + 6], color=RULE, linewidth=1.0)
    some = sum(len(line.events) for line in lines)
    axes.text(
        first + 0.03, top + 20, f"All {some} events of the tables, by place", fontsize=10.5, fontweight="bold",
        va="center", path_effects=halo(),
    )  # fmt: skip
    _rung_legend(axes, top + 20, last)
    for number, line in enumerate(lines):
        middle = top + HEAD_PT + ROW_PT * (number + 0.60)
        axes.plot([first, last + 1], [middle, middle], color=RULE, linewidth=0.6, zorder=1)
        axes.text(
            first + 0.03, middle - 11, line.words, fontsize=7.5, color=QUIET, va="center", path_effects=halo(), zorder=6
        )
        _uncertain(axes, middle, line.events)
        for event in sorted(line.events, key=lambda one: one.rung):
            mark(axes, [_middle(event)], [middle], event.rung, pale=event.said.grade == "D")
        _bars(axes, middle, _one_a_period(line.counts))
        axes.plot([year(day) for day in line.days], [middle] * len(line.days), "|", markersize=9, color=INK, zorder=3)


def mark(axes: Any, x: Sequence[float], y: Sequence[float], rung: int, *, pale: bool = False, **more: Any) -> None:
    """The mark of an event by its rung: hollow where nobody fired, larger and darker the more force there was."""
    fill = PAPER if rung == 0 else MARK
    strength = (1.0, 0.30, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95)[rung] * (0.6 if pale and rung else 1.0)
    axes.plot(
        x, y, "o", markersize=2 * (2.6 + 1.1 * rung), markerfacecolor=fill, markeredgecolor=MARK, alpha=strength,
        markeredgewidth=0.8, zorder=4, **more,
    )  # fmt: skip


def year(day: date) -> float:
    """A day as a year with its fraction."""
    start = date(day.year, 1, 1)
    return day.year + (day - start).days / (date(day.year + 1, 1, 1) - start).days


def _middle(event: Event) -> float:
    return (year(event.first) + year(event.last)) / 2


def _uncertain(axes: Any, middle: float, events: Sequence[Event]) -> None:
    for event in events:
        if (event.last - event.first).days > _VAGUE_DAYS:
            ends = [year(event.first), year(event.last)]
            axes.plot(ends, [middle, middle], color=MARK, alpha=0.25, linewidth=4, solid_capstyle="butt", zorder=2)


def _one_a_period(counts: Sequence[Count]) -> list[Count]:
    """Counts that do not lie over each other, those read before those remembered; no figure is added to another."""
    shown: list[Count] = []
    for count in sorted(counts, key=lambda one: (one.said.flag == "guess", one.said.grade, -one.days)):
        if all(count.last < other.first or other.last < count.first for other in shown):
            shown.append(count)
    return shown


def _bars(axes: Any, middle: float, counts: Sequence[Count]) -> None:
    for count in counts:
        ends = [year(count.first) + 0.03, year(count.last) - 0.03]
        guess = count.said.flag == "guess"
        axes.plot(ends, [middle, middle], color=INK, alpha=0.35 if guess else 0.9, linewidth=1.6, zorder=3)
        told = f"{count.value}" if count.value is not None else f"over {count.low}"
        told = f"{told}?" if guess else told
        axes.text(
            sum(ends) / 2, middle + 2.5, told, fontsize=7.5, ha="center", va="top", color=QUIET if guess else INK,
            path_effects=halo(), zorder=5,
        )  # fmt: skip


def _rung_legend(axes: Any, y: float, last: int) -> None:
    words = (
        (0, "no fire"), (1, "fire at a post"), (2, "local help"), (3, "column"), (4, "combined fight"),
        (5, "division"), (6, "corps"), (7, "war"),
    )  # fmt: skip
    at = last - 8.2
    for rung, text in words:
        radius = (2.6 + 1.1 * rung) * _PT
        at += radius
        mark(axes, [at], [y], rung)
        axes.text(at + radius + 0.05, y, text, fontsize=7.5, color=QUIET, va="center", path_effects=halo())
        at += radius + 0.2 + 0.062 * len(text)
