"""Supply by the hour: chains fill depots, columns go up while the way is open, units are issued rounds and food.

Once an hour: the chains, the ways, what was eaten. Each step: rounds. Wants gather before anything is issued, and a
depot that has too little gives everybody the same share of what he asked for, so array order gives nobody more.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import aside, phase, stage
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.movement.hexgrid import NO_HEX
from khasan.kernels.movement.travel import IMPASSABLE
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event
from khasan.kernels.supply import logistics

BARRED = -1.0
"""What gets through to a hex from which every way is barred by an enemy. Definition."""
NO_LIMIT_T = 1e18
"""More tonnes than any chain brings. Definition."""
HOUR_S = 3600.0
"""Columns, chains and rations are reckoned by the hour, or by the step if that is longer. Definition."""


@aside
def steps_an_hour(scale):
    """Steps from one reckoning of columns, chains and rations to the next."""
    return max(1, int(HOUR_S / scale.step_s + 0.5))


# -- the chain to the depot ------------------------------------------------------------------------------------------


@aside
def run_chain(side, hours, tables, state):
    """What the chain brings to a side's depot in so many hours, as its carriers wear out and are put right."""
    depots, par = state.depots, tables.parameters
    days = hours / 24.0
    tonnes = NO_LIMIT_T
    for leg in range(int(depots[t.D_LEGS, side])):
        a_day = 0.0
        for k in range(t.MOST_CARRIERS):
            row = t.D_CARRIER_0 + k * t.CARRIER_FIELDS
            if depots[row + t.CA_TONNES_A_DAY, side] <= 0.0 or int(depots[row + t.CA_LEG, side]) != leg:
                continue
            if depots[row + t.CA_BREAKS, side] > 0.5:
                depots[row + t.CA_FIT, side], depots[row + t.CA_BROKEN, side] = logistics.after_wear(
                    depots[row + t.CA_FIT, side],
                    depots[row + t.CA_BROKEN, side],
                    days,
                    par[p.TRUCK_BREAKDOWN],
                    par[p.TRUCK_REPAIR],
                )
            a_day += depots[row + t.CA_FIT, side] * depots[row + t.CA_TONNES_A_DAY, side]
        tonnes = min(tonnes, a_day * days)
    brought = min(tonnes, depots[t.D_RAILHEAD_T, side])
    food = brought * depots[t.D_FOOD_SHARE, side]
    depots[t.D_RAILHEAD_T, side] -= brought
    depots[t.D_BROUGHT_T, side] += brought
    depots[t.D_FOOD_T, side] += food
    depots[t.D_AMMUNITION_T, side] += brought - food


@aside
def lose_depot(side, world, state, scratch):
    """A depot that the enemy stands at and nobody of its side is his."""
    here = world.place_hex[world.rear[side]]
    if scratch.standing[1 - side, here] > 0 and scratch.standing[side, here] == 0:
        depots = state.depots
        depots[t.D_LOST_T, side] += depots[t.D_AMMUNITION_T, side] + depots[t.D_FOOD_T, side]
        depots[t.D_AMMUNITION_T, side] = 0.0
        depots[t.D_FOOD_T, side] = 0.0


# -- the way to the unit ---------------------------------------------------------------------------------------------


@aside
def way_row(unit, world, tables, state):
    """The row of the way from a unit to its rear: its own if it can go there, or else that of men on foot."""
    rear = world.rear[tables.units[t.SIDE, unit]]
    row = world.way_of[rear, tables.units[t.MOBILITY, unit]]
    if row < 0 or world.way[row, state.counts[a.HEX, unit]] >= IMPASSABLE:
        row = world.way_of[rear, t.FOOT]
    return row


@aside
def nearest_trouble(side, row, world, tables, state):
    """Least time to the rear, along a way, of any enemy and of any own unit under heavy fire: nearer ways are open."""
    counts = state.counts
    least = IMPASSABLE
    for unit in range(counts.shape[1]):
        if present(counts[a.STATUS, unit]):
            hostile = tables.units[t.SIDE, unit] != side
            if hostile or state.reals[a.SUPPRESSION, unit] >= tables.parameters[p.SUPPLY_STOPS]:
                least = min(least, world.way[row, counts[a.HEX, unit]])
    return least


