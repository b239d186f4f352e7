"""Commands on experiments: run, status, resume, report, sql, schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from khasan.cli.shared import INTERRUPTED, AsJson, answer, example, group

if TYPE_CHECKING:
    from khasan.experiment.progress import Report
    from khasan.experiment.study.study import Study

DirArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Folder that `khasan experiment run` made.")]
BackendOption = Annotated[
    str,
    typer.Option(
        "--backend",
        metavar="NAME",
        help="Where to simulate: threads, processes, dask, or a backend from another package. The results are the "
        "same.",
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Dask scheduler, such as tcp://host:8786; a cluster of this machine's own unless given. Of another "
        "package's backend: what it asks for.",
    ),
]
WorkersOption = Annotated[int | None, typer.Option("--workers", help="Threads or processes; one a core unless given.")]
AnyProcessorOption = Annotated[
    bool,
    typer.Option(
        "--any-processor",
        help="Let workers with another class of processor take part. The last digits may then differ.",
    ),
]
ProgressOption = Annotated[
    Literal["auto", "quiet", "jsonl"],
    typer.Option("--progress", help="auto: a bar or plain lines; quiet: nothing; jsonl: a line of JSON a part."),
]
PatienceOption = Annotated[
    float, typer.Option("--patience", metavar="SECONDS", help="How long to wait for a scheduler that has gone away.")
]

app = group(
    "experiment",
    "Experiments: many simulations by a design, with a report that anyone can reproduce.",
    "khasan experiment run design.yaml --out studies/air-ban --dry-run",
    "khasan experiment run design.yaml --out studies/air-ban",
    "khasan experiment report studies/air-ban",
)


def add_to(parent: typer.Typer) -> None:
    """Give the app these commands."""
    parent.add_typer(app, name="experiment")


@app.command(
    short_help="Simulate what a design asks for.",
    epilog=example(
        "khasan experiment run design.yaml --out studies/air-ban --dry-run",
        "khasan experiment run design.yaml --out studies/air-ban --workers 2",
        "khasan experiment run design.yaml --out studies/air-ban --backend dask --scheduler tcp://host:8786",
    ),
)
def run(
    context: typer.Context,
    design: Annotated[Path, typer.Argument(metavar="DESIGN", help="Design file, YAML.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder to make.")] = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", help="Replications of each point, instead of the number in the design."),
    ] = None,
    backend: BackendOption = "threads",
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    any_processor: AnyProcessorOption = False,
    patience: PatienceOption = 60.0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be simulated and how long it would take.")
    ] = False,
    progress: ProgressOption = "auto",
    as_json: AsJson = False,
) -> None:
    """Check a design against its scenario, simulate every point of it, and write a report.

    Whatever interrupts it, khasan experiment resume continues from what is finished. Ctrl-C stops cleanly
    (exit code 130).
    """
    from khasan.cli.experiment_words import plan_words
    from khasan.errors import MISSING, input_error
    from khasan.experiment.backends import cores
    from khasan.experiment.study.begin import start
    from khasan.experiment.study.many_points import check_place, seconds_each
    from khasan.experiment.study.plan import first_points, make_plan, told
    from khasan.experiment.study.study import Study

    hands = cores() if workers is None else workers
    check_place(backend, hands, scheduler, patience)
    plan = make_plan(design, replications)
    if dry_run:
        cost = told(plan, seconds_each(plan), hands)
        some = [{"point": point.index, **words} for point, words in first_points(plan, 12)]
        answer(lambda: plan_words(cost, some), lambda: {**cost, "first_points": some}, as_json=as_json)
        return
    if out is None:
        raise input_error("--out", MISSING, "name a folder for the experiment")
    check_place(backend, hands, scheduler, patience, knock=True)
    folder = start(plan, out, command=["khasan", *context.obj], any_processor=any_processor)
    study = Study.of(folder, plan)
    _go(study, progress, as_json, backend, scheduler, workers, any_processor, patience, retry_failed=False)


@app.command(short_help="Simulate what is missing.", epilog=example("khasan experiment resume studies/air-ban"))
def resume(
    folder: DirArgument,
    backend: BackendOption = "threads",
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    any_processor: AnyProcessorOption = False,
    patience: PatienceOption = 60.0,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Simulate the parts again in which a replication failed.")
    ] = False,
    progress: ProgressOption = "auto",
    as_json: AsJson = False,
) -> None:
    """Continue an experiment, whatever interrupted it: only what is missing or damaged is simulated."""
    from khasan.experiment.study.study import Study

    study = Study.open(folder)
    _go(study, progress, as_json, backend, scheduler, workers, any_processor, patience, retry_failed=retry_failed)


def _go(
    study: Study,
    progress: str,
    as_json: bool,
    backend: str,
    scheduler: str | None,
    workers: int | None,
    any_processor: bool,
    patience: float,
    *,
    retry_failed: bool,
) -> None:
    from khasan.cli.experiment_words import done_words
    from khasan.cli.progress_bar import display
    from khasan.experiment.interrupt import RunInterrupted
    from khasan.present.study_report.study_page import write_report

    report: Report | None = None
    with display(progress) as shown:
        try:
            report = study.resume(
                backend=backend, workers=workers, scheduler=scheduler, any_processor=any_processor,
                retry_failed=retry_failed, progress=shown, patience_s=patience,
            )  # fmt: skip
        except RunInterrupted:
            told = f"interrupted: what is finished is kept. Continue with: {study.folder.resume}"
            shown.interrupted(study.folder.path, told)
    if report is None:
        raise typer.Exit(INTERRUPTED)
    page = write_report(study)
    status = study.status()
    answer(lambda: done_words(status), lambda: {**status, "report": page}, as_json=as_json)
    shown.finished(page)


@app.command(short_help="Say how far it has got.", epilog=example("khasan experiment status studies/air-ban"))
def status(folder: DirArgument, as_json: AsJson = False) -> None:
    """Say how many replications are done, how many failed, and whether another process is at work on it."""
    from khasan.cli.experiment_words import status_words
    from khasan.experiment.study.study import Study

    told = Study.open(folder).status()
    answer(lambda: status_words(told), lambda: told, as_json=as_json)


@app.command(short_help="Write the report again.", epilog=example("khasan experiment report studies/air-ban"))
def report(folder: DirArgument, as_json: AsJson = False) -> None:
    """Write report.html and the figures again, from what is finished so far."""
    from khasan.experiment.study.study import Study
    from khasan.present.study_report.study_page import write_report

    page = write_report(Study.open(folder))
    answer(lambda: str(page), lambda: {"report": page}, as_json=as_json)


@app.command(
    short_help="Query the results in SQL.",
    epilog=example(
        'khasan experiment sql studies/air-ban "select point, avg(soviet_casualties) from outcomes group by point"'
    ),
)
def sql(
    folder: DirArgument,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A query in SQL; the table is called outcomes.")],
    as_json: AsJson = False,
) -> None:
    """Query the results in SQL. This needs DuckDB: install khasan with its extra experiments."""
    from khasan.cli.experiment_words import table_words
    from khasan.experiment.study.study import Study

    found = Study.open(folder).sql(query)
    answer(lambda: table_words(found), found.to_pylist, as_json=as_json)


@app.command(
    short_help="Print the JSON Schema of design files.", epilog=example("khasan experiment schema > design.schema.json")
)
def schema(as_json: AsJson = False) -> None:
    """Print the JSON Schema of design files, for editors.

    Many editors read it from a first line `# yaml-language-server: $schema=FILE`.
    """
    from khasan.cli.shared import as_json_text
    from khasan.experiment.study.schema import json_schema

    answer(lambda: as_json_text(json_schema()), json_schema, as_json=as_json)
