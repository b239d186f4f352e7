"""Run by test_cache.py in a process of its own: fights and says what came of it, as JSON.

With the word `alone` it compiles every stage, all by itself; with `unless-warm` it does nothing where that was done.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import pkgutil
import sys

import numpy as np

import khasan
import khasan.kernels
from khasan.compiler import Compiled
from khasan.engine import run_replication, steps
from khasan.kernels import step
from khasan.kernels.compiling import cache, compile_ahead
from khasan.kernels.movement import hexgrid

FOUGHT = (("lake-khanka-1935", range(0, 64, 16)), ("lake-khasan-1938", range(1)))


@functools.cache
def scenario(name: str) -> Compiled:
    """A shipped scenario, compiled."""
    return khasan.compile_scenario(khasan.load_scenario(name))


def outcome() -> str:
    """Digest of what four replications of the clash left, and one of the battle."""
    sha = hashlib.sha256()
    for name, replications in FOUGHT:
        compiled = scenario(name)
        for replication in replications:
            one = run_replication(compiled, 7, replication, record=True)
            for block in (one.counts, one.reals, one.events, one.losses, one.factors):
                sha.update(block.tobytes())
    return sha.hexdigest()


def signatures() -> dict[str, int]:
    """How many signatures each kernel was compiled for in this process."""
    found = {}
    for module in pkgutil.walk_packages(khasan.kernels.__path__, "khasan.kernels."):
        name = module.name
        for attribute, value in vars(importlib.import_module(name)).items():
            if not isinstance(value, type) and hasattr(value, "overloads") and value.py_func.__module__ == name:
                found[f"{name.rpartition('.')[2]}.{attribute}"] = len(value.overloads)
    return found


def stops_at_the_edge() -> bool:
    """Whether an index beyond the end of an array is an error."""
    try:
        hexgrid.distance(np.zeros((2, 3), dtype=np.int32), 0, 3)
    except IndexError:
        return True
    return False


if __name__ == "__main__":
    if "alone" in sys.argv:
        compile_ahead._cores = lambda: 1
        needed = step.stages
        step.stages = lambda scale=None: needed()  # also those that these fights do not need
    warm = all(steps.is_warm(scenario(name)) for name, _ in FOUGHT)
    if warm and "unless-warm" in sys.argv:
        sys.exit()
    root, empty = str(cache.folder().parents[1]), not any(cache.folder().glob("*"))
    said = {"file": khasan.__file__, "root": root, "folder": cache.folder().name, "warm": warm, "empty": empty}
    said |= {"outcome": outcome(), "signatures": signatures(), "edge": stops_at_the_edge()}
    said["readied"] = "numba.np.linalg" in sys.modules  # what numba imports before it compiles anything
    sys.stdout.write(json.dumps(said))