@aside
def mark_fire(side, tables, state, scratch):
    """In each hex where a unit of a side stands, the heaviest suppression there."""
    counts = state.counts
    for unit in range(counts.shape[1]):
        if tables.units[t.SIDE, unit] == side:
            scratch.fire_on[side, counts[a.HEX, unit]] = 0.0
    for unit in range(counts.shape[1]):
        if tables.units[t.SIDE, unit] == side and present(counts[a.STATUS, unit]):
            here = counts[a.HEX, unit]
            scratch.fire_on[side, here] = max(scratch.fire_on[side, here], state.reals[a.SUPPRESSION, unit])


@aside
def share_of_way(unit, row, step, world, tables, state, scratch):
    """(how much gets through to a unit, 1 if an enemy bars the way): columns go by hexes that no enemy stands in.

    Nothing gets past an enemy; through a hex of their own under heavy fire nothing by day, `night_columns` by night.
    From a hex on the way is the same for all, so it is gone once: hexes passed keep what gets through to them.
    """
    side, par = tables.units[t.SIDE, unit], tables.parameters
    way, passes, passed = world.way[row], scratch.passes, scratch.passed
    under_fire = min(1.0, par[p.NIGHT_COLUMNS]) if tables.light[t.DARK, step] > 0.5 else 0.0
    found = np.int32(1 + (2 * step + side) * world.way.shape[0] + row)
    here = np.int64(state.counts[a.HEX, unit])
    hexes = 0
    while passed[here] != found:
        best, shortest = NO_HEX, way[here]
        for k in range(6):
            there = world.neighbours[here, k]
            if there >= 0 and way[there] < shortest and scratch.standing[1 - side, there] == 0:
                best, shortest = np.int64(there), way[there]
        if best < 0:
            passes[here] = 1.0 if way[here] <= 0.0 else BARRED
            passed[here] = found
        else:
            scratch.trail[hexes] = here
            hexes += 1
            here = best
    share = passes[here]
    for k in range(hexes - 1, -1, -1):
        if share != BARRED and scratch.standing[side, here] > 0 and scratch.fire_on[side, here] >= par[p.SUPPLY_STOPS]:
            share = under_fire
        here = np.int64(scratch.trail[k])
        passes[here] = share
        passed[here] = found
    return (0.0, 1) if share == BARRED else (share, 0)


@aside
def reach(unit, row, trouble, step, hours, world, tables, state, scratch, log):
    """Whether the way of one unit is open, how long it has been barred, what its carriers can fetch over it."""
    counts, reals = state.counts, state.reals
    way_s = world.way[row, counts[a.HEX, unit]]
    share, barred = 1.0, 0
    if way_s >= IMPASSABLE:
        share, barred = 0.0, 1
    elif way_s > trouble:
        share, barred = share_of_way(unit, row, step, world, tables, state, scratch)
    if barred == 1:
        if reals[a.BARRED, unit] == 0.0:
            event(log, step, a.CUT_OFF, unit, -1, -1, 0)
        reals[a.BARRED, unit] = 1.0
        reals[a.CUT_OFF_H, unit] += hours
    elif reals[a.BARRED, unit] == 1.0:
        event(log, step, a.SUPPLIED_AGAIN, unit, -1, -1, 0)
        reals[a.BARRED, unit] = 0.0
    reals[a.SUPPLY_SHARE, unit] = share
    reals[a.LIFT_KG_H, unit] = share * logistics.lift_kg_an_hour(
        counts[a.MEN, unit], counts[a.HORSES, unit], counts[a.TRUCKS, unit], min(way_s, IMPASSABLE), tables.parameters
    )


