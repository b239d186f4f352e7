"""No direction of the map is better than another: for sight, and for the way a unit takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from kernels.grids import Field, field, parameters, rough
from khasan.ground.hexgrid import ROW_STEP
from khasan.kernels.knowledge import line_of_sight
from khasan.kernels.movement import moves, travel
from khasan.kernels.movement.travel import seconds_across, travel_times
from khasan.kernels.state import tables as t


class Tables(NamedTuple):
    key: np.ndarray
    hashes: np.ndarray


@njit
def nearest(unit, here, way, across, neighbours, tables):  # type: ignore[no-untyped-def]
    first, turn = moves.first_look(unit, here, tables)
    return travel.nearest_way(here, way, across, neighbours, first, turn)


MIDDLE, REACH = 12 * 25 + 12, 6


def turned(made: Field, sixths: int, mirrored: bool = False) -> np.ndarray:
    """The hex that each hex within reach of the middle comes to, -1 for the others."""
    x, y = made.grid.centres
    x0, y0 = made.grid.centre(MIDDLE)
    a = np.pi / 3 * sixths
    dx, dy = x - x0, (y - y0) * (-1 if mirrored else 1)
    to = made.grid.index_of(x0 + dx * np.cos(a) - dy * np.sin(a), y0 + dx * np.sin(a) + dy * np.cos(a))
    near = made.grid.distance(np.arange(made.grid.n), MIDDLE) <= 2 * REACH - 2
    return np.where(near, to, -1)


def test_the_turned_grid_is_the_grid() -> None:
    made = field(25, 25)
    to = turned(made, 1)
    assert (np.sort(to[to >= 0]) == np.flatnonzero(to >= 0)).all()
    assert made.grid.hex_m * ROW_STEP > 0
    assert (to != np.arange(made.grid.n))[to >= 0].sum() == (to >= 0).sum() - 1  # all but the middle move


def test_sight_is_alike_in_all_directions() -> None:
    """On random hills and woods, turned by each sixth and in the mirror: the same pairs see each other."""
    made = rough(25, 25, 4)
    near = np.flatnonzero(made.grid.distance(np.arange(made.grid.n), MIDDLE) <= REACH)
    before = seen(made, near, near)
    assert 0.02 < before.mean() < 0.98
    for sixths, mirrored in ((1, False), (2, False), (3, False), (5, False), (0, True), (2, True)):
        to = turned(made, sixths, mirrored)
        other = rough(25, 25, 4)
        other.ground_f[:, to[to >= 0]] = made.ground_f[:, to >= 0]
        assert np.array_equal(seen(other, to[near], to[near]), before), (sixths, mirrored)


def seen(made: Field, ones: np.ndarray, twos: np.ndarray) -> np.ndarray:
    """bool[one, two]: whether they see each other."""
    grid = made.grid
    return np.array(
        [
            [
                line_of_sight.line_is_clear(
                    min(a, b), max(a, b), made.axial, made.ground_f, grid.cols, grid.rows, grid.distance(int(a), int(b))
                )
                for b in twos
            ]
            for a in ones
        ]
    )  # fmt: skip


def test_equal_ways_are_taken_equally_often() -> None:
    """Halfway between two directions both neighbours are as quick; of 400 units about half take each.

    False alarm: a fair coin falls outside 150 to 250 of 400 in less than one of a million; the units are fixed.
    """
    made = field(25, 25)
    across = seconds_across(t.FOOT, 200.0, made.neighbours, made.ground_i, made.ground_f, np.ones(3), parameters())
    goal = MIDDLE + 4 * 25  # straight north: north-east and north-west are alike
    way = travel_times(np.array([goal]), made.neighbours, across)
    tables = Tables(np.array([3, 4], np.uint64), np.arange(400, dtype=np.uint64))
    to = [int(nearest(unit, MIDDLE, way, across, made.neighbours, tables)) for unit in range(400)]
    east, west = (to.count(int(made.neighbours[MIDDLE, k])) for k in (1, 2))
    assert east + west == 400
    assert 150 < east < 250
