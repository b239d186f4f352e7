"""What the replay is given: tables that come back whole, entries that rank, and reasons that are those of explain."""

from __future__ import annotations

import base64
import dataclasses
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest

import khasan
from khasan import arrays as a
from khasan.present.replay import loss_reasons, replay_data
from khasan.present.replay.designations import designations
from khasan.present.replay.naming import Naming
from khasan.present.replay.packing import packed_columns, packed_reals
from khasan.present.replay.replay_page import PARTS, script, style
from khasan.present.replay.told_events import GROUPS, Teller
from khasan.present.replay.unit_tables import Spots, UnitTables
from khasan.results.explain import CAUSES, MULTIPLIED, explain
from khasan.results.store import RunFolder

from . import made_up
from .conftest import content


def built(given: Any, **changes: Any) -> replay_data.Replay:
    labels = given.compiled.labels
    members = {number: number % 4 for number in range(9)}
    told = {"names": {}, "light": [], "seen": {}, "symbols": [0] * len(labels.units), "most": 5, "members": members}
    return replay_data.build(given.compiled, given.units, given.events, **(told | changes))


def inflated(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


def table_of(text: str, units: int) -> np.ndarray:
    """As the page does it in JavaScript."""
    steps = np.frombuffer(inflated(text), dtype="<i2").reshape(-1, units)
    return np.cumsum(steps, axis=0, dtype=np.int16)


def whole_of(text: str, count: int) -> list[list[int]]:
    steps = np.frombuffer(inflated(text), dtype="<i4").reshape(-1, count)
    return np.cumsum(steps, axis=1).tolist()


def reals_of(text: str, count: int) -> list[list[float]]:
    planes = np.frombuffer(inflated(text), dtype=np.uint8).reshape(-1, 4, count)
    return [list(struct.unpack(f"<{count}f", plane.T.tobytes())) for plane in planes]


def test_tables_come_back_whole() -> None:
    fight = made_up.compiled(hours=24)
    units = made_up.units_table(fight, [0])
    spots = Spots()
    tables = UnitTables(fight, units, spots)
    fields, count = tables.packed(), len(fight.labels.units)
    assert table_of(fields["men"], count).ravel().tolist() == units["men"].to_pylist()
    where = table_of(fields["where"], count).ravel()
    known = list(spots.known)
    expected = zip(units["x_m"].to_pylist(), units["y_m"].to_pylist(), strict=True)
    assert [known[spot] if spot >= 0 else (None, None) for spot in where] == list(expected)
    lost = sum(np.array(units[name].to_pylist()) for name in ("killed", "wounded", "missing"))
    assert tables.lost().ravel().tolist() == lost.tolist()


def test_a_contact_stands_where_it_was_last_seen() -> None:
    fight = made_up.compiled(hours=24)
    units = made_up.units_table(fight, [0])
    spots = Spots()
    fields, count = UnitTables(fight, units, spots).packed(), len(fight.labels.units)
    seen, age = (table_of(fields[name], count).ravel() for name in ("seen", "seen_age"))
    known = np.array(units["known_to_enemy"].to_pylist())
    assert ((seen >= 0) == known).all()
    assert ((age >= 0) == known).all()
    rows = zip(seen, age, units["seen_x_m"].to_pylist(), units["seen_h"].to_pylist(), strict=True)
    places = list(spots.known)
    for spot, minutes, x, hours in rows:
        if spot >= 0:
            assert (places[spot][0], minutes) == (x, round(60 * hours))


def test_a_run_of_an_earlier_khasan_shows_contacts_where_they_are() -> None:
    fight = made_up.compiled(hours=24)
    units = made_up.units_table(fight, [0]).drop_columns(["seen_x_m", "seen_y_m", "seen_h"])
    fields, count = UnitTables(fight, units, Spots()).packed(), len(fight.labels.units)
    where, seen = (table_of(fields[name], count).ravel() for name in ("where", "seen"))
    known = np.array(units["known_to_enemy"].to_pylist())
    assert (seen[known] == where[known]).all()
    assert (seen[~known] == -1).all()


def test_numbers_come_back_to_three_digits_or_to_seven() -> None:
    values = np.array([0.0, 1.0, 0.43592, 194.2016, 1.5e-7, 123456.7, -3.25])
    rough, fine = reals_of(packed_reals({"rough": values, "fine": values}, whole=["fine"]), len(values))
    assert rough == pytest.approx(values, rel=5e-4)
    assert fine == pytest.approx(values, rel=1e-7)
    assert max(abs(np.array(rough) - values)) > 0
    counts = {"one": np.array([5, 5, 900_000]), "other": np.array([0, -1, 3])}
    assert whole_of(packed_columns(counts), 3) == [[5, 5, 900_000], [0, -1, 3]]


def test_it_takes_up_what_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_data, "BUDGET_BYTES", 150_000)
    few = built(content(replications=4, recorded=4))
    assert 1 <= len(few.shown) < 4 == few.recorded
    assert few.members == tuple(number % 4 for number in few.shown)


