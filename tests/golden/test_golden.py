"""A history that a person can read in review: if it changes, the model has changed, and the changelog says why.

To renew it after a change that was meant: python tests/golden/test_golden.py
"""

from __future__ import annotations

from pathlib import Path

import khasan
from khasan.results.story import story_text

GOLDEN = Path(__file__).parent / "lake-khanka-1935-seed7.txt"


def told(replication: int) -> str:
    """The story of one replication of the smallest scenario, as `khasan run` prints it."""
    result = khasan.run("lake-khanka-1935", seed=7, replications=1, first_replication=replication, workers=1)
    return story_text(result.compiled, result.story(), width=100)


def test_the_first_history_of_lake_khanka_is_the_one_on_file() -> None:
    assert told(0) == GOLDEN.read_text("utf-8")


def test_another_history_is_another_text() -> None:
    assert told(1) != GOLDEN.read_text("utf-8")


if __name__ == "__main__":
    GOLDEN.write_text(told(0), "utf-8")
