"""Make a recorded draw again from its address."""

from __future__ import annotations

import numpy as np

from khasan.compiler.addresses import hash_of, key_of
from khasan.kernels.chance.draws import draw_again
from khasan.kernels.chance.philox import S_CLOSE, S_SURRENDER, S_YIELD


def redraw(
    seed: int, replication: int, step: int, stream: int, sub: int, shooter: str, target: str
) -> tuple[float, float]:
    """The two uniforms at the address of a loss: the first decided how many fell, the second how they were split.

    Losses of close combat, pursuit and surrender are drawn at the address of the unit that suffered them alone.
    In surrender the second is for vehicles. In pursuit (stream S_YIELD) the first decides whether the unit gives way,
    the second how many fall.

    >>> redraw(7, 0, 12, 5, 0, "a", "b") == redraw(7, 0, 12, 5, 0, "a", "b")
    True
    """
    key = key_of(seed, replication)
    if stream in (S_CLOSE, S_YIELD, S_SURRENDER):
        unit, other = np.uint64(hash_of(target)), np.uint64(0)
    else:
        unit, other = np.uint64(hash_of(shooter)), np.uint64(hash_of(target))
    u, v = draw_again(key, step, stream, sub, unit, other)
    return float(u), float(v)
