"""Run by test_passage.py with numba switched off: fire along the way, against sums worked by hand or by brute force.

Two companies of a hundred rifles on level ground, hexes of 250 m, a step of 300 s: 3,000 rounds if all fire throughout.
Not collected by itself: it needs NUMBA_DISABLE_JIT=1, and the folder KHASAN_TWIN with the case.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
import pytest
from scipy import integrate

from engine import midway
from khasan import arrays as a
from khasan.kernels.fire import gunnery, keeping, offers, shooting, target_choice, way_of_step
from khasan.kernels.fire.ranges import prepare_ranges
from khasan.kernels.fire.shot import NO_TARGET, OBSERVED, Target
from khasan.kernels.knowledge import in_view
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

FOLDER = Path(os.environ.get("KHASAN_TWIN", "."))
HEX_M, ROW, COLUMN = 250.0, 30, 10
ROUNDS = 3000.0
MOVING_FIRE, BY_BOUNDS, LYING = 0.4, 0.6, 0.3
ONE, TWO, THREE = 0, 2, 3
"""A Japanese unit and two Soviet ones, made alike."""


@pytest.fixture(autouse=True)
def _really_plain() -> None:
    assert numba.config.DISABLE_JIT


class Way(NamedTuple):
    """Where a unit stood in its row, where it stands, and for what share of the step it moved."""

    then: float
    now: float
    moving: float = 0.0

    def at(self, share: float) -> float:
        """Where it stands after a share of the step, on a straight way at an even pace."""
        return self.now if share >= self.moving else self.then + (self.now - self.then) * share / self.moving


def chance(apart: float) -> float:
    return float(gunnery.mean_hit_probability(apart, HEX_M, 1300.0, 0.03, 150.0))


def mean_chance(near: float, far: float) -> float:
    """The mean of the rule over a way."""
    return float(integrate.quad(chance, near, far, limit=200)[0]) / (far - near)


def fight(*ways: Way, role: int = t.ASSAULT, step_s: float = 300.0) -> midway.Midway:
    """Unit ONE and one or two enemies in one row, in the middle of a step in which they came these ways."""
    now = midway.read(FOLDER / "passage.before")
    now.scale = now.scale._replace(step_s=step_s, hex_m=HEX_M)
    state, tables, units = now.state, now.tables, (ONE, TWO, THREE)[: len(ways)]
    weapon = int(tables.units[t.WEAPON_0, ONE])
    for unit in units:
        tables.units[[t.ARMOURED, t.ROLE], unit] = 0, t.ASSAULT
        tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, unit] = [weapon] + [-1] * (a.SLOTS - 1)
        tables.unit_reals[[t.CREW_EXPOSURE, t.FRONTAGE_M], unit] = 0.0, 200.0
    tables.units[t.ROLE, ONE] = role
    tables.weapons[:, weapon] = 0.0
    rifle = [t.W_MAX_M, t.W_EFFECTIVE_M, t.W_HIT, t.W_HALF_M, t.W_RATE, t.W_CREW, t.W_GROUP]
    tables.weapons[rifle, weapon] = 1300.0, 1200.0, 0.03, 150.0, 0.1, 1.0, p.SMALL_ARMS
    tables.parameters[[p.BY_BOUNDS, p.LYING, p.MOVING_FIRE]] = BY_BOUNDS, LYING, MOVING_FIRE
    tables.parameters[[p.COVER_WORTH, p.WORKS, p.FIRE_DISCIPLINE, p.BEARING]] = 0.0, 0.0, 1e-9, 1.0
    tables.parameters[p.STAND_TO], state.clocks[t.REGROUPED] = 1e-9, t.LONG_AGO
    tables.parameters[p.LEAST_FIRE] = 1.0  # the fringe of half a hex fires whole, so that reach alone counts
    state.clocks[t.LAST_ALERT], state.clocks[t.ALERT_SINCE] = now.step, now.step - 1  # everybody stands to
    limits, by_range, by_distance = prepare_ranges(tables.weapons, tables.parameters, HEX_M, 16)
    now.tables = tables._replace(limits=limits, by_range=by_range, by_distance=by_distance)
    tables.light[t.VISIBILITY_M] = 1e5
    state.counts[a.STATUS], state.counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS] = a.GONE, 0
    state.reals[[a.SUPPRESSION, a.NEAR_MISS]], state.fired[:], state.works[:] = 0.0, 0.0, 0.0
    state.reals[a.AMMO_0] = 1e6
    now.scratch.fighting[:], now.scratch.standing[:], now.scratch.shots_n[0] = 0, 0, 0
    for unit, way in zip(units, ways, strict=True):
        put(now, unit, way)
    grips = [unit for unit in units if (state.counts[a.HEX, list(units)] == state.counts[a.HEX, unit]).sum() > 1]
    if ONE in grips:
        now.scratch.fighting[grips] = 1
    contacts(now, units)
    way_of_step.take_stock(now.world, now.tables, state, now.scratch, now.scale)
    offers.size_up(now.step, now.world, now.tables, state, now.scratch, now.scale)
    now.scratch.near_n[:], now.scratch.near[:, 0] = 1, 0  # an enemy at arm's length, whoever is fired at
    now.scratch.sized[:], now.scratch.lit_within[0] = 0, 1000
    return now


def put(now: midway.Midway, unit: int, way: Way) -> None:
    """A unit that has come its way: in the last hex that it reached, the rest as metres made good."""
    state, ahead = now.state, 1 if way.now > way.then else -1
    hexagon = np.floor(way.now + 1e-9) if ahead > 0 else np.ceil(way.now - 1e-9)
    axial = now.world.axial
    here, there = (np.flatnonzero((axial[0] == COLUMN + q) & (axial[1] == ROW))[0] for q in (hexagon, hexagon + ahead))
    state.counts[[a.STATUS, a.MEN, a.COUNT_0, a.HEX], unit] = a.ACTIVE, 100, 100, here
    state.counts[a.MOVED, unit] = int(way.moving > 0.0)
    part = abs(way.now - hexagon)
    state.reals[a.PROGRESS_M, unit], state.clocks[t.HEADING, unit] = HEX_M * part * (part > 1e-9), there
    state.way[[t.THEN_Q, t.THEN_R, t.MOVING], unit] = COLUMN + way.then, ROW, way.moving
    now.scratch.standing[now.tables.units[t.SIDE, unit], here] += 1


def contacts(now: midway.Midway, units: tuple[int, ...]) -> None:
    """Everybody has everybody in sight."""
    counts, scratch, side = now.state.counts, now.scratch, now.tables.units[t.SIDE]
    counts[a.CONTACT_AGE, list(units)], counts[a.CONTACT_HEX] = 0, counts[a.HEX]
    scratch.contacts_n[:] = 0
    for unit in units:
        k = scratch.contacts_n[1 - side[unit]]
        scratch.contacts[1 - side[unit], k], scratch.contact_at[1 - side[unit], k] = unit, counts[a.HEX, unit]
        scratch.contacts_n[1 - side[unit]] = k + 1


def shots(now: midway.Midway, shooter: int, *targets: int) -> list[tuple[float, float]]:
    """(rounds, expected losses before steadiness) of one unit's fire at one or two targets."""
    hexes = np.int64(2)  # of targets at rest it is so; where anybody moves, the way says it

    def chosen(shooter: int, weapon: int, visibility: float, world: Any, *rest: Any) -> list[Target]:
        found = []
        for target in targets:
            offers.size_up_men(np.int64(target), world, *rest[:3])
            promise = offers.promise_of(shooter, weapon, target, hexes, OBSERVED, visibility, *rest)
            found.append(Target(target if promise > 0.0 else -1, hexes, OBSERVED, promise))
        return [*found, NO_TARGET][:2]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "best_two", chosen)
        if shooting.may_fire(shooter, now.tables, now.state, now.scratch):
            shooting.fire_of_unit(
                shooter, 1e5, now.step, now.world, now.tables, now.state, now.scratch, now.scale, now.log
            )
    numbers = now.scratch.shot_reals[: now.scratch.shots_n[0]]
    return [(float(row[bundles.ROUNDS]), float(row[bundles.ROUNDS] * row[bundles.EFFECT])) for row in numbers]


