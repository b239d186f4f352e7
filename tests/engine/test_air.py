"""Aircraft in whole replications: the light and weather they need, what is conserved, what a smaller step changes."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import midway
from engine.airborne import WHY, add, battle_in_the_air, with_aircraft
from engine.invariants import CHECKS, draws_can_be_drawn_again
from engine.test_twin import plain
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.errors import InputError

MAPS = range(0, 16 * 16, 16)
"""Replications that share one drawn map, which is prepared once."""


@pytest.fixture(scope="module")
def battle_above(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return with_aircraft(tmp_path_factory.mktemp("above"), battle_in_the_air)


def flown(compiled: Compiled, one: Replication, side: str | None = None) -> int:
    """Sorties of a replication, of a side or of both."""
    mine = [side in (None, compiled.labels.sides[k]) for k in compiled.labels.unit_side]
    return int(one.counts[-1, a.SORTIES, mine].sum())


def causes(one: Replication) -> set[int]:
    return {int(cause) for cause in one.losses[:, a.LO_CAUSE]}


def test_everything_adds_up(battle_above: Compiled) -> None:
    """Every check of a replication holds; every new cause of loss occurs, and its draw is found at its address."""
    seen: set[int] = set()
    for k in range(0, 16 * 60, 16):
        one = run_replication(battle_above, 5, k, record=True)
        for check in CHECKS:
            assert check(battle_above, one) == []
        assert draws_can_be_drawn_again(battle_above, one, 5) == []
        seen |= causes(one)
    assert seen >= {a.BOMBING, a.STRAFING, a.AIR_COMBAT, a.ANTI_AIRCRAFT}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    made=st.lists(
        st.tuples(
            st.sampled_from(
                ["su-sb-squadron", "su-tb3-squadron", "su-i15-squadron", "jp-ki27-squadron", "jp-ki30-squadron"]
            ),
            st.sampled_from(["strike", "cover", "scout"]),
            st.floats(5.0, 400.0),
        ),
        min_size=1,
        max_size=6,
    ),
    step_s=st.sampled_from([30, 120, 700, 3600]),
)
def test_whatever_flies_is_conserved(made: list[tuple[str, str, float]], step_s: int, tmp_path: Path) -> None:
    def change(flat: dict[str, Any]) -> None:
        flat["time"]["step_s"] = step_s
        for k, (toe, verb, away) in enumerate(made):
            side = "soviet" if toe.startswith("su-") else "japan"
            add(flat, f"air-{k}", side, toe, {verb: "meeting-point"}, airfield_km=away)

    compiled = with_aircraft(tmp_path, change)
    for k in (0, 16):
        one = run_replication(compiled, 9, k, record=True)
        for check in CHECKS:
            assert check(compiled, one) == []


def dark(flat: dict[str, Any]) -> None:
    flat["time"] |= {"start": "1935-06-03T22:00:00+09:00", "end": "1935-06-04T02:00:00+09:00"}
    flat["phases"] = []
    for force in flat["forces"]:
        force.pop("arrives", None)
    for plan in flat["plans"]:  # an hour of the morning lies outside this battle
        plan["rules"] = [rule for rule in plan["rules"] if not {"after", "before"} & set(rule.get("when") or {})]


def fog(start: str, flat: dict[str, Any]) -> None:
    spell = {"id": "fog", "kind": "fog", "start": f"1935-06-03T{start}:00+09:00", "end": "1935-06-03T12:00:00+09:00"}
    flat["weather"] = [{**spell, "probability": 1, "visibility_m": 200, "provenance": WHY}]


def test_nobody_flies_at_night_or_in_fog(battle_above: Compiled, tmp_path: Path) -> None:
    assert all(flown(battle_above, run_replication(battle_above, 5, k)) > 20 for k in MAPS)
    for change in (dark, lambda flat: fog("08:00", flat)):
        grounded = with_aircraft(tmp_path, battle_in_the_air, change)
        assert [flown(grounded, run_replication(grounded, 5, k)) for k in MAPS] == [0] * len(MAPS)


def test_raids_turn_back_when_the_ground_is_hidden(tmp_path: Path) -> None:
    """They start in clear weather at 08:00; fog falls while they are under way."""
    compiled = with_aircraft(tmp_path, battle_in_the_air, lambda flat: fog("08:03", flat))
    for k in MAPS:
        one = run_replication(compiled, 5, k, record=True)
        kinds = set(one.events[:, a.EV_KIND].tolist())
        assert a.TURNED_BACK in kinds
        assert a.AIR_RAID not in kinds
        assert not causes(one) & {a.BOMBING, a.STRAFING, a.ANTI_AIRCRAFT, a.AIR_COMBAT}


def test_who_is_over_the_map_leaves_it_when_the_ground_is_hidden(tmp_path: Path) -> None:
    """Fighters that patrol alone for an hour and a half are over the map at 08:40; fog falls then, or does not."""

    def patrols(flat: dict[str, Any]) -> None:
        add(flat, "patrol", "japan", "jp-ki27-squadron", {"cover": "meeting-point"})

    clear = with_aircraft(tmp_path, patrols)
    foggy = with_aircraft(tmp_path, patrols, lambda flat: fog("08:40", flat))
    falls = 40 * 60 // int(clear.scale.step_s)
    unit = clear.labels.units.index("patrol")
    over = 0
    for k in MAPS:
        flights = []
        for compiled in (clear, foggy):
            now = midway.begin(compiled, 5, k).run_until(falls)
            before = int(now.state.counts[a.FLIGHT, unit])
            now.run_until(falls + 2)
            flights.append((before, int(now.state.counts[a.FLIGHT, unit])))
        if flights[0] == (a.OVER, a.OVER):
            over += 1
            assert flights[1] == (a.OVER, a.AT_BASE)
    assert over > 8


def test_a_side_that_is_forbidden_does_not_fly(tmp_path: Path) -> None:
    forbidden = with_aircraft(tmp_path, battle_in_the_air, lambda flat: flat.update(air={"japan": "forbidden"}))
    for k in MAPS:
        one = run_replication(forbidden, 5, k)
        assert flown(forbidden, one, "japan") == 0
        assert flown(forbidden, one, "soviet") > 10


def test_aircraft_on_the_ground_change_nobodys_history(khanka: Compiled, tmp_path: Path) -> None:
    """Bit for bit: squadrons that are ordered to hold, and forbidden ones with orders to strike."""

    def idle(flat: dict[str, Any]) -> None:
        add(flat, "bombers", "soviet", "su-sb-squadron", {"hold": "meeting-point"})
        add(flat, "raiders", "japan", "jp-ki30-squadron", {"strike": "meeting-point"})
        flat["air"] = {"japan": "forbidden"}

    more = with_aircraft(tmp_path, idle)
    at = [more.labels.units.index(unit) for unit in khanka.labels.units]
    losses = 0
    for k in MAPS:
        one, two = run_replication(khanka, 7, k, record=True), run_replication(more, 7, k, record=True)
        assert np.array_equal(one.counts, two.counts[:, :, at])
        assert np.array_equal(one.reals, two.reals[:, :, at])
        assert np.array_equal(one.factors, two.factors)
        losses += len(one.losses)
    assert losses > 5


def test_halving_the_step_hardly_moves_the_mean(battle_above: Compiled, tmp_path: Path) -> None:
    """Aircraft lost and sorties flown, 600 replications, steps of 30 and 60 s with the same parameters drawn.

    Within 10% and three standard errors of the paired difference: a right rule fails less than once in 300 runs.
    """
    twice = with_aircraft(tmp_path, battle_in_the_air, lambda flat: flat["time"].update(step_s=60))
    found = []
    for compiled in (battle_above, twice):
        last = [run_replication(compiled, 3, k).counts[-1] for k in range(0, 600 * 16, 16)]
        found.append(np.array([[each[a.SORTIES].sum(), each[a.BURNT].sum()] for each in last], dtype=float))
    short, long = found
    error = (short - long).std(axis=0) / np.sqrt(len(short))
    assert (np.abs(short.mean(axis=0) - long.mean(axis=0)) <= 0.1 * short.mean(axis=0) + 3.0 * error).all()
    assert (3.0 * error < 0.15 * short.mean(axis=0)).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda flat: flat["plans"][0]["rules"][-1].update(do={"strike": "meeting-point"}), "strike is for aircraft"),
        (lambda flat: flat["plans"][2]["rules"][0].update(do={"attack": "meeting-point"}), "aircraft know"),
        (lambda flat: [unit.pop("airfield_km", None) for unit in flat["forces"]], "say how far its airfield is"),
        (lambda flat: flat.update(air={"mars": "forbidden"}), "unknown side"),
    ],
)
def test_what_cannot_be_is_refused(change: Any, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=says):
        with_aircraft(tmp_path, battle_in_the_air, change)


@pytest.mark.slow
def test_rules_in_plain_python(battle_above: Compiled, tmp_path: Path) -> None:
    """Bit for bit as compiled, over raids and fights in the air; strikes, flak and fog of war by hand."""
    now = midway.begin(battle_above, 7, 48).run_until(14)
    (tmp_path / "air.units").write_bytes(pickle.dumps(battle_above.labels.units))
    now.write(tmp_path / "air.before")
    (tmp_path / "air.until").write_text("60")
    (tmp_path / "air.after").write_bytes(pickle.dumps(now.run_until(60).outcome()))
    assert (now.log.losses[: int(now.log.used[1]), a.LO_CAUSE] >= a.BOMBING).any()
    last = plain("tests/engine/plain_air.py", KHASAN_TWIN=str(tmp_path))
    assert last.startswith("12 passed"), last
