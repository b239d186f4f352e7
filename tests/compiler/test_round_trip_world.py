"""What a map, its places and its ways become, and with what a replication begins."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from compiler.round_trip import HEX_M, START, XY, Country, drawn_of, medians
from khasan import arrays as a
from khasan.compiler import Compiled
from khasan.compiler.ways import Landings
from khasan.compiler.world import prepare_world
from khasan.engine.setup import empty_log, first_state, scratch_for
from khasan.kernels import blocks
from khasan.kernels import tables as t
from khasan.kernels.movement import IMPASSABLE
from khasan.scenario.numbers import Amount
from khasan.scenario.schema import Position

UNITS, WEAPONS = 15, 6


@pytest.fixture(scope="module")
def world(country: Country) -> blocks.World:
    return country.compiled.world(0).arrays


def hex_near(country: Country, x: float, y: float) -> list[int]:
    """Hexes by their distance from a point, the nearest first."""
    xs, ys = country.compiled.world(0).ground.grid.centres
    return [int(one) for one in np.argsort((xs - x) ** 2 + (ys - y) ** 2, kind="stable")]


def test_the_ground_stands_in_its_rows(country: Country, world: blocks.World) -> None:
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


def test_a_place_is_the_hex_that_it_lies_in(country: Country, world: blocks.World) -> None:
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


def test_ways_are_found_to_rears_and_goals(country: Country, world: blocks.World) -> None:
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


def test_paces_across_the_plain_are_those_of_the_class(country: Country, world: blocks.World) -> None:
    """On level open ground a hex of 240 m takes its width over the pace."""
    here = hex_near(country, -1000.0, 900.0)[0]
    drives = country.content["vehicles"]
    tracked = (drives["tank"]["cross_country_kmh"] + drives["car"]["cross_country_kmh"]) / 2
    kmh = {t.FOOT: medians()["speed_foot"], t.HORSE: medians()["speed_horse"], t.PACK: medians()["speed_pack"]}
    kmh |= {t.TRACKED: tracked}
    for mobility, pace in kmh.items():
        assert world.across[mobility, here] == pytest.approx(3.6 * HEX_M / pace), mobility


def test_boats_and_trains_keep_to_their_own(country: Country, world: blocks.World) -> None:
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


def test_engineers_have_one_site_at_one_water(country: Country, world: blocks.World) -> None:
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


def test_each_drawn_map_is_its_own(country: Country) -> None:
    member = prepare_world(country.compiled.world_plan, 2).member
    assert member.member == 2
    assert country.compiled.world(0).member.member == 0


# -- the first state -------------------------------------------------------------------------------------------


def test_nobody_of_a_unit_without_men_is_there(country: Country) -> None:
    resolved = country.compiled.resolved
    few = Amount(value=0.001, derived="made up")
    gone = {"t-guns", "y-garrison", "n-fighters"}
    units = tuple(unit.model_copy(update={"strength": few}) if unit.id in gone else unit for unit in resolved.units)
    compiled = country.compiled_with(units=units)
    state = first_state(drawn_of(compiled), country.compiled.world(0).arrays)
    assert {name for name in country.ids if state.counts[a.STATUS, country.at(name)] == a.GONE} == gone


def test_who_is_aboard_somebody_not_yet_there_is_expected_with_him(country: Country) -> None:
    """He stands in the hex he is put in until then; aboard he shares his carrier's."""
    resolved = country.compiled.resolved
    later = resolved.clock.start + timedelta(hours=1)
    together = {"m-lift", "p-sappers"}
    units = tuple(
        unit.model_copy(update={"arrives": later}) if unit.id in together else unit for unit in resolved.units
    )
    compiled = country.compiled_with(units=units)
    state = first_state(drawn_of(compiled), country.compiled.world(0).arrays)
    assert [state.counts[a.STATUS, country.at(name)] for name in together] == [a.EXPECTED] * 2


def test_places_are_held_by_who_stands_there(country: Country, world: blocks.World) -> None:
    """Both sides know who held what before the first shot; nothing is built or mined, and no crossing stands."""
    state = country.state
    there = {}
    for name in country.ids:
        if state.counts[a.STATUS, country.at(name)] == a.ACTIVE:
            there[int(state.counts[a.HEX, country.at(name)])] = 0 if country.is_first_side(name) else 1
    expected = [there.get(int(here), -1) for here in world.place_hex]
    for row in (t.HOLDER, t.KNOWN_0, t.KNOWN_1):
        assert state.places[row].tolist() == expected
    assert {-1, 0, 1} == set(expected)
    assert not state.places[[t.BUILT, t.MINED]].any()
    sites = world.sites[t.SITE] >= 0
    assert (state.places[t.CROSSING_NOW][sites] == t.NO_CROSSING).all()
    assert (state.places[t.CROSSING_NOW][~sites] == -1).all()


