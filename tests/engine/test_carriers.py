"""Boats, trains and trucks: where they go, whom they bring, and what befalls those aboard."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import invariants, midway, waters
from engine.waters import ENDS, LAKE, LINE, Country, rule, scenario, unit
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.kernels.aboard import passengers
from khasan.kernels.state import parameters as p
from khasan.results.story import story

NOBODY_FOUGHT = [unit("foe", "e-company", "east")]
FOE_WAITS = {"foe": [rule({"hold": "east"})]}

CHECKS = [check for check in invariants.CHECKS if check is not invariants.units_stand_on_passable_ground]
"""That one takes whoever is in the water for lost; where boats and trains are is asked here."""


def index(compiled: Compiled, name: str) -> int:
    return compiled.labels.units.index(name)


def carried(
    features: list[dict[str, Any]], carrier: str, start: str, goal: str, folder: Path, patch: pytest.MonkeyPatch
) -> tuple[Compiled, Replication]:
    """A company aboard a carrier that is to bring it to a place, and hold there."""
    content = scenario(
        [unit("carrier", carrier, start), unit("rifles", "w-company", "west", aboard="carrier")],
        NOBODY_FOUGHT,
        {"carrier": [rule({"move": goal})], "rifles": [rule({"hold": goal})], **FOE_WAITS},
    )
    compiled = Country(folder, ENDS + features, patch).compiled(content)
    return compiled, run_replication(compiled, 7, 0, record=True)


CASES = {
    "boats": (LAKE, "w-boats", "pier", "landing"),
    "train": (LINE, "w-train", "station", "halt"),
    "trucks": ([waters.point("halt", 1500, -700)], "w-trucks", "west", "halt"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_company_is_brought_and_gets_off(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, one = carried(*CASES[case], tmp_path, monkeypatch)
    carrier, rifles = index(compiled, "carrier"), index(compiled, "rifles")
    ground = compiled.world(0).ground
    status, where = one.counts[:, a.STATUS, rifles], one.counts[:, a.HEX]
    aboard = status == a.ABOARD
    assert aboard[0]
    assert (where[aboard, rifles] == where[aboard, carrier]).all()
    assert status[-1] == a.ACTIVE
    assert ground.grid.distance(int(where[-1, rifles]), ground.place_hex(CASES[case][3])) <= 1
    (got_off,) = one.events[one.events[:, a.EV_KIND] == a.ALIGHTED]
    halted = int(one.snapshot_steps[np.flatnonzero(where[:, carrier] == where[-1, carrier])[0]])
    minutes = one.parameters[p.NAMES.index("alight_minutes")]
    assert minutes - 1 <= got_off[a.EV_STEP] - halted + 5 <= minutes + 7  # a snapshot every five minutes
    assert any(" got down" in said for _, said in story(compiled, one))
    if case == "boats":
        assert ground.navigable[where[:, carrier]].all()
        assert not ground.navigable[where[-1, rifles]]
    if case == "train":
        assert ground.railed[where[:, carrier]].all()
    for check in (invariants.men_are_conserved, invariants.hexes_are_not_crowded, invariants.losses_add_up):
        assert check(compiled, one) == []


def test_who_is_aboard_comes_with_his_carrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = scenario(
        [
            unit("carrier", "w-train", "station", arrives="1938-07-30T07:00+09:00"),
            unit("rifles", "w-company", "west", aboard="carrier"),
        ],
        NOBODY_FOUGHT,
        {"carrier": [rule({"hold": "station"})], **FOE_WAITS},
    )
    compiled = Country(tmp_path, ENDS + LINE, monkeypatch).compiled(content)
    one = run_replication(compiled, 7, 0)
    rifles = one.counts[:, a.STATUS, index(compiled, "rifles")]
    assert (rifles[one.snapshot_steps < 60] == a.EXPECTED).all()
    assert (rifles[one.snapshot_steps > 60] == a.ABOARD).all()  # it waits at the station, and they in it


def under_fire(folder: Path, patch: pytest.MonkeyPatch, west: str, start: str) -> Compiled:
    """A carrier with a company aboard, in front of guns and rifles."""
    content = scenario(
        [unit("carrier", west, start), unit("rifles", "w-company", "west", aboard="carrier")],
        [unit("foe", "e-company", "landing"), unit("guns", "e-guns", "landing")],
        {
            "carrier": [rule({"move": "landing"})], "rifles": [rule({"attack": "landing"})],
            "foe": [rule({"attack": "landing"})], "guns": [rule({"support": "landing"})],
        },
    )  # fmt: skip
    return Country(folder, ENDS + LAKE, patch).compiled(content)


def test_who_is_aboard_shares_the_fate_of_his_carrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty landings under fire: nobody is lost twice or not at all, and boats with all aboard go down."""
    compiled = under_fire(tmp_path, monkeypatch, "w-boats", "pier")
    rifles = index(compiled, "rifles")
    rows = np.zeros(3, dtype=int)
    for k in range(40):
        one = run_replication(compiled, 7, k, record=True)
        for check in CHECKS:
            assert check(compiled, one) == []
        assert invariants.draws_can_be_drawn_again(compiled, one, 7) == []
        mine = one.losses[(one.losses[:, a.LO_CAUSE] == a.CARRIED)]
        assert (mine[:, a.LO_TARGET] == rifles).all()
        rows += [len(mine), int(mine[:, a.LO_KILLED].sum()), int(mine[:, a.LO_MISSING].sum())]
    assert (rows > 5).all()


