"""What a scenario says of a unit stands in its own row of the tables and of the first state."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime

import numpy as np
import pytest

from compiler import round_trip
from compiler.round_trip import ECHELONS, HEX_M, START, STEP_S, XY, Country, choices, complete, drawn_of
from khasan import arrays as a
from khasan.engine.setup import first_state
from khasan.kernels.state import tables as t
from khasan.scenario.resolved import Formation, Unit
from khasan.scenario.schema import Force, Position

WORDS = {
    "id": "the order of units, labels.units and the unit's hash",
    "name": "labels.unit_names, labels.formation_names",
    "commander": "the man's name, for people",
    "note": "for people",
    "provenance": "where its numbers come from",
    "count": "so many units: tests/scenario/test_resolve.py",
}
MAPPED = (
    "side", "army", "echelon", "toe", "parent", "parts", "at", "aboard", "arrives", "strength", "works", "wire",
    "ammunition", "airfield_km",
)  # fmt: skip


def test_no_field_is_left_out() -> None:
    complete(Force, MAPPED, WORDS)
    complete(Position, ["place", "bearing_deg", "distance_m"], {})
    of_units = {"plan": "names its plan; see commanded_by", "commanded_by": "test_round_trip_plans.py"}
    resolved = {name: why for name, why in WORDS.items() if name != "count"}
    complete(Unit, [*(set(MAPPED) - {"parent", "parts", "echelon"}), "formation"], resolved | of_units)
    complete(Formation, ["side", "echelon", "parent"], resolved | {"plan": "names its plan"})
    assert set(ECHELONS) == choices(Force, "echelon")


def test_units_stand_in_the_order_of_their_ids(country: Country) -> None:
    labels = country.compiled.labels
    assert labels.units == tuple(sorted(country.units))
    assert labels.unit_names == tuple(f"Unit {name}" for name in sorted(country.units))
    for name in country.ids:
        low = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")
        assert country.drawn.tables.hashes[country.at(name)] == low


def test_a_unit_is_of_its_side(country: Country) -> None:
    for name in country.ids:
        expected = 0 if country.is_first_side(name) else 1
        assert country.drawn.tables.units[t.SIDE, country.at(name)] == expected
        assert country.compiled.labels.unit_side[country.at(name)] == expected
        assert country.drawn.tables.units[t.GROUNDED, country.at(name)] == expected  # the east may not fly


def test_a_unit_stands_in_its_formation(country: Country) -> None:
    labels, orders = country.compiled.labels, country.compiled.orders
    above = {"westerners": None, "guards": "westerners", "easterners": None, "wing": None}
    assert {
        f: labels.formations[k] if k >= 0 else None
        for f, k in zip(labels.formations, labels.formation_parent, strict=True)
    } == above
    assert dict(zip(labels.formations, labels.formation_names, strict=True)) == {
        "westerners": "West", "guards": "Guards", "easterners": "East", "wing": "Wing",
    }  # fmt: skip
    parents = orders.nodes[t.N_ABOVE].tolist()
    found = {
        name: country.compiled.nodes[k] if k >= 0 else None
        for name, k in zip(country.compiled.nodes, parents, strict=True)
    }
    assert found == above | {name: country.formation_of(name) for name in country.ids}
    for name in country.ids:
        assert labels.formations[labels.unit_formation[country.at(name)]] == country.formation_of(name)
    for node, name in enumerate(country.compiled.nodes):
        assert orders.hashes[node] == int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")


def test_a_unit_is_led_from_the_nearest_headquarters_above_it(country: Country) -> None:
    """The west has a staff in its division, the east in its brigade; a staff is led from above, where nobody is."""
    ids = [*country.ids, None]
    found = {name: ids[country.drawn.tables.units[t.HEADQUARTERS, country.at(name)]] for name in country.ids}
    led = {
        name: {"westerners": "o-staff", "guards": "o-staff", "easterners": "v-chiefs"}.get(country.formation_of(name))
        for name in country.ids
    }
    assert found == led | {"o-staff": None, "v-chiefs": None}


@pytest.mark.parametrize(("field", "row"), [("works", "works"), ("ammunition", "ammunition")])
def test_works_and_ammunition_are_the_units_own(country: Country, field: str, row: str) -> None:
    drawn = getattr(country.drawn, row)
    assert {name: drawn[country.at(name)] for name in country.ids} == {
        name: country.units[name][field] for name in country.ids
    }


def test_wire_and_airfield_are_the_units_own(country: Country) -> None:
    reals = country.drawn.tables.unit_reals
    for field, row in (("wire", t.WIRE), ("airfield_km", t.AIRFIELD_KM)):
        assert {name: reals[row, country.at(name)] for name in country.ids} == {
            name: country.units[name].get(field, 0.0) for name in country.ids
        }


def test_a_unit_arrives_at_the_first_step_not_earlier_than_it_says(country: Country) -> None:
    for name in country.ids:
        says = datetime.fromisoformat(country.units[name].get("arrives", START))
        seconds = (says - datetime.fromisoformat(START)).total_seconds()
        assert country.drawn.tables.units[t.ARRIVES, country.at(name)] == math.ceil(seconds / STEP_S)


def test_a_unit_is_aboard_whom_it_names(country: Country) -> None:
    carrier = country.drawn.tables.units[t.CARRIER]
    expected = dict.fromkeys(country.ids, -1) | {"m-lift": country.at("p-sappers")}
    assert {name: carrier[country.at(name)] for name in country.ids} == expected


def test_units_are_at_first_where_their_arms_and_their_arrival_put_them(country: Country) -> None:
    status = country.state.counts[a.STATUS]
    expected = dict.fromkeys(country.ids, a.ACTIVE) | {
        "s-maxims": a.EXPECTED, "y-garrison": a.EXPECTED, "m-lift": a.ABOARD,
        "n-fighters": a.AT_AIRFIELD, "a-bombers": a.AT_AIRFIELD,
    }  # fmt: skip
    assert {name: status[country.at(name)] for name in country.ids} == expected


def stated(country: Country, name: str) -> tuple[float, float]:
    """Metres east and north of where a unit is put: a bearing runs clockwise from north."""
    at = country.units[name]["at"]
    place, bearing, metres = (at, 0.0, 0.0) if isinstance(at, str) else at.values()
    x, y = XY[place]
    return x + metres * math.sin(math.radians(bearing)), y + metres * math.cos(math.radians(bearing))


def test_a_unit_starts_in_the_hex_of_its_place(country: Country) -> None:
    ground = country.compiled.world(0).ground
    xs, ys = ground.grid.centres
    found = country.compiled.world(0).arrays.start_hex
    seen = set()
    for name in country.ids:
        if "at" in country.units[name] and name not in ("q-boats", "w-train"):
            x, y = stated(country, name)
            here = int(found[country.at(name)])
            assert here == int(np.argmin((xs - x) ** 2 + (ys - y) ** 2)), name
            assert country.state.counts[a.HEX, country.at(name)] == here
            seen.add(here)
    assert len(seen) >= 10
    lift, sappers = country.at("m-lift"), country.at("p-sappers")
    assert country.state.counts[a.HEX, lift] == found[sappers]


def test_boats_and_trains_start_on_their_own_ways(country: Country) -> None:
    world = country.compiled.world(0)
    boats, train = (int(world.arrays.start_hex[country.at(name)]) for name in ("q-boats", "w-train"))
    assert world.ground.navigable[boats]
    assert world.ground.railed[train]
    for hexagon, name in ((boats, "q-boats"), (train, "w-train")):
        x, y = world.ground.grid.centre(hexagon)
        assert math.hypot(x - stated(country, name)[0], y - stated(country, name)[1]) < 2.0 * HEX_M


def test_works_and_wire_lie_in_the_hexes_of_those_who_are_there(country: Country) -> None:
    state = country.state
    there = [name for name in country.ids if state.counts[a.STATUS, country.at(name)] == a.ACTIVE]
    by_hex: dict[int, list[str]] = {}
    for name in there:
        by_hex.setdefault(int(state.counts[a.HEX, country.at(name)]), []).append(name)
    for here in range(state.works.size):
        names = by_hex.get(here, [])
        assert state.works[here] == max([country.units[name]["works"] for name in names], default=0.0)
        assert state.wire[here] == max([country.units[name].get("wire", 0.0) for name in names], default=0.0)
        sides = {0 if country.is_first_side(name) else 1 for name in names}
        assert [state.hex_side[here]] == (list(sides) or [-1])
    assert np.count_nonzero(state.works) >= 8
    assert np.count_nonzero(state.wire) >= 2


def test_the_best_works_of_those_in_one_hex_count(country: Country) -> None:
    """Riflemen, then guns, put where the tanks are: the hex is as well dug, and as well wired, as by the best."""
    resolved = country.compiled.resolved
    where = {unit.id: unit.at for unit in resolved.units}
    together = {"u-riflemen", "t-guns", "r-tanks"}
    units = tuple(
        unit.model_copy(update={"at": where["r-tanks"]}) if unit.id in together else unit for unit in resolved.units
    )
    compiled = country.compiled_with(units=units)
    drawn = drawn_of(compiled)
    state = first_state(drawn, compiled.world(0).arrays)
    here = int(state.counts[a.HEX, country.at("r-tanks")])
    assert state.works[here] == max(country.units[name]["works"] for name in together)
    assert state.wire[here] == country.units["u-riflemen"]["wire"]
    assert len({int(state.counts[a.HEX, country.at(name)]) for name in together}) == 1


def test_nobody_has_lost_anything_yet(country: Country) -> None:
    """All rows of the first state that no file speaks of."""
    counts, reals = country.state.counts, country.state.reals
    given = {a.MEN, a.VEHICLES, a.HORSES, a.TRUCKS, a.HEX, a.STATUS, *range(a.COUNT_0, a.COUNT_0 + a.SLOTS)}
    other = {a.ORDER_PLACE: -1, a.NEXT_PLACE: -1, a.CONTACT_AGE: a.UNSEEN}
    for row in set(range(a.COUNTS)) - given:
        assert (counts[row] == other.get(row, 0)).all(), a.COUNT_NAMES[row]
    ones = {a.COHESION, a.SUPPLY_SHARE}
    for row in set(range(a.REALS)) - {a.FOOD_DAYS, *range(a.AMMO_0, a.AMMO_0 + a.SLOTS)}:
        assert (reals[row] == float(row in ones)).all(), a.REAL_NAMES[row]
    assert reals[a.FOOD_DAYS].tolist() == pytest.approx([round_trip.medians()["food_carried_days"]] * len(country.ids))


def test_a_unit_fights_in_the_sector_of_the_brigade_or_more_above_it(country: Country) -> None:
    """The guards' regiment stands under the westerners' division; nobody here stands under no brigade or more."""
    tables = country.drawn.tables
    above = {"guards": "westerners"}
    for name in country.ids:
        formation = country.formation_of(name)
        sector = tables.sector_hashes[tables.units[t.SECTOR, country.at(name)]]
        expected = above.get(formation, formation)
        assert sector == int.from_bytes(hashlib.sha256(expected.encode()).digest()[:4], "little"), name
    assert tables.sector_hashes.size == 3
