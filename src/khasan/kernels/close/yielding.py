"""Who leaves a close fight, thrown out or as ordered, and what that costs."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import (
    DRAW_0,
    DRAW_1,
    DRAW_2,
    NO_OTHER,
    S_SURRENDER,
    S_WITHDRAW,
    S_YIELD,
    binomial,
    two_uniforms,
    uniform,
)
from khasan.kernels.close.fights import hazard_of, lasts_s, strongest_enemy, way_out, wish_to_leave
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.fire.effects import men_left
from khasan.kernels.fire.gunnery import CREWED_ABOVE
from khasan.kernels.movement.moves import lose_order
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event, open_loss


@aside
def goes_as_ordered(unit, step, tables, state, scratch):
    """Whether a unit that leaves does so as ordered rather than thrown out: by the shares of the two hazards.

    Form: Gillespie 1977, Exact stochastic simulation of coupled chemical reactions: of two hazards that ran together
    the one that came first has its share of their sum.
    """
    leaving = wish_to_leave(unit, tables, state, scratch)
    if leaving <= 0.0:
        return False
    x = uniform(tables.key, step, S_WITHDRAW, DRAW_0, tables.hashes[unit], NO_OTHER)
    return x * (hazard_of(unit, tables, state, scratch) + leaving) < leaving


@aside
def leave_weapons(unit, share, step, tables, state, scratch):
    """Weapons that take a crew and stay behind, gathered; how many."""
    left = 0
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon < 0 or tables.weapons[t.W_CREW, weapon] < CREWED_ABOVE:
            continue
        have = state.counts[a.COUNT_0 + slot, unit] - scratch.weapons_hit[slot, unit]
        u = uniform(tables.key, step, S_SURRENDER, DRAW_2 + slot, tables.hashes[unit], NO_OTHER)
        gone = binomial(have, share, u)
        scratch.weapons_hit[slot, unit] += gone
        left += gone
    return left


@stage
def yield_ground(step, world, tables, state, scratch, scale, log):
    """Who gives way, or breaks contact as ordered, leaves with the losses of pursuit; 1 if anybody left.

    Who has no way out stays and fights on, and so does who finds the last room taken by those who left before him.
    """
    counts, par = state.counts, tables.parameters
    for unit in range(counts.shape[1]):  # before anybody leaves
        if scratch.fighting[unit] == 1:
            scratch.opponent[unit] = strongest_enemy(unit, tables, state, scratch)
            scratch.as_ordered[unit] = 1 if goes_as_ordered(unit, step, tables, state, scratch) else 0
    left_any = 0
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 0:
            continue
        here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
        if scratch.unit_holds_s[unit] > lasts_s(here, scratch, scale):
            continue
        _, v = two_uniforms(tables.key, step, S_YIELD, DRAW_0, tables.hashes[unit], NO_OTHER)
        in_order = scratch.as_ordered[unit] == 1
        goal = way_out(unit, world, tables, state, scratch, scale)
        if goal < 0:
            continue
        left_any = 1
        if not in_order:
            state.reals[a.COHESION, unit] = max(0.0, state.reals[a.COHESION, unit] - par[p.SHAKEN])
        worst = par[p.PURSUIT_LOSS] * (par[p.ORDERLY] if in_order else 1.0)
        if tables.units[t.ARMOURED, unit] == 0:
            pursued(unit, worst, in_order, v, step, tables, state, scratch, log)
        other = np.int64(scratch.opponent[unit])
        event(log, step, a.BROKE_CONTACT if in_order else a.DRIVEN_OUT, unit, other, here, 0)
        scratch.standing[side, here] -= 1
        scratch.standing[side, goal] += 1
        counts[a.HEX, unit] = goal
        counts[a.MOVED, unit] = 1
        state.clocks[t.NO_ASSAULT_BEFORE, unit] = step + int(par[p.REORGANISE] * 60.0 / scale.step_s)
        state.reals[a.PROGRESS_M, unit] = 0.0
    if left_any == 1:
        for unit in range(counts.shape[1]):
            take_over(unit, step, tables, state, scratch, scale)
    return left_any


@aside
def take_over(unit, step, tables, state, scratch, scale):
    """Who has thrown the enemy out of a hex that was his is in disorder for a time, whatever it has cost."""
    here, side = state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    stayed = scratch.fighting[unit] == 1 and state.counts[a.MOVED, unit] == 0
    if stayed and state.hex_side[here] == 1 - side and scratch.standing[1 - side, here] == 0:
        lose_order(unit, step, tables, state, scale)


@aside
def pursued(unit, share, in_order, v, step, tables, state, scratch, log):
    """Losses of a unit that turns its back, and what it leaves behind, gathered."""
    par, hits = tables.parameters, scratch.hits
    men = men_left(unit, state, scratch)
    fallen = binomial(men, share, v)
    guns_left = par[p.GUNS_LEFT] * (par[p.ORDERLY] if in_order else 1.0)
    weapons = leave_weapons(unit, guns_left, step, tables, state, scratch)
    if fallen + weapons == 0:
        return
    w = uniform(tables.key, step, S_YIELD, DRAW_1, tables.hashes[unit], NO_OTHER)
    x = uniform(tables.key, step, S_YIELD, DRAW_2, tables.hashes[unit], NO_OTHER)
    y = uniform(tables.key, step, S_SURRENDER, DRAW_1, tables.hashes[unit], NO_OTHER)
    missing = binomial(fallen, par[p.LEFT_BEHIND], w)
    killed = binomial(fallen - missing, par[p.KILLED_CLOSE], x)
    captured = binomial(missing, par[p.TAKEN_ALIVE], y)
    hits[bundles.KILLED, unit] += killed
    hits[bundles.WOUNDED, unit] += fallen - missing - killed
    hits[bundles.MISSING, unit] += missing
    hits[bundles.CAPTURED, unit] += captured
    row = open_loss(log, step, a.PURSUIT, np.int64(scratch.opponent[unit]), unit, S_YIELD, DRAW_0, v)
    if row >= 0:
        log.losses[row, a.LO_KILLED], log.losses[row, a.LO_WOUNDED] = killed, fallen - missing - killed
        log.losses[row, a.LO_MISSING], log.losses[row, a.LO_CAPTURED] = missing, captured
        log.losses[row, a.LO_WEAPONS] = weapons
        log.factors[row, a.FA_ROUNDS], log.factors[row, a.FA_PARAMETER] = men, share
        log.factors[row, a.FA_EXPECTED] = men * share
