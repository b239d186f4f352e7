from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from khasan.errors import InputError, RunError
from khasan.ground import MEMBERS, GroundMap, Member, ensemble_member, load_map, maps
from khasan.ground.constraints import describe, holds
from khasan.ground.geojson import MAPS
from khasan.ground.model import area_of
from khasan.ground.scan import signed_distance

ALL = [(name, member) for name in maps() for member in range(MEMBERS)]


@pytest.fixture(scope="module")
def khasan() -> GroundMap:
    return load_map("lake-khasan")


@pytest.fixture(scope="module")
def members(khasan: GroundMap) -> list[Member]:
    return [ensemble_member(khasan, k) for k in range(MEMBERS)]


def broken(member: Member) -> list[str]:
    return [describe(c) for c in member.map.constraints if not holds(c, member.drawn)]


@pytest.mark.parametrize(("name", "member"), ALL)
def test_every_member_keeps_every_constraint(name: str, member: int) -> None:
    assert broken(ensemble_member(load_map(name), member)) == []


def test_constraints_can_be_broken(khasan: GroundMap, members: list[Member]) -> None:
    """The check above would see it: the summit moved 3 km east breaks most of what is said of it."""
    drawn = dict(members[1].drawn)
    summit = drawn["zaozernaya"]
    drawn["zaozernaya"] = type(summit)(
        summit.feature, summit.xy + np.array([3000.0, 0.0]), summit.heights, summit.numbers, 0
    )
    spoken_of = [c for c in khasan.constraints if "zaozernaya" in c.parties]
    kept = sum(holds(c, drawn) for c in spoken_of)
    assert kept < len(spoken_of) / 2


def test_member_0_is_the_map_itself(khasan: GroundMap, members: list[Member]) -> None:
    for f in khasan.features:
        if not f.pins:
            assert np.array_equal(members[0].drawn[f.id].xy, f.xy)
    assert members[0].drawn["zaozernaya"].heights.tolist() == [150.0]


def test_the_same_member_is_the_same_to_the_last_bit(khasan: GroundMap, members: list[Member]) -> None:
    again = ensemble_member(khasan, 7)
    for name, d in members[7].drawn.items():
        assert np.array_equal(d.xy, again.drawn[name].xy)
        assert np.array_equal(d.heights, again.drawn[name].heights, equal_nan=True)


def test_positions_stay_within_their_tolerance_and_use_it(members: list[Member]) -> None:
    for name in ("zaozernaya", "hill-141", "hill-52", "fangchuan", "chernaya"):
        f = members[0].drawn[name].feature
        away = [float(np.hypot(*(m.drawn[name].xy[0] - f.xy[0]))) for m in members[1:]]
        assert max(away) <= f.tolerance_m
        assert max(away) > 0.4 * f.tolerance_m


def test_heights_stay_within_the_sources_and_spread_over_them(members: list[Member]) -> None:
    heights = [float(m.drawn["zaozernaya"].heights[0]) for m in members]
    assert 137.0 <= min(heights) < 143.0
    assert 149.0 < max(heights) <= 155.1


def test_rival_positions_are_shared_out_by_weight(members: list[Member]) -> None:
    """Weights 2 and 1: ten members of fifteen at the first position, five at the second."""
    drawn = [m.drawn["bezymyannaya"].rival for m in members[1:]]
    assert (drawn.count(0), drawn.count(1)) == (10, 5)
    for m in members:
        if m.drawn["bezymyannaya"].rival == 1:
            assert m.places["bezymyannaya"] == m.places["shachaofeng"]
            assert m.drawn["bezymyannaya"].heights == m.drawn["shachaofeng"].heights


def test_the_lake_has_its_area_and_lies_where_sources_put_it(members: list[Member]) -> None:
    for m in members:
        assert area_of(m.drawn["lake-khasan"].xy) == pytest.approx(2.23e6, rel=0.05)
        lon, lat = m.map.xy_to_lonlat(*m.places["lake-khasan"])
        assert lon == pytest.approx(130.6081, abs=0.004)
        assert lat == pytest.approx(42.4486, abs=0.004)


def test_what_follows_a_feature_keeps_its_place_beside_it(members: list[Member]) -> None:
    for m in members:
        hill, post = m.places["bezymyannaya"], m.places["senda-height"]
        assert 600.0 <= np.hypot(hill[0] - post[0], hill[1] - post[1]) <= 1000.0


def test_adding_a_feature_leaves_the_others_where_they_were(tmp_path: Path) -> None:
    document = json.loads((MAPS / "lake-khanka.geojson").read_text())
    extra = json.loads(json.dumps(document["features"][0]))
    extra["properties"]["id"] = "another-village"
    document["features"].append(extra)
    path = tmp_path / "more.geojson"
    path.write_text(json.dumps(document))
    before, after = (ensemble_member(m, 3) for m in (load_map("lake-khanka"), load_map(path)))
    for name, d in before.drawn.items():
        assert np.array_equal(d.xy, after.drawn[name].xy)


def test_a_constraint_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    document = json.loads((MAPS / "lake-khanka.geojson").read_text())
    impossible = {"from": "knoll-w", "to": "knoll-e", "distance_m": [9000, 9100], "provenance": {"guess": "test"}}
    document["constraints"].append(impossible)
    path = tmp_path / "hard.geojson"
    path.write_text(json.dumps(document))
    with pytest.raises(RunError, match="knoll-e"):
        ensemble_member(load_map(path), 1)


@pytest.mark.parametrize("member", [-1, MEMBERS])
def test_a_member_that_is_none_is_refused(khasan: GroundMap, member: int) -> None:
    with pytest.raises(InputError, match="0 to 15"):
        ensemble_member(khasan, member)


@pytest.mark.parametrize("member", range(MEMBERS))
def test_the_japanese_claim_never_lies_west_of_the_soviet_one(khasan: GroundMap, member: int) -> None:
    drawn = ensemble_member(khasan, member).drawn
    soviet, japanese = drawn["claim-soviet"].xy[::-1], drawn["claim-japanese"].xy
    for line in (japanese, drawn["claim-1911"].xy):
        assert min(signed_distance(x, y, soviet, closed=False) for x, y in line[3:-5]) > 0.0
    assert np.array_equal(japanese[-4:], drawn["claim-soviet"].xy[-4:]), "north of the hills they are one line"
