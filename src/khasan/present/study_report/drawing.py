"""Figures that stand in a page and in a paper: drawn once for each, the same but for the colours."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khasan.output import make_folder, visible, write_together
from khasan.present.canvas import CHART, PAGE, PAPER, Palette, canvas, saved, saved_for_page

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
        with self._drawn(PAGE) as figure:
            return saved_for_page(figure, self.name)

    def write(self, folder: Path) -> list[Path]:
        """NAME.svg and NAME.png, on white, and the caption beside them as NAME.txt. Raises CannotWrite."""
        contents: dict[Path, str | bytes] = {
            folder / f"{self.name}.{form}": self._saved(form) for form in ("svg", "png")
        }
        contents[folder / f"{self.name}.txt"] = visible(f"{ended(self.title)} {self.caption}\n")
        make_folder(folder)
        write_together(contents)
        return list(contents)

    def _saved(self, form: str) -> bytes:
        with self._drawn(PAPER) as figure:
            return saved(figure, form, facecolor=PAPER.paper, dpi=PNG_DPI)

    @contextmanager
    def _drawn(self, palette: Palette) -> Iterator[Any]:
        with canvas(self.name, palette, (self.width, self.height), CHART, layout="constrained") as figure:
            self.draw(figure, palette)
            yield figure


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
