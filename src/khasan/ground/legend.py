"""The panel beside a map: title, what the map is worth, the key, heights, scale and north."""

from __future__ import annotations

from khasan.ground.ensemble import MEMBERS, Member
from khasan.ground.labels import text_width
from khasan.ground.marks import crossing, line_style, village
from khasan.ground.raster import Ground
from khasan.ground.shade import TINTS
from khasan.ground.style import LINES
from khasan.ground.svg import element, triangle

PANEL_W = 286.0
_ROW = 21.0
_KEYS = {
    "marsh": "marsh, reeds",
    "woods": "scrub, copse",
    "lake": "lake, river, sea",
    "village": "village",
    "ferry": "ferry (landing a guess)",
    "track": "track",
    "road": "road",
    "railway": "railway",
}


def panel(member: Member, ground: Ground, scale: float, step: float, left: float, top: float) -> str:
    """SVG of the panel; ``scale`` is pixels a metre, ``step`` the metres between contours."""
    said, y = _head(member, left, top + 16.0)
    rows = [*_claims(member, left), *_kinds(member, left), *_heights(member, left)]
    for mark, words in rows:
        said += f'<g transform="translate(0 {y:.1f})">{mark}</g>'
        said += element("text", "kg-key", words, x=left + 44, y=y + 4)
        y += _ROW
    said += _tints(left, y + 6, step)
    said += _scale_bar(left, y + 62, scale) + _north(left + PANEL_W - 40, y + 62)
    where = f"Projection: {member.map.projection.statement}. Hexes of {ground.grid.hex_m:g} m."
    said += _paragraph(where, "kg-small", 10.0, left, y + 112, 13.0)[0]
    return f'<g class="kg-panel">{said}</g>'


def _head(member: Member, left: float, y: float) -> tuple[str, float]:
    """Title, quality, and which map of the ensemble this is; also where the next line stands."""
    which = (
        "the central map, each position and height at its middle value"
        if member.member == 0
        else "positions and heights drawn within their limits"
    )
    title, y = _paragraph(member.map.title, "kg-title", 15.0, left, y, 19.0)
    stamp = element("text", "kg-stamp", f"{member.map.quality.upper()} MAP", x=left, y=y + 2)
    about = f"Map variant {member.member} of {MEMBERS}: {which}. {member.map.statement}"
    text, y = _paragraph(about, "kg-small", 10.5, left, y + 20.0, 13.0)
    return title + stamp + text, y + 8.0


def _paragraph(text: str, css: str, size: float, left: float, y: float, row: float) -> tuple[str, float]:
    """Text broken into lines that fit the panel; also where the next line stands."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) > PANEL_W - 16 and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    said = "".join(element("text", css, t, x=left, y=y + k * row) for k, t in enumerate(lines))
    return said, y + row * len(lines)


def _claims(member: Member, left: float) -> list[tuple[str, str]]:
    return [(_swatch(left, line_style(d)), d.feature.name) for d in member.of_kind("border_line")]


def _kinds(member: Member, left: float) -> list[tuple[str, str]]:
    """A row for each kind that the map has."""
    return [(_sample(kind, left), words) for kind, words in _KEYS.items() if member.of_kind(kind)]


def _heights(member: Member, left: float) -> list[tuple[str, str]]:
    rows = [(element("path", "kg-spot", d=triangle(left + 16, 0)), "height: the range it is drawn from")]
    if any(d.feature.rivals for d in member.of_kind("spot_height")):
        rival = element("path", "kg-rival", d=triangle(left + 16, 0))
        rows.append((rival, "the same hill in another source"))
    name = element("text", "kg-key", "Name", x=left, y=4, style="font-style:italic")
    return [*rows, (name, "italic: the position is a guess")]


def _swatch(left: float, style: str) -> str:
    return "".join(element("path", css, d=f"M{left:.1f} 0h36") for css in LINES[style])


def _sample(kind: str, left: float) -> str:
    """The mark of a kind, as it stands on the map."""
    if kind in LINES:
        return _swatch(left, kind)
    if kind == "village":
        return village(left + 16, 0.0)
    if kind == "ferry":
        return crossing(left + 16, 0.0, "F")
    outline = element("rect", x=left, y=-8, width=36, height=15, fill="none", stroke="#999")
    return element("rect", f"kg-{kind}", x=left, y=-8, width=36, height=15) + outline


def _tints(left: float, y: float, step: float) -> str:
    """A bar of the height tints with the heights they begin at."""
    said = element("text", "kg-small", f"height, metres; contours every {step:g} m", x=left, y=y)
    wide = (PANEL_W - 20) / len(TINTS)
    for k, (metres, colour) in enumerate(TINTS):
        x = left + k * wide
        said += element("rect", x=x, y=y + 5, width=wide, height=12, fill=f"rgb{colour}", stroke="#999")
        said += element("text", "kg-small", f"{metres:.0f}", x=x, y=y + 29)
    return said


def _scale_bar(left: float, y: float, scale: float) -> str:
    """A bar of the longest round length that fits, in two halves."""
    metres = max(m for m in (100, 200, 500, 1000, 2000, 5000) if m * scale <= PANEL_W - 90)
    half = metres * scale / 2
    said = element("rect", x=left, y=y, width=half, height=6, fill="#222")
    said += element("rect", x=left + half, y=y, width=half, height=6, fill="#fff", stroke="#222")
    unit, each = ("km", 1000) if metres >= 2000 else ("m", 1)
    for k, anchor in enumerate(("start", "middle", "middle")):
        text = "0" if k == 0 else f"{metres * k / 2 / each:g} {unit}"
        said += element("text", "kg-small", text, x=left + k * half, y=y + 19, text_anchor=anchor)
    return said


def _north(x: float, y: float) -> str:
    """An arrow to the north of the projection."""
    arrow = element("path", d=f"M{x:.1f} {y - 16:.1f}l7 30l-7 -6l-7 6Z", fill="#222")
    return arrow + element("text", "kg-key", "N", x=x, y=y + 27, text_anchor="middle", font_weight="bold")
