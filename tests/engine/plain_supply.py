"""Run by test_supply.py with numba switched off: the phase of supply, on the ground of Lake Khanka.

Not collected by itself: it needs NUMBA_DISABLE_JIT=1, and the folder KHASAN_TWIN with the case.
"""

from __future__ import annotations

import os
from pathlib import Path

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import midway
from khasan import arrays as a
from khasan.kernels.fire.shot import Hit
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.supply import columns, hourly, transport_losses

FOLDER = Path(os.environ.get("KHASAN_TWIN", "."))
JAPAN = 0
AMMUNITION = slice(a.AMMO_0, a.AMMO_0 + a.SLOTS)


def case(step_s: float = 1800.0) -> midway.Midway:
    """Both sides at the start, Japan's chain declared."""
    assert numba.config.DISABLE_JIT
    now = midway.read(FOLDER / "khanka.before")
    assert now.state.depots[t.D_DECLARED].tolist() == [1.0, 0.0]
    now.scale = now.scale._replace(step_s=step_s)
    return now


def hours_pass(now: midway.Midway, hours: float) -> None:
    """Supply alone, step by step."""
    for _ in range(round(hours * 3600.0 / now.scale.step_s)):
        hourly.supply_by_the_hour(
            now.step, now.world, now.tables, now.state, now.scratch, now.scale, now.log
        )  # fmt: skip
        hourly.issue_rounds(now.step, now.tables, now.state, now.scratch, now.scale)
        now.step += 1
    now.step %= now.tables.light.shape[1] // 2  # the light of a later hour is not asked for


def there(now: midway.Midway, side: int) -> np.ndarray:
    units = np.flatnonzero((now.tables.units[t.SIDE] == side) & (now.state.counts[a.STATUS] == a.ACTIVE))
    assert units.size
    return units


def stocks(now: midway.Midway) -> np.ndarray:
    """Tonnes that railhead, depot and those who got or took them have together."""
    d = now.state.depots
    rows = [t.D_RAILHEAD_T, t.D_AMMUNITION_T, t.D_FOOD_T, t.D_ISSUED_AMMUNITION_T, t.D_ISSUED_FOOD_T, t.D_LOST_T]
    return d[rows].sum(axis=0)


def carried_kg(now: midway.Midway, units: np.ndarray) -> float:
    """Packed weight of the rounds that units have."""
    kg = 0.0
    for unit in units:
        for slot in range(a.SLOTS):
            weapon = now.tables.units[t.WEAPON_0 + slot, unit]
            if weapon >= 0:
                kg += now.state.reals[a.AMMO_0 + slot, unit] * now.tables.weapons[t.W_ROUND_KG, weapon]
    return kg * now.tables.parameters[p.PACKING]


def ring(now: midway.Midway, unit: int, side: int) -> np.ndarray:
    """The hexes round a unit, the other side's units in each of them."""
    around = now.world.neighbours[now.state.counts[a.HEX, unit]]
    around = around[around >= 0]
    row = now.world.way_of[now.world.rear[side], now.tables.units[t.MOBILITY, unit]]
    now.scratch.standing[1 - side, around] = 1
    now.state.counts[a.HEX, there(now, 1 - side)] = min(around, key=lambda one: now.world.way[row, one])
    return around


