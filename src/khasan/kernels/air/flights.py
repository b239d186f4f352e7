"""Sorties: who starts, who is over the map, who meets whom there, who comes home.

Aircraft have no place on the map: their unit stands at an airfield, some of its aircraft are airborne. A step is
followed in slices of at most five minutes, so that a patrol and a raid meet in a step of hours as they do in
one of seconds. Within a slice losses gather and are applied together.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.air import aviation
from khasan.kernels.air.flak import crews_lost
from khasan.kernels.air.raids import raid, scout
from khasan.kernels.chance.philox import DRAW_0, NO_OTHER, S_AIR_COMBAT, S_REPAIR, S_SORTIE, binomial, poisson, uniform
from khasan.kernels.compiling.decorators import aside, stage
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event, open_loss
from khasan.kernels.supply.hourly import issue

ALL = 1.0


@stage
def fly(step, world, tables, state, scratch, scale, log):
    """All sorties of a step; losses on the ground gather with those of the other fire."""
    flying = 0
    for each in range(state.counts.shape[1]):
        if state.counts[a.STATUS, each] == a.AT_AIRFIELD:
            scratch.fliers[flying] = each
            flying += 1
    slices = max(1, math.ceil(scale.step_s / aviation.MEETING_S))
    seconds = scale.step_s / slices
    for k in range(slices):
        over = 0
        for n in range(flying):
            over += go_on(np.int64(scratch.fliers[n]), k, seconds, step, tables, state, scale, log)
        if over == 0:
            continue
        meet_in_the_air(flying, k, seconds, step, world, tables, state, scratch, scale, log)
        for n in range(flying):
            over_the_map(np.int64(scratch.fliers[n]), k, seconds, step, world, tables, state, scratch, scale, log)
        for n in range(flying):
            count_losses(np.int64(scratch.fliers[n]), step, tables, state, scratch, log)
    for n in range(flying):
        at_the_airfield(np.int64(scratch.fliers[n]), step, tables, state, scale)


@aside
def over_the_map(unit, k, seconds, step, world, tables, state, scratch, scale, log):
    """What a unit does there in this slice."""
    counts = state.counts
    if counts[a.FLIGHT, unit] != a.OVER:
        return
    if counts[a.ORDER, unit] == a.SCOUT:
        scout(unit, k, seconds, step, world, tables, state, scale, log)
    elif counts[a.ORDER, unit] == a.STRIKE and counts[a.FLIGHT_S, unit] <= seconds:
        raid(unit, k, step, world, tables, state, scratch, scale, log)


@aside
def home_s(unit, tables):
    """Seconds of flight between the airfield and the map."""
    return aviation.flight_seconds(tables.unit_reals[t.AIRFIELD_KM, unit], tables.unit_reals[t.SPEED_KMH, unit])


@aside
def hidden(step, tables):
    """Whether the ground cannot be seen from the air: night, or visibility under what fliers need."""
    dark = tables.light[t.DARK, step] > 0.5
    return dark or tables.light[t.VISIBILITY_M, step] < tables.parameters[p.FLYING_VISIBILITY]


@aside
def may_start(unit, step, tables, state, scale):
    """Whether a unit has an order to fly, leave to, and light for it until it is back."""
    order = state.counts[a.ORDER, unit]
    if order < a.STRIKE or order > a.SCOUT or tables.units[t.GROUNDED, unit] == 1:
        return False
    if hidden(step, tables):
        return False
    back = min(tables.light.shape[1] - 1, step + int(2.0 * home_s(unit, tables) / scale.step_s))
    return tables.light[t.DARK, back] < 0.5


@aside
def go_on(unit, k, seconds, step, tables, state, scale, log):
    """One unit's next slice of time: it waits, starts, arrives or goes home; 1 if it is over the map.

    Who is over the map when night or weather hides the ground goes home at once.
    """
    counts = state.counts
    if counts[a.FLIGHT, unit] == a.OVER and hidden(step, tables):
        turn_back(unit, step, tables, state, log)
        return 0
    counts[a.FLIGHT_S, unit] = max(0, counts[a.FLIGHT_S, unit] - int(seconds + 0.5))
    if counts[a.FLIGHT_S, unit] > 0:
        return 1 if counts[a.FLIGHT, unit] == a.OVER else 0
    if counts[a.FLIGHT, unit] == a.AT_BASE:
        if may_start(unit, step, tables, state, scale):
            start(unit, k, step, tables, state)
        return 0
    if counts[a.FLIGHT, unit] == a.OVER:
        go_home(unit, tables, state)
        return 0
    return arrive_over(unit, step, tables, state, log)


@aside
def start(unit, k, step, tables, state):
    """As many as are fit and manned take off; if none is, they try again after the usual time on the ground."""
    counts, reals = state.counts, tables.unit_reals
    crews = int(counts[a.MEN, unit] / max(1.0, reals[t.CREW, unit]))
    u = uniform(tables.key, step, S_SORTIE, k, tables.hashes[unit], NO_OTHER)
    fit = binomial(min(counts[a.VEHICLES, unit], crews), reals[t.SERVICEABLE, unit], u)
    if fit == 0:
        counts[a.FLIGHT_S, unit] = int(3600.0 * reals[t.TURNAROUND_H, unit])
        return
    counts[a.FLIGHT, unit] = a.OUTWARD
    counts[a.FLIGHT_S, unit] = max(1, int(home_s(unit, tables)))
    counts[a.AIRBORNE, unit] = fit
    counts[a.SORTIES, unit] += fit


@aside
def arrive_over(unit, step, tables, state, log):
    """1 if the aircraft stay over the map: their order still stands, and they can see the ground; else they go home."""
    counts = state.counts
    order, place = counts[a.ORDER, unit], counts[a.ORDER_PLACE, unit]
    if order < a.STRIKE or order > a.SCOUT or place < 0:
        go_home(unit, tables, state)
        return 0
    if hidden(step, tables):
        turn_back(unit, step, tables, state, log)
        return 0
    stays = aviation.MEETING_S if order == a.STRIKE else 3600.0 * tables.unit_reals[t.PATROL_H, unit]
    counts[a.FLIGHT, unit] = a.OVER
    counts[a.FLIGHT_S, unit] = int(stays)
    if order == a.STRIKE:
        event(log, step, a.AIR_RAID, unit, -1, place, counts[a.AIRBORNE, unit])
    return 1


@aside
def turn_back(unit, step, tables, state, log):
    """Home before their work is done, since they do not see it."""
    counts = state.counts
    event(log, step, a.TURNED_BACK, unit, -1, counts[a.ORDER_PLACE, unit], counts[a.AIRBORNE, unit])
    go_home(unit, tables, state)


@aside
def go_home(unit, tables, state):
    """Back to the airfield, and the time on the ground after it."""
    counts = state.counts
    counts[a.FLIGHT, unit] = a.AT_BASE
    counts[a.AIRBORNE, unit] = 0
    counts[a.FLIGHT_S, unit] = int(home_s(unit, tables) + 3600.0 * tables.unit_reals[t.TURNAROUND_H, unit])


@aside
def patrols(unit, tables, state):
    """Whether a unit's aircraft over the map are there to fight the enemy's."""
    return tables.units[t.AIR_ROLE, unit] == t.FIGHTER and state.counts[a.ORDER, unit] == a.COVER


@aside
def meet_in_the_air(flying, k, seconds, step, world, tables, state, scratch, scale, log):
    """Fighters that find enemy aircraft attack them and then go home; raiders under attack may turn back."""
    counts = state.counts
    fighters_0 = fighters_1 = others_0 = others_1 = 0.0
    for n in range(flying):
        unit = np.int64(scratch.fliers[n])
        scratch.attacks_on[unit] = 0.0
        if counts[a.FLIGHT, unit] != a.OVER:
            continue
        aircraft = float(counts[a.AIRBORNE, unit])
        if tables.units[t.SIDE, unit] == 0:
            fighters_0 += aircraft if patrols(unit, tables, state) else 0.0
            others_0 += 0.0 if patrols(unit, tables, state) else aircraft
        else:
            fighters_1 += aircraft if patrols(unit, tables, state) else 0.0
            others_1 += 0.0 if patrols(unit, tables, state) else aircraft
    if fighters_0 + fighters_1 == 0.0:
        return
    for n in range(flying):
        one = np.int64(scratch.fliers[n])
        if counts[a.FLIGHT, one] != a.OVER or not patrols(one, tables, state):
            continue
        side = tables.units[t.SIDE, one]
        own, enemy, raiders = (fighters_0, fighters_1, others_1) if side == 0 else (fighters_1, fighters_0, others_0)
        held = aviation.held_share(own, enemy)
        for m in range(flying):
            two = np.int64(scratch.fliers[m])
            if counts[a.FLIGHT, two] != a.OVER or tables.units[t.SIDE, two] == side or counts[a.AIRBORNE, two] <= 0:
                continue
            fights = patrols(two, tables, state)
            share = held / enemy if fights else (1.0 - held) / raiders
            attacks = counts[a.AIRBORNE, one] * counts[a.AIRBORNE, two] * share
            if attacks <= 0.0 or not met(one, two, k, seconds, step, world, tables, state, scale):
                continue
            shoot_at(one, two, attacks, k, step, tables, state, scratch, log)
            if not fights:  # a fighter attacked strikes back in its own turn
                shoot_at(two, one, attacks, k, step, tables, state, scratch, log)
                scratch.attacks_on[two] += attacks
            counts[a.FLIGHT_S, one] = 0
    for n in range(flying):
        unit = np.int64(scratch.fliers[n])
        if scratch.attacks_on[unit] > 0.0:
            aircraft = counts[a.AIRBORNE, unit] - scratch.hits[bundles.BURNT, unit]
            chance = aviation.turning_back(scratch.attacks_on[unit], float(aircraft), tables.parameters[p.AIR_ABORT])
            u = uniform(tables.key, step, S_AIR_COMBAT, 4 * k + 2, tables.hashes[unit], NO_OTHER)
            counts[a.AIRBORNE, unit] -= binomial(aircraft, chance, u)


@aside
def met(one, two, k, seconds, step, world, tables, state, scale):
    """Whether two units find each other in the air: one draw for both, whoever asks."""
    places, hexes = state.counts[a.ORDER_PLACE], world.place_hex
    apart = distance(world.axial, hexes[places[one]], hexes[places[two]]) * scale.hex_m / 1000.0
    par = tables.parameters
    first, second = (one, two) if tables.units[t.SIDE, one] == 0 else (two, one)
    u = uniform(tables.key, step, S_AIR_COMBAT, 4 * k, tables.hashes[first], tables.hashes[second])
    return u < aviation.chance_to_meet(par[p.INTERCEPTION], apart, par[p.COVER_REACH], seconds)


@aside
def shoot_at(one, two, attacks, k, step, tables, state, scratch, log):
    """Aircraft of one unit attack those of another."""
    worth = aviation.relative_worth(tables.unit_reals[t.AIR_WORTH, one], tables.unit_reals[t.AIR_WORTH, two])
    quality, parameter = tables.parameters[tables.units[t.QUALITY, one]], tables.parameters[p.AIR_COMBAT]
    expected = attacks * worth * quality * parameter
    sub = 4 * k + 1
    u = uniform(tables.key, step, S_AIR_COMBAT, sub, tables.hashes[one], tables.hashes[two])
    lost = poisson(expected, u, state.counts[a.AIRBORNE, two] - scratch.hits[bundles.BURNT, two])
    if lost == 0:
        return
    killed, wounded, missing = crews_lost(one, two, lost, S_AIR_COMBAT, sub, step, tables, state, scratch)
    scratch.hits[bundles.BURNT, two] += lost
    row = open_loss(log, step, a.AIR_COMBAT, one, two, S_AIR_COMBAT, sub, u)
    if row >= 0:
        losses, factors = log.losses[row], log.factors[row]
        losses[a.LO_KILLED], losses[a.LO_WOUNDED], losses[a.LO_MISSING] = killed, wounded, missing
        losses[a.LO_BURNT] = lost
        factors[a.FA_WEAPONS], factors[a.FA_ROUNDS] = state.counts[a.AIRBORNE, one], attacks
        factors[a.FA_EFFECT], factors[a.FA_QUALITY] = worth, quality
        factors[a.FA_PARAMETER], factors[a.FA_EXPECTED] = parameter, expected


@aside
def count_losses(unit, step, tables, state, scratch, log):
    """Take a slice's losses from a unit's strength; a unit without aircraft is no more."""
    counts, hits = state.counts, scratch.hits
    lost, damaged = hits[bundles.BURNT, unit], hits[bundles.KNOCKED_OUT, unit]
    if lost + damaged == 0:
        return
    counts[a.BURNT, unit] += lost
    counts[a.KNOCKED_OUT, unit] += damaged
    counts[a.VEHICLES, unit] -= lost + damaged
    counts[a.AIRBORNE, unit] -= lost + damaged
    counts[a.KILLED, unit] += hits[bundles.KILLED, unit]
    counts[a.WOUNDED, unit] += hits[bundles.WOUNDED, unit]
    counts[a.MISSING, unit] += hits[bundles.MISSING, unit]
    counts[a.MEN, unit] -= hits[bundles.KILLED, unit] + hits[bundles.WOUNDED, unit] + hits[bundles.MISSING, unit]
    hits[bundles.KILLED : bundles.KNOCKED_OUT + 1, unit] = 0
    if lost > 0:
        event(log, step, a.AIRCRAFT_LOST, unit, -1, -1, lost)
    if counts[a.AIRBORNE, unit] <= 0:
        go_home(unit, tables, state)
    repairable = counts[a.KNOCKED_OUT, unit] - counts[a.REPAIRED, unit]
    if counts[a.MEN, unit] <= 0 or counts[a.VEHICLES, unit] + repairable <= 0:
        counts[a.STATUS, unit] = a.GONE
        event(log, step, a.DESTROYED, unit, -1, -1, 0)


@aside
def at_the_airfield(unit, step, tables, state, scale):
    """Damaged aircraft are put right, and rounds and bombs come up."""
    counts = state.counts
    hours = scale.step_s / 3600.0
    damaged = counts[a.KNOCKED_OUT, unit] - counts[a.REPAIRED, unit]
    if damaged > 0:
        u = uniform(tables.key, step, S_REPAIR, DRAW_0, tables.hashes[unit], NO_OTHER)
        mended = binomial(damaged, aviation.share_in_days(tables.parameters[p.AIRCRAFT_REPAIR], hours), u)
        counts[a.REPAIRED, unit] += mended
        counts[a.VEHICLES, unit] += mended
    issue(unit, ALL, hours, tables, state)
