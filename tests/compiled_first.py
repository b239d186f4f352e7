"""Before workers share out all tests, one process compiles the stages: they would each do it, at the same time.

What that process says of its compiling is what tests/engine/test_cache.py asks for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NAME = "KHASAN_COMPILED_FIRST"
MADE: list[Path] = []
"""The file that this process has written."""
PROBE = Path(__file__).parent / "engine" / "probe.py"


def compile_first() -> None:
    """Compile every stage, if that was not done; the workers that begin after this find them in the cache.

    What a process says that found a part of them there is not kept: it cannot count what others compiled.
    """
    paths = os.pathsep.join(filter(None, [str(PROBE.parents[1]), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, str(PROBE), "alone", "unless-warm"],
        env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0 and done.stdout and json.loads(done.stdout)["empty"]:
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            file.write(done.stdout)
        os.environ[NAME] = file.name
        MADE.append(Path(file.name))


def said() -> dict[str, Any] | None:
    """What the process said, None where there was none."""
    file = os.environ.get(NAME)
    return json.loads(Path(file).read_text("utf-8")) if file else None


def forget() -> None:
    """Take away what it said; processes that the workers begin have its name too, and leave it."""
    if MADE and os.environ.pop(NAME, None):
        MADE.pop().unlink(missing_ok=True)
