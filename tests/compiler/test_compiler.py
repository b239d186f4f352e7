"""From a scenario to arrays: indices, draws, orders, light, places to start from."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import khasan
from engine import waters
from khasan import arrays as a
from khasan.compiler import Compiled, compile_scenario
from khasan.compiler.addresses import hash_of, key_of
from khasan.compiler.compile import step_counter
from khasan.compiler.force_arrays import quality_row, surrender_row
from khasan.compiler.light import sky, visibility
from khasan.compiler.orders import compile_conditions, drawn_delays
from khasan.compiler.uncertain import ABSENT, Uncertain
from khasan.errors import InputError
from khasan.kernels.knowledge.line_of_sight import sees
from khasan.kernels.movement.travel import IMPASSABLE
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.numbers import Number
from khasan.scenario.plans import Condition
from khasan.scenario.schema import ECHELON_RANK

START = datetime(1938, 7, 29, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def battle() -> Compiled:
    return khasan.compile_scenario(khasan.load_scenario("lake-khasan-1938"))


def test_addresses_are_the_same_everywhere() -> None:
    """Against sums of SHA-256 as any tool prints them, of "khasan 7 0" and of "a"."""
    assert [int(word) for word in key_of(7, 0)] == [0x19E2D236, 0x46691C67]
    assert hash_of("a") == int.from_bytes(bytes.fromhex("ca978112"), "little")
    keys = {tuple(key_of(seed, replication)) for seed in range(20) for replication in range(50)}
    assert len(keys) == 1000
    assert max(max(key) for key in keys) < 1 << 32


@pytest.mark.parametrize(
    ("seconds", "step"), [(-1.0, 0), (0.0, 0), (1.0, 1), (300.0, 1), (301.0, 2), (2999.0, 10), (1e9, 10)]
)
def test_a_moment_is_the_first_step_that_begins_by_then(seconds: float, step: int) -> None:
    assert step_counter(START, 300.0, 10)(START + timedelta(seconds=seconds)) == step


def number(value: float, low: float | None = None, high: float | None = None) -> Number:
    return Number(value=value, low=low, high=high, derived="for a test")


def test_numbers_are_drawn_each_by_its_own_name() -> None:
    few, many = Uncertain(), Uncertain()
    assert few.add("b", number(3.0, 1.0, 9.0)) == 0
    assert few.add("b", number(3.0, 1.0, 9.0)) == 0
    assert few.add("c", number(5.0)) == 1
    assert few.add("d", None) == ABSENT
    for name in ("a", "b", "c"):
        many.add(name, number(3.0, 1.0, 9.0))
    few.freeze()
    many.freeze()
    drawn, among = few.draw(key_of(7, 0)), many.draw(key_of(7, 0))
    assert drawn[0] == among[1]  # another number beside it changes nothing
    assert among[0] != among[1]
    assert 1.0 <= drawn[0] <= 9.0
    assert drawn[1] == 5.0
    assert drawn[ABSENT] == 0.0


def sun_altitude(moment: datetime, lon: float, lat: float) -> float:
    """Degrees; the low-precision formulae of the Astronomical Almanac (good to a hundredth of a degree here)."""
    n = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400.0
    mean = math.radians((280.460 + 0.9856474 * n) % 360.0)
    anomaly = math.radians((357.528 + 0.9856003 * n) % 360.0)
    ecliptic = mean + math.radians(1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.0000004 * n)
    right = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = math.radians((280.46062 + 360.98564737 * n + lon) % 360.0)
    return math.degrees(
        math.asin(
            math.sin(math.radians(lat)) * math.sin(declination)
            + math.cos(math.radians(lat)) * math.cos(declination) * math.cos(sidereal - right)
        )
    )


def test_light_follows_the_sun() -> None:
    """Against another ephemeris: daylight from the true altitude, dark below six degrees."""
    daylight, _, dark = sky(START, 288 * 2, 300.0, 130.6, 42.45, "computed")
    for step in range(0, 576, 5):
        altitude = sun_altitude(START + timedelta(seconds=300.0 * (step + 0.5)), 130.6, 42.45)
        assert daylight[step] == pytest.approx(np.clip((altitude + 12.0) / 12.0, 0.0, 1.0), abs=0.01)
        if abs(altitude + 6.0) > 0.1:
            assert dark[step] == (altitude < -6.0)
    assert 0.25 < dark.mean() < 0.4  # a night of late July


def test_a_full_moon_shines_by_night_and_a_new_one_never() -> None:
    night = slice(132, 156)  # 23:00 to 01:00 local time
    assert (sky(START, 288, 300.0, 130.6, 42.45, "full")[1][night] > 0.3).all()
    assert (sky(START, 288, 300.0, 130.6, 42.45, "new")[1] == 0.0).all()


@given(day=st.floats(0.0, 1.0), moon=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0))
def test_more_light_shows_more(day: float, moon: float, more: float) -> None:
    def metres(daylight: float, moonlight: float) -> float:
        return float(visibility(np.array([daylight]), np.array([moonlight]), 60.0, 250.0, 4000.0)[0])

    found = metres(day, moon)
    assert 60.0 - 1e-9 <= found <= 4000.0 + 1e-9
    assert found <= metres(max(day, more), moon) + 1e-9
    assert found <= metres(day, max(moon, more)) + 1e-9


def test_each_condition_becomes_a_row() -> None:
    place = {"hill": 3, "ford": 5}
    when = Condition.model_validate(
        {
            "after": START + timedelta(seconds=600), "dark": True, "stage_at_least": 2, "held": ["hill"],
            "any_lost": ["hill", "ford"], "enemy_near": {"place": "ford", "within_m": 1000.0, "at_least": 2},
            "strength_below": 0.4, "vehicles_below": 0.5,
        }
    )  # fmt: skip
    rows = compile_conditions(when, place, step_counter(START, 300.0, 100), 250.0, 300.0)
    assert set(rows) == {
        (t.AFTER, 2, 0, 0, 0.0), (t.IS_DARK, 1, 0, 0, 0.0), (t.STAGE_AT_LEAST, 2, 0, 0, 0.0), (t.HELD, 3, 0, 0, 0.0),
        (t.ANY_LOST, 3, 0, 0, 0.0), (t.ANY_LOST, 5, 0, 0, 0.0), (t.ENEMY_NEAR, 5, 4, 2, 0.0),
        (t.STRENGTH_BELOW, 0, 0, 0, 0.4), (t.VEHICLES_BELOW, 0, 0, 0, 0.5),
    }  # fmt: skip
    assert compile_conditions(Condition(), place, step_counter(START, 300.0, 100), 250.0, 300.0) == []


def test_rules_stand_in_the_order_of_the_plan(battle: Compiled) -> None:
    plans = {name: plan for plan in battle.resolved.plans for name in plan.formations}
    orders = battle.orders
    for k, commander in enumerate(battle.labels.commanders):
        first, last = orders.rules_of[k], orders.rules_of[k + 1]
        assert [rule.name for rule in plans[commander].rules] == list(battle.labels.rules[first:last])
        assert (orders.rules[first:last, t.R_COMMANDER] == k).all()
        for row, rule in zip(orders.rules[first:last], plans[commander].rules, strict=True):
            assert a.ORDER_NAMES[row[t.R_ORDER]] == rule.do.kind
            assert battle.labels.places[row[t.R_PLACE]] == rule.do.place
        members = [battle.labels.units[u] for u in orders.members[orders.first[k] : orders.first[k + 1]]]
        assert members == [unit.id for unit in battle.resolved.units if unit.commanded_by == commander]


def test_delays_come_from_the_side_and_echelon(battle: Compiled) -> None:
    """One quantile a side: echelons whose interval is half to twice their value are drawn at one multiple of it."""
    multiples = []
    for replication in range(20):
        drawn = drawn_delays(battle.delays, battle.numbers.draw(key_of(7, replication)))
        assert (np.diff(drawn, axis=1) >= 0.0).all()
        for side, minutes in zip(battle.resolved.sides, drawn, strict=True):
            battalion, division = side.command.of("battalion"), side.command.of("division")
            low, high = battalion.interval
            assert low <= minutes[ECHELON_RANK["battalion"]] <= high
            multiples.append(minutes[ECHELON_RANK["battalion"]] / float(battalion))
            if side.id == "japan":
                assert minutes[ECHELON_RANK["division"]] / float(division) == pytest.approx(multiples[-1])
    assert len(set(np.round(multiples, 6))) == 40


def test_no_echelon_is_slower_than_the_one_above() -> None:
    index = np.arange(2 * t.ECHELONS).reshape(2, -1)
    values = np.array([5.0, 9, 8, 7, 6, 5, 4, 3, 20, *range(9)])
    assert drawn_delays(index, values).tolist() == [[3.0] * 8 + [20.0], list(range(9))]


def test_weapons_and_men_are_those_of_the_toe(battle: Compiled) -> None:
    forces = battle.forces
    values = battle.numbers.draw(key_of(7, 0))
    for k, unit in enumerate(battle.resolved.units):
        toe = battle.resolved.toes[unit.toe]
        mounted = battle.resolved.vehicles[toe.vehicle].weapons if toe.vehicle else toe.weapons
        slots = forces.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, k]
        assert [battle.labels.weapons[w] for w in slots if w >= 0] == [m.weapon for m in mounted]
        low, high = toe.men.interval
        assert low <= values[forces.unit_reals[t.MEN_0, k]] <= high
        plated = toe.vehicle is not None and toe.mobility != "air"  # aircraft stand at their airfields
        assert (forces.unit_reals[t.ARMOUR_MM, k] != ABSENT) == plated


def test_a_side_without_a_quality_is_named() -> None:
    assert quality_row("soviet", "tank") == p.QUALITY_SOVIET_ARMOUR
    assert quality_row("japan", "artillery") == p.QUALITY_JAPAN_ARTILLERY
    with pytest.raises(InputError, match="quality_mars_infantry"):
        quality_row("mars", "rifle")


def test_an_army_other_than_its_sides_has_its_own_quality() -> None:
    assert quality_row("manchukuo", "infantry") == p.QUALITY_MANCHUKUO_INFANTRY
    assert surrender_row("mongolia") == p.SURRENDER_MONGOLIA
    with pytest.raises(InputError, match="say army: one of japan, soviet, manchukuo, mongolia"):
        surrender_row("mars")


def test_a_unit_of_another_army_is_compiled_so() -> None:
    clash = khasan.load_scenario("lake-khanka-1935")
    units = tuple(unit.model_copy(update={"army": "manchukuo"}) for unit in clash.units)
    found = compile_scenario(clash.model_copy(update={"units": units})).forces.units
    assert set(found[t.QUALITY]) == {p.QUALITY_MANCHUKUO_INFANTRY}
    assert set(found[t.SURRENDER]) == {p.SURRENDER_MANCHUKUO}


def test_units_are_led_by_the_nearest_headquarters_above(battle: Compiled) -> None:
    formation_of = {unit.id: unit.formation for unit in battle.resolved.units}
    parents = {formation.id: formation.parent for formation in battle.resolved.formations}
    ids = battle.labels.units
    assert (battle.forces.units[t.HEADQUARTERS] >= 0).sum() > 10
    for k, chief in enumerate(battle.forces.units[t.HEADQUARTERS]):
        if chief >= 0:
            above, at = formation_of[ids[k]], formation_of[ids[chief]]
            while above is not None and above != at:
                above = parents[above]
            assert above == at
            assert chief != k


@pytest.mark.parametrize("member", [0, 7])
def test_units_start_on_ground_that_they_can_leave(battle: Compiled, member: int) -> None:
    world = battle.world(member)
    start, arrays = world.arrays.start_hex, world.arrays
    sides = np.array(battle.labels.unit_side)
    arrives = battle.forces.units[t.ARRIVES]
    assert world.ground.passable[start].all()
    for side in (0, 1):
        way = arrays.way[arrays.way_of[arrays.rear[side], t.FOOT]]
        assert (way[start[sides == side]] < IMPASSABLE).all()
    at_once = arrives == 0
    assert not set(start[at_once & (sides == 0)]) & set(start[at_once & (sides == 1)])
    for when in np.unique(arrives):
        here = (arrives == when) & (battle.forces.units[t.MOBILITY] != t.AIR)
        _, crowd = np.unique(start[here], return_counts=True)
        assert crowd.max(initial=0) <= battle.scale.stack


def test_a_unit_without_a_way_to_its_rear_is_not_moved_over_the_water(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    river = waters.line("river", "river", (0, -2700), (0, 2700), width_m=60)
    country = waters.Country(tmp_path, [*waters.ENDS, river, waters.point("far", 1500, 500)], monkeypatch)
    east = [waters.unit("easterner", "e-company", "east")]
    there = waters.scenario([waters.unit("lost", "w-company", "far")], east, {})
    with pytest.raises(InputError, match=r"got far; no way leads from there to its rear west, and lost would start 1,"):
        country.compiled(there).world(0)
    there["forces"][0]["parts"][0]["at"] = "west"
    assert country.compiled(there).world(0).arrays.start_hex.size == 2


def test_maps_take_turns(battle: Compiled) -> None:
    members = battle.resolved.map.members
    assert [battle.member_of(k) for k in range(2 * members)] == [*range(members), *range(members)]
    assert battle.world(3) is battle.world(3)


def test_lines_of_sight_go_both_ways(battle: Compiled) -> None:
    world = battle.world(0).arrays
    some = range(0, battle.world(0).ground.grid.n, 17)
    seen = np.array([[sees(world.lines, world.axial, one, two) for two in some] for one in some])
    assert np.array_equal(seen, seen.T)
    assert seen.diagonal().all()
    assert len(some) < seen.sum() < seen.size


def test_one_statement_of_several_units_is_one_doubt(battle: Compiled) -> None:
    """The sum over units of one statement is as uncertain as the statement is."""
    at = {unit: k for k, unit in enumerate(battle.labels.units)}
    same = [unit.id for unit in battle.resolved.units if (unit.strength.low, unit.strength.high) == (0.8, 1.2)]
    assert len(same) > 20
    shares = [battle.numbers.draw(key_of(7, k))[battle.forces.strength[[at[unit] for unit in same]]] for k in range(50)]
    assert all(np.ptp(drawn) == 0.0 for drawn in shares)
    assert np.std([drawn[0] for drawn in shares]) == pytest.approx(0.2 / 6**0.5, rel=0.3)  # of the triangular law
