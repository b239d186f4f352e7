"""Each number of a vehicle or an aircraft stands in its own row of the tables of units."""

from __future__ import annotations

import numpy as np
import pytest

from compiler.round_trip import Country, choices, complete
from khasan import arrays as a
from khasan.kernels.state import tables as t
from khasan.scenario.equipment import Flight, Mounted, Vehicle

ROWS = {
    "crew": t.CREW,
    "armour_mm": t.ARMOUR_MM,
    "road_kmh": t.ROAD_KMH,
    "cross_country_kmh": t.CROSS_KMH,
    "marsh_kmh": t.MARSH_KMH,
    "bog_per_hour": t.BOG_PER_HOUR,
    "water_kmh": t.CROSS_KMH,  # on water and on rails there is one pace
    "rail_kmh": t.CROSS_KMH,
    "hits_to_stop": t.HITS_TO_STOP,
    "crew_exposure": t.CREW_EXPOSURE,
}
IF_ABSENT = {"hits_to_stop": 1.0}
FLIGHT_ROWS = {
    "speed_kmh": t.SPEED_KMH,
    "serviceable": t.SERVICEABLE,
    "turnaround_h": t.TURNAROUND_H,
    "patrol_h": t.PATROL_H,
    "air_combat": t.AIR_WORTH,
}
AIR_ROLES = {
    "fighter": t.FIGHTER,
    "bomber": t.BOMBER,
    "ground_attack": t.GROUND_ATTACK,
    "reconnaissance": t.RECONNAISSANCE,
}
WORDS = {"id": "Toe.vehicle names it", "name": "for people", "provenance": "where its numbers come from"}


def test_no_field_is_left_out() -> None:
    complete(Vehicle, [*ROWS, "flight", "weapons"], WORDS)
    complete(Flight, [*FLIGHT_ROWS, "role"], {})
    complete(Mounted, ["weapon", "count"], {"provenance": "where the count comes from"})
    assert set(AIR_ROLES) == choices(Flight, "role")


@pytest.mark.parametrize("row", sorted(set(ROWS.values())))
def test_a_number_of_a_vehicle_stands_in_its_row(country: Country, row: int) -> None:
    reals = country.drawn.tables.unit_reals
    found = set()
    for name in country.ids:
        vehicle = country.vehicle_of(name) or {}
        fields = [field for field, at in ROWS.items() if at == row]
        written = [vehicle[field] for field in fields if field in vehicle]
        assert len(written) <= 1
        absent = IF_ABSENT.get(fields[0], 0.0)
        assert reals[row, country.at(name)] == (written[0] if written else absent), name
        found.update(written)
    assert len(found) >= (2 if row in (t.ROAD_KMH, t.MARSH_KMH, t.BOG_PER_HOUR) else 4)


@pytest.mark.parametrize("field", FLIGHT_ROWS)
def test_a_number_of_an_aircraft_stands_in_its_row(country: Country, field: str) -> None:
    reals = country.drawn.tables.unit_reals
    for name in country.ids:
        flight = (country.vehicle_of(name) or {}).get("flight", {})
        assert reals[FLIGHT_ROWS[field], country.at(name)] == flight.get(field, 0.0), name


def test_the_role_of_an_aircraft_is_its_code(country: Country) -> None:
    for name in country.ids:
        flight = (country.vehicle_of(name) or {}).get("flight")
        expected = AIR_ROLES[flight["role"]] if flight else t.NO_AIRCRAFT
        assert country.drawn.tables.units[t.AIR_ROLE, country.at(name)] == expected


@pytest.mark.parametrize("role", AIR_ROLES)
def test_each_role_of_aircraft_has_a_code_of_its_own(country: Country, role: str) -> None:
    resolved = country.compiled.resolved
    plane = resolved.vehicles["twin"]
    assert plane.flight is not None
    changed = plane.model_copy(update={"flight": plane.flight.model_copy(update={"role": role})})
    compiled = country.compiled_with(vehicles=resolved.vehicles | {"twin": changed})
    assert compiled.forces.units[t.AIR_ROLE, country.at("a-bombers")] == AIR_ROLES[role]
    assert len(set(AIR_ROLES.values())) == len(AIR_ROLES)


def test_weapons_stand_in_their_slots_with_their_numbers(country: Country) -> None:
    """Of a unit on foot its TO&E's weapons times its strength, of a vehicle its own times its vehicles."""
    tables, state = country.drawn.tables, country.state
    weapons = country.compiled.labels.weapons
    for name in country.ids:
        unit, arms = country.at(name), country.arms_of(name)
        strength = country.units[name]["strength"]
        many = round(country.toe_of(name).get("vehicles", 0.0) * strength) if country.vehicle_of(name) else strength
        slots = tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, unit]
        assert [weapons[slot] for slot in slots if slot >= 0] == [one["weapon"] for one in arms]
        assert (slots[len(arms) :] == -1).all()
        counts = [round(one["count"] * many) for one in arms] + [0] * (a.SLOTS - len(arms))
        assert tables.weapon_counts[:, unit].tolist() == counts
        assert state.counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, unit].tolist() == counts
        assert country.compiled.labels.unit_slots[unit] == tuple(weapons.index(one["weapon"]) for one in arms)


def test_rounds_are_loads_of_the_weapon_in_the_slot(country: Country) -> None:
    """Room for a basic load, or for all that it comes with if that is more; what it comes with lies in it."""
    tables, state = country.drawn.tables, country.state
    seen = set()
    for name in country.ids:
        unit, carried = country.at(name), country.units[name]["ammunition"]
        seen.add(carried > 1.0)
        for slot, one in enumerate(country.arms_of(name)):
            load = tables.weapon_counts[slot, unit] * country.content["weapons"][one["weapon"]]["basic_load"]
            assert tables.unit_reals[t.LOAD_0 + slot, unit] == pytest.approx(load * max(1.0, carried))
            assert state.reals[a.AMMO_0 + slot, unit] == pytest.approx(load * carried)
        empty = slice(len(country.arms_of(name)), a.SLOTS)
        assert not tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS, unit][empty].any()
    assert seen == {True, False}


def test_loads_differ_from_slot_to_slot_and_from_unit_to_unit(country: Country) -> None:
    loads = country.drawn.tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS]
    given = loads[loads > 0]
    assert np.unique(given).size == given.size > 20


def test_ways_are_found_by_the_mean_paces_of_each_kind_of_vehicle(country: Country) -> None:
    """Across country (or on water, on rails), on roads and in marsh; where there is no other pace, the one it has."""
    kmh = country.compiled.world_plan.kmh
    tank, car, cutter, wagon = (country.content["vehicles"][name] for name in ("tank", "car", "cutter", "wagon"))
    fields = ("cross_country_kmh", "road_kmh", "marsh_kmh")
    assert kmh[t.TRACKED].tolist() == pytest.approx([(tank[field] + car[field]) / 2 for field in fields])
    assert kmh[t.WATER].tolist() == [cutter["water_kmh"]] * 3
    assert kmh[t.RAIL].tolist() == [wagon["rail_kmh"]] * 3
    others = [mobility for mobility in range(t.MOBILITY_CLASSES) if mobility not in (t.TRACKED, t.WATER, t.RAIL)]
    assert (kmh[others] == 1.0).all()
