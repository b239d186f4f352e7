"""The ground that a unit takes up: wide in defence, narrow in attack."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase, rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

FOOTPRINT_LEAST_M2 = 2500.0
"""Ground that even a handful of men is spread over. Definition: 50 m square."""


@rule
def room_by_order(order, parameters):
    """Ground that men on foot take up under an order, over that of their type.

    Form: ours, because doctrine gives ground by task: a battalion holds a square kilometre and attacks on 500 by 600 m
    (Triandafillov 1929). A table, with no equation in it.
    """
    if order == a.HOLD or order == a.AMBUSH:
        return parameters[p.HOLDING_ROOM]
    if order == a.ATTACK or order == a.PURSUE:
        return parameters[p.ATTACKING_ROOM]
    return 1.0


@phase
def on_foot(unit, tables):
    """Whether a unit lies on the ground with rifles and machine guns: no guns, no vehicles."""
    role = tables.units[t.ROLE, unit]
    return (role == t.ASSAULT or role == t.FIRE_SUPPORT) and tables.units[t.ARMOURED, unit] == 0


@phase
def room_of(unit, tables, state):
    """Ground that a unit takes up over that of its type; guns, vehicles and who is broken take up that."""
    if not on_foot(unit, tables) or state.counts[a.STATUS, unit] == a.BROKEN:
        return 1.0
    return room_by_order(state.counts[a.ORDER, unit], tables.parameters)


@phase
def footprint(unit, tables, state):
    """Square metres over which a unit is spread."""
    own = tables.unit_reals[t.FRONTAGE_M, unit] * tables.unit_reals[t.DEPTH_M, unit]
    return max(FOOTPRINT_LEAST_M2, own * room_of(unit, tables, state))


@phase
def front(unit, tables, state):
    """Metres of its front, which grows with its depth."""
    return tables.unit_reals[t.FRONTAGE_M, unit] * math.sqrt(room_of(unit, tables, state))
