"""Fire on men: what a weapon's rounds do at a range.

Aimed:  expected casualties = rounds x p(range) x exposure x (1 - suppression) x observation x quality x parameter
Area:   expected casualties = rounds x share on the footprint x lethal area x men / footprint x the same factors
Counts are Poisson draws, never more than the men there.
"""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

NEAR_M = 250.0
"""Range at which the threat of a near enemy has halved. Definition of the parameter `threat`."""
CLOSEST_M = 25.0
"""Least distance between men who fire at each other. Definition: nearer is close combat."""
CREWED_ABOVE = 1.5
"""A weapon that takes more men than this has a crew. Definition: two at least."""
LEAST_CREW = 0.5
"""A weapon takes as many men at least: nobody divides by nothing. Definition."""


@rule
def hit_probability(range_m, at_muzzle, half_m):
    """p(r) = p0 / (1 + (r / half)^2).

    Form: ours, because it is p0 at the muzzle, half of that at the tabled range, and far off goes with 1 / r^2, as the
    share does that a target takes of an angle of scatter.

    >>> hit_probability(150.0, 0.02, 150.0)
    0.01
    """
    return at_muzzle / (1.0 + (range_m / half_m) ** 2)


@rule
def spread_m(hexes, hex_m):
    """Least and greatest distance in metres between men of units so many hexes apart, also between whole ones.

    Half a hex to either side, as far as CLOSEST_M leaves room: who lies close before his enemy does not fire at him
    from half a hex away, however large hexes are.

    Form: ours, because men lie anywhere within their hexes: evenly over half a hex to either side.

    >>> spread_m(2, 250.0), spread_m(0.4, 250.0)
    ((375.0, 625.0), (25.0, 175.0))
    """
    middle = max(CLOSEST_M, hexes * hex_m)
    half = min(0.5 * hex_m, middle - CLOSEST_M)
    return middle - half, middle + half


@rule
def mean_hit_probability(hexes, hex_m, reach_m, at_muzzle, half_m):
    """p(r) averaged over the distances between men that many hexes apart; beyond reach_m it counts as nil.

    Form: ours, because it is the exact mean of hit_probability over even distances: the integral of p0 / (1 + (r/h)^2)
    from a to b is p0 h (atan(b/h) - atan(a/h)).
    """
    low, high = spread_m(hexes, hex_m)
    if high <= low:
        return hit_probability(low, at_muzzle, half_m) if low <= reach_m else 0.0
    top = min(high, reach_m)
    if top <= low:
        return 0.0
    return at_muzzle * half_m * (math.atan(top / half_m) - math.atan(low / half_m)) / (high - low)


@rule
def threat(range_m, at_arms_length):
    """How much more an enemy counts for being near: 1 + threat / (1 + range / NEAR_M).

    Form: ours, because it must fall steadily with distance, be half at one range that can be named, and leave the far
    to their promise.

    >>> threat(250.0, 2.0)
    2.0
    """
    return 1.0 + at_arms_length / (1.0 + range_m / NEAR_M)


@rule
def share_on_footprint(footprint_m2, dispersion_m, observed, parameters):
    """Share of rounds that fall on the target's ground: the footprint against the circle they scatter over.

    Form: Washburn 2003, Diffuse Gaussian multiple-shot patterns (Military Operations Research 8): F / (F + 2 pi s^2)
    for one round, s the scatter along one axis. The tabled radius holds half of the rounds: s sqrt(2 ln 2).
    """
    radius = dispersion_m if observed else dispersion_m * parameters[p.UNOBSERVED_SPREAD]
    return footprint_m2 / (footprint_m2 + math.pi / math.log(2.0) * radius * radius)


