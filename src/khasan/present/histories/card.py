"""The figure of a card: who held which place, what either side lost by when, where it turned.

All cards of a page have one axis, so that histories can be compared at a glance. Nothing here is worked out but where
things stand on the paper.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.compiler import Compiled
from khasan.results.frame import frame_of
from khasan.results.histories import Histories, History
from khasan.results.story.whole import short

WIDTH, WIDE = 384.0, 584.0
"""Of a figure among three in a row, and among two."""
LEFT, BESIDE = 126.0, 76.0
"""What names take to the left of the time axis; the totals and the brackets of the sources to its right."""
_DISC, _STRIP, _CHART = 10.0, 22.0, 112.0
"""Heights: of the row of numbered discs, of a place's strip, of the casualties."""
_TALL, _LOW = 14.0, 6.0
MOST_STRIPS = 4
_TWO_IN_A_ROW = (2, 4)
"""Numbers of cards of which two stand in a row."""
_LONGEST, _LINE = 17, 12.0
"""Letters of a place's name."""
_APART, _LABELS_APART = 17.0, 15.0
"""Between the middles of two discs, and of two totals."""
_TICKS = 4
_EASTERN = ("japan", "manchukuo")


@dataclass(frozen=True)
class Axes:
    """What all cards of a page share."""

    hours: float
    most: float
    """Casualties at the top of the chart."""
    steps: tuple[float, ...]
    """Casualties that have a line."""
    ticks: tuple[tuple[float, str], ...]
    """(hours since the start, what stands there)."""
    places: tuple[int, ...]
    """Numbers of the places that have strips."""
    width: float
    """Of the figure."""
    tall: int
    """The side whose strips are tall and whose marks are round: Japan and Manchukuo, wherever they stand."""

    @property
    def top(self) -> float:
        """Of the chart of casualties."""
        return _DISC + _STRIP * len(self.places) + 30.0

    @property
    def bottom(self) -> float:
        """Its zero."""
        return self.top + _CHART

    @property
    def right(self) -> float:
        """The end of the time axis."""
        return self.width - BESIDE

    def x(self, hours: float) -> float:
        """Place of a moment."""
        return round(LEFT + (self.right - LEFT) * hours / self.hours, 1)

    def y(self, men: float) -> float:
        """Place of so many casualties."""
        return round(self.bottom - _CHART * men / self.most, 1)


def axes_of(compiled: Compiled, found: Histories) -> Axes:
    """Axes that hold every history of a run and what the sources say."""
    assert found.courses is not None
    frame, courses = frame_of(compiled), found.courses
    highest = max(int(courses.casualties[history.row, -1].max()) for history in found.items)
    most, steps = _rounded(max([highest, 1, *(high for _, high in found.sources.values())]))
    tall = next((s for s, side in enumerate(frame.sides) if side.startswith(_EASTERN)), 0)
    return Axes(
        hours=float(frame.hours[-1]),
        most=most,
        steps=steps,
        ticks=_ticks(datetime.fromisoformat(frame.times[0]), float(frame.hours[-1])),
        places=courses.contested[:MOST_STRIPS],
        width=WIDE if len(found.items) in _TWO_IN_A_ROW else WIDTH,
        tall=tall,
    )


def drawn(compiled: Compiled, found: Histories, history: History, axes: Axes) -> dict[str, Any]:
    """What the template draws for one history."""
    assert found.courses is not None
    courses, frame = found.courses, frame_of(compiled)
    lost = courses.casualties[history.row]
    ends = _pushed([axes.y(float(count)) for count in lost[-1]], _LABELS_APART)
    return {
        "width": axes.width,
        "height": axes.bottom + 22.0,
        "left": LEFT,
        "right": axes.right,
        "top": axes.top,
        "bottom": axes.bottom,
        "strips": [
            _strip(axes, number, short(frame.place_names[place]), courses.held[history.row, :, place], courses.hours)
            for number, place in enumerate(axes.places)
        ],
        "levels": [(axes.y(step), f"{step:,.0f}") for step in (0.0, *axes.steps)],
        "ticks": [(axes.x(hours), said) for hours, said in axes.ticks],
        "lines": [
            {
                "side": s,
                "round": s == axes.tall,
                "path": _line(axes, courses.hours, lost[:, s]),
                "y": axes.y(float(lost[-1, s])),
                "label": ends[s],
                "total": f"{int(lost[-1, s]):,}",
                "sources": [axes.y(edge) for edge in found.sources[s]] if s in found.sources else None,
            }
            for s in (0, 1)
        ],
        "discs": _discs(axes, [float(courses.hours[turn.look]) for turn in history.turns]),
    }


