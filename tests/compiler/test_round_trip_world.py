"""What a map, its places and its ways become, and where units start on it."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from compiler import round_trip
from compiler.round_trip import HEX_M, XY, Country, medians
from engine.waters import line
from khasan.compiler.ways import Landings
from khasan.compiler.world import prepare_world
from khasan.ground import load_map
from khasan.kernels.movement.travel import IMPASSABLE
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.scenario.schema import Position


def hex_near(country: Country, x: float, y: float) -> list[int]:
    """Hexes by their distance from a point, the nearest first."""
    xs, ys = country.compiled.world(0).ground.grid.centres
    return [int(one) for one in np.argsort((xs - x) ** 2 + (ys - y) ** 2, kind="stable")]


def test_the_ground_stands_in_its_rows(country: Country, world: bundles.World) -> None:
    ground = country.compiled.world(0).ground
    for row, of_map in ((t.SURFACE, ground.surface), (t.CROSSING, ground.crossing), (t.ROAD, ground.road)):
        assert (world.ground_i[row] == of_map).all()
    reals = {t.ELEVATION_M: ground.elevation, t.CREST_M: ground.crest, t.COVER: ground.cover}
    for row, of_map in (reals | {t.CONCEALMENT: ground.concealment}).items():
        assert (world.ground_f[row] == of_map).all()
    assert {int(one) for one in world.ground_i[t.SURFACE]} >= {t.OPEN, t.LAKE, t.RIVER}
    assert (world.ground_i[t.ROAD] == t.RAILWAY).any()
    assert world.lines.shape == (ground.grid.n, 2 * 17 + 1)
    row, col = np.divmod(np.arange(ground.grid.n), ground.grid.cols)
    assert (world.axial[1] == row).all()
    assert (world.axial[0] == col - row // 2).all()
    steps = {(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)}
    here = hex_near(country, 0.0, 0.0)[0]
    assert {tuple((world.axial[:, k] - world.axial[:, here]).tolist()) for k in world.neighbours[here]} == steps


def test_a_place_is_the_hex_that_it_lies_in(country: Country, world: bundles.World) -> None:
    """Or of the hexes that are no water the nearest: spots 6 and 7 lie in the brook."""
    water = country.compiled.world(0).ground.surface == t.RIVER
    wet = set()
    for k, name in enumerate(country.compiled.labels.places):
        near = hex_near(country, *XY[name])
        wet |= {name} if water[near[0]] else set()
        assert world.place_hex[k] == next(one for one in near if not water[one]), name
    assert wet == {"spot-6", "spot-7"}


def expected_ways(country: Country) -> set[tuple[str, int]]:
    """To its side's rear for whoever walks and for each unit; to the goals of its plan for each unit under one."""
    mobility = {"foot": t.FOOT, "horse": t.HORSE, "pack": t.PACK, "wheeled": t.WHEELED, "motor": t.MOTOR,
                "tracked": t.TRACKED, "static": t.STATIC, "water": t.WATER, "rail": t.RAIL}  # fmt: skip
    found = {("west", t.FOOT), ("east", t.FOOT)}
    goals = {
        "guards": {f"spot-{k}" for k in range(1, 21)},
        "easterners": {"spot-21", "spot-20", "spot-18", "spot-16"},
    }
    for name in country.ids:
        goes = country.toe_of(name)["mobility"]
        if goes == "air":
            continue
        found.add(("west" if country.is_first_side(name) else "east", mobility[goes]))
        found |= {(place, mobility[goes]) for place in goals.get(country.formation_of(name), ())}
    return found