@aside
def open_ways(step, hours, world, tables, state, scratch, log):
    """The ways of all units to their rears, side by side and class by class of those who share one."""
    units = state.counts.shape[1]
    for unit in range(units):
        there = present(state.counts[a.STATUS, unit])
        scratch.rear_way[unit] = way_row(unit, world, tables, state) if there else -1
    for side in range(2):
        mark_fire(side, tables, state, scratch)
        for mobility in range(world.way_of.shape[1]):
            row = world.way_of[world.rear[side], mobility]
            if row < 0:
                continue
            trouble = -1.0
            for unit in range(units):
                if scratch.rear_way[unit] != row or tables.units[t.SIDE, unit] != side:
                    continue
                if trouble < 0.0:
                    trouble = nearest_trouble(side, row, world, tables, state)
                reach(unit, row, trouble, step, hours, world, tables, state, scratch, log)


# -- food ------------------------------------------------------------------------------------------------------------


@aside
def can_be_supplied(unit, tables, state, scratch):
    """Whether anything that gets through can be handed out: the unit is neither at grips nor under heavy fire."""
    if not present(state.counts[a.STATUS, unit]) or scratch.fighting[unit] == 1:
        return False
    calm = state.reals[a.SUPPRESSION, unit] < tables.parameters[p.SUPPLY_STOPS]
    return calm and state.reals[a.SUPPLY_SHARE, unit] > 0.0


