"""Who is in line of sight of whom, and which contacts each side gains, keeps or forgets."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase, stage
from khasan.kernels.knowledge.detection import dust_raised, memory_in_steps, rate_of_finding, signature, spot_unit
from khasan.kernels.knowledge.in_view import hexes_of, is_hidden, unit_of
from khasan.kernels.knowledge.in_view import present as present
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import IN_SIGHT, LISTED
from khasan.kernels.state.log import event

ALL_WATCHERS = 1e300
"""No rate of finding reaches this: every watcher is asked. Definition."""
AT_GRIPS = 1e6
"""Findings a second of who is at grips: nobody overlooks whom he fights hand to hand. Definition."""


@stage
def spot(step, world, tables, state, scratch, scale, log):
    """One draw a unit: is it found, kept or forgotten by the other side."""
    counts = state.counts
    memory = memory_in_steps(tables.parameters, scale.step_s)
    kept_above = tables.parameters[p.WATCH_LOST] / 60.0
    farthest = prepare_watch(step, tables, state, scratch, scale)
    for unit in range(counts.shape[1]):
        if not present(counts[a.STATUS, unit]):
            counts[a.CONTACT_AGE, unit] = a.UNSEEN
            continue
        rate = 0.0
        if scratch.near_n[IN_SIGHT, unit] > 0 and hexes_of(scratch.near[unit, 0]) <= farthest:
            here = counts[a.HEX, unit]
            conspicuous = signature(
                counts[a.MOVED, unit],
                counts[a.FIRED, unit],
                state.works[here],
                world.ground_f[t.CONCEALMENT, here],
                counts[a.MEN, unit],
                counts[a.VEHICLES, unit],
                tables.parameters,
            )
            dust = tables.light[t.DUST, step]
            if dust > 0.0 and counts[a.MOVED, unit] == 1:
                conspicuous *= dust_raised(tables.units[t.MOBILITY, unit], dust, tables.parameters)
            # A unit that was in sight stays so above a rate: no watcher more need be asked once that is reached.
            enough = kept_above if counts[a.CONTACT_AGE, unit] <= 1 else ALL_WATCHERS
            rate = rate_by_all(unit, conspicuous, enough, farthest, scratch)
        if scratch.standing[1 - tables.units[t.SIDE, unit], counts[a.HEX, unit]] > 0:
            rate = AT_GRIPS
        if rate <= 0.0 and counts[a.CONTACT_AGE, unit] >= a.UNSEEN:
            continue
        if spot_unit(unit, step, scale.step_s, rate, kept_above, memory, counts, tables.key, tables.hashes) == 1:
            event(log, step, a.SPOTTED, unit, -1, -1, 0)


@phase
def prepare_watch(step, tables, state, scratch, scale):
    """What all pairs share in this step: findings a second by hexes, alertness by watcher; the farthest hexes found."""
    visibility = tables.light[t.VISIBILITY_M, step]
    farthest = -1
    for hexes in range(scale.reach + 1):
        scratch.finding[hexes] = rate_of_finding(hexes, scale.hex_m, visibility, tables.parameters[p.SPOTTING])
        if scratch.finding[hexes] > 0.0:
            farthest = hexes
    distracted = tables.parameters[p.DISTRACTED]
    for unit in range(state.counts.shape[1]):
        alert = 1.0 - distracted * state.reals[a.SUPPRESSION, unit]
        scratch.alert[unit] = alert if state.counts[a.STATUS, unit] == a.ACTIVE else 0.0
    return farthest


@phase
def rate_by_all(unit, conspicuous, enough, farthest, scratch):
    """Findings a second of a unit by all its watchers, the nearest first; stops above `enough`.

    Form: Koopman 1946, Search and Screening (OEG Report 56), ch. 2: the rates of watchers who look independently add
    up.
    """
    found = 0.0
    for k in range(scratch.near_n[LISTED, unit]):
        key = scratch.near[unit, k]
        hexes = hexes_of(key)
        if hexes > farthest or found * conspicuous > enough:
            break
        if not is_hidden(key):
            found += scratch.alert[unit_of(key)] * scratch.finding[hexes]
    return found * conspicuous


@stage
def mark_known(tables, state, scratch):
    """Side by side: the enemy units it believes in (contacts), and how many of them it puts in each hex (known)."""
    counts = state.counts
    for side in range(2):
        for k in range(scratch.contacts_n[side]):
            scratch.known[side, scratch.contact_at[side, k]] = 0
        scratch.contacts_n[side] = 0
    for unit in range(counts.shape[1]):
        if counts[a.CONTACT_AGE, unit] < a.UNSEEN and present(counts[a.STATUS, unit]):
            side = 1 - tables.units[t.SIDE, unit]
            at = counts[a.CONTACT_HEX, unit]
            k = scratch.contacts_n[side]
            scratch.known[side, at] += 1
            scratch.contacts[side, k] = unit
            scratch.contact_at[side, k] = at
            scratch.contacts_n[side] = k + 1
