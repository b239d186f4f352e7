"""Each rule says where its form comes from, and no choice hides in it as a bare number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import khasan

KERNELS = Path(khasan.__file__).parent / "kernels"
NO_ROOM_OF_RULES = {"compiling", "state"}  # how numba compiles; fields, parameters and the book
FILES = [path for path in sorted(KERNELS.rglob("*.py")) if path.parent.name not in NO_ROOM_OF_RULES]
FORM = re.compile(r"^Form:(.*?)(?:\n\s*\n|\Z)", flags=re.MULTILINE | re.DOTALL)
YEAR = re.compile(r"\b1[5-9]\d\d\b|\b20\d\d\b")
LEAST_WORDS = 5

ARITHMETIC = {
    0.0: "nothing",
    0.5: "a half: of a mean, of rounding, between no and yes",
    1.0: "the whole",
    2.0: "twice",
    3.0: "a sixth of a circle is pi / 3",
    3.6: "km/h in a metre a second",
    6.0: "neighbours of a hex",
    24.0: "hours in a day",
    60.0: "seconds in a minute",
    1000.0: "metres in a kilometre, kilograms in a tonne",
    3600.0: "seconds in an hour",
}
"""What may stand in a rule without a name: units and arithmetic, no choice."""


def functions(source: str) -> Iterator[ast.FunctionDef]:
    """The functions of a file."""
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))


def is_rule(function: ast.FunctionDef) -> bool:
    """Whether a function is decorated as a rule."""
    return any(isinstance(decorator, ast.Name) and decorator.id == "rule" for decorator in function.decorator_list)


def forms(function: ast.FunctionDef) -> list[str]:
    """What the lines `Form:` of a docstring say, each to the end of its paragraph."""
    return [" ".join(said.split()) for said in FORM.findall(ast.get_docstring(function) or "")]


def is_a_form(said: str) -> bool:
    """Whether words name a source with its year, or a form of ours with a reason."""
    if said.startswith("ours"):
        reason = said.removeprefix("ours, because ")
        return reason != said and len(reason.split()) >= LEAST_WORDS
    return YEAR.search(said) is not None


def without_form(source: str) -> list[str]:
    """Rules of a file that do not say once where their form comes from, and other functions that say it badly."""
    wrong = []
    for function in functions(source):
        said = forms(function)
        if (is_rule(function) and len(said) != 1) or not all(map(is_a_form, said)):
            wrong.append(function.name)
    return wrong


def bare_numbers(source: str) -> list[tuple[str, float]]:
    """Numbers with a point in the bodies of functions that are neither units nor arithmetic, with the function."""
    return [
        (function.name, node.value)
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and node.value not in ARITHMETIC
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KERNELS)))
def test_each_rule_says_where_its_form_comes_from(path: Path) -> None:
    assert without_form(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KERNELS)))
def test_no_choice_is_a_bare_number(path: Path) -> None:
    assert bare_numbers(path.read_text("utf-8")) == []


def test_all_rooms_and_rules_are_looked_at() -> None:
    rooms = {path.parent.name for path in FILES}
    assert {"aboard", "air", "chance", "close", "command", "fire", "knowledge"} <= rooms
    assert {"morale", "movement", "supply", "works"} <= rooms
    assert sum(is_rule(function) for path in FILES for function in functions(path.read_text("utf-8"))) > 100
    assert not NO_ROOM_OF_RULES & rooms
    skipped = [path for path in KERNELS.rglob("*.py") if path not in FILES]
    assert not any(is_rule(function) for path in skipped for function in functions(path.read_text("utf-8")))


def rule_with(*lines: str) -> str:
    """A rule with these lines under the first of its docstring."""
    said = "".join(f"\n    {line}" for line in lines)
    return (
        f'@rule\ndef speed(metres, seconds):\n    """Metres a second.\n{said}\n    """\n    return metres / seconds\n'
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("Form: Tobler 1993, the hiking function.",),
        ("Form: ours, because a way over a time is a pace.",),
        ("Form: ours, because a way over", "a time is a pace.", "", ">>> speed(2.0, 1.0)", "2.0"),
    ],
)
def test_a_form_with_a_source_or_a_reason_passes(lines: tuple[str, ...]) -> None:
    assert without_form(rule_with(*lines)) == []


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Form:",),
        ("Form:", "", "Measured in 1993."),
        ("Form: ours.",),
        ("Form: ours, because",),
        ("Form: ours, because it is so.",),
        ("Form: ours, as in 1993.",),
        ("Form: Tobler, the hiking function.",),
        ("Formed after Tobler 1993.",),
        ("Form: Tobler 1993.", "", "Form: Naismith 1892."),
    ],
)
def test_a_form_without_source_or_reason_is_refused(lines: tuple[str, ...]) -> None:
    assert without_form(rule_with(*lines)) == ["speed"]


def test_a_rule_without_docstring_is_refused() -> None:
    assert without_form("@rule\ndef speed(metres, seconds):\n    return metres / seconds\n") == ["speed"]


def test_a_bare_number_is_found() -> None:
    source = '@rule\ndef pace(slope):\n    """Pace, 0.7 of it."""\n    return 0.5 * 60.0 - 3.5 * max(2, slope)\n'
    assert bare_numbers(source) == [("pace", 3.5)]
