"""Command: what the rules of a plan ask, evaluated on what the commander's own side knows.

A commander takes the first rule whose conditions all hold. Conditions read his own units, the hour, the light, and the
contacts and places as his side knows them; never the enemy's true place, strength or state. The compiler puts the
conditions of a rule that cost least first.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.permission import has_leave
from khasan.kernels.command.round_goal import is_shelled, men_round
from khasan.kernels.compiling.decorators import aside, phase
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t


@aside
def known_enemies_near(side, place_hex, reach, counts, units, axial):
    """Enemy units that the side knows of within reach hexes of a place; never the truth, only contacts."""
    near = 0
    for unit in range(np.uint64(counts.shape[1])):  # unsigned and without a branch: several units at a time
        believed = np.uint64(max(counts[a.CONTACT_HEX, unit], 0))
        known = (counts[a.CONTACT_AGE, unit] < a.UNSEEN) & (units[t.SIDE, unit] != side)
        near += known & (distance(axial, believed, place_hex) <= reach)
    return near


@aside
def share_arrived(first, last, orders, state):
    """Share of some units that have arrived; units are rows first..last-1 of orders.members throughout."""
    arrived = 0
    for k in range(first, last):
        if state.counts[a.STATUS, orders.members[k]] != a.EXPECTED:
            arrived += 1
    return arrived / max(1, last - first)


@phase
def share_of_men(first, last, tables, orders, state):
    """Men present over men that arrived; 1 while nobody has come, so that nobody counts as lost."""
    men = men_0 = 0.0
    for k in range(first, last):
        unit = orders.members[k]
        if state.counts[a.STATUS, unit] != a.EXPECTED:
            men += state.counts[a.MEN, unit]
            men_0 += tables.unit_reals[t.MEN_0, unit]
    return men / men_0 if men_0 > 0.0 else 1.0


@phase
def share_of_vehicles(first, last, tables, orders, state):
    """Fighting vehicles, boats or wagons in working order over those that arrived; 1 where there are none."""
    vehicles = vehicles_0 = 0.0
    for k in range(first, last):
        unit = orders.members[k]
        if state.counts[a.STATUS, unit] != a.EXPECTED:
            vehicles += state.counts[a.VEHICLES, unit]
            vehicles_0 += tables.unit_reals[t.VEHICLES_0, unit]
    return vehicles / vehicles_0 if vehicles_0 > 0.0 else 1.0


@aside
def share_near(place_hex, reach, first, last, world, orders, state):
    """Share of the fit units that stand within reach hexes of a place; 0 if none is fit."""
    fit = near = 0
    for k in range(first, last):
        unit = orders.members[k]
        if state.counts[a.STATUS, unit] == a.ACTIVE:
            fit += 1
            if distance(world.axial, state.counts[a.HEX, unit], place_hex) <= reach:
                near += 1
    return near / max(1, fit)


@aside
def mean_suppression(first, last, orders, state):
    """Suppression of the fit units, averaged; 0 if none is fit."""
    fit, total = 0, 0.0
    for k in range(first, last):
        unit = orders.members[k]
        if state.counts[a.STATUS, unit] == a.ACTIVE:
            fit += 1
            total += state.reals[a.SUPPRESSION, unit]
    return total / max(1, fit)


@aside
def mean_ammunition(first, last, tables, orders, state):
    """Share of their loads that the fit units have left, averaged; 1 if none is fit."""
    fit, total = 0, 0.0
    for k in range(first, last):
        unit = orders.members[k]
        if state.counts[a.STATUS, unit] == a.ACTIVE:
            fit += 1
            total += rounds_left(unit, state.reals, tables.unit_reals)
    return total / fit if fit > 0 else 1.0


@aside
def rounds_left(unit, reals, unit_reals):
    """Share of a unit's loads that is left, its weapons averaged; 1 for a unit without weapons."""
    share = 0.0
    slots = 0
    for slot in range(a.SLOTS):
        if unit_reals[t.LOAD_0 + slot, unit] > 0.0:
            share += reals[a.AMMO_0 + slot, unit] / unit_reals[t.LOAD_0 + slot, unit]
            slots += 1
    return share / slots if slots > 0 else 1.0


