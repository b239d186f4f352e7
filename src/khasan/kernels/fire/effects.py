"""What the rounds do: near misses as they are aimed, losses when all have aimed, gathered in the buffers."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import S_AIMED, S_AREA, S_ARMOUR, binomial, poisson, two_uniforms, uniform
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.fire import gunnery
from khasan.kernels.fire.offers import a_round, footprint, mean_m, screen_of
from khasan.kernels.fire.shot import OBSERVED, Hit
from khasan.kernels.fire.way_of_step import passing
from khasan.kernels.morale import suppression
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import (
    APART,
    CAUSE,
    EFFECT,
    HEXES,
    HOW,
    ROUNDS,
    SCREEN,
    SHARE,
    SHOOTER,
    SLOT,
    TARGET,
    TO_BULLETS,
    TO_BURSTS,
    WEAPON,
    WORKING,
)  # fmt: skip
from khasan.kernels.state.log import open_loss
from khasan.kernels.supply.transport_losses import has_transport, hit_transport


@phase
def aim(shot, chosen, way, visibility, tables, state, scratch, scale):
    """Put a shot on the list: so many rounds at one target, whose near misses gather at once."""
    shooter, slot, weapon, working, rounds = shot
    target, hexes, how = chosen.unit, chosen.hexes, chosen.how
    if how != OBSERVED and state.counts[a.CONTACT_HEX, target] != state.counts[a.HEX, target]:
        return  # it has moved away since; the rounds fall on empty ground
    effect, screen, cause = a_round(weapon, target, way, how, visibility, tables, state, scratch, scale)
    lethal = tables.weapons[t.W_LETHAL_M2, weapon]
    share = 1.0
    if lethal > 0.0:
        ground = footprint(target, tables)
        screen = screen_of(TO_BURSTS, target, way, scratch)
        dispersion = tables.weapons[t.W_DISPERSION_M, weapon]
        share = gunnery.share_on_footprint(ground, dispersion, how == OBSERVED, tables.parameters)
        weight = tables.parameters[p.BURSTS_WEIGHT]
        near = suppression.bursts_volume(rounds * share, lethal, ground, screen, weight)
    else:
        if cause == a.ARMOUR:
            screen = screen_of(TO_BULLETS, target, way, scratch)
        near = suppression.bullets_volume(rounds, tables.unit_reals[t.FRONTAGE_M, target], screen)
    state.reals[a.NEAR_MISS, target] += near
    if effect <= 0.0:
        return
    k = scratch.shots_n[0]
    scratch.shots_n[0] = k + 1
    listed, numbers = scratch.shots[k], scratch.shot_reals[k]
    listed[SHOOTER], listed[TARGET], listed[SLOT] = shooter, target, slot
    listed[WEAPON], listed[HEXES], listed[CAUSE] = weapon, hexes, cause
    listed[HOW] = how
    numbers[WORKING], numbers[ROUNDS], numbers[EFFECT] = working, rounds, effect
    numbers[APART] = mean_m(way, scale)
    numbers[SCREEN], numbers[SHARE] = (1.0, 1.0) if cause == a.ARMOUR else (screen, share)  # in the effect of the first


@phase
def on_the_shorter_way(k, step, tables, state, scratch, scale):
    """The effect of a shot of the list where fire has slowed who fires or who is fired at: over the way he made."""
    shot, numbers = scratch.shots[k], scratch.shot_reals[k]
    shooter, target = np.int64(shot[SHOOTER]), np.int64(shot[TARGET])
    if shot[HOW] != OBSERVED or (scratch.made[shooter] >= 1.0 and scratch.made[target] >= 1.0):
        return
    weapon = np.int64(shot[WEAPON])
    visibility = tables.light[t.VISIBILITY_M, step]
    way = passing(shooter, target, np.int64(shot[HEXES]), weapon, visibility, tables, state, scratch, scale)
    if way.moving + way.after <= 0.0:
        numbers[EFFECT] = 0.0
        return
    effect, screen, cause = a_round(weapon, target, way, np.int64(OBSERVED), visibility, tables, state, scratch, scale)
    numbers[EFFECT], numbers[APART] = effect, mean_m(way, scale)
    if cause != a.ARMOUR:
        numbers[SCREEN] = screen


@phase
def strike(k, step, tables, state, scratch, scale, log):
    """The effect of a shot of the list, gathered in the buffers; who fires is as steady as he is over the step."""
    on_the_shorter_way(k, step, tables, state, scratch, scale)
    par, shot, numbers = tables.parameters, scratch.shots[k], scratch.shot_reals[k]
    shooter, target = np.int64(shot[SHOOTER]), np.int64(shot[TARGET])
    slot, weapon, cause = np.int64(shot[SLOT]), np.int64(shot[WEAPON]), np.int64(shot[CAUSE])
    quality = par[tables.units[t.QUALITY, shooter]]
    parameter = par[p.ANTI_ARMOUR] if cause == a.ARMOUR else par[int(tables.weapons[t.W_GROUP, weapon])]
    steadiness = scratch.steadiness[shooter]
    expected = numbers[ROUNDS] * numbers[EFFECT] * steadiness * quality * parameter
    if expected <= 0.0:
        return
    if cause == a.ARMOUR:
        row = stop_vehicles(Hit(shooter, target, cause, S_ARMOUR, slot), expected, step, tables, state, scratch, log)
    else:
        stream = S_AIMED if cause == a.AIMED else S_AREA
        row = fell_men(Hit(shooter, target, cause, stream, slot), expected, step, tables, state, scratch, log)
    if row >= 0:
        log.losses[row, a.LO_WEAPON] = weapon
        factors = log.factors[row]
        factors[a.FA_RANGE_M] = numbers[APART]
        factors[a.FA_WEAPONS] = numbers[WORKING]
        factors[a.FA_ROUNDS] = numbers[ROUNDS]
        factors[a.FA_EFFECT] = numbers[EFFECT] / (numbers[SCREEN] * numbers[SHARE])
        factors[a.FA_EXPOSURE] = numbers[SCREEN]
        factors[a.FA_STEADINESS] = steadiness
        factors[a.FA_OBSERVATION] = numbers[SHARE]
        factors[a.FA_QUALITY] = quality
        factors[a.FA_PARAMETER] = parameter
        factors[a.FA_EXPECTED] = expected


@phase
def men_left(unit, state, scratch):
    """Men of a unit less those that this step has cost it so far."""
    hits = scratch.hits
    gone = hits[bundles.KILLED, unit] + hits[bundles.WOUNDED, unit] + hits[bundles.MISSING, unit]
    return max(0, state.counts[a.MEN, unit] - gone)


@phase
def vehicles_left(unit, state, scratch):
    """Running vehicles of a unit less those that this step has cost it so far."""
    hits = scratch.hits
    return state.counts[a.VEHICLES, unit] - hits[bundles.BURNT, unit] - hits[bundles.KNOCKED_OUT, unit]


@phase
def stop_vehicles(hit, expected, step, tables, state, scratch, log):
    """Vehicles that burn or stop, and their crews; the row of the loss in the book, or -1."""
    shooter, target, cause, stream, sub = hit
    par, hits = tables.parameters, scratch.hits
    one, two = tables.hashes[shooter], tables.hashes[target]
    u, v = two_uniforms(tables.key, step, stream, sub, one, two)
    stopped = poisson(expected, u, vehicles_left(target, state, scratch))
    if stopped == 0:
        return -1
    burnt = binomial(stopped, par[p.BURN_SHARE], v)
    w, x = two_uniforms(tables.key, step, stream, sub + 8, one, two)
    crew = binomial(int(stopped * tables.unit_reals[t.CREW, target] + 0.5), par[p.CREW_LOSS], w)
    crew = min(crew, men_left(target, state, scratch))
    killed = binomial(crew, par[p.CLOSE_KILLED_SHARE], x)
    hits[bundles.BURNT, target] += burnt
    hits[bundles.KNOCKED_OUT, target] += stopped - burnt
    hits[bundles.KILLED, target] += killed
    hits[bundles.WOUNDED, target] += crew - killed
    row = open_loss(log, step, cause, shooter, target, stream, sub, u)
    if row >= 0:
        losses = log.losses[row]
        losses[a.LO_KILLED], losses[a.LO_WOUNDED] = killed, crew - killed
        losses[a.LO_BURNT], losses[a.LO_KNOCKED_OUT] = burnt, stopped - burnt
    return row


@phase
def fell_men(hit, expected, step, tables, state, scratch, log):
    """Men who fall, and weapons wrecked by bursts; the row of the loss in the book, or -1."""
    shooter, target, cause, stream, sub = hit
    u, v = two_uniforms(tables.key, step, stream, sub, tables.hashes[shooter], tables.hashes[target])
    fallen = poisson(expected, u, men_left(target, state, scratch))
    if fallen == 0:
        return -1
    killed = binomial(fallen, tables.parameters[p.KILLED_SHARE], v)
    wrecked = 0
    if cause == a.AREA or cause == a.BOMBING:
        wrecked = wreck_weapons(hit, fallen, step, tables, state, scratch)
    scratch.hits[bundles.KILLED, target] += killed
    scratch.hits[bundles.WOUNDED, target] += fallen - killed
    row = open_loss(log, step, cause, shooter, target, stream, sub, u)
    if row >= 0:
        losses = log.losses[row]
        losses[a.LO_KILLED], losses[a.LO_WOUNDED], losses[a.LO_WEAPONS] = killed, fallen - killed, wrecked
    if has_transport(target, tables):
        spared = tables.parameters[p.TRANSPORT_AIMED] if cause == a.AIMED else 1.0
        hit_transport(hit, fallen, spared, row, step, tables, state, scratch, log)
    return row


@phase
def wreck_weapons(hit, fallen, step, tables, state, scratch):
    """Crew-served weapons wrecked by the bursts that felled so many men.

    Form: ours, because what fells a share of the men stands among their weapons: the same share of those, by a factor
    for steel.
    """
    target = hit.target
    men = max(1, state.counts[a.MEN, target])
    wrecked = 0
    for k in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + k, target]
        if weapon < 0 or tables.weapons[t.W_CREW, weapon] < gunnery.CREWED_ABOVE:
            continue
        have = state.counts[a.COUNT_0 + k, target] - scratch.weapons_hit[k, target]
        sub = 16 + hit.sub * 8 + k
        u = uniform(tables.key, step, hit.stream, sub, tables.hashes[hit.shooter], tables.hashes[target])
        gone = binomial(have, min(1.0, tables.parameters[p.GUN_LOSS] * fallen / men), u)
        scratch.weapons_hit[k, target] += gone
        wrecked += gone
    return wrecked
