"""The page on the record says what the code does: its example runs and its columns are the file's."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from khasan.record.checks import KINDS
from khasan.record.claim import COLUMNS
from khasan.record.relations import COLUMNS as RELATION_COLUMNS
from khasan.record.rules import NAMED
from khasan.record.source import COLUMNS as SOURCE_COLUMNS
from khasan.record.source import GRADES

PAGE = Path(__file__).parents[2] / "docs" / "model" / "record.md"


def test_example_runs() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False)
    assert (result.failed, result.attempted) == (0, 7)


def test_every_column_and_grade_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    claims = text[text.index("## Claims") : text.index("## From rivals")]
    claims, relations = claims.split("Some quantities have the same name", 1)
    cells = re.findall(r"^\| (`.*?) \|", claims, flags=re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == set(COLUMNS)
    assert f"`{', '.join(SOURCE_COLUMNS)}`" in text
    cells = re.findall(r"^\| (`.*?) \|", relations.split("## Relations")[1], flags=re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == set(RELATION_COLUMNS)
    grades = re.findall(r"^\| ([A-E][^|]*?) \|", text, flags=re.MULTILINE)
    assert {grade for cell in grades for grade in cell.split(", ")} == set(GRADES)


def test_every_rule_and_every_kind_of_disagreement_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rules = text[text.index("| rule | whose claims stand |") :].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([\w:-]+)` \|", rules, flags=re.MULTILINE)) == {*NAMED, "source:KEY"}
    kinds = text[text.index("| kind | what is asked |") :].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", kinds, flags=re.MULTILINE)) == set(KINDS)
