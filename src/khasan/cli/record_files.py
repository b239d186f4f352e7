"""Commands that make files of the record, and take a reader's own in: exchange with other tools, and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from khasan.cli.record import ForceOption, MaybeIncident, RuleOption, app, incidents_of, records
from khasan.cli.shared import AsJson, answer, example, may_write

PictureOption = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Picture to write; its name ends in .svg or .png.")
]


def add_to(parent: typer.Typer) -> None:
    """Give the app the group of the record, whose last commands these are."""
    parent.add_typer(app, name="record")


@app.command(
    short_help="Write the record for other tools.",
    epilog=example("khasan record export record", "khasan record export khasan-claims lake-khasan-1938"),
)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    incident: MaybeIncident = None,
    rule: RuleOption = "graded",
    parquet: Annotated[bool, typer.Option("--parquet", help="Each table as Parquet too, beside its CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a Data Package: CSV with datapackage.json, places as GeoJSON, sources as BibTeX and CSL-JSON."""
    from khasan import __version__
    from khasan.record.claim_words import some
    from khasan.record.export import export as write

    ours = records()
    chosen = [one.under(rule) for one in incidents_of(incident)]
    cited = {claim.source.key for one in chosen for claim in one.claims} | {
        relation.source for one in chosen for relation in one.relations
    }
    sources = {key: source for key, source in ours.sources.items() if incident is None or key in cited}
    frontier = ours.frontier() if any(one.raw for one in chosen) else None
    if frontier is not None:
        sources |= {source.key: source for source in frontier.sources()}
    done = write(chosen, sources, folder, version=__version__, frontier=frontier, as_parquet=parquet)

    def words() -> str:
        return "\n".join([*(f"{name}: {some(count, 'row')}" for name, count in done.rows.items()), str(done.folder)])

    answer(words, lambda: {"folder": done.folder, "files": done.files, "rows": done.rows}, as_json=as_json)


@app.command(
    name="import",
    short_help="Add your own claims to the record.",
    epilog=example("khasan record import my-claims", "khasan record import lake-khasan-1938.csv --dry-run"),
)
def import_(
    path: Annotated[Path, typer.Argument(metavar="DIR_OR_FILE", help="An exported folder, or a CSV file of claims.")],
    keep_both: Annotated[
        bool, typer.Option("--keep-both", help="Keep conflicting claims too, each under the next free id.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report only; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check claims in the form that export writes, and add what is new to your own folder.

    The report lists what was added, what the record has already, and what conflicts with it. The record itself never
    changes. Exit code 1 if a conflicting claim was left out.
    """
    from khasan.record import show_found as shown
    from khasan.record.intake import take_in
    from khasan.record.record_folders import home_folder

    intake = take_in(path, records(), None if dry_run else home_folder(), keep_both=keep_both)
    answer(lambda: shown.intake_text(intake), lambda: shown.intake_data(intake), as_json=as_json)
    if intake.of("conflicting"):
        raise typer.Exit(1)


@app.command(
    short_help="Draw the incidents on a timeline.",
    epilog=example("khasan record timeline", "khasan record timeline --out timeline.png"),
)
def timeline(out: PictureOption = Path("timeline.svg"), force: ForceOption = False, as_json: AsJson = False) -> None:
    """Draw the incidents from 1932 to 1945: when, how certain, how many casualties; and all events by place below."""
    from khasan.present.record_pictures.timeline import draw

    _picture(draw, out, force=force, as_json=as_json)


@app.command(
    name="map",
    short_help="Draw the incidents on a map.",
    epilog=example("khasan record map", "khasan record map --out map.png"),
)
def map_(out: PictureOption = Path("map.svg"), force: ForceOption = False, as_json: AsJson = False) -> None:
    """Draw where the incidents were, how precisely the sources place them, and the events by stretch of frontier."""
    from khasan.present.record_pictures.incident_map import draw

    _picture(draw, out, force=force, as_json=as_json)


def _picture(draw: Any, out: Path, *, force: bool, as_json: bool) -> None:
    may_write(out, force=force, ends=(".svg", ".png"))
    ours = records()
    frontier = ours.frontier() if ours.has_frontier else None
    drawn = draw([one for one in ours.incidents() if not one.raw], out, frontier)
    events = len(frontier.events) if frontier is not None else 0

    def words() -> str:
        left = "; ".join(f"{who} ({why})" for who, why in drawn.left_out.items())
        tables = f", {events} events of the frontier's tables" if frontier is not None else ""
        return f"{out}: {len(drawn.shown)} incidents{tables}{f'; left out: {left}' if left else ''}"

    told = {"file": out, "shown": drawn.shown, "left_out": drawn.left_out, "events": events}
    answer(words, lambda: told, as_json=as_json)
