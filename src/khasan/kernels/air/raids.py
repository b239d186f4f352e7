"""Over the target: what scouts see, where bombs are aimed and what they and the guns do, what the ground fires back.

Pilots know what their side knows: they aim at contacts, and at the named place where there is none.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.air import aviation
from khasan.kernels.air.flak import flak
from khasan.kernels.chance.philox import (
    NO_OTHER,
    S_AIR_AIM,
    S_AIR_SPOT,
    S_BOMB,
    S_STRAFE,
    poisson,
    two_uniforms,
    uniform,
)  # fmt: skip
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.fire import armour, gunnery
from khasan.kernels.fire.effects import fell_men, men_left, stop_vehicles, vehicles_left
from khasan.kernels.fire.footprint import footprint, front
from khasan.kernels.fire.offers import exposed
from khasan.kernels.fire.saturation import found_unhurt
from khasan.kernels.fire.shot import Hit, Shot
from khasan.kernels.knowledge.contacts import present
from khasan.kernels.knowledge.detection import signature
from khasan.kernels.morale import suppression
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event

STRIKE_RADIUS_M = 1500.0
"""How far from the named place aircraft look for targets and enemies. Definition of the orders strike and scout."""


@aside
def looks_within(step, tables):
    """Metres round the named place in which aircraft find anything: no farther than one sees."""
    return min(STRIKE_RADIUS_M, tables.light[t.VISIBILITY_M, step])


@aside
def scout(unit, k, seconds, step, world, tables, state, scale, log):
    """Each enemy unit near the place may be found.

    Form: Koopman 1946, Search and Screening (OEG Report 56), ch. 2: P = 1 - exp(-rate x time), the rates of aircraft
    adding up.
    """
    counts = state.counts
    here = world.place_hex[counts[a.ORDER_PLACE, unit]]
    within = looks_within(step, tables)
    rate = tables.parameters[p.AIR_SPOTTING] / 60.0 * counts[a.AIRBORNE, unit]
    for target in range(counts.shape[1]):
        if tables.units[t.SIDE, target] == tables.units[t.SIDE, unit] or not present(counts[a.STATUS, target]):
            continue
        there = counts[a.HEX, target]
        if distance(world.axial, here, there) * scale.hex_m > within:
            continue
        seen = rate * signature(
            counts[a.MOVED, target], counts[a.FIRED, target], state.works[there],
            world.ground_f[t.CONCEALMENT, there], counts[a.MEN, target], counts[a.VEHICLES, target],
            tables.parameters,
        )  # fmt: skip
        u = uniform(tables.key, step, S_AIR_SPOT, k, tables.hashes[unit], tables.hashes[target])
        if u >= -math.expm1(-seen * seconds):
            continue
        if counts[a.CONTACT_AGE, target] >= a.UNSEEN:
            counts[a.CONTACT_SINCE, target] = step
            event(log, step, a.SPOTTED, target, -1, -1, 0)
        counts[a.CONTACT_AGE, target] = 0
        counts[a.CONTACT_HEX, target] = there


@aside
def worth_a_bomb(target, side, place, within, world, state, scratch, scale):
    """Whether a contact of a side lies so many metres from the place, clear of its own men."""
    here = state.counts[a.CONTACT_HEX, target]
    if state.counts[a.CONTACT_AGE, target] >= a.UNSEEN or scratch.standing[side, here] > 0:
        return False
    return distance(world.axial, place, here) * scale.hex_m <= within


@aside
def aim(unit, k, step, world, tables, state, scratch, scale):
    """(hex to bomb or -1, 1 if a contact is there): one of the contacts near the place, each as likely as another."""
    side = tables.units[t.SIDE, unit]
    named = state.counts[a.ORDER_PLACE, unit]
    place = world.place_hex[named]
    within = looks_within(step, tables)
    many = 0
    for n in range(scratch.contacts_n[side]):
        many += 1 if worth_a_bomb(scratch.contacts[side, n], side, place, within, world, state, scratch, scale) else 0
    if many == 0:
        friendly = scratch.standing[side, place] > 0 or state.places[t.KNOWN_0 + side, named] == side
        return (-1 if friendly else place), 0
    chosen = int(many * uniform(tables.key, step, S_AIR_AIM, k, tables.hashes[unit], NO_OTHER))
    for n in range(scratch.contacts_n[side]):
        target = scratch.contacts[side, n]
        if worth_a_bomb(target, side, place, within, world, state, scratch, scale):
            if chosen == 0:
                return state.counts[a.CONTACT_HEX, target], 1
            chosen -= 1
    return -1, 0


@aside
def height_of(unit, tables):
    """Metres above the ground from which a unit's aircraft strike."""
    role = tables.units[t.AIR_ROLE, unit]
    low = role == t.FIGHTER or role == t.GROUND_ATTACK
    return tables.parameters[p.STRAFING_HEIGHT] if low else tables.parameters[p.BOMBING_HEIGHT]


