"""Phase 5, first half: what each known enemy offers to fire, and the two at which a weapon fires.

A weapon fires at its two most promising targets, rounds in proportion to promise. Promise is casualties expected a
round (a vehicle counts as `tank_worth` men), raised at arm's length and less so with range: threat.
"""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels import armour, exposure, fire, ranges
from khasan.kernels import parameters as p
from khasan.kernels import tables as t
from khasan.kernels.blocks import LISTED, TO_BULLETS, TO_BURSTS
from khasan.kernels.compiled import phase
from khasan.kernels.hexgrid import distance
from khasan.kernels.sight import farthest_m, hexes_short_of, hexes_within, nearest_m, sees
from khasan.kernels.view import hexes_of, is_hidden, unit_of

BOMBARD_RADIUS_M = 1500.0
"""How far from the named place a bombardment looks for targets. Definition of the order."""
NOBODY, HERE = np.int64(-1), np.int64(0)
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
    return exposure.of_men(
        state.counts[a.MOVED, target],
        works,
        world.ground_f[t.COVER, here],
        area,
        state.counts[a.STATUS, target] == a.BROKEN,
        tables.parameters,
    )


@phase
def size_up(step, world, tables, state, scratch, scale):
    """What each contact offers in this step, whoever fires at it: whether it may be fired at, and how exposed it is."""
    counts = state.counts
    call_delay_s = 60.0 * tables.parameters[p.CALL_DELAY]
    scratch.ready[:] = NOT_AT
    for side in range(2):
        for k in range(scratch.contacts_n[side]):
            target = np.int64(scratch.contacts[side, k])  # one integer type, one compilation
            if scratch.standing[side, scratch.contact_at[side, k]] > 0:
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
def promise_of(weapon, target, hexes, how, visibility, tables, state, scratch, scale):
    """What a round at a target is worth to who chooses."""
    if how == UNWATCHED:
        return supposed_round(weapon, target, how, tables) * tables.by_range[ranges.THREAT_ROW, hexes]
    effect, cause = a_round(weapon, target, hexes, how, visibility, tables, state, scratch, scale)
    worth = tables.parameters[p.TANK_WORTH] if cause == a.ARMOUR else 1.0
    return effect * worth * tables.by_range[ranges.THREAT_ROW, hexes]


@phase
def limits_of(shooter, weapon, visibility, tables, state, scale):
    """(most hexes of direct fire, most hexes of called fire or -1) of a weapon as its unit's orders allow."""
    most = tables.limits[t.MOST_HEXES, weapon]
    guns = tables.units[t.ROLE, shooter] == t.GUNS
    pressing = guns and state.counts[a.ORDER, shooter] != a.HOLD
    direct = min(most, hexes_short_of(visibility, scale.hex_m))
    if not pressing:
        direct = min(direct, tables.limits[t.EFFECTIVE_HEXES, weapon])
    if tables.weapons[t.W_INDIRECT, weapon] < 0.5:
        return direct, -1
    if guns and not pressing:
        return direct, min(most, hexes_within(tables.parameters[p.SELF_DEFENCE], scale.hex_m))
    return direct, most


@phase
def best_in_view(shooter, weapon, visibility, tables, state, scratch, scale):
    """The two most promising targets among the enemies in view: (unit, hexes, how, promise) twice."""
    first = second = NOBODY
    first_hexes = second_hexes = HERE
    first_promise = second_promise = 0.0
    direct, called = limits_of(shooter, weapon, visibility, tables, state, scale)
    least = tables.limits[t.LEAST_HEXES, weapon]
    for k in range(scratch.near_n[LISTED, shooter]):
        key = scratch.near[shooter, k]
        hexes = np.int64(hexes_of(key))
        if hexes > max(direct, called):
            break
        target = np.int64(unit_of(key))
        ready = scratch.ready[target]
        if hexes < least or ready < SEEN:
            continue
        if (is_hidden(key) or hexes > direct) and (ready != CALLED or hexes > called):
            continue
        promise = promise_of(weapon, target, hexes, OBSERVED, visibility, tables, state, scratch, scale)
        if promise > first_promise:
            second, second_hexes, second_promise = first, first_hexes, first_promise
            first, first_hexes, first_promise = target, hexes, promise
        elif promise > second_promise:
            second, second_hexes, second_promise = target, hexes, promise
    return first, first_hexes, OBSERVED, first_promise, second, second_hexes, OBSERVED, second_promise


@phase
def fired_at(shooter, target, hexes, direct, called, world, state, scratch, scale):
    """How a gun may fire at a contact that is not in the list of its own view."""
    counts = state.counts
    ready = scratch.ready[target]
    if ready == NOT_AT:
        return NO_FIRE
    if ready == REMEMBERED:
        if counts[a.ORDER, shooter] != a.BOMBARD:
            return NO_FIRE
        place = world.place_hex[counts[a.ORDER_PLACE, shooter]]
        close = distance(world.axial, place, counts[a.CONTACT_HEX, target]) * scale.hex_m <= BOMBARD_RADIUS_M
        return UNWATCHED if close else NO_FIRE
    if ready == CALLED and hexes <= called:
        return OBSERVED
    seen = hexes <= direct and sees(world.lines, world.axial, counts[a.HEX, shooter], counts[a.HEX, target])
    return OBSERVED if seen else NO_FIRE


@phase
def best_contacts(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The two most promising targets among all contacts of the side: (unit, hexes, how, promise) twice."""
    counts = state.counts
    first = second = NOBODY
    first_hexes = second_hexes = HERE
    first_how = second_how = NO_FIRE
    first_promise = second_promise = 0.0
    direct, called = limits_of(shooter, weapon, visibility, tables, state, scale)
    least, most = tables.limits[t.LEAST_HEXES, weapon], tables.limits[t.MOST_HEXES, weapon]
    side, here = tables.units[t.SIDE, shooter], np.int64(counts[a.HEX, shooter])
    for k in range(scratch.contacts_n[side]):
        hexes = np.int64(distance(world.axial, here, np.int64(scratch.contact_at[side, k])))
        if hexes < least or hexes > most:
            continue
        target = np.int64(scratch.contacts[side, k])
        how = fired_at(shooter, target, hexes, direct, called, world, state, scratch, scale)
        if how == NO_FIRE:
            continue
        promise = promise_of(weapon, target, hexes, how, visibility, tables, state, scratch, scale)
        if promise > first_promise:
            second, second_hexes, second_how, second_promise = first, first_hexes, first_how, first_promise
            first, first_hexes, first_how, first_promise = target, hexes, how, promise
        elif promise > second_promise:
            second, second_hexes, second_how, second_promise = target, hexes, how, promise
    return first, first_hexes, first_how, first_promise, second, second_hexes, second_how, second_promise


@phase
def best_two(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The two most promising targets: (unit, hexes, how, promise) twice; unit -1 where there is none."""
    indirect = tables.weapons[t.W_INDIRECT, weapon] > 0.5
    short = tables.limits[t.IS_SHORT, weapon] == 1 and state.counts[a.ORDER, shooter] != a.BOMBARD
    if indirect and not short:
        return best_contacts(shooter, weapon, visibility, world, tables, state, scratch, scale)
    return best_in_view(shooter, weapon, visibility, tables, state, scratch, scale)
