"""Endings as the figures of a forecast: the chance that the attacker wins, and quantiles of what either side loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from khasan.battles.forecast.fought import Ending
from khasan.battles.forecast_columns import CASUALTIES, CHANCE, LEVELS

PRIOR_WINS = 0.5
"""Half a win for each side beside those simulated (Jeffreys): few replications never make a certainty."""


def figures(endings: Sequence[Ending]) -> dict[str, str]:
    """The cells of a forecast, by column.

    >>> cells = figures([Ending(1.0, (100.0, 300.0), 5.0), Ending(0.0, (200.0, 100.0), 5.0)])
    >>> cells["p_attacker_wins"], cells["att_cas_q50"]
    ('0.5000', '150')
    """
    wins = sum(one.attacker_wins for one in endings)
    cells = {CHANCE: f"{(wins + PRIOR_WINS) / (len(endings) + 2 * PRIOR_WINS):.4f}"}
    for side, columns in enumerate(CASUALTIES):
        quantiles = np.quantile([one.casualties[side] for one in endings], LEVELS)
        cells |= {column: f"{value:.0f}" for column, value in zip(columns, quantiles, strict=True)}
    return cells
