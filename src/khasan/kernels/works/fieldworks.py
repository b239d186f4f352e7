"""Works and repair: what hours do to a unit that is let alone."""

from __future__ import annotations

import math

from khasan.kernels.compiling.decorators import rule
from khasan.kernels.state import parameters as p

MOST_REPAIRED = 0.95
"""What `repair_rate` counts as at most: for all in a day there is no rate an hour. Definition."""


@rule
def after_digging(works, hours, suppression, parameters):
    """Works after digging for so many hours: each dig_hours halves what is still missing to full works.

    Form: ours, because the first spits of earth shelter most: hours halve what is missing, so that hours in any parts
    come to the same.

    >>> import numpy as np
    >>> priors = np.full(256, 8.0)
    >>> after_digging(0.0, 8.0, 0.0, priors)
    0.5
    """
    return 1.0 - (1.0 - works) * math.exp(-math.log(2.0) * hours * (1.0 - suppression) / parameters[p.DIG_HOURS])


@rule
def repair_chance(hours, parameters):
    """Chance that one knocked-out vehicle is put right within so many hours.

    Form: ours, because what escapes one hour after another is a product of shares: steps of any length compose to the
    same day.
    """
    return -math.expm1(hours / 24.0 * math.log(1.0 - min(MOST_REPAIRED, parameters[p.REPAIR_RATE])))


@rule
def lost_with_the_field(parameters):
    """Of vehicles knocked out but not burnt, the share that is lost for good with the ground they lie on.

    Form: ours, because the shares are of all that were stopped: of 1 - burn_share who can be recovered at all
    recovered_lost are.

    >>> import numpy as np
    >>> priors = np.full(512, 0.5)
    >>> lost_with_the_field(priors)
    0.0
    """
    return max(0.0, 1.0 - parameters[p.RECOVERED_LOST] / (1.0 - parameters[p.BURN_SHARE]))
