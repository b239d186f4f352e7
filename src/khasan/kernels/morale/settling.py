"""Losses are applied all together; suppression and cohesion follow; units break, rally, dissolve."""

from __future__ import annotations

import math

from khasan import arrays as a
from khasan.kernels.chance.philox import DRAW_0, NO_OTHER, S_BREAK, S_RALLY, uniform
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.morale import cohesion, suppression
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event
from khasan.kernels.supply.transport_losses import lose_transport


@phase
def is_hit(unit, scratch):
    """Whether anything has been gathered against a unit in this step."""
    gathered = 0
    for row in range(scratch.hits.shape[0]):
        gathered |= scratch.hits[row, unit]
    for slot in range(a.SLOTS):
        gathered |= scratch.weapons_hit[slot, unit]
    return gathered != 0


@phase
def apply_hits(unit, step, state, scratch, log):
    """Take one unit's gathered losses from its strength; returns the men lost."""
    counts, hits = state.counts, scratch.hits
    killed, wounded, missing = hits[bundles.KILLED, unit], hits[bundles.WOUNDED, unit], hits[bundles.MISSING, unit]
    burnt, stopped, abandoned = (
        hits[bundles.BURNT, unit],
        hits[bundles.KNOCKED_OUT, unit],
        hits[bundles.ABANDONED, unit],
    )
    lost = killed + wounded + missing
    counts[a.KILLED, unit] += killed
    counts[a.WOUNDED, unit] += wounded
    counts[a.MISSING, unit] += missing
    counts[a.CAPTURED, unit] += hits[bundles.CAPTURED, unit]
    counts[a.ABANDONED, unit] += abandoned
    counts[a.MEN, unit] -= lost
    counts[a.BURNT, unit] += burnt
    counts[a.KNOCKED_OUT, unit] += stopped
    counts[a.VEHICLES, unit] -= burnt + stopped + abandoned
    if burnt + stopped + abandoned > 0:
        state.clocks[t.WRECKS_AT, unit] = counts[a.HEX, unit]
        event(log, step, a.TANKS_LOST, unit, -1, -1, burnt + stopped + abandoned)
    for slot in range(a.SLOTS):
        wrecked = scratch.weapons_hit[slot, unit]
        counts[a.COUNT_0 + slot, unit] -= wrecked
        counts[a.WEAPONS_LOST, unit] += wrecked
        scratch.weapons_hit[slot, unit] = 0
    lose_transport(unit, state, scratch)
    for row in range(hits.shape[0]):
        hits[row, unit] = 0
    return lost


@phase
def dissolve(unit, step, tables, state, scratch, log):
    """A unit without men, or a tank unit that will never run again, leaves the map."""
    counts = state.counts
    repairable = counts[a.KNOCKED_OUT, unit] - counts[a.REPAIRED, unit] - state.clocks[t.WRECKS_LOST, unit]
    repairable += counts[a.BOGGED, unit]
    wrecked = tables.units[t.ARMOURED, unit] == 1 and counts[a.VEHICLES, unit] + repairable <= 0
    if counts[a.MEN, unit] > 0 and not wrecked:
        return False
    if counts[a.STATUS, unit] != a.ABOARD:
        scratch.standing[tables.units[t.SIDE, unit], counts[a.HEX, unit]] -= 1
    counts[a.STATUS, unit] = a.GONE
    event(log, step, a.DESTROYED, unit, -1, -1, 0)
    return True


@phase
def lose_leaders(tables, state, scratch):
    """The loss of a headquarters in this step (`left_map` marks who is no more) is felt by those whom it led."""
    for unit in range(state.counts.shape[1]):
        chief = tables.units[t.HEADQUARTERS, unit]
        if chief >= 0 and scratch.left_map[chief] == 1:
            fallen = state.reals[a.COHESION, unit] - tables.parameters[p.COMMANDER_LOSS]
            state.reals[a.COHESION, unit] = max(0.0, fallen)


@phase
def is_led(unit, reach, world, tables, state):
    """Whether the headquarters above a unit is in order and within so many hexes."""
    chief = tables.units[t.HEADQUARTERS, unit]
    if chief < 0 or state.counts[a.STATUS, chief] != a.ACTIVE:
        return False
    return distance(world.axial, state.counts[a.HEX, unit], state.counts[a.HEX, chief]) <= reach


@phase
def is_alone(unit, world, tables, state, scratch, scale):
    """Whether no other unit of its side stands within `support_reach` of a unit."""
    counts, here, side = state.counts, state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    if scratch.standing[side, here] > 1:
        return False
    reach = int(tables.parameters[p.SUPPORT_REACH] / scale.hex_m + 0.5)
    units = counts.shape[1]
    for k in range(1, units):  # the next in the file stand mostly near
        other = (unit + k) % units
        friend = tables.units[t.SIDE, other] == side and counts[a.STATUS, other] == a.ACTIVE
        if friend and distance(world.axial, here, counts[a.HEX, other]) <= reach:
            return False
    return True


