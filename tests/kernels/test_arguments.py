"""Whoever calls a kernel can tell which number goes where: few arguments, few bare values, the others named."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import get_type_hints

import pytest

from kernels.accesses import sources
from khasan.kernels.air.aviation import Attack
from khasan.kernels.fire.shot import Hit, Shot, Target, Way, Whole

MOST_ARGUMENTS = 10
MOST_VALUES = 4
PASSES_ALL_ON = {"khasan.kernels.step.run_steps"}
"""Takes every bundle, and every array of the snapshots, for itself."""
TEXTS = sources()


def too_many(texts: Mapping[str, str]) -> Iterator[str]:
    """The functions that take too many arguments or return too many values that have no names."""
    for module, text in texts.items():
        if module.startswith("khasan.kernels.compiling"):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and f"{module}.{node.name}" not in PASSES_ALL_ON:
                if len(node.args.args) > MOST_ARGUMENTS:
                    yield f"{module}.{node.name} takes {len(node.args.args)}"
                for one in ast.walk(node):
                    bare = one.value if isinstance(one, ast.Return) else None
                    if isinstance(bare, ast.Tuple) and len(bare.elts) > MOST_VALUES:
                        yield f"{module}.{node.name} returns {len(bare.elts)}"


def test_no_kernel_takes_or_returns_too_many() -> None:
    assert list(too_many(TEXTS)) == []
    assert any("def run_steps" in text for text in TEXTS.values())


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("def f(a, b, c, d, e, f, g, h, i, j, k):\n    return a", "f takes 11"),
        ("def f(a):\n    if a:\n        return a, a, a, a, a\n    return a", "f returns 5"),
        ("def f(a, b, c, d, e, f, g, h, i, j):\n    return a, b, c, d", ""),
    ],
)
def test_one_that_does_is_found(planted: str, told: str) -> None:
    assert list(too_many({"khasan.kernels.fire.one": planted})) == [f"khasan.kernels.fire.one.{told}"] * bool(told)


@pytest.mark.parametrize("kind", [Way, Target, Shot, Hit, Attack])
def test_named_numbers_are_whole_or_not_and_said_what_they_are(kind: type) -> None:
    """Nothing but numbers, so that each is one type to numba."""
    assert set(get_type_hints(kind).values()) <= {int, Whole, float}
    assert not str(kind.__doc__).startswith((f"{kind.__name__}(", "None"))
