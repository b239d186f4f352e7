"""Phase 3: who is in line of sight of whom, and which contacts each side gains, keeps or forgets."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels import parameters as p
from khasan.kernels import tables as t
from khasan.kernels.book import event
from khasan.kernels.compiled import phase
from khasan.kernels.hexgrid import distance
from khasan.kernels.sight import sees
from khasan.kernels.spotting import memory_in_steps, rate_of_finding, signature, spot_unit


@phase
def present(status):
    """Whether a unit stands on the map."""
    return status == a.ACTIVE or status == a.BROKEN


@phase
def look_around(world, tables, state, scratch, scale):
    """Rebuild the list of enemies in line of sight of each unit; needed only after somebody moved."""
    counts = state.counts
    units = counts.shape[1]
    most = scratch.near.shape[1]
    for unit in range(units):
        scratch.near_n[unit] = 0
    for one in range(units):
        if not present(counts[a.STATUS, one]) or tables.units[t.SIDE, one] != 0:
            continue
        here = counts[a.HEX, one]
        for two in range(units):
            if tables.units[t.SIDE, two] != 1 or not present(counts[a.STATUS, two]):
                continue
            there = counts[a.HEX, two]
            hexes = distance(world.axial, here, there)
            if hexes > scale.reach or not sees(world.bits, here, there):
                continue
            n_one, n_two = scratch.near_n[one], scratch.near_n[two]
            if n_one < most:
                scratch.near[one, n_one] = two
                scratch.near_hexes[one, n_one] = hexes
                scratch.near_n[one] = n_one + 1
            if n_two < most:
                scratch.near[two, n_two] = one
                scratch.near_hexes[two, n_two] = hexes
                scratch.near_n[two] = n_two + 1


@phase
def spot(step, world, tables, state, scratch, scale, log):
    """One draw a unit: is it found, kept or forgotten by the other side."""
    counts, reals = state.counts, state.reals
    units = counts.shape[1]
    visibility = tables.light[t.VISIBILITY_M, step]
    kept_above = tables.parameters[p.WATCH_LOST] / 60.0
    memory = memory_in_steps(tables.parameters, scale.step_s)
    for hexes in range(scale.reach + 1):  # the same for all pairs at that distance
        scratch.finding[hexes] = rate_of_finding(hexes, scale.hex_m, visibility, tables.parameters[p.SPOTTING])
    for unit in range(units):
        if not present(counts[a.STATUS, unit]):
            counts[a.CONTACT_AGE, unit] = a.UNSEEN
            continue
        rate = 0.0
        for k in range(scratch.near_n[unit]):
            watcher = scratch.near[unit, k]
            if counts[a.STATUS, watcher] == a.ACTIVE:
                alert = 1.0 - tables.parameters[p.DISTRACTED] * reals[a.SUPPRESSION, watcher]
                rate += alert * scratch.finding[scratch.near_hexes[unit, k]]
        if rate > 0.0:
            here = counts[a.HEX, unit]
            rate *= signature(
                counts[a.MOVED, unit],
                counts[a.FIRED, unit],
                state.works[here],
                world.ground_f[t.CONCEALMENT, here],
                counts[a.MEN, unit],
                counts[a.VEHICLES, unit],
                tables.parameters,
            )
        if scratch.standing[1 - tables.units[t.SIDE, unit], counts[a.HEX, unit]] > 0:
            rate = 1e6  # nobody overlooks whom he fights hand to hand
        if spot_unit(unit, step, scale.step_s, rate, kept_above, memory, counts, tables.key, tables.hashes) == 1:
            event(log, step, a.SPOTTED, unit, -1, -1, 0)


@phase
def mark_known(tables, state, scratch):
    """Side by side: the enemy units it believes in (contacts), and how many of them it puts in each hex (known)."""
    counts = state.counts
    for side in range(2):
        scratch.contacts_n[side] = 0
        for here in range(scratch.known.shape[1]):
            scratch.known[side, here] = 0
    for unit in range(counts.shape[1]):
        if counts[a.CONTACT_AGE, unit] < a.UNSEEN and present(counts[a.STATUS, unit]):
            side = 1 - tables.units[t.SIDE, unit]
            scratch.known[side, counts[a.CONTACT_HEX, unit]] += 1
            scratch.contacts[side, scratch.contacts_n[side]] = unit
            scratch.contacts_n[side] += 1
