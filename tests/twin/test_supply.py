"""Supply of the kernels against the twin, where no two chains, depots, ways, loads and hungers are alike."""

from __future__ import annotations

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.supply.hourly import issue_rounds, supply_by_the_hour
from twin import moments as h
from twin import plain
from twin import supply as twin

CLASSES = range(9)


def prepared(seed: int) -> plain.Blocks:
    """Eight companies on a small map, both sides with a way to their rear, some of them barred or under fire."""
    b, rng = h.moment(seed, 8, step_s=(170.0, 5400.0, 300.0)[seed % 3], steps=26)
    b.step = (21, 2, 24, 20, 1, 12)[seed % 6]
    b.world = h.with_ways(b.world, [(place, kind) for place in (0, 1) for kind in CLASSES])
    units = b.tables.units
    units[t.MOBILITY] = rng.integers(0, 9, 8)
    s = b.state
    s.reals[a.FOOD_DAYS] = rng.uniform(0.0, 1.0, 8) * b.tables.parameters[p.FOOD_CARRIED_DAYS]
    s.reals[a.FOOD_DAYS, :3] = rng.uniform(0.0, 0.03, 3)
    s.reals[a.FATIGUE] = rng.uniform(0.0, 0.9, 8)
    s.reals[a.BARRED] = rng.integers(0, 2, 8)
    s.counts[a.STATUS] = rng.choice([a.ACTIVE, a.ACTIVE, a.ACTIVE, a.BROKEN, a.GONE, a.EXPECTED, a.ABOARD], 8)
    s.counts[a.STATUS, :4] = a.ACTIVE
    for side in (0, 1):
        if (seed // 2 + side) % 3 == 0:
            s.depots[t.D_RAILHEAD_T, side], s.depots[t.D_FOOD_T, side] = rng.uniform(5.0, 50.0, 2)  # declared by nobody
            continue
        scarce = rng.uniform(0.001, 0.05) if seed % 2 else rng.uniform(2.0, 60.0)
        legs = int(rng.integers(1, 4))
        s.depots[t.D_DECLARED, side] = 1.0
        s.depots[t.D_LEGS, side] = legs
        s.depots[t.D_RAILHEAD_T, side] = rng.uniform(0.05, 60.0) if seed % 5 else np.inf
        s.depots[t.D_AMMUNITION_T, side], s.depots[t.D_FOOD_T, side] = scarce * rng.uniform(0.3, 1.0, 2)
        s.depots[t.D_FOOD_SHARE, side] = rng.uniform(0.2, 0.7)
        s.depots[[t.D_BROUGHT_T, t.D_ISSUED_AMMUNITION_T, t.D_ISSUED_FOOD_T, t.D_LOST_T], side] = rng.uniform(1, 9, 4)
        for k in range(5):
            first = t.D_CARRIER_0 + k * t.CARRIER_FIELDS
            s.depots[first : first + 5, side] = (
                k % legs, rng.uniform(2.0, 30.0), rng.uniform(0.5, 9.0), rng.uniform(0.2, 5.0), k % 2,
            )  # fmt: skip
    h.ready(b)
    b.scratch.fighting[:] = rng.random(8) < 0.2
    return b


def fighting(b: plain.Blocks) -> set[int]:
    return set(np.flatnonzero(b.scratch.fighting).tolist())


@pytest.mark.parametrize("seed", range(18))
def test_by_the_hour(seed: int) -> None:
    """Chains, depots, ways, food and hunger."""
    b = prepared(seed)
    told = plain.read(b)
    twin.supply_by_the_hour(told, fighting(b))
    supply_by_the_hour(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(12))
def test_rounds(seed: int) -> None:
    """Who is handed how many rounds of what, and what that costs the depot."""
    b = prepared(seed)
    told = plain.read(b)
    twin.issue_rounds(told, fighting(b))
    issue_rounds(b.step, b.tables, b.state, b.scratch, b.scale)
    plain.agree(told, b)
