"""The two targets at which a weapon fires.

A weapon fires at its two most promising targets, rounds in proportion to promise. Promise is casualties expected a
round (a vehicle counts as `tank_worth` men), raised at arm's length and less so with range: threat.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.fire import offers, ranges
from khasan.kernels.fire.offers import (
    CALLED,
    CLOSING,
    NOT_AT,
    REMEMBERED,
    SEEN,
    pierces,
    promise_of,
    size_up_men,
    supposed_round,
    worth_of_round,
)  # fmt: skip
from khasan.kernels.fire.shot import AT_REST, NO_FIRE, NO_TARGET, OBSERVED, UNWATCHED, Target
from khasan.kernels.knowledge.in_view import hexes_of, is_hidden, unit_of
from khasan.kernels.knowledge.line_of_sight import sees
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles as b
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import BLOCK, KEPT, LISTED

BOMBARD_RADIUS_M = 1500.0
"""How far from the named place a bombardment looks for targets. Definition of the order."""
ALONE = np.int64(-2)
BY_RANGE = math.inf
"""What a contact offers where that depends on the range: to be worked out for each who fires."""


@phase
def best_two(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The two most promising targets, NO_TARGET where there is none.

    Units of a side that stand in one hex, with orders of one kind, choose alike: a weapon's last choices are kept.
    """
    if nobody_near(shooter, weapon, tables, state, scratch):
        return NO_TARGET, NO_TARGET
    key = who_chooses(shooter, tables, state, scratch)
    row = KEPT * weapon + state.counts[a.HEX, shooter] % KEPT
    kept, promised = scratch.chosen[row], scratch.promised[row]
    if key == ALONE or kept[b.CHOSE] != key:
        one, two = weigh_up(shooter, weapon, visibility, world, tables, state, scratch, scale)
        kept[b.CHOSE] = key
        kept[b.ONE_UNIT], kept[b.ONE_HEXES], kept[b.ONE_HOW], promised[0] = one
        kept[b.TWO_UNIT], kept[b.TWO_HEXES], kept[b.TWO_HOW], promised[1] = two
    one = Target(kept[b.ONE_UNIT], kept[b.ONE_HEXES], kept[b.ONE_HOW], promised[0])
    return one, Target(kept[b.TWO_UNIT], kept[b.TWO_HEXES], kept[b.TWO_HOW], promised[1])


@phase
def looks_in_view(shooter, weapon, tables, state):
    """Whether a weapon finds its targets among the enemies in its own view: all but those that bombard a place."""
    return tables.weapons[t.W_INDIRECT, weapon] < 0.5 or state.counts[a.ORDER, shooter] != a.BOMBARD


@phase
def nobody_near(shooter, weapon, tables, state, scratch):
    """Whether the nearest enemy in view is already too far: most weapons in most steps."""
    if not looks_in_view(shooter, weapon, tables, state):
        return False
    if scratch.near_n[LISTED, shooter] == 0:
        return True
    direct, called = limits_of(shooter, weapon, tables, state, scratch)
    farthest = max(direct, called) + scratch.under_way[shooter] + scratch.most_under_way[0]
    return hexes_of(scratch.near[shooter, 0]) > farthest


@phase
def who_chooses(shooter, tables, state, scratch):
    """One number for all who choose alike in a step: their hex, their side, and whether they are guns that press on.

    ALONE for who bombards a place of his own, is on the way, or is at grips for a part of the step.
    """
    order = state.counts[a.ORDER, shooter]
    partly = scratch.free_until[shooter] < 1.0 or scratch.free_from[shooter] > 0.0
    if order == a.BOMBARD or scratch.under_way[shooter] > 0 or partly:
        return ALONE
    kind = 0
    if tables.units[t.ROLE, shooter] == t.GUNS:
        kind = 1 if order == a.HOLD else 2
    return 3 * (2 * np.int64(state.counts[a.HEX, shooter]) + np.int64(tables.units[t.SIDE, shooter])) + kind


