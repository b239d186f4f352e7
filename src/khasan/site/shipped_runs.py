"""The runs that the site ships, each with the page that ``khasan run`` leaves: fought, or taken up where broken off.

What a page does not need stays out unless it is asked for: the tables are made again, to the byte, from the manifest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from khasan.compiler import Compiled, compile_scenario
from khasan.errors import InputError, RunError
from khasan.experiment.fight import same_as_begun
from khasan.experiment.progress import Progress
from khasan.experiment.result import RunResult
from khasan.experiment.run import resume, run
from khasan.output import write_whole
from khasan.present.histories.files import write_histories
from khasan.present.run_report.run_page import write_report
from khasan.present.site.entries import Battle
from khasan.present.site.frame import FIGHTS, with_bar
from khasan.results.store import RunFolder
from khasan.scenario.resolved import Resolved

STORY = "What happened, by the sources"
NO_TABLES = (
    "This page is part of a site without the tables (.parquet) that it may mention. Its command makes them again."
)


@dataclass(frozen=True)
class Fought:
    """How the battles of the site are fought."""

    replications: int
    seed: int
    workers: int | None = None
    tables: bool = False
    """Are the run's tables shipped with its page?"""


def ship(site: Path, battle: Battle, scenario: Resolved, asked: Fought, progress: Progress | None) -> RunResult:
    """Leave the run of a battle and its page in the site.

    Raises RunInterrupted as a run does, with what is finished kept; RunError for a fight whose outcome is kept back.
    """
    if scenario.record_outcomes and scenario.record_outcomes.withheld:
        raise RunError(f"{battle.id} is kept as a test: it is not fought for the site")
    folder = site / battle.folder
    compiled = compile_scenario(scenario)
    if _begun_alike(folder, compiled, asked):
        result = resume(folder, workers=asked.workers, progress=progress)
    else:
        command = ["khasan", "run", battle.id, "--seed", str(asked.seed), "--replications", str(asked.replications)]
        result = run(
            compiled, seed=asked.seed, replications=asked.replications, workers=asked.workers, out=folder, force=True,
            command=command, progress=progress,
        )  # fmt: skip
    found = result.histories()
    write_histories(folder, found, result.compiled)  # before the page, which links what lies beside it
    write_report(folder, result.compiled, found=found)
    lay_bar_over(folder, battle.folder, FIGHTS, beside=(battle.story, STORY), note="" if asked.tables else NO_TABLES)
    return result


def leave_tables_out(folder: Path) -> None:
    """Take away a run's tables: its pages, and the manifest from which they can be made again, stay."""
    for table in sorted(folder.glob("*.parquet")):
        table.unlink()


def lay_bar_over(folder: Path, place: str, part: str, *, beside: tuple[str, str] | None = None, note: str = "") -> None:
    """Put the site's ways above every page that a run has left in its folder."""
    for page in sorted(folder.glob("*.html")):
        write_whole(
            page, with_bar(page.read_text(encoding="utf-8"), f"{place}/{page.name}", part, beside=beside, note=note)
        )


def _begun_alike(folder: Path, compiled: Compiled, asked: Fought) -> bool:
    """Does the folder hold this very run, whole or broken off, by these rules?"""
    try:
        told = RunFolder.open(folder, unfinished=True).manifest
        whole = told.get("finished", not told["interrupted"]) is True
        same_as_begun(told, any_processor=whole)
    except (InputError, RunError):
        return False
    of_it = {
        "scenario_digest": compiled.resolved.digest, "map_digest": compiled.resolved.map_digest, "seed": asked.seed,
        "replications_asked": asked.replications, "first_replication": 0, "what_ifs": [],
    }  # fmt: skip
    there = not whole or (folder / "outcomes.parquet").is_file()
    return there and all(told.get(name) == value for name, value in of_it.items())
