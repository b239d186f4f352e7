"""Draws a ground as SVG: relief, water, ways, both claims, names, key, scale, and what the map is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from khasan.ground.ensemble import Member
from khasan.ground.labels import Box, around, text_width
from khasan.ground.legend import PANEL_W, panel
from khasan.ground.marks import area, contours, hexes_outline, interval, line, rivals, river, symbol
from khasan.ground.model import F8
from khasan.ground.names import busy, names_svg
from khasan.ground.raster import Ground
from khasan.ground.relief import elevation
from khasan.ground.shade import relief_png
from khasan.ground.style import DEFS, STYLE
from khasan.ground.svg import Transform, element
from khasan.output import xml_text

_FINE_PX = 2.0
"""Pixels of the drawing to a cell of the relief picture."""
_EDGE = 10.0
_STRIP = 20.0
"""Height in pixels of the strip under the map that says what the map is worth."""
_FONT = "DejaVu Sans, Liberation Sans, Arial, sans-serif"


@dataclass(frozen=True)
class MapDrawing:
    """The parts of a drawn map; ``svg(overlay)`` puts units or anything else between ground and frame.

    ``transform`` takes metres to pixels of the drawing; ``frame`` is the border, the statement and the key.
    """

    defs: str
    ground: str
    names: str
    frame: str
    width: float
    height: float
    transform: Transform
    title: str
    inside: Box
    """Where the ground is drawn, in pixels."""
    taken: tuple[Box, ...]
    """What an overlay should not cover: names, and the marks of heights, villages and crossings."""
    lines: F8
    """f8[m, 2]: points of what it had better not cover: claims, ways, shores."""

    def svg(self, overlay: str = "", under: str = "") -> str:
        """A whole <svg> element; ``overlay`` is SVG in pixels of this drawing, over ground and names.

        ``under`` is more of it, over the ground but under the names.
        """
        size = f'width="{self.width:.0f}" height="{self.height:.0f}"'
        view = f'viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        title = xml_text(self.title)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {view} {size} role="img" aria-label="{title}" '
            f'font-family="{_FONT}"><title>{title}</title>{self.defs}'
            f'<rect width="100%" height="100%" fill="#fff"/>'
            f'<g clip-path="url(#kg-window)">{self.ground}{under}{self.names}{overlay}</g>{self.frame}</svg>'
        )


def svg_relief(
    ground: Ground,
    member: Member,
    *,
    width: float = 1000.0,
    legend: bool = True,
    hexes: bool = False,
    names: bool = True,
) -> MapDrawing:
    """Draw a member of a map with the hexes of its ground; ``width`` is that of the map itself in pixels.

    >>> from khasan.ground import ensemble_member, load_map, rasterise
    >>> member = ensemble_member(load_map("lake-khanka"), 0)
    >>> drawing = svg_relief(rasterise(member, 100.0), member, width=400.0)
    >>> drawing.svg().startswith("<svg"), drawing.transform.to_pixel(-2000.0, 2000.0)
    (True, (10.0, 10.0))
    """
    west, south, east, north = member.map.window
    at = Transform(width / (east - west), west, north, _EDGE, _EDGE)
    box = (_EDGE, _EDGE, _EDGE + width, _EDGE + (north - south) * at.scale)
    cell = _FINE_PX / at.scale
    xs, ys = np.arange(west + cell / 2, east, cell), np.arange(south + cell / 2, north, cell)
    height = elevation(member, xs, ys)
    parts = [
        element("image", **_filling(box), preserveAspectRatio="none", href=relief_png(height, cell)),
        contours(height, xs, ys, at),
        *(area(d, at) for d in member.of_kind("marsh", "woods", "lake", "sea")),
        *(river(d, at) for d in member.of_kind("river")),
        *(line(d, at) for d in member.of_kind("track", "road", "railway", "border_line")),
        hexes_outline(ground, at) if hexes else "",
        *(rivals(d, at) for d in member.of_kind("spot_height")),
        *(symbol(d, at) for d in member.drawn.values()),
    ]
    said, boxes = names_svg(member, at, box) if names else ("", ())
    key = panel(member, ground, at.scale, interval(height), box[2] + _EDGE, _EDGE) if legend else ""
    return MapDrawing(
        defs=f'{DEFS}<clipPath id="kg-window">{element("rect", **_filling(box))}</clipPath><style>{STYLE}</style>',
        ground='<g class="kg-ground">' + "".join(parts) + "</g>",
        names=said,
        frame=_frame(member, box) + key,
        width=box[2] + _EDGE + (PANEL_W if legend else 0.0),
        height=box[3] + _STRIP + _EDGE,
        transform=at,
        title=f"{member.map.title}: map ({member.map.quality})",
        inside=box,
        taken=(*boxes, *(around(*at.to_pixel(*d.centre), 6) for d in member.drawn.values() if symbol(d, at))),
        lines=busy(member, at),
    )


def _filling(box: Box) -> dict[str, Any]:
    """Attributes of what fills a box."""
    return {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}


def _frame(member: Member, box: Box) -> str:
    """The border, and the strip that says what the map is worth."""
    statement = member.map.statement
    size = min(11.0, 11.0 * (box[2] - box[0] - 10) / text_width(statement, 11.0))
    border = element("rect", "kg-frame", **_filling(box))
    return border + element("text", "kg-statement", statement, x=box[0], y=box[3] + 14.0, font_size=size)
