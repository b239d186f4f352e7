"""Attacks: mounted by a body, broken off for one of several causes, and tried again when something has changed.

A body is who attacks as one: a battalion, or less where no battalion stands above. What its commander bears stands in
`Tables.body_borne`, drawn from the doctrine. The causes compete: each has its own clock or measure, and the first to
pass its limit ends the attack. Whoever stops goes to ground where he is, and remembers how things stood.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.conditions import rounds_left
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.morale import cohesion
from khasan.kernels.morale.settling import threat_to_flanks
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event

GAIN_M = 100.0
"""An attack has won ground when its units are nearer to their goals by as much. Definition of the laws `stall_minutes`
and `no_reserve_minutes`."""
FAR_M = 1_000_000
"""Farther than any goal. Definition."""
ROUND_GOAL_M = 1500.0
"""How far round a goal men are counted, of both sides. Guess, 1 to 3 km: what can join in within the hour."""
SHELLED_M = 500.0
"""Guns whose target lies within this of a goal help who attacks it. Guess, 300 m to 1 km."""
BETTER = 1.25
"""Odds have changed when they are so many times better. Guess, 1.1 to 1.5: a company more to a battalion."""
STANDS_STILL_MIN = 10.0
"""An attack that has won no ground for so long looks to its neighbours and to the light. Guess, 5 to 20 minutes."""
LONGEST_H = 1.0
"""A neighbour who has stopped longer ago is no news. Guess, half an hour to two hours."""
EACH_ECHELON = 0.5
"""Time to mount an attack, of each echelon under a battalion over that of the one above. Guess, .3 to .7."""
PUT_IN_AFTER = 0.5
"""Share of `stall_minutes` without ground gained after which the reserve goes in. Guess, .3 to .8."""
RESERVE_OF = 3
"""Of so many units of a body that attacks one is its reserve. Definition: two up and one back."""
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
def many_attacking(first, last, tables, orders, state):
    """How many units of a body attack."""
    many = 0
    for k in range(first, last):
        if attacks(np.int64(orders.body_units[k]), tables, state):
            many += 1
    return many


@aside
def many_going_on(first, last, tables, orders, state):
    """How many of those go forward."""
    many = 0
    for k in range(first, last):
        if goes_on(np.int64(orders.body_units[k]), tables, state):
            many += 1
    return many


@aside
def goal_to_take(first, last, tables, orders, state):
    """Place of the first unit of a body that attacks what its side does not know as its own; -1 if all is taken."""
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state):
            place = state.counts[a.ORDER_PLACE, unit]
            side = tables.units[t.SIDE, unit]
            if place >= 0 and state.places[t.KNOWN_0 + side, place] != side:
                return np.int64(place)
    return np.int64(-1)


@aside
def men_of(first, last, orders, state):
    """Men of a body who are on the map."""
    men = 0
    for k in range(first, last):
        unit = orders.body_units[k]
        if state.counts[a.STATUS, unit] == a.ACTIVE or state.counts[a.STATUS, unit] == a.BROKEN:
            men += state.counts[a.MEN, unit]
    return men


@aside
def metres_to_go(first, last, world, tables, orders, state, scale):
    """Metres from the units of a body that attack to their goals, on the average."""
    metres, many = 0.0, 0
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        if goes_on(unit, tables, state):
            place = state.counts[a.ORDER_PLACE, unit]
            hexes = distance(world.axial, state.counts[a.HEX, unit], world.place_hex[place]) if place >= 0 else 0
            metres += max(0.0, hexes * scale.hex_m - state.reals[a.PROGRESS_M, unit])
            many += 1
    return metres / max(1, many)


@aside
def under_fire(first, last, tables, orders, state):
    """Whether any unit of a body that attacks is under fire."""
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state) and state.reals[a.SUPPRESSION, unit] >= cohesion.QUIET_BELOW:
            return True
    return False


@aside
def rounds_of(first, last, tables, orders, state):
    """Share of their loads that the units of a body that attack have left, averaged."""
    share, many = 0.0, 0
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state):
            share += rounds_left(unit, state.reals, tables.unit_reals)
            many += 1
    return share / many if many > 0 else 1.0


@aside
def flank_of(first, last, world, tables, orders, state, scratch, scale):
    """How far the enemy stands round the units of a body that attack, on the average: 0 before them, 1 all round."""
    rings = max(1, int(cohesion.FLANK_M / scale.hex_m + 0.5))
    threat, many = 0.0, 0
    for k in range(first, last):
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
def loss_law(rank):
    """Which law of losses a body or unit of a rank goes by."""
    if rank >= BATTALION:
        return d.ATTACK_LOSS_BATTALION
    return d.ATTACK_LOSS_COMPANY if rank > PLATOON else d.ATTACK_LOSS_PATROL


@aside
def has_reserve(first, last, orders, state):
    """Whether a body has held anybody back."""
    back = 0
    for k in range(first, last):
        back += state.clocks[t.HELD_BACK, orders.body_units[k]]
    return back > 0


@aside
def is_spent(first, last, tables, orders, state):
    """Whether all units of a body that attack lie still by themselves."""
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        if attacks(unit, tables, state) and state.clocks[t.STOPPED, unit] == 0:
            return False
    return True


@aside
def why_it_stops(body, first, last, step, world, tables, orders, state, scratch, scale):
    """The cause for which a body breaks off its attack in this step, or NO_ENDING."""
    bodies, borne = state.bodies, tables.body_borne
    side = tables.units[t.SIDE, orders.body_units[first]]
    lost = 1.0 - men_of(first, last, orders, state) / max(1, bodies[t.BO_MEN, body])
    rank = orders.nodes[t.N_ECHELON, orders.body_node[body]]
    if lost >= borne[loss_law(rank), body] or is_spent(first, last, tables, orders, state):
        return a.BY_LOSSES
    if rounds_of(first, last, tables, orders, state) < borne[d.AMMUNITION, body]:
        return a.BY_AMMUNITION
    if flank_of(first, last, world, tables, orders, state, scratch, scale) >= borne[d.FLANK, body]:
        return a.BY_FLANK
    still = (step - bodies[t.BO_GAINED, body]) * scale.step_s / 60.0
    if still < STANDS_STILL_MIN:
        return a.NO_ENDING
    if other_light(body, borne[d.LIGHT_MINUTES, body], step, tables, state, scale):
        return a.BY_LIGHT
    neighbour = neighbour_stopped(body, side, step, world, tables, orders, state, scale)
    if neighbour * scale.step_s >= 60.0 * borne[d.FOLLOW_MINUTES, body]:
        return a.BY_NEIGHBOUR
    if still >= borne[d.STALL_MINUTES, body] and not has_reserve(first, last, orders, state):
        return a.BY_FIRE
    if still >= borne[d.NO_RESERVE_MINUTES, body] and not somebody_left(body, side, tables, orders, state):
        return a.BY_NO_RESERVE
    return a.NO_ENDING


@aside
def men_round(place_hex, side, own, world, tables, state, scale):
    """Men of a side round a place: its own as they are, of the enemy's known units as many as they should have."""
    counts = state.counts
    men = 0.0
    for unit in range(counts.shape[1]):
        if (tables.units[t.SIDE, unit] == side) != own or tables.units[t.ROLE, unit] == t.AIRCRAFT:
            continue
        if own and counts[a.STATUS, unit] != a.ACTIVE:
            continue
        if not own and counts[a.CONTACT_AGE, unit] >= a.UNSEEN:
            continue
        there = counts[a.HEX, unit] if own else counts[a.CONTACT_HEX, unit]
        if distance(world.axial, there, place_hex) * scale.hex_m <= ROUND_GOAL_M:
            men += counts[a.MEN, unit] if own else tables.unit_reals[t.MEN_0, unit]
    return int(men)


