"""Lake Khasan, fought for the readers of its page: enough runs for a typical one, and one what-if."""

from __future__ import annotations

from pathlib import Path

import khasan
from khasan.cli import main
from khasan.present.run_report.run_page import write_report

FIGHT = "lake-khasan-1938"
RUNS = 20
"""From so many on, the page replays the typical run."""


def report(folder: Path) -> Path:
    """The page that a run leaves."""
    khasan.run(FIGHT, seed=7, replications=RUNS, out=folder, record=1)
    return write_report(folder)


def comparison(folder: Path) -> Path:
    """The page of a comparison with a what-if."""
    file = folder / "no-fog.html"
    done = main(["compare", FIGHT, "+no-fog", "-n", "4", "--seed", "7", "--out", str(file)])
    assert done == 0
    return file
