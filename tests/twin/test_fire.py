"""Fire: the kernels and the twin agree on who fires at whom, how much, what it does, and who is shaken by it."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from twin import fire
from twin.fights import Wishes, fight
from twin.harness import Kernel, agree

HAPPENED: list[dict[str, float]] = []
"""Losses in all fights of this file."""
STAGES = ("look_around", "mark_known", "meet", "everybody_fires")


def play(seed: int, wishes: Wishes) -> None:
    """One step of fire by both."""
    kernel = Kernel(fight(seed, wishes))
    twin = copy.deepcopy(kernel.start)
    fire.fires(twin)
    agree(twin, kernel.run(*STAGES).fight())
    HAPPENED.extend(twin.losses)


@pytest.mark.parametrize("seed", range(20))
def test_by_day(seed: int) -> None:
    """Everybody in order, at rest and in sight, with orders of every kind."""
    play(seed, Wishes(orders=True))


@pytest.mark.parametrize("seed", range(100, 125))
def test_in_doubt(seed: int) -> None:
    """In every light, at who is seen and at where somebody was seen; some broken, gone or not there yet."""
    play(seed, Wishes(orders=True, light=True, broken=True, remembered=True))


@pytest.mark.parametrize("seed", range(200, 240))
def test_on_the_way(seed: int) -> None:
    """Some are on the move, stand between two hexes, go into wire, and are slowed by the fire on them."""
    play(seed, Wishes(orders=True, light=seed % 2 == 0, moves=True, wire=seed % 3 == 0, broken=seed % 4 == 0))


def test_enough_happens() -> None:
    """Run after the others: there were losses of every cause, and of every kind."""
    if len(HAPPENED) < 100:
        for seed in range(30):
            play(seed, Wishes(orders=True))
    assert {row["cause"] for row in HAPPENED} == {a.AIMED, a.AREA, a.ARMOUR}
    for name in ("killed", "wounded", "vehicles_burnt", "vehicles_knocked_out", "weapons_lost"):
        assert sum(row[name] for row in HAPPENED) > 0, name
