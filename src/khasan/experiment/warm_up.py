"""Compile the kernels ahead of the first run."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from khasan.compiler import compile_scenario
from khasan.engine import run_replication
from khasan.engine.steps import is_warm
from khasan.kernels.compiling import cache
from khasan.scenario.catalog import load_scenario


class Warmed(NamedTuple):
    """Where compiled kernels are kept, whether that is for this process alone, and whether they were there before."""

    folder: Path
    temporary: bool
    was_warm: bool


def warm_up(scenario: str) -> Warmed:
    """Fight one replication, which compiles every kernel."""
    compiled = compile_scenario(load_scenario(scenario))
    was_warm = is_warm(compiled)
    run_replication(compiled, 0, 0)
    return Warmed(cache.folder(), cache.is_temporary(), was_warm)