def spend_and_count(stock: tuple[float, float, float], needs: list[tuple[float, int, bool]]) -> None:
    """Six hours of supply after each need (share of the rounds left, unit encircled or -1, enemy at the depot)."""
    now = case()
    d, units = now.state.depots, there(now, JAPAN)
    d[[t.D_RAILHEAD_T, t.D_AMMUNITION_T, t.D_FOOD_T], JAPAN] = stock
    before = stocks(now)
    for share, encircled, taken in needs:
        now.state.reals[AMMUNITION, units] *= share
        if encircled >= 0:
            ring(now, units[encircled], JAPAN)
        if taken:
            now.scratch.standing[1, now.world.place_hex[now.world.rear[JAPAN]]] = 1
        kg, issued = carried_kg(now, units), d[t.D_ISSUED_AMMUNITION_T, JAPAN]
        hours_pass(now, 6.0)
        assert carried_kg(now, units) - kg == pytest.approx(1000.0 * (d[t.D_ISSUED_AMMUNITION_T, JAPAN] - issued))
        assert stocks(now) == pytest.approx(before)
        assert (d >= 0.0).all()
        loads = now.tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS]
        assert (now.state.reals[AMMUNITION] <= loads + 1e-9).all()
        assert (now.state.reals[a.FOOD_DAYS] <= now.tables.parameters[p.FOOD_CARRIED_DAYS] + 1e-9).all()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    stock=st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 0.02), st.floats(0.0, 0.02)),
    needs=st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(-1, 1), st.booleans()), min_size=1, max_size=4),
)
def test_what_comes_is_what_goes(stock: tuple[float, float, float], needs: list[tuple[float, int, bool]]) -> None:
    """Railhead + depot + issued + lost is what there was; what is issued is what units get and what they eat."""
    spend_and_count(stock, needs)


def test_who_is_encircled_runs_dry_and_hungers() -> None:
    now = case()
    unit, free = there(now, JAPAN)[:2]
    reals = now.state.reals
    now.tables.parameters[p.FOOD_CARRIED_DAYS] = reals[a.FOOD_DAYS] = 1.0
    now.tables.parameters[p.HUNGER_DAYS] = 2.0
    now.tables.parameters[p.HUNGER_WORTH] = 0.6
    around = ring(now, unit, JAPAN)
    now.state.counts[a.HEX, free] = now.world.place_hex[now.world.rear[JAPAN]]
    now.scratch.standing[JAPAN, now.state.counts[a.HEX, free]] = 1
    reals[AMMUNITION, unit] *= 0.5
    before = reals[AMMUNITION, unit].copy()
    hours_pass(now, 72.0)
    assert np.array_equal(reals[AMMUNITION, unit], before)
    assert reals[a.CUT_OFF_H, unit] == pytest.approx(72.0)
    assert reals[a.HUNGER_DAYS, unit] == pytest.approx(2.0)
    assert reals[a.FATIGUE, unit] == pytest.approx(0.5)
    assert reals[a.COHESION, unit] == pytest.approx(1.0 - 0.6 * 0.5)
    assert reals[a.HUNGER_DAYS, free] == reals[a.CUT_OFF_H, free] == 0.0
    assert reals[a.FOOD_DAYS, free] > 0.9
    now.scratch.standing[1 - JAPAN, around] = 0
    hours_pass(now, 24.0)
    assert (reals[AMMUNITION, unit] > before)[before > 0].all()
    assert reals[a.CUT_OFF_H, unit] == pytest.approx(72.0)
    assert reals[a.HUNGER_DAYS, unit] == pytest.approx(1.0, abs=0.1)
    told = now.log.events[: now.log.used[0]]
    kinds = told[told[:, a.EV_UNIT] == unit, a.EV_KIND].tolist()
    assert kinds == [a.CUT_OFF, a.SUPPLIED_AGAIN]


def test_an_enemy_on_another_way_stops_nobody() -> None:
    now = case()
    unit = there(now, JAPAN)[0]
    row = now.world.way_of[now.world.rear[JAPAN], now.tables.units[t.MOBILITY, unit]]
    farther = np.flatnonzero(now.world.way[row] > now.world.way[row, now.state.counts[a.HEX, unit]])
    now.scratch.standing[1 - JAPAN, farther] = 1
    now.state.counts[a.HEX, there(now, 1)] = farther[0]
    hours_pass(now, 1.0)
    assert now.state.reals[a.SUPPLY_SHARE, unit] == 1.0