def test_a_site_begins_with_the_crossing_that_is_there(country: Country, world: blocks.World) -> None:
    ground_i = world.ground_i.copy()
    seven = country.compiled.labels.places.index("spot-7")
    ground_i[t.CROSSING, world.sites[t.SITE_HEX, seven]] = t.BRIDGE
    state = first_state(country.drawn, world._replace(ground_i=ground_i))
    found = state.places[t.CROSSING_NOW]
    assert {country.compiled.labels.places[k] for k in np.flatnonzero(found == t.BRIDGE)} == {"spot-7", "spot-8"}


def test_clocks_and_ways_begin_empty(country: Country) -> None:
    state, units = country.state, UNITS
    clocks = np.full((t.CLOCKS, units), t.LONG_AGO)
    clocks[t.OWN_RULE] = -1
    assert (state.clocks == clocks).all()
    assert state.way.shape == (t.WAY_FIELDS, units)
    assert not state.way.any()
    assert state.fired.tolist() == [0.0] * units
    assert state.peace.tolist() == [1]
    assert state.leaves.shape == (t.LEAVE_FIELDS, 2)


def test_scratch_has_room_for_everybody(country: Country, world: blocks.World) -> None:
    """Shapes as khasan.kernels.blocks gives them. One short weapon of indirect fire: none, as the reach of sight is."""
    tables = country.drawn.tables
    scratch = scratch_for(world, country.compiled.scale, tables, country.state)
    hexes = world.neighbours.shape[0]
    rows = country.compiled.world(0).ground.grid.rows
    reach = country.compiled.scale.reach
    expected: dict[str, tuple[int, ...]] = {
        "near": (UNITS, 9), "near_n": (2, UNITS), "seen_at": (3, UNITS), "first_in": (2, hexes),
        "hexes": (4,), "standing": (2, hexes), "known": (2, hexes), "contacts": (2, UNITS), "contacts_n": (2,),
        "contact_at": (2, UNITS), "contact_axial": (2, 2, UNITS), "ready": (UNITS,), "aim": (4, UNITS),
        "spot": (2, UNITS), "under_way": (UNITS,), "moving": (UNITS,), "met_at": (hexes,), "made": (UNITS,),
        "free": (UNITS,), "free_from": (UNITS,), "offers": (WEAPONS, UNITS), "offered": (WEAPONS,),
        "chosen": (8 * WEAPONS, 7), "promised": (8 * WEAPONS, 2), "hexes_to": (UNITS,), "promises": (16,),
        "shots": (2 * 6 * UNITS, 7), "shot_reals": (2 * 6 * UNITS, 6), "shots_n": (1,), "steadiness": (UNITS,),
        "hits": (9, UNITS), "weapons_hit": (6, UNITS), "fighting": (UNITS,), "alert": (UNITS,),
        "finding": (reach + 1,), "worth": (4, hexes), "men_in": (2, hexes), "calm": (hexes,), "passes": (hexes,),
        "passed": (hexes,), "trail": (hexes,), "looked": (3, UNITS), "boxes": (UNITS + 1,), "claims": (UNITS,),
        "claimants": (UNITS,), "goals": (2, UNITS), "order": (UNITS,), "priority": (UNITS,),
    }  # fmt: skip
    assert {name: block.shape for name, block in scratch._asdict().items() if name != "occupied"} == expected
    assert scratch.occupied.shape[:2] == (2, rows)
    assert 64 * (scratch.occupied.shape[2] - 2) > hexes // rows  # a bit a column, and a word beyond either end
    begin: dict[str, Any] = {"first_in": -1, "looked": -1}
    for name, block in scratch._asdict().items():
        if name == "seen_at":
            assert block[:2].tolist() == [[-1] * UNITS] * 2
            assert not block[2].any()
        elif name not in ("standing", "hexes"):
            assert (block == begin.get(name, 0)).all(), name
    standing = np.zeros((2, hexes), dtype=int)
    for name in country.ids:
        if country.state.counts[a.STATUS, country.at(name)] == a.ACTIVE:
            side = 0 if country.is_first_side(name) else 1
            standing[side, country.state.counts[a.HEX, country.at(name)]] += 1
    assert (scratch.standing == standing).all()
    assert scratch.hexes.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("metres", "hexes"), [(1000.0, 4), (700.0, 3), (1400.0, 0)])
