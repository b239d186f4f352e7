"""What is scored: battles with their outcomes, and what a model says of them, in arrays of one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khasan.battles.forecast_columns import LEVELS
from khasan.battles.row import BattleRow
from khasan.battles.scoring.forecasts import Forecast
from khasan.battles.scoring.measures import Floats, log10_men
from khasan.battles.scoring.outcomes import Outcome

ATTACKER, DEFENDER = 0, 1


@dataclass(frozen=True)
class Case:
    """Battles and what came of them; NaN is unknown."""

    rows: tuple[BattleRow, ...]
    won: Floats
    """[battle]: 1 the attacker won, 0 the defender, .5 a draw."""
    casualties: Floats
    """[battle, side]: log10 of the men lost."""
    men: Floats
    """[battle, side]: log10 of the strength."""
    groups: tuple[str, ...]
    """[battle]: battles of one group overlap."""

    @property
    def decided(self) -> NDArray[np.bool_]:
        """[battle]: whether somebody won; draws and unknown ends are left out of what is said of the winner."""
        return np.isin(self.won, (0.0, 1.0))


@dataclass(frozen=True)
class Said:
    """What one model says of the battles of a case; NaN where it says nothing."""

    name: str
    chance: Floats
    """[battle]: that the attacker wins."""
    quantiles: Floats
    """[battle, side, level]: log10 of the casualties."""


def nothing_said(name: str, count: int) -> Said:
    """A model that has not spoken yet."""
    return Said(name, np.full(count, np.nan), np.full((count, 2, len(LEVELS)), np.nan))


def make_case(rows: Sequence[BattleRow], outcomes: Mapping[str, Outcome]) -> Case:
    """The battles for which anything is known of the outcome, in the order of the file."""
    kept = tuple(row for row in rows if row.isqno in outcomes)
    came = [outcomes[row.isqno] for row in kept]
    casualties = np.array([[np.nan if men is None else men for men in one.casualties] for one in came])
    return Case(
        kept,
        np.array([np.nan if one.won is None else one.won for one in came]),
        log10_men(casualties.reshape(-1, 2)),
        log10_men(np.array([[row.attacker.strength, row.defender.strength] for row in kept]).reshape(-1, 2)),
        tuple(one.group for one in came),
    )


def said_by(name: str, case: Case, forecasts: Mapping[str, Forecast]) -> Said:
    """What a file of forecasts says of the battles of a case."""
    said = nothing_said(name, len(case.rows))
    for k, row in enumerate(case.rows):
        if (forecast := forecasts.get(row.isqno)) is not None:
            said.chance[k] = forecast.chance
            said.quantiles[k] = log10_men(np.array(forecast.casualties))
    return said
