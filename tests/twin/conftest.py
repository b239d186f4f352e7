"""The twin is laid beside the rules as plain Python; tests/engine/test_equations.py runs these files so.

Compiled rules do not check the made-up states that a twin hands them; that they leave the same bits as the plain ones
is held by tests/engine/test_twin.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numba
import pytest

collect_ignore_glob = [] if numba.config.DISABLE_JIT else ["*.py"]


def pytest_collect_file(file_path: Path, parent: Any) -> None:
    """A file that is named on the command line is not ignored: say what runs it."""
    if not numba.config.DISABLE_JIT:
        told = f"the twin runs the rules as plain Python: NUMBA_DISABLE_JIT=1 pytest {file_path}"
        raise pytest.Collector.CollectError(told)
