"""Run by test_twin.py with numba switched off: the rules as plain Python, against what the compiled ones left.

Not collected by itself: it needs NUMBA_DISABLE_JIT=1, and the folder KHASAN_TWIN with the cases.
"""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from engine import midway
from khasan import arrays as a
from khasan.kernels.close import fights, prisoners, yielding
from khasan.kernels.fire import offers, target_choice
from khasan.kernels.knowledge import contacts, in_view
from khasan.kernels.knowledge.line_of_sight import sees
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.works import upkeep
from long_forms import some

FOLDER = Path(os.environ.get("KHASAN_TWIN", "."))
CASES = ("clash", "night", "august")


@pytest.fixture(autouse=True)
def _really_plain() -> None:
    assert numba.config.DISABLE_JIT


def go_on(case: str) -> dict[str, Any]:
    """The case fought on in plain Python."""
    found = midway.read(FOLDER / f"{case}.before")
    return found.run_until(int((FOLDER / f"{case}.until").read_text())).outcome()


def compiled(case: str) -> dict[str, Any]:
    """What the compiled kernels made of it."""
    found: dict[str, Any] = pickle.loads((FOLDER / f"{case}.after").read_bytes())
    return found


@pytest.mark.parametrize("case", CASES)
def test_same_bits_as_compiled(case: str) -> None:
    assert midway.differing(go_on(case), compiled(case)) == []


# A parameter of each rule file, read from another row of the vector; the case in which it matters.
MUTANTS = [
    ("HULL_DOWN", "BURN_SHARE", "august"),
    ("SUPPRESSED_WORTH", "LEFT_BEHIND", "august"),
    ("LASTING_LOSS", "WORKS", "night"),
    ("DELAY_SPREAD", "LYING", "night"),
    ("LYING", "LYING_AREA", "clash"),
    ("FIRE_DISCIPLINE", "MEMORY", "august"),
    ("MOVING_FIRE", "UNSEEN_FIRE", "night"),
    ("SHAKEN", "TIRING", "august"),
    ("TIRING", "RESTING", "clash"),
    ("PINNED", "STILL", "night"),
    ("REVERSED", "WORKS", "night"),
    ("STILL", "SHAKEN", "clash"),
    ("BURSTS_WEIGHT", "MEMORY", "august"),
]


@pytest.mark.parametrize(("name", "wrong", "case"), some(MUTANTS, 5))
def test_a_changed_rule_is_noticed(name: str, wrong: str, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(p, name, getattr(p, wrong))
    assert midway.differing(go_on(case), compiled(case)) != []


# --- phases by hand ----------------------------------------------------------------------------------------------


def standing_as_counted(now: midway.Midway) -> bool:
    """Whether the count of units in each hex is that of the units that stand there."""
    counts = now.state.counts
    there = np.isin(counts[a.STATUS], (a.ACTIVE, a.BROKEN))
    found = np.zeros_like(now.scratch.standing)
    np.add.at(found, (now.tables.units[t.SIDE][there], counts[a.HEX][there]), 1)
    return np.array_equal(found, now.scratch.standing)


@pytest.mark.parametrize("case", CASES)
def test_after_each_step_the_hexes_are_counted_right_and_the_buffers_empty(case: str) -> None:
    now = midway.read(FOLDER / f"{case}.before")
    for _ in range(25):
        loads = now.state.reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS].copy()
        now.run_until(now.step + 1)
        assert standing_as_counted(now)
        there = np.isin(now.state.counts[a.STATUS], (a.ACTIVE, a.BROKEN))
        assert not now.scratch.hits[:, there].any()
        assert not now.scratch.weapons_hit[:, there].any()
        assert (now.state.counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS] >= 0).all()
        left = now.state.reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS]
        assert (left >= 0.0).all()
        assert (left <= np.maximum(loads, now.tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS])).all()
        assert (now.state.works >= 0.0).all()
        assert (now.state.works <= 1.0).all()
        assert (now.state.reals[a.PROGRESS_M] < now.scale.hex_m).all()
    now.scratch.standing[0, 0] += 1
    assert not standing_as_counted(now)


