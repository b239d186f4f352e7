"""Who is shut in and gives himself up."""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import DRAW_0, NO_OTHER, S_SURRENDER, binomial, two_uniforms
from khasan.kernels.close import surrender
from khasan.kernels.close.fights import lasts_s
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.fire.effects import men_left, vehicles_left
from khasan.kernels.movement.travel import IMPASSABLE
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event, open_loss
from khasan.kernels.supply.transport_losses import take_transport


@aside
def shut_in(unit, world, tables, state, scratch):
    """Share of the ways out of its hex that are barred to a unit: enemy, ground without passage, edge of the map.

    Form: ours, because six ways out count alike, whoever or whatever bars them.
    """
    here, side = state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    across = world.across[tables.units[t.MOBILITY, unit]]
    barred = 0
    for k in range(6):
        there = world.neighbours[here, k]
        if there < 0 or scratch.standing[1 - side, there] > 0 or across[here, k] >= IMPASSABLE:
            barred += 1
    return barred / 6.0


@stage
def lay_down_arms(step, world, tables, state, scratch, scale, log):
    """Prisoners of the step, gathered in the buffers: men, and vehicles abandoned with their crews."""
    counts, hits = state.counts, scratch.hits
    for unit in range(counts.shape[1]):
        if scratch.fighting[unit] == 0 or counts[a.MOVED, unit] == 1:
            continue  # not at grips, or it got away
        here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
        rate = surrender.hazard(
            state.reals[a.COHESION, unit],
            shut_in(unit, world, tables, state, scratch),
            scratch.worth[side, here],
            scratch.worth[1 - side, here],
            tables.parameters[tables.units[t.SURRENDER, unit]],
        )
        if rate <= 0.0:
            continue
        chance = -math.expm1(-rate * lasts_s(here, scratch, scale))
        u, v = two_uniforms(tables.key, step, S_SURRENDER, DRAW_0, tables.hashes[unit], NO_OTHER)
        men = men_left(unit, state, scratch)
        there, draw, abandoned = men, u, 0
        if tables.units[t.ARMOURED, unit] == 1:
            draw = v
            there = max(0, vehicles_left(unit, state, scratch))
            abandoned = binomial(there, chance, v)
            captured = (men * abandoned + there // 2) // max(1, there)  # the crews of those vehicles
        else:
            captured = binomial(men, chance, u)
        if captured + abandoned == 0:
            continue
        hits[bundles.MISSING, unit] += captured
        hits[bundles.CAPTURED, unit] += captured
        hits[bundles.ABANDONED, unit] += abandoned
        other = np.int64(scratch.opponent[unit])
        event(log, step, a.SURRENDERED, unit, other, here, captured)
        row = open_loss(log, step, a.SURRENDER, other, unit, S_SURRENDER, DRAW_0, draw)
        if row >= 0:
            log.losses[row, a.LO_MISSING] = log.losses[row, a.LO_CAPTURED] = captured
            log.losses[row, a.LO_ABANDONED] = abandoned
            log.factors[row, a.FA_ROUNDS], log.factors[row, a.FA_EFFECT] = there, chance
            log.factors[row, a.FA_EXPECTED] = there * chance
        if captured == men:
            take_transport(unit, row, state, scratch, log)
