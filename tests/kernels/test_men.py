"""Suppression, cohesion, close combat, supply: what a fight does to a unit."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import integrate

from kernels.grids import parameters
from khasan.kernels.close import close_combat
from khasan.kernels.morale import cohesion, suppression
from khasan.kernels.supply import logistics
from khasan.kernels.works import fieldworks

share = st.floats(0.0, 1.0)
PLAIN = parameters()


rising = st.floats(0.0, 50.0)
fading = st.floats(1e-3, 50.0)


@given(s=share, rise=st.floats(0.0, 1e4), fade=fading)
def test_suppression_stays_a_share(s: float, rise: float, fade: float) -> None:
    after = suppression.after_fire(s, rise, fade)
    assert 0.0 <= after <= 1.0
    assert suppression.after_fire(s, 0.0, fade) <= min(s, after + 1e-12)
    assert after <= suppression.after_fire(s, rise + 1.0, fade) + 1e-12


@given(s=share, rise=rising, fade=fading)
def test_two_half_steps_are_one(s: float, rise: float, fade: float) -> None:
    """Fire and recovery act together, so that the length of the step does not count."""
    half = suppression.after_fire(s, rise / 2.0, fade / 2.0)
    whole = suppression.after_fire(s, rise, fade)
    assert suppression.after_fire(half, rise / 2.0, fade / 2.0) == pytest.approx(whole, abs=2.0 * suppression.CALM)
    means = [suppression.mean_under_fire(at, rise / 2.0, fade / 2.0) for at in (s, half)]
    assert suppression.mean_under_fire(s, rise, fade) == pytest.approx(sum(means) / 2.0, abs=2.0 * suppression.CALM)


@given(s=share, rise=rising, fade=fading)
def test_mean_suppression_is_the_integral(s: float, rise: float, fade: float) -> None:
    level = rise / (rise + fade)
    over, _ = integrate.quad(lambda part: level + (s - level) * math.exp(-(rise + fade) * part), 0.0, 1.0)
    assert suppression.mean_under_fire(s, rise, fade) == pytest.approx(over, abs=1e-7)


def test_what_is_all_but_nothing_is_nothing() -> None:
    assert suppression.after_fire(2e-6, 0.0, 1.0) == 0.0
    assert suppression.after_fire(4e-6, 0.0, 1.0) > 0.0


def test_suppression_by_hand() -> None:
    # As much rise as fade: half is what it comes to; from 0.2 a step of 1 + 1 leaves e^-2 of the 0.3 that lack.
    assert suppression.after_fire(0.2, 1.0, 1.0) == pytest.approx(0.5 - 0.3 * math.exp(-2.0))
    assert suppression.fading(480.0, 8.0) == pytest.approx(math.log(2.0))
    # 1000 bullets over 100 m, exposure a quarter: 10 a metre felt as 5; a front under 20 m counts as 20.
    assert suppression.bullets_volume(1000.0, 100.0, 0.25) == pytest.approx(5.0)
    assert suppression.bullets_volume(100.0, 1.0, 1.0) == pytest.approx(5.0)
    # Ten bursts of 200 square metres on 20,000 cover a tenth: 40 x 0.1.
    assert suppression.bursts_volume(10.0, 200.0, 20_000.0, 1.0, 40.0) == pytest.approx(4.0)


@given(c=share, lost=share, s=share, ever=share, fighting=st.booleans(), hours=st.floats(0.001, 1.0))
def test_cohesion_stays_a_share(c: float, lost: float, s: float, ever: float, fighting: bool, hours: float) -> None:
    after = cohesion.after_step(c, lost, s, ever, 1.0, fighting, 0.0, 0.0, hours, PLAIN)
    assert 0.0 <= after <= 1.0
    assert cohesion.after_step(c, min(1.0, lost + 0.1), s, ever, 1.0, fighting, 0.0, 0.0, hours, PLAIN) <= after + 1e-12
    assert after <= cohesion.after_step(c, lost, s, ever, 2.0, fighting, 0.0, 0.0, hours, PLAIN)


def test_cohesion_by_hand() -> None:
    # A tenth lost at quality 0.8 costs 1.6 x 0.1 / 0.8; half an hour at suppression 0.6 costs 0.1 x 0.6 x 0.5.
    assert cohesion.after_step(0.9, 0.1, 0.6, 0.1, 0.8, False, 0.0, 0.0, 0.5, PLAIN) == pytest.approx(0.9 - 0.2 - 0.03)
    # At rest, having lost a fifth for good: at a rate of a fifth an hour towards 1 - 0.1.
    assert cohesion.after_step(0.4, 0.0, 0.0, 0.2, 1.0, False, 0.0, 0.0, 1.0, PLAIN) == pytest.approx(
        0.9 - 0.5 * math.exp(-0.2)
    )
    # Nobody rests while he fights, nor rises above the ceiling.
    assert cohesion.after_step(0.4, 0.0, 0.0, 0.2, 1.0, True, 0.0, 0.0, 1.0, PLAIN) == pytest.approx(0.4)
    assert cohesion.after_step(0.95, 0.0, 0.0, 0.2, 1.0, False, 0.0, 0.0, 1.0, PLAIN) == pytest.approx(0.95)


@given(c=share, less=share)
def test_units_break_only_below_the_breakpoint(c: float, less: float) -> None:
    less, c = sorted((c, less))
    assert cohesion.break_hazard(less, PLAIN) >= cohesion.break_hazard(c, PLAIN) >= 0.0
    assert (cohesion.break_hazard(c, PLAIN) > 0.0) <= (c < 0.5)


def test_hazards_by_hand() -> None:
    # Half of the way below 0.5 a quarter of 4 an hour; rally once an hour when whole and left alone.
    assert cohesion.break_hazard(0.25, PLAIN) == pytest.approx(1.0 / 3600.0)
    assert cohesion.rally_hazard(0.6, 0.05, 0.0, PLAIN) == pytest.approx(1.0 / 3600.0)
    assert cohesion.rally_hazard(0.6, 0.1, 0.0, PLAIN) == 0.0
    assert cohesion.rally_hazard(0.5, 0.0, 0.0, PLAIN) == 0.0


worths = {
    "men": st.integers(0, 300), "vehicles": st.integers(0, 20), "quality": st.floats(0.3, 3.0), "c": share, "s": share,
    "works": share, "slope": st.floats(0.0, 2.0), "surprising": st.booleans(), "dark": st.sampled_from([0.0, 1.0]),
}  # fmt: skip


@given(**worths)
def test_worth_grows_with_what_helps(
    men: int,
    vehicles: int,
    quality: float,
    c: float,
    s: float,
    works: float,
    slope: float,
    surprising: bool,
    dark: float,
) -> None:
    worth = close_combat.worth(men, vehicles, quality, c, s, works, slope, surprising, dark, PLAIN)
    assert worth >= 0.0
    assert worth <= close_combat.worth(men + 1, vehicles, quality, c, s, works, slope, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles + 1, quality, c, s, works, slope, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality * 1.1, c, s, works, slope, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality, 1.0, s, works, slope, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality, c, s / 2, works, slope, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality, c, s, 1.0, slope, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality, c, s, works, slope / 2, surprising, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality, c, s, works, slope, True, dark, PLAIN)
    assert worth <= close_combat.worth(men, vehicles, quality, c, s, works, slope, surprising, 0.0, PLAIN)


def test_worth_by_hand() -> None:
    # 80 men and a tank (20), quality 0.5, cohesion 0.8, suppression 0.5 (less 0.35): 100 x 0.5 x 0.8 x 0.65 = 26.
    assert close_combat.worth(80, 1, 0.5, 0.8, 0.5, 0.0, 0.0, False, 0.0, PLAIN) == pytest.approx(26.0)
    # Half works by night: 1 + 1 x 0.5 x 0.5; a slope of one in three up: 1 - 0.3; surprise 1.5.
    assert close_combat.worth(80, 1, 0.5, 0.8, 0.5, 0.5, 0.0, False, 1.0, PLAIN) == pytest.approx(26.0 * 1.25)
    assert close_combat.worth(80, 1, 0.5, 0.8, 0.5, 0.0, 1 / 3, True, 0.0, PLAIN) == pytest.approx(26.0 * 0.7 * 1.5)


def test_close_combat_by_hand() -> None:
    # 0.1 casualties an hour by each rifleman's worth, 200 of them, a quarter hour, half the fight: 2.5.
    assert close_combat.expected_casualties(200.0, 0.5, 900.0, PLAIN) == pytest.approx(2.5)
    # Two vehicles an hour by a hundred men, 150 men, ten minutes: half a vehicle of ten, each at a rate of 0.05.
    assert close_combat.expected_vehicles(150, 10, 0.0, 600.0, PLAIN) == pytest.approx(10 * (1 - math.exp(-0.05)))
    assert 9.9 < close_combat.expected_vehicles(15_000, 10, 0.0, 600.0, PLAIN) < 10.0
    # Twice as strong an enemy: four times 2 an hour.
    assert close_combat.yield_hazard(50.0, 100.0, PLAIN) == pytest.approx(8.0 / 3600.0)


@given(own=st.floats(0.0, 1e4), enemy=st.floats(0.0, 1e4))
def test_the_weaker_gives_way_sooner(own: float, enemy: float) -> None:
    hazard = close_combat.yield_hazard(own, enemy, PLAIN)
    assert 0.0 <= hazard <= 60.0 / 3600.0
    assert hazard <= close_combat.yield_hazard(own, enemy * 1.5, PLAIN)
    assert close_combat.yield_hazard(own * 1.5, enemy, PLAIN) <= hazard
    assume(own > 1.0 and enemy > 1.0)
    other = close_combat.yield_hazard(enemy, own, PLAIN)
    assert (hazard <= other) or (own <= enemy)


@given(works=share, s=share, hours=st.floats(0.0, 12.0))
def test_digging(works: float, s: float, hours: float) -> None:
    half = fieldworks.after_digging(works, hours / 2.0, s, PLAIN)
    whole = fieldworks.after_digging(works, hours, s, PLAIN)
    assert works - 1e-12 <= half <= whole + 1e-12 <= 1.0 + 2e-12
    assert fieldworks.after_digging(half, hours / 2.0, s, PLAIN) == pytest.approx(whole, abs=1e-12)
    assert fieldworks.after_digging(works, hours, 1.0, PLAIN) == pytest.approx(works)


@given(left=share, working=st.integers(0, 50), daily=st.floats(0.0, 200.0), hours=st.floats(0.0, 24.0))
def test_issue_fills_up_to_the_load(left: float, working: int, daily: float, hours: float) -> None:
    load = 1000.0
    after = logistics.after_issue(left * load, working, daily, hours, load)
    assert left * load <= after <= load


def test_issue_by_hand() -> None:
    assert logistics.after_issue(100.0, 4, 60.0, 6.0, 1000.0) == pytest.approx(160.0)
    # A unit that carries more than its load (a what-if) loses nothing by being supplied.
    assert logistics.after_issue(1500.0, 4, 60.0, 6.0, 1000.0) == 1500.0


@given(hours=st.floats(0.0, 48.0))
def test_repair_in_two_halves(hours: float) -> None:
    whole, half = fieldworks.repair_chance(hours, PLAIN), fieldworks.repair_chance(hours / 2.0, PLAIN)
    assert 1.0 - (1.0 - half) ** 2 == pytest.approx(whole, abs=1e-12)
    assert fieldworks.repair_chance(24.0, PLAIN) == pytest.approx(0.2)