def test_ways_are_found_to_rears_and_goals(country: Country, world: bundles.World) -> None:
    places = country.compiled.labels.places
    prepared = {(places[place], int(mobility)) for place, mobility in zip(*np.nonzero(world.way_of >= 0), strict=True)}
    assert prepared == expected_ways(country)
    rows = [int(world.way_of[places.index(place), mobility]) for place, mobility in prepared]
    assert sorted(rows) == list(range(len(world.way)))
    for place, mobility in prepared:
        way = world.way[world.way_of[places.index(place), mobility]]
        if mobility not in (t.WATER, t.RAIL):
            goal = world.place_hex[places.index(place)]
            assert way[goal] == 0.0
            assert (np.delete(way, goal) > 0.0).all()
            around = [k for k, one in enumerate(world.neighbours[goal]) if one >= 0]
            for side in around:  # from next door it is at most one step over the border between them
                there = world.neighbours[goal, side]
                back = world.neighbours[there].tolist().index(goal)
                assert way[there] <= world.across[mobility, there, back] + 1e-9


def test_paces_across_the_plain_are_those_of_the_class(country: Country, world: bundles.World) -> None:
    """On level open ground a hex of 240 m takes its width over the pace."""
    here = hex_near(country, -1000.0, 900.0)[0]
    drives = country.content["vehicles"]
    tracked = (drives["tank"]["cross_country_kmh"] + drives["car"]["cross_country_kmh"]) / 2
    kmh = {t.FOOT: medians()["speed_foot"], t.HORSE: medians()["speed_horse"], t.PACK: medians()["speed_pack"]}
    kmh |= {t.TRACKED: tracked}
    for mobility, pace in kmh.items():
        assert world.across[mobility, here] == pytest.approx(3.6 * HEX_M / pace), mobility


def test_boats_and_trains_keep_to_their_own(country: Country, world: bundles.World) -> None:
    ground = country.compiled.world(0).ground
    places = country.compiled.labels.places
    for mobility, place, own in ((t.WATER, "west", ground.navigable), (t.RAIL, "east", ground.railed)):
        way = world.way[world.way_of[places.index(place), mobility]]
        goals = np.flatnonzero(way == 0.0)
        xs, ys = ground.grid.centres
        away = np.where(own, (xs - XY[place][0]) ** 2 + (ys - XY[place][1]) ** 2, np.inf)
        assert away[goals].min() <= 1.02 * away.min()  # two may be as near, but for the metre that degrees are good to
        assert own[goals].all()
        assert len(goals) == (2 if mobility == t.WATER else 1)  # the lake and the brook; the line
        assert (way[own] < IMPASSABLE).all()


@pytest.mark.parametrize("mobility", range(t.MOBILITY_CLASSES))
def test_wheels_make_for_the_banks_of_a_foot_bridge(mobility: int) -> None:
    """A foot bridge carries men, horses and packs; a boat or a train has its own way to the place."""
    passable = np.array([True, True, False, True, False, True, True, True])
    ground: Any = SimpleNamespace(
        place_hex=lambda _: 6, crossing=np.where(np.arange(8) == 6, t.FOOTBRIDGE, t.NO_CROSSING), passable=passable
    )
    neighbours = np.full((8, 6), -1, dtype=np.int32)
    neighbours[6] = [0, 2, 3, 4, -1, 5]
    if mobility not in (t.WATER, t.RAIL):
        goals = Landings(ground, neighbours).goals("bridge", mobility)
        assert goals.tolist() == ([6] if mobility in (t.FOOT, t.HORSE, t.PACK) else [0, 3, 5])


def test_engineers_have_one_site_at_one_water(country: Country, world: bundles.World) -> None:
    """Plans want a bridge at spots 7 and 17, and blow those at 8 and 18; at 17 and 18 there is no water near."""
    places = country.compiled.labels.places
    seven, eight = places.index("spot-7"), places.index("spot-8")
    found = {places[k]: tuple(world.sites[:, k].tolist()) for k in range(len(places)) if world.sites[0, k] >= 0}
    assert set(found) == {"spot-7", "spot-8"}
    here = found["spot-7"][t.SITE_HEX]
    assert world.ground_i[t.SURFACE, here] == t.RIVER
    first = min(seven, eight)
    for name in ("spot-7", "spot-8"):
        assert found[name][t.SITE] == first
        assert found[name][t.SITE_HEX] == here
    assert (np.delete(world.sites, [seven, eight], axis=1) == -1).all()
    assert set(country.compiled.world_plan.bridged) == {places.index(f"spot-{k}") for k in (7, 8, 17, 18)}


