"""Phase 5, what each known enemy offers to fire: whether it may be fired at, and what a round does to it."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels import armour, exposure, fire, ranges, wire
from khasan.kernels import parameters as p
from khasan.kernels import tables as t
from khasan.kernels.blocks import TO_BULLETS, TO_BURSTS
from khasan.kernels.compiled import phase
from khasan.kernels.phase_move import belt_before
from khasan.kernels.sight import farthest_m, nearest_m

NOT_AT, REMEMBERED, SEEN, CALLED = range(4)
"""Scratch.ready: not to be fired at; out of sight; in sight; in sight for long enough to call for fire on it."""
NO_FIRE, OBSERVED, UNWATCHED = (np.int64(k) for k in range(3))
"""How a target is fired at: not at all; with somebody watching; on a place that nobody watches."""


@phase
def footprint(target, tables):
    """Square metres over which a unit is spread."""
    return max(
        fire.FOOTPRINT_LEAST_M2,
        tables.unit_reals[t.FRONTAGE_M, target] * tables.unit_reals[t.DEPTH_M, target],
    )


@phase
def exposed(target, area, world, tables, state):
    """Exposure of a unit's men where it stands, or behind the sides of an open vehicle or boat."""
    if not area and tables.unit_reals[t.CREW_EXPOSURE, target] > 0.0:
        return tables.unit_reals[t.CREW_EXPOSURE, target]
    here = state.counts[a.HEX, target]
    side = tables.units[t.SIDE, target]
    works = state.works[here] if state.hex_side[here] == side else tables.parameters[p.REVERSED] * state.works[here]
    screen = exposure.of_men(
        state.counts[a.MOVED, target],
        works,
        world.ground_f[t.COVER, here],
        area,
        state.counts[a.STATUS, target] == a.BROKEN,
        tables.parameters,
    )
    ahead = state.clocks[t.HEADING, target]
    if state.counts[a.MOVED, target] == 0 or ahead < 0:
        return screen
    return wire.exposure_in(screen, belt_before(target, ahead, tables, state), tables.parameters)


@phase
def size_up(step, world, tables, state, scratch, scale):
    """What each contact offers in this step, whoever fires at it: whether it may be fired at, and how exposed it is."""
    counts = state.counts
    call_delay_s = 60.0 * tables.parameters[p.CALL_DELAY]
    scratch.ready[:] = NOT_AT
    scratch.offered[:] = NOT_AT
    scratch.chosen[:, 0] = -1
    for side in range(2):
        for k in range(scratch.contacts_n[side]):
            target = np.int64(scratch.contacts[side, k])  # one integer type, one compilation
            at = scratch.contact_at[side, k]
            scratch.contact_axial[side, 0, k] = world.axial[0, at]
            scratch.contact_axial[side, 1, k] = world.axial[1, at]
            if scratch.standing[side, at] > 0:
                continue  # own men are in the hex it is believed in
            called = (step - counts[a.CONTACT_SINCE, target]) * scale.step_s >= call_delay_s
            seen = counts[a.CONTACT_AGE, target] == 0
            scratch.ready[target] = REMEMBERED if not seen else (CALLED if called else SEEN)
            for what in (TO_BULLETS, TO_BURSTS):
                scratch.aim[what, target] = exposed(target, what == TO_BURSTS, world, tables, state)


@phase
def hit_chance(weapon, hexes, how, visibility, tables, scale):
    """Mean chance of a hit a round at so many hexes; beyond visibility nobody aims."""
    w = tables.weapons
    if how != OBSERVED or visibility >= min(w[t.W_MAX_M, weapon], farthest_m(hexes, scale.hex_m)):
        return tables.by_range[ranges.HIT_ROW + weapon, hexes]
    if visibility <= nearest_m(hexes, scale.hex_m):
        return 0.0
    return fire.mean_hit_probability(hexes, scale.hex_m, visibility, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])


