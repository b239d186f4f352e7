"""Supply and transport by hand: the chain, the last kilometres, hunger, horses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.grids import parameters
from khasan.kernels.state import tables as t
from khasan.kernels.supply import logistics, transport

PLAIN = parameters(
    man_load_kg=1.0, horse_load_kg=60.0, truck_load_kg=1200.0, handling_hours=2.0, ration_kg=1.2, fodder_kg=6.0,
    hunger_days=3.0,
)  # fmt: skip
some = st.floats(0.0, 1e4)


def tonnes_a_day(
    trucks: float, payload_t: float, distance_km: float, kmh: float, hours: float, handling: float
) -> float:
    return trucks * payload_t / logistics.trip_days(distance_km, kmh, hours, handling)


def test_throughput_by_hand() -> None:
    # Out and back 100 km at 20 km/h takes 5 hours, 2 for loading: 0.7 of a ten-hour day; seven trucks of 1.5 t: 15 t.
    assert logistics.trip_days(50.0, 20.0, 10.0, 2.0) == pytest.approx(0.7)
    assert tonnes_a_day(7.0, 1.5, 50.0, 20.0, 10.0, 2.0) == pytest.approx(15.0)


def test_the_arithmetic_of_the_khalkhin_gol_road() -> None:
    """KHG 1.6, 2.6: 1,300-1,400 km out and back in about 5 days, 250-280 km a day; 520 t a day with 1,724 trucks
    of 1.5 t, 690 with 2.0 t; 4,000 trucks and more brought 50,000 t and more before 20 August."""
    for distance, a_day in ((650.0, 280.0), (700.0, 250.0)):
        assert 4.6 <= logistics.trip_days(distance, a_day / 10.0, 10.0, 2.0) <= 6.0
    assert tonnes_a_day(1724.0, 1.5, 675.0, 27.0, 10.0, 0.0) == pytest.approx(520.0, rel=0.02)
    assert tonnes_a_day(1724.0, 2.0, 675.0, 27.0, 10.0, 0.0) == pytest.approx(690.0, rel=0.02)
    assert 35 * tonnes_a_day(4000.0, 1.75, 675.0, 27.0, 10.0, 2.0) == pytest.approx(50_000.0, rel=0.1)
    # Hailar is 180-200 km away (S4): the same truck brings more than three times as much there.
    near, far = tonnes_a_day(1.0, 1.5, 190.0, 27.0, 10.0, 2.0), tonnes_a_day(1.0, 1.5, 675.0, 27.0, 10.0, 2.0)
    assert 3.0 < near / far < 4.0


@given(fit=some, broken=some, days=st.floats(0.0, 30.0), down=st.floats(0.0, 0.5), up=st.floats(0.0, 0.9))
def test_wear_in_two_halves_and_nothing_lost(fit: float, broken: float, days: float, down: float, up: float) -> None:
    whole = logistics.after_wear(fit, broken, days, down, up)
    half = logistics.after_wear(*logistics.after_wear(fit, broken, days / 2.0, down, up), days / 2.0, down, up)
    assert half == pytest.approx(whole, abs=1e-6)
    assert sum(whole) == pytest.approx(fit + broken)
    assert min(whole) >= -1e-9


def test_wear_settles_where_repair_keeps_up() -> None:
    # 3% a day break down, a quarter of the broken come back: 25 of 28 run in the end.
    fit, _ = logistics.after_wear(1000.0, 0.0, 1e4, 0.03, 0.25)
    assert fit == pytest.approx(1000.0 * 25.0 / 28.0)


def test_lift_by_hand() -> None:
    # 180 men, 4 horses: 420 kg a trip; two hours of way each way and two for loading: 70 kg an hour.
    assert logistics.lift_kg_an_hour(180, 4, 0, 7200.0, PLAIN) == pytest.approx(70.0)
    assert logistics.needed_kg_a_day(100, 10, PLAIN) == pytest.approx(180.0)


@given(food=st.floats(0.0, 5.0), hunger=st.floats(0.0, 5.0), days=st.floats(0.0, 5.0))
def test_eating_in_two_halves(food: float, hunger: float, days: float) -> None:
    whole = logistics.after_eating(food, hunger, days)
    half = logistics.after_eating(*logistics.after_eating(food, hunger, days / 2.0), days / 2.0)
    assert min(whole) >= 0.0
    assert half[0] == pytest.approx(whole[0], abs=1e-9)
    if food == 0.0 or food >= days:
        assert half[1] == pytest.approx(whole[1], abs=1e-9)


def test_hunger_by_hand() -> None:
    assert logistics.after_eating(1.0, 0.0, 3.0) == (0.0, 2.0)
    assert logistics.after_eating(3.0, 2.0, 0.5) == (2.5, 1.5)
    assert logistics.spent(3.0, PLAIN) == pytest.approx(0.5)


@given(
    left=st.floats(0.0, 1.0), men=st.floats(0.0, 1.0), mobility=st.sampled_from([t.HORSE, t.MOTOR, t.PACK, t.WHEELED])
)
def test_lost_teams_never_hasten(left: float, men: float, mobility: int) -> None:
    pace = transport.pace_left(mobility, left, men, 8.0, 3.0)
    assert 0.0 <= pace <= 8.0 + 1e-12
    assert pace <= transport.pace_left(mobility, min(1.0, left + 0.1), men, 8.0, 3.0) + 1e-12
    if mobility in (t.HORSE, t.MOTOR):
        assert pace >= 3.0 - 1e-12  # who has lost his mount walks


def test_lost_teams_by_hand() -> None:
    # Half the horses for all the men: a kilometre takes 1/16 + 1/8 h.
    assert transport.pace_left(t.HORSE, 0.5, 1.0, 8.0, 4.0) == pytest.approx(16.0 / 3.0)
    assert transport.pace_left(t.HORSE, 0.5, 0.5, 8.0, 4.0) == pytest.approx(8.0)  # half the men are left to ride
    # Half the teams for all the guns: each way three times.
    assert transport.pace_left(t.WHEELED, 0.5, 1.0, 3.0, 4.0) == pytest.approx(1.0)
    assert transport.pace_left(t.WHEELED, 0.0, 1.0, 3.0, 4.0) == 0.0
    assert transport.share_left(0, 0.0, 0, 0.0) == 1.0
    assert transport.share_left(3, 4.0, 1, 4.0) == 0.5
