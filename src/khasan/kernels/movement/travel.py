"""Movement: how fast men, horses, guns and tanks get from one hex to the next, and which way they go.

Speed = pace of the mobility class x surface x slope x night x mud x (1 - suppression) x (1 - fatigue_pace x fatigue);
the slope factor is Tobler's hiking function (Tobler 1993), exp(-3.5 |s + 0.05|), scaled to 1 on the level.
"""

from __future__ import annotations

import math

import numpy as np

from khasan.arrays import F8, I4
from khasan.kernels.compiling.decorators import entry, phase, rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

IMPASSABLE = 1e12
"""Seconds of a way that there is not. Definition."""
EQUAL_S = 1e-6
"""Ways whose times differ by less are equally quick: the rounding of their sums. Definition."""
SOONER_S = 1e-9
"""A way must be quicker by more than this to take the place of another found before. Definition: as above."""
TOBLER_STEEPNESS = 3.5
"""How fast pace falls with slope, a metre a metre. Definition: of the hiking function of Tobler 1993."""
TOBLER_DOWNHILL = 0.05
"""The slope downhill on which men go fastest. Definition: of the same."""


@rule
def slope_factor(rise_m, run_m):
    """Pace on a slope over pace on the level.

    Form: Tobler 1993, Three Presentations on Geographical Analysis and Modeling (NCGIA 93-1): the hiking function, 1 on
    the level here.
    """
    return math.exp(-TOBLER_STEEPNESS * (abs(rise_m / run_m + TOBLER_DOWNHILL) - TOBLER_DOWNHILL))


@rule
def firm_pace(mobility, cross_kmh, parameters):
    """Cross-country pace on firm level ground, km/h.

    Form: ours, because a pace belongs to what is slowest in a class: a table, with no equation in it.
    """
    if mobility == t.FOOT:
        return parameters[p.SPEED_FOOT]
    if mobility == t.HORSE:
        return parameters[p.SPEED_HORSE]
    if mobility == t.PACK or mobility == t.WHEELED:
        return parameters[p.SPEED_PACK]
    if mobility == t.MOTOR:
        return parameters[p.SPEED_MOTOR]
    if mobility == t.TRACKED or mobility == t.WATER or mobility == t.RAIL:
        return cross_kmh
    return 0.0


@rule
def mud_factor(mobility, wet, parameters):
    """Pace on ground softened by rain over pace on dry ground; wet: 0..1. Boats and trains do not feel it.

    Form: ours, because it is 1 on dry ground and falls in a straight line with how wet it is.
    """
    if mobility == t.FOOT or mobility == t.HORSE:
        return 1.0 - parameters[p.MUD_FOOT] * wet
    if mobility == t.TRACKED:
        return 1.0 - parameters[p.MUD_TRACKS] * wet
    return 1.0 if mobility == t.WATER or mobility == t.RAIL else 1.0 - parameters[p.MUD_WHEELS] * wet


@rule
def floats(surface, crossing):
    """Whether a boat can lie in a hex: water, but for fords, which are too shallow.

    Form: ours, because a boat needs water that is deep enough: a table of surfaces.
    """
    return (surface == t.LAKE or surface == t.RIVER or surface == t.SEA) and crossing != t.FORD


@rule
def bears(crossing, mobility):
    """Whether a crossing takes a class of mobility: a foot bridge neither wheels nor tanks, every other all.

    Form: ours, because planks for men carry no wheels: a table of crossings.
    """
    if crossing == t.FOOTBRIDGE:
        return mobility == t.FOOT or mobility == t.HORSE or mobility == t.PACK
    return crossing != t.NO_CROSSING


@rule
def pace(mobility, from_hex, to_hex, hex_m, ground_i, ground_f, cross_kmh, road_kmh, marsh_kmh, parameters):
    """Metres a second from one hex into the next by day, rested and unsuppressed; 0 where there is no way.

    Form: ours, because pace on firm ground is taken down by one factor for what is underfoot and one for the slope,
    each 1 where it does not count; a road leaves mud and trees aside.
    """
    speed = firm_pace(mobility, cross_kmh, parameters)
    surface = ground_i[t.SURFACE, to_hex]
    crossing = ground_i[t.CROSSING, to_hex]
    if mobility == t.WATER:
        return speed / 3.6 if floats(surface, crossing) else 0.0
    if mobility == t.RAIL:
        railed = ground_i[t.ROAD, to_hex] == t.RAILWAY and ground_i[t.ROAD, from_hex] == t.RAILWAY
        return speed / 3.6 if railed else 0.0
    if surface == t.LAKE or surface == t.RIVER or surface == t.SEA:
        if not bears(crossing, mobility):
            return 0.0
        speed *= parameters[p.CROSSING_PACE] if crossing != t.BRIDGE else 1.0
    elif ground_i[t.ROAD, to_hex] > 0 and ground_i[t.ROAD, from_hex] > 0:
        speed = road_kmh if mobility == t.TRACKED else speed * parameters[p.ROAD_GAIN]
    elif surface == t.MARSH:
        if mobility == t.TRACKED:
            speed = marsh_kmh
        elif mobility == t.FOOT or mobility == t.HORSE:
            speed *= parameters[p.MARSH_PACE]
        else:
            speed *= parameters[p.MARSH_LOADS] * parameters[p.MARSH_PACE]
    elif surface == t.WOODS:
        speed *= parameters[p.WOODS_PACE]
    rise = ground_f[t.ELEVATION_M, to_hex] - ground_f[t.ELEVATION_M, from_hex]
    return speed / 3.6 * slope_factor(rise, hex_m)


