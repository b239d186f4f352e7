"""A map of its own for each replication in which engineers may change crossings."""

from __future__ import annotations

from khasan.kernels.state import bundles
from khasan.kernels.works.engineers import lay_crossings


def own_world(scale: bundles.Scale, shared: bundles.World, state: bundles.State) -> bundles.World:
    """The map as a state has it: the shared one, or a copy with the state's crossings and the ways over them."""
    if scale.engineering == 0:
        return shared
    own = shared._replace(ground_i=shared.ground_i.copy(), across=shared.across.copy(), way=shared.way.copy())
    lay_crossings(own, state.places, scale)
    return own
