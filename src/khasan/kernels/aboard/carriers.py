"""Who is aboard another unit: comes with it, shares its fate, and gets off where it halts or is fired at."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.aboard import passengers
from khasan.kernels.chance.philox import DRAW_0, DRAW_1, DRAW_2, S_CARRIED, binomial, two_uniforms
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.morale import cohesion
from khasan.kernels.movement import travel
from khasan.kernels.movement.goals import goal_of
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event, open_loss


@aside
def waits_for_carrier(unit, tables, state):
    """Whether an expected unit comes aboard another: not by itself, unless that one is lost already."""
    carrier = np.int64(tables.units[t.CARRIER, unit])
    return carrier >= 0 and state.counts[a.STATUS, carrier] != a.GONE


@aside
def take_up_orders(unit, tables, state):
    """Who arrives does what its commander has already ordered."""
    commander = tables.units[t.COMMANDER, unit]
    if commander >= 0:
        state.counts[a.ORDER, unit] = state.commanders[t.C_ORDER, commander]
        state.counts[a.ORDER_PLACE, unit] = state.commanders[t.C_PLACE, commander]


@stage
def come_aboard(step, tables, state, log):
    """Units whose carrier has come are aboard it."""
    counts = state.counts
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.EXPECTED or tables.units[t.CARRIER, unit] < 0:
            continue
        carrier = np.int64(tables.units[t.CARRIER, unit])
        if present(counts[a.STATUS, carrier]):
            counts[a.STATUS, unit] = a.ABOARD
            counts[a.HEX, unit] = counts[a.HEX, carrier]
            take_up_orders(unit, tables, state)
            event(log, step, a.ARRIVED, unit, -1, -1, 0)


@aside
def book_carried(unit, sub, fallen, chance, u, step, tables, state, log):
    """A row for men who fell aboard, laid to the carrier; fallen = (killed, wounded, missing)."""
    men = float(state.counts[a.MEN, unit])
    carrier = np.int64(tables.units[t.CARRIER, unit])
    row = open_loss(log, step, a.CARRIED, carrier, unit, S_CARRIED, sub, u)
    if row >= 0:
        log.losses[row, a.LO_KILLED], log.losses[row, a.LO_WOUNDED], log.losses[row, a.LO_MISSING] = fallen
        log.factors[row, a.FA_ROUNDS], log.factors[row, a.FA_EFFECT] = men, chance
        log.factors[row, a.FA_EXPECTED] = men * chance


@stage
def share_fate(step, tables, state, scratch, log):
    """What this step's fire and close combat did to the carriers befalls those aboard in proportion; gathered."""
    counts, hits, par = state.counts, scratch.hits, tables.parameters
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.ABOARD:
            continue
        carrier = np.int64(tables.units[t.CARRIER, unit])
        key, own, other = tables.key, tables.hashes[carrier], tables.hashes[unit]
        men = np.int64(counts[a.MEN, unit])
        hit = hits[bundles.KILLED, carrier] + hits[bundles.WOUNDED, carrier] + hits[bundles.MISSING, carrier]
        chance = passengers.risk(float(hit), float(counts[a.MEN, carrier]))
        u, v = two_uniforms(key, step, S_CARRIED, DRAW_0, own, other)
        fallen = binomial(men, chance, u)
        killed = binomial(fallen, par[p.KILLED_SHARE], v)
        if fallen > 0:
            hits[bundles.KILLED, unit] += killed
            hits[bundles.WOUNDED, unit] += fallen - killed
            book_carried(unit, DRAW_0, (killed, fallen - killed, 0), chance, u, step, tables, state, log)
        if tables.units[t.MOBILITY, carrier] != t.WATER:
            continue
        boats = float(counts[a.VEHICLES, carrier])
        chance = passengers.drowning(float(hits[bundles.BURNT, carrier]), boats, par[p.DROWNED])
        u, v = two_uniforms(key, step, S_CARRIED, DRAW_1, own, other)
        missing = binomial(men - fallen, chance, u)
        if missing > 0:
            hits[bundles.MISSING, unit] += missing
            book_carried(unit, DRAW_1, (0, 0, missing), chance, u, step, tables, state, log)


