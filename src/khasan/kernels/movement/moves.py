"""How far each unit gets in a step on the way to its place."""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import (
    DRAW_0,
    NO_OTHER,
    S_BOG,
    S_STACK,
    S_WAY,
    STEP_0,
    binomial,
    two_uniforms,
    uniform,
)
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.fire.way_of_step import pace_left, set_out
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.knowledge.in_view import nearest_in_sight
from khasan.kernels.movement import travel
from khasan.kernels.movement.goals import goal_of
from khasan.kernels.movement.pursuit import quarry_of, step_after
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.supply.transport_losses import pace_with_transport
from khasan.kernels.works import wire

COLLECT_M = 200.0
"""How far from the enemy men on foot who were thrown out collect. Guess, 100 to 400 m: beyond sure hits of rifles."""
RALLY_M = 1000.0
"""How far from the enemy tanks that were thrown out collect. Guess, 500 to 2,000 m: beyond sure hits."""


@phase
def first_look(unit, here, tables):
    """(first, turn): the order in which a unit looks at the neighbours of a hex, `(first + turn k) mod 6`.

    Drawn for each unit and hex, so that of ways equally quick none is preferred for its direction.
    """
    u, v = two_uniforms(tables.key, STEP_0, S_WAY, here & 0xFFFF, tables.hashes[unit], NO_OTHER)
    return int(6.0 * u), 1 if v < 0.5 else 5


@phase
def looks_round(unit, here, tables, scratch):
    """:func:`first_look`, kept for as long as the unit stays in a hex."""
    if scratch.looked_from[unit] != here:
        scratch.look_first[unit], scratch.look_turn[unit] = first_look(unit, here, tables)
        scratch.looked_from[unit] = here
    return np.int64(scratch.look_first[unit]), np.int64(scratch.look_turn[unit])


@phase
def straight_on(unit, here, way, world, tables, scratch):
    """The next hex of the quickest way, whoever stands there; the hex itself at its end."""
    first, turn = looks_round(unit, here, tables, scratch)
    return travel.nearest_way(here, way, world.across[tables.units[t.MOBILITY, unit]], world.neighbours, first, turn)


@phase
def choose_step(unit, way, assaults, step, world, tables, state, scratch, scale):
    """The hex a unit goes to next, or the one it is in."""
    counts, reals = state.counts, state.reals
    here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
    across = world.across[tables.units[t.MOBILITY, unit]]
    first, turn = looks_round(unit, here, tables, scratch)
    calm = reals[a.SUPPRESSION, unit] < tables.parameters[p.WILL_ASSAULT]
    ready = calm and step >= state.clocks[t.NO_ASSAULT_BEFORE, unit]
    willing = ready and reals[a.COHESION, unit] > tables.parameters[p.BREAKPOINT]
    if assaults == 1 and willing and counts[a.ORDER, unit] == a.PURSUE:
        quarry = quarry_of(unit, world, tables, state, scratch, scale)
        if quarry >= 0:
            return step_after(unit, quarry, first, turn, world, tables, state, scratch, scale)
    if assaults == 1:
        straight = straight_on(unit, here, way, world, tables, scratch)
        if straight != here and scratch.known[side, straight] > 0:
            return straight if willing and scratch.standing[side, straight] < scale.stack else here
    best, shortest = here, travel.IMPASSABLE
    towards = first
    for _ in range(6):
        there, seconds = world.neighbours[here, towards], across[here, towards]
        towards = travel.next_look(towards, turn)
        if there < 0 or way[there] >= way[here] - travel.EQUAL_S:
            continue
        if seconds + way[there] >= shortest - travel.EQUAL_S:
            continue
        if scratch.standing[side, there] >= scale.stack:
            continue
        if scratch.known[side, there] > 0:
            continue
        best, shortest = there, seconds + way[there]
    return best


@phase
def belt_before(unit, there, tables, state):
    """Wire of the enemy that a unit meets on the way into a hex, 0..1 of a full belt."""
    if state.wire[there] <= 0.0 or state.hex_side[there] != 1 - tables.units[t.SIDE, unit]:
        return 0.0
    return state.wire[there] if wire.hinders(tables.units[t.MOBILITY, unit]) else 0.0


