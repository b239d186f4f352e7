"""Orders on their way: from the formation that decides down each formation between to each unit.

Each link of the way takes its own time, so the units of one formation move off at different times.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from khasan import arrays as a
from khasan.kernels.chance.philox import DRAW_0, S_DELAY, normal
from khasan.kernels.compiling.cache import kept
from khasan.kernels.compiling.decorators import aside, rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t


@rule
def link_minutes(above, below, factor, spread, z):
    """Minutes that an order takes over one link.

    above, below: tabled minutes of the formation that passes it on and of the one that gets it (0 for a unit: the
    last link carries all that is left); factor: the parameter `command_delay`; spread: `delay_spread`; z: standard
    normal. Where the table has the lower formation slower, the link takes no time.

    Form: ours, because differences of tabled minutes make the links of a way add up, and the exponential of a normal
    law is never negative and has the long tail of orders that go astray.

    >>> link_minutes(40.0, 20.0, 1.0, 0.5, 0.0), link_minutes(20.0, 40.0, 1.0, 0.5, 0.0)
    (20.0, 0.0)
    """
    return max(0.0, above - below) * factor * math.exp(spread * z)


@aside
def minutes_down(unit, giver, step, tables, orders):
    """Minutes from a decision of the node `giver` to the unit's movement: the links between, added up.

    The medians add up to the giver's tabled minutes. Each link is drawn at the hash of who receives the order and that
    of the giver: units below one formation share the links above it.
    """
    side = tables.units[t.SIDE, unit]
    factor, spread = tables.parameters[p.COMMAND_DELAY], tables.parameters[p.DELAY_SPREAD]
    node = np.int64(orders.nodes.shape[1] - tables.units.shape[1] + unit)
    minutes = below = 0.0
    while True:
        above = node if node == giver else np.int64(orders.nodes[t.N_ABOVE, node])
        tabled = orders.delays[side, orders.nodes[t.N_ECHELON, above]]
        z = normal(tables.key, step, S_DELAY, DRAW_0, orders.hashes[node], orders.hashes[giver])
        minutes += link_minutes(tabled, below, factor, spread, z)
        below = max(below, tabled)
        node = above
        if above == giver:
            return minutes


@aside
def send(unit, giver, order, place, step, tables, orders, state, scale):
    """Put an order on its way to a unit; it takes effect a step later at the earliest."""
    minutes = minutes_down(unit, giver, step, tables, orders)
    state.counts[a.NEXT_ORDER, unit] = order
    state.counts[a.NEXT_PLACE, unit] = place
    state.counts[a.NEXT_STEP, unit] = step + max(1, math.ceil(minutes * 60.0 / scale.step_s))


@kept
@njit(nogil=True, _nrt=False)
def pass_down(units, giver, order, place, step, tables, orders, state, scale):
    """Send an order of an outside player to those of some units that are there; units: i4[]."""
    for k in range(units.shape[0]):
        status = state.counts[a.STATUS, units[k]]
        if status != a.GONE and status != a.EXPECTED:
            send(units[k], giver, order, place, step, tables, orders, state, scale)