@phase
def on_vehicles(weapon, target, hexes, how, visibility, tables, state, scale):
    """Vehicles that a round stops, by a piercing hit, or by its burst among them where it pierces nothing."""
    w, par = tables.weapons, tables.parameters
    if pierces(weapon, tables):
        pierce = armour.pierce_probability(
            armour.penetration(hexes * scale.hex_m, w[t.W_PEN_MM, weapon], w[t.W_PEN_LOSS, weapon]),
            tables.unit_reals[t.ARMOUR_MM, target],
            par[p.PENETRATION_SPREAD],
        )
        hidden = state.counts[a.MOVED, target] == 0 and armour.finds_hull_down(tables.units[t.MOBILITY, target])
        hull = par[p.HULL_DOWN] if hidden else 1.0
        hit = hit_chance(weapon, hexes, how, visibility, tables, scale)
        return hit * pierce * hull / tables.unit_reals[t.HITS_TO_STOP, target]
    ground = footprint(target, tables)
    share = fire.share_on_footprint(ground, w[t.W_DISPERSION_M, weapon], how == OBSERVED, par)
    stopped = armour.bursts_on_vehicles(1.0, state.counts[a.VEHICLES, target], ground, par[p.VULNERABLE_AREA])
    return share * stopped / tables.unit_reals[t.HITS_TO_STOP, target]


@phase
def pierces(weapon, tables):
    """Whether a weapon is one that goes through armour."""
    return tables.weapons[t.W_PEN_MM, weapon] > 0.0 and tables.weapons[t.W_HIT, weapon] > 0.0


@phase
def a_round(weapon, target, hexes, how, visibility, tables, state, scratch, scale):
    """(casualties or vehicles expected a round, kind of effect) before steadiness, quality and parameter."""
    lethal = tables.weapons[t.W_LETHAL_M2, weapon]
    if tables.units[t.ARMOURED, target] == 1:
        if lethal > 0.0 or pierces(weapon, tables):
            return on_vehicles(weapon, target, hexes, how, visibility, tables, state, scale), a.ARMOUR
        if tables.unit_reals[t.CREW_EXPOSURE, target] <= 0.0:
            return 0.0, a.ARMOUR
    elif lethal > 0.0:
        ground = footprint(target, tables)
        dispersion = tables.weapons[t.W_DISPERSION_M, weapon]
        share = fire.share_on_footprint(ground, dispersion, how == OBSERVED, tables.parameters)
        per_round = lethal * state.counts[a.MEN, target] / ground
        return share * per_round * scratch.aim[TO_BURSTS, target], a.AREA
    hit = hit_chance(weapon, hexes, how, visibility, tables, scale)
    return hit * scratch.aim[TO_BULLETS, target], a.AIMED


@phase
def supposed_round(weapon, target, how, tables):
    """Casualties a round that gunners promise themselves of a place nobody watches: a full unit, lying, not dug in."""
    ground = footprint(target, tables)
    dispersion = tables.weapons[t.W_DISPERSION_M, weapon]
    share = fire.share_on_footprint(ground, dispersion, how == OBSERVED, tables.parameters)
    men = tables.unit_reals[t.MEN_0, target]
    return share * tables.weapons[t.W_LETHAL_M2, weapon] * men / ground * tables.parameters[p.LYING_AREA]


@phase
def worth_of_round(weapon, target, hexes, how, visibility, tables, state, scratch, scale):
    """What a round does to a target in the eyes of who chooses: men felled, a vehicle counting as so many."""
    if how == UNWATCHED:
        return supposed_round(weapon, target, how, tables)
    effect, cause = a_round(weapon, target, hexes, how, visibility, tables, state, scratch, scale)
    return effect * tables.parameters[p.TANK_WORTH] if cause == a.ARMOUR else effect


@phase
def promise_of(weapon, target, hexes, how, visibility, tables, state, scratch, scale):
    """What a round at a target is worth to who chooses, as its distance makes it a threat."""
    worth = worth_of_round(weapon, target, hexes, how, visibility, tables, state, scratch, scale)
    return worth * tables.by_range[ranges.THREAT_ROW, hexes]
