"""Kept code is taken only where the same functions and constants are loaded of which it was made."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest

import khasan
from kept.tools import jit
from khasan import arrays
from khasan.kernels import step
from khasan.kernels.compiling.bundle_address import PinnedType
from khasan.kernels.compiling.made_of import made_of
from khasan.kernels.morale import settling
from khasan.kernels.state import parameters

NOW, EDITED = "return math.log(2.0) * seconds", "return math.log(3.0) * seconds"
"""A rule before and after the change of a number: the same instructions."""
ASKED = """
import sys, pathlib
from khasan.kernels.morale import suppression as rule
file = pathlib.Path(rule.__file__)
if sys.argv[1:]:
    file.write_text(file.read_text("utf-8").replace(*sys.argv[1:]), "utf-8")
print(rule.fading(120.0, 1.0), sum(rule.fading._outer.stats.cache_hits.values()))
"""


def function(text: str, name: str = "f", **known: Any) -> Any:
    """A function of this text, as if it were loaded from a file."""
    known |= {"math": math, "np": np, "__name__": "khasan.made_up"}
    exec(text, known)
    return known[name]


def calling(inner: str) -> dict[str, Any]:
    return {"g": function(f"def g(x):\n    return {inner}", "g")}


def compiled(half: float) -> dict[str, Any]:
    """What numba gives for a function has the function in it."""
    return {"g": SimpleNamespace(py_func=function("def g(x):\n    return x * HALF", "g", HALF=half))}


CHANGES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "a constant": ("x * HALF", {"HALF": 0.5}, {"HALF": 0.25}),
    "its kind": ("x * HALF", {"HALF": np.int64(2)}, {"HALF": np.uint64(2)}),
    "one of several": ("x in ALL", {"ALL": (1, 2)}, {"ALL": (1, 3)}),
    "a table": ("TABLE[x]", {"TABLE": np.arange(3)}, {"TABLE": np.arange(3)[::-1].copy()}),
    "names of a tuple": (
        "Way(x, x)", {"Way": namedtuple("Way", "near far")}, {"Way": namedtuple("Way", "far near")}
    ),
    "a number in what is called": ("g(x)", calling("x + 1"), calling("x + 2")),
    "a sign in it": ("g(x)", calling("x + 1"), calling("x - 1")),
    "a constant of it": ("g(x)", compiled(0.5), compiled(0.25)),
    "what that calls": (
        "h(x)",
        {"h": function("def h(x):\n    return g(x)", "h", **calling("x + 1"))},
        {"h": function("def h(x):\n    return g(x)", "h", **calling("x + 2"))},
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str) -> None:
    text, before, after = CHANGES[change]
    text = f"def f(x):\n    return {text}"
    assert made_of(function(text, **before)) == made_of(function(text, **before))
    assert made_of(function(text, **before)) != made_of(function(text, **after))


def test_a_stage_is_made_of_the_constants_of_other_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of a row, that of a parameter far down, one imported by its name."""
    settle = step.settle.py_func if hasattr(step.settle, "py_func") else step.settle
    before = made_of(settle)
    for module, name in ((arrays, "COHESION"), (parameters, "BREAKPOINT"), (settling, "S_BREAK")):
        with monkeypatch.context() as changed:
            changed.setattr(module, name, getattr(module, name) + 1)
            assert made_of(settle) != before, name
    assert made_of(settle) == before


@jit
def test_bundles_of_other_fields_are_other_types() -> None:
    there, back = (namedtuple("Pair", names) for names in ("men guns", "guns men"))
    assert len({PinnedType(numba.typeof(kind(1, 2.0))).name for kind in (there, back, there)}) == 2


@jit
def test_a_rule_edited_while_a_process_ran_is_not_kept_as_the_new_one(tmp_path: Path) -> None:
    """It loads the rule, then the text changes, then it compiles: what it keeps is the rule as it was."""
    shutil.copytree(
        Path(khasan.__file__).parent, tmp_path / "src" / "khasan", ignore=shutil.ignore_patterns("__pycache__")
    )
    known = {"PYTHONPATH": str(tmp_path / "src"), "KHASAN_CACHE": str(tmp_path / "cache")}

    def ask(*words: str) -> tuple[float, int]:
        done = subprocess.run(
            [sys.executable, "-B", "-c", ASKED, *words],
            env={**os.environ, **known}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        fading, taken = done.stdout.split()
        return float(fading), int(taken)

    assert ask(NOW, EDITED) == (pytest.approx(math.log(2.0) * 2.0), 0)
    assert ask() == (pytest.approx(math.log(3.0) * 2.0), 0)
    assert ask() == (pytest.approx(math.log(3.0) * 2.0), 1)
