"""What the rounds do: near misses as they are aimed, losses when all have aimed, gathered in the buffers."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import S_AIMED, S_AREA, S_ARMOUR, binomial, poisson, two_uniforms, uniform
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.fire import gunnery
from khasan.kernels.fire.offers import ground_hit, lay, mean_m, pierces, screen_of
from khasan.kernels.fire.saturation import found_unhurt, its_share
from khasan.kernels.fire.shot import OBSERVED, Hit, Target
from khasan.kernels.morale import suppression
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import (
    APART,
    BY_CALL,
    CAUSE,
    EFFECT,
    EXPECTED,
    HEXES,
    HOW,
    MOVING_TO_BULLETS,
    ROUNDS,
    SCREEN,
    SHARE,
    SHOOTER,
    SLOT,
    STRUCK,
    TARGET,
    TO_BULLETS,
    TO_BURSTS,
    WEAPON,
    WORKING,
)  # fmt: skip
from khasan.kernels.state.log import open_loss
from khasan.kernels.supply.transport_losses import has_transport, hit_transport


@phase
def near_misses(shot, chosen, laid, tables, state, scratch, scale):
    """Near misses of a shot on its target; below 0 where nobody aboard is shaken by what cannot come through."""
    target, weapon, rounds = chosen.unit, shot.weapon, shot.rounds
    lethal = tables.weapons[t.W_LETHAL_M2, weapon]
    if lethal > 0.0 and not (laid.cause == a.ARMOUR and pierces(weapon, tables)):
        screen = screen_of(TO_BURSTS, target, laid.way, scratch)
        share, _, _ = ground_hit(weapon, target, chosen.how, tables, state, scratch, scale)
        ground, weight = scratch.ground[target], tables.parameters[p.BURSTS_WEIGHT]
        return suppression.bursts_volume(rounds * share, lethal, ground, screen, weight)
    if closed_to(weapon, target, tables):
        return -1.0
    screen = screen_of(TO_BULLETS, target, laid.way, scratch) if laid.cause == a.ARMOUR else laid.screen
    return suppression.bullets_volume(rounds, scratch.front[target], screen)


@phase
def aim(shot, chosen, laid, by_call, tables, state, scratch, scale):
    """Put a shot on the list: so many rounds at one target, whose near misses gather at once."""
    target, how = chosen.unit, chosen.how
    if how != OBSERVED and state.counts[a.CONTACT_HEX, target] != state.counts[a.HEX, target]:
        return  # it has moved away since; the rounds fall on empty ground
    near = near_misses(shot, chosen, laid, tables, state, scratch, scale)
    if near < 0.0:
        return
    state.reals[a.NEAR_MISS, target] += near
    if laid.effect <= 0.0:
        return
    k = scratch.shots_n[0]
    scratch.shots_n[0] = k + 1
    listed, numbers = scratch.shots[k], scratch.shot_reals[k]
    listed[SHOOTER], listed[TARGET], listed[SLOT] = shot.shooter, target, shot.slot
    listed[WEAPON], listed[HEXES], listed[CAUSE] = shot.weapon, chosen.hexes, laid.cause
    listed[HOW], listed[BY_CALL] = how, by_call
    numbers[WORKING], numbers[ROUNDS], numbers[EFFECT] = shot.working, shot.rounds, laid.effect
    numbers[APART] = mean_m(laid.way, scale)
    numbers[SCREEN], numbers[SHARE] = 1.0, 1.0  # those of fire on armour are in its effect
    if laid.cause != a.ARMOUR:
        numbers[SCREEN] = laid.screen
    if laid.cause == a.AREA:
        numbers[SHARE], _, _ = ground_hit(shot.weapon, target, how, tables, state, scratch, scale)


@phase
def closed_to(weapon, target, tables):
    """Whether a target's crews sit behind armour on all sides, and the weapon does not go through any."""
    shut = tables.units[t.ARMOURED, target] == 1 and tables.unit_reals[t.CREW_EXPOSURE, target] <= 0.0
    return shut and not pierces(weapon, tables)


