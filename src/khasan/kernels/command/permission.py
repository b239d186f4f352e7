"""Leave of a higher authority: asked for once, given or refused after a while, or not asked for at all."""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import DRAW_0, DRAW_1, DRAW_2, S_LEAVE, STEP_0, normal, uniform
from khasan.kernels.compiling.decorators import aside, rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event


@rule
def steps_to_answer(hours, spread, z, step_s):
    """Whole steps from a request to its answer: hours, scattered like the links of an order; at least one.

    Form: ours, because an answer travels as an order does: the same law of its scatter, rounded up, as nobody acts on
    half an answer.

    >>> steps_to_answer(24.0, 0.5, 0.0, 300.0), steps_to_answer(0.0, 0.5, 1.0, 300.0)
    (288, 1)
    """
    return max(1, math.ceil(hours * math.exp(spread * z) * 3600.0 / step_s))


@aside
def answers_come(step, tables, orders, state, log):
    """Requests whose time has come are granted or refused."""
    leaves = state.leaves
    for leave in range(leaves.shape[1]):
        if leaves[t.V_STANDING, leave] != t.ASKED or leaves[t.V_DUE, leave] > step:
            continue
        u = uniform(tables.key, STEP_0, S_LEAVE, DRAW_2, orders.leave_hashes[leave], np.uint64(0))
        granted = u < orders.leaves[t.V_CHANCE, leave]
        leaves[t.V_STANDING, leave] = t.GRANTED if granted else t.REFUSED
        kind = a.LEAVE_GRANTED if granted else a.LEAVE_REFUSED
        event(log, step, kind, leaves[t.V_COMMANDER, leave], -1, -1, leave)


@aside
def has_leave(leave, commander, step, tables, orders, state, scale, log):
    """Whether a commander may act; who has never asked does so now, or goes without."""
    leaves = state.leaves
    if leaves[t.V_STANDING, leave] == t.NOT_ASKED:
        key, name = tables.key, orders.leave_hashes[leave]
        leaves[t.V_COMMANDER, leave] = commander
        if uniform(key, STEP_0, S_LEAVE, DRAW_0, name, np.uint64(0)) < orders.leaves[t.V_INITIATIVE, leave]:
            leaves[t.V_STANDING, leave] = t.TAKEN
            event(log, step, a.WENT_WITHOUT_LEAVE, commander, -1, -1, leave)
        else:
            z = normal(key, STEP_0, S_LEAVE, DRAW_1, name, np.uint64(0))
            hours, spread = orders.leaves[t.V_HOURS, leave], tables.parameters[p.DELAY_SPREAD]
            leaves[t.V_STANDING, leave] = t.ASKED
            leaves[t.V_DUE, leave] = step + steps_to_answer(hours, spread, z, scale.step_s)
            event(log, step, a.LEAVE_ASKED, commander, -1, -1, leave)
    return leaves[t.V_STANDING, leave] == t.GRANTED or leaves[t.V_STANDING, leave] == t.TAKEN
