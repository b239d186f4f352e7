"""Attacks tried again and positions given up, hand-worked: one battalion against one company on hexes of 100 m."""

from __future__ import annotations

import numpy as np
import pytest

from kernels.plainly import all_plain
from khasan import arrays as a
from khasan.kernels.command import attacks, positions, stops
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t
from twin.bodies import BATTALION, Formation
from twin.harness import Kernel, distinct, ground, standing_where
from twin.world import Commander, Fight, Light, Place, Slot, Unit, Weapon

NOW, STEP_S, HEX_M, COLS = 400, 60.0, 100.0, 30
NOTHING_ENDS = {
    "position_loss": 0.9, "position_loss_patrol": 0.9, "follow_minutes": 1e6, "flank": 2.0, "odds": 1e6,
    "leave_m": 400.0, "stand_m": 0.0, "surprise_m": 0.0, "surprised": 1.0, "ammunition": 0.0, "pinned_minutes": 1e6,
    "key_ground_minutes": 1e6,
}  # fmt: skip
"""Limits that nothing reaches."""


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    all_plain(monkeypatch)


def fight(*units: Unit) -> Kernel:
    """On level open ground by day; the goal of attacks is at the east end of the row, unknown to be anybody's."""
    made = Fight(
        COLS, 3, ground(COLS, 3), [Weapon("rifle")], list(units), distinct(3), [Place(0), Place(COLS - 1)],
        step=NOW, step_s=STEP_S, hex_m=HEX_M, reach=6, light=[Light()] * (NOW + 2),
        commanders=[Commander(), Commander(side=1)],
        formations=[Formation("battalion", BATTALION), Formation("neighbour", BATTALION)],
    )  # fmt: skip
    made.p["support_reach"] = 500.0
    made.way[0, t.FOOT] = [1e9] * len(made.hexes)
    standing_where(made)
    kernel = Kernel(made)
    kernel.scratch.contacts_n[:] = 0
    for k, unit in enumerate(kernel.start.units):
        if unit.contact_age < a.UNSEEN:  # as `mark_known` lists them
            enemy = 1 - unit.side
            kernel.scratch.contacts[enemy, kernel.scratch.contacts_n[enemy]] = k
            kernel.scratch.contacts_n[enemy] += 1
    return kernel


def company(name: str, side: int, where: int, men: int = 100, **other: int) -> Unit:
    """Known to the enemy for long, where it stands."""
    unit = Unit(
        name, side, where, men, commander=side, formation=-1 if side else 0, order=a.ATTACK, order_place=1,
        slots=[Slot(0, 90, 8000.0, 90, 8000.0)], contact_age=0, contact_hex=where, contact_since=0, men_then=men,
        borne=dict(NOTHING_ENDS),
    )  # fmt: skip
    for field, value in other.items():
        setattr(unit, field, value)
    return unit


def body(kernel: Kernel, name: str) -> int:
    return [one.id for one in kernel.start.bodies].index(name)


# --- tried again -----------------------------------------------------------------------------------------------
def may_mount(enemy_at: int, *, rested_at: int, friends_then: int) -> bool:
    """Of a battalion of a hundred men 600 m from its goal, stopped an hour ago with so many men near the goal."""
    kernel = fight(company("a", 0, COLS - 7), company("e", 1, enemy_at))
    k = body(kernel, "battalion")
    state = kernel.state.bodies
    state[t.BO_STOPPED, k], state[t.BO_STOPPED_AT, k] = a.BY_FIRE, NOW - 60
    state[t.BO_NEXT, k], state[t.BO_FRIENDS, k], state[t.BO_ENEMIES, k] = rested_at, friends_then, 100
    return bool(
        attacks.may_mount(
            k, 1, NOW, kernel.world, kernel.tables, kernel.orders, kernel.state, kernel.scale
        )
    )  # fmt: skip


AT_THE_GOAL, FAR_OFF = COLS - 1, 5


