"""Saturation: the same men are not hit twice, nor do bursts add up on one piece of ground."""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule

FEW = 1e-9
"""Hits a man under which nobody is hit twice: the rounding of the quotient. Definition."""


@rule
def found_unhurt(hits_a_man):
    """Share of a step's hits that find somebody not yet hit in it: (1 - exp(-L)) / L of L hits a man.

    Form: ours, because of men among whom hits fall at random a share exp(-L) is missed by all, the law of Poisson for
    none.

    >>> found_unhurt(0.0), round(found_unhurt(1.0), 6)
    (1.0, 0.632121)
    """
    return -math.expm1(-hits_a_man) / hits_a_man if hits_a_man > FEW else 1.0


@rule
def its_share(struck, struck_by_all, most):
    """Those whom a shot struck, in proportion to what there is, where all shots together struck more than that.

    Form: ours, because no shot of a step comes before another: each gives up the same share, to the next whole man.

    >>> its_share(6, 12, 20), its_share(6, 30, 20)
    (6, 4)
    """
    return struck if struck_by_all <= most else struck * most // struck_by_all
