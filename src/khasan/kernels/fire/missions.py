"""Fire missions: a battery answers one call after another, each over a link, for a number of rounds.

Somebody sees a target and calls; the call takes its time over the wire, through the regiment or by runner; the guns
fire what the target is worth at their sustained rate; then their observer looks again. A mission may begin and end
within a step. Bombardment is fire by plan and no mission.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import S_CALL, normal
from khasan.kernels.compiling.decorators import aside, phase, rule
from khasan.kernels.fire import gunnery
from khasan.kernels.fire.offers import REMEMBERED, SEEN
from khasan.kernels.fire.shot import NO_FIRE, OBSERVED, UNWATCHED
from khasan.kernels.fire.target_choice import best_call, limits_of
from khasan.kernels.knowledge.in_view import hexes_of, is_hidden, unit_of
from khasan.kernels.knowledge.line_of_sight import hexes_within, sees
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles as b
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

ZONE_M = 2000.0
"""How far round the place that a battery is to support its own observers look. Guess, 1 to 3 km."""
REGISTERED_M = 200.0
"""How far from its last target guns are still laid by a correction. Guess, 100 to 400 m."""
MOST_DELAY_S = 86400.0
"""No call takes longer. Definition: a day."""


@rule
def call_s(minutes, spread, z):
    """Seconds that a call takes, of that median; z: standard normal.

    Form: ours, because calls go astray as orders do: never negative, with a long tail.

    >>> call_s(5.0, 0.5, 0.0)
    300.0
    """
    return min(MOST_DELAY_S, 60.0 * minutes * math.exp(spread * z))


@phase
def answers_calls(unit, weapon, tables, state):
    """Whether a weapon serves fire missions: guns that may fire at what they do not see, unless they fire by plan."""
    if tables.units[t.ROLE, unit] != t.GUNS or state.counts[a.ORDER, unit] == a.BOMBARD:
        return False
    return tables.weapons[t.W_INDIRECT, weapon] > 0.5


@phase
def is_threatened(unit, tables, scratch, scale):
    """Whether the nearest enemy in sight is so near that guns fire at him over open sights."""
    if scratch.near_n[b.LISTED, unit] == 0:
        return False
    key = scratch.near[unit, 0]
    near = hexes_of(key) <= hexes_within(tables.parameters[p.SELF_DEFENCE], scale.hex_m)
    return near and not is_hidden(key) and scratch.ready[unit_of(key)] > REMEMBERED


@phase
def note_engaged(tables, state, scratch):
    """Mark at whom batteries have missions, and under which commander."""
    scratch.engaged[:] = 0
    for unit in range(state.counts.shape[1]):
        target = state.missions[t.MI_TARGET, unit]
        if target >= 0:
            scratch.engaged[target] = 2 + tables.units[t.COMMANDER, unit]


@phase
def stop(unit, state):
    """A mission is broken off."""
    state.missions[t.MI_TARGET, unit] = -1


@phase
def take_position(unit, step, tables, state):
    """Note since when a battery stands where it does; who has moved has no target registered."""
    missions, here = state.missions, state.counts[a.HEX, unit]
    if missions[t.MI_FROM, unit] == here:
        return
    from_the_start = missions[t.MI_FROM, unit] < 0 and tables.units[t.ARRIVES, unit] == 0
    missions[t.MI_FROM, unit] = here
    missions[t.MI_SINCE, unit] = t.LONG_AGO if from_the_start else step
    missions[t.MI_REGISTERED, unit] = -1
    stop(unit, state)


@phase
def supports(unit, state):
    """Whether the order of a battery names a place whose surroundings its observers watch."""
    order = state.counts[a.ORDER, unit]
    named = order == a.SUPPORT or order == a.ATTACK or order == a.PURSUE
    return named and state.counts[a.ORDER_PLACE, unit] >= 0


@phase
def delay_minutes(unit, there, now_s, world, tables, state, scale):
    """Median minutes of a call for fire on a hex, by the link over which it comes."""
    par, missions, here = tables.parameters, state.missions, state.counts[a.HEX, unit]
    last = missions[t.MI_REGISTERED, unit]
    if last >= 0 and distance(world.axial, last, there) <= max(1, hexes_within(REGISTERED_M, scale.hex_m)):
        return par[p.DELAY_REGISTERED]
    own = sees(world.lines, world.axial, here, there)
    if now_s - missions[t.MI_SINCE, unit] * scale.step_s < 60.0 * par[p.WIRE_LAID]:
        return par[p.DELAY_WIRE] if own else par[p.DELAY_RUNNER]
    if supports(unit, state):
        place = world.place_hex[state.counts[a.ORDER_PLACE, unit]]
        own |= distance(world.axial, place, there) * scale.hex_m <= ZONE_M
    return par[p.DELAY_WIRE] if own else par[p.DELAY_REGIMENT]


@aside
def take_call(unit, weapon, now_s, step, world, tables, state, scratch, scale):
    """The call that promises most becomes the battery's mission; whether there is one."""
    par, missions = tables.parameters, state.missions
    visibility = tables.light[t.VISIBILITY_M, step]
    best = best_call(unit, weapon, visibility, world, tables, state, scratch, scale)
    if best.unit < 0:
        return False
    worth = gunnery.intensity(best.promise, par[p.FIRE_DISCIPLINE], par[p.LEAST_FIRE])
    there = state.counts[a.HEX, best.unit]
    minutes = delay_minutes(unit, there, now_s, world, tables, state, scale)
    call = np.int64(now_s) & 0xFFFF
    z = normal(tables.key, step, S_CALL, call, tables.hashes[unit], tables.hashes[best.unit])
    begins = now_s + call_s(minutes, par[p.CALL_SPREAD], z)
    lasts = max(1.0, worth * par[p.MISSION_ROUNDS] / tables.weapons[t.W_RATE, weapon])
    missions[t.MI_TARGET, unit] = best.unit
    missions[t.MI_HEX, unit] = there
    missions[t.MI_BEGINS_S, unit] = np.int64(begins)
    missions[t.MI_ENDS_S, unit] = np.int64(begins + lasts)
    scratch.engaged[best.unit] = 2 + tables.units[t.COMMANDER, unit]
    return True


