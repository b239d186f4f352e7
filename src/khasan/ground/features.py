"""Reads one feature of a map: its kind, geometry, numbers and provenance, each checked."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

import numpy as np

from khasan.ground.model import AREAS, CLAIMS, F8, KINDS, POINTS, Feature, Projection, Range, Rival, area_of
from khasan.ground.reading import Notes, number, numbers

MARGIN_M = 1500.0
"""How far outside the window a line or an area may reach, so that it can run off the map."""

Window = tuple[float, float, float, float]

_NUMBERS = ("width_m", "base_m", "noise_m", "top_m", "cap_m", "cap_deg", "east_deg", "west_deg", "level_m")
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


def read_feature(notes: Notes, place: int, raw: Any, projection: Projection, window: Window) -> Feature | None:
    """The feature that stands at a place of the list, or None with its problems noted."""
    said = raw.get("properties") if isinstance(raw, dict) else None
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        notes.wrong("", f"features[{place}]", raw, "give a Feature whose properties have an id")
        return None
    if not _known(notes, said):
        return None
    fid, kind = said["id"], said["kind"]
    provenance = notes.provenance(fid, said)
    xy = _geometry(notes, fid, kind, raw.get("geometry"), projection, window)
    tolerance: Any = said.get("tolerance_m")
    if not number(tolerance) or not 0 <= tolerance <= 50_000:
        notes.wrong(fid, "tolerance_m", tolerance, "give the uncertainty of the position in metres, 0 or more")
    if kind == "border_line" and said.get("claim") not in CLAIMS:
        notes.wrong(fid, "claim", said.get("claim"), "give soviet or japanese")
    if provenance is None or xy is None or notes.problems:
        return None
    guess = "guess" in provenance
    return Feature(
        id=fid,
        kind=kind,
        name=str(said.get("name", fid)),
        names=dict(said.get("names", {})),
        xy=xy,
        tolerance_m=float(tolerance),
        provenance=provenance,
        height=notes.range(fid, "height_m", said["height_m"], guess=guess) if "height_m" in said else None,
        heights=_crest(notes, fid, said, len(xy)),
        pins={int(k): str(v) for k, v in said.get("pins", {}).items()},
        rivals=tuple(_rival(notes, fid, r, projection) for r in said.get("rivals", [])),
        weight=float(said.get("weight", 1.0)),
        follows=said.get("follows"),
        claim=said.get("claim"),
        numbers={n: notes.range(fid, n, said[n], guess=guess) for n in _NUMBERS if n in said},
        flags={n: said[n] for n in _FLAGS if n in said},
    )


def _known(notes: Notes, said: dict[str, Any]) -> bool:
    """Whether the kind is one we know; keys that we do not know and keys that lack are noted."""
    fid, kind = said["id"], said.get("kind")
    if kind not in KINDS:
        near = get_close_matches(str(kind), sorted(KINDS), 1)
        notes.wrong(
            fid,
            "kind",
            kind,
            f"did you mean {near[0]}?" if near else f"give one of {', '.join(sorted(KINDS))}",
        )
        return False
    for name in sorted(set(said) - _PROPERTIES):
        near = get_close_matches(name, sorted(_PROPERTIES), 1)
        notes.wrong(
            fid,
            name,
            said[name],
            f"unknown key; did you mean {near[0]}?" if near else "unknown key; leave it out",
        )
    if _NEEDS.get(kind, "id") not in said:
        notes.wrong(fid, _NEEDS[kind], None, f"a {kind} needs it")
    return True


def _geometry(notes: Notes, fid: str, kind: str, geometry: Any, projection: Projection, window: Window) -> F8 | None:
    """Vertices in metres (a ring without its last, repeated one), or None with the problem noted."""
    wanted = "Point" if kind in POINTS else "Polygon" if kind in AREAS else "LineString"
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    if shape != wanted:
        notes.wrong(fid, "geometry.type", shape, f"a {kind} is a {wanted}")
        return None
    raw = geometry.get("coordinates")
    rows = [raw] if wanted == "Point" else raw[0] if wanted == "Polygon" and raw else raw
    where = "geometry.coordinates"
    if not isinstance(rows, list) or not rows or not all(numbers(v, 2) for v in rows):
        notes.wrong(fid, where, raw, "give [lon, lat] pairs of finite numbers")
        return None
    if wanted == "Polygon" and (len(rows) < 4 or rows[0] != rows[-1]):
        notes.wrong(fid, where, f"{len(rows)} vertices", "give a closed ring of 4 or more vertices")
        return None
    if wanted == "LineString" and len(rows) < 2:
        notes.wrong(fid, where, f"{len(rows)} vertices", "give a line of 2 or more vertices")
        return None
    xy = np.array([projection.lonlat_to_xy(lon, lat) for lon, lat in rows])
    margin = 0.0 if wanted == "Point" else MARGIN_M
    low, high = np.array(window[:2]) - margin, np.array(window[2:]) + margin
    off = np.any((xy < low) | (xy > high), axis=1)
    if off.any():
        notes.wrong(fid, where, rows[int(np.argmax(off))], "lies off the map's window; move it or enlarge window_m")
        return None
    if wanted == "Polygon":
        xy = xy[:-1]
        if area_of(xy) < 1.0 or _crosses_itself(xy):
            notes.wrong(fid, where, f"{len(rows)} vertices", "the ring has no area or crosses itself")
            return None
    return xy


def _crest(notes: Notes, fid: str, said: dict[str, Any], vertices: int) -> tuple[Range, ...]:
    """Heights along a ridge; null at a vertex pinned to a summit stands for the summit's own height."""
    raw = said.get("heights_m", [])
    if "heights_m" in said and (not isinstance(raw, list) or len(raw) != vertices):
        notes.wrong(fid, "heights_m", raw, f"give one height for each of the {vertices} vertices")
        return ()
    pinned = Range(float("nan"), float("nan"), float("nan"))
    return tuple(
        pinned if h is None and str(k) in said.get("pins", {}) else notes.range(fid, "heights_m", h, guess=True)
        for k, h in enumerate(raw)
    )


def _rival(notes: Notes, fid: str, raw: Any, projection: Projection) -> Rival:
    """Another position of the feature: at a point, or the same as a feature above it."""
    provenance = notes.provenance(fid, raw if isinstance(raw, dict) else {}, "rivals.provenance") or {}
    at = raw.get("at") if isinstance(raw, dict) else None
    same = raw.get("same_as") if isinstance(raw, dict) else None
    if (at is None) == (same is None) or (at is not None and not numbers(at, 2)):
        notes.wrong(fid, "rivals", raw, "give at: [lon, lat] or same_as: the id of a feature")
        return Rival(None, None, 0.0, provenance)
    xy = projection.lonlat_to_xy(*at) if at is not None else None
    return Rival(xy, same, float(raw.get("weight", 1.0)), provenance)


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