@phase
def as_it_came(k, step, tables, state, scratch, scale):
    """The effect of a shot of the list, now that fire has put its target down and slowed who was on the way."""
    shot, numbers = scratch.shots[k], scratch.shot_reals[k]
    shooter, target, cause = np.int64(shot[SHOOTER]), np.int64(shot[TARGET]), shot[CAUSE]
    if shot[BY_CALL] == 1 or scratch.under_way[shooter] + scratch.under_way[target] == 0:
        if cause == a.ARMOUR or numbers[SCREEN] <= 0.0:
            return  # neither feels who is down
        what = TO_BURSTS if cause == a.AREA else TO_BULLETS
        screen = scratch.aim[what, target]
        if shot[BY_CALL] == 1:
            moving = scratch.moving[target]
            screen += moving * (scratch.aim[MOVING_TO_BULLETS + what, target] - screen) if moving > 0.0 else 0.0
        numbers[EFFECT] *= screen / numbers[SCREEN]
        numbers[SCREEN] = screen
        if cause == a.AREA:
            before = numbers[SHARE]
            numbers[SHARE] = share_as_it_came(shot, tables, state, scratch, scale)
            numbers[EFFECT] *= numbers[SHARE] / before
        return
    weapon, how = np.int64(shot[WEAPON]), np.int64(shot[HOW])
    visibility = tables.light[t.VISIBILITY_M, step]
    aimed_at = Target(target, np.int64(shot[HEXES]), how, 0.0)
    laid = lay(shooter, weapon, aimed_at, visibility, tables, state, scratch, scale)
    numbers[EFFECT] = laid.effect
    if laid.effect <= 0.0:
        return
    numbers[APART] = mean_m(laid.way, scale)
    if laid.cause != a.ARMOUR:
        numbers[SCREEN] = laid.screen
    if laid.cause == a.AREA:
        numbers[SHARE] = share_as_it_came(shot, tables, state, scratch, scale)


@phase
def share_as_it_came(shot, tables, state, scratch, scale):
    """Share of the bursts of a shot of the list on its target, which may be slower by now and less far ahead."""
    target, how = np.int64(shot[TARGET]), np.int64(shot[HOW])
    share, _, _ = ground_hit(np.int64(shot[WEAPON]), target, how, tables, state, scratch, scale)
    return share


@phase
def parameter_of(weapon, cause, tables):
    """What scales fire of that kind: on armour, by bursts, or by the bullets of a weapon of its group."""
    if cause == a.ARMOUR:
        return tables.parameters[p.ANTI_ARMOUR]
    if cause == a.AREA:
        return tables.parameters[p.INDIRECT]
    return tables.parameters[int(tables.weapons[t.W_GROUP, weapon])]


@phase
def expect(k, step, tables, state, scratch, scale):
    """The hits of a shot of the list, and with those of all other shots on its target."""
    as_it_came(k, step, tables, state, scratch, scale)
    shot, numbers = scratch.shots[k], scratch.shot_reals[k]
    shooter, target, cause = np.int64(shot[SHOOTER]), np.int64(shot[TARGET]), np.int64(shot[CAUSE])
    worth = scratch.steadiness[shooter] * tables.parameters[tables.units[t.QUALITY, shooter]]
    parameter = parameter_of(np.int64(shot[WEAPON]), cause, tables)
    numbers[EXPECTED] = (
        numbers[ROUNDS] * numbers[EFFECT] * worth * parameter * fight_of(shooter, cause, tables, scratch)
    )
    if cause == a.ARMOUR:
        scratch.hits_on_vehicles[target] += numbers[EXPECTED]
    else:
        scratch.hits_on_men[target] += numbers[EXPECTED]


@phase
def fight_of(shooter, cause, tables, scratch):
    """How well who fires fights in this fight: it touches fire that is aimed at men alone."""
    return scratch.fight_factor[tables.units[t.SECTOR, shooter]] if cause == a.AIMED else 1.0


@phase
def saturation_at(target, cause, state, scratch):
    """Share of the hits on a unit's men, or on its vehicles, that strike one not struck already in this step."""
    if cause == a.ARMOUR:
        return found_unhurt(scratch.hits_on_vehicles[target] / max(1, state.counts[a.VEHICLES, target]))
    return found_unhurt(scratch.hits_on_men[target] / max(1, state.counts[a.MEN, target]))


@phase
def stream_of(cause):
    """The stream in which a shot's count is drawn."""
    if cause == a.ARMOUR:
        return S_ARMOUR
    return S_AIMED if cause == a.AIMED else S_AREA


@phase
def draw_struck(k, step, tables, state, scratch):
    """How many a shot of the list strikes, if there were nobody else to strike them."""
    shot, numbers = scratch.shots[k], scratch.shot_reals[k]
    shooter, target, cause = np.int64(shot[SHOOTER]), np.int64(shot[TARGET]), np.int64(shot[CAUSE])
    expected = numbers[EXPECTED] * saturation_at(target, cause, state, scratch)
    shot[STRUCK] = 0
    if expected <= 0.0:
        return
    vehicles = cause == a.ARMOUR
    most = np.int64(state.counts[a.VEHICLES, target] if vehicles else state.counts[a.MEN, target])
    u = uniform(tables.key, step, stream_of(cause), np.int64(shot[SLOT]), tables.hashes[shooter], tables.hashes[target])
    shot[STRUCK] = poisson(expected, u, most)
    if vehicles:
        scratch.struck_vehicles[target] += shot[STRUCK]
    else:
        scratch.struck_men[target] += shot[STRUCK]


