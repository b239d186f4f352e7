"""Horses and trucks hit with the men of their unit, and the pace that those left allow."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import S_TRANSPORT, binomial, two_uniforms
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.movement import travel
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.supply import transport


@aside
def has_transport(unit, tables):
    """Whether a unit came with horses or trucks."""
    return tables.unit_reals[t.HORSES_0, unit] + tables.unit_reals[t.TRUCKS_0, unit] > 0.0


@aside
def hit_transport(hit, fallen, spared, row, step, tables, state, scratch, log):
    """Horses and trucks hit by what felled so many men, into the buffers and their row of the book.

    hit: of the men, whose draws give the number of this one; spared: 1 for bursts, `transport_aimed` for bullets.

    Form: ours, because what fells a share of the men stands among their teams: the same share of those, by a factor for
    each.
    """
    counts, hits, par, target = state.counts, scratch.hits, tables.parameters, hit.target
    share = spared * fallen / max(1, counts[a.MEN, target])
    sub = 256 * hit.stream + hit.sub
    u, v = two_uniforms(tables.key, step, S_TRANSPORT, sub, tables.hashes[hit.shooter], tables.hashes[target])
    horses = counts[a.HORSES, target] - hits[bundles.HORSES, target]
    trucks = counts[a.TRUCKS, target] - hits[bundles.TRUCKS, target]
    horses = binomial(horses, min(1.0, share * par[p.HORSE_EXPOSURE]), u)
    trucks = binomial(trucks, min(1.0, share * par[p.TRUCK_EXPOSURE]), v)
    count_transport(target, horses, trucks, row, scratch, log)


@aside
def take_transport(target, row, state, scratch, log):
    """All horses and trucks of a unit that is taken, into the buffers and their row of the book."""
    counts, hits = state.counts, scratch.hits
    horses = counts[a.HORSES, target] - hits[bundles.HORSES, target]
    trucks = counts[a.TRUCKS, target] - hits[bundles.TRUCKS, target]
    count_transport(target, horses, trucks, row, scratch, log)


@aside
def count_transport(target, horses, trucks, row, scratch, log):
    """Put so many horses and trucks of a unit into the buffers and their row of the book."""
    scratch.hits[bundles.HORSES, target] += horses
    scratch.hits[bundles.TRUCKS, target] += trucks
    if row >= 0:
        log.losses[row, a.LO_HORSES], log.losses[row, a.LO_TRUCKS] = horses, trucks


@aside
def lose_transport(unit, state, scratch):
    """Take a unit's gathered losses of horses and trucks from what it has."""
    counts, hits = state.counts, scratch.hits
    if hits[bundles.HORSES, unit] + hits[bundles.TRUCKS, unit] == 0:
        return
    counts[a.HORSES, unit] -= hits[bundles.HORSES, unit]
    counts[a.HORSES_LOST, unit] += hits[bundles.HORSES, unit]
    counts[a.TRUCKS, unit] -= hits[bundles.TRUCKS, unit]
    counts[a.TRUCKS_LOST, unit] += hits[bundles.TRUCKS, unit]
    hits[bundles.HORSES, unit] = 0
    hits[bundles.TRUCKS, unit] = 0


@aside
def pace_with_transport(unit, here, there, speed, world, tables, state, scale):
    """Metres a second of a unit that would go at `speed` if it had all its horses and trucks."""
    counts, reals = state.counts, tables.unit_reals
    if counts[a.HORSES_LOST, unit] + counts[a.TRUCKS_LOST, unit] == 0:
        return speed
    left = transport.share_left(
        counts[a.HORSES, unit], reals[t.HORSES_0, unit], counts[a.TRUCKS, unit], reals[t.TRUCKS_0, unit]
    )
    on_foot = travel.pace(
        np.int32(t.FOOT), here, there, scale.hex_m, world.ground_i, world.ground_f, 0.0, 0.0, 0.0, tables.parameters
    )
    men_left = counts[a.MEN, unit] / max(1.0, reals[t.MEN_0, unit])
    return transport.pace_left(tables.units[t.MOBILITY, unit], left, men_left, speed, on_foot)
