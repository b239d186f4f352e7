"""Distances, lines of sight, spotting, ways across the ground."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.grids import Field, field, parameters, rough
from khasan import arrays as a
from khasan.compiler.addresses import hash_of, key_of
from khasan.kernels.knowledge import detection, line_of_sight
from khasan.kernels.movement import hexgrid, travel
from khasan.kernels.state import tables as t

PLAIN = parameters()
KMH = np.array([12.0, 25.0, 3.0])
ROUGH = [rough(14, 11, seed) for seed in range(4)]
hexes_of_rough = st.integers(0, 14 * 11 - 1)


@given(one=hexes_of_rough, two=hexes_of_rough)
def test_distance_is_that_of_the_map(one: int, two: int) -> None:
    made = ROUGH[0]
    assert hexgrid.distance(made.axial, one, two) == made.grid.distance(one, two)


@given(q=st.integers(-20, 30), r=st.integers(-3, 14))
def test_offset_finds_its_hex_or_nothing(q: int, r: int) -> None:
    here = hexgrid.offset_of(q, r, 14, 11)
    col = q + math.floor(r / 2)
    assert here == (r * 14 + col if 0 <= r < 11 and 0 <= col < 14 else -1)
    if here >= 0:
        assert ROUGH[0].grid.axial(here) == (q, r)


def clear(made: Field, one: int, two: int) -> bool:
    steps = made.grid.distance(one, two)
    return bool(line_of_sight.line_is_clear(one, two, made.axial, made.ground_f, made.grid.cols, made.grid.rows, steps))


@pytest.mark.parametrize("made", ROUGH)
def test_who_is_seen_sees(made: Field) -> None:
    everybody = range(made.grid.n)
    lines = np.array([[clear(made, one, two) for two in everybody] for one in everybody])
    assert (lines == lines.T).all()
    assert 0.1 < lines.mean() < 0.95  # neither all nor nothing, or this shows little
    windows = line_of_sight.all_lines(made.axial, made.ground_f, made.grid.cols, made.grid.rows, 6)
    for one in everybody:
        for two in everybody:
            within = made.grid.distance(one, two) <= 6
            assert line_of_sight.sees(windows, made.axial, one, two) == (within and lines[one, two])


def test_a_ridge_hides_what_lies_behind_it() -> None:
    made = field(9, 3)
    watcher, ridge, behind = 9, 13, 17  # one row, west to east
    assert clear(made, watcher, behind)
    made.ground_f[t.ELEVATION_M, ridge] = 2.1  # an eye stands at 2 m
    assert not clear(made, watcher, behind)
    assert clear(made, watcher, ridge)  # the ridge itself is seen
    made.ground_f[t.ELEVATION_M, ridge] = 1.9
    assert clear(made, watcher, behind)
    made.ground_f[t.CONCEALMENT, ridge] = 1.0  # woods of 6 m
    assert not clear(made, watcher, behind)
    made.ground_f[t.CREST_M, [watcher, behind]] = 10.0  # from high ground over the woods
    assert clear(made, watcher, behind)


def test_higher_ground_between_never_opens_a_line() -> None:
    made = rough(14, 11, 9)
    before = np.array([[clear(made, one, two) for two in range(154)] for one in range(0, 154, 7)])
    made.ground_f[t.ELEVATION_M] += 3.0  # crests stay: only what lies between rises
    after = np.array([[clear(made, one, two) for two in range(154)] for one in range(0, 154, 7)])
    assert (after <= before).all()
    assert (after < before).any()


@given(hexes=st.integers(0, 20), reach=st.floats(1.0, 6000.0), more=st.floats(0.0, 500.0))
def test_share_within_is_a_share_and_grows(hexes: int, reach: float, more: float) -> None:
    found = line_of_sight.share_within(hexes, 250.0, reach)
    assert 0.0 <= found <= line_of_sight.share_within(hexes, 250.0, reach + more) <= 1.0
    assert line_of_sight.share_within(hexes + 1, 250.0, reach) <= found


def test_share_within_by_hand() -> None:
    assert line_of_sight.share_within(4, 250.0, 1000.0) == pytest.approx(0.5)
    assert line_of_sight.share_within(4, 250.0, 875.0) == 0.0
    assert line_of_sight.share_within(4, 250.0, 1125.0) == 1.0


share = st.floats(0.0, 1.0)


@given(moved=st.integers(0, 1), fired=st.integers(0, 1), works=share, hidden=share, men=st.integers(0, 400))
def test_signature(moved: int, fired: int, works: float, hidden: float, men: int) -> None:
    look = detection.signature(moved, fired, works, hidden, men, 0, PLAIN)
    assert look >= 0.0
    assert look <= detection.signature(1, fired, works, hidden, men, 0, PLAIN)
    assert look <= detection.signature(moved, 1, works, hidden, men, 0, PLAIN)
    assert look <= detection.signature(moved, fired, works / 2, hidden / 2, men + 1, 1, PLAIN)


def test_spotting_by_hand() -> None:
    assert detection.signature(1, 0, 0.0, 0.0, 150, 0, PLAIN) == pytest.approx(1.0)
    assert detection.signature(0, 1, 1.0, 0.5, 0, 10, PLAIN) == pytest.approx(0.3 * 0.5 * 4.0 * 0.6)
    # 1.2 a minute at 500 m; a quarter of that at 1000 m; nothing beyond what can be seen.
    assert detection.rate_of_finding(2, 250.0, 4000.0, 1.2) == pytest.approx(0.02)
    assert detection.rate_of_finding(4, 250.0, 4000.0, 1.2) == pytest.approx(0.005)
    assert detection.rate_of_finding(4, 250.0, 800.0, 1.2) == 0.0
    assert detection.memory_in_steps(PLAIN, 300.0) == 6
    assert detection.memory_in_steps(PLAIN, 3600.0) == 1


def contact(units: int, age: int) -> np.ndarray:
    counts = np.zeros((a.COUNTS, units), np.int32)
    counts[a.CONTACT_AGE], counts[a.HEX] = age, np.arange(units)
    return counts


HASHES = np.array([hash_of(f"unit {k}") for k in range(4000)], dtype=np.uint64)


def spot(counts: np.ndarray, unit: int, rate: float, step: int = 4) -> int:
    return int(detection.spot_unit(unit, step, 300.0, rate, 0.02 / 300.0, 6, counts, key_of(7, 0), HASHES))


def test_a_contact_is_gained_kept_remembered_and_forgotten() -> None:
    counts = contact(1, a.UNSEEN)
    assert spot(counts, 0, 0.0) == 0
    assert counts[a.CONTACT_AGE, 0] == a.UNSEEN
    assert spot(counts, 0, 1.0, step=4) == 1  # e^-300 of missing it
    assert (counts[a.CONTACT_AGE, 0], counts[a.CONTACT_SINCE, 0]) == (0, 4)
    assert spot(counts, 0, 1.0, step=5) == 0  # no news
    counts[a.HEX, 0] = 9
    for age in range(1, 7):
        assert spot(counts, 0, 0.0, step=5 + age) == 0
        assert counts[a.CONTACT_AGE, 0] == age
        assert counts[a.CONTACT_HEX, 0] == 0  # where it was last seen, not where it is
    spot(counts, 0, 0.0, step=12)
    assert counts[a.CONTACT_AGE, 0] == a.UNSEEN


@pytest.mark.statistical
def test_share_found_in_a_step() -> None:
    """1 - e^-0.3 of 4000 units at one finding in 1000 s; key of seed 7, false alarms once in 1e6."""
    counts = contact(4000, a.UNSEEN)
    found = sum(spot(counts, unit, 0.001) for unit in range(4000))
    chance = -math.expm1(-0.3)
    assert abs(found - 4000 * chance) < 4.9 * math.sqrt(4000 * chance * (1.0 - chance))


def test_what_is_in_sight_stays_in_sight() -> None:
    counts = contact(500, 0)
    assert sum(spot(counts, unit, 0.0001) for unit in range(500)) == 0
    assert (counts[a.CONTACT_AGE] == 0).all()


def test_pace_by_hand() -> None:
    made = field(4, 1, 250.0)
    level = {"hex_m": 250.0, "ground_i": made.ground_i, "ground_f": made.ground_f}
    rest = (12.0, 25.0, 3.0, PLAIN)

    def kmh(mobility: int) -> float:
        found = travel.pace(mobility, 0, 1, level["hex_m"], level["ground_i"], level["ground_f"], *rest)
        return float(found) * 3.6

    assert [kmh(m) for m in (t.FOOT, t.HORSE, t.PACK, t.WHEELED, t.MOTOR, t.TRACKED, t.STATIC)] == pytest.approx(
        [4.0, 8.0, 3.0, 3.0, 15.0, 12.0, 0.0]
    )
    made.ground_i[t.SURFACE, 1] = t.MARSH
    assert [kmh(m) for m in (t.FOOT, t.PACK, t.TRACKED)] == pytest.approx([1.6, 0.6, 3.0])
    made.ground_i[t.ROAD, :2] = 1  # a causeway
    assert [kmh(m) for m in (t.FOOT, t.TRACKED)] == pytest.approx([6.0, 25.0])
    made.ground_i[t.ROAD] = 0
    made.ground_i[t.SURFACE, 1] = t.RIVER
    assert kmh(t.FOOT) == 0.0
    made.ground_i[t.CROSSING, 1] = 1  # a ford
    assert kmh(t.FOOT) == pytest.approx(0.8)
    made.ground_i[t.CROSSING, 1] = 2  # a bridge
    assert kmh(t.FOOT) == pytest.approx(4.0)
    made.ground_i[:] = 0
    made.ground_f[t.ELEVATION_M, 1] = 25.0  # one in ten up: e^-0.35
    assert kmh(t.FOOT) == pytest.approx(4.0 * math.exp(-0.35))


@given(rise=st.floats(-100.0, 200.0))
def test_slope_is_easiest_slightly_down(rise: float) -> None:
    found = travel.slope_factor(rise, 250.0)
    assert 0.0 < found <= travel.slope_factor(-12.5, 250.0)
    assert travel.slope_factor(0.0, 250.0) == pytest.approx(1.0)
    if rise > 0.0:
        assert travel.slope_factor(rise + 1.0, 250.0) < found


def travel_times(made: Field, goal: int, mobility: int) -> np.ndarray:
    """Seconds to the goal over the passages of a made field."""
    return travel.travel_times(np.array([goal], dtype=np.int32), made.neighbours, seconds_into(made, mobility))


def seconds_into(made: Field, mobility: int) -> np.ndarray:
    """Seconds from each hex of a made field into its neighbours."""
    hex_m = made.grid.hex_m
    return travel.seconds_across(mobility, hex_m, made.neighbours, made.ground_i, made.ground_f, KMH, PLAIN)


@pytest.mark.parametrize("mobility", [t.FOOT, t.HORSE, t.PACK, t.MOTOR, t.TRACKED])
@pytest.mark.parametrize("made", ROUGH)
def test_travel_times_are_the_shortest(made: Field, mobility: int) -> None:
    goal = int(np.flatnonzero(made.ground_i[t.SURFACE] != t.LAKE)[5])
    hex_m = made.grid.hex_m
    seconds = travel_times(made, goal, mobility)
    assert seconds[goal] == 0.0
    reached = seconds < travel.IMPASSABLE
    assert reached.sum() > 5
    for here in range(made.grid.n):
        over = []
        for there in made.neighbours[here]:
            if there >= 0 and seconds[there] < travel.IMPASSABLE:
                speed = travel.pace(
                    mobility, here, there, hex_m, made.ground_i, made.ground_f, KMH[0], KMH[1], KMH[2], PLAIN
                )
                if speed > 0.0:
                    over.append(seconds[there] + hex_m / speed)
        if here == goal:
            continue
        if reached[here]:
            assert seconds[here] == pytest.approx(min(over), abs=1e-6)  # the best neighbour, and no better way
        else:
            assert over == []


@pytest.mark.parametrize("mobility", [t.FOOT, t.PACK, t.TRACKED, t.WATER])
@pytest.mark.parametrize("made", ROUGH)
def test_who_takes_the_next_hex_each_time_arrives_when_the_way_says(made: Field, mobility: int) -> None:
    """From everywhere, over no hex that it cannot enter, and no way of a brute force is shorter."""
    wet = made.ground_i[t.SURFACE] == t.LAKE
    goal = int(np.flatnonzero(wet == (mobility == t.WATER))[5])
    way = travel_times(made, goal, mobility)
    across = seconds_into(made, mobility)
    brute = by_brute_force(made, across, goal)
    assert np.allclose(np.where(way < travel.IMPASSABLE, way, np.inf), brute, rtol=1e-12)
    walked = 0
    for start in np.flatnonzero(np.isfinite(brute)):
        here, seconds = int(start), 0.0
        while here != goal:
            there = int(travel.nearest_way(here, way, across, made.neighbours, 0, 1))
            assert way[there] < way[here]
            seconds += across[here, made.neighbours[here].tolist().index(there)]
            here = there
        assert seconds == pytest.approx(way[start], abs=1e-6)
        walked += 1
    assert walked > 5


def by_brute_force(made: Field, across: np.ndarray, goal: int) -> np.ndarray:
    """Seconds to a goal by Dijkstra's algorithm of another library."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    start, k = np.nonzero((across < travel.IMPASSABLE) & (made.neighbours >= 0))
    n = made.grid.n
    graph = csr_array((across[start, k], (made.neighbours[start, k], start)), shape=(n, n))  # backwards: from the goal
    found: np.ndarray = dijkstra(graph, indices=goal)
    return found


def test_a_lake_is_walked_round() -> None:
    """The hex of water beside him is nearer to the goal than he is, by whoever could swim out of it."""
    made = field(9, 9)
    lake = [made.grid.n // 2 + row * 9 for row in (-2, -1, 0, 1, 2)]
    made.ground_i[t.SURFACE, lake] = t.LAKE
    here, goal = made.grid.n // 2 - 1, made.grid.n // 2 + 4
    way, across = travel_times(made, goal, t.FOOT), seconds_into(made, t.FOOT)
    assert way[here + 1] < way[here]
    for _ in range(20):
        here = int(travel.nearest_way(here, way, across, made.neighbours, 0, 1))
        assert here not in lake
    assert here == goal
