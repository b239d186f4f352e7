"""Exposure: how much of a standing man in the open a round still finds, by movement, works and ground."""

from __future__ import annotations

from khasan.kernels import parameters as p
from khasan.kernels.compiled import rule

LYING = 0.3
"""A man lying or using folds of the ground, against one walking. Guess, 0.2 to 0.45."""
LYING_AREA = 0.5
"""The same against bursting rounds. Guess, 0.35 to 0.7."""
BY_BOUNDS = 0.6
"""A unit that advances under fire, part of it lying at any time. Guess, 0.4 to 0.8."""


@rule
def of_men(moved, works, cover, area, in_flight, parameters):
    """Exposure of a unit's men, 0..1; works: 0..1 dug; area: bursting rounds rather than bullets."""
    if in_flight:
        return 1.0 - 0.5 * cover
    if moved == 1:
        return BY_BOUNDS * (1.0 - 0.5 * cover)
    still = LYING_AREA if area else LYING
    worth = parameters[p.WORKS_AREA] if area else parameters[p.WORKS]
    return still * (1.0 - worth * works) * (1.0 - 0.5 * cover)
