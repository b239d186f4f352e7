"""The ground of a battle as a map's file: relief, woods, marsh and houses of the kinds that a row names.

Nothing on it stands where it stood: where woods and folds lie is drawn anew on each of the maps that share the
replications. x runs from the defenders' first line towards the attackers, y along the front.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

import numpy as np

from khasan.battles.generator.assumptions import assumptions
from khasan.battles.generator.scale import Scale
from khasan.battles.row import BattleRow
from khasan.ground.hexgrid import ROW_STEP
from khasan.ground.model import Projection
from khasan.scenario.numbers import Number

ORIGINS = {"tropical": (105.0, 15.0), "desert": (33.0, 31.0)}
TEMPERATE = (130.0, 47.0)
"""Where the sun is computed for, by climate: the place itself is in no row."""
BASE_M = 30.0
RISES = 3.0
"""Of its roughness the ground lies so much above the base, so that hardly any of it is cut off at the sea's level."""
WOOD_M = 450.0
"""Radius of a wood."""
MOST_WOODS = 120
MADE = {"derived": "drawn for the kind of ground that the row names; nothing on it is at its place"}
SHELTER: Mapping[str, tuple[float, float]] = {
    "open": (0.05, 0.2), "marsh": (0.02, 0.4), "woods": (0.2, 0.65), "village": (0.35, 0.6), "lake": (0.0, 0.05),
    "river": (0.0, 0.05), "sea": (0.0, 0.05), "relief": (0.25, 0.2),
}  # fmt: skip
"""Cover and concealment of each surface, as of the maps of the border fights."""
BARE = {"bare": (0.03, 0.12), "desert": (0.02, 0.05)}
"""Of open ground where a row says that it is bare."""
SHELTER_SPREAD = 0.4


@dataclass(frozen=True)
class Spot:
    """A named point: metres towards the attackers and along the front."""

    id: str
    x: float
    y: float


def map_of(row: BattleRow, map_id: str, spots: list[Spot], scale: Scale) -> Any:
    """The map's file."""
    half = scale.extent.half_m
    window = _window(scale.extent.west_m, scale.extent.east_m, half, scale.hex_m)
    at = Projection(*ORIGINS.get(row.weather.climate or "", TEMPERATE))
    wide, high = max(abs(window[0]), window[2]) + 500.0, window[3] + 500.0
    relief = getattr(assumptions().ground, row.ground.relief or "rolling").noise_m
    noise = _plain(relief, factor=0.6 if row.ground.special == "dunes" else 1.0)
    square = [(-wide, -high), (wide, -high), (wide, high), (-wide, high), (-wide, -high)]
    features = [_feature(at, "relief_zone", "ground", [square], base_m=BASE_M + RISES * noise["value"], noise_m=noise)]
    features += [
        _feature(at, kind, name, [_ring(x, y, radius)], tolerance_m=min(800.0, 2 * radius))
        for kind, name, x, y, radius in _patches(row, window)
    ]
    features += [
        _feature(at, "village", f"houses-{k}", [(x, y)], tolerance_m=100.0)
        for k, (x, y) in enumerate(_houses(row, half))
    ]
    features += [_feature(at, "place", spot.id, [(spot.x, spot.y)]) for spot in spots]
    shelter = {**SHELTER, **({"open": BARE[row.ground.cover]} if row.ground.cover in BARE else {})}
    return {
        "type": "FeatureCollection", "id": map_id, "title": "Ground of the kind that the row names",
        "quality": "schematic", "statement": "Drawn from a row: nothing stands where it stood.",
        "origin": [at.lon0, at.lat0], "window_m": list(window), "constraints": [], "features": features,
        "surfaces": {name: _surface(*worth) for name, worth in shelter.items()},
    }  # fmt: skip


def _window(west: float, east: float, half: float, hex_m: float) -> tuple[float, float, float, float]:
    """The map's edges, so that the middle of the first line is the centre of a hex whatever the hexes' size."""
    cols_west, cols_east = -(-west // hex_m), -(-east // hex_m)
    rows = 4 * max(1, round(half / (2 * hex_m * ROW_STEP))) + 1
    high = rows * hex_m * ROW_STEP / 2
    return -(cols_west + 0.25) * hex_m, -high, (cols_east - 0.25) * hex_m, high


def _patches(row: BattleRow, window: tuple[float, float, float, float]) -> list[tuple[str, str, float, float, float]]:
    """Woods and marshes: kind, name, middle and radius, scattered evenly."""
    west, south, east, north = window
    found = []
    area = (east - west) * (north - south)
    wooded = assumptions().woods.get(row.ground.cover or "mixed")
    shares = {"woods": float(wooded) if wooded else 0.0, "marsh": 0.25 if row.ground.special == "marsh" else 0.0}
    for kind, share in shares.items():
        radius = max(WOOD_M, (share * area / (pi * MOST_WOODS)) ** 0.5)
        # discs cover each other: 1 - exp(-n a / A) of the ground lies under n of them
        number = round(-np.log(1.0 - share) * area / (pi * radius**2))
        rng = _stream(f"{row.isqno}/{kind}")
        for k, (u, v) in enumerate(rng.random((number, 2))):
            found.append((kind, f"{kind}-{k}", west + u * (east - west), south + v * (north - south), radius))
    return found


def _houses(row: BattleRow, half: float) -> list[tuple[float, float]]:
    """Houses about the middle of the position, where the row names a town."""
    if row.ground.special != "urban":
        return []
    rng = _stream(f"{row.isqno}/houses")
    return [(float(x), float(y)) for x, y in rng.uniform((-1500, -min(half, 1500)), (300, min(half, 1500)), (40, 2))]


def _stream(name: str) -> np.random.Generator:
    key = int.from_bytes(hashlib.sha256(f"battles/ground/{name}".encode()).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key))


def _feature(
    at: Projection, kind: str, name: str, where: list[Any], *, tolerance_m: float = 0.0, **numbers: Any
) -> dict[str, Any]:
    """A feature of the map; where: rings of an area, or the one point."""

    def degrees(x: float, y: float) -> list[float]:
        return [round(value, 7) for value in at.xy_to_lonlat(x, y)]

    area = isinstance(where[0], list)
    coordinates: Any = [[degrees(*point) for point in ring] for ring in where] if area else degrees(*where[0])
    return {
        "type": "Feature",
        "properties": {
            "id": name, "kind": kind, "name": name, "tolerance_m": tolerance_m, "provenance": MADE, **numbers,
        },
        "geometry": {"type": "Polygon" if area else "Point", "coordinates": coordinates},
    }  # fmt: skip


def _ring(x: float, y: float, radius: float, corners: int = 10) -> list[tuple[float, float]]:
    turns = [2 * pi * (k % corners) / corners for k in range(corners + 1)]
    return [(x + radius * cos(turn), y + radius * sin(turn)) for turn in turns]


def _surface(cover: float, concealment: float) -> dict[str, Any]:
    worth = {"cover": cover, "concealment": concealment}
    numbers = {
        name: {"value": v, "low": v * (1 - SHELTER_SPREAD), "high": min(1.0, v * (1 + SHELTER_SPREAD))}
        for name, v in worth.items()
    }
    return {**numbers, "provenance": {"guess": "as of the maps of the border fights, by the kind of ground"}}


def _plain(number: Number, factor: float = 1.0) -> dict[str, float]:
    low, high = number.interval
    return {"value": factor * float(number), "low": factor * low, "high": factor * high}
