"""The rules against a twin written from the page of equations and not from the rules (tests/twin)."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from engine.test_twin import TESTS, plain
from long_forms import LONG


@pytest.mark.slow
def test_the_rules_do_what_the_equations_say() -> None:
    last = plain("tests/twin")
    found = re.fullmatch(r"(\d+) passed in .*", last)
    assert found, last
    assert int(found[1]) > (1500 if LONG else 500)


def test_the_twin_refuses_compiled_rules() -> None:
    """Which would read and write beyond the made-up arrays that it hands them, and end the process."""
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/twin/test_draws.py"]
    compiled = os.environ | {"NUMBA_DISABLE_JIT": "0"}
    found = subprocess.run(asked, cwd=TESTS.parent, env=compiled, capture_output=True, text=True, check=False)
    assert found.returncode != 0
    assert "NUMBA_DISABLE_JIT=1 pytest" in found.stdout