def test_hidden_enemies_are_listed_within_reach_of_the_short_mortars(
    country: Country, metres: float, hexes: int
) -> None:
    """Short is what reaches a quarter of the sight at most, four hexes of 240 m; only indirect fire counts."""
    resolved = country.compiled.resolved
    weapons = dict(resolved.weapons)
    reach = Amount(value=metres, derived="made up")
    near = Amount(value=300.0, derived="made up")
    weapons["mortar"] = weapons["mortar"].model_copy(update={"max_range_m": reach, "effective_range_m": near})
    weapons["plain"] = weapons["plain"].model_copy(update={"max_range_m": near})  # short, but aimed
    compiled = country.compiled_with(weapons=weapons)
    drawn = drawn_of(compiled)
    scratch = scratch_for(country.compiled.world(0).arrays, compiled.scale, drawn.tables, country.state)
    assert scratch.hexes.tolist() == [hexes, 0, 0, 0]


@pytest.mark.parametrize(("on", "rows"), [(True, 70), (False, 1)])
def test_a_book_has_room_or_is_closed(on: bool, rows: int) -> None:
    log = empty_log(on, 70)
    assert log.on.tolist() == [int(on)]
    assert log.used.tolist() == [0, 0]
    shapes = (log.events.shape, log.losses.shape, log.factors.shape)
    assert shapes == ((rows, a.EVENT_FIELDS), (rows, a.LOSS_FIELDS), (rows, a.FACTORS))


# -- the sky ---------------------------------------------------------------------------------------------------


def sun_altitude(moment: datetime, lon: float, lat: float) -> float:
    """Degrees, by the low-precision formulae of the Astronomical Almanac: good to a hundredth of a degree."""
    n = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400.0
    mean, anomaly = (math.radians(at % 360.0) for at in (280.460 + 0.9856474 * n, 357.528 + 0.9856003 * n))
    ecliptic = mean + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.0000004 * n)
    right = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    up = math.asin(math.sin(tilt) * math.sin(ecliptic))
    hour = math.radians((280.46062 + 360.98564737 * n + lon) % 360.0) - right
    here = math.radians(lat)
    return math.degrees(math.asin(math.sin(here) * math.sin(up) + math.cos(here) * math.cos(up) * math.cos(hour)))


def with_moon(country: Country, moon: str) -> Compiled:
    clock = country.compiled.resolved.clock
    longer = clock.model_copy(update={"end": clock.start + timedelta(hours=40), "moon": moon})
    return country.compiled_with(clock=longer, weather=())


def test_day_and_night_are_those_of_the_map(country: Country) -> None:
    """Full day from sunrise on, none with the sun twelve degrees down, dark below six; in the middle of each step."""
    daylight, _, dark = with_moon(country, "computed").sky
    assert len(daylight) == 1600
    for step in range(0, 1600, 3):
        middle = datetime.fromisoformat(START) + timedelta(seconds=90 * (step + 0.5))
        altitude = sun_altitude(middle, 131.9, 45.0)
        assert daylight[step] == pytest.approx(min(1.0, max(0.0, (altitude + 12.0) / 12.0)), abs=0.01)
        if abs(altitude + 6.0) > 0.1:
            assert dark[step] == float(altitude < -6.0)
    assert {0.0, 1.0} == set(dark.tolist())


def test_the_moon_is_as_full_as_it_is_said_to_be(country: Country) -> None:
    """The moon of 30 July 1938 was three days old, and set an hour and a half after the sun. A full one stands where
    the sun does not."""
    new, full, true = (with_moon(country, moon).sky[1] for moon in ("new", "full", "computed"))
    assert not new.any()
    assert 0.0 < true.max() < 0.15
    for step in range(0, 1600, 7):
        middle = datetime.fromisoformat(START) + timedelta(seconds=90 * (step + 0.5))
        expected = max(0.0, math.sin(-math.radians(sun_altitude(middle, 131.9, 45.0))))
        assert full[step] == pytest.approx(expected, abs=0.01)


def test_a_night_grows_into_day_by_equal_ratios(country: Country) -> None:
    """Halfway between the two in the logarithm; moonlight adds to the dark in the measure."""
    compiled = with_moon(country, "new")
    night = np.zeros(compiled.steps)
    half = dataclasses.replace(compiled, sky=(night + 0.5, night + 0.25, night))
    found = drawn_of(half).tables.light[t.VISIBILITY_M]
    dark = 61.0 + 0.25 * (253.0 - 61.0)
    assert found.tolist() == pytest.approx([math.sqrt(dark * 4007.0)] * compiled.steps)
