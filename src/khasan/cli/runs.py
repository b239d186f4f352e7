"""Commands that compute: run, resume, warmup."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from khasan.cli.shared import (
    INTERRUPTED,
    AsJson,
    HistoriesOption,
    ScenarioArgument,
    WhatIfOption,
    WorkersOption,
    answer,
    example,
    meant,
    note,
    tell_histories,
)
from khasan.collecting import no_collecting
from khasan.errors import input_error

if TYPE_CHECKING:
    from khasan.experiment.progress import Progress
    from khasan.experiment.result import RunResult

RUNS = Path("runs")
"""Where runs without --out go, below the folder one is in."""
_WARM_UP = "lake-khanka-1935"
"""The smallest scenario: it needs every kernel and takes a moment."""


def add_to(app: typer.Typer) -> None:
    """Give the app these commands."""
    app.command(
        short_help="Simulate a battle and compare it with the sources.",
        epilog=example(
            "khasan run lake-khanka-1935 --seed 7",
            "khasan run lake-khasan-1938 --seed 7 --replications 200 --out runs/khasan",
            "khasan run lake-khasan-1938 --replications 200 --what-if no-fog --json",
            "khasan run lake-khasan-1938 --seed 7 --replications 1000 --histories",
        ),
    )(run)
    app.command(short_help="Finish a run that was interrupted.", epilog=example("khasan resume runs/khasan"))(resume)
    app.command(short_help="Compile the model before the first run.", epilog=example("khasan warmup"))(warmup)


def run(
    context: typer.Context,
    scenario: ScenarioArgument,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same results.")] = 0,
    replications: Annotated[int, typer.Option("--replications", "-n", help="How many times to simulate it.")] = 1,
    first_replication: Annotated[
        int, typer.Option(help="Number of the first replication: 100 continues a run of 100.")
    ] = 0,
    what_if: WhatIfOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder to create. If not given: a new one below runs/.")] = None,
    workers: WorkersOption = None,
    record: Annotated[
        str,
        typer.Option(
            metavar="N|all",
            help="For how many replications, from the first of this run on, to keep units, events and losses.",
        ),
    ] = "10",
    record_rule: Annotated[
        str | None,
        typer.Option(
            metavar="RULE",
            help="How rival claims become intervals: graded, best-grade, all, own-side, third-party, seed-only or "
            "source:KEY; the scenario's own rule unless given.",
        ),
    ] = None,
    baseline: Annotated[
        bool,
        typer.Option(
            "--baseline/--no-baseline", help="With a what-if, also simulate the battle as it was, and say what differs."
        ),
    ] = True,
    histories: HistoriesOption = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an older run in this folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Simulate a battle, once or many times, and compare the results with the sources.

    A single replication is told as a story; several end in an after-action report. Ctrl-C keeps what is
    finished (exit code 130). Whatever interrupts a run, khasan resume continues it.
    """
    with no_collecting():
        from khasan.experiment import run as experiment

    recorded = _recorded(record)
    scenario = meant(scenario)
    folder = out or _new_folder(scenario, what_if or (), seed, replications, first_replication)

    def fight(shown: Progress) -> RunResult:
        return experiment.run(
            scenario,
            seed=seed,
            replications=replications,
            first_replication=first_replication,
            workers=workers,
            record=recorded,
            what_if=what_if or (),
            record_rule=record_rule,
            baseline=baseline,
            out=folder,
            force=force,
            command=["khasan", *context.obj],
            progress=shown,
        )

    go(fight, folder, as_json=as_json, histories=histories)


def resume(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run that was interrupted.")],
    workers: WorkersOption = None,
    as_json: AsJson = False,
) -> None:
    """Finish a run of a battle or of the frontier: only what is missing is simulated, and the tables come out the same.

    It needs the version of khasan, the rules and the class of processor that the run was started with.
    """
    from khasan.frontier.many_histories import is_of_frontier

    if is_of_frontier(run):
        from khasan.cli.frontier import resume_run

        resume_run(run, as_json=as_json)
        return
    with no_collecting():
        from khasan.experiment import run as experiment

    go(lambda shown: experiment.resume(run, workers=workers, progress=shown), run, as_json=as_json)


