"""What bad input gets: each file of invalid/ says in its last lines what is wrong with it, and all of it is found.

``#! [FILE:]LINE:COLUMN FIELD | VALUE | REMEDY`` is one problem; the remedy may go on. Files under ``questioned``
load, and only the linter objects.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khasan.errors import InputError, Problem
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import Library
from khasan.scenario.lint import lint
from khasan.scenario.yaml_reading import MAX_BYTES, MAX_NODES, MAX_SCALAR
from scenario.worlds import BROKEN, HERE, LIKE, WORLD, world

FILES = sorted((HERE / "invalid").glob("*/*.yaml"))
REFUSED = [path for path in FILES if path.parent.name == "scenarios"]
QUESTIONED = [path for path in FILES if path.parent.name == "questioned"]
RIGHT_TO_LEFT = "U+202E right-to-left override, which turns the direction of writing"
EXPECTED = re.compile(r"^#! (?:([\w.-]+):)?(\d+):(\d+) (\S*) \| (.*?) \| (.*)$", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_all_that_is_wrong_is_told_with_line_column_field_and_remedy(path: Path) -> None:
    stated = EXPECTED.findall(path.read_text("utf-8"))
    wanted = [(file or path.name, int(line), int(column), *rest) for file, line, column, *rest in stated]
    beside = (LIKE,) if path.parent.name == "toe" else ()
    found = sorted(_parts(problem) for problem in lint(path, library=Library((WORLD, BROKEN, *beside))))
    assert [problem[:5] for problem in found] == [problem[:5] for problem in wanted]
    for problem, expected in zip(found, wanted, strict=True):
        assert problem[5].startswith(expected[5])
    assert wanted


def _parts(problem: Problem) -> tuple[str, int, int, str, str, str]:
    line, column = problem.line or 0, problem.column or 0
    return Path(problem.file).name, line, column, problem.field, problem.value, problem.remedy


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_cannot_run_is_refused(path: Path) -> None:
    library = Library((WORLD, BROKEN))
    with pytest.raises(InputError) as refused:
        load_scenario(path, library=library)
    assert refused.value.exit_code == 2
    assert set(refused.value.problems) <= set(lint(path, library=library))


@pytest.mark.parametrize("path", QUESTIONED, ids=lambda path: path.stem)
def test_what_is_only_questioned_can_run(path: Path) -> None:
    assert load_scenario(path, library=world()).units


@pytest.mark.parametrize(
    ("content", "line", "column", "value"),
    [
        (b"a: " + b"x" * MAX_BYTES, None, None, "a file that is too large"),
        (b"a: ok\nb: caf\xe9\n", 2, 7, "byte 0xe9"),
        (b"a: [" + b"1," * MAX_NODES + b"]", 1, None, "too many values"),
        (b"a: " + b"x" * (MAX_SCALAR + 1), 1, 4, f"a text of {MAX_SCALAR + 1} characters"),
        (b"a: \x00", 1, 4, "U+0000, a control character"),
        ("a: ok\r\nb: \u202ec\r\n".encode(), 2, 4, RIGHT_TO_LEFT),
        (b'a: "\\ud800"', 1, None, "bad syntax"),
        (b"a: *nobody\n", 1, 4, "alias *nobody"),
        (b"? [a]\n: b\n", 1, 3, "a mapping or list as key"),
        (b"a: &a b\n*a : c\n", 2, 1, "an alias as key"),
        (b"[" * 100_000, 1, None, "too deep a nesting"),
        (b"", 1, 1, "an empty file"),
    ],
    ids=[
        "large",
        "latin-1",
        "many",
        "long",
        "control",
        "direction",
        "half",
        "alias",
        "key",
        "alias-key",
        "deep",
        "empty",
    ],
)
def test_a_hostile_file_is_refused_where_it_goes_wrong(
    tmp_path: Path, content: bytes, line: int | None, column: int | None, value: str
) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        load_scenario(path, library=world())
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.value) == (str(path), line or problem.line, value)
    assert column is None or problem.column == column


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, value in ((tmp_path / "none.yaml", "no such file"), (tmp_path, "something that is no file")):
        with pytest.raises(InputError) as refused:
            load_scenario(path, library=world())
        assert refused.value.problems == [Problem(str(path), None, None, "", value, "give the path of a YAML file")]
