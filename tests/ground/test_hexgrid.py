from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khasan.ground.hexgrid import DIRECTIONS, HexGrid, grid_over

grids = st.builds(
    HexGrid,
    st.floats(50.0, 1000.0),
    st.integers(2, 30),
    st.integers(2, 30),
    st.floats(-5000.0, 5000.0),
    st.floats(-5000.0, 5000.0),
)


@given(grids)
def test_the_centre_of_a_hex_lies_in_it(grid: HexGrid) -> None:
    x, y = grid.centres
    assert np.array_equal(grid.index_of(x, y), np.arange(grid.n))


@given(grids, st.data())
def test_a_point_belongs_to_the_hex_with_the_nearest_centre(grid: HexGrid, data: st.DataObject) -> None:
    x, y = grid.centres
    px = data.draw(st.floats(float(x.min()), float(x.max())))
    py = data.draw(st.floats(float(y.min()), float(y.max())))
    found = grid.index_of(px, py)
    away = np.hypot(x - px, y - py)
    if away.min() < 0.49 * grid.hex_m:  # nearer than the side of any hex: certainly inside it
        assert away[found] == pytest.approx(away.min())


@given(grids)
def test_neighbours_are_one_hex_away_mutual_and_in_their_direction(grid: HexGrid) -> None:
    x, y = grid.centres
    for k, word in enumerate(DIRECTIONS):
        to = grid.neighbours[:, k]
        inside = np.flatnonzero(to >= 0)
        bearing = np.radians(60 * k)
        assert np.allclose(x[to[inside]] - x[inside], grid.hex_m * np.cos(bearing), atol=1e-6), word
        assert np.allclose(y[to[inside]] - y[inside], grid.hex_m * np.sin(bearing), atol=1e-6), word
        assert np.array_equal(grid.neighbours[to[inside], (k + 3) % 6], inside)


@given(grids, st.data())
def test_hex_distance_is_a_metric_and_steps_along_neighbours(grid: HexGrid, data: st.DataObject) -> None:
    i, j, k = (data.draw(st.integers(0, grid.n - 1)) for _ in range(3))
    assert grid.distance(i, j) == grid.distance(j, i)
    assert (grid.distance(i, j) == 0) == (i == j)
    assert grid.distance(i, k) <= grid.distance(i, j) + grid.distance(j, k)
    near = grid.neighbours[i]
    assert all(grid.distance(i, int(n)) == 1 for n in near if n >= 0)
    if i != j:
        assert min(grid.distance(int(n), j) for n in near if n >= 0) == grid.distance(i, j) - 1


def test_distance_of_arrays_agrees_with_single_hexes() -> None:
    grid = HexGrid(200.0, 7, 9, 0.0, 0.0)
    everywhere = np.arange(grid.n)
    assert grid.distance(everywhere, 5).tolist() == [grid.distance(int(i), 5) for i in everywhere]


def test_off_the_map_is_minus_one() -> None:
    grid = HexGrid(200.0, 7, 9, 0.0, 0.0)
    assert grid.index_of(np.array([-300.0, 3000.0, 0.0]), np.array([0.0, 0.0, -300.0])).tolist() == [-1, -1, -1]


@pytest.mark.parametrize("hex_m", [75.0, 200.0, 250.0, 333.0])
def test_a_grid_covers_its_window_to_within_half_a_hex(hex_m: float) -> None:
    west, south, east, north = -4400.0, -4800.0, 9000.0, 6400.0
    x, y = grid_over((west, south, east, north), hex_m).centres
    assert abs(x.min() - west) <= 0.75 * hex_m
    assert abs(east - x.max()) <= 0.75 * hex_m
    assert abs(y.min() - south) <= hex_m
    assert abs(north - y.max()) <= hex_m
