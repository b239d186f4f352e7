"""Made-up worlds: a map, weapons, TO&E and a scenario written to a folder and read by the usual way of an author.

Everything goes through the loader, the resolver and the compiler of khasan. Only the priors of the parameters are
replaced afterwards, since khasan has one table of them: see :func:`fixed`.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

import khasan
from khasan.compiler import Compiled
from khasan.ground.hexgrid import ROW_STEP
from khasan.ground.model import Projection
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import parameters as p
from khasan.scenario.library import SHIPPED, Library

ORIGIN = (130.6, 42.4)
MADE_UP = {"derived": "made up for verification"}
SURFACES = ("open", "marsh", "woods", "village", "lake", "river", "sea", "relief")
SIDC = "10041000151211000000"
STEADFAST = {
    **dict.fromkeys(("attack_loss_battalion", "attack_loss_company", "attack_loss_patrol", "position_loss"), 1e3),
    **dict.fromkeys(("position_loss_patrol", "flank", "odds", "spent"), 1e3),
    **dict.fromkeys(("stall_minutes", "no_reserve_minutes", "follow_minutes", "light_minutes"), 1e6),
    **dict.fromkeys(("pinned_minutes", "key_ground_minutes"), 1e6),
    "surprised": 1.0,
    "boldness": 1.0,
    "ammunition": 1e-9,
}
"""Limits that nothing reaches."""
TINY = 1e-12
"""Stands for nought where a prior must be positive."""


@dataclass(frozen=True)
class Spot:
    """A named point of a made-up map, metres east and north of its middle; with a height it is a hill."""

    id: str
    x: float
    y: float
    height_m: float | None = None
    slope_deg: float = 12.0


@dataclass(frozen=True)
class Patch:
    """Ground of one kind in a disc."""

    id: str
    kind: str
    x: float
    y: float
    radius_m: float


@dataclass(frozen=True)
class World:
    """A made-up map: flat at 20 m but for its hills, bare but for its patches."""

    spots: tuple[Spot, ...]
    patches: tuple[Patch, ...] = ()
    half_m: float = 2000.0
    shelter: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Cover and concealment of a surface; none where nothing is said."""

    def window(self, hex_m: float) -> list[float]:
        """The map's edges; the middle of the world is the centre of a hex in an even row, whatever the hexes' size."""
        cols = 2 * round(self.half_m / hex_m)
        rows = 4 * round(self.half_m / (2 * hex_m * ROW_STEP)) + 1
        high = rows * hex_m * ROW_STEP / 2
        return [-(cols / 2 + 0.25) * hex_m, -high, (cols / 2 - 0.25) * hex_m, high]

    def geojson(self, map_id: str, hex_m: float) -> dict[str, Any]:
        """The map's file."""
        at = Projection(*ORIGIN)
        wide = self.half_m + 1000.0  # features may reach past the window

        def feature(kind: str, name: str, geometry: str, where: Any, **numbers: Any) -> dict[str, Any]:
            said = {"id": name, "kind": kind, "name": name, "tolerance_m": 0, "provenance": MADE_UP, **numbers}
            return {"type": "Feature", "properties": said, "geometry": {"type": geometry, "coordinates": where}}

        def ring(x: float, y: float, radius: float, corners: int = 24) -> list[list[list[float]]]:
            turns = [2 * np.pi * k / corners for k in range(corners)]
            points = [list(at.xy_to_lonlat(x + radius * cos(a), y + radius * sin(a))) for a in turns]
            return [[*points, points[0]]]

        square = [list(at.xy_to_lonlat(x, y)) for x, y in ((-wide, -wide), (wide, -wide), (wide, wide), (-wide, wide))]
        features = [feature("relief_zone", "plain", "Polygon", [[*square, square[0]]], base_m=20, noise_m=0)]
        for patch in self.patches:
            level = {"level_m": 18} if patch.kind == "lake" else {}
            features.append(feature(patch.kind, patch.id, "Polygon", ring(patch.x, patch.y, patch.radius_m), **level))
        for spot in self.spots:
            where = list(at.xy_to_lonlat(spot.x, spot.y))
            if spot.height_m is None:
                features.append(feature("place", spot.id, "Point", where))
            else:
                slopes = {"east_deg": spot.slope_deg, "west_deg": spot.slope_deg, "cap_deg": spot.slope_deg}
                features.append(feature("spot_height", spot.id, "Point", where, height_m=spot.height_m, **slopes))
        surfaces = {}
        for name in SURFACES:
            cover, concealment = self.shelter.get(name, (0.0, 0.0))
            surfaces[name] = {"cover": cover, "concealment": concealment, "provenance": MADE_UP}
        return {
            "type": "FeatureCollection", "id": map_id, "title": "Made up", "quality": "schematic",
            "statement": "Made up for verification.", "origin": list(ORIGIN), "window_m": self.window(hex_m),
            "surfaces": surfaces, "constraints": [], "features": features,
        }  # fmt: skip

    def turned(self, degrees: float, mirrored: bool = False) -> World:
        """The same world turned anticlockwise about its middle, after a reflection in the east-west axis if asked."""

        def moved(one: Any) -> Any:
            x, y = turned(one.x, one.y, degrees, mirrored)
            return replace(one, x=x, y=y)

        return replace(self, spots=tuple(map(moved, self.spots)), patches=tuple(map(moved, self.patches)))


def turned(x: float, y: float, degrees: float, mirrored: bool) -> tuple[float, float]:
    """A point turned anticlockwise about the middle, after a reflection in the east-west axis if asked."""
    y = -y if mirrored else y
    a = radians(degrees)
    return x * cos(a) - y * sin(a), x * sin(a) + y * cos(a)


