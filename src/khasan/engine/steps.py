"""The loop over the steps of :mod:`khasan.kernels.step`, called once all that it needs is compiled."""

from __future__ import annotations

from typing import Any

from khasan.compiler.compile import Compiled
from khasan.kernels import step
from khasan.kernels.compiling import cache, compile_ahead
from khasan.kernels.state.bundles import Scale


def run_steps(*arguments: Any) -> None:
    """Fight some steps. The arguments are those of :func:`khasan.kernels.step.run_steps`, which says what they are."""
    scale = next(value for value in arguments if isinstance(value, Scale))
    compile_ahead.run(step.run_steps, lambda: step.stages(scale), arguments)


def is_warm(compiled: Compiled) -> bool:
    """Whether all that a scenario needs was compiled before."""
    return cache.is_warm(step.stages(compiled.scale))
