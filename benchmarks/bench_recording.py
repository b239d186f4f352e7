"""What it costs to record events and losses with their factors, in Lake Khasan.

python benchmarks/bench_recording.py [--quick]
"""

from __future__ import annotations

import time
from typing import Any

from harness import SEED, Row, in_turns, number, script

WHAT = "Lake Khasan recorded against not recorded"


def rows(quick: bool, scenario: str = "lake-khasan-1938") -> list[Row]:
    """Processor's seconds of replications with the book open, over those without."""
    import khasan
    from khasan.engine import run_replication

    compiled: Any = khasan.compile_scenario(khasan.load_scenario(scenario))
    replications = [k * compiled.resolved.map.members for k in range(2 if quick else 8)]  # all on the map of the first
    losses = 0

    def fight(record: bool) -> None:
        nonlocal losses
        written = [len(run_replication(compiled, SEED, k, record=record).losses) for k in replications]
        losses = max(losses, sum(written))

    fight(True)
    bare, recorded = in_turns([lambda: fight(False), lambda: fight(True)], 3 if quick else 10, time.process_time)
    how = f"processor's seconds, in turns; {number(losses / len(replications))} losses a replication with factors"
    return [Row(WHAT, "no goal", f"{number(recorded / bare)} times as long", None, how)]


if __name__ == "__main__":
    script(rows)
