"""Who arrives, which orders fall due, what commanders decide."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.aboard.carriers import take_up_orders, waits_for_carrier
from khasan.kernels.command.conditions import choose_for_itself, choose_rule, men_of_units
from khasan.kernels.command.messages import send
from khasan.kernels.command.permission import answers_come
from khasan.kernels.compiling.decorators import aside, phase, stage
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event


@stage
def arrive(step, world, tables, state, scratch, scale, log):
    """Units whose time has come enter at their hex, as soon as it has room; 1 if anybody came."""
    counts = state.counts
    came = 0
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.EXPECTED or tables.units[t.ARRIVES, unit] > step:
            continue
        if waits_for_carrier(unit, tables, state):
            continue
        here = world.start_hex[unit]
        side = tables.units[t.SIDE, unit]
        flies = tables.units[t.ROLE, unit] == t.AIRCRAFT
        if not flies and (scratch.standing[side, here] >= scale.stack or scratch.standing[1 - side, here] > 0):
            continue
        counts[a.STATUS, unit] = a.AT_AIRFIELD if flies else a.ACTIVE
        counts[a.HEX, unit] = here
        if not flies:
            scratch.standing[side, here] += 1
        take_up_orders(unit, tables, state)
        event(log, step, a.ARRIVED, unit, -1, -1, 0)
        came = 1
    return came


@stage
def orders_fall_due(step, tables, state, log):
    """Orders whose delay has run out become what the unit does."""
    counts = state.counts
    for unit in range(counts.shape[1]):
        if counts[a.NEXT_STEP, unit] == step and counts[a.NEXT_ORDER, unit] != a.NO_ORDER:
            take_up(unit, step, tables, state, log)
            counts[a.ORDER, unit] = counts[a.NEXT_ORDER, unit]
            counts[a.ORDER_PLACE, unit] = counts[a.NEXT_PLACE, unit]
            counts[a.NEXT_ORDER, unit] = a.NO_ORDER
            event(log, step, a.ORDERED, unit, -1, counts[a.ORDER_PLACE, unit], counts[a.ORDER, unit])


@phase
def take_up(unit, step, tables, state, log):
    """A new order ends what a unit made of the last: a stopped attack, or its own leaving; told to go back, it gives up
    what it held."""
    clocks, told = state.clocks, state.counts[a.NEXT_ORDER, unit]
    held = state.counts[a.ORDER, unit] == a.HOLD or state.counts[a.ORDER, unit] == a.AMBUSH
    if told != a.ATTACK and told != a.PURSUE:
        clocks[t.STOPPED, unit] = 0
    if told != a.ATTACK and told != a.PURSUE:
        clocks[t.HELD_BACK, unit] = 0
    if told != a.WITHDRAW:
        clocks[t.LEAVES, unit] = a.NO_ENDING
        clocks[t.MEN_THEN, unit] = state.counts[a.MEN, unit]
    elif held and clocks[t.LEAVES, unit] == a.NO_ENDING:
        state.stops[a.POSITIONS_BY_0 + a.BY_ORDERS, tables.units[t.SIDE, unit]] += 1
        event(log, step, a.GAVE_UP_POSITION, unit, -1, state.counts[a.HEX, unit], a.BY_ORDERS)


@stage
def keep_the_peace(state):
    """Peace ends when the first unit on the map has an order to attack, support or bombard; it does not come back.

    Border troops lie in sight of each other for weeks without a shot: until then nobody fires.
    """
    counts = state.counts
    if state.peace[0] == 0:
        return
    for unit in range(counts.shape[1]):
        order = counts[a.ORDER, unit]
        aggressive = order == a.ATTACK or order == a.PURSUE or order == a.SUPPORT or order == a.BOMBARD
        if counts[a.STATUS, unit] == a.ACTIVE and aggressive:
            state.peace[0] = 0


@stage
def commanders_decide(step, world, tables, orders, state, scale, log):
    """Each commander reads his plan against what his side knows; a new rule sends out orders."""
    answers_come(step, tables, orders, state, log)
    count_by_the_hour(step, orders, state, scale)
    for commander in range(state.commanders.shape[1]):
        if state.commanders[t.C_OUTSIDE, commander] == 1 and state.commanders[t.C_RULE, commander] >= 0:
            continue
        rule = choose_rule(commander, step, world, tables, orders, state, scale, log)
        if rule >= 0 and rule != state.commanders[t.C_RULE, commander]:
            follow(rule, commander, step, tables, orders, state, scale, log)
        if state.commanders[t.C_INITIATIVE, commander] == 1:
            units_decide(commander, step, world, tables, orders, state, scale, log)


@aside
def count_by_the_hour(step, orders, state, scale):
    """Commanders count their men once an hour, and remember the count before."""
    hour = int(step * scale.step_s / 3600.0)
    for commander in range(state.commanders.shape[1]):
        if step == 0 or hour != state.commanders[t.C_HOUR, commander]:
            first, last = np.int64(orders.first[commander]), np.int64(orders.first[commander + 1])
            men = men_of_units(first, last, orders, state)
            state.commanders[t.C_HOUR, commander] = hour
            state.commanders[t.C_MEN_BEFORE, commander] = state.commanders[t.C_MEN, commander]
            state.commanders[t.C_MEN, commander] = men


@aside
def follow(rule, commander, step, tables, orders, state, scale, log):
    """A commander turns to another rule; his units are told if they are to do something else."""
    commanders = state.commanders
    opening = commanders[t.C_RULE, commander] < 0
    commanders[t.C_RULE, commander] = rule
    if orders.rules[rule, t.R_STAGE] >= 0:
        commanders[t.C_STAGE, commander] = orders.rules[rule, t.R_STAGE]
    order, place = orders.rules[rule, t.R_ORDER], orders.rules[rule, t.R_PLACE]
    same = order == commanders[t.C_ORDER, commander] and place == commanders[t.C_PLACE, commander]
    commanders[t.C_ORDER, commander] = order
    commanders[t.C_PLACE, commander] = place
    event(log, step, a.RULE_CHOSEN, commander, -1, place, rule)
    if not same:
        order_units(commander, order, place, opening, step, tables, orders, state, scale)


@aside
def units_decide(commander, step, world, tables, orders, state, scale, log):
    """Units that were told to hold, or told nothing, act on their own; when their reason ends they do as told before.

    The time it takes is that of the unit's own echelon. Who has an order on its way waits for it.
    """
    counts, own = state.counts, state.clocks[t.OWN_RULE]
    for k in range(orders.first[commander], orders.first[commander + 1]):
        unit = orders.members[k]
        if counts[a.STATUS, unit] != a.ACTIVE or counts[a.NEXT_ORDER, unit] != a.NO_ORDER:
            continue
        if own[unit] < 0 and counts[a.ORDER, unit] != a.NO_ORDER and counts[a.ORDER, unit] != a.HOLD:
            continue
        rule = choose_for_itself(commander, k, step, world, tables, orders, state)
        if rule == own[unit]:
            continue
        own[unit] = rule
        order, place = state.commanders[t.C_ORDER, commander], state.commanders[t.C_PLACE, commander]
        if rule >= 0:
            order, place = orders.rules[rule, t.R_ORDER], orders.rules[rule, t.R_PLACE]
            event(log, step, a.OWN_INITIATIVE, unit, -1, place, rule)
        node = np.int64(orders.nodes.shape[1] - tables.units.shape[1] + unit)
        send(unit, node, order, place, step, tables, orders, state, scale)


@aside
def order_units(commander, order, place, opening, step, tables, orders, state, scale):
    """An order to all units of a commander that are there; what was settled before the battle needs no messenger."""
    counts = state.counts
    giver = np.int64(orders.node_of[commander])
    for k in range(orders.first[commander], orders.first[commander + 1]):
        unit = orders.members[k]
        if counts[a.STATUS, unit] == a.GONE or counts[a.STATUS, unit] == a.EXPECTED:
            continue
        state.clocks[t.OWN_RULE, unit] = -1
        if opening:
            counts[a.ORDER, unit] = order
            counts[a.ORDER_PLACE, unit] = place
        else:
            send(unit, giver, order, place, step, tables, orders, state, scale)
