"""Many replications of one scenario: the Python face of ``khasan run`` and ``khasan resume``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from khasan.compiler import Compiled, compile_scenario
from khasan.engine.steps import is_warm
from khasan.errors import input_error
from khasan.experiment import baseline as beside
from khasan.experiment.argument_checks import MOST_REPLICATIONS, MOST_SEED, MOST_WORKERS, problem, refuse, whole
from khasan.experiment.backends import Backend, Threads, cores
from khasan.experiment.fight import Fight, same_as_begun
from khasan.experiment.growing_tables import Growing
from khasan.experiment.interrupt import RunInterrupted
from khasan.experiment.one_point import OnePoint
from khasan.experiment.parts import Parts
from khasan.experiment.progress import Progress
from khasan.experiment.result import RunResult
from khasan.output import remove_drafts
from khasan.results.outcomes import check_measures
from khasan.results.reopen import compiled_of
from khasan.results.store import BASE_SCENARIO, BASELINE, SCENARIO, RunFolder, manifest_of
from khasan.scenario.catalog import load_scenario
from khasan.scenario.resolved import Resolved

__all__ = ["RECORDED", "RunInterrupted", "resume", "run"]

RECORDED = 10
"""Replications recorded unless said otherwise."""
TWICE = "fought twice, with the what-if and as it was, to show what differs; --no-baseline leaves the second out"


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
    baseline: bool = False,
    out: str | Path | None = None,
    force: bool = False,
    command: Sequence[str] = (),
    progress: Progress | None = None,
    own: Backend | None = None,
) -> RunResult:
    """Simulate a battle, once or many times, from replication ``first_replication`` on.

    The same arguments give the same tables, whatever the number of ``workers``.

    ``scenario``: an id, the path of a YAML file, or the result of load_scenario or compile_scenario. ``workers``:
    threads; by default one per core. ``record``: for how many replications, from the first of this run on, to keep
    units, events and losses. ``record_rule``: how rival claims become the intervals that the engine draws from (see
    ``khasan.record.rules``); by default the scenario's own rule. ``baseline``: with a what-if, also simulate the
    battle as it was, with the same replications, and say what differs. ``out``: a folder to create; without it,
    everything stays in memory. ``command`` goes into the manifest. ``own``: a backend of your own instead of threads
    (``khasan.testing.check_backend``).

    Raises InputError with all problems, before anything is written; RunInterrupted after Ctrl-C, with what was
    finished; Busy if another process is writing into the folder; RunError if the work cannot be finished. Whatever
    ended it, even kill -9, the folder keeps what was finished and :func:`resume` continues.

    >>> import khasan
    >>> result = khasan.run("lake-khanka-1935", seed=7, replications=3)
    >>> result.outcomes.num_rows
    3
    """
    check_arguments(seed, replications, first_replication, workers, record)
    compiled = _compiled(scenario, what_if, record_rule)
    check_measures(compiled)
    base = _as_it_was(scenario, compiled, record_rule) if baseline and compiled.resolved.what_ifs else None
    asked = _Asked(
        compiled, int(seed), int(first_replication), int(replications), record if record == "all" else int(record),
        tuple(command), base.resolved.digest if base else "",
    )  # fmt: skip
    with closing(own or _threads(workers, asked)) as backend:
        if out is None:
            return _with_baseline(asked, base, None, _fight(asked, None, backend, progress), backend, progress)
        with _begun(out, force=force) as folder:
            folder.write_text(SCENARIO, compiled.resolved.model_dump_json(exclude={"digest"}) + "\n")
            folder.write_manifest(asked.manifest(0))
            if base is not None:
                folder.write_text(BASE_SCENARIO, base.resolved.model_dump_json(exclude={"digest"}) + "\n")
                if progress is not None:
                    progress.told(TWICE)
            fought = _fight(asked, folder, backend, progress)
            return _with_baseline(asked, base, folder, fought, backend, progress)


def resume(
    folder: str | Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    own: Backend | None = None,
) -> RunResult:
    """Finish a run that was interrupted: only what is missing is simulated, and the tables come out the same.

    Raises InputError if the folder holds no run or its scenario or map has changed, and RunError if the version of
    khasan, the rules or the class of processor differ from those the run was started with; otherwise as :func:`run`.
    """
    refuse([None if workers is None else whole("workers", workers, 1, MOST_WORKERS)])
    found = RunFolder.open(folder, unfinished=True)
    with found.held():
        manifest = found.manifest
        compiled = compiled_of(found)
        asked = _Asked.of(compiled, manifest)
        check_arguments(asked.seed, asked.replications, asked.first, None, asked.record)
        done = manifest.get("finished", not manifest["interrupted"]) is True
        if done and not (asked.baseline and found.baseline() is None):
            return asked.result(found, asked.replications)
        same_as_begun(manifest, any_processor=False)
        remove_drafts(found.path)
        with closing(own or _threads(workers, asked)) as backend:
            fought = asked.result(found, asked.replications) if done else _fight(asked, found, backend, progress)
            base = compiled_of(found, BASE_SCENARIO) if (found.path / BASE_SCENARIO).is_file() else None
            return _with_baseline(asked, base, found, fought, backend, progress)


@dataclass(frozen=True)
class _Asked:
    """What a run was asked for."""

    compiled: Compiled
    seed: int
    first: int
    replications: int
    record: int | Literal["all"]
    command: tuple[str, ...]
    baseline: str = ""
    """Digest of the scenario as it was, if that is to be fought too."""

    @classmethod
    def of(cls, compiled: Compiled, manifest: dict[str, Any]) -> _Asked:
        return cls(
            compiled, manifest["seed"], manifest["first_replication"], manifest["replications_asked"],
            manifest.get("record", 0), tuple(manifest["command"]), manifest.get("baseline", ""),
        )  # fmt: skip

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + self.replications)

    @property
    def recorded_before(self) -> int:
        return self.first + (self.replications if self.record == "all" else self.record)

    def manifest(self, finished: int, *, interrupted: bool = False) -> dict[str, Any]:
        return manifest_of(
            self.compiled, seed=self.seed, first_replication=self.first, asked=self.replications, finished=finished,
            record=self.record, command=self.command, what_ifs=self.compiled.resolved.what_ifs,
            interrupted=interrupted, baseline=self.baseline,
        )  # fmt: skip

    def result(self, folder: RunFolder | None, finished: int, kept: dict[str, Any] | None = None) -> RunResult:
        return RunResult(
            compiled=self.compiled, seed=self.seed, first_replication=self.first, asked=self.replications,
            finished=finished, folder=folder.path if folder else None, interrupted=finished < self.replications,
            kept=kept or {},
        )  # fmt: skip


def _fight(asked: _Asked, folder: RunFolder | None, backend: Backend, progress: Progress | None) -> RunResult:
    """Fight what is missing and leave the tables of what is finished; RunInterrupted if that is not all.

    Letting go of the backend is the caller's.
    """
    go_on = folder.resume if folder else ""
    remedy = f"What is finished is kept: make room, then {go_on}"
    parts = Parts.of(folder, remedy) if folder else None
    if progress is not None and not is_warm(asked.compiled):
        progress.compiling()
    with Growing(asked.compiled, folder.path if folder else None, remedy) as growing:
        course = OnePoint(
            asked.compiled, asked.seed, asked.numbers, asked.recorded_before, growing, parts, go_on,
        )  # fmt: skip
        Fight(course, progress).go(backend)
        finished = course.taken_up
        if finished == 0:
            raise RunInterrupted
        if folder is not None:  # the tables of before, if any, go: until the last stands, no manifest vouches for them
            folder.write_manifest(asked.manifest(0))
        kept = growing.finish()
    interrupted = finished < asked.replications
    if folder is not None:
        folder.write_manifest(asked.manifest(finished, interrupted=interrupted))
    if parts is not None and not interrupted:
        parts.remove()
    result = asked.result(folder, finished, kept)
    if interrupted:
        raise RunInterrupted(result)
    return result


def _as_it_was(scenario: str | Path | Resolved | Compiled, compiled: Compiled, record_rule: str | None) -> Compiled:
    """The scenario without its what-ifs."""
    if isinstance(scenario, str | Path):
        return compile_scenario(load_scenario(scenario, record_rule=record_rule))
    base = load_scenario(compiled.resolved.id, record_rule=compiled.resolved.record_rule)
    return compile_scenario(base)


def _with_baseline(
    asked: _Asked,
    base: Compiled | None,
    folder: RunFolder | None,
    result: RunResult,
    backend: Backend,
    progress: Progress | None,
) -> RunResult:
    """The run with what the scenario as it was comes to; the run alone where that is not to be had.

    RunInterrupted, with the run, if somebody asks for the end meanwhile.
    """
    if base is None:
        return result
    try:
        table = beside.outcomes_as_it_was(base, asked.seed, asked.numbers, backend, progress)
    except RunInterrupted as end:
        raise RunInterrupted(result) from end
    if folder is not None:
        folder.write_baseline(table)
        return result
    return replace(result, kept={**result.kept, BASELINE: table})


@contextmanager
def _begun(out: str | Path, *, force: bool) -> Iterator[RunFolder]:
    """The run's folder, held. A run that ends before anything is finished leaves none."""
    nothing = False
    try:
        with RunFolder.begun(out, force=force) as folder:
            try:
                yield folder
            except BaseException:
                nothing = folder.forget()
                raise
    finally:
        if nothing:
            with suppress(OSError):
                Path(out).rmdir()


def _threads(workers: int | None, asked: _Asked) -> Threads:
    return Threads(min(workers or cores(), asked.replications))


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


def check_arguments(seed: Any, replications: Any, first_replication: Any, workers: Any, record: Any) -> None:
    """Raises InputError with every argument that is of another kind or out of bounds."""
    wrong = [
        whole("seed", seed, 0, MOST_SEED),
        many := whole("replications", replications, 1, MOST_REPLICATIONS),
        whole("first-replication", first_replication, 0, MOST_REPLICATIONS - (1 if many else int(replications))),
        None if workers is None else whole("workers", workers, 1, MOST_WORKERS),
    ]
    if isinstance(record, str) and record != "all":
        wrong.append(problem("record", record, "give a number of replications, or all"))
    elif record != "all":
        wrong.append(whole("record", record, 0, MOST_REPLICATIONS))
    refuse(wrong)
