"""The figures of an experiment: distributions, differences, indices, interactions, convergence."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.analysis.figures import Mark
from khasan.analysis.study_canvas import Drawing, Palette
from khasan.analysis.study_stats import Crossing, Difference, Effect, Index
from khasan.experiment.study.precision import Mean

F8 = NDArray[np.float64]
WIDE = 7.6
Labelled = Sequence[tuple[str, F8]]


def distributions(name: str, title: str, unit: str, rows: Labelled, mark: Mark | None, said: str) -> Drawing:
    """Distributions of one outcome, one below another on one axis, with what the record has."""

    def draw(figure: Any, colours: Palette) -> None:
        ax = figure.subplots()
        known = [values[~np.isnan(values)] for _, values in rows]
        pooled = np.concatenate(known) if known else np.zeros(1)
        low, high = float(pooled.min(initial=0)), float(pooled.max(initial=1))
        bins = np.linspace(low, high, 41) if high > low else np.array([low - 0.5, low + 0.5])
        if np.array_equal(pooled, np.rint(pooled)) and high - low < 40:
            bins = np.arange(low - 0.5, high + 1)
        for k, values in enumerate(known):
            colour = colours.series[k % len(colours.series)]
            base = len(known) - 1 - k
            if not values.size:
                continue
            counts, _ = np.histogram(values, bins)
            tall = 0.62 * counts / max(counts.max(), 1)
            ax.stairs(base + tall, bins, baseline=base, fill=True, color=colour, alpha=0.45)
            q = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95], method="inverted_cdf")
            ax.plot(q[[0, 4]], [base - 0.08] * 2, color=colour, linewidth=1.2)
            ax.plot(q[[1, 3]], [base - 0.08] * 2, color=colour, linewidth=4, solid_capstyle="butt")
            ax.plot([q[2]], [base - 0.08], "o", color=colours.ink, markersize=4, zorder=4)
        if mark is not None:
            ax.axvspan(mark.low, mark.high, color=colours.mark, alpha=0.18, linewidth=0, zorder=0)
            top = [len(known) - 0.18] * len(mark.standing)
            ax.plot(mark.standing, top, "D", color=colours.mark, markersize=5, clip_on=False)
            aside = [len(known) - 0.18] * len(mark.aside)
            ax.plot(
                mark.aside,
                aside,
                "D",
                markerfacecolor="none",
                markeredgecolor=colours.mark,
                markersize=5,
                clip_on=False,
            )
        ax.set_yticks(range(len(known)), [_folded(label) for label, _ in reversed(rows)])
        ax.set_ylim(-0.3, len(known) + (0.1 if mark else -0.15))
        ax.set_xlabel(unit)
        ax.grid(axis="x")

    record = (
        " The record’s figures above: full diamonds stand by its rule, hollow ones are set aside; shaded is the "
        "interval that the rule makes of them."
        if mark is not None
        else ""
    )
    caption = (
        "Each shape: the replications of one setting, scaled to its own height. Below it the median (point), the "
        f"middle half (bar) and nine in ten (line).{record} {said}"
    )
    return Drawing(name, title, caption.strip(), f"{title}. {said}", WIDE, 0.75 + 0.72 * max(1, len(rows)), draw)


def shares(name: str, rows: Sequence[tuple[str, Sequence[tuple[str, Mean]]]], confidence: float) -> Drawing:
    """Share of the replications in which something came about, by setting."""

    def draw(figure: Any, colours: Palette) -> None:
        ax = figure.subplots()
        place, ticks = 0.0, []
        for title, some in rows:
            ax.text(0, place - 0.62, title, fontweight="bold", va="center")
            for k, (label, mean) in enumerate(some):
                colour = colours.series[k % len(colours.series)]
                ax.plot(_clip(mean.low, mean.high), [place, place], color=colour, linewidth=2)
                ax.plot([100 * mean.mean], [place], "o", color=colour, markersize=5)
                ticks.append((place, label))
                place += 1
            place += 0.9
        ax.set_yticks([at for at, _ in ticks], [_folded(label) for _, label in ticks])
        ax.set_ylim(place - 1.2, -1.1)
        ax.set_xlim(-1, 101)
        ax.set_xlabel("% of the replications")
        ax.grid(axis="x")

    said = "; ".join(f"{t}, {label}: {100 * m.mean:.0f}%" for t, some in rows for label, m in some)
    caption = f"Share with its {confidence:.0%} interval (Wilson). {said}."
    lines = sum(len(some) + 0.9 for _, some in rows)
    return Drawing(name, "What came about, and how often", caption, said, WIDE, 0.7 + 0.3 * lines, draw)


def forest(
    name: str, panels: Sequence[tuple[str, str, Sequence[tuple[str, Difference]]]], confidence: float
) -> Drawing:
    """Differences from the baseline with their intervals: a panel an outcome, each on its own scale."""
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    most = max(len(some) for _, _, some in panels)

    def draw(figure: Any, colours: Palette) -> None:
        axes = figure.subplots(rows, columns, squeeze=False, sharey=False)
        for spare in axes.flat[len(panels) :]:
            spare.set_visible(False)
        for n, (ax, (title, unit, some)) in enumerate(zip(axes.flat, panels, strict=False)):
            for k, (_, one) in enumerate(some):
                clear = one.difference.low > 0 or one.difference.high < 0
                colour = colours.series[0] if clear else colours.quiet
                ax.plot([one.difference.low, one.difference.high], [k, k], color=colour, linewidth=2)
                ax.plot([one.difference.mean], [k], "o", color=colour, markersize=5)
            ax.axvline(0, color=colours.ink, linewidth=0.8)
            labels = [_folded(label, 30) for label, _ in some] if n % columns == 0 and most > 1 else [""] * len(some)
            ax.set_yticks(range(len(some)), labels)
            ax.set_ylim(len(some) - 0.5, -0.5)
            ax.set_title(_folded(title, 28), loc="left")
            ax.set_xlabel(unit)
            ax.grid(axis="x")
            ax.margins(x=0.15)
            ax.locator_params(axis="x", nbins=5)

    said = "; ".join(
        f"{title}{', ' + label if most > 1 else ''}: {plus_minus(one.difference, sign=True)}"
        for title, _, some in panels
        for label, one in some
    )
    caption = (
        f"Mean difference from the baseline with its {confidence:.0%} interval. Coloured: the interval leaves out "
        f"zero. {said}."
    )
    height = rows * (0.75 + 0.34 * most)
    return Drawing(name, "Differences from the baseline", caption, said, WIDE, height, draw)


def sobol(
    name: str, panels: Sequence[tuple[str, Sequence[Index]]], names: Mapping[str, str], confidence: float
) -> Drawing:
    """First and total effects: a panel an outcome, the factors in one order."""
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    order = [one.factor for one in panels[0][1]]
    has_total = not math.isnan(panels[0][1][0].total)

    def draw(figure: Any, colours: Palette) -> None:
        axes = figure.subplots(rows, columns, squeeze=False, sharey=True, sharex=True)
        for spare in axes.flat[len(panels) :]:
            spare.set_visible(False)
        for ax, (title, some) in zip(axes.flat, panels, strict=False):
            by = {one.factor: one for one in some}
            for k, factor in enumerate(order):
                one = by[factor]
                bars = [(one.first, one.first_half, 0.17, colours.series[0])]
                if has_total:
                    bars = [(one.total, one.total_half, -0.17, colours.series[1]), *bars]
                for value, half, aside, colour in bars:
                    ax.barh(k + aside, value, height=0.3, color=colour, alpha=0.75)
                    ax.plot([value - half, value + half], [k + aside] * 2, color=colours.ink, linewidth=1)
            ax.set_yticks(range(len(order)), [_folded(names[factor], 34) for factor in order])
            ax.set_ylim(len(order) - 0.4, -0.6)
            ax.axvline(0, color=colours.ink, linewidth=0.8)
            ax.set_xlim(-0.12, 1.1)
            ax.set_title(_folded(title, 38), loc="left")
            ax.grid(axis="x")

    said = "; ".join(f"{title}: most with {', '.join(_top(some, names))}" for title, some in panels)
    what = (
        "Upper bar: total effect, the share of the variance that would be left if all but this factor were known. "
        "Lower bar: first effect, the share that would go if this factor alone were known."
        if has_total
        else "First effect: the share of the variance that would go if this factor alone were known."
    )
    caption = f"{what} Strokes: {confidence:.0%} intervals from the bootstrap. {said}."
    return Drawing(
        name, "What the spread of results comes from", caption, said, WIDE, rows * (0.55 + 0.3 * len(order)) + 0.2, draw
    )


def elementary(name: str, panels: Sequence[tuple[str, str, Sequence[Effect]]], names: Mapping[str, str]) -> Drawing:
    """Morris effects: size against spread."""
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)

    def draw(figure: Any, colours: Palette) -> None:
        axes = figure.subplots(rows, columns, squeeze=False)
        for spare in axes.flat[len(panels) :]:
            spare.set_visible(False)
        for ax, (title, unit, some) in zip(axes.flat, panels, strict=False):
            for one in some:
                ax.plot([one.size - one.size_half, one.size + one.size_half], [one.spread] * 2, color=colours.rule)
                ax.plot([one.size], [one.spread], "o", color=colours.series[0], markersize=4)
                ax.annotate(names[one.factor], (one.size, one.spread), (4, 3), textcoords="offset points", fontsize=7)
            ax.set_title(_folded(title, 38), loc="left")
            ax.set_xlabel(f"mean absolute effect, {unit}")
            ax.set_ylabel("spread of the effect")
            ax.grid()
            ax.margins(0.18)

    said = "; ".join(
        f"{t}: {', '.join(names[o.factor] for o in sorted(s, key=lambda o: -o.size)[:3])}" for t, _, s in panels
    )
    caption = (
        "Far right: the factor matters. High up: how much depends on the others, or on where in its range it stands. "
        f"Most: {said}."
    )
    return Drawing(name, "Elementary effects (Morris)", caption, said, WIDE, 2.9 * rows, draw)


def interactions(name: str, panels: Sequence[tuple[str, str, Crossing]], names: Mapping[str, str]) -> Drawing:
    """Means over two factors: lines that are not parallel tell of an interaction."""
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)

    def draw(figure: Any, colours: Palette) -> None:
        axes = figure.subplots(rows, columns, squeeze=False)
        for spare in axes.flat[len(panels) :]:
            spare.set_visible(False)
        for ax, (title, unit, some) in zip(axes.flat, panels, strict=False):
            at = np.arange(len(some.first_labels))
            for k, label in enumerate(some.second_labels):
                colour = colours.series[k % len(colours.series)]
                shift = 0.05 * (k - (len(some.second_labels) - 1) / 2)
                ax.errorbar(
                    at + shift,
                    some.means[k],
                    some.halves[k],
                    color=colour,
                    marker="o",
                    markersize=4,
                    linewidth=1.4,
                    label=label,
                )
            ax.set_xticks(at, some.first_labels)
            ax.set_xlabel(names[some.first])
            ax.set_ylabel(unit)
            ax.set_title(_folded(title, 38), loc="left")
            ax.legend(title=_folded(names[some.second], 40), fontsize=7, title_fontsize=7)
            ax.grid(axis="y")

    said = "; ".join(f"{title}: {names[some.first]} by {names[some.second]}" for title, _, some in panels)
    caption = (
        "Mean over the replications of each cell, with its interval. Lines that are not parallel: the factors act "
        f"together. {said}."
    )
    return Drawing(name, "How factors act together", caption, said, WIDE, 3.0 * rows, draw)


def settling(name: str, panels: Sequence[tuple[str, str, Any]], *, compared: bool) -> Drawing:
    """Means or differences as replications come in."""
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)

    def draw(figure: Any, colours: Palette) -> None:
        axes = figure.subplots(rows, columns, squeeze=False)
        for spare in axes.flat[len(panels) :]:
            spare.set_visible(False)
        for ax, (title, unit, curves) in zip(axes.flat, panels, strict=False):
            for k, (label, counts, found) in enumerate(curves):
                colour = colours.series[k % len(colours.series)]
                ax.plot(counts, [one.mean for one in found], color=colour, linewidth=1.4, label=_folded(label, 40))
                low, high = [one.low for one in found], [one.high for one in found]
                ax.fill_between(counts, low, high, color=colour, alpha=0.18, linewidth=0)
            if compared:
                ax.axhline(0, color=colours.ink, linewidth=0.8)
            ax.set_xlabel("replications of each point")
            ax.set_ylabel(unit)
            ax.set_title(_folded(title, 38), loc="left")
            if len(curves) > 1:
                ax.legend(fontsize=6.5)
            ax.grid(axis="y")

    what = "Mean difference from the baseline" if compared else "Mean"
    caption = f"{what} and its interval as replications come in: a line that still wanders says that there are too few."
    return Drawing(name, "Have there been enough replications?", caption, caption, WIDE, 2.3 * rows, draw)


def index_settling(
    name: str, panels: Sequence[tuple[str, Mapping[int, Sequence[Index]]]], names: Mapping[str, str]
) -> Drawing:
    """Total effects from a part of a Sobol' design."""
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)

    def draw(figure: Any, colours: Palette) -> None:
        axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
        for spare in axes.flat[len(panels) :]:
            spare.set_visible(False)
        for ax, (title, found) in zip(axes.flat, panels, strict=False):
            sizes = sorted(found)
            last = sorted(found[sizes[-1]], key=lambda one: -one.total)[:4]
            for k, one in enumerate(last):
                of = [next(i for i in found[size] if i.factor == one.factor) for size in sizes]
                colour = colours.series[k % len(colours.series)]
                ax.errorbar(
                    np.arange(len(sizes)) + 0.06 * (k - 1.5), [i.total for i in of], [i.total_half for i in of],
                    color=colour, marker="o", markersize=3.5, linewidth=1.2, label=_folded(names[one.factor], 34),
                )  # fmt: skip
            ax.set_xticks(range(len(sizes)), [str(size) for size in sizes])
            ax.set_xlabel("rows of the design (base)")
            ax.set_ylabel("total effect")
            ax.set_title(_folded(title, 38), loc="left")
            ax.legend(fontsize=6.5)
            ax.grid(axis="y")

    caption = (
        "Total effects of the four factors that carry most, from the first rows of the design alone. Where intervals "
        "still jump, the design is too small to rank by."
    )
    return Drawing(name, "Is the design large enough?", caption, caption, WIDE, 2.5 * rows, draw)


