"""Commands that look back at a run: explain, report."""

from __future__ import annotations

from typing import Annotated

import typer

from khasan.cli.shared import AsJson, HistoriesOption, RunFolderArgument, answer, example, note, tell_histories


def add_to(app: typer.Typer) -> None:
    """Give the app these commands."""
    app.command(
        short_help="Say why a loss happened.",
        epilog=example(
            "khasan explain runs/khasan --replication 3",
            "khasan explain runs/khasan --replication 3 --event 120",
            "khasan explain runs/khasan --replication 3 --unit 74-ir-i-company-3",
        ),
    )(explain)
    app.command(epilog=example("khasan report runs/khasan", "khasan report runs/khasan --histories"))(report)


def explain(
    run: RunFolderArgument,
    replication: Annotated[
        int | None,
        typer.Option("--replication", "-r", help="Number of the replication; not needed for a run of one."),
    ] = None,
    event: Annotated[
        int | None, typer.Option("--event", "-e", help="Number of the loss. Without it, all losses are listed.")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", "-u", help="A unit, by its id or a part of its name: what it lost and to whom."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a loss happened: who fired, at what range, which factors were multiplied, and the draw.

    The replication is simulated again with recording on, so it need not have been recorded.
    """
    from khasan.errors import MISSING, input_error
    from khasan.results import explain as why
    from khasan.results import explain_text, unit_ledger
    from khasan.results.store import RunFolder

    if replication is None:
        manifest = RunFolder.open(run).manifest
        first, count = manifest["first_replication"], manifest["replications_finished"]
        if count != 1:
            raise input_error("--replication", MISSING, f"this run has replications {first} to {first + count - 1}")
        replication = first
    for difference in why.differences(run):
        note(f"something has changed since the run, so the replication may differ: {difference}")
    if unit is not None:
        if event is not None:
            raise input_error("--unit", unit, "give --event or --unit, not both")
        kept = unit_ledger.ledger(run, replication, unit)
        answer(lambda: unit_ledger.text(kept), kept.to_json, as_json=as_json)
        return
    if event is None:
        entries = why.losses(run, replication)
        answer(lambda: explain_text.list_text(entries), lambda: entries, as_json=as_json)
        if entries:
            note(f"{len(entries):,} losses. Why one happened: khasan explain {run} -r {replication} --event NUMBER")
        return
    found = why.explain(run, replication, event)
    answer(lambda: explain_text.text(found), found.to_json, as_json=as_json)


def report(run: RunFolderArgument, histories: HistoriesOption = False, as_json: AsJson = False) -> None:
    """Make report.html of a run again."""
    from khasan.present.run_report.run_page import write_report
    from khasan.results.histories import histories_of_run
    from khasan.results.reopen import compiled_of
    from khasan.results.store import RunFolder

    folder = RunFolder.open(run)
    compiled = compiled_of(folder)
    chosen = histories_of_run(folder, compiled) if histories else None
    if chosen is not None:
        tell_histories(folder.path, chosen, compiled)
    path = write_report(folder.path, compiled, found=chosen)
    told = {"report": path} | ({} if chosen is None else {"histories": chosen.to_json()})
    answer(lambda: str(path), lambda: told, as_json=as_json)
