"""Many replications of one scenario: the Python face of ``khasan run``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from khasan.compiler import Compiled, compile_scenario
from khasan.engine.ahead import is_warm
from khasan.errors import InputError, Problem, input_error
from khasan.experiment.backend import in_order
from khasan.experiment.gather import Gathering, Rows, work_out
from khasan.experiment.interrupt import orderly_end
from khasan.experiment.result import RunResult
from khasan.results.outcomes import check_measures
from khasan.results.store import SCENARIO, RunFolder, manifest_of
from khasan.scenario.catalog import load_scenario
from khasan.scenario.resolved import Resolved

RECORDED = 10
"""Replications recorded unless said otherwise."""
MOST_REPLICATIONS = 2**31 - 1
"""Numbers of replications are 32-bit in the tables."""
MOST_WORKERS = 256


class Progress(Protocol):
    """Is told how far a run has come; all calls come from the thread that runs it."""

    def compiling(self) -> None:
        """The kernels were never compiled here: the first replication takes longer."""

    def advanced(self, done: int, asked: int) -> None:
        """So many replications are finished. The first call, with 0 done, comes before any work."""

    def stopping(self) -> None:
        """Ctrl-C was pressed: only what is under way will be finished."""


class RunInterrupted(KeyboardInterrupt):
    """Ctrl-C in mid-run; ``result`` holds what was finished, None if nothing was (then nothing is on disk)."""

    def __init__(self, result: RunResult | None) -> None:
        super().__init__("interrupted")
        self.result = result


def run(
    scenario: str | Path | Resolved | Compiled,
    *,
    seed: int = 0,
    replications: int = 1,
    first_replication: int = 0,
    workers: int | None = None,
    record: int | Literal["all"] = RECORDED,
    what_if: Sequence[str | Path] = (),
    record_rule: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> RunResult:
    """Fight replications ``first_replication`` and the following; same arguments, same tables, any ``workers``.

    ``scenario``: an id, the path of a YAML file, or what load_scenario or compile_scenario gave. ``workers``:
    threads; one a core unless said. ``record``: of how many replications, the first of this run, units, events
    and losses are kept. ``record_rule``: how rival claims become the intervals that the engine draws from (see
    ``khasan.record.rules``); the scenario's own rule unless said. ``out``: a folder to make; without it everything
    stays in memory. ``command`` goes into the manifest.

    Raises InputError with all that is wrong, before anything is written, and RunInterrupted after Ctrl-C: the
    folder then holds the replications finished, without a gap.

    >>> import khasan
    >>> result = khasan.run("lake-khanka-1935", seed=7, replications=3)
    >>> result.outcomes.num_rows
    3
    """
    _check(seed, replications, first_replication, workers, record)
    compiled = _compiled(scenario, what_if, record_rule)
    check_measures(compiled)
    folder = None if out is None else RunFolder.create(out, force=force)
    numbers = range(first_replication, first_replication + replications)
    recorded_before = numbers.stop if record == "all" else first_replication + record
    gathering = Gathering(compiled, folder.path if folder else None)
    try:
        interrupted = _fight(
            gathering,
            partial(work_out, compiled, seed, recorded_before),
            numbers,
            min(workers or _cores(), replications),
            progress,
            partial(is_warm, compiled),
        )
        if gathering.finished:
            kept = gathering.finish()
    except BaseException:
        _leave_nothing(gathering, folder)
        raise
    if gathering.finished == 0:
        _leave_nothing(gathering, folder)
        raise RunInterrupted(None)
    result = RunResult(
        compiled=compiled,
        seed=seed,
        first_replication=first_replication,
        asked=replications,
        finished=gathering.finished,
        folder=folder.path if folder else None,
        interrupted=interrupted,
        kept=kept,
    )
    if folder is not None:
        _write_papers(folder, result, gathering.recorded, command)
    if interrupted:
        raise RunInterrupted(result)
    return result


def _fight(
    gathering: Gathering,
    work: Callable[[int], Rows],
    numbers: range,
    workers: int,
    progress: Progress | None,
    warm: Callable[[], bool],
) -> bool:
    """Work the numbers off in order; was it interrupted?"""
    asked = len(numbers)
    told = False
    if progress is not None:
        if not warm():
            progress.compiling()
        progress.advanced(0, asked)
    with orderly_end() as stop:
        # The first alone: it compiles or loads the kernels, which threads would only wait for.
        for part, threads in ((numbers[:1], 1), (numbers[1:], workers)):
            for rows in in_order(work, part, workers=threads, stop=stop):
                gathering.add(rows)
                if progress is None:
                    continue
                progress.advanced(gathering.finished, asked)
                if stop() and not told:
                    progress.stopping()
                    told = True
        return stop() and gathering.finished < asked


def _compiled(
    scenario: str | Path | Resolved | Compiled, what_if: Sequence[str | Path], record_rule: str | None
) -> Compiled:
    if isinstance(scenario, str | Path):
        return compile_scenario(load_scenario(scenario, what_if, record_rule=record_rule))
    if what_if:
        remedy = "give the what-ifs to load_scenario: this scenario is loaded already"
        raise input_error("what_if", ", ".join(map(str, what_if)), remedy)
    if record_rule is not None:
        remedy = "give the rule to load_scenario: this scenario has its numbers already"
        raise input_error("record_rule", record_rule, remedy)
    return compile_scenario(scenario) if isinstance(scenario, Resolved) else scenario


def _check(
    seed: int,
    replications: int,
    first_replication: int,
    workers: int | None,
    record: int | str,
) -> None:
    """Raises InputError with every argument that is out of bounds."""
    wrong = []

    def bound(name: str, value: int, low: int, high: int) -> None:
        if not low <= value <= high:
            wrong.append(_problem(name, value, f"give a whole number from {low} to {high}"))

    bound("seed", seed, 0, 2**64 - 1)
    bound("replications", replications, 1, MOST_REPLICATIONS)
    bound("first-replication", first_replication, 0, MOST_REPLICATIONS - max(replications, 1))
    if workers is not None:
        bound("workers", workers, 1, MOST_WORKERS)
    if isinstance(record, int):
        bound("record", record, 0, MOST_REPLICATIONS)
    elif record != "all":
        wrong.append(_problem("record", record, "give a number of replications, or all"))
    if wrong:
        raise InputError(wrong)


def _problem(name: str, value: object, remedy: str) -> Problem:
    return Problem("command line", None, None, f"--{name}", str(value), remedy)


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _write_papers(folder: RunFolder, result: RunResult, recorded: Sequence[int], command: Sequence[str]) -> None:
    """The scenario as it was, and last the manifest, which says that all is there."""
    scenario = result.compiled.resolved
    folder.write_text(SCENARIO, scenario.model_dump_json(exclude={"digest"}) + "\n")
    manifest = manifest_of(
        result.compiled,
        seed=result.seed,
        first_replication=result.first_replication,
        asked=result.asked,
        finished=result.finished,
        recorded=recorded,
        command=command,
        what_ifs=scenario.what_ifs,
        interrupted=result.interrupted,
    )
    folder.write_manifest(manifest)


def _leave_nothing(gathering: Gathering, folder: RunFolder | None) -> None:
    """A folder without a manifest is no run: take it away, but only what this run has made."""
    gathering.discard()
    if folder is None:
        return
    for path in folder.path.glob("*.parquet"):
        path.unlink()
    if not any(folder.path.iterdir()):
        folder.path.rmdir()
