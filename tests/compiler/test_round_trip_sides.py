"""What a scenario says of a side: its name, its rear, the minutes of its staffs, its supply."""

from __future__ import annotations

import numpy as np
import pytest

from compiler import round_trip
from compiler.round_trip import CARRIERS, DELAYS, ECHELONS, Country, choices, complete, drawn_of, exact, medians, vague
from khasan.kernels.state import tables as t
from khasan.scenario.schema import CommandDelay, Side
from khasan.scenario.supply_lines import Carriers, Leg, Supply


def test_no_field_is_left_out() -> None:
    words = {"colour": "on pictures"}
    complete(Side, ["id", "name", "rear", "command", "supply"], words)
    complete(CommandDelay, DELAYS, {"provenance": "where its numbers come from"})
    complete(Leg, ["distance_km", "carriers"], {"name": "for people", "provenance": "where its numbers come from"})
    complete(Carriers, [*CARRIERS, "means"], {"provenance": "where its numbers come from"})
    stocks = ["railhead_t", "depot_ammunition_t", "depot_food_t", "food_share"]
    complete(Supply, ["legs", *stocks], {"provenance": "where its numbers come from"})
    assert choices(Carriers, "means") == {"truck", "cart", "pack", "boat", "train"}


def test_sides_are_numbered_as_they_are_written(country: Country) -> None:
    labels = country.compiled.labels
    assert labels.sides == ("soviet", "japan")
    assert labels.side_names == ("The West", "The East")


def test_a_rear_is_its_sides_place(country: Country) -> None:
    world = country.compiled.world(0)
    assert [country.compiled.labels.places[place] for place in world.arrays.rear] == ["west", "east"]
    for name in country.compiled.labels.places:
        here = world.arrays.place_hex[country.compiled.labels.places.index(name)]
        x, y = world.ground.grid.centre(int(here))
        if name not in ("spot-6", "spot-7"):  # these lie in the brook
            assert np.hypot(x - round_trip.XY[name][0], y - round_trip.XY[name][1]) <= round_trip.HEX_M / 3**0.5, name


def test_delays_stand_by_side_and_echelon(country: Country) -> None:
    """Minutes as they are written; an army takes as long as the echelon next to it, the corps."""
    delays = country.drawn.orders.delays
    for k in range(2):
        written = round_trip.side(k, exact)["command"]
        expected = [0.0] * t.ECHELONS
        for echelon, rank in ECHELONS.items():
            if echelon in written:
                expected[rank] = written[echelon]
        expected[ECHELONS["army"]] = written["corps"]
        assert delays[k].tolist() == expected
    assert np.unique(delays[:, :8]).size == 16


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"company": 7.0}, [7.0] * 9),
        (
            {"platoon": 3.0, "division": 50.0},
            [3.0] * 4 + [50.0] * 5,
        ),  # battalion 3, regiment 4: of two as near, the higher
        ({"section": 2.0, "brigade": 30.0}, [2.0, 2.0, 2.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0]),
        ({"section": 9.0, "corps": 4.0}, [4.0] * 9),  # no echelon is slower than the one above it
    ],
)
def test_an_echelon_without_minutes_takes_those_of_the_nearest(
    country: Country, given: dict[str, float], expected: list[float]
) -> None:
    command = CommandDelay.model_validate({**given, "provenance": round_trip.WHY})
    sides = country.compiled.resolved.sides
    changed = (sides[0], sides[1].model_copy(update={"command": command}))
    delays = drawn_of(country.compiled_with(sides=changed)).orders.delays
    assert delays[1].tolist() == expected
    assert delays[0].tolist() == country.drawn.orders.delays[0].tolist()


def carriers_of(country: Country, side: int) -> list[tuple[int, float, dict[str, float], bool]]:
    """(leg, its kilometres, numbers, motor vehicles?) as they are written."""
    legs = round_trip.side(side, exact)["supply"]["legs"]
    return [
        (n, leg["distance_km"], some, some["means"] == "truck")
        for n, leg in enumerate(legs)
        for some in leg["carriers"]
    ]


