"""Run by test_cache.py in a process of its own: fights the clash and says what came of it, as JSON."""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
import sys

import numba

import khasan
import khasan.kernels
from khasan.engine import run_replication
from khasan.kernels import cache, hexgrid


def outcome() -> str:
    """Digest of what four replications of the clash left."""
    compiled = khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    sha = hashlib.sha256()
    for replication in range(0, 64, 16):
        one = run_replication(compiled, 7, replication, record=True)
        for block in (one.counts, one.reals, one.events, one.losses, one.factors):
            sha.update(block.tobytes())
    return sha.hexdigest()


def signatures() -> dict[str, int]:
    """How many signatures each kernel was compiled for in this process."""
    found = {}
    for module in pkgutil.iter_modules(khasan.kernels.__path__):
        name = f"khasan.kernels.{module.name}"
        for attribute, value in vars(importlib.import_module(name)).items():
            if hasattr(value, "overloads") and value.py_func.__module__ == name:
                found[f"{module.name}.{attribute}"] = len(value.overloads)
    return found


def stops_at_the_edge() -> bool:
    """Whether an index beyond the end of an array is an error."""
    import numpy as np

    try:
        hexgrid.distance(np.zeros((2, 3), dtype=np.int32), 0, 3)
    except IndexError:
        return True
    return False


if __name__ == "__main__":
    said = {"file": khasan.__file__, "folder": str(cache.folder()), "warm": cache.is_warm(), "numba": numba.__version__}
    if "edge" in sys.argv:
        said["edge"] = stops_at_the_edge()
    print(json.dumps({**said, "outcome": outcome(), "signatures": signatures()}))
