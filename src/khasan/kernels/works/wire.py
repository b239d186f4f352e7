"""Wire before works: it holds up men and horses under fire and weakens their assault; tanks crush it, engineers lay it.

A full belt (wire = 1) costs who goes in on foot, on horseback or on wheels `wire_minutes`, in which he is
`wire_exposed` times as exposed; with a share of it, that share.
"""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t


@rule
def hinders(mobility):
    """Whether wire holds a class of mobility up.

    Form: ours, because wire stops legs, hooves and wheels: a table of classes.
    """
    return mobility != t.TRACKED and mobility != t.WATER and mobility != t.RAIL


@rule
def speed_through(speed, metres, belt, parameters):
    """Metres a second into a hex so many metres away behind a belt of wire: the time to get through is added.

    Form: ours, because times on the way add up where paces do not; no wire, no time.

    >>> import numpy as np
    >>> speed_through(1.0, 240.0, 0.5, np.full(200, 8.0))
    0.5
    """
    return metres / (metres / speed + 60.0 * parameters[p.WIRE_MINUTES] * belt)


@rule
def exposure_in(exposure, belt, parameters):
    """Exposure of men who cut and climb their way through.

    Form: ours, because it runs in a straight line from who meets no wire to who meets a full belt, and nobody is hit
    more than surely.
    """
    return min(1.0, exposure * (1.0 + (parameters[p.WIRE_EXPOSED] - 1.0) * belt))


@rule
def worth_behind(worth, belt, parameters):
    """Worth in close combat of men who have come through it in files.

    Form: ours, because it is whole without wire and falls in a straight line with the belt.
    """
    return worth * (1.0 - parameters[p.WIRE_WORTH] * belt)


@rule
def after_tanks(belt, parameters):
    """What tanks leave of a belt that they have driven over.

    Form: ours, because each passage crushes the same share of what still stands: a second one less than the first.
    """
    return belt * (1.0 - parameters[p.WIRE_CRUSHED])


@rule
def after_laying(belt, hours, suppression, parameters):
    """A belt after engineers have worked on it for so long: each wire_hours halves what is still missing.

    Form: ours, because works grow so too (fieldworks.after_digging): hours halve what is missing.
    """
    return 1.0 - (1.0 - belt) * math.exp(-math.log(2.0) * hours * (1.0 - suppression) / parameters[p.WIRE_HOURS])
