"""Works, repair, wire, who holds what and postures of the kernels against the twin, no two units or hexes alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.knowledge.contacts import mark_known
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.works.engineers import lay_wire
from khasan.kernels.works.upkeep import dig, mend, sides_of_hexes, take_posture, watch_places
from twin import moments as h
from twin import plain
from twin import upkeep as twin


def prepared(seed: int) -> plain.Blocks:
    """Twelve units crowded into few hexes, some of them places, in every state that a unit can be in."""
    b, rng = h.moment(seed, 12, step_s=(900.0, 3600.0, 21_600.0)[seed % 3])
    s = b.state
    b.tables.units[t.ARMOURED] = rng.random(12) < 0.5
    s.counts[a.STATUS] = rng.choice([a.ACTIVE] * 6 + [a.BROKEN, a.BROKEN, a.GONE, a.EXPECTED, a.ABOARD], 12)
    s.counts[a.HEX] = rng.choice(b.world.place_hex, 12)
    s.counts[a.HEX, 8:] = rng.integers(0, 20, 4)
    s.counts[a.CONTACT_HEX] = rng.choice(b.world.place_hex, 12)
    s.counts[a.MOVED] = rng.random(12) < 0.3
    s.counts[a.BOGGED] = np.where(b.tables.units[t.ARMOURED] == 1, rng.integers(0, 9, 12), 0)
    s.counts[a.KNOCKED_OUT] = np.where(b.tables.units[t.ARMOURED] == 1, rng.integers(3, 9, 12), 0)
    s.counts[a.REPAIRED] = rng.integers(0, 2, 12)
    s.clocks[t.WRECKS_LOST] = rng.integers(0, 30, 12)
    s.counts[a.KNOCKED_OUT] += s.clocks[t.WRECKS_LOST]
    s.clocks[t.WRECKS_AT] = np.where(rng.random(12) < 0.1, -1, rng.integers(0, 20, 12))
    b.tables.parameters[[p.FREE_BY_HOUR, p.REPAIR_RATE]] = rng.uniform(0.2, 0.9, 2)
    s.reals[a.SUPPLY_SHARE] = np.where(rng.random(12) < 0.3, 0.0, rng.random(12))
    s.reals[a.COHESION] = rng.uniform(0.02, 0.3, 12)
    own = np.random.default_rng(seed + 7000)  # some lie where the enemy has been left alone, some where he has not
    s.clocks[t.WRECKS_AT] = np.where(own.random(12) < 0.7, own.integers(0, len(s.hex_side), 12), -1)
    s.clocks[t.WRECKS_LOST] = np.where(b.tables.units[t.ARMOURED] == 1, own.integers(0, 2, 12), 0)
    h.ready(b)
    b.scratch.fighting[:] = rng.random(12) < 0.2
    mark_known(b.tables, s, b.scratch)
    return b


GIVEN_UP: list[int] = []
"""Wrecks given up by units of this file."""


def fighting(b: plain.Blocks) -> set[int]:
    return set(np.flatnonzero(b.scratch.fighting).tolist())


CASES: dict[str, tuple[Callable[[plain.Told, plain.Blocks], None], Callable[[plain.Blocks], object]]] = {
    "sides_of_hexes": (
        lambda told, b: twin.sides_of_hexes(told),
        lambda b: sides_of_hexes(b.tables, b.state, b.scratch),
    ),
    "dig": (lambda told, b: twin.dig(told, fighting(b)), lambda b: dig(b.tables, b.state, b.scratch, b.scale)),
    "mend": (
        lambda told, b: twin.mend(told, fighting(b)),
        lambda b: mend(b.step, b.tables, b.state, b.scratch, b.scale),
    ),
    "lay_wire": (
        lambda told, b: twin.lay_wire(told, fighting(b)),
        lambda b: lay_wire(b.tables, b.state, b.scratch, b.scale),
    ),
    "watch_places": (
        lambda told, b: twin.watch_places(told),
        lambda b: watch_places(b.step, b.world, b.tables, b.state, b.scratch, b.log),
    ),
    "take_posture": (lambda told, b: twin.take_posture(told), lambda b: take_posture(b.tables, b.state)),
}


@pytest.mark.parametrize("stage", CASES)
@pytest.mark.parametrize("seed", range(9))
def test_stage(stage: str, seed: int) -> None:
    """Each stage by itself, from nine moments."""
    b = prepared(seed)
    told = plain.read(b)
    CASES[stage][0](told, b)
    GIVEN_UP.extend(
        unit.wrecks_lost - lost for unit, lost in zip(told.units, b.state.clocks[t.WRECKS_LOST], strict=True)
    )
    CASES[stage][1](b)
    plain.agree(told, b)


def test_enough_happens() -> None:
    """Run after the others: some wrecks were given up with their ground, and some units lost none there."""
    if not GIVEN_UP:
        for seed in range(9):
            test_stage("mend", seed)
    assert sum(many > 0 for many in GIVEN_UP) > 2
