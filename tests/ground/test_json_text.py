"""JSON is read within bounds and with places: what the standard library takes without a word is told of."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khasan.errors import InputError, Problem
from khasan.ground import json_text, load_map, maps
from khasan.ground.geojson import MAPS
from khasan.ground.json_scanner import MAX_DEPTH
from khasan.ground.json_text import MAX_BYTES, parse, read_document

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def problems_of(text: str) -> list[Problem]:
    """What is wrong with a text, whether it stops the reading or not."""
    try:
        return parse(text, "x.json").scan()[1]
    except InputError as error:
        return error.problems


@settings(deadline=None, derandomize=True)
@given(VALUES, st.sampled_from((None, 1, "\t")), st.booleans())
def test_what_is_written_is_read_again_and_each_part_found(value: Any, indent: Any, escaped: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    document = parse(text, "x.json")
    assert document.content == value
    assert document.scan()[1] == []
    part, trail = value, []
    while isinstance(part, dict | list) and part:
        step = list(part)[-1] if isinstance(part, dict) else len(part) - 1
        trail.append(step)
        part = part[step]
    line, column = document.locate(tuple(trail))
    found = text.split("\n")[line - 1][column - 1 :]
    assert json.JSONDecoder().raw_decode(found + "\n" + "\n".join(text.split("\n")[line:]))[0] == part


@settings(max_examples=300, deadline=None, derandomize=True)
@given(VALUES, st.integers(0, 200), st.sampled_from('{}[]:,"\\0e.-x \x00\u202e') | st.just(""))
def test_of_a_damaged_text_nothing_is_taken_that_the_library_refuses(value: Any, at: int, sign: str) -> None:
    whole = json.dumps(value)
    text = whole[: at % (len(whole) + 1)] + sign + whole[at % (len(whole) + 1) + 1 :]
    told = problems_of(text)
    try:
        expected = json.loads(text)
    except ValueError:
        assert told
        assert all(p.line is not None and p.column is not None for p in told)
    else:
        assert told or parse(text, "x.json").content == expected


@pytest.mark.parametrize(
    ("text", "place", "field", "value", "says"),
    [
        ('{"a": 1,\n "a": 2}', (2, 2), "a", "the key again", "line 1"),
        ('{"a": [1, NaN]}', (1, 11), "a[1]", "NaN", "finite"),
        ('{"a": -Infinity}', (1, 7), "a", "-Infinity", "finite"),
        ('{"a": 1e999}', (1, 7), "a", "1e999", "a number that"),
        ('{"a": ' + "9" * 1_000_000 + "}", (1, 7), "a", "9" * 37 + "...", "a number that"),
        ('{"a": "\\ud800"}', (1, 7), "a", "U+D800, half of a surrogate pair", "take the character"),
        ('{"a": "\\u001b[31m"}', (1, 7), "a", "U+001B, a control character", "take the character"),
        ('{"a": "x\u202ey"}', (1, 7), "a", "U+202E, which turns the direction of writing", "take the character"),
        ('{"a\\u0000": 1}', (1, 2), "", "U+0000, a control character", "take the character"),
        ("[" * 100_000, (1, MAX_DEPTH + 1), "[0]" * 12, "too deep a nesting", "keep to 64"),
        ('{"a": "' + "x" * 20_001 + '"}', (1, 7), "a", "a text of 20001 characters", "keep to 20000"),
        ("[" + "1," * 200_001 + "1]", (1, 400_000), "[199999]", "too many values", "keep a file to"),
        ('{"a": 01}', (1, 8), "", "'1}'", 'write ","'),
        ('{"a": １}', (1, 7), "a", "'１}'", "write a value"),
        ("{'a': 1}", (1, 2), "", "\"'a': 1}\"", "double quotes"),
        ('{"a": "x', (1, 7), "a", "Unterminated string starting", "mend"),
        ("", (1, 1), "", "the end of the file", "write a value"),
        ('{"a": 1} {', (1, 10), "", "'{'", "end the file"),
    ],
)  # fmt: skip
def test_each_trap_is_told_with_its_place(text: str, place: tuple[int, int], field: str, value: str, says: str) -> None:
    (problem,) = problems_of(text)
    assert (problem.line, problem.column, problem.field, problem.value) == (*place, field, value)
    assert says in problem.remedy


def test_all_that_does_not_stop_the_reading_is_told_at_once() -> None:
    told = problems_of('{"a": NaN, "a": 1, "b": "\\u0007", "c": [1e400]}')
    assert [p.field for p in told] == ["a", "a", "b", "c[0]"]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}', "[NaN]", "[-Infinity]", "[" * 65 + "]" * 65, '["\\u0007"]', '["\u202e"]',
        "[" + "1," * 200_000 + "1]", '["' + "x" * 20_001 + '"]',
    ],
)  # fmt: skip
def test_what_the_library_would_take_is_scanned(text: str) -> None:
    """The library reads these without a word (all but the escape): they must not pass by the quick way."""
    try:
        document = parse(text, "x.json")
    except InputError:
        return
    assert document.scanned is not None
    assert document.scanned[1] != []


@pytest.mark.parametrize("name", maps())
def test_the_quick_way_reads_a_shipped_map_as_the_scanner_does(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read_document(MAPS / f"{name}.geojson")
    assert quick.scanned is None, "a good map is not scanned: that takes twenty times as long"
    monkeypatch.setattr(json_text, "_quickly", lambda text: None)
    slow = read_document(MAPS / f"{name}.geojson")
    assert (slow.content, slow.scan()[1]) == (quick.content, [])


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        (b'{"a":\n "\xff"}', (2, 3), "save the file as UTF-8"),
        (b"\xff\xfe{\x00}\x00", (1, 1), "save the file as UTF-8"),
        (b" " * (MAX_BYTES + 1), (None, None), "keep it to"),
    ],
)
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes, place: tuple[int | None, ...], says: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        load_map(path)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == place


def test_a_folder_and_nothing_are_no_maps(tmp_path: Path) -> None:
    (tmp_path / "x.geojson").mkdir()
    for path in (tmp_path / "x.geojson", tmp_path / "none.geojson", Path("a\0b.geojson")):
        with pytest.raises(InputError):
            load_map(path)


def test_a_mark_and_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    text = (MAPS / "tauran.geojson").read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_map(path).digest == load_map("tauran").digest
    assert not math.isnan(load_map(path).window[0])