def test_share_of_a_carriers_losses_by_hand() -> None:
    """Ten of forty crewmen hit: a quarter of those aboard, on average; two of ten boats sunk drown their share more."""
    assert passengers.risk(10.0, 40.0) == 0.25
    assert passengers.risk(50.0, 40.0) == 1.0
    assert passengers.drowning(2.0, 10.0, 0.5) == pytest.approx(0.1)
    assert [passengers.steps_to_alight(10.0, s) for s in (60.0, 300.0, 3600.0)] == [10, 2, 1]


def test_in_plain_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bits as compiled, and the rules of hulls by hand, which cannot be called one by one when compiled."""
    compiled = under_fire(tmp_path, monkeypatch, "w-boats", "pier")
    begun = midway.begin(compiled, 7, 3)
    begun.write(tmp_path / "landing.before")
    after = begun.run_until(120).outcome()
    assert (after["losses"][:, a.LO_CAUSE] == a.CARRIED).any()
    (tmp_path / "landing.after").write_bytes(pickle.dumps(after))
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(Path(__file__).parent / "plain_hulls.py")],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "KHASAN_TWIN": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-3000:]


KINDS = {"w-boats": ("pier", "landing"), "w-train": ("station", "halt"), "w-trucks": ("west", "landing")}


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    carriers=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=3),
    aboard=st.lists(st.integers(0, 2), min_size=0, max_size=2),
    verb=st.sampled_from(["move", "attack", "support", "hold", "withdraw"]),
    foes=st.lists(st.sampled_from(["e-company", "e-guns"]), min_size=1, max_size=3),
    seed=st.integers(0, 99),
)
def test_whatever_the_carriers_all_are_accounted_for(
    carriers: list[str], aboard: list[int], verb: str, foes: list[str], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Men, vehicles, weapons, rows of losses; boats on water, trains on rails; nobody aboard a carrier that is gone."""
    west = [unit(f"c{k}", kind, KINDS[kind][0]) for k, kind in enumerate(carriers)]
    west += [unit(f"p{n}", "w-company", "west", aboard=f"c{k % len(carriers)}") for n, k in enumerate(aboard[:1])]
    plans = {f"c{k}": [rule({verb: KINDS[kind][1]})] for k, kind in enumerate(carriers)}
    east = [unit(f"f{k}", kind, "landing") for k, kind in enumerate(foes)]
    content = scenario(west, east, plans | {"easterners": [rule({"attack": "landing"})]}, time={"step_s": 300})
    with TemporaryDirectory() as folder:
        compiled = Country(Path(folder), ENDS + LAKE + LINE, monkeypatch).compiled(content)
    one = run_replication(compiled, seed, 0, record=True)
    for check in CHECKS:
        assert check(compiled, one) == []
    ground, status, where = compiled.world(0).ground, one.counts[:, a.STATUS], one.counts[:, a.HEX]
    for k, kind in enumerate(carriers):
        c = index(compiled, f"c{k}")
        own = {"w-boats": ground.navigable, "w-train": ground.railed, "w-trucks": ground.passable}[kind]
        assert own[where[:, c]].all()
    for n in range(len(aboard[:1])):
        carrier = index(compiled, f"c{aboard[n] % len(carriers)}")
        mine = status[:, index(compiled, f"p{n}")]
        assert not ((mine == a.ABOARD) & (status[:, carrier] == a.GONE)).any()
