"""The ground of the replay: the map each replication was fought on, drawn small."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.ground import ensemble_member, rasterise
from khasan.ground.draw import MapDrawing, svg_relief
from khasan.ground.ensemble import Member
from khasan.ground.names import same_as
from khasan.ground.scan import sample
from khasan.scenario.library import Library

F8 = NDArray[np.float64]

_MARGIN = 0.14
_LEAST = 0.22
"""The first view is never narrower than this share of the map."""
_SHAPE = 0.78
"""Height over width of the first view."""
_CLAIM_STEP_PX = 12.0
"""Points of a claimed line lie so far apart: the name of the line goes beside one of them."""
_ALONG = re.compile(r'<text class="kg-name kg-(?:water|way)".*?</text>')
"""Names that lie along a river, lake or railway: they are part of the ground."""
_RANKS = {"spot_height": 0, "village": 2}


class DrawnGround:
    """Drawn maps of a scenario, all on one window and so with the same pixels."""

    def __init__(self, map_id: str, hex_m: float, width_px: float) -> None:
        self._map = Library().map(map_id)
        self._hex_m = hex_m
        self._width = width_px
        self._members: dict[int, Member] = {}
        self._drawn: dict[int, MapDrawing] = {}

    def ground(self, member: int) -> str:
        """SVG of a drawn map with the names along its waters and ways; those of points are in :meth:`names`.

        The names take their size from the style variable --zoom, so that they stay legible however close one looks.
        """
        drawing = self._drawing(member)
        along = "".join(_ALONG.findall(drawing.names))
        return f'{drawing.defs}{drawing.ground}<g class="kg-names">{along}</g>'

    def names(self, member: int) -> list[list[Any]]:
        """[x, y, name, rank] of each point that has a name on the map; the page sets it where there is room."""
        drawn = self._member(member).drawn.values()
        points = [d for d in drawn if len(d.xy) == 1]
        equal = {other: d.feature.name for d in points if (other := same_as(d)) is not None}
        told = []
        for d in points:
            rival = any(one.same_as for one in d.feature.rivals)
            if same_as(d) is None and ("label" in d.feature.flags or rival):
                x, y = self.pixel(*d.centre)
                name = " = ".join([d.feature.name, *([equal[d.feature.id]] if d.feature.id in equal else [])])
                told.append([round(x, 1), round(y, 1), name, _RANKS.get(d.feature.kind, 1)])
        return told

    def claims(self, member: int) -> list[dict[str, Any]]:
        """The claimed lines: name, whose claim it is, and points along it in pixels."""
        found = []
        for d in self._member(member).of_kind("border_line"):
            points = self._pixels(sample(d.xy, _CLAIM_STEP_PX / self._any().transform.scale))
            found.append(
                {
                    "name": d.feature.name.partition(" (")[0],
                    "whole": d.feature.name,
                    "claim": d.feature.claim or "",
                    "old": "label" not in d.feature.flags,
                    "points": np.rint(points).astype(int).tolist(),
                }
            )
        return found

    def measure(self) -> dict[str, float]:
        """Pixels a metre, and where the corner of the drawing lies in metres: what turns pixels into places."""
        at = self._any().transform
        return {"scale": at.scale, "west": at.west, "north": at.north, "left": at.left, "top": at.top}

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point in metres lies on the drawing."""
        return self._any().transform.to_pixel(x, y)

    def window(self) -> dict[str, float]:
        """The whole map: left, top, width, height."""
        at = self._any().transform
        west, south, east, north = self._map.window
        right, bottom = at.to_pixel(east, south)
        left, top = at.to_pixel(west, north)
        return {"left": left, "top": top, "width": right - left, "height": bottom - top}

    def closest(self, points: F8, places: Sequence[tuple[float, float]]) -> dict[str, float]:
        """A view inside the map that holds nine tenths of the points f8[n, 2] and all the places, in metres."""
        whole = self.window()
        fixed = self._pixels(np.array(places, dtype=np.float64).reshape(-1, 2))
        pixels = self._pixels(points) if len(points) else fixed
        low, high = np.quantile(pixels, (0.05, 0.95), axis=0)
        if len(fixed):
            low, high = np.minimum(low, fixed.min(axis=0)), np.maximum(high, fixed.max(axis=0))
        width, height = (high - low) * (1 + 2 * _MARGIN)
        width = float(np.clip(max(width, height / _SHAPE), _LEAST * whole["width"], whole["width"]))
        height = width * _SHAPE
        middle = (low + high) / 2
        left = np.clip(middle[0] - width / 2, whole["left"], whole["left"] + whole["width"] - width)
        room = max(whole["top"] + whole["height"] - height, whole["top"])
        top = np.clip(middle[1] - height / 2, whole["top"], room)
        return {"left": round(float(left), 1), "top": round(float(top), 1), "width": width, "height": height}

    def _pixels(self, points: F8) -> F8:
        """f8[n, 2] metres as pixels of the drawing."""
        at = self._any().transform
        return np.array([at.left, at.top]) + (points - [at.west, at.north]) * [at.scale, -at.scale]

    def places(self, ids: Iterable[str]) -> list[tuple[float, float]]:
        """Where places lie on the central map, in metres."""
        known = self._member(0).places
        return [known[place] for place in ids]

    def _member(self, member: int) -> Member:
        if member not in self._members:
            self._members[member] = ensemble_member(self._map, member)
        return self._members[member]

    def _drawing(self, member: int) -> MapDrawing:
        if member not in self._drawn:
            drawn = self._member(member)
            ground = rasterise(drawn, self._hex_m)
            self._drawn[member] = svg_relief(ground, drawn, width=self._width, legend=False)
        return self._drawn[member]

    def _any(self) -> MapDrawing:
        return next(iter(self._drawn.values())) if self._drawn else self._drawing(0)
