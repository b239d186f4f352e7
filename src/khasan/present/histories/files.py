"""The histories that the page of a run does not hold, each as a page of its own beside it.

Such a page is the one that ``khasan run ... --first-replication N`` makes of that replication alone: its story and its
replay.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from khasan.compiler import Compiled
from khasan.experiment import run as experiment
from khasan.output import write_whole
from khasan.present.histories.ways import bookmarks, file_of
from khasan.present.run_report.content import content_of
from khasan.present.run_report.run_page import page
from khasan.results.histories import Histories
from khasan.results.store import RunFolder


def write_histories(folder: Path | str, found: Histories, compiled: Compiled) -> list[Path]:
    """Write the histories of a run, but for the typical one, into files beside its page; their paths.

    Older ones are replaced. Raises InputError if the folder holds no run, CannotWrite where the system refuses.
    """
    opened = RunFolder.open(folder)
    seed, resolved = opened.manifest["seed"], compiled.resolved
    fight = _asked_for(opened.manifest.get("command", ()), resolved.id)
    written = []
    for history in found.items:
        if not (name := file_of(history)):
            continue
        command = ["khasan", "run", fight, "--seed", str(seed), "--first-replication", str(history.number)]
        command += [part for what_if in resolved.what_ifs for part in ("--what-if", what_if)]
        with tempfile.TemporaryDirectory() as place:
            alone = Path(place) / "run"
            experiment.run(
                compiled, seed=seed, first_replication=history.number, workers=1, record=1, out=alone, command=command
            )
            text = page(replace(content_of(alone, compiled), bookmarks=bookmarks(found, history)))
        remedy = f"Make room, then khasan report {opened.path} --histories"
        written.append(write_whole(opened.path / name, text, remedy=remedy))
    return written


def _asked_for(command: Sequence[str], scenario: str) -> str:
    """The scenario as the run's command named it, which may be a file that no id finds; else its id.

    >>> _asked_for(["khasan", "run", "my/fight.yaml", "-n", "30"], "a-fight"), _asked_for(["python"], "a-fight")
    ('my/fight.yaml', 'a-fight')
    """
    match command:
        case ["khasan", "run", str(named), *_] if named.endswith((".yaml", ".yml")):
            return named
    return scenario