@aside
def is_spent(first, last, tables, orders, state):
    """Whether some units have lost more of their men than the commander of the first of their bodies bears."""
    body = orders.body_of[orders.members[first]]
    return 1.0 - share_of_men(first, last, tables, orders, state) >= tables.body_borne[d.SPENT, body]


@aside
def stopped_since(first, last, orders, state):
    """The last step in which a body of some units broke off an attack and lies still for it; LONG_AGO if none does."""
    since = t.LONG_AGO
    for k in range(first, last):
        body = orders.body_of[orders.members[k]]
        if state.bodies[t.BO_STOPPED, body] != a.NO_ENDING:
            since = max(since, state.bodies[t.BO_STOPPED_AT, body])
    return since


@aside
def has_neighbour_gone(first, last, orders, state):
    """Whether any of some units has seen its neighbours go."""
    latest = t.LONG_AGO
    for k in range(first, last):
        latest = max(latest, state.clocks[t.ALONE_SINCE, orders.members[k]])
    return latest != t.LONG_AGO


@aside
def men_of_units(first, last, orders, state):
    """Men of some units on the map."""
    men = 0
    for k in range(first, last):
        status = state.counts[a.STATUS, orders.members[k]]
        if status == a.ACTIVE or status == a.BROKEN:
            men += state.counts[a.MEN, orders.members[k]]
    return men


@aside
def lost_lately(first, last, orders, state):
    """Share of the men of some units' commander lost since the full hour before the last: one to two hours."""
    commander = commander_of(first, orders)
    before = state.commanders[t.C_MEN_BEFORE, commander]
    if before <= 0:
        return 0.0
    whole_first, whole_last = np.int64(orders.first[commander]), np.int64(orders.first[commander + 1])
    return max(0.0, 1.0 - men_of_units(whole_first, whole_last, orders, state) / before)


@aside
def commander_of(member, orders):
    """Whose unit a row of orders.members is."""
    commander = 0
    while orders.first[commander + 1] <= member:
        commander += 1
    return commander


@aside
def of_doctrine(row, side, first, last, step, world, tables, orders, state):
    """Whether a condition holds that asks what a commander bears, or how his attack and his neighbours stand."""
    kind, what = orders.conditions[row, t.Q_KIND], orders.conditions[row, t.Q_A]
    reach, value = orders.conditions[row, t.Q_B], orders.shares[row]
    if kind == t.IS_SPENT:
        return is_spent(first, last, tables, orders, state) == (what == 1)
    if kind == t.HAS_STOPPED:
        return (stopped_since(first, last, orders, state) != t.LONG_AGO) == (what == 1)
    if kind == t.STOPPED_HOURS:
        since = stopped_since(first, last, orders, state)
        return since != t.LONG_AGO and step - since >= what
    if kind == t.LOST_LATELY_ABOVE:
        return lost_lately(first, last, orders, state) > value
    if kind == t.NEIGHBOUR_GONE:
        return has_neighbour_gone(first, last, orders, state) == (what == 1)
    there, reach = np.int64(world.place_hex[what]), np.int64(reach)
    if kind == t.SUPPORTED:
        return is_shelled(there, reach, side, world, tables, state)
    enemies = men_round(there, reach, side, np.int64(0), world, tables, state)
    return men_of_units(first, last, orders, state) > value * enemies


