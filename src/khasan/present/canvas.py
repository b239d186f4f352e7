"""Words in pictures that matplotlib draws: they stand as they are, whatever a file called its units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from khasan.output import visible

PLAIN_TEXT: Mapping[str, Any] = {"text.parse_math": False, "text.usetex": False}
"""Settings under which a dollar sign is a dollar sign, and does not begin a formula."""


def escape_texts(figure: Any) -> None:
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
