from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import helpers_results as made_up
from khasan import arrays as a
from khasan.results import arrow
from khasan.results.table_columns import EVENTS, LOSSES, UNITS
from khasan.results.tables import events_table, losses_table, units_table

SCENARIO = made_up.compiled()
REPS = [made_up.replication(SCENARIO, k, record=True) for k in range(2)]


@pytest.mark.parametrize(
    ("make", "columns"),
    [(units_table, UNITS), (events_table, EVENTS), (losses_table, LOSSES)],
    ids=lambda x: str(x)[:20],
)
def test_a_table_has_exactly_its_columns_and_types_even_when_empty(make, columns) -> None:
    nothing = [REPS[0]._replace(events=REPS[0].events[:0], losses=REPS[0].losses[:0], factors=REPS[0].factors[:0])]
    for table in (make(SCENARIO, REPS), make(SCENARIO, nothing), make(SCENARIO, [])):
        assert table.schema == arrow.schema_of(columns)
        table.validate(full=True)
        for field, column in zip(table.schema, columns, strict=True):
            assert field.nullable or table[column.name].null_count == 0


def test_units_stand_hour_by_hour_where_the_replication_has_them() -> None:
    rows = units_table(SCENARIO, REPS).to_pylist()
    assert len(rows) == 2 * 73 * 12
    row = rows[(73 + 30) * 12 + 4]  # replication 1, hour 30, unit 4
    counts = REPS[1].counts[30, :, 4]
    assert (row["replication"], row["hour"], row["unit"]) == (1, 30.0, "unit-4")
    assert row["time"] == "1938-08-01T02:00:00+09:00"
    assert (row["formation"], row["side"], row["order"]) == ("118-rifle-1", "soviet", "hold")
    assert (row["killed"], row["burnt"], row["men"]) == (counts[a.KILLED], counts[a.BURNT], counts[a.MEN])
    assert row["weapons"] == 100
    grid = SCENARIO.world(0).ground.grid
    x, y = grid.centre(int(counts[a.HEX]))
    assert (row["q"], row["r"]) == grid.axial(int(counts[a.HEX]))
    assert (row["x_m"], row["y_m"]) == (pytest.approx(x), pytest.approx(y, abs=0.01))
    assert (row["lon"], row["lat"]) == SCENARIO.world(0).member.map.xy_to_lonlat(x, y)


def test_a_unit_that_has_not_arrived_is_nowhere() -> None:
    row = units_table(SCENARIO, REPS).slice(2, 1).to_pylist()[0]
    assert row["status"] == "expected"
    assert [row[name] for name in ("q", "r", "x_m", "y_m", "lon", "lat", "order_place")] == [None] * 7


def test_events_say_in_words_what_their_numbers_mean() -> None:
    rows = events_table(SCENARIO, REPS[:1]).to_pylist()
    by_kind = {row["kind"]: row for row in rows}
    rule = by_kind["rule_chosen"]
    assert (rule["unit"], rule["side"], rule["detail"]) == ("75-infantry", None, "attack by night")
    assert (by_kind["ordered"]["detail"], by_kind["ordered"]["place"]) == ("attack", "zaozernaya")
    taking = by_kind["took_place"]
    assert (taking["unit"], taking["side"], taking["detail"]) == (None, "japanese", "japanese")
    assert by_kind["broke"]["detail"] == "routed"
    fight = by_kind["driven_out"]
    assert (fight["place"], fight["other"]) == (None, "unit-2")
    assert (fight["q"], fight["r"]) == SCENARIO.world(0).ground.grid.axial(100)
    assert by_kind["tanks_lost"]["value"] == 2
    assert [row["entry"] for row in rows] == list(range(8))
    assert by_kind["ordered"]["time"] == "1938-07-30T20:15:00+09:00"


def test_a_word_that_two_lists_share_stands_once_in_the_dictionary() -> None:
    """Unit names recur, and a unit may be its own commander: pandas refuses dictionaries with a word twice."""
    array = arrow.text(np.array([0, 1, 2, -1]), ["1st Company", "2nd Company", "1st Company"])
    assert array.to_pylist() == ["1st Company", "2nd Company", "1st Company", None]
    assert array.dictionary.to_pylist() == ["1st Company", "2nd Company"]


def test_losses_carry_their_factors_and_the_address_of_their_draw() -> None:
    rifle, close = losses_table(SCENARIO, REPS[:1]).to_pylist()
    assert (rifle["event"], rifle["cause"], rifle["weapon"], rifle["killed"]) == (0, "aimed_fire", "rifle", 2)
    assert (rifle["shooter"], rifle["target"], rifle["side"]) == ("unit-2", "unit-0", "soviet")
    assert (close["weapon"], close["stream"], close["sub"], close["draw"]) == (None, 4, 1, 0.5)


def test_the_same_replications_are_the_same_bytes_in_pieces_or_whole_in_any_order(tmp_path: Path) -> None:
    for make in (units_table, events_table, losses_table):
        whole = make(SCENARIO, REPS)
        pieces = pa.concat_tables([make(SCENARIO, [rep]) for rep in REPS])
        for name, table in (("a", whole), ("b", pieces), ("c", make(SCENARIO, REPS[::-1]))):
            arrow.write(table, tmp_path / name)
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()
        assert arrow.read(tmp_path / "a").equals(whole)


def test_another_replication_is_other_bytes(tmp_path: Path) -> None:
    for rep in REPS:
        arrow.write(units_table(SCENARIO, [rep]), tmp_path / str(rep.replication))
    assert (tmp_path / "0").read_bytes() != (tmp_path / "1").read_bytes()


def test_tables_are_made_and_reported_on_without_pandas() -> None:
    """pyarrow imports pandas on a whim, which takes longer than a replication."""
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import helpers_results as made_up
from pathlib import Path
from khasan.results import arrow
from khasan.results.aar import after_action
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.series import series_row, series_table
from khasan.results.tables import events_table, losses_table, units_table
scenario = made_up.compiled()
rep = made_up.replication(scenario, record=True)
outcomes = outcomes_table(scenario, [outcome_row(scenario, rep, 7)])
tables = [outcomes, series_table(scenario, [series_row(scenario, rep)])]
tables += [make(scenario, [rep]) for make in (events_table, losses_table, units_table)]
for number, table in enumerate(tables):
    arrow.write(table, Path(sys.argv[2]) / str(number))
    assert arrow.read(Path(sys.argv[2]) / str(number)).equals(table)
assert after_action(scenario, outcomes, None).sections
print("pandas" in sys.modules)
"""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", code, str(Path(made_up.__file__).parent), folder]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out.strip() == "False"
