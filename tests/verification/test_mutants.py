"""Every verification case notices when a rule goes wrong; in a process of its own, with the rules as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import khasan
from long_forms import LONG

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_mutants_are_caught_and_no_case_cries_wolf() -> None:
    paths = os.pathsep.join([str(ROOT), str(Path(khasan.__file__).parents[1])])
    done = subprocess.run(
        [sys.executable, "-m", "verification.mutants", *([] if LONG else ["--quick"])],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr[-4000:]
    assert done.returncode == 0, said
    assert done.stdout.count("caught") >= (21 if LONG else 20), said
    assert "MISSED" not in done.stdout, said
