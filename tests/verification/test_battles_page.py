"""The page on battles is filled from scores, and holds no figure of the table that it is about."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from verification.battles import __main__ as command
from verification.battles import page, worst

from battles.made_table import PATH, best_forecast, make_rows
from khasan.battles.battle_table import read_battles
from khasan.battles.forecast_columns import COLUMNS
from khasan.battles.scoring.whole import Marks, score_files

Capture = pytest.CaptureFixture[str]
PAGE = Path(__file__).parents[2] / "docs" / "validation" / "battles.md"
EMPTY = re.sub(r"(<!-- battles: \w+ -->\n).*?(<!-- end -->)", r"\1\2", PAGE.read_text("utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Marks:
    path = tmp_path_factory.mktemp("said") / "said.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *(best_forecast(row) for row in make_rows())])
    return score_files(PATH, path, duration_known=True, draws=20)


@pytest.fixture(scope="module")
def looked(marks: Marks) -> list[worst.Look]:
    """The worst battle of fewer than 4,000 attackers, fought once."""
    rows = {row.isqno: row for row in read_battles(PATH, duration_known=True).rows}
    before = worst.WORST, worst.REPLICATIONS
    worst.WORST, worst.REPLICATIONS = 1, 1
    small = np.array([row.attacker.strength < 4000 and row.is_primary for row in marks.case.rows])
    marks.ours.chance[~small] = np.nan
    try:
        return worst.looks(marks, rows, seed=1)
    finally:
        worst.WORST, worst.REPLICATIONS = before


def test_every_part_of_the_page_is_written(marks: Marks, looked: list[worst.Look]) -> None:
    made = page.filled(EMPTY, {"known": marks, "unknown": marks}, looked, 30, 7)
    assert made.count("<!-- battles:") == EMPTY.count("<!-- battles:") == 6
    first = next(line for line in made.splitlines() if line and line[0] not in "#<")
    assert first.startswith("Uncalibrated, the engine calls the winner of")
    assert "| since 1900 |" in made
    assert f"| A, {looked[0].row.year} |" in made
    assert looked[0].row.name.lower() not in made.lower(), "no row of a table is told by its name"
    assert page.filled(made, {"known": marks, "unknown": marks}, looked, 30, 7) == made
    tables = [line for line in made.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_a_look_tells_what_was_fought(looked: list[worst.Look]) -> None:
    [one] = looked
    assert one.row.attacker.strength < 4000
    for share, causes in zip(one.lost, one.causes, strict=True):
        assert 0 < share < 1
        assert sum(causes.values()) == pytest.approx(1)
        assert list(causes.values()) == sorted(causes.values(), reverse=True)
    assert 0 <= one.early <= 1
    assert sum(worst.in_common(looked).values()) >= 0


def test_the_worst_are_those_that_cost_most(marks: Marks) -> None:
    bad = worst.badness(marks.case, marks.ours)
    told = np.isfinite(bad)
    assert told.sum() > worst.WORST
    surprised = np.abs(marks.ours.chance - marks.case.won)
    [first, *_] = np.argsort(-bad)
    assert surprised[first] > np.nanmedian(surprised[told])


def test_factors_are_told_to_one_figure() -> None:
    assert page._factor(np.log10(13.7)) == "x10"
    assert page._factor(np.log10(0.0832)) == "x0.08"
    assert page._factor(float("nan")) == page.DASH


def test_without_a_table_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KHASAN_BATTLES", raising=False)
    assert command.main([]) == 2
    assert "KHASAN_BATTLES" in capsys.readouterr().out
