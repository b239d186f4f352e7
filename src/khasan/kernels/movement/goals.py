"""Where each unit's order takes it."""

from __future__ import annotations

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase
from khasan.kernels.knowledge.line_of_sight import sees
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t


@phase
def standoff_hexes(unit, tables, scale, share_of_max):
    """Hexes from the target at which a supporting unit goes into position: by its longest-reaching weapon."""
    longest = 0.0
    for slot in range(a.SLOTS):
        weapon = tables.units[t.WEAPON_0 + slot, unit]
        if weapon >= 0:
            reach = (
                tables.weapons[t.W_MAX_M, weapon] * tables.parameters[p.GUN_STANDOFF]
                if share_of_max
                else tables.weapons[t.W_EFFECTIVE_M, weapon]
            )
            longest = max(longest, reach)
    return max(1, int(longest / scale.hex_m))


@phase
def goal_of(unit, world, tables, state, scale):
    """(place to make for or -1, 1 if it may assault); -1 means stay."""
    counts = state.counts
    here, side = counts[a.HEX, unit], tables.units[t.SIDE, unit]
    if counts[a.STATUS, unit] == a.BROKEN:
        return world.rear[side], 0
    order, place = counts[a.ORDER, unit], counts[a.ORDER_PLACE, unit]
    if order == a.NO_ORDER or place < 0:
        return -1, 0
    if state.clocks[t.STOPPED, unit] == 1 or state.clocks[t.HELD_BACK, unit] == 1:
        return -1, 0
    role, attacks = tables.units[t.ROLE, unit], order == a.ATTACK or order == a.PURSUE
    if order == a.BUILD_BRIDGE or order == a.DEMOLISH:
        site = world.sites[t.SITE, place]
        beside = site >= 0 and distance(world.axial, here, world.sites[t.SITE_HEX, site]) <= 1
        return (-1 if beside else place), 0
    target = world.place_hex[place]
    hexes = distance(world.axial, here, target)
    if order == a.BOMBARD or (role == t.GUNS and (attacks or order == a.SUPPORT)):
        return (place if hexes > standoff_hexes(unit, tables, scale, True) else -1), 0
    if order == a.SUPPORT or (attacks and role == t.FIRE_SUPPORT):
        if state.places[t.KNOWN_0 + side, place] == side and attacks:
            return (place if hexes > 1 else -1), 0
        near = hexes <= standoff_hexes(unit, tables, scale, False)
        return (-1 if near and (sees(world.lines, world.axial, here, target) or hexes <= 2) else place), 0
    if order == a.PURSUE:
        return place, (1 if role == t.ASSAULT else 0)
    return (place if hexes > 0 else -1), (1 if order == a.ATTACK and role == t.ASSAULT else 0)
