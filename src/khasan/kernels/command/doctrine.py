"""What a commander bears before he stops an attack or gives up a position: his own limits, drawn once a replication.

Each law of the doctrine (khasan.kernels.state.doctrine_rows) is a distribution over commanders, not our doubt of one
number: a unit and a body each have a draw of their own. How bold the commander of a body is goes by a draw for his side
and one for himself.
"""

from __future__ import annotations

import math

import numpy as np

from khasan.kernels.chance.draws import prior_quantile
from khasan.kernels.chance.philox import NO_OTHER, S_DOCTRINE, STEP_0, normal
from khasan.kernels.compiling.decorators import entry, phase, rule
from khasan.kernels.state import doctrine_rows as d

OF_A_SIDE, OF_A_COMMANDER = np.int64(1000), np.int64(1001)
"""Numbers of the draws of boldness, beyond those of the laws. Definition."""
MOST_SHARE = 0.95
"""No boldness makes a commander bear a greater share. Definition: short of all."""


@rule
def emboldened(limit, boldness, is_share):
    """A limit that a bold commander goes beyond in proportion; a share no further than MOST_SHARE.

    Form: ours, because one number a commander must do for limits of different units: it stretches each alike.

    >>> emboldened(60.0, 1.5, False), emboldened(0.8, 1.5, True)
    (90.0, 0.95)
    """
    return min(MOST_SHARE, limit * boldness) if is_share else limit * boldness


@rule
def sooner_for_bold(limit, boldness):
    """A limit that counts downwards: the bold let it fall further.

    Form: ours, because it is the like of `emboldened` for what runs out or comes near.

    >>> sooner_for_bold(300.0, 1.5)
    200.0
    """
    return limit / boldness


@rule
def counts_downwards(row):
    """Whether a law is of something that runs out or comes near: rounds, and metres to the enemy.

    Form: ours, because those are the two that grow worse as they fall.
    """
    return row == d.AMMUNITION or row == d.LEAVE_M or row == d.STAND_M


@rule
def is_of_nerve(row):
    """Whether a law is about how much is borne, and not about how long a thing takes or how far it reaches.

    Form: ours, because boldness is of what a man bears.
    """
    return not (
        row == d.BOLDNESS or row == d.MOUNT_HOURS or row == d.REAR_PARTY or row == d.CLEAR_M
        or row == d.SURPRISE_M or row == d.SURPRISED
    )  # fmt: skip


@phase
def of_law(laws, row, z):
    """The value of a law so many standard deviations from its median."""
    return prior_quantile(z, laws[row, 0], laws[row, 2] if z > 0.0 else laws[row, 1], laws[row, 3] > 0.5)


@entry
def draw_limits(key, laws, hashes, sides, commanders, values):
    """What units or bodies bear: f8[law, whose].

    hashes: their own; sides: theirs; commanders: hashes of those whose boldness they share.
    """
    for k in range(hashes.shape[0]):
        of_side = normal(key, STEP_0, S_DOCTRINE, OF_A_SIDE, np.uint64(sides[k]), NO_OTHER)
        own = normal(key, STEP_0, S_DOCTRINE, OF_A_COMMANDER, commanders[k], NO_OTHER)
        boldness = of_law(laws, d.BOLDNESS, (of_side + own) / math.sqrt(2.0))
        for row in range(laws.shape[0]):
            limit = of_law(laws, row, normal(key, STEP_0, S_DOCTRINE, row, hashes[k], NO_OTHER))
            if row == d.BOLDNESS:
                limit = boldness
            elif counts_downwards(row):
                limit = sooner_for_bold(limit, boldness)
            elif is_of_nerve(row):
                limit = emboldened(limit, boldness, laws[row, 3] > 0.5)
            values[row, k] = limit
