"""Fire from the ground at aircraft over their target."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.air import aviation
from khasan.kernels.chance.philox import S_FLAK, binomial, poisson, two_uniforms
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.fire import gunnery
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import open_loss

CREWS = 1 << 14
"""Where the draws for crews begin among those of a stream."""


@aside
def flak(attack, step, world, tables, state, scratch, scale, log):
    """Every enemy unit with weapons that reach so high fires while the aircraft pass over the hex."""
    counts, raider = state.counts, attack.unit
    for unit in range(counts.shape[1]):
        if counts[a.STATUS, unit] != a.ACTIVE or tables.units[t.SIDE, unit] == tables.units[t.SIDE, raider]:
            continue
        if counts[a.MEN, unit] <= 0 or scratch.fighting[unit] == 1:
            continue
        offset = distance(world.axial, attack.here, counts[a.HEX, unit]) * scale.hex_m
        for slot in range(a.SLOTS):
            weapon = tables.units[t.WEAPON_0 + slot, unit]
            if weapon < 0 or tables.weapons[t.W_CEILING_M, weapon] <= 0.0:
                continue
            reach, speed = tables.weapons[t.W_CEILING_M, weapon], tables.unit_reals[t.SPEED_KMH, raider]
            seconds = aviation.seconds_in_reach(reach, attack.height, offset, speed)
            if seconds > 0.0:
                shots_at(unit, slot, weapon, attack, seconds, step, tables, state, scratch, log)


@aside
def shots_at(unit, slot, weapon, attack, seconds, step, tables, state, scratch, log):
    """One weapon slot's rounds at the aircraft that pass."""
    counts, reals, par, raider = state.counts, state.reals, tables.parameters, attack.unit
    weapons = tables.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, unit]
    in_order = counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, unit]
    working = gunnery.working_weapons(slot, counts[a.MEN, unit], weapons, in_order, tables.weapons)
    left = reals[a.AMMO_0 + slot, unit]
    rounds = gunnery.rounds_fired(working, tables.weapons[t.W_RATE, weapon], seconds, par[p.BEARING], 1.0, left)
    if rounds <= 0.0:
        return
    reals[a.AMMO_0 + slot, unit] = left - rounds
    state.fired[unit] += rounds
    counts[a.FIRED, unit] = 1
    chance = tables.weapons[t.W_AIRCRAFT_HIT, weapon]
    steadiness = 1.0 - reals[a.SUPPRESSION, unit]
    quality, parameter = par[tables.units[t.QUALITY, unit]], par[p.ANTI_AIRCRAFT]
    expected = rounds * chance * steadiness * quality * parameter
    sub = 64 * attack.k + slot
    u, v = two_uniforms(tables.key, step, S_FLAK, sub, tables.hashes[unit], tables.hashes[raider])
    gone = scratch.hits[bundles.BURNT, raider] + scratch.hits[bundles.KNOCKED_OUT, raider]
    hit = poisson(expected, u, counts[a.AIRBORNE, raider] - gone)
    if hit == 0:
        return
    lost = binomial(hit, par[p.AIRCRAFT_LOST_SHARE], v)
    killed, wounded, missing = crews_lost(unit, raider, lost, S_FLAK, sub, step, tables, state, scratch)
    scratch.hits[bundles.BURNT, raider] += lost
    scratch.hits[bundles.KNOCKED_OUT, raider] += hit - lost
    row = open_loss(log, step, a.ANTI_AIRCRAFT, unit, raider, S_FLAK, sub, u)
    if row >= 0:
        losses, factors = log.losses[row], log.factors[row]
        losses[a.LO_WEAPON], losses[a.LO_BURNT], losses[a.LO_KNOCKED_OUT] = weapon, lost, hit - lost
        losses[a.LO_KILLED], losses[a.LO_WOUNDED], losses[a.LO_MISSING] = killed, wounded, missing
        factors[a.FA_RANGE_M], factors[a.FA_WEAPONS] = attack.height, working
        factors[a.FA_ROUNDS], factors[a.FA_EFFECT], factors[a.FA_STEADINESS] = rounds, chance, steadiness
        factors[a.FA_QUALITY], factors[a.FA_PARAMETER], factors[a.FA_EXPECTED] = quality, parameter, expected


@aside
def crews_lost(by, unit, lost, stream, sub, step, tables, state, scratch):
    """(killed, wounded, missing) of the crews of lost aircraft, gathered too; who walks in is hurt."""
    hits, par = scratch.hits, tables.parameters
    gone = hits[bundles.KILLED, unit] + hits[bundles.WOUNDED, unit] + hits[bundles.MISSING, unit]
    crew = min(int(lost * tables.unit_reals[t.CREW, unit] + 0.5), state.counts[a.MEN, unit] - gone)
    u, v = two_uniforms(tables.key, step, stream, sub + CREWS, tables.hashes[by], tables.hashes[unit])
    killed = binomial(crew, par[p.AIRMEN_KILLED], u)
    missing = binomial(crew - killed, par[p.AIRMEN_MISSING], v)
    wounded = crew - killed - missing
    hits[bundles.KILLED, unit] += killed
    hits[bundles.WOUNDED, unit] += wounded
    hits[bundles.MISSING, unit] += missing
    return killed, wounded, missing
