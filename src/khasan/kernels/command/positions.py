"""Positions: given up for one of several causes, by who holds them, while he can still get away.

What a commander bears stands in `Tables.borne`, drawn from the doctrine. The causes compete: each has its own clock or
measure, and the first to pass its limit sends the unit back. It goes until it is clear of the enemy and holds there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.conditions import rounds_left
from khasan.kernels.command.messages import send
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.fire import passage
from khasan.kernels.fire.way_of_step import spot_of
from khasan.kernels.knowledge.in_view import nearest_in_sight, present
from khasan.kernels.morale import cohesion
from khasan.kernels.morale.settling import threat_to_flanks
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import LISTED
from khasan.kernels.state.log import event

NEWS_S = 600.0
"""Enemies known for less than this surprise who holds a position. Definition: as in close combat."""
OF_HIS_OWN = 0.5
"""Enemies over his own men close by who can drive an assault home. Guess, .3 to 1: in part of the law `stand_m`."""
NOWHERE = 1e6
"""Where in axial coordinates who has left the map stands, far from everybody. Definition."""
COMPANY = 2
"""Rank of a company. Definition."""


@aside
def holds_position(unit, tables, state):
    """Whether a unit has a position to give up: in order, on the ground, not leaving, and not told to go anywhere."""
    counts = state.counts
    if counts[a.STATUS, unit] != a.ACTIVE or tables.units[t.ROLE, unit] == t.AIRCRAFT:
        return False
    if state.clocks[t.LEAVES, unit] != a.NO_ENDING:
        return False
    order = counts[a.ORDER, unit]
    told_to_stay = order == a.HOLD or order == a.AMBUSH or order == a.SUPPORT or order == a.BOMBARD
    return told_to_stay or order == a.NO_ORDER or state.clocks[t.STOPPED, unit] == 1


class Near(NamedTuple):
    """Men of the enemies whom a unit's side knows of, at full strength, by how near they are."""

    near: float
    """Within its `leave_m`, or as asked."""
    closing: float
    """Within its `stand_m`."""
    news: float
    """Within the nearer of `leave_m` and `surprise_m`, and known for less than NEWS_S."""


@aside
def note_where_known(world, tables, state, scratch, scale):
    """Where the enemies stand whom each side knows of: who is in sight where he is, else where he was seen."""
    counts = state.counts
    for side in range(2):
        for k in range(scratch.contacts_n[side]):
            other = np.int64(scratch.contacts[side, k])
            if not present(counts[a.STATUS, other]):
                q = r = NOWHERE
            elif counts[a.CONTACT_AGE, other] == 0:
                q, r = spot_of(other, world, state, scale)
            else:
                there = counts[a.CONTACT_HEX, other]
                q, r = float(world.axial[0, there]), float(world.axial[1, there])
            scratch.known_q[side, k], scratch.known_r[side, k] = q, r


@aside
def many_within(metres, q, r, many, known_q, known_r, scale):
    """How many of so many places lie within some metres of a spot: without a branch, so that several go at a time."""
    found = np.int64(0)
    for k in range(many):
        found += np.int64(passage.apart(known_q[k] - q, known_r[k] - r) * scale.hex_m <= metres)
    return found


@aside
def enemies_near(unit, near_m, step, world, tables, state, scratch, scale):
    """Men of the enemies that a unit's side knows of, within its limits: a Near."""
    side, many = tables.units[t.SIDE, unit], scratch.contacts_n[tables.units[t.SIDE, unit]]
    stand_m, news_m = tables.borne[d.STAND_M, unit], min(near_m, tables.borne[d.SURPRISE_M, unit])
    q, r = spot_of(unit, world, state, scale)
    known_q, known_r = scratch.known_q[side], scratch.known_r[side]
    near, closing, news = 0.0, 0.0, 0.0
    if many_within(max(near_m, stand_m), q, r, np.uint64(many), known_q, known_r, scale) == 0:
        return Near(near, closing, news)
    for k in range(many):
        other = np.int64(scratch.contacts[side, k])
        metres = passage.apart(known_q[k] - q, known_r[k] - r) * scale.hex_m
        men = tables.unit_reals[t.MEN_0, other]
        near += men if metres <= near_m else 0.0
        closing += men if metres <= stand_m else 0.0
        if metres <= news_m and (step - state.counts[a.CONTACT_SINCE, other]) * scale.step_s < NEWS_S:
            news += men
    return Near(near, closing, news)


