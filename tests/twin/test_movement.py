"""Movement of the kernels against the twin, on ground where no two hexes and no two units are alike."""

from __future__ import annotations

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.knowledge.contacts import mark_known
from khasan.kernels.knowledge.in_view import look_around
from khasan.kernels.movement.moves import everybody_moves
from khasan.kernels.state import tables as t
from twin import moments as h
from twin import movement as twin
from twin import plain

KINDS = (t.FOOT, t.HORSE, t.PACK, t.WHEELED, t.MOTOR, t.TRACKED, t.STATIC, t.WATER, t.RAIL)


def prepared(seed: int, units: int, mobilities: tuple[int, ...], step_s: float, **more: int) -> plain.Blocks:
    """Units of the given classes on mixed ground, with ways of each to every place."""
    b, rng = h.moment(seed, units, step_s=step_s, **more)
    ground = b.world.ground_i
    ground[t.SURFACE] = rng.choice([t.OPEN, t.OPEN, t.MARSH, t.WOODS, t.VILLAGE, t.RIVER, t.LAKE], ground.shape[1])
    ground[t.ROAD] = rng.choice([t.NO_ROAD, t.NO_ROAD, t.TRACK, t.HIGHWAY, t.RAILWAY], ground.shape[1])
    wet = np.isin(ground[t.SURFACE], twin.WATERS)
    ground[t.CROSSING] = np.where(
        wet, rng.choice([t.FORD, t.BRIDGE, t.FERRY, t.FOOTBRIDGE, t.NO_CROSSING], ground.shape[1]), 0
    )
    b.world.across[:, rng.random(b.world.neighbours.shape) < 0.1] = 1e300
    b.world = h.with_ways(b.world, [(place, kind) for place in range(5) for kind in KINDS])
    fixed, s = b.tables.units, b.state
    fixed[t.MOBILITY] = rng.choice(mobilities, units)
    fixed[t.ARMOURED] = np.isin(fixed[t.MOBILITY], [t.TRACKED, t.WATER, t.RAIL])
    s.counts[a.VEHICLES] = np.where(fixed[t.ARMOURED] == 1, rng.integers(1, 9, units), 0)
    s.reals[a.SUPPRESSION] = rng.uniform(0.0, 0.75, units)
    around = b.world.neighbours[s.counts[a.HEX], rng.integers(0, 6, units)]
    s.clocks[t.HEADING] = around
    b.tables.light[t.DARK] = rng.integers(0, 2, 3)
    b.step = seed % 3
    own = np.random.default_rng(seed + 5000)
    s.clocks[t.NO_ASSAULT_BEFORE] = np.where(own.random(units) < 0.4, b.step + own.integers(-1, 3, units), t.LONG_AGO)
    h.ready(b)
    look_around(b.world, b.tables, b.state, b.scratch, b.scale)
    mark_known(b.tables, s, b.scratch)
    return b


def fighting(b: plain.Blocks) -> set[int]:
    return set(np.flatnonzero(b.scratch.fighting).tolist())


@pytest.mark.parametrize("seed", range(36))
def test_one(seed: int) -> None:
    """One unit by itself, for a short step or a long one."""
    b = prepared(seed, 1, KINDS, (60.0, 700.0, 3000.0)[seed % 3])
    told = plain.read(b)
    twin.everybody_moves(told, fighting(b))
    before = b.state.counts[a.HEX].copy()
    moved = everybody_moves(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    assert bool(moved) == bool((before != b.state.counts[a.HEX]).any())
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(90))
def test_many(seed: int) -> None:
    """Eight units on a small map: who moves first, room, enemies known and unknown, orders of every kind."""
    b = prepared(seed, 8, KINDS[:6], (60.0, 700.0, 3000.0)[seed % 3], cols=4, rows=4, stack=2)
    rng = np.random.default_rng(seed)
    s = b.state
    s.counts[a.STATUS] = rng.choice([a.ACTIVE] * 7 + [a.BROKEN, a.GONE, a.ABOARD], 8)
    s.counts[a.ORDER] = rng.choice([a.HOLD, a.MOVE, a.ATTACK, a.ATTACK, a.WITHDRAW, a.BOMBARD, a.SUPPORT, a.AMBUSH], 8)
    s.clocks[t.NO_ASSAULT_BEFORE] = rng.choice([t.LONG_AGO, 0, 1, 2, 3], 8)
    own = np.random.default_rng(seed + 800)
    s.clocks[t.STOPPED], s.clocks[t.HELD_BACK] = own.random((2, 8)) < 0.15
    h.ready(b)
    look_around(b.world, b.tables, b.state, b.scratch, b.scale)
    b.scratch.fighting[:] = rng.random(8) < 0.1
    mark_known(b.tables, s, b.scratch)
    told = plain.read(b)
    twin.everybody_moves(told, fighting(b))
    before = b.state.counts[a.HEX].copy()
    moved = everybody_moves(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    assert bool(moved) == bool((before != b.state.counts[a.HEX]).any())
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(20))
def test_marsh(seed: int) -> None:
    """Tanks in a marsh of theirs: how many stick, of whom, after how long."""
    b = prepared(seed, 3, (t.TRACKED, t.TRACKED, t.MOTOR), (700.0, 3000.0)[seed % 2])
    b.world.ground_i[t.SURFACE] = np.where(np.arange(20) % 3 == 0, t.OPEN, t.MARSH)
    b.world.ground_i[t.ROAD] = np.where(np.arange(20) % 4 == 0, t.TRACK, t.NO_ROAD)
    b.state.counts[a.ORDER] = a.MOVE
    b.state.counts[a.VEHICLES] *= 4
    b.tables.unit_reals[t.BOG_PER_HOUR] *= 2.0
    told = plain.read(b)
    twin.everybody_moves(told, fighting(b))
    before = b.state.counts[a.HEX].copy()
    moved = everybody_moves(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    assert bool(moved) == bool((before != b.state.counts[a.HEX]).any())
    plain.agree(told, b)