@aside
def lets_off(carrier, world, tables, state, scratch, scale):
    """Whether those aboard are to get off: it has come where an order took it, is under fire, at grips or lost."""
    counts = state.counts
    if counts[a.STATUS, carrier] == a.GONE or scratch.fighting[carrier] == 1:
        return True
    if state.reals[a.SUPPRESSION, carrier] >= cohesion.QUIET_BELOW:
        return True
    order, place = counts[a.ORDER, carrier], counts[a.ORDER_PLACE, carrier]
    if counts[a.MOVED, carrier] == 1 or (
        order != a.MOVE and order != a.ATTACK and order != a.SUPPORT and order != a.PURSUE
    ):
        return False
    if goal_of(carrier, world, tables, state, scale)[0] < 0:
        return True
    row = world.way_of[place, tables.units[t.MOBILITY, carrier]]
    return row >= 0 and world.way[row, counts[a.HEX, carrier]] <= 0.0


@aside
def way_off(unit, world, tables, state, scratch, scale):
    """Where a unit gets off: beside its carrier's tracks or wheels, else the passable neighbour nearest in time to
    its goal; with room, and no enemy there or known there. -1 if there is none."""
    counts = state.counts
    here, side, mobility = counts[a.HEX, unit], tables.units[t.SIDE, unit], tables.units[t.MOBILITY, unit]
    row = world.way_of[world.rear[side], mobility]
    if counts[a.ORDER, unit] != a.NO_ORDER and counts[a.ORDER_PLACE, unit] >= 0:
        row = world.way_of[counts[a.ORDER_PLACE, unit], mobility]
    best, shortest = -1, 2.0 * travel.IMPASSABLE
    for k in range(7):
        there = here if k == 6 else world.neighbours[here, k]
        if there < 0 or scratch.standing[side, there] >= scale.stack:
            continue
        if scratch.standing[1 - side, there] > 0 or scratch.known[side, there] > 0:
            continue
        if k == 6:
            reachable = travel.dry(world.ground_i[t.SURFACE, here], world.ground_i[t.CROSSING, here], mobility)
        else:
            reachable = world.across[mobility, here, k] < travel.IMPASSABLE
        if not reachable:
            continue
        seconds = -1.0 if k == 6 else (world.way[row, there] if row >= 0 else 0.0)
        if seconds < shortest:
            best, shortest = there, seconds
    return best


@aside
def lose(unit, step, tables, state, log):
    """A unit whose carrier is lost where nobody can get off: its men are missing."""
    counts = state.counts
    u, _ = two_uniforms(
        tables.key, step, S_CARRIED, DRAW_2, tables.hashes[tables.units[t.CARRIER, unit]], tables.hashes[unit]
    )
    book_carried(unit, DRAW_2, (0, 0, counts[a.MEN, unit]), 1.0, u, step, tables, state, log)
    counts[a.MISSING, unit] += counts[a.MEN, unit]
    counts[a.MEN, unit] = 0
    counts[a.STATUS, unit] = a.GONE
    event(log, step, a.DESTROYED, unit, -1, -1, 0)


@stage
def alight(step, world, tables, state, scratch, scale, log):
    """Those aboard go where their carrier went, or get off; 1 if anybody stands on the map who did not."""
    counts, clocks = state.counts, state.clocks
    changed = 0
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.ABOARD:
            continue
        carrier = np.int64(tables.units[t.CARRIER, unit])
        counts[a.HEX, unit] = counts[a.HEX, carrier]
        if not lets_off(carrier, world, tables, state, scratch, scale):
            clocks[t.ALIGHTS, unit] = t.LONG_AGO
            continue
        if clocks[t.ALIGHTS, unit] == t.LONG_AGO:
            clocks[t.ALIGHTS, unit] = step + passengers.steps_to_alight(
                tables.parameters[p.ALIGHT_MINUTES], scale.step_s
            )
        lost = counts[a.STATUS, carrier] == a.GONE
        if step < clocks[t.ALIGHTS, unit] and not lost:
            continue
        there = way_off(unit, world, tables, state, scratch, scale)
        if there >= 0:
            counts[a.STATUS, unit] = a.ACTIVE
            counts[a.HEX, unit] = there
            counts[a.MOVED, unit] = 1
            state.reals[a.PROGRESS_M, unit] = 0.0
            scratch.standing[tables.units[t.SIDE, unit], there] += 1
            event(log, step, a.ALIGHTED, unit, carrier, there, 0)
            changed = 1
        elif lost:
            lose(unit, step, tables, state, log)
    return changed