def brute(one: Way, two: Way, end: float = 1.0, parts: int = 4000) -> tuple[float, float]:
    """The same of ONE at TWO, moment by moment."""
    rounds = losses = 0.0
    for k in range(parts):
        share = (k + 0.5) / parts
        apart = abs(two.at(share) - one.at(share))
        if share > end or apart > 1200.0 / HEX_M + 0.5:
            continue
        some = ROUNDS / parts * (MOVING_FIRE if share < one.moving else 1.0)
        rounds += some
        losses += some * chance(apart) * (BY_BOUNDS if share < two.moving else LYING)
    return rounds, losses


STILL = Way(0.0, 0.0)


def test_at_two_who_come_nearer_by_hand() -> None:
    """From three hexes to one in half of the step, then at rest: 1,500 rounds on the way, 1,500 after it."""
    ((rounds, losses),) = shots(fight(STILL, Way(3.0, 1.0, 0.5)), ONE, TWO)
    assert rounds == pytest.approx(3000.0)
    assert losses == pytest.approx(1500 * 0.6 * mean_chance(1.0, 3.0) + 1500 * 0.3 * chance(1.0), rel=0.003)


def test_men_who_stop_fire_more_from_where_they_stop_by_hand() -> None:
    """On the move they fire at 0.4 of the rate: 600 rounds from three hexes to one, and 1,500 from there."""
    ((rounds, losses),) = shots(fight(Way(3.0, 1.0, 0.5), STILL), ONE, TWO)
    assert rounds == pytest.approx(600 + 1500)
    assert losses == pytest.approx(0.3 * (600 * mean_chance(1.0, 3.0) + 1500 * chance(1.0)), rel=0.003)


