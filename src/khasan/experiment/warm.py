"""Compile the kernels ahead of the first run."""

from __future__ import annotations

from pathlib import Path

from khasan.compiler import compile_scenario
from khasan.engine import run_replication
from khasan.engine.ahead import is_warm
from khasan.kernels import cache
from khasan.scenario.catalog import load_scenario


def warm_up(scenario: str) -> tuple[Path, bool]:
    """Fight one replication, which compiles every kernel; the cache's folder, and whether it was warm before."""
    compiled = compile_scenario(load_scenario(scenario))
    was_warm = is_warm(compiled)
    run_replication(compiled, 0, 0)
    return cache.folder(), was_warm
