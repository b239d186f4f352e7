"""Units aboard others: trains, boats and columns of trucks bring troops, who share what befalls their carrier.

Who is aboard neither fights nor is fought; each man runs the risk of a man of the carrier's own:

    expected = men x share of the carrier's men who fell in the step;   when boats sink, of the rest `drowned` x the
    share of the carrier's boats sunk are missing.
"""

from __future__ import annotations

from khasan.kernels.compiling.decorators import rule


@rule
def risk(fallen, men):
    """Share of a carrier's men who fell, and so the chance of each man aboard.

    Form: ours, because men aboard stand among the carrier's own: the same share of them falls, none with none and all
    with all.

    >>> risk(3, 12), risk(0, 0)
    (0.25, 0.0)
    """
    return min(1.0, fallen / men) if men > 0 else 0.0


@rule
def drowning(sunk, boats, drowned):
    """Chance that a man aboard goes down with the boats sunk.

    Form: ours, because each man aboard is as likely to be in one boat as in another, so the share sunk is his chance to
    be in one.

    >>> drowning(1, 2, 0.5), drowning(0, 0, 0.5)
    (0.25, 0.0)
    """
    return drowned * min(1.0, sunk / boats) if boats > 0 else 0.0


@rule
def steps_to_alight(minutes, step_s):
    """Whole steps from the carrier's halt until those aboard stand on the ground; one at least.

    Form: ours, because time goes by steps: the nearest whole number, and one at least, since nobody gets off in no
    time.

    >>> steps_to_alight(10.0, 300.0), steps_to_alight(10.0, 3600.0)
    (2, 1)
    """
    return max(1, int(minutes * 60.0 / step_s + 0.5))
