"""Reads one feature of a map: its kind, geometry, numbers and provenance, each checked."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from khasan.errors import did_you_mean, nearest
from khasan.ground.map_reading import Here, Notes, number, numbers, one_of
from khasan.ground.model import AREAS, CLAIMS, F8, KINDS, POINTS, Feature, Projection, Range, Rival, area_of

MARGIN_M = 1500.0
"""How far outside the window a line or an area may reach, so that it can run off the map."""
MAX_VERTICES = 1_000
MAX_RIVALS = 20

Window = tuple[float, float, float, float]

_HEIGHT_M = (-500.0, 9_000.0)
_ACROSS_M = (0.0, 50_000.0)
_SLOPE_DEG = (0.1, 89.0)
_NUMBERS = {
    "width_m": _ACROSS_M, "base_m": _HEIGHT_M, "noise_m": (0.0, 1_000.0), "top_m": _ACROSS_M, "cap_m": _ACROSS_M,
    "cap_deg": (0.0, 89.0), "east_deg": _SLOPE_DEG, "west_deg": _SLOPE_DEG, "level_m": _HEIGHT_M,
}  # fmt: skip
"""What else a feature may measure, and between which bounds."""
_WEIGHT = (0.0, 1_000.0)
_FLAGS = ("label", "note", "entry")
_NEEDS = {
    "spot_height": "height_m",
    "ridge": "heights_m",
    "river": "width_m",
    "border_line": "claim",
    "lake": "level_m",
    "relief_zone": "base_m",
}
_PLAIN = ("id", "kind", "name", "names", "provenance", "tolerance_m", "height_m", "heights_m", "pins")
_PROPERTIES = {*_PLAIN, "rivals", "weight", "follows", "claim", *_NUMBERS, *_FLAGS}
_INDEX = re.compile("0|[1-9][0-9]{0,3}")


def read_feature(notes: Notes, place: int, raw: Any, projection: Projection, window: Window) -> Feature | None:
    """The feature that stands at a place of the list, or None with its problems noted."""
    said = raw.get("properties") if isinstance(raw, dict) else None
    fid = said.get("id") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(fid, str) or not 0 < len(fid) <= 100 or ":" in fid:
        notes.wrong(
            Here("", ()), f"features[{place}]", raw, "give a Feature whose properties have an id, without a colon"
        )
        return None
    here = Here(fid, ("features", place))
    if not _known(notes, here, said):
        return None
    kind = said["kind"]
    provenance = notes.provenance(here, said)
    xy = _geometry(notes, here, kind, raw.get("geometry"), projection, window)
    tolerance: Any = said.get("tolerance_m")
    if not number(tolerance) or not 0 <= tolerance <= 50_000:
        notes.wrong(here, "tolerance_m", tolerance, "give the uncertainty of the position in metres, 0 or more")
    if kind == "border_line" and not one_of(said.get("claim"), CLAIMS):
        notes.wrong(here, "claim", said.get("claim"), "give soviet or japanese")
    if provenance is None or xy is None or notes.problems:
        return None
    guess = "guess" in provenance
    pins = _pins(notes, here, said.get("pins", {}))
    return Feature(
        id=fid,
        kind=kind,
        name=notes.text(here, "name", said.get("name", fid)),
        names=_names(notes, here, said.get("names", {})),
        xy=xy,
        tolerance_m=float(tolerance),
        provenance=provenance,
        height=notes.range(here, "height_m", said["height_m"], _HEIGHT_M, guess=guess) if "height_m" in said else None,
        heights=_crest(notes, here, said, len(xy), pins),
        pins=pins,
        rivals=_rivals(notes, here, kind, said.get("rivals", []), projection, window),
        weight=notes.number(here, "weight", said.get("weight", 1.0), _WEIGHT),
        follows=notes.text(here, "follows", said["follows"]) if said.get("follows") is not None else None,
        claim=said.get("claim") if one_of(said.get("claim"), CLAIMS) else None,
        numbers={n: notes.range(here, n, said[n], _NUMBERS[n], guess=guess) for n in _NUMBERS if n in said},
        flags={n: _flag(notes, here, n, said[n]) for n in _FLAGS if n in said},
    )


def _known(notes: Notes, here: Here, said: dict[str, Any]) -> bool:
    """Whether the kind is one we know; keys that we do not know and keys that lack are noted."""
    kind = said.get("kind")
    if not one_of(kind, KINDS):
        notes.wrong(here, "kind", kind, nearest(kind if isinstance(kind, str) else "", KINDS))
        return False
    for name in sorted(set(said) - _PROPERTIES):
        remedy = did_you_mean(name, _PROPERTIES) or "leave it out"
        notes.wrong(here, name, said[name], f"unknown key; {remedy}", at_key=True)
    if _NEEDS.get(str(kind), "id") not in said:
        notes.wrong(here, _NEEDS[str(kind)], None, f"a {kind} needs it")
    return True


def _names(notes: Notes, here: Here, raw: Any) -> dict[str, str]:
    """Names by language."""
    names = notes.mapping(here, "names", raw, "give names by language, as ru: Заозёрная")
    return {language: notes.text(here, f"names.{language}", name) for language, name in names.items()}


def _flag(notes: Notes, here: Here, name: str, raw: Any) -> Any:
    """A label is there or not; a note and the side of an entry are texts."""
    if name != "label":
        return notes.text(here, name, raw, 2_000)
    if raw not in (1, True):
        notes.wrong(here, name, raw, "give 1, or leave it out where no name is to stand")
    return raw


def _pins(notes: Notes, here: Here, raw: Any) -> dict[int, str]:
    """Vertices that lie on other features: the number of each, from 0, and whose point it is."""
    pins = {}
    for vertex, other in notes.mapping(here, "pins", raw, 'give vertices with features, as "0": zaozernaya').items():
        if _INDEX.fullmatch(vertex) is None or not isinstance(other, str):
            notes.wrong(here, f"pins.{vertex}", other, "give the number of a vertex, from 0, and the id of a feature")
        else:
            pins[int(vertex)] = other
    return pins


def _geometry(notes: Notes, here: Here, kind: str, geometry: Any, projection: Projection, window: Window) -> F8 | None:
    """Vertices in metres (a ring without its last, repeated one), or None with the problem noted."""
    wanted = "Point" if kind in POINTS else "Polygon" if kind in AREAS else "LineString"
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or shape != wanted:
        notes.wrong(here, "geometry.type", shape, f"a {kind} is a {wanted}")
        return None
    where, raw = "geometry.coordinates", geometry.get("coordinates")
    rows = [raw] if wanted == "Point" else raw
    if wanted == "Polygon":
        if not isinstance(raw, list) or len(raw) != 1:
            notes.wrong(here, where, raw, "give one ring in its own brackets: an area has no holes")
            return None
        where, rows = f"{where}[0]", raw[0]
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_VERTICES:
        remedy = f"give a list of [lon, lat] pairs of finite numbers, {MAX_VERTICES} at most"
        notes.wrong(here, where, f"{len(rows)} vertices" if isinstance(rows, list) else rows, remedy)
        return None
    for k, row in enumerate(rows):
        if not numbers(row, 2) or not (-180 <= row[0] <= 180 and -90 <= row[1] <= 90):
            spot = where if wanted == "Point" else f"{where}[{k}]"
            notes.wrong(here, spot, row, "give [lon, lat] pairs of finite numbers, in degrees")
            return None
    if wanted == "Polygon" and (len(rows) < 4 or rows[0] != rows[-1]):
        notes.wrong(here, where, f"{len(rows)} vertices", "give a closed ring of 4 or more vertices")
        return None
    if wanted == "LineString" and len(rows) < 2:
        notes.wrong(here, where, f"{len(rows)} vertices", "give a line of 2 or more vertices")
        return None
    xy = np.array([projection.lonlat_to_xy(lon, lat) for lon, lat in rows])
    off = _off_window(xy, window, 0.0 if wanted == "Point" else MARGIN_M)
    if off is not None:
        spot = where if wanted == "Point" else f"{where}[{off}]"
        notes.wrong(here, spot, rows[off], "lies off the map's window; move it or enlarge window_m")
        return None
    if wanted == "Polygon":
        xy = xy[:-1]
        if area_of(xy) < 1.0 or _crosses_itself(xy):
            notes.wrong(here, where, f"{len(rows)} vertices", "the ring has no area or crosses itself")
            return None
    return xy


def _off_window(xy: F8, window: Window, margin: float) -> int | None:
    """The first vertex that lies off the window, or None."""
    low, high = np.array(window[:2]) - margin, np.array(window[2:]) + margin
    off = np.any((xy < low) | (xy > high), axis=1)
    return int(np.argmax(off)) if off.any() else None


def _crest(notes: Notes, here: Here, said: dict[str, Any], vertices: int, pins: dict[int, str]) -> tuple[Range, ...]:
    """Heights along a ridge; null at a vertex pinned to a summit stands for the summit's own height."""
    raw = said.get("heights_m", [])
    if "heights_m" in said and (not isinstance(raw, list) or len(raw) != vertices):
        notes.wrong(here, "heights_m", raw, f"give one height for each of the {vertices} vertices")
        return ()
    pinned = Range(float("nan"), float("nan"), float("nan"))
    return tuple(
        pinned if h is None and k in pins else notes.range(here, f"heights_m[{k}]", h, _HEIGHT_M, guess=True)
        for k, h in enumerate(raw)
    )