# -- where units start -----------------------------------------------------------------------------------------


def test_units_at_one_place_share_out_the_hexes_round_it(country: Country) -> None:
    """Four to a hex, in the order of their ids; the two sides never in one, unless they come later."""
    at = Position.model_validate("spot-12")
    apart = ("q-boats", "w-train", "n-fighters", "a-bombers")
    units = tuple(
        unit if unit.id in apart else unit.model_copy(update={"at": at}) for unit in country.compiled.resolved.units
    )
    start = country.compiled_with(units=units).world(0).arrays.start_hex
    near = hex_near(country, *XY["spot-12"])
    expected = dict.fromkeys(("m-lift", "o-staff", "p-sappers", "r-tanks", "t-guns"), near[0])
    expected |= {"u-riflemen": near[1], "s-maxims": near[0], "y-garrison": near[0]}
    expected |= dict.fromkeys(("v-chiefs", "x-cars", "z-riders"), near[2])
    assert {name: int(start[country.at(name)]) for name in expected} == expected


def test_the_hexes_of_water_and_rail_are_shared_out_too(country: Country) -> None:
    resolved = country.compiled.resolved
    boats = next(unit for unit in resolved.units if unit.id == "q-boats")
    many = tuple(boats.model_copy(update={"id": f"q-boats-{k}"}) for k in range(6))
    compiled = country.compiled_with(units=(*resolved.units, *many))
    ids = [unit.id for unit in compiled.resolved.units]
    start = compiled.world(0).arrays.start_hex
    ground = compiled.world(0).ground
    wet = [one for one in hex_near(country, *XY["pier"]) if ground.navigable[one]]
    found = [int(start[ids.index(name)]) for name in ("q-boats", *(one.id for one in many))]
    assert found == [wet[0]] * 4 + [wet[1]] * 3


def test_who_is_put_where_no_way_leads_out_starts_at_the_nearest_place_with_one(
    country: Country, tmp_path: Path
) -> None:
    """Of a drawn map, here with a moat round spots 10 to 15. What can be reached is flooded from the rear."""
    content = round_trip.country_map()
    ring = ((-310, -710), (-310, 290), (690, 290), (690, -710), (-310, -710))
    content["features"].append(line("moat", "river", *ring, width_m=60))
    (tmp_path / "waters.geojson").write_text(json.dumps(content), "utf-8")
    plan = dataclasses.replace(country.compiled.world_plan, ground_map=load_map(tmp_path / "waters.geojson"))
    prepared = prepare_world(plan, 1)
    ground, moved = prepared.ground, set()
    xs, ys = ground.grid.centres
    for name in ("z-riders", "x-cars", "u-riflemen", "y-garrison"):
        rear = "west" if country.is_first_side(name) else "east"
        seen, edge = {ground.place_hex(rear)}, [ground.place_hex(rear)]
        while edge:
            around = [int(one) for one in prepared.arrays.neighbours[edge.pop()] if one >= 0]
            new = [one for one in around if one not in seen and ground.passable[one]]
            seen.update(new)
            edge += new
        unit = next(unit for unit in plan.resolved.units if unit.id == name)
        turn = math.radians(unit.at.bearing_deg)
        x = XY[unit.at.place][0] + unit.at.distance_m * math.sin(turn)
        y = XY[unit.at.place][1] + unit.at.distance_m * math.cos(turn)
        away = {one: (xs[one] - x) ** 2 + (ys[one] - y) ** 2 for one in seen}
        assert prepared.arrays.start_hex[country.at(name)] == min(away, key=lambda one: away[one]), name
        if hex_near(country, x, y)[0] not in seen:
            moved.add(name)
    assert moved >= {"z-riders", "x-cars"}
    assert "u-riflemen" not in moved


def test_each_drawn_map_is_its_own(country: Country) -> None:
    member = prepare_world(country.compiled.world_plan, 2).member
    assert member.member == 2
    assert country.compiled.world(0).member.member == 0
