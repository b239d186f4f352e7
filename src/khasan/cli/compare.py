"""The command that lays runs side by side: compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khasan.cli.shared import INTERRUPTED, AsJson, WorkersOption, answer, example, note
from khasan.collecting import no_collecting

if TYPE_CHECKING:
    from khasan.results.comparison import Comparison


def add_to(app: typer.Typer) -> None:
    """Give the app this command."""
    app.command(
        short_help="Compare runs or what-ifs.",
        epilog=example(
            "khasan compare runs/khasan runs/moon",
            "khasan compare lake-khasan-1938 +full-moon +no-fog -n 50 --out moon.html",
            "khasan compare runs/khasan lake-khasan-1938+no-tanks --measure 'soviet_*_lost' --json",
        ),
    )(compare)


def compare(
    context: typer.Context,
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN|SCENARIO[+WHATIF]...",
            help="Folders of runs, or scenarios to simulate now, with a plus before each what-if.",
        ),
    ],
    seed: Annotated[
        int | None,
        typer.Option(help="Seed for what is simulated now. If not given: that of the first run named, else 0."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            help="How many times to simulate each. If not given: as many as the first run named, else 100.",
        ),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            metavar="NAME",
            help="Compare this measure as well: the name of a column, or a pattern. Can be repeated.",
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Compare every measure.")] = False,
    unpaired: Annotated[bool, typer.Option("--unpaired", help="Do not compare in pairs.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|DIR", help="Write the comparison as a page: an HTML file, or a folder to put it in."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the page if it exists.")] = False,
    workers: WorkersOption = None,
    as_json: AsJson = False,
) -> None:
    """Compare the first run of a scenario with each of the others: what differs, and how certain the difference is.

    Replications with the same seed and number meet the same chances, so they are compared in pairs.
    """
    with no_collecting():
        from khasan.cli.progress_bar import display
        from khasan.experiment import side_by_side
        from khasan.experiment.interrupt import RunInterrupted
        from khasan.present.comparison_page import page_file, write_page
        from khasan.results.comparison_text import comparison_text

    page = None if out is None else page_file(out, force=force)
    try:
        with display() as shown:
            found: Comparison = side_by_side.compare(
                *runs, seed=seed, replications=replications, measures=measure or (), every=every,
                paired=not unpaired, workers=workers, command=["khasan", *context.obj], progress=shown,
            )  # fmt: skip
    except RunInterrupted:
        note("interrupted: nothing was compared. Runs made by khasan run are kept, and can be compared when finished")
        raise typer.Exit(INTERRUPTED) from None
    if page is not None:
        write_page(found, page)
    answer(lambda: comparison_text(found), found.to_json, as_json=as_json)
    if page is not None:
        note(f"page: {page}")
