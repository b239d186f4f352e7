"""The command that scores forecasts of battles: the one command that reads how battles went."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from khasan.cli.shared import AsJson, answer, example, note


def add_score(app: typer.Typer) -> None:
    """Give the commands on battles this one."""
    app.command(
        short_help="Compare forecasts with what happened, beside what statistics alone reach.",
        epilog=example(
            "khasan battles score battles.csv --forecast forecasts.csv",
            "khasan battles score battles.csv --forecast blind.csv --duration unknown --by posture",
        ),
    )(score)


def score(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Table of battles with their outcomes, CSV.")],
    forecast: Annotated[
        Path | None,
        typer.Option(
            "--forecast",
            metavar="OUT",
            help="Forecasts of these battles, by `khasan battles forecast` or any other model. Without it: made first.",
        ),
    ] = None,
    duration: Annotated[
        Literal["known", "unknown"],
        typer.Option(help="What the forecasts, and the statistics beside them, may know of how long battles lasted."),
    ] = "known",
    by: Annotated[
        str | None, typer.Option(metavar="FAMILY", help="Every measure for each group of one family, such as posture.")
    ] = None,
    all_years: Annotated[
        bool, typer.Option("--all-years", help="Tell families of all battles, not of those since 1900 alone.")
    ] = False,
    replications: Annotated[
        int, typer.Option("--replications", "-n", help="Without --forecast: how often to simulate each battle.")
    ] = 30,
    seed: Annotated[int, typer.Option(help="Seed of the folds and intervals, and of forecasts made first.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Score forecasts: log loss, Brier, accuracy; casualties within x2, CRPS, coverage; exchange ratio.

    By era, size, nation, posture, odds, tanks, guns, scheme and air superiority, with 90% intervals.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices so small are slower on many threads
    import tempfile

    from khasan.battles.scoring.groups import FAMILIES
    from khasan.battles.scoring.score_words import score_payload, score_text
    from khasan.battles.scoring.whole import score_files
    from khasan.errors import input_error, nearest
    from khasan.results.terminal_tables import printed

    if by is not None and by not in FAMILIES:
        raise input_error("--by", by, nearest(by, FAMILIES))
    known = duration == "known"
    with tempfile.TemporaryDirectory() as folder:
        path = forecast or _made(file, Path(folder) / "forecasts.csv", known, replications, seed)
        marks = score_files(file, path, duration_known=known, seed=seed, old=all_years)
    for problem in marks.problems:
        note(str(problem))
    answer(lambda: printed(score_text(marks, by)), lambda: score_payload(marks), as_json=as_json)


def _made(file: Path, out: Path, known: bool, replications: int, seed: int) -> Path:
    from khasan.battles.forecast.table import forecast
    from khasan.cli.progress_bar import display

    with display("auto") as shown:
        forecast(file, out, duration_known=known, replications=replications, seed=seed, progress=shown)
    return out
