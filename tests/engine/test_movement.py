"""Speed is metres a second: neither the hex nor the step decides when a unit arrives."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine import midway
from engine.waters import ENDS, LAKE, LINE, Country, point, rule, scenario, unit
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

HOUR = 3600.0


def march(compiled: Compiled, name: str) -> tuple[float, float]:
    """(metres from centre to centre of a unit's way, hours to its last hex), read step by step."""
    now = midway.begin(compiled, 7, 0)
    who = compiled.labels.units.index(name)
    start = where = int(now.state.counts[a.HEX, who])
    arrived = 0
    for step in range(1, compiled.steps):
        now.run_until(step)
        if int(now.state.counts[a.HEX, who]) != where:
            where, arrived = int(now.state.counts[a.HEX, who]), step
    metres = compiled.world(0).ground.grid.distance(start, where) * compiled.scale.hex_m
    return metres, arrived * compiled.step_s / HOUR


def marching(folder: Path, patch: pytest.MonkeyPatch, hex_m: float, step_s: int, kind: str = "w-company") -> Compiled:
    folder = folder / f"{kind}-{hex_m:.0f}-{step_s}"
    folder.mkdir()
    start, goal = {"w-train": ("station", "halt"), "w-boats": ("pier", "landing")}.get(kind, ("west", "far"))
    content = scenario(
        [unit("walkers", kind, start)], [unit("foe", "e-company", "east")],
        {"walkers": [rule({"move": goal})], "foe": [rule({"hold": "east"})]},
        map={"hex_m": hex_m}, time={"step_s": step_s, "end": "1938-07-30T09:00+09:00"},
    )  # fmt: skip
    features = LAKE if kind == "w-boats" else LINE
    return Country(folder, [*ENDS, *features, point("far", 1000, 0)], patch).compiled(content)


@pytest.mark.parametrize(("hex_m", "step_s"), [(500, 300), (250, 600), (250, 300), (250, 30), (125, 300), (125, 60)])
def test_a_march_on_the_level(hex_m: float, step_s: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three kilometres at the drawn pace less what fatigue takes; to a step."""
    compiled = marching(tmp_path, monkeypatch, hex_m, step_s)
    metres, hours = march(compiled, "walkers")
    par = midway.begin(compiled, 7, 0).tables.parameters
    assert metres >= 2500.0
    # v = pace (1 - k tiring t): s = pace (t - k tiring t^2 / 2)
    slower = par[p.FATIGUE_PACE] * par[p.TIRING]
    pace = par[p.SPEED_FOOT] * 1000.0
    expected = (1.0 - math.sqrt(1.0 - 2.0 * slower * metres / pace)) / slower
    assert hours == pytest.approx(expected, abs=1.01 * step_s / HOUR)


@pytest.mark.parametrize(("kind", "kmh"), [("w-train", "rail"), ("w-boats", "water")])
def test_trains_and_boats_keep_their_pace(kind: str, kmh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for hex_m in (250.0, 125.0):
        compiled = marching(tmp_path, monkeypatch, hex_m, 30, kind)
        metres, hours = march(compiled, "walkers")
        begun = midway.begin(compiled, 7, 0).tables
        pace = begun.unit_reals[t.CROSS_KMH, compiled.labels.units.index("walkers")] * 1000.0
        assert hours == pytest.approx(metres / pace, rel=0.01, abs=1.01 * 30 / HOUR), kmh
        found.append(metres)
    assert found[0] == pytest.approx(found[1], abs=400.0)