@aside
def is_shelled(place_hex, side, world, tables, state, scale):
    """Whether guns of a side have somebody at a place, or beside it, for a target."""
    counts, beside = state.counts, max(1, int(SHELLED_M / scale.hex_m + 0.5))
    for unit in range(counts.shape[1]):
        if tables.units[t.SIDE, unit] != side or tables.units[t.ROLE, unit] != t.GUNS:
            continue
        if counts[a.STATUS, unit] != a.ACTIVE:
            continue
        if state.missions[t.MI_TARGET, unit] >= 0:
            if distance(world.axial, state.missions[t.MI_HEX, unit], place_hex) <= beside:
                return True
        elif counts[a.ORDER, unit] == a.BOMBARD and counts[a.FIRED, unit] == 1:
            aimed_at = world.place_hex[counts[a.ORDER_PLACE, unit]]
            if distance(world.axial, aimed_at, place_hex) <= beside:
                return True
    return False


@aside
def note_how_it_stands(body, place, step, world, tables, orders, state, scale):
    """What a body that stops remembers: the light, men of both sides round its goal, and whether guns helped it."""
    bodies, here = state.bodies, world.place_hex[place]
    side = tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    bodies[t.BO_DARK, body] = tables.light[t.DARK, step] > 0.5
    bodies[t.BO_FRIENDS, body] = men_round(here, side, True, world, tables, state, scale)
    bodies[t.BO_ENEMIES, body] = men_round(here, side, False, world, tables, state, scale)
    bodies[t.BO_SHELLED, body] = is_shelled(here, side, world, tables, state, scale)


