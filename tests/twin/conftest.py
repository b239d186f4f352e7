"""The twin is laid beside the rules as plain Python; tests/engine/test_equations.py runs these files so.

Compiled rules do not check the made-up states that a twin hands them; that they leave the same bits as the plain ones
is held by tests/engine/test_twin.py.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import numba
import pytest

from long_forms import LONG, some

collect_ignore_glob = [] if numba.config.DISABLE_JIT else ["*.py"]


def pytest_collect_file(file_path: Path, parent: Any) -> None:
    """A file that is named on the command line is not ignored: say what runs it."""
    if not numba.config.DISABLE_JIT:
        told = f"the twin runs the rules as plain Python: NUMBA_DISABLE_JIT=1 pytest {file_path}"
        raise pytest.Collector.CollectError(told)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The short form: one in three of the cases of each test, and not the tests that all together show everything."""
    here, elsewhere = [], []
    for item in items:
        (here if item.path.parent == Path(__file__).parent else elsewhere).append(item)
    if LONG or len(here) < 100:  # few were named on purpose
        return
    kept = [item for _, cases in groupby(here, lambda item: item.nodeid.partition("[")[0]) for item in some(cases, 3)]
    items[:] = elsewhere + [item for item in kept if item.name != "test_enough_happens"]
