"""The incidents on the frontier: where they were, and within what radius their sources have them."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from khasan.present.record_pictures.frontier_stretches import (
    PLACE,
    Stretch,
    draw_list,
    draw_rings,
    list_inches,
    stretches,
)
from khasan.present.record_pictures.picture import (
    INK,
    MARK,
    PAPER,
    QUIET,
    SIZE,
    UNDATED,
    Drawn,
    days_words,
    legend,
    page,
    radius_pt,
    short_names,
    toll_words,
)
from khasan.record.frontier import Frontier
from khasan.record.incident import Incident
from khasan.record.incident_summary import Site, sites, toll, when

_SEA, _LAND, _BORDER, _GRID = "#dce8f0", "#f6f3ea", "#8d8675", "#dddacd"
_DEGREE_KM = 111.195
_LEAST = (114.0, 137.5, 41.2, 51.4)
"""West, east, south, north that the map always shows: the frontier from the Halha to the Amur and the sea."""
_WORDS = (
    ("SOVIET UNION", 116.6, 51.3, 10), ("SOVIET UNION", 136.4, 47.1, 9), ("MANCHUKUO", 124.6, 46.6, 11),
    ("MONGOLIAN\nPEOPLE'S\nREPUBLIC", 115.7, 45.95, 8), ("KOREA", 128.0, 41.2, 9), ("Sea of Japan", 135.0, 42.4, 9),
    ("Lake Khanka", 133.75, 45.0, 7.5), ("Amur", 129.6, 49.0, 7.5), ("Ussuri", 134.7, 46.9, 7.5),
)  # fmt: skip
"""Words on the ground: text, degrees east and north, size."""
_TOWNS = {
    "Vladivostok": (131.89, 43.12), "Harbin": (126.63, 45.75), "Hailar": (119.74, 49.21),
    "Khabarovsk": (135.08, 48.48), "Mukden": (123.43, 41.80), "Blagoveshchensk": (127.53, 50.27),
}  # fmt: skip
"""Towns to find one's way by, where maps of today have them."""
_ONE_PLACE_DAYS = 366
"""What lasts longer was in many places."""
_NO_ONE_PLACE = "spans years, and so many places"
_ONE_SPOT_PT = 3.0
"""Marks closer than this many points share one label."""
_AXES = (0.035, 0.13, 0.60, 0.76)
_NOTE = (
    "Land and borders of today: Natural Earth. Rings: within what radius the sources have the place; broken where it "
    "is a guess. Area of a mark grows with the square root of the casualties, all sides together."
)


def draw(incidents: Sequence[Incident], path: Path, frontier: Frontier | None = None) -> Drawn:
    """Write the picture (.svg or .png, by the name). What has no coordinates or spans years is left out, and named.

    With ``frontier``: the stretches of the frontier as letters, and under the map how many events each has.
    """
    parts = stretches(frontier) if frontier is not None else []
    dated = [one for one in incidents if (days := when(one)) is not None and days.stated]
    framing = {one.id for one in dated if _spans_years(one)}
    placed = [(one, found[0]) for one in dated if one.id not in framing and (found := sites(one))]
    placed.sort(key=lambda pair: (_start(pair[0]), pair[0].id))
    shown = {one.id for one, _ in placed}
    left = [one for one in incidents if one.id not in shown]
    missing = {one.id: "no coordinates" if one in dated else UNDATED for one in left}
    missing |= dict.fromkeys(framing, _NO_ONE_PLACE)
    strip = list_inches(parts)
    title = "Where the incidents were: the Soviet-Japanese frontier, 1932–1945"
    with page(path, title, _NOTE, height=SIZE[1] + strip) as figure:
        axes = figure.add_axes(_lifted(_AXES, strip))
        points = [(site.lon, site.lat) for _, site in placed]
        points += [(one.sector.lon, one.sector.lat) for one in parts if one.sector.lon and one.sector.lat]
        _ground(axes, _extent(points))
        draw_rings(axes, parts)
        _marks(axes, placed, parts)
        unplaced = [one for one in left if one in dated and one.id not in framing]
        _key(figure.add_axes(_lifted((0.655, 0.13, 0.31, 0.76), strip)), placed, unplaced)
        legend(axes, 24)
        if parts:
            foot = 0.4 / (SIZE[1] + strip)
            draw_list(figure.add_axes((0.035, foot, 0.93, (strip - 0.1) / (SIZE[1] + strip))), parts)
    return Drawn(tuple(one.id for one, _ in placed), missing)


def _spans_years(one: Incident) -> bool:
    """Is it a record that frames the fights, and so has no one place?"""
    days = when(one)
    return days is not None and (days.end[1] - days.start[0]).days > _ONE_PLACE_DAYS


def _lifted(box: tuple[float, float, float, float], strip: float) -> tuple[float, float, float, float]:
    """A box of the page with so many inches more below it, as large as before."""
    left, bottom, width, height = box
    high = SIZE[1] + strip
    return left, (bottom * SIZE[1] + strip) / high, width, height * SIZE[1] / high


