"""The map of a scenario with its units as APP-6 symbols, where they stand at the start or first arrive.

Ground, border claims, legend, scale and the statement of what the map is worth are ``khasan.ground``'s; this
adds the units, and a key of their symbols below.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from khasan.analysis.symbols import BOX, symbol
from khasan.analysis.words import moment
from khasan.ground import ensemble_member, load_map, rasterise
from khasan.ground.draw import MapDrawing, svg_relief
from khasan.ground.svg import Transform
from khasan.scenario.resolved import Resolved, Unit
from khasan.scenario.schema import Position

SIZE = 46.0
"""Side in pixels of the box a symbol is drawn in; its frame takes about three quarters of the width."""
_FRAME_H = 0.6 * SIZE
_ROOM_W, _ROOM_H = 1.1 * SIZE, 0.95 * SIZE
"""What a symbol takes up with its label."""
_LETTER_W = 6.2
"""Width in pixels of a letter of a label."""
_KEY_ROW = 46.0
_KEY_COLUMN = 330.0
Window = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
_FONTS = "DejaVu Sans, Liberation Sans, Arial, sans-serif"
_LATER = 0.6
"""Opacity of what is not there at the start."""


@dataclass(frozen=True)
class Group:
    """Units drawn as one symbol: of one type where they stand at the start, of a side where they come in later."""

    side: str
    sidc: str
    """Of their type; of several, of that which most of them have."""
    colour: str
    units: tuple[Unit, ...]
    present: bool
    x: float
    y: float
    """Where they stand, in metres of the map."""

    @property
    def told(self) -> str:
        """What the symbol says when pointed at."""
        if self.present:
            return ", ".join(unit.name for unit in self.units)
        return "\n".join(f"{unit.name}: arrives {moment(unit.arrives)}" for unit in self.units)

    @property
    def label(self) -> str:
        """What stands beside it."""
        count = len(self.units)
        if self.present:
            return f"{count}x" if count > 1 else ""
        first = self.units[0].arrives
        return f"{count} unit{'s' if count > 1 else ''}, {'from ' if count > 1 else ''}{first.day} {first:%b}"


def svg_map(scenario: Resolved, *, member: int = 0, width: float = 1000.0) -> str:
    """The map as one SVG file. ``member``: which of the drawn maps (0: everything at its middle value).

    ``width``: of the ground in pixels. Raises InputError if a unit's place is not on the map.
    """
    drawn = ensemble_member(load_map(scenario.map.id), member)
    drawing = svg_relief(rasterise(drawn, scenario.map.hex_m), drawn, width=width)
    groups = _groups(scenario, drawn.places)
    # the ground's frame: the drawing begins 10 pixels in, and goes as far as the map reaches
    west, south, east, north = drawn.map.window
    window = (*drawing.transform.to_pixel(west, north), *drawing.transform.to_pixel(east, south))
    key, key_height = _key(scenario, drawing.width, drawing.height)
    high = drawing.height + key_height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:.0f} {high:.0f}" '
        f'width="{drawing.width:.0f}" height="{high:.0f}" font-family="{_FONTS}">'
        f"<title>{escape(scenario.title)}</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{_symbols(scenario)}'
        f"{drawing.svg(_overlay(groups, drawing, window))}{key}</svg>\n"
    )


def metres(at: Position, places: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """Metres east and north of a position; KeyError if the map lacks the place.

    >>> x, y = metres(Position(place="hill", bearing_deg=90, distance_m=400), {"hill": (100.0, 50.0)})
    >>> round(x), round(y)
    (500, 50)
    """
    x, y = places[at.place]
    bearing = math.radians(at.bearing_deg)
    return x + at.distance_m * math.sin(bearing), y + at.distance_m * math.cos(bearing)


def _groups(scenario: Resolved, places: dict[str, tuple[float, float]]) -> list[Group]:
    """Units present first, in the order of battle, then those that come in later, by side and place."""
    start = scenario.clock.start
    together: dict[tuple[str, ...], list[Unit]] = {}
    for unit in sorted(scenario.units, key=lambda unit: max(unit.arrives, start)):
        sidc = scenario.toes[unit.toe].sidc if unit.arrives <= start else ""
        together.setdefault((unit.side, unit.at.model_dump_json(), sidc), []).append(unit)
    groups = []
    for (side, _, _), units in together.items():
        sidc = Counter(scenario.toes[unit.toe].sidc for unit in units).most_common(1)[0][0]
        x, y = metres(units[0].at, places)
        present = units[0].arrives <= start
        groups.append(Group(side, sidc, scenario.side(side).colour, tuple(units), present, x, y))
    return groups


def _symbols(scenario: Resolved) -> str:
    """Each distinct symbol once, to be used by name."""
    distinct = {(scenario.toes[unit.toe].sidc, scenario.side(unit.side).colour): None for unit in scenario.units}
    said = (
        f'<symbol id="{_name(sidc, colour)}" viewBox="{BOX}">{symbol(sidc, colour)}</symbol>'
        for sidc, colour in distinct
    )
    return f'<svg width="0" height="0"><defs>{"".join(said)}</defs></svg>'


def _name(sidc: str, colour: str) -> str:
    return f"s{sidc}-{colour[1:]}"


def _use(sidc: str, colour: str, x: float, y: float) -> str:
    """A symbol with its centre at a pixel."""
    left, top = x - SIZE / 2, y - SIZE / 2
    where = f'x="{left:.1f}" y="{top:.1f}" width="{SIZE:g}" height="{SIZE:g}"'
    return f'<use href="#{_name(sidc, colour)}" {where}/>'


def _overlay(groups: Sequence[Group], drawing: MapDrawing, window: Window) -> str:
    """Symbols with their labels; a line leads to where the units are if the symbol had to make room."""
    ties, marks = [], []
    for group, x, y in _placed(groups, drawing.transform, window):
        at_x, at_y = drawing.transform.to_pixel(group.x, group.y)
        ties.append(
            f'<path d="M{at_x:.1f} {at_y:.1f}L{x:.1f} {y:.1f}" stroke="#222" stroke-width="0.8" fill="none"/>'
            f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="2" fill="{group.colour}" stroke="#fff"/>'
        )
        faint = "" if group.present else f' opacity="{_LATER}"'
        label = _label(group.label, x, y + _FRAME_H / 2 + 6)
        use = _use(group.sidc, group.colour, x, y)
        marks.append(f"<g><title>{escape(group.told)}</title><g{faint}>{use}</g>{label}</g>")
    return f'<g id="units">{"".join(ties)}{"".join(marks)}</g>'


def _label(text: str, x: float, y: float) -> str:
    if not text:
        return ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" font-weight="bold" text-anchor="middle" '
        f'paint-order="stroke" stroke="#fff" stroke-width="3">{escape(text)}</text>'
    )


def _placed(groups: Sequence[Group], at: Transform, window: Window) -> Iterator[tuple[Group, float, float]]:
    """Centre in pixels of each group's symbol: the nearest spot to its place, on the map and not covered."""
    left, top, right, bottom = window
    taken: list[tuple[float, float]] = []
    for group in groups:
        beside = max(_ROOM_W, _LETTER_W * len(group.label)) / 2
        for x, y in _spiral(*at.to_pixel(group.x, group.y)):
            on_map = left + beside <= x <= right - beside and top + _ROOM_H / 2 <= y <= bottom - _ROOM_H / 2
            if on_map and all(abs(x - ox) >= _ROOM_W or abs(y - oy) >= _ROOM_H for ox, oy in taken):
                break
        taken.append((x, y))
        yield group, x, y


