"""A made-up country of a lake, a river and a railway, and battles on it of a few units."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import khasan
from khasan.compiler import Compiled

MADE_UP = {"guess": "made up for tests"}
M_LON, M_LAT = 1 / 78_846.0, 1 / 111_132.0
"""Degrees a metre at 45 north."""
ORIGIN = (131.9, 45.0)
START = "1938-07-30T06:00+09:00"

RIFLES = [{"weapon": "mosin-rifle", "count": 80}]


def at(x: float, y: float) -> list[float]:
    """Degrees of a point so many metres east and north of the origin."""
    return [ORIGIN[0] + x * M_LON, ORIGIN[1] + y * M_LAT]


def point(name: str, x: float, y: float, kind: str = "place") -> dict[str, Any]:
    return _feature(name, kind, {"type": "Point", "coordinates": at(x, y)})


def line(name: str, kind: str, *points: tuple[float, float], **more: Any) -> dict[str, Any]:
    return _feature(name, kind, {"type": "LineString", "coordinates": [at(*one) for one in points]}, **more)


def area(name: str, kind: str, west: float, south: float, east: float, north: float, **more: Any) -> dict[str, Any]:
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return _feature(name, kind, {"type": "Polygon", "coordinates": [[at(*one) for one in ring]]}, **more)


def _feature(name: str, kind: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"id": name, "kind": kind, "name": name, "tolerance_m": 0, "provenance": MADE_UP, **more}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def the_map(features: list[dict[str, Any]], reach_m: float = 2500.0) -> dict[str, Any]:
    """A level plain with these features."""
    still = {"value": 0, "low": 0, "high": 0}
    surfaces = ("open", "marsh", "woods", "village", "lake", "river", "sea", "relief")
    return {
        "type": "FeatureCollection", "id": "waters", "title": "Waters", "quality": "schematic",
        "statement": "Schematic: made up for tests.", "origin": list(ORIGIN),
        "window_m": [-reach_m, -reach_m, reach_m, reach_m], "sources": {}, "constraints": [],
        "surfaces": {name: {"cover": still, "concealment": still, "provenance": MADE_UP} for name in surfaces},
        "features": [
            area("plain", "relief_zone", -reach_m - 400, -reach_m - 400, reach_m + 400, reach_m + 400,
                 base_m=50, noise_m=0),
            *features,
        ],
    }  # fmt: skip


def toe(name: str, side: str, mobility: str = "foot", branch: str = "infantry", **more: Any) -> dict[str, Any]:
    said = {
        "id": name, "name": name, "side": side, "branch": branch, "echelon": "company", "mobility": mobility,
        "provenance": MADE_UP, "men": 100, "frontage_m": 200, "depth_m": 100, "sidc": "10031000151211000000",
    }  # fmt: skip
    return said | ({"weapons": RIFLES} if "vehicle" not in more else {}) | more


def boat(name: str, **more: Any) -> dict[str, Any]:
    said = {"id": name, "name": name, "provenance": MADE_UP, "armour_mm": 0, "crew": 4, "water_kmh": 12}
    return said | {"weapons": [{"weapon": "maxim-1910", "count": 1}]} | more


WEST_TOES = [
    toe("w-company", "soviet"),
    toe("w-sappers", "soviet", branch="engineer"),
    toe("w-boats", "soviet", "water", "boat", men=40, vehicle="w-boat", vehicles=10, carries_men=150),
    toe("w-train", "soviet", "rail", "train", men=40, vehicle="w-wagon", vehicles=2, carries_men=300),
    toe("w-trucks", "soviet", "motor", men=20, carries_men=200),
    toe("w-tanks", "soviet", "tracked", "tank", men=30, vehicle="t-26", vehicles=10),
    toe("e-company", "japan"),
    toe("e-guns", "japan", branch="anti_tank", men=40, weapons=[{"weapon": "type-94-37mm-at", "count": 6}]),
]
VEHICLES = [boat("w-boat", crew_exposure=0.5), boat("w-wagon", armour_mm=15, rail_kmh=24, hits_to_stop=4)]
del VEHICLES[1]["water_kmh"]


def unit(name: str, kind: str, place: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "toe": kind, "at": place} | more


def rule(do: dict[str, str], **when: Any) -> dict[str, Any]:
    return {"name": f"{next(iter(do))} {'-'.join(map(str, when))}", "when": when, "do": do}


def scenario(
    west: list[dict[str, Any]], east: list[dict[str, Any]], plans: dict[str, list[dict[str, Any]]], **more: Any
) -> dict[str, Any]:
    """Two sides; plans: force -> its rules. Units without a plan of their own stay where they are."""
    time = {"start": START, "end": "1938-07-30T12:00+09:00", "step_s": 60} | more.pop("time", {})
    sides = [
        {"id": "soviet", "name": "West", "colour": "#b23a2e", "rear": "west", "command": {"company": 1}},
        {"id": "japan", "name": "East", "colour": "#2f5d8a", "rear": "east", "command": {"company": 1}},
    ]
    return {
        "format": "khasan-scenario/1", "id": "waters", "title": "Waters", "summary": "Made up for tests.",
        "incident": "lake-khanka-1935", "provenance": MADE_UP, "time": time,
        "map": {"id": "waters", "hex_m": 250, "members": 1} | more.pop("map", {}), "sides": sides,
        "forces": [
            {"id": "westerners", "name": "West", "side": "soviet", "echelon": "company", "at": "west", "parts": west},
            {"id": "easterners", "name": "East", "side": "japan", "echelon": "company", "at": "east", "parts": east},
        ],
        "plans": [
            {"id": f"plan-{force}", "title": force, "formations": [force], "rules": rules}
            for force, rules in plans.items()
        ],
    } | more  # fmt: skip


class Country:
    """A folder with the map, the types and the scenario, found by KHASAN_PATH."""

    def __init__(self, folder: Path, features: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.setenv("KHASAN_PATH", str(folder))
        for kind, files in (("toe", WEST_TOES), ("vehicles", VEHICLES)):
            (folder / kind).mkdir()
            for one in files:
                (folder / kind / f"{one['id']}.yaml").write_text(yaml.safe_dump(one), "utf-8")
        (folder / "maps").mkdir()
        (folder / "maps" / "waters.geojson").write_text(json.dumps(the_map(features)), "utf-8")

    def path(self, content: dict[str, Any]) -> Path:
        path = self.folder / "waters.yaml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
        return path

    def compiled(self, content: dict[str, Any]) -> Compiled:
        from khasan.scenario.library import Library

        return khasan.compile_scenario(khasan.load_scenario(self.path(content), library=Library()))


ENDS = [point("west", -2000, 0), point("east", 2000, 0)]
LAKE = [area("lake", "lake", -1000, -1500, 1000, 1500, level_m=50), point("landing", 1200, 0), point("pier", -900, 0)]
LINE = [line("line", "railway", (-2400, -700), (2400, -700)), point("station", -2000, -700), point("halt", 1500, -700)]
RIVER = [line("river", "river", (0, -2400), (0, 2400), width_m=60), point("site", 0, 500)]
