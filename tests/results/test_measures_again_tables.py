"""Every column of units, events and losses beside the arrays it is made from, each named here a second time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.results.table_columns import EVENTS, LOSSES, UNITS
from khasan.results.tables import events_table, losses_table, units_table
from results import measures_made_up

COUNTED = (
    "men", "killed", "wounded", "missing", "captured", "vehicles", "burnt", "knocked_out", "abandoned", "repaired",
    "bogged", "weapons_lost", "rounds_fired", "horses", "trucks", "horses_lost", "trucks_lost", "rounds_issued",
    "hours_cut_off",
)  # fmt: skip
"""Columns that hold the row of the counts that has their name."""
STATUS = {
    a.EXPECTED: "expected", a.ACTIVE: "active", a.BROKEN: "broken", a.GONE: "gone", a.ABOARD: "aboard",
    a.AT_AIRFIELD: "airfield",
}  # fmt: skip
POSTURE = {
    a.MOVING: "moving", a.DEPLOYED: "deployed", a.HASTY: "hasty", a.PREPARED: "prepared", a.FORTIFIED: "fortified",
    a.WITHDRAWING: "withdrawing", a.ROUTED: "routed",
}  # fmt: skip
ORDER = {
    a.NO_ORDER: "none", a.HOLD: "hold", a.MOVE: "move", a.ATTACK: "attack", a.WITHDRAW: "withdraw",
    a.BOMBARD: "bombard", a.SUPPORT: "support", a.STRIKE: "strike", a.COVER: "cover", a.SCOUT: "scout",
    a.BUILD_BRIDGE: "bridge", a.DEMOLISH: "demolish", a.PURSUE: "pursue", a.AMBUSH: "ambush",
}  # fmt: skip
KIND = {
    a.ARRIVED: "arrived", a.ORDERED: "ordered", a.SPOTTED: "spotted", a.OPENED_FIRE: "opened_fire",
    a.ENTERED_COMBAT: "entered_combat", a.DRIVEN_OUT: "driven_out", a.BROKE: "broke", a.RALLIED: "rallied",
    a.DESTROYED: "destroyed", a.TOOK_PLACE: "took_place", a.TANKS_LOST: "tanks_lost",
    a.OUT_OF_AMMUNITION: "out_of_ammunition", a.RULE_CHOSEN: "rule_chosen", a.ALIGHTED: "alighted",
    a.CUT_OFF: "cut_off", a.SUPPLIED_AGAIN: "supplied_again", a.AIR_RAID: "air_raid", a.TURNED_BACK: "turned_back",
    a.AIRCRAFT_LOST: "aircraft_lost", a.LEAVE_ASKED: "leave_asked", a.LEAVE_GRANTED: "leave_granted",
    a.LEAVE_REFUSED: "leave_refused", a.WENT_WITHOUT_LEAVE: "went_without_leave", a.OWN_INITIATIVE: "own_initiative",
    a.CROSSING_CHANGED: "crossing_changed", a.SURRENDERED: "surrendered", a.BROKE_CONTACT: "broke_contact",
    a.ATTACK_MOUNTED: "attack_mounted", a.ATTACK_STOPPED: "attack_stopped", a.GAVE_UP_POSITION: "gave_up_position",
}  # fmt: skip
ENDED_BY = (
    "none", "flank", "neighbour gone", "key ground lost", "surprise", "orders", "night or day", "no reserve",
    "ammunition", "fire that did not lift", "losses",
)  # fmt: skip
CAUSE = {
    a.AIMED: "aimed_fire", a.AREA: "area_fire", a.ARMOUR: "anti_armour_fire", a.CLOSE: "close_combat",
    a.PURSUIT: "pursuit", a.CARRIED: "carried", a.BOMBING: "bombing", a.STRAFING: "strafing",
    a.ANTI_AIRCRAFT: "anti_aircraft", a.AIR_COMBAT: "air_combat", a.SURRENDER: "surrender",
}  # fmt: skip
OF_COMMANDERS = {"rule_chosen", "leave_asked", "leave_granted", "leave_refused", "went_without_leave"}
AT_A_HEX = {"entered_combat", "driven_out", "alighted", "surrendered", "broke_contact", "gave_up_position"}
LOST = {
    "killed": a.LO_KILLED, "wounded": a.LO_WOUNDED, "missing": a.LO_MISSING, "captured": a.LO_CAPTURED,
    "vehicles_burnt": a.LO_BURNT, "vehicles_knocked_out": a.LO_KNOCKED_OUT, "vehicles_abandoned": a.LO_ABANDONED,
    "weapons_lost": a.LO_WEAPONS, "horses_lost": a.LO_HORSES, "trucks_lost": a.LO_TRUCKS, "stream": a.LO_STREAM,
    "sub": a.LO_SUB, "step": a.LO_STEP,
}  # fmt: skip
FACTORS = {
    "range_m": a.FA_RANGE_M, "weapons": a.FA_WEAPONS, "rounds": a.FA_ROUNDS, "effect_per_round": a.FA_EFFECT,
    "exposure": a.FA_EXPOSURE, "steadiness": a.FA_STEADINESS, "observation": a.FA_OBSERVATION,
    "quality": a.FA_QUALITY, "parameter": a.FA_PARAMETER, "fight": a.FA_FIGHT,
    "saturation": a.FA_SATURATION, "expected": a.FA_EXPECTED, "draw": a.FA_DRAW,
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return measures_made_up.compiled(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="module")
def reps(scenario: Compiled) -> list[Replication]:
    return [measures_made_up.replication(scenario, number) for number in (1, 3)]


def clock(scenario: Compiled, step: int) -> str:
    start = scenario.resolved.clock.start
    return (start + timedelta(seconds=90 * int(step))).isoformat(timespec="seconds")


def place_on_the_map(scenario: Compiled, rep: Replication, hexagon: int) -> dict[str, Any]:
    """Row by row from the south-west: hexes 240 m apart in a row, rows 240 m times the root of 3/4 apart, odd rows
    half a hex to the east."""
    grid = scenario.world(rep.member).ground.grid
    row, col = divmod(hexagon, grid.cols)
    return {
        "q": col - row // 2,
        "r": row,
        "x_m": pytest.approx(grid.origin_x + 240.0 * (col + (row % 2) / 2), abs=0.01),
        "y_m": pytest.approx(grid.origin_y + 240.0 * 0.75**0.5 * row, abs=0.01),
    }


def test_no_column_is_left_out() -> None:
    told = {*COUNTED, "replication", "hour", "time", "unit", "unit_name", "formation", "side", "status", "q", "r",
            "x_m", "y_m", "lon", "lat", "weapons", "ammunition", "suppression", "cohesion", "fatigue", "posture",
            "order", "order_place", "known_to_enemy", "seen_x_m", "seen_y_m", "seen_h"}  # fmt: skip
    assert told == {column.name for column in UNITS}
    told = {"replication", "entry", "step", "hour", "time", "kind", "unit", "side", "other", "place", "q", "r",
            "value", "detail"}  # fmt: skip
    assert told == {column.name for column in EVENTS}
    told = {*LOST, *FACTORS, "replication", "event", "hour", "time", "cause", "shooter", "target", "side", "weapon"}
    assert told == {column.name for column in LOSSES}


def test_a_row_of_units_is_what_the_replication_has_of_it(scenario: Compiled, reps: list[Replication]) -> None:
    labels, units = scenario.labels, len(scenario.labels.units)
    rows = units_table(scenario, reps).to_pylist()
    looks = len(reps[0].snapshot_steps)
    assert len(rows) == 2 * looks * units
    resolved = {unit.id: unit for unit in scenario.resolved.units}
    ground_map = scenario.world(0).member.map
    for k in range(0, len(rows), 7):
        rep, look, unit = reps[k // (looks * units)], k // units % looks, k % units
        row, counts = rows[k], rep.counts[look, :, unit]
        expected = {name: counts[a.COUNT_NAMES.index(name)] for name in COUNTED}
        expected |= {
            "replication": rep.replication,
            "hour": pytest.approx(rep.snapshot_steps[look] * 90 / 3600),
            "time": clock(scenario, rep.snapshot_steps[look]),
            "unit": labels.units[unit],
            "unit_name": resolved[labels.units[unit]].name,
            "formation": resolved[labels.units[unit]].formation,
            "side": resolved[labels.units[unit]].side,
            "status": STATUS[counts[a.STATUS]],
            "posture": POSTURE[counts[a.POSTURE]],
            "order": ORDER[counts[a.ORDER]],
            "order_place": labels.places[counts[a.ORDER_PLACE]] if counts[a.ORDER_PLACE] >= 0 else None,
            "known_to_enemy": bool(counts[a.CONTACT_AGE] == 17),
            "weapons": sum(counts[a.COUNT_NAMES.index(f"weapons_{slot}")] for slot in range(6)),
            "ammunition": pytest.approx(rep.ammunition[look, unit], rel=1e-6),
            "suppression": pytest.approx(rep.reals[look, 0, unit], rel=1e-6),
            "cohesion": pytest.approx(rep.reals[look, 1, unit], rel=1e-6),
            "fatigue": pytest.approx(rep.reals[look, 2, unit], rel=1e-6),
        }
        seen = (row.pop("seen_x_m"), row.pop("seen_y_m"), row.pop("seen_h"))
        if expected["known_to_enemy"]:
            at = place_on_the_map(scenario, rep, int(counts[a.CONTACT_HEX]))
            assert seen == (at["x_m"], at["y_m"], pytest.approx(17 * 90 / 3600))
        else:
            assert seen == (None, None, None)
        lon, lat = row.pop("lon"), row.pop("lat")
        if counts[a.STATUS] == a.AT_AIRFIELD:
            expected |= dict.fromkeys(("q", "r", "x_m", "y_m"))
            assert (lon, lat) == (None, None)
        else:
            expected |= place_on_the_map(scenario, rep, int(counts[a.HEX]))
            x, y = ground_map.projection.lonlat_to_xy(lon, lat)
            assert (x, y) == (pytest.approx(row["x_m"], abs=0.2), pytest.approx(row["y_m"], abs=0.2))
        assert row == expected


def test_who_is_nowhere_has_no_place(scenario: Compiled, reps: list[Replication]) -> None:
    counts = reps[0].counts.copy()
    counts[:, a.HEX, 4] = -1
    rows = units_table(scenario, [reps[0]._replace(counts=counts)]).to_pylist()
    for row in rows[4 :: len(scenario.labels.units)]:
        assert [row[name] for name in ("q", "r", "x_m", "y_m", "lon", "lat")] == [None] * 6


def test_an_event_is_what_the_replication_has_of_it(scenario: Compiled, reps: list[Replication]) -> None:
    labels = scenario.labels
    rows = events_table(scenario, reps).to_pylist()
    assert len(rows) == sum(len(rep.events) for rep in reps)
    entries = [(rep, number) for rep in reps for number in range(len(rep.events))]
    side_of = {unit.id: unit.side for unit in scenario.resolved.units}
    told: dict[str, Any] = {
        "ordered": ORDER, "rule_chosen": labels.rules, "own_initiative": labels.rules, "took_place": labels.sides,
        "broke": POSTURE, "attack_stopped": ENDED_BY, "gave_up_position": ENDED_BY,
        "crossing_changed": ("gone", "ford", "bridge", "ferry", "foot bridge"),
    }  # fmt: skip
    leaves = [leave.id for leave in scenario.resolved.leaves]
    told |= dict.fromkeys(OF_COMMANDERS - {"rule_chosen"}, leaves)
    for row, (rep, number) in zip(rows, entries, strict=True):
        event = rep.events[number]
        kind, value, unit, other, place = (
            int(event[k]) for k in (a.EV_KIND, a.EV_VALUE, a.EV_UNIT, a.EV_OTHER, a.EV_PLACE)
        )
        name = KIND[kind]
        names = labels.commanders if name in OF_COMMANDERS else labels.units
        who = names[unit] if unit >= 0 else None
        side = None if who is None or name in OF_COMMANDERS else side_of[who]
        at_a_hex = name in AT_A_HEX
        where = place_on_the_map(scenario, rep, place) if at_a_hex else {"q": None, "r": None}
        assert row == {
            "replication": rep.replication,
            "entry": number,
            "step": event[a.EV_STEP],
            "hour": pytest.approx(event[a.EV_STEP] * 90 / 3600),
            "time": clock(scenario, event[a.EV_STEP]),
            "kind": name,
            "unit": who,
            "side": labels.sides[value] if name == "took_place" else side,
            "other": labels.units[other] if other >= 0 and name not in OF_COMMANDERS else None,
            "place": labels.places[place] if place >= 0 and not at_a_hex else None,
            "q": where["q"],
            "r": where["r"],
            "value": value,
            "detail": told[name][value] if name in told else None,
        }
    assert {row["kind"] for row in rows} == set(KIND.values())


def test_a_loss_is_what_the_replication_has_of_it(scenario: Compiled, reps: list[Replication]) -> None:
    labels = scenario.labels
    rows = losses_table(scenario, reps).to_pylist()
    entries = [(rep, number) for rep in reps for number in range(len(rep.losses))]
    side_of = {unit.id: unit.side for unit in scenario.resolved.units}
    for row, (rep, number) in zip(rows, entries, strict=True):
        loss, factors = rep.losses[number], rep.factors[number]
        expected = {name: loss[k] for name, k in LOST.items()} | {name: factors[k] for name, k in FACTORS.items()}
        target = labels.units[loss[a.LO_TARGET]]
        assert row == expected | {
            "replication": rep.replication,
            "event": number,
            "hour": pytest.approx(loss[a.LO_STEP] * 90 / 3600),
            "time": clock(scenario, loss[a.LO_STEP]),
            "cause": CAUSE[loss[a.LO_CAUSE]],
            "shooter": labels.units[loss[a.LO_SHOOTER]] if loss[a.LO_SHOOTER] >= 0 else None,
            "target": target,
            "side": side_of[target],
            "weapon": labels.weapons[loss[a.LO_WEAPON]] if loss[a.LO_WEAPON] >= 0 else None,
        }
    assert {row["cause"] for row in rows} == set(CAUSE.values())


def test_replications_stand_in_the_order_of_their_numbers(scenario: Compiled, reps: list[Replication]) -> None:
    for make in (units_table, events_table, losses_table):
        table = make(scenario, reps[::-1])
        assert table.equals(make(scenario, reps))
        numbers = np.array(table["replication"].to_pylist())
        assert (np.diff(numbers) >= 0).all()