@aside
def raid(unit, k, step, world, tables, state, scratch, scale, log):
    """One unit's aircraft strike: fire from the ground, then bombs and guns by all that came so far."""
    counts, reals = state.counts, state.reals
    aircraft = counts[a.AIRBORNE, unit] - scratch.hits[bundles.BURNT, unit]
    here, seen = aim(unit, k, step, world, tables, state, scratch, scale)
    if aircraft <= 0 or here < 0:
        return
    state.peace[0] = 0
    attack = aviation.Attack(unit, here, height_of(unit, tables), k)
    low = tables.units[t.AIR_ROLE, unit] == t.FIGHTER or tables.units[t.AIR_ROLE, unit] == t.GROUND_ATTACK
    flak(attack, step, world, tables, state, scratch, scale, log)
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon < 0:
            continue
        bombs = tables.weapons[t.W_LETHAL_M2, weapon] > 0.0
        if not bombs and not low:
            continue  # its guns are for the enemy's fighters
        each = tables.weapon_counts[slot, unit] / max(1.0, tables.unit_reals[t.VEHICLES_0, unit])
        spent = 1.0 if bombs else tables.weapons[t.W_RATE, weapon] * tables.parameters[p.STRAFING_SECONDS]
        rounds = min(reals[a.AMMO_0 + slot, unit], aircraft * each * spent)
        if rounds <= 0.0:
            continue
        reals[a.AMMO_0 + slot, unit] -= rounds
        state.fired[unit] += rounds
        shot = Shot(unit, slot, np.int64(weapon), float(aircraft), rounds)
        fall(attack, shot, seen, step, world, tables, state, scratch, log)


@aside
def fall(attack, shot, seen, step, world, tables, state, scratch, log):
    """Rounds are shared among the contacts in the hex; on a place without one they fall on whoever is there."""
    counts, here = state.counts, attack.here
    side = tables.units[t.SIDE, attack.unit]
    if seen == 0:
        if tables.weapons[t.W_LETHAL_M2, shot.weapon] <= 0.0:
            return  # nothing to aim guns at
        for each in range(counts.shape[1]):
            there = present(counts[a.STATUS, each]) and counts[a.HEX, each] == here
            if there and tables.units[t.SIDE, each] != side:
                hurt(attack, shot, each, seen == 1, step, world, tables, state, scratch, log)
        return
    many = 0
    for n in range(scratch.contacts_n[side]):
        many += 1 if counts[a.CONTACT_HEX, scratch.contacts[side, n]] == here else 0
    for n in range(scratch.contacts_n[side]):
        target = np.int64(scratch.contacts[side, n])
        if counts[a.CONTACT_HEX, target] == here and counts[a.HEX, target] == here:
            observed = counts[a.CONTACT_AGE, target] == 0
            part = Shot(shot.shooter, shot.slot, shot.weapon, shot.working, shot.rounds / many)
            hurt(attack, part, target, observed, step, world, tables, state, scratch, log)


@aside
def hurt(attack, shot, target, observed, step, world, tables, state, scratch, log):
    """What so many bombs or rounds do to one unit on the ground; gathered with the other fire."""
    unit, slot, weapon, aircraft, rounds = shot
    height = attack.height
    counts, par, w = state.counts, tables.parameters, tables.weapons
    lethal = w[t.W_LETHAL_M2, weapon]
    bombs, tanks = lethal > 0.0, tables.units[t.ARMOURED, target] == 1
    if tanks and not bombs and tables.unit_reals[t.CREW_EXPOSURE, target] <= 0.0:
        return
    ground = footprint(target, tables, state)
    screen = exposed(target, bombs, world, tables, state)
    range_m = height if bombs else aviation.SLANT * height
    share = 1.0
    if bombs:
        seen_from_there = (
            aviation.release_m(height, tables.unit_reals[t.SPEED_KMH, unit]) <= tables.light[t.VISIBILITY_M, step]
        )
        observed = observed and seen_from_there
        share = gunnery.share_on_footprint(ground, aviation.scatter(w[t.W_DISPERSION_M, weapon], height), observed, par)
        volume = suppression.bursts_volume(rounds * share, lethal, ground, screen, par[p.BURSTS_WEIGHT])
        effect = lethal * counts[a.MEN, target] / ground
    else:
        volume = suppression.bullets_volume(rounds, front(target, tables, state), screen)
        effect = gunnery.hit_probability(range_m, w[t.W_HIT, weapon], w[t.W_HALF_M, weapon])
    state.reals[a.NEAR_MISS, target] += volume
    if tanks and bombs:
        stopped = armour.bursts_on_vehicles(1.0, counts[a.VEHICLES, target], ground, par[p.VULNERABLE_AREA])
        effect, screen = stopped / tables.unit_reals[t.HITS_TO_STOP, target], 1.0
    quality, parameter = par[tables.units[t.QUALITY, unit]], par[p.AIR]
    stops = tanks and bombs
    there = vehicles_left(target, state, scratch) if stops else men_left(target, state, scratch)
    hits = rounds * effect * screen * share * quality * parameter
    saturation = found_unhurt(hits / max(1, there))
    expected = hits * saturation
    sub, stream, cause = 64 * attack.k + slot, S_BOMB if bombs else S_STRAFE, a.BOMBING if bombs else a.STRAFING
    hit = Hit(unit, target, weapon, cause, stream, sub)
    u, v = two_uniforms(tables.key, step, stream, sub, tables.hashes[unit], tables.hashes[target])
    struck = poisson(expected, u, there)
    if stops:
        row = stop_vehicles(hit, struck, u, v, step, tables, state, scratch, log)
    else:
        row = fell_men(hit, struck, u, v, step, tables, state, scratch, log)
    if row >= 0:
        factors = log.factors[row]
        factors[a.FA_RANGE_M], factors[a.FA_WEAPONS] = range_m, aircraft
        factors[a.FA_ROUNDS], factors[a.FA_EFFECT], factors[a.FA_EXPOSURE] = rounds, effect, screen
        factors[a.FA_OBSERVATION], factors[a.FA_QUALITY] = share, quality
        factors[a.FA_PARAMETER], factors[a.FA_SATURATION], factors[a.FA_EXPECTED] = parameter, saturation, expected
