"""What the rules leave, for a process to say that compiles them in one way or the other (see test_plain_njit.py).

`python tests/engine/by_plain_njit.py laid_out|fight` prints a digest: of a clash before its first
step, or of two fights.
"""

from __future__ import annotations

import hashlib
import sys

import khasan
from khasan.engine import battle, run_replication
from khasan.kernels.compiling import mode


def laid_out() -> str:
    """A clash before its first step: lines of sight, ways, draws, and what weapons do at each distance."""
    begun = battle.begin(khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935")), 7, 0)
    sha = hashlib.sha256()
    for block in (*begun.world, *begun.tables, *begun.orders, *begun.state):
        sha.update(block.tobytes())
    return sha.hexdigest()


def fight() -> str:
    """A clash and a battle, recorded."""
    sha = hashlib.sha256()
    for name in ("lake-khanka-1935", "lake-khasan-1938"):
        one = run_replication(khasan.compile_scenario(khasan.load_scenario(name)), 7, 0, record=True)
        for block in (one.counts, one.reals, one.events, one.losses, one.factors):
            sha.update(block.tobytes())
    return sha.hexdigest()


if __name__ == "__main__":
    digest = {"laid_out": laid_out, "fight": fight}[sys.argv[1]]()
    sys.stdout.write(f"{'plain' if mode.PLAIN_NJIT else 'ours'} {digest}\n")
