"""run_replication: one history, from its address."""

from __future__ import annotations

from khasan.arrays import Replication
from khasan.compiler.compile import Compiled
from khasan.engine.battle import begin, fight_on, outcome


def run_replication(compiled: Compiled, seed: int, replication: int, *, record: bool = False) -> Replication:
    """Fight one replication through; the same arguments give the same bits.

    Pure and thread-safe; the global interpreter lock is released while it runs. With record=True the events and
    losses are kept, which changes nothing in what happens.

    >>> import khasan
    >>> compiled = khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    >>> one = run_replication(compiled, seed=7, replication=3)
    >>> two = run_replication(compiled, seed=7, replication=3, record=True)
    >>> bool((one.counts == two.counts).all())
    True
    """
    battle = begin(compiled, seed, replication, record=record)
    fight_on(battle, compiled.steps)
    return outcome(battle)