@phase
def threat_to_flanks(here, side, rings, world, scratch):
    """1 - length of the mean direction of the enemies known within so many hexes: 0 from one side, 1 all round.

    Form: Mardia 1972, Statistics of Directional Data: the circular variance of their directions.
    """
    east = north = 0.0
    many = 0
    for k in range(6):
        corner = here
        for ring in range(1, rings + 1):
            corner = world.neighbours[corner, k]
            if corner < 0:
                break
            there = corner
            for along in range(ring):
                if there < 0:
                    break
                known = scratch.known[side, there]
                if known > 0:
                    angle = math.pi / 3.0 * (k + along / ring)
                    east += known * math.cos(angle)
                    north += known * math.sin(angle)
                    many += known
                there = world.neighbours[there, (k + 2) % 6]
    return 1.0 - math.sqrt(east * east + north * north) / many if many > 1 else 0.0


@phase
def fear_of(unit, world, tables, state, scratch, scale):
    """Cohesion that a unit in contact loses an hour by standing alone or cut off, and by enemies on several sides."""
    rings = max(1, int(cohesion.FLANK_M / scale.hex_m + 0.5))
    side = tables.units[t.SIDE, unit]
    threat = threat_to_flanks(state.counts[a.HEX, unit], side, rings, world, scratch)
    cut_off = state.reals[a.BARRED, unit] == 1.0
    alone = 1.0 if cut_off or is_alone(unit, world, tables, state, scratch, scale) else 0.0
    return cohesion.hourly_fear(alone, threat, tables.parameters)


@stage
def settle(step, world, tables, state, scratch, scale, log):
    """Losses, suppression, cohesion, breaks and rallies of every unit; returns 1 if a unit left the map."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    hours = scale.step_s / 3600.0
    fade = suppression.fading(scale.step_s, par[p.RECOVERY])
    reach = max(1, int(par[p.LEADER_REACH] / scale.hex_m + 0.5))
    gone = 0
    for unit in range(counts.shape[1]):
        scratch.left_map[unit] = 0
        aboard = counts[a.STATUS, unit] == a.ABOARD
        if not aboard and not present(counts[a.STATUS, unit]):
            continue
        before = counts[a.MEN, unit]
        lost = apply_hits(unit, step, state, scratch, log) if is_hit(unit, scratch) else 0
        if dissolve(unit, step, tables, state, scratch, log):
            gone = 1
            reals[a.NEAR_MISS, unit] = 0.0  # or its sector would be under fire for ever
            scratch.left_map[unit] = 1
            continue
        fighting = scratch.fighting[unit] == 1
        rise = par[p.SUPPRESSION] * reals[a.NEAR_MISS, unit]
        reals[a.SUPPRESSION, unit] = suppression.after_fire(reals[a.SUPPRESSION, unit], rise, fade)
        reals[a.NEAR_MISS, unit] = 0.0
        in_contact = fighting or (not aboard and reals[a.SUPPRESSION, unit] >= cohesion.QUIET_BELOW)
        fear = fear_of(unit, world, tables, state, scratch, scale) if in_contact else 0.0
        led = 1.0 if is_led(unit, reach, world, tables, state) else 0.0
        ever = 1.0 - counts[a.MEN, unit] / max(1.0, tables.unit_reals[t.MEN_0, unit])
        reals[a.COHESION, unit] = cohesion.after_step(
            reals[a.COHESION, unit],
            lost / max(1, before),
            reals[a.SUPPRESSION, unit],
            ever,
            par[tables.units[t.QUALITY, unit]],
            fighting,
            fear,
            led,
            hours,
            par,
        )
        busy = fighting or counts[a.MOVED, unit] == 1
        tired = reals[a.FATIGUE, unit] + (par[p.TIRING] if busy else -par[p.RESTING]) * hours
        reals[a.FATIGUE, unit] = min(1.0, max(0.0, tired))
        if not aboard:
            break_or_rally(unit, led, step, tables, state, scale, log)
    if gone == 1:
        lose_leaders(tables, state, scratch)
    return gone


@phase
def break_or_rally(unit, led, step, tables, state, scale, log):
    """One draw against the hazard of breaking, or of rallying for who is broken."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    c = reals[a.COHESION, unit]
    if counts[a.STATUS, unit] == a.ACTIVE:
        hazard = cohesion.break_hazard(c, par)
        if hazard > 0.0:
            u = uniform(tables.key, step, S_BREAK, DRAW_0, tables.hashes[unit], NO_OTHER)
            if u < -math.expm1(-hazard * scale.step_s):
                counts[a.STATUS, unit] = a.BROKEN
                posture = a.ROUTED if c < par[p.ROUT_BELOW] else a.WITHDRAWING
                event(log, step, a.BROKE, unit, -1, -1, posture)
        return
    hazard = cohesion.rally_hazard(c, reals[a.SUPPRESSION, unit], led, par)
    if hazard > 0.0:
        u = uniform(tables.key, step, S_RALLY, DRAW_0, tables.hashes[unit], NO_OTHER)
        if u < -math.expm1(-hazard * scale.step_s):
            counts[a.STATUS, unit] = a.ACTIVE
            event(log, step, a.RALLIED, unit, -1, -1, 0)