def test_steps_are_minutes_in_a_short_fight_and_the_clock_is_named() -> None:
    given = content(1, 1)
    data = json.loads(built(given).data)
    assert (data["minutes"], data["zone"]) == (60.0, {"minutes": 540, "others": {}})
    short = dataclasses.replace(given.compiled, step_s=30.0, snapshot_every=10)
    assert json.loads(built(dataclasses.replace(given, compiled=short)).data)["minutes"] == 5.0


def test_the_view_of_a_small_fight_opens_on_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    given = content(1, 1)
    assert replay_data._first_places(given.units) == [], "the made-up battle has more units, and opens on the fight"
    monkeypatch.setattr(replay_data, "_FEW", len(given.compiled.labels.units))
    here = given.units.filter(pc.and_(pc.equal(given.units["hour"], 0), pc.is_valid(given.units["x_m"])))
    assert len(replay_data._first_places(given.units)) == here.num_rows > 4


def test_sides_differ_in_shape_and_both_lines_have_names() -> None:
    data = json.loads(built(content(1, 1)).data)
    assert dict(zip(data["side_ids"], data["shapes"], strict=True)) == {"soviet": "square", "japan": "round"}
    (entry,) = data["replications"]
    assert {"Soviet claim", "Japanese claim"} <= {line["name"] for line in entry["claims"]}
    assert "Zaozernaya" in {name for _, _, name, _ in entry["names"]}


def test_vehicles_are_called_by_their_name_and_aircraft_are_none() -> None:
    """A unit of tanks, told that they are boats, then wagons; of one side alone; a third kind flies."""
    fight = made_up.compiled(hours=24)
    labels = fight.labels
    tanks = labels.unit_vehicles.index("tanks")
    side = labels.unit_side[tanks]

    def told(vehicles: str, branch: str) -> tuple[dict[str, Any], list[str]]:
        words = tuple(vehicles if k == tanks else "" for k in range(len(labels.units)))
        branches = tuple(branch if k == tanks else "rifle" for k in range(len(labels.units)))
        changed = dataclasses.replace(
            fight, labels=dataclasses.replace(labels, unit_vehicles=words, unit_branch=branches)
        )
        data = json.loads(built(content(1, 1, compiled=changed)).data)
        return data["units"][tanks], data["vehicles"]

    for words, one in (("boats", "boat"), ("wagons", "wagon"), ("armoured cars", "armoured car")):
        unit, of_sides = told(words, "boat")
        assert (unit["vehicle"], unit["vehicles"], unit["flies"]) == (one, words, False)
        assert (of_sides[side], of_sides[1 - side]) == (words, "")
    unit, of_sides = told("", "aviation")
    assert (unit["vehicle"], unit["flies"], of_sides) == ("", True, ["", ""])


# -- what is told ------------------------------------------------------------------------------------------------


def told(rows: list[dict[str, Any]], lost: np.ndarray | None = None) -> list[dict[str, Any]]:
    """Entries of made-up events: (hour, kind, unit, ...)."""
    fight = made_up.compiled()
    labels = fight.labels
    called = designations(fight.resolved, labels.formation_parent, labels.unit_formation)
    nothing = {"unit": None, "side": None, "other": None, "place": None, "value": 0, "detail": None}
    start = made_up._moment
    rows = [nothing | {"time": start(fight.resolved, row["hour"])} | row for row in rows]

    class Rows:
        def to_pylist(self) -> list[dict[str, Any]]:
            return rows

    none = np.zeros((4, len(labels.units)), dtype=np.int64)
    names = Naming(fight, called, {"zaozernaya": "Zaozernaya", "elsewhere": "Elsewhere"})
    teller = Teller(names, 3600.0)
    return teller.told(Rows(), none if lost is None else lost, [], [])


def test_what_happens_to_one_regiment_in_one_hour_is_one_entry() -> None:
    units = made_up.compiled().labels.units
    rows = [{"hour": 1.2, "kind": "broke", "unit": units[0]}, {"hour": 1.7, "kind": "broke", "unit": units[1]}]
    (entry,) = told(rows)
    assert (entry["t"], entry["g"], entry["u"]) == ("2 units of the 118th Rifle Regiment break", "breaking", [0, 1])
    assert (entry["h"], entry["c"]) == (1.2, "30 Jul, 19:12")
    one, other = told([rows[0], rows[1] | {"hour": 2.5}])
    assert (one["t"], other["h"]) == ("Rifle company 1 (118th Rifle Regiment) breaks", 2.5)
    assert entry["w"] > one["w"], "two units weigh more than one"


