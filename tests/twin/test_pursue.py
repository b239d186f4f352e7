"""Pursuit of the kernels against the twin: whom a unit follows, by which hexes, and whether it stays or goes on."""

from __future__ import annotations

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.knowledge.contacts import mark_known
from khasan.kernels.knowledge.in_view import look_around
from khasan.kernels.movement.moves import everybody_moves
from khasan.kernels.state import tables as t
from twin import moments as h
from twin import plain
from twin import pursue as twin
from twin.test_movement import KINDS


def prepared(seed: int, cols: int = 10, rows: int = 9) -> tuple[plain.Blocks, np.random.Generator]:
    """Four units that pursue, one that attacks, and five enemies, most of them in flight, on mixed ground."""
    b, rng = h.moment(
        seed, 10, step_s=(60.0, 400.0, 1500.0)[seed % 3], hex_m=(230.0, 205.0, 310.0, 400.0)[seed % 4], cols=cols,
        rows=rows, places=4, stack=2,
    )  # fmt: skip
    u, s = b.tables.units, b.state
    b.world.ground_i[t.SURFACE] = rng.choice([t.OPEN, t.OPEN, t.MARSH, t.WOODS], b.world.ground_i.shape[1])
    b.world.across[:, rng.random(b.world.neighbours.shape) < 0.1] = 1e300
    u[t.SIDE] = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1] if seed % 2 else [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    u[t.ROLE, :5] = rng.choice([t.ASSAULT, t.ASSAULT, t.ASSAULT, t.FIRE_SUPPORT, t.GUNS], 5)
    u[t.MOBILITY] = rng.choice([t.FOOT, t.HORSE, t.PACK, t.MOTOR, t.TRACKED], 10)
    u[t.ARMOURED] = u[t.MOBILITY] == t.TRACKED
    b.tables.unit_reals[[t.HORSES_0, t.TRUCKS_0]] = 0.0
    s.counts[a.VEHICLES] = np.where(u[t.ARMOURED] == 1, rng.integers(1, 9, 10), 0)
    b.world = h.with_ways(b.world, [(place, kind) for place in range(4) for kind in KINDS])
    s.counts[a.ORDER, :5] = [a.PURSUE, a.PURSUE, a.PURSUE, a.PURSUE, a.ATTACK]
    s.counts[a.STATUS, :5] = rng.choice([a.ACTIVE] * 6 + [a.BROKEN], 5)
    s.counts[a.STATUS, 5:] = rng.choice([a.BROKEN, a.BROKEN, a.BROKEN, a.ACTIVE, a.GONE], 5)
    s.counts[a.HEX] = rng.permutation(cols * rows)[:10]
    s.counts[a.ORDER_PLACE, 1] = 0
    s.counts[a.HEX, 1] = b.world.place_hex[0]
    s.counts[a.CONTACT_AGE] = rng.choice([0, 0, 0, 0, 2, a.UNSEEN], 10)
    s.counts[a.CONTACT_HEX] = s.counts[a.HEX]
    s.counts[a.CONTACT_HEX, 5:] = np.where(
        s.counts[a.CONTACT_AGE, 5:] == 0, s.counts[a.HEX, 5:], rng.integers(0, cols * rows, 5)
    )
    s.clocks[t.NO_ASSAULT_BEFORE] = rng.choice([t.LONG_AGO, t.LONG_AGO, 0, 3], 10)
    s.clocks[t.HEADING] = b.world.neighbours[s.counts[a.HEX], rng.integers(0, 6, 10)]
    b.tables.light[t.DARK] = rng.integers(0, 2, 3)
    b.step = seed % 3
    return b, rng


def compare(b: plain.Blocks) -> None:
    h.ready(b)
    look_around(b.world, b.tables, b.state, b.scratch, b.scale)
    mark_known(b.tables, b.state, b.scratch)
    told = plain.read(b)
    twin.everybody_moves(told, set())
    before = b.state.counts[a.HEX].copy()
    moved = everybody_moves(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    assert bool(moved) == bool((before != b.state.counts[a.HEX]).any())
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(60))
def test_pursuit(seed: int) -> None:
    """Quarries that run themselves, enemies in the way, full hexes, closed ways, and the other arms."""
    b, _ = prepared(seed)
    compare(b)


@pytest.mark.parametrize("seed", range(14))
def test_crowd(seed: int) -> None:
    """The same on a small map where the next hex is often held or full."""
    b, rng = prepared(seed, 5, 4)
    s = b.state
    s.reals[a.SUPPRESSION] = rng.uniform(0.0, 0.3, 10)
    s.reals[a.COHESION] = rng.uniform(0.5, 0.98, 10)
    compare(b)
