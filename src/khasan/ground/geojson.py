"""Reads a map: GeoJSON in, a checked GroundMap out, all problems named at once with their lines."""

from __future__ import annotations

import hashlib
import json
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from khasan.errors import InputError, Problem, input_error
from khasan.ground.features import Window, read_feature
from khasan.ground.model import DIRECTIONS, Constraint, Feature, GroundMap, Projection, Range
from khasan.ground.reading import Notes, numbers, pair, short

MAPS = Path(__file__).resolve().parent.parent / "data" / "maps"

SURFACE_ROWS = ("open", "marsh", "woods", "village", "lake", "river", "sea", "relief")
"""What a map states cover and concealment for."""

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
        if not path.exists():
            near = get_close_matches(str(id_or_path), maps(), 1)
            remedy = f"did you mean {near[0]}?" if near else f"give {', '.join(maps())} or a .geojson file"
            raise input_error("map", id_or_path, remedy)
    if not path.exists():
        raise input_error("map", path, "give a .geojson file that exists")
    stamp = path.stat()
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _modified_ns: int, _size: int) -> GroundMap:
    """Read and check a map; once a process, for as long as the file is not touched."""
    notes = Notes(path)
    document = _document(notes)
    projection, window = _head(notes, document)
    features = _features(notes, document, projection, window)
    constraints = _constraints(notes, document)
    surfaces = _surfaces(notes, document)
    if notes.problems:
        raise InputError(notes.problems)
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
        digest=hashlib.sha256(notes.text.encode()).hexdigest(),
        path=str(path),
    )


def _document(notes: Notes) -> dict[str, Any]:
    try:
        document = json.loads(notes.text)
    except json.JSONDecodeError as bad:
        where = Problem(str(notes.path), bad.lineno, bad.colno, "", bad.msg, "write valid JSON")
        raise InputError([where]) from bad
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise input_error("type", short(document), "give a GeoJSON FeatureCollection", file=str(notes.path))
    return document


def _head(notes: Notes, document: dict[str, Any]) -> tuple[Projection, Window]:
    """Names and quality are there; the origin and the window, without which nothing else can be read."""
    for name in ("id", "title", "statement"):
        if not isinstance(document.get(name), str):
            notes.wrong("", name, document.get(name), "give a text")
    if document.get("quality") not in ("schematic", "surveyed"):
        notes.wrong("", "quality", document.get("quality"), "give schematic or surveyed")
    origin, window = document.get("origin", []), document.get("window_m", [])
    if not numbers(origin, 2):
        notes.wrong("", "origin", origin, "give [lon, lat] in degrees")
    if not numbers(window, 4) or not (window[0] < window[2] and window[1] < window[3]):
        notes.wrong("", "window_m", window, "give [west, south, east, north] in metres from the origin")
    if not numbers(origin, 2) or not numbers(window, 4):
        raise InputError(notes.problems)
    west, south, east, north = (float(v) for v in window)
    return Projection(float(origin[0]), float(origin[1])), (west, south, east, north)


def _features(notes: Notes, document: dict[str, Any], projection: Projection, window: Window) -> tuple[Feature, ...]:
    """All features; ids are unique, and every id that is spoken of stands above."""
    found: dict[str, Feature] = {}
    problems = notes.problems
    for place, raw in enumerate(document.get("features", [])):
        notes.problems = []
        feature = read_feature(notes, place, raw, projection, window)
        problems += notes.problems
        notes.problems = problems
        if feature is None:
            continue
        if feature.id in found:
            notes.wrong(feature.id, "id", feature.id, "the id is taken; give another")
        _refers(notes, feature, found)
        found[feature.id] = feature
    return tuple(found.values())


def _refers(notes: Notes, f: Feature, above: dict[str, Feature]) -> None:
    """Notes what a feature refers to that does not stand above it."""
    named = [
        *(pin.partition(":")[0] for pin in f.pins.values()),
        *(r.same_as for r in f.rivals if r.same_as),
        *([f.follows] if f.follows else []),
    ]
    for other in named:
        if other not in above:
            near = get_close_matches(other, sorted(above), 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            notes.wrong(f.id, "pins, rivals, follows", other, f"no such feature above it{hint}")
    for vertex, pin in f.pins.items():
        if not 0 <= vertex < len(f.xy):
            notes.wrong(f.id, "pins", vertex, f"the line has vertices 0 to {len(f.xy) - 1}")
        leader, _, at = pin.partition(":")
        if at and leader in above and not (at.isdigit() and int(at) < len(above[leader].xy)):
            notes.wrong(f.id, "pins", pin, f"{leader} has vertices 0 to {len(above[leader].xy) - 1}")


def _constraints(notes: Notes, document: dict[str, Any]) -> tuple[Constraint, ...]:
    """What every member keeps."""
    raws = document.get("features", [])
    ids = {
        raw["properties"].get("id") for raw in raws if isinstance(raw, dict) and isinstance(raw.get("properties"), dict)
    }
    found = []
    for k, raw in enumerate(document.get("constraints", [])):
        label = f"constraints[{k}]"
        if not isinstance(raw, dict) or set(raw) - _CONSTRAINT_KEYS:
            notes.wrong("", label, raw, f"give a mapping with keys among {', '.join(sorted(_CONSTRAINT_KEYS))}")
            continue
        if raw.get("from") not in ids or raw.get("to", raw["from"]) not in ids:
            notes.wrong("", label, [raw.get("from"), raw.get("to")], "from and to are ids of features")
        sides = ("left", "right", "outside")
        if raw.get("direction", "N") not in DIRECTIONS or raw.get("side", "left") not in sides:
            remedy = f"direction is one of {', '.join(DIRECTIONS)}; side is left, right or outside"
            notes.wrong("", label, [raw.get("direction"), raw.get("side")], remedy)
        provenance = notes.provenance("", raw, f"{label}.provenance")
        if provenance is not None and not notes.problems:
            found.append(_constraint(raw, provenance))
    return tuple(found)


def _constraint(raw: dict[str, Any], provenance: dict[str, str]) -> Constraint:
    return Constraint(
        start=raw["from"],
        to=raw.get("to"),
        direction=raw.get("direction"),
        direction_tolerance_deg=float(raw.get("direction_tolerance_deg", 45.0)),
        distance_m=pair(raw.get("distance_m")),
        side=raw.get("side"),
        at_least_m=raw.get("at_least_m"),
        area_m2=pair(raw.get("area_m2")),
        when=dict(raw.get("when", {})),
        provenance=provenance,
    )


def _surfaces(notes: Notes, document: dict[str, Any]) -> dict[str, dict[str, Range]]:
    """Cover and concealment of each surface, every number a range."""
    found: dict[str, dict[str, Range]] = {}
    for name, raw in document.get("surfaces", {}).items():
        guess = "guess" in (notes.provenance("", raw, f"surfaces.{name}.provenance") or {})
        words = (k for k in raw if k != "provenance")
        found[name] = {k: notes.range("", f"surfaces.{name}.{k}", raw[k], guess=guess) for k in words}
    for name in SURFACE_ROWS:
        if not {"cover", "concealment"} <= set(found.get(name, {})):
            notes.wrong("", f"surfaces.{name}", sorted(found.get(name, {})), "give cover and concealment, 0 to 1")
    return found
