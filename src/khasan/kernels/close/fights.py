"""Close combat in every hex that both sides stand in."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import (
    DRAW_0,
    NO_OTHER,
    S_CLOSE,
    S_STRANDED,
    S_YIELD,
    binomial,
    poisson,
    two_uniforms,
    uniform,
)
from khasan.kernels.close import close_combat
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.fire.effects import men_left, vehicles_left
from khasan.kernels.fire.way_of_step import just_met, take_stock
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.movement import travel
from khasan.kernels.movement.moves import first_look
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import open_loss
from khasan.kernels.works import wire

FOR_EVER = 1e30
"""Seconds that a unit without a way out holds out. Definition: beyond any fight."""
NO_WAY_S = 1e11
"""A rear as many seconds off is out of reach: of the order of travel.IMPASSABLE. Definition."""
TO_A_GUN = 2
"""Men who serve a machine gun at arm's length. Guess, 1 to 3."""


@aside
def climb(here, world, scale):
    """Slope up into a hex from the ground round it, metres a metre; 0 if it lies no higher.

    Form: ours, because a hill is fought up from all sides: its rise over the mean of those round it, nothing for a
    hollow.
    """
    around, n = 0.0, 0
    for k in range(6):
        there = world.neighbours[here, k]
        if there >= 0:
            around += world.ground_f[t.ELEVATION_M, there]
            n += 1
    return max(0.0, (world.ground_f[t.ELEVATION_M, here] - around / max(1, n)) / scale.hex_m)