@aside
def own_within(unit, metres, world, tables, state, scale):
    """Men of a unit and of those of its side in order within some metres of it."""
    side, here = tables.units[t.SIDE, unit], state.counts[a.HEX, unit]
    men = 0.0
    for other in range(state.counts.shape[1]):
        if tables.units[t.SIDE, other] != side or state.counts[a.STATUS, other] != a.ACTIVE:
            continue
        if tables.units[t.ROLE, other] == t.AIRCRAFT or state.clocks[t.LEAVES, other] != a.NO_ENDING:
            continue
        if distance(world.axial, here, state.counts[a.HEX, other]) * scale.hex_m <= metres:
            men += state.counts[a.MEN, other]
    return men


@aside
def neighbour_gone(unit, world, tables, state, scale):
    """Whether of those near a unit somebody has left or broken, and nobody in order is left."""
    side, here = tables.units[t.SIDE, unit], state.counts[a.HEX, unit]
    reach = tables.parameters[p.SUPPORT_REACH]
    gone = False
    for other in range(state.counts.shape[1]):
        if other == unit or tables.units[t.SIDE, other] != side or tables.units[t.ROLE, other] == t.AIRCRAFT:
            continue
        status = state.counts[a.STATUS, other]
        if status != a.ACTIVE and status != a.BROKEN:
            continue
        if distance(world.axial, here, state.counts[a.HEX, other]) * scale.hex_m > reach:
            continue
        if status == a.ACTIVE and state.clocks[t.LEAVES, other] == a.NO_ENDING:
            return False
        gone = True
    return gone


@aside
def runs(clock, unit, holds, step, state):
    """Steps for which something has held of a unit without a break; its clock is set or stopped."""
    if not holds:
        state.clocks[clock, unit] = t.LONG_AGO
        return -1
    if state.clocks[clock, unit] == t.LONG_AGO:
        state.clocks[clock, unit] = step
    return step - state.clocks[clock, unit]


@aside
def has_lost_its_place(unit, tables, state, world):
    """Whether the enemy has the place that a unit is told to hold, as far as its side knows."""
    place, side = state.counts[a.ORDER_PLACE, unit], tables.units[t.SIDE, unit]
    if place < 0 or state.counts[a.ORDER, unit] != a.HOLD or state.counts[a.HEX, unit] == world.place_hex[place]:
        return False
    return state.places[t.KNOWN_0 + side, place] == 1 - side


