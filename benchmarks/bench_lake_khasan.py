"""100,000 replications of Lake Khasan on two cores: reckoned from a part of them, and whether memory stays flat.

python benchmarks/bench_lake_khasan.py [--quick]
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from harness import SEED, Row, at_most, cores, number, resident_mb, script

REPLICATIONS = 100_000
WORKERS = 2
GOAL_MINUTES, GROWTH_MB = 60.0, 100.0
"""Memory is flat if it grows by less than that from the second eighth of the part to its end."""


class Watch:
    """Notes the memory of the process as the run goes on; says nothing."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []

    def told(self, text: str) -> None:
        """Nothing."""

    def compiling(self) -> None:
        """Nothing to say."""

    def stopping(self) -> None:
        """Nothing to say."""

    def advanced(self, report: Any) -> None:
        """Note it."""
        self.seen.append((report.done, resident_mb()))


def rows(quick: bool, scenario: str = "lake-khasan-1938", part: int | None = None) -> list[Row]:
    """Minutes for all of them, and the growth of memory."""
    import khasan

    part = part or (200 if quick else 10_000)
    workers = min(WORKERS, cores())
    compiled: Any = khasan.compile_scenario(khasan.load_scenario(scenario))
    for member in range(compiled.resolved.map.members):  # drawn once a run, whatever its length
        compiled.world(member)
    khasan.run(compiled, seed=SEED, replications=1, record=0)
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        khasan.run(
            compiled, seed=SEED, replications=part, workers=workers, record=0, out=Path(folder) / "run", progress=watch
        )
        seconds = time.perf_counter() - before
    minutes = seconds / part * REPLICATIONS / 60.0
    early = max(mb for done, mb in watch.seen if done <= part // 4)
    growth = max(mb for _, mb in watch.seen) - early
    how = f"reckoned from {number(part)} of them with their outcome tables written, {workers} workers"
    return [
        at_most(f"100,000 replications of {scenario}, 2 cores", GOAL_MINUTES, minutes, "minutes", how),
        at_most("memory over those", GROWTH_MB, growth, "MB more after the first quarter", f"{early:.0f} MB then"),
    ]


if __name__ == "__main__":
    script(rows)
