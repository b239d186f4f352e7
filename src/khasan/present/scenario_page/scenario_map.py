"""The map of a scenario with its units as APP-6 symbols, where they stand at the start or first arrive.

The sides have the colours and the frames of the pages: round corners for Japan, square ones for the Soviet side, and
a border line in the colour of the side that claims it.

Ground, border claims, legend, scale and the statement of what the map is worth are ``khasan.ground``'s; this
adds the units, and a key of their symbols below. Names of the ground stand first; symbols make room for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khasan.ground import ensemble_member, rasterise
from khasan.ground.draw import MapDrawing, svg_relief
from khasan.ground.labels import text_width
from khasan.output import xml_text
from khasan.present.scenario_page.plan_words import moment
from khasan.present.scenario_page.symbol_places import Mark, Spot, spots
from khasan.present.scenario_page.unit_groups import Group, groups_of
from khasan.present.side_colours import JAPAN, SOVIET, in_page_colours, round_side
from khasan.present.symbols import BOX, symbol
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved

PRESENT_SIZE, LATER_SIZE = 44.0, 32.0
"""Side in pixels of the box a symbol is drawn in; its frame takes just over half of it."""
_HALF, _RISE, _FALL = 0.29, 0.43, 0.29
"""What a symbol with its echelon takes up about its centre, in shares of that side."""
_CAPTION, _CAPTION_LATER = 9.5, 8.8
_LATER = 0.62
"""Opacity of what is not there at the start."""
_KEY_SIZE = 40.0
_KEY_ROW = 34.0
_CLAIMS = (
    f"<style>.kg-soviet{{stroke:{SOVIET}}}.kg-japanese{{stroke:{JAPAN}}}.kg-japanese-old{{stroke:#565148}}</style>"
)
"""A border line in the colour of the side that claims it; the oldest maps belong to neither."""
_FONTS = "DejaVu Sans, Liberation Sans, Arial, sans-serif"


def svg_map(scenario: Resolved, *, member: int = 0, width: float = 1000.0) -> str:
    """The map as one SVG file. ``member``: which of the drawn maps (0: everything at its middle value).

    ``width``: of the ground in pixels. Raises InputError if a unit's place is not on the map.
    """
    scenario = in_page_colours(scenario)
    drawn = ensemble_member(Library().map(scenario.map.id), member)
    drawing = svg_relief(rasterise(drawn, scenario.map.hex_m), drawn, width=width)
    groups = groups_of(scenario, drawn.places)
    ties, units = _units(groups, drawing)
    rounded = round_side([side.id for side in scenario.sides])
    key, key_height = _key(scenario, groups, drawing.width, drawing.height)
    high = drawing.height + key_height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:.0f} {high:.0f}" '
        f'width="{drawing.width:.0f}" height="{high:.0f}" font-family="{_FONTS}">'
        f"<title>{xml_text(scenario.title)}</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{_symbols(groups, rounded)}'
        f"{drawing.svg(units, under=ties)}{_CLAIMS}{key}</svg>\n"
    )


def _symbols(groups: Sequence[Group], rounded: str) -> str:
    """Each distinct symbol once, to be used by name; ``rounded`` is the side whose frames have round corners."""
    distinct = dict.fromkeys((group.sidc, group.colour, group.side == rounded) for group in groups)
    said = (
        f'<symbol id="{_name(sidc, colour)}" viewBox="{BOX}">{symbol(sidc, colour, rounded=ends)}</symbol>'
        for sidc, colour, ends in distinct
    )
    return f'<svg width="0" height="0"><defs>{"".join(said)}</defs></svg>'


def _name(sidc: str, colour: str) -> str:
    return f"s{sidc}-{colour[1:]}"


def _use(group: Group, x: float, y: float, size: float) -> str:
    """A symbol with its centre at a pixel."""
    where = f'x="{x - size / 2:.1f}" y="{y - size / 2:.1f}" width="{size:g}" height="{size:g}"'
    return f'<use href="#{_name(group.sidc, group.colour)}" {where}/>'


# -- units ---------------------------------------------------------------------------------------------------


def _units(groups: Sequence[Group], drawing: MapDrawing) -> tuple[str, str]:
    """Lines that lead to where units are if their symbol had to make room; and the symbols with their captions."""
    marks = [_mark(group, drawing) for group in groups]
    ties, drawn = [], []
    found = spots(marks, drawing.taken, drawing.lines, drawing.inside)
    for group, mark, spot in zip(groups, marks, found, strict=True):
        if spot.moved:
            ties.append(_tie(group, mark, spot))
        faint = "" if group.present else f' opacity="{_LATER}"'
        use = _use(group, spot.x, spot.y, PRESENT_SIZE if group.present else LATER_SIZE)
        drawn.append(f"<g><title>{xml_text(group.told)}</title><g{faint}>{use}</g>{_caption(group, mark, spot)}</g>")
    return f'<g id="ties">{"".join(ties)}</g>', f'<g id="units">{"".join(drawn)}</g>'


def _mark(group: Group, drawing: MapDrawing) -> Mark:
    size = PRESENT_SIZE if group.present else LATER_SIZE
    x, y = drawing.transform.to_pixel(group.x, group.y)
    letters = _CAPTION if group.present else _CAPTION_LATER
    return Mark(x, y, _HALF * size, _RISE * size, _FALL * size, group.caption, letters)


def _tie(group: Group, mark: Mark, spot: Spot) -> str:
    dash = "" if group.present else ' stroke-dasharray="3 2"'
    return (
        f'<path d="M{mark.x:.1f} {mark.y:.1f}L{spot.x:.1f} {spot.y:.1f}" stroke="#222" stroke-width="0.8" '
        f'fill="none"{dash}/><circle cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="2.2" fill="{group.colour}" stroke="#fff"/>'
    )


def _caption(group: Group, mark: Mark, spot: Spot) -> str:
    """The lines beside a symbol, on the side where there is room."""
    left, top, right, _ = spot.caption
    x, anchor = {"right": (left, "start"), "left": (right, "end")}.get(spot.side, ((left + right) / 2, "middle"))
    weight, fill = ("bold", "#111") if group.present else ("normal", "#333")
    lines = (
        f'<tspan x="{x:.1f}" y="{top + 1.15 * mark.size * (k + 0.85):.1f}">{xml_text(line)}</tspan>'
        for k, line in enumerate(mark.caption)
    )
    return (
        f'<text class="unit-caption" font-size="{mark.size:g}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}" paint-order="stroke" stroke="#fff" stroke-width="2.6" stroke-opacity="0.85">'
        f"{''.join(lines)}</text>"
    )


# -- key -----------------------------------------------------------------------------------------------------


def _key(scenario: Resolved, groups: Sequence[Group], width: float, top: float) -> tuple[str, float]:
    """What the symbols drawn mean, a column a side, below the map; and its height."""
    title = f"Symbols. Full size: units present on {moment(scenario.clock.start)}, where they stand."
    more = (
        "Small and pale: units that arrive later, one symbol for all that arrive at a place, with the days. A line "
        "leads to "
        "the place from which a symbol had to move aside. Point at a symbol for the names."
    )
    said = [
        f'<text x="10" y="{top + 16:.1f}" font-size="13" font-weight="bold">{xml_text(title)}</text>',
        f'<text x="10" y="{top + 33:.1f}" font-size="11" fill="#444">{xml_text(more)}</text>',
    ]
    column = (width - 20) / len(scenario.sides)
    rows = 0
    for number, side in enumerate(scenario.sides):
        left = 10 + number * column
        said.append(
            f'<text x="{left:.1f}" y="{top + 56:.1f}" font-size="12" font-weight="bold" fill="{side.colour}">'
            f"{xml_text(side.name)}</text>"
        )
        entries = list(_entries(scenario, [group for group in groups if group.side == side.id]))
        room = column / 2 - _KEY_SIZE - 8
        rows = max(rows, -(-len(entries) // 2))
        for k, (group, words) in enumerate(entries):
            row, half = k // 2, k % 2
            x, y = left + _KEY_SIZE / 2 + half * column / 2, top + 62 + _KEY_SIZE / 2 + row * _KEY_ROW
            said.append(_use(group, x, y, _KEY_SIZE))
            told = xml_text(_fitting(words, room))
            said.append(f'<text x="{x + _KEY_SIZE / 2 + 2:.1f}" y="{y + 4:.1f}" font-size="11">{told}</text>')
    return f'<g id="key-of-units">{"".join(said)}</g>', 70 + _KEY_SIZE + _KEY_ROW * max(0, rows - 1)


def _fitting(words: str, room: float) -> str:
    """The words of a symbol, without what comes after a comma where they would run into the next column."""
    return words if text_width(words, 11) <= room else words.partition(", ")[0]


def _entries(scenario: Resolved, groups: Sequence[Group]) -> Iterator[tuple[Group, str]]:
    """Each symbol of a side once, with the type of unit that it stands for."""
    for sidc in dict.fromkeys(group.sidc for group in groups):
        units = [unit for group in groups if group.sidc == sidc for unit in group.units]
        types = {toe.name: toe for toe in (scenario.toes[unit.toe] for unit in units) if toe.sidc == sidc}
        first = next(iter(types.values()))
        several = f"{first.branch.replace('_', ' ')} {first.echelon}, several types".capitalize()
        yield next(group for group in groups if group.sidc == sidc), first.name if len(types) == 1 else several
