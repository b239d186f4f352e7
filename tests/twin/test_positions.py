"""Positions: the kernels and the twin agree on who gives up his, why, when he goes, and where he holds again."""

from __future__ import annotations

import random

import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import positions
from twin.attacks import told_to
from twin.endings import CAUSES, STEP, one_cause, under_way
from twin.harness import Kernel, agree
from twin.world import Fight

TOLD: list[tuple[int, ...]] = []
"""Events of all moments of this file."""
HELD: list[bool] = []
"""Units that have taken up a position again."""
POSTS = (a.HOLD, a.HOLD, a.HOLD, a.AMBUSH, a.SUPPORT, a.BOMBARD, a.NO_ORDER, a.WITHDRAW, a.WITHDRAW, a.MOVE, a.ATTACK)
OF_POSITIONS = tuple(one for one in CAUSES if one not in ("light_minutes", "stall_minutes", "no_reserve_minutes"))


def posted(f: Fight, seed: int) -> Fight:
    """The same with orders, losses and clocks of who holds a position, or leaves one."""
    r = random.Random(seed + 73)
    for unit in f.units:
        unit.order, unit.held_back = r.choice(POSTS), 0
        unit.stopped = int(told_to(unit) and r.random() < 0.5)
        unit.leaves = r.choice([a.NO_ENDING, a.NO_ENDING, r.randint(1, 10)])
        if unit.status not in (a.ACTIVE, a.BROKEN):
            unit.order, unit.leaves = a.HOLD, a.NO_ENDING
        unit.next_order = r.choice([a.NO_ORDER, a.NO_ORDER, a.ATTACK])
        unit.men_then = unit.men + r.choice([0, 0, unit.men // 9, unit.men // 3, 2 * unit.men])
        for clock in ("pressed_since", "lost_since", "alone_since"):
            setattr(unit, clock, r.choice([t.LONG_AGO, STEP - 1, STEP - 4, STEP - 30]))
            if not positions.in_view(f, unit) and unit.suppression < 0.1:
                setattr(unit, clock, t.LONG_AGO)  # of the others see test_a_clock_stands
        unit.borne["surprise_m"] = min(unit.borne["surprise_m"], unit.borne["leave_m"])  # see test_far_surprise
    return f


def play(made: Fight, *, leave: tuple[str, ...] = ("stopped",)) -> Fight:
    """One decision of all commanders. Of who leaves while he lies still see test_he_lies_still_until_he_goes."""
    kernel = Kernel(made).run("look_around", "mark_known")
    twin = kernel.fight()
    positions.give_up_positions(twin)
    agree(twin, kernel.run("give_up_positions").fight(), leave=leave)
    TOLD.extend(twin.events)
    HELD.extend(one.order != then.order for one, then in zip(made.units, twin.units, strict=True))
    return twin


@pytest.mark.parametrize("seed", range(30))
def test_positions(seed: int) -> None:
    play(posted(under_way(seed), seed))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("cause", OF_POSITIONS)
def test_one_cause(cause: str, seed: int) -> None:
    seed += 1000 * CAUSES.index(cause)
    play(posted(one_cause(seed, cause), seed))


ALL = {
    a.BY_LOSSES, a.BY_FLANK, a.BY_NO_RESERVE, a.BY_SURPRISE, a.BY_AMMUNITION, a.BY_NEIGHBOUR, a.BY_KEY_GROUND,
    a.BY_FIRE,
}  # fmt: skip


def test_enough_happens() -> None:
    """Run after the others: positions were given up for every cause, and others taken up again."""
    if {event[5] for event in TOLD} != ALL:
        for seed in range(30):
            test_positions(seed)
        for cause in OF_POSITIONS:
            for seed in range(10):
                test_one_cause(cause, seed)
    assert {event[5] for event in TOLD} == ALL
    assert sum(HELD) > 3