def _rivals(notes: Notes, here: Here, kind: str, raw: Any, projection: Projection, window: Window) -> tuple[Rival, ...]:
    """Other positions of a point."""
    rows = notes.rows(here, "rivals", raw, MAX_RIVALS)
    if rows and kind not in POINTS:
        notes.wrong(here, "rivals", raw, f"a {kind} is no point: only points have rival positions")
        return ()
    return tuple(_rival(notes, here, f"rivals[{k}]", row, projection, window) for k, row in enumerate(rows))


def _rival(notes: Notes, here: Here, name: str, raw: Any, projection: Projection, window: Window) -> Rival:
    """Another position of the feature: at a point, or the same as a feature above it."""
    provenance = notes.provenance(here, raw, f"{name}.provenance") or {}
    said = raw if isinstance(raw, dict) else {}
    at: Any = said.get("at")
    same = said.get("same_as")
    good = numbers(at, 2) and -180 <= at[0] <= 180 and -90 <= at[1] <= 90 if same is None else isinstance(same, str)
    if (at is None) == (same is None) or not good:
        notes.wrong(here, name, raw, "give at: [lon, lat] or same_as: the id of a feature")
        return Rival(None, None, 0.0, provenance)
    xy = projection.lonlat_to_xy(*at) if at is not None else None
    if xy is not None and _off_window(np.array([xy]), window, 0.0) is not None:
        notes.wrong(here, f"{name}.at", at, "lies off the map's window; move it or enlarge window_m")
    return Rival(xy, same, notes.number(here, f"{name}.weight", said.get("weight", 1.0), _WEIGHT), provenance)


def _crosses_itself(xy: F8) -> bool:
    """True if two edges of a ring cross; the ring has few vertices, so every pair is looked at."""
    d = np.roll(xy, -1, axis=0) - xy
    away = xy[None, :, :] - xy[:, None, :]
    cross = d[:, None, 0] * d[None, :, 1] - d[:, None, 1] * d[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (away[..., 0] * d[None, :, 1] - away[..., 1] * d[None, :, 0]) / cross
        u = (away[..., 0] * d[:, None, 1] - away[..., 1] * d[:, None, 0]) / cross
    inside = (t > 1e-9) & (t < 1 - 1e-9) & (u > 1e-9) & (u < 1 - 1e-9)
    return bool(inside.any())