def plus_minus(mean: Mean, *, sign: bool = False) -> str:
    """A mean with its half-width, to two digits of the latter.

    >>> plus_minus(Mean(9, 1234.5, 63.9)), plus_minus(Mean(9, -0.512, 0.031), sign=True)
    ('1,234 ± 64', '−0.512 ± 0.031')
    """
    if math.isnan(mean.mean):
        return "not known"
    if math.isnan(mean.half_width):
        return _signed(f"{mean.mean:,.3g}", sign)
    if mean.half_width <= 0:
        return f"{_signed(f'{mean.mean:,.4g}', sign)} ± 0"
    places = max(0, 1 - math.floor(math.log10(mean.half_width)))
    return f"{_signed(f'{mean.mean:,.{places}f}', sign)} ± {mean.half_width:,.{places}f}"


def _signed(text: str, sign: bool) -> str:
    text = text.replace("-", "−")
    return f"+{text}" if sign and not text.startswith("−") else text


def _clip(low: float, high: float) -> list[float]:
    return [100 * max(0.0, low), 100 * min(1.0, high)]


def _top(some: Sequence[Index], names: Mapping[str, str]) -> list[str]:
    def worth(one: Index) -> float:
        return one.first if math.isnan(one.total) else one.total

    best = sorted(some, key=lambda one: -worth(one))[:3]
    return [
        f"{names[one.factor]} {worth(one):.2f} ± {one.first_half if math.isnan(one.total) else one.total_half:.2f}"
        for one in best
    ]


def _folded(text: str, width: int = 36) -> str:
    return "\n".join(textwrap.wrap(text, width)) or text
