"""Run the verification cases in full and print a table; exit status 1 if a figure does not hold.

    python -m verification [--quick] [NAME ...]      only cases whose name contains NAME

Indices are checked in the fuzzed scenarios, in a process of their own with a cache of their own (NUMBA_BOUNDSCHECK=1).
Cases that are tests of their own - the plain-Python twin, workers, the cache - are run through pytest at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from verification.cases import CASES
from verification.figures import Figure, Size

ROOT = Path(__file__).parent.parent
TESTS = {
    "Kernels against their plain-Python twin": ["tests/engine/test_twin.py"],
    "1, 2 and N workers, bit for bit": ["tests/experiment/test_run.py", "tests/engine/test_determinism.py"],
    "Runs and experiments broken off": [
        "tests/experiment/test_run_faults.py",
        "tests/experiment/test_study_faults.py",
        "tests/experiment/test_study_dask.py",
        "tests/experiment/test_frontier_design.py",
    ],
    "Histories against the equations of the frontier": ["tests/frontier/test_forward.py"],
    "Symbols of the replay": ["tests/present/test_replay_gathering.py"],
    "Twin of the equations": ["tests/engine/test_equations.py"],
    "Compiled code: signatures, edges of arrays, an edited rule": ["tests/engine/test_cache.py"],
    "No direction is better than another": ["tests/kernels/test_directions.py"],
    "Mutants are caught, files mutated": [
        "tests/verification/test_mutants.py",
        "tests/frontier/test_mutants.py",
        "tests/verification/test_file_fuzz.py",
    ],
    "Benchmarks on toy sizes": ["tests/benchmarks/test_harness.py"],
    "Left to numba alone, bit for bit": ["tests/engine/test_plain_njit.py"],
}
CHECKED = "Conservation, fuzzed"
MUTATED = "Files, mutated"
MUTATIONS = {"quick": 1_000, "full": 10_000}


def run_case(name: str, size: Size) -> list[Figure]:
    """The figures of one case, printed as they come."""
    case = next(case for case in CASES if case.name == name)
    began = time.monotonic()
    found = case.run(size)
    for figure in found:
        print(f"{figure}  [{name}]", flush=True)
    print(f"      {name}: {time.monotonic() - began:.0f} s", flush=True)
    return found


def with_checks(name: str, size: Size) -> bool:
    """The case in a process that checks every index."""
    environment = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "VERIFICATION_CHECKED": "1"}
    arguments = [sys.executable, "-m", "verification", *(["--quick"] if size == "quick" else []), name]
    return subprocess.run(arguments, cwd=ROOT, env=environment, check=False).returncode == 0


def mutated(size: Size) -> bool:
    """Files made wrong, in a process of their own: `verification.file_fuzz` forks, and wants no threads beside it."""
    arguments = [sys.executable, "-m", "verification.file_fuzz", "--mutations", str(MUTATIONS[size])]
    done = subprocess.run(arguments, cwd=ROOT, check=False)
    print(f"{'pass' if done.returncode == 0 else 'FAIL'}  {MUTATED}", flush=True)
    return done.returncode == 0


def through_pytest(name: str, files: list[str]) -> bool:
    """Tests that are verification cases of their own, in their long forms (tests/long_forms.py)."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        cwd=ROOT, env={**os.environ, "KHASAN_LONG_FORMS": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = (done.stdout.strip().splitlines() or [done.stderr.strip()])[-1]
    print(f"{'pass' if done.returncode == 0 else 'FAIL'}  {name}: {last}", flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 if anything does not hold."""
    size: Size = "quick" if "--quick" in arguments else "full"
    wanted = [word for word in arguments if not word.startswith("--")]
    inside = "VERIFICATION_CHECKED" in os.environ
    faults = 0
    for name in (case.name for case in CASES if not wanted or any(word in case.name for word in wanted)):
        if name == CHECKED and not inside:
            faults += not with_checks(name, size)
        else:
            faults += sum(not figure.ok for figure in run_case(name, size))
    if not inside and (not wanted or any(word in MUTATED for word in wanted)):
        faults += not mutated(size)
    if not inside:
        for name, files in TESTS.items():
            if not wanted or any(word in name for word in wanted):
                faults += not through_pytest(name, files)
    print(f"{faults} at fault" if faults else "all hold")
    return min(1, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
