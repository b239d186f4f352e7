"""With what a replication begins: its first state, its buffers, its book."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from compiler.round_trip import Country, drawn_of
from khasan import arrays as a
from khasan.engine.setup import empty_log, first_state, most_in_view, scratch_for
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.scenario.numbers import Amount

UNITS, WEAPONS = 15, 6


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


def test_places_are_held_by_who_stands_there(country: Country, world: bundles.World) -> None:
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


def test_a_site_begins_with_the_crossing_that_is_there(country: Country, world: bundles.World) -> None:
    ground_i = world.ground_i.copy()
    seven = country.compiled.labels.places.index("spot-7")
    ground_i[t.CROSSING, world.sites[t.SITE_HEX, seven]] = t.BRIDGE
    state = first_state(country.drawn, world._replace(ground_i=ground_i))
    found = state.places[t.CROSSING_NOW]
    assert {country.compiled.labels.places[k] for k in np.flatnonzero(found == t.BRIDGE)} == {"spot-7", "spot-8"}


def test_clocks_and_ways_begin_empty(country: Country) -> None:
    state, units = country.state, UNITS
    clocks = np.full((t.CLOCKS, units), t.LONG_AGO)
    clocks[t.OWN_RULE] = clocks[t.WRECKS_AT] = -1
    clocks[[t.WRECKS_LOST, t.STOPPED, t.HELD_BACK, t.LEAVES]] = 0
    clocks[t.MEN_THEN] = state.counts[a.MEN]
    assert (state.clocks == clocks).all()
    assert state.way.shape == (t.WAY_FIELDS, units)
    assert not state.way.any()
    assert state.fired.tolist() == [0.0] * units
    assert state.peace.tolist() == [1]
    assert state.leaves.shape == (t.LEAVE_FIELDS, 2)


def test_scratch_has_room_for_everybody(country: Country, world: bundles.World) -> None:
    """Shapes as state.bundles gives them. One short weapon of indirect fire: none, as the reach of sight is."""
    tables = country.drawn.tables
    scratch = scratch_for(world, country.compiled.scale, tables, country.state)
    hexes = world.neighbours.shape[0]
    rows = country.compiled.world(0).ground.grid.rows
    reach = country.compiled.scale.reach
    expected: dict[str, tuple[int, ...]] = {
        "standing": (2, hexes), "known": (2, hexes), "contacts": (2, UNITS), "contacts_n": (2,),
        "contact_at": (2, UNITS), "contact_axial": (2, 2, UNITS), "known_q": (2, UNITS), "known_r": (2, UNITS),
        "goals": (UNITS,), "may_assault": (UNITS,),
        "unsorted_claims": (UNITS,), "unsorted_movers": (UNITS,), "boxes": (UNITS + 1,), "claims": (UNITS,),
        "movers": (UNITS,), "looked_from": (UNITS,), "look_first": (UNITS,), "look_turn": (UNITS,),
        "near": (UNITS, 9), "near_n": (2, UNITS), "seen_from": (UNITS,), "next_in": (UNITS,), "first_in": (2, hexes),
        "hidden_within": (1,), "displaced": (UNITS,), "is_displaced": (UNITS,), "finding": (reach + 1,),
        "alert": (UNITS,), "spot": (2, UNITS), "moving": (UNITS,), "made": (UNITS,), "under_way": (UNITS,),
        "most_under_way": (1,), "free_from": (UNITS,), "free_until": (UNITS,), "lit_within": (1,),
        "defence_within": (1,), "sized": (UNITS,), "ground": (UNITS,), "front": (UNITS,), "engaged": (UNITS,),
        "served": (8, 2), "served_share": (8,), "served_n": (1,), "ready": (UNITS,), "aim_up": (4, UNITS),
        "aim_down": (4, UNITS), "aim": (4, UNITS), "fight_factor": (tables.sector_hashes.size,),
        "hits_on_men": (UNITS,), "hits_on_vehicles": (UNITS,), "struck_men": (UNITS,), "struck_vehicles": (UNITS,),
        "offers": (WEAPONS, UNITS),
        "offered": (WEAPONS,), "chosen": (8 * WEAPONS, 7), "promised": (8 * WEAPONS, 2), "hexes_to": (UNITS,),
        "promises": (16,), "shots": (8 * 6 * UNITS, 9), "shot_reals": (8 * 6 * UNITS, 7), "shots_n": (1,),
        "steadiness": (UNITS,), "fliers": (UNITS,), "attacks_on": (UNITS,), "fighting": (UNITS,),
        "men_in": (2, hexes), "worth": (2, hexes), "came_in": (2, hexes), "met_at": (hexes,),
        "unit_holds_s": (UNITS,), "side_holds_s": (2, hexes), "as_ordered": (UNITS,), "opponent": (UNITS,),
        "hits": (9, UNITS), "weapons_hit": (6, UNITS), "left_map": (UNITS,), "calm_digging": (hexes,),
        "calm_wiring": (hexes,), "rear_way": (UNITS,), "fire_on": (2, hexes), "passes": (hexes,),
        "passed": (hexes,), "trail": (hexes,), "fetched": (UNITS,),
    }  # fmt: skip
    assert {name: block.shape for name, block in scratch._asdict().items() if name != "occupied"} == expected
    assert scratch.occupied.shape[:2] == (2, rows)
    assert 64 * (scratch.occupied.shape[2] - 2) > hexes // rows  # a bit a column, and a word beyond either end
    begin: dict[str, Any] = dict.fromkeys(("first_in", "looked_from", "seen_from", "next_in"), -1)
    for name, block in scratch._asdict().items():
        if name != "standing":
            assert (block == begin.get(name, 0)).all(), name
    standing = np.zeros((2, hexes), dtype=int)
    for name in country.ids:
        if country.state.counts[a.STATUS, country.at(name)] == a.ACTIVE:
            side = 0 if country.is_first_side(name) else 1
            standing[side, country.state.counts[a.HEX, country.at(name)]] += 1
    assert (scratch.standing == standing).all()


@pytest.mark.parametrize(
    ("reach", "stack", "crowd", "west", "east", "room"),
    [(1, 4, 3, 50, 9, 28), (1, 4, 6, 9, 50, 42), (2, 3, 1, 90, 5, 57), (17, 4, 1, 20, 31, 31), (1, 1, 0, 0, 0, 1)],
)
def test_there_is_room_for_as_many_enemies_as_find_room_in_view(
    country: Country, reach: int, stack: int, crowd: int, west: int, east: int, room: int
) -> None:
    """7 hexes within one, 19 within two, each as full as may be or as it was at first; and no more than a side has."""
    tables = country.drawn.tables
    units = np.zeros((t.UNIT_COUNTS, west + east), dtype=np.int32)
    units[t.SIDE, west:] = 1
    scale = country.compiled.scale._replace(reach=reach, stack=stack)
    standing = np.array([[0, crowd], [1, 0]], dtype=np.int32)
    assert most_in_view(scale, standing, tables._replace(units=units)) == room


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
    assert scratch.hidden_within.tolist() == [hexes]


@pytest.mark.parametrize(("on", "rows"), [(True, 70), (False, 1)])
def test_a_book_has_room_or_is_closed(on: bool, rows: int) -> None:
    log = empty_log(on, 70)
    assert log.on.tolist() == [int(on)]
    assert log.used.tolist() == [0, 0]
    shapes = (log.events.shape, log.losses.shape, log.factors.shape)
    assert shapes == ((rows, a.EVENT_FIELDS), (rows, a.LOSS_FIELDS), (rows, a.FACTORS))