@pytest.mark.parametrize(
    ("rested_at", "enemy_at", "friends_then", "may"),
    [
        (NOW + 1, FAR_OFF, 100, False),  # nobody is at the goal any more, but the men are tired
        (NOW + 1, AT_THE_GOAL, 80, False),  # a quarter more men than then: so are they
        (NOW, FAR_OFF, 100, True),
        (NOW, AT_THE_GOAL, 80, True),
        (NOW, AT_THE_GOAL, 81, False),  # rested, but all is as it was
    ],
)
def test_a_body_that_was_stopped_tries_again_only_when_rested(
    rested_at: int, enemy_at: int, friends_then: int, may: bool
) -> None:
    assert may_mount(enemy_at, rested_at=rested_at, friends_then=friends_then) == may


def test_a_body_that_nothing_stopped_yet_need_not_rest() -> None:
    kernel = fight(company("a", 0, COLS - 7), company("e", 1, AT_THE_GOAL))
    k = body(kernel, "battalion")
    kernel.state.bodies[t.BO_NEXT, k] = NOW + 99
    assert attacks.may_mount(k, 1, NOW, kernel.world, kernel.tables, kernel.orders, kernel.state, kernel.scale)


# --- a neighbour who has stopped ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes_ago", "steps_off", "noticed"),
    [(35, 5, 35), (60, 5, 60), (61, 5, -1), (35, 15, 35), (35, 16, -1)],
)
def test_a_neighbour_who_stopped_over_an_hour_ago_is_no_news(minutes_ago: int, steps_off: int, noticed: int) -> None:
    """Nor is one more than 1,500 m away."""
    kernel = fight(company("a", 0, 2), company("b", 0, 2 + steps_off, formation=1))
    k, other = body(kernel, "battalion"), body(kernel, "neighbour")
    state = kernel.state.bodies
    state[t.BO_HEX, k], state[t.BO_HEX, other] = 2, 2 + steps_off
    state[t.BO_STOPPED, other], state[t.BO_STOPPED_AT, other] = a.BY_FIRE, NOW - minutes_ago
    found = stops.neighbour_stopped(
        k, 0, NOW, kernel.world, kernel.tables, kernel.orders, kernel.state, kernel.scale
    )  # fmt: skip
    assert found == noticed


# --- few wait for the assault ------------------------------------------------------------------------------------
def why_it_leaves(men: int, hexes_off: int, stand_m: float, **bears: float) -> int:
    """A company of 100 with one of 60 beside it, that holds; so many enemies are so many hexes before it."""
    kernel = fight(
        company("a", 0, 2, order=a.HOLD), company("b", 0, 3, 60, order=a.HOLD), company("e", 1, 2 + hexes_off, men),
    )  # fmt: skip
    for name, value in (bears | {"stand_m": stand_m}).items():
        kernel.tables.borne[d.NAMES.index(name), 0] = value
    positions.note_where_known(kernel.world, kernel.tables, kernel.state, kernel.scratch, kernel.scale)
    return int(
        positions.why_it_leaves(
            np.int64(0), NOW, kernel.world, kernel.tables, kernel.orders, kernel.state, kernel.scratch, kernel.scale
        )
    )


@pytest.mark.parametrize(
    ("men", "stand_m", "leaves"),
    [
        (80, 300.0, a.BY_FLANK),  # half as many as the 160 of his side, 300 m off
        (79, 300.0, a.NO_ENDING),
        (80, 299.0, a.NO_ENDING),
        (300, 299.0, a.NO_ENDING),
    ],
)
def test_he_does_not_wait_for_half_as_many_as_his_own_at_a_short_distance(
    men: int, stand_m: float, leaves: int
) -> None:
    assert why_it_leaves(men, 3, stand_m) == leaves


def test_it_is_asked_of_enemies_beyond_those_he_would_count_for_the_odds() -> None:
    assert why_it_leaves(80, 5, 500.0, leave_m=400.0) == a.BY_FLANK
    assert why_it_leaves(80, 5, 499.0, leave_m=400.0) == a.NO_ENDING


def test_the_odds_are_asked_first() -> None:
    assert why_it_leaves(480, 3, 300.0, odds=3.0) == a.BY_NO_RESERVE
    assert why_it_leaves(479, 3, 300.0, odds=3.0) == a.BY_FLANK
