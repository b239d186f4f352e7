"""Exposure: how much of a standing man in the open a round still finds, by movement, works, ground and suppression."""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p

HOLE = 0.5
"""Share of full works at which every man has a hole to kneel in: what `works` and `works_area` are of. Definition."""


@rule
def past_earth(taken, works, deepest):
    """Share of fire that earth lets through; taken: what a hole takes away; deepest: works beyond which none is gained.

    Form: ours, because each spit of earth takes the same share of what those before it have left. Of bursts a hole
    leaves a tenth and a covered trench a hundredth (FM 7-90, appendix B); of bullets no depth takes more than a hole
    does, since who fires shows his head from any of them.

    >>> round(past_earth(0.9, 0.5, 1.0), 12), round(past_earth(0.9, 1.0, 1.0), 12)
    (0.1, 0.01)
    >>> round(past_earth(0.9, 1.0, HOLE), 12)
    0.1
    """
    return (1.0 - taken) ** (min(works, deepest) / HOLE)


@rule
def upright(moved, earth, cover, area, in_flight, parameters):
    """Exposure of men whom nobody has fired at yet, 0..1; earth: past_earth of theirs; area: bursts, not bullets.

    Bullets find who lies still by what he shows of himself, and who advances between his bounds; bursts find men who
    are up and about their work. Men in flight hide from neither.
    Form: ours, because each protection takes its share of what the others have left, so that none of them makes
    exposure negative.
    """
    covered = 1.0 - parameters[p.COVER_WORTH] * cover
    if in_flight:
        return covered
    if area:
        return covered if moved == 1 else earth * covered
    return parameters[p.BY_BOUNDS] * covered if moved == 1 else parameters[p.LYING] * earth * covered


@rule
def gone_to_ground(moved, earth, cover, area, in_flight, parameters):
    """Exposure of the same men when fire has put all of them down: who advanced lies in the open, who lay keeps low.

    Form: ours, because each protection takes its share of what the others have left, as above.
    """
    covered = 1.0 - parameters[p.COVER_WORTH] * cover
    if in_flight:
        return covered
    left = covered if moved == 1 else earth * covered
    return (parameters[p.LYING_AREA] if area else parameters[p.DUCKING] * parameters[p.LYING]) * left


@rule
def dead_ground(rise, parameters):
    """Share of the men who look for it that find ground out of the enemy's sight; rise: of the crest over the mean, m.

    Form: ours, because each fold takes its share of what those before it have left in sight, and folds go with relief.

    >>> import numpy as np
    >>> round(dead_ground(0.0, np.full(512, 0.25)), 12)
    0.25
    """
    return 1.0 - (1.0 - parameters[p.DEAD_GROUND]) * math.exp(-rise / parameters[p.RELIEF_HIDES_M])


@rule
def flat_for_bursts(suppression, parameters):
    """Share of men who lie flat for bursting rounds: all of them well before all have ceased to fire.

    Form: ours, because it is nobody where nothing comes near and rises in a straight line to all.

    >>> import numpy as np
    >>> flat_for_bursts(0.2, np.full(512, 0.25)), flat_for_bursts(0.5, np.full(512, 0.25))
    (0.8, 1.0)
    """
    return min(1.0, suppression / parameters[p.ALL_FLAT])


@rule
def under_fire(up, down, suppression):
    """Exposure of men of whom that share is down.

    Form: ours, because suppression is the share of men who are down, as it is the share of their fire that is missing.

    >>> under_fire(0.6, 0.1, 0.5)
    0.35
    """
    return up + (down - up) * suppression
