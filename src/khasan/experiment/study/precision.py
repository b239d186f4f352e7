"""When an outcome is known well enough: which points of a design want more replications."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from khasan.arrays import F8
from khasan.results.means import difference_of, mean_of, share_of


def not_yet(
    found: Mapping[int, F8], half_width: float, confidence: float, *, against: bool, paired: bool, share: bool
) -> set[int]:
    """Points of which more replications are wanted. ``against``: the first is the baseline of all others.

    A point without any spread so far is not taken for precise if it is a share: Wilson's interval is looked at.
    """
    open_: set[int] = set()
    for point, values in found.items():
        if against and point == 0:
            continue
        if against:
            reached = difference_of(values, found[0], confidence, paired=paired).half_width
            if share and reached == 0.0:
                reached = share_of(np.zeros(values.size), confidence).half_width
        else:
            reached = (share_of if share else mean_of)(values, confidence).half_width
        if not reached <= half_width:  # NaN: too few
            open_.add(point)
    return open_ | {0} if against and open_ else open_
