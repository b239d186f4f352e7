"""Units share their fire over the enemies they know, and the effects gather.

What each enemy offers is in offers, the choice among them in target_choice, what the rounds do in effects;
here is who fires, and how much.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.command.conditions import rounds_left
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.fire import gunnery, passage
from khasan.kernels.fire.effects import aim, strike
from khasan.kernels.fire.offers import REMEMBERED, size_up
from khasan.kernels.fire.shot import UNWATCHED, Shot, Way
from khasan.kernels.fire.target_choice import best_two
from khasan.kernels.fire.way_of_step import passing, slow_down, stands_to_fire
from khasan.kernels.knowledge.in_view import is_hidden, unit_of
from khasan.kernels.knowledge.line_of_sight import hexes_short_of, hexes_within
from khasan.kernels.morale import cohesion, suppression
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import IN_SIGHT, LISTED
from khasan.kernels.state.log import event

SPENT = 0.05
"""Share of its loads below which a unit is told of as out of ammunition. Definition."""


@phase
def may_fire(unit, tables, state, scratch):
    """Whether a unit has men free to fire and somebody to fire at."""
    counts, role = state.counts, tables.units[t.ROLE, unit]
    if counts[a.STATUS, unit] != a.ACTIVE or counts[a.MEN, unit] <= 0 or scratch.free_until[unit] <= 0.0:
        return False
    if scratch.contacts_n[tables.units[t.SIDE, unit]] == 0:
        return False
    if role == t.ASSAULT:
        return scratch.near_n[IN_SIGHT, unit] > 0
    return scratch.moving[unit] < 1.0 or not stands_to_fire(unit, tables)


@phase
def lies_in_wait(unit, tables, state, scratch, scale):
    """Whether a unit is under orders to hold its fire, has not been attacked, and sees no enemy near enough."""
    if state.counts[a.ORDER, unit] != a.AMBUSH:
        return False
    if scratch.fighting[unit] == 1 or state.reals[a.SUPPRESSION, unit] >= cohesion.QUIET_BELOW:
        return False
    for k in range(scratch.near_n[LISTED, unit]):
        key = scratch.near[unit, k]
        target = np.int64(unit_of(key))
        dq = scratch.spot[0, target] - scratch.spot[0, unit]
        dr = scratch.spot[1, target] - scratch.spot[1, unit]
        near = passage.apart(dq, dr) * scale.hex_m <= tables.parameters[p.AMBUSH_RANGE]
        if near and not is_hidden(key) and scratch.ready[target] > REMEMBERED:
            return False
    return True


@stage
def everybody_fires(step, world, tables, state, scratch, scale, log):
    """All units that can fire choose their targets, then all shots take effect; nothing is applied yet."""
    counts = state.counts
    counts[a.FIRED, :] = 0
    if scratch.contacts_n[0] + scratch.contacts_n[1] == 0:
        return
    visibility = tables.light[t.VISIBILITY_M, step]
    scratch.lit_within[0] = hexes_short_of(visibility, scale.hex_m)
    scratch.defence_within[0] = hexes_within(tables.parameters[p.SELF_DEFENCE], scale.hex_m)
    scratch.shots_n[0] = 0
    size_up(step, world, tables, state, scratch, scale)
    for unit in range(counts.shape[1]):
        if may_fire(unit, tables, state, scratch) and not lies_in_wait(unit, tables, state, scratch, scale):
            fire_of_unit(unit, visibility, step, world, tables, state, scratch, scale, log)
    slow_down(tables, state, scratch, scale)
    fade = suppression.fading(scale.step_s, tables.parameters[p.RECOVERY])
    for unit in range(counts.shape[1]):
        if counts[a.FIRED, unit] == 1:
            scratch.steadiness[unit] = 1.0 - mean_suppression(unit, fade, tables, state)
    for k in range(scratch.shots_n[0]):
        strike(k, step, tables, state, scratch, scale, log)


@phase
def mean_suppression(unit, fade, tables, state):
    """Suppression of a unit over the step, now that all near misses have gathered."""
    rise = tables.parameters[p.SUPPRESSION] * state.reals[a.NEAR_MISS, unit]
    return suppression.mean_under_fire(state.reals[a.SUPPRESSION, unit], rise, fade)


@phase
def fire_of_unit(unit, visibility, step, world, tables, state, scratch, scale, log):
    """One unit's weapons, slot by slot."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    before = rounds_left(unit, reals, tables.unit_reals) if log.on[0] == 1 else 0.0
    for slot in range(a.SLOTS):
        weapon = np.int64(tables.units[t.WEAPON_0 + slot, unit])
        left = reals[a.AMMO_0 + slot, unit]
        if weapon < 0 or counts[a.COUNT_0 + slot, unit] <= 0 or left < 1.0:
            continue
        one, two = best_two(unit, weapon, visibility, world, tables, state, scratch, scale)
        if one.unit < 0:
            continue
        working = working_of(unit, slot, tables, state)
        one_way = way_to(unit, one, weapon, visibility, tables, state, scratch, scale)
        two_way = way_to(unit, two, weapon, visibility, tables, state, scratch, scale)
        one_time, two_time = one_way.moving + one_way.after, two_way.moving + two_way.after
        time = max(one_time, two_time if two.unit >= 0 else 0.0)
        if time <= 0.0:
            continue
        promise = (one.promise + two.promise) / time
        pressure = gunnery.intensity(promise, par[p.FIRE_DISCIPLINE], par[p.LEAST_FIRE])
        if one.how == UNWATCHED:
            pressure = par[p.UNSEEN_FIRE]
        bearing = 1.0 if tables.units[t.ROLE, unit] == t.GUNS else par[p.BEARING]
        seconds = time * scale.step_s
        rounds = gunnery.rounds_fired(working, tables.weapons[t.W_RATE, weapon], seconds, bearing, pressure, left)
        if rounds <= 0.0:
            continue
        counts[a.FIRED, unit] = 1
        share = one.promise / (one.promise + two.promise)
        for k in range(2):
            target = one if k == 0 else two
            way = one_way if k == 0 else two_way
            part = rounds * min(share, one_time / time) if k == 0 else rounds * min(1.0 - share, two_time / time)
            if target.unit >= 0 and part > 0.0:
                reals[a.AMMO_0 + slot, unit] = max(0.0, reals[a.AMMO_0 + slot, unit] - part)  # parts may round up
                state.fired[unit] += part
                shot = Shot(unit, slot, weapon, float(working), part)
                aim(shot, target, way, visibility, tables, state, scratch, scale)
    if counts[a.FIRED, unit] == 1:
        note_fire(unit, before, step, tables, state, scale, log)


