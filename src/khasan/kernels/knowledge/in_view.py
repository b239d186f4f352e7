"""Which enemies each unit has in view: kept from step to step, and put right only for those that moved.

A list holds the enemies in line of sight, the nearest first, and among them, marked hidden, those out of sight but so
near that a short indirect weapon may reach them. Lists are symmetric: who is in my view has me in his.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.compiling.decorators import phase, rule, stage
from khasan.kernels.knowledge.line_of_sight import ONE, column
from khasan.kernels.movement.hexgrid import NO_HEX, distance
from khasan.kernels.state import tables as t
from khasan.kernels.state.bundles import IN_SIGHT, LISTED

SIX = np.uint64(6)
PAD = np.int64(64)
"""Bits of the map of occupied hexes to the left of column 0, so that a window may begin off the map."""


@rule
def entry(hexes, unit, hidden):
    """What a list holds of an enemy: hexes away, unit and whether it is hidden, so packed that sorting is by distance.

    Form: ours, because whole numbers sort faster than records: distance in the highest bits, then the unit, so that
    ties go by id.

    >>> hexes_of(entry(3, 17, True)), unit_of(entry(3, 17, True)), is_hidden(entry(3, 17, True))
    (3, 17, True)
    """
    return (hexes << 22) | (unit << 1) | (1 if hidden else 0)


@rule
def hexes_of(listed):
    """Hexes to the enemy of an entry.

    Form: ours, because it undoes entry: the bits above those of the unit.
    """
    return listed >> 22


@rule
def unit_of(listed):
    """Unit of an entry.

    Form: ours, because it undoes entry: the 21 bits of the unit.
    """
    return (listed >> 1) & 0x1FFFFF


@rule
def is_hidden(listed):
    """Whether the enemy of an entry is out of sight.

    Form: ours, because it undoes entry: the lowest bit.
    """
    return listed & 1 == 1


@phase
def nearest_in_sight(unit, scratch):
    """Hexes to the nearest enemy that a unit sees; -1 where it sees none."""
    if scratch.near_n[IN_SIGHT, unit] > 0:
        for k in range(scratch.near_n[LISTED, unit]):
            if not is_hidden(scratch.near[unit, k]):
                return np.int64(hexes_of(scratch.near[unit, k]))
    return np.int64(-1)


@phase
def present(status):
    """Whether a unit stands on the map."""
    return status == a.ACTIVE or status == a.BROKEN


@stage
def look_around(world, tables, state, scratch, scale):
    """Put the lists right for every unit that stands elsewhere than when its list was made."""
    counts = state.counts
    many = 0
    for unit in range(counts.shape[1]):
        now = counts[a.HEX, unit] if present(counts[a.STATUS, unit]) else NO_HEX
        if now != scratch.seen_from[unit]:
            scratch.displaced[many] = unit
            scratch.is_displaced[unit] = 1
            many += 1
    for k in range(many):
        leave(np.int64(scratch.displaced[k]), world, tables, scratch)
    for k in range(many):
        enter(np.int64(scratch.displaced[k]), world, tables, state, scratch)
    for k in range(many):
        look(np.int64(scratch.displaced[k]), world, tables, scratch, scale)
    for k in range(many):
        scratch.is_displaced[scratch.displaced[k]] = 0


@phase
def leave(unit, world, tables, scratch):
    """Take a unit off the hex where it stood, and out of the lists of who had it in view."""
    here = np.int64(scratch.seen_from[unit])
    for k in range(scratch.near_n[LISTED, unit]):
        other = unit_of(scratch.near[unit, k])
        if scratch.is_displaced[other] == 0:
            strike_out(other, unit, scratch)
    scratch.near_n[LISTED, unit] = 0
    scratch.near_n[IN_SIGHT, unit] = 0
    if here < 0:
        return
    side = tables.units[t.SIDE, unit]
    follows = scratch.next_in[unit]
    if scratch.first_in[side, here] == unit:
        scratch.first_in[side, here] = follows
    else:
        before = scratch.first_in[side, here]
        while scratch.next_in[before] != unit:
            before = scratch.next_in[before]
        scratch.next_in[before] = follows
    if scratch.first_in[side, here] < 0:
        row, bit = world.axial[1, here], np.uint64(column(world.axial, here) + PAD)
        scratch.occupied[side, row, bit >> SIX] &= ~(ONE << (bit & np.uint64(63)))


@phase
def strike_out(other, unit, scratch):
    """Take a unit out of another's list."""
    n = scratch.near_n[LISTED, other]
    k = 0
    while unit_of(scratch.near[other, k]) != unit:
        k += 1
    if not is_hidden(scratch.near[other, k]):
        scratch.near_n[IN_SIGHT, other] -= 1
    for at in range(k, n - 1):
        scratch.near[other, at] = scratch.near[other, at + 1]
    scratch.near_n[LISTED, other] = n - 1