@aside
def has_changed(body, place, step, world, tables, orders, state, scale):
    """Whether something has changed since a body stopped: light, odds, or guns that now help it."""
    bodies, here = state.bodies, world.place_hex[place]
    side = tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    if (tables.light[t.DARK, step] > 0.5) != (bodies[t.BO_DARK, body] == 1):
        return True
    if men_round(here, side, True, world, tables, state, scale) >= BETTER * max(1, bodies[t.BO_FRIENDS, body]):
        return True
    if BETTER * men_round(here, side, False, world, tables, state, scale) <= bodies[t.BO_ENEMIES, body]:
        return True
    return bodies[t.BO_SHELLED, body] == 0 and is_shelled(here, side, world, tables, state, scale)


@aside
def stop(body, cause, place, step, world, tables, orders, state, scale, log):
    """A body breaks off: its units go to ground, and it cannot try again before it has mounted an attack anew."""
    first, last = np.int64(orders.body_first[body]), np.int64(orders.body_first[body + 1])
    bodies = state.bodies
    below = max(0, BATTALION - orders.nodes[t.N_ECHELON, orders.body_node[body]])
    hours = tables.body_borne[d.MOUNT_HOURS, body] * EACH_ECHELON**below
    bodies[t.BO_BEGAN, body] = -1
    bodies[t.BO_STOPPED, body] = cause
    bodies[t.BO_STOPPED_AT, body] = step
    bodies[t.BO_NEXT, body] = step + int(hours * 3600.0 / scale.step_s)
    note_how_it_stands(body, place, step, world, tables, orders, state, scale)
    event(log, step, a.ATTACK_STOPPED, orders.body_units[first], -1, place, cause)
    lie_still(first, last, tables, orders, state)


@aside
def lie_still(first, last, tables, orders, state):
    """The units of a body that are told to attack stay where they are."""
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        order = state.counts[a.ORDER, unit]
        state.clocks[t.STOPPED, unit] = order == a.ATTACK or order == a.PURSUE
        state.clocks[t.HELD_BACK, unit] = 0
        state.clocks[t.MEN_THEN, unit] = state.counts[a.MEN, unit]


@aside
def mount(body, place, step, world, tables, orders, state, log):
    """A body attacks: its units are told so already."""
    first, last = np.int64(orders.body_first[body]), np.int64(orders.body_first[body + 1])
    bodies = state.bodies
    bodies[t.BO_BEGAN, body] = bodies[t.BO_GAINED, body] = step
    bodies[t.BO_ATTEMPTS, body] += 1
    bodies[t.BO_STOPPED, body] = a.NO_ENDING
    bodies[t.BO_MEN, body] = men_of(first, last, orders, state)
    bodies[t.BO_NEAREST_M, body] = FAR_M
    bodies[t.BO_DARK, body] = tables.light[t.DARK, step] > 0.5
    for k in range(first, last):
        unit = orders.body_units[k]
        state.clocks[t.STOPPED, unit] = 0
        state.clocks[t.MEN_THEN, unit] = state.counts[a.MEN, unit]
    hold_back(first, last, tables, orders, state)
    event(log, step, a.ATTACK_MOUNTED, orders.body_units[first], -1, place, bodies[t.BO_ATTEMPTS, body])


@aside
def hold_back(first, last, tables, orders, state):
    """Of the units on foot of a body that attack, the last by id stay behind as its reserve: one in three.

    Form: ours, because regulations of all armies have two up and one back; who is alone, or two, all go, and tanks.
    """
    many = 0
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        state.clocks[t.HELD_BACK, unit] = 0
        if attacks(unit, tables, state) and tables.units[t.ARMOURED, unit] == 0:
            many += 1
    back = many // RESERVE_OF
    for k in range(first, last):
        unit = np.int64(orders.body_units[last - 1 - (k - first)])
        if back > 0 and attacks(unit, tables, state) and tables.units[t.ARMOURED, unit] == 0:
            state.clocks[t.HELD_BACK, unit] = 1
            back -= 1


@aside
def put_in_reserve(body, first, last, step, orders, state):
    """The reserve of a body goes in, and has its own time to win ground."""
    for k in range(first, last):
        unit = orders.body_units[k]
        if state.clocks[t.HELD_BACK, unit] == 1:
            state.clocks[t.HELD_BACK, unit] = 0
            state.bodies[t.BO_GAINED, body] = step


