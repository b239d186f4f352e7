"""The one canvas of all figures: letters as given, colours of a palette, the same file for the same content.

matplotlib is imported when a figure is drawn, never before: a run of one replication has nothing to plot.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from khasan.output import visible


@dataclass(frozen=True)
class Palette:
    """Colours of a figure; ``series`` for what is laid side by side."""

    ink: str
    quiet: str
    rule: str
    mark: str
    paper: str
    series: tuple[str, ...] = ()


PAGE = Palette("#010203", "#0b0c0d", "#040506", "#131415", "#0a0b0c", ("#161718", "#191a1b", "#1c1d1e", "#1f2021"))
"""Stand for variables of the page's style sheet, so that figures follow light, dark and print."""
PAPER = Palette("#1f2328", "#5b626b", "#d7d4cd", "#9a6a00", "#ffffff", ("#2f5d8a", "#b23a2e", "#3f7d4e", "#7a5195"))
NIGHT, SIDES = "#070809", ("#0d0e0f", "#101112")
"""Of a page too: hours of night, and the colours of the two sides."""
_VARIABLES = {
    PAGE.ink: "ink", PAGE.quiet: "quiet", PAGE.rule: "rule", PAGE.mark: "mark", PAGE.paper: "paper", NIGHT: "night",
    **{colour: f"side-{number}" for number, colour in enumerate(SIDES)},
    **{colour: f"series-{number}" for number, colour in enumerate(PAGE.series)},
}  # fmt: skip
CHART: Mapping[str, Any] = {
    "axes.facecolor": "none",
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "grid.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "ytick.major.size": 0,
    "legend.frameon": False,
}
"""How the charts of a page look."""


@contextmanager
def canvas(
    name: str, palette: Palette, size: tuple[float, float], style: Mapping[str, Any], **figure: Any
) -> Iterator[Any]:
    """A figure of so many inches to draw on, and to save while it is open. A dollar sign in it begins no formula."""
    import matplotlib
    from matplotlib.figure import Figure

    settings: Any = {
        "text.parse_math": False,
        "text.usetex": False,
        "svg.fonttype": "none" if palette is PAGE else "path",
        "svg.hashsalt": name,
        "font.family": "sans-serif",
        "text.color": palette.ink,
        "axes.labelcolor": palette.ink,
        "xtick.color": palette.ink,
        "ytick.color": palette.ink,
        "axes.edgecolor": palette.rule,
        "grid.color": palette.rule,
        "axes.axisbelow": True,
        **style,
    }
    with matplotlib.rc_context(settings):
        yield Figure(figsize=size, **figure)


def saved(figure: Any, form: str, **how: Any) -> bytes:
    """The file of a figure, svg or png, without date and maker."""
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    buffer = io.BytesIO()
    _escape_texts(figure)
    figure.savefig(buffer, format=form, metadata=metadata, **how)
    return buffer.getvalue()


def saved_for_page(figure: Any, name: str) -> str:
    """The drawing alone, its ids its own, its colours the page's, as wide as the column lets it be."""
    svg = saved(figure, "svg", facecolor="none").decode()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d)\d+", r"\1", path[0]), svg)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var(--{variable})")
    svg = re.sub(r"font: ([^;\"]*?)'[^;\"]*?sans-serif", r"font: \1sans-serif", svg)
    # widths in points would keep it from shrinking with the page
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    return svg.replace("<svg", '<svg role="img" aria-hidden="true"', 1).replace("\n", " ")


def _escape_texts(figure: Any) -> None:
    """Spell out, in every text of a figure, the characters that SVG lacks or that turn its letters round."""
    from matplotlib.text import Text
    from matplotlib.ticker import FuncFormatter

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, FuncFormatter):  # it writes given labels anew when they are drawn
                formatter.func = _shown(formatter.func)
    for text in figure.findobj(Text):
        if (shown := visible(text.get_text())) != text.get_text():
            text.set_text(shown)


def _shown(write: Callable[..., str]) -> Callable[..., str]:
    return lambda *given: visible(write(*given))
