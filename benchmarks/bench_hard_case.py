"""The hard case on one core, and five times as many units on a front five times as long.

python benchmarks/bench_hard_case.py [--quick]
"""

from __future__ import annotations

import time

from hard_case import STEPS, engaged_share, hard_case
from harness import SEED, Row, at_least, at_most, in_turns, script

SMALL, LARGE = 200, 1000


def rows(quick: bool, small: int = SMALL, large: int = LARGE) -> list[Row]:
    """Replications a second, and the cost of size."""
    from khasan.engine import run_replication

    few, many = hard_case(small), hard_case(large)
    for compiled in (few, many):
        run_replication(compiled, SEED, 0)  # compiles or loads the kernels, prepares the map
    jobs = [lambda: run_replication(few, SEED, 1), lambda: run_replication(many, SEED, 1)]
    one, five = in_turns(jobs, 3 if quick else 15, time.process_time)
    share = engaged_share(few)
    how = f"least of the processor's seconds of a replication, all rules on; {share:.0%} of unit-steps engaged"
    return [
        at_least(f"hard case, {small} units x {STEPS} steps, one core", 50.0, 1.0 / one, "replications/s", how),
        at_most(f"{large} units against {small}", 8.0, five / one, "times the cost", "the two in turns"),
    ]


if __name__ == "__main__":
    script(rows)
