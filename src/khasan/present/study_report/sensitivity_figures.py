"""Figures of what an experiment's results hang on: indices, elementary effects, interactions, and how they settle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from khasan.present.canvas import Palette
from khasan.present.study_report.drawing import WIDE, Drawing, folded, grid_of, key_below, panels_on
from khasan.present.study_report.sensitivity import Carried, Effect, Index, ranked
from khasan.present.study_report.study_data import Crossing
from khasan.present.study_report.study_words import index_words

MOST_CURVES = 4


def sobol(
    name: str, panels: Sequence[tuple[str, Sequence[Index]]], names: Mapping[str, str], confidence: float
) -> Drawing:
    """First and total effects: a panel an outcome, the factors in one order, what carries most on top."""
    rows, _ = grid_of(len(panels))
    worth = {factor: sum(one.carried for _, some in panels for one in some if one.factor == factor) for factor in names}
    order = sorted(worth, key=lambda factor: -worth[factor])
    has_total = not math.isnan(panels[0][1][0].total)
    every = [one for _, some in panels for one in some]
    widest = min(1.6, _most(1.05, [one.carried + one.carried_half for one in every]))
    lowest = -min(0.6, _most(0.1, [one.first_half - one.first for one in every]))

    def draw(figure: Any, colours: Palette) -> None:
        axes = panels_on(figure, [title for title, _ in panels], sharey=True)
        for ax, (_, some) in zip(axes, panels, strict=True):
            by = {one.factor: one for one in some}
            for k, factor in enumerate(order):
                one = by[factor]
                bars = [(one.first, one.first_half, 0.17 if has_total else 0.0, colours.series[0])]
                if has_total:
                    bars = [(one.total, one.total_half, -0.17, colours.series[1]), *bars]
                for value, half, aside, colour in bars:
                    ax.barh(k + aside, value, height=0.3 if has_total else 0.5, color=colour, alpha=0.75)
                    ax.plot([value - half, value + half], [k + aside] * 2, color=colours.ink, linewidth=1)
            _named(ax, order, names)
            ax.axvline(0, color=colours.ink, linewidth=0.8)
            ax.set_xlim(lowest - 0.02, widest + 0.02)
            ax.set_xlabel("share of the variance")
            ax.grid(axis="x")

    said = "; ".join(f"{title}: most with {', '.join(_top(some, names))}" for title, some in panels)
    what = (
        "Upper bar: total effect, the share of the variance that would be left if all but this factor were known. "
        "Lower bar: first effect, the share that would go if this factor alone were known."
        if has_total
        else "First effect: the share of the variance that would go if this factor alone were known."
    )
    caption = f"{what} Strokes: {confidence:.0%} intervals from the bootstrap. {said}."
    height = rows * (0.75 + 0.3 * len(order)) + 0.2
    return Drawing(name, "What the spread of results comes from", caption, said, WIDE, height, draw)


def elementary(
    name: str, panels: Sequence[tuple[str, str, Sequence[Effect]]], names: Mapping[str, str], confidence: float
) -> Drawing:
    """Morris effects: a panel an outcome; a bar a factor for the size, a diamond for the spread."""
    rows, _ = grid_of(len(panels))
    worth = dict.fromkeys(names, 0.0)
    for _, _, some in panels:
        largest = max((one.size for one in some), default=0.0) or 1.0
        for one in some:
            worth[one.factor] += one.size / largest
    order = sorted(worth, key=lambda factor: -worth[factor])

    def draw(figure: Any, colours: Palette) -> None:
        axes = panels_on(figure, [title for title, _, _ in panels], sharey=True)
        for ax, (_, unit, some) in zip(axes, panels, strict=True):
            by = {one.factor: one for one in some}
            for k, factor in enumerate(order):
                one = by[factor]
                ax.barh(k, one.size, height=0.5, color=colours.series[0], alpha=0.75)
                ax.plot([one.size - one.size_half, one.size + one.size_half], [k, k], color=colours.ink, linewidth=1)
                ax.plot([one.spread], [k], "D", color=colours.series[1], markersize=4.5, zorder=4, clip_on=False)
            _named(ax, order, names)
            ax.axvline(0, color=colours.ink, linewidth=0.8)
            ax.set_xlabel(unit)
            ax.grid(axis="x")

    most = [(title, sorted(some, key=lambda one: -one.size)[:3]) for title, _, some in panels]
    said = "; ".join(f"{title}: {', '.join(names[one.factor] for one in some)}" for title, some in most)
    caption = (
        "Bar: how much the outcome changes, up or down, when this factor alone goes through its range (mean "
        f"absolute effect, scaled to all of it), with its {confidence:.0%} interval. Diamond: the spread of these "
        "changes; as large as the bar or larger, it says that what the factor does depends on the others, or on where "
        f"in its range it stands. Most: {said}."
    )
    height = rows * (0.75 + 0.3 * len(order)) + 0.2
    return Drawing(name, "Elementary effects (Morris)", caption, said, WIDE, height, draw)


def interactions(name: str, panels: Sequence[tuple[str, str, Crossing]], names: Mapping[str, str]) -> Drawing:
    """Means over two factors: lines that are not parallel tell of an interaction."""
    rows, _ = grid_of(len(panels))

    def draw(figure: Any, colours: Palette) -> None:
        axes = panels_on(figure, [title for title, _, _ in panels])
        for ax, (_, unit, some) in zip(axes, panels, strict=True):
            at = np.arange(len(some.first_labels))
            for k, label in enumerate(some.second_labels):
                colour = colours.series[k % len(colours.series)]
                shift = 0.05 * (k - (len(some.second_labels) - 1) / 2)
                ax.errorbar(
                    at + shift, some.means[k], some.halves[k], color=colour, marker="o", markersize=4,
                    linewidth=1.4, label=label,
                )  # fmt: skip
            ax.set_xticks(at, some.first_labels)
            ax.set_xlabel(names[some.first])
            ax.set_ylabel(unit)
            ax.legend(title=folded(names[some.second], 40), fontsize=7, title_fontsize=7)
            ax.grid(axis="y")

    said = "; ".join(f"{title}: {names[some.first]} by {names[some.second]}" for title, _, some in panels)
    caption = (
        "Mean over the replications of each cell, with its interval, for the two factors that carry most. Lines that "
        f"are not parallel: the factors act together. {said}."
    )
    return Drawing(name, "How factors act together", caption, said, WIDE, 3.0 * rows, draw)


def settling(
    name: str,
    panels: Sequence[tuple[str, str, Mapping[int, Carried]]],
    names: Mapping[str, str],
    what: str,
    grows_by: str,
) -> Drawing:
    """What factors carry by a part of the design; the same factors in each panel."""
    rows, _ = grid_of(len(panels))
    order: dict[str, float] = dict.fromkeys(names, 0.0)
    for _, _, found in panels:
        last = found[max(found)]
        largest = max((abs(value) for value, _ in last.values()), default=0.0) or 1.0
        for factor in ranked(last):
            order[factor] += abs(last[factor][0]) / largest
    chosen = sorted(order, key=lambda factor: -order[factor])[:MOST_CURVES]

    def draw(figure: Any, colours: Palette) -> None:
        axes = panels_on(figure, [title for title, _, _ in panels])
        for ax, (_, unit, found) in zip(axes, panels, strict=True):
            sizes = sorted(found)
            for k, factor in enumerate(chosen):
                of = [found[size][factor] for size in sizes]
                ax.errorbar(
                    np.arange(len(sizes)) + 0.06 * (k - (len(chosen) - 1) / 2), [v for v, _ in of], [h for _, h in of],
                    color=colours.series[k % len(colours.series)], marker="o", markersize=3.5, linewidth=1.2,
                    label=folded(names[factor], 48),
                )  # fmt: skip
            ax.set_xticks(range(len(sizes)), [str(size) for size in sizes])
            ax.axhline(0, color=colours.ink, linewidth=0.8)
            ax.set_xlabel(grows_by)
            ax.set_ylabel(unit)
            ax.grid(axis="y")
        key_below(figure, axes[0])

    which = f" of the {len(chosen)} factors that carry most" if len(names) > len(chosen) else ""
    caption = (
        f"{what}{which}, by the first part of the design alone, with intervals. Where they still jump from one size to "
        "the next, the design is too small to rank by."
    )
    height = 2.3 * rows + 0.22 * -(-len(chosen) // 2)
    return Drawing(name, "Is the design large enough?", caption, caption, WIDE, height, draw)


def _most(least: float, some: Sequence[float]) -> float:
    """The largest; a bootstrap among few points may not know an interval (NaN)."""
    return max([least, *(one for one in some if not math.isnan(one))])


def _named(ax: Any, order: Sequence[str], names: Mapping[str, str]) -> None:
    ax.set_yticks(range(len(order)), [folded(names[factor], 34) for factor in order])
    ax.set_ylim(len(order) - 0.4, -0.6)


def _top(some: Sequence[Index], names: Mapping[str, str]) -> list[str]:
    best = sorted(some, key=lambda one: -one.carried)[:3]
    return [f"{names[one.factor]} {index_words(one.carried, one.carried_half)}" for one in best]