@phase
def goes_on(unit, weapon, world, tables, state, scratch):
    """How the target of a mission is fired at in this step; NO_FIRE where the mission is over before its time.

    Fire follows a target that is seen into the next hex; where nobody sees it the rest of the rounds fall where it was.
    """
    counts, missions = state.counts, state.missions
    target, aimed = np.int64(missions[t.MI_TARGET, unit]), missions[t.MI_HEX, unit]
    ready, where = scratch.ready[target], counts[a.CONTACT_HEX, target]
    if ready < REMEMBERED or (REMEMBERED < ready < SEEN) or distance(world.axial, aimed, where) > 1:
        return NO_FIRE
    direct, called = limits_of(unit, weapon, tables, state, scratch)
    hexes = distance(world.axial, counts[a.HEX, unit], where)
    if hexes > max(direct, called) or hexes < tables.limits[t.LEAST_HEXES, weapon]:
        return NO_FIRE
    if ready == REMEMBERED:
        return UNWATCHED if where == aimed else NO_FIRE
    missions[t.MI_HEX, unit] = where
    return OBSERVED


@phase
def note_served(target, how, share, scratch):
    """The battery fires at a target for so much of the step."""
    n = scratch.served_n[0]
    for k in range(n):
        if scratch.served[k, b.SERVED] == target and scratch.served[k, b.SERVED_HOW] == how:
            scratch.served_share[k] += share
            return
    if n < b.MOST_CALLS:
        scratch.served[n, b.SERVED], scratch.served[n, b.SERVED_HOW] = target, how
        scratch.served_share[n] = share
        scratch.served_n[0] = n + 1


@phase
def free_time(unit, now_s, scratch, scale):
    """Seconds since the start between which a battery serves its guns in a step: it stands, and is not at grips."""
    begins = max(scratch.free_from[unit], scratch.moving[unit])
    return now_s + begins * scale.step_s, now_s + scratch.free_until[unit] * scale.step_s


@aside
def serve(unit, weapon, step, world, tables, state, scratch, scale):
    """The missions of a battery in a step, one after another: at whom, and for how much of it (scratch.served)."""
    missions = state.missions
    now, ends = step * scale.step_s, (step + 1) * scale.step_s
    scratch.served_n[0] = 0
    scratch.served[:] = 0
    scratch.served_share[:] = 0.0
    take_position(unit, step, tables, state)
    free_s, until_s = free_time(unit, now, scratch, scale)
    at = now
    for _ in range(b.MOST_CALLS):
        if missions[t.MI_TARGET, unit] < 0 and not take_call(
            unit, weapon, at, step, world, tables, state, scratch, scale
        ):
            return
        begins, over = float(missions[t.MI_BEGINS_S, unit]), float(missions[t.MI_ENDS_S, unit])
        if begins >= ends:
            return
        how = goes_on(unit, weapon, world, tables, state, scratch)
        if how == NO_FIRE:
            stop(unit, state)
            at = max(at, begins)
            continue
        fires_s = min(over, ends, until_s) - max(begins, now, free_s)
        note_served(np.int64(missions[t.MI_TARGET, unit]), how, max(0.0, fires_s) / scale.step_s, scratch)
        missions[t.MI_REGISTERED, unit] = missions[t.MI_HEX, unit]
        if over > ends:
            return
        stop(unit, state)
        at = over
