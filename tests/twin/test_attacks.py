"""Attacks: the kernels and the twin agree on who mounts one, what it gains, who is put in, and why it stops."""

from __future__ import annotations

import copy

import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import attacks
from twin.endings import CAUSES, battle, one_cause, under_way
from twin.harness import Kernel, agree
from twin.world import Fight

TOLD: list[tuple[int, ...]] = []
"""Events of all moments of this file."""
OF_ATTACKS = tuple(one for one in CAUSES if one in (
    "losses", "ammunition", "flank", "light_minutes", "follow_minutes", "stall_minutes", "no_reserve_minutes",
))  # fmt: skip


def settled(f: Fight) -> Fight:
    """Without what a body remembers of an attack that is over, and of a stop that it has forgotten."""
    f = copy.deepcopy(f)
    for body in f.bodies:
        if body.state["began"] < 0:
            body.state["nearest"] = body.state["gained"] = 0
        if body.state["stopped"] == a.NO_ENDING:
            body.state["stopped_at"] = t.LONG_AGO
    return f


def play(made: Fight) -> Fight:
    kernel = Kernel(made).run("look_around", "mark_known")
    twin = kernel.fight()
    attacks.attacks_go_on(twin)
    agree(settled(twin), settled(kernel.run("attacks_go_on").fight()))
    TOLD.extend(twin.events)
    return twin


@pytest.mark.parametrize("seed", range(8))
def test_mounted(seed: int) -> None:
    """Bodies that have not attacked yet: who mounts an attack, with whom, and whom it holds back."""
    play(battle(seed))


@pytest.mark.parametrize("seed", range(100, 130))
def test_under_way(seed: int) -> None:
    """Bodies that attack, and those that have stopped, near the edges of all causes."""
    play(under_way(seed))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("cause", OF_ATTACKS)
def test_one_cause(cause: str, seed: int) -> None:
    play(one_cause(1000 * CAUSES.index(cause) + seed, cause))


ALL = {
    a.BY_LOSSES, a.BY_AMMUNITION, a.BY_FLANK, a.BY_LIGHT, a.BY_NEIGHBOUR, a.BY_FIRE, a.BY_NO_RESERVE, a.BY_ORDERS,
}  # fmt: skip


def stopped() -> set[int]:
    return {event[5] for event in TOLD if event[1] == a.ATTACK_STOPPED}


def test_enough_happens() -> None:
    """Run after the others: attacks were mounted, renewed, and broken off for every cause."""
    if stopped() != ALL:
        for seed in range(100, 130):
            test_under_way(seed)
        for cause in OF_ATTACKS:
            for seed in range(12):
                test_one_cause(cause, seed)
    assert stopped() == ALL
    assert {event[5] for event in TOLD if event[1] == a.ATTACK_MOUNTED} > {1, 2}
