"""The map of a scenario with its units as APP-6 symbols, where they stand at the start or first arrive.

Ground, border claims, legend, scale and the statement of what the map is worth are ``khasan.ground``'s; this
adds the units, and a key of their symbols below.
"""

from __future__ import annotations

import math
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

SIZE = 50.0
"""Side in pixels of the box a symbol is drawn in; its frame takes about three quarters of the width."""
_FRAME_W, _FRAME_H = 0.78 * SIZE, 0.72 * SIZE
_KEY_ROW = 46.0
_KEY_COLUMN = 300.0
_FONTS = "DejaVu Sans, Liberation Sans, Arial, sans-serif"
_LATER = 0.55
"""Opacity of what is not there at the start."""


@dataclass(frozen=True)
class Group:
    """Units of one type that share a place and a time of arrival: one symbol, with their number."""

    side: str
    sidc: str
    colour: str
    units: tuple[Unit, ...]
    present: bool
    x: float
    y: float
    """Where they stand, in metres of the map."""

    @property
    def told(self) -> str:
        """What the symbol says when pointed at."""
        names = ", ".join(unit.name for unit in self.units)
        return names if self.present else f"{names}: arrives {moment(self.units[0].arrives)}"


def svg_map(scenario: Resolved, *, member: int = 0, width: float = 1000.0) -> str:
    """The map as one SVG file. ``member``: which of the drawn maps (0: everything at its middle value).

    ``width``: of the ground in pixels. Raises InputError if a unit's place is not on the map.
    """
    drawn = ensemble_member(load_map(scenario.map.id), member)
    drawing = svg_relief(rasterise(drawn, scenario.map.hex_m), drawn, width=width)
    groups = _groups(scenario, drawn.places)
    key, key_height = _key(scenario, groups, drawing.width, drawing.height)
    high = drawing.height + key_height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:.0f} {high:.0f}" '
        f'width="{drawing.width:.0f}" height="{high:.0f}" font-family="{_FONTS}">'
        f"<title>{escape(scenario.title)}</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{_symbols(groups)}'
        f"{drawing.svg(_overlay(groups, drawing))}{key}</svg>\n"
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
    """Units present first, then by arrival; within that in the order of battle."""
    start = scenario.clock.start
    together: dict[tuple[object, ...], list[Unit]] = {}
    for unit in sorted(scenario.units, key=lambda unit: max(unit.arrives, start)):
        arrives = max(unit.arrives, start)
        key = (arrives, unit.side, unit.at.model_dump_json(), scenario.toes[unit.toe].sidc)
        together.setdefault(key, []).append(unit)
    groups = []
    for units in together.values():
        first = units[0]
        x, y = metres(first.at, places)
        toe = scenario.toes[first.toe]
        colour = scenario.side(first.side).colour
        groups.append(Group(first.side, toe.sidc, colour, tuple(units), first.arrives <= start, x, y))
    return groups


def _symbols(groups: Sequence[Group]) -> str:
    """Each distinct symbol once, to be used by name."""
    distinct = {(group.sidc, group.colour): None for group in groups}
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


def _overlay(groups: Sequence[Group], drawing: MapDrawing) -> str:
    ties, marks = [], []
    for group, x, y in _placed(groups, drawing.transform):
        at_x, at_y = drawing.transform.to_pixel(group.x, group.y)
        ties.append(
            f'<path d="M{at_x:.1f} {at_y:.1f}L{x:.1f} {y:.1f}" stroke="#222" stroke-width="0.8" fill="none"/>'
            f'<circle cx="{at_x:.1f}" cy="{at_y:.1f}" r="2" fill="{group.colour}" stroke="#fff"/>'
        )
        faint = "" if group.present else f' opacity="{_LATER}"'
        number = _number(len(group.units), x + _FRAME_W / 2, y + _FRAME_H / 2 - 2)
        marks.append(f"<g{faint}><title>{escape(group.told)}</title>{_use(group.sidc, group.colour, x, y)}{number}</g>")
    return f'<g id="units">{"".join(ties)}{"".join(marks)}</g>'


def _number(count: int, x: float, y: float) -> str:
    if count == 1:
        return ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" font-weight="bold" text-anchor="middle" '
        f'paint-order="stroke" stroke="#fff" stroke-width="3">{count}x</text>'
    )


def _placed(groups: Sequence[Group], at: Transform) -> Iterator[tuple[Group, float, float]]:
    """Centre in pixels of each group's symbol: its place, or the nearest spot that no other symbol covers."""
    taken: list[tuple[float, float]] = []
    for group in groups:
        x, y = at.to_pixel(group.x, group.y)
        spot = next(
            (px, py)
            for px, py in _spiral(x, y)
            if all(abs(px - ox) >= _FRAME_W or abs(py - oy) >= _FRAME_H for ox, oy in taken)
        )
        taken.append(spot)
        yield group, *spot


def _spiral(x: float, y: float) -> Iterator[tuple[float, float]]:
    yield x, y
    ring = 0
    while True:
        ring += 1
        count = 8 * ring
        for k in range(count):
            angle = 2 * math.pi * k / count
            yield x + 0.7 * ring * _FRAME_W * math.cos(angle), y - 0.7 * ring * _FRAME_H * math.sin(angle)


def _key(scenario: Resolved, groups: Sequence[Group], width: float, top: float) -> tuple[str, float]:
    """What the symbols mean, in columns below the map; and its height."""
    columns = max(1, int((width - 20) // _KEY_COLUMN))
    entries = []
    for side in scenario.sides:
        of_side = [group for group in groups if group.side == side.id]
        toes = {unit.toe: None for group in of_side for unit in group.units}
        entries += [(side.name, side.colour, scenario.toes[toe]) for toe in toes]
    title = (
        f"Units at {moment(scenario.clock.start)}; pale: arrives later, drawn where it will arrive. "
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