@phase
def weigh_up(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The choice anew."""
    if looks_in_view(shooter, weapon, tables, state):
        return best_in_view(shooter, weapon, visibility, world, tables, state, scratch, scale)
    return best_contacts(shooter, weapon, visibility, world, tables, state, scratch, scale)


@phase
def limits_of(shooter, weapon, tables, state, scratch):
    """(most hexes of direct fire, most hexes of called fire or -1) of a weapon as its unit's orders allow."""
    most = tables.limits[t.MOST_HEXES, weapon]
    guns = tables.units[t.ROLE, shooter] == t.GUNS
    pressing = guns and state.counts[a.ORDER, shooter] != a.HOLD
    direct = min(most, scratch.lit_within[0])
    if not pressing:
        direct = min(direct, tables.limits[t.EFFECTIVE_HEXES, weapon])
    if tables.weapons[t.W_INDIRECT, weapon] < 0.5:
        return direct, -1
    if guns and not pressing:
        return direct, min(most, scratch.defence_within[0])
    return direct, most


@phase
def best_in_view(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The two most promising targets among the enemies in view."""
    first = second = NO_TARGET
    direct, called = limits_of(shooter, weapon, tables, state, scratch)
    farthest = max(direct, called) + scratch.under_way[shooter] + scratch.most_under_way[0]
    least = tables.limits[t.LEAST_HEXES, weapon]
    lowest = offers.lowest_ready(weapon, tables)
    for k in range(scratch.near_n[LISTED, shooter]):
        key = scratch.near[shooter, k]
        hexes = np.int64(hexes_of(key))
        if hexes > farthest:
            break
        target = np.int64(unit_of(key))
        ready = scratch.ready[target]
        if hexes < least or ready < lowest:
            continue
        coming = scratch.under_way[shooter] + scratch.under_way[target]  # it may be nearer than the hexes say
        if (is_hidden(key) or hexes > direct + coming) and (ready != CALLED or hexes > called):
            continue
        size_up_men(target, world, tables, state, scratch)
        promise = promise_of(shooter, weapon, target, hexes, OBSERVED, visibility, tables, state, scratch, scale)
        if promise > first.promise:
            first, second = Target(target, hexes, OBSERVED, promise), first
        elif promise > second.promise:
            second = Target(target, hexes, OBSERVED, promise)
    return first, second


@phase
def fired_at(shooter, target, hexes, direct, called, world, state, scratch, scale):
    """How a gun may fire at a contact that is not in the list of its own view."""
    counts = state.counts
    ready = scratch.ready[target]
    if ready in (NOT_AT, CLOSING):
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
def lay_out(side, weapon, visibility, world, tables, state, scratch, scale):
    """What each contact of a side offers a round of a weapon, before threat: once a step, for all who fire it.

    Gunners know what stands there, and not how deep it has dug or how many are left.
    """
    if scratch.offered[weapon] == side + 1:
        return
    scratch.offered[weapon] = side + 1
    lethal = tables.weapons[t.W_LETHAL_M2, weapon] > 0.0
    for k in range(scratch.contacts_n[side]):
        target = np.int64(scratch.contacts[side, k])
        ready = scratch.ready[target]
        if ready in (NOT_AT, CLOSING):
            scratch.offers[weapon, k] = 0.0
            continue
        armoured = tables.units[t.ARMOURED, target] == 1
        if not lethal or (armoured and pierces(weapon, tables)):
            scratch.offers[weapon, k] = BY_RANGE
            continue
        how = UNWATCHED if ready == REMEMBERED else OBSERVED
        if armoured and how == OBSERVED:
            size_up_men(target, world, tables, state, scratch)
            scratch.offers[weapon, k] = worth_of_round(
                weapon, target, AT_REST, how, visibility, tables, state, scratch, scale
            )
        else:
            scratch.offers[weapon, k] = supposed_round(weapon, target, how, tables, state)


@phase
def weigh(least, most, q, r, contacts, threat, offers, hexes_to, promises, many):
    """Distance and promise of each contact for a weapon at (q, r); no promise out of its range.

    Unsigned indices and no branch: so compiled, the loops go several contacts at a time.
    """
    for k in range(np.uint64(many)):
        dq, dr = contacts[0, k] - q, contacts[1, k] - r
        hexes_to[k] = max(abs(dq), abs(dr), abs(dq + dr))
    for k in range(np.uint64(many)):
        hexes = hexes_to[k]
        inside = (least <= hexes) & (hexes <= most)
        promises[k] = offers[k] * threat[np.uint64(hexes if inside else least)] if inside else 0.0
    for k in range(np.uint64(many), np.uint64(-(-many // BLOCK) * BLOCK)):
        promises[k] = 0.0


@phase
def any_above(least, promises, start):
    """Whether any of the next BLOCK promises exceeds the least: all of them looked at in one go."""
    above = 0
    for k in range(np.uint64(start), np.uint64(start + BLOCK)):
        above += promises[k] > least
    return above > 0


@phase
def lay_out_for(shooter, weapon, farthest, visibility, world, tables, state, scratch, scale):
    """What each contact of its side promises a gun within its ranges (scratch.promises); how many those are."""
    side, here = tables.units[t.SIDE, shooter], np.int64(state.counts[a.HEX, shooter])
    many = scratch.contacts_n[side]
    lay_out(np.int64(side), weapon, visibility, world, tables, state, scratch, scale)
    weigh(
        tables.limits[t.LEAST_HEXES, weapon], farthest,
        world.axial[0, here], world.axial[1, here], scratch.contact_axial[side],
        tables.by_range[ranges.THREAT_ROW], scratch.offers[weapon], scratch.hexes_to, scratch.promises, many,
    )  # fmt: skip
    return many


@phase
def best_contacts(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The two most promising targets of a bombardment among all contacts of the side."""
    first = second = NO_TARGET
    side = tables.units[t.SIDE, shooter]
    direct, called = limits_of(shooter, weapon, tables, state, scratch)
    farthest = np.int64(tables.limits[t.MOST_HEXES, weapon])
    many = lay_out_for(shooter, weapon, farthest, visibility, world, tables, state, scratch, scale)
    for start in range(0, many, BLOCK):
        if not any_above(second.promise, scratch.promises, start):
            continue
        for k in range(start, min(many, start + BLOCK)):
            promise = scratch.promises[k]
            if promise <= second.promise:
                continue
            target, hexes = np.int64(scratch.contacts[side, k]), np.int64(scratch.hexes_to[k])
            how = fired_at(shooter, target, hexes, direct, called, world, state, scratch, scale)
            if how == NO_FIRE:
                continue
            if promise == BY_RANGE:
                size_up_men(target, world, tables, state, scratch)
                promise = promise_of(shooter, weapon, target, hexes, how, visibility, tables, state, scratch, scale)
            if promise > first.promise:
                first, second = Target(target, hexes, how, promise), first
            elif promise > second.promise:
                second = Target(target, hexes, how, promise)
    return first, second


@phase
def best_call(shooter, weapon, visibility, world, tables, state, scratch, scale):
    """The most promising target that somebody sees and no battery of another commander is at; or NO_TARGET."""
    best = NO_TARGET
    side, own = tables.units[t.SIDE, shooter], 2 + tables.units[t.COMMANDER, shooter]
    direct, called = limits_of(shooter, weapon, tables, state, scratch)
    farthest = np.int64(max(direct, called))
    many = lay_out_for(shooter, weapon, farthest, visibility, world, tables, state, scratch, scale)
    for start in range(0, many, BLOCK):
        if not any_above(best.promise, scratch.promises, start):
            continue
        for k in range(start, min(many, start + BLOCK)):
            promise = scratch.promises[k]
            if promise <= best.promise:
                continue
            target, hexes = np.int64(scratch.contacts[side, k]), np.int64(scratch.hexes_to[k])
            if scratch.ready[target] < SEEN or (scratch.engaged[target] > 0 and scratch.engaged[target] != own):
                continue
            if promise == BY_RANGE:
                size_up_men(target, world, tables, state, scratch)
                promise = promise_of(
                    shooter, weapon, target, hexes, OBSERVED, visibility, tables, state, scratch, scale
                )
            if promise > best.promise:
                best = Target(target, hexes, OBSERVED, promise)
    return best
