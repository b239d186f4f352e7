"""Surrender: men at grips whose way out is shut lay down their arms, one by one.

Hazard of each man = rate of his army x (1 - cohesion) x shut^2 x enemy's share of the worth in the hex;
shut = share of the six ways out of the hex that are barred by the enemy, by water or by the edge of the map.
Those left behind by a unit that is thrown out are taken alive with the chance `taken_alive`; the rest stay missing.
"""

from __future__ import annotations

from khasan.kernels.close.close_combat import NO_WORTH
from khasan.kernels.compiling.decorators import rule


@rule
def hazard(cohesion, shut, own_worth, enemy_worth, rate_an_hour):
    """Rate a second at which each man of a unit at grips gives himself up.

    Form: ours, because each cause alone can spare a man: full cohesion, an open way out, an enemy without worth. The
    square is because two ways barred of six shut in hardly anybody, and all six everybody.

    >>> hazard(0.0, 1.0, 0.0, 100.0, 3600.0), hazard(1.0, 1.0, 0.0, 100.0, 3600.0), hazard(0.0, 0.5, 50.0, 50.0, 3600.0)
    (1.0, 0.0, 0.125)
    """
    odds = enemy_worth / max(NO_WORTH, own_worth + enemy_worth)
    return rate_an_hour / 3600.0 * (1.0 - cohesion) * shut * shut * odds
