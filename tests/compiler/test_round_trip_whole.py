"""Nothing that an author can write is forgotten: every model that a file may hold has its round trip."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from compiler import round_trip
from compiler.round_trip import Country, complete
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.scenario.library import KINDS
from khasan.scenario.schema import Change, Selector, WhatIf

HERE = Path(__file__).parent
NUMBERS = {"Number", "Amount", "Share", "Provenance"}
"""Value, low and high: test_every_number_is_drawn_from_its_own_interval. The rest says where a number comes from."""


def models_in(annotation: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation, seen)
    for inner in typing.get_args(annotation):
        yield from models_in(inner, seen)


def test_every_model_of_a_file_says_where_its_fields_go() -> None:
    seen: set[type[BaseModel]] = set()
    names = {model.__name__ for kind in KINDS.values() for model in models_in(kind, seen)} - NUMBERS
    told = "".join(path.read_text("utf-8") for path in sorted(HERE.glob("test_round_trip_*.py")))
    assert {name for name in names if f"complete({name}, " not in told} == set()
    assert len(names) > 20


def test_no_two_numbers_of_the_country_are_alike(country: Country) -> None:
    """Else one could stand for another unseen: of each file, and of each kind of number over all files."""
    by_field: dict[str, list[float]] = {}

    def collect(part: Any, field: str, found: list[float]) -> None:
        if isinstance(part, dict):
            for key, inner in part.items():
                collect(inner, key, found)
        elif isinstance(part, list):
            for inner in part:
                collect(inner, field, found)
        elif isinstance(part, int | float) and not isinstance(part, bool):
            found.append(part)
            by_field.setdefault(field, []).append(part)

    for kind in country.content.values():
        for name, one in kind.items():
            found: list[float] = []
            collect(one, "", found)
            assert len(set(found)) == len(found), name
    for name, unit in country.units.items():
        found = []
        collect({key: value for key, value in unit.items() if key != "at"}, "", found)
        assert len(set(found)) == len(found), name
    for key in ("count", "crew"):  # of vehicles and of units, of weapons and of vehicles
        by_field.pop(key)
    for field, values in by_field.items():
        assert len(set(values)) == len(values), field


def test_every_row_of_the_tables_of_units_is_told_of(country: Country) -> None:
    """A new row fails here until somebody has said which field goes there."""
    told = "".join(path.read_text("utf-8") for path in sorted(HERE.glob("test_round_trip_*.py")))
    ints = ("SIDE", "ROLE", "MOBILITY", "COMMANDER", "ARRIVES", "QUALITY", "ARMOURED", "CARRIER", "ENGINEERS",
            "WEAPON_0", "AIR_ROLE", "GROUNDED", "SURRENDER", "HEADQUARTERS", "SECTOR")  # fmt: skip
    reals = ("FRONTAGE_M", "DEPTH_M", "ARMOUR_MM", "CREW", "CROSS_KMH", "ROAD_KMH", "MARSH_KMH", "BOG_PER_HOUR",
             "MEN_0", "VEHICLES_0", "HITS_TO_STOP", "CREW_EXPOSURE", "LOAD_0", "HORSES_0", "TRUCKS_0", "AIRFIELD_KM",
             "SPEED_KMH", "SERVICEABLE", "TURNAROUND_H", "PATROL_H", "AIR_WORTH", "WIRE")  # fmt: skip
    for names, slots, size in ((ints, "WEAPON_0", t.UNIT_COUNTS), (reals, "LOAD_0", t.UNIT_REALS)):
        rows = {getattr(t, name) for name in names} | set(range(getattr(t, slots), getattr(t, slots) + 6))
        assert rows == set(range(size))
        assert {name for name in names if f"t.{name}" not in told} == set()
    tables, orders = country.drawn.tables, country.drawn.orders
    assert tables.units.shape == (t.UNIT_COUNTS, 15)
    assert tables.unit_reals.shape == (t.UNIT_REALS, 15)
    assert tables.weapons.shape == (t.WEAPON_FIELDS, 6)
    assert orders.rules.shape[1] == t.RULE_FIELDS
    assert orders.delays.shape == (2, t.ECHELONS)
    assert orders.leaves.shape == (t.LEAVE_FIELDS, 2)
    assert set(bundles.Scale._fields) == {
        "step_s", "hex_m", "stack", "reach", "digging", "carrying", "air", "engineering", "wiring",
    }  # fmt: skip


def test_what_ifs_are_changes_of_what_was_mapped() -> None:
    """They patch a scenario before it is resolved: tests/scenario/test_whatif.py; and see below."""
    changes = dict.fromkeys(("set", "to", "drop_weather", "drop_plan", "forces", "remove", "give"), "patches")
    complete(Change, [], changes)
    complete(Selector, [], dict.fromkeys(("side", "formation", "branch", "toe"), "chooses"))
    words = dict.fromkeys(("id", "scenario", "title", "question", "provenance"), "for people")
    words["excludes"] = "refused together: tests/scenario/test_rivals.py"
    complete(WhatIf, ["changes", "add_plans"], words)


def test_a_change_of_a_scenario_reaches_the_arrays(tmp_path: Path) -> None:
    """Each number that a what-if may give to forces, given to one unit, moves that unit's number and no other."""

    def change(scenario: dict[str, Any]) -> None:
        unit = scenario["forces"][0]["parts"][0]["parts"][1]
        assert unit["id"] == "t-guns"
        unit.update({"strength": 0.777, "works": 0.444, "ammunition": 0.666, "at": "spot-9"})

    country = Country(tmp_path, change=change)
    unit = country.at("t-guns")
    assert country.drawn.works[unit] == 0.444
    assert country.drawn.ammunition[unit] == 0.666
    assert country.drawn.tables.unit_reals[t.MEN_0, unit] == round(country.toe_of("t-guns")["men"] * 0.777)


@pytest.mark.parametrize("key", ["strength", "works", "wire", "ammunition", "arrives", "at", "army", "airfield_km"])
def test_a_unit_inherits_what_its_formation_says(tmp_path: Path, key: str) -> None:
    """The nearest above that says something counts, and only for those that say nothing themselves."""
    values = {"arrives": "1938-07-30T09:00+09:00", "at": "spot-9", "army": "mongolia", "airfield_km": 555.0}
    given = values.get(key, 0.4321)
    name = "a-bombers" if key == "airfield_km" else "u-riflemen"

    def change(scenario: dict[str, Any]) -> None:
        wing, guards = scenario["forces"][2], scenario["forces"][0]["parts"][0]
        holder = wing if key == "airfield_km" else guards
        holder[key] = given
        holder["parts"][0].pop(key, None)

    resolved = Country(tmp_path, change=change).compiled.resolved
    unit = next(unit for unit in resolved.units if unit.id == name)
    found = getattr(unit, key)
    if key == "at":
        assert found.place == given
    elif key == "arrives":
        assert found.isoformat() == "1938-07-30T09:00:00+09:00"
    else:
        assert (found if key == "army" else float(found)) == given
    other = next(unit for unit in resolved.units if unit.id == "t-guns")
    if key in ("strength", "works", "ammunition"):
        assert float(getattr(other, key)) == round_trip.force(1, round_trip.exact)[key]
