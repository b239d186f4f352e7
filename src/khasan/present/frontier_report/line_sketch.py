"""Where: the line as a sketch with its sectors, and every event of the record by sector and by force used."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup, escape

from khasan.ground.svg import element
from khasan.present.frontier_report.event_dots import SHORT, heap
from khasan.record.frontier import Event, Frontier, Sector

LINE = (
    (119.9, 46.9), (118.7, 47.7), (117.8, 47.9), (115.6, 47.8), (116.0, 48.8), (116.7, 49.8), (117.6, 49.5),
    (119.2, 50.1), (119.4, 51.0), (120.7, 52.3), (121.5, 53.3), (123.6, 53.5), (126.0, 52.6), (127.5, 50.3),
    (129.5, 49.4), (131.0, 47.7), (132.5, 47.7), (135.0, 48.4), (134.2, 47.0), (133.1, 45.1), (131.9, 45.3),
    (131.1, 44.7), (131.2, 43.5), (130.6, 42.4),
)  # fmt: skip
"""Degrees east and north along the line, read off a map of today to half a degree: a sketch, not a survey."""
LANDS = (("Mongolia", 113.6, 46.4), ("Manchukuo", 123.4, 47.4), ("Soviet Union", 130.2, 52.0), ("Korea", 127.0, 41.4))
WEST, EAST, NORTH, SOUTH = 113.2, 137.4, 54.4, 40.8
WIDTH, LEFT, TOP, ROW = 620, 118, 8, 31


@dataclass(frozen=True)
class Numbered:
    """A stretch of the frontier with its number, 0 where it has no place on the line, and its events."""

    number: int
    sector: Sector
    events: tuple[Event, ...]


def numbered(frontier: Frontier) -> list[Numbered]:
    """Stretches that have events: those on the line from west to south-east, then the others."""
    found: list[Numbered] = []
    along = {id_: place for place, id_ in enumerate(_along(frontier))}
    for sector in sorted(frontier.sectors, key=lambda one: along.get(one.id, len(along))):
        events = tuple(event for event in frontier.events if event.sector == sector.id)
        if events:
            found.append(Numbered(len(found) + 1 if sector.id in along else 0, sector, events))
    return found


def _along(frontier: Frontier) -> list[str]:
    """Sectors that lie on the sketch, in the order in which the line comes to them."""

    def place(sector: Sector) -> int:
        gaps = [(lon - (sector.lon or 0)) ** 2 + (lat - (sector.lat or 0)) ** 2 for lon, lat in LINE]
        return gaps.index(min(gaps))

    on_map = [one for one in frontier.sectors if one.lon is not None and one.lon < EAST]
    return [one.id for one in sorted(on_map, key=place)]


def sketch(parts: list[Numbered]) -> Markup:
    """The line with a number at each sector."""
    width, stretch = 430, 1 / math.cos(math.radians((NORTH + SOUTH) / 2))
    degree = width / (EAST - WEST)
    height = round((NORTH - SOUTH) * degree * stretch)

    def at(lon: float, lat: float) -> tuple[float, float]:
        return (lon - WEST) * degree, (NORTH - lat) * degree * stretch

    words = "Sketch of the line from Mongolia to Korea, with numbers at its stretches"
    svg = [f'<svg class="line-sketch" viewBox="0 0 {width} {height}" role="img" aria-label="{words}">']
    svg.append(element("polyline", "line", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*one) for one in LINE))))
    for name, lon, lat in LANDS:
        x, y = at(lon, lat)
        svg.append(element("text", "land", name, x=x, y=y))
    taken: list[tuple[float, float]] = []
    for one in parts:
        if one.number:
            x, y = at(one.sector.lon or 0, one.sector.lat or 0)
            while any(math.hypot(x - a, y - b) < 22 for a, b in taken):
                x, y = x + 6, y + 9
            taken.append((x, y))
            svg.append(element("circle", "badge", cx=x, cy=y, r=10.5))
            svg.append(element("text", "number", str(one.number), x=x, y=y + 4.5, text_anchor="middle"))
    return Markup("".join(svg) + "</svg>")


def by_force(parts: list[Numbered]) -> Markup:
    """Events by stretch of the line and by the force used: one dot each."""
    rungs = len(SHORT)
    columns = [*(one for one in parts if one.number)]
    others = tuple(event for one in parts if not one.number for event in one.events)
    step = (WIDTH - LEFT) / (len(columns) + 1)
    height = TOP + ROW * rungs + 26
    said = ", ".join(f"{one.sector.title} {len(one.events)}" for one in columns)
    svg = [
        f'<svg class="by-force" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="Events by stretch and force: {escape(said)}, elsewhere {len(others)}">'
    ]
    for rung, words in enumerate(SHORT):
        y = TOP + ROW * (rungs - 1 - rung) + ROW / 2
        svg.append(element("line", "grid", x1=LEFT, x2=WIDTH, y1=y, y2=y))
        svg.append(element("text", "", words, x=LEFT - 8, y=y + 4, text_anchor="end"))
        for place, one in enumerate(columns):
            here = [event for event in one.events if event.rung == rung]
            svg += heap(here, LEFT + (place + 0.5) * step, y, step - 3)
        svg += heap([event for event in others if event.rung == rung], LEFT + (len(columns) + 0.5) * step, y, step - 3)
    y = height - 12
    for place, one in enumerate(columns):
        x = LEFT + (place + 0.5) * step
        svg.append(element("circle", "badge", cx=x, cy=y, r=10.5))
        svg.append(element("text", "number", str(one.number), x=x, y=y + 4.5, text_anchor="middle"))
    svg.append(element("text", "", "others", x=LEFT + (len(columns) + 0.5) * step, y=y + 4, text_anchor="middle"))
    return Markup("".join(svg) + "</svg>")