def _spiral(x: float, y: float) -> Iterator[tuple[float, float]]:
    """The point itself, then rings round it, as far as 40 symbols away."""
    yield x, y
    for ring in range(1, 80):
        for k in range(8 * ring):
            angle = 2 * math.pi * k / (8 * ring)
            yield x + 0.5 * ring * _ROOM_W * math.cos(angle), y - 0.5 * ring * _ROOM_H * math.sin(angle)


def _key(scenario: Resolved, width: float, top: float) -> tuple[str, float]:
    """What the symbols mean, in columns below the map; and its height."""
    columns = max(1, int((width - 20) // _KEY_COLUMN))
    entries = []
    for side in scenario.sides:
        toes = {unit.toe: None for unit in scenario.units if unit.side == side.id}
        entries += [(side.name, side.colour, scenario.toes[toe]) for toe in toes]
    title = (
        f"Units at {moment(scenario.clock.start)}. Pale: units that arrive later, where they come in, all as one. "
        "Point at a symbol for names."
    )
    said = [f'<text x="10" y="{top + 18:.1f}" font-size="13" font-weight="bold">{escape(title)}</text>']
    for number, (side_name, colour, toe) in enumerate(entries):
        row, column = divmod(number, columns)
        x, y = 10 + SIZE / 2 + column * _KEY_COLUMN, top + 30 + SIZE / 2 + row * _KEY_ROW
        small = f"{side_name}, {toe.echelon}, {toe.branch.replace('_', ' ')}"
        beside = x + SIZE / 2 + 4
        said += [
            _use(toe.sidc, colour, x, y),
            f'<text x="{beside:.1f}" y="{y + 1:.1f}" font-size="12">{escape(toe.name)}</text>',
            f'<text x="{beside:.1f}" y="{y + 15:.1f}" font-size="10" fill="#555">{escape(small)}</text>',
        ]
    return "".join(said), 40 + SIZE + _KEY_ROW * ((len(entries) - 1) // columns)
