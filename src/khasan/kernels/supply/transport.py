"""Horses and trucks as things that are lost, and what a unit that has lost them can still do."""

from __future__ import annotations

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import tables as t


@rule
def share_left(horses, horses_0, trucks, trucks_0):
    """Share of its horses and trucks that a unit has left; 1 if it never had any.

    Form: ours, because a horse and a truck count alike, for want of what each carries.
    """
    before = horses_0 + trucks_0
    if before <= 0.0:
        return 1.0
    return min(1.0, (horses + trucks) / before)


@rule
def ride_and_tie(left, mounted, on_foot):
    """Pace of a unit that shares its mounts out: each man rides that share of the way and walks the rest.

    Form: ours, because it is derived: the time of a kilometre is left / mounted + (1 - left) / on foot.

    >>> ride_and_tie(0.5, 12.0, 4.0)
    6.0
    """
    if mounted <= on_foot:
        return mounted
    return 1.0 / (left / mounted + (1.0 - left) / on_foot)


@rule
def shuttle(left):
    """Pace over full pace of loads that must go in 1 / left trips, the last without a way back.

    Form: ours, because it is derived: 1 / left trips there and one fewer back are (2 - left) / left ways.

    >>> shuttle(1.0), shuttle(0.5), shuttle(0.0)
    (1.0, 0.3333333333333333, 0.0)
    """
    return left / (2.0 - left)


@rule
def pace_left(mobility, left, men_left, pace, pace_on_foot):
    """Pace of a unit with that share of its horses and trucks left, and that share of its men.

    Riders and men in trucks share out what they have; guns and pack loads wait for the teams to come back.

    Form: ours, because who rides can take turns and a gun cannot: one of the two derivations, or no loss at all.
    """
    riders = mobility == t.HORSE or mobility == t.MOTOR
    if left >= 1.0 or (riders and left >= men_left):
        return pace
    if riders:
        return ride_and_tie(left / men_left, pace, pace_on_foot)
    if mobility == t.PACK or mobility == t.WHEELED:
        return pace * shuttle(left)
    return pace
