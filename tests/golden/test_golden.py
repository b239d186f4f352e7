"""What a person can read in review: if it changes, the model or its words have changed, and the changelog says why.

To renew it after a change that was meant: python tests/golden/test_golden.py
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import khasan
from khasan.experiment.result import RunResult
from khasan.results import unit_ledger
from khasan.results.aar_text import aar_text
from khasan.results.story import story_text

HERE = Path(__file__).parent
WIDTH = 100


@cache
def fought(scenario: str, replications: int = 1, first: int = 0) -> RunResult:
    return khasan.run(scenario, seed=7, replications=replications, first_replication=first, workers=1)


def told(scenario: str, replication: int = 0) -> str:
    """The story of one replication, as `khasan run` prints it."""
    result = fought(scenario, 1, replication)
    return story_text(result.compiled, result.story(), width=WIDTH)


def reported(scenario: str, replications: int) -> str:
    """The after-action report of several, as `khasan run` prints it."""
    return str(aar_text(fought(scenario, replications).after_action(), WIDTH, colour=False))


def suffered(scenario: str, replication: int, unit: str) -> str:
    """The ledger of a unit, as `khasan explain` prints it."""
    result = fought(scenario)
    compiled, rep = result.compiled, result.replication(replication, record=True)
    return unit_ledger.text(unit_ledger.ledger_of(compiled, rep, result.seed, compiled.labels.units.index(unit)))


GOLDEN = {
    "lake-khanka-1935-seed7": lambda: told("lake-khanka-1935"),
    "tauran-1936-seed7": lambda: told("tauran-1936"),
    "tauran-1936-seed7-n4": lambda: reported("tauran-1936", 4),
    "kanchazu-1937-seed7-n4": lambda: reported("kanchazu-1937", 4),
    "suifenho-1935-seed7-ledger": lambda: "\n\n".join(
        suffered("suifenho-1935", 0, unit) for unit in fought("suifenho-1935").compiled.labels.units
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_told_is_what_is_on_file(name: str) -> None:
    assert GOLDEN[name]() == (HERE / f"{name}.txt").read_text("utf-8")


def test_another_history_is_another_text() -> None:
    assert told("lake-khanka-1935", 1) != (HERE / "lake-khanka-1935-seed7.txt").read_text("utf-8")


if __name__ == "__main__":
    for name, text in GOLDEN.items():
        (HERE / f"{name}.txt").write_text(text(), "utf-8")
