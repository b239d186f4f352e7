"""Attacks: mounted by a body, broken off for one of several causes, and tried again when something has changed.

A body is who attacks as one: a battalion, or less where no battalion stands above. What its commander bears stands in
`Tables.body_borne`, drawn from the doctrine. The causes compete: each has its own clock or measure, and the first to
pass its limit ends the attack. Whoever stops goes to ground where he is, and remembers how things stood.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.bodies import (
    BATTALION,
    attacks,
    goal_to_take,
    loss_law,
    many_attacking,
    many_going_on,
    men_of,
    metres_to_go,
    under_fire,
)
from khasan.kernels.command.round_goal import has_changed, men_round, note_how_it_stands, round_goal
from khasan.kernels.command.stops import why_it_stops
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event

GAIN_M = 100.0
"""An attack has won ground when its units are nearer to their goals by as much. Definition of the laws `stall_minutes`
and `no_reserve_minutes`."""
FAR_M = 1_000_000
"""Farther than any goal. Definition."""
EACH_ECHELON = 0.5
"""Time to mount an attack, of each echelon under a battalion over that of the one above. Guess, .3 to .7."""
PUT_IN_AFTER = 0.5
"""Share of `stall_minutes` without ground gained after which the reserve goes in. Guess, .3 to .8."""
RESERVE_OF = 3
"""Of so many units of a body that attacks one is its reserve. Definition: two up and one back."""


@aside
def note_stop(body, place, cause, step, tables, orders, state, log):
    """Count an attack that has stopped, and tell of it."""
    unit = orders.body_units[orders.body_first[body]]
    state.stops[a.ATTACKS_BY_0 + cause, tables.units[t.SIDE, unit]] += 1
    event(log, step, a.ATTACK_STOPPED, unit, -1, place, cause)


@aside
def stop(body, cause, step, world, tables, orders, state, scale, log):
    """A body breaks off: its units go to ground, and it cannot try again before it has mounted an attack anew."""
    bodies = state.bodies
    place = goal_to_take(body, tables, orders, state)
    below = max(0, BATTALION - orders.nodes[t.N_ECHELON, orders.body_node[body]])
    hours = tables.body_borne[d.MOUNT_HOURS, body] * EACH_ECHELON**below
    bodies[t.BO_BEGAN, body] = -1
    bodies[t.BO_STOPPED, body] = cause
    bodies[t.BO_STOPPED_AT, body] = step
    bodies[t.BO_NEXT, body] = step + int(hours * 3600.0 / scale.step_s)
    note_how_it_stands(body, place, step, world, tables, orders, state, scale)
    note_stop(body, place, cause, step, tables, orders, state, log)
    lie_still(body, tables, orders, state)
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = orders.body_units[k]
        state.clocks[t.MEN_THEN, unit] = state.counts[a.MEN, unit]  # it takes up a position where it lies


@aside
def lie_still(body, tables, orders, state):
    """The units of a body that are told to attack stay where they are."""
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        order = state.counts[a.ORDER, unit]
        state.clocks[t.STOPPED, unit] = order == a.ATTACK or order == a.PURSUE
        state.clocks[t.HELD_BACK, unit] = 0


@aside
def mount(body, place, step, world, tables, orders, state, log):
    """A body attacks: its units are told so already."""
    bodies = state.bodies
    bodies[t.BO_BEGAN, body] = bodies[t.BO_GAINED, body] = step
    bodies[t.BO_ATTEMPTS, body] += 1
    bodies[t.BO_STOPPED, body] = a.NO_ENDING
    bodies[t.BO_MEN, body] = men_of(body, orders, state)
    bodies[t.BO_NEAREST_M, body] = FAR_M
    bodies[t.BO_DARK, body] = tables.light[t.DARK, step] > 0.5
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = orders.body_units[k]
        state.clocks[t.STOPPED, unit] = 0
        state.clocks[t.MEN_THEN, unit] = state.counts[a.MEN, unit]
    hold_back(body, tables, orders, state)
    event(
        log, step, a.ATTACK_MOUNTED, orders.body_units[orders.body_first[body]], -1, place, bodies[t.BO_ATTEMPTS, body]
    )


@aside
def hold_back(body, tables, orders, state):
    """Of the units on foot of a body that attack, the last by id stay behind as its reserve: one in three.

    Form: ours, because regulations of all armies have two up and one back; who is alone, or two, all go, and tanks.
    """
    many = 0
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        state.clocks[t.HELD_BACK, unit] = 0
        if attacks(unit, tables, state) and tables.units[t.ARMOURED, unit] == 0:
            many += 1
    back = many // RESERVE_OF
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[orders.body_first[body] + orders.body_first[body + 1] - 1 - k])
        if back > 0 and attacks(unit, tables, state) and tables.units[t.ARMOURED, unit] == 0:
            state.clocks[t.HELD_BACK, unit] = 1
            back -= 1


@aside
def put_in_reserve(body, step, orders, state):
    """The reserve of a body goes in, and has its own time to win ground."""
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = orders.body_units[k]
        if state.clocks[t.HELD_BACK, unit] == 1:
            state.clocks[t.HELD_BACK, unit] = 0
            state.bodies[t.BO_GAINED, body] = step


@aside
def companies_stop(body, tables, orders, state):
    """A unit that has lost more in this attempt than its commander bears goes to ground, whatever the others do."""
    units = tables.units.shape[1]
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = np.int64(orders.body_units[k])
        if not attacks(unit, tables, state) or state.clocks[t.MEN_THEN, unit] <= 0:
            continue
        rank = orders.nodes[t.N_ECHELON, orders.nodes.shape[1] - units + unit]
        lost = 1.0 - state.counts[a.MEN, unit] / state.clocks[t.MEN_THEN, unit]
        if lost >= tables.borne[loss_law(rank), unit]:
            state.clocks[t.STOPPED, unit] = 1


@aside
def keep_count(body, step, world, tables, orders, state, scale):
    """Note whether a body has won ground; who is not fired at does not stand still for the enemy's sake."""
    bodies = state.bodies
    metres = metres_to_go(body, world, tables, orders, state, scale)
    bodies[t.BO_HEX, body] = state.counts[a.HEX, orders.body_units[orders.body_first[body]]]
    goes_on = many_going_on(body, tables, orders, state) > 0
    if goes_on and metres <= bodies[t.BO_NEAREST_M, body] - GAIN_M:
        bodies[t.BO_NEAREST_M, body] = int(metres)
        bodies[t.BO_GAINED, body] = step
    elif not under_fire(body, tables, orders, state):
        bodies[t.BO_GAINED, body] = step


