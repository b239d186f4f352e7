"""Small pictures of the frontier's page: strips of chances, bands by year, counts beside the record. SVG, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from khasan.ground.svg import element

WIDTH, STRIP = 560, 44
LEFT, BOTTOM = 44, 18


def strip(histogram: Sequence[int], quantiles: Sequence[float], mean: float, words: str, *, prior: bool) -> Markup:
    """A distribution of a chance from 0 to 100: bars, the central 90% as a line, the mean as a dot."""
    top = max(*histogram, 1)
    bar = WIDTH / len(histogram)
    kind = "prior" if prior else "posterior"
    parts = [f'<svg class="strip {kind}" viewBox="0 0 {WIDTH} {STRIP}" role="img" aria-label="{escape(words)}">']
    for number, count in enumerate(histogram):
        if count:
            height = 30 * count / top
            parts.append(element("rect", x=number * bar + 0.5, y=32 - height, width=bar - 1, height=height))
    low, high = quantiles[0] * WIDTH, quantiles[-1] * WIDTH
    parts.append(element("line", x1=low, x2=max(high, low + 1), y1=38, y2=38))
    parts.append(element("circle", cx=mean * WIDTH, cy=38, r=4) + "</svg>")
    return Markup("".join(parts))


def sets(means: Sequence[float], base: float, words: str) -> Markup:
    """The mean under every assumption set as ticks, the base's larger."""
    parts = [f'<svg class="strip sets" viewBox="0 0 {WIDTH} 20" role="img" aria-label="{escape(words)}">']
    parts.append(element("line", "axis", x1=0, x2=WIDTH, y1=10, y2=10))
    parts += [element("line", x1=x * WIDTH, x2=x * WIDTH, y1=4, y2=16) for x in means]
    parts.append(element("circle", cx=base * WIDTH, cy=10, r=4) + "</svg>")
    return Markup("".join(parts))


@dataclass(frozen=True)
class Band:
    """A year's low, middle and high."""

    year: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Told:
    """A figure of the record over some years, as a yearly rate; ``open``: no more than a lower bound."""

    first: float
    last: float
    low: float
    high: float
    open: bool


def bands(rows: Sequence[Band], told: Sequence[Told], words: str, *, top: float | None = None) -> Markup:
    """Bands by year, with what the record says over them; the scale is printed at the left."""
    height = 130
    whole = top or max([band.high for band in rows] + [one.high for one in told] + [1e-9])
    years = max(len(rows), 1)
    step = (WIDTH - LEFT) / years
    first = rows[0].year if rows else 0

    def x(year: float) -> float:
        return LEFT + (year - first) * step

    def y(value: float) -> float:
        return (height - BOTTOM) * (1 - min(value / whole, 1.0)) + 2

    parts = [f'<svg class="bands" viewBox="0 0 {WIDTH} {height + 4}" role="img" aria-label="{escape(words)}">']
    for value in (0.0, whole / 2, whole):
        text = f"{value * 100:.0f}%" if top == 1.0 else f"{value:,.0f}"
        parts.append(element("line", "axis", x1=LEFT, x2=WIDTH, y1=y(value), y2=y(value)))
        parts.append(element("text", "", text, x=LEFT - 6, y=y(value) + 4, text_anchor="end"))
    for band in rows:
        left, wide = x(band.year) + step * 0.18, step * 0.64
        tall = max(1.0, y(band.low) - y(band.high))
        parts.append(element("rect", x=left, y=y(band.high), width=wide, height=tall))
        parts.append(element("line", "middle", x1=left, x2=left + wide, y1=y(band.middle), y2=y(band.middle)))
        year = f"{band.year % 100:02d}"
        parts.append(element("text", "", year, x=x(band.year) + step / 2, y=height, text_anchor="middle"))
    for one in told:
        a, b = max(x(one.first), LEFT), max(x(one.last), LEFT + 3)
        for value in (one.low, one.high) if one.high > one.low else (one.low,):
            parts.append(element("line", "record", x1=float(a), x2=float(b), y1=y(value), y2=y(value)))
        if one.open:
            middle = (a + b) / 2
            parts.append(element("path", "record", d=f"M{middle:.1f} {y(one.low):.1f} v-14 m-4 5 l4 -5 l4 5"))
    parts.append("</svg>")
    return Markup("".join(parts))
