"""Which stages a step calls, and which of them only some scenarios need."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from khasan.kernels import step
from khasan.kernels.compiling import stages
from khasan.kernels.intents import INTENTS
from khasan.kernels.state.bundles import Scale

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


def test_a_stage_of_other_types_than_it_is_called_with_is_refused() -> None:
    stage = next(one for one in step.stages() if one.__name__ == "fly")
    with pytest.raises(TypeError, match="fly is called with"):
        stages.refuse_others(stage.__name__, (np.int64, np.float64), (np.int64,))


def test_the_twin_plays_every_stage_of_a_step() -> None:
    """Each is called by its name there, but for the snapshot, which copies and has no rule."""
    texts = "\n".join(path.read_text("utf-8") for path in (Path(__file__).parents[1] / "twin").glob("*.py"))
    assert sorted(name for name in set(INTENTS) - {"snapshot"} if not re.search(rf"\b{name}\b", texts)) == []
