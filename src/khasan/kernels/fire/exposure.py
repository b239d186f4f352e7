"""Exposure: how much of a standing man in the open a round still finds, by movement, works and ground."""

from __future__ import annotations

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p


@rule
def of_men(moved, works, cover, area, in_flight, parameters):
    """Exposure of a unit's men, 0..1; works: 0..1 dug; area: bursting rounds rather than bullets.

    Form: ours, because each protection takes its share of what the others have left, so that none of them makes
    exposure negative.
    """
    covered = 1.0 - parameters[p.COVER_WORTH] * cover
    if in_flight:
        return covered
    if moved == 1:
        return parameters[p.BY_BOUNDS] * covered
    still = parameters[p.LYING_AREA] if area else parameters[p.LYING]
    worth = parameters[p.WORKS_AREA] if area else parameters[p.WORKS]
    return still * (1.0 - worth * works) * covered
