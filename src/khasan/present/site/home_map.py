"""The map of the way in: where the fights were, each a number that leads to its entry. SVG, no script."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from khasan.ground.svg import element
from khasan.present.pages import fragment

WEST, EAST, SOUTH, NORTH = 111.2, 136.6, 40.8, 51.2
"""Degrees that the map shows: the frontier from the Halha to the Amur and the sea."""
WIDTH = 900.0
_DEGREE = WIDTH / ((EAST - WEST) * math.cos(math.radians((SOUTH + NORTH) / 2)))
HEIGHT = (NORTH - SOUTH) * _DEGREE
_MIDDLE = 124.0
"""Degrees east: what lies west of it has its number in the left column, the rest in the right one."""
_COLUMNS = (WIDTH * 0.05, WIDTH * 0.93)
_APART, _RADIUS = 37.0, 15.0
"""Pixels between the middles of two numbers, and the radius of their discs."""
_WORDS = (
    ("SOVIET UNION", 121.2, 50.35), ("MANCHUKUO", 124.9, 46.7), ("MONGOLIA", 114.9, 45.6), ("KOREA", 127.6, 41.4),
    ("Sea of Japan", 132.4, 41.5), ("Vladivostok", 132.4, 43.55), ("Harbin", 127.4, 45.35),
    ("Khabarovsk", 134.2, 48.75), ("Hailar", 120.55, 49.05), ("Mukden", 122.6, 42.1),
)  # fmt: skip
"""Words on the ground: text, degrees east and north."""


@dataclass(frozen=True)
class Pin:
    """A fight on the map: its number, its name, where it was, the address of its entry."""

    number: int
    name: str
    lon: float
    lat: float
    where: str


def home_map(pins: Sequence[Pin]) -> Markup:
    """The map with a numbered disc a fight, led by a line to where it was."""
    parts = [
        f'<svg class="homemap" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="group" '
        'aria-label="Map of the frontier with the fights by number">',
        element("rect", "sea", x=0, y=0, width=WIDTH, height=HEIGHT),
        *_ground(),
    ]
    for pin, (x, y) in placed(pins):
        at = _pixel(pin.lon, pin.lat)
        parts.append(element("line", "", x1=at[0], y1=at[1], x2=x, y2=y))
        parts.append(element("circle", "spot", cx=at[0], cy=at[1], r=4))
    for text, (x, y) in _placed_words():
        parts.append(element("text", "ground water" if text.startswith("Sea") else "ground", text, x=x, y=y))
    for pin, (x, y) in placed(pins):
        disc = element("circle", "disc", cx=x, cy=y, r=_RADIUS) + element("text", "", str(pin.number), x=x, y=y + 5.5)
        drawn = Markup(element("title", "", pin.name) + disc)
        parts.append(fragment("site_pin.html.j2", {"where": pin.where, "drawn": drawn}))
    return Markup("".join([*parts, "</svg>"]))


def placed(pins: Sequence[Pin]) -> list[tuple[Pin, tuple[float, float]]]:
    """Where each number stands, in pixels: two columns, from north to south, none over another.

    >>> two = [Pin(1, "a", 118.6, 47.7, "#1"), Pin(2, "b", 118.6, 47.7, "#2")]
    >>> ((_, (_, first)), (_, (_, second))) = placed(two)
    >>> round(second - first, 1)
    37.0
    """
    found = []
    for column, side in enumerate((True, False)):
        on_it = [pin for pin in pins if (pin.lon < _MIDDLE) is side]
        slopes = {pin.number: _slope(pin, on_it, column) for pin in on_it}
        here = sorted(on_it, key=lambda pin: (slopes[pin.number], pin.number))
        wanted = [_pixel(pin.lon, pin.lat)[1] for pin in here]
        found += [(pin, (_COLUMNS[column], y)) for pin, y in zip(here, _spread(wanted), strict=True)]
    return found


def _slope(pin: Pin, here: Sequence[Pin], column: int) -> float:
    """How steeply its line rises from the middle of the column: in this order few lines cross."""
    middle = sum(_pixel(one.lon, one.lat)[1] for one in here) / len(here)
    x, y = _pixel(pin.lon, pin.lat)
    return round((y - middle) / max(abs(x - _COLUMNS[column]), 1.0), 2)


def _spread(wanted: Sequence[float]) -> list[float]:
    """Heights near those wanted, in their order, far enough apart and inside the map."""
    edge = _RADIUS + 6
    tops: list[float] = []
    for height in wanted:
        tops.append(max(height, tops[-1] + _APART) if tops else max(height, edge))
    over = (sum(tops) - sum(wanted)) / len(tops) if tops else 0.0
    tops = [top - over for top in tops]  # as much above their places as below
    shift = max(0.0, edge - tops[0]) if tops else 0.0
    shift -= max(0.0, tops[-1] + shift - (HEIGHT - edge)) if tops else 0.0
    return [top + shift for top in tops]


def _pixel(lon: float, lat: float) -> tuple[float, float]:
    return (lon - WEST) / (EAST - WEST) * WIDTH, (NORTH - lat) * _DEGREE


def _placed_words() -> Iterator[tuple[str, tuple[float, float]]]:
    for text, lon, lat in _WORDS:
        yield text, _pixel(lon, lat)


def _ground() -> Iterator[str]:
    """Land and today's borders, as far as they reach into the map."""
    for feature in _base()["features"]:
        land = feature["properties"]["kind"] == "land"
        line = feature["geometry"]["coordinates"][0] if land else feature["geometry"]["coordinates"]
        if any(WEST < lon < EAST and SOUTH < lat < NORTH for lon, lat in line) or _covers(line):
            points = "L".join(f"{x:.0f} {y:.0f}" for x, y in _inside(line))
            yield element("path", "land" if land else "border", d=f"M{points}{'Z' if land else ''}")


def _covers(line: Sequence[Sequence[float]]) -> bool:
    lons, lats = [point[0] for point in line], [point[1] for point in line]
    return min(lons) < WEST and max(lons) > EAST and min(lats) < NORTH and max(lats) > SOUTH


def _inside(line: Sequence[Sequence[float]]) -> Iterator[tuple[float, float]]:
    """Pixels of a line, those far outside brought near, and of points on one pixel the first."""
    before = None
    for lon, lat in line:
        x, y = _pixel(lon, lat)
        at = (round(min(max(x, -60), WIDTH + 60)), round(min(max(y, -60), HEIGHT + 60)))
        if at != before:
            yield at
        before = at


@cache
def _base() -> Any:
    return json.loads(files("khasan").joinpath("data", "base", "far-east.geojson").read_text(encoding="utf-8"))
