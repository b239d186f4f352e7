"""Short fights step by step: what the rules make of each step is laid beside the twin's attacks, positions, moves."""

from __future__ import annotations

import copy
import random

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import attacks, command, movement, plain, positions
from twin.endings import STEP, battle
from twin.harness import Kernel, agree
from twin.morale import known_at
from twin.test_attacks import settled
from twin.world import Fight, Light

REST = (
    "meet", "everybody_fires", "fight", "yield_ground", "lay_down_arms", "settle",
    "fall_short", "sides_of_hexes", "dig", "watch_places", "take_posture",
)  # fmt: skip
STEPS, EVERY = 28, 2
TOLD: list[tuple[int, ...]] = []
"""Events of all fights of this file."""


def begun(seed: int) -> Fight:
    """One side attacks, the other holds; limits that are soon reached."""
    f, r = battle(seed), random.Random(seed + 74)
    f.step_s, f.hex_m = 300.0, 250.0
    dusk = STEP + r.choice([8, 20, 900])
    f.light = [Light(3000.0, float(k >= dusk), 0.1, 0.2) for k in range(STEP + STEPS + 2)]
    for unit in f.units:
        attacks_now = unit.side == seed % 2
        unit.suppression, unit.cohesion, unit.progress_m, unit.heading = 0.0, 0.95, 0.0, t.LONG_AGO
        unit.order, unit.order_place = a.ATTACK if attacks_now else r.choice([a.HOLD, a.HOLD, a.AMBUSH]), unit.side + 2
        if unit.role == t.GUNS:
            unit.order = a.SUPPORT
        unit.men_then, unit.contact_since = unit.men, STEP
        unit.contact_age, unit.contact_hex = 0, unit.hex
    for one in (*f.units, *f.bodies):
        one.borne |= {"mount_hours": r.uniform(0.1, 0.5), "light_minutes": 12.0, "follow_minutes": 10.0}
    return f


def at_rest(f: Fight) -> Fight:
    """Of who lies still though his body has forgotten why see test_what_none_attacks_for_is_forgotten."""
    f = settled(f)
    for body in f.bodies:
        if body.state["stopped"] == a.NO_ENDING and body.state["began"] < 0:
            for k in body.units:
                f.units[k].stopped = 0
    return f


@pytest.mark.parametrize("seed", [6, 9, 11])
def test_step_by_step(seed: int) -> None:
    kernel = Kernel(begun(seed))
    known = known_at(kernel.start)
    seen: positions.Views = {unit.id: [] for unit in kernel.start.units}
    for _ in range(STEPS):
        told = plain.read(kernel)
        command.orders_fall_due(told)
        kernel.run("orders_fall_due")
        plain.agree(told, kernel)
        if kernel.step % EVERY == 0:
            twin = kernel.fight()
            attacks.attacks_go_on(twin, known)
            agree(at_rest(twin), at_rest(kernel.run("attacks_go_on").fight()), leave=("men_then",))
            twin = kernel.fight()
            positions.give_up_positions(twin, seen, known)
            agree(twin, kernel.run("give_up_positions").fight(), leave=("stopped",))
        told = plain.read(kernel)
        fighting = set(np.flatnonzero(kernel.scratch.fighting).tolist())
        told.known = known
        movement.everybody_moves(told, fighting)
        kernel.run("everybody_moves")
        plain.agree(told, kernel)
        seen = positions.views(kernel.run("look_around").fight())
        known = known_at(kernel.run("spot", "mark_known").fight())
        kernel.run(*REST)
        kernel.next_step()
    TOLD.extend(copy.deepcopy(kernel.fight().events))


def test_enough_happens() -> None:
    """Run after the other: attacks stopped and were renewed, positions were given up, some withdrew and held again."""
    if len(TOLD) < 40:
        for seed in (6, 9, 11):
            test_step_by_step(seed)
    assert {event[1] for event in TOLD} >= {a.ATTACK_MOUNTED, a.ATTACK_STOPPED, a.GAVE_UP_POSITION, a.ORDERED}
    assert max(event[5] for event in TOLD if event[1] == a.ATTACK_MOUNTED) > 1
