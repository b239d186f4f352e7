"""The way between two units in a step: distances between hexes, chances tabled over it, suppression on it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from kernels.grids import parameters
from khasan.kernels.fire import gunnery, passage
from khasan.kernels.fire.ranges import prepare_ranges
from khasan.kernels.morale import suppression
from khasan.kernels.state import tables as t

HEX_M = 250.0
hexes = st.floats(0.0, 6.0)


def rifle() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The fields of one weapon, and its rows of chances and of their sums."""
    fields = np.zeros((t.WEAPON_FIELDS, 1))
    fields[[t.W_MAX_M, t.W_EFFECTIVE_M, t.W_HIT, t.W_HALF_M], 0] = 1300.0, 400.0, 0.03, 150.0
    table = prepare_ranges(fields, parameters(), HEX_M, 16)[2]
    return fields, table[0], table[1]


_, MEANS, SUMS = rifle()


def chance(apart: float) -> float:
    """The mean chance of a hit of that rifle at so many hexes, by the rule."""
    return float(gunnery.mean_hit_probability(apart, HEX_M, 1300.0, 0.03, 150.0))


@pytest.mark.parametrize("whole", range(7))
def test_at_whole_hexes_the_table_is_the_rule(whole: int) -> None:
    assert passage.read_off(MEANS, float(whole)) == chance(whole)


@given(apart=hexes)
def test_between_them_it_is_nearly_the_rule(apart: float) -> None:
    assert passage.read_off(MEANS, apart) == pytest.approx(chance(apart), abs=4e-4)


@given(near=hexes, far=hexes)
def test_the_mean_over_a_way_is_the_integral(near: float, far: float) -> None:
    near, far = sorted((near, far))
    if far - near < 0.01:
        return
    area = integrate.quad(chance, near, far, limit=200, points=[5.2 - 0.5, 5.2 + 0.5])[0]
    assert passage.mean_over(MEANS, SUMS, near, far) == pytest.approx(area / (far - near), abs=2e-4)


@given(near=hexes, far=hexes)
def test_a_way_is_worth_no_more_than_its_near_end_and_no_less_than_its_far_one(near: float, far: float) -> None:
    near, far = sorted((near, far))
    mean = passage.mean_over(MEANS, SUMS, near, far)
    assert passage.read_off(MEANS, far) - 1e-12 <= mean <= passage.read_off(MEANS, near) + 1e-12


def test_beyond_the_table_nothing_hits() -> None:
    assert passage.read_off(MEANS, 50.0) == 0.0
    assert passage.mean_over(MEANS, SUMS, 49.0, 50.0) == pytest.approx(0.0, abs=1e-15)


def test_men_spread_over_half_a_hex_and_no_nearer_than_25_m() -> None:
    assert gunnery.spread_m(2, 250.0) == (375.0, 625.0)
    assert gunnery.spread_m(0.4, 250.0) == (25.0, 175.0)  # a hundred metres before him: 75 to either side
    assert gunnery.spread_m(0.2, 500.0) == (25.0, 175.0)  # and that is so on larger hexes too
    assert gunnery.spread_m(0.0, 250.0) == (25.0, 25.0)


def test_distance_between_hexes_is_that_of_the_map() -> None:
    assert passage.apart(3.0, -1.0) == 3.0
    assert passage.apart(-2.0, -1.0) == 3.0
    assert passage.apart(-0.25, 0.75) == 0.75


def test_share_of_a_way_within_a_limit() -> None:
    # From 4 hexes to 1, fired at from 2 on: the last third.
    assert passage.share_inside(1.0, 4.0, 2.0) == pytest.approx(1.0 / 3.0)
    assert passage.share_inside(1.0, 4.0, 0.5) == 0.0
    assert passage.share_inside(1.0, 4.0, 4.0) == 1.0


level = st.floats(0.0, 0.95)
rate = st.floats(0.0, 6.0)


def at(before: float, rise: float, fade: float, share: float) -> float:
    """Suppression after a share of the step, by its equation."""
    return float(suppression.after_fire(before, rise * share, fade * share)) if share > 0.0 else before


@given(before=level, rise=rate, fade=st.floats(0.01, 2.0), slowed=st.floats(0.02, 0.3), more=st.floats(0.02, 0.6))
def test_pace_is_summed_over_the_step(before: float, rise: float, fade: float, slowed: float, more: float) -> None:
    pinned = slowed + more
    moments = [(k + 0.5) / 2000.0 for k in range(2000)]
    area = sum(suppression.pace(at(before, rise, fade, part), slowed, pinned) for part in moments) / 2000.0
    assert suppression.mean_pace(before, rise, fade, slowed, pinned) == pytest.approx(area, abs=2e-4)


def test_pace_by_hand() -> None:
    # Half of the way from slowed to pinned half of those go on who are up; at pinned nobody does.
    assert suppression.pace(0.1, 0.2, 0.4) == pytest.approx(0.9)
    assert suppression.pace(0.3, 0.2, 0.4) == pytest.approx(0.7 * 0.5)
    assert suppression.pace(0.4, 0.2, 0.4) == suppression.pace(0.9, 0.2, 0.4) == 0.0
    # Level fire that holds 0.3 down for ever: the mean is the pace there.
    assert suppression.mean_pace(0.3, 0.3, 0.7, 0.2, 0.4) == pytest.approx(0.35)


def test_fire_of_men_who_are_on_the_move_for_a_while() -> None:
    par = parameters(moving_fire=0.4)
    assert gunnery.while_moving(0.0, par) == 1.0
    assert gunnery.while_moving(1.0, par) == 0.4
    assert gunnery.while_moving(0.5, par) == pytest.approx(0.7)


def test_the_points_of_gauss_integrate_a_cubic_exactly() -> None:
    one, two = passage.points_between(1.0, 3.0)
    assert 0.5 * (one**3 + two**3) == pytest.approx((3.0**4 - 1.0) / 4.0 / 2.0)
    assert one + two == pytest.approx(4.0)
    assert math.isclose(two - one, 2.0 / math.sqrt(3.0))