def weapon(weapon_id: str, **numbers: Any) -> dict[str, Any]:
    """A weapon's file: a rifle without limits where nothing is said."""
    plain = {
        "id": weapon_id, "name": weapon_id, "provenance": MADE_UP, "group": "small_arms", "crew": 1, "rate_rpm": 6,
        "max_range_m": 5000, "basic_load": 1e5, "daily_supply": 0,
    }  # fmt: skip
    return {**plain, **numbers}


def toe(toe_id: str, side: str, men: float, weapons: Mapping[str, float], **more: Any) -> dict[str, Any]:
    """A TO&E's file: foot of the infantry where nothing is said."""
    plain = {
        "id": toe_id, "name": toe_id, "side": side, "provenance": MADE_UP, "branch": "infantry", "echelon": "company",
        "mobility": "foot", "men": men, "frontage_m": 200, "depth_m": 100, "sidc": SIDC,
        "weapons": [{"weapon": name, "count": count} for name, count in weapons.items()],
    }  # fmt: skip
    return {**plain, **more}


def place(name: str, x: float = 0.0, y: float = 0.0) -> dict[str, Any]:
    """So many metres east and north of a place, as a scenario says it."""
    return {
        "place": name, "bearing_deg": float(np.degrees(np.arctan2(x, y)) % 360.0), "distance_m": float(np.hypot(x, y)),
    }  # fmt: skip


def formation(force_id: str, side: str, units: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A formation with its units."""
    head = {"id": force_id, "name": force_id, "side": side, "echelon": "company", "provenance": MADE_UP}
    parts = [{"name": unit["id"], "side": side, **unit} for unit in units]
    return {**head, **more, "parts": parts}


def plan(force_id: str, *rules: Mapping[str, Any]) -> dict[str, Any]:
    """A plan of one formation."""
    named = [{"name": f"rule {k}", **rule} for k, rule in enumerate(rules)]
    return {
        "id": f"plan-{force_id}", "title": "made up", "formations": [force_id], "provenance": MADE_UP, "rules": named,
    }  # fmt: skip


def scenario(
    forces: Sequence[Mapping[str, Any]],
    plans: Sequence[Mapping[str, Any]],
    rears: tuple[str, str],
    *,
    step_s: int,
    hex_m: float,
    hours: float,
    start: str = "1938-06-21T10:00:00+09:00",
    digging: str = "none",
    sides: tuple[str, str] = ("japan", "soviet"),
    supply: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """A scenario's file; `rears` are those of the sides in their order, `supply` the chains that sides declare."""
    from datetime import datetime, timedelta

    end = (datetime.fromisoformat(start) + timedelta(hours=hours)).isoformat()
    command = {"provenance": MADE_UP, "company": 2}

    def chain(side: str) -> dict[str, Any]:
        return {"supply": supply[side]} if supply and side in supply else {}

    return {
        "format": "khasan-scenario/1", "id": "made-up", "title": "Made up", "summary": "Made up for verification.",
        "incident": "made-up", "provenance": MADE_UP, "time": {"start": start, "end": end, "step_s": step_s},
        "map": {"id": "made-up-map", "hex_m": hex_m, "members": 1, "digging": digging},
        "sides": [
            {"id": side, "name": side, "colour": colour, "rear": rear, "command": command, **chain(side)}
            for side, colour, rear in zip(sides, ("#b23a2e", "#2f5d8a"), rears, strict=True)
        ],
        "forces": list(forces), "plans": list(plans),
    }  # fmt: skip


def compiled(
    world: World,
    content: Mapping[str, Any],
    weapons: Sequence[Mapping[str, Any]] = (),
    toes: Sequence[Mapping[str, Any]] = (),
    parameters: Mapping[str, float] | None = None,
) -> Compiled:
    """The scenario as the compiler leaves it, its map prepared; with `parameters`, all of them fixed."""
    with tempfile.TemporaryDirectory() as name, searched(Path(name)) as folder:
        for kind, files in (("weapons", weapons), ("toe", toes), ("scenarios", [content])):
            (folder / kind).mkdir()
            for one in files:
                (folder / kind / f"{one['id']}.yaml").write_text(yaml.safe_dump(dict(one), sort_keys=False), "utf-8")
        (folder / "maps").mkdir()
        map_id = content["map"]["id"]
        (folder / "maps" / f"{map_id}.geojson").write_text(
            json.dumps(world.geojson(map_id, content["map"]["hex_m"]), indent=0), "utf-8"
        )
        library = Library((SHIPPED, folder))
        found = khasan.compile_scenario(khasan.load_scenario(content["id"], library=library))
        found.world(0)
    return found if parameters is None else fixed(found, parameters)


@contextmanager
def searched(folder: Path) -> Iterator[Path]:
    """The folder as the only one of the user's."""
    before = os.environ.get("KHASAN_PATH")
    os.environ["KHASAN_PATH"] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            del os.environ["KHASAN_PATH"]
        else:
            os.environ["KHASAN_PATH"] = before


def fixed(one: Compiled, values: Mapping[str, float]) -> Compiled:
    """The same with every parameter fixed: at the value given, or else at its median."""
    unknown = set(values) - set(p.NAMES)
    if unknown:
        raise ValueError(f"no such parameter: {', '.join(sorted(unknown))}")
    priors = one.priors.copy()
    for k, name in enumerate(p.NAMES):
        priors[k, :3] = max(TINY, values.get(name, priors[k, 0]))
    return replace(one, priors=priors, laws=steadfast(one.laws))


def steadfast(laws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Laws of the doctrine by which nobody stops or leaves: cases of other rules know no will of commanders."""
    never = laws.copy()
    for name in d.NAMES:
        limit = STEADFAST.get(name)
        if limit is not None:
            never[getattr(d, name.upper())] = (limit, limit, limit, 0.0)
    return never
