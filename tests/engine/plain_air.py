"""Run by test_air.py with numba switched off: strikes and fire at aircraft worked by hand, and what pilots may know.

Not collected by itself: it needs NUMBA_DISABLE_JIT=1, and the folder KHASAN_TWIN with the case.
"""

from __future__ import annotations

import math
import os
import pickle
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from scipy import stats

from engine import midway
from khasan import arrays as a
from khasan.kernels.air import aviation, flak, flights, raids
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

FOLDER = Path(os.environ.get("KHASAN_TWIN", "."))
UNITS = pickle.loads((FOLDER / "air.units").read_bytes()) if (FOLDER / "air.units").exists() else ()


@pytest.fixture(autouse=True)
def _really_plain() -> None:
    assert numba.config.DISABLE_JIT


def test_same_bits_as_compiled() -> None:
    now = midway.read(FOLDER / "air.before").run_until(int((FOLDER / "air.until").read_text()))
    assert midway.differing(now.outcome(), pickle.loads((FOLDER / "air.after").read_bytes())) == []


def stage() -> tuple[midway.Midway, int, int, int]:
    """A squadron of nine bombers over the meeting point, an enemy in it and in sight; (now, bombers, enemy, hex)."""
    now = midway.read(FOLDER / "air.before")
    bombers, enemy = UNITS.index("bombers"), UNITS.index("jp-half-section")
    counts, scratch = now.state.counts, now.scratch
    now.log.used[:] = 0
    now.tables.light[t.VISIBILITY_M] = 4000.0
    now.tables.parameters[[p.AIR, p.ANTI_AIRCRAFT, p.QUALITY_SOVIET_AIR, p.QUALITY_JAPAN_INFANTRY]] = 1.0
    place = int(counts[a.ORDER_PLACE, bombers])
    here = int(now.world.place_hex[place])
    counts[a.FLIGHT, bombers], counts[a.AIRBORNE, bombers], counts[a.ORDER, bombers] = a.OVER, 9, a.STRIKE
    scratch.standing[:] = 0
    scratch.standing[now.tables.units[t.SIDE, enemy], here] = 1
    counts[a.HEX, enemy] = counts[a.CONTACT_HEX, enemy] = here
    counts[a.STATUS] = a.GONE  # nobody else is there
    counts[a.STATUS, [bombers, enemy]], counts[a.CONTACT_AGE, enemy] = (a.AT_AIRFIELD, a.ACTIVE), 0
    scratch.contacts_n[:] = 0
    side = int(now.tables.units[t.SIDE, bombers])
    scratch.contacts[side, 0], scratch.contacts_n[side] = enemy, 1
    return now, bombers, enemy, here


def strike(now: midway.Midway, unit: int) -> None:
    raids.raid(unit, 0, now.step, now.world, now.tables, now.state, now.scratch, now.scale, now.log)