def _start(one: Incident) -> str:
    days = when(one)
    return days.start[0].isoformat() if days else ""


def _extent(places: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    west, east, south, north = _LEAST
    for lon, lat in places:
        west, east = min(west, lon - 1.5), max(east, lon + 1.5)
        south, north = min(south, lat - 1.0), max(north, lat + 1.0)
    # as wide or as high as the picture has room for, so that east and north are to one scale
    stretch = math.cos(math.radians((south + north) / 2))
    room = _AXES[2] * SIZE[0] / (_AXES[3] * SIZE[1])
    short = (east - west) * stretch / (north - south) / room
    if short < 1:
        more = (east - west) * (1 / short - 1) / 2
        return west - more, east + more, south, north
    more = (north - south) * (short - 1) / 2
    return west, east, south - more, north + more


def _ground(axes: Any, extent: tuple[float, float, float, float]) -> None:
    west, east, south, north = extent
    axes.set_facecolor(_SEA)
    for feature in _base()["features"]:
        coordinates = feature["geometry"]["coordinates"]
        if feature["properties"]["kind"] == "land":
            axes.fill(*zip(*coordinates[0], strict=True), facecolor=_LAND, edgecolor="#a9b3ba", linewidth=0.6)
        else:
            axes.plot(*zip(*coordinates, strict=True), color=_BORDER, linewidth=1.0, dashes=(5, 2))
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_xticks([])
    axes.set_yticks([])
    for degree in range(math.ceil(west / 5) * 5, int(east) + 1, 5):
        axes.axvline(degree, color=_GRID, linewidth=0.6, zorder=1.5)
        _small(axes, degree, south + 0.012 * (north - south), f"{degree}° E")
    for degree in range(math.ceil(south / 5) * 5, int(north) + 1, 5):
        axes.axhline(degree, color=_GRID, linewidth=0.6, zorder=1.5)
        _small(axes, west + 0.025 * (east - west), degree, f"{degree}° N")
    for text, lon, lat, size in _WORDS:
        if west < lon < east and south < lat < north:
            style = "normal" if text.isupper() else "italic"
            axes.text(lon, lat, text, fontsize=size, color=QUIET, ha="center", va="center", style=style, zorder=2)
    for name, (lon, lat) in _TOWNS.items():
        if west + 1 < lon < east - 1 and south + 0.5 < lat < north - 0.5:
            axes.plot([lon], [lat], "s", markersize=3, color=QUIET, zorder=2)
            axes.annotate(
                name, (lon, lat), xytext=(5, 0), textcoords="offset points", fontsize=7.5, color=QUIET, va="center"
            )
    _scale(axes, west, east, south, north)


def _small(axes: Any, lon: float, lat: float, text: str) -> None:
    box = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.7, "pad": 1}
    axes.text(lon, lat, text, fontsize=7, color=QUIET, ha="center", va="center", bbox=box, zorder=2, clip_on=True)


def _scale(axes: Any, west: float, east: float, south: float, north: float) -> None:
    """A bar of 200 km, true at its own latitude."""
    lat = south + 0.045 * (north - south)
    length = 200 / (_DEGREE_KM * math.cos(math.radians(lat)))
    start = east - 0.04 * (east - west) - length
    axes.plot([start, start + length], [lat, lat], color=INK, linewidth=2.5, solid_capstyle="butt", zorder=5)
    axes.text(start + length / 2, lat + 0.012 * (north - south), "200 km", ha="center", va="bottom", fontsize=8)