def go(fight: Callable[[Progress], RunResult], folder: Path, *, as_json: bool, histories: bool = False) -> None:
    """Fight it with its progress shown, and tell what came of it."""
    with no_collecting():
        from khasan.cli.progress_bar import display
        from khasan.experiment.interrupt import RunInterrupted

    interrupted = False
    with display() as shown:
        try:
            result: RunResult | None = fight(shown)
        except RunInterrupted as end:
            result, interrupted = end.result, True
    if result is None:
        note("interrupted before the first replication was finished: nothing was written")
        raise typer.Exit(INTERRUPTED)
    if result.interrupted:
        from khasan.results.store import RunFolder

        rest = RunFolder(folder).resume
        note(
            f"interrupted: {result.finished} of {result.asked} replications are finished and kept. Continue with: "
            f"{rest}"
        )
    elif interrupted:
        from khasan.results.store import RunFolder

        note(
            "interrupted: the run itself is complete, but the battle as it was has not been simulated; "
            f"{RunFolder(folder).resume} does that"
        )
    with no_collecting():
        _tell(result, as_json=as_json, histories=histories)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _recorded(text: str) -> int | Literal["all"]:
    if text == "all":
        return "all"
    if not text.isascii() or not text.isdecimal():
        raise input_error("--record", text, "give a number of replications, or the word all")
    return int(text)


def _new_folder(scenario: str, what_ifs: Sequence[str], seed: int, replications: int, first: int) -> Path:
    """A folder that is not there yet, named after what is asked for."""
    fight = Path(scenario).stem
    of = "-with-".join([fight, *(Path(what_if).stem.removeprefix(f"{fight}-") for what_if in what_ifs)])
    name = f"{of}-seed{seed}-n{replications}" + (f"-from{first}" if first else "")
    number = 1
    while (folder := RUNS / (name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return folder


def _tell(result: RunResult, *, as_json: bool, histories: bool) -> None:
    """The story of one replication or the report on several, and where the files are."""
    from khasan.present.run_report.run_page import write_report

    assert result.folder is not None
    chosen = result.histories() if histories else None
    if chosen is not None:
        tell_histories(result.folder, chosen, result.compiled)
    story = result.story() if result.finished == 1 else []
    after, found = result.after_action(), result.comparison()
    write_report(result.folder, result.compiled, story, chosen)

    def words() -> str:
        if result.finished == 1:
            from khasan.results.story import story_text

            return story_text(result.compiled, story, after=after.what_changes)
        from khasan.results.aar_text import aar_text

        return aar_text(after)

    def payload() -> dict[str, Any]:
        told: dict[str, Any] = {
            "folder": result.folder,
            "scenario": result.compiled.resolved.id,
            "what_ifs": result.compiled.resolved.what_ifs,
            "seed": result.seed,
            "first_replication": result.first_replication,
            "record_rule": result.compiled.resolved.record_rule,
            "asked": result.asked,
            "finished": result.finished,
            "interrupted": result.interrupted,
        }
        if result.finished == 1:
            told["story"] = [{"time": when, "text": text} for when, text in story]
        if chosen is not None:
            told["histories"] = chosen.to_json()
        return told | {"comparison": found.to_json() if found else None, "after_action": after.to_json()}

    answer(words, payload, as_json=as_json)
    note(f"run: {result.folder} (report: {result.folder / 'report.html'})")


def warmup(as_json: AsJson = False) -> None:
    """Compile the model for this machine now, so that the first run does not have to wait."""
    from khasan.experiment.warm_up import warm_up

    start = time.monotonic()
    folder, temporary, was_warm = warm_up(_WARM_UP)
    seconds = time.monotonic() - start

    def words() -> str:
        done = "was compiled already" if was_warm else f"compiled in {seconds:.0f} s"
        return f"{done}; kept in {folder}" if not temporary else f"{done}; kept until this command ends"

    answer(
        words,
        lambda: {"folder": folder, "temporary": temporary, "was_compiled": was_warm, "seconds": round(seconds, 3)},
        as_json=as_json,
    )
