"""Bridges built and blown: how long it takes, who may cross, and that the ways follow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import invariants, midway
from engine.waters import ENDS, RIVER, Country, line, point, rule, scenario, unit
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.engine.crossings import own_world
from khasan.kernels.movement import travel
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.works import bridging
from khasan.results.story import story

BRIDGED = [line("river", "river", (0, -2400), (0, 2400), width_m=60), point("site", 0, 500, "bridge")]
LONG = {"end": "1938-07-31T18:00+09:00", "step_s": 300}


def hours(compiled: Compiled, one: Replication, name: str) -> float:
    """Hours that the sappers there need for what a hundred do in the parameter's."""
    men = int(one.initial_men[compiled.labels.units.index("sappers")])
    return float(one.parameters[p.NAMES.index(name)]) * 100.0 / men


def crossings(one: Replication) -> list[tuple[int, int]]:
    """(step, kind) of each change."""
    rows = one.events[one.events[:, a.EV_KIND] == a.CROSSING_CHANGED]
    return [(int(row[a.EV_STEP]), int(row[a.EV_VALUE])) for row in rows]


def building(folder: Path, patch: pytest.MonkeyPatch, features: list[dict[str, Any]] = RIVER) -> Compiled:
    """A hundred sappers at the river; a company and tanks that want to be beyond it."""
    content = scenario(
        [
            unit("sappers", "w-sappers", "site"), unit("rifles", "w-company", "west"),
            unit("tanks", "w-tanks", "west"),
        ],
        [unit("foe", "e-company", "east")],
        {
            "sappers": [rule({"bridge": "site"})], "rifles": [rule({"move": "east-bank"})],
            "tanks": [rule({"move": "east-bank"})], "foe": [rule({"hold": "east"})],
        },
        time=LONG,
    )  # fmt: skip
    return Country(folder, [*ENDS, *features, point("east-bank", 1000, 500)], patch).compiled(content)


def across(compiled: Compiled, one: Replication, name: str) -> np.ndarray:
    """Whether a unit stands east of the river, snapshot by snapshot."""
    x, _ = compiled.world(0).ground.grid.centre(one.counts[:, a.HEX, compiled.labels.units.index(name)])
    return np.asarray(x) > 200.0


def test_a_bridge_is_built_and_crossed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = building(tmp_path, monkeypatch)
    one = run_replication(compiled, 7, 3, record=True)
    (foot_at, foot), (all_at, bridge) = crossings(one)
    assert (foot, bridge) == (t.FOOTBRIDGE, t.BRIDGE)
    hour = 3600.0 / compiled.step_s
    assert foot_at == pytest.approx(hours(compiled, one, "footbridge_hours") * hour, abs=3)
    assert all_at == pytest.approx(hours(compiled, one, "bridge_hours") * hour, abs=3)
    rifles, tanks = across(compiled, one, "rifles"), across(compiled, one, "tanks")
    assert not rifles[one.snapshot_steps <= foot_at].any()
    assert rifles[-1]
    assert not tanks[one.snapshot_steps <= all_at].any()
    assert tanks[-1]
    told = [said for _, said in story(compiled, one)]
    assert "A footbridge stood at site." in told
    assert "A bridge for wheels and tanks stood at site." in told


def test_a_replication_leaves_the_map_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = building(tmp_path, monkeypatch)
    world = compiled.world(0).arrays
    before = world.ground_i.copy(), world.way.copy()
    one, two = (run_replication(compiled, 7, 3, record=True) for _ in range(2))
    assert np.array_equal(before[0], world.ground_i)
    assert np.array_equal(before[1], world.way)
    assert np.array_equal(one.counts, two.counts)
    assert np.array_equal(one.events, two.events)
    for check in (invariants.men_are_conserved, invariants.vehicles_are_conserved, invariants.hexes_are_not_crowded):
        assert check(compiled, one) == []


def test_a_bridge_is_blown_before_the_tanks_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = scenario(
        [unit("sappers", "w-sappers", "site"), unit("tanks", "w-tanks", "west", arrives="1938-07-30T09:30+09:00")],
        [unit("foe", "e-company", "east")],
        {
            "sappers": [rule({"demolish": "site"})], "tanks": [rule({"move": "east-bank"})],
            "foe": [rule({"hold": "east"})],
        },
    )  # fmt: skip
    compiled = Country(tmp_path, [*ENDS, *BRIDGED, point("east-bank", 1000, 500)], monkeypatch).compiled(content)
    one = run_replication(compiled, 7, 2, record=True)
    ((blown_at, kind),) = crossings(one)
    assert kind == t.NO_CROSSING
    assert blown_at == pytest.approx(
        60.0 * hours(compiled, one, "demolition_hours"), abs=15
    )  # they first step off the bridge
    assert not across(compiled, one, "tanks").any()
    assert "The crossing at site was gone." in [said for _, said in story(compiled, one)]


