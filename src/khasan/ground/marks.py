"""The marks of a map: contours, areas, ways, claims, points and hexes."""

from __future__ import annotations

import numpy as np

from khasan.ground.contours import contour
from khasan.ground.model import F8, Drawn
from khasan.ground.raster import Ground
from khasan.ground.style import LINES
from khasan.ground.svg import Transform, element, path, rounded, triangle

_LETTERS = {"ferry": "F", "ford": "W", "bridge": "B", "footbridge": "P"}
HOUSES = ((-6.0, -2.0), (-1.0, -5.0), (1.0, 1.0), (-4.0, 4.0))
"""Where the houses of a village stand about its point, in pixels."""


def interval(height: F8) -> float:
    """Metres from one contour to the next: 20, or 5 where the ground is nearly flat."""
    return 20.0 if height.max() - height.min() > 80.0 else 5.0


def contours(height: F8, xs: F8, ys: F8, at: Transform) -> str:
    """Contour lines; every fifth is strong, and those shorter than a few cells are left out."""
    step, said = interval(height), ""
    for level in np.arange(step, height.max(), step):
        strong = " kg-strong" if round(level / step) % 5 == 0 else ""
        lines = [found for found in contour(height, xs, ys, float(level)) if len(found) > 8]
        said += element("path", f"kg-contour{strong}", d="".join(path(at.points(p[::2])) for p in lines))
    return said


def area(d: Drawn, at: Transform) -> str:
    """A lake, marsh, wood or sea."""
    return element("path", f"kg-{d.feature.kind}", d=rounded(at.points(d.xy), closed=True))


def river(d: Drawn, at: Transform) -> str:
    """A river at its true width, with its banks."""
    wide, course = d.numbers["width_m"] * at.scale, rounded(at.points(d.xy))
    banks = element("path", "kg-bank", d=course, stroke_width=wide + 1.6)
    return banks + element("path", "kg-river", d=course, stroke_width=wide)


def line(d: Drawn, at: Transform) -> str:
    """A way or a claim, in one or two strokes."""
    course = rounded(at.points(d.xy))
    return "".join(element("path", css, d=course) for css in LINES[line_style(d)])


def line_style(d: Drawn) -> str:
    """Which strokes a line gets; a claim without a label is an older version of that side's claim."""
    if d.feature.kind != "border_line":
        return d.feature.kind
    return f"{d.feature.claim}{'' if 'label' in d.feature.flags else '-old'}"


def hexes_outline(ground: Ground, at: Transform) -> str:
    """The outline of every hex: three of its sides each, so that no side is drawn twice."""
    x, y = ground.grid.centres
    radius = ground.grid.hex_m / np.sqrt(3.0)
    angles = np.radians([300, 0, 60, 120])
    corners = radius * np.column_stack((np.sin(angles), np.cos(angles)))
    outline = (path(at.points(corners + centre)) for centre in np.column_stack((x, y)))
    return element("path", "kg-hex", d="".join(outline))


def rivals(d: Drawn, at: Transform) -> str:
    """Where else the sources put a height: hollow, and tied to where this member has it."""
    x, y = at.to_pixel(*d.centre)
    places = [(float(d.feature.xy[0, 0]), float(d.feature.xy[0, 1])), *(r.xy for r in d.feature.rivals)]
    said = ""
    for k, place in enumerate(places):
        if place is not None and k != d.rival and len(places) > 1:
            rx, ry = at.to_pixel(*place)
            said += element("path", "kg-tie", d=f"M{x:.1f} {y:.1f}L{rx:.1f} {ry:.1f}")
            said += element("path", "kg-rival", d=triangle(rx, ry))
    return said


def symbol(d: Drawn, at: Transform) -> str:
    """The mark of a point feature; places without a label are for plans, and have none."""
    if len(d.xy) != 1:
        return ""
    x, y = at.to_pixel(*d.centre)
    if d.feature.kind == "spot_height":
        return element("path", "kg-spot", d=triangle(x, y))
    if d.feature.kind == "village":
        return village(x, y)
    if d.feature.kind in _LETTERS:
        return crossing(x, y, _LETTERS[d.feature.kind])
    return element("circle", "kg-place", cx=x, cy=y, r=2.6) if "label" in d.feature.flags else ""


def village(x: float, y: float) -> str:
    """A few houses about a point."""
    return "".join(element("rect", "kg-house", x=x + i, y=y + j, width=4, height=3) for i, j in HOUSES)


def crossing(x: float, y: float, letter: str) -> str:
    """A ringed letter: F a ferry, W a ford, B a bridge, P a foot bridge."""
    ring = element("circle", "kg-crossing", cx=x, cy=y, r=6)
    return ring + element("text", "kg-letter", letter, x=x, y=y + 3.0)