def at_grips(now: midway.Midway, *pair: int) -> int:
    """Put two units, alone, into one hex at grips; the hex."""
    counts, scratch = now.state.counts, now.scratch
    here = int(counts[a.HEX, pair[0]])
    counts[a.STATUS] = a.GONE
    scratch.standing[:] = 0
    for unit in pair:
        counts[a.STATUS, unit], counts[a.HEX, unit] = a.ACTIVE, here
        scratch.standing[now.tables.units[t.SIDE, unit], here] = 1
    fights.meet(now.step, now.world, now.tables, now.state, scratch, now.scale)
    assert scratch.fighting.sum() == 2
    now.log.used[:] = 0
    return here


def first(now: midway.Midway, side: int, armoured: int) -> int:
    units = now.tables.units
    there = now.state.counts[a.STATUS] == a.ACTIVE
    some = now.state.counts[a.VEHICLES] > 0 if armoured else now.state.counts[a.MEN] > 50
    return int(np.flatnonzero((units[t.SIDE] == side) & (units[t.ARMOURED] == armoured) & there & some)[0])


def give_way(now: midway.Midway) -> None:
    """Who is at grips gives way, or his enemy does: the hazard is as high as it goes and the step is a day."""
    now.tables.parameters[p.YIELD_RATE] = 1e9
    day = now.scale._replace(step_s=86400.0)
    fights.time_the_fights(now.step, now.world, now.tables, now.state, now.scratch, day)
    yielding.yield_ground(now.step, now.world, now.tables, now.state, now.scratch, day, now.log)
    prisoners.lay_down_arms(now.step, now.world, now.tables, now.state, now.scratch, day, now.log)


def armoured_side(now: midway.Midway) -> int:
    units = now.tables.units
    running = (units[t.ARMOURED] == 1) & (now.state.counts[a.VEHICLES] > 0) & (now.state.counts[a.STATUS] == a.ACTIVE)
    return int(units[t.SIDE, np.flatnonzero(running)[0]])


def test_tanks_that_are_shut_in_are_given_up_and_booked() -> None:
    """No way out, no cohesion, an enemy so much the stronger and a day of it: all are abandoned, their crews taken."""
    now = midway.read(FOLDER / "august.before")
    side = armoured_side(now)
    tanks, foot = first(now, side, 1), first(now, 1 - side, 0)
    here = at_grips(now, tanks, foot)
    around = now.world.neighbours[here]
    now.scratch.standing[1 - side, around[around >= 0]] = 1  # no way out for the tanks
    now.scratch.worth[1 - side, here] = 1e12  # who is so much the stronger does not give way
    now.state.reals[a.COHESION, tanks] = 0.0
    now.tables.parameters[now.tables.units[t.SURRENDER, tanks]] = 1e6
    vehicles, men = (int(now.state.counts[row, tanks]) for row in (a.VEHICLES, a.MEN))
    give_way(now)
    assert now.state.counts[a.HEX, tanks] == here
    assert now.scratch.hits[bundles.ABANDONED, tanks] == vehicles > 0
    assert now.scratch.hits[bundles.CAPTURED, tanks] == now.scratch.hits[bundles.MISSING, tanks] == men > 0
    booked = now.log.losses[: now.log.used[1]]
    booked = booked[booked[:, a.LO_TARGET] == tanks]
    assert booked[:, a.LO_ABANDONED].sum() == vehicles
    assert booked[:, a.LO_CAPTURED].sum() == booked[:, a.LO_MISSING].sum() == men


def test_who_gives_way_first_leaves_the_hex_to_the_other() -> None:
    """And the fight has lasted as long as he held out; nobody fell in it afterwards."""
    now = midway.read(FOLDER / "august.before")
    one, two = first(now, 0, 0), first(now, 1, 0)
    now.tables.parameters[p.PURSUIT_LOSS] = 0.5
    here = at_grips(now, one, two)
    give_way(now)
    gone, stays = (one, two) if now.state.counts[a.HEX, one] != here else (two, one)
    assert now.state.counts[a.HEX, gone] != here == now.state.counts[a.HEX, stays]
    assert fights.lasts_s(here, now.scratch, now.scale._replace(step_s=86400.0)) < now.scratch.unit_holds_s[stays]
    booked = now.log.losses[: now.log.used[1]]
    assert {(row[a.LO_SHOOTER], row[a.LO_TARGET]) for row in booked} == {(stays, gone)}


