"""Small pictures of the frontier's page: strips of chances, bands by year, counts beside the record. SVG, no script."""

from __future__ import annotations

import math
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


def _round_up(value: float) -> float:
    """The end of a scale whose half is a round number too.

    >>> [_round_up(one) for one in (198.0, 216.0, 74.0, 7.0)]
    [200.0, 220.0, 74.0, 8.0]
    """
    step = max(2.0, 2 * 10.0 ** (math.floor(math.log10(max(value, 1.0))) - 1))
    return math.ceil(value / step) * step


def bands(rows: Sequence[Band], told: Sequence[Told], words: str, *, top: float | None = None) -> Markup:
    """Bands by year, with what the record says over them; the scale is printed at the left."""
    height = 130
    whole = top or _round_up(max([band.high for band in rows] + [one.high for one in told] + [1e-9]))
    years = max(len(rows), 1)
    step = (WIDTH - LEFT) / years
    first = rows[0].year if rows else 0

    def x(year: float) -> float:
        return LEFT + (year - first) * step

    def y(value: float) -> float:
        return (height - BOTTOM - 8) * (1 - min(value / whole, 1.0)) + 8

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


@dataclass(frozen=True)
class ChanceRow:
    """One chance as four things, for the picture that shows several at a glance."""

    title: str
    chance: str
    interval: str
    posterior: Sequence[int]
    quantiles: Sequence[float]
    mean: float
    prior: Sequence[int]
    counted: int
    sets: Sequence[float]
    sets_words: str


AT_A_GLANCE = """
.glance text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--ink); }
.glance .quiet { fill: var(--quiet); font-size: 12px; } .glance .title { font-weight: 600; font-size: 14px; }
.glance .big { font-weight: 600; font-size: 20px; } .glance .grid { stroke: var(--rule); stroke-width: 1; }
.glance .after { fill: var(--inside); } .glance .before { fill: none; stroke: var(--quiet); stroke-dasharray: 3 2; }
.glance .interval { stroke: var(--ink); stroke-width: 3; } .glance .mean { fill: var(--ink); }
.glance .set { stroke: var(--mark); stroke-width: 2; }
"""
ALONE = """
svg { --ink: #1f2328; --quiet: #5b626b; --rule: #d7d4cd; --inside: #1f6b3a; --mark: #9a6a00; background: #fdfcfa; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e4e2dd; --quiet: #a3a7ad; --rule: #3b3f45; --inside: #7cc895; --mark: #e0b040; background: #16181b; }
}
"""
_ROW, _HEAD, _SCALE, _FROM, _RIGHT = 104, 34, 446, 214, 690


def at_a_glance(rows: Sequence[ChanceRow], words: str, *, alone: bool = False) -> Markup:
    """Several chances, each as four things: posterior and interval, prior, plain count, range over assumption sets.

    ``alone``: with colours of its own, for a file that stands for itself.
    """
    height = _HEAD + _ROW * len(rows) + 26
    parts = [
        f'<svg class="glance" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 {height}" role="img" '
        f'aria-label="{escape(words)}">'
    ]
    if alone:
        parts.append(f"<style>{ALONE}{AT_A_GLANCE}</style>")
    for tenth in range(0, 101, 25):
        x = _FROM + _SCALE * tenth / 100
        parts.append(element("line", "grid", x1=x, x2=x, y1=_HEAD - 6, y2=height - 26))
        parts.append(element("text", "quiet", f"{tenth} in 100", x=x, y=18, text_anchor="middle"))
    for number, row in enumerate(rows):
        parts += _glance_row(row, _HEAD + number * _ROW)
    parts += _glance_key(height - 8)
    return Markup("".join(parts) + "</svg>")


def _glance_row(row: ChanceRow, top: float) -> list[str]:
    floor, tall, bar = top + 58, 50, _SCALE / len(row.posterior)
    whole = max(*row.posterior, *row.prior, 1)
    parts = [element("text", "title", row.title, x=8, y=top + 30)]
    parts.append(element("text", "quiet", f"in the record: {row.counted}", x=8, y=top + 50))
    for place, count in enumerate(row.posterior):
        if count:
            up = tall * count / whole
            parts.append(element("rect", "after", x=_FROM + place * bar + 1, y=floor - up, width=bar - 2, height=up))
    steps = "".join(f" V{floor - tall * count / whole:.1f} h{bar:.1f}" for count in row.prior)
    parts.append(element("path", "before", d=f"M{_FROM} {floor}{steps} V{floor}"))
    low, high_end = (_FROM + _SCALE * row.quantiles[end] for end in (0, -1))
    parts.append(element("line", "interval", x1=low, x2=max(high_end, low + 1), y1=floor + 9, y2=floor + 9))
    parts.append(element("circle", "mean", cx=_FROM + _SCALE * row.mean, cy=floor + 9, r=5))
    for mean in row.sets:
        x = _FROM + _SCALE * mean
        parts.append(element("line", "set", x1=x, x2=x, y1=floor + 18, y2=floor + 28))
    parts.append(element("text", "big", f"{row.chance} in 100", x=_RIGHT, y=top + 30))
    parts.append(element("text", "", f"nine draws of ten: {row.interval}", x=_RIGHT, y=top + 52))
    parts.append(element("text", "quiet", f"rival assumptions: {row.sets_words}", x=_RIGHT, y=top + 72))
    return parts


def _glance_key(y: float) -> list[str]:
    return [
        element("rect", "after", x=_FROM, y=y - 10, width=18, height=10),
        element("text", "quiet", "after the data", x=_FROM + 24, y=y),
        element("path", "before", d=f"M{_FROM + 124} {y} v-10 h18 v10"),
        element("text", "quiet", "before, as registered", x=_FROM + 148, y=y),
        element("line", "set", x1=_FROM + 292, x2=_FROM + 292, y1=y - 10, y2=y),
        element("text", "quiet", "mean under each set of rival assumptions", x=_FROM + 300, y=y),
    ]
