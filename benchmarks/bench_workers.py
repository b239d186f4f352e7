"""Two workers against one: how much sooner, and whether bit for bit the same.

python benchmarks/bench_workers.py [--quick]
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numba
import numpy as np
from hard_case import hard_case
from harness import SEED, Row, at_least, cores, in_turns, number, script, skipped

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
    how = (
        f"{replications} replications of the hard case through khasan.run; tables {'equal' if same else 'DIFFER'}; "
        f"a loop of bare arithmetic, without memory, on two threads: {number(by_the_machine())} times as fast"
    )
    row = at_least(WHAT, 1.9, one / two, "times as fast", how)
    return [row if same else Row(row.what, row.goal, f"{row.measured}, but other results", False, how)]


def by_the_machine(rounds: int = 200_000_000) -> float:
    """How much faster two threads are here than one, for work that shares nothing: two cores may be halves of one."""
    spin(1, np.uint64(1))

    def split() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda word: spin(rounds // 2, np.uint64(word)), (1, 2)))

    one, two = in_turns([lambda: spin(rounds, np.uint64(1)), split], 5)
    return one / two


@numba.njit(nogil=True)
def spin(rounds: int, word: np.uint64) -> np.uint64:
    """So many rounds of a generator of random numbers (Marsaglia 2003)."""
    for _ in range(rounds):
        word ^= word << np.uint64(13)
        word ^= word >> np.uint64(7)
        word ^= word << np.uint64(17)
    return word


if __name__ == "__main__":
    script(rows)
