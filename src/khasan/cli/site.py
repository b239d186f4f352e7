"""The command that makes the site: site."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khasan.cli.shared import INTERRUPTED, AsJson, WorkersOption, answer, example, note

if TYPE_CHECKING:
    from khasan.experiment.progress import Progress


def add_to(app: typer.Typer) -> None:
    """Give the app this command."""
    app.command(
        short_help="Write all of khasan as pages for a web host or a USB stick.",
        epilog=example(
            "khasan site my-site",
            "khasan site my-site --replications 200",
            "khasan site my-site --battle suifenho-1935",
        ),
    )(site)


def site(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to create, or the folder of a site to continue.")],
    replications: Annotated[
        int, typer.Option("--replications", "-n", help="How many times to simulate each battle.")
    ] = 1000,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same results.")] = 7,
    histories: Annotated[
        int, typer.Option(metavar="N", help="How many histories of the frontier to simulate; 0 leaves its page out.")
    ] = 1000,
    battle: Annotated[
        list[str] | None,
        typer.Option(
            "--battle",
            metavar="ID",
            help="Simulate only this battle now, and leave the others as they are. Can be repeated.",
            show_default=False,
        ),
    ] = None,
    tables: Annotated[
        bool, typer.Option("--tables", help="Include the tables of the runs, which double the size.")
    ] = False,
    workers: WorkersOption = None,
    as_json: AsJson = False,
) -> None:
    """Write everything as static pages: the battles with their runs, the frontier, the record, studies and validation.

    The battles are simulated for it, which takes some minutes. If something interrupts it, the same command continues.
    Battles that are kept as a test appear with their story and map, and with nothing simulated.
    """
    from khasan.collecting import no_collecting

    with no_collecting():
        from khasan.site.making import Wanted, make_site
        from khasan.site.site_folder import MOST_BYTES

    wanted = Wanted(replications, seed, histories, tuple(battle or ()), tables, workers)
    try:
        made = make_site(out, wanted, _Told())
    except KeyboardInterrupt:
        if (out / "site.json").is_file():
            note(
                f"interrupted: what is finished can be read now ({out / 'index.html'}), and the same command continues"
            )
        raise typer.Exit(INTERRUPTED) from None
    if made.left_out:
        note(f"left out, because they have no story: {', '.join(made.left_out)}")
    if made.bytes > MOST_BYTES:
        note(
            f"the site takes {made.bytes / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}: leave out --tables to make "
            "it smaller"
        )
    answer(
        lambda: f"{made.index}\n{made.files} files, {made.bytes / 1e6:.1f} MB. Open it in any browser",
        lambda: {
            "index": made.index, "files": made.files, "bytes": made.bytes, "fought": made.fought,
            "kept_back": made.kept_back, "left_out": made.left_out, "documents": made.documents,
        },
        as_json=as_json,
    )  # fmt: skip


class _Told:
    """Says on standard error how it goes."""

    def say(self, words: str) -> None:
        """A line."""
        note(words)

    def fighting(self) -> AbstractContextManager[Progress]:
        """A bar, or a line now and then, for one battle."""
        from khasan.cli.progress_bar import display

        return display()
