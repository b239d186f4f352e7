"""What the tests in plain Python need beside the code: states of battles, laid down by the compiled rules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = [
    "tests/engine/test_twin.py::test_engine", "tests/engine/test_air.py::test_rules_in_plain_python",
    "tests/engine/test_carriers.py::test_in_plain_python", "tests/engine/test_passage.py",
    "tests/engine/test_supply.py",
]  # fmt: skip
"""They lay the states down and then run the tests in plain Python, which begin from them."""


def laid_down(root: Path, into: Path) -> Path:
    """A folder with the states before each case; how the compiled rules went on from them is left out.

    A test that compares the rule at fault with the right rule compiled would notice every fault, and would notice none
    that stands in the code itself.
    """
    with tempfile.TemporaryDirectory(prefix="ready-") as made:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--basetemp={made}/t", *TESTS],
            cwd=root, env=dict(os.environ), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise SystemExit(done.stdout[-3000:] + done.stderr[-1000:])
        for path in Path(made).rglob("*"):
            if path.suffix in (".before", ".until", ".units") and not path.is_symlink():
                shutil.copy(path, into / path.name)
    return into
