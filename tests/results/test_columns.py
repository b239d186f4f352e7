"""Every column is defined once, documented, and there is no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from verification.pages.results import brought_up_to_date

from khasan.arrays import CAUSE_NAMES, EVENT_NAMES, ORDER_NAMES, POSTURE_NAMES, STATUS_NAMES
from khasan.results.aar_model import JUDGEMENTS
from khasan.results.columns import LOSSES_COUNTED, OUTCOMES, Column, expand
from khasan.results.table_columns import EVENTS, LOSSES, TABLES, UNITS

PAGE = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
ALL = [(table, column) for table, columns in TABLES.items() for column in columns]


def test_the_page_is_up_to_date() -> None:
    """If not: python -m verification.pages"""
    assert brought_up_to_date(PAGE) == PAGE


@pytest.mark.parametrize("table", TABLES)
def test_the_page_lists_every_column_of_every_table_with_its_unit(table: str) -> None:
    section = PAGE.split(f"## {table}.parquet")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `(\S+)` \| (\S[^|]*) \| ", section, flags=re.MULTILINE)
    assert documented == [(column.name, column.unit or "–") for column in TABLES[table]]


def test_a_page_that_lacks_a_column_would_be_noticed() -> None:
    assert brought_up_to_date(PAGE.replace("| `cohesion` |", "| `cohesoin` |")) == PAGE


@pytest.mark.parametrize(("table", "column"), ALL, ids=[f"{t}-{c.name}" for t, c in ALL])
def test_a_column_says_what_it_means_and_when_it_is_empty(table: str, column: Column) -> None:
    assert len(column.meaning) > 5
    assert "|" not in column.meaning
    assert not column.nullable or "nothing" in column.meaning


def test_names_are_distinct() -> None:
    for columns in TABLES.values():
        names = [column.name for column in columns]
        assert len(names) == len(set(names))


def test_every_measure_is_counted_by_side_by_phase_and_by_formation() -> None:
    names = {column.name for column in OUTCOMES}
    for measure in LOSSES_COUNTED:
        counted = {"{side}_{m}", "{side}_{m}_{phase}", "formation_{formation}_{m}"}
        assert {name.replace("{m}", measure.id) for name in counted} <= names
        assert f"| `{measure.id}` | {measure.unit} |" in PAGE


def _meaning(columns: tuple[Column, ...], name: str) -> str:
    return next(column.meaning for column in columns if column.name == name)


def test_words_that_a_column_can_hold_are_all_told() -> None:
    for column, words in (("status", STATUS_NAMES), ("posture", POSTURE_NAMES), ("order", ORDER_NAMES)):
        assert all(word in _meaning(UNITS, column) for word in words)
    assert all(cause in _meaning(LOSSES, "cause") for cause in CAUSE_NAMES)
    assert "see below" in _meaning(EVENTS, "kind")
    assert all(f"`{kind}`" in PAGE for kind in EVENT_NAMES)
    assert all(f"| **{word}** | {meaning} |" in PAGE for word, meaning in JUDGEMENTS.items())


def test_a_family_is_filled_in_in_the_order_of_its_places() -> None:
    column = Column("taken_{place}_{side}", "h", "hours", "float64")
    names = [c.name for c in expand(column, {"side": ["a", "b"], "place": ["x", "y"]})]
    assert names == ["taken_x_a", "taken_x_b", "taken_y_a", "taken_y_b"]
