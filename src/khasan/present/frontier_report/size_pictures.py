"""How large fights were in the histories: men and killed by rung on a log scale, fought ones and assumed ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from khasan.ground.svg import element

WIDTH, LEFT, RIGHT, ROW, TOP = 960, 190, 940, 46, 30
LOWEST, HIGHEST = 0.7, 2e6


@dataclass(frozen=True)
class Size:
    """Fights of one rung in the histories, both sides together."""

    words: str
    fights: int
    men: Sequence[int]
    killed: Sequence[int]
    fought: bool
    """By the engine; else from the table of assumptions."""


def sizes(rows: Sequence[Size]) -> Markup:
    """Two lines a rung: men engaged and killed; bar: half of the fights, line: nine of ten, tick: the middle one."""
    height = TOP + ROW * len(rows) + 8
    said = "; ".join(f"{row.words}: {row.fights} fights, {np.median(row.men):,.0f} men" for row in rows)
    svg = [f'<svg class="sizes" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(said)}">']
    for power in range(7):
        x = _x(10.0**power)
        svg.append(element("line", "grid", x1=x, x2=x, y1=TOP - 6, y2=height - 4))
        svg.append(element("text", "quiet", f"{10**power:,}", x=x, y=14, text_anchor="middle"))
    for number, row in enumerate(rows):
        y = TOP + ROW * number + 12
        svg.append(element("text", "title", row.words, x=0, y=y + 6))
        svg.append(element("text", "quiet", f"{row.fights:,} fights", x=0, y=y + 22))
        for line, (what, values) in enumerate((("men", row.men), ("killed", row.killed))):
            svg += _line(values, y + 19 * line, what, "fought" if row.fought else "assumed")
    return Markup("".join(svg) + "</svg>")


def _line(values: Sequence[int], y: float, what: str, css: str) -> list[str]:
    low, lower, middle, upper, high = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
    return [
        element("text", "quiet", what, x=LEFT - 8, y=y + 4, text_anchor="end"),
        element("line", f"nine {css}", x1=_x(low), x2=_x(high), y1=y, y2=y),
        element("rect", f"half {css} {what}", x=_x(lower), y=y - 5, width=max(2.0, _x(upper) - _x(lower)), height=10),
        element("line", "middle", x1=_x(middle), x2=_x(middle), y1=y - 7, y2=y + 7),
    ]


def _x(value: float) -> float:
    """Pixels of a number on the log scale; nobody lies at the left end."""
    share = math.log(max(float(value), LOWEST) / LOWEST) / math.log(HIGHEST / LOWEST)
    return LEFT + (RIGHT - LEFT) * share
