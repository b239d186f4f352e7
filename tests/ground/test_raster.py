from __future__ import annotations

import time

import numpy as np
import pytest

from khasan.errors import InputError
from khasan.ground import MEMBERS, Ground, ensemble_member, load_map, rasterise
from khasan.ground.hexgrid import F8
from khasan.ground.raster import FERRY, LAKE, MARSH, OPEN, RIVER, SEA
from khasan.ground.relief import _TILE, _WAVES, _noise, _tiles, elevation

SIZES = [("lake-khasan", 200.0), ("lake-khasan", 250.0), ("lake-khanka", 75.0), ("lake-khanka", 100.0)]


@pytest.fixture(scope="module")
def grounds() -> dict[tuple[str, float, int], Ground]:
    return {
        (name, hex_m, k): rasterise(ensemble_member(load_map(name), k), hex_m)
        for name, hex_m in SIZES
        for k in range(MEMBERS)
    }


def reached(ground: Ground, start: int, open_to: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> set[int]:
    """Hexes that can be walked to from a hex."""
    seen, todo = {start}, [start]
    while todo:
        for to in ground.grid.neighbours[todo.pop()]:
            if to >= 0 and open_to[to] and int(to) not in seen:
                seen.add(int(to))
                todo.append(int(to))
    return seen


def test_arrays_have_their_shape_type_and_bounds(grounds: dict[tuple[str, float, int], Ground]) -> None:
    for g in grounds.values():
        for name in ("elevation", "crest", "cover", "concealment", "slope", "relief"):
            array = getattr(g, name)
            assert array.dtype == np.float64, name
            assert array.shape == (g.grid.n,)
            assert array.flags.c_contiguous
            assert np.isfinite(array).all()
        for name in ("surface", "crossing", "road"):
            array = getattr(g, name)
            assert array.dtype == np.int32, name
            assert array.flags.c_contiguous
        assert (g.crest >= g.elevation).all()
        assert g.elevation.min() >= 0.0
        for share in (g.cover, g.concealment):
            assert 0.0 <= share.min() <= share.max() <= 0.95


def test_every_place_is_on_the_map_and_can_be_reached(grounds: dict[tuple[str, float, int], Ground]) -> None:
    for (name, hex_m, k), g in grounds.items():
        start = g.place_hex("zaozernaya" if name == "lake-khasan" else "meeting-point")
        seen = reached(g, start, g.passable)
        cut_off = [p for p in g.places if g.place_hex(p) not in seen]
        assert cut_off == [], (name, hex_m, k)
        assert all(g.grid.index_of(*at) >= 0 for at in g.places.values())


def test_the_tumen_stops_whoever_has_no_ferry(grounds: dict[tuple[str, float, int], Ground]) -> None:
    for (name, _, _), g in grounds.items():
        if name == "lake-khasan":
            dry = g.passable & (g.crossing == 0)
            seen = reached(g, g.place_hex("zaozernaya"), dry)
            assert {g.place_hex(p) for p in ("tumangang", "hongui", "japan-rear", "train-w")}.isdisjoint(seen)


def test_the_summit_has_its_stated_height_and_none_is_higher(
    grounds: dict[tuple[str, float, int], Ground],
) -> None:
    for (name, hex_m, k), g in grounds.items():
        if name == "lake-khasan":
            stated = float(ensemble_member(load_map(name), k).drawn["zaozernaya"].heights[0])
            assert g.crest[g.place_hex("zaozernaya")] == pytest.approx(stated, abs=1.0), (hex_m, k)
            assert g.crest.max() <= max(stated, 142.0) + 1.0


def test_slopes_of_the_hill_are_those_of_its_source() -> None:
    """SHK: 10-15 degrees on the east side, about 45 near the top; 2 degrees are left to random folds."""
    for k in range(MEMBERS):
        member = ensemble_member(load_map("lake-khasan"), k)
        x, y = member.places["zaozernaya"]
        east = profile(member, x + np.array([150.0, 250.0]), y)
        top = profile(member, x + np.array([45.0, 75.0]), y)
        west = profile(member, x - np.array([110.0, 160.0]), y)
        assert 8.0 < -east < 17.0, k
        assert 37.0 < -top < 47.0, k
        assert -west > 20.0, k


def profile(member: object, xs: F8, y: float) -> float:
    """Slope in degrees between two points of one latitude, from the near to the far one."""
    order = np.argsort(xs)
    z = elevation(member, xs[order], np.array([y - 1.0, y + 1.0]))[0][np.argsort(order)]  # type: ignore[arg-type]
    return float(np.degrees(np.arctan2(z[1] - z[0], abs(xs[1] - xs[0]))))


def test_the_lake_is_flat_water_east_of_the_hill(grounds: dict[tuple[str, float, int], Ground]) -> None:
    for (name, hex_m, k), g in grounds.items():
        if name != "lake-khasan":
            continue
        member = ensemble_member(load_map(name), k)
        water = g.grid.index_of(*member.places["lake-khasan"])
        assert g.surface[water] == LAKE
        level = member.drawn["lake-khasan"].numbers["level_m"]
        assert g.elevation[water] == pytest.approx(level)
        area = (g.surface == LAKE).sum() * hex_m**2 * np.sqrt(3) / 2
        assert area == pytest.approx(2.23e6 + 3.28e6 + 0.45e6 + 0.2e6, rel=0.12)


def test_ferries_stand_on_the_river_and_roads_run_unbroken(grounds: dict[tuple[str, float, int], Ground]) -> None:
    g = grounds["lake-khasan", 200.0, 4]
    assert (g.crossing == FERRY).sum() == 3
    assert (g.surface[g.crossing == FERRY] == RIVER).all()
    assert {1, 2, 3} <= set(g.road.tolist())
    assert set(np.unique(g.surface)) >= {OPEN, MARSH, LAKE, RIVER, SEA}


def test_a_finer_grid_tells_of_the_same_ground() -> None:
    member = ensemble_member(load_map("lake-khasan"), 2)
    fine, coarse = rasterise(member, 125.0), rasterise(member, 500.0)
    x, y = coarse.grid.centres
    inner = (x > -4000) & (x < 8500) & (y > -4300) & (y < 5900)
    at = fine.grid.index_of(x[inner], y[inner])
    apart = fine.elevation[at] - coarse.elevation[inner]
    assert abs(apart.mean()) < 1.5
    assert np.corrcoef(fine.elevation[at], coarse.elevation[inner])[0, 1] > 0.9


def test_the_digest_tells_members_and_sizes_apart_and_repeats() -> None:
    member = ensemble_member(load_map("lake-khanka"), 1)
    once, again = rasterise(member, 100.0), rasterise(member, 100.0)
    other = rasterise(ensemble_member(load_map("lake-khanka"), 2), 100.0)
    assert once.digest == again.digest
    assert len({once.digest, other.digest, rasterise(member, 75.0).digest}) == 3


def test_unsourced_relief_differs_between_members_and_stated_heights_agree() -> None:
    first, second = (rasterise(ensemble_member(load_map("lake-khasan"), k), 200.0) for k in (1, 2))
    far = (first.grid.centres[0] > 5000) & (first.surface == OPEN) & (second.surface == OPEN)
    assert np.std(first.elevation[far] - second.elevation[far]) > 3.0
    for g in (first, second):
        assert g.crest[g.place_hex("shachaofeng")] == pytest.approx(77.1, abs=4.0)


def test_an_unknown_place_suggests_the_nearest() -> None:
    ground = rasterise(ensemble_member(load_map("lake-khanka"), 0), 100.0)
    with pytest.raises(InputError, match="did you mean meeting-point"):
        ground.place_hex("meeting-pont")


@pytest.mark.parametrize("hex_m", [0.0, 5.0, 5000.0, float("nan")])
def test_a_hex_size_out_of_reason_is_refused(hex_m: float) -> None:
    with pytest.raises(InputError, match="hex_m"):
        rasterise(ensemble_member(load_map("lake-khanka"), 0), hex_m)


def test_a_member_is_ready_in_a_fraction_of_a_second() -> None:
    """Load, draw and rasterise: 0.05 s on the machine it was written on; the bound leaves room for a busy one."""
    best = min(once_timed() for _ in range(4))
    assert best < 0.5


def once_timed() -> float:
    start = time.perf_counter()
    rasterise(ensemble_member(load_map("lake-khasan"), 5), 200.0)
    return time.perf_counter() - start


def test_tiles_cover_every_point_once_and_none_is_one_point() -> None:
    for points in range(2, 200):
        tiles = _tiles(points, 32)
        assert [k for tile in tiles for k in range(tile.start, tile.stop)] == list(range(points))
        assert min(tile.stop - tile.start for tile in tiles) >= 2
    largest = [max(tile.stop - tile.start for tile in _tiles(most + 1, most)) for most in _TILE]
    assert np.prod(largest) * _WAVES <= 32_768, "OpenBLAS would share it out among threads"


def test_the_random_relief_does_not_depend_on_its_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    member = ensemble_member(load_map("lake-khasan"), 3)
    xs, ys = np.arange(0.0, 9000.0, 60.0), np.arange(0.0, 7000.0, 60.0)
    tiled = _noise(member, xs, ys)
    monkeypatch.setattr("khasan.ground.relief._TILE", (10_000, 10_000))
    np.testing.assert_allclose(tiled, _noise(member, xs, ys), rtol=0.0, atol=1e-13)
    assert 0.5 < tiled.std() < 1.5