@phase
def speed_of(unit, here, there, step, world, tables, state, scale):
    """Metres a second of this unit in this step, if nobody fires at it.

    Form: ours, because each hindrance takes its share of the pace that the others have left.
    """
    reals, par, own = state.reals, tables.parameters, tables.unit_reals
    speed = travel.pace(
        tables.units[t.MOBILITY, unit], here, there, scale.hex_m, world.ground_i, world.ground_f,
        own[t.CROSS_KMH, unit], own[t.ROAD_KMH, unit], own[t.MARSH_KMH, unit], par,
    )  # fmt: skip
    speed = pace_with_transport(unit, here, there, speed, world, tables, state, scale)
    if speed > 0.0 and belt_before(unit, there, tables, state) > 0.0:
        speed = wire.speed_through(speed, scale.hex_m, state.wire[there], par)
    if tables.light[t.DARK, step] > 0.5 and tables.units[t.MOBILITY, unit] != t.RAIL:
        speed *= par[p.NIGHT_PACE]
    wet = tables.light[t.WET, step]
    if wet > 0.0:
        speed *= travel.mud_factor(tables.units[t.MOBILITY, unit], wet, par)
    return speed * pace_left(unit, 0.0, tables, state, scale) * (1.0 - par[p.FATIGUE_PACE] * reals[a.FATIGUE, unit])


@phase
def head_for(unit, there, state):
    """Metres made good count towards one hex alone."""
    if state.clocks[t.HEADING, unit] != there:
        state.clocks[t.HEADING, unit] = there
        state.reals[a.PROGRESS_M, unit] = 0.0


@phase
def close_up(unit, here, there, seconds, step, world, tables, state, scale):
    """Who waits to assault a hex lies before it, not a hex away, whatever the size of hexes; seconds left then."""
    head_for(unit, there, state)
    limit = max(0.0, scale.hex_m - tables.parameters[p.ASSAULT_M])
    gap = limit - state.reals[a.PROGRESS_M, unit]
    if gap <= 0.0:
        return seconds
    speed = speed_of(unit, here, there, step, world, tables, state, scale)
    state.counts[a.MOVED, unit] = 1
    if speed * seconds < gap:
        state.reals[a.PROGRESS_M, unit] += speed * seconds
        return 0.0
    state.reals[a.PROGRESS_M, unit] += gap
    return seconds - gap / speed


@phase
def move_unit(unit, place, assaults, step, world, tables, state, scratch, scale, log):
    """Spend a step's time on the way to a place; returns 1 if the unit changed its hex."""
    counts, reals = state.counts, state.reals
    side = tables.units[t.SIDE, unit]
    row = world.way_of[place, tables.units[t.MOBILITY, unit]]
    if row < 0:
        return 0
    way = world.way[row]
    set_out(unit, world, state, scale)
    left_s = scale.step_s
    changed = 0
    while left_s > 0.0:
        here = counts[a.HEX, unit]
        there = choose_step(unit, way, assaults, step, world, tables, state, scratch, scale)
        if there == here:
            before = straight_on(unit, here, way, world, tables, scratch) if assaults == 1 else here
            waits = step < state.clocks[t.NO_ASSAULT_BEFORE, unit]
            if before != here and scratch.known[side, before] > 0 and not waits:
                left_s = close_up(unit, here, before, left_s, step, world, tables, state, scale)
            else:
                reals[a.PROGRESS_M, unit] = 0.0
            break
        head_for(unit, there, state)
        speed = speed_of(unit, here, there, step, world, tables, state, scale)
        if speed <= 0.0:
            break
        counts[a.MOVED, unit] = 1
        needed_s = (scale.hex_m - reals[a.PROGRESS_M, unit]) / speed
        if needed_s > left_s:
            reals[a.PROGRESS_M, unit] += speed * left_s
            left_s = 0.0
            break
        left_s -= needed_s
        reals[a.PROGRESS_M, unit] = 0.0
        if scratch.standing[1 - side, there] > 0 and assaults == 0:
            break  # it has run into somebody it did not know of, and has no order to attack
        scratch.standing[side, here] -= 1
        scratch.standing[side, there] += 1
        counts[a.HEX, unit] = there
        changed = 1
        walk_in(unit, there, step, tables, state, scratch, scale)
        if tables.units[t.MOBILITY, unit] == t.TRACKED:
            state.wire[there] = wire.after_tanks(state.wire[there], tables.parameters)
        bog(unit, needed_s, there, step, world, tables, state)
        if scratch.standing[1 - side, there] > 0:
            break
    state.way[t.MOVING, unit] = 1.0 - left_s / scale.step_s
    return changed


@phase
def lose_order(unit, step, tables, state, scale):
    """A unit that has taken a hex from the enemy is in disorder for a time, whatever it has cost."""
    state.clocks[t.REGROUPED, unit] = step + 1 + int(tables.parameters[p.REGROUP] * 60.0 / scale.step_s)


