"""Why an attack is broken off: the causes compete, and the first to pass its limit ends it."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.bodies import attacks, goes_on, has_reserve, is_spent, loss_law, men_of, rounds_of
from khasan.kernels.command.round_goal import ROUND_GOAL_M
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.morale import cohesion
from khasan.kernels.morale.settling import threat_to_flanks
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t

STANDS_STILL_MIN = 10.0
"""An attack that has won no ground for so long looks to its neighbours and to the light. Guess, 5 to 20 minutes."""
LONGEST_H = 1.0
"""A neighbour who has stopped longer ago is no news. Guess, half an hour to two hours."""


@aside
def flank_of(body, world, tables, orders, state, scratch, scale):
    """How far the enemy stands round the units of a body that attack, on the average: 0 before them, 1 all round."""
    rings = max(1, int(cohesion.FLANK_M / scale.hex_m + 0.5))
    threat, many = 0.0, 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if goes_on(unit, tables, state):
            threat += threat_to_flanks(state.counts[a.HEX, unit], tables.units[t.SIDE, unit], rings, world, scratch)
            many += 1
    return threat / max(1, many)


@aside
def somebody_left(body, side, tables, orders, state):
    """Whether the commander of a body has anybody to put in: out of fire, and of the body itself or not attacking."""
    commander = tables.units[t.COMMANDER, orders.body_units[orders.body_first[body]]]
    for unit in range(state.counts.shape[1]):
        if state.counts[a.STATUS, unit] != a.ACTIVE or tables.units[t.SIDE, unit] != side:
            continue
        if tables.units[t.ROLE, unit] != t.ASSAULT or state.reals[a.SUPPRESSION, unit] >= cohesion.QUIET_BELOW:
            continue
        own = orders.body_of[unit] == body
        if own and state.clocks[t.STOPPED, unit] == 0:
            return True
        others = not own and commander >= 0 and tables.units[t.COMMANDER, unit] == commander
        if others and not attacks(unit, tables, state):
            return True
    return False


@aside
def neighbour_stopped(body, side, step, world, tables, orders, state, scale):
    """Steps since a body of the same side near by broke off, the longest within the last hour; -1 if none did."""
    longest = -1
    for other in range(state.bodies.shape[1]):
        if other == body or tables.units[t.SIDE, orders.body_units[orders.body_first[other]]] != side:
            continue
        since = step - state.bodies[t.BO_STOPPED_AT, other]
        if state.bodies[t.BO_STOPPED, other] == a.NO_ENDING or since * scale.step_s > 3600.0 * LONGEST_H:
            continue
        hexes = distance(world.axial, state.bodies[t.BO_HEX, body], state.bodies[t.BO_HEX, other])
        if hexes * scale.hex_m <= ROUND_GOAL_M:
            longest = max(longest, since)
    return longest


@aside
def other_light(body, minutes, step, tables, state, scale):
    """Whether it has for so long been night for who came by day, or day for who came by night."""
    then = max(0, step - int(60.0 * minutes / scale.step_s))
    dark = state.bodies[t.BO_DARK, body]
    return (tables.light[t.DARK, step] > 0.5) != (dark == 1) and (tables.light[t.DARK, then] > 0.5) != (dark == 1)


@aside
def why_it_stops(body, step, world, tables, orders, state, scratch, scale):
    """The cause for which a body breaks off its attack in this step, or NO_ENDING."""
    bodies, borne = state.bodies, tables.body_borne
    side = tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    lost = 1.0 - men_of(body, orders, state) / max(1, bodies[t.BO_MEN, body])
    rank = orders.nodes[t.N_ECHELON, orders.body_node[body]]
    if lost >= borne[loss_law(rank), body] or is_spent(body, tables, orders, state):
        return a.BY_LOSSES
    if rounds_of(body, tables, orders, state) < borne[d.AMMUNITION, body]:
        return a.BY_AMMUNITION
    if flank_of(body, world, tables, orders, state, scratch, scale) >= borne[d.FLANK, body]:
        return a.BY_FLANK
    still = (step - bodies[t.BO_GAINED, body]) * scale.step_s / 60.0
    if still >= STANDS_STILL_MIN:
        if other_light(body, borne[d.LIGHT_MINUTES, body], step, tables, state, scale):
            return a.BY_LIGHT
        neighbour = neighbour_stopped(body, side, step, world, tables, orders, state, scale)
        if neighbour * scale.step_s >= 60.0 * borne[d.FOLLOW_MINUTES, body]:
            return a.BY_NEIGHBOUR
    if still >= borne[d.STALL_MINUTES, body] and not has_reserve(body, orders, state):
        return a.BY_FIRE
    if still >= borne[d.NO_RESERVE_MINUTES, body] and not somebody_left(body, side, tables, orders, state):
        return a.BY_NO_RESERVE
    return a.NO_ENDING
