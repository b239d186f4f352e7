"""Whom the fire on his way has slowed did not come so far, and whom it has stopped does not come
to grips."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.fire import passage
from khasan.kernels.fire.way_of_step import came_in_at, spot_of
from khasan.kernels.movement import travel
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event

FARTHEST = 1e30
"""More hexes than there are. Definition."""


@phase
def still_willing(unit, tables, state):
    """Whether a unit goes on into a hex that the enemy holds: in order, calm enough and, of vehicles, running."""
    if state.counts[a.STATUS, unit] != a.ACTIVE:
        return False
    if tables.units[t.ARMOURED, unit] == 1 and state.counts[a.VEHICLES, unit] <= 0:
        return False
    calm = state.reals[a.SUPPRESSION, unit] < tables.parameters[p.WILL_ASSAULT]
    return calm and state.reals[a.COHESION, unit] > tables.parameters[p.BREAKPOINT]


@phase
def came_from(unit, world, tables, state, scratch, scale):
    """The neighbouring hex through which a unit came: passable, no enemy, room, nearest to where it set out; or -1."""
    here, side = state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    across = world.across[tables.units[t.MOBILITY, unit]]
    best, nearest = -1, FARTHEST
    for k in range(6):
        there = world.neighbours[here, k]
        if there < 0 or scratch.standing[1 - side, there] > 0 or scratch.standing[side, there] >= scale.stack:
            continue
        if max(across[here, k], across[there, (k + 3) % 6]) >= travel.IMPASSABLE:
            continue  # no way back, or none that it can have come by
        hexes = passage.apart(
            world.axial[0, there] - state.way[t.THEN_Q, unit], world.axial[1, there] - state.way[t.THEN_R, unit]
        )
        if hexes < nearest:
            best, nearest = there, hexes
    return best


@phase
def way_lost(unit, world, state, scratch, scale):
    """Metres of the way of this step that a unit did not make, since it was suppressed on it."""
    if scratch.made[unit] >= 1.0:
        return 0.0
    q, r = spot_of(unit, world, state, scale)
    hexes = passage.apart(q - state.way[t.THEN_Q, unit], r - state.way[t.THEN_R, unit])
    return (1.0 - scratch.made[unit]) * hexes * scale.hex_m


@phase
def go_back(unit, metres, world, tables, state, scratch, scale):
    """Put a unit so many metres back on the way it came; 1 if that is another hex."""
    counts, reals = state.counts, state.reals
    side = tables.units[t.SIDE, unit]
    changed = 0
    while metres > reals[a.PROGRESS_M, unit]:
        there = came_from(unit, world, tables, state, scratch, scale)
        if there < 0:
            reals[a.PROGRESS_M, unit] = 0.0
            return changed
        here = counts[a.HEX, unit]
        metres -= reals[a.PROGRESS_M, unit]
        scratch.standing[side, here] -= 1
        scratch.standing[side, there] += 1
        counts[a.HEX, unit] = there
        state.clocks[t.HEADING, unit] = here
        reals[a.PROGRESS_M, unit] = scale.hex_m
        changed = 1
    reals[a.PROGRESS_M, unit] -= metres
    return changed


@stage
def fall_short(step, world, tables, state, scratch, scale, log):
    """Who was suppressed on his way has made less of it; 1 if anybody stands in another hex for it.

    Who has come upon his enemy and is no longer willing lies before him: in shorter steps he would have stopped there
    by himself, since he asks himself anew in each.
    """
    counts = state.counts
    changed = 0
    for unit in range(counts.shape[1]):
        if state.way[t.MOVING, unit] <= 0.0 or counts[a.STATUS, unit] == a.GONE:
            continue
        metres = way_lost(unit, world, state, scratch, scale)
        met = scratch.fighting[unit] == 1 and came_in_at(unit, state, scratch) > 0.0
        if met and not still_willing(unit, tables, state):
            metres = max(metres, tables.parameters[p.ASSAULT_M])
        here = counts[a.HEX, unit]
        if metres > 0.0:
            changed |= go_back(unit, metres, world, tables, state, scratch, scale)
        if met and counts[a.HEX, unit] == here:
            event(log, step, a.ENTERED_COMBAT, unit, -1, here, 0)
    return changed
