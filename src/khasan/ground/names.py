"""The names on a map: of points beside them, of waters and railways along them."""

from __future__ import annotations

import numpy as np

from khasan.ground.ensemble import Member
from khasan.ground.labels import Box, Label, Placed, around, nearest_on, place, text_width
from khasan.ground.model import F8, Drawn
from khasan.ground.scan import sample
from khasan.ground.style import NAME_STYLE
from khasan.ground.svg import Transform, element

_ALONG = ("lake", "sea", "river", "railway")
_BUSY = ("border_line", "river", "railway", "road", "lake", "sea")
_MARKED = ("ferry", "ford", "bridge", "footbridge", "village")
"""What has a mark even without a name."""
_ALONG_SIZE = 11.0


def names_svg(member: Member, at: Transform, box: Box) -> tuple[str, tuple[Box, ...]]:
    """Names of all that is labelled, and the boxes they cover: the name of the map first, below it others' names."""
    labels: list[Label] = []
    taken: list[Box] = []
    said = ""
    for d in member.drawn.values():
        if not _named(d) or same_as(d) is not None:
            if d.feature.kind in _MARKED and len(d.xy) == 1:
                taken.append(around(*at.to_pixel(*d.centre), 6))
            continue
        if d.feature.kind in _ALONG:
            name, boxes = _along(d, at, box)
            said += name
            taken.extend(boxes)
        elif len(d.xy) == 1:
            size, rank, style = _weight(d)
            labels.append(Label(_lines(d, member), *at.to_pixel(*d.centre), size, rank, style))
    inner = (box[0] + 4, box[1] + 4, box[2] - 4, box[3] - 4)
    placed = place(labels, taken, inner, busy(member, at))
    svg = '<g class="kg-names">' + said + "".join(_beside(p) for p in placed) + "</g>"
    return svg, (*taken, *(p.box for p in placed))


def same_as(d: Drawn) -> str | None:
    """The feature that this member takes to be the same as this one."""
    return d.feature.rivals[d.rival - 1].same_as if d.rival else None


def _named(d: Drawn) -> bool:
    """Is its name to stand on the map? That of what some take for another place is, where a member sets it apart."""
    return "label" in d.feature.flags or any(rival.same_as for rival in d.feature.rivals)


def busy(member: Member, at: Transform) -> F8:
    """Points (pixels) every 6 px along the lines and shores that names had better not cover."""
    found = [np.empty((0, 2))]
    for d in member.of_kind(*_BUSY):
        ring = d.feature.kind in ("lake", "sea")
        found.append(at.points(sample(np.vstack([d.xy, d.xy[:1]]) if ring else d.xy, 6.0 / at.scale)))
    return np.vstack(found)


def _lines(d: Drawn, member: Member) -> tuple[str, ...]:
    """What a label says: the name with its height, then the names others use."""
    f = d.feature
    same = [_equated(o) for o in member.of_kind("spot_height", "place") if same_as(o) == f.id]
    known = {o.feature.name for o in member.drawn.values()}
    first = " = ".join([f.name, *same])
    if f.height is not None:
        low, high = f"{f.height.low:.0f}", f"{f.height.high:.0f}"
        first += f" {low} m" if low == high else f" {low}–{high} m"
    names = [n for key in ("ja", "zh", "ru") if (n := f.names.get(key)) and n != f.name]
    others = [n for n in names if not (n.endswith("?") and n[:-1] in known)]  # "Pulemetnaya?" is told by its own name
    return (first, " / ".join(others)) if others else (first,)


def _equated(d: Drawn) -> str:
    """The name of what is taken for another place; "?" where no source says so."""
    return d.feature.name if "source" in d.feature.rivals[d.rival - 1].provenance else d.feature.name + "?"


def _weight(d: Drawn) -> tuple[float, int, str]:
    """Size, rank and style of a label: italics say that the position is a guess."""
    style = NAME_STYLE["sourced" if d.feature.sourced else "guess"]
    if d.feature.kind == "spot_height":
        return 12.5, 0 if d.feature.sourced else 1, style + ";font-weight:bold"
    return 11.0, 2, style


def _beside(p: Placed) -> str:
    """A placed label, with a thin line to its point where it had to go far.

    The box is on the safe side, so that letters begin or end where it lies nearest to the point.
    """
    left, y, right, _ = p.box
    x, anchor = (left + 2.0, "start") if p.label.x <= left else (right - 2.0, "end")
    if left < p.label.x < right:
        x, anchor = (left + right) / 2.0, "middle"
    said = ""
    if p.leader:
        nx, ny, _ = nearest_on(p.box, p.label.x, p.label.y)
        said = element("path", "kg-leader", d=f"M{nx:.1f} {ny:.1f}L{p.label.x:.1f} {p.label.y:.1f}")
    for k, text in enumerate(p.label.lines):
        size = p.label.size if k == 0 else p.label.size * 0.82
        y += size * (1.0 if k == 0 else 1.08)
        style = f"{p.label.style}{';font-weight:normal' if k else ''};font-size:{size:.1f}px"
        said += element("text", "kg-name", text, x=x, y=y, style=style, text_anchor=anchor)
    return said


def _along(d: Drawn, at: Transform, box: Box) -> tuple[str, list[Box]]:
    """A name set along its river, railway or lake, and the boxes it covers."""
    text = " / ".join([d.feature.name, *(n for key in ("ja", "zh") if (n := d.feature.names.get(key)))])
    x, y, angle = _lie(d, at, box)
    half = text_width(text, _ALONG_SIZE) / 2
    dx, dy = float(np.cos(np.radians(angle))), float(np.sin(np.radians(angle)))
    boxes = [around(x + s * dx, y + s * dy, 8) for s in np.arange(-half, half + 1, 8).tolist()]
    css = "kg-name kg-way" if d.feature.kind == "railway" else "kg-name kg-water"
    turn = f"translate({x:.1f} {y:.1f}) rotate({angle:.1f})"
    name = element("text", css, text, text_anchor="middle", dominant_baseline="central", transform=turn)
    return name, boxes


def _lie(d: Drawn, at: Transform, box: Box) -> tuple[float, float, float]:
    """Middle (pixels) and angle (degrees, text upright) of a name that lies along its feature."""
    points = at.points(d.xy)
    if d.feature.kind in ("lake", "sea"):
        seen = points[points[:, 0] < box[2]]
        middle = seen.mean(axis=0) if d.feature.kind == "sea" else np.array(at.to_pixel(*d.centre))
        step = np.linalg.svd(seen - seen.mean(axis=0))[2][0]
    else:
        low, high = (box[0], box[1] + 60), (box[2], box[3])
        inside = np.flatnonzero(np.all((points > low) & (points < high), axis=1))
        share = 0.18 if d.feature.kind == "railway" else 0.74
        k = int(inside[min(int(len(inside) * share), len(inside) - 3)])
        step = points[k + 2] - points[k]
        aside = np.array([step[1], -step[0]]) / max(float(np.hypot(*step)), 1e-9)
        middle = (points[k] + points[k + 2]) / 2 + (12.0 * aside if d.feature.kind == "railway" else 0.0)
    angle = float(np.degrees(np.arctan2(step[1], step[0])))
    return float(middle[0]), float(middle[1]), (angle + 90.0) % 180.0 - 90.0
