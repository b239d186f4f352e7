"""Aircraft: how long a sortie takes, who finds whom, what a combat costs, and how guns reach up.

Fire from the ground: expected aircraft hit = rounds x chance a round x (1 - suppression) x quality x parameter, rounds
being those of the seconds that the aircraft spend within reach: the chord of a sphere about the gun.
Air combat: expected aircraft shot down = attacks x worth / worth of the enemy x quality x parameter, each
fighter making one attack; fighters that are held by the enemy's fighters attack those and nobody else.
Bombs are area fire whose scatter grows with the height of release, observed only if their target can be seen from where
they are let go; strafing is aimed fire from a shallow dive.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from khasan.kernels.compiling.decorators import rule

REFERENCE_HEIGHT_M = 1000.0
"""Height of release that a bomb's tabled scatter is for. Definition."""
MEETING_S = 300.0
"""Time over a place that the parameter `interception` speaks of. Definition; a raid spends it over its target."""
SLANT = 2.0
"""Slant range over height in a dive of thirty degrees, from which guns are aimed. Definition."""

GRAVITY = 9.80665
"""Metres a second squared. Definition: standard gravity."""
LEAST_WORTH = 0.05
"""No type is worth less than this in air combat, where an I-15 is 1. Guess, 0.02 to 0.2: any can turn away."""
LEAST_KMH = 1.0
"""No flight is slower: nobody divides by nothing. Definition."""


class Attack(NamedTuple):
    """Aircraft over their target: unit, hex that they attack, metres above the ground, which slice of the step."""

    unit: int
    here: int
    height: float
    k: int


@rule
def flight_seconds(airfield_km, speed_kmh):
    """Seconds from the airfield to the map, or back.

    Form: ours, because a way over a pace is a time; the climb and the turn are left out.

    >>> flight_seconds(100.0, 200.0)
    1800.0
    """
    return 3600.0 * airfield_km / max(LEAST_KMH, speed_kmh)


@rule
def seconds_in_reach(reach_m, height_m, offset_m, speed_kmh):
    """Seconds that an aircraft on a straight course spends within a gun's slant range; offset: past the gun, level.

    Form: ours, because a straight course cuts a sphere of the gun's reach in a chord (Pythagoras), whatever the
    direction.

    >>> round(seconds_in_reach(1000.0, 600.0, 0.0, 360.0), 9)
    16.0
    >>> seconds_in_reach(1000.0, 1200.0, 0.0, 360.0)
    0.0
    """
    half = reach_m * reach_m - height_m * height_m - offset_m * offset_m
    return 2.0 * math.sqrt(half) / (max(LEAST_KMH, speed_kmh) / 3.6) if half > 0.0 else 0.0


@rule
def scatter(tabled_m, height_m):
    """Radius in metres that holds half of the bombs: errors of angle, so in proportion to the height of release.

    Form: ours, because errors of aim are errors of angle, and an angle opens in proportion to the height.
    """
    return tabled_m * height_m / REFERENCE_HEIGHT_M


@rule
def release_m(height_m, speed_kmh):
    """Metres between an aircraft and what it bombs when it lets go in level flight.

    The bomb flies on for as long as it falls, sqrt(2 height / g).

    Form: Galileo 1638, Two New Sciences, fourth day: the parabola. The air holds up a heavy bomb from these heights by
    a few per cent.

    >>> round(release_m(1000.0, 360.0), 1)
    1743.4
    """
    on = max(0.0, speed_kmh) / 3.6 * math.sqrt(2.0 * height_m / GRAVITY)
    return math.sqrt(height_m * height_m + on * on)


@rule
def chance_to_meet(interception, distance_km, reach_km, seconds):
    """Chance that patrolling fighters find aircraft in so many seconds; it falls with distance as exp(-d / reach).

    Form: Koopman 1946, Search and Screening (OEG Report 56), ch. 2: search at a steady rate, so that the chance not to
    meet is a power of the time. That it falls exponentially with distance is ours: full at the place, never negative.

    >>> round(chance_to_meet(0.6, 0.0, 10.0, 300.0), 9)
    0.6
    """
    in_meeting = interception * math.exp(-distance_km / reach_km)
    return -math.expm1(seconds / MEETING_S * math.log1p(-in_meeting))


@rule
def held_share(own_fighters, enemy_fighters):
    """Share of a side's fighters that are held by the enemy's: man against man.

    Form: ours, because a fighter holds one enemy: none with no enemy, all of them from even numbers on.

    >>> held_share(20.0, 5.0), held_share(5.0, 20.0), held_share(0.0, 3.0)
    (0.25, 1.0, 0.0)
    """
    return min(1.0, enemy_fighters / own_fighters) if own_fighters > 0.0 else 0.0


@rule
def relative_worth(attacker, target):
    """Worth of the attacker in air combat over that of his target.

    Form: ours, because only the ratio of two types is told by their tabled worths, and equals come out at 1.
    """
    return attacker / max(LEAST_WORTH, target)


@rule
def turning_back(attacks, aircraft, abort_share):
    """Chance that a raider turns back: he is attacked, and gives up.

    Form: ours, because who is not attacked does not turn back, and each attack falls on one raider until all are
    attacked.

    >>> turning_back(5.0, 10.0, 0.3)
    0.15
    """
    return abort_share * min(1.0, attacks / max(1.0, aircraft))


@rule
def share_in_days(daily_share, hours):
    """Chance of what happens to that share in a day, in so many hours.

    Form: ours, because what escapes one hour after another is a product of shares: steps of any length compose to the
    same day.

    >>> round(share_in_days(0.36, 12.0), 9)
    0.2
    """
    return 1.0 - (1.0 - daily_share) ** (hours / 24.0)
