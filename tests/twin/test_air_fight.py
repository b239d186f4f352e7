"""Flight, fights in the air and strikes of the kernels against the twin."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from twin import air_fight as twin
from twin import moments as h
from twin import plain
from twin.test_air import flown

SHIPS = 6
HITS = ("killed", "wounded", "missing", "burnt", "knocked_out", "horses", "trucks", "captured", "abandoned")
OF_THE_TWIN = ("on_arrival", "hits", "weapons_hit")


def prepared(
    seed: int, step_s: float = 300.0, ground: int = 0, **roles: Any
) -> tuple[plain.Blocks, np.random.Generator]:
    """Three units of aircraft of either side over their places, and some units of men, none in sight."""
    b, rng = h.moment(seed, SHIPS + ground, air=SHIPS, step_s=step_s, steps=120, **roles)
    u, s, air = b.tables.units, b.state, slice(0, SHIPS)
    b.tables.light[t.VISIBILITY_M], b.tables.light[t.DARK] = rng.uniform(2000.0, 3000.0, 120), 0.0
    b.tables.weapons[t.W_CEILING_M] = 0.0
    u[t.SIDE, air] = rng.permutation(np.arange(SHIPS) % 2)
    u[t.ROLE, air], u[t.MOBILITY, air], u[t.ARMOURED, air] = t.AIRCRAFT, t.AIR, 1
    u[t.AIR_ROLE, air] = rng.choice([t.FIGHTER, t.FIGHTER, t.FIGHTER, t.BOMBER, t.GROUND_ATTACK, t.RECONNAISSANCE], 6)
    u[t.QUALITY, air] = np.where(u[t.SIDE, air] == 0, p.QUALITY_JAPAN_AIR, p.QUALITY_SOVIET_AIR)
    b.tables.unit_reals[t.VEHICLES_0, air] = rng.permutation(np.arange(30, 90, 10))
    b.tables.unit_reals[t.CREW, air] = rng.permutation(SHIPS) % 5 + 1
    s.counts[a.BURNT, air], s.counts[a.KNOCKED_OUT, air] = rng.integers(0, 3, SHIPS), rng.integers(3, 6, SHIPS)
    s.counts[a.REPAIRED, air], s.counts[a.BOGGED] = rng.integers(0, 3, SHIPS), 0
    s.counts[a.VEHICLES, air] = b.tables.unit_reals[t.VEHICLES_0, air]
    s.counts[a.VEHICLES, air] += s.counts[a.REPAIRED, air] - s.counts[a.KNOCKED_OUT, air] - s.counts[a.BURNT, air]
    s.counts[a.STATUS, air], s.counts[a.CONTACT_AGE] = a.AT_AIRFIELD, a.UNSEEN
    s.counts[a.ORDER, air] = np.where(u[t.AIR_ROLE, air] == t.FIGHTER, a.COVER, rng.choice([a.SCOUT, a.STRIKE], SHIPS))
    s.counts[a.FLIGHT, air], s.counts[a.FLIGHT_S, air] = a.OVER, rng.integers(310, 1900, SHIPS)
    s.counts[a.AIRBORNE, air] = s.counts[a.VEHICLES, air] - rng.integers(2, 9, SHIPS)
    b.tables.parameters[p.AIR_COMBAT] *= 3.0
    b.tables.parameters[p.COVER_REACH] = rng.uniform(0.5, 5.0)
    b.world = h.with_ways(b.world, [(place, kind) for place in range(5) for kind in range(9)])
    return b, rng


def told_of(b: plain.Blocks) -> plain.Told:
    told: Any = plain.read(h.ready(b))
    told.dark_at = b.tables.light[t.DARK].tolist()
    for unit in told.units:
        unit.on_arrival = b.tables.weapon_counts[:, unit.index].tolist()
        unit.hits, unit.weapons_hit = dict.fromkeys(HITS, 0), [0] * a.SLOTS
    return told


def compare(b: plain.Blocks) -> plain.Told:
    """Everything that a step of flight leaves, as the twin and as the kernels tell it."""
    told = told_of(b)
    twin.fly(told)
    flown(b)
    plain.agree(told, b, OF_THE_TWIN)
    for unit in told.units:
        assert list(unit.hits.values()) == b.scratch.hits[:, unit.index].tolist(), unit.index
        assert unit.weapons_hit == b.scratch.weapons_hit[:, unit.index].tolist(), unit.index
    return told


@pytest.mark.parametrize("seed", range(24))
def test_fight(seed: int) -> None:
    """Three units a side of fighters and others, each another type, over places some way apart."""
    b, rng = prepared(seed, (300.0, 180.0, 1000.0)[seed % 3])
    if seed % 4 == 3:
        b.state.counts[a.ORDER, :SHIPS] = rng.choice([a.COVER, a.COVER, a.SCOUT, a.STRIKE], SHIPS)
    compare(b)


@pytest.mark.parametrize("seed", range(12))
def test_wiped_out(seed: int) -> None:
    """Units of which nobody comes home: some have aircraft or men left at the airfield, some have not."""
    b, rng = prepared(seed, (300.0, 700.0)[seed % 2])
    s, air = b.state, slice(0, SHIPS)
    b.tables.parameters[p.AIR_COMBAT] *= 15.0
    b.tables.parameters[p.COVER_REACH] = 20.0
    s.counts[a.AIRBORNE, air] = rng.integers(2, 8, SHIPS)
    s.counts[a.VEHICLES, air] = s.counts[a.AIRBORNE, air] + rng.choice([0, 0, 5], SHIPS)
    s.counts[a.REPAIRED, air] = s.counts[a.KNOCKED_OUT, air] - rng.choice([0, 0, 2], SHIPS)
    crews = s.counts[a.AIRBORNE, air] * b.tables.unit_reals[t.CREW, air].astype(int)
    s.counts[a.MEN, air] = np.where(rng.random(SHIPS) < 0.3, crews, crews + 50)
    compare(b)


@pytest.mark.parametrize("seed", range(16))
def test_flight(seed: int) -> None:
    """Out, over and home again, by the clock, by night and in fog."""
    b, rng = prepared(seed, (300.0, 170.0, 1000.0)[seed % 3])
    s = b.state
    b.tables.units[t.SIDE, :SHIPS] = seed % 2
    s.counts[a.ORDER, :SHIPS] = rng.choice([a.COVER, a.SCOUT, a.HOLD], SHIPS)
    s.counts[a.FLIGHT, :SHIPS] = rng.choice([a.AT_BASE, a.OUTWARD, a.OVER], SHIPS)
    s.counts[a.FLIGHT_S, :SHIPS] = rng.choice([0, 90, 250, 300, 480, 1400], SHIPS)
    s.counts[a.AIRBORNE, :SHIPS] = np.where(s.counts[a.FLIGHT, :SHIPS] == a.AT_BASE, 0, s.counts[a.AIRBORNE, :SHIPS])
    b.tables.units[t.GROUNDED, :SHIPS] = rng.random(SHIPS) < 0.1
    b.tables.light[t.DARK] = np.where(rng.random(120) < 0.3, rng.uniform(0.3, 0.7, 120), 0.0)
    if seed % 4 == 3:
        b.tables.light[t.VISIBILITY_M, b.step] = b.tables.parameters[p.FLYING_VISIBILITY] * rng.uniform(0.9, 1.1)
    compare(b)


@pytest.mark.parametrize("seed", range(16))
def test_scouts(seed: int) -> None:
    """Whom scouts find, and whom they do not, near and beyond their reach."""
    b, rng = prepared(seed, (300.0, 170.0, 700.0)[seed % 3], 8, cols=13, rows=4)
    s = b.state
    b.tables.units[t.SIDE, :SHIPS], b.tables.units[t.SIDE, SHIPS:] = seed % 2, 1 - seed % 2
    s.counts[a.ORDER, :SHIPS] = [a.SCOUT, a.COVER, a.SCOUT, a.COVER, a.SCOUT, a.COVER]
    s.counts[a.AIRBORNE, :SHIPS] = rng.integers(1, 4, SHIPS)
    s.counts[a.CONTACT_AGE, SHIPS:] = rng.choice([0, 2, a.UNSEEN, a.UNSEEN, a.UNSEEN], 8)
    s.counts[a.STATUS, SHIPS:] = rng.choice([a.ACTIVE, a.ACTIVE, a.ACTIVE, a.BROKEN, a.ABOARD], 8)
    if seed % 4 == 3:
        b.tables.light[t.VISIBILITY_M, b.step] = b.tables.parameters[p.FLYING_VISIBILITY] * 1.05
        b.tables.parameters[p.FLYING_VISIBILITY] = 900.0
    compare(b)


@pytest.mark.parametrize("seed", range(24))
def test_strikes(seed: int) -> None:
    """Three types over places with men, tanks, boats, horses and guns about, seen, remembered, gone or unknown."""
    b, rng = prepared(seed, (300.0, 170.0, 700.0)[seed % 3], 8)
    u, s, ground = b.tables.units, b.state, slice(SHIPS, SHIPS + 8)
    u[t.SIDE, :SHIPS], u[t.SIDE, ground] = seed % 2, 1 - seed % 2
    s.counts[a.ORDER, :SHIPS] = [a.STRIKE, a.COVER, a.STRIKE, a.COVER, a.STRIKE, a.SCOUT]
    u[t.AIR_ROLE, [0, 2, 4]] = rng.permutation([t.FIGHTER, t.GROUND_ATTACK, t.BOMBER])
    s.counts[a.FLIGHT, :SHIPS] = a.OUTWARD
    s.counts[a.FLIGHT_S, :SHIPS] = rng.integers(0, 160, SHIPS)
    s.counts[a.FLIGHT, 5] = a.AT_BASE
    s.counts[a.AIRBORNE, 5] = 0
    kinds = [t.TRACKED, t.FOOT, t.HORSE, t.WATER, t.MOTOR, t.PACK, t.TRACKED, t.WHEELED]
    u[t.MOBILITY, ground] = kinds
    u[t.ARMOURED, ground] = np.isin(kinds, (t.TRACKED, t.WATER))
    vehicles = np.where(u[t.ARMOURED, ground] == 1, rng.integers(9, 25, 8), 0)
    b.tables.unit_reals[t.VEHICLES_0, ground], s.counts[a.VEHICLES, ground] = vehicles, np.maximum(vehicles - 4, 0)
    s.counts[a.BURNT, ground], s.counts[a.KNOCKED_OUT, ground], s.counts[a.REPAIRED, ground] = 0, vehicles // 9, 0
    b.tables.unit_reals[t.CREW_EXPOSURE, ground] = np.where(np.array(kinds) == t.WATER, 0.6, 0.0)
    b.tables.parameters[p.VULNERABLE_AREA] *= 20.0
    b.tables.parameters[p.AIR] *= 3.0
    s.counts[a.HEX, ground] = rng.choice(b.world.place_hex, 8)
    s.counts[a.STATUS, ground] = rng.choice([a.ACTIVE, a.ACTIVE, a.ACTIVE, a.BROKEN], 8)
    s.counts[a.CONTACT_AGE, ground] = a.UNSEEN if seed % 3 == 2 else rng.choice([0, 0, 3, a.UNSEEN], 8)
    s.counts[a.CONTACT_HEX, ground] = np.where(rng.random(8) < 0.8, s.counts[a.HEX, ground], rng.integers(0, 20, 8))
    if seed % 4 == 3:
        u[t.SIDE, SHIPS] = seed % 2
        b.tables.light[t.VISIBILITY_M] = rng.uniform(300.0, 2500.0)
        b.tables.parameters[p.FLYING_VISIBILITY] = 200.0
    compare(b)
