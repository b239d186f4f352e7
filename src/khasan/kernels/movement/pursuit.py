"""Pursuit: a unit so ordered goes after broken enemies whom its side has in sight, before it makes for its place."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.movement.travel import IMPASSABLE
from khasan.kernels.state import tables as t

PURSUIT_M = 1500.0
"""How far from itself a unit looks for somebody to pursue. Definition of the order."""


@aside
def quarry_of(unit, world, tables, state, scratch, scale):
    """The hex of the nearest enemy in flight that its side sees now, within PURSUIT_M; -1 if there is none."""
    counts, side = state.counts, tables.units[t.SIDE, unit]
    nearest, best = int(PURSUIT_M / scale.hex_m + 0.5) + 1, -1
    for k in range(scratch.contacts_n[side]):
        enemy = scratch.contacts[side, k]
        if counts[a.CONTACT_AGE, enemy] > 0 or counts[a.STATUS, enemy] != a.BROKEN:
            continue  # out of sight, nobody can tell that it runs
        hexes = distance(world.axial, counts[a.HEX, unit], counts[a.CONTACT_HEX, enemy])
        if hexes < nearest:
            nearest, best = hexes, counts[a.CONTACT_HEX, enemy]
    return best


@aside
def step_after(unit, quarry, first, turn, world, tables, state, scratch, scale):
    """The neighbouring hex nearest a quarry that the unit can enter, or the hex it is in.

    It does not run into enemies whom it knows of on the way, but into the quarry it does. Neighbours are looked at
    in the order (first + turn k) mod 6.
    """
    here, side = state.counts[a.HEX, unit], tables.units[t.SIDE, unit]
    across = world.across[tables.units[t.MOBILITY, unit]]
    best, fewest = here, distance(world.axial, here, quarry)
    for k in range(6):
        towards = (first + turn * k) % 6
        there = world.neighbours[here, towards]
        if there < 0 or across[here, towards] >= IMPASSABLE or scratch.standing[side, there] >= scale.stack:
            continue
        hexes = distance(world.axial, there, quarry)
        if hexes < fewest and (there == quarry or scratch.known[side, there] == 0):
            best, fewest = there, hexes
    return best
