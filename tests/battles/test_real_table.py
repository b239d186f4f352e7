"""The real table of battles, which is no part of the project: read, kept out, and known to statistics."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from battles.made_rows import FORBIDDEN, OF_TIME, shuffled, write_rows
from khasan.battles.battle_table import read_battles
from khasan.battles.scoring import measures
from khasan.battles.scoring.baselines import ALWAYS, RIDGE, baselines
from khasan.battles.scoring.case import make_case
from khasan.battles.scoring.outcomes import read_outcomes

ROOT = Path(__file__).parents[2]
NAMED = os.environ.get("KHASAN_BATTLES", "")
pytestmark = pytest.mark.skipif(
    not NAMED, reason="KHASAN_BATTLES names no table of battles (docs/how_to_add/battle_table.md)"
)


def raw() -> list[dict[str, str]]:
    with Path(NAMED).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_nearly_every_row_is_read_and_the_rest_is_named() -> None:
    table = read_battles(Path(NAMED), duration_known=True)
    rows = raw()
    assert table.read == len(rows)
    assert len(table.rows) > 0.98 * len(rows)
    refused = {problem.line for problem in table.refused}
    assert len(table.rows) + len(refused) == table.read
    assert not [doubt for doubt in table.doubts if "use one of" in doubt.remedy]


@pytest.mark.parametrize("known", [True, False])
def test_what_tells_the_outcome_changes_nothing(tmp_path: Path, known: bool) -> None:
    rows = raw()
    hidden = [name for name in (FORBIDDEN if known else FORBIDDEN + OF_TIME) if name in rows[0]]
    assert len(hidden) > 60
    first = read_battles(write_rows(tmp_path / "battles.csv", rows), duration_known=known)
    other = write_rows(tmp_path / "battles.csv", shuffled(rows, hidden, seed=4))
    assert read_battles(other, duration_known=known) == first


def test_a_ridge_knows_more_than_that_attackers_win() -> None:
    """As the same regression did elsewhere on this table: log loss .57 and .65 or so."""
    outcomes, _ = read_outcomes(Path(NAMED))
    case = make_case(read_battles(Path(NAMED), duration_known=True).rows, outcomes)
    told = {said.name: said for said in baselines(case, seed=1)}
    loss = {name: measures.log_loss(told[name].chance, case.won)[case.decided].mean() for name in (ALWAYS, RIDGE)}
    assert loss[RIDGE] < loss[ALWAYS] - 0.04
    error = told[RIDGE].quantiles[:, :, 2] - case.casualties
    assert measures.within_factor(error[np.isfinite(error)]).mean() > 0.5


def test_no_row_of_it_stands_in_the_repository() -> None:
    lines = [line[:60] for line in Path(NAMED).read_text(encoding="utf-8").splitlines()[1:]]
    kept = [path for name in ("docs", "src", "tests", "verification") for path in (ROOT / name).rglob("*")]
    told = "\n".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in kept
        if path.suffix in (".csv", ".md", ".yaml", ".json", ".txt") and path.is_file()
    )
    assert not [line for line in lines if len(line) == 60 and line in told]
