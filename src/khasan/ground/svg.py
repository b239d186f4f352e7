"""SVG in words: elements, paths, and the way from metres to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np

from khasan.ground.model import F8
from khasan.output import xml_text


def element(name: str, css: str = "", text: str | None = None, **attributes: object) -> str:
    """An SVG element; underscores in attribute names become hyphens, floats get one decimal.

    >>> element("circle", "dot", cx=1.26, cy=2, stroke_width=1.0)
    '<circle class="dot" cx="1.3" cy="2" stroke-width="1.0"/>'
    """
    said = f' class="{css}"' if css else ""
    for key, value in attributes.items():
        shown = f"{value:.1f}" if isinstance(value, float) else xml_text(str(value))
        said += f' {key.replace("_", "-")}="{shown}"'
    return f"<{name}{said}/>" if text is None else f"<{name}{said}>{xml_text(text)}</{name}>"


@dataclass(frozen=True)
class Transform:
    """World metres to pixels of the drawing, and back; ``scale`` is pixels a metre."""

    scale: float
    west: float
    north: float
    left: float
    top: float

    @overload
    def to_pixel(self, x: float, y: float) -> tuple[float, float]: ...
    @overload
    def to_pixel(self, x: F8, y: F8) -> tuple[F8, F8]: ...
    def to_pixel(self, x: float | F8, y: float | F8) -> tuple[float, float] | tuple[F8, F8]:
        """Pixel (right, down) of a point, or of arrays of points, in metres east and north."""
        right, down = self.left + (x - self.west) * self.scale, self.top + (self.north - y) * self.scale
        return right, down  # type: ignore[return-value]

    def points(self, xy: F8) -> F8:
        """Pixels f8[m, 2] of metres f8[m, 2]."""
        return np.column_stack(self.to_pixel(xy[:, 0], xy[:, 1]))


def path(points: F8) -> str:
    """Path data of straight lines through pixels f8[m, 2].

    >>> path(np.array([[0., 0.], [1., 2.]]))
    'M0.0 0.0L1.0 2.0'
    """
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def rounded(points: F8, *, closed: bool = False) -> str:
    """Path data of a smooth curve through pixels f8[m, 2] (Catmull-Rom): nature draws no corners."""
    ends = (points[-1:], points[:2]) if closed else (points[:1], points[-1:])
    q = np.vstack([ends[0], points, ends[1]])
    said = [f"M{q[1, 0]:.1f} {q[1, 1]:.1f}"]
    for a, b, c, d in zip(q[:-3], q[1:-2], q[2:-1], q[3:], strict=True):
        one, two = b + (c - a) / 6.0, c - (d - b) / 6.0
        said.append(f"C{one[0]:.1f} {one[1]:.1f} {two[0]:.1f} {two[1]:.1f} {c[0]:.1f} {c[1]:.1f}")
    return "".join(said) + ("Z" if closed else "")


def triangle(x: float, y: float) -> str:
    """Path data of the mark of a height."""
    return f"M{x - 5:.1f} {y + 4:.1f}L{x:.1f} {y - 5:.1f}L{x + 5:.1f} {y + 4:.1f}Z"
