"""APP-6D unit symbols from their 20-digit codes, in the colour of a side.

The artwork is data (src/khasan/data/symbols): the drawings of the military-symbol package, MIT.

A symbol sits in a square of 200 by 200 with its centre at 100, 100; the frame of a unit is 110 to 150 wide.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from khasan.output import xml_text

BOX = "0 0 200 200"
"""Box that holds every symbol, for viewBox attributes."""
_LAND_UNIT = "10"
_HEADQUARTERS = frozenset("2367")
_LINE = "#111"
_CORNER = 0.26
"""Radius of a round corner, in shares of the height of the frame."""
_SHRUNK = 0.85
"""Of an icon in a frame with round corners: a diagonal ends on the corner."""


def symbol(sidc: str, colour: str, *, rounded: bool = False) -> str:
    """SVG elements of one symbol: a frame in a tint of ``colour`` (``#rrggbb``), echelon, icon, modifiers.

    ``rounded``: the frame has round corners instead of square ones, and the icon keeps inside them.

    Only land units (symbol set 10) are drawn. An icon that APP-6D does not know is left out; the frame and
    the echelon stay. Raises ValueError if the code is not 20 digits of a land unit.

    >>> infantry_company = symbol("10041000151211000000", "#b23a2e")
    >>> infantry_company.count("<path") >= 3
    True
    """
    if len(sidc) != 20 or not sidc.isdecimal() or sidc[4:6] != _LAND_UNIT:
        raise ValueError(f"{sidc!r} is not an APP-6D code of a land unit: 20 digits, 10 in the fifth and sixth")
    frame_name = _frame_name(sidc[3])
    shape = _constants()["frame shapes"]["3"]
    frame = shape["frames"][frame_name]
    parts = [_round_frame(frame[0], tint(colour))] if rounded else []
    parts += [] if rounded else [_draw(item, frame_name, tint(colour)) for item in frame]
    codes = (("IC", sidc[10:16]), ("M1", sidc[16:18]), ("M2", sidc[18:20]))
    inside = [_draw(item, frame_name, tint(colour)) for table, code in codes for item in _icon(table, code)]
    parts += (
        [f'<g transform="{_transform({"scale": _SHRUNK})}">{"".join(inside)}</g>'] if rounded and inside else inside
    )
    amplifier = _constants()["amplifiers"].get(sidc[8:10], {})
    across, up = shape["amplifier offsets"][frame_name]["top"]
    raised = "".join(_draw(item, frame_name, tint(colour)) for item in amplifier.get("icon", []))
    if raised:
        parts.append(f'<g transform="translate({across} {up})">{raised}</g>')
    if sidc[7] in _HEADQUARTERS:
        left, _, _, bottom = frame[0]["bbox"]
        parts.append(f'<path d="M{left},{bottom}V195" fill="none" stroke="{_LINE}" stroke-width="5"/>')
    return "".join(parts)


def tint(colour: str, strength: float = 0.5) -> str:
    """``colour`` (``#rrggbb``) mixed with white; strength 1 leaves it as it is.

    >>> tint("#000000")
    '#808080'
    """
    channels = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (channel - 255) * strength):02x}" for channel in channels)


@cache
def _schema(name: str) -> dict[str, Any]:
    path = resources.files("khasan.data") / "symbols" / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _constants() -> dict[str, Any]:
    return _schema("constants")


def _frame_name(identity: str) -> str:
    """Frames exist for unknown, friend, neutral and hostile; the other identities borrow one of them."""
    identities = _constants()["affiliations"]
    entry = identities.get(identity, identities["1"])
    base = identities[entry["frame base"]] if "frame base" in entry else entry
    name: str = base["names"][0]
    return name


def _icon(table: str, code: str) -> list[dict[str, Any]]:
    """The items of an icon; a type that is not in the standard falls back to the kind above it."""
    known = _schema("land_unit")[table]
    candidates = (code, code[:4] + "00", code[:2] + "0000") if table == "IC" else (code,)
    items: list[dict[str, Any]] = next((known[c].get("icon", []) for c in candidates if c in known), [])
    return items


def _round_frame(item: dict[str, Any], fill: str) -> str:
    """The frame with round corners, in the box of the one with square ones."""
    left, top, right, bottom = item["bbox"]
    radius = _CORNER * (bottom - top)
    where = f'x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="{radius:g}"'
    return f"<rect {where} {_style(item, fill)}/>"


def _draw(item: dict[str, Any], frame: str, fill: str) -> str:
    """One item of the schema as SVG."""
    if frame in item:
        return "".join(_draw(inner, frame, fill) for inner in item[frame])
    if "icon" in item:
        return "".join(_draw(inner, frame, fill) for inner in _icon("IC", item["icon"]))
    if "items" in item:
        inside = "".join(_draw(inner, frame, fill) for inner in item["items"])
        return f'<g transform="{_transform(item)}">{inside}</g>'
    style = _style(item, fill)
    if "d" in item:
        path = item["d"]["d"] if isinstance(item["d"], dict) else item["d"]
        return f'<path d="{path}" {style}/>'
    if "r" in item:
        across, down = item["pos"]
        return f'<circle cx="{across}" cy="{down}" r="{item["r"]}" {style}/>'
    return _text(item)


def _transform(item: dict[str, Any]) -> str:
    if "translate" in item:
        across, down = item["translate"]
        return f"translate({across} {down})"
    factor = float(item["scale"])
    shift = 100 - 100 * factor
    return f"translate({shift:g} {shift:g}) scale({factor:g})"


def _style(item: dict[str, Any], fill: str) -> str:
    colours = {True: _LINE, "icon": _LINE, "icon_fill": fill, "white": "#fff", "yellow": "#ffff80"}
    inside = colours.get(item.get("fill", False), "none")
    outline = _LINE if item.get("stroke", True) else "none"
    return f'fill="{inside}" stroke="{outline}" stroke-width="{item.get("strokewidth", 5)}"'


_TEXT_SIZES = {"text": (115, 42), "textm1": (77, 30), "textm2": (145, 30)}


def _text(item: dict[str, Any]) -> str:
    kind = next((kind for kind in _TEXT_SIZES if kind in item), None)
    if kind is None:
        return ""
    words = str(item[kind])
    down, size = _TEXT_SIZES[kind]
    if len(words) > 2:
        down, size = down - 5, round(size * 0.8)
    across, down = item.get("pos", (100, down))
    size = item.get("fontsize", item.get("size", size))
    return (
        f'<text x="{across}" y="{down}" font-size="{size}" text-anchor="middle" fill="{_LINE}" '
        f'font-family="Arial, Helvetica, sans-serif" font-weight="bold">{xml_text(words)}</text>'
    )
