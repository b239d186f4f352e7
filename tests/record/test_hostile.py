"""Tables as somebody else's program, or somebody's ill will, would write them: told by line and column, never taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import InputError, Problem
from khasan.record import load_incident
from khasan.record.claim import COLUMNS
from khasan.record.rules import rule_of
from khasan.record.table import MAX_BYTES, read_table

GOOD = {
    "id": "killed@KRI", "quantity": "killed", "stance": "third", "kind": "count", "value": "5", "unit": "men",
    "source": "KRI",
}  # fmt: skip
AT = {"id": "fire@KRI", "quantity": "fire", "kind": "time", "value": "05:15", "unit": "", "date": "1938-07-31",
      "tz": "+09:00"}  # fmt: skip


def problems_of(folder: Path, **cells: str) -> list[Problem]:
    """What is wrong with an incident of one claim that differs from a good one in these cells."""
    row = {**dict.fromkeys(COLUMNS, ""), **GOOD, **cells}
    quoted = ",".join('"' + row[name].replace('"', '""') + '"' for name in COLUMNS)
    (folder / "one.csv").write_bytes(f"{','.join(COLUMNS)}\n{quoted}\n".encode("utf-8", "surrogatepass"))
    try:
        load_incident("one", folder=folder)
    except InputError as error:
        return error.problems
    return []


def test_the_good_ones_are_good(tmp_path: Path) -> None:
    assert problems_of(tmp_path) == []
    assert problems_of(tmp_path, **AT) == []
    assert problems_of(tmp_path, note="two\nlines, 張鼓峰 and\ta tabulator") == []


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("value", "５", "plain number"), ("value", "٥", "plain number"), ("value", "1_000", "plain number"),
        ("value", "inf", "plain number"), ("value", "nan", "plain number"), ("value", "1e30", "plain number"),
        ("value", "9" * 5_000, "plain number"), ("value", "0x10", "plain number"), ("low", "5\x00", "U+0000"),
        ("date", "１９３８", "EDTF"), ("date", "1938-42", "EDTF"), ("position", "９", "count characters"),
        ("position", "9" * 5_000, "count characters"), ("note", "a\x1b[2Jb", "U+001B"), ("where", "a\u202eb", "U+202E"),
        ("cites", "x" * 20_001, "keep a cell"), ("quantity", "kil\x85led", "U+0085"),
        ("id", "killed@KRI.２", "QUANTITY"),
        ("tz", "+99:99", "offset"), ("tz", "+0９:00", "offset"), ("formula", "(" * 180, "arithmetic"),
        ("formula", "9" * 201, "arithmetic"), ("formula", "1/0", "arithmetic"),
        ("formula", "__import__('os')", "arithmetic"),
        ("formula", "1\x00", "arithmetic"), ("formula", "1/3 if 1 else 2", "arithmetic"),
    ],
)  # fmt: skip
def test_each_trap_of_a_cell_is_told(tmp_path: Path, column: str, cell: str, says: str) -> None:
    extra = {"flag": "derived"} if column == "formula" else {"anchor": "six signs"} if column == "position" else {}
    told = problems_of(tmp_path, **{column: cell}, **extra)
    assert [p for p in told if p.field == column and says in p.remedy], told
    assert all((p.line or 0) >= 2 for p in told)
    assert all(str(p).isprintable() for p in told)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("value", "０5:15"), ("value", "05:15\n0"), ("value", "24:00"), ("date", "１９３８-07-31"),
        ("date", "1938-7-31"),
        ("date", "0001-01-01"), ("date", "9999-12-31"), ("tz", "+15:00"), ("tz", "+14:60"), ("tz", "-24:00/+24:00"),
    ],
)  # fmt: skip
def test_each_trap_of_a_time_is_told(tmp_path: Path, column: str, cell: str) -> None:
    assert column in [p.field for p in problems_of(tmp_path, **{**AT, column: cell})]


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        (b"a,b\n1,\xff\n", (2, 3), "save the file as UTF-8"),
        (b"a,b\n1,2\n\xed\xa0\x80,1\n", (3, 1), "save the file as UTF-8"),
        (b"a;b\r\n1;2\r\n", (1, None), "save the table with commas"),
        (b"a\tb\n1\t2\n", (1, None), "save the table with commas"),
        (b'a,b\n"1,2\n', (2, None), "mend the quotes"),
        (b"a,b\n1,2,3\n", (2, None), "give 2 cells"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", (2, None), "mend the quotes"),
        (b"b,a\n", (1, None), "write the header"),
        (b"", (1, None), "write the header"),
        (b"\x1b[2J,b\n", (1, None), "write the header"),
        (b"a" * (MAX_BYTES + 1), (None, None), "keep it to"),
    ],
)
def test_each_trap_of_a_table_is_told(
    tmp_path: Path, content: bytes, place: tuple[int | None, int | None], says: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    problems: list[Problem] = []
    assert read_table(path, ("a", "b"), problems) == []
    assert [(p.line, p.column) for p in problems] == [place]
    assert says in problems[0].remedy
    assert str(problems[0]).isprintable()


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'\xef\xbb\xbfa,b\r\n"one\r\ntwo",2\r\n3,4\r\n')
    problems: list[Problem] = []
    rows = read_table(path, ("a", "b"), problems)
    assert ([(row.line, row["a"]) for row in rows], problems) == ([(3, "one\ntwo"), (4, "3")], [])
    path.write_text("a,b\n1,x\u2028y\n3,4\n", encoding="utf-8")
    assert [row.line for row in read_table(path, ("a", "b"), problems)] == [2, 3], "U+2028 ends no line of a file"
    assert [(p.line, p.field) for p in problems] == [(2, "b")]


@pytest.mark.parametrize("name", ["source:KRI\n", "source:kri", "graded\n", "source:"])
def test_a_rule_by_a_name_that_only_begins_right_is_none(name: str) -> None:
    with pytest.raises(InputError):
        rule_of(name)
