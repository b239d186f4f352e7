"""The hard case: a made-up war of attrition on 60 x 60 hexes, built in code and brought in like any scenario.

Two lines of dug-in battalions face each other at twelve hundred metres across a rolling steppe in June, for 1344 steps
of a quarter of an hour. Every fourth day each battalion goes forward to nine hundred metres from the enemy's line,
fires from there, and goes back in the evening. Of all unit-steps about 60% are engaged: an enemy in line of sight and
within visibility, or fire received; the nights are dark.

Weapons, TO&E and rules are the shipped ones; nothing is switched off. More units take a longer front on a taller map:
the same density, so that the pairs in sight grow as the units do.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

HEX_M = 400.0
COLS = 60
ROWS_AT_200 = 60
STEP_S = 900
STEPS = 1344
UNITS_A_BATTALION = 10
DEPTH_M = 600.0
"""From one side's line to the middle of the map."""
BEGIN = datetime(1938, 6, 14, tzinfo=UTC)
GUESS = {"guess": "made up for a benchmark"}
SIDES = ("japan", "soviet")
PARTS = {
    "japan": {
        "jp-rifle-company": 6,
        "jp-mg-company": 2,
        "jp-battalion-gun-platoon": 1,
        "jp-mountain-battery": 1,
    },
    "soviet": {
        "su-rifle-company": 6,
        "su-mg-company": 2,
        "su-regimental-battery": 1,
        "su-divisional-gun-battery": 1,
    },
}


def hard_case(units: int = 200) -> Any:
    """The compiled scenario with so many units, a multiple of twenty."""
    import khasan

    battalions = units // (2 * UNITS_A_BATTALION)
    assert battalions * 2 * UNITS_A_BATTALION == units, "give a multiple of 20"
    folder = Path(tempfile.mkdtemp(prefix="khasan-hard-case-"))
    name = f"hard-case-{units}"
    for kind, suffix, content in (
        ("maps", "geojson", _map(name, battalions)),
        ("scenarios", "yaml", _scenario(name, battalions)),
    ):
        (folder / kind).mkdir()
        (folder / kind / f"{name}.{suffix}").write_text(json.dumps(content), "utf-8")
    os.environ["KHASAN_PATH"] = str(folder)
    return khasan.compile_scenario(khasan.load_scenario(name))


def engaged_share(compiled: Any, replication: int = 0) -> float:
    """Share of the unit-steps on the map with an enemy in sight or under fire, by the snapshots of one replication.

    In sight: in a line of sight whose nearest metre lies within visibility; under fire: suppressed.
    """
    from khasan import arrays as a
    from khasan.engine import run_replication

    one = run_replication(compiled, 7, replication)
    world = compiled.world(one.member)
    grid = world.ground.grid
    side = np.array(compiled.labels.unit_side)
    engaged = there = 0
    for row, step in enumerate(one.snapshot_steps):
        present = np.isin(one.counts[row, a.STATUS], (a.ACTIVE, a.BROKEN))
        here = one.counts[row, a.HEX]
        far = one.visibility_m[min(int(step), compiled.steps - 1)]
        seen = one.reals[row, 0] > 0.01
        for unit in np.flatnonzero(present & ~seen):
            enemies = np.flatnonzero(present & (side != side[unit]))
            hexes = grid.distance(np.full(enemies.size, here[unit]), here[enemies]) if enemies.size else np.zeros(0)
            close = enemies[((hexes - 0.5) * grid.hex_m < far) & (hexes <= compiled.scale.reach)]
            seen[unit] = any(_sees(world.arrays, int(here[unit]), int(here[k])) for k in close)
        engaged += int((seen & present).sum())
        there += len(present)
    return engaged / there


def _sees(world: Any, one: int, two: int) -> bool:
    from khasan.kernels.knowledge.line_of_sight import sees

    return bool(sees(world.lines, world.axial, one, two))


def _size(battalions: int) -> tuple[float, float]:
    """Width and height of the map in metres."""
    rows = ROWS_AT_200 * battalions // 10
    return COLS * HEX_M, rows * HEX_M * math.sqrt(3.0) / 2.0


def _places(battalions: int) -> dict[str, tuple[float, float]]:
    """Name -> metres east and north: each battalion's line and the enemy's line before it, and the two rears."""
    width, height = _size(battalions)
    found = {"rear-japan": (-width / 2 + 600.0, 0.0), "rear-soviet": (width / 2 - 600.0, 0.0)}
    for k in range(battalions):
        north = height * ((k + 0.5) / battalions - 0.5)
        found[f"line-japan-{k}"] = (-DEPTH_M, north)
        found[f"line-soviet-{k}"] = (DEPTH_M, north)
        found[f"forward-japan-{k}"] = (-DEPTH_M / 2.0, north)
        found[f"forward-soviet-{k}"] = (DEPTH_M / 2.0, north)
    return found


