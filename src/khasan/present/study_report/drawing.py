"""Figures that stand in a page and in a paper: drawn once for each, the same but for the colours."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khasan.output import make_folder, visible, write_together
from khasan.present.canvas import PLAIN_TEXT, escape_texts
from khasan.present.run_report.run_figures import for_page


@dataclass(frozen=True)
class Palette:
    """Colours of a figure; ``series`` for what is laid side by side."""

    ink: str
    quiet: str
    rule: str
    mark: str
    paper: str
    series: tuple[str, ...]


PAGE = Palette("#010203", "#0b0c0d", "#040506", "#131415", "#0a0b0c", ("#161718", "#191a1b", "#1c1d1e", "#1f2021"))
"""Stand for variables of the page's style sheet, so that figures follow light, dark and print."""
PAPER = Palette("#1f2328", "#5b626b", "#d7d4cd", "#9a6a00", "#ffffff", ("#2f5d8a", "#b23a2e", "#3f7d4e", "#7a5195"))
_VARIABLES = {
    PAGE.quiet: "var(--quiet)",
    PAGE.series[0]: "var(--series-0)",
    PAGE.series[1]: "var(--series-1)",
    PAGE.series[2]: "var(--series-2)",
    PAGE.series[3]: "var(--series-3)",
}
PNG_DPI = 200


@dataclass(frozen=True)
class Drawing:
    """A figure and what stands under it. ``draw(figure, palette)`` draws it."""

    name: str
    title: str
    caption: str
    alt: str
    width: float
    height: float
    """Inches."""
    draw: Callable[[Any, Palette], None]

    def svg_for_page(self) -> str:
        """The drawing as part of a page."""
        svg = for_page(_render(self, PAGE, "svg").decode(), self.name)
        for colour, variable in _VARIABLES.items():
            svg = svg.replace(colour, variable)
        return svg

    def write(self, folder: Path) -> list[Path]:
        """NAME.svg and NAME.png, on white, and the caption beside them as NAME.txt. Raises CannotWrite."""
        contents: dict[Path, str | bytes] = {
            folder / f"{self.name}.{kind}": _render(self, PAPER, kind) for kind in ("svg", "png")
        }
        contents[folder / f"{self.name}.txt"] = visible(f"{ended(self.title)} {self.caption}\n")
        make_folder(folder)
        write_together(contents)
        return list(contents)


def ended(title: str) -> str:
    """A title as a sentence; one that asks has its mark already.

    >>> ended("Enough?"), ended("Losses")
    ('Enough?', 'Losses.')
    """
    return title if title.endswith("?") else f"{title}."


WIDE = 7.6
"""Inches: the width of a page."""


def grid_of(count: int, most_across: int = 2) -> tuple[int, int]:
    """Rows and columns for so many panels, filled as evenly as may be.

    >>> grid_of(4, 3), grid_of(5, 3), grid_of(1)
    ((2, 2), (2, 3), (1, 1))
    """
    rows = -(-count // most_across)
    return rows, -(-count // rows)


def panels_on(
    figure: Any, titles: Sequence[str], *, across: int = 2, fold: int = 38, sharey: bool = False
) -> list[Any]:
    """Axes for so many panels with their titles; what is over of the grid is left empty."""
    count = len(titles)
    rows, columns = grid_of(count, across)
    axes = list(figure.subplots(rows, columns, squeeze=False, sharey=sharey).flat)
    for spare in axes[count:]:
        spare.set_visible(False)
    for ax, title in zip(axes, titles, strict=False):
        ax.set_title(folded(title, fold), loc="left")
    return axes[:count]


def key_below(figure: Any, ax: Any) -> None:
    """One key for all panels, under them: what stands in the first."""
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=7.5)


def folded(text: str, width: int = 36) -> str:
    """A label in lines of so many letters."""
    return "\n".join(textwrap.wrap(text, width)) or text


def _render(drawing: Drawing, palette: Palette, kind: str) -> bytes:
    import matplotlib
    from matplotlib.figure import Figure

    style: Any = {
        **PLAIN_TEXT,
        "svg.fonttype": "none" if palette is PAGE else "path",
        "svg.hashsalt": drawing.name,
        "axes.facecolor": "none",
        "font.family": "sans-serif",
        "font.size": 8.5,
        "axes.titlesize": 9,
        "axes.titleweight": "bold",
        "text.color": palette.ink,
        "axes.labelcolor": palette.ink,
        "axes.titlecolor": palette.ink,
        "xtick.color": palette.ink,
        "ytick.color": palette.ink,
        "axes.edgecolor": palette.rule,
        "grid.color": palette.rule,
        "grid.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "ytick.major.size": 0,
        "legend.frameon": False,
    }
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(drawing.width, drawing.height), layout="constrained")
        drawing.draw(figure, palette)
        buffer = io.BytesIO()
        escape_texts(figure)
        quiet: Any = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
        face = "none" if palette is PAGE else palette.paper
        figure.savefig(buffer, format=kind, facecolor=face, metadata=quiet, dpi=PNG_DPI)
    return buffer.getvalue()
