"""How well whole sides fight that day: one factor for each fight of a sector, on aimed and machine-gun fire.

What men make of the same weapons differs from fight to fight by more than chance among them would allow: it is drawn
once for all of a sector, or the spread would vanish in their sum.
"""

from __future__ import annotations

import math

import numpy as np

from khasan import arrays as a
from khasan.kernels.chance.philox import S_FIGHT, STEP_0, normal
from khasan.kernels.compiling.decorators import phase, rule
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t

NO_OTHER = np.uint64(0)
FIGHT_ENDS_H = 6.0
"""Hours without fire in a sector after which a fight is over, and the next is another. Definition."""


@rule
def of_fight(z, spread):
    """exp(spread z - spread^2 / 2): what a standard normal deviate makes of men's fire; 1 on average.

    Form: ours, because a factor that many small causes multiply is log-normal; with mean 1 it moves no median loss of
    many fights.

    >>> of_fight(0.5, 1.0)
    1.0
    """
    return math.exp(spread * (z - 0.5 * spread))


@phase
def note_fights(step, tables, state, scratch, scale):
    """Set the clock of each sector in which somebody fires or is fired at, and the factor of its fight."""
    counts, sectors = state.counts, state.sectors
    for unit in range(counts.shape[1]):
        if counts[a.FIRED, unit] == 0 and state.reals[a.NEAR_MISS, unit] <= 0.0:
            continue
        sector = tables.units[t.SECTOR, unit]
        last = sectors[t.SE_LAST_FIRE, sector]
        if last == step:
            continue
        if (step - last) * scale.step_s >= 3600.0 * FIGHT_ENDS_H:
            sectors[t.SE_FIGHT, sector] += 1
        sectors[t.SE_LAST_FIRE, sector] = step
        fight = np.int64(sectors[t.SE_FIGHT, sector])
        z = normal(tables.key, STEP_0, S_FIGHT, fight, tables.sector_hashes[sector], NO_OTHER)
        scratch.fight_factor[sector] = of_fight(z, tables.parameters[p.FIGHT_SPREAD])
