"""What the benchmarks share: a row of the table, times taken in turns, words for the machine."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

SEED = 7


@dataclass(frozen=True)
class Row:
    """One line of the table. `reached` is None where nothing was measured, or no goal is set."""

    what: str
    goal: str
    measured: str
    reached: bool | None
    how: str = ""

    @property
    def verdict(self) -> str:
        """The last column."""
        return {True: "reached", False: "**not reached**", None: "-"}[self.reached]


def at_least(what: str, goal: float, ratio: float, unit: str, how: str = "") -> Row:
    """A row whose number should be as large as the goal."""
    return Row(what, f"{number(goal)} {unit}", f"{number(ratio)} {unit}", ratio >= goal, how)


def at_most(what: str, goal: float, ratio: float, unit: str, how: str = "") -> Row:
    """A row whose number should be no larger than the goal."""
    return Row(what, f"at most {number(goal)} {unit}", f"{number(ratio)} {unit}", ratio <= goal, how)


def skipped(what: str, why: str) -> Row:
    """A row that could not be measured here, and why."""
    return Row(what, "-", f"skipped: {why}", None)


def number(value: float) -> str:
    """Three figures, thousands apart.

    >>> number(0.2345), number(12.34), number(1234567.0)
    ('0.234', '12.3', '1,234,567')
    """
    if abs(value) >= 1000.0:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def in_turns(
    jobs: Sequence[Callable[[], object]], repeats: int, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """The least seconds of each job; they take turns, so that a slow minute of the machine falls on all of them."""
    best = [float("inf")] * len(jobs)
    for _ in range(repeats):
        for k, job in enumerate(jobs):
            before = clock()
            job()
            best[k] = min(best[k], clock() - before)
    return best


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def resident_mb() -> float:
    """Memory of this process now, in MB; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


def machine() -> str:
    """The class of machine, in words."""
    import numba
    import numpy as np

    made = f"Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}"
    return f"{cores()} cores of a {platform.machine()} processor, no accelerator; {made}"


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| what | goal | measured | |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.goal} | {row.measured} | {row.verdict} |" for row in rows]
    return "\n".join(lines)


def script(rows: Callable[[bool], list[Row]]) -> None:
    """Run one benchmark from the command line; with --json it prints its rows for the one that runs them all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small sizes, few repeats")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = rows(asked.quick)
    if asked.json:
        sys.stdout.write(json.dumps([asdict(row) for row in found]) + "\n")
    else:
        print(table(found))
        for row in found:
            if row.how:
                print(f"- {row.what}: {row.how}")
