"""Figures of a distribution over replications, as SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.output import visible
from khasan.present.canvas import CHART, NIGHT, PAGE, SIDES, canvas, saved_for_page
from khasan.present.record_mark import Mark
from khasan.present.run_report.spread_statistics import MapShare, bands

F8 = NDArray[np.float64]

_LONGEST = 80
"""Letters of a label beside bars: two thirds of the width."""


@dataclass(frozen=True)
class Clock:
    """The time axis: days since the start f8[T], what to write at which day, and the nights (from, to)."""

    days: F8
    ticks: tuple[tuple[float, str], ...]
    nights: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Panel:
    """One quantity of one side over time: f8[R, T] a replication."""

    title: str
    side: int
    values: NDArray[Any]
    mark: Mark | None


def losses(name: str, clock: Clock, panels: Sequence[Panel], unit: str) -> str:
    """Panels side by side on one scale: median, 50% and 90% bands, and the record's figures at the right."""
    with _figure(name, 7.6, 2.7, _Margins(left=0.66, top=0.3, bottom=0.42, across=0.12)) as (figure, out):
        axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
        for ax, panel in zip(axes, panels, strict=True):
            _time_axis(ax, clock)
            colour = SIDES[panel.side]
            low, lower, middle, upper, high = bands(panel.values)
            ax.fill_between(clock.days, low, high, color=colour, alpha=0.18, linewidth=0)
            ax.fill_between(clock.days, lower, upper, color=colour, alpha=0.38, linewidth=0)
            ax.plot(clock.days, middle, color=colour, linewidth=1.8)
            ax.set_title(panel.title, loc="left")
            if any(other.mark is not None for other in panels):
                _record(ax, clock.days[-1], panel.mark)
        axes[0].set_ylabel(unit)
        axes[0].set_ylim(bottom=0)
        axes[0].yaxis.get_major_locator().set_params(integer=True)
        axes[0].yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    return out[0]


def spread(name: str, rows: Sequence[tuple[str, MapShare]]) -> str:
    """Bars of the share of variance between drawn maps; a tick where chance alone would reach."""
    labels = [_cut(visible(label)) for label, _ in rows]
    longest = max(map(len, labels))
    margins = _Margins(left=0.3 + 0.062 * longest, top=0.1, bottom=0.5, right=0.3)
    with _figure(name, 7.6, 0.7 + 0.27 * len(rows), margins) as (figure, out):
        ax = figure.subplots()
        for place, (_, share) in enumerate(rows):
            ax.barh(place, 100 * share.share, color=PAGE.ink, alpha=0.75 if share.tells else 0.3, height=0.6)
            ax.plot([100 * share.chance] * 2, [place - 0.42, place + 0.42], color=PAGE.mark, linewidth=2)
        ax.set_yticks(range(len(rows)), labels)
        ax.invert_yaxis()
        ax.set_xlim(0, 100)
        ax.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
        ax.set_xlabel("share of the variance that lies between map variants")
        ax.grid(axis="x")
    return out[0]


def _cut(label: str) -> str:
    """No longer than leaves room for what it labels."""
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _time_axis(ax: Any, clock: Clock) -> None:
    stripes = [(dusk, dawn - dusk) for dusk, dawn in clock.nights]
    ax.broken_barh(stripes, (0, 1), transform=ax.get_xaxis_transform(), color=NIGHT, linewidth=0, zorder=0)
    ax.set_xticks([day for day, _ in clock.ticks], [label for _, label in clock.ticks])
    ax.set_xlim(clock.days[0], clock.days[-1])
    ax.grid(axis="y")


def _record(ax: Any, end: float, mark: Mark | None) -> None:
    """The record in a margin of its own, right of the last hour."""
    width = end * 0.09
    ax.set_xlim(right=end + 2 * width)
    ax.axvspan(end, end + 2 * width, color=PAGE.paper, linewidth=0, zorder=0.5)
    ax.axvline(end, color=PAGE.rule, linewidth=0.8)
    if mark is None:
        return
    at = end + width
    ax.plot([at, at], [mark.low, mark.high], color=PAGE.ink, linewidth=5, alpha=0.25, solid_capstyle="butt")
    ax.plot([at] * len(mark.standing), mark.standing, "D", color=PAGE.ink, markersize=4)
    ax.plot([at] * len(mark.aside), mark.aside, "D", markerfacecolor="none", markeredgecolor=PAGE.ink, markersize=4)


@dataclass(frozen=True)
class _Margins:
    """Room round and between the axes, inches. Stated: working it out would take as long as drawing."""

    left: float
    top: float
    bottom: float
    across: float = 0.0
    down: float = 0.0
    right: float = 0.15


@contextmanager
def _figure(name: str, width: float, height: float, margins: _Margins) -> Iterator[tuple[Any, list[str]]]:
    """A figure to draw on; when done, ``out[0]`` is its SVG, the same for the same content."""
    out: list[str] = []
    with canvas(name, PAGE, (width, height), {**CHART, "xtick.major.size": 3}) as figure:
        figure.subplots_adjust(
            left=margins.left / width,
            right=1 - margins.right / width,
            top=1 - margins.top / height,
            bottom=margins.bottom / height,
            # between axes matplotlib counts in axes, not in figures; near enough for two columns
            wspace=2 * margins.across / (width - margins.left - margins.right),
            hspace=margins.down,
        )
        yield figure, out
        out.append(saved_for_page(figure, name))
