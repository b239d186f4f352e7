"""Commands on battles of a table: forecast, show, new, score."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from khasan.cli import battles_new, battles_score
from khasan.cli.experiment import ProgressOption, SchedulerOption
from khasan.cli.shared import INTERRUPTED, AsJson, answer, example, group, may_write, note

TableArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Table of battles, CSV, a battle a row.")]
DurationOption = Annotated[
    Literal["known", "unknown"],
    typer.Option(help="Whether a forecast may know how long each battle lasted; unknown: it draws that too."),
]

MOST_TOLD = 20
"""Odd cells told one by one; the file has them all."""
PATIENCE_S = 60.0
"""How long a scheduler that has gone away is waited for."""

app = group(
    "battles",
    "Any land battle from a row of a table: strengths, arms, front, posture, ground. What would the engine say?",
    "khasan battles forecast battles.csv --out forecasts.csv",
    "khasan battles show battles.csv --row 412",
    "khasan battles new --year 1938 --attackers 6000 --defenders 2500",
)


def add_to(parent: typer.Typer) -> None:
    """Give the app these commands."""
    battles_new.add_to(app)
    battles_score.add_score(app)
    parent.add_typer(app, name="battles")


@app.command(
    short_help="Simulate every battle of a table, and say who wins and at what cost.",
    epilog=example(
        "khasan battles forecast battles.csv --out forecasts.csv",
        "khasan battles forecast battles.csv --out blind.csv --duration unknown --seed 7 --replications 100",
    ),
)
def forecast(
    file: TableArgument,
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="Table of forecasts to write, CSV.")],
    duration: DurationOption = "known",
    replications: Annotated[int, typer.Option("--replications", "-n", help="How often to simulate each battle.")] = 30,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same forecasts.")] = 0,
    backend: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Where to simulate: threads, processes, dask; processes unless given. Same results."
        ),
    ] = None,
    scheduler: SchedulerOption = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Of them; one a core unless given.")] = None,
    primary: Annotated[bool, typer.Option("--primary", help="Only battles since 1900.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it is there.")] = False,
    progress: ProgressOption = "auto",
    as_json: AsJson = False,
) -> None:
    """Make a scenario of each row, simulate it, and write chances and casualties.

    Whatever interrupts it, the same command again goes on with what is missing. Ctrl-C stops cleanly (exit code 130).
    """
    from khasan.battles.forecast import table
    from khasan.cli.progress_bar import display
    from khasan.experiment.backend_by_name import backend as named
    from khasan.experiment.backends import cores
    from khasan.experiment.interrupt import RunInterrupted
    from khasan.experiment.study.many_points import check_place

    may_write(out, force=force)
    hands = cores() if workers is None else workers
    if backend is not None:
        check_place(backend, hands, scheduler, PATIENCE_S, knock=True)
    own = None if backend is None else named(backend, hands, scheduler)
    with display(progress) as shown:
        try:
            done = table.forecast(
                file, out, duration_known=duration == "known", seed=seed, replications=replications, workers=workers,
                primary_only=primary, force=force, progress=shown, own=own,
            )  # fmt: skip
        except RunInterrupted:
            note("interrupted: what is finished is kept. The same command again continues with the rest")
            raise typer.Exit(INTERRUPTED) from None
    for problem in (*done.table.refused, *done.odd_cells[:MOST_TOLD]):
        note(str(problem))
    told = {
        "out": out, "forecast": len(done.cells), "primary": done.primary, "refused": done.refused,
        "odd_cells": len(done.odd_cells), "strengths_that_may_hold_reinforcements": done.may_hold_more,
        "duration": duration, "seed": seed, "replications": replications,
    }  # fmt: skip

    def words() -> str:
        older = len(done.cells) - done.primary
        lines = [f"{len(done.cells)} battles forecast: {done.primary} since 1900, {older} older (an extrapolation)."]
        if done.refused:
            lines.append(f"{done.refused} rows could not be forecast; the reasons stand above and in {out}.")
        if done.odd_cells:
            lines.append(f"{len(done.odd_cells)} cells were taken otherwise than they stand: see the notes in {out}.")
        if done.may_hold_more:
            lines.append(f"Strengths that may include reinforcements: {done.may_hold_more}; the notes say which.")
        return "\n".join(lines)

    answer(words, lambda: told, as_json=as_json)
    note(f"forecasts: {out}")


@app.command(
    short_help="Show the scenario that is made of a row.",
    epilog=example(
        "khasan battles show battles.csv --row 412",
        "khasan battles show battles.csv --row 412 --map map.svg --files my-battle",
    ),
)
def show(
    file: TableArgument,
    row: Annotated[str, typer.Option("--row", metavar="N", help="Key of the battle: its isqno.")],
    duration: DurationOption = "known",
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Draw the map with its units, as an SVG file.")
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option("--files", metavar="DIR", help="Write scenario, map and TO&E as files, to change and to run."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the map's file if it is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what is made of a row: scale, order of battle, orders in words; and its map."""
    import tempfile

    from khasan.battles.battle_table import read_battles
    from khasan.battles.generator.as_files import looked_up_in, write_files
    from khasan.battles.generator.content import battle_of
    from khasan.battles.generator.words import battle_words
    from khasan.errors import InputError, input_error, nearest

    if map_file is not None:
        may_write(map_file, "--map", force=force)
    table = read_battles(file, duration_known=duration == "known")
    found = next((one for one in table.rows if one.isqno == row), None)
    if found is None:
        why = [one for one in table.refused if one.field.startswith(f"battle {row}, ")]
        raise InputError(why) if why else input_error("--row", row, nearest(row, [one.isqno for one in table.rows]))
    battle = battle_of(found)
    if map_file is not None:
        with tempfile.TemporaryDirectory() as name:
            place = files or Path(name)
            path = write_files(battle, place)
            with looked_up_in(place):
                _draw(path, map_file)
    elif files is not None:
        write_files(battle, files)

    def payload() -> dict[str, Any]:
        return {"scenario": battle.scenario, "map_file": map_file, "files": files}

    answer(lambda: battle_words(battle), payload, as_json=as_json)
    if map_file is not None:
        note(f"map: {map_file}")
    if files is not None:
        note(f"files: {files}. To run it: KHASAN_PATH={files} khasan run {battle.id}")


def _draw(scenario: Path, path: Path) -> None:
    from khasan.output import write_whole
    from khasan.present.scenario_page.scenario_map import svg_map
    from khasan.scenario.catalog import load_scenario

    write_whole(path, svg_map(load_scenario(scenario)))
