"""Command: plans as condition-and-order tables, evaluated on what the commander's own side knows.

A commander takes the first rule whose conditions all hold. A new rule becomes orders to his units, which take effect
after a delay: log-normal, median by side and echelon, sigma delay_spread.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels import parameters as p
from khasan.kernels import tables as t
from khasan.kernels.compiled import phase
from khasan.kernels.hexgrid import distance
from khasan.kernels.rng import DRAW_0, S_DELAY, normal


@phase
def known_enemies_near(side, place_hex, reach, counts, units, axial):
    """Enemy units that the side knows of within reach hexes of a place; never the truth, only contacts."""
    near = 0
    for unit in range(counts.shape[1]):
        if units[t.SIDE, unit] == side or counts[a.CONTACT_AGE, unit] >= a.UNSEEN:
            continue
        if distance(axial, counts[a.CONTACT_HEX, unit], place_hex) <= reach:
            near += 1
    return near


@phase
def formation_state(commander, members, first, counts, reals, units, unit_reals, axial, place_hex, reach):
    """(share of units arrived, men present over men arrived, share at the place, mean suppression, mean ammunition)."""
    total = arrived = at_place = fit = 0
    men = men_0 = suppression = ammunition = 0.0
    for k in range(first[commander], first[commander + 1]):
        unit = members[k]
        total += 1
        if counts[a.STATUS, unit] == a.EXPECTED:
            continue
        arrived += 1
        men += counts[a.MEN, unit]
        men_0 += unit_reals[t.MEN_0, unit]
        if counts[a.STATUS, unit] != a.ACTIVE:
            continue
        fit += 1
        suppression += reals[a.SUPPRESSION, unit]
        ammunition += rounds_left(unit, reals, unit_reals)
        if place_hex >= 0 and distance(axial, counts[a.HEX, unit], place_hex) <= reach:
            at_place += 1
    return (
        arrived / max(1, total),
        men / men_0 if men_0 > 0.0 else 1.0,  # nobody has come yet, so nobody is lost
        at_place / max(1, fit) if fit > 0 else 0.0,
        suppression / max(1, fit),
        ammunition / max(1, fit) if fit > 0 else 1.0,
    )


@phase
def rounds_left(unit, reals, unit_reals):
    """Share of a unit's loads that is left, its weapons averaged; 1 for a unit without weapons."""
    share = 0.0
    slots = 0
    for slot in range(a.SLOTS):
        if unit_reals[t.LOAD_0 + slot, unit] > 0.0:
            share += reals[a.AMMO_0 + slot, unit] / unit_reals[t.LOAD_0 + slot, unit]
            slots += 1
    return share / slots if slots > 0 else 1.0


@phase
def holds(
    q,
    value,
    commander,
    step,
    side,
    stage,
    light,
    places,
    place_hex,
    counts,
    reals,
    units,
    unit_reals,
    axial,
    members,
    first,
    near,
):
    """Whether one condition holds; q: i4[4] of the condition, value: what a share is compared with."""
    kind = q[t.Q_KIND]
    if kind == t.AFTER:
        return step >= q[t.Q_A]
    if kind == t.BEFORE:
        return step < q[t.Q_A]
    if kind == t.IS_DARK:
        return (light[t.DARK, step] > 0.5) == (q[t.Q_A] == 1)
    if kind == t.VISIBILITY_BELOW:
        return light[t.VISIBILITY_M, step] < value
    if kind == t.VISIBILITY_ABOVE:
        return light[t.VISIBILITY_M, step] > value
    if kind == t.STAGE_IS:
        return stage == q[t.Q_A]
    if kind == t.STAGE_AT_LEAST:
        return stage >= q[t.Q_A]
    if kind == t.HELD:
        return places[t.KNOWN_0 + side, q[t.Q_A]] == side
    if kind == t.LOST or kind == t.ANY_LOST:
        return places[t.KNOWN_0 + side, q[t.Q_A]] == 1 - side
    if kind == t.ENEMY_NEAR:
        return known_enemies_near(side, place_hex[q[t.Q_A]], q[t.Q_B], counts, units, axial) >= q[t.Q_N]
    if kind == t.NO_ENEMY_NEAR:
        return known_enemies_near(side, place_hex[q[t.Q_A]], q[t.Q_B], counts, units, axial) < q[t.Q_N]
    at = place_hex[q[t.Q_A]] if kind == t.AT_PLACE else -1
    arrived, strength, at_place, suppression, ammunition = formation_state(
        commander, members, first, counts, reals, units, unit_reals, axial, at, near
    )
    if kind == t.STRENGTH_BELOW:
        return strength < value
    if kind == t.STRENGTH_ABOVE:
        return strength > value
    if kind == t.ARRIVED_SHARE:
        return arrived >= value
    if kind == t.AT_PLACE:
        return at_place >= 0.5
    if kind == t.SUPPRESSED_ABOVE:
        return suppression > value
    return ammunition < value


@phase
def rule_holds(
    rule,
    rules,
    conditions,
    shares,
    commander,
    step,
    side,
    stage,
    light,
    places,
    place_hex,
    counts,
    reals,
    units,
    unit_reals,
    axial,
    members,
    first,
    near,
):
    """All conditions of a rule, those of kind ANY_LOST joined by `or`."""
    any_wanted = False
    any_found = False
    for k in range(rules[rule, t.R_FIRST], rules[rule, t.R_FIRST] + rules[rule, t.R_COUNT]):
        true = holds(
            conditions[k],
            shares[k],
            commander,
            step,
            side,
            stage,
            light,
            places,
            place_hex,
            counts,
            reals,
            units,
            unit_reals,
            axial,
            members,
            first,
            near,
        )
        if conditions[k, t.Q_KIND] == t.ANY_LOST:
            any_wanted = True
            any_found = any_found or true
        elif not true:
            return False
    return any_found or not any_wanted


@phase
def choose_rule(
    commander,
    commanders,
    rules,
    rules_of,
    conditions,
    shares,
    step,
    light,
    places,
    place_hex,
    counts,
    reals,
    units,
    unit_reals,
    axial,
    members,
    first,
    near,
):
    """Row of the first rule that holds for a commander, or -1; rules_of: i4[commander + 1] offsets into rules."""
    side = commanders[t.C_SIDE, commander]
    stage = commanders[t.C_STAGE, commander]
    for rule in range(rules_of[commander], rules_of[commander + 1]):
        if rule_holds(
            rule,
            rules,
            conditions,
            shares,
            commander,
            step,
            side,
            stage,
            light,
            places,
            place_hex,
            counts,
            reals,
            units,
            unit_reals,
            axial,
            members,
            first,
            near,
        ):
            return rule
    return -1


@phase
def delay_in_steps(commander, step, median_min, step_s, parameters, key, commander_hash):
    """Steps from a decision to its effect."""
    z = normal(key, step, S_DELAY, DRAW_0, commander_hash, np.uint64(0))
    minutes = median_min * parameters[p.COMMAND_DELAY] * math.exp(parameters[p.DELAY_SPREAD] * z)
    return math.ceil(minutes * 60.0 / step_s)


@phase
def give_order(unit, order, place, due, counts):
    """Put an order in a unit's hands; it takes effect at step `due`."""
    counts[a.NEXT_ORDER, unit] = order
    counts[a.NEXT_PLACE, unit] = place
    counts[a.NEXT_STEP, unit] = due
