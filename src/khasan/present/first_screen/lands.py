"""Whose ground lies beside a contested strip: names of countries, where the claims of a map leave no doubt.

The ground of a side is undisputed beyond every line that its rival claims. Where the view shows none of it, the name
stands at the frame with an arrow to that line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from khasan.ground.draw import MapDrawing
from khasan.ground.ensemble import Member
from khasan.ground.labels import Box, text_width
from khasan.ground.model import F8, Drawn
from khasan.ground.scan import sample

SIZE = 12.5
"""Of the letters, in units of the drawing; they are set apart by a tenth."""
_OF_CLAIM = {
    "Soviet": "Soviet Union",
    "Soviet and Mongolian": "Mongolia",
    "Mongolian": "Mongolia",
    "Japanese": "Manchukuo",
    "Manchukuo": "Manchukuo",
}
"""First words of a claim's name -> the country that it is for: Japan fought here for the border of Manchukuo."""
_SIDES = {"soviet": 1, "japanese": 0}
_GRID, _FINE_PX, _EDGE = 14.0, 6.0, 12.0
"""Pixels between points that are tried, between points of a line, and that a name keeps from the frame."""
_RIVER, _CROSSED = 400.0, 6.0
"""What it costs to stand beyond a river, and on a point of a way or a shore, in pixels of distance."""
_ARROWS = {(-1, 0): "←", (1, 0): "→", (0, -1): "↑", (0, 1): "↓"}


@dataclass(frozen=True)
class Land:
    """The name of a country where it got room. ``side``: index of the side that it belongs to."""

    words: str
    side: int
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        """Where the name is centred, in pixels."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def lands(member: Member, drawing: MapDrawing, taken: Sequence[Box]) -> list[Land]:
    """The country of each claim, if the map has claims of two; ``taken``: boxes that no name may cover."""
    claims = {
        side: [line for line in member.of_kind("border_line") if line.feature.claim == side]
        for side in ("soviet", "japanese")
    }
    found: list[Land] = []
    if not all(claims.values()):
        return found
    rivers = [_pixels(drawing, line) for line in member.of_kind("river")]
    for side, rival in (("soviet", "japanese"), ("japanese", "soviet")):
        words = next(
            (_OF_CLAIM[n] for line in claims[side] if (n := line.feature.name.partition(" claim")[0]) in _OF_CLAIM), ""
        )
        own, others = ([_pixels(drawing, line) for line in claims[of]] for of in (side, rival))
        if words:
            blocked = [*taken, *(land.box for land in found)]
            land = _beyond(words, np.vstack(own), others, rivers, drawing, blocked)
            land = land or _at_the_frame(words, np.vstack(others), drawing, blocked)
            found += [Land(land[0], _SIDES[side], land[1])] if land else []
    return found


def _beyond(
    words: str, own: F8, rivals: Sequence[F8], rivers: Sequence[F8], drawing: MapDrawing, taken: Sequence[Box]
) -> tuple[str, Box] | None:
    """The free box nearest to the middle all of which lies beyond every rival line."""
    left, top, right, bottom = drawing.inside
    wide, high = _size(words)
    best: tuple[float, Box] | None = None
    for y in np.arange(top + _EDGE + high / 2, bottom - _EDGE - high / 2, _GRID).tolist():
        for x in np.arange(left + _EDGE + wide / 2, right - _EDGE - wide / 2, _GRID).tolist():
            box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if _covers(box, taken) or any(_inside(box, line) for line in rivals) or _inside(box, own):
                continue
            cost = float(np.hypot(x - (left + right) / 2, y - (top + bottom) / 2))
            cost += _CROSSED * _inside(box, drawing.lines)
            if best is not None and cost >= best[0]:
                continue
            ends = [(px, py) for px in (box[0], x, box[2]) for py in (box[1], box[3])]
            if not all(_crossings(end, own, line) % 2 for end in ends for line in rivals):
                continue
            cost += _RIVER * any(_crossings((x, y), own, river) for river in rivers)
            if best is None or cost < best[0]:
                best = cost, box
    return None if best is None else (words, best[1])


def _at_the_frame(words: str, rival: F8, drawing: MapDrawing, taken: Sequence[Box]) -> tuple[str, Box] | None:
    """A box at the side of the frame that looks to the rival's line, with an arrow."""
    left, top, right, bottom = drawing.inside
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    to = rival[np.hypot(*(rival - middle).T).argmin()] - middle
    along = (int(np.sign(to[0])), 0) if abs(to[0]) > abs(to[1]) else (0, int(np.sign(to[1])))
    words = f"{words} {_ARROWS[along]}"
    wide, high = _size(words)
    tried = []
    for inset in (_EDGE, _EDGE + high, _EDGE + 2 * high):
        low = left + inset + wide / 2, top + inset + high / 2
        end = right - inset - wide / 2, bottom - inset - high / 2
        for share in sorted(np.linspace(0.0, 1.0, 41).tolist(), key=lambda share: abs(share - 0.5)):
            x = low[0] + share * (end[0] - low[0]) if along[1] else (low[0] if along[0] < 0 else end[0])
            y = low[1] + share * (end[1] - low[1]) if along[0] else (low[1] if along[1] < 0 else end[1])
            tried.append((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
    return next(((words, box) for box in tried if not _covers(box, taken)), None)


def _pixels(drawing: MapDrawing, line: Drawn) -> F8:
    """f8[m, 2]: points of a line, in pixels, also beyond the view."""
    return np.asarray(drawing.transform.points(sample(line.xy, _FINE_PX / drawing.transform.scale)))


def _size(words: str) -> tuple[float, float]:
    return text_width(words.upper(), SIZE) * 1.14 + 6, SIZE * 1.3


def _covers(box: Box, taken: Sequence[Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)


def _inside(box: Box, points: F8) -> int:
    """How many of some points lie in a box, or within a few pixels of it."""
    low, high = (box[0] - 4, box[1] - 4), (box[2] + 4, box[3] + 4)
    return int(np.all((points > low) & (points < high), axis=1).sum())


def _crossings(point: tuple[float, float], own: F8, line: F8) -> int:
    """How often the straight way from a point to the nearest point of a side's own line crosses another."""
    start = np.array(point)
    way = own[np.hypot(*(own - start).T).argmin()] - start
    before, after = line[:-1] - start, line[1:] - start
    step = after - before
    turn = way[0] * step[:, 1] - way[1] * step[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        along = (before[:, 0] * step[:, 1] - before[:, 1] * step[:, 0]) / turn
        beside = (before[:, 0] * way[1] - before[:, 1] * way[0]) / turn
    return int(((along > 0) & (along <= 1) & (beside >= 0) & (beside < 1)).sum())