@phase
def enter(unit, world, tables, state, scratch):
    """Put a unit on the hex where it stands now."""
    here = np.int64(state.counts[a.HEX, unit]) if present(state.counts[a.STATUS, unit]) else NO_HEX
    scratch.seen_from[unit] = here
    if here < 0:
        return
    side = tables.units[t.SIDE, unit]
    scratch.next_in[unit] = scratch.first_in[side, here]
    scratch.first_in[side, here] = unit
    row, bit = world.axial[1, here], np.uint64(column(world.axial, here) + PAD)
    scratch.occupied[side, row, bit >> SIX] |= ONE << (bit & np.uint64(63))


@phase
def look(unit, world, tables, scratch, scale):
    """Make the list of a unit anew, and enter it in the lists of those it finds."""
    here = np.int64(scratch.seen_from[unit])
    if here < 0:
        return
    enemy = 1 - tables.units[t.SIDE, unit]
    axial, reach, close = world.axial, scale.reach, scratch.hidden_within[0]
    row, start = axial[1, here], column(axial, here) - reach
    rows = scratch.occupied.shape[1]
    cols = axial.shape[1] // rows
    width = (ONE << np.uint64(2 * reach + 1)) - ONE
    next_door = ((ONE << np.uint64(2 * close + 1)) - ONE) << np.uint64(reach - close)
    for k in range(max(0, reach - row), min(2 * reach + 1, rows - row + reach)):
        there = row + k - reach
        line = world.lines[here, k]
        wanted = line | next_door if abs(k - reach) <= close else line
        bits = window(scratch.occupied, enemy, there, start) & width & wanted
        while bits != np.uint64(0):
            at = math.frexp(float(bits))[1] - 1  # the highest bit; float() may round up to the next
            if (bits >> np.uint64(at)) == np.uint64(0):
                at -= 1
            bits ^= ONE << np.uint64(at)
            hidden = (line >> np.uint64(at)) & ONE == np.uint64(0)
            find_in(unit, here, there * cols + start + at, hidden, enemy, axial, scratch)
    sort_view(unit, scratch)


@phase
def window(occupied, side, row, start):
    """64 columns of a row of the map from column `start` on, a bit set where somebody of the side stands."""
    at = np.uint64(start + PAD)
    word, shift = at >> SIX, at & np.uint64(63)
    low = occupied[side, row, word] >> shift
    if shift == np.uint64(0):
        return low
    return low | (occupied[side, row, word + ONE] << (np.uint64(64) - shift))


@phase
def find_in(unit, here, there, hidden, enemy, axial, scratch):
    """Enter the enemies of a hex in the list of a unit, and it in theirs."""
    hexes = distance(axial, here, there)
    if hidden and hexes > scratch.hidden_within[0]:
        return
    other = np.int64(scratch.first_in[enemy, there])
    while other >= 0:
        n = scratch.near_n[LISTED, unit]
        scratch.near[unit, n] = entry(hexes, other, hidden)
        scratch.near_n[LISTED, unit] = n + 1
        scratch.near_n[IN_SIGHT, unit] += 0 if hidden else 1
        if scratch.is_displaced[other] == 0:
            enter_in_list(other, entry(hexes, unit, hidden), scratch)
            scratch.near_n[IN_SIGHT, other] += 0 if hidden else 1
        other = np.int64(scratch.next_in[other])


@phase
def enter_in_list(other, key, scratch):
    """Put an entry where it belongs in a sorted list."""
    at = scratch.near_n[LISTED, other]
    while at > 0 and scratch.near[other, at - 1] > key:
        scratch.near[other, at] = scratch.near[other, at - 1]
        at -= 1
    scratch.near[other, at] = key
    scratch.near_n[LISTED, other] += 1


@phase
def sort_view(unit, scratch):
    """Sort a list, the nearest first and by unit (Shell 1959, gaps of thirds)."""
    n = scratch.near_n[LISTED, unit]
    gap = 1
    while gap < n // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, n):
            key = scratch.near[unit, k]
            at = k
            while at >= gap and scratch.near[unit, at - gap] > key:
                scratch.near[unit, at] = scratch.near[unit, at - gap]
                at -= gap
            scratch.near[unit, at] = key
        gap //= 3
