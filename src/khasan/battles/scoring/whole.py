"""From two files to a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from khasan.battles.battle_table import read_battles
from khasan.battles.scoring.baselines import baselines
from khasan.battles.scoring.case import Case, Said, make_case, said_by
from khasan.battles.scoring.forecasts import read_forecasts
from khasan.battles.scoring.outcomes import read_outcomes
from khasan.battles.scoring.scoreboard import DRAWS, Group, scoreboard
from khasan.errors import Problem, input_error

OURS = "khasan"
FEW = 10
"""Battles without a forecast that are named."""


@dataclass(frozen=True)
class Marks:
    """How good a file of forecasts is, beside what statistics alone reach."""

    case: Case
    ours: Said
    rivals: tuple[Said, ...]
    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]
    """Rows and cells of either file that could not be used."""
    counts: Mapping[str, int]
    """How many battles the score stands on, in words."""
    old: bool
    """Whether all families tell of all years."""


def score_files(
    table: Path, forecasts: Path, *, duration_known: bool, seed: int = 1, draws: int = DRAWS, old: bool = False
) -> Marks:
    """Score forecasts against the outcomes of the table they were made from.

    ``duration_known`` is what the rivals may know too. InputError where either file is of no use.
    """
    battles = read_battles(table, duration_known=duration_known)
    outcomes, odd = read_outcomes(table)
    told, refused = read_forecasts(forecasts)
    case = make_case(battles.rows, outcomes)
    ours = said_by(OURS, case, told)
    forecast = [row.isqno in told for row in case.rows]
    if not any(forecast):
        remedy = f"give forecasts of the battles of {table.name}: none of these keys stands there"
        raise input_error("isqno", ", ".join(list(told)[:3]), remedy, file=str(forecasts))
    rivals = baselines(case, seed=seed)
    counts = {
        "rows": battles.read,
        "with an outcome": len(case.rows),
        "forecast": sum(forecast),
        "forecast and decided": int((case.decided & forecast).sum()),
    }
    unsaid = [row.isqno for row in case.rows if row.isqno not in told]
    if unsaid:
        shown = ", ".join(unsaid[:FEW]) + (", ..." if len(unsaid) > FEW else "")
        remedy = f"forecast them too, or leave them out of the score: {shown}"
        refused.append(Problem(str(forecasts), None, None, "isqno", f"no forecast of {len(unsaid)} battles", remedy))
    groups = scoreboard(case, ours, rivals, seed=seed, draws=draws, old=old)
    return Marks(case, ours, tuple(rivals), tuple(groups), (*battles.refused, *odd, *refused), counts, old)