@aside
def why_it_leaves(unit, step, world, tables, orders, state, scratch, scale):
    """The cause for which a unit gives up its position in this step, or NO_ENDING."""
    borne, minutes = tables.borne, scale.step_s / 60.0
    near_m = borne[d.LEAVE_M, unit]
    near, closing, news = enemies_near(unit, near_m, step, world, tables, state, scratch, scale)
    pressed = near > 0.0 and state.reals[a.SUPPRESSION, unit] >= tables.parameters[p.PINNED]
    for_fire = runs(t.PRESSED_SINCE, unit, pressed, step, state) * minutes
    for_place = runs(t.LOST_SINCE, unit, has_lost_its_place(unit, tables, state, world), step, state) * minutes
    alone = near > 0.0 and neighbour_gone(unit, world, tables, state, scale)
    for_neighbour = runs(t.ALONE_SINCE, unit, alone, step, state) * minutes
    rank = orders.nodes[t.N_ECHELON, orders.nodes.shape[1] - tables.units.shape[1] + unit]
    law = d.POSITION_LOSS if rank >= COMPANY else d.POSITION_LOSS_PATROL
    lost = 1.0 - state.counts[a.MEN, unit] / max(1, state.clocks[t.MEN_THEN, unit])
    if lost >= borne[law, unit]:
        return a.BY_LOSSES
    rings = max(1, int(cohesion.FLANK_M / scale.hex_m + 0.5))
    side, here = tables.units[t.SIDE, unit], state.counts[a.HEX, unit]
    if threat_to_flanks(here, side, rings, world, scratch) >= borne[d.FLANK, unit]:
        return a.BY_FLANK
    if near > 0.0 or closing > 0.0:
        own = max(1.0, own_within(unit, tables.parameters[p.SUPPORT_REACH], world, tables, state, scale))
        if near >= own * borne[d.ODDS, unit]:
            return a.BY_NO_RESERVE
        if closing >= OF_HIS_OWN * own:
            return a.BY_FLANK
        if news >= own * borne[d.ODDS, unit] * borne[d.SURPRISED, unit]:
            return a.BY_SURPRISE
        if near > 0.0 and rounds_left(unit, state.reals, tables.unit_reals) < borne[d.AMMUNITION, unit]:
            return a.BY_AMMUNITION
    if for_neighbour >= borne[d.FOLLOW_MINUTES, unit]:
        return a.BY_NEIGHBOUR
    if for_place >= borne[d.KEY_GROUND_MINUTES, unit]:
        return a.BY_KEY_GROUND
    if for_fire >= borne[d.PINNED_MINUTES, unit]:
        return a.BY_FIRE
    return a.NO_ENDING


@aside
def is_clear(unit, step, world, tables, state, scratch, scale):
    """Whether who leaves has come far enough to hold again: from the nearest enemy in sight, and from all whom his side
    knows of so near that he would leave for them at once."""
    if scratch.fighting[unit] == 1:
        return False
    nearest = nearest_in_sight(unit, scratch)
    if nearest >= 0 and nearest * scale.hex_m < tables.borne[d.CLEAR_M, unit]:
        return False
    near_m = max(tables.borne[d.LEAVE_M, unit], cohesion.FLANK_M)
    return enemies_near(unit, near_m, step, world, tables, state, scratch, scale).near <= 0.0


@stage
def give_up_positions(step, world, tables, orders, state, scratch, scale, log):
    """Who can bear no more goes back; who has gone far enough holds where he stands."""
    counts, clocks = state.counts, state.clocks
    node_0 = orders.nodes.shape[1] - tables.units.shape[1]
    note_where_known(world, tables, state, scratch, scale)
    for unit in range(counts.shape[1]):
        if clocks[t.LEAVES, unit] != a.NO_ENDING:
            here = present(counts[a.STATUS, unit])
            leaving = here and counts[a.ORDER, unit] == a.WITHDRAW
            if leaving and is_clear(unit, step, world, tables, state, scratch, scale):
                counts[a.ORDER, unit], counts[a.ORDER_PLACE, unit] = a.HOLD, -1
                clocks[t.LEAVES, unit] = a.NO_ENDING
                clocks[t.MEN_THEN, unit] = counts[a.MEN, unit]
            continue
        if not holds_position(unit, tables, state):
            continue
        if scratch.near_n[LISTED, unit] == 0 and state.reals[a.SUPPRESSION, unit] < cohesion.QUIET_BELOW:
            clocks[t.PRESSED_SINCE, unit] = clocks[t.LOST_SINCE, unit] = clocks[t.ALONE_SINCE, unit] = t.LONG_AGO
            continue
        cause = np.int64(why_it_leaves(unit, step, world, tables, orders, state, scratch, scale))
        if cause != a.NO_ENDING:
            clocks[t.LEAVES, unit] = cause
            rear = np.int32(world.rear[tables.units[t.SIDE, unit]])
            told, by = np.int32(a.WITHDRAW), np.int64(node_0 + unit)
            send(np.int32(unit), by, told, rear, step, tables, orders, state, scale)
            state.stops[a.POSITIONS_BY_0 + cause, tables.units[t.SIDE, unit]] += 1
            event(log, step, a.GAVE_UP_POSITION, unit, -1, counts[a.HEX, unit], cause)
