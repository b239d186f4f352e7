"""One step, a line a stage in its order, and the loop over all of them. The order stands here and nowhere else.

Movement comes before fire, so that the fire of a step goes along the way of the same step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from khasan import arrays as a
from khasan.kernels.aboard.carriers import alight, come_aboard, share_fate
from khasan.kernels.air.flights import fly
from khasan.kernels.close.fights import fight, meet
from khasan.kernels.close.prisoners import lay_down_arms
from khasan.kernels.close.yielding import yield_ground
from khasan.kernels.command.attacks import attacks_go_on
from khasan.kernels.command.conditions import rounds_left
from khasan.kernels.command.decisions import arrive, commanders_decide, keep_the_peace, orders_fall_due
from khasan.kernels.command.positions import give_up_positions
from khasan.kernels.compiling.cache import kept
from khasan.kernels.compiling.decorators import part, phase, stage
from khasan.kernels.fire.shooting import everybody_fires
from khasan.kernels.knowledge.contacts import mark_known, spot
from khasan.kernels.knowledge.in_view import look_around
from khasan.kernels.morale.settling import settle
from khasan.kernels.movement.fall_short import fall_short
from khasan.kernels.movement.moves import everybody_moves
from khasan.kernels.state import tables as t
from khasan.kernels.supply.hourly import issue_rounds, supply_by_the_hour
from khasan.kernels.works.engineers import engineers_work, lay_wire
from khasan.kernels.works.upkeep import dig, mend, sides_of_hexes, take_posture, watch_places


@part
def one_step(step, decide, moved, world, tables, orders, state, scratch, scale, log):
    """All phases of one step; returns 1 if any unit stands elsewhere than before."""
    moved |= arrive(step, world, tables, state, scratch, scale, log)
    if scale.carrying == 1:
        come_aboard(step, tables, state, log)
    orders_fall_due(step, tables, state, log)
    if decide:
        commanders_decide(step, world, tables, orders, state, scale, log)
        attacks_go_on(step, world, tables, orders, state, scratch, scale, log)
        give_up_positions(step, world, tables, orders, state, scratch, scale, log)
    moved |= everybody_moves(step, world, tables, state, scratch, scale, log)
    if scale.carrying == 1:
        moved |= alight(step, world, tables, state, scratch, scale, log)
    look_around(world, tables, state, scratch, scale)
    spot(step, world, tables, state, scratch, scale, log)
    mark_known(tables, state, scratch)
    meet(step, world, tables, state, scratch, scale)
    keep_the_peace(state)
    if state.peace[0] == 0:
        everybody_fires(step, world, tables, state, scratch, scale, log)
    if scale.air > 0:
        fly(step, world, tables, state, scratch, scale, log)
    fight(step, world, tables, state, scratch, scale, log)
    changed = yield_ground(step, world, tables, state, scratch, scale, log)
    lay_down_arms(step, world, tables, state, scratch, scale, log)
    if scale.carrying == 1:
        share_fate(step, tables, state, scratch, log)
    changed |= settle(step, world, tables, state, scratch, scale, log)
    changed |= fall_short(step, world, tables, state, scratch, scale, log)
    sides_of_hexes(tables, state, scratch)
    if scale.digging == 1:
        dig(tables, state, scratch, scale)
    supply_by_the_hour(step, world, tables, state, scratch, scale, log)
    mend(step, tables, state, scratch, scale)
    issue_rounds(step, tables, state, scratch, scale)
    if scale.wiring == 1:
        lay_wire(tables, state, scratch, scale)
    if scale.engineering == 1:
        engineers_work(step, world, tables, state, scratch, scale, log)
    watch_places(step, world, tables, state, scratch, log)
    take_posture(tables, state)
    return changed


@phase
def copy_row(many, source, target):
    """Copy the first so many numbers of a row, those of a row of whole numbers cut to whole ones."""
    for k in range(many):
        target[k] = source[k]


@stage
def snapshot(row, step, tables, state, steps_at, counts_at, reals_at, ammunition_at, holders_at):
    """Copy what reports need of the state."""
    steps_at[row] = step
    units = np.uint64(state.counts.shape[1])  # field by field and unsigned: several units at a time
    for field in range(a.COUNTS):
        copy_row(units, state.counts[field], counts_at[row, field])
    copy_row(units, state.fired, counts_at[row, a.ROUNDS_FIRED])
    copy_row(units, state.reals[a.ISSUED], counts_at[row, a.ROUNDS_ISSUED])
    copy_row(units, state.reals[a.CUT_OFF_H], counts_at[row, a.HOURS_CUT_OFF])
    copy_row(units, state.reals[a.SUPPRESSION], reals_at[row, a.SUPPRESSION])
    copy_row(units, state.reals[a.COHESION], reals_at[row, a.COHESION])
    copy_row(units, state.reals[a.FATIGUE], reals_at[row, a.FATIGUE])
    for unit in range(state.counts.shape[1]):
        ammunition_at[row, unit] = rounds_left(unit, state.reals, tables.unit_reals)
    for place in range(state.places.shape[1]):
        holders_at[row, place] = state.places[t.HOLDER, place]


@kept
@njit(nogil=True, _nrt=False)
def run_steps(
    first, last, decide_every, snapshot_every, world, tables, orders, state, scratch, scale, log, steps_at,
    counts_at, reals_at, ammunition_at, holders_at,
):  # fmt: skip
    """Run steps first..last-1, taking a snapshot every so many steps and one at the end."""
    moved = np.int64(1)  # not a literal: numba would compile the step twice
    for step in range(first, last):
        if step % snapshot_every == 0:
            snapshot(
                step // snapshot_every, step, tables, state, steps_at, counts_at, reals_at, ammunition_at, holders_at
            )
        moved = one_step(step, step % decide_every == 0, moved, world, tables, orders, state, scratch, scale, log)
    snapshot(steps_at.shape[0] - 1, last, tables, state, steps_at, counts_at, reals_at, ammunition_at, holders_at)


NEEDED_FOR = {
    "come_aboard": "carrying",
    "share_fate": "carrying",
    "alight": "carrying",
    "fly": "air",
    "dig": "digging",
    "lay_wire": "wiring",
    "engineers_work": "engineering",
}
"""Stages that a step reaches only where that field of Scale is not 0."""


def stages(scale: Any = None) -> list[Any]:
    """The stages that a step and the loop over the steps call; of a scale, those that its scenario needs."""
    named = [*one_step.py_func.__code__.co_names, *run_steps.py_func.__code__.co_names]
    found = {name: globals().get(name) for name in named if name != one_step.__name__}
    return [
        value
        for name, value in found.items()
        if hasattr(value, "py_func") and (scale is None or getattr(scale, NEEDED_FOR.get(name, "stack")) > 0)
    ]
