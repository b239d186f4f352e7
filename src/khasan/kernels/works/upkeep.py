"""Digging and repair; who holds which place; what posture each unit is in."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.chance.philox import DRAW_0, DRAW_1, NO_OTHER, S_REPAIR, binomial, two_uniforms, uniform
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event
from khasan.kernels.works import fieldworks

UNDUG = 2.0
"""Above any suppression: nobody digs here. Definition."""
HASTY_FROM = 0.15
"""Share of full works from which a unit at rest is told of as in hasty ones. Definition: told, acted on by nobody."""
PREPARED_FROM = 0.35
"""The same of prepared works. Definition."""
FORTIFIED_FROM = 0.75
"""The same of fortified works. Definition."""


@stage
def sides_of_hexes(tables, state, scratch):
    """A hex that only one side stands in becomes its own; works it finds there are reversed."""
    counts = state.counts
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.ACTIVE:
            continue
        here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
        if scratch.standing[1 - side, here] == 0 and state.hex_side[here] != side:
            if state.hex_side[here] >= 0:
                state.works[here] *= tables.parameters[p.REVERSED]
            state.hex_side[here] = side


@stage
def mend(step, tables, state, scratch, scale):
    """Hours of quiet: vehicles are freed, and put right where the way to the rear is open.

    Form: ours, because what escapes one hour after another is a product of shares: steps of any length compose to the
    same day.
    """
    counts = state.counts
    hours = scale.step_s / 3600.0
    repair = fieldworks.repair_chance(hours, tables.parameters)
    free = 1.0 - (1.0 - tables.parameters[p.FREE_BY_HOUR]) ** hours
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.ACTIVE or scratch.fighting[unit] == 1:
            continue
        if tables.units[t.ARMOURED, unit] == 1:
            give_up_wrecks(unit, step, tables, state, scratch)
            broken = repairable(unit, state)
            if broken + counts[a.BOGGED, unit] > 0:
                u, v = two_uniforms(tables.key, step, S_REPAIR, DRAW_0, tables.hashes[unit], NO_OTHER)
                mended = binomial(broken, repair, u) if state.reals[a.SUPPLY_SHARE, unit] > 0.0 else 0
                freed = binomial(counts[a.BOGGED, unit], free, v)
                counts[a.REPAIRED, unit] += mended
                counts[a.BOGGED, unit] -= freed
                counts[a.VEHICLES, unit] += mended + freed


@phase
def give_up_wrecks(unit, step, tables, state, scratch):
    """Of a unit's wrecks on ground that the enemy now has, those that nobody will recover count as lost for good.

    Form: ours, because who holds the field decides: of all that were stopped `recovered_lost` come back from there,
    after those that burnt at once.
    """
    where, side = state.clocks[t.WRECKS_AT, unit], tables.units[t.SIDE, unit]
    if where < 0 or state.hex_side[where] != 1 - side or scratch.standing[side, where] > 0:
        return
    state.clocks[t.WRECKS_AT, unit] = -1
    lost_for_good = fieldworks.lost_with_the_field(tables.parameters)
    u = uniform(tables.key, step, S_REPAIR, DRAW_1, tables.hashes[unit], NO_OTHER)
    state.clocks[t.WRECKS_LOST, unit] += binomial(repairable(unit, state), lost_for_good, u)


@phase
def repairable(unit, state):
    """Vehicles of a unit that are knocked out and may still come back."""
    counts = state.counts
    return counts[a.KNOCKED_OUT, unit] - counts[a.REPAIRED, unit] - state.clocks[t.WRECKS_LOST, unit]


@phase
def digs(unit, tables, state, scratch):
    """Whether a unit works on its hex in this step: it stands still, is not at grips, and has men on foot."""
    counts = state.counts
    if counts[a.STATUS, unit] != a.ACTIVE or counts[a.MOVED, unit] == 1 or scratch.fighting[unit] == 1:
        return False
    return tables.units[t.ARMOURED, unit] == 0 and tables.units[t.MOBILITY, unit] != t.HORSE


@stage
def dig(tables, state, scratch, scale):
    """Units that stand still dig; a hex is dug once a step, at the pace of its least suppressed unit."""
    counts, reals = state.counts, state.reals
    hours = scale.step_s / 3600.0
    for unit in range(counts.shape[1]):
        scratch.calm_digging[counts[a.HEX, unit]] = UNDUG
    for unit in range(counts.shape[1]):
        if digs(unit, tables, state, scratch):
            here = counts[a.HEX, unit]
            scratch.calm_digging[here] = min(scratch.calm_digging[here], reals[a.SUPPRESSION, unit])
    for unit in range(counts.shape[1]):
        here = counts[a.HEX, unit]
        if scratch.calm_digging[here] < UNDUG:
            state.works[here] = fieldworks.after_digging(
                state.works[here], hours, scratch.calm_digging[here], tables.parameters
            )
            scratch.calm_digging[here] = UNDUG


@stage
def watch_places(step, world, tables, state, scratch, log):
    """True holders of the places, and what each side believes.

    Who stands in a hex knows of the enemy there, with whom he is at grips: he does not hold it, though he had not known
    of him before he went in.
    """
    for place in range(world.place_hex.shape[0]):
        here = world.place_hex[place]
        one, two = scratch.standing[0, here], scratch.standing[1, here]
        contested = one > 0 and two > 0
        if one + two > 0 and not contested:
            side = 0 if one > 0 else 1
            if state.places[t.HOLDER, place] != side:
                state.places[t.HOLDER, place] = side
                event(log, step, a.TOOK_PLACE, -1, -1, place, side)
        for side in range(2):
            believed = scratch.known[side, here]
            own = scratch.standing[side, here]
            if own > 0 and believed == 0 and not contested:
                state.places[t.KNOWN_0 + side, place] = side
            elif own == 0 and believed > 0:
                state.places[t.KNOWN_0 + side, place] = 1 - side


@stage
def take_posture(tables, state):
    """Posture follows from what the unit did and how it is dug in."""
    counts = state.counts
    for unit in range(counts.shape[1]):
        if not present(counts[a.STATUS, unit]):
            continue
        dug = state.works[counts[a.HEX, unit]]
        if counts[a.STATUS, unit] == a.BROKEN:
            posture = a.ROUTED if state.reals[a.COHESION, unit] < tables.parameters[p.ROUT_BELOW] else a.WITHDRAWING
        elif counts[a.MOVED, unit] == 1:
            posture = a.WITHDRAWING if counts[a.ORDER, unit] == a.WITHDRAW else a.MOVING
        elif dug < HASTY_FROM:
            posture = a.DEPLOYED
        elif dug < PREPARED_FROM:
            posture = a.HASTY
        elif dug < FORTIFIED_FROM:
            posture = a.PREPARED
        else:
            posture = a.FORTIFIED
        counts[a.POSTURE, unit] = posture
