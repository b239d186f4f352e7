"""The map of a first screen: the ground about the places that matter, their names, and each side's border line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from markupsafe import Markup

from khasan.ground import ensemble_member, rasterise
from khasan.ground.draw import MapDrawing, svg_relief
from khasan.ground.ensemble import Member
from khasan.ground.labels import Box, Label, Placed, around, nearest_on, place
from khasan.ground.marks import line_style
from khasan.ground.model import F8, Drawn
from khasan.ground.names import names_svg
from khasan.ground.scan import sample
from khasan.present.first_screen.lands import lands
from khasan.present.pages import fragment
from khasan.results.verdict.side_words import short
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved

WIDTH, HEIGHT = 480.0, 430.0
"""Of the drawing, in its own units: fewer than the pixels that it has, so that no letter is small."""
_MARGIN = 0.3
"""Room about the places that matter, in shares of the box that holds them."""
_LEAST = 0.42
"""The view is never narrower than this share of the map."""
_ROOM = 11.5
"""Size of letters that the box of a line's name has room for, by a measure that is on the safe side."""
_FEW = 4
"""Points of a river or a railway that must be in sight for a name along it."""
_CLEAR = 30.0
"""Pixels that the name of one border line keeps from another, if it can."""
_CROSSED = 90.0
"""What it costs to lead over another border line, in pixels of distance."""
_FINE_PX = 8.0
_SAME_SPOT = 0.02
"""Share of the view within which two marks would cover each other."""
_STEP_PX = 22.0
"""Between points of a line at which its name is tried."""
_METRES = (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)
_COMPASS = {"N": "north", "E": "east", "S": "south", "W": "west"}
_SIDES = {"soviet": 1, "japanese": 0}
"""How a line of a claim is drawn -> number of the palette's colour; older claims have none."""


@dataclass(frozen=True)
class LineName:
    """The name of a border line where it got room: its box, and the point of the line that a leader goes to."""

    words: str
    more: str
    side: int
    box: Box
    to: tuple[float, float]


def battle_map(scenario: Resolved) -> Markup:
    """The map as one ``svg`` element in the colours of the page, with a name for those who do not see it.

    >>> from khasan.scenario.catalog import load_scenario
    >>> battle_map(load_scenario("lake-khanka-1935")).startswith("<svg")
    True
    """
    ground_map = Library().map(scenario.map.id)
    member = ensemble_member(ground_map, 0)
    places = [member.places[goal.place] for goal in scenario.objectives if goal.place in member.places]
    window = window_about(places, ground_map.window)
    seen = _marked(_within(member, window), {goal.place for goal in scenario.objectives})
    drawing = svg_relief(rasterise(member, scenario.map.hex_m), seen, width=WIDTH, legend=False, names=False)
    named = _for_names(seen, drawing, {goal.place: goal.name for goal in scenario.objectives})
    names, boxes = names_svg(named, drawing.transform, drawing.inside)
    lines = _line_names(seen, drawing, boxes)
    left, top, right, bottom = drawing.inside
    corners = ((left, bottom - 44, left + WIDTH / 4 + 44, bottom), (right - 46, top, right, top + 46))
    countries = lands(seen, drawing, [*drawing.taken, *boxes, *(line.box for line in lines), *corners])
    metres = max((m for m in _METRES if m * drawing.transform.scale <= WIDTH / 4), default=_METRES[0])
    return fragment(
        "battle_map.html.j2",
        {
            "box": drawing.inside,
            "ground": Markup(_own(drawing.ground)),
            "names": Markup(names),
            "lines": [
                {
                    "words": one.words,
                    "more": one.more,
                    "side": one.side,
                    "left": one.box[0],
                    "top": one.box[1],
                    "width": one.box[2] - one.box[0],
                    "height": one.box[3] - one.box[1],
                    "from": nearest_on(one.box, *one.to)[:2],
                    "to": one.to,
                }
                for one in lines
            ],
            "lands": countries,
            "bar": metres * drawing.transform.scale,
            "metres": f"{metres // 1000} km" if metres >= 1000 else f"{metres} m",
            "said": _said(scenario, seen),
        },
    )