@aside
def food_wanted_kg(unit, hours, tables, state):
    """Food and fodder that a unit lacks and its carriers can fetch within so many hours."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    needed = logistics.needed_kg_a_day(counts[a.MEN, unit], counts[a.HORSES, unit], par)
    lacking = max(0.0, par[p.FOOD_CARRIED_DAYS] - reals[a.FOOD_DAYS, unit]) * needed
    return min(lacking, reals[a.LIFT_KG_H, unit] * hours)


@aside
def share_out(side, stock, issued, state):
    """How much of what was wanted of a depot's stock can be met; what is issued leaves it.

    Form: ours, because who asks for more gets more and nobody is first: the same share of every want.
    """
    depots = state.depots
    wanted = depots[t.D_WANTED_T, side]
    depots[t.D_WANTED_T, side] = 0.0
    depots[t.D_MET, side] = 1.0
    if depots[t.D_DECLARED, side] < 0.5 or wanted <= 0.0:
        return
    given = min(wanted, depots[stock, side])
    depots[stock, side] -= given
    depots[issued, side] += given
    depots[t.D_MET, side] = given / wanted


@aside
def eat(hours, tables, state, scratch):
    """Every unit eats for so many hours of what it carries, and what it lacks comes up."""
    counts, reals, par, depots = state.counts, state.reals, tables.parameters, state.depots
    for unit in range(counts.shape[1]):
        if not present(counts[a.STATUS, unit]):
            continue
        reals[a.FOOD_DAYS, unit], reals[a.HUNGER_DAYS, unit] = logistics.after_eating(
            reals[a.FOOD_DAYS, unit], reals[a.HUNGER_DAYS, unit], hours / 24.0
        )
        if reals[a.HUNGER_DAYS, unit] > 0.0:
            spent = logistics.spent(reals[a.HUNGER_DAYS, unit], par)
            reals[a.FATIGUE, unit] = max(reals[a.FATIGUE, unit], spent)
            reals[a.COHESION, unit] = min(reals[a.COHESION, unit], 1.0 - min(1.0, par[p.HUNGER_WORTH]) * spent)
        side = tables.units[t.SIDE, unit]
        if depots[t.D_DECLARED, side] > 0.5 and can_be_supplied(unit, tables, state, scratch):
            depots[t.D_WANTED_T, side] += food_wanted_kg(unit, hours, tables, state) / 1000.0
    for side in range(2):
        share_out(side, t.D_FOOD_T, t.D_ISSUED_FOOD_T, state)
    for unit in range(counts.shape[1]):
        if not can_be_supplied(unit, tables, state, scratch):
            continue
        side = tables.units[t.SIDE, unit]
        if depots[t.D_DECLARED, side] < 0.5:
            reals[a.FOOD_DAYS, unit] = par[p.FOOD_CARRIED_DAYS]
            continue
        got = food_wanted_kg(unit, hours, tables, state) * depots[t.D_MET, side]
        if got > 0.0:
            needed = logistics.needed_kg_a_day(counts[a.MEN, unit], counts[a.HORSES, unit], par)
            reals[a.FOOD_DAYS, unit] += got / needed
            reals[a.LIFT_KG_H, unit] = max(0.0, reals[a.LIFT_KG_H, unit] - got / hours)


@stage
def supply_by_the_hour(step, world, tables, state, scratch, scale, log):
    """Chains, ways, rations: once an hour."""
    every = steps_an_hour(scale)
    if step % every != 0:
        return
    hours = every * scale.step_s / 3600.0
    for side in range(2):
        if state.depots[t.D_DECLARED, side] > 0.5:
            run_chain(side, hours, tables, state)
            lose_depot(side, world, state, scratch)
    open_ways(step, hours, world, tables, state, scratch, log)
    eat(hours, tables, state, scratch)


# -- rounds ----------------------------------------------------------------------------------------------------------


@aside
def rounds_due(slot, unit, hours, tables, state):
    """Rounds of one slot after its allotment for so many hours, if all of it came."""
    weapon = tables.units[t.WEAPON_0 + slot, unit]
    rounds, load = state.reals[a.AMMO_0 + slot, unit], tables.unit_reals[t.LOAD_0 + slot, unit]
    if weapon < 0 or rounds >= load:
        return rounds
    working = state.counts[a.COUNT_0 + slot, unit]
    return logistics.after_issue(rounds, working, tables.weapons[t.W_DAILY, weapon], hours, load)


@phase
def is_short(unit, tables, state):
    """Whether a unit lacks a round of any of its loads: most units in most steps do not."""
    short = False
    for slot in range(a.SLOTS):
        short |= state.reals[a.AMMO_0 + slot, unit] < tables.unit_reals[t.LOAD_0 + slot, unit]
    return short


@aside
def share_fetched(unit, hours, tables, state):
    """(kilograms of rounds due to a unit, packed; share of them that its carriers can fetch)."""
    kg = 0.0
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon >= 0:
            more = rounds_due(slot, unit, hours, tables, state) - state.reals[a.AMMO_0 + slot, unit]
            kg += more * tables.weapons[t.W_ROUND_KG, weapon] * tables.parameters[p.PACKING]
    fetched = state.reals[a.LIFT_KG_H, unit] * hours
    return kg, (1.0 if kg <= fetched else fetched / kg)


@aside
def issue(unit, share, hours, tables, state):
    """Hand out that share of the rounds due to a unit."""
    reals = state.reals
    for slot in range(a.SLOTS):
        rounds = reals[a.AMMO_0 + slot, unit]
        due = rounds_due(slot, unit, hours, tables, state)
        if due > rounds:
            after = due if share >= 1.0 else rounds + (due - rounds) * share
            reals[a.AMMO_0 + slot, unit] = after
            reals[a.ISSUED, unit] += after - rounds


@stage
def issue_rounds(tables, state, scratch, scale):
    """The day's allotment of rounds for every weapon in working order, as far as way, carriers and depot allow."""
    counts, depots = state.counts, state.depots
    hours = scale.step_s / 3600.0
    for unit in range(counts.shape[1]):
        scratch.fetched[unit] = 0.0
        if counts[a.STATUS, unit] != a.ACTIVE or not is_short(unit, tables, state):
            continue
        if not can_be_supplied(unit, tables, state, scratch):
            continue
        side = tables.units[t.SIDE, unit]
        scratch.fetched[unit] = 1.0
        if depots[t.D_DECLARED, side] > 0.5:
            kg, fetched = share_fetched(unit, hours, tables, state)
            scratch.fetched[unit] = fetched
            depots[t.D_WANTED_T, side] += kg * fetched / 1000.0
    for side in range(2):
        share_out(side, t.D_AMMUNITION_T, t.D_ISSUED_AMMUNITION_T, state)
    for unit in range(counts.shape[1]):
        if scratch.fetched[unit] > 0.0:
            met = depots[t.D_MET, tables.units[t.SIDE, unit]]
            issue(unit, scratch.fetched[unit] * met, hours, tables, state)
