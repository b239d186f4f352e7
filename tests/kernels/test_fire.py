"""What rounds do at a range: hits, exposure, armour, who is at the gun."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from kernels.grids import parameters
from khasan.kernels.fire import armour, exposure, fight_factor, gunnery, saturation
from khasan.kernels.state import parameters as p
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
    # Half of the rounds fall within r = s sqrt(2 ln 2), and a footprint as large as 2 pi s^2 catches half.
    s = 100.0 / math.sqrt(2.0 * math.log(2.0))
    assert gunnery.share_on_footprint(2.0 * math.pi * s**2, 100.0, True, PLAIN) == pytest.approx(0.5)


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


bursts = st.booleans()


def exposures(moved: int, works: float, cover: float, area: bool, flight: bool, par: np.ndarray) -> tuple[float, float]:
    """(all men up, all men down) behind so much earth."""
    earth = exposure.past_earth(par[p.WORKS_AREA if area else p.WORKS], works, 1.0 if area else exposure.HOLE)
    return (
        exposure.upright(moved, earth, cover, area, flight, par),
        exposure.gone_to_ground(moved, earth, cover, area, flight, par),
    )


@given(moved=st.integers(0, 1), works=share, cover=share, area=bursts, flight=st.booleans(), worth=share, down=share)
def test_exposure_is_a_share(
    moved: int, works: float, cover: float, area: bool, flight: bool, worth: float, down: float
) -> None:
    up, flat = exposures(moved, works, cover, area, flight, parameters(works=worth, works_area=worth))
    assert 0.0 <= flat <= exposure.under_fire(up, flat, down) + 1e-15
    assert exposure.under_fire(up, flat, down) <= up + 1e-15
    assert up <= 1.0


@given(moved=st.integers(0, 1), works=share, cover=share, area=bursts, flight=st.booleans())
def test_who_is_down_is_never_more_exposed(moved: int, works: float, cover: float, area: bool, flight: bool) -> None:
    up, flat = exposures(moved, works, cover, area, flight, PLAIN)
    assert flat == up if flight else flat < up


@given(works=share, more=share, cover=share, area=bursts)
def test_works_and_cover_shield(works: float, more: float, cover: float, area: bool) -> None:
    works, more = sorted((works, more))
    for which in (0, 1):

        def found(moved: int, dug: float, hidden: float, flight: bool = False, which: int = which) -> float:
            return exposures(moved, dug, hidden, area, flight, PLAIN)[which]

        assert found(0, more, cover) <= found(0, works, cover) <= found(0, works, cover / 2.0)
        assert found(0, works, cover) <= found(1, works, cover) == found(1, more, cover)
        assert found(1, works, cover) <= found(1, works, cover, flight=True)


@given(taken=st.floats(0.01, 0.99), works=share, more=share)
def test_the_first_spits_of_earth_take_most_and_bullets_ask_for_no_more_than_a_hole(
    taken: float, works: float, more: float
) -> None:
    assert exposure.past_earth(taken, 0.5, 1.0) == pytest.approx(1.0 - taken)
    assert exposure.past_earth(taken, 1.0, 1.0) == pytest.approx((1.0 - taken) ** 2)
    works, more = sorted((works, more))
    both = exposure.past_earth(taken, works, 1.0) * exposure.past_earth(taken, more - works, 1.0)
    assert exposure.past_earth(taken, more, 1.0) == pytest.approx(both)
    assert exposure.past_earth(taken, max(more, 0.5), exposure.HOLE) == pytest.approx(1.0 - taken)


@given(down=share)
def test_men_lie_flat_for_bursts_before_they_cease_fire(down: float) -> None:
    flat = exposure.flat_for_bursts(down, PLAIN)
    assert down <= flat <= 1.0
    assert exposure.flat_for_bursts(float(PLAIN[p.ALL_FLAT]), PLAIN) == 1.0


@pytest.mark.parametrize(
    ("moved", "area", "flight", "up", "down"),
    [
        # Lying 0.3, a hole worth 0.8 leaves 0.2, half cover worth 0.5 leaves 0.75; who ducks 0.4 of lying.
        (0, False, False, 0.3 * 0.2 * 0.75, 0.4 * 0.3 * 0.2 * 0.75),
        # Bursts: men up and about in their works, half as much when they lie flat in them.
        (0, True, False, 0.2 * 0.75, 0.5 * 0.2 * 0.75),
        # Who advances has left his works: between bounds 0.6; down he lies in the open, as low as he can.
        (1, False, False, 0.6 * 0.75, 0.4 * 0.3 * 0.75),
        (1, True, False, 0.75, 0.5 * 0.75),
        # Men in flight run, whatever falls round them.
        (0, False, True, 0.75, 0.75),
        (0, True, True, 0.75, 0.75),
        (1, False, True, 0.75, 0.75),
        (1, True, True, 0.75, 0.75),
    ],
)
def test_exposure_by_hand(moved: int, area: bool, flight: bool, up: float, down: float) -> None:
    assert exposures(moved, 0.5, 0.5, area, flight, PLAIN) == pytest.approx((up, down))
    assert exposure.under_fire(up, down, 0.25) == pytest.approx(0.75 * up + 0.25 * down)


def test_saturation_by_hand() -> None:
    # One hit a man: 1 - 1/e of them are hit. Half a hit: 0.393 of them, 0.787 of the hits.
    assert saturation.found_unhurt(1.0) == pytest.approx(1.0 - math.exp(-1.0))
    assert saturation.found_unhurt(0.5) == pytest.approx(0.786939, abs=1e-6)
    assert saturation.found_unhurt(0.0) == saturation.found_unhurt(1e-10) == 1.0


@given(few=st.floats(0.0, 50.0), more=st.floats(0.0, 50.0))
def test_more_hits_find_more_men_and_never_all_of_them(few: float, more: float) -> None:
    few, more = sorted((few, more))
    one, other = few * saturation.found_unhurt(few), more * saturation.found_unhurt(more)
    assert one <= other + 1e-12
    assert one <= few
    assert other <= 1.0
    assert saturation.found_unhurt(more) <= saturation.found_unhurt(few)


@given(hits_a_man=st.floats(0.01, 3.0), men=st.integers(100_000, 400_000))
def test_saturation_is_what_hits_at_random_leave_unhurt(hits_a_man: float, men: int) -> None:
    # Of so many men a hit at random misses each with 1 - 1/men: all hits miss a share (1 - 1/men)^hits of them.
    hits = round(hits_a_man * men)
    struck = 1.0 - (1.0 - 1.0 / men) ** hits
    assert hits / men * saturation.found_unhurt(hits / men) == pytest.approx(struck, rel=1e-3)


@given(struck=st.lists(st.integers(0, 900), min_size=1, max_size=6), men=st.integers(1, 900))
def test_nobody_falls_twice(struck: list[int], men: int) -> None:
    fallen = [saturation.its_share(one, sum(struck), men) for one in struck]
    assert sum(fallen) <= men
    if sum(struck) <= men:
        assert fallen == struck
    else:
        assert sum(fallen) > men - len(struck)  # rounded down, each by less than one man
        assert all(one * men / sum(struck) - 1.0 < left <= one for one, left in zip(struck, fallen, strict=True))


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.5, 0.8])
def test_a_fights_day_is_one_on_average(spread: float) -> None:
    z, weights = np.polynomial.hermite_e.hermegauss(80)
    days = np.array([fight_factor.of_fight(one, spread) for one in z])
    assert weights @ days / weights.sum() == pytest.approx(1.0, rel=1e-12)
    assert weights @ np.log(days) / weights.sum() == pytest.approx(-(spread**2) / 2.0, abs=1e-12)
    assert weights @ days**2 / weights.sum() == pytest.approx(math.exp(spread**2), rel=1e-10)


def test_a_fights_day_by_hand() -> None:
    # The middle of a hundred fights lies below their mean, by exp(-1/8) where the spread is a half.
    assert fight_factor.of_fight(0.0, 0.5) == pytest.approx(math.exp(-0.125))
    assert fight_factor.of_fight(1.0, 0.5) == pytest.approx(math.exp(0.375))
    assert fight_factor.of_fight(3.0, 0.0) == 1.0


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
