"""Each number and each word of a TO&E stands in its own row of the tables of units."""

from __future__ import annotations

import pytest

from compiler.round_trip import ECHELONS, Country, choices, complete
from khasan import arrays as a
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.equipment import Toe

OF_ITS_OWN = {"frontage_m": t.FRONTAGE_M, "depth_m": t.DEPTH_M}
BY_STRENGTH = {"men": t.MEN_0, "horses": t.HORSES_0, "trucks": t.TRUCKS_0, "vehicles": t.VEHICLES_0}
"""What a unit has of these is what its type should hold times its strength, to the nearest whole."""
AT_FIRST = {"men": a.MEN, "horses": a.HORSES, "trucks": a.TRUCKS, "vehicles": a.VEHICLES}
BRANCHES = {  # arm -> its role, and whose quality it has
    "infantry": (t.ASSAULT, "infantry"),
    "machine_gun": (t.FIRE_SUPPORT, "infantry"),
    "infantry_gun": (t.FIRE_SUPPORT, "infantry"),
    "anti_tank": (t.FIRE_SUPPORT, "infantry"),
    "artillery": (t.GUNS, "artillery"),
    "tank": (t.ASSAULT, "armour"),
    "cavalry": (t.ASSAULT, "infantry"),
    "border_guard": (t.ASSAULT, "infantry"),
    "engineer": (t.ASSAULT, "infantry"),
    "headquarters": (t.FIRE_SUPPORT, "infantry"),
    "boat": (t.FIRE_SUPPORT, "armour"),
    "train": (t.FIRE_SUPPORT, "armour"),
    "aviation": (t.AIRCRAFT, "air"),
}
MOBILITIES = {
    "foot": t.FOOT,
    "horse": t.HORSE,
    "pack": t.PACK,
    "wheeled": t.WHEELED,
    "motor": t.MOTOR,
    "tracked": t.TRACKED,
    "static": t.STATIC,
    "water": t.WATER,
    "rail": t.RAIL,
    "air": t.AIR,
}
VEHICLE_WORDS = {"tanks": "tanks", "boats": "boats", "train": "wagons", "cars": "armoured cars"}
WORDS = {
    "id": "Force.toe names it",
    "name": "for people",
    "like": "spelled out when the file is read: tests/scenario/test_like.py",
    "side": "checked against the side of the unit, which decides",
    "carries_men": "checked when a scenario is read: so many men find room aboard",
    "sidc": "the symbol on pictures",
    "provenance": "where its numbers come from",
}


def test_no_field_is_left_out() -> None:
    mapped = [*OF_ITS_OWN, *BY_STRENGTH, "branch", "echelon", "mobility", "weapons", "vehicle"]
    complete(Toe, mapped, WORDS)
    assert set(BRANCHES) == choices(Toe, "branch")
    assert set(MOBILITIES) == choices(Toe, "mobility")
    assert set(ECHELONS) == choices(Toe, "echelon")
    assert len(set(MOBILITIES.values())) == len(MOBILITIES)


@pytest.mark.parametrize("field", OF_ITS_OWN)
def test_frontage_and_depth_are_those_of_the_type(country: Country, field: str) -> None:
    reals = country.drawn.tables.unit_reals[OF_ITS_OWN[field]]
    assert {name: reals[country.at(name)] for name in country.ids} == {
        name: country.toe_of(name)[field] for name in country.ids
    }


@pytest.mark.parametrize("field", BY_STRENGTH)
def test_what_a_unit_has_is_its_type_times_its_strength(country: Country, field: str) -> None:
    tables, state = country.drawn.tables, country.state
    for name in country.ids:
        unit = country.at(name)
        expected = round(country.toe_of(name).get(field, 0.0) * country.units[name]["strength"])
        assert tables.unit_reals[BY_STRENGTH[field], unit] == expected, name
        assert state.counts[AT_FIRST[field], unit] == expected, name
    assert len(set(tables.unit_reals[BY_STRENGTH[field]].tolist())) > 4


