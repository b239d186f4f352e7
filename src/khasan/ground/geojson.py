"""Reads a map: GeoJSON in, a checked GroundMap out, every problem named at once with the line it stands on."""

from __future__ import annotations

import hashlib
import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from khasan.errors import InputError, Problem, input_error
from khasan.ground.model import (
    AREAS,
    CLAIMS,
    DIRECTIONS,
    F8,
    KINDS,
    POINTS,
    Constraint,
    Feature,
    GroundMap,
    Projection,
    Range,
    Rival,
    area_of,
)

MAPS = Path(__file__).resolve().parent.parent / "data" / "maps"
MARGIN_M = 1500.0
"""How far outside the window a line or an area may reach, so that it can run off the map."""

_GUESS_SPREAD = 0.3
_NUMBERS = ("width_m", "base_m", "noise_m", "top_m", "cap_m", "cap_deg", "east_deg", "west_deg", "level_m")
_NEEDS = {"spot_height": "height_m", "ridge": "heights_m", "river": "width_m", "border_line": "claim",
          "lake": "level_m", "relief_zone": "base_m"}
_PROPERTIES = frozenset({"id", "kind", "name", "names", "provenance", "tolerance_m", "height_m", "heights_m",
                         "pins", "rivals", "weight", "follows", "claim", "label", "note", "entry", *_NUMBERS})


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
            remedy = f"did you mean {near[0]}?" if near else f"give one of {', '.join(maps())} or a .geojson file"
            raise input_error("map", id_or_path, remedy)
    if not path.exists():
        raise input_error("map", path, "give a .geojson file that exists")
    return _Reader(path).read()


