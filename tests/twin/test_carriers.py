"""Carriers of the kernels against the twin: who comes aboard, who drowns, who goes ashore where."""

from __future__ import annotations

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.aboard.carriers import alight, come_aboard, share_fate
from khasan.kernels.knowledge.contacts import mark_known
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from twin import carriers as twin
from twin import moments as h
from twin import plain


def prepared(seed: int) -> plain.Blocks:
    """A boat and a train with four units aboard, and two others ashore."""
    b, rng = h.moment(seed, 8, carrying=1, step_s=(60.0, 170.0)[seed % 2])
    u, s = b.tables.units, b.state
    u[t.SIDE] = [0, 0, 0, 1, 1, 1, 0, 1]
    u[t.MOBILITY] = [t.WATER, t.FOOT, t.HORSE, t.RAIL, t.FOOT, t.PACK, t.FOOT, t.FOOT]
    u[t.ARMOURED] = [1, 0, 0, 1, 0, 0, 0, 0]
    u[t.CARRIER] = [-1, 0, 0, -1, 3, 3, -1, -1]
    s.counts[a.VEHICLES] = [8, 0, 0, 5, 0, 0, 0, 0]
    s.counts[a.STATUS] = [a.ACTIVE, a.ABOARD, a.ABOARD, a.ACTIVE, a.ABOARD, a.ABOARD, a.ACTIVE, a.ACTIVE]
    ground = b.world.ground_i
    ground[t.SURFACE] = rng.choice([t.OPEN, t.WOODS, t.LAKE, t.RIVER], ground.shape[1])
    s.counts[a.HEX, 1:3], s.counts[a.HEX, 4:6] = s.counts[a.HEX, 0], s.counts[a.HEX, 3]
    b.world = h.with_ways(b.world, [(place, kind) for place in range(5) for kind in range(9)])
    b.world = b.world._replace(start_hex=rng.integers(0, 20, 8).astype(np.int32))
    s.commanders[t.C_ORDER], s.commanders[t.C_PLACE] = [a.MOVE, a.ATTACK], [3, 4]
    h.ready(b)
    mark_known(b.tables, s, b.scratch)
    return b


@pytest.mark.parametrize("seed", range(12))
def test_fate(seed: int) -> None:
    """Whose men fall with whose."""
    b = prepared(seed)
    hits = b.scratch.hits
    b.state.counts[a.MEN, [0, 3]] += 90  # as many at least as fall
    rng = np.random.default_rng(seed)
    for row, most in ((bundles.KILLED, 40), (bundles.WOUNDED, 30), (bundles.MISSING, 20)):
        hits[row, [0, 3]] = rng.integers(0, most, 2) * (seed % 4 > 0)
    hits[bundles.BURNT, [0, 3]] = rng.integers(0, 5, 2)
    hits[bundles.KNOCKED_OUT, [0, 3]] = rng.integers(0, 2, 2)
    told = plain.read(b)
    rows = [bundles.KILLED, bundles.WOUNDED, bundles.MISSING, bundles.BURNT]
    expected = hits[rows].T.tolist()
    twin.share_fate(told, expected)
    share_fate(b.step, b.tables, b.state, b.scratch, b.log)
    plain.agree(told, b)
    assert hits[rows].T.tolist() == expected


@pytest.mark.parametrize("seed", range(12))
def test_aboard(seed: int) -> None:
    """Who comes in aboard whom, and where he is carried."""
    b = prepared(seed)
    rng = np.random.default_rng(seed)
    b.tables.units[t.ARRIVES] = b.step + rng.integers(-1, 2, 8)
    b.state.counts[a.STATUS] = rng.choice([a.ACTIVE, a.ABOARD, a.EXPECTED, a.GONE, a.BROKEN], 8)
    b.state.counts[a.STATUS, [0, 3]] = rng.choice([a.ACTIVE, a.ACTIVE, a.EXPECTED, a.GONE, a.BROKEN], 2)
    b.state.counts[a.HEX] = rng.integers(0, 20, 8)
    told = plain.read(h.ready(b))
    twin.come_aboard(told)
    come_aboard(b.step, b.tables, b.state, b.log)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(60))
def test_alight(seed: int) -> None:
    """When and where they get off."""
    b = prepared(seed)
    rng = np.random.default_rng(seed)
    s = b.state
    s.counts[a.ORDER] = rng.choice([a.HOLD, a.MOVE, a.ATTACK, a.WITHDRAW, a.SUPPORT, a.BOMBARD, a.PURSUE], 8)
    s.clocks[t.ALIGHTS] = rng.choice([t.LONG_AGO, t.LONG_AGO, 0, 1, 2], 8)
    s.reals[a.SUPPRESSION] = rng.uniform(0.0, 0.15, 8)
    s.counts[a.MOVED] = rng.integers(0, 2, 8)
    there = b.world.place_hex[s.counts[a.ORDER_PLACE]]
    for carrier in (0, 3):
        if rng.random() < 0.6:
            s.counts[a.HEX, [k for k in range(8) if k == carrier or b.tables.units[t.CARRIER, k] == carrier]] = there[
                carrier
            ]
    h.ready(b)
    b.scratch.fighting[:] = rng.random(8) < 0.1
    mark_known(b.tables, s, b.scratch)
    told = plain.read(b)
    twin.alight(told, set(np.flatnonzero(b.scratch.fighting).tolist()))
    alight(b.step, b.world, b.tables, s, b.scratch, b.scale, b.log)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(20))
def test_lost(seed: int) -> None:
    """What becomes of those aboard whose carrier is lost."""
    b = prepared(seed)
    rng = np.random.default_rng(seed)
    s = b.state
    s.counts[a.STATUS, [0, 3]] = rng.choice([a.GONE, a.GONE, a.BROKEN, a.ACTIVE], 2)
    s.counts[a.MEN, [0, 3]] = np.where(s.counts[a.STATUS, [0, 3]] == a.GONE, 0, 20)
    if seed % 2:
        b.world.ground_i[t.SURFACE] = t.SEA
        b.world.across[:] = 1e300
    s.clocks[t.ALIGHTS] = rng.choice([t.LONG_AGO, 0, 1, 2], 8)
    h.ready(b)
    mark_known(b.tables, s, b.scratch)
    told = plain.read(b)
    twin.alight(told, set())
    alight(b.step, b.world, b.tables, s, b.scratch, b.scale, b.log)
    plain.agree(told, b)
