"""How long one waits: for help, for a first result, for the very first result on a machine.

    python benchmarks/bench_start.py [--quick]

Each is a process of its own, with byte code kept as an installed package has it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from harness import Row, at_most, script

FIRST = """
import khasan
from khasan.engine import run_replication
compiled = khasan.compile_scenario(khasan.load_scenario({scenario!r}))
run_replication(compiled, 7, 0)
"""
WHY = "compiling once"


def rows(quick: bool, scenario: str = "lake-khasan-1938", repeats: int = 0, cold: bool = True) -> list[Row]:
    """Seconds on the clock, imports included."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        repeats = repeats or (3 if quick else 7)
        found = []
        help_s = min(_seconds(here, ["-m", "khasan", "--help"]) for _ in range(repeats))
        found.append(at_most("`khasan --help`", 0.25, help_s, "s", f"least of {repeats}"))
        if cold:
            found.append(_cold(here))
        first = ["-c", FIRST.format(scenario=scenario)]
        _seconds(here, first)
        warm_s = min(_seconds(here, first) for _ in range(repeats))
        command = ["-m", "khasan", "run", scenario, "--out", str(here / "run"), "--force"]
        whole_s = min(_seconds(here, command) for _ in range(repeats))
        how = (
            f"{scenario} from a fresh process: imports, scenario, map and one replication, least of {repeats}; "
            f"`khasan run` with its tables, story and report {whole_s:.2f} s"
        )
        return [*found, at_most("first result, compiled before", 1.0, warm_s, "s", how)]


def _cold(here: Path) -> Row:
    (here / "cache").mkdir()  # from here on the kernels are kept there
    command = ["-m", "khasan", "run", "lake-khanka-1935", "--out", str(here / "first")]
    said: list[str] = []
    seconds = _seconds(here, command, said)
    told = WHY in said[0]
    how = (
        f"`khasan run lake-khanka-1935` with an empty cache; the line that says why {'came' if told else 'is MISSING'}"
    )
    row = at_most("first result ever", 20.0, seconds, "s", how)
    return row if told else Row(row.what, row.goal, row.measured, False, how)


def _seconds(here: Path, arguments: list[str], said: list[str] | None = None) -> float:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPYCACHEPREFIX": str(here / "bytecode")}
    if (here / "cache").exists():
        env["KHASAN_CACHE"] = str(here / "cache")
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=env, capture_output=True, text=True, check=True, cwd=here)
    seconds = time.perf_counter() - start
    if said is not None:
        said.append(done.stderr)
    return seconds


if __name__ == "__main__":
    script(rows)
