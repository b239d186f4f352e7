"""run_replication: one history, from its address."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler.addresses import key_of
from khasan.compiler.compile import Compiled
from khasan.compiler.supply import depots as first_depots
from khasan.engine.ahead import compile_ahead
from khasan.engine.setup import FIRST_ROWS, draw_tables, empty_log, first_state, scratch_for
from khasan.kernels import tables as t
from khasan.kernels.step import run_steps


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
    rows = FIRST_ROWS
    while True:
        result, used = _attempt(compiled, seed, replication, record, rows)
        if used <= rows or not record:
            return result
        rows = 2 * used  # the book was too small: fight the same replication again with a larger one


def _attempt(compiled: Compiled, seed: int, replication: int, record: bool, rows: int) -> tuple[Replication, int]:
    member = compiled.member_of(replication)
    world = compiled.world(member).arrays
    key = key_of(seed, replication)
    tables, works, weapons = draw_tables(compiled, key)
    values = compiled.numbers.draw(key)
    depots = first_depots(compiled.chains, values, tables.parameters)
    state = first_state(compiled, tables, world, works, values[compiled.forces.ammunition], depots)
    units = tables.hashes.size
    scratch = scratch_for(world, compiled.scale.reach, tables, state)
    log = empty_log(record, rows)
    snapshots = (compiled.steps - 1) // compiled.snapshot_every + 2
    steps_at = np.zeros(snapshots, dtype=np.int32)
    counts_at = np.zeros((snapshots, a.COUNTS, units), dtype=np.int32)
    reals_at = np.zeros((snapshots, 3, units))
    ammunition_at = np.zeros((snapshots, units))
    holders_at = np.full((snapshots, world.place_hex.size), -1, dtype=np.int32)
    arguments = (
        0, compiled.steps, compiled.decide_every, compiled.snapshot_every, world, tables, compiled.orders, state,
        scratch, compiled.scale, log, steps_at, counts_at, reals_at, ammunition_at, holders_at,
    )  # fmt: skip
    compile_ahead(*arguments)
    run_steps(*arguments)
    events, losses = (min(int(n), log.events.shape[0]) if record else 0 for n in log.used)
    result = Replication(
        replication=replication,
        member=member,
        parameters=tables.parameters,
        snapshot_steps=steps_at,
        counts=counts_at,
        reals=reals_at,
        ammunition=ammunition_at,
        holders=holders_at,
        initial_men=tables.unit_reals[t.MEN_0].astype(np.int32),
        initial_vehicles=tables.unit_reals[t.VEHICLES_0].astype(np.int32),
        initial_weapons=weapons,
        visibility_m=tables.light[t.VISIBILITY_M],
        events=log.events[:events].copy(),
        losses=log.losses[:losses].copy(),
        factors=log.factors[:losses].copy(),
        depots=state.depots,
    )
    return result, int(log.used.max())