@phase
def way_to(unit, target, weapon, visibility, tables, state, scratch, scale):
    """The way between a unit and a target that it chose, as far as it is known."""
    if target.unit < 0 or target.how == UNWATCHED:
        return Way(float(target.hexes), float(target.hexes), float(target.hexes), 0.0, 1.0)
    return passing(unit, target.unit, target.hexes, weapon, visibility, tables, state, scratch, scale)


@phase
def working_of(unit, slot, tables, state):
    """Weapons of a slot that fire: those with a crew, or those of the vehicles that run."""
    counts = state.counts
    in_order = counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, unit]
    if tables.units[t.ARMOURED, unit] == 1:
        running = counts[a.VEHICLES, unit] / max(1.0, tables.unit_reals[t.VEHICLES_0, unit])
        return in_order[slot] * running
    weapons = tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, unit]
    return gunnery.working_weapons(slot, counts[a.MEN, unit], weapons, in_order, tables.weapons)


@phase
def note_fire(unit, before, step, tables, state, scale, log):
    """Set the clock of who has fired, and tell who opens fire and who has spent his rounds."""
    if log.on[0] == 1:
        quiet = int(3600.0 / scale.step_s) + 1
        if before >= SPENT > rounds_left(unit, state.reals, tables.unit_reals):
            event(log, step, a.OUT_OF_AMMUNITION, unit, -1, -1, 0)
        if step - state.clocks[t.LAST_FIRED, unit] > quiet:
            event(log, step, a.OPENED_FIRE, unit, -1, -1, 0)
    state.clocks[t.LAST_FIRED, unit] = step
