"""Aircraft of the kernels against the twin: how they go and come, and whose bombs and bursts fell whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.air.flights import fly
from khasan.kernels.knowledge.contacts import mark_known
from khasan.kernels.knowledge.in_view import look_around
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from twin import air as twin
from twin import moments as h
from twin import plain

RECORDED = (
    "cause", "shooter", "target", "sub", "weapons", "rounds", "effect_per_round", "exposure", "observation", "quality",
    "parameter", "fight", "saturation", "expected", "draw", "range_m", "killed", "wounded",
)  # fmt: skip


def prepared(seed: int) -> tuple[plain.Blocks, np.random.Generator]:
    """Three units of aircraft of one side, and three units of men at rest on the other."""
    b, rng = h.moment(seed, 6, air=3, step_s=300.0, steps=200)
    u, s = b.tables.units, b.state
    b.tables.light[t.VISIBILITY_M] = rng.uniform(2000.0, 3000.0, 200)
    b.tables.light[t.DARK] = 0.0
    b.tables.weapons[t.W_CEILING_M] = 0.0
    u[t.SIDE] = [0, 0, 0, 1, 1, 1] if seed % 2 else [1, 1, 1, 0, 0, 0]
    u[t.ROLE, :3], u[t.MOBILITY, :3], u[t.ARMOURED, :3] = t.AIRCRAFT, t.AIR, 1
    u[t.AIR_ROLE, :3] = rng.permutation([t.FIGHTER, t.BOMBER, t.GROUND_ATTACK])
    u[t.QUALITY, :3] = [p.QUALITY_JAPAN_AIR, p.QUALITY_SOVIET_AIR, p.QUALITY_JAPAN_AIR]
    u[t.MOBILITY, 3:], u[t.ARMOURED, 3:] = t.FOOT, 0
    b.tables.unit_reals[t.VEHICLES_0, :3] = [20, 17, 23]
    s.counts[a.VEHICLES, :3], s.counts[a.KNOCKED_OUT, :3], s.counts[a.REPAIRED, :3] = [15, 11, 16], [5, 6, 7], [1, 0, 2]
    s.counts[a.BURNT, :3] = s.counts[a.BOGGED] = 0
    s.counts[a.STATUS, :3] = a.AT_AIRFIELD
    s.counts[a.CONTACT_AGE] = a.UNSEEN
    s.counts[a.POSTURE], s.counts[a.MOVED] = a.DEPLOYED, 0
    b.tables.unit_reals[[t.HORSES_0, t.TRUCKS_0]] = 0
    s.counts[[a.HORSES, a.TRUCKS]] = 0
    s.counts[a.VEHICLES, 3:] = b.tables.unit_reals[t.VEHICLES_0, 3:] = b.tables.unit_reals[t.CREW_EXPOSURE, 3:] = 0
    b.world = h.with_ways(b.world, [(place, kind) for place in range(5) for kind in range(9)])
    return b, rng


def flown(b: plain.Blocks) -> plain.Told:
    """What the kernels leave of a step of flight."""
    look_around(b.world, b.tables, b.state, b.scratch, b.scale)
    mark_known(b.tables, b.state, b.scratch)
    fly(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    return plain.read(b)


@pytest.mark.parametrize("seed", range(24))
def test_start(seed: int) -> None:
    """Who starts with how many, who may not, what is put right and brought up meanwhile."""
    b, rng = prepared(seed)
    s = b.state
    s.counts[a.ORDER, :3] = rng.choice([a.STRIKE, a.COVER, a.SCOUT, a.HOLD], 3)
    s.counts[a.FLIGHT_S, :3] = rng.choice([0, 0, 900], 3)
    s.counts[a.MEN, :3] = rng.integers(20, 60, 3)
    b.tables.units[t.GROUNDED, :3] = rng.random(3) < 0.2
    b.tables.parameters[p.AIRCRAFT_REPAIR] = 0.9
    if seed % 4 == 3:
        b.tables.light[t.VISIBILITY_M, b.step] = b.tables.parameters[p.FLYING_VISIBILITY] * rng.uniform(0.9, 1.1)
    told = plain.read(h.ready(b))
    for unit in told.units[:3]:
        waits = unit.flight_s
        if twin.wants_to_fly(told, unit, lambda first, steps: True):
            twin.start(told, unit)
        unit.flight_s -= min(300, waits)
        twin.restock(told, unit)
        twin.put_right(told, unit)
    flown(b)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(16))
def test_strike(seed: int) -> None:
    """Bombs and bursts of each unit of aircraft on each company: every factor, and who falls."""
    b, rng = prepared(seed)
    s = b.state
    s.counts[a.STATUS, 1:3] = a.GONE
    place = int(rng.integers(0, 5))
    here = int(b.world.place_hex[place])
    s.counts[a.ORDER, 0], s.counts[a.ORDER_PLACE, 0] = a.STRIKE, place
    s.counts[a.FLIGHT, 0], s.counts[a.FLIGHT_S, 0], s.counts[a.AIRBORNE, 0] = a.OUTWARD, 120, 13
    s.counts[a.HEX, 3:5], s.counts[a.HEX, 5] = here, (here + 3) % 20
    s.counts[a.CONTACT_AGE, 3:5], s.counts[a.CONTACT_HEX, 3:5] = [0, 1], here
    s.hex_side[here] = b.tables.units[t.SIDE, 3]
    told: Any = plain.read(h.ready(b))
    told.units[0].on_arrival = b.tables.weapon_counts[:, 0].tolist()
    expected = twin.raid(told, told.units[0])
    found = flown(b)
    assert found.events == told.events
    assert [(loss["target"], loss["sub"]) for loss in found.losses] == [(row["target"], row["sub"]) for row in expected]
    for mine, his in zip(expected, found.losses, strict=True):
        for name in RECORDED:
            assert plain.same(mine[name], his[name]), (name, mine[name], his[name])
    twin.restock(told, told.units[0])
    assert found.units[0].rounds == pytest.approx(told.units[0].rounds, rel=1e-9)
    assert found.units[0].shots == pytest.approx(told.units[0].shots, rel=1e-9)


@pytest.mark.parametrize("seed", range(16))
def test_flak(seed: int) -> None:
    """Whose guns hit whose aircraft, and what becomes of their crews."""
    b, rng = prepared(seed)
    s = b.state
    b.tables.weapons[t.W_CEILING_M] = np.where(np.arange(9) % 2 == 1, rng.uniform(1600.0, 2600.0, 9), 0.0)
    s.counts[a.STATUS, 1:3] = a.GONE
    place = int(rng.integers(0, 5))
    s.places[:3, place] = b.tables.units[t.SIDE, 3]
    s.counts[a.ORDER, 0], s.counts[a.ORDER_PLACE, 0] = a.STRIKE, place
    s.counts[a.FLIGHT, 0], s.counts[a.FLIGHT_S, 0], s.counts[a.AIRBORNE, 0] = a.OUTWARD, 120, 13
    b.tables.unit_reals[t.CREW, 0] = 4.0
    s.counts[a.MEN, 3:] = 50_000
    s.counts[a.HEX, 3:] = rng.integers(0, 20, 3)
    told: Any = plain.read(h.ready(b))
    told.units[0].on_arrival = b.tables.weapon_counts[:, 0].tolist()
    expected = twin.flak(told, told.units[0])
    found = flown(b)
    losses = [loss for loss in found.losses if loss["cause"] == a.ANTI_AIRCRAFT]
    assert [(loss["shooter"], loss["sub"]) for loss in losses] == [(row["shooter"], row["sub"]) for row in expected]
    for mine, his in zip(expected, losses, strict=True):
        for name in mine.keys() - {"fallen"}:
            assert plain.same(mine[name], his[name]), (name, mine[name], his[name])
    for unit in told.units[3:]:
        assert found.units[unit.index].rounds == pytest.approx(unit.rounds, rel=1e-9)
    one, was = found.units[0], told.units[0]
    assert one.burnt == was.burnt + sum(row["vehicles_burnt"] for row in expected)
    assert one.knocked_out == was.knocked_out + sum(row["vehicles_knocked_out"] for row in expected)
