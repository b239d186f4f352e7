"""Commands of the frontier, 1932-45: run, list, chronicle, fight, cells, fit."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khasan.cli.shared import INTERRUPTED, AsJson, answer, example, group, note

if TYPE_CHECKING:
    from khasan.frontier.many_histories import Frontier, Played

ABOUT = """The frontier, 1932-45: how incidents grow into a war, or do not.

Each history runs from the first incidents to a war, or to August 1945. For every chance, khasan shows how much of it
comes from the data and how much from assumptions. docs/model/frontier.md describes the model.
"""
OLD_FIGHTS = "fights up to a battalion were fought by another engine than this one: khasan frontier cells remakes them"
NO_FIGHTS = "no fights of the engine lie here, all come from the table of assumptions: khasan frontier cells makes some"
STALE = "the posterior was fitted to other data or priors than those here: khasan frontier fit makes a new one"

app = group("frontier", ABOUT, "khasan frontier run --replications 1000", "khasan frontier list")


def add_to(parent: typer.Typer) -> None:
    """Give the parent these commands."""
    app.command(
        short_help="Simulate histories, and show what data and assumptions each add.",
        epilog=example(
            "khasan frontier run --replications 1000 --seed 3 --out runs/frontier",
            "khasan frontier run --from 1938-07-06 --to 1938-12-31 --given record",
            "khasan frontier run --what-if leave-required --json",
        ),
    )(run)
    app.command("list", epilog=example("khasan frontier list"))(list_all)
    app.command(epilog=example("khasan frontier chronicle runs/frontier --replication 17"))(chronicle)
    app.command(
        epilog=example(
            "khasan frontier fight posyet-khasan column japan open --out fight.yaml", "khasan run fight.yaml -n 100"
        )
    )(fight)
    app.command(epilog=example("khasan frontier cells", "khasan frontier cells --out mine/frontier/fought.parquet"))(
        cells
    )
    app.command(epilog=example("khasan frontier fit --out posterior.npz"))(fit)
    parent.add_typer(app)


def run(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")] = "1932-03-01",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day.")] = "1945-08-09",
    given: Annotated[
        str | None, typer.Option(metavar="record", help="Take everything before the first day from the record.")
    ] = None,
    replications: Annotated[int, typer.Option("--replications", "-n", help="How many histories.")] = 1000,
    first_replication: Annotated[
        int, typer.Option(help="Number of the first history: 1000 continues after a run of 1,000.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same histories.")] = 3,
    what_if: Annotated[str | None, typer.Option(metavar="NAME", help="A what-if to apply: its id or a file.")] = None,
    assumptions: Annotated[str, typer.Option(metavar="SET", help="The registered set of assumptions to use.")] = "base",
    record: Annotated[
        int, typer.Option(metavar="N", help="For how many histories to keep every counted incident.")
    ] = 10,
    out: Annotated[Path | None, typer.Option(help="Folder to create. Without it, nothing is kept.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an older run in the folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Simulate many histories of the frontier, and tell one of them.

    Each headline gives four things: the posterior with its interval, the prior as a distribution, the number of such
    events in the record, and the range over the registered sets of assumptions.
    """
    from khasan.errors import input_error
    from khasan.frontier.many_histories import Asked, Frontier

    if given not in (None, "record"):
        raise input_error("--given", given, "give the word record, or leave the option out")
    asked = Asked(
        _day("--from", first), _day("--to", last), given == "record", replications, first_replication, seed,
        what_if, assumptions, record,
    ).checked()  # fmt: skip
    frontier = Frontier()
    if frontier.stale:
        note(STALE)
    fought = frontier.library.fought
    if fought.stale:
        note(OLD_FIGHTS if fought.fights else NO_FIGHTS)
    played = frontier.run(asked, out, force=force, command=["khasan", *(context.obj or [])], tell=note)
    _tell(frontier, played, as_json=as_json)


def resume_run(out: Path, *, as_json: bool) -> None:
    """Finish a run of the frontier: what ``khasan resume`` does with one."""
    from khasan.frontier.many_histories import Frontier

    frontier = Frontier()
    _tell(frontier, frontier.resume(out, tell=note), as_json=as_json)


def _tell(frontier: Frontier, played: Played, *, as_json: bool) -> None:
    """What came of a run: in the terminal, and on its page where it has a folder."""
    from khasan.frontier.terminal_words import run_payload, run_words

    answer(lambda: run_words(frontier, played), lambda: run_payload(played), as_json=as_json)
    out = played.folder
    if out is not None:
        from khasan.present.frontier_report.frontier_page import write_page

        note(f"run: {out} (page: {write_page(frontier, played)})")
    if played.interrupted:
        rest = f"; continue with: khasan resume {shlex.quote(str(out))}" if out is not None else ""
        done = f"{len(played.histories)} of {played.asked.replications} histories are finished"
        note(f"interrupted: {done}{' and kept' if out is not None else ''}{rest}")
        raise typer.Exit(INTERRUPTED)