def test_men_who_come_into_reach_and_stop_by_hand() -> None:
    """From eight hexes to three in half of the step; reach is 1,200 m and half a hex, 5.3: 2.3 of the five hexes."""
    ((rounds, losses),) = shots(fight(Way(8.0, 3.0, 0.5), STILL), ONE, TWO)
    assert rounds == pytest.approx(0.4 * 1500 * 0.46 + 1500)
    assert losses == pytest.approx(0.3 * (276 * mean_chance(3.0, 5.3) + 1500 * chance(3.0)), rel=0.003)


def test_who_comes_to_grips_is_fired_at_until_then_by_hand() -> None:
    """Two hexes in 0.6 of the step, and the defender's hex is reached: 1,800 rounds, from two hexes to none."""
    now = fight(STILL, Way(2.0, 0.0, 0.6))
    ((rounds, losses),) = shots(now, ONE, TWO)
    assert rounds == pytest.approx(1800.0)
    assert losses == pytest.approx(1800 * 0.6 * mean_chance(0.0, 2.0), rel=0.003)


@pytest.mark.parametrize("moving", [0.0, 0.5, 0.9])
def test_two_targets_do_not_make_more_rounds_than_time_allows_by_hand(moving: float) -> None:
    """Machine guns fire once they stand; at two like targets that is half of those rounds each."""
    now = fight(Way(3.0, 2.0, moving), STILL, STILL, role=t.FIRE_SUPPORT)
    before = now.state.reals[a.AMMO_0, ONE]
    found = shots(now, ONE, TWO, THREE)
    assert [rounds for rounds, _ in found] == pytest.approx([1500.0 * (1.0 - moving)] * 2)
    assert now.state.reals[a.AMMO_0, ONE] == pytest.approx(before - 3000.0 * (1.0 - moving))
    assert now.state.fired[ONE] == pytest.approx(3000.0 * (1.0 - moving))


