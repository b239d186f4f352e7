"""What rounds do at a range: hits, exposure, armour, who is at the gun."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from kernels.grids import parameters
from khasan.kernels.fire import armour, exposure, gunnery
from khasan.kernels.state import tables as t

share = st.floats(0.0, 1.0)
metres = st.floats(1.0, 5000.0)
PLAIN = parameters()


@given(near=metres, far=metres, half=st.floats(10.0, 1000.0))
def test_hit_probability_falls_with_range(near: float, far: float, half: float) -> None:
    near, far = sorted((near, far))
    assert 0.0 < gunnery.hit_probability(far, 0.02, half) <= gunnery.hit_probability(near, 0.02, half) <= 0.02


@given(
    hexes=st.integers(0, 20), hex_m=st.sampled_from([75.0, 250.0, 1000.0]), reach=st.floats(50.0, 6000.0),
    half=st.floats(20.0, 800.0),
)  # fmt: skip
def test_mean_hit_probability_is_the_integral(hexes: int, hex_m: float, reach: float, half: float) -> None:
    middle = max(25.0, hexes * hex_m)  # half a hex to either side, as far as 25 m leave room
    low, high = max(25.0, middle - 0.5 * hex_m), min(middle + 0.5 * hex_m, 2.0 * middle - 25.0)
    if high == low:
        assert gunnery.mean_hit_probability(hexes, hex_m, reach, 0.03, half) == gunnery.hit_probability(
            25.0, 0.03, half
        )
        return
    top = min(high, reach)
    area = integrate.quad(lambda r: 0.03 / (1.0 + (r / half) ** 2), low, top)[0] if top > low else 0.0
    found = gunnery.mean_hit_probability(hexes, hex_m, reach, 0.03, half)
    assert found == pytest.approx(area / (high - low), rel=1e-9, abs=1e-15)


@given(hexes=st.integers(0, 30), half=st.floats(20.0, 800.0))
def test_mean_hit_probability_falls_with_distance(hexes: int, half: float) -> None:
    near = gunnery.mean_hit_probability(hexes, 250.0, 4000.0, 0.03, half)
    assert gunnery.mean_hit_probability(hexes + 1, 250.0, 4000.0, 0.03, half) <= near <= 0.03


def test_beyond_reach_nothing_hits() -> None:
    assert gunnery.mean_hit_probability(4, 250.0, 875.0, 0.03, 150.0) == 0.0
    assert gunnery.mean_hit_probability(4, 250.0, 876.0, 0.03, 150.0) > 0.0


@given(ground=st.floats(100.0, 1e6), radius=st.floats(5.0, 500.0))
def test_share_on_footprint(ground: float, radius: float) -> None:
    seen = gunnery.share_on_footprint(ground, radius, True, PLAIN)
    assert 0.0 < gunnery.share_on_footprint(ground, radius, False, PLAIN) < seen < 1.0
    assert seen <= gunnery.share_on_footprint(2.0 * ground, radius, True, PLAIN)


def test_share_on_footprint_by_hand() -> None:
    # A footprint as large as 2 pi r^2 catches half.
    assert gunnery.share_on_footprint(2.0 * math.pi * 100.0**2, 100.0, True, PLAIN) == pytest.approx(0.5)


def test_rounds_by_hand() -> None:
    # 9 guns, 0.1 rounds a second, 300 s, two thirds bearing, half intensity: 90 rounds; or what is left.
    assert gunnery.rounds_fired(9.0, 0.1, 300.0, 2.0 / 3.0, 0.5, 1e9) == pytest.approx(90.0)
    assert gunnery.rounds_fired(9.0, 0.1, 300.0, 2.0 / 3.0, 0.5, 12.0) == 12.0


@given(promise=st.floats(0.0, 10.0), full=st.floats(1e-5, 1.0))
def test_intensity_is_a_share(promise: float, full: float) -> None:
    assert 0.05 <= gunnery.intensity(promise, full, 0.05) <= gunnery.intensity(promise * 2.0, full, 0.05) <= 1.0


def crews(*crew: float) -> np.ndarray:
    fields = np.zeros((t.WEAPON_FIELDS, len(crew)))
    fields[t.W_CREW] = crew
    return fields


@pytest.mark.parametrize(
    ("men", "rifles", "machine_guns"),
    [(100, 60.0, 10.0), (70, 30.0, 10.0), (22, 0.0, 5.5), (0, 0.0, 0.0)],
)
def test_machine_guns_are_manned_before_rifles(men: int, rifles: float, machine_guns: float) -> None:
    # Ten guns of four men each, sixty rifles: with 70 men 40 serve guns and 30 shoot.
    slots, have, fields = np.array([0, 1, -1]), np.array([60, 10, 0]), crews(1.0, 4.0)
    assert gunnery.working_weapons(0, men, slots, have, fields) == pytest.approx(rifles)
    assert gunnery.working_weapons(1, men, slots, have, fields) == pytest.approx(machine_guns)


@given(men=st.integers(0, 300), counts=st.lists(st.integers(0, 80), min_size=3, max_size=3))
def test_no_man_serves_twice(men: int, counts: list[int]) -> None:
    slots, fields = np.array([0, 1, 2]), crews(1.0, 3.0, 6.0)
    manned = [gunnery.working_weapons(k, men, slots, np.array(counts), fields) for k in range(3)]
    assert sum(m * crew for m, crew in zip(manned, (1.0, 3.0, 6.0), strict=True)) <= men + 1e-9
    assert all(0.0 <= m <= have for m, have in zip(manned, counts, strict=True))


@given(moved=st.integers(0, 1), works=share, cover=share, area=st.booleans(), flight=st.booleans(), worth=share)
def test_exposure_is_a_share(moved: int, works: float, cover: float, area: bool, flight: bool, worth: float) -> None:
    par = parameters(works=worth, works_area=worth)
    assert 0.0 <= exposure.of_men(moved, works, cover, area, flight, par) <= 1.0


@given(works=share, more=share, cover=share, area=st.booleans())
def test_works_and_cover_shield(works: float, more: float, cover: float, area: bool) -> None:
    works, more = sorted((works, more))
    bare = exposure.of_men(0, works, cover, area, False, PLAIN)
    assert exposure.of_men(0, more, cover, area, False, PLAIN) <= bare
    assert bare <= exposure.of_men(0, works, cover / 2.0, area, False, PLAIN)
    assert bare <= exposure.of_men(1, works, cover, area, False, PLAIN)
    assert exposure.of_men(1, works, cover, area, False, PLAIN) < exposure.of_men(1, works, cover, area, True, PLAIN)


def test_exposure_by_hand() -> None:
    # Lying 0.3, full works worth 0.8 leave a fifth, cover of a half a quarter off: 0.3 x 0.2 x 0.75.
    assert exposure.of_men(0, 1.0, 0.5, False, False, PLAIN) == pytest.approx(0.045)


def test_penetration_by_hand() -> None:
    # 40 mm at 100 m, 2 mm lost a hundred metres: 32 mm at 500 m; never under nothing.
    assert armour.penetration(500.0, 40.0, 0.02) == pytest.approx(32.0)
    assert armour.penetration(0.0, 40.0, 0.02) == 40.0
    assert armour.penetration(9000.0, 40.0, 0.02) == 0.0


@given(millimetres=st.floats(0.1, 100.0), plate=st.floats(1.0, 60.0), spread=st.floats(0.5, 10.0))
def test_thicker_plate_stops_more(millimetres: float, plate: float, spread: float) -> None:
    through = armour.pierce_probability(millimetres, plate, spread)
    assert 0.0 <= armour.pierce_probability(millimetres, plate + 1.0, spread) <= through <= 1.0
    assert through <= armour.pierce_probability(millimetres + 1.0, plate, spread)


def test_nothing_pierces_with_nothing() -> None:
    assert armour.pierce_probability(0.0, 0.1, 10.0) == 0.0


def test_bursts_on_vehicles_by_hand() -> None:
    # 100 bursts of 12 square metres on 10 vehicles over 30,000: 0.4 vehicles.
    assert armour.bursts_on_vehicles(100.0, 10, 30_000.0, 12.0) == pytest.approx(0.4)