@aside
def companies_stop(first, last, tables, orders, state):
    """A unit that has lost more in this attempt than its commander bears goes to ground, whatever the others do."""
    units = tables.units.shape[1]
    for k in range(first, last):
        unit = np.int64(orders.body_units[k])
        if not attacks(unit, tables, state) or state.clocks[t.MEN_THEN, unit] <= 0:
            continue
        rank = orders.nodes[t.N_ECHELON, orders.nodes.shape[1] - units + unit]
        lost = 1.0 - state.counts[a.MEN, unit] / state.clocks[t.MEN_THEN, unit]
        if lost >= tables.borne[loss_law(rank), unit]:
            state.clocks[t.STOPPED, unit] = 1


@aside
def keep_count(body, first, last, step, world, tables, orders, state, scale):
    """Note whether a body has won ground; who is not fired at does not stand still for the enemy's sake."""
    bodies = state.bodies
    metres = metres_to_go(first, last, world, tables, orders, state, scale)
    bodies[t.BO_HEX, body] = state.counts[a.HEX, orders.body_units[first]]
    if metres <= bodies[t.BO_NEAREST_M, body] - GAIN_M:
        bodies[t.BO_NEAREST_M, body] = int(metres)
        bodies[t.BO_GAINED, body] = step
    elif not under_fire(first, last, tables, orders, state):
        bodies[t.BO_GAINED, body] = step


@aside
def calls_it_off(body, first, last, step, orders, state, log):
    """An attack that nobody is told to go on with, or nobody is left for, is over."""
    bodies = state.bodies
    cause, anybody = a.BY_LOSSES, False
    for k in range(first, last):
        unit = orders.body_units[k]
        anybody |= state.counts[a.STATUS, unit] == a.ACTIVE
        state.clocks[t.STOPPED, unit] = 0
    if anybody:
        cause = a.BY_ORDERS
    bodies[t.BO_BEGAN, body] = -1
    event(log, step, a.ATTACK_STOPPED, orders.body_units[first], -1, -1, cause)


@aside
def rest(body, first, last, orders, state):
    """A body has what it came for: nobody lies still or is held back, and what stopped it before is forgotten."""
    state.bodies[t.BO_BEGAN, body] = -1
    state.bodies[t.BO_STOPPED, body] = a.NO_ENDING
    state.bodies[t.BO_STOPPED_AT, body] = t.LONG_AGO
    for k in range(first, last):
        unit = orders.body_units[k]
        state.clocks[t.STOPPED, unit] = state.clocks[t.HELD_BACK, unit] = 0


@aside
def go_on(body, place, first, last, step, world, tables, orders, state, scratch, scale, log):
    """An attack under way: companies that can bear no more lie still, the reserve goes in, or the body breaks off."""
    bodies = state.bodies
    companies_stop(first, last, tables, orders, state)
    keep_count(body, first, last, step, world, tables, orders, state, scale)
    cause = np.int64(why_it_stops(body, first, last, step, world, tables, orders, state, scratch, scale))
    if cause != a.NO_ENDING:
        stop(body, cause, place, step, world, tables, orders, state, scale, log)
        return
    minutes = (step - bodies[t.BO_GAINED, body]) * scale.step_s / 60.0
    nobody = many_going_on(first, last, tables, orders, state) == 0
    if nobody or minutes >= PUT_IN_AFTER * tables.body_borne[d.STALL_MINUTES, body]:
        put_in_reserve(body, first, last, step, orders, state)


@aside
def may_mount(body, place, step, world, tables, orders, state, scale):
    """Whether a body told to attack may begin: not stopped yet, nobody there, or rested and something has changed."""
    bodies, side = state.bodies, tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    if bodies[t.BO_STOPPED_AT, body] == t.LONG_AGO:
        return True
    if men_round(world.place_hex[place], side, False, world, tables, state, scale) == 0:
        return True
    rested = step >= bodies[t.BO_NEXT, body]
    return rested and has_changed(body, place, step, world, tables, orders, state, scale)


@stage
def attacks_go_on(step, world, tables, orders, state, scratch, scale, log):
    """Every body under orders to attack begins, goes on, breaks off, waits or tries again."""
    bodies = state.bodies
    for body in range(bodies.shape[1]):
        first, last = np.int64(orders.body_first[body]), np.int64(orders.body_first[body + 1])
        if many_attacking(first, last, tables, orders, state) == 0:
            if bodies[t.BO_BEGAN, body] >= 0:
                calls_it_off(body, first, last, step, orders, state, log)
            bodies[t.BO_STOPPED, body] = a.NO_ENDING
            continue
        place = goal_to_take(first, last, tables, orders, state)
        if place < 0:
            rest(body, first, last, orders, state)
        elif bodies[t.BO_BEGAN, body] >= 0:
            go_on(body, place, first, last, step, world, tables, orders, state, scratch, scale, log)
        elif may_mount(body, place, step, world, tables, orders, state, scale):
            mount(body, place, step, world, tables, orders, state, log)
        else:
            lie_still(first, last, tables, orders, state)
