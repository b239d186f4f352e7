"""Days from cause to decision: those of the record as dots, those of the histories as a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup, escape

from khasan.ground.svg import element
from khasan.present.frontier_report.whose_decisions import LONGEST, Delays

WIDTH, LEFT, ROW, TOP = 960, 210, 46, 20
DOT, HEAP = 4.0, 3
"""Radius of a dot, and how many stand on each other."""


def delay_dots(rows: Sequence[Delays]) -> Markup:
    """A dot for each decision of the record; line: nine of ten decisions in the histories, tick: the middle one."""
    height = TOP + ROW * len(rows) + 24
    middles = [f"{row.words} {np.median(row.days):g}" for row in rows if row.days]
    said = f"Days from cause to decision, the middle one of the record: {', '.join(middles)}"
    svg = [f'<svg class="delays" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(said)}">']

    def x(days: float) -> float:
        return LEFT + 12 + (WIDTH - LEFT - 30) * min(days, LONGEST) / LONGEST

    for day in range(0, LONGEST + 1, 2):
        svg.append(element("line", "grid", x1=x(day), x2=x(day), y1=TOP - 12, y2=height - 22))
        words, anchor = (f"{day} days", "end") if day == LONGEST else (str(day), "middle")
        svg.append(element("text", "quiet", words, x=x(day), y=height - 6, text_anchor=anchor))
    for number, row in enumerate(rows):
        y = TOP + ROW * number + 20
        svg.append(f'<g class="{row.css}">')
        svg.append(element("text", "title", row.words, x=LEFT - 8, y=y - 2, text_anchor="end"))
        svg.append(element("text", "quiet", f"{len(row.days)} decisions", x=LEFT - 8, y=y + 13, text_anchor="end"))
        if row.model:
            low, middle, high = np.quantile(row.model, [0.05, 0.5, 0.95])
            svg.append(element("line", "nine", x1=x(low), x2=x(high), y1=y + 8, y2=y + 8))
            svg.append(element("line", "middle", x1=x(middle), x2=x(middle), y1=y + 3, y2=y + 13))
        stood: Counter[float] = Counter()
        for days, words in zip(row.days, row.told, strict=True):
            place = round(days * 2) / 2
            column, line = divmod(stood[place], HEAP)
            cx, cy = x(days) + column * (2 * DOT + 0.5), y - 2 - line * (2 * DOT + 0.5)
            title = element("title", "", words)
            svg.append(element("circle", "dot", cx=cx, cy=cy, r=DOT).replace("/>", f">{title}</circle>"))
            stood[place] += 1
        svg.append("</g>")
    return Markup("".join(svg) + "</svg>")
