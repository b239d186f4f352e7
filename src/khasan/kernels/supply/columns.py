"""Once an hour: chains fill depots, and columns go up to the units while the way is open."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import aside
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
