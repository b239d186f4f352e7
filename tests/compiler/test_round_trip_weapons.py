"""Each number of a weapon's file stands in its own column of the weapons' table, in the table's unit."""

from __future__ import annotations

import numpy as np
import pytest

from compiler.round_trip import Country, choices, complete, medians
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.equipment import Weapon

COLUMNS = {
    "crew": (t.W_CREW, 1.0),
    "rate_rpm": (t.W_RATE, 1 / 60),  # rounds a minute -> rounds a second
    "max_range_m": (t.W_MAX_M, 1.0),
    "min_range_m": (t.W_MIN_M, 1.0),
    "effective_range_m": (t.W_EFFECTIVE_M, 1.0),
    "hit_probability": (t.W_HIT, 1.0),
    "half_range_m": (t.W_HALF_M, 1.0),
    "lethal_area_m2": (t.W_LETHAL_M2, 1.0),
    "dispersion_m": (t.W_DISPERSION_M, 1.0),
    "penetration_mm": (t.W_PEN_MM, 1.0),
    "penetration_loss_mm_per_km": (t.W_PEN_LOSS, 1 / 1000),  # millimetres a kilometre -> a metre
    "basic_load": (t.W_LOAD, 1.0),
    "daily_supply": (t.W_DAILY, 1.0),
    "round_kg": (t.W_ROUND_KG, 1.0),
    "ceiling_m": (t.W_CEILING_M, 1.0),
    "aircraft_hit": (t.W_AIRCRAFT_HIT, 1.0),
}
GROUPS = {
    "small_arms": "small_arms",
    "machine_gun": "machine_guns",
    "indirect": "indirect",
    "anti_armour": "anti_armour",
    "bombs": "air",
}
"""Group of weapons -> the parameter that scales it."""
DEATHS = {"bullet": "killed_bullet", "shell": "killed_burst", "grenade": "killed_grenade", "bomb": "killed_bomb"}
"""Missile -> the parameter of the deaths among those whom it hits."""
UNSAID = {"plain": "bullet", "burst": "shell"}
"""Weapons whose file says of no missile: what it is by its group and by whether its rounds burst."""
WORDS = {
    "id": "the place in labels.weapons",
    "name": "labels.weapon_names, for people",
    "provenance": "where its numbers come from",
}


def test_no_field_is_left_out() -> None:
    complete(Weapon, [*COLUMNS, "group", "indirect", "missile"], WORDS)
    assert set(GROUPS) == choices(Weapon, "group")
    assert set(DEATHS) <= choices(Weapon, "missile")
    columns = [column for column, _ in COLUMNS.values()]
    assert sorted([*columns, t.W_GROUP, t.W_KILLED, t.W_INDIRECT]) == list(range(t.WEAPON_FIELDS))


def test_weapons_stand_in_the_order_of_their_ids(country: Country) -> None:
    assert country.compiled.labels.weapons == tuple(sorted(country.content["weapons"]))
    assert country.compiled.labels.weapon_names == tuple(sorted(country.content["weapons"]))


@pytest.mark.parametrize("field", COLUMNS)
def test_a_number_of_a_weapon_stands_in_its_column(country: Country, field: str) -> None:
    column, factor = COLUMNS[field]
    drawn = country.drawn.tables.weapons[column]
    for k, name in enumerate(country.compiled.labels.weapons):
        written = country.content["weapons"][name]
        absent = written["max_range_m"] if field == "effective_range_m" else 0.0
        assert drawn[k] == pytest.approx(factor * written.get(field, absent), rel=1e-12), name


def test_the_table_of_weapons_holds_no_number_twice(country: Country) -> None:
    """So that no column or weapon could stand for another in the test above."""
    table = np.delete(country.drawn.tables.weapons, [t.W_GROUP, t.W_KILLED, t.W_INDIRECT], axis=0)
    full = [k for k, name in enumerate(country.compiled.labels.weapons) if name != "plain"]
    values = table[:, full]
    assert np.unique(values).size == values.size


def test_the_group_of_a_weapon_is_the_row_of_its_parameter(country: Country) -> None:
    tables = country.drawn.tables
    for k, name in enumerate(country.compiled.labels.weapons):
        written = country.content["weapons"][name]
        row = int(tables.weapons[t.W_GROUP, k])
        assert p.NAMES[row] == GROUPS[written["group"]]
        assert tables.parameters[row] == pytest.approx(medians()[GROUPS[written["group"]]])
        assert tables.weapons[t.W_INDIRECT, k] == float(written.get("indirect", False))


def test_the_missile_of_a_weapon_is_the_row_of_its_deaths(country: Country) -> None:
    tables, seen = country.drawn.tables, set()
    for k, name in enumerate(country.compiled.labels.weapons):
        missile = country.content["weapons"][name].get("missile") or UNSAID[name]
        seen.add(missile)
        assert p.NAMES[int(tables.weapons[t.W_KILLED, k])] == DEATHS[missile]
    assert seen == set(DEATHS)


def test_hexes_within_which_a_weapon_serves_are_those_of_its_own_ranges(country: Country) -> None:
    """A range in hexes of 240 m is the range over the size of a hex, give or take half a hex."""
    limits = country.drawn.tables.limits
    rows = {t.LEAST_HEXES: "min_range_m", t.MOST_HEXES: "max_range_m", t.EFFECTIVE_HEXES: "effective_range_m"}
    for k, name in enumerate(country.compiled.labels.weapons):
        written = country.content["weapons"][name]
        for row, field in rows.items():
            metres = written.get(field, written["max_range_m"] if field == "effective_range_m" else 0.0)
            assert abs(limits[row, k] - metres / 240.0) <= 1.0, (name, field)
        hits = country.drawn.tables.by_range[1 + k]
        assert (hits[: limits[t.MOST_HEXES, k] + 1] > 0.0).all()
        assert (hits[limits[t.MOST_HEXES, k] + 1 :] == 0.0).all()
        assert hits[0] == pytest.approx(written["hit_probability"], rel=0.05)
