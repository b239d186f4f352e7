"""Exposure: how much of a standing man in the open a round still finds, by movement, works, ground and suppression."""

from __future__ import annotations

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p


@rule
def upright(moved, works, cover, area, in_flight, parameters):
    """Exposure of men whom nobody has fired at yet, 0..1; works: 0..1 dug; area: bursts rather than bullets.

    Bullets find who lies still by what he shows of himself, and who advances between his bounds; bursts find men who
    are up and about their work. Men in flight hide from neither.
    Form: ours, because each protection takes its share of what the others have left, so that none of them makes
    exposure negative.
    """
    covered = 1.0 - parameters[p.COVER_WORTH] * cover
    if in_flight:
        return covered
    if area:
        return covered if moved == 1 else (1.0 - parameters[p.WORKS_AREA] * works) * covered
    if moved == 1:
        return parameters[p.BY_BOUNDS] * covered
    return parameters[p.LYING] * (1.0 - parameters[p.WORKS] * works) * covered


@rule
def gone_to_ground(moved, works, cover, area, in_flight, parameters):
    """Exposure of the same men when fire has put all of them down: who advanced lies in the open, who lay keeps low.

    Form: ours, because each protection takes its share of what the others have left, as above.
    """
    covered = 1.0 - parameters[p.COVER_WORTH] * cover
    if in_flight:
        return covered
    dug = 0.0 if moved == 1 else works
    if area:
        return parameters[p.LYING_AREA] * (1.0 - parameters[p.WORKS_AREA] * dug) * covered
    return parameters[p.DUCKING] * parameters[p.LYING] * (1.0 - parameters[p.WORKS] * dug) * covered


@rule
def under_fire(up, down, suppression):
    """Exposure of men of whom that share is down.

    Form: ours, because suppression is the share of men who are down, as it is the share of their fire that is missing.

    >>> under_fire(0.6, 0.1, 0.5)
    0.35
    """
    return up + (down - up) * suppression
