"""Where symbols and their captions go on a map: near their point, on no name, on no other symbol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khasan.ground.labels import Box, text_width

_F8 = NDArray[np.float64]

_RINGS = (13.0, 19.0, 26.0, 34.0, 42.0, 51.0, 60.0, 72.0, 86.0, 102.0, 120.0, 140.0, 165.0, 190.0)
"""Pixels from the point at which a symbol is tried; before them, the point itself."""
_BEARINGS = 24
_GAP = 2.0
_COVERED = 40.0
"""What a square pixel of something covered costs, in pixels of distance: so much that it is done only if the map
is full."""
_CROSSED = 0.5
"""What it costs to cover one point of a line that had better stay in sight."""
_LED_OVER = 3.0
"""What it costs to lead a line over one point of something that stands there already."""
_BOLD = 1.08
"""How much wider bold letters run, on the safe side."""
_SIDES = ("right", "left", "below", "above")


@dataclass(frozen=True)
class Mark:
    """A symbol to be placed: its point in pixels, the half width, rise and fall of its drawing, its caption."""

    x: float
    y: float
    half: float
    rise: float
    fall: float
    caption: tuple[str, ...]
    size: float
    """Of the letters of the caption."""


@dataclass(frozen=True)
class Spot:
    """Where a symbol got to: its centre, the box of its caption, and whether it left its point."""

    x: float
    y: float
    caption: Box
    side: str
    moved: bool


def caption_size(mark: Mark) -> tuple[float, float]:
    """Width and height in pixels of a caption; nothing for none."""
    if not mark.caption:
        return 0.0, 0.0
    wide = max(text_width(line, mark.size) for line in mark.caption)
    return _BOLD * wide + 2.0, 1.15 * mark.size * len(mark.caption) + 1.0


def spots(marks: Sequence[Mark], taken: Sequence[Box], lines: _F8, frame: Box) -> list[Spot]:
    """A spot for every mark, the first first; none is left out.

    ``taken`` is what must stay readable (names, marks of places), ``lines`` f8[m, 2] are points of what had better
    not be covered, ``frame`` is where the map ends. A full map makes them cover as little as can be.

    >>> two = [Mark(50, 50, 6, 6, 6, ("A",), 9), Mark(50, 50, 6, 6, 6, ("B",), 9)]
    >>> first, second = spots(two, [], np.empty((0, 2)), (0, 0, 200, 200))
    >>> first.moved, second.moved
    (False, True)
    """
    blocked, busy, found = [tuple(box) for box in taken], lines, []
    for mark in marks:
        spot = _best(mark, np.array(blocked).reshape(-1, 4), busy, frame)
        found.append(spot)
        blocked.append((spot.x - mark.half, spot.y - mark.rise, spot.x + mark.half, spot.y + mark.fall))
        if mark.caption:
            blocked.append(spot.caption)
        if spot.moved:
            busy = np.vstack([busy, _between((mark.x, mark.y), np.array([[spot.x, spot.y]]), 12)[0]])
    return found


def _best(mark: Mark, blocked: _F8, busy: _F8, frame: Box) -> Spot:
    """The spot that costs least: near the point, covering nothing, its leader crossing nothing."""
    angles = np.radians(np.arange(_BEARINGS) * 360.0 / _BEARINGS)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    offsets = np.vstack([np.zeros((1, 2)), *(r * ring for r in _RINGS)])
    centres = offsets + np.array([mark.x, mark.y])
    own = _around(centres, mark.half, mark.rise, mark.fall)
    away = np.hypot(offsets[:, 0], offsets[:, 1])
    cost = away + _COVERED * (_covered(own, blocked) + _outside(own, frame)) + _CROSSED * _points_in(own, busy)
    cost = cost + _LED_OVER * _led_over((mark.x, mark.y), centres, blocked)
    costs, boxes = [], []
    for order, side in enumerate(_SIDES if mark.caption else _SIDES[:1]):
        box = _caption(mark, centres, side)
        hidden = _covered(box, blocked) + _outside(box, frame)
        costs.append(cost + 1.5 * order + _COVERED * hidden + _CROSSED * _points_in(box, busy))
        boxes.append(box)
    side_no, k = np.unravel_index(int(np.argmin(costs)), (len(costs), len(centres)))
    left, top, right, bottom = boxes[side_no][k].tolist()
    x, y = centres[k].tolist()
    return Spot(x, y, (left, top, right, bottom), _SIDES[side_no], bool(k))


def _around(centres: _F8, half: float, rise: float, fall: float) -> _F8:
    x, y = centres[:, 0], centres[:, 1]
    return np.column_stack([x - half, y - rise, x + half, y + fall])


def _caption(mark: Mark, centres: _F8, side: str) -> _F8:
    """Boxes of the caption on one side of a symbol at each centre."""
    wide, high = caption_size(mark)
    middle = (mark.fall - mark.rise) / 2
    shift = {
        "right": (mark.half + _GAP, middle - high / 2),
        "left": (-mark.half - _GAP - wide, middle - high / 2),
        "below": (-wide / 2, mark.fall + 1.0),
        "above": (-wide / 2, -mark.rise - 1.0 - high),
    }[side]
    corner = centres + shift
    return np.column_stack([corner, corner + np.array([wide, high])])


def _covered(boxes: _F8, others: _F8) -> _F8:
    """Area of the others that each box covers, square pixels."""
    wide = np.minimum(boxes[:, None, 2], others[:, 2]) - np.maximum(boxes[:, None, 0], others[:, 0])
    high = np.minimum(boxes[:, None, 3], others[:, 3]) - np.maximum(boxes[:, None, 1], others[:, 1])
    return np.asarray((wide.clip(0) * high.clip(0)).sum(axis=1))


def _outside(boxes: _F8, frame: Box) -> _F8:
    """Area of each box that lies off the map."""
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return np.asarray(area - _covered(boxes, np.array([frame])))


def _points_in(boxes: _F8, points: _F8) -> _F8:
    inside = (points[:, 0] > boxes[:, None, 0]) & (points[:, 0] < boxes[:, None, 2])
    inside &= (points[:, 1] > boxes[:, None, 1]) & (points[:, 1] < boxes[:, None, 3])
    return np.asarray(inside.sum(axis=1).astype(np.float64))


def _between(point: tuple[float, float], centres: _F8, count: int) -> _F8:
    """f8[centres, count, 2]: points of the line from a point to each centre, without its ends."""
    share = (np.arange(1, count + 1) / (count + 1))[None, :, None]
    return np.asarray((1 - share) * np.array(point) + share * centres[:, None, :])


def _led_over(point: tuple[float, float], centres: _F8, blocked: _F8) -> _F8:
    """How many points of each leader lie on something; what stands about the point itself does not count."""
    x, y = point
    beside = (blocked[:, 0] > x) | (blocked[:, 2] < x) | (blocked[:, 1] > y) | (blocked[:, 3] < y)
    others = blocked[beside]
    along = _between(point, centres, 12)
    hit = (along[:, :, None, 0] > others[:, 0]) & (along[:, :, None, 0] < others[:, 2])
    hit &= (along[:, :, None, 1] > others[:, 1]) & (along[:, :, None, 1] < others[:, 3])
    return np.asarray(hit.any(axis=2).sum(axis=1).astype(np.float64))