@phase
def walk_in(unit, there, step, tables, state, scratch, scale):
    """Who walks into works that the enemy has left is in disorder as if he had thrown him out."""
    side = tables.units[t.SIDE, unit]
    if state.hex_side[there] == 1 - side and state.works[there] > 0.0 and scratch.standing[1 - side, there] == 0:
        lose_order(unit, step, tables, state, scale)


@phase
def bog(unit, seconds, here, step, world, tables, state):
    """Vehicles that stick in marsh on the way into a hex.

    Form: ours, because at a steady rate those that come through fall exponentially: a way in parts costs the same.
    """
    counts = state.counts
    if tables.units[t.MOBILITY, unit] != t.TRACKED or world.ground_i[t.SURFACE, here] != t.MARSH:
        return
    if world.ground_i[t.ROAD, here] > 0:
        return
    chance = -math.expm1(-tables.unit_reals[t.BOG_PER_HOUR, unit] * seconds / 3600.0)
    u = uniform(tables.key, step, S_BOG, here & 0xFFFF, tables.hashes[unit], NO_OTHER)
    stuck = binomial(counts[a.VEHICLES, unit], chance, u)
    counts[a.BOGGED, unit] += stuck
    counts[a.VEHICLES, unit] -= stuck


@phase
def sort_by_claim(many, scratch):
    """Put so many movers into the order of their claims.

    Claims are even from 0 to 1: put into as many boxes as there are movers, they are nearly in order.
    """
    boxes, claims, movers = scratch.boxes, scratch.claims, scratch.movers
    for box in range(many + 1):
        boxes[box] = 0
    for k in range(many):
        boxes[int(scratch.unsorted_claims[k] * many) + 1] += 1
    for box in range(many):
        boxes[box + 1] += boxes[box]
    for k in range(many):
        box = int(scratch.unsorted_claims[k] * many)
        claims[boxes[box]], movers[boxes[box]] = scratch.unsorted_claims[k], scratch.unsorted_movers[k]
        boxes[box] += 1
    for k in range(1, many):
        claim, unit = claims[k], movers[k]
        at = k
        while at > 0 and claims[at - 1] > claim:
            claims[at], movers[at] = claims[at - 1], movers[at - 1]
            at -= 1
        claims[at], movers[at] = claim, unit


@phase
def draws_off(unit, step, tables, state, scratch, scale):
    """Whether a unit that has been thrown out goes on towards the rear, until nobody sees it from so near."""
    thrown_out = step < state.clocks[t.NO_ASSAULT_BEFORE, unit] or state.clocks[t.STOPPED, unit] == 1
    nearest = nearest_in_sight(unit, scratch) if thrown_out else -1
    if nearest < 0:
        return False
    clear_m = RALLY_M if tables.units[t.ARMOURED, unit] == 1 else COLLECT_M
    return state.counts[a.STATUS, unit] == a.ACTIVE and nearest * scale.hex_m < clear_m


@stage
def everybody_moves(step, world, tables, state, scratch, scale, log):
    """All moves of a step, in an order drawn anew so that no unit has the better claim; 1 if any hex changed."""
    counts, reals = state.counts, state.reals
    many = 0
    for unit in range(counts.shape[1]):
        state.way[t.MOVING, unit] = 0.0
        if scratch.fighting[unit] == 1:
            continue  # close combat has said whether it left its hex
        counts[a.MOVED, unit] = 0
        if not present(counts[a.STATUS, unit]):
            continue
        if tables.units[t.ARMOURED, unit] == 1 and counts[a.VEHICLES, unit] <= 0:
            continue  # what is knocked out or stuck stays where it is until it is put right
        place, assaults = goal_of(unit, world, tables, state, scale)
        if draws_off(unit, step, tables, state, scratch, scale):
            place, assaults = np.int64(world.rear[tables.units[t.SIDE, unit]]), np.int64(0)
        if place < 0:
            reals[a.PROGRESS_M, unit] = 0.0
            continue
        scratch.goals[unit], scratch.may_assault[unit] = place, assaults
        claim = uniform(tables.key, step, S_STACK, DRAW_0, tables.hashes[unit], NO_OTHER)
        scratch.unsorted_claims[many] = claim
        scratch.unsorted_movers[many] = unit
        many += 1
    sort_by_claim(many, scratch)
    changed = 0
    for k in range(many):
        mover = np.int64(scratch.movers[k])  # one integer type, one compilation
        place, assaults = np.int64(scratch.goals[mover]), np.int64(scratch.may_assault[mover])
        changed |= move_unit(mover, place, assaults, step, world, tables, state, scratch, scale, log)
    return changed
