"""Reads a map: GeoJSON in, a checked GroundMap out, all problems named at once with their lines."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from math import isnan
from pathlib import Path
from typing import Any

from khasan.errors import InputError, input_error, nearest
from khasan.ground.features import Window, read_feature
from khasan.ground.json_text import parse, read_document
from khasan.ground.map_reading import WHOLE, Here, Notes, numbers, one_of
from khasan.ground.model import DIRECTIONS, POINTS, Constraint, Feature, GroundMap, Projection, Range
from khasan.letters import visible

MAPS = Path(__file__).resolve().parent.parent / "data" / "maps"

SURFACE_ROWS = ("open", "marsh", "woods", "village", "lake", "river", "sea", "relief")
"""What a map states cover and concealment for."""

MAX_FEATURES = 1_000
WIDEST_M = 200_000.0
NARROWEST_M = 400.0
SIDES = ("left", "right", "outside")

_CONSTRAINT_KEYS = {"from", "to", "direction", "direction_tolerance_deg", "distance_m"} | {
    "side",
    "at_least_m",
    "area_m2",
    "when",
    "provenance",
}


def maps() -> list[str]:
    """Names of the maps shipped with khasan."""
    return sorted(p.stem for p in MAPS.glob("*.geojson"))


def load_map(id_or_path: str | Path) -> GroundMap:
    """A map by its shipped name, or from a file; InputError lists all that is wrong with it.

    >>> load_map("lake-khasan").quality
    'schematic'
    """
    path = Path(id_or_path)
    if path.suffix != ".geojson":
        path = MAPS / f"{id_or_path}.geojson"
        if str(id_or_path) not in maps():
            remedy = f"{nearest(str(id_or_path), maps())}, or give a .geojson file"
            raise input_error("map", visible(str(id_or_path)), remedy)
    try:
        stamp = path.stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise input_error("map", visible(str(path)), "give a .geojson file that exists") from error
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _modified_ns: int, _size: int) -> GroundMap:
    """Read and check a map; once a process, for as long as the file is not touched."""
    return _checked(Notes(path, read_document(path)))


def map_of_text(text: str, path: Path) -> GroundMap:
    """A map from the text of a file that is not written; path: what messages call it."""
    return _checked(Notes(path, parse(text, str(path))))


def _checked(notes: Notes) -> GroundMap:
    document = _document(notes)
    projection, window = _head(notes, document)
    features = _features(notes, document, projection, window)
    constraints = _constraints(notes, document)
    surfaces = _surfaces(notes, document)
    notes.stop_if_any()
    return GroundMap(
        id=document["id"],
        title=document["title"],
        quality=document["quality"],
        statement=document["statement"],
        projection=projection,
        window=window,
        features=features,
        constraints=constraints,
        surfaces=surfaces,
        digest=hashlib.sha256(notes.document.text.encode()).hexdigest(),
        path=str(notes.path),
    )


def _document(notes: Notes) -> dict[str, Any]:
    document = notes.document.content
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        found = document.get("type") if isinstance(document, dict) else document
        notes.wrong(WHOLE, "type", found, "give a GeoJSON FeatureCollection")
        notes.stop_if_any()
    return dict(document)


def _head(notes: Notes, document: dict[str, Any]) -> tuple[Projection, Window]:
    """Names and quality are there; the origin and the window, without which nothing else can be read."""
    for name in ("id", "title", "statement"):
        notes.text(WHOLE, name, document.get(name), 1_000)
    if not one_of(document.get("quality"), ("schematic", "surveyed")):
        notes.wrong(WHOLE, "quality", document.get("quality"), "give schematic or surveyed")
    notes.mapping(WHOLE, "sources", document.get("sources", {}), "give source keys with titles, or leave it out")
    origin, window = document.get("origin"), document.get("window_m")
    if not isinstance(origin, list) or not numbers(origin, 2) or not (abs(origin[0]) <= 180 and abs(origin[1]) <= 80):
        notes.wrong(WHOLE, "origin", origin, "give [lon, lat] in degrees, at most 80 north or south")
        raise InputError([*notes.problems, *notes.document.scan()[1]])
    if not isinstance(window, list) or not numbers(window, 4) or not _is_window(window):
        far = f"{NARROWEST_M:g} to {WIDEST_M:,.0f} metres across, within {WIDEST_M:,.0f} metres of the origin"
        notes.wrong(WHOLE, "window_m", window, f"give [west, south, east, north] in metres from the origin, {far}")
        raise InputError([*notes.problems, *notes.document.scan()[1]])
    west, south, east, north = (float(v) for v in window)
    return Projection(float(origin[0]), float(origin[1])), (west, south, east, north)


def _is_window(window: list[float]) -> bool:
    """Is it one that can be drawn and laid on hexes?"""
    across, along = window[2] - window[0], window[3] - window[1]
    return min(across, along) >= NARROWEST_M and max(across, along, *map(abs, window)) <= WIDEST_M


def _features(notes: Notes, document: dict[str, Any], projection: Projection, window: Window) -> tuple[Feature, ...]:
    """All features; ids are unique, and every id that is spoken of stands above."""
    found: dict[str, Feature] = {}
    problems = notes.problems
    rows = notes.rows(WHOLE, "features", document.get("features"), MAX_FEATURES)
    for place, raw in enumerate(rows):
        notes.problems = []
        feature = read_feature(notes, place, raw, projection, window)
        problems += notes.problems
        notes.problems = problems
        if feature is None:
            continue
        here = Here(feature.id, ("features", place))
        if feature.id in found:
            notes.wrong(here, "id", feature.id, "the id is taken; give another")
        _refers(notes, here, feature, found)
        found[feature.id] = feature
    return tuple(found.values())


def _refers(notes: Notes, here: Here, f: Feature, above: dict[str, Feature]) -> None:
    """Notes what a feature refers to that does not stand above it, or has not what is wanted of it."""
    named = [(f"pins.{vertex}", pin.partition(":")[0]) for vertex, pin in f.pins.items()]
    named += [(f"rivals[{k}].same_as", r.same_as) for k, r in enumerate(f.rivals) if r.same_as is not None]
    named += [("follows", f.follows)] if f.follows else []
    for name, other in named:
        if other not in above:
            notes.wrong(here, name, other, f"no such feature above it; {nearest(other, above)}")
    for vertex, pin in f.pins.items():
        if not 0 <= vertex < len(f.xy):
            notes.wrong(here, f"pins.{vertex}", pin, f"the line has vertices 0 to {len(f.xy) - 1}")
            continue
        leader, _, at = pin.partition(":")
        if leader not in above:
            continue
        if at and not (at.isascii() and at.isdigit() and len(at) < 5 and int(at) < len(above[leader].xy)):
            notes.wrong(here, f"pins.{vertex}", pin, f"{leader} has vertices 0 to {len(above[leader].xy) - 1}")
        if f.heights and isnan(f.heights[vertex].value) and above[leader].height is None:
            notes.wrong(here, f"heights_m[{vertex}]", None, f"give a height: {leader} has none of its own")
    for k, rival in enumerate(f.rivals):
        same = above.get(rival.same_as or "")
        if same is not None and (same.kind not in POINTS or (f.height is not None and same.height is None)):
            remedy = "name a point" if same.kind not in POINTS else f"{same.id} has no height, as this one has"
            notes.wrong(here, f"rivals[{k}].same_as", same.id, remedy)
    if f.rivals and f.weight + sum(rival.weight for rival in f.rivals) <= 0:
        notes.wrong(here, "weight", f.weight, "give one of the positions a weight above 0")


def _constraints(notes: Notes, document: dict[str, Any]) -> tuple[Constraint, ...]:
    """What every member keeps."""
    ids = _ids(document.get("features"))
    found = []
    for k, raw in enumerate(notes.rows(WHOLE, "constraints", document.get("constraints", []), MAX_FEATURES)):
        label = f"constraints[{k}]"
        if not isinstance(raw, dict) or set(raw) - _CONSTRAINT_KEYS:
            notes.wrong(WHOLE, label, raw, f"give a mapping with keys among {', '.join(sorted(_CONSTRAINT_KEYS))}")
            continue
        before = len(notes.problems)
        start, to = raw.get("from"), raw.get("to")
        if not one_of(start, ids) or not (to is None or one_of(to, ids)):
            notes.wrong(WHOLE, label, [start, to], "from and to are ids of features")
        if not one_of(raw.get("direction", "N"), DIRECTIONS) or not one_of(raw.get("side", "left"), SIDES):
            remedy = f"direction is one of {', '.join(DIRECTIONS)}; side is left, right or outside"
            notes.wrong(WHOLE, label, [raw.get("direction"), raw.get("side")], remedy)
        provenance = notes.provenance(WHOLE, raw, f"{label}.provenance")
        constraint = _constraint(notes, label, raw, ids, provenance or {})
        if len(notes.problems) == before:
            found.append(constraint)
    return tuple(found)


def _ids(features: Any) -> frozenset[str]:
    """Ids of all features, good or bad."""
    rows = features if isinstance(features, list) else []
    said = [raw["properties"] for raw in rows if isinstance(raw, dict) and isinstance(raw.get("properties"), dict)]
    return frozenset(one["id"] for one in said if isinstance(one.get("id"), str))


def _constraint(
    notes: Notes, label: str, raw: dict[str, Any], ids: frozenset[str], provenance: dict[str, str]
) -> Constraint:
    def bounds(name: str, most: float) -> tuple[float, float] | None:
        value = raw.get(name)
        if value is None:
            return None
        if isinstance(value, list) and numbers(value, 2) and 0 <= value[0] <= value[1] <= most:
            return float(value[0]), float(value[1])
        notes.wrong(WHOLE, f"{label}.{name}", value, f"give [least, most], 0 to {most:,.0f}")
        return None

    when = notes.mapping(WHOLE, f"{label}.when", raw.get("when", {}), "give features with the number of a position")
    for name, rival in when.items():
        if name not in ids or isinstance(rival, bool) or not isinstance(rival, int) or not 0 <= rival < 100:
            notes.wrong(
                WHOLE, f"{label}.when.{name}", rival, "give the id of a feature, and 0 or the number of a rival"
            )
    tolerance = raw.get("direction_tolerance_deg", 45.0)
    at_least = raw.get("at_least_m")
    return Constraint(
        start=raw.get("from", ""),
        to=raw.get("to"),
        direction=raw.get("direction"),
        direction_tolerance_deg=notes.number(WHOLE, f"{label}.direction_tolerance_deg", tolerance, (0.0, 180.0)),
        distance_m=bounds("distance_m", 2 * WIDEST_M),
        side=raw.get("side"),
        at_least_m=None if at_least is None else notes.number(WHOLE, f"{label}.at_least_m", at_least, _APART_M),
        area_m2=bounds("area_m2", WIDEST_M**2),
        when=dict(when),
        provenance=provenance,
    )


_APART_M = (-WIDEST_M, WIDEST_M)


def _surfaces(notes: Notes, document: dict[str, Any]) -> dict[str, dict[str, Range]]:
    """Cover and concealment of each surface, every number a range."""
    found: dict[str, dict[str, Range]] = {}
    remedy = "give cover and concealment of each surface"
    for name, raw in notes.mapping(WHOLE, "surfaces", document.get("surfaces"), remedy).items():
        said = notes.mapping(WHOLE, f"surfaces.{name}", raw, "give cover, concealment and provenance")
        if not said:
            continue
        guess = "guess" in (notes.provenance(WHOLE, said, f"surfaces.{name}.provenance") or {})
        words = [k for k in said if k != "provenance"]
        found[name] = {k: notes.range(WHOLE, f"surfaces.{name}.{k}", said[k], (0.0, 1.0), guess=guess) for k in words}
    for name in SURFACE_ROWS:
        if not {"cover", "concealment"} <= set(found.get(name, {})):
            notes.wrong(WHOLE, f"surfaces.{name}", sorted(found.get(name, {})), "give cover and concealment, 0 to 1")
    return found
