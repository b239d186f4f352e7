"""Figures of an experiment: distributions, shares, differences from the baseline, and whether they have settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.present.canvas import Palette
from khasan.present.record_mark import Mark
from khasan.present.study_report.drawing import WIDE, Drawing, folded, grid_of, key_below, panels_on
from khasan.present.study_report.study_data import Difference
from khasan.results.means import Mean, plus_minus

F8 = NDArray[np.float64]
Labelled = Sequence[tuple[str, F8]]
FEW = 8
"""Numbers that a caption takes up; more stand in the table."""


def distributions(name: str, title: str, unit: str, rows: Labelled, mark: Mark | None, said: str) -> Drawing:
    """Distributions of one outcome, one below another on one axis, with what the record has."""

    def draw(figure: Any, colours: Palette) -> None:
        ax = figure.subplots()
        known = [values[~np.isnan(values)] for _, values in rows]
        bins, whole = _bins(np.concatenate(known))
        ticks = []
        for k, values in enumerate(known):
            base = len(known) - 1 - k
            ticks.append((float(base), folded(rows[k][0])))
            if values.size:
                _shape(ax, values, bins, base, colours.series[min(k, 1)], colours.ink)
        if mark is not None:
            top = len(known) - 0.1
            ticks.append((top, "the record"))
            ax.axvspan(mark.low, mark.high, color=colours.mark, alpha=0.18, linewidth=0, zorder=0)
            for some, fill in ((mark.standing, colours.mark), (mark.aside, "none")):
                if some:
                    ax.plot(
                        some, [top] * len(some), "D", markerfacecolor=fill, markeredgecolor=colours.mark, markersize=5
                    )
        ax.set_yticks([at for at, _ in ticks], [label for _, label in ticks])
        ax.set_ylim(-0.3, len(known) + (0.2 if mark else -0.15))
        ax.set_xlabel(unit)
        ax.locator_params(axis="x", integer=whole)
        ax.grid(axis="x")

    record = (
        " The record’s figures above: full diamonds stand by its rule, hollow ones are set aside; shaded is the "
        "interval that the rule makes of them."
        if mark is not None
        else ""
    )
    caption = (
        "Each shape: the replications of that row, scaled to its own height. Below it the median (point), the "
        f"middle half (bar) and nine in ten (line).{record} {said}"
    )
    height = 0.75 + 0.72 * max(1, len(rows)) + (0.15 if mark else 0.0)
    return Drawing(name, title, caption.strip(), f"{title}. {said}", WIDE, height, draw)


def _bins(pooled: F8) -> tuple[F8, bool]:
    """Edges of the bars, and whether they stand on whole numbers."""
    low, high = float(pooled.min(initial=0)), float(pooled.max(initial=1))
    whole = bool(np.array_equal(pooled, np.rint(pooled)))
    if whole and high - low < 40:
        return np.arange(low - 0.5, high + 1), True
    return np.linspace(low, high, 41), whole


def _shape(ax: Any, values: F8, bins: F8, base: int, colour: str, ink: str) -> None:
    counts, _ = np.histogram(values, bins)
    ax.stairs(base + 0.62 * counts / max(counts.max(), 1), bins, baseline=base, fill=True, color=colour, alpha=0.45)
    q = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], method="inverted_cdf")
    ax.plot(q[[0, 4]], [base - 0.08] * 2, color=colour, linewidth=1.2)
    ax.plot(q[[1, 3]], [base - 0.08] * 2, color=colour, linewidth=4, solid_capstyle="butt")
    ax.plot([q[2]], [base - 0.08], "o", color=ink, markersize=4, zorder=4)


@dataclass(frozen=True)
class Shares:
    """How often something came about, by setting; ``recorded``: whether it did by the record, None if that is open."""

    title: str
    rows: Sequence[tuple[str, Mean]]
    recorded: bool | None = None


def shares(name: str, groups: Sequence[Shares], confidence: float) -> Drawing:
    """Share of the replications in which something came about, by setting."""
    marked = any(one.recorded is not None for one in groups)

    def draw(figure: Any, colours: Palette) -> None:
        ax = figure.subplots()
        place, ticks = 0.0, []
        for group in groups:
            ax.text(0, place - 0.62, group.title, fontweight="bold", va="center")
            if group.recorded is not None:
                ax.plot([100.0 * group.recorded], [place - 0.62], "D", color=colours.mark, markersize=5, clip_on=False)
                ticks.append((place - 0.62, "the record"))
            for k, (label, mean) in enumerate(group.rows):
                colour = colours.series[min(k, 1)]
                ax.plot(
                    [100 * max(0.0, mean.low), 100 * min(1.0, mean.high)], [place, place], color=colour, linewidth=2
                )
                ax.plot([100 * mean.mean], [place], "o", color=colour, markersize=5)
                ticks.append((place, folded(label)))
                place += 1
            place += 0.9
        ax.set_yticks([at for at, _ in ticks], [label for _, label in ticks])
        ax.set_ylim(place - 1.2, -1.1)
        ax.set_xlim(-1, 101)
        ax.set_xlabel("% of the replications")
        ax.grid(axis="x")

    told = [f"{one.title}, {label}: {100 * m.mean:.0f}%" for one in groups for label, m in one.rows]
    said = "; ".join(told[:FEW]) + ("; and so on" if len(told) > FEW else "")
    record = " Diamond: by the sources it came about (at 100) or did not (at 0)." if marked else ""
    caption = f"Share with its {confidence:.0%} interval (Wilson; each replication counts as a draw).{record} {said}."
    lines = sum(len(one.rows) + 0.9 for one in groups)
    return Drawing(name, "What came about, and how often", caption, said, WIDE, 0.7 + 0.3 * lines, draw)


@dataclass(frozen=True)
class Differences:
    """Differences in one outcome, in the unit of its axis."""

    title: str
    unit: str
    rows: Sequence[tuple[str, Mean]]


def forest(name: str, title: str, about: str, panels: Sequence[Differences], confidence: float) -> Drawing:
    """Differences with their intervals: a panel an outcome, each on its own scale."""
    across = 3
    rows, columns = grid_of(len(panels), across)
    most = max(len(one.rows) for one in panels)

    def draw(figure: Any, colours: Palette) -> None:
        axes = panels_on(figure, [one.title for one in panels], across=across, fold=26)
        for n, (ax, panel) in enumerate(zip(axes, panels, strict=True)):
            for k, (_, one) in enumerate(panel.rows):
                clear = one.low > 0 or one.high < 0
                colour = colours.series[0] if clear else colours.quiet
                ax.plot([one.low, one.high], [k, k], color=colour, linewidth=2)
                ax.plot([one.mean], [k], "o", color=colour, markersize=5)
            ax.axvline(0, color=colours.ink, linewidth=0.8)
            named = n % columns == 0 and most > 1
            labels = [folded(label, 30) if named else "" for label, _ in panel.rows]
            ax.set_yticks(range(len(panel.rows)), labels)
            ax.set_ylim(len(panel.rows) - 0.5, -0.5)
            ax.set_xlabel(panel.unit)
            ax.grid(axis="x")
            ax.margins(x=0.15)
            ax.locator_params(axis="x", nbins=4)

    told = [
        f"{panel.title}{', ' + label if most > 1 else ''}: {plus_minus(one, sign=True)} {panel.unit}"
        for panel in panels
        for label, one in panel.rows
    ]
    said = f"{'; '.join(told)}." if len(told) <= FEW else "The numbers stand in the table."
    caption = f"{about} with its {confidence:.0%} interval. Coloured: the interval leaves out zero. {said}"
    return Drawing(name, title, caption, said, WIDE, rows * (0.75 + 0.34 * most), draw)


def of_points(title: str, unit: str, some: Sequence[tuple[str, Difference]], scale: float) -> Differences:
    """Differences from the baseline as a panel; ``scale``: 100 for shares in percentage points."""
    return Differences(title, unit, [(label, scaled(one.difference, scale)) for label, one in some])


def scaled(mean: Mean, scale: float) -> Mean:
    """The mean in another unit."""
    return Mean(mean.n, scale * mean.mean, scale * mean.half_width)


def settling(
    name: str, panels: Sequence[tuple[str, str, Sequence[tuple[str, Sequence[int], Sequence[Mean]]]]], *, compared: bool
) -> Drawing:
    """Means or differences as replications come in; every panel has the same curves."""
    rows, _ = grid_of(len(panels))
    curves = len(panels[0][2])

    def draw(figure: Any, colours: Palette) -> None:
        axes = panels_on(figure, [title for title, _, _ in panels])
        for ax, (_, unit, some) in zip(axes, panels, strict=True):
            for k, (label, counts, found) in enumerate(some):
                colour = colours.series[k % len(colours.series)]
                ax.plot(counts, [one.mean for one in found], color=colour, linewidth=1.4, label=folded(label, 48))
                low, high = [one.low for one in found], [one.high for one in found]
                ax.fill_between(counts, low, high, color=colour, alpha=0.18, linewidth=0)
            if compared:
                ax.axhline(0, color=colours.ink, linewidth=0.8)
            ax.set_xlabel("replications of each point")
            ax.set_ylabel(unit)
            ax.grid(axis="y")
        if curves > 1:
            key_below(figure, axes[0])

    what = "Mean difference from the baseline" if compared else "Mean"
    which = f" Of all points the {curves} that differ most clearly." if compared and curves > 1 else ""
    caption = f"{what} and its interval as replications are added. If the line still wanders, there are too few.{which}"
    height = 2.3 * rows + 0.22 * -(-curves // 2)
    return Drawing(name, "Have there been enough replications?", caption, caption, WIDE, height, draw)
