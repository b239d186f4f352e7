"""Engineers: bridges built and blown.

Work is counted in engineer-seconds: men x seconds x (1 - suppression). A hundred engineers lay a foot bridge over a
small river in `footbridge_hours` and make a bridge for wheels and tanks in `bridge_hours`, all from the first plank;
they charge and blow a bridge in `demolition_hours`. A ford cannot be blown.
"""

from __future__ import annotations

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

PARTY = 100.0
"""Engineers that the hours of the parameters speak of. Definition."""


@rule
def work_done(men, suppression, seconds):
    """Engineer-seconds of a unit at work, in whole ones.

    Form: ours, because work is men times time, and men with their heads down do not work; in whole ones, so that sums
    are exact.

    >>> work_done(100, 0.5, 60.0)
    3000
    """
    return int(men * seconds * (1.0 - suppression) + 0.5)


@rule
def party_hours(work):
    """Hours of a party of a hundred that so many engineer-seconds are.

    Form: ours, because it is a change of units: the parameters speak of a hundred men and of hours.

    >>> party_hours(720000)
    2.0
    """
    return work / (PARTY * 3600.0)


@rule
def after_building(kind, work, parameters):
    """The crossing that stands after so much work on one of this kind, 0 for open water.

    Form: ours, because a work is there when it is done and not before: two thresholds of one count.
    """
    hours = party_hours(work)
    if hours >= parameters[p.BRIDGE_HOURS]:
        return t.BRIDGE
    if kind == t.NO_CROSSING and hours >= parameters[p.FOOTBRIDGE_HOURS]:
        return t.FOOTBRIDGE
    return kind


@rule
def can_be_blown(kind):
    """Whether there is anything to blow.

    Form: ours, because nobody blows up water or the bed of a ford: a table.
    """
    return kind != t.NO_CROSSING and kind != t.FORD


@rule
def is_blown(work, parameters):
    """Whether the charges are laid.

    Form: ours, because a bridge stands until all charges are laid: a threshold.
    """
    return party_hours(work) >= parameters[p.DEMOLITION_HOURS]
