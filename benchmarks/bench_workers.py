"""Two workers against one: how much sooner, and whether bit for bit the same.

python benchmarks/bench_workers.py [--quick]
"""

from __future__ import annotations

from hard_case import hard_case
from harness import SEED, Row, at_least, cores, in_turns, script, skipped

WHAT = "two workers against one, same bits"


def rows(quick: bool, units: int = 200) -> list[Row]:
    """Hard-case replications through khasan.run, tables and all."""
    import khasan

    if cores() < 2:
        return [skipped(WHAT, "one core")]
    compiled = hard_case(units)
    replications = 16 if quick else 64
    khasan.run(compiled, seed=SEED, replications=1, record=0)
    results = {}

    def fight(workers: int) -> None:
        results[workers] = khasan.run(compiled, seed=SEED, replications=replications, workers=workers, record=0)

    one, two = in_turns([lambda: fight(1), lambda: fight(2)], 2 if quick else 5)
    same = results[1].outcomes.equals(results[2].outcomes)
    how = f"{replications} replications of the hard case through khasan.run; tables {'equal' if same else 'DIFFER'}"
    row = at_least(WHAT, 1.9, one / two, "times as fast", how)
    return [row if same else Row(row.what, row.goal, f"{row.measured}, but other results", False, how)]


if __name__ == "__main__":
    script(rows)
