"""Fire, close combat, morale and falling short one after the other, with units on the move, at grips and coming in."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from twin import close, fire, morale, slowed
from twin.fights import Wishes, melee
from twin.harness import Kernel, agree, still

TOLD: list[tuple[int, ...]] = []
"""Events of all fights of this file."""


def play(seed: int, wishes: Wishes) -> None:
    """The phases of one step by both, compared after each."""
    kernel = Kernel(melee(seed, wishes)).run("look_around", "mark_known", "meet")
    twin = copy.deepcopy(kernel.start)
    known = morale.known_at(twin)
    melees = close.meet(twin)
    for unit, begin, end in zip(twin.units, *close.free_to_fire(twin, melees), strict=True):
        unit.free_from, unit.free = begin, end
    at_grips = {k for one in melees for side in one.units for k in side}
    for k in at_grips:
        twin.units[k].at_grips = True
    made = fire.fires(twin)
    agree(still(twin), kernel.run("everybody_fires").fight())
    close.fight(twin, melees)
    close.yield_ground(twin, melees)
    close.lay_down_arms(twin, melees)
    agree(still(twin), kernel.run("fight", "yield_ground", "lay_down_arms").fight())
    morale.settle(twin, at_grips, known)
    agree(still(twin), kernel.run("settle").fight())
    slowed.fall_short(twin, made)
    agree(still(twin), kernel.run("fall_short").fight())
    TOLD.extend(twin.events)


@pytest.mark.parametrize("seed", range(40))
def test_in_turn(seed: int) -> None:
    """By day, everybody in order."""
    play(seed, Wishes(orders=True, grips=True, moves=True, wire=seed % 3 == 0))


@pytest.mark.parametrize("seed", range(250, 275))
def test_in_turn_in_doubt(seed: int) -> None:
    """In every light, some broken, some only remembered."""
    play(seed, Wishes(orders=True, grips=True, moves=True, broken=True, light=True, remembered=True))


def test_enough_happens() -> None:
    """Run after the others: units came to grips, were driven out, broke, rallied, gave themselves up."""
    if len(TOLD) < 150:
        for seed in range(25):
            play(seed, Wishes(orders=True, grips=True, moves=True))
    assert {event[1] for event in TOLD} >= {a.ENTERED_COMBAT, a.DRIVEN_OUT, a.BROKE, a.SURRENDERED, a.OPENED_FIRE}
