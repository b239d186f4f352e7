"""Bodies: who attacks as one, a battalion or less, and how its attack stands."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.conditions import rounds_left
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.morale import cohesion
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t

BATTALION, PLATOON = 3, 1
"""Ranks of echelons. Definition."""


@aside
def attacks(unit, tables, state):
    """Whether a unit is in order and told to close with the enemy."""
    order = state.counts[a.ORDER, unit]
    told = order == a.ATTACK or order == a.PURSUE
    return told and state.counts[a.STATUS, unit] == a.ACTIVE and tables.units[t.ROLE, unit] == t.ASSAULT


@aside
def goes_on(unit, tables, state):
    """Whether a unit of an attack goes forward: neither stopped nor held back."""
    return attacks(unit, tables, state) and state.clocks[t.STOPPED, unit] == 0 and state.clocks[t.HELD_BACK, unit] == 0


@aside
def many_attacking(body, tables, orders, state):
    """How many units of a body attack."""
    many = 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        if attacks(np.int64(orders.body_units[k]), tables, state):
            many += 1
    return many


@aside
def many_going_on(body, tables, orders, state):
    """How many of those go forward."""
    many = 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        if goes_on(np.int64(orders.body_units[k]), tables, state):
            many += 1
    return many


@aside
def goal_to_take(body, tables, orders, state):
    """Place of the first unit of a body that attacks what its side does not know as its own; -1 if all is taken."""
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state):
            place = state.counts[a.ORDER_PLACE, unit]
            side = tables.units[t.SIDE, unit]
            if place >= 0 and state.places[t.KNOWN_0 + side, place] != side:
                return np.int64(place)
    return np.int64(-1)


@aside
def men_of(body, orders, state):
    """Men of a body who are on the map."""
    men = 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = orders.body_units[k]
        if state.counts[a.STATUS, unit] == a.ACTIVE or state.counts[a.STATUS, unit] == a.BROKEN:
            men += state.counts[a.MEN, unit]
    return men


@aside
def metres_to_go(body, world, tables, orders, state, scale):
    """Metres from the units of a body that attack to their goals, on the average."""
    metres, many = 0.0, 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if goes_on(unit, tables, state):
            place = state.counts[a.ORDER_PLACE, unit]
            hexes = distance(world.axial, state.counts[a.HEX, unit], world.place_hex[place]) if place >= 0 else 0
            metres += max(0.0, hexes * scale.hex_m - state.reals[a.PROGRESS_M, unit])
            many += 1
    return metres / max(1, many)


@aside
def under_fire(body, tables, orders, state):
    """Whether any unit of a body that attacks is under fire."""
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state) and state.reals[a.SUPPRESSION, unit] >= cohesion.QUIET_BELOW:
            return True
    return False


@aside
def rounds_of(body, tables, orders, state):
    """Share of their loads that the units of a body that attack have left, averaged."""
    share, many = 0.0, 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state):
            share += rounds_left(unit, state.reals, tables.unit_reals)
            many += 1
    return share / many if many > 0 else 1.0


@aside
def has_reserve(body, orders, state):
    """Whether a body has held anybody back."""
    back = 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        back += state.clocks[t.HELD_BACK, orders.body_units[k]]
    return back > 0


@aside
def is_spent(body, tables, orders, state):
    """Whether all units of a body that attack lie still by themselves."""
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state) and state.clocks[t.STOPPED, unit] == 0:
            return False
    return True


@aside
def loss_law(rank):
    """Which law of losses a body or unit of a rank goes by."""
    if rank >= BATTALION:
        return d.ATTACK_LOSS_BATTALION
    return d.ATTACK_LOSS_COMPANY if rank > PLATOON else d.ATTACK_LOSS_PATROL