def test_a_strike_by_hand() -> None:
    """Nine bombers drop ninety bombs of known effect on eighty men dug in over 200 by 100 m, two in five down."""
    now, bombers, enemy, here = stage()
    par, counts = now.tables.parameters, now.state.counts
    bomb = int(now.tables.units[t.WEAPON_0, bombers])
    now.tables.weapon_counts[0, bombers], now.tables.unit_reals[t.VEHICLES_0, bombers] = 120, 12
    now.state.reals[a.AMMO_0, bombers] = 480.0
    now.tables.weapons[[t.W_LETHAL_M2, t.W_DISPERSION_M], bomb] = 900.0, 100.0
    par[[p.BOMBING_HEIGHT, p.LYING_AREA, p.WORKS_AREA, p.COVER_WORTH]] = 2000.0, 0.5, 0.8, 0.0
    par[[p.ALL_FLAT, p.HOLDING_ROOM, p.ATTACKING_ROOM]] = 0.8, 1.0, 1.0
    now.tables.unit_reals[[t.FRONTAGE_M, t.DEPTH_M], enemy] = 200.0, 100.0
    counts[a.MEN, enemy], counts[a.MOVED, enemy], now.state.reals[a.SUPPRESSION, enemy] = 80, 0, 0.4
    now.state.works[here], now.state.hex_side[here] = 0.5, now.tables.units[t.SIDE, enemy]
    strike(now, bombers)
    footprint, radius = 20000.0, 200.0
    share = footprint / (footprint + math.pi * radius**2 / math.log(2.0))
    screen = (1.0 - 0.8) * (1.0 + (0.5 - 1.0) * 0.4 / 0.8)
    assert screen == pytest.approx(0.15)
    hits = 90 * 900.0 * 80 / footprint * screen * share
    expected = 80 * (1.0 - math.exp(-hits / 80))
    assert (hits, expected) == (pytest.approx(4.83, abs=0.01), pytest.approx(4.69, abs=0.01))
    assert now.log.used[1] == 1
    row, factors = now.log.losses[0], now.log.factors[0]
    assert (row[a.LO_CAUSE], row[a.LO_SHOOTER], row[a.LO_TARGET]) == (a.BOMBING, bombers, enemy)
    assert factors[a.FA_EXPECTED] == pytest.approx(expected)
    assert factors[a.FA_ROUNDS : a.FA_EXPECTED].prod() == pytest.approx(expected)
    fallen = stats.poisson.ppf(factors[a.FA_DRAW], expected)
    assert row[a.LO_KILLED] + row[a.LO_WOUNDED] == fallen == now.scratch.hits[:2, enemy].sum()
    assert now.state.reals[a.AMMO_0, bombers] == 480.0 - 90.0
    volume = par[p.BURSTS_WEIGHT] * 90 * share * 900.0 / footprint * math.sqrt(screen)
    assert now.state.reals[a.NEAR_MISS, enemy] == pytest.approx(volume)
    assert now.state.peace[0] == 0


@pytest.mark.parametrize(("visibility", "spread"), [(2500.0, 1.0), (2390.0, 3.0)])
def test_bombs_at_what_is_hidden_from_there_scatter_more(visibility: float, spread: float) -> None:
    """From 2,000 m at 234 km/h a bomb falls for 20.2 s and flies on for 1,312.8 m: the target is 2,392 m off."""
    now, bombers, enemy, _ = stage()
    par, tables = now.tables.parameters, now.tables
    bomb = int(tables.units[t.WEAPON_0, bombers])
    tables.light[t.VISIBILITY_M] = visibility
    tables.unit_reals[t.SPEED_KMH, bombers] = 234.0
    assert math.hypot(2000.0, 65.0 * math.sqrt(4000.0 / 9.80665)) == pytest.approx(2392.4, abs=0.1)
    tables.weapons[[t.W_LETHAL_M2, t.W_DISPERSION_M], bomb] = 900.0, 100.0
    par[[p.BOMBING_HEIGHT, p.UNOBSERVED_SPREAD, p.HOLDING_ROOM, p.ATTACKING_ROOM]] = 2000.0, 3.0, 1.0, 1.0
    tables.unit_reals[[t.FRONTAGE_M, t.DEPTH_M], enemy] = 200.0, 100.0
    now.state.counts[a.MEN, enemy] = 80
    strike(now, bombers)
    share = 20000.0 / (20000.0 + math.pi * (200.0 * spread) ** 2 / math.log(2.0))
    rounds = now.state.fired[bombers]
    near = par[p.BURSTS_WEIGHT] * rounds * share * 900.0 / 20000.0
    screen = (now.state.reals[a.NEAR_MISS, enemy] / near) ** 2
    assert screen == pytest.approx(raids.exposed(enemy, True, now.world, tables, now.state))


