"""What a weapon does at each distance in hexes: worked out once a replication, by calling the rules of fire."""

from __future__ import annotations

import numpy as np

from khasan.arrays import F8, I4
from khasan.kernels.compiling.decorators import entry
from khasan.kernels.fire import gunnery
from khasan.kernels.fire.passage import PARTS
from khasan.kernels.knowledge.line_of_sight import farthest_m, hexes_within
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

THREAT_ROW = 0
HIT_ROW = 1
"""Rows of the table by range: how a threat counts by its distance, then the mean chance of a hit, a row a weapon."""
SHORT_PART = 4
"""A weapon is short if so many times its range fit into the reach of sight. Definition."""


def prepare_ranges(weapons: F8, parameters: F8, hex_m: float, reach: int) -> tuple[I4, F8, F8]:
    """(i4[4, W] least, most and effective hexes and whether short; f8[1 + W, hexes] by whole hexes; f8[2 W, parts]).

    The last holds, at each part of a hex, the mean chance of a hit, a row a weapon, and then its integral from 0.
    A weapon is short if a quarter of the reach of sight holds its range: its indirect fire finds its targets among the
    enemies in view.
    """
    many = weapons.shape[1]
    limits = np.zeros((4, many), dtype=np.int32)
    limit(weapons, hex_m, reach, limits)
    farthest = int(limits[t.MOST_HEXES].max(initial=0))
    by_range = np.zeros((HIT_ROW + many, farthest + 1))
    by_distance = np.zeros((2 * many, PARTS * (farthest + 1) + 1))
    fill(weapons, parameters, hex_m, limits, by_range, by_distance)
    return limits, by_range, by_distance


@entry
def limit(weapons, hex_m, reach, limits):
    """The first table of prepare_ranges."""
    for weapon in range(weapons.shape[1]):
        least = np.int64(0)
        while farthest_m(least, hex_m) < weapons[t.W_MIN_M, weapon]:
            least += 1
        most = hexes_within(weapons[t.W_MAX_M, weapon], hex_m)
        limits[t.LEAST_HEXES, weapon] = least
        limits[t.MOST_HEXES, weapon] = most
        limits[t.EFFECTIVE_HEXES, weapon] = hexes_within(weapons[t.W_EFFECTIVE_M, weapon], hex_m)
        limits[t.IS_SHORT, weapon] = 1 if most <= reach // SHORT_PART else 0


@entry
def fill(weapons, parameters, hex_m, limits, by_range, by_distance):
    """The second table of prepare_ranges, and the third.

    Form: ours, because the integral of straight lines between the columns is that of trapezia, exactly.
    """
    many = weapons.shape[1]
    for hexes in range(by_range.shape[1]):
        by_range[THREAT_ROW, hexes] = gunnery.threat(hexes * hex_m, parameters[p.THREAT])
        for weapon in range(many):
            if weapons[t.W_HIT, weapon] > 0.0 and hexes <= limits[t.MOST_HEXES, weapon]:
                by_range[HIT_ROW + weapon, hexes] = gunnery.mean_hit_probability(
                    hexes,
                    hex_m,
                    weapons[t.W_MAX_M, weapon],
                    weapons[t.W_HIT, weapon],
                    weapons[t.W_HALF_M, weapon],
                )
    for weapon in range(many):
        if weapons[t.W_HIT, weapon] <= 0.0:
            continue
        means, sums = by_distance[weapon], by_distance[many + weapon]
        for k in range(by_distance.shape[1]):
            means[k] = gunnery.mean_hit_probability(
                k / PARTS, hex_m, weapons[t.W_MAX_M, weapon], weapons[t.W_HIT, weapon], weapons[t.W_HALF_M, weapon]
            )
            if k > 0:
                sums[k] = sums[k - 1] + 0.5 * (means[k - 1] + means[k]) / PARTS