@phase
def holds(row, side, stage, first, last, step, world, tables, orders, state):
    """Whether the condition in a row of the table holds for a side, a stage and some units."""
    kind, what = orders.conditions[row, t.Q_KIND], orders.conditions[row, t.Q_A]
    reach, many = orders.conditions[row, t.Q_B], orders.conditions[row, t.Q_N]
    value = orders.shares[row]
    if kind == t.AFTER:
        return step >= what
    if kind == t.BEFORE:
        return step < what
    if kind == t.IS_DARK:
        return (tables.light[t.DARK, step] > 0.5) == (what == 1)
    if kind == t.VISIBILITY_BELOW:
        return tables.light[t.VISIBILITY_M, step] < value
    if kind == t.VISIBILITY_ABOVE:
        return tables.light[t.VISIBILITY_M, step] > value
    if kind == t.STAGE_IS:
        return stage == what
    if kind == t.STAGE_AT_LEAST:
        return stage >= what
    if kind == t.HELD:
        return state.places[t.KNOWN_0 + side, what] == side
    if kind == t.LOST or kind == t.ANY_LOST:
        return state.places[t.KNOWN_0 + side, what] == 1 - side
    if kind == t.ENEMY_NEAR or kind == t.NO_ENEMY_NEAR:
        near = known_enemies_near(side, world.place_hex[what], reach, state.counts, tables.units, world.axial)
        return (near >= many) == (kind == t.ENEMY_NEAR)
    if kind == t.STRENGTH_BELOW:
        return share_of_men(first, last, tables, orders, state) < value
    if kind == t.STRENGTH_ABOVE:
        return share_of_men(first, last, tables, orders, state) > value
    if kind == t.ARRIVED_SHARE:
        return share_arrived(first, last, orders, state) >= value
    if kind == t.AT_PLACE:
        return share_near(world.place_hex[what], reach, first, last, world, orders, state) >= value
    if kind == t.SUPPRESSED_ABOVE:
        return mean_suppression(first, last, orders, state) > value
    if kind == t.VEHICLES_BELOW:
        return share_of_vehicles(first, last, tables, orders, state) < value
    if kind == t.AMMUNITION_BELOW:
        return mean_ammunition(first, last, tables, orders, state) < value
    return of_doctrine(row, side, first, last, step, world, tables, orders, state)


@phase
def rule_holds(rule, side, stage, first, last, step, world, tables, orders, state):
    """All conditions of a rule, those of kind ANY_LOST joined by `or`."""
    any_wanted = False
    any_found = False
    for row in range(orders.rules[rule, t.R_FIRST], orders.rules[rule, t.R_FIRST] + orders.rules[rule, t.R_COUNT]):
        if orders.conditions[row, t.Q_KIND] == t.ANY_LOST:
            any_wanted = True
            if any_found:
                continue
            any_found = holds(row, side, stage, first, last, step, world, tables, orders, state)
        elif not holds(row, side, stage, first, last, step, world, tables, orders, state):
            return False
    return any_found or not any_wanted


@aside
def choose_rule(commander, step, world, tables, orders, state, scale, log):
    """Row of the first rule that holds for a commander and that he has leave for, or -1."""
    side, stage = state.commanders[t.C_SIDE, commander], state.commanders[t.C_STAGE, commander]
    first, last = np.int64(orders.first[commander]), np.int64(orders.first[commander + 1])
    for rule in range(orders.rules_of[commander], orders.rules_of[commander + 1]):
        if orders.rules[rule, t.R_INITIATIVE] == 1:
            continue
        if rule_holds(rule, side, stage, first, last, step, world, tables, orders, state):
            leave = orders.rules[rule, t.R_LEAVE]
            if leave < 0:
                return rule
            # who is not there yet asks for nothing
            there = share_arrived(first, last, orders, state) > 0.0
            if there and has_leave(leave, commander, step, tables, orders, state, scale, log):
                return rule
    return -1


@aside
def choose_for_itself(commander, k, step, world, tables, orders, state):
    """Row of the first rule that holds for unit k of orders.members on its own initiative, or -1."""
    side, stage = state.commanders[t.C_SIDE, commander], state.commanders[t.C_STAGE, commander]
    for rule in range(orders.rules_of[commander], orders.rules_of[commander + 1]):
        if orders.rules[rule, t.R_INITIATIVE] == 0:
            continue
        if rule_holds(rule, side, stage, np.int64(k), np.int64(k + 1), step, world, tables, orders, state):
            return rule
    return -1
