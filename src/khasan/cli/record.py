"""Commands on the record: what sources say, where they part, and whether they say it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from khasan.cli.shared import AsJson, answer, example, group
from khasan.errors import MISSING, input_error

if TYPE_CHECKING:
    from khasan.record.incident import Incident

IncidentArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of an incident of the record.")]
MaybeIncident = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="Id of an incident; all of them unless given.")
]
RuleOption = Annotated[
    str,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="What makes an interval of rivals: graded, best-grade, all, own-side, third-party, seed-only, source:KEY.",
    ),
]
PictureOption = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Picture to write; .svg or .png, by its name.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over FILE if it exists.")]

app = group(
    "record",
    "What the sources say: claims, disagreements, verification, exchange, pictures.",
    "khasan record show lake-khasan-1938",
    "khasan record disagreements lake-khasan-1938",
)


def add_to(parent: typer.Typer) -> None:
    """Give the app these commands."""
    parent.add_typer(app, name="record")


@app.command(
    short_help="An incident's claims, by quantity.",
    epilog=example("khasan record show lake-khasan-1938", "khasan record show lake-khasan-1938 -q soviet-killed"),
)
def show(
    incident: IncidentArgument,
    quantity: Annotated[
        str | None, typer.Option("--quantity", "-q", metavar="WORDS", help="Only quantities whose id holds this.")
    ] = None,
    rule: RuleOption = "graded",
    as_json: AsJson = False,
) -> None:
    """Show an incident: when, where, how many; then every quantity with its claims and the interval they make.

    Claims in brackets do not count towards the interval by the rule.
    """
    from khasan.record import show as shown

    one = _records().incident(incident).under(rule)
    known = [q for q in one.by_quantity() if quantity is None or quantity in q]
    if not known:
        import difflib

        near = difflib.get_close_matches(quantity or "", one.by_quantity(), n=3)
        remedy = f"did you mean {' or '.join(near)}?" if near else "leave it out to see all quantities"
        raise input_error("--quantity", quantity, remedy)
    answer(
        lambda: shown.incident_text(one, known, whole=quantity is None),
        lambda: shown.incident_data(one, known),
        as_json=as_json,
    )


@app.command(
    short_help="What happened in a fight, told from the record.",
    epilog=example(
        "khasan record story lake-khasan-1938",
        "khasan record story lake-khasan-1938 --out lake-khasan.html",
        "khasan record story lake-khasan-1938 --json",
    ),
)
def story(
    fight: Annotated[str, typer.Argument(metavar="ID|FILE", help="Id of an incident or a scenario, or a YAML file.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Page to write, .html.")] = None,
    force: ForceOption = False,
    as_json: AsJson = False,
) -> None:
    """Tell what happened: background, place, people, decisions, course, end, and why it matters.

    Every paragraph names the claims it rests on; where sources part, their accounts stand side by side. Nothing in it
    is simulated.
    """
    from khasan.scenario.stories import load_story, story_words

    if out is None:
        told = load_story(fight)
        answer(lambda: story_words.story_text(told), lambda: story_words.story_data(told), as_json=as_json)
        return
    from khasan.output import write_whole
    from khasan.present.story import story_page

    _may_write(out, force=force, ends=(".html", ".htm"))
    written = write_whole(out, story_page(fight))
    answer(lambda: str(written), lambda: {"file": written}, as_json=as_json)


@app.command(
    short_help="Where sources contradict each other, or themselves.",
    epilog=example("khasan record disagreements lake-khasan-1938", "khasan record disagreements --json"),
)
def disagreements(
    incident: MaybeIncident = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="rivals, itself, parts, ratio, order, mirror, periods, rest or pace."),
    ] = None,
    top: Annotated[int | None, typer.Option(metavar="N", help="Only the N widest of each incident.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compute where the sources part, the widest first, with what each of them says side by side.

    Rival values; one text against itself; parts that do not add up to their whole; ratios in words that the
    figures do not bear out; dates out of order; accounts in which each side tells it of the other; series of counts
    that give one figure for several periods, leave nothing for the rest of one, or change their pace threefold.
    """
    from khasan.record import show_found as shown
    from khasan.record.checks import KINDS

    if kind is not None and kind not in KINDS:
        raise input_error("--kind", kind, f"use one of: {', '.join(KINDS)}")
    if top is not None and top < 1:
        raise input_error("--top", top, "give 1 or more")
    found = [(one, [d for d in one.disagreements() if kind in (None, d.kind)][:top]) for one in _incidents(incident)]
    answer(
        lambda: shown.disagreements_text(found),
        lambda: [shown.disagreement_data(one, rank, d) for one, all_of in found for rank, d in enumerate(all_of, 1)],
        as_json=as_json,
    )