def list_all(as_json: AsJson = False) -> None:
    """List what-ifs, assumption sets, actors, sectors and outside events."""
    from khasan.frontier.many_histories import Frontier
    from khasan.frontier.terminal_words import list_payload, list_words

    frontier = Frontier()
    answer(lambda: list_words(frontier), lambda: list_payload(frontier), as_json=as_json)


def chronicle(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder that `khasan frontier run` made.")],
    replication: Annotated[int, typer.Option("--replication", "-r", help="Number of the history.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Tell one history of a run in plain words. It is simulated again, so it need not have been kept."""
    from khasan.errors import input_error
    from khasan.frontier.many_histories import Frontier, reopened

    asked = reopened(run)
    until = asked.first_replication + asked.replications
    if not asked.first_replication <= replication < until:
        raise input_error("--replication", replication, f"give one of {asked.first_replication} to {until - 1}")
    _, told = Frontier().history(asked, replication)
    answer(lambda: told, lambda: {"replication": replication, "chronicle": told.splitlines()}, as_json=as_json)


def fight(
    sector: Annotated[str, typer.Argument(metavar="SECTOR", help="Whose ground, such as posyet-khasan.")],
    forces: Annotated[str, typer.Argument(metavar="FORCES", help="Which forces, such as platoons or column.")],
    raised_by: Annotated[str, typer.Argument(metavar="SIDE", help="Who comes for the place: japan or soviet.")],
    season: Annotated[str, typer.Argument(metavar="SEASON", help="open or frozen: the ground.")],
    out: Annotated[Path | None, typer.Option(help="File to write. Without it, the scenario is printed.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a scenario of one of the small fights that histories draw from, to look at or to simulate."""
    from khasan.frontier.fought.cells import cell_of, text_of
    from khasan.frontier.frontier_files import FrontierLibrary
    from khasan.output import write_whole

    library = FrontierLibrary()
    text = text_of(library, cell_of(library, sector, forces, raised_by, season))
    if out is not None:
        write_whole(out, text)
    answer(lambda: text if out is None else str(out), lambda: {"file": out, "scenario": text}, as_json=as_json)


def cells(
    out: Annotated[
        Path | None, typer.Option(help="File to write. If not given: the fights that khasan installs.")
    ] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-n", help="How many fights a cell; 200 unless a file says more.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are fought by this engine already.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Simulate all small fights that histories draw from, once more, with the engine as it is now.

    A cell is a sector's ground, some forces, the side that raises the fight, and a season. Cells that this engine has
    fought already are kept. All of them take about four minutes of one core.
    """
    import os

    from khasan.errors import input_error
    from khasan.frontier.fought.cells import remade
    from khasan.frontier.fought.kept_fights import FILE, NOTHING, write_cells
    from khasan.frontier.frontier_files import FrontierLibrary
    from khasan.frontier.posterior import PATH

    if replications is not None and not 1 <= replications <= 10_000:
        raise input_error("--replications", replications, "give a number of fights from 1 to 10,000")
    library = FrontierLibrary()
    before = NOTHING if everything else library.fought
    found = remade(library, before, replications=replications, workers=os.cpu_count() or 1, tell=note)
    path = write_cells(out or PATH.with_name(FILE), found)
    many = sum(len(fights) for fights in found.fights.values())
    answer(
        lambda: f"{path}: {many:,} fights in {len(found.fights)} cells",
        lambda: {"fights": path, "cells": len(found.fights), "fought": many, "engine": found.engine},
        as_json=as_json,
    )


def fit(
    out: Annotated[
        Path | None, typer.Option(help="File to write. If not given: the posterior that khasan installs.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same draws.")] = 11,
    quick: Annotated[bool, typer.Option("--quick", help="Only a few draws, to check that it works.")] = False,
    as_json: AsJson = False,
) -> None:
    """Fit the model to the record under every registered set of assumptions.

    This takes about five minutes of one core, and needs scipy.
    """
    from khasan.frontier.fit import QUICK, Effort, digest
    from khasan.frontier.fit import fit as fit_sets
    from khasan.frontier.frontier_files import FrontierLibrary
    from khasan.frontier.posterior import PATH, write_posterior
    from khasan.frontier.record_tables import read_tables

    library = FrontierLibrary()
    tables = read_tables(library)
    effort = QUICK if quick else Effort()
    sets = fit_sets(library, tables, seed=seed, effort=effort, workers=1 if quick else None, progress=note)
    path = write_posterior(out or PATH, sets, digest(library, tables))
    answer(
        lambda: str(path),
        lambda: {"posterior": path, "sets": {one.id: dict(one.told) for one in sets}},
        as_json=as_json,
    )


def _day(option: str, text: str) -> date:
    from khasan.errors import input_error

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise input_error(option, text, "give a day such as 1938-07-06") from None
