"""Words in pictures that matplotlib draws: they stand as they are, whatever a file called its units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khasan.output import visible

PLAIN_TEXT: Mapping[str, Any] = {"text.parse_math": False, "text.usetex": False}
"""Settings under which a dollar sign is a dollar sign, and does not begin a formula."""


def escape_texts(figure: Any) -> None:
    """Spell out, in every text of a figure, the characters that SVG lacks or that turn its letters round."""
    from matplotlib.text import Text
    from matplotlib.ticker import FixedFormatter

    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            formatter = axis.get_major_formatter()
            if isinstance(formatter, FixedFormatter):  # it writes the labels anew when they are drawn
                formatter.seq = [visible(label) for label in formatter.seq]
    for text in figure.findobj(Text):
        if (shown := visible(text.get_text())) != text.get_text():
            text.set_text(shown)