@pytest.mark.parametrize(("visibility", "seen"), [(1600.0, True), (1100.0, False)])
def test_nobody_looks_for_targets_farther_than_he_sees(visibility: float, seen: bool) -> None:
    """A contact 1,125 to 1,500 m from the place, nobody nearer: scouts find its unit, bombs are aimed at it, or not."""
    now, bombers, enemy, here = stage()
    counts, tables = now.state.counts, now.tables
    apart = [raids.distance(now.world.axial, here, k) * now.scale.hex_m for k in range(now.world.axial.shape[1])]
    there = next(k for k, metres in enumerate(apart) if 1125.0 < metres <= 1500.0)
    counts[a.HEX, enemy] = counts[a.CONTACT_HEX, enemy] = there
    tables.light[t.VISIBILITY_M] = visibility
    now.scratch.standing[:] = 0
    aimed, contact = raids.aim(bombers, 0, now.step, now.world, tables, now.state, now.scratch, now.scale)
    assert (aimed, contact) == ((there, 1) if seen else (here, 0))
    counts[a.CONTACT_AGE, enemy] = a.UNSEEN
    tables.parameters[p.AIR_SPOTTING] = 1e9
    raids.scout(bombers, 0, 60.0, now.step, now.world, tables, now.state, now.scale, now.log)
    assert (counts[a.CONTACT_AGE, enemy] == 0) == seen


def test_who_has_moved_away_is_not_hit() -> None:
    now, bombers, enemy, here = stage()
    now.state.counts[a.HEX, enemy] = int(now.world.neighbours[here].max())
    strike(now, bombers)
    assert now.log.used[1] == 0
    assert now.state.reals[a.NEAR_MISS, enemy] == 0.0


def test_nobody_bombs_his_own() -> None:
    now, bombers, _, here = stage()
    side = int(now.tables.units[t.SIDE, bombers])
    now.scratch.standing[side, here] = 1
    before = now.state.reals[a.AMMO_0, bombers]
    strike(now, bombers)
    now.scratch.contacts_n[:] = 0
    strike(now, bombers)
    now.scratch.standing[side, here] = 0
    now.state.places[t.KNOWN_0 + side, now.state.counts[a.ORDER_PLACE, bombers]] = side
    strike(now, bombers)
    assert now.log.used[1] == 0
    assert now.state.reals[a.AMMO_0, bombers] == before


def test_where_bombs_are_aimed_owes_nothing_to_the_truth() -> None:
    """Forty false truths of the enemy leave the aim where it was; false contacts move it."""
    now, bombers, _, here = stage()
    random = np.random.default_rng(3)
    theirs = now.tables.units[t.SIDE] != now.tables.units[t.SIDE, bombers]
    side = int(now.tables.units[t.SIDE, bombers])
    around = [int(h) for h in now.world.neighbours[here] if h >= 0]

    def aims() -> list[Any]:
        return [
            raids.aim(bombers, k, now.step, now.world, now.tables, now.state, now.scratch, now.scale) for k in range(12)
        ]

    others = [int(unit) for unit in np.flatnonzero(theirs)][:2]
    for contact, hexagon in zip(others, around, strict=False):
        now.state.counts[a.CONTACT_AGE, contact], now.state.counts[a.CONTACT_HEX, contact] = 1, hexagon
    now.scratch.contacts[side, : len(others)], now.scratch.contacts_n[side] = others, len(others)
    before = aims()
    assert len(set(before)) > 1
    n = int(theirs.sum())
    for _ in range(40):
        now.state.counts[a.HEX, theirs] = random.integers(0, now.world.neighbours.shape[0], n)
        now.state.counts[a.MEN, theirs] = random.integers(0, 500, n)
        now.state.reals[a.SUPPRESSION, theirs] = random.random(n)
        now.scratch.standing[1 - side] = random.integers(0, 2, now.scratch.standing.shape[1])
        now.state.places[t.HOLDER] = random.integers(-1, 2, now.state.places.shape[1])
        assert aims() == before
    now.state.counts[a.CONTACT_HEX, others] = around[-1]
    assert aims() != before