def test_arrivals_stand_apart_and_places_of_plans_are_not_told() -> None:
    units = made_up.compiled().labels.units
    rows = [
        {"hour": 1.0, "kind": "arrived", "unit": units[0]},
        {"hour": 2.0, "kind": "took_place", "side": "japan", "place": "elsewhere"},
        {"hour": 2.0, "kind": "took_place", "side": "japan", "place": "zaozernaya"},
        {"hour": 2.5, "kind": "spotted", "unit": units[0]},
    ]
    assert [(entry["g"], entry["t"]) for entry in told(rows)] == [
        ("arrivals", "Rifle company 1 (118th Rifle Regiment) arrives"),
        ("ground", "Japan takes Zaozernaya"),
    ]
    assert {entry["g"] for entry in told(rows)} <= set(GROUPS)


def test_losses_are_told_by_regiment_and_weigh_their_men() -> None:
    lost = np.zeros((4, 18), dtype=np.int64)
    lost[2:, 0], lost[2:, 3], lost[3:, 12] = 20, 5, 7
    one, other = told([], lost)
    assert (one["t"], one["w"], one["h"]) == ("2 units of the 118th Rifle Regiment lose 25 men", 25, 2)
    assert (one["u"], one["n"]) == ([0, 3], 25)
    assert other["t"].endswith("loses 7 men")


# -- reasons -----------------------------------------------------------------------------------------------------


def test_the_largest_losses_are_chosen_and_stand_in_order_of_time() -> None:
    import pyarrow as pa

    labels = made_up.compiled().labels
    count = 5
    plain = {name: [0] * count for name in ("step", "killed", "wounded", "missing", "vehicles_burnt")}
    rows = plain | {
        "vehicles_knocked_out": [0, 0, 0, 0, 2],
        "killed": [1, 9, 0, 3, 0],
        "step": [0, 6, 7, 13, 18],
        "event": list(range(count)),
        "cause": ["aimed_fire"] * count,
        "shooter": [labels.units[1], None, None, labels.units[1], None],
        "target": [labels.units[0]] * count,
        "weapon": ["rifle"] * count,
    }
    rows |= {name: [0.5] * count for name in loss_reasons.REALS}
    found = loss_reasons.reasons(labels, pa.table(rows), 6, last=3, most=3)
    assert (found["all"], found["told"], found["men_all"], found["men"]) == (4, 3, 13, 12)
    columns = dict(zip(loss_reasons.WHOLE, whole_of(found["whole"], 3), strict=True))
    assert columns["event"] == [1, 3, 4]
    assert columns["snapshot"] == [2, 3, 3]
    assert columns["shooter"] == [-1, 1, -1]


@pytest.mark.slow
def test_reasons_are_those_that_explain_prints(tmp_path: Path) -> None:
    khasan.run("suifenho-1935", seed=7, replications=2, record=2, out=tmp_path / "run")
    folder = RunFolder.open(tmp_path / "run")
    replication = 1
    compiled = khasan.compile_scenario(khasan.load_scenario("suifenho-1935"))
    rows = folder.table("losses")
    rows = rows.filter([number == replication for number in rows["replication"].to_pylist()])
    found = loss_reasons.reasons(compiled.labels, rows, compiled.snapshot_every, last=48)
    count = found["told"]
    whole = dict(zip(loss_reasons.WHOLE, whole_of(found["whole"], count), strict=True))
    reals = dict(zip(loss_reasons.REALS, reals_of(found["reals"], count), strict=True))
    words = loss_reasons.words()
    assert count == found["all"] > 5
    for k in range(count):
        why = explain(tmp_path / "run", replication, whole["event"][k])
        assert CAUSES[whole["cause"][k]] == why.cause
        assert compiled.labels.units[whole["target"][k]] == why.target
        assert why.step == whole["step"][k]
        for factor, meaning in zip(why.factors, words["meanings"][whole["cause"][k]], strict=True):
            assert (factor.name in MULTIPLIED, factor.meaning) == (True, meaning)
            assert reals[factor.name][k] == pytest.approx(factor.value, rel=5e-4)
        assert (reals["draw"][k], reals["expected"][k]) == pytest.approx((why.draw, why.expected), rel=1e-6)
        assert words["undrawn"][whole["cause"][k]] == (why.span is None)
        assert whole["killed"][k] == why.lost.get("killed", 0)


def test_words_fit_the_causes_of_the_engine() -> None:
    words = loss_reasons.words()
    assert len(words["causes"]) == len(words["meanings"]) == len(words["undrawn"]) == len(a.CAUSE_NAMES)


# -- the page's files --------------------------------------------------------------------------------------------


def test_script_and_style_are_whole_and_ask_nobody() -> None:
    folder = Path(replay_data.__file__).parents[1] / "templates" / "replay"
    assert {path.name for path in folder.glob("*.js")} == set(PARTS)
    text = script() + style()
    assert "http" not in text
    assert "@import" not in text
    assert "</script" not in text
    assert "</style" not in style()
    assert max(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.iterdir()) < 350
