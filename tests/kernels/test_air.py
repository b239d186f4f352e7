"""How long sorties take, what reaches up to them, who meets whom."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from khasan.kernels.air import aviation

metres = st.floats(1.0, 8000.0)
share = st.floats(0.01, 0.99)


@given(reach=metres, height=metres, offset=metres, speed=st.floats(100.0, 500.0))
def test_time_within_reach_is_that_of_the_path(reach: float, height: float, offset: float, speed: float) -> None:
    """The course is walked along in small steps: how much of it lies within the gun's slant range?"""
    along = integrate.quad(
        lambda x: float(math.sqrt(x * x + height * height + offset * offset) <= reach), 0.0, reach, limit=200
    )[0]
    found = aviation.seconds_in_reach(reach, height, offset, speed)
    assert found * speed / 3.6 == pytest.approx(2.0 * along, rel=0.02, abs=0.02 * reach)


def test_lower_is_longer_under_fire_and_aims_better() -> None:
    low, high = 300.0, 900.0
    assert (
        aviation.seconds_in_reach(1000.0, low, 0.0, 200.0) > aviation.seconds_in_reach(1000.0, high, 0.0, 200.0) > 0.0
    )
    assert aviation.seconds_in_reach(1000.0, 1000.0, 0.0, 200.0) == 0.0
    assert aviation.scatter(120.0, low) == pytest.approx(36.0)
    assert aviation.scatter(120.0, high) == pytest.approx(108.0)


@given(height=metres, speed=st.floats(100.0, 500.0))
def test_a_bomb_is_let_go_as_far_off_as_it_flies_on(height: float, speed: float) -> None:
    """Against the fall followed in steps of a hundredth of a second, from the ground up."""
    fallen, seconds = 0.0, 0.0
    while fallen < height:
        seconds += 0.01
        fallen += 9.80665 * (seconds - 0.005) * 0.01
    slant = math.hypot(height, seconds * speed / 3.6)
    assert aviation.release_m(height, speed) == pytest.approx(slant, abs=0.01 * speed / 3.6 + 0.1)


@given(chance=share, parts=st.integers(1, 20), apart=st.floats(0.0, 30.0))
def test_the_chance_to_meet_does_not_depend_on_the_slices(chance: float, parts: int, apart: float) -> None:
    whole = aviation.chance_to_meet(chance, apart, 10.0, aviation.MEETING_S)
    missed = (1.0 - aviation.chance_to_meet(chance, apart, 10.0, aviation.MEETING_S / parts)) ** parts
    assert 1.0 - missed == pytest.approx(whole, rel=1e-9)
    assert whole == pytest.approx(chance * math.exp(-apart / 10.0), rel=1e-9)


@given(one=st.floats(1.0, 90.0), two=st.floats(1.0, 90.0))
def test_fighters_hold_each_other_man_for_man(one: float, two: float) -> None:
    assert one * aviation.held_share(one, two) == pytest.approx(two * aviation.held_share(two, one))


@given(daily=share, hours=st.floats(0.1, 12.0))
def test_repair_does_not_depend_on_the_step(daily: float, hours: float) -> None:
    half = aviation.share_in_days(daily, hours / 2.0)
    assert 1.0 - (1.0 - half) ** 2 == pytest.approx(aviation.share_in_days(daily, hours))
    assert aviation.share_in_days(daily, 24.0) == pytest.approx(daily)