def test_tanks_and_horses_neither_dig_nor_keep_others_from_it() -> None:
    now = midway.read(FOLDER / "august.before")
    side = armoured_side(now)
    tanks, foot = first(now, side, 1), first(now, side, 0)
    counts, scratch = now.state.counts, now.scratch
    here = int(counts[a.HEX, foot])
    counts[a.STATUS] = a.GONE
    counts[a.MOVED] = scratch.fighting[:] = 0
    counts[a.STATUS, [tanks, foot]], counts[a.HEX, [tanks, foot]] = a.ACTIVE, here
    now.state.reals[a.SUPPRESSION, [tanks, foot]] = 0.0, 0.2
    before = now.state.works.copy()
    before[here] = now.state.works[here] = 0.3
    now.tables.parameters[p.DIG_HOURS] = 4.0
    upkeep.dig(now.tables, now.state, scratch, now.scale._replace(step_s=3600.0))
    assert now.state.works[here] == pytest.approx(1.0 - 0.7 * 2.0 ** (-0.8 / 4.0))
    before[here] = now.state.works[here]
    counts[a.STATUS, foot] = a.GONE
    upkeep.dig(now.tables, now.state, scratch, now.scale._replace(step_s=3600.0))
    assert np.array_equal(now.state.works, before)


def test_nobody_fires_into_a_hex_that_holds_his_own() -> None:
    now = midway.read(FOLDER / "august.before")
    counts, scratch = now.state.counts, now.scratch
    one, two = first(now, 0, 0), first(now, 1, 0)
    counts[a.STATUS, two] = a.ACTIVE
    counts[a.CONTACT_AGE, two] = counts[a.CONTACT_SINCE, two] = 0
    counts[a.HEX, two] = counts[a.CONTACT_HEX, two] = counts[a.HEX, one]
    scratch.standing[0] = 0

    def ready() -> int:
        contacts.mark_known(now.tables, now.state, scratch)
        offers.size_up(now.step, now.world, now.tables, now.state, scratch, now.scale)
        return int(scratch.ready[two])

    assert ready() == offers.CALLED
    scratch.standing[0, counts[a.HEX, two]] = 1
    assert ready() == offers.NOT_AT
    scratch.standing[0] = 0
    counts[a.CONTACT_AGE, two] = a.UNSEEN  # nor at whom he does not know of
    assert ready() == offers.NOT_AT


# --- what is skipped or kept changes nothing -------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_the_views_are_those_of_all_pairs(case: str) -> None:
    """The lists that are put right for who moved are the lists made anew from every pair."""
    now = midway.read(FOLDER / f"{case}.before")
    world, counts, scratch = now.world, now.state.counts, now.scratch
    moves = 0
    for _ in range(4):
        now.run_until(now.step + 5)
        moves += int(counts[a.MOVED].sum())
        in_view.look_around(world, now.tables, now.state, scratch, now.scale)
        there = [int(unit) for unit in np.flatnonzero(np.isin(counts[a.STATUS], (a.ACTIVE, a.BROKEN)))]
        for one in there:
            wanted = []
            for two in there:
                here, other = counts[a.HEX, one], counts[a.HEX, two]
                hexes = int(distance(world.axial, here, other))
                seen = hexes <= now.scale.reach and sees(world.lines, world.axial, here, other)
                if now.tables.units[t.SIDE, one] != now.tables.units[t.SIDE, two] and (
                    seen or hexes <= scratch.hidden_within[0]
                ):
                    wanted.append(int(in_view.entry(hexes, two, not seen)))
            found = scratch.near[one, : scratch.near_n[bundles.LISTED, one]]
            assert found.tolist() == sorted(wanted)
            assert scratch.near_n[bundles.IN_SIGHT, one] == sum(not in_view.is_hidden(key) for key in wanted)
    assert moves > 0


@pytest.mark.parametrize("case", CASES)
def test_asking_every_watcher_and_gun_changes_nothing(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Watching stops at the watcher that suffices, and one layer works for all guns: exactly, not nearly."""
    one_by_one, by_all = target_choice.lay_out, contacts.rate_by_all
    asked = []

    def every_gun(side: int, weapon: int, *rest: Any) -> None:
        rest[4].offered[weapon] = 0
        asked.append(weapon)
        one_by_one(side, weapon, *rest)

    def every_watcher(unit: int, conspicuous: float, enough: float, farthest: int, scratch: Any) -> float:
        return float(by_all(unit, conspicuous, 1e300, farthest, scratch))

    monkeypatch.setattr(target_choice, "lay_out", every_gun)
    monkeypatch.setattr(contacts, "rate_by_all", every_watcher)
    assert midway.differing(go_on(case), compiled(case)) == []
    assert bool(asked) == (case != "clash")  # riflemen on patrol have no gun