def _map(name: str, battalions: int) -> dict[str, Any]:
    from khasan.ground.model import Projection

    origin = (117.0, 48.0)
    at = Projection(*origin)
    width, height = _size(battalions)

    def degrees(x: float, y: float) -> list[float]:
        return [round(v, 6) for v in at.xy_to_lonlat(x, y)]

    def feature(fid: str, kind: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
        said = {"id": fid, "kind": kind, "name": fid, "tolerance_m": 0, "provenance": GUESS, **more}
        return {"type": "Feature", "properties": said, "geometry": geometry}

    x, y = width / 2 + 400.0, height / 2 + 400.0
    ring = [degrees(*corner) for corner in ((-x, -y), (x, -y), (x, y), (-x, y), (-x, -y))]
    plain = {"value": 100.0, "low": 100.0, "high": 100.0}, {"value": 10.0, "low": 10.0, "high": 10.0}
    features = [
        feature("steppe", "relief_zone", {"type": "Polygon", "coordinates": [ring]}, base_m=plain[0], noise_m=plain[1])
    ]
    for place, (east, north) in _places(battalions).items():
        features.append(feature(place, "place", {"type": "Point", "coordinates": degrees(east, north)}))
    none = {"value": 0, "low": 0, "high": 0}
    some = {"value": 0.15, "low": 0.15, "high": 0.15}
    surfaces = {
        surface: {"cover": none, "concealment": some, "provenance": GUESS}
        for surface in ("open", "marsh", "woods", "village", "lake", "river", "sea", "relief")
    }
    return {
        "type": "FeatureCollection", "id": name, "title": "Hard case", "quality": "schematic",
        "statement": "Made up.", "origin": list(origin), "window_m": [-width / 2, -height / 2, width / 2, height / 2],
        "sources": {}, "surfaces": surfaces, "constraints": [], "features": features,
    }  # fmt: skip


def _scenario(name: str, battalions: int) -> dict[str, Any]:
    end = BEGIN + timedelta(seconds=STEP_S * STEPS)
    delay = {"provenance": GUESS, "battalion": {"value": 20, "low": 10, "high": 40}}
    sides = [
        {"id": side, "name": side.title(), "colour": colour, "rear": f"rear-{side}", "command": delay}
        for side, colour in zip(SIDES, ("#b23a2e", "#2f5d8a"), strict=True)
    ]
    forces, plans = [], []
    for side in SIDES:
        for k in range(battalions):
            forces.append(_battalion(side, k))
            plans.append(_plan(side, k))
    return {
        "format": "khasan-scenario/1", "id": name, "title": "Hard case", "summary": "Made up for a benchmark.",
        "incident": "lake-khanka-1935",
        "time": {"start": BEGIN.isoformat(), "end": end.isoformat(), "step_s": STEP_S},
        "map": {"id": name, "hex_m": HEX_M, "members": 1},
        "sides": sides, "phases": [], "weather": [], "objectives": [{"place": "line-japan-0", "name": "A line"}],
        "forces": forces, "plans": plans,
    }  # fmt: skip


def _battalion(side: str, k: int) -> dict[str, Any]:
    own = f"{side}-{k}"
    full = {"value": 1.0, "low": 1.0, "high": 1.0}
    parts = [{"id": f"{own}-{toe}", "name": toe, "toe": toe, "count": count} for toe, count in PARTS[side].items()]
    return {
        "id": own, "name": own, "side": side, "echelon": "battalion", "at": f"line-{own}", "strength": full,
        "works": {"value": 0.9, "low": 0.9, "high": 0.9}, "ammunition": full, "provenance": GUESS, "parts": parts,
    }  # fmt: skip


def _plan(side: str, k: int) -> dict[str, Any]:
    """Every fourth day forward, the others in the line; each battalion on a day of its own."""
    own = f"{side}-{k}"
    rules: list[dict[str, Any]] = []
    for day in range(13, -1, -1):
        if (day + k) % 4 == 0:
            for what, hour, order in (("back", 12, "hold"), ("forward", 0, "attack")):
                starts = BEGIN + timedelta(days=day, hours=hour)
                at = f"{'line' if order == 'hold' else 'forward'}-{own}"
                rules.append({"name": f"{what}, day {day}", "when": {"after": starts.isoformat()}, "do": {order: at}})
    rules.append({"name": "support from the line", "do": {"support": f"line-{own}"}})
    return {"id": f"{own}-plan", "title": own, "formations": [own], "provenance": GUESS, "rules": rules}


if __name__ == "__main__":
    made = hard_case()
    print(f"engaged share of unit-steps: {engaged_share(made):.1%}")
