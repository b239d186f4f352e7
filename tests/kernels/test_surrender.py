"""Who gives himself up, what frightens a unit, what machine guns, darkness, rain and dust do: by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.grids import field, parameters
from khasan import arrays as a
from khasan.compiler.light import wetness
from khasan.kernels.close import close_combat, fights, prisoners, surrender
from khasan.kernels.knowledge import detection
from khasan.kernels.morale import cohesion, settling
from khasan.kernels.movement import travel
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t

share = st.floats(0.0, 1.0)
worth = st.floats(0.0, 1e4)


def test_surrender_by_hand() -> None:
    # Cohesion 0.2, four of six ways shut, three to one, 0.9 an hour: 0.9 x 0.8 x 4/9 x 3/4 = 0.24 an hour.
    assert surrender.hazard(0.2, 4 / 6, 50.0, 150.0, 0.9) * 3600.0 == pytest.approx(0.24)


@given(c=share, shut=share, own=worth, enemy=worth, rate=st.floats(0.01, 10.0))
def test_who_is_better_off_gives_up_no_sooner(c: float, shut: float, own: float, enemy: float, rate: float) -> None:
    hazard = surrender.hazard(c, shut, own, enemy, rate)
    assert 0.0 <= hazard <= rate / 3600.0 * (1.0 + 1e-12)
    assert surrender.hazard(1.0, shut, own, enemy, rate) == surrender.hazard(c, 0.0, own, enemy, rate) == 0.0
    assert surrender.hazard(c, shut, own + 1.0, enemy, rate) <= hazard + 1e-15
    assert hazard <= surrender.hazard(c / 2.0, shut, own, enemy + 1.0, rate) + 1e-15


def test_machine_guns_and_crews_by_hand() -> None:
    par = parameters(crew_worth=0.6, melee_machine_gun=3.0)
    assert close_combat.riflemen(100, 4, False, True, par) == pytest.approx(112.0)
    assert close_combat.riflemen(100, 4, True, True, par) == pytest.approx(72.0)
    assert close_combat.riflemen(100, 4, False, False, par) == 100.0  # who comes in carries them


def test_tanks_by_night_by_hand() -> None:
    par = parameters(tank_blindness=0.4, tank_stalking=1.0, tank_hunting=2.0)
    assert close_combat.blindness(0.0, 0.5) == 0.5
    assert close_combat.seeing_vehicles(10, 0.5, par) == pytest.approx(8.0)
    # By day in the open 150 men hunt 0.5 of ten tanks in ten minutes, by night twice as many.
    assert close_combat.expected_vehicles(150, 10, 0.0, 600.0, par) == pytest.approx(10 * (1 - math.exp(-0.05)))
    assert close_combat.expected_vehicles(150, 10, 1.0, 600.0, par) == pytest.approx(10 * (1 - math.exp(-0.1)))


def test_fear_and_leadership_by_hand() -> None:
    par = parameters(isolation=0.05, flanks=0.15, leadership=0.25, strain=0.1, rest=0.2, rally_rate=1.0)
    assert cohesion.hourly_fear(1.0, 0.5, par) == pytest.approx(0.125)
    # Half an hour pinned at 0.6 and afraid by 0.125 an hour; a quarter less with the headquarters near.
    alone = 0.9 - cohesion.after_step(0.9, 0.0, 0.6, 0.0, 1.0, False, 0.125, 0.0, 0.5, par)
    assert alone == pytest.approx((0.06 + 0.125) * 0.5)
    led = 0.9 - cohesion.after_step(0.9, 0.0, 0.6, 0.0, 1.0, False, 0.125, 1.0, 0.5, par)
    assert led == pytest.approx(0.75 * alone)
    assert cohesion.rally_hazard(0.6, 0.0, 1.0, par) == pytest.approx(1.25 / 3600.0)


@pytest.mark.parametrize(("hex_m", "rings"), [(500.0, 1), (250.0, 2), (100.0, 5)])
def test_a_threat_comes_from_several_sides(hex_m: float, rings: int) -> None:
    """From one side none, from two opposite sides full, from three even sides full; beyond the reach none."""
    ground = field(40, 40, hex_m)
    here = ground.grid.index_of(*ground.grid.centre(20 * 40 + 20))
    world = bundles.World(**dict.fromkeys(bundles.World._fields) | {"neighbours": ground.neighbours})

    def threat(directions: tuple[int, ...], away: int) -> float:
        known = np.zeros((2, ground.grid.n), dtype=np.int32)
        for direction in directions:
            there = here
            for _ in range(away):
                there = ground.neighbours[there, direction]
            known[0, there] += 1
        scratch = bundles.Scratch(**dict.fromkeys(bundles.Scratch._fields) | {"known": known})
        plain = getattr(settling.threat_to_flanks, "py_func", settling.threat_to_flanks)
        return float(plain(here, 0, rings, world, scratch))

    assert threat((0,), rings) == pytest.approx(0.0)
    assert threat((0, 3), rings) == pytest.approx(1.0)
    assert threat((0, 2, 4), 1) == pytest.approx(1.0)
    assert threat((0, 1), rings) == pytest.approx(1.0 - math.cos(math.pi / 6.0))
    assert threat((0, 3), rings + 1) == 0.0


def test_every_hex_within_reach_is_looked_at_once() -> None:
    ground = field(30, 30)
    here = 15 * 30 + 15
    world = bundles.World(**dict.fromkeys(bundles.World._fields) | {"neighbours": ground.neighbours})
    plain = getattr(settling.threat_to_flanks, "py_func", settling.threat_to_flanks)
    for there in range(ground.grid.n):
        known = np.zeros((2, ground.grid.n), dtype=np.int32)
        known[0, there] = 2  # two in one hex: from one side
        opposite = np.zeros((2, ground.grid.n), dtype=np.int32)
        opposite[0, there] = opposite[0, ground.neighbours[here, 0]] = 1
        counted = [
            plain(here, 0, 3, world, bundles.Scratch(**dict.fromkeys(bundles.Scratch._fields) | {"known": seen}))
            for seen in (known, opposite)
        ]
        within = 0 < ground.grid.distance(here, there) <= 3
        assert counted[0] == pytest.approx(0.0)
        if not within:
            assert counted[1] == pytest.approx(0.0)


def test_rain_and_dust_by_hand() -> None:
    par = parameters(mud_foot=0.2, mud_wheels=0.5, mud_tracks=0.3, dust_gain=1.0)
    assert travel.mud_factor(t.FOOT, 0.5, par) == pytest.approx(0.9)
    assert travel.mud_factor(t.MOTOR, 1.0, par) == pytest.approx(0.5)
    assert travel.mud_factor(t.TRACKED, 0.5, par) == pytest.approx(0.85)
    assert travel.mud_factor(t.WATER, 1.0, par) == 1.0
    assert detection.dust_raised(t.TRACKED, 0.5, par) == pytest.approx(1.5)
    assert detection.dust_raised(t.FOOT, 1.0, par) == 1.0


@given(rain=st.lists(st.booleans(), min_size=1, max_size=30), soak=st.floats(0.5, 10.0), dry=st.floats(1.0, 50.0))
def test_wet_ground_does_not_depend_on_the_step(rain: list[bool], soak: float, dry: float) -> None:
    whole = wetness(np.array(rain), 1.0, soak, dry)
    halves = wetness(np.repeat(np.array(rain), 2), 0.5, soak, dry)
    assert halves[1::2] == pytest.approx(whole)
    assert ((whole >= 0.0) & (whole <= 1.0)).all()


def test_ways_out_are_shut_by_enemies_water_and_the_edge() -> None:
    ground = field(9, 9)
    here, corner = 4 * 9 + 4, 0
    across = np.zeros((1, ground.grid.n, 6))
    across[0, here, 1] = travel.IMPASSABLE
    standing = np.zeros((2, ground.grid.n), dtype=np.int32)
    standing[1, ground.neighbours[here, 2]] = standing[1, ground.neighbours[here, 3]] = 1
    world = bundles.World(**dict.fromkeys(bundles.World._fields) | {"neighbours": ground.neighbours, "across": across})
    units = np.zeros((t.UNIT_COUNTS, 1), dtype=np.int32)
    tables = bundles.Tables(**dict.fromkeys(bundles.Tables._fields) | {"units": units})
    scratch = bundles.Scratch(**dict.fromkeys(bundles.Scratch._fields) | {"standing": standing})
    plain = getattr(prisoners.shut_in, "py_func", prisoners.shut_in)
    for hex_index, shut in ((here, 3 / 6), (corner, 4 / 6)):
        counts = np.full((a.COUNTS, 1), hex_index, dtype=np.int32)
        state = bundles.State(**dict.fromkeys(bundles.State._fields) | {"counts": counts})
        assert plain(0, world, tables, state, scratch) == pytest.approx(shut)


@given(c=share, rate=st.floats(0.01, 10.0), seconds=st.floats(1.0, 7200.0))
def test_as_many_give_up_in_two_half_steps_as_in_one(c: float, rate: float, seconds: float) -> None:
    hazard = surrender.hazard(c, 1.0, 0.0, 1.0, rate)
    stay = math.exp(-hazard * seconds / 2.0)
    assert stay * stay == pytest.approx(math.exp(-hazard * seconds))


ROLES = (t.ASSAULT, t.GUNS, t.ASSAULT, t.GUNS)


@pytest.mark.parametrize(
    ("gun_stands", "gun_fights", "waits"),
    [(5, 1, True), (5, 0, False), (6, 1, False)],
    ids=["beside them", "not at grips", "elsewhere"],
)
def test_riflemen_cover_the_guns_that_withdraw(gun_stands: int, gun_fights: int, waits: bool) -> None:
    """Unit 0 and gun 1 are of one side; 2 and gun 3, in the same hex, are the enemy's."""
    units, counts = np.zeros((t.UNIT_COUNTS, 4), dtype=np.int32), np.zeros((a.COUNTS, 4), dtype=np.int32)
    units[t.ROLE], units[t.SIDE], counts[a.HEX] = ROLES, (0, 0, 1, 1), (5, gun_stands, 5, 5)
    tables = bundles.Tables(**dict.fromkeys(bundles.Tables._fields) | {"units": units})
    state = bundles.State(**dict.fromkeys(bundles.State._fields) | {"counts": counts})
    scratch = bundles.Scratch(**dict.fromkeys(bundles.Scratch._fields) | {"fighting": np.array([1, gun_fights, 1, 1])})
    plain = getattr(fights.rear_guard, "py_func", fights.rear_guard)
    assert plain(0, tables, state, scratch) is waits
    assert plain(1, tables, state, scratch) is False
