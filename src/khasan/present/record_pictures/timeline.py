"""The incidents in time, 1932 to 1945: one line each, how surely it is dated, and how many casualties it had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from khasan.present.record_pictures import frontier_rows
from khasan.present.record_pictures.picture import (
    INK,
    MARK,
    PAPER,
    QUIET,
    RULE,
    SIZE,
    UNDATED,
    Drawn,
    days_words,
    halo,
    legend,
    page,
    radius_pt,
    short_names,
    toll_words,
)
from khasan.record.frontier import Frontier
from khasan.record.incident import Incident
from khasan.record.incident_summary import Toll, When, toll, when

FIRST, LAST = 1932, 1945
_NOTE = (
    "Bar: from start to end. Pale: where rival or vague dates leave the start or the end open. Area of a mark grows "
    "with the square root of the casualties that sources count, all sides together."
)
_TABLES = (
    "Below: a line where a date is vague, paler where only the press or memory has it. How much force was used is our "
    "reading of the accounts, one rung up or down."
)


_ABOVE, _BELOW = 0.9, 1.05
"""Inches over the axes for title and years, and under them for legend and note."""
_OFF_THE_MIDDLE, _OFF_THE_BAND = 1.5, 5.0
"""Points from the middle of a row to its words; farther where a band of years runs through them."""
_LONG_YEARS = 0.5
_ROW_PT = 28.0
"""A row's height in points, if its mark is no larger."""


def draw(incidents: Sequence[Incident], path: Path, frontier: Frontier | None = None) -> Drawn:
    """Write the picture (.svg or .png, by the name). Incidents without a date are left out, and named.

    With ``frontier``: its events by place, the counts of one side and its decisions, below the incidents.
    """
    dated = [(days, one) for one in incidents if (days := when(one)) is not None and days.stated]
    dated.sort(key=lambda pair: (pair[0].start, pair[1].id))
    title = f"Incidents on the Soviet-Japanese frontier, {FIRST}–{LAST}"
    losses = [toll(one) for _, one in dated]
    middles, deep = rows([_radius(loss) for loss in losses])
    below = frontier_rows.rows(frontier) if frontier is not None else []
    foot = deep + frontier_rows.height_pt(below)
    high = max(SIZE[1], foot / 72 + _ABOVE + _BELOW)
    with page(path, title, f"{_NOTE}\n{_TABLES}" if below else _NOTE, height=high) as figure:
        axes = figure.add_axes((0.035, _BELOW / high, 0.93, 1 - (_ABOVE + _BELOW) / high))
        _axes(axes, (high - _ABOVE - _BELOW) * 72)
        names = short_names([one for _, one in dated])
        for middle, (days, one), loss in zip(middles, dated, losses, strict=True):
            _row(axes, middle, days, names[one.id], loss)
        if below:
            frontier_rows.draw_rows(axes, deep, below, FIRST, LAST)
        legend(axes, 32)
    shown = {one.id for _, one in dated}
    missing = {one.id: UNDATED for one in incidents if one.id not in shown}
    return Drawn(tuple(one.id for _, one in dated), missing)


def rows(radii: Sequence[float]) -> tuple[list[float], float]:
    """Points from the top to the middle of each row, and to the foot of the last: no mark reaches another row.

    >>> rows([4.0, 30.0])
    ([14.0, 61.0], 94.0)
    """
    middles, top = [], 0.0
    for radius in radii:
        half = max(_ROW_PT / 2, radius + 3)
        middles.append(top + half)
        top += 2 * half
    return middles, top


def _radius(losses: Toll | None) -> float:
    return 4.0 if losses is None else radius_pt(losses.best)


def _axes(axes: Any, deep: float) -> None:
    """Years across, points down."""
    axes.set_xlim(FIRST, LAST + 1)
    axes.set_ylim(deep, 0)
    axes.set_yticks([])
    years = range(FIRST, LAST + 2)
    axes.set_xticks(list(years), [""] * len(years))
    axes.tick_params(length=0)
    for year in range(FIRST, LAST + 1):
        axes.text(year + 0.5, -6, str(year), ha="center", color=QUIET)
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    for side in ("left", "right", "top", "bottom"):
        axes.spines[side].set_visible(False)


def _row(axes: Any, row: float, days: When, name: str, losses: Toll | None) -> None:
    first, last = (frontier_rows.year(day) for day in (days.start[0], days.end[1]))
    sure_from, sure_to = frontier_rows.year(days.start[1]), frontier_rows.year(days.end[0])
    axes.plot([first, last], [row, row], color=MARK, alpha=0.28, linewidth=7, solid_capstyle="butt")
    if sure_from <= sure_to:
        axes.plot([sure_from, sure_to], [row, row], color=MARK, linewidth=3, solid_capstyle="butt")
    middle = (first + last) / 2
    radius = _radius(losses)
    style = {"markerfacecolor": PAPER, "markeredgecolor": MARK} if losses is None else {"color": MARK, "alpha": 0.55}
    axes.plot([middle], [row], "o", markersize=2 * radius, clip_on=False, **style)
    lift = _OFF_THE_BAND if last - first > _LONG_YEARS else _OFF_THE_MIDDLE
    _label(axes, row, middle, radius, lift, name, f"{days_words(days.start, days.end)}; {toll_words(losses)}")


def _label(axes: Any, row: float, middle: float, radius: float, lift: float, name: str, below: str) -> None:
    """Beside the mark, on the side that has more room; the name over the middle of the row, the days under it."""
    right = middle < FIRST + 0.62 * (LAST + 1 - FIRST)
    gap = (radius + 9) * (1 if right else -1)
    for text, size, colour, up in ((name, 10.5, INK, True), (below, 8.5, QUIET, False)):
        axes.annotate(
            text,
            (middle, row),
            xytext=(gap, lift if up else -lift),
            textcoords="offset points",
            ha="left" if right else "right",
            va="bottom" if up else "top",
            fontsize=size,
            color=colour,
            fontweight="bold" if up else "normal",
            path_effects=halo(),
        )
