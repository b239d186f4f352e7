"""The columns of a file of forecasts: who wins, and five quantiles of the casualties of either side."""

from __future__ import annotations

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
QUANTILES = tuple(f"q{round(100 * level):02}" for level in LEVELS)
CHANCE = "p_attacker_wins"
CASUALTIES = tuple(tuple(f"{side}_cas_{quantile}" for quantile in QUANTILES) for side in ("att", "def"))
"""Of the attacker, then of the defender."""
COLUMNS = ("isqno", CHANCE, *CASUALTIES[0], *CASUALTIES[1])
"""Columns that a file of forecasts must have; it may have more."""