def window_about(
    places: Sequence[tuple[float, float]], whole: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """West, south, east, north of the view, in metres: the places with room about them, inside the map.

    >>> window_about([(0, 0), (1000, 0)], (-5000, -5000, 5000, 5000))
    (-1600.0, -1881.25, 2600.0, 1881.25)
    """
    west, south, east, north = whole
    points = np.array(places if places else [((west + east) / 2, (south + north) / 2)], dtype=np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    shape = HEIGHT / WIDTH
    room = (high - low) * (1 + 2 * _MARGIN)
    wide = max(float(room[0]), float(room[1]) / shape, _LEAST * (east - west))
    wide = min(wide, east - west, (north - south) / shape)
    middle = (low + high) / 2
    left = float(np.clip(middle[0] - wide / 2, west, east - wide))
    bottom = float(np.clip(middle[1] - wide * shape / 2, south, north - wide * shape))
    return left, bottom, left + wide, bottom + wide * shape


def _within(member: Member, window: tuple[float, float, float, float]) -> Member:
    """The member as seen through a window: points outside it have no name and no mark there."""
    west, south, east, north = window

    def seen(one: Drawn) -> bool:
        x, y = one.centre
        return len(one.xy) > 1 or (west < x < east and south < y < north)

    drawn = {key: one for key, one in member.drawn.items() if seen(one)}
    return replace(member, map=replace(member.map, window=window), drawn=drawn)


def _marked(member: Member, goals: Collection[str]) -> Member:
    """The member with a mark at every place that matters; where a height has its triangle, that is the mark."""
    heights = np.array([one.centre for one in member.of_kind("spot_height")]).reshape(-1, 2)
    near = _SAME_SPOT * (member.map.window[2] - member.map.window[0])

    def marked(key: str, one: Drawn) -> Drawn:
        bare = key in goals and not (np.hypot(*(heights - one.centre).T) < near).any()
        return replace(one, feature=replace(one.feature, flags=one.feature.flags | ({"label": 1} if bare else {})))

    return replace(member, drawn={key: marked(key, one) for key, one in member.drawn.items()})


def _for_names(member: Member, drawing: MapDrawing, goals: Mapping[str, str]) -> Member:
    """The member with the names that a first look needs: the scenario's places as the page calls them, no heights.

    A river or a railway of which too little is in sight, and a lake whose middle is not, go without a name.
    """
    left, top, right, bottom = drawing.inside

    goals = _plainly(member, goals)

    def renamed(key: str, one: Drawn) -> Drawn:
        feature = one.feature
        flags = dict(feature.flags)
        points = drawing.transform.points(one.xy)
        inside = np.all((points > (left, top + 60)) & (points < (right, bottom)), axis=1).sum()
        x, y = drawing.transform.to_pixel(*one.centre)
        if feature.kind in ("river", "railway") and inside < _FEW:
            flags.pop("label", None)
        if feature.kind in ("lake", "sea") and not (left < x < right and top < y < bottom):
            flags.pop("label", None)
        name = goals.get(key, feature.name)
        if goals.get(key):
            flags["label"] = 1
        elif key in goals or name in goals.values():
            flags.pop("label", None)
        return replace(one, feature=replace(feature, flags=flags, height=None, names={}, name=name))

    return replace(member, drawn={key: renamed(key, one) for key, one in member.drawn.items()})


def _plainly(member: Member, goals: Mapping[str, str]) -> dict[str, str]:
    """The names of the places that matter, each hill and each name once; "" for one that another name tells.

    A second name in brackets goes where it is that of another place on the map. A place that may be another one, and is
    drawn where that one stands, is told with it: "Hill 52 = Machine-gun Hill?".
    """
    known = {one.feature.name: key for key, one in member.drawn.items() if "label" in one.feature.flags}
    near = _SAME_SPOT * (member.map.window[2] - member.map.window[0])
    told = {}
    for key, name in goals.items():
        first, _, more = name.removesuffix(")").partition(" (")
        told[key] = first if known.get(more, key) != key else name
    for key in [key for key in goals if key in member.drawn]:
        one = member.drawn[key]
        for other in {rival.same_as for rival in one.feature.rivals if rival.same_as in member.drawn}:
            there = member.drawn[str(other)]
            apart = np.hypot(*np.subtract(one.centre, there.centre))
            if apart < near and "label" in there.feature.flags:
                told[str(other)] = f"{told.get(str(other), there.feature.name)} = {short(told[key])}?"
                told[key] = ""
    return told


def map_key(drawn: str) -> Markup:
    """What the marks of a drawn map mean, those that it has.

    >>> str(map_key('<path class="kg-rival" d=""/>')).count("</svg>")
    1
    """
    return fragment("map_key.html.j2", {"drawn": drawn})


def _line_names(member: Member, drawing: MapDrawing, names: Sequence[Box]) -> list[LineName]:
    """A name for every border line that is in sight, each where it is nearest to its line and covers least."""
    found: list[LineName] = []
    taken = [*drawing.taken, *names]
    frame = drawing.inside[0] + 6, drawing.inside[1] + 6, drawing.inside[2] - 6, drawing.inside[3] - 44
    borders = member.of_kind("border_line")
    for line in borders:
        points = _in_sight(drawing, line.xy, _STEP_PX)
        others = np.vstack([np.empty((0, 2)), *(_in_sight(drawing, o.xy, _FINE_PX) for o in borders if o is not line)])
        words, _, more = line.feature.name.removesuffix(")").partition(" (")
        more = re.sub(r"\b[NESW]\b", lambda letter: _COMPASS[letter[0]], more)
        best = _best((words, more) if more else (words,), points, taken, frame, drawing.lines, others)
        if best is not None:
            side = _SIDES.get(line_style(line), -1)
            found.append(LineName(words, more, side, best.box, (best.label.x, best.label.y)))
            taken.append(best.box)
    return found


def _best(
    lines_of_text: tuple[str, ...], points: F8, taken: list[Box], frame: Box, lines: F8, others: F8
) -> Placed | None:
    """The placing whose box lies nearest to its point of the line, on no other border and on fewest lines."""
    taken = [*taken, *(around(other[0], other[1], 3.0) for other in others.tolist())]
    found: tuple[float, Placed] | None = None
    for x, y in points.tolist():
        for one in place([Label(lines_of_text, x, y, _ROOM, 0)], taken, frame, lines):
            near = nearest_on(one.box, x, y)[2]
            inside = np.all((lines > (one.box[0], one.box[1])) & (lines < (one.box[2], one.box[3])), axis=1).sum()
            strange = min((nearest_on(one.box, *other)[2] for other in others.tolist()), default=_CLEAR)
            crossing = _meets(nearest_on(one.box, x, y)[:2], (x, y), others)
            cost = _CROSSED * crossing + near + 3.0 * float(inside) + 2.0 * max(_CLEAR - strange, 0.0)
            if found is None or cost < found[0]:
                found = cost, one
    return None if found is None else found[1]


def _meets(start: tuple[float, float], end: tuple[float, float], others: F8) -> bool:
    """Does a straight leader pass over one of these points f8[m, 2]?"""
    along = np.linspace(start, end, 12)
    return bool(len(others)) and bool((np.hypot(*(along[:, None] - others).T) < _FINE_PX).any())


def _in_sight(drawing: MapDrawing, xy: F8, step_px: float) -> F8:
    """f8[m, 2]: points of a line, in pixels, that lie well inside the picture."""
    left, top, right, bottom = drawing.inside
    points = drawing.transform.points(sample(xy, step_px / drawing.transform.scale))
    inside = (points > (left + 20, top + 20)) & (points < (right - 20, bottom - 20))
    return np.asarray(points[np.all(inside, axis=1)])


def _own(ground: str) -> str:
    """The ground with patterns of its own: the replay's map has its own of the same names."""
    return ground.replace("url(#kg-", "url(#map-kg-")


def _said(scenario: Resolved, member: Member) -> str:
    """What the map shows, in a sentence."""
    lines = [line.feature.name for line in member.of_kind("border_line")]
    places = [goal.name for goal in scenario.objectives]
    shown = ", ".join([*places, *lines]) or "the ground"
    return f"Map of {scenario.title}: {shown}"