@aside
def machine_guns(unit, tables, state):
    """Machine guns of a unit in working order that have rounds, no more than its men can serve."""
    guns = 0
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon < 0 or tables.weapons[t.W_GROUP, weapon] != p.MACHINE_GUNS:
            continue
        if state.reals[a.AMMO_0 + slot, unit] >= 1.0:
            guns += state.counts[a.COUNT_0 + slot, unit]
    return min(guns, state.counts[a.MEN, unit] // TO_A_GUN)


@aside
def worth_of(unit, step, world, tables, state, scale):
    """One unit's fighting worth in riflemen, and whether it surprises."""
    counts, reals = state.counts, state.reals
    here = counts[a.HEX, unit]
    side = tables.units[t.SIDE, unit]
    defends = state.hex_side[here] == side
    works = state.works[here] if defends else 0.0
    known_s = (step - counts[a.CONTACT_SINCE, unit]) * scale.step_s
    surprising = not defends and known_s < close_combat.SURPRISE_S
    dark, par = tables.light[t.DARK, step], tables.parameters
    if tables.units[t.ARMOURED, unit] == 1:
        blind = close_combat.blindness(dark, world.ground_f[t.CONCEALMENT, here])
        men, vehicles = 0.0, close_combat.seeing_vehicles(counts[a.VEHICLES, unit], blind, par)
    else:
        supports = tables.units[t.ROLE, unit] != t.ASSAULT
        guns = machine_guns(unit, tables, state)
        men, vehicles = close_combat.riflemen(counts[a.MEN, unit], guns, supports, defends, par), 0.0
    worth = close_combat.worth(
        men,
        vehicles,
        tables.parameters[tables.units[t.QUALITY, unit]],
        reals[a.COHESION, unit],
        reals[a.SUPPRESSION, unit],
        works,
        0.0 if defends else climb(here, world, scale),
        surprising,
        dark,
        par,
    )
    if not defends and state.wire[here] > 0.0 and wire.hinders(tables.units[t.MOBILITY, unit]):
        worth = wire.worth_behind(worth, state.wire[here], tables.parameters)
    return worth


@stage
def meet(step, world, tables, state, scratch, scale):
    """Mark who fights hand to hand and sum each side's worth and men in such hexes."""
    counts = state.counts
    units = counts.shape[1]
    for unit in range(units):
        scratch.fighting[unit] = 0
        if not present(counts[a.STATUS, unit]):
            continue
        here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
        if scratch.standing[1 - side, here] > 0:
            scratch.fighting[unit] = 1
            scratch.worth[side, here] = 0.0
            scratch.men_in[side, here] = 0
    for unit in range(units):
        if scratch.fighting[unit] == 1:
            here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
            scratch.worth[side, here] += worth_of(unit, step, world, tables, state, scale)
            scratch.men_in[side, here] += counts[a.MEN, unit]
    take_stock(world, tables, state, scratch, scale)
    time_the_fights(step, world, tables, state, scratch, scale)
    for unit in range(units):
        if scratch.fighting[unit] == 1 and not just_met(counts[a.HEX, unit], scratch):
            fire_after(unit, counts[a.HEX, unit], scratch, scale)


@aside
def fire_after(unit, here, scratch, scale):
    """Who is left in a hex when the fight there is over may fire, and be fired at, for the rest of the step."""
    lasts = lasts_s(here, scratch, scale)
    if lasts < scale.step_s and scratch.unit_holds_s[unit] > lasts:
        scratch.free_from[unit] = lasts / scale.step_s
        scratch.free_until[unit] = 1.0


@aside
def strongest_enemy(unit, tables, state, scratch):
    """The enemy unit with most men in the same hex: whose name a loss is laid to."""
    counts = state.counts
    best, most = -1, -1
    for other in range(counts.shape[1]):
        if scratch.fighting[other] == 0 or tables.units[t.SIDE, other] == tables.units[t.SIDE, unit]:
            continue
        if counts[a.HEX, other] == counts[a.HEX, unit] and counts[a.MEN, other] > most:
            best, most = other, counts[a.MEN, other]
    return best


@aside
def way_out(unit, world, tables, state, scratch, scale):
    """The neighbouring hex to leave by: passable, no enemy, room, nearest to the rear; -1 if there is none."""
    counts = state.counts
    here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
    row = world.way_of[world.rear[side], tables.units[t.MOBILITY, unit]]
    first, turn = first_look(unit, here, tables)
    best, shortest = -1, NO_WAY_S
    for k in range(6):
        towards = (first + turn * k) % 6
        there = world.neighbours[here, towards]
        if there < 0 or scratch.standing[1 - side, there] > 0 or scratch.standing[side, there] >= scale.stack:
            continue
        if world.across[tables.units[t.MOBILITY, unit], here, towards] >= travel.IMPASSABLE:
            continue  # water without a crossing
        if row >= 0 and world.way[row, there] < shortest - travel.EQUAL_S:
            best, shortest = there, world.way[row, there]
    return best


@aside
def rear_guard(unit, tables, state, scratch):
    """Whether a unit covers the withdrawal of others: guns and supporting weapons leave before the riflemen."""
    if tables.units[t.ROLE, unit] != t.ASSAULT:
        return False
    counts = state.counts
    for other in range(counts.shape[1]):
        if scratch.fighting[other] == 0 or tables.units[t.ROLE, other] == t.ASSAULT:
            continue
        if counts[a.HEX, other] != counts[a.HEX, unit]:
            continue
        if tables.units[t.SIDE, other] == tables.units[t.SIDE, unit]:
            return True
    return False


@aside
def wish_to_leave(unit, tables, state, scratch):
    """Rate a second at which a unit under orders to withdraw breaks contact."""
    if state.counts[a.ORDER, unit] != a.WITHDRAW or state.counts[a.STATUS, unit] != a.ACTIVE:
        return 0.0
    if rear_guard(unit, tables, state, scratch):
        return 0.0
    return tables.parameters[p.DISENGAGE] / 3600.0


@aside
def hazard_of(unit, tables, state, scratch):
    """Rate a second at which a unit at grips gives way."""
    here, side = state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    hazard = close_combat.yield_hazard(scratch.worth[side, here], scratch.worth[1 - side, here], tables.parameters)
    broken = state.counts[a.STATUS, unit] == a.BROKEN
    return max(hazard, close_combat.MOST_YIELDS / 3600.0) if broken else hazard


@aside
def time_the_fights(step, world, tables, state, scratch, scale):
    """How long each unit holds out (unit_holds_s), and each side in each hex: until the last of its units has left.

    Who has met his enemy in this step fights him from the next on: first tells what the way there has cost.
    """
    counts = state.counts
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 1:
            scratch.side_holds_s[tables.units[t.SIDE, unit], counts[a.HEX, unit]] = 0.0
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 0:
            continue
        scratch.unit_holds_s[unit] = FOR_EVER
        if way_out(unit, world, tables, state, scratch, scale) >= 0:
            u = uniform(tables.key, step, S_YIELD, DRAW_0, tables.hashes[unit], NO_OTHER)
            leaves = hazard_of(unit, tables, state, scratch) + wish_to_leave(unit, tables, state, scratch)
            scratch.unit_holds_s[unit] = close_combat.time_to_yield(u, leaves)
        here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
        if just_met(here, scratch):
            scratch.unit_holds_s[unit] = FOR_EVER
        else:
            scratch.side_holds_s[side, here] = max(scratch.side_holds_s[side, here], scratch.unit_holds_s[unit])


@aside
def lasts_s(here, scratch, scale):
    """Seconds of this step for which a hex is fought for."""
    return min(scale.step_s, scratch.side_holds_s[0, here], scratch.side_holds_s[1, here])


@stage
def fight(step, world, tables, state, scratch, scale, log):
    """Casualties of close combat, gathered in the buffers, for as long as a unit and its enemies are in it."""
    counts, par, hits = state.counts, tables.parameters, scratch.hits
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 0:
            continue
        counts[a.MOVED, unit] = 0  # unless it is thrown out below
        here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
        seconds = min(lasts_s(here, scratch, scale), scratch.unit_holds_s[unit])
        enemy = scratch.worth[1 - side, here]
        share = counts[a.MEN, unit] / max(1, scratch.men_in[side, here])
        other = np.int64(strongest_enemy(unit, tables, state, scratch))
        u, v = two_uniforms(tables.key, step, S_CLOSE, DRAW_0, tables.hashes[unit], NO_OTHER)
        man_seconds = enemy * seconds * share
        if tables.units[t.ARMOURED, unit] == 1:
            expected = close_combat.expected_vehicles(
                scratch.men_in[1 - side, here] * share,
                counts[a.VEHICLES, unit],
                close_combat.blindness(tables.light[t.DARK, step], world.ground_f[t.CONCEALMENT, here]),
                seconds,
                par,
            )
            stopped = poisson(expected, u, vehicles_left(unit, state, scratch))
            if stopped > 0:
                burnt = binomial(stopped, par[p.BURN_SHARE], v)
                hits[bundles.BURNT, unit] += burnt
                hits[bundles.KNOCKED_OUT, unit] += stopped - burnt
                row = open_loss(log, step, a.CLOSE, other, unit, S_CLOSE, DRAW_0, u)
                if row >= 0:
                    log.losses[row, a.LO_BURNT], log.losses[row, a.LO_KNOCKED_OUT] = burnt, stopped - burnt
                    log.factors[row, a.FA_ROUNDS] = man_seconds
                    log.factors[row, a.FA_EFFECT] = expected / max(close_combat.NO_WORTH, man_seconds)
                    log.factors[row, a.FA_EXPECTED] = expected
            continue
        expected = close_combat.expected_casualties(enemy, share, seconds, par)
        fallen = poisson(expected, u, men_left(unit, state, scratch))
        if fallen > 0:
            killed = binomial(fallen, par[p.CLOSE_KILLED_SHARE], v)
            wounded, missing, captured = fallen - killed, 0, 0
            if wounded > 0 and scratch.unit_holds_s[unit] == FOR_EVER:
                missing, wounded = wounded, 0  # nobody can carry them away
                w = uniform(tables.key, step, S_STRANDED, DRAW_0, tables.hashes[unit], NO_OTHER)
                captured = binomial(missing, par[p.TAKEN_ALIVE], w)
            hits[bundles.KILLED, unit] += killed
            hits[bundles.WOUNDED, unit] += wounded
            hits[bundles.MISSING, unit] += missing
            hits[bundles.CAPTURED, unit] += captured
            row = open_loss(log, step, a.CLOSE, other, unit, S_CLOSE, DRAW_0, u)
            if row >= 0:
                log.losses[row, a.LO_KILLED], log.losses[row, a.LO_WOUNDED] = killed, wounded
                log.losses[row, a.LO_MISSING], log.losses[row, a.LO_CAPTURED] = missing, captured
                log.factors[row, a.FA_ROUNDS], log.factors[row, a.FA_EFFECT] = man_seconds, 1.0 / 3600.0
                log.factors[row, a.FA_PARAMETER], log.factors[row, a.FA_EXPECTED] = par[p.CLOSE_COMBAT], expected
