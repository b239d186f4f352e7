"""Where names go on a map: near their point, on the frame, on no other name."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, radians, sin

import numpy as np

from khasan.ground.model import F8

Box = tuple[float, float, float, float]
"""left, top, right, bottom in pixels"""

_AWAY = (7.0, 13.0, 22.0, 34.0, 48.0, 66.0, 88.0)
_BEARINGS = (0, 180, 315, 45, 225, 135, 270, 90, 20, 340, 160, 200)


@dataclass(frozen=True)
class Label:
    """Lines of text about a point (pixels); ``rank`` 0 is placed first, ``size`` is the first line's."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    rank: int
    style: str = ""


@dataclass(frozen=True)
class Placed:
    """A label with the box it got; ``leader`` is set where it had to go far from its point."""

    label: Label
    box: Box
    leader: bool


def around(x: float, y: float, by: float) -> Box:
    """The box about a point that reaches so far to each side."""
    return x - by, y - by, x + by, y + by


def text_width(text: str, size: float) -> float:
    """Width in pixels of a line of sans-serif text, on the safe side."""
    narrow = sum(c in "iljtfr.,'()/ " for c in text)
    return size * (0.67 * (len(text) - narrow) + 0.40 * narrow)


def place(labels: list[Label], taken: list[Box], frame: Box, lines: F8 | None = None) -> list[Placed]:
    """A box for every label that can have one, the lowest rank first.

    ``taken`` is what no name may cover; ``lines`` f8[m, 2] are points of what it had better not cover.

    >>> two = [Label(("A",), 50, 50, 10, 0), Label(("B",), 52, 50, 10, 0)]
    >>> a, b = place(two, [], (0, 0, 100, 100))
    >>> a.box[2] <= b.box[0] or b.box[2] <= a.box[0]
    True
    """
    placed: list[Placed] = []
    blocked = list(taken)
    soft = np.empty((0, 2)) if lines is None else lines
    for label in sorted(labels, key=lambda n: n.rank):
        points = [(n.x, n.y) for n in labels if n is not label]
        found = _best(label, points, blocked, frame, soft)
        if found is not None:
            placed.append(found)
            blocked.append(found.box)
    return placed


def _best(label: Label, points: list[tuple[float, float]], blocked: list[Box], frame: Box, soft: F8) -> Placed | None:
    """The best free box: near its own point, far from others, over few lines; None if none is free."""
    found: tuple[float, Placed] | None = None
    about = np.array(points).reshape(-1, 2)
    taken = np.concatenate([np.array(blocked).reshape(-1, 4), np.hstack([about - 5.0, about + 5.0])])
    for away in _AWAY:
        for order, bearing in enumerate(_BEARINGS):
            box = _box(label, away, bearing)
            inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if not inside or _covers(box, taken):
                continue
            crossed = np.all((soft > (box[0], box[1])) & (soft < (box[2], box[3])), axis=1).sum()
            strange = sum(max(0.0, 1.2 * away + 8.0 - nearest_on(box, x, y)[2]) for x, y in points)
            cost = 1.8 * away + 0.4 * order + 1.2 * float(crossed) + 1.5 * strange
            if found is None or cost < found[0]:
                found = cost, Placed(label, box, away >= 20.0)
    return None if found is None else found[1]


def _covers(box: Box, taken: F8) -> bool:
    """Does a box share ground with one of ``taken`` f8[m, 4]?"""
    return bool(
        np.any(
            (np.minimum(box[2], taken[:, 2]) > np.maximum(box[0], taken[:, 0]))
            & (np.minimum(box[3], taken[:, 3]) > np.maximum(box[1], taken[:, 1]))
        )
    )


def _box(label: Label, away: float, bearing: float) -> Box:
    """The box whose nearest side stands ``away`` from the point in a direction (0 east, 90 south)."""
    wide = max(text_width(t, label.size if k == 0 else label.size * 0.82) for k, t in enumerate(label.lines)) + 4
    high = sum(label.size * (1.18 if k == 0 else 1.0) for k in range(len(label.lines))) + 2
    dx, dy = cos(radians(bearing)), sin(radians(bearing))
    cx = label.x + dx * away + (wide / 2) * (0 if abs(dx) < 0.3 else dx / abs(dx))
    cy = label.y + dy * away + (high / 2) * (0 if abs(dy) < 0.3 else dy / abs(dy))
    return (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)


def nearest_on(box: Box, x: float, y: float) -> tuple[float, float, float]:
    """The point of a box nearest to (x, y), and its distance."""
    nx, ny = min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3])
    return nx, ny, hypot(nx - x, ny - y)
