"""Light and spotting: the kernels and the twin agree on what is seen from where, how far, by whom."""

from __future__ import annotations

import copy
import random

import numpy as np
import pytest

from khasan import arrays as a
from khasan.compiler.light import visibility, wetness
from khasan.kernels.knowledge.line_of_sight import sees as kernel_sees
from twin import light, sight
from twin.draws import edges
from twin.fights import watched
from twin.ground import on_map
from twin.harness import Kernel, agree

CONTACTS: list[tuple[int, int]] = []
"""Age of each contact before and after, in all fights of this file."""


@pytest.mark.parametrize("seed", range(60))
def test_spotted(seed: int) -> None:
    kernel = Kernel(watched(seed)).run("look_around")
    twin = copy.deepcopy(kernel.start)
    sight.spot(twin)
    agree(twin, kernel.run("spot").fight())
    CONTACTS.extend((one.contact_age, two.contact_age) for one, two in zip(kernel.start.units, twin.units, strict=True))


@pytest.mark.parametrize("seed", range(500, 516))
def test_at_the_edge(seed: int) -> None:
    """Draws that lie within a thousandth or so of the chance of being found, which so is tested to as much."""
    start = watched(seed)
    for unit in start.units:
        unit.contact_age = 3 if unit.contact_age < a.UNSEEN else a.UNSEEN
    for unit in [one for one in start.units if sight.finding(start, one) > 0.0]:
        start.p["spotting"] *= 0.5 / (sight.finding(start, unit) * start.step_s)
        for key in edges(start.step, "spot", unit.id, sight.chance_of(start, unit), 1500):
            start.key = key
            kernel = Kernel(start).run("look_around")
            twin = copy.deepcopy(kernel.start)
            sight.spot(twin)
            agree(twin, kernel.run("spot").fight())


@pytest.mark.parametrize("seed", range(20))
def test_known(seed: int) -> None:
    """Where each side believes how many of its enemies: at their place if in sight, else where they were last seen."""
    fight = watched(seed)
    for unit in fight.units:
        unit.contact_hex = (unit.hex + unit.contact_age) % len(fight.hexes)
    known = Kernel(fight).run("look_around", "mark_known").scratch.known
    for side in (0, 1):
        for here in range(len(fight.hexes)):
            believed = [
                one for one in fight.units
                if one.side != side and on_map(one) and one.contact_age < a.UNSEEN and one.contact_hex == here
            ]  # fmt: skip
            assert known[side, here] == len(believed), (side, here)


def test_enough_happens() -> None:
    """Run after the others: some were found, kept, lost, remembered and forgotten."""
    if len(CONTACTS) < 150:
        for seed in range(40):
            test_spotted(seed)
    kinds = {
        (
            "never" if one == a.UNSEEN else "in sight" if one <= 1 else "known",
            "never" if two == a.UNSEEN else min(two, 1),
        )
        for one, two in CONTACTS
    }
    wanted = {("never", 0), ("never", "never"), ("in sight", 0), ("in sight", 1), ("known", 0), ("known", 1)}
    assert kinds >= wanted | {("known", "never")}


@pytest.mark.parametrize("seed", range(3))
def test_lines(seed: int) -> None:
    """Every pair of hexes of a hilly map with woods, in and out of reach."""
    fight = watched(seed)
    r = random.Random(seed)
    for one in fight.hexes:
        one.elevation_m = r.uniform(0.0, 9.0)
        one.crest_m = one.elevation_m + r.uniform(0.0, 3.0)
    world = Kernel(fight).world
    for here in range(len(fight.hexes)):
        for there in range(len(fight.hexes)):
            if fight.apart(here, there) <= fight.reach:
                seen = bool(kernel_sees(world.lines, world.axial, here, there))
                assert seen == sight.sees(fight, here, there), (here, there)


def test_visibility() -> None:
    r = random.Random(5)
    day, moon = np.array([r.random() for _ in range(50)]), np.array([r.random() for _ in range(50)])
    found = visibility(day, moon, 57.0, 310.0, 3900.0)
    mine = [light.visibility(one, two, 57.0, 310.0, 3900.0) for one, two in zip(day, moon, strict=True)]
    assert np.allclose(found, mine, rtol=1e-12)


def test_wetness() -> None:
    r = random.Random(6)
    raining = [r.random() < 0.4 for _ in range(80)]
    found = wetness(np.array(raining), 0.25, 3.7, 17.0)
    assert np.allclose(found, light.wetness(raining, 0.25, 3.7, 17.0), rtol=1e-12)
