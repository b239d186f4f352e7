"""How things stand round the goal of an attack, and whether they have changed since it stopped."""

from __future__ import annotations

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import aside
from khasan.kernels.movement.hexgrid import distance
from khasan.kernels.state import tables as t

ROUND_GOAL_M = 1500.0
"""How far round a goal men are counted, of both sides. Guess, 1 to 3 km: what can join in within the hour."""
SHELLED_M = 500.0
"""Guns whose target lies within this of a goal help who attacks it. Guess, 300 m to 1 km."""
BETTER = 1.25
"""Odds have changed when they are so many times better. Guess, 1.1 to 1.5: a company more to a battalion."""


@aside
def round_goal(scale):
    """Hexes round a goal within which men are counted."""
    return int(ROUND_GOAL_M / scale.hex_m)


@aside
def beside(scale):
    """Hexes beside a goal at which guns help who attacks it."""
    return max(1, int(SHELLED_M / scale.hex_m + 0.5))


@aside
def men_round(place_hex, reach, side, own, world, tables, state):
    """Men of a side within so many hexes of a place: own ones as they are, known enemies at full strength."""
    counts = state.counts
    men = 0.0
    for unit in range(counts.shape[1]):
        if (tables.units[t.SIDE, unit] == side) != (own == 1) or tables.units[t.ROLE, unit] == t.AIRCRAFT:
            continue
        if own == 1 and counts[a.STATUS, unit] != a.ACTIVE:
            continue
        if own == 0 and counts[a.CONTACT_AGE, unit] >= a.UNSEEN:
            continue
        there = counts[a.HEX, unit] if own == 1 else counts[a.CONTACT_HEX, unit]
        if distance(world.axial, there, place_hex) <= reach:
            men += counts[a.MEN, unit] if own == 1 else tables.unit_reals[t.MEN_0, unit]
    return int(men)


@aside
def is_shelled(place_hex, beside, side, world, tables, state):
    """Whether guns of a side have somebody at a place, or so many hexes beside it, for a target."""
    counts = state.counts
    for unit in range(counts.shape[1]):
        if tables.units[t.SIDE, unit] != side or tables.units[t.ROLE, unit] != t.GUNS:
            continue
        if counts[a.STATUS, unit] != a.ACTIVE:
            continue
        if state.missions[t.MI_TARGET, unit] >= 0:
            if distance(world.axial, state.missions[t.MI_HEX, unit], place_hex) <= beside:
                return True
        elif counts[a.ORDER, unit] == a.BOMBARD and counts[a.FIRED, unit] == 1:
            aimed_at = world.place_hex[counts[a.ORDER_PLACE, unit]]
            if distance(world.axial, aimed_at, place_hex) <= beside:
                return True
    return False


@aside
def note_how_it_stands(body, place, step, world, tables, orders, state, scale):
    """What a body that stops remembers: the light, men of both sides round its goal, and whether guns helped it."""
    bodies, here, reach = state.bodies, np.int64(world.place_hex[place]), np.int64(round_goal(scale))
    side = tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    bodies[t.BO_DARK, body] = tables.light[t.DARK, step] > 0.5
    bodies[t.BO_FRIENDS, body] = men_round(here, reach, side, np.int64(1), world, tables, state)
    bodies[t.BO_ENEMIES, body] = men_round(here, reach, side, np.int64(0), world, tables, state)
    bodies[t.BO_SHELLED, body] = is_shelled(here, np.int64(beside(scale)), side, world, tables, state)


@aside
def has_changed(body, place, step, world, tables, orders, state, scale):
    """Whether something has changed since a body stopped: light, odds, or guns that now help it."""
    bodies, here, reach = state.bodies, np.int64(world.place_hex[place]), np.int64(round_goal(scale))
    side = tables.units[t.SIDE, orders.body_units[orders.body_first[body]]]
    if (tables.light[t.DARK, step] > 0.5) != (bodies[t.BO_DARK, body] == 1):
        return True
    if men_round(here, reach, side, np.int64(1), world, tables, state) >= BETTER * max(1, bodies[t.BO_FRIENDS, body]):
        return True
    if BETTER * men_round(here, reach, side, np.int64(0), world, tables, state) <= bodies[t.BO_ENEMIES, body]:
        return True
    return bodies[t.BO_SHELLED, body] == 0 and is_shelled(here, np.int64(beside(scale)), side, world, tables, state)