def test_arm_and_mobility_are_codes_of_their_own(country: Country) -> None:
    units = country.drawn.tables.units
    for name in country.ids:
        toe, unit = country.toe_of(name), country.at(name)
        assert units[t.ROLE, unit] == BRANCHES[toe["branch"]][0]
        assert units[t.MOBILITY, unit] == MOBILITIES[toe["mobility"]]
        assert units[t.ARMOURED, unit] == ("vehicle" in toe)
        assert units[t.ENGINEERS, unit] == (toe["branch"] == "engineer")
        assert country.compiled.labels.unit_branch[unit] == toe["branch"]
        called = "" if toe["branch"] == "aviation" else VEHICLE_WORDS.get(country.units[name]["toe"], "")
        assert country.compiled.labels.unit_vehicles[unit] == called


def test_quality_goes_by_arm_and_army(country: Country) -> None:
    """The army is the unit's own if it says one, else the side's; so are those who give themselves up."""
    tables = country.drawn.tables
    for name in country.ids:
        unit = country.at(name)
        army = country.units[name].get("army") or ("soviet" if country.is_first_side(name) else "japan")
        arm = BRANCHES[country.toe_of(name)["branch"]][1]
        assert p.NAMES[tables.units[t.QUALITY, unit]] == f"quality_{army}_{arm}"
        assert p.NAMES[tables.units[t.SURRENDER, unit]] == f"surrender_{army}"


@pytest.mark.parametrize("branch", sorted(set(BRANCHES) - {"aviation"}))
def test_each_arm_has_its_role_and_its_quality(country: Country, branch: str) -> None:
    resolved = country.compiled.resolved
    changed = resolved.toes["company"].model_copy(update={"branch": branch})
    units = country.compiled_with(toes=resolved.toes | {"company": changed}).forces.units
    unit = country.at("u-riflemen")
    role, arm = BRANCHES[branch]
    assert units[t.ROLE, unit] == role
    assert p.NAMES[units[t.QUALITY, unit]] == f"quality_soviet_{arm}"
    assert units[t.ENGINEERS, unit] == (branch == "engineer")


@pytest.mark.parametrize("mobility", sorted(set(MOBILITIES) - {"air"}))
def test_each_way_to_move_has_its_code(country: Country, mobility: str) -> None:
    resolved = country.compiled.resolved
    changed = resolved.toes["company"].model_copy(update={"mobility": mobility})
    compiled = country.compiled_with(toes=resolved.toes | {"company": changed})
    assert compiled.forces.units[t.MOBILITY, country.at("u-riflemen")] == MOBILITIES[mobility]


@pytest.mark.parametrize(("branch", "mobility", "called"), [
    ("tank", "tracked", "tanks"), ("tank", "motor", "armoured cars"), ("tank", "wheeled", "armoured cars"),
    ("cavalry", "tracked", "tanks"), ("boat", "water", "boats"), ("train", "rail", "wagons"),
])  # fmt: skip
def test_vehicles_have_the_name_of_their_kind(country: Country, branch: str, mobility: str, called: str) -> None:
    resolved = country.compiled.resolved
    changed = resolved.toes["tanks"].model_copy(update={"branch": branch, "mobility": mobility})
    compiled = country.compiled_with(toes=resolved.toes | {"tanks": changed})
    assert compiled.labels.unit_vehicles[country.at("r-tanks")] == called


def test_an_echelon_is_its_rank(country: Country) -> None:
    """Nodes of the order of battle: formations as they are written, then units by their ids."""
    ranks = country.compiled.orders.nodes[t.N_ECHELON].tolist()
    formations = {"westerners": "division", "guards": "regiment", "easterners": "brigade", "wing": "army"}
    expected = {name: ECHELONS[echelon] for name, echelon in formations.items()}
    expected |= {name: ECHELONS[country.toe_of(name)["echelon"]] for name in country.ids}
    assert dict(zip(country.compiled.nodes, ranks, strict=True)) == expected


@pytest.mark.parametrize("echelon", ECHELONS)
def test_each_echelon_has_its_rank(country: Country, echelon: str) -> None:
    resolved = country.compiled.resolved
    changed = resolved.toes["company"].model_copy(update={"echelon": echelon})
    compiled = country.compiled_with(toes=resolved.toes | {"company": changed})
    node = compiled.nodes.index("u-riflemen")
    assert compiled.orders.nodes[t.N_ECHELON, node] == ECHELONS[echelon]