def test_fire_from_the_ground_has_a_poisson_law() -> None:
    """Two thousand raids at 0.4 hits each; a chi-square test that a right law fails once in a thousand tries."""
    now, bombers, enemy, here = stage()
    gun = 0
    weapon = int(now.tables.units[t.WEAPON_0 + gun, enemy])
    counts, tables = now.state.counts, now.tables
    counts[a.MEN, enemy], counts[a.AIRBORNE, bombers] = 60, 400
    counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, enemy] = 0
    counts[a.COUNT_0 + gun, enemy] = 4
    tables.weapons[[t.W_CREW, t.W_RATE, t.W_CEILING_M, t.W_AIRCRAFT_HIT], weapon] = 3.0, 2.0, 1000.0, 0.004
    tables.unit_reals[t.SPEED_KMH, bombers] = 360.0
    tables.parameters[p.BEARING] = 0.78125
    seconds = 16.0  # the chord of a sphere of 1,000 m at 600 m is 1,600 m: sixteen seconds at 100 m/s
    assert aviation.seconds_in_reach(1000.0, 600.0, 0.0, 360.0) == pytest.approx(seconds)
    expected = 4 * 2.0 * seconds * 0.78125 * 0.004
    assert expected == pytest.approx(0.4)
    seen = []
    for step in range(2000):
        now.state.reals[[a.AMMO_0 + gun, a.SUPPRESSION], enemy] = 1000.0, 0.0
        now.scratch.hits[:] = 0
        attack = aviation.Attack(bombers, here, 600.0, 0)
        flak.flak(attack, step, now.world, tables, now.state, now.scratch, now.scale, now.log)
        hits = now.scratch.hits[:, bombers]
        seen.append(int(hits[bundles.BURNT] + hits[bundles.KNOCKED_OUT]))
        assert hits[:3].sum() == min(hits[bundles.BURNT] * tables.unit_reals[t.CREW, bombers], counts[a.MEN, bombers])
        assert now.state.reals[a.AMMO_0 + gun, enemy] == pytest.approx(900.0)
    assert now.log.factors[0, a.FA_EXPECTED] == pytest.approx(expected)
    found = np.array([seen.count(0), seen.count(1), seen.count(2), sum(many > 2 for many in seen)])
    law = stats.poisson(expected)
    wanted = 2000.0 * np.array([law.pmf(0), law.pmf(1), law.pmf(2), law.sf(2)])
    assert stats.chisquare(found, wanted).pvalue > 0.001


def test_above_the_ceiling_nobody_is_hit() -> None:
    now, bombers, _, here = stage()
    now.tables.weapons[t.W_CEILING_M] = 1000.0
    now.tables.weapons[t.W_AIRCRAFT_HIT] = 1.0
    for height, hit in ((1001.0, False), (500.0, True)):
        attack = aviation.Attack(bombers, here, height, 0)
        flak.flak(attack, 1, now.world, now.tables, now.state, now.scratch, now.scale, now.log)
        assert now.scratch.hits[:, bombers].any() == hit


def test_escorts_keep_fighters_off_the_bombers() -> None:
    """Twelve interceptors that surely meet: without escorts all attack bombers, with twelve none does."""
    now, bombers, _, _ = stage()
    counts, par = now.state.counts, now.tables.parameters
    fighters, escorts = UNITS.index("interceptors"), UNITS.index("escorts")
    par[[p.INTERCEPTION, p.AIR_COMBAT]] = 1.0 - 1e-15, 5.0
    counts[a.FLIGHT] = a.AT_BASE
    now.scratch.fliers[:3] = bombers, fighters, escorts
    for many, attacked in ((0, bombers), (12, escorts)):
        counts[a.FLIGHT, [bombers, fighters, escorts]] = a.OVER
        counts[a.AIRBORNE, [bombers, fighters, escorts]] = 9, 12, many
        counts[a.FLIGHT_S, [bombers, fighters, escorts]] = 300, 3000, 3000
        now.scratch.hits[:] = 0
        flights.meet_in_the_air(
            3, 0, 300.0, now.step, now.world, now.tables, now.state, now.scratch, now.scale, now.log
        )
        lost = now.scratch.hits[bundles.BURNT]
        assert lost[attacked] > 0
        assert lost[escorts if attacked == bombers else bombers] == 0
        assert counts[a.FLIGHT_S, fighters] == 0  # they have fought and go home
