"""The arguments of the loop over the steps, caught as the engine calls it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any
from unittest import mock

import khasan.engine
from khasan.kernels import step


class _Caught(Exception):
    """Carries them out of the engine."""


def arguments_of(compiled: Any, seed: int, replication: int) -> tuple[Any, ...]:
    """What `run_steps` is called with at the start of a replication."""

    def catch(*arguments: Any) -> None:
        raise _Caught(*arguments)

    callers = [
        module
        for found in pkgutil.iter_modules(khasan.engine.__path__)
        if getattr(module := importlib.import_module(f"khasan.engine.{found.name}"), "run_steps", None)
        is step.run_steps
    ]
    assert len(callers) == 1, "one module of the engine runs the steps"
    try:
        with mock.patch.object(callers[0], "run_steps", catch):
            khasan.engine.run_replication(compiled, seed, replication)
    except _Caught as caught:
        return caught.args
    raise AssertionError("the engine ran no steps")