def test_the_last_rounds_are_all_fired() -> None:
    """With 900 rounds left, guns that stand for half of the step, and could fire 1,500, fire the 900."""
    now = fight(Way(3.0, 2.0, 0.5), STILL, role=t.FIRE_SUPPORT)
    now.state.reals[a.AMMO_0, ONE] = 900.0
    ((rounds, _),) = shots(now, ONE, TWO)
    assert rounds == pytest.approx(900.0)
    assert now.state.reals[a.AMMO_0, ONE] == 0.0


ONE_MOVES = {
    "the target, all the time": (STILL, Way(3.0, 1.4, 1.0)),
    "the target, into reach": (STILL, Way(8.0, 3.0, 0.5)),
    "the target, out of reach": (STILL, Way(4.0, 8.0, 1.0)),
    "the shooter, all the time": (Way(3.0, 1.0, 1.0), STILL),
    "the shooter, back": (Way(1.0, 3.0, 0.5), STILL),
    "the shooter, into reach, late": (Way(8.0, 3.0, 0.9), STILL),
    "both, all the time": (Way(0.0, 1.0, 1.0), Way(4.0, 2.5, 1.0)),
}


@pytest.mark.parametrize("case", ONE_MOVES)
def test_where_one_moves_or_both_throughout_it_is_the_integral(case: str) -> None:
    one, two = ONE_MOVES[case]
    ((rounds, losses),) = shots(fight(one, two), ONE, TWO)
    assert (rounds, losses) == pytest.approx(brute(one, two), rel=0.005)


@pytest.mark.parametrize("case", ["the target, into reach", "the target, out of reach", "both, all the time"])
def test_who_was_within_reach_on_the_way_is_weighed(case: str) -> None:
    """Though he stands beyond it at the end of the step, by more hexes than one."""
    now = fight(*ONE_MOVES[case])
    hexes = np.int64(abs(ONE_MOVES[case][0].now - ONE_MOVES[case][1].now))
    now.scratch.near[ONE, 0], now.scratch.near_n[:, ONE] = in_view.entry(hexes, TWO, False), 1
    now.scratch.lit_within[0] = 100
    weapon = np.int64(now.tables.units[t.WEAPON_0, ONE])
    rest = (1e5, now.tables, now.state, now.scratch, now.scale)
    offers.size_up_men(np.int64(TWO), now.world, now.tables, now.state, now.scratch)
    worth = offers.promise_of(ONE, weapon, TWO, hexes, OBSERVED, *rest)
    assert worth > 0.0
    assert not target_choice.nobody_near(ONE, weapon, now.tables, now.state, now.scratch)
    assert target_choice.best_in_view(ONE, weapon, 1e5, now.world, *rest[1:])[0] == (TWO, hexes, OBSERVED, worth)


def test_sides_exchanged_exchange_the_fire() -> None:
    """Who advances does to who waits what he would suffer in his place."""
    coming, waiting = Way(3.0, 1.4, 0.7), STILL
    (there,) = shots(fight(coming, waiting), ONE, TWO)
    (here,) = shots(fight(waiting, coming), TWO, ONE)
    assert here == pytest.approx(there, rel=1e-12)


def test_where_one_stops_before_the_other_shorter_steps_come_to_the_integral() -> None:
    """The distance is taken to change evenly until the last of both stands: in one step that is a quarter off here."""
    one, two = Way(-1.0, 0.0, 0.3), Way(4.0, 1.0, 0.9)
    right = brute(one, two)[1]
    off = []
    for parts in (1, 2, 4, 8):
        losses = 0.0
        for k in range(parts):
            first, last = k / parts, (k + 1) / parts
            pieces = [
                Way(way.at(first), way.at(last), min(1.0, max(0.0, (way.moving - first) * parts))) for way in (one, two)
            ]
            losses += sum(shot for _, shot in shots(fight(*pieces, step_s=300.0 / parts), ONE, TWO))
        off.append(abs(losses / right - 1.0))
    assert off == sorted(off, reverse=True)
    assert off[0] < 0.26
    assert off[-1] < 0.005
