"""On the way: where units stand within their hexes, how far apart two of them were in the step, and for how
long one can fire at the other."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.fire import gunnery, passage
from khasan.kernels.fire.shot import Way
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.morale import suppression
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t


@phase
def spot_of(unit, world, state, scale):
    """Axial (q, r) of a unit: the centre of its hex and, by the metres made good, on towards that of the next."""
    here, ahead = state.counts[a.HEX, unit], state.clocks[t.HEADING, unit]
    q, r = float(world.axial[0, here]), float(world.axial[1, here])
    made_good = state.reals[a.PROGRESS_M, unit]
    if made_good <= 0.0 or ahead < 0:
        return q, r
    part = made_good / scale.hex_m
    return q + part * (world.axial[0, ahead] - q), r + part * (world.axial[1, ahead] - r)


@phase
def set_out(unit, world, state, scale):
    """Note where a unit stands before it moves."""
    state.way[t.THEN_Q, unit], state.way[t.THEN_R, unit] = spot_of(unit, world, state, scale)


@phase
def share_on_move(unit, state):
    """Share of the last step that a unit was on the move; all of it if it left a close fight or its carrier."""
    if state.counts[a.MOVED, unit] == 0:
        return 0.0
    share = state.way[t.MOVING, unit]
    return share if share > 0.0 else 1.0


@phase
def came_in_at(unit, state, scratch):
    """Share of the step after which a unit came into the hex in which it is at grips, 0 if it was there before."""
    return scratch.moving[unit] if state.reals[a.PROGRESS_M, unit] <= 0.0 else 0.0


@phase
def hexes_off(unit, q, r, state, scratch, scale):
    """How many hexes, rounded up, a unit was off the centre of the hex in which it stands, at most in the step."""
    way = 0.0
    if scratch.moving[unit] > 0.0:
        way = passage.apart(q - state.way[t.THEN_Q, unit], r - state.way[t.THEN_R, unit])
    return max(1, math.ceil(way + state.reals[a.PROGRESS_M, unit] / scale.hex_m - passage.SHORT))


@phase
def take_stock(world, tables, state, scratch, scale):
    """Where everybody stands, how long he was on the move, and how long he was free before he came to grips.

    Who stands in a hex is at grips from the moment when the first of each side is there; who comes later, from then.
    """
    counts = state.counts
    scratch.most_under_way[0] = 0
    for unit in range(counts.shape[1]):
        scratch.under_way[unit] = 0
        scratch.moving[unit] = 0.0
        scratch.free_until[unit] = 1.0
        scratch.free_from[unit] = 0.0
        scratch.made[unit] = 1.0
        if not present(counts[a.STATUS, unit]):
            continue
        q, r = spot_of(unit, world, state, scale)
        scratch.spot[0, unit], scratch.spot[1, unit] = q, r
        scratch.moving[unit] = share_on_move(unit, state)
        if scratch.moving[unit] > 0.0 and state.way[t.MOVING, unit] <= 0.0:  # it has not come by a way of its own
            state.way[t.THEN_Q, unit], state.way[t.THEN_R, unit] = q, r
        if scratch.moving[unit] > 0.0 or state.reals[a.PROGRESS_M, unit] > 0.0:
            scratch.under_way[unit] = hexes_off(unit, q, r, state, scratch, scale)
            scratch.most_under_way[0] = max(scratch.most_under_way[0], scratch.under_way[unit])
        if scratch.fighting[unit] == 1:
            scratch.came_in[0, counts[a.HEX, unit]] = 1.0
            scratch.came_in[1, counts[a.HEX, unit]] = 1.0
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 1:
            side, here = tables.units[t.SIDE, unit], counts[a.HEX, unit]
            scratch.came_in[side, here] = min(scratch.came_in[side, here], came_in_at(unit, state, scratch))
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 1:
            here = counts[a.HEX, unit]
            both = max(scratch.came_in[0, here], scratch.came_in[1, here])
            scratch.met_at[here] = both
            scratch.free_until[unit] = max(both, came_in_at(unit, state, scratch))


@phase
def just_met(here, scratch):
    """Whether the sides have met in a hex, in which both stand, in this step alone."""
    return scratch.met_at[here] > 0.0


@phase
def pace_left(unit, rise, tables, state, scale):
    """Share of its pace that a unit keeps over the step under so many near misses; who is broken runs in any case."""
    before, par = state.reals[a.SUPPRESSION, unit], tables.parameters
    if rise <= 0.0 and before <= 0.0:
        return 1.0
    fade = suppression.fading(scale.step_s, par[p.RECOVERY])
    if state.counts[a.STATUS, unit] == a.BROKEN:
        return 1.0 - suppression.mean_under_fire(before, rise, fade)
    if state.counts[a.ORDER, unit] == a.WITHDRAW:
        return max(1.0 - suppression.mean_under_fire(before, rise, fade), par[p.CRAWL])
    return suppression.mean_pace(before, rise, fade, par[p.SLOWED], par[p.PINNED])


@phase
def goes_of_those_up(unit, rise, tables, state, scale):
    """Share of the step for which the men of a unit who are up go on; the rest of it they lie with the others."""
    fade = suppression.fading(scale.step_s, tables.parameters[p.RECOVERY])
    up = 1.0 - suppression.mean_under_fire(state.reals[a.SUPPRESSION, unit], rise, fade)
    return min(1.0, pace_left(unit, rise, tables, state, scale) / max(passage.SHORT, up))


@phase
def slow_down(tables, state, scratch, scale):
    """Who was fired at on his way makes less of it: his pace follows his suppression; who is pinned goes no further.

    made = the mean of his pace over the step / what it would have been had nobody fired,  at most 1
    """
    par = tables.parameters
    for unit in range(state.counts.shape[1]):
        if state.way[t.MOVING, unit] <= 0.0 or state.reals[a.NEAR_MISS, unit] <= 0.0:
            continue
        if not present(state.counts[a.STATUS, unit]):
            continue
        rise = par[p.SUPPRESSION] * state.reals[a.NEAR_MISS, unit]
        unhindered = pace_left(unit, 0.0, tables, state, scale) * state.way[t.MOVING, unit]
        made = pace_left(unit, rise, tables, state, scale) / max(passage.SHORT, unhindered)
        if made < 1.0:
            scratch.made[unit] = made
            scratch.moving[unit] *= goes_of_those_up(unit, rise, tables, state, scale)
            for k in range(2):
                then = state.way[t.THEN_Q + k, unit]
                scratch.spot[k, unit] = then + made * (scratch.spot[k, unit] - then)


@phase
def stands_to_fire(unit, tables):
    """Whether a unit must stand to fire: guns and supporting weapons are limbered or carried, unless mounted."""
    return tables.units[t.ROLE, unit] != t.ASSAULT and tables.units[t.ARMOURED, unit] == 0


@phase
def then_of(unit, which, state, scratch):
    """A coordinate of where a unit stood before it last moved."""
    return state.way[which, unit] if scratch.moving[unit] > 0.0 else scratch.spot[which, unit]


@phase
def reach_of(unit, weapon, visibility, tables, state, scale):
    """Hexes, also between whole ones, at which some men of a unit still have some of the enemy in a weapon's reach.

    What limits_of of target_choice says in whole hexes, for units on the way: the metres it goes by, and half a hex.
    """
    most = tables.weapons[t.W_MAX_M, weapon]
    guns = tables.units[t.ROLE, unit] == t.GUNS
    pressing = guns and state.counts[a.ORDER, unit] != a.HOLD
    metres = min(most, visibility)
    if not pressing:
        metres = min(metres, tables.weapons[t.W_EFFECTIVE_M, weapon])
    if tables.weapons[t.W_INDIRECT, weapon] > 0.5:
        called = min(most, tables.parameters[p.SELF_DEFENCE]) if guns and not pressing else most
        metres = max(metres, called)
    return metres / scale.hex_m + 0.5


@phase
def passing(shooter, target, hexes, weapon, visibility, tables, state, scratch, scale):
    """The Way: one unit's chance to fire a weapon at another in this step.

    While it moves itself, time counts by the fire that it gives (`moving_fire`).

    Form: ours, because a distance between two that both go steadily changes evenly; true while they go along one line.
    """
    ends = min(scratch.free_until[shooter], scratch.free_until[target])
    begins = max(scratch.free_from[shooter], scratch.free_from[target])
    if scratch.under_way[shooter] + scratch.under_way[target] == 0:
        return Way(float(hexes), float(hexes), float(hexes), 0.0, max(0.0, ends - begins))
    now = passage.apart(
        scratch.spot[0, target] - scratch.spot[0, shooter], scratch.spot[1, target] - scratch.spot[1, shooter]
    )
    limit = reach_of(shooter, weapon, visibility, tables, state, scale)
    if stands_to_fire(shooter, tables):
        begins = max(begins, scratch.moving[shooter])
    moves = max(scratch.moving[shooter], scratch.moving[target])
    after = max(0.0, ends - max(moves, begins)) if now <= limit else 0.0
    moves_until = min(ends, moves)
    if moves_until <= begins:
        return Way(now, now, now, 0.0, after)
    then = passage.apart(
        then_of(target, t.THEN_Q, state, scratch) - then_of(shooter, t.THEN_Q, state, scratch),
        then_of(target, t.THEN_R, state, scratch) - then_of(shooter, t.THEN_R, state, scratch),
    )
    first = then + (now - then) * begins / moves
    last = then + (now - then) * moves_until / moves
    near, far = min(first, last), max(first, last)
    inside = passage.share_inside(near, far, limit)
    itself = min(1.0, max(0.0, scratch.moving[shooter] - begins) / (moves_until - begins))
    on_the_way = inside * (moves_until - begins) * gunnery.while_moving(itself, tables.parameters)
    return Way(near, min(far, max(near, limit)), now, on_the_way, after)