def _marks(axes: Any, placed: Sequence[tuple[Incident, Site]], parts: Sequence[Stretch]) -> None:
    """Ring, mark and number; numbers step aside where marks crowd, on a leader. One place has one label."""
    from matplotlib.patches import Ellipse

    pixels = axes.figure.dpi / 72
    points = [axes.transData.transform((site.lon, site.lat)) / pixels for _, site in placed]
    radii = []
    for one, site in placed:
        losses = toll(one)
        radius = 4.0 if losses is None else radius_pt(losses.best)
        radii.append(radius)
        height = 2 * site.radius_m / 1000 / _DEGREE_KM
        width = height / math.cos(math.radians(site.lat))
        ring = Ellipse(
            (site.lon, site.lat), width, height, fill=False, edgecolor=INK, linewidth=0.9, zorder=3,
            linestyle=(0, (3, 2)) if site.guessed else "solid",
        )  # fmt: skip
        axes.add_patch(ring)
        style = {"markerfacecolor": PAPER, "markeredgecolor": MARK} if losses is None else {"color": MARK, "alpha": 0.5}
        axes.plot([site.lon], [site.lat], "o", markersize=2 * radius, zorder=4, markeredgewidth=1, **style)
        axes.plot([site.lon], [site.lat], "o", markersize=2.5, color=INK, zorder=6)
    groups = _together(points)
    words = [numbers_in_words([k + 1 for k in group]) for group in groups]
    spots = [points[group[0]] for group in groups]
    widest = [max(radii[k] for k in group) for group in groups]
    at = [(placed[group[0]][1].lon, placed[group[0]][1].lat) for group in groups]
    colours = [INK] * len(groups)
    for part in parts:
        if part.sector.lon is not None and part.sector.lat is not None:
            at.append((part.sector.lon, part.sector.lat))
            spots.append(axes.transData.transform(at[-1]) / pixels)
            widest.append(2.0)
            words.append(part.letter)
            colours.append(PLACE)
            axes.plot(*at[-1], "o", markersize=3, color=PLACE, zorder=5)
    places = _spread(spots, widest, [8.5 + 2.0 * len(word) for word in words])
    for spot, word, point, place, colour in zip(at, words, spots, places, colours, strict=True):
        axes.annotate(
            word, spot, xytext=(place[0] - point[0], place[1] - point[1]), textcoords="offset points",
            fontsize=9, fontweight="bold", color=PAPER, zorder=8, ha="center", va="center",
            bbox={"boxstyle": f"{'circle' if len(word) < 3 else 'round'},pad=0.25",
                  "facecolor": colour, "edgecolor": PAPER, "linewidth": 0.8},
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip


def _together(points: Sequence[Any]) -> list[list[int]]:
    """Indices of points that are one spot on the page, each group in order."""
    groups: list[list[int]] = []
    for k, point in enumerate(points):
        near = (g for g in groups if math.dist(points[g[0]], point) < _ONE_SPOT_PT)
        group = next(near, None)
        if group is None:
            groups.append([k])
        else:
            group.append(k)
    return groups


def numbers_in_words(numbers: Sequence[int]) -> str:
    """Numbers as short as can be.

    >>> numbers_in_words([7]), numbers_in_words([4, 5]), numbers_in_words([4, 11, 12, 13])
    ('7', '4, 5', '4, 11–13')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = (f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return ", ".join(said)


def _spread(points: Sequence[Any], radii: Sequence[float], halves: Sequence[float]) -> list[tuple[float, float]]:
    """Places for the labels, in points: up and inland of their marks, then pushed apart until none touch.

    ``radii`` of the marks, ``halves`` of the labels' width.
    """
    middle = _AXES[0] * SIZE[0] * 72 + _AXES[2] * SIZE[0] * 36
    inland = [0.7 if point[0] < middle else -0.7 for point in points]
    places = [[p[0] + (r + 9) * i, p[1] + (r + 9) * 0.7] for p, r, i in zip(points, radii, inland, strict=True)]
    for _ in range(400):
        moved = False
        for k, one in enumerate(places):
            others = [(other, halves[k] + halves[j]) for j, other in enumerate(places) if j != k]
            others += [(list(point), radius + halves[k]) for point, radius in zip(points, radii, strict=True)]
            for other, least in others:
                dx, dy = one[0] - other[0], one[1] - other[1]
                apart = math.hypot(dx, dy)
                if apart < least - 0.01:
                    turn = 0.7 + k if apart < 1e-6 else math.atan2(dy, dx)
                    step = 0.5 * (least - apart)
                    one[0] += step * math.cos(turn)
                    one[1] += step * math.sin(turn)
                    moved = True
        if not moved:
            break
    return [(x, y) for x, y in places]


def _key(axes: Any, placed: Sequence[tuple[Incident, Site]], unplaced: Sequence[Incident]) -> None:
    """The numbers in words, in order of time."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    names = short_names([*(one for one, _ in placed), *unplaced])
    step = min(0.072, 0.98 / max(len(placed) + (1 if unplaced else 0), 1))
    badge = {"boxstyle": "circle,pad=0.25", "facecolor": INK, "edgecolor": "none"}
    for number, (one, site) in enumerate(placed, 1):
        top = 1 - (number - 0.5) * step
        axes.text(
            0.03, top, str(number), fontsize=8.5, fontweight="bold", ha="center", va="center", color=PAPER, bbox=badge
        )
        axes.text(0.075, top + 0.012, names[one.id], fontsize=9.5, fontweight="bold", va="center")
        axes.text(0.075, top - 0.014, _told(one, site), fontsize=7.5, color=QUIET, va="center")
    if unplaced:
        text = f"No claim has coordinates: {'; '.join(names[one.id] for one in unplaced)}"
        lines = textwrap.wrap(text, 66)
        axes.text(0.0, 1 - (len(placed) + 0.35) * step, "\n".join(lines), fontsize=7.5, color=QUIET, va="top")


def _told(one: Incident, site: Site) -> str:
    days = when(one)
    assert days is not None
    radius = max(site.radius_m, 10.0)
    within = f"{radius / 1000:.2g} km" if radius >= 1000 else f"{float(f'{radius:.2g}'):.0f} m"
    place = f"place {'guessed ' if site.guessed else ''}± {within}"
    return f"{days_words(days.start, days.end)}; {toll_words(toll(one), band=False)}; {place}"


@cache
def _base() -> Any:
    text = files("khasan").joinpath("data", "base", "far-east.geojson").read_text(encoding="utf-8")
    return json.loads(text)
