"""Phase 7: losses are applied all together; suppression and cohesion follow; units break, rally, dissolve."""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels import blocks, cohesion, suppression
from khasan.kernels import parameters as p
from khasan.kernels import tables as t
from khasan.kernels.book import event
from khasan.kernels.compiled import phase, stage
from khasan.kernels.phase_spot import present
from khasan.kernels.phase_transport import lose_transport
from khasan.kernels.rng import DRAW_0, S_BREAK, S_RALLY, uniform

NOBODY = np.uint64(0)


@phase
def apply_hits(unit, step, state, scratch, log):
    """Take one unit's gathered losses from its strength; returns the men lost."""
    counts, hits = state.counts, scratch.hits
    killed, wounded, missing = (
        hits[blocks.KILLED, unit],
        hits[blocks.WOUNDED, unit],
        hits[blocks.MISSING, unit],
    )
    burnt, stopped = hits[blocks.BURNT, unit], hits[blocks.KNOCKED_OUT, unit]
    lost = killed + wounded + missing
    counts[a.KILLED, unit] += killed
    counts[a.WOUNDED, unit] += wounded
    counts[a.MISSING, unit] += missing
    counts[a.MEN, unit] -= lost
    counts[a.BURNT, unit] += burnt
    counts[a.KNOCKED_OUT, unit] += stopped
    counts[a.VEHICLES, unit] -= burnt + stopped
    if burnt + stopped > 0:
        event(log, step, a.TANKS_LOST, unit, -1, -1, burnt + stopped)
    for slot in range(a.SLOTS):
        wrecked = scratch.weapons_hit[slot, unit]
        counts[a.COUNT_0 + slot, unit] -= wrecked
        counts[a.WEAPONS_LOST, unit] += wrecked
        scratch.weapons_hit[slot, unit] = 0
    lose_transport(unit, state, scratch)
    for row in range(5):
        hits[row, unit] = 0
    return lost


@phase
def dissolve(unit, step, tables, state, scratch, log):
    """A unit without men, or a tank unit that will never run again, leaves the map."""
    counts = state.counts
    repairable = counts[a.KNOCKED_OUT, unit] - counts[a.REPAIRED, unit] + counts[a.BOGGED, unit]
    wrecked = tables.units[t.ARMOURED, unit] == 1 and counts[a.VEHICLES, unit] + repairable <= 0
    if counts[a.MEN, unit] > 0 and not wrecked:
        return False
    if counts[a.STATUS, unit] != a.ABOARD:
        scratch.standing[tables.units[t.SIDE, unit], counts[a.HEX, unit]] -= 1
    counts[a.STATUS, unit] = a.GONE
    event(log, step, a.DESTROYED, unit, -1, -1, 0)
    return True


@stage
def settle(step, tables, state, scratch, scale, log):
    """Losses, suppression, cohesion, breaks and rallies of every unit; returns 1 if a unit left the map."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    hours = scale.step_s / 3600.0
    fade = suppression.fading(scale.step_s, par[p.RECOVERY])
    gone = 0
    for unit in range(counts.shape[1]):
        aboard = counts[a.STATUS, unit] == a.ABOARD
        if not aboard and not present(counts[a.STATUS, unit]):
            continue
        before = counts[a.MEN, unit]
        lost = apply_hits(unit, step, state, scratch, log)
        if dissolve(unit, step, tables, state, scratch, log):
            gone = 1
            continue
        fighting = scratch.fighting[unit] == 1
        rise = par[p.SUPPRESSION] * reals[a.NEAR_MISS, unit]
        reals[a.SUPPRESSION, unit] = suppression.after_fire(reals[a.SUPPRESSION, unit], rise, fade)
        reals[a.NEAR_MISS, unit] = 0.0
        ever = 1.0 - counts[a.MEN, unit] / max(1.0, tables.unit_reals[t.MEN_0, unit])
        reals[a.COHESION, unit] = cohesion.after_step(
            reals[a.COHESION, unit],
            lost / max(1, before),
            reals[a.SUPPRESSION, unit],
            ever,
            par[tables.units[t.QUALITY, unit]],
            fighting,
            hours,
            par,
        )
        busy = fighting or counts[a.MOVED, unit] == 1
        tired = reals[a.FATIGUE, unit] + (par[p.TIRING] if busy else -par[p.RESTING]) * hours
        reals[a.FATIGUE, unit] = min(1.0, max(0.0, tired))
        if not aboard:
            break_or_rally(unit, step, tables, state, scale, log)
    return gone


@phase
def break_or_rally(unit, step, tables, state, scale, log):
    """One draw against the hazard of breaking, or of rallying for who is broken."""
    counts, reals, par = state.counts, state.reals, tables.parameters
    c = reals[a.COHESION, unit]
    if counts[a.STATUS, unit] == a.ACTIVE:
        hazard = cohesion.break_hazard(c, par)
        if hazard > 0.0:
            u = uniform(tables.key, step, S_BREAK, DRAW_0, tables.hashes[unit], NOBODY)
            if u < -math.expm1(-hazard * scale.step_s):
                counts[a.STATUS, unit] = a.BROKEN
                posture = a.ROUTED if c < par[p.ROUT_BELOW] else a.WITHDRAWING
                event(log, step, a.BROKE, unit, -1, -1, posture)
        return
    hazard = cohesion.rally_hazard(c, reals[a.SUPPRESSION, unit], par)
    if hazard > 0.0:
        u = uniform(tables.key, step, S_RALLY, DRAW_0, tables.hashes[unit], NOBODY)
        if u < -math.expm1(-hazard * scale.step_s):
            counts[a.STATUS, unit] = a.ACTIVE
            event(log, step, a.RALLIED, unit, -1, -1, 0)