@pytest.mark.parametrize(("dark", "share"), [(0.0, 0.0), (1.0, 0.4)])
def test_columns_pass_under_fire_by_night_only(dark: float, share: float) -> None:
    now = case()
    unit, ahead = there(now, JAPAN)[:2]
    now.tables.parameters[p.NIGHT_COLUMNS] = 0.4
    now.tables.light[t.DARK] = dark
    row = now.world.way_of[now.world.rear[JAPAN], now.tables.units[t.MOBILITY, unit]]
    way, here = now.world.way[row], now.state.counts[a.HEX, unit]
    around = now.world.neighbours[here]
    now.state.counts[a.HEX, ahead] = min(around[around >= 0], key=lambda one: way[one])
    now.scratch.standing[JAPAN, now.state.counts[a.HEX, ahead]] = 1
    now.state.reals[a.SUPPRESSION, ahead] = 0.9
    hours_pass(now, 1.0)
    assert now.state.reals[a.SUPPLY_SHARE, unit] == share
    assert now.state.reals[a.CUT_OFF_H, unit] == 0.0


def test_half_the_step_the_same_supply() -> None:
    found = []
    for step_s in (1200.0, 600.0):
        now = case(step_s)
        now.state.reals[AMMUNITION] = 0.0
        now.state.depots[t.D_AMMUNITION_T, JAPAN] = 0.002
        hours_pass(now, 12.0)
        found.append((now.state.reals[AMMUNITION].copy(), now.state.depots.copy(), now.state.reals[a.FOOD_DAYS].copy()))
    for one, two in zip(*found, strict=True):
        assert np.isfinite(one).any()
        assert np.allclose(one, two, rtol=0.02)


def test_too_little_is_shared_out_alike_in_any_order() -> None:
    """What a unit gets does not hang on where it stands in the arrays."""
    found = []
    for turn in (1, -1):
        now = case()
        order = np.arange(now.tables.hashes.size)[::turn]
        now.tables = now.tables._replace(
            **{name: np.ascontiguousarray(getattr(now.tables, name)[:, order]) for name in ("units", "unit_reals")}
        )
        state = now.state
        now.state = state._replace(
            counts=np.ascontiguousarray(state.counts[:, order]), reals=np.ascontiguousarray(state.reals[:, order])
        )
        now.state.reals[AMMUNITION] = 0.0
        d = now.state.depots
        d[:, JAPAN] *= np.where(np.arange(t.DEPOT_FIELDS) >= t.D_CARRIER_0, 0.0, 1.0)
        d[t.D_AMMUNITION_T, JAPAN] = 0.001
        hours_pass(now, 12.0)
        assert d[t.D_AMMUNITION_T, JAPAN] == pytest.approx(0.0, abs=1e-12)
        found.append(now.state.reals[:, order])
    assert np.allclose(found[0], found[1], rtol=1e-12)
    assert found[0][AMMUNITION].any()


def test_horses_fall_with_their_riders_and_are_booked() -> None:
    now = case()
    rider, shooter = there(now, 1)[0], there(now, JAPAN)[0]
    horses = int(now.state.counts[a.HORSES, rider])
    assert horses > 0
    now.tables.parameters[p.HORSE_EXPOSURE] = 100.0
    transport_losses.hit_transport(
        Hit(shooter, rider, 0, a.AIMED, 0, 0), 1, 1.0, 0, 5, now.tables, now.state, now.scratch, now.log
    )  # fmt: skip
    transport_losses.lose_transport(rider, now.state, now.scratch)
    assert now.state.counts[a.HORSES, rider] == 0
    assert now.state.counts[a.HORSES_LOST, rider] == horses == now.log.losses[0, a.LO_HORSES]
    assert not now.scratch.hits.any()


# --- mutants -----------------------------------------------------------------------------------------------------


def test_a_depot_that_gave_what_it_has_not_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hourly, "share_out", lambda *_: None)
    with pytest.raises(AssertionError):
        spend_and_count((1.0, 0.02, 0.02), [(0.5, -1, False)])


def test_columns_that_pass_an_enemy_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "share_of_way", lambda *_: (1.0, 0))
    with pytest.raises(AssertionError):
        test_who_is_encircled_runs_dry_and_hungers()