def seconds_across(
    mobility: int, hex_m: float, neighbours: I4, ground_i: I4, ground_f: F8, kmh: F8, parameters: F8
) -> F8:
    """Seconds from each hex into each of its neighbours, f8[hex, 6]; IMPASSABLE where there is no way.

    kmh: pace of a vehicle across country (on water, on rails), on roads, in marsh.
    """
    across = np.empty(neighbours.shape)
    cross(mobility, hex_m, neighbours, ground_i, ground_f, kmh, parameters, across)
    return across


@entry
def cross(mobility, hex_m, neighbours, ground_i, ground_f, kmh, parameters, across):
    """As cross_all, for Python."""
    cross_all(mobility, hex_m, neighbours, ground_i, ground_f, kmh, parameters, across)


@phase
def cross_all(mobility, hex_m, neighbours, ground_i, ground_f, kmh, parameters, across):
    """As seconds_across, into a block that is there."""
    for here in range(neighbours.shape[0]):
        for side in range(6):
            there = neighbours[here, side]
            across[here, side] = IMPASSABLE
            if there >= 0:
                speed = pace(mobility, here, there, hex_m, ground_i, ground_f, kmh[0], kmh[1], kmh[2], parameters)
                if speed > 0.0:
                    across[here, side] = hex_m / speed


def travel_times(goals: I4, neighbours: I4, across: F8) -> F8:
    """Seconds from every hex to the nearest of the goals, f8[hex], over the passages of :func:`seconds_across`."""
    seconds = np.full(neighbours.shape[0], IMPASSABLE)
    seconds[goals] = 0.0
    shorten(seconds, neighbours, across)
    return seconds


@entry
def shorten(seconds, neighbours, across):
    """As relax, for Python."""
    relax(seconds, neighbours, across)


@rule
def dry(surface, crossing, mobility):
    """Whether a class of mobility on land can stand in a hex at all.

    Form: ours, because land bears everybody and water whom its crossing bears: a table.
    """
    if surface == t.LAKE or surface == t.RIVER or surface == t.SEA:
        return bears(crossing, mobility)
    return True


@phase
def set_goal(seconds, goal, mobility, neighbours, ground_i):
    """Mark a goal by 0: its hex, or the banks round it if that is a crossing which is gone or too weak."""
    if dry(ground_i[t.SURFACE, goal], ground_i[t.CROSSING, goal], mobility):
        seconds[goal] = 0.0
        return
    for side in range(6):
        there = neighbours[goal, side]
        if there >= 0 and dry(ground_i[t.SURFACE, there], ground_i[t.CROSSING, there], mobility):
            seconds[there] = 0.0


@phase
def relax(seconds, neighbours, across):
    """Shorten the times until nothing changes, in alternating sweeps; what is 0 is a goal.

    Form: Bellman 1958, On a routing problem, and Ford 1956, Network Flow Theory (RAND P-923).
    """
    hexes = neighbours.shape[0]
    changed = True
    forward = True
    while changed:
        changed = False
        for k in range(hexes):
            here = k if forward else hexes - 1 - k
            for side in range(6):
                there = neighbours[here, side]
                if there < 0 or across[here, side] >= IMPASSABLE or seconds[there] >= IMPASSABLE:
                    continue
                if seconds[there] + across[here, side] < seconds[here] - SOONER_S:
                    seconds[here] = seconds[there] + across[here, side]
                    changed = True
        forward = not forward


@rule
def nearest_way(here, way, across, neighbours, first, turn):
    """The neighbour through which the goal is reached first, whoever stands there; `here` if none is nearer to it.

    way: f8[hex] of :func:`travel_times`; across: f8[hex, 6] of :func:`seconds_across`. The neighbours are looked at in
    the order (first + turn k) mod 6, the first of those equally quick is taken.

    Form: Bellman 1958, On a routing problem: the first step of a quickest way is that for which its own time and the
    rest of the way add up to least.
    """
    best, shortest, towards = here, IMPASSABLE, first
    for _ in range(6):
        there, seconds = neighbours[here, towards], across[here, towards]
        towards = next_look(towards, turn)
        if there < 0 or way[there] >= way[here] - EQUAL_S:
            continue
        if seconds + way[there] < shortest - EQUAL_S:
            best, shortest = there, seconds + way[there]
    return best


@rule
def next_look(towards, turn):
    """The neighbour looked at after another: (towards + turn) mod 6, for a turn of 1 or 5.

    Form: ours, because six neighbours stand in a ring: one on, or five on, which is one back.

    >>> next_look(5, 1), next_look(0, 5), next_look(2, 5)
    (0, 5, 1)
    """
    after = towards + turn
    return after - 6 if after >= 6 else after