def test_who_crosses_what() -> None:
    light, heavy = (t.FOOT, t.HORSE, t.PACK), (t.WHEELED, t.MOTOR, t.TRACKED)
    assert all(travel.bears(t.FOOTBRIDGE, m) for m in light)
    assert not any(travel.bears(t.FOOTBRIDGE, m) for m in heavy)
    for kind in (t.FORD, t.BRIDGE, t.FERRY):
        assert all(travel.bears(kind, m) for m in light + heavy)
    assert not any(travel.bears(t.NO_CROSSING, m) for m in light + heavy)


def test_the_work_by_hand() -> None:
    """Fifty men, half suppressed, for four hours: a quarter of what a hundred do."""
    parameters = np.ones(len(p.NAMES))
    parameters[p.FOOTBRIDGE_HOURS], parameters[p.BRIDGE_HOURS], parameters[p.DEMOLITION_HOURS] = 2.0, 8.0, 0.5
    done = sum(bridging.work_done(50, 0.5, 60.0) for _ in range(240))
    assert bridging.party_hours(done) == pytest.approx(1.0)
    assert bridging.after_building(t.NO_CROSSING, 2 * done, parameters) == t.FOOTBRIDGE
    assert bridging.after_building(t.NO_CROSSING, done, parameters) == t.NO_CROSSING
    assert bridging.after_building(t.FORD, 7 * done, parameters) == t.FORD
    assert bridging.after_building(t.FORD, 8 * done, parameters) == t.BRIDGE
    assert bridging.is_blown(done, parameters)
    assert not bridging.can_be_blown(t.FORD)


def test_found_anew_the_ways_are_those_first_prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay the bridge of another map on a map without: the ways are the other map's, to the bit."""
    (tmp_path / "open").mkdir()
    (tmp_path / "bridged").mkdir()
    without = building(tmp_path / "open", monkeypatch)
    begun = midway.begin(without, 7, 0)
    shared = without.world(0).arrays
    bridged = building(tmp_path / "bridged", monkeypatch, BRIDGED).world(0).arrays
    site = int(shared.sites[t.SITE].max())
    begun.state.places[t.CROSSING_NOW, site] = t.BRIDGE
    own = own_world(without.scale, shared, begun.state)
    reached = (bridged.way < travel.IMPASSABLE).sum()
    assert reached > (shared.way < travel.IMPASSABLE).sum()
    at_site = shared.place_hex != bridged.place_hex  # without a bridge the place in the river is the bank beside it
    rows = [row for place, classes in enumerate(shared.way_of) if not at_site[place] for row in classes if row >= 0]
    assert len(rows) > 3
    assert np.array_equal(own.way[rows], bridged.way[rows])
    assert np.array_equal(own.ground_i, bridged.ground_i)
    assert np.array_equal(own.across, bridged.across)


def test_wire_in_plain_python() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(Path(__file__).parent / "plain_wire.py")],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:]


def test_wire_costs_the_attacker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """150 attacks with and without a belt, the same draws: more of the attackers fall. One-sided t of 3: 1 in 500."""
    lost = []
    for name, belt in (("open", 0.0), ("wired", 1.0)):
        (tmp_path / name).mkdir()
        content = scenario(
            [unit("r1", "w-company", "near"), unit("r2", "w-company", "near"), unit("r3", "w-company", "near")],
            [unit("foe", "e-company", "hill", wire={"value": belt, "derived": "made up for tests"})],
            {"westerners": [rule({"attack": "hill"})], "foe": [rule({"hold": "hill"})]},
        )
        places = [*ENDS, point("hill", 0, 0), point("near", -1000, 0)]
        compiled = Country(tmp_path / name, places, monkeypatch).compiled(content)
        west = np.array(compiled.labels.unit_side) == 0
        runs = (run_replication(compiled, 7, k) for k in range(150))
        lost.append([int((one.initial_men - one.counts[-1, a.MEN])[west].sum()) for one in runs])
    more = np.subtract(lost[1], lost[0])
    assert more.mean() > 3.0 * more.std() / np.sqrt(150)
