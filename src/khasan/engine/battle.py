"""A battle on its way: one replication, begun, fought on to any step, and its outcome.

Whoever runs a replication goes this way, whole or in pieces: the pieces leave the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Annotated, NamedTuple

from khasan import arrays as a
from khasan.arrays import F8, I4, Replication
from khasan.compiler.addresses import key_of
from khasan.compiler.compile import Compiled
from khasan.compiler.whole import whole
from khasan.compiler.world import PreparedWorld
from khasan.declared import Block, empty
from khasan.engine.crossings import own_world
from khasan.engine.setup import FIRST_ROWS, draw, empty_log, first_state, scratch_for
from khasan.engine.steps import run_steps
from khasan.errors import RunError, input_error
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t


class Snapshots(NamedTuple):
    """What reports need of the state, a row a snapshot; the last row is that of the end."""

    steps: Annotated[I4, Block("i4[snapshot]", "at which it was taken", "step", 0, a.MOST_STEPS)]
    counts: Annotated[I4, a.counts.over("snapshot")]
    reals: Annotated[F8, a.reals.over("snapshot", 3)]
    ammunition: Annotated[F8, Block("f8[snapshot, unit]", "of the basic loads, left", "share", 0, inf)]
    holders: Annotated[I4, Block("i4[snapshot, place]", "side that holds it, -1 nobody", "index", -1, 1, start=-1)]


@dataclass
class Battle:
    """One replication and the step that it has come to. Made by :func:`begin`; its blocks change as it is fought.

    Tables and orders are never written; state, scratch, snapshots and log are this battle's own, and where engineers
    may change crossings the world is too.
    """

    compiled: Compiled
    seed: int
    replication: int
    outside: tuple[str, ...]
    """Formations and units that an outside player commands."""
    step: int
    world: bundles.World
    tables: bundles.Tables
    orders: bundles.Orders
    state: bundles.State
    scratch: bundles.Scratch
    log: bundles.Log
    snapshots: Snapshots
    ways: tuple[tuple[int, int], ...] = ()
    """(place, mobility class) that outside orders have asked for beyond those of the plans."""

    @property
    def prepared(self) -> PreparedWorld:
        """The drawn map it is fought on."""
        return self.compiled.world(self.compiled.member_of(self.replication))

    @property
    def time(self) -> datetime:
        """The moment at which the next step begins, on the scenario's own clock."""
        clock = self.compiled.resolved.clock
        return clock.start + timedelta(seconds=self.step * self.compiled.step_s)

    @property
    def ended(self) -> bool:
        """Whether it has been fought to the end of the scenario."""
        return self.step >= self.compiled.steps

    @property
    def decide_every(self) -> int:
        """Commanders look at their plans every so many steps."""
        return max(1, round(float(self.tables.parameters[p.DECISION_INTERVAL]) / self.compiled.step_s))


def begin(
    compiled: Compiled, seed: int, replication: int, *, outside: Sequence[str] = (), record: bool = False
) -> Battle:
    """A replication before its first step.

    outside: ids of formations or units that somebody outside commands. Their plans, and those of all below them, are
    read for the orders of the beginning only. InputError for an id that is unknown.

    >>> import khasan
    >>> battle = begin(khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935")), seed=7, replication=0)
    >>> battle.step, battle.time.isoformat()
    (0, '1935-06-03T08:00:00+09:00')
    """
    world = compiled.world(compiled.member_of(replication)).arrays
    drawn = draw(compiled, key_of(seed, replication))
    state = first_state(drawn, world)
    world = own_world(compiled.scale, world, state)
    _leave_to_outside(compiled, outside, drawn.orders, state)
    rows = (compiled.steps - 1) // compiled.snapshot_every + 2
    return Battle(
        compiled=compiled,
        seed=seed,
        replication=replication,
        outside=tuple(outside),
        step=0,
        world=world,
        tables=drawn.tables,
        orders=drawn.orders,
        state=state,
        scratch=scratch_for(world, compiled.scale, drawn.tables, state),
        log=empty_log(record, FIRST_ROWS),
        snapshots=empty(Snapshots, snapshot=rows, unit=drawn.tables.hashes.size, place=world.place_hex.size),
    )


def _leave_to_outside(compiled: Compiled, outside: Sequence[str], orders: bundles.Orders, state: bundles.State) -> None:
    """Mark the commanders at or below the outside player's formations."""
    nodes = set()
    for name in outside:
        if name not in compiled.nodes:
            raise input_error("outside", name, "name a formation or unit of the scenario", file=compiled.resolved.id)
        nodes.add(compiled.nodes.index(name))
    for commander, node in enumerate(orders.node_of.tolist()):
        while node >= 0 and node not in nodes:
            node = int(orders.nodes[t.N_ABOVE, node])
        state.commanders[t.C_OUTSIDE, commander] = int(node >= 0)


def fight_on(battle: Battle, last: int) -> None:
    """Fight the steps up to `last`, which is not fought; the global interpreter lock is released meanwhile."""
    recording = bool(battle.log.on[0])
    before = [(block, block.copy()) for block in (*battle.state, *battle.scratch)] if recording else []
    used = battle.log.used.copy()
    while True:
        run_steps(
            battle.step, last, battle.decide_every, battle.compiled.snapshot_every, battle.world, battle.tables,
            battle.orders, battle.state, battle.scratch, battle.compiled.scale, battle.log, *battle.snapshots,
        )  # fmt: skip
        needed = int(battle.log.used.max())
        if not recording or needed <= battle.log.events.shape[0]:
            break
        for block, saved in before:  # the log was too small: fight these steps again with a larger one
            block[...] = saved
        battle.world = own_world(battle.compiled.scale, battle.world, battle.state)
        battle.log = copied_log(battle.log, used, 2 * needed)
    battle.step = last


def copied_log(log: bundles.Log, used: F8, rows: int) -> bundles.Log:
    """The first rows of a log, `used` of each kind, in a new one that has room for `rows`."""
    copy = empty_log(bool(log.on[0]), rows)
    copy.used[:] = used
    events, losses = int(used[0]), int(used[1])
    if copy.on[0]:
        copy.events[:events] = log.events[:events]
        copy.losses[:losses] = log.losses[:losses]
        copy.factors[:losses] = log.factors[:losses]
    return copy


def outcome(battle: Battle) -> Replication:
    """What a battle that was fought to its end has left; RunError before that."""
    if not battle.ended:
        raise RunError(f"the battle stands at step {battle.step} of {battle.compiled.steps}: advance it to the end")
    tables, log, snapshots = battle.tables, battle.log, battle.snapshots
    events, losses = log.used.tolist() if log.on[0] else (0, 0)
    return Replication(
        replication=battle.replication,
        member=battle.compiled.member_of(battle.replication),
        parameters=tables.parameters,
        snapshot_steps=snapshots.steps,
        counts=snapshots.counts,
        reals=snapshots.reals,
        ammunition=snapshots.ammunition,
        holders=snapshots.holders,
        initial_men=whole(tables.unit_reals[t.MEN_0], "men of a unit"),
        initial_vehicles=whole(tables.unit_reals[t.VEHICLES_0], "vehicles of a unit"),
        initial_weapons=tables.weapon_counts,
        visibility_m=tables.light[t.VISIBILITY_M],
        stops=battle.state.stops,
        events=log.events[:events].copy(),
        losses=log.losses[:losses].copy(),
        factors=log.factors[:losses].copy(),
        depots=battle.state.depots,
    )


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
