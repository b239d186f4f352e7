from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from boxes import overlap
from khasan.ground import ensemble_member, load_map, rasterise
from khasan.ground.contours import contour
from khasan.ground.draw import MapDrawing, svg_relief
from khasan.ground.labels import Label, place
from khasan.ground.scan import fill, sample, signed_distance, smooth

MAPS = [("lake-khasan", 0, 200.0), ("lake-khasan", 5, 200.0), ("lake-khanka", 3, 100.0)]


def drawing(name: str, member: int, hex_m: float, **options: bool) -> MapDrawing:
    drawn = ensemble_member(load_map(name), member)
    return svg_relief(rasterise(drawn, hex_m), drawn, width=700.0, **options)


@pytest.mark.parametrize(("name", "member", "hex_m"), MAPS)
def test_a_map_is_sound_svg_that_says_what_it_is_worth(name: str, member: int, hex_m: float) -> None:
    found = drawing(name, member, hex_m)
    root = ElementTree.fromstring(found.svg('<circle id="unit" r="3"/>'))
    text = " ".join("".join(e.itertext()) for e in root.iter())
    drawn = load_map(name)
    assert drawn.statement in text
    assert "SCHEMATIC MAP" in text
    for line in drawn.of_kind("border_line"):
        assert line.name in text
    assert root.find(".//*[@id='unit']") is not None
    assert len(found.svg()) < 400_000


def test_names_in_both_tongues_and_rivals_are_on_the_map() -> None:
    svg = drawing("lake-khasan", 0, 200.0).svg()
    for name in ("Zaozernaya", "Chōkohō", "Changkufeng", "Shachaofeng", "Sasōhō", "Hill 52", "Lake Khasan"):
        assert name in svg
    assert 'class="kg-rival"' in svg


def test_what_a_drawing_can_leave_out() -> None:
    whole, bare = (
        drawing("lake-khanka", 0, 100.0, hexes=True),
        drawing("lake-khanka", 0, 100.0, legend=False, names=False),
    )
    assert "kg-panel" in whole.frame
    assert "kg-hex" in whole.ground
    assert "kg-panel" not in bare.frame
    assert bare.names == ""
    assert load_map("lake-khanka").statement in bare.frame


def test_the_transform_keeps_distances_and_puts_north_up() -> None:
    at = drawing("lake-khasan", 0, 250.0).transform
    (x, y), (right, down) = at.to_pixel(0.0, 0.0), at.to_pixel(1234.0, -567.0)
    assert (right - x, down - y) == pytest.approx((1234.0 * at.scale, 567.0 * at.scale))
    assert at.to_pixel(0.0, 100.0)[1] < at.to_pixel(0.0, 0.0)[1]


@pytest.mark.parametrize("member", range(0, 16, 3))
def test_no_name_of_a_point_covers_another(member: int) -> None:
    names = drawing("lake-khasan", member, 200.0).names
    found = re.findall(
        r'<text class="kg-name" x="([\d.]+)" y="([\d.]+)" style="[^"]*font-size:([\d.]+)px"'
        r' text-anchor="(\w+)">([^<]+)<',
        names,
    )
    boxes = []
    for x, y, size, anchor, text in found:
        base, high, wide = float(y), float(size), 0.55 * float(size) * len(text)
        left = float(x) - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        boxes.append((left, base - 0.75 * high, left + wide, base))
    assert len(boxes) > 15
    assert [pair for pair in combinations(boxes, 2) if overlap(*pair) > 1.0] == []


def test_a_label_that_finds_no_room_is_left_out_rather_than_laid_over_another() -> None:
    crowd = [Label((f"name number {k}",), 50.0, 50.0, 12.0, k) for k in range(40)]
    placed = place(crowd, [], (0.0, 0.0, 200.0, 100.0))
    assert 0 < len(placed) < 40
    assert all(overlap(a.box, b.box) == 0 for a, b in combinations(placed, 2))


def test_contours_lie_at_their_level() -> None:
    xs, ys = np.linspace(-10, 10, 81), np.linspace(-10, 10, 81)
    height = 10.0 - np.hypot(*np.meshgrid(xs, ys))
    (ring,) = contour(height, xs, ys, 4.0)
    assert np.hypot(ring[:, 0], ring[:, 1]) == pytest.approx(6.0, abs=0.02)
    assert np.array_equal(ring[0], ring[-1])
    assert signed_distance(0.0, 0.0, ring[:-1], closed=False) < 0, "higher ground on the right"


def _outline(feature: str) -> np.ndarray:
    return next(f.xy for f in load_map("lake-khasan").features if f.id == feature)


def test_fill_agrees_with_shapely() -> None:
    shapely = pytest.importorskip("shapely")
    ring = _outline("lake-khasan")
    xs, ys = np.arange(0.0, 2500.0, 37.0), np.arange(-2500.0, 3000.0, 41.0)
    grid_x, grid_y = np.meshgrid(xs, ys)
    inside = shapely.contains_xy(shapely.Polygon(ring), grid_x, grid_y)
    assert np.array_equal(fill(ring, xs, ys), inside)


def test_distances_agree_with_shapely() -> None:
    shapely = pytest.importorskip("shapely")
    line = _outline("tumen")
    shape = shapely.LineString(line)
    for x, y in ((0.0, 0.0), (-3350.0, -600.0), (3000.0, -2000.0), (-4000.0, 5000.0)):
        assert abs(signed_distance(x, y, line, closed=False)) == pytest.approx(shape.distance(shapely.Point(x, y)))


def test_sampling_leaves_no_gap_and_smoothing_keeps_the_mean() -> None:
    line = _outline("tumen")
    steps = np.hypot(*np.diff(sample(line, 10.0), axis=0).T)
    assert steps.max() <= 10.0
    field = np.zeros((60, 50))
    field[30, 25] = 1.0
    blurred = smooth(field, 3)
    assert blurred.sum() == pytest.approx(1.0)
    assert blurred.argmax() == field.argmax()


def test_a_place_that_may_be_another_is_named_with_it_or_by_itself() -> None:
    ground = load_map("lake-khasan")
    readings = {}
    for member in range(1, 16):
        readings.setdefault(ensemble_member(ground, member).drawn["pulemetnaya"].rival, member)
    same, apart = readings[1], readings[2]
    told = {m: re.findall(r">([^<>]+)</text>", drawing("lake-khasan", m, 250.0).names) for m in (same, apart)}
    assert [text for text in told[same] if "Pulemetnaya" in text] == ["Hill 52 = Pulemetnaya? 51–53 m"]
    assert any(text.startswith("Hill 52 51") for text in told[apart])
    assert [text for text in told[apart] if "Pulemetnaya" in text] == ["Pulemetnaya", "Pulemetnaya Gorka"]
