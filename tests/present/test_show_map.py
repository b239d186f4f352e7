from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from boxes import overlap
from khasan.ground import ensemble_member, load_map, rasterise
from khasan.ground.draw import svg_relief
from khasan.ground.labels import Box
from khasan.present.scenario_page.scenario_map import _mark, svg_map
from khasan.present.scenario_page.symbol_places import Mark, Spot, spots
from khasan.present.scenario_page.unit_groups import groups_of
from khasan.present.side_colours import JAPAN, SOVIET
from khasan.scenario.catalog import load_scenario
from khasan.scenario.resolved import Resolved


@pytest.fixture(scope="module")
def khasan() -> Resolved:
    return load_scenario("lake-khasan-1938")


def boxes(mark: Mark, spot: Spot) -> tuple[Box, Box]:
    around = (spot.x - mark.half, spot.y - mark.rise, spot.x + mark.half, spot.y + mark.fall)
    return around, spot.caption


@pytest.mark.parametrize("member", [0, 5, 11])
def test_no_unit_covers_a_name_or_another_unit_and_none_lies_off_the_map(khasan: Resolved, member: int) -> None:
    drawn = ensemble_member(load_map(khasan.map.id), member)
    drawing = svg_relief(rasterise(drawn, khasan.map.hex_m), drawn, width=1000.0, legend=False)
    marks = [_mark(group, drawing) for group in groups_of(khasan, drawn.places)]
    found = spots(marks, drawing.taken, drawing.lines, drawing.inside)
    everything = [box for mark, spot in zip(marks, found, strict=True) for box in boxes(mark, spot)]
    assert len(found) > 20
    assert [box for box in everything for name in drawing.taken if overlap(box, name) > 1.0] == []
    assert [pair for pair in combinations(everything, 2) if overlap(*pair) > 1.0] == []
    left, top, right, bottom = drawing.inside
    assert all(b[0] >= left and b[1] >= top and b[2] <= right and b[3] <= bottom for b in everything)
    far = [np.hypot(s.x - m.x, s.y - m.y) for m, s in zip(marks, found, strict=True)]
    assert np.median(far) < 35  # about 400 m
    assert max(far) < 170


def test_a_full_map_leaves_no_unit_out() -> None:
    crowd = [Mark(50.0, 50.0, 8.0, 8.0, 8.0, (f"unit {k}",), 9.0) for k in range(30)]
    found = spots(crowd, [], np.empty((0, 2)), (0.0, 0.0, 120.0, 80.0))
    assert len(found) == 30
    assert not found[0].moved
    assert all(spot.moved for spot in found[1:])


def test_the_key_holds_the_symbols_that_are_drawn_and_no_others(khasan: Resolved) -> None:
    svg = svg_map(khasan)
    root = ElementTree.fromstring(svg)
    names = {"svg": "http://www.w3.org/2000/svg"}

    def used(part: str) -> list[str]:
        return [use.attrib["href"] for use in root.findall(f".//*[@id='{part}']//svg:use", names)]

    assert sorted(used("key-of-units")) == sorted(set(used("units")))
    defined = set(re.findall(r'<symbol id="([^"]+)"', svg))
    assert {f"#{name}" for name in defined} == set(used("units"))


def test_the_map_names_who_is_there_and_says_when_others_come(khasan: Resolved) -> None:
    text = " ".join("".join(e.itertext()) for e in ElementTree.fromstring(svg_map(khasan)).iter())
    assert "Makhalin, eleven men" in text
    assert re.search(r"75th Infantry Regiment: 8 units", text)
    assert "30 Jul" in text
    assert khasan.clock.start.strftime("%H:%M") in text


def test_sides_differ_in_shape_and_a_border_has_the_colour_of_who_claims_it(khasan: Resolved) -> None:
    svg = svg_map(khasan)
    symbols = dict(re.findall(r'<symbol id="(s\d+-[0-9a-f]{6})"[^>]*>(.*?)</symbol>', svg))
    japanese = [drawn for name, drawn in symbols.items() if name.endswith(JAPAN[1:])]
    soviet = [drawn for name, drawn in symbols.items() if name.endswith(SOVIET[1:])]
    assert len(japanese) + len(soviet) == len(symbols)
    assert all(drawn.startswith("<rect") for drawn in japanese)
    assert not any(drawn.startswith("<rect") for drawn in soviet)
    style = svg.rpartition("<style>")[2].partition("</style>")[0]
    assert f".kg-soviet{{stroke:{SOVIET}}}" in style
    assert f".kg-japanese{{stroke:{JAPAN}}}" in style
