"""When: politics, both sides' counts, forces and incidents on one line of years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from khasan.frontier.declarations import Outside
from khasan.frontier.evidence import covered
from khasan.ground.svg import element
from khasan.present.frontier_report.event_dots import SHORT, spread
from khasan.record.frontier import Count, Event, Force, Frontier

WIDTH, LEFT, RIGHT = 960, 148, 950
FIRST, LAST = 1931, 1946
YEAR = (RIGHT - LEFT) / (LAST - FIRST)
_LETTER = 6.3
"""Pixels of a letter, on average: enough to keep labels apart."""
SOVIET = (
    ("su-count-land", "on land"), ("su-count-fire", "firing"), ("su-count-clashes", "clashes"),
    ("su-count-air", "in the air"), ("su-count-sea", "at sea"), ("su-count-agents", "agents"),
)  # fmt: skip
ARMIES = (
    ("japan", "Kwantung Army", ("kwantung-army",)),
    ("soviet", "Soviet Far East", ("okdva", "okdva-and-transbaikal", "soviet-far-east")),
)
QUIET = (date(1942, 1, 1), date(1945, 1, 1))
"""Years of which nothing dated on land was found."""


def band(frontier: Frontier, outside: Sequence[Outside]) -> Markup:
    """The picture. Series stand apart: each has a row of its own, and the height of a bar is a rate a year."""
    svg: list[str] = []
    bottom = _politics(svg, outside, 34)
    bottom = _japanese(svg, frontier, bottom + 22)
    bottom = _soviet(svg, frontier, bottom + 26)
    bottom = _forces(svg, frontier.forces, bottom + 24)
    bottom = _incidents(svg, frontier.events, bottom + 24)
    years = [element("line", "grid", x1=_x(y), x2=_x(y), y1=24, y2=bottom) for y in range(FIRST, LAST + 1)]
    years += [element("text", "year", str(y), x=_x(y + 0.5), y=16, text_anchor="middle") for y in range(FIRST, LAST)]
    words = "Politics, counts by each side, forces and incidents, 1931 to 1945"
    head = f'<svg class="band" viewBox="0 0 {WIDTH} {bottom + 6:.0f}" role="img" aria-label="{words}">'
    return Markup(head + "".join(years + svg) + "</svg>")


def _x(year: float) -> float:
    return LEFT + (year - FIRST) * YEAR


def _at(day: date) -> float:
    """Pixels of a day."""
    start = date(day.year, 1, 1)
    return _x(day.year + (day - start).days / 365.25)


def _head(svg: list[str], y: float, title: str, *notes: str, css: str = "title") -> None:
    svg.append(element("text", css, title, x=0, y=y))
    svg += [element("text", "quiet", note, x=0, y=y + 16 * (k + 1)) for k, note in enumerate(notes)]


def _politics(svg: list[str], outside: Sequence[Outside], top: float) -> float:
    """Outside events as labels in lanes, each with a line down to its day."""
    _head(svg, top + 12, "Politics")
    ends: list[float] = []
    placed = []
    for event in sorted(outside, key=lambda one: one.day):
        x, width = _at(event.day), _LETTER * len(event.title)
        left = x + width + 8 > RIGHT
        start, end = (x - width - 6, x) if left else (x, x + width + 10)
        lane = next((k for k, taken in enumerate(ends) if taken < start), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = end
        placed.append((x, lane, event.title, left))
    bottom = top + 17 * len(ends) + 4
    for x, lane, title, left in placed:
        y = top + 17 * lane + 12
        svg.append(element("line", "day", x1=x, x2=x, y1=y - 10, y2=bottom))
        anchor = {"text_anchor": "end"} if left else {}
        svg.append(element("text", "halo", title, x=x - 4 if left else x + 4, y=y, **anchor))
    return bottom


def _japanese(svg: list[str], frontier: Frontier, top: float) -> float:
    """Disputes by the Japanese army's own count: what the fit uses, and of them the exchanges of fire."""
    tall, most = 84.0, 220.0
    floor = top + tall
    _head(svg, top + 4, "Japanese army", "disputes a year,", "its own count", css="title side-0")
    for value in (0, 100, 200):
        y = floor - tall * value / most
        svg.append(element("line", "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y))
        svg.append(element("text", "quiet", str(value), x=LEFT - 6, y=y + 4, text_anchor="end"))
    for count in _fitted(frontier, "jp-count-disputes"):
        a, b, rate, words = _bar(count)
        y = floor - tall * rate / most
        svg.append(element("rect", "bar side-0", x=a + 1, y=y, width=b - a - 2, height=floor - y))
        if count.value is None or count.low is not None:  # no more than a bound, or a band
            svg.append(element("line", "open side-0", x1=a + 1, x2=b - 1, y1=y, y2=y))
        css = "halo" if b - a > 60 else "halo tight"
        svg.append(element("text", css, words, x=(a + b) / 2, y=y - 5, text_anchor="middle"))
    for count in _fitted(frontier, "shootings"):
        a, b, rate, words = _bar(count)
        y = floor - tall * rate / most
        svg.append(element("rect", "bar strong side-0", x=a + 1, y=y, width=b - a - 2, height=floor - y))
        svg.append(element("text", "halo", f"{words} exchanges of fire", x=a + 6, y=y - 3))
    return floor


def _soviet(svg: list[str], frontier: Frontier, top: float) -> float:
    """Soviet counts by kind: a row each, thicker the higher the rate."""
    _head(svg, top + 4, "Soviet side", css="title side-1")
    y = top + 4
    for series, words in SOVIET:
        y += 22
        svg.append(element("line", "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y))
        svg.append(element("text", "", words, x=LEFT - 6, y=y, text_anchor="end"))
        for count in _fitted(frontier, series):
            a, b, rate, told = _bar(count)
            height = max(1.5, 18 * rate / 200)
            svg.append(element("rect", "bar side-1", x=a, y=y - height, width=max(2.0, b - a), height=height))
            svg.append(element("text", "halo", told, x=b + 4, y=y - 4))
    return y


def _fitted(frontier: Frontier, series: str) -> list[Count]:
    """The figures of a series that the fit uses."""
    return [one for one in frontier.series if one.series == series and one.said.grade != "D"]


def _bar(count: Count) -> tuple[float, float, float, str]:
    """Pixels from and to, rate a year, and the figure as it was published."""
    first, last = covered(count)
    years = ((last - first).days + 1) / 365.25
    value = count.value if count.value is not None else (count.low or 0)
    told = f"{value}" if count.value is not None else f"over {value}"
    if count.value is not None and count.low is not None:
        told = f"about {value}"
    return _at(first), _at(last), value / years, told


def _forces(svg: list[str], forces: Sequence[Force], top: float) -> float:
    """Men of the two armies on a log scale; hollow: an enemy's, a newspaper's, or a guessed figure."""
    tall, low, high = 84.0, math.log10(8e3), math.log10(2e6)
    floor = top + tall

    def y(men: float) -> float:
        return floor - tall * (math.log10(men) - low) / (high - low)

    _head(svg, top + 4, "Forces, men", "log scale;", "hollow: told by", "enemy or press")
    for men, words in ((1e4, "10,000"), (1e5, "100,000"), (1e6, "1 million")):
        svg.append(element("line", "grid", x1=LEFT, x2=RIGHT, y1=y(men), y2=y(men)))
        svg.append(element("text", "quiet", words, x=LEFT - 6, y=y(men) + 4, text_anchor="end"))
    for side, (who, name, names) in enumerate(ARMIES):
        own = {"japan": "jp", "soviet": "su"}[who]
        told = sorted((one for one in forces if one.force in names and one.men), key=lambda one: one.first)
        sure = [one for one in told if one.told_by == own and one.said.grade != "D"]
        path = " ".join(f"{_at(one.first):.1f},{y(one.men or 1):.1f}" for one in sure)
        svg.append(element("polyline", f"way side-{side}", points=path))
        for one in told:
            css = f"men side-{side}" + ("" if one in sure else " hollow")
            svg.append(element("circle", css, cx=_at(one.first), cy=y(one.men or 1), r=3.6))
        if sure:
            first = sure[0]
            right, down = (150, -2) if side == 0 else (60, -26)
            css = f"halo name side-{side}"
            svg.append(element("text", css, name, x=_at(first.first) + right, y=y(first.men or 1) + down))
    return floor


def _incidents(svg: list[str], events: Sequence[Event], top: float) -> float:
    """Every event of the table by its day and by the force used."""
    row = 25.0
    floor = top + row * (len(SHORT) - 1)
    _head(svg, top - 4, "Incidents")
    a, b = (_at(day) for day in QUIET)
    svg.append(element("rect", "empty", x=a, y=top - 12, width=b - a, height=floor - top + 24))
    for rung, words in enumerate(SHORT):
        y = floor - row * rung
        svg.append(element("line", "grid", x1=LEFT, x2=RIGHT, y1=y, y2=y))
        svg.append(element("text", "", words, x=LEFT - 6, y=y + 4, text_anchor="end"))
        here = [(_at(one.first + (one.last - one.first) / 2), one) for one in events if one.rung == rung]
        svg += spread(here, y)
    for line, words in enumerate(("1942–44: nothing dated", "was found on land")):
        svg.append(element("text", "quiet", words, x=(a + b) / 2, y=top + 65 + 17 * line, text_anchor="middle"))
    return floor + 12
