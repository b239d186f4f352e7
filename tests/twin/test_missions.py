"""Fire over many steps: the kernels and the twin agree on missions of batteries and on targets that are kept."""

from __future__ import annotations

import copy
import random

import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import close, fire
from twin.fights import HOWITZER, RIFLE, Wishes, fight
from twin.harness import Kernel, agree, standing_where, still, ways
from twin.world import Fight, Light, Slot

STAGES = ("look_around", "mark_known", "meet", "everybody_fires")
STEPS = 7
SEEN: set[str] = set()
"""What has happened to missions in all fights of this file."""


def shelled(seed: int, wishes: Wishes) -> Fight:
    """A fight on wide ground with a battery or two of each side, long steps, and rounds enough."""
    f = fight(seed, wishes)
    r = random.Random(seed + 5)
    f.step_s, f.hex_m = r.choice([300.0, 900.0, 1800.0]), r.choice([250.0, 600.0, 1100.0])
    f.light = [Light(one.visibility_m, one.dark, 0.1, 0.2) for one in [f.light[0]] * (f.step + 40 * STEPS)]
    f.p["self_defence"] *= r.choice([0.1, 1.0])
    f.p["mission_rounds"] *= r.choice([0.05, 0.5, 3.0])
    for name in ("delay_registered", "delay_wire", "delay_regiment", "delay_runner"):
        f.p[name] *= r.choice([0.02, 0.3, 1.0])
    for k, unit in enumerate(f.units):
        unit.commander, unit.arrives = r.choice([0, 0, 1]), r.choice([0, 0, f.step])
        if k < 2 or (not unit.armoured and r.random() < 0.3):
            unit.armoured, unit.role, unit.mobility, unit.vehicles, unit.vehicles_0 = 0, t.GUNS, t.FOOT, 0, 0.0
            unit.crew, unit.crew_exposure, unit.armour_mm, unit.hits_to_stop = 0.0, 0.0, 0.0, 1.0
            many = r.randint(2, 12)
            unit.slots = [Slot(HOWITZER, many, r.choice([3.0, 4e3]) * many, many, 140.0 * many),
                          Slot(RIFLE, 20, 900.0, 20, 1800.0)]  # fmt: skip
            unit.weapons_hit = [0] * len(unit.weapons_hit)
        if unit.role == t.GUNS:  # of those out of view of the enemy see test_out_of_view
            unit.order = a.SUPPORT if unit.order == a.WITHDRAW else unit.order
            unit.stopped = unit.held_back = 0
    ways(f, (t.FOOT, t.TRACKED, t.WATER))
    return f


def goes_by(f: Fight, r: random.Random, wishes: Wishes) -> None:
    """What the rest of a step does: some go to the next hex, some are lost from sight or found, orders change."""
    for unit in f.units:
        unit.near_miss, unit.suppression = 0.0, r.uniform(0.0, 0.6)
        unit.hits = dict.fromkeys(unit.hits, 0)
        unit.weapons_hit = [0] * len(unit.weapons_hit)
        unit.moving, unit.moved = 0.0, 0
        guns = unit.role == t.GUNS
        if r.random() < (0.08 if guns else 0.3):
            near = [there for there in f.neighbours(unit.hex) if there >= 0]
            away = r.choice(near)
            if wishes.grips or not any(one.hex == away and one.side != unit.side for one in f.units):
                unit.then_q, unit.then_r = (float(x) for x in f.axial(unit.hex))
                unit.hex, unit.moving, unit.moved = away, r.choice([1.0, r.random()]), 1
                unit.heading, unit.progress_m = -1, 0.0
        if unit.contact_age == 0:
            unit.contact_hex = unit.hex
            unit.contact_age = 1 if r.random() < 0.15 else 0
        elif r.random() < 0.5:
            unit.contact_age, unit.contact_hex, unit.contact_since = 0, unit.hex, f.step
        if r.random() < 0.1:
            unit.order = r.choice([a.HOLD, a.NO_ORDER, a.ATTACK, a.SUPPORT, a.BOMBARD, a.AMBUSH])
        if any(one.hex == unit.hex and one.side != unit.side for one in f.units):
            unit.contact_age, unit.contact_hex = 0, unit.hex
    f.events, f.losses = [], []
    standing_where(f)


def note(before: Fight, after: Fight) -> None:
    """Write down what has become of missions."""
    for one, then in zip(before.units, after.units, strict=True):
        old, new = one.mission, then.mission
        if old["target"] >= 0 and new["target"] == old["target"] and new["begins"] == old["begins"]:
            SEEN.add("lasts")
            if old["hex"] != new["hex"]:
                SEEN.add("follows")
            if after.units[new["target"]].contact_age > 0 and new["begins"] < (before.step + 1) * before.step_s:
                SEEN.add("unseen")
        if old["target"] >= 0 and new["target"] != old["target"]:
            SEEN.add("over" if old["ends"] <= (before.step + 1) * before.step_s else "over before its time")
        if then.aims["one_0"] >= 0 and then.aims["one_0"] == one.aims["one_0"] and then.aims["looked"] < before.step:
            SEEN.add("kept")


def play(seed: int, wishes: Wishes) -> None:
    """Steps of fire by both, one after the other; what goes by between them is the same for both."""
    f, r = shelled(seed, wishes), random.Random(seed + 6)
    for _ in range(STEPS):
        kernel = Kernel(f)
        twin = copy.deepcopy(kernel.start)
        if wishes.grips:
            melees = close.meet(twin)
            for unit, begin, end in zip(twin.units, *close.free_to_fire(twin, melees), strict=True):
                unit.free_from, unit.free = begin, end
            for k in {k for one in melees for side in one.units for k in side}:
                twin.units[k].at_grips = True
        fire.fires(twin)
        after = kernel.run(*STAGES).fight()
        agree(still(twin), after)
        note(f, after)
        goes_by(after, r, wishes)
        after.step += r.choice([1, 1, 1, 1, 8])
        f = after


@pytest.mark.parametrize("seed", range(600, 640))
def test_missions(seed: int) -> None:
    """By day, nobody at grips."""
    play(seed, Wishes(orders=True))


@pytest.mark.parametrize("seed", range(640, 680))
def test_missions_in_doubt(seed: int) -> None:
    """In every light, some at grips, some lost from sight at the start."""
    play(seed, Wishes(orders=True, light=seed % 3 == 0, remembered=True, grips=True))


@pytest.mark.parametrize(("order", "stopped"), [(a.WITHDRAW, 0), (a.ATTACK, 1)])
def test_out_of_view(order: int, stopped: int) -> None:
    """A battery that leaves, or lies still, serves missions at an enemy out of its own view."""
    for seed in (600, 605, 610, 614):
        f = shelled(seed, Wishes(orders=True))
        for unit in f.units:
            if unit.role == t.GUNS:
                unit.order, unit.stopped = order, stopped
        kernel = Kernel(f)
        twin = copy.deepcopy(kernel.start)
        fire.fires(twin)
        agree(still(twin), kernel.run(*STAGES).fight())


def test_enough_happens() -> None:
    """Run after the others: missions lasted, followed, fell on where nobody was seen, and were broken off."""
    if len(SEEN) < 6:
        for seed in range(600, 640):
            play(seed, Wishes(orders=True))
        for seed in range(640, 680):
            test_missions_in_doubt(seed)
    assert {"lasts", "follows", "unseen", "over", "over before its time", "kept"} == SEEN
