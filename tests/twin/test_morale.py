"""Morale: the kernels and the twin agree on what losses cost, who is alone, led, breaks and rallies."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from twin import morale
from twin.draws import edges
from twin.fights import Wishes, aftermath
from twin.harness import Kernel, agree

TOLD: list[tuple[int, ...]] = []
"""Events of all fights of this file."""


def play(seed: int, wishes: Wishes) -> None:
    """The end of one step by both."""
    kernel = Kernel(aftermath(seed, wishes)).run("look_around", "mark_known", "meet")
    twin = copy.deepcopy(kernel.start)
    morale.settle(twin)
    agree(twin, kernel.run("settle").fight())
    TOLD.extend(twin.events)


@pytest.mark.parametrize("seed", range(50))
def test_settled(seed: int) -> None:
    """With contacts in sight, and with some only remembered."""
    play(seed, Wishes(orders=True, remembered=seed % 2 == 1, moves=seed % 3 == 0))


@pytest.mark.parametrize("seed", range(100, 130))
def test_at_the_edge(seed: int) -> None:
    """Draws that lie within a thousandth or so of the chance to break or to rally, which so is tested to as much."""
    start = aftermath(seed)
    chances = morale.settle(copy.deepcopy(Kernel(start).start))
    for k, (stream, chance) in chances.items():
        if not 0.01 < chance < 0.99:
            continue
        for key in edges(start.step, stream, start.units[k].id, chance, 1500):
            start.key = key
            kernel = Kernel(start).run("look_around", "mark_known", "meet")
            twin = copy.deepcopy(kernel.start)
            morale.settle(twin)
            agree(twin, kernel.run("settle").fight())


def test_enough_happens() -> None:
    """Run after the others: units broke, rallied and were destroyed, and lost tanks."""
    if len(TOLD) < 40:
        for seed in range(30):
            play(seed, Wishes(orders=True))
    assert {event[1] for event in TOLD} >= {a.BROKE, a.RALLIED, a.DESTROYED, a.TANKS_LOST}