@aside
def calls_it_off(body, step, tables, orders, state, log):
    """An attack that nobody is told to go on with, or nobody is left for, is over."""
    bodies = state.bodies
    cause, anybody = a.BY_LOSSES, False
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = orders.body_units[k]
        anybody |= state.counts[a.STATUS, unit] == a.ACTIVE
        state.clocks[t.STOPPED, unit] = 0
    if anybody:
        cause = a.BY_ORDERS
    bodies[t.BO_BEGAN, body] = -1
    note_stop(body, np.int64(-1), np.int64(cause), step, tables, orders, state, log)


@aside
def rest(body, orders, state):
    """A body has what it came for: nobody lies still or is held back, and what stopped it before is forgotten."""
    state.bodies[t.BO_BEGAN, body] = -1
    state.bodies[t.BO_STOPPED, body] = a.NO_ENDING
    state.bodies[t.BO_STOPPED_AT, body] = t.LONG_AGO
    stand_up(body, orders, state)


@aside
def stand_up(body, orders, state):
    """Nobody of a body lies still any more, or is held back."""
    for k in range(orders.body_first[body], orders.body_first[body + 1]):
        unit = orders.body_units[k]
        state.clocks[t.STOPPED, unit] = state.clocks[t.HELD_BACK, unit] = 0


@aside
def go_on(body, step, world, tables, orders, state, scratch, scale, log):
    """An attack under way: companies that can bear no more lie still, the reserve goes in, or the body breaks off."""
    bodies = state.bodies
    companies_stop(body, tables, orders, state)
    keep_count(body, step, world, tables, orders, state, scale)
    cause = np.int64(why_it_stops(body, step, world, tables, orders, state, scratch, scale))
    if cause != a.NO_ENDING:
        stop(body, cause, step, world, tables, orders, state, scale, log)
        return
    minutes = (step - bodies[t.BO_GAINED, body]) * scale.step_s / 60.0
    nobody = many_going_on(body, tables, orders, state) == 0
    if nobody or minutes >= PUT_IN_AFTER * tables.body_borne[d.STALL_MINUTES, body]:
        put_in_reserve(body, step, orders, state)


@aside
def may_mount(body, place, step, world, tables, orders, state, scale):
    """Whether a body told to attack may begin: not stopped yet, or rested and nobody there, or something changed."""
    bodies, side = state.bodies, tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    if bodies[t.BO_STOPPED_AT, body] == t.LONG_AGO:
        return True
    if step < bodies[t.BO_NEXT, body]:
        return False
    there, reach = np.int64(world.place_hex[place]), np.int64(round_goal(scale))
    if men_round(there, reach, side, np.int64(0), world, tables, state) == 0:
        return True
    return has_changed(body, place, step, world, tables, orders, state, scale)


@stage
def attacks_go_on(step, world, tables, orders, state, scratch, scale, log):
    """Every body under orders to attack begins, goes on, breaks off, waits or tries again."""
    bodies = state.bodies
    for body in range(bodies.shape[1]):
        if many_attacking(body, tables, orders, state) == 0:
            if bodies[t.BO_BEGAN, body] >= 0:
                calls_it_off(body, step, tables, orders, state, log)
            if bodies[t.BO_STOPPED, body] != a.NO_ENDING:
                stand_up(body, orders, state)
            bodies[t.BO_STOPPED, body] = a.NO_ENDING
            continue
        place = goal_to_take(body, tables, orders, state)
        if place < 0:
            rest(body, orders, state)
        elif bodies[t.BO_BEGAN, body] >= 0:
            go_on(body, step, world, tables, orders, state, scratch, scale, log)
        elif may_mount(body, place, step, world, tables, orders, state, scale):
            mount(body, place, step, world, tables, orders, state, log)
        else:
            lie_still(body, tables, orders, state)
