"""Weapons keep their targets: until they are gone, hidden or out of reach, or something nearer threatens."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.fire.offers import REMEMBERED, lowest_ready
from khasan.kernels.fire.shot import NO_TARGET, UNWATCHED, Target
from khasan.kernels.fire.target_choice import best_two, limits_of
from khasan.kernels.knowledge.in_view import hexes_of, unit_of
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import LISTED

LOOK_AGAIN_S = 3600.0
"""After so long everybody weighs his targets anew. Definition: strengths and works change slowly."""


@phase
def looks_round(unit, step, tables, state, scratch, scale):
    """Whether a unit weighs all its targets anew in this step: it or its orders have moved, the nearest enemy is
    another, the light has changed, or an hour is over."""
    aims, counts = state.aims, state.counts
    nearest, ready = np.int64(-1), 0
    if scratch.near_n[LISTED, unit] > 0:
        nearest = np.int64(scratch.near[unit, 0])
        ready = scratch.ready[unit_of(scratch.near[unit, 0])]
    settled = scratch.under_way[unit] == 0 and scratch.free_until[unit] >= 1.0 and scratch.free_from[unit] <= 0.0
    if (
        settled
        and aims[t.NEAREST, unit] == nearest
        and aims[t.NEAREST_READY, unit] >= ready
        and aims[t.LOOKED_FROM, unit] == counts[a.HEX, unit]
        and aims[t.LOOKED_UNDER, unit] == counts[a.ORDER, unit]
        and aims[t.LIT, unit] == scratch.lit_within[0]
        and (step - aims[t.LOOKED, unit]) * scale.step_s < LOOK_AGAIN_S
    ):
        aims[t.NEAREST_READY, unit] = ready  # whoever fires at him and loses sight of him looks round for that
        return False
    aims[t.NEAREST, unit], aims[t.NEAREST_READY, unit] = nearest, ready
    aims[t.LOOKED_FROM, unit], aims[t.LOOKED_UNDER, unit] = counts[a.HEX, unit], counts[a.ORDER, unit]
    aims[t.LIT, unit], aims[t.LOOKED, unit] = scratch.lit_within[0], step
    aims[t.REACH, unit] = farthest_reach(unit, tables, state, scratch)
    return True


@phase
def farthest_reach(unit, tables, state, scratch):
    """Hexes that the farthest of a unit's weapons reaches by sight as its orders and the light allow; -1 for none."""
    farthest = np.int64(-1)
    for slot in range(a.SLOTS):
        weapon = np.int64(tables.units[t.WEAPON_0 + slot, unit])
        if weapon >= 0:
            direct, called = limits_of(unit, weapon, tables, state, scratch)
            farthest = max(farthest, np.int64(direct), np.int64(called))
    return farthest


@phase
def nobody_in_reach(unit, state, scratch):
    """Whether the nearest enemy in view is too far for every weapon of a unit: most units in most steps."""
    if scratch.near_n[LISTED, unit] == 0:
        return True
    farthest = state.aims[t.REACH, unit] + scratch.under_way[unit] + scratch.most_under_way[0]
    return hexes_of(scratch.near[unit, 0]) > farthest


@phase
def still_there(target, where, how, weapon, tables, state, scratch):
    """Whether a kept target can be fired at as when it was chosen."""
    ready = scratch.ready[target]
    if how == UNWATCHED:
        return ready == REMEMBERED and state.counts[a.CONTACT_HEX, target] == where
    return ready >= lowest_ready(weapon, tables) and state.counts[a.HEX, target] == where


@phase
def kept_target(unit, slot, one_0, hex_0, how_0, weapon, world, tables, state, scratch):
    """A target that a slot has kept, with no promise yet; NO_TARGET where it is lost."""
    aims = state.aims
    target, where, how = (
        np.int64(aims[one_0 + slot, unit]),
        aims[hex_0 + slot, unit],
        np.int64(aims[how_0 + slot, unit]),
    )
    if target < 0 or not still_there(target, where, how, weapon, tables, state, scratch):
        return NO_TARGET
    hexes = np.int64(distance(world.axial, state.counts[a.HEX, unit], where))
    direct, called = limits_of(unit, weapon, tables, state, scratch)
    if how != UNWATCHED and hexes > max(direct, called) + scratch.under_way[unit] + scratch.under_way[target]:
        return NO_TARGET
    return Target(target, hexes, how, 0.0)


@phase
def keep(unit, slot, target, one_0, hex_0, how_0, state):
    """Note a target that has been chosen."""
    state.aims[one_0 + slot, unit] = target.unit
    state.aims[how_0 + slot, unit] = target.how
    where = state.counts[a.CONTACT_HEX, target.unit] if target.unit >= 0 else -1
    state.aims[hex_0 + slot, unit] = where


@phase
def two_targets(unit, slot, weapon, anew, world, tables, state, scratch, scale, visibility):
    """The two targets of a slot, kept or chosen anew; NO_TARGET where there is none."""
    if not anew and state.aims[t.ONE_0 + slot, unit] >= 0:
        one = kept_target(unit, slot, t.ONE_0, t.ONE_HEX_0, t.ONE_HOW_0, weapon, world, tables, state, scratch)
        had_two = state.aims[t.TWO_0 + slot, unit] >= 0
        two = kept_target(unit, slot, t.TWO_0, t.TWO_HEX_0, t.TWO_HOW_0, weapon, world, tables, state, scratch)
        if one.unit >= 0 and (two.unit >= 0 or not had_two):
            return one, two
    one, two = best_two(unit, weapon, visibility, world, tables, state, scratch, scale)
    keep(unit, slot, one, t.ONE_0, t.ONE_HEX_0, t.ONE_HOW_0, state)
    keep(unit, slot, two, t.TWO_0, t.TWO_HEX_0, t.TWO_HOW_0, state)
    return one, two
