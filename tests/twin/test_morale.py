"""Morale: the kernels and the twin agree on what a step leaves of each unit, and on who breaks, rallies or is gone."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from khasan import arrays as a
from twin import close, morale
from twin.close_fights import Wishes, close_fight
from twin.harness import Kernel, agree
from twin.morale_fights import Strains, strained
from twin.test_close import on_the_map, returned, who_stands_where

EVENTS: list[tuple[int, ...]] = []
VARIANTS = {
    "losses": Strains(tanks=True),
    "none": Strains(losses=False),
    "calm": Strains(calm=True, broken=True, tanks=True, hours=True),
    "broken": Strains(broken=True, hours=True),
    "headquarters": Strains(heads=True, hours=True),
    "rallying": Strains(calm=True, broken=True, heads=True, hours=True, losses=False, near=True),
    "headquarters lost": Strains(heads=True, dead=True),
    "cut off": Strains(barred=True),
    "remembered": Strains(remembered=True, hours=True),
    "dead": Strains(dead=True, tanks=True),
    "absent": Strains(absent=True, heads=True, dead=True, barred=True, broken=True, tanks=True, hours=True),
}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("variant", VARIANTS)
def test_settle(variant: str, seed: int) -> None:
    """The end of one step by both."""
    kernel = on_the_map(Kernel(strained(1000 * list(VARIANTS).index(variant) + seed, VARIANTS[variant])))
    kernel.run("look_around", "mark_known", "meet")
    twin = kernel.fight()
    morale.settle(twin, set(np.flatnonzero(kernel.scratch.fighting)))
    left = any(event[1] == a.DESTROYED for event in twin.events)
    assert returned(kernel, "settle") == left
    agree(twin, kernel.fight())
    who_stands_where(twin, kernel)
    EVENTS.extend(twin.events)


@pytest.mark.parametrize("seed", range(12))
def test_after_close_combat(seed: int) -> None:
    """Close combat and what it leaves, by both: who was thrown out counts as at grips until the step is over."""
    wishes = Wishes(guns=True, tanks=True, withdraw=True, broken=True, long=True, hurt=True)
    kernel = on_the_map(Kernel(close_fight(50_000 + seed, wishes)))
    twin = copy.deepcopy(kernel.start)
    kernel.run("look_around", "mark_known", "meet", "fight", "yield_ground", "lay_down_arms", "settle")
    melees = close.meet(twin)
    known = morale.known_at(twin)
    close.fight(twin, melees)
    close.yield_ground(twin, melees)
    close.lay_down_arms(twin, melees)
    morale.settle(twin, {k for m in melees for side in m.units for k in side}, known)
    agree(twin, kernel.fight())


def test_enough_happens() -> None:
    """Run after the others: units broke in both ways, rallied, were destroyed and lost vehicles."""
    if len(EVENTS) < 100:
        for variant in VARIANTS:
            for seed in range(8):
                test_settle(variant, seed)
    assert {event[1] for event in EVENTS} == {a.BROKE, a.RALLIED, a.DESTROYED, a.TANKS_LOST}
    assert {event[5] for event in EVENTS if event[1] == a.BROKE} == {a.WITHDRAWING, a.ROUTED}