class _Reader:
    """Collects problems while it reads, so that an author sees all of them at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.problems: list[Problem] = []

    def read(self) -> GroundMap:
        document = self._json()
        head = self._head(document)
        features = [f for i, raw in enumerate(document.get("features", [])) if (f := self._feature(i, raw, head))]
        self._references(features)
        constraints = self._constraints(document, {f.id for f in features})
        surfaces = self._surfaces(document)
        if self.problems:
            raise InputError(self.problems)
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        return GroundMap(
            document["id"], document["title"], document["quality"], document["statement"], head[0], head[1],
            tuple(features), tuple(constraints), surfaces, digest, str(self.path),
        )

    # -- telling what is wrong -------------------------------------------------------------------------------

    def wrong(self, where: str, name: str, value: object, remedy: str) -> None:
        """Note a problem; ``where`` is the id of the feature, whose line is looked up."""
        at = self.text.find(f'"id": "{where}"') if where else -1
        line = self.text.count("\n", 0, at) + 1 if at >= 0 else None
        label = f"{where}.{name}" if where else name
        self.problems.append(Problem(str(self.path), line, None, label, _short(value), remedy))

    def _json(self) -> dict[str, Any]:
        try:
            document = json.loads(self.text)
        except json.JSONDecodeError as bad:
            where = Problem(str(self.path), bad.lineno, bad.colno, "", bad.msg, "write valid JSON")
            raise InputError([where]) from bad
        if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
            raise input_error("type", _short(document), "give a GeoJSON FeatureCollection", file=str(self.path))
        return document

    def _head(self, document: dict[str, Any]) -> tuple[Projection, tuple[float, float, float, float]]:
        for name in ("id", "title", "statement"):
            if not isinstance(document.get(name), str):
                self.wrong("", name, document.get(name), "give a text")
        if document.get("quality") not in ("schematic", "surveyed"):
            self.wrong("", "quality", document.get("quality"), "give schematic or surveyed")
        origin, window = document.get("origin"), document.get("window_m")
        if not _numbers(origin, 2) or not _numbers(window, 4):
            self.wrong("", "origin, window_m", [origin, window], "give [lon, lat] and [west, south, east, north] in metres")
            raise InputError(self.problems)
        assert origin is not None and window is not None
        west, south, east, north = (float(v) for v in window)
        if not (west < east and south < north):
            self.wrong("", "window_m", window, "west must be less than east, and south less than north")
        return Projection(float(origin[0]), float(origin[1])), (west, south, east, north)

    # -- features --------------------------------------------------------------------------------------------

    def _feature(self, number: int, raw: Any, head: tuple[Projection, tuple[float, float, float, float]]) -> Feature | None:
        properties = raw.get("properties") if isinstance(raw, dict) else None
        if not isinstance(properties, dict) or not isinstance(properties.get("id"), str):
            self.wrong("", f"features[{number}]", raw, "give a Feature whose properties have an id")
            return None
        fid, kind = properties["id"], properties.get("kind")
        if kind not in KINDS:
            near = get_close_matches(str(kind), sorted(KINDS), 1)
            self.wrong(fid, "kind", kind, f"did you mean {near[0]}?" if near else f"give one of {', '.join(sorted(KINDS))}")
            return None
        for name in sorted(set(properties) - _PROPERTIES):
            near = get_close_matches(name, sorted(_PROPERTIES), 1)
            self.wrong(fid, name, properties[name], f"unknown key; did you mean {near[0]}?" if near else "unknown key; leave it out")
        if _NEEDS.get(kind, "id") not in properties:
            self.wrong(fid, _NEEDS[kind], None, f"a {kind} needs it")
        provenance = self._provenance(fid, properties)
        xy = self._geometry(fid, kind, raw.get("geometry"), head)
        if provenance is None or xy is None:
            return None
        tolerance = properties.get("tolerance_m")
        if not isinstance(tolerance, int | float) or not 0 <= tolerance <= 50_000:
            self.wrong(fid, "tolerance_m", tolerance, "give the uncertainty of the position in metres, 0 or more")
            return None
        if kind == "border_line" and properties.get("claim") not in CLAIMS:
            self.wrong(fid, "claim", properties.get("claim"), "give soviet or japanese")
        guess = "guess" in provenance
        heights = properties.get("heights_m", [])
        if heights and len(heights) != len(xy):
            self.wrong(fid, "heights_m", len(heights), f"give one height for each of the {len(xy)} vertices")
        return Feature(
            fid, kind, str(properties.get("name", fid)), dict(properties.get("names", {})), xy, float(tolerance), provenance,
            self._range(fid, "height_m", properties["height_m"], guess) if "height_m" in properties else None,
            tuple(self._range(fid, "heights_m", h, True) for h in heights),
            {int(k): str(v) for k, v in properties.get("pins", {}).items()},
            tuple(self._rival(fid, r, head[0]) for r in properties.get("rivals", [])),
            float(properties.get("weight", 1.0)), properties.get("follows"), properties.get("claim"),
            {n: self._range(fid, n, properties[n], guess) for n in _NUMBERS if n in properties},
            {n: properties[n] for n in ("label", "note", "entry") if n in properties},
        )

    def _geometry(self, fid: str, kind: str, geometry: Any, head: tuple[Projection, tuple[float, float, float, float]]) -> F8 | None:
        """Vertices in metres, or None with the problem noted."""
        wanted = "Point" if kind in POINTS else "Polygon" if kind in AREAS else "LineString"
        shape = geometry.get("type") if isinstance(geometry, dict) else None
        if shape != wanted:
            self.wrong(fid, "geometry.type", shape, f"a {kind} is a {wanted}")
            return None
        raw = geometry.get("coordinates")
        rows = [raw] if wanted == "Point" else raw[0] if wanted == "Polygon" and raw else raw
        if not isinstance(rows, list) or not all(_numbers(v, 2) for v in rows):
            self.wrong(fid, "geometry.coordinates", raw, "give [lon, lat] pairs of finite numbers")
            return None
        if wanted == "Polygon" and (len(rows) < 4 or rows[0] != rows[-1]):
            self.wrong(fid, "geometry.coordinates", f"{len(rows)} vertices", "give a closed ring of 4 or more vertices")
            return None
        if wanted == "LineString" and len(rows) < 2:
            self.wrong(fid, "geometry.coordinates", f"{len(rows)} vertices", "give a line of 2 or more vertices")
            return None
        xy = np.array([head[0].lonlat_to_xy(lon, lat) for lon, lat in rows])
        west, south, east, north = head[1]
        margin = 0.0 if wanted == "Point" else MARGIN_M
        low, high = np.array([west, south]) - margin, np.array([east, north]) + margin
        off = np.any((xy < low) | (xy > high), axis=1)
        if off.any():
            first = rows[int(np.argmax(off))]
            self.wrong(fid, "geometry.coordinates", first, "lies off the map's window; move it or enlarge window_m")
            return None
        if wanted == "Polygon":
            xy = xy[:-1]
            if area_of(xy) < 1.0 or _crosses_itself(xy):
                self.wrong(fid, "geometry.coordinates", f"{len(rows)} vertices", "the ring has no area or crosses itself")
                return None
        return xy

    def _provenance(self, where: str, holder: dict[str, Any]) -> dict[str, str] | None:
        found = holder.get("provenance")
        good = isinstance(found, dict) and set(found) in ({"source"}, {"derived"}, {"guess"}) and all(found.values())
        if not good:
            self.wrong(where, "provenance", found, "give exactly one of source (who says so, where), derived (how), guess (why)")
            return None
        assert isinstance(found, dict)
        return {str(k): str(v) for k, v in found.items()}

    def _range(self, where: str, name: str, raw: Any, guess: bool) -> Range:
        """A bare number, or a mapping with value, low, high; a guess without bounds gets 30% either way."""
        if isinstance(raw, int | float) and not isinstance(raw, bool) and np.isfinite(raw):
            spread = abs(raw) * _GUESS_SPREAD if guess else 0.0
            return Range(float(raw), raw - spread, raw + spread)
        if isinstance(raw, dict) and isinstance(raw.get("value"), int | float):
            value = float(raw["value"])
            spread = abs(value) * _GUESS_SPREAD if guess or "guess" in raw else 0.0
            low, high = float(raw.get("low", value - spread)), float(raw.get("high", value + spread))
            if low <= value <= high:
                return Range(value, low, high)
        self.wrong(where, name, raw, "give a number, or {value, low, high} with low <= value <= high")
        return Range(0.0, 0.0, 0.0)

    def _rival(self, fid: str, raw: Any, projection: Projection) -> Rival:
        provenance = self._provenance(fid, raw if isinstance(raw, dict) else {}) or {}
        at = raw.get("at") if isinstance(raw, dict) else None
        same = raw.get("same_as") if isinstance(raw, dict) else None
        if (at is None) == (same is None) or (at is not None and not _numbers(at, 2)):
            self.wrong(fid, "rivals", raw, "give at: [lon, lat] or same_as: the id of a feature")
            return Rival(None, None, 0.0, provenance)
        xy = projection.lonlat_to_xy(*at) if at is not None else None
        return Rival(xy, same, float(raw.get("weight", 1.0)), provenance)

    def _references(self, features: list[Feature]) -> None:
        """Ids are unique, and every id that is spoken of exists and was drawn before."""
        seen: set[str] = set()
        for f in features:
            if f.id in seen:
                self.wrong(f.id, "id", f.id, "the id is taken; give another")
            named = [*f.pins.values(), *(r.same_as for r in f.rivals if r.same_as), *([f.follows] if f.follows else [])]
            for other in named:
                if other not in seen:
                    near = get_close_matches(other, sorted(seen), 1)
                    self.wrong(f.id, "pins, rivals, follows", other, f"no such feature above it{f'; did you mean {near[0]}?' if near else ''}")
            for vertex in f.pins:
                if not 0 <= vertex < len(f.xy):
                    self.wrong(f.id, "pins", vertex, f"the line has vertices 0 to {len(f.xy) - 1}")
            seen.add(f.id)

    def _constraints(self, document: dict[str, Any], ids: set[str]) -> list[Constraint]:
        found = []
        for i, raw in enumerate(document.get("constraints", [])):
            label = f"constraints[{i}]"
            if not isinstance(raw, dict) or raw.get("from") not in ids or raw.get("to", raw.get("from")) not in ids:
                self.wrong("", label, raw, "give from (and to) as ids of features")
                continue
            if raw.get("direction", "N") not in DIRECTIONS or raw.get("side", "left") not in ("left", "right", "outside"):
                self.wrong("", label, raw, f"direction is one of {', '.join(DIRECTIONS)}; side is left, right or outside")
                continue
            provenance = self._provenance("", raw)
            if provenance is not None:
                found.append(Constraint(
                    raw["from"], raw.get("to"), raw.get("direction"), float(raw.get("direction_tolerance_deg", 45)),
                    _pair(raw.get("distance_m")), raw.get("side"), raw.get("at_least_m"), _pair(raw.get("area_m2")),
                    dict(raw.get("when", {})), provenance,
                ))
        return found

    def _surfaces(self, document: dict[str, Any]) -> dict[str, dict[str, Range]]:
        """Cover and concealment of each surface, every number a range."""
        found: dict[str, dict[str, Range]] = {}
        for name, raw in document.get("surfaces", {}).items():
            guess = "guess" in (self._provenance("", raw) or {})
            found[name] = {k: self._range("", f"surfaces.{name}.{k}", v, guess) for k, v in raw.items() if k != "provenance"}
        for name in ("open", "marsh", "woods", "village", "lake", "river", "sea", "relief"):
            if not {"cover", "concealment"} <= set(found.get(name, {})):
                self.wrong("", f"surfaces.{name}", found.get(name), "give cover and concealment, 0 to 1")
        return found


def _numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(
        isinstance(v, int | float) and not isinstance(v, bool) and np.isfinite(v) for v in value
    )


def _pair(value: Any) -> tuple[float, float] | None:
    return (float(value[0]), float(value[1])) if _numbers(value, 2) else None


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."


def _crosses_itself(xy: F8) -> bool:
    """True if two edges of a ring cross; the ring has few vertices, so every pair is looked at."""
    a, b = xy, np.roll(xy, -1, axis=0)
    d = b - a
    away = a[None, :, :] - a[:, None, :]
    cross = d[:, None, 0] * d[None, :, 1] - d[:, None, 1] * d[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (away[..., 0] * d[None, :, 1] - away[..., 1] * d[None, :, 0]) / cross
        u = (away[..., 0] * d[:, None, 1] - away[..., 1] * d[:, None, 0]) / cross
    inside = (t > 1e-9) & (t < 1 - 1e-9) & (u > 1e-9) & (u < 1 - 1e-9)
    return bool(inside.any())