@phase
def strike(k, step, tables, state, scratch, log):
    """What a shot of the list does, gathered in the buffers; who fires is as steady as he is over the step."""
    shot, numbers = scratch.shots[k], scratch.shot_reals[k]
    if shot[STRUCK] == 0:
        return
    shooter, target, cause = np.int64(shot[SHOOTER]), np.int64(shot[TARGET]), np.int64(shot[CAUSE])
    slot, weapon, stream = np.int64(shot[SLOT]), np.int64(shot[WEAPON]), stream_of(cause)
    hit = Hit(shooter, target, weapon, cause, stream, slot)
    u, v = two_uniforms(tables.key, step, stream, slot, tables.hashes[shooter], tables.hashes[target])
    if cause == a.ARMOUR:
        stopped = its_share(shot[STRUCK], scratch.struck_vehicles[target], state.counts[a.VEHICLES, target])
        row = stop_vehicles(hit, stopped, u, v, step, tables, state, scratch, log)
    else:
        fallen = its_share(shot[STRUCK], scratch.struck_men[target], state.counts[a.MEN, target])
        row = fell_men(hit, fallen, u, v, step, tables, state, scratch, log)
    if row >= 0:
        saturation = saturation_at(target, cause, state, scratch)
        factors = log.factors[row]
        factors[a.FA_RANGE_M] = numbers[APART]
        factors[a.FA_WEAPONS] = numbers[WORKING]
        factors[a.FA_ROUNDS] = numbers[ROUNDS]
        factors[a.FA_EFFECT] = numbers[EFFECT] / (numbers[SCREEN] * numbers[SHARE])
        factors[a.FA_EXPOSURE] = numbers[SCREEN]
        factors[a.FA_STEADINESS] = scratch.steadiness[shooter]
        factors[a.FA_OBSERVATION] = numbers[SHARE]
        factors[a.FA_QUALITY] = tables.parameters[tables.units[t.QUALITY, shooter]]
        factors[a.FA_PARAMETER] = parameter_of(weapon, cause, tables)
        factors[a.FA_FIGHT] = fight_of(shooter, cause, tables, scratch)
        factors[a.FA_SATURATION] = saturation
        factors[a.FA_EXPECTED] = numbers[EXPECTED] * saturation


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
def stop_vehicles(hit, stopped, u, v, step, tables, state, scratch, log):
    """Vehicles that burn or stop, and their crews; the row of the loss in the book, or -1.

    u, v: the draws of how many are stopped, and of how many of those burn.
    """
    shooter, target, weapon, cause, stream, sub = hit
    if stopped == 0:
        return -1
    par, hits = tables.parameters, scratch.hits
    burnt = binomial(stopped, par[p.BURN_SHARE], v)
    w, x = two_uniforms(tables.key, step, stream, sub + 8, tables.hashes[shooter], tables.hashes[target])
    crew = binomial(int(stopped * tables.unit_reals[t.CREW, target] + 0.5), par[p.CREW_LOSS], w)
    crew = min(crew, men_left(target, state, scratch))
    killed = binomial(crew, par[p.KILLED_CREW], x)
    hits[bundles.BURNT, target] += burnt
    hits[bundles.KNOCKED_OUT, target] += stopped - burnt
    hits[bundles.KILLED, target] += killed
    hits[bundles.WOUNDED, target] += crew - killed
    row = open_loss(log, step, cause, shooter, target, stream, sub, u)
    if row >= 0:
        losses = log.losses[row]
        losses[a.LO_WEAPON] = weapon
        losses[a.LO_KILLED], losses[a.LO_WOUNDED] = killed, crew - killed
        losses[a.LO_BURNT], losses[a.LO_KNOCKED_OUT] = burnt, stopped - burnt
    return row


@phase
def fell_men(hit, fallen, u, v, step, tables, state, scratch, log):
    """Men who fall, and weapons wrecked by bursts; the row of the loss in the book, or -1.

    u, v: the draws of how many fall, and of how many of those die, as what hit them kills.
    """
    shooter, target, weapon, cause, stream, sub = hit
    fallen = min(fallen, men_left(target, state, scratch))  # who fell with his vehicle is not there to be hit
    if fallen == 0:
        return -1
    killed = binomial(fallen, tables.parameters[int(tables.weapons[t.W_KILLED, weapon])], v)
    wrecked = 0
    if cause == a.AREA or cause == a.BOMBING:
        wrecked = wreck_weapons(hit, fallen, step, tables, state, scratch)
    scratch.hits[bundles.KILLED, target] += killed
    scratch.hits[bundles.WOUNDED, target] += fallen - killed
    row = open_loss(log, step, cause, shooter, target, stream, sub, u)
    if row >= 0:
        losses = log.losses[row]
        losses[a.LO_WEAPON] = weapon
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
