"""Where the page of Endings and the rules parted once: a case for each place."""

from __future__ import annotations

import random

import pytest

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin import attacks, positions
from twin.bodies import BATTALION, Formation, find_bodies
from twin.endings import STEP
from twin.fights import weapons
from twin.harness import Kernel, agree, distinct, ground, standing_where, ways
from twin.test_attacks import settled
from twin.world import Commander, Fight, Light, Place, Slot, Unit

PATIENT = {
    "attack_loss_battalion": 0.9, "attack_loss_company": 0.9, "attack_loss_patrol": 0.9, "position_loss": 0.9,
    "position_loss_patrol": 0.9, "stall_minutes": 1e6, "no_reserve_minutes": 1e6, "follow_minutes": 1e6, "flank": 2.0,
    "odds": 1e6, "leave_m": 400.0, "stand_m": 0.0, "surprise_m": 100.0, "surprised": 1.0, "ammunition": 0.0,
    "light_minutes": 1e4, "pinned_minutes": 1e6, "key_ground_minutes": 1e6,
}  # fmt: skip
"""Limits that nothing reaches."""


def facing() -> Fight:
    """A battalion of four companies and a platoon beside it, before a company of the enemy's at 750 m, by day."""
    f = Fight(
        9, 9, ground(9, 9), weapons(random.Random(5)), [], distinct(5), [Place(0), Place(76), Place(40)], rear=(0, 1),
        step=STEP, reach=6, key=(5, 99), light=[Light()] * (STEP + 20), commanders=[Commander(), Commander(side=1)],
        formations=[Formation("battalion", BATTALION)],
    )  # fmt: skip
    for number, where in enumerate((39, 40, 41, 30, 32)):
        beside = number == 4
        f.units.append(_unit(f"a{number}", 0, where, formation=-1 if beside else 0, rank=1 if beside else 2))
    f.units.append(_unit("b", 1, 67))
    find_bodies(f)
    for one in (*f.bodies, *f.units):
        one.borne |= PATIENT
    ways(f)
    standing_where(f)
    return f


def _unit(name: str, side: int, where: int, formation: int = -1, rank: int = 2) -> Unit:
    return Unit(
        name, side, where, 100, rank=rank, formation=formation, commander=side, order=a.HOLD, order_place=2,
        slots=[Slot(0, 90, 8000.0, 90, 8000.0)], contact_age=0, contact_hex=where, contact_since=0, men_then=100,
    )  # fmt: skip


def attacking(**state: int) -> Fight:
    """The battalion attacks, under fire."""
    f = facing()
    for unit in f.units[:4]:
        unit.order, unit.order_place, unit.suppression = a.ATTACK, 1, 0.3
    f.bodies[2].state |= {"began": STEP - 60, "attempts": 1, "men": 400, "gained": STEP - 9, "nearest": 100, **state}
    return f


def by_both(f: Fight, stage: str) -> None:
    kernel = Kernel(f).run("look_around", "mark_known")
    twin = kernel.fight()
    {"attacks_go_on": attacks.attacks_go_on, "give_up_positions": positions.give_up_positions}[stage](twin)
    agree(settled(twin), settled(kernel.run(stage).fight()))


def test_they_agree_on_the_moments_from_which_these_part() -> None:
    """So that each case below tells of its one change."""
    assert [body.id for body in facing().bodies] == ["a4", "b", "battalion"]
    by_both(attacking(), "attacks_go_on")
    by_both(attacking(), "give_up_positions")
    by_both(facing(), "give_up_positions")


def test_nobody_goes_on() -> None:
    """Those held back go in; the page knows no gain of nobody."""
    f = attacking()
    for unit in f.units[:3]:
        unit.stopped = 1
    f.units[3].held_back = 1
    by_both(f, "attacks_go_on")


@pytest.mark.parametrize("limit", ["stall_minutes", "no_reserve_minutes"])
def test_the_impatient(limit: str) -> None:
    """No gain for nine minutes, and a commander who bears six."""
    f = attacking()
    f.bodies[2].borne[limit], f.units[4].suppression = 6.0, 0.3
    by_both(f, "attacks_go_on")


@pytest.mark.parametrize("order", [a.ATTACK, a.HOLD])
def test_men_of_who_lies_still(order: int) -> None:
    f = attacking(began=-1, stopped=a.BY_FIRE, stopped_at=STEP - 30, next=STEP + 90)
    for unit in f.units[:4]:
        unit.stopped = 1
    f.units[3].order, f.units[3].stopped = order, int(order == a.ATTACK)
    f.units[3].men_then = 150
    by_both(f, "attacks_go_on")


def test_what_none_attacks_for_is_forgotten() -> None:
    """A machine gun company told to attack, when the companies that assault have other orders."""
    f = attacking(began=-1, stopped=a.BY_FIRE, stopped_at=STEP - 30, next=STEP + 90)
    for unit in f.units[:4]:
        unit.order = a.HOLD
    f.units[3].order, f.units[3].role, f.units[3].stopped = a.ATTACK, t.FIRE_SUPPORT, 1
    by_both(f, "attacks_go_on")


def test_a_clock_stands() -> None:
    """Nobody is in view or fires; the page: for so many minutes an enemy is near and the fire heavy."""
    f = facing()
    f.units[4].pressed_since, f.units[4].suppression, f.units[5].hex = STEP - 30, 0.0, 80
    f.units[0].hex = 8
    for unit in f.units[:5]:
        unit.hex = 0
    by_both(f, "give_up_positions")


def test_far_surprise() -> None:
    """One enemy is near and long known, another comes into view beyond leave_m."""
    f = facing()
    f.units.append(_unit("c", 1, 66))
    f.units[5].hex = f.units[5].contact_hex = 58
    f.units[6].contact_since = STEP - 1
    find_bodies(f)
    for unit in f.units:
        unit.borne |= PATIENT | {"leave_m": 600.0, "surprise_m": 900.0, "odds": 9.0, "surprised": 0.01}
    standing_where(f)
    by_both(f, "give_up_positions")


def test_he_lies_still_until_he_goes() -> None:
    f = attacking(began=-1, stopped=a.BY_FIRE, stopped_at=STEP - 30, next=STEP + 90)
    for unit in f.units[:4]:
        unit.stopped = 1
    f.units[0].men_then = 5000
    by_both(f, "give_up_positions")