@app.command(
    short_help="Find every claim again in its source text.",
    epilog=example("khasan record verify --sources texts", "khasan record verify lake-khasan-1938"),
)
def verify(
    incident: MaybeIncident = None,
    sources: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder with the texts; KHASAN_SEEDS unless given.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look for the words of each claim at their place in the source texts, and say which are not there.

    A text that is not the one the record was made from is named with both digests. Exit code 1 if anything moved, is
    missing or has changed.
    """
    from khasan.record import show_found as shown
    from khasan.record.verify import verify as check

    given = sources or (Path(os.environ["KHASAN_SEEDS"]) if os.environ.get("KHASAN_SEEDS") else None)
    if given is None:
        raise input_error("--sources", MISSING, "name the folder with the source texts, or set KHASAN_SEEDS to it")
    if not given.is_dir():
        raise input_error("--sources", given, "name a folder that exists")
    found = [(one, check(one, given)) for one in _incidents(incident)]
    answer(lambda: shown.verification_text(found), lambda: shown.verification_data(found), as_json=as_json)
    if not all(checked.ok for _, checked in found):
        raise typer.Exit(1)


@app.command(
    short_help="Find an incident, a place, a unit or a man by name.",
    epilog=example("khasan record search Zhanggufeng", "khasan record search Заозёрная", "khasan record search 張鼓峰"),
)
def search(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name, script or transliteration.")],
    as_json: AsJson = False,
) -> None:
    """Find what a name means: an incident, a place, a unit, a man who led one.

    With or without marks, in Cyrillic or Chinese, Wade-Giles or pinyin.

    Exit code 1 if nothing is called so.
    """
    from dataclasses import asdict

    from khasan.record import search as look
    from khasan.record import show_found as shown
    from khasan.scenario.library import Library
    from khasan.scenario.named import SURE, called, unit_words, units_called

    hits = look.search(_records().incidents(), name)
    units = units_called(name, Library())
    if units:  # what merely looks like it is no help beside what is called so
        hits = [hit for hit in hits if hit.score >= SURE or (hit.kind == "claim" and called(name, hit.names))]

    def words() -> str:
        told = [shown.hits_text(name, hits)] if hits or not units else []
        return "\n".join([*told, *(unit_words(unit) for unit in units)])

    answer(
        words,
        lambda: [
            *({field: getattr(hit, field) for field in hit.__slots__} for hit in hits),
            *({"kind": "unit", **asdict(unit)} for unit in units),
        ],
        as_json=as_json,
    )
    if not hits and not units:
        raise typer.Exit(1)


@app.command(
    short_help="Write the record for other tools.",
    epilog=example("khasan record export record", "khasan record export khasan-claims lake-khasan-1938"),
)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    incident: MaybeIncident = None,
    rule: RuleOption = "graded",
    as_json: AsJson = False,
) -> None:
    """Write a Data Package: CSV with datapackage.json, places as GeoJSON, sources as BibTeX and CSL-JSON."""
    from khasan import __version__
    from khasan.record.claim_words import some
    from khasan.record.export import export as write

    records = _records()
    chosen = [one.under(rule) for one in _incidents(incident)]
    cited = {claim.source.key for one in chosen for claim in one.claims} | {
        relation.source for one in chosen for relation in one.relations
    }
    sources = {key: source for key, source in records.sources.items() if incident is None or key in cited}
    frontier = records.frontier() if any(one.raw for one in chosen) else None
    if frontier is not None:
        sources |= {source.key: source for source in frontier.sources()}
    done = write(chosen, sources, folder, version=__version__, frontier=frontier)

    def words() -> str:
        return "\n".join([*(f"{name}: {some(count, 'row')}" for name, count in done.rows.items()), str(done.folder)])

    answer(words, lambda: {"folder": done.folder, "files": done.files, "rows": done.rows}, as_json=as_json)


@app.command(
    name="import",
    short_help="Lay your own claims over ours.",
    epilog=example("khasan record import my-claims", "khasan record import lake-khasan-1938.csv --dry-run"),
)
def import_(
    path: Annotated[Path, typer.Argument(metavar="DIR_OR_FILE", help="Exported folder, or a CSV of claims.")],
    keep_both: Annotated[
        bool, typer.Option("--keep-both", help="Keep yours beside ours where they conflict, under the next free id.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check claims in the form that export writes, and put what is new into your own folder.

    Reports what was added, what we have already, and what conflicts; ours is never changed. Exit code 1 if
    anything conflicts and was left out.
    """
    from khasan.record import show_found as shown
    from khasan.record.intake import take_in
    from khasan.record.record_folders import home_folder

    intake = take_in(path, _records(), None if dry_run else home_folder(), keep_both=keep_both)
    answer(lambda: shown.intake_text(intake), lambda: shown.intake_data(intake), as_json=as_json)
    if intake.of("conflicting"):
        raise typer.Exit(1)


@app.command(
    short_help="A picture: the incidents in time.",
    epilog=example("khasan record timeline", "khasan record timeline --out timeline.png"),
)
def timeline(out: PictureOption = Path("timeline.svg"), force: ForceOption = False, as_json: AsJson = False) -> None:
    """Draw the incidents from 1932 to 1945: when, how surely, how many casualties; below them all events by place."""
    from khasan.present.record_pictures.timeline import draw

    _picture(draw, out, force=force, as_json=as_json)


@app.command(
    name="map",
    short_help="A picture: the incidents on the frontier.",
    epilog=example("khasan record map", "khasan record map --out map.png"),
)
def map_(out: PictureOption = Path("map.svg"), force: ForceOption = False, as_json: AsJson = False) -> None:
    """Draw where the incidents were, within what radius their sources have them, and events by stretch of frontier."""
    from khasan.present.record_pictures.incident_map import draw

    _picture(draw, out, force=force, as_json=as_json)


def _picture(draw: Any, out: Path, *, force: bool, as_json: bool) -> None:
    _may_write(out, force=force, ends=(".svg", ".png"))
    records = _records()
    frontier = records.frontier() if records.has_frontier else None
    drawn = draw([one for one in records.incidents() if not one.raw], out, frontier)

    def words() -> str:
        left = (
            f"; left out: {'; '.join(f'{who} ({why})' for who, why in drawn.left_out.items())}"
            if drawn.left_out
            else ""
        )
        tables = f", {len(frontier.events)} events of the frontier's tables" if frontier is not None else ""
        return f"{out}: {len(drawn.shown)} incidents{tables}{left}"

    events = len(frontier.events) if frontier is not None else 0
    told = {"file": out, "shown": drawn.shown, "left_out": drawn.left_out, "events": events}
    answer(words, lambda: told, as_json=as_json)


def _may_write(out: Path, *, force: bool, ends: tuple[str, ...]) -> None:
    """Refuse a name that does not end as it should, that exists, or that lies in no folder."""
    if out.suffix.lower() not in ends:
        raise input_error("--out", out, f"name a file that ends in {' or '.join(ends)}")
    if out.exists() and not force:
        raise input_error("--out", out, "it exists: choose another name, or say --force to replace it")
    if not out.parent.is_dir():
        raise input_error("--out", out, "name a file in a folder that exists")


def _records() -> Any:
    from khasan.record.record_folders import RecordFolders

    return RecordFolders.usual()


def _incidents(incident: str | None) -> list[Incident]:
    records = _records()
    return records.incidents() if incident is None else [records.incident(incident)]
