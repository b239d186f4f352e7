"""Engineers build and blow crossings; where one changes, the ways over the ground are found anew."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import aside, entry, stage
from khasan.kernels.movement import travel
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.kernels.state.log import event
from khasan.kernels.works import bridging, wire

IDLE = 2.0
"""Above any suppression: no engineers work here. Definition."""


@aside
def site_worked_at(unit, world, tables, state, scratch):
    """The site that a unit of engineers works at in this step, or -1: beside it, at rest, not at grips."""
    counts = state.counts
    order = counts[a.ORDER, unit]
    if (order != a.BUILD_BRIDGE and order != a.DEMOLISH) or tables.units[t.ENGINEERS, unit] == 0:
        return -1
    if counts[a.STATUS, unit] != a.ACTIVE or counts[a.MOVED, unit] == 1 or scratch.fighting[unit] == 1:
        return -1
    site = world.sites[t.SITE, counts[a.ORDER_PLACE, unit]]
    if site < 0 or distance(world.axial, counts[a.HEX, unit], world.sites[t.SITE_HEX, site]) > 1:
        return -1
    return site


@stage
def engineers_work(step, world, tables, state, scratch, scale, log):
    """A step's work at all sites, and what stands there then; returns 1 if a crossing changed."""
    counts, places, par = state.counts, state.places, tables.parameters
    for unit in range(counts.shape[1]):
        site = site_worked_at(unit, world, tables, state, scratch)
        if site < 0:
            continue
        work = bridging.work_done(counts[a.MEN, unit], state.reals[a.SUPPRESSION, unit], scale.step_s)
        kind = places[t.CROSSING_NOW, site]
        if counts[a.ORDER, unit] == a.BUILD_BRIDGE and kind != t.BRIDGE:
            places[t.BUILT, site] += work
        elif counts[a.ORDER, unit] == a.DEMOLISH and bridging.can_be_blown(kind):
            places[t.MINED, site] += work
    changed = 0
    for site in range(places.shape[1]):
        if world.sites[t.SITE, site] != site:
            continue
        kind = places[t.CROSSING_NOW, site]
        if kind == t.FOOTBRIDGE:  # its planks are part of the work on a bridge
            laid = int(par[p.FOOTBRIDGE_HOURS] * bridging.PARTY * 3600.0 + 0.5)
            places[t.BUILT, site] = max(places[t.BUILT, site], laid)
        becomes = bridging.after_building(kind, places[t.BUILT, site], par) if places[t.BUILT, site] > 0 else kind
        here = world.sites[t.SITE_HEX, site]
        if bridging.can_be_blown(kind) and bridging.is_blown(places[t.MINED, site], par):
            becomes = t.NO_CROSSING
        if becomes != kind:
            places[t.CROSSING_NOW, site] = becomes
            places[t.BUILT, site] = 0
            places[t.MINED, site] = 0
            world.ground_i[t.CROSSING, here] = becomes
            event(log, step, a.CROSSING_CHANGED, -1, -1, site, becomes)
            changed = 1
    if changed == 1:
        find_ways(world, scale)
    return changed


@stage
def lay_wire(tables, state, scratch, scale):
    """Engineers at rest in a hex of their side, without other work, lay wire before it; a hex once a step."""
    counts, hours = state.counts, scale.step_s / 3600.0
    for unit in range(counts.shape[1]):
        scratch.calm_wiring[counts[a.HEX, unit]] = IDLE
    for unit in range(counts.shape[1]):
        here = counts[a.HEX, unit]
        idle = counts[a.MOVED, unit] == 0 and scratch.fighting[unit] == 0
        other = counts[a.ORDER, unit] == a.BUILD_BRIDGE or counts[a.ORDER, unit] == a.DEMOLISH
        if tables.units[t.ENGINEERS, unit] == 0 or counts[a.STATUS, unit] != a.ACTIVE or not idle or other:
            continue
        if state.hex_side[here] == tables.units[t.SIDE, unit]:
            scratch.calm_wiring[here] = min(scratch.calm_wiring[here], state.reals[a.SUPPRESSION, unit])
    for unit in range(counts.shape[1]):
        here = counts[a.HEX, unit]
        if scratch.calm_wiring[here] < IDLE:
            state.wire[here] = wire.after_laying(state.wire[here], hours, scratch.calm_wiring[here], tables.parameters)
            scratch.calm_wiring[here] = IDLE


@aside
def find_ways(world, scale):
    """All ways on land anew, as they are first prepared: by the median parameters."""
    for mobility in range(t.MOBILITY_CLASSES):
        if mobility == t.WATER or mobility == t.RAIL:
            continue
        crossed = False
        for place in range(world.place_hex.shape[0]):
            row = world.way_of[place, mobility]
            if row < 0:
                continue
            across = world.across[mobility]
            if not crossed:
                travel.cross_all(
                    np.int64(mobility), scale.hex_m, world.neighbours, world.ground_i, world.ground_f,
                    world.kmh[mobility], world.medians, across,
                )  # fmt: skip
                crossed = True
            way = world.way[row]
            for here in range(way.shape[0]):
                way[here] = travel.IMPASSABLE
            travel.set_goal(way, world.place_hex[place], mobility, world.neighbours, world.ground_i)
            travel.relax(way, world.neighbours, across)


@entry
def lay_crossings(world, places, scale):
    """Put the crossings of a state on a map that has others, and find the ways over them."""
    differs = False
    for site in range(places.shape[1]):
        if world.sites[t.SITE, site] == site:
            here = world.sites[t.SITE_HEX, site]
            differs |= world.ground_i[t.CROSSING, here] != places[t.CROSSING_NOW, site]
            world.ground_i[t.CROSSING, here] = places[t.CROSSING_NOW, site]
    if differs:
        find_ways(world, scale)