def _strip(axes: Axes, number: int, name: str, held: NDArray[np.int8], hours: NDArray[np.float64]) -> dict[str, Any]:
    """Who held one place: a bar for each stretch of looks with one holder."""
    middle = _DISC + _STRIP * (number + 0.5)
    starts = [0, *(np.flatnonzero(held[1:] != held[:-1]) + 1).tolist()]
    bars = []
    for start, stop in zip(starts, [*starts[1:], len(held) - 1], strict=True):
        side = int(held[start])
        left, right = axes.x(float(hours[start])), axes.x(float(hours[stop]))
        if side >= 0 and right > left:
            height = _TALL if side == axes.tall else _LOW
            bars.append((side, left, round(right - left, 1), round(middle - height / 2, 1), height))
    return {
        "lines": _in_lines(name, middle),
        "full": name,
        "bars": bars,
    }


def _in_lines(name: str, middle: float) -> list[tuple[str, float]]:
    """A name on one line or two about a height, each with the height of its base; cut where two do not hold it.

    >>> [line for line, _ in _in_lines("Place of the meeting", 10.0)], [line for line, _ in _in_lines("Hill 52", 10.0)]
    (['Place of the', 'meeting'], ['Hill 52'])
    """
    lines = textwrap.wrap(name, _LONGEST, max_lines=2, placeholder="…")
    first = middle + (4.5 if len(lines) == 1 else -1.5)
    return [(line, first + _LINE * number) for number, line in enumerate(lines)]


def _line(axes: Axes, hours: NDArray[np.float64], lost: NDArray[np.int32]) -> str:
    """The curve, without the looks at which nothing had changed."""
    counts = [int(count) for count in lost]
    last = len(counts) - 1
    kept = [k for k in range(len(counts)) if k in (0, last) or not counts[k - 1] == counts[k] == counts[k + 1]]
    return "M" + "L".join(f"{axes.x(float(hours[k])):g} {axes.y(counts[k]):g}" for k in kept)


def _discs(axes: Axes, hours: Sequence[float]) -> list[tuple[float, float]]:
    """(middle of each numbered disc, where its line goes down), the discs beside each other."""
    lines = [axes.x(hour) for hour in hours]
    return list(zip(_pushed(lines, _APART), lines, strict=True))


def _pushed(places: Sequence[float], apart: float) -> list[float]:
    """Places moved as little as lets each have its room, in their order.

    >>> _pushed([10.0, 12.0], 10.0), _pushed([50.0, 12.0], 10.0)
    ([6.0, 16.0], [50.0, 12.0])
    """
    order = sorted(range(len(places)), key=lambda k: (places[k], k))
    moved = [places[k] for k in order]
    for _ in range(50):
        for k in range(len(moved) - 1):
            lack = apart - (moved[k + 1] - moved[k])
            if lack > 1e-6:
                moved[k], moved[k + 1] = moved[k] - lack / 2, moved[k + 1] + lack / 2
    back = dict(zip(order, moved, strict=True))
    return [round(back[k], 1) for k in range(len(places))]


def _rounded(most: float) -> tuple[float, tuple[float, ...]]:
    """(top of the scale, its lines): two to four lines at round numbers.

    >>> _rounded(8352), _rounded(3)
    ((9000.0, (3000.0, 6000.0, 9000.0)), (3.0, (1.0, 2.0, 3.0)))
    """
    size = 10.0 ** np.floor(np.log10(most))
    step = next(
        size * part for part in (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5) if most <= 4 * size * part and (size * part >= 1)
    )
    count = int(np.ceil(most / step))
    return float(step * count), tuple(float(step * k) for k in range(1, count + 1))


def _ticks(start: datetime, hours: float) -> tuple[tuple[float, str], ...]:
    """Midnights by their day or, in a fight of a day or two, hours: four at most."""
    if hours > 60:
        first = datetime.combine(start.date(), datetime.min.time(), start.tzinfo) + timedelta(days=1)
        days = [first + timedelta(days=k) for k in range(int(hours // 24) + 1)]
        moments = [day for day in days if (day - start).total_seconds() / 3600 <= hours]
        form = "day"
    else:
        step = next(minutes for minutes in (15, 30, 60, 120, 240, 360, 720, 1440) if hours * 60 / minutes <= _TICKS)
        midnight = datetime.combine(start.date(), datetime.min.time(), start.tzinfo)
        since = (start - midnight).total_seconds() / 60
        first_after = int(np.ceil(since / step)) * step
        moments = [midnight + timedelta(minutes=m) for m in range(first_after, int(since + hours * 60) + 1, step)]
        form = "clock"
    every = int(np.ceil(len(moments) / _TICKS))
    shown = moments[::every]
    return tuple(
        ((when - start).total_seconds() / 3600, f"{when.day} {when:%b}" if form == "day" else f"{when:%H:%M}")
        for when in shown
    )
