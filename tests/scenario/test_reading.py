"""YAML in, nodes with places out."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from khasan.scenario.yaml_reading import parse_nodes

POWER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+")
"""Numbers with a power, such as 0E0: PyYAML writes them as plain words, by the rules of YAML 1.1; we read 1.2."""
WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc",), exclude_characters="\xa0"),
    max_size=12,
).filter(lambda word: not POWER.fullmatch(word))
SCALARS = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, VALUES, min_size=1, max_size=4))
def test_plain_values_come_back_as_they_were_written(content: dict[str, Any]) -> None:
    node, problems = parse_nodes(yaml.safe_dump(content, allow_unicode=True), "text")
    assert problems == []
    assert node.plain() == content


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("1938-07-31", "1938-07-31"),
        ("1938-07-31T03:15:00+09:00", "1938-07-31T03:15:00+09:00"),
        ("12:30:45", "12:30:45"),
        ("0o17", "0o17"),
        ("010", "010"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("+3", 3),
        (".5", 0.5),
        ("6.02e23", 6.02e23),
        ("1e999", "1e999"),
        ("True", True),
        ("~", None),
        ("", None),
    ],
)
def test_scalars_follow_yaml_1_2_and_dates_stay_text(text: str, value: object) -> None:
    found = parse_nodes(f"key: {text}\n", "text")[0].plain()["key"]
    assert (found, type(found)) == (value, type(value))


def test_every_part_knows_where_it_stands() -> None:
    node, _ = parse_nodes("a:\n  b: [x, {c: 1}]\n", "file.yaml")
    assert node.locate(("a", "b", 1, "c")) == ("file.yaml", 2, 14)
    assert node.locate(("a", "b", 1, "c"), at_key=True) == ("file.yaml", 2, 11)
    assert node.locate(("a", "b", 7, "c")) == ("file.yaml", 2, 6)  # as deep as it was written


def test_a_few_aliases_are_fine_and_stand_for_copies() -> None:
    node, problems = parse_nodes("a: &a {x: 1}\nb: *a\nc: *a\n", "text")
    assert problems == []
    assert node.plain() == {"a": {"x": 1}, "b": {"x": 1}, "c": {"x": 1}}
    copy = node.copy()
    copy.content["b"].content["x"].content = 2
    assert node.plain()["c"] == copy.plain()["c"] == {"x": 1}
