"""A table of battles: what is read of it, what is said of the rest, and what is never looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from battles.made_rows import FORBIDDEN, OF_TIME, ROW, many_rows, shuffled, write_rows
from khasan.battles.battle_table import BEFORE, OF_DURATION, BattleTable, read_battles
from khasan.battles.codes import code_lists
from khasan.errors import InputError


def read(folder: Path, *changes: dict[str, str], known: bool = True) -> BattleTable:
    """The table of the hand-made row, once for each set of changes; the first is battle 1."""
    rows = [dict(ROW) | {"isqno": str(number)} | change for number, change in enumerate(changes, 1)]
    return read_battles(write_rows(folder / "battles.csv", rows), duration_known=known)


def test_every_cell_stands_in_its_place(tmp_path: Path) -> None:
    table = read(tmp_path, {})
    (row,) = table.rows
    assert (table.refused, table.doubts, table.absent, table.read) == ((), (), (), 1)
    assert (row.isqno, row.name, row.year, row.start, row.line) == ("1", "HILL 7", 1938, date(1938, 7, 30), 2)
    attacker, defender = row.attacker, row.defender
    assert attacker.actors == ("Redland",)
    assert defender.actors == ("Blueland", "Greenland")
    assert (attacker.strength, attacker.tanks, attacker.tanks_light, attacker.tanks_main) == (9000, 20, 20, 0)
    assert (attacker.guns, attacker.front_km, attacker.cavalry) == (48, 4, 0)
    assert (defender.strength, defender.guns, defender.cavalry) == (4200, 12, None)
    assert (attacker.scheme, attacker.scheme_second_arm) == ("frontal", "single-envelopment")
    assert (defender.scheme, defender.scheme_second_arm) == ("defensive", None)
    assert (row.posture, row.posture_second, row.posture_mix) == ("prepared", None, "one")
    assert (row.ground.relief, row.ground.cover, row.ground.special) == ("rolling", "mixed", None)
    assert (row.weather.wetness, row.weather.sky, row.weather.season) == ("dry", "sunny", "summer")
    assert (row.surprise, row.air_superiority, row.is_primary) == (0, "attacker", True)
    assert row.duration is not None
    assert (row.duration.days, row.duration.active_hours, row.duration.end) == (3, 40, date(1938, 8, 1))


def test_a_row_needs_little(tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("def_strength,isqno,year,att_strength\n500,a,1899,1000\n", encoding="utf-8")
    table = read_battles(path, duration_known=False)
    (row,) = table.rows
    assert (row.attacker.strength, row.defender.strength, row.year, row.is_primary) == (1000, 500, 1899, False)
    assert (row.posture, row.attacker.guns, row.duration, row.surprise) == (None, None, None, 0)
    assert set(table.absent) == set(BEFORE) - {"def_strength", "isqno", "year", "att_strength"}


@pytest.mark.parametrize(
    ("change", "column", "found"),
    [
        ({"year": "19O5"}, "year", "19O5"),
        ({"year": "1938.5"}, "year", "1938.5"),
        ({"year": "", "start": ""}, "year", "missing"),
        ({"att_strength": "0.0"}, "att_strength", "0.0"),
        ({"def_strength": "-4"}, "def_strength", "-4"),
        ({"def_strength": "nan"}, "def_strength", "nan"),
        ({"att_strength": "12,000"}, "att_strength", "12,000"),
        ({"att_strength": "", "att_str_initial": "", "att_str_total": ""}, "att_strength", "missing"),
        ({"isqno": ""}, "isqno", "missing"),
        ({"isqno": "1.0"}, "isqno", "1.0"),
    ],
)
def test_who_cannot_be_forecast_is_named_and_the_rest_is_read(
    tmp_path: Path, change: dict[str, str], column: str, found: str
) -> None:
    table = read(tmp_path, {}, change, {})
    assert [row.isqno for row in table.rows] == ["1", "3"]
    (problem,) = table.refused
    assert problem.line == 3
    assert problem.field.endswith(column)
    assert found in str(problem)
    assert table.read == 3


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("post1", "XX"), ("att_pri1", "F"), ("terrain1_1", "W"), ("wx1_4", "€"), ("surpa", "4"), ("aeroa", "0.5"),
        ("att_tanks", "some"), ("def_artillery", "-1"), ("att_front_km", "0"), ("start", "30.7.1938"),
        ("duration_days", "0"), ("end", "1938-07-01"), ("name", "a\x07b"), ("start", "1937-07-30"),
    ],
)  # fmt: skip
def test_an_odd_cell_is_named_and_taken_as_unknown(tmp_path: Path, column: str, cell: str) -> None:
    table = read(tmp_path, {column: cell})
    (doubt,) = table.doubts
    assert (doubt.line, doubt.field) == (2, f"battle 1, {column}")
    assert len(table.rows) == 1
    assert not table.refused


def test_a_doubtful_cell_reads_as_a_blank_one(tmp_path: Path) -> None:
    odd, blank = read(tmp_path, {"post1": "XX", "att_tanks": "some"}, {"post1": "", "att_tanks": ""}).rows
    assert replace(odd, isqno="2", line=3) == blank


@pytest.mark.parametrize(
    ("change", "strength", "more"),
    [
        ({"att_strength": "8000"}, 8000, False),
        ({"att_strength": "", "att_strength_is_initial": "", "att_str_initial": "7000"}, 7000, False),
        ({"att_strength": "", "att_strength_is_initial": "", "att_str_initial": ""}, 9000, False),
        ({"att_strength_is_initial": "0", "att_str_initial": ""}, 9000, True),
        ({"att_strength": "", "att_strength_is_initial": "", "att_str_initial": "", "att_str_code": "3"}, 9000, True),
        ({"att_strength": "", "att_strength_is_initial": "", "att_str_initial": "", "att_str_code": ""}, 9000, True),
    ],
)
def test_a_strength_that_may_hold_reinforcements_is_flagged(
    tmp_path: Path, change: dict[str, str], strength: float, more: bool
) -> None:
    table = read(tmp_path, change)
    assert (table.rows[0].attacker.strength, table.rows[0].attacker.strength_may_hold_more) == (strength, more)
    assert [problem.field for problem in table.doubts] == (["battle 1, att_strength"] if more else [])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "an empty line"),
        ("isqno,year\n1,1938\n", "no column att_strength"),
        ("isqno,year,att_strength,def_strength\n", "header without rows"),
        ("isqno,year,att_strength,def_strength\n1,1938,0,0\n2,19O5,5,5\n", "2 rows, none of which"),
        ("isqno;year;att_strength;def_strength\n1;1938;5;5\n", "save the table with commas"),
        ("isqno,year,year,att_strength,def_strength\n1,1938,1938,5,5\n", "year twice"),
        ('isqno,year,att_strength,def_strength\n"1,1938,5,5\n', "none of which"),
    ],
)
def test_a_file_that_is_of_no_use_gets_one_message(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "battles.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_battles(path, duration_known=False)
    assert len(caught.value.problems) == 1
    assert told in str(caught.value)


def test_no_file_gets_one_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_battles(tmp_path / "none.csv", duration_known=False)


def test_a_line_of_another_length_is_refused_by_itself(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "battles.csv", [dict(ROW)])
    path.write_text(path.read_text(encoding="utf-8") + "2,one,two\n\n", encoding="utf-8")
    table = read_battles(path, duration_known=False)
    assert (len(table.rows), table.read) == (1, 2)
    assert table.refused[0].line == 3
    assert table.refused[0].value == "3 cells"


def test_the_lists_know_every_coded_column() -> None:
    assert set(code_lists()) <= set(BEFORE)
    words = [code.word for codes in code_lists().values() for code in codes.values()]
    assert all(words)
    assert code_lists()["wx1_4"]["$"].word == "spring"


def test_no_forbidden_column_is_ever_asked_for() -> None:
    assert not set(FORBIDDEN) & set(BEFORE + OF_DURATION)
    assert not set(OF_TIME) & set(BEFORE)


@pytest.mark.parametrize("known", [True, False])
def test_what_tells_the_outcome_changes_nothing(tmp_path: Path, known: bool) -> None:
    rows = many_rows(60)
    columns = FORBIDDEN if known else FORBIDDEN + OF_TIME
    other = shuffled(rows, columns, seed=5)
    assert other != rows
    first = read_battles(write_rows(tmp_path / "battles.csv", rows), duration_known=known)
    assert read_battles(write_rows(tmp_path / "battles.csv", other), duration_known=known) == first


def test_the_check_above_would_see_a_leak(tmp_path: Path) -> None:
    """With the duration known its columns are read, and shuffling them is seen."""
    rows = many_rows(60)
    first = read_battles(write_rows(tmp_path / "battles.csv", rows), duration_known=True)
    other = write_rows(tmp_path / "battles.csv", shuffled(rows, OF_TIME, seed=5))
    assert read_battles(other, duration_known=True) != first


CELLS = st.one_of(st.text(max_size=12), st.sampled_from(["0", "-1", "1e9", "nan", "inf", "FF", "$", '"', "1938", ""]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(sorted(ROW)), CELLS, max_size=12))
def test_any_cells_are_read_or_named(tmp_path: Path, changes: dict[str, str]) -> None:
    if any("\ud800" <= letter <= "\udfff" for cell in changes.values() for letter in cell):
        return
    table = read(tmp_path, {}, {name: cell for name, cell in changes.items() if name != "isqno"})
    assert len(table.rows) == 2 or table.refused


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_file_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "junk.csv"
    path.write_bytes(b"isqno,year,att_strength,def_strength\n" + content)
    try:
        usable = read_battles(path, duration_known=True).rows
    except InputError as error:
        usable = error.problems[:1] if len(error.problems) == 1 else []
    assert usable
