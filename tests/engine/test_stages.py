"""Which stages a step calls, and which of them only some scenarios need."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import numba
import numpy as np
import pytest
from numba import njit, types

from khasan.kernels import step
from khasan.kernels.compiling import cache, compile_ahead, stages
from khasan.kernels.intents import INTENTS
from khasan.kernels.state.bundles import Scale

compiled_only = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
NOTHING = Scale(step_s=60.0, hex_m=75.0, stack=4, reach=20, digging=0, carrying=0, air=0, engineering=0, wiring=0)


def conditions() -> dict[str, str]:
    """Stage -> field of Scale that the text of the step asks for before it calls it."""
    tree = ast.parse(inspect.getsource(step.one_step.py_func if hasattr(step.one_step, "py_func") else step.one_step))
    found = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.If)
            and isinstance(node.test, ast.Compare)
            and isinstance(node.test.left, ast.Attribute)
        ):
            for call in (one for part in node.body for one in ast.walk(part) if isinstance(one, ast.Call)):
                assert isinstance(call.func, ast.Name)
                found[call.func.id] = node.test.left.attr
    return found


def test_the_list_of_needs_is_what_the_step_asks() -> None:
    asked = {name: field for name, field in conditions().items() if field in Scale._fields}
    assert asked == step.NEEDED_FOR


def test_every_stage_that_is_compiled_declares_what_it_does() -> None:
    assert {stage.__name__ for stage in step.stages()} == set(INTENTS)


def test_a_scenario_compiles_what_it_needs_and_no_more() -> None:
    every = {stage.__name__ for stage in step.stages()}
    bare = {stage.__name__ for stage in step.stages(NOTHING)}
    assert every - bare == set(step.NEEDED_FOR)
    assert every - {stage.__name__ for stage in step.stages(NOTHING._replace(air=3))} == set(step.NEEDED_FOR) - {"fly"}


def doubled(x: int) -> int:
    return 2 * x


def never_compiled(x: int) -> int:
    return x


def in_a_loop(x: int) -> int:
    return 2 * x


@compiled_only
def test_a_stage_is_called_with_the_types_that_it_was_compiled_for() -> None:
    """A call by address would take one for the other. Whoever comes first, both are held to it."""
    stage = stages.Stage(njit(doubled))
    stage.compile((types.int64,))
    assert njit(lambda x: stage(x))(21) == 42
    with pytest.raises(TypeError, match=r"doubled is there for \(int64,\), and asked for with \(float64,\)"):
        stage.compile((types.float64,))
    with pytest.raises(Exception, match="doubled is there for"):  # numba says in its own words where
        njit(lambda x: stage(x))(21.0)


@compiled_only
def test_a_stage_that_is_not_compiled_is_refused() -> None:
    """Its place in the table is empty: to go on there would end the process."""
    stage = stages.Stage(njit(never_compiled))
    with pytest.raises(RuntimeError, match="never_compiled is not compiled yet"):
        njit(lambda x: stage(x))(21)


@compiled_only
def test_the_loop_is_compiled_for_one_set_of_types(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept code of the loop for others would call the stages that are there."""
    monkeypatch.setattr(cache, "is_warm", lambda stages: True)
    stage = stages.Stage(njit(in_a_loop))
    loop = njit(lambda x: stage(x))
    compile_ahead.compile_all(loop, [stage], (21,))
    assert loop(21) == 42
    compile_ahead.compile_all(loop, [stage], (np.ones(1),))
    with pytest.raises(TypeError, match="No matching definition"):
        loop(np.ones(1))


def test_the_twin_plays_every_stage_of_a_step() -> None:
    """Each is called by its name there, but for the snapshot, which copies and has no rule."""
    texts = "\n".join(path.read_text("utf-8") for path in (Path(__file__).parents[1] / "twin").glob("*.py"))
    assert sorted(name for name in set(INTENTS) - {"snapshot"} if not re.search(rf"\b{name}\b", texts)) == []