@pytest.mark.parametrize("side", [0, 1])
def test_a_depot_begins_with_what_is_written(country: Country, side: int) -> None:
    written = round_trip.side(side, exact)["supply"]
    depot = country.drawn.depots[:, side]
    expected = {
        t.D_DECLARED: 1.0, t.D_RAILHEAD_T: written.get("railhead_t", np.inf), t.D_FOOD_SHARE: written["food_share"],
        t.D_AMMUNITION_T: written["depot_ammunition_t"], t.D_FOOD_T: written["depot_food_t"], t.D_MET: 1.0,
        t.D_LEGS: 2.0, t.D_BROUGHT_T: 0.0, t.D_ISSUED_AMMUNITION_T: 0.0, t.D_ISSUED_FOOD_T: 0.0, t.D_LOST_T: 0.0,
        t.D_WANTED_T: 0.0,
    }  # fmt: skip
    assert {row: depot[row] for row in range(t.D_CARRIER_0)} == expected
    assert (country.state.depots[:, side] == depot).all()


@pytest.mark.parametrize("side", [0, 1])
def test_carriers_stand_one_after_the_other(country: Country, side: int) -> None:
    """One that runs brings its payload once in the days of a trip: out and back at its pace, and the handling, in the
    hours that it is on the move in a day."""
    depot = country.drawn.depots[:, side]
    rows = depot[t.D_CARRIER_0 :].reshape(t.MOST_CARRIERS, t.CARRIER_FIELDS)
    written = carriers_of(country, side)
    for row, (leg, km, some, wears) in zip(rows, written, strict=False):
        days = (2 * km / some["kmh"] + medians()["handling_hours"]) / some["hours_a_day"]
        assert row[t.CA_LEG] == leg
        assert row[t.CA_FIT] == pytest.approx(some["number"] * some["serviceable"])
        assert row[t.CA_BROKEN] == pytest.approx(some["number"] * (1 - some["serviceable"]))
        assert row[t.CA_TONNES_A_DAY] == pytest.approx(some["payload_t"] / days)
        assert row[t.CA_BREAKS] == float(wears)
    assert not rows[len(written) :].any()
    assert np.unique(rows[: len(written), [t.CA_FIT, t.CA_BROKEN, t.CA_TONNES_A_DAY]]).size == 9


@pytest.mark.parametrize("means", ["truck", "cart", "pack", "boat", "train"])
def test_only_trucks_wear_out(country: Country, means: str) -> None:
    sides = country.compiled.resolved.sides
    supply = sides[0].supply
    assert supply is not None
    first = supply.legs[0]
    changed = first.model_copy(update={"carriers": [first.carriers[0].model_copy(update={"means": means})]})
    side = sides[0].model_copy(update={"supply": supply.model_copy(update={"legs": [changed, supply.legs[1]]})})
    depots = drawn_of(country.compiled_with(sides=(side, sides[1]))).depots
    assert depots[t.D_CARRIER_0 + t.CA_BREAKS, 0] == float(means == "truck")


def test_a_side_without_declared_supply_has_no_chain(country: Country) -> None:
    sides = country.compiled.resolved.sides
    changed = (sides[0], sides[1].model_copy(update={"supply": None}))
    depots = drawn_of(country.compiled_with(sides=changed)).depots
    assert depots[t.D_DECLARED].tolist() == [1.0, 0.0]
    assert np.flatnonzero(depots[:, 1]).tolist() == [t.D_MET]


def test_the_doubts_of_a_sides_staffs_are_one(vague_country: Country) -> None:
    """Whose staffs are slow at one echelon has slow staffs at all: the same share of each interval."""
    drawn = vague_country.drawn.orders.delays
    for k in range(2):
        written = round_trip.side(k, vague)["command"]
        shares = [
            (drawn[k, ECHELONS[echelon]] - one["low"]) / (one["high"] - one["low"]) for echelon, one in written.items()
        ]
        assert shares == pytest.approx([shares[0]] * len(shares), abs=1e-6)
        assert 0.0 < shares[0] < 1.0