@rule
def share_behind(share, footprint_m2, dispersion_m, behind_m, moving):
    """Share of rounds on the ground of who moves, when they are laid on where he was; moving: share of the time.

    share: that on the ground of who stands.
    Form: the overlap of two round Gaussian patterns of areas F and pi R^2 / ln 2 (Washburn 2003, as above) whose
    centres lie apart: exp(-pi d^2 / (F + pi R^2 / ln 2)) of what it is where they do not.

    >>> share_behind(0.8, 5e4, 40.0, 0.0, 1.0), round(share_behind(0.8, 5e4, 40.0, 100.0, 1.0), 3)
    (0.8, 0.462)
    """
    area = footprint_m2 + math.pi / math.log(2.0) * dispersion_m * dispersion_m
    return share * (1.0 - moving + moving * math.exp(-math.pi * behind_m * behind_m / area))


@rule
def rounds_fired(working, rate, seconds, bearing, intensity, left):
    """Rounds that leave in a step: weapons x rate x time x share bearing x intensity, as far as they last.

    Form: ours, because rounds are weapons times rate times time, each factor able to stop the fire, and nobody fires
    what he has not.
    """
    return min(left, working * rate * seconds * bearing * intensity)


@rule
def intensity(expected_a_round, full_at, least):
    """Share of the practical rate at which men fire at a target of that promise; never under `least`.

    Form: ours, because fire grows with what it promises, in a straight line from the least that is always fired to the
    full rate.

    >>> intensity(0.002, 0.001, 0.05), intensity(0.0, 0.001, 0.05)
    (1.0, 0.05)
    """
    return min(1.0, max(least, expected_a_round / full_at))


@rule
def opening(intensity, within, least):
    """Share of the practical rate once officers have a say: beyond effective range no more than `least` is fired.

    within: share of the ways to the target that lie inside the weapon's effective range.
    Form: ours, because it is the mean over men of who may and who may not: officers open fire at the range that is
    tabled for a weapon, and beyond it no more than harassing fire is given.

    >>> opening(0.8, 1.0, 0.05), opening(0.8, 0.0, 0.05), opening(0.02, 0.0, 0.05)
    (0.8, 0.05, 0.02)
    """
    held = min(intensity, least)
    return held + (intensity - held) * within


@rule
def standing_to(begins_s, ends_s, takes_s):
    """Mean share of men at their arms between two moments, of men who take so long to come to them one by one.

    The moments count from the first enemy in view; before him nobody stands to.
    Form: ours, because it is the exact mean of a straight line from nobody to all.

    >>> standing_to(0.0, 60.0, 120.0), standing_to(0.0, 240.0, 120.0), standing_to(600.0, 660.0, 120.0)
    (0.25, 0.75, 1.0)
    >>> standing_to(-60.0, 60.0, 120.0)
    0.125
    """
    if begins_s >= takes_s:
        return 1.0
    first, until = max(0.0, begins_s), min(ends_s, takes_s)
    rising = 0.5 * (first + until) / takes_s * (until - first)
    return (rising + ends_s - until) / (ends_s - begins_s)


@rule
def while_moving(share, parameters):
    """Share of the practical rate of men who are on the move for that share of their time.

    Form: ours, because it is the mean over time of the full rate at rest and the lesser one on the move.
    """
    return 1.0 - share * (1.0 - parameters[p.MOVING_FIRE])


@rule
def working_weapons(slot, men, weapons, counts_row, weapon_fields):
    """Weapons of a slot that have a crew: crew-served ones are manned first, in the order of the slots.

    weapons: i4[slot] weapon index or -1; counts_row: i4[slot] weapons in order; weapon_fields: f8[field, weapon].

    Form: ours, because every army of the time kept its crew-served weapons firing with men from the rifles.
    """
    left = float(men)
    for crewed in (True, False):
        for k in range(weapons.shape[0]):
            weapon = weapons[k]
            if weapon < 0:
                continue
            crew = weapon_fields[t.W_CREW, weapon]
            if (crew > CREWED_ABOVE) != crewed:
                continue
            manned = min(float(counts_row[k]), left / max(LEAST_CREW, crew))
            if k == slot:
                return manned
            left -= manned * crew
    return 0.0
