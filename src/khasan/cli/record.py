"""Commands that ask the record: what sources say, where they part, and whether they say it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from khasan.cli.shared import AsJson, answer, example, group, may_write
from khasan.errors import MISSING, did_you_mean, input_error

if TYPE_CHECKING:
    from khasan.record.incident import Incident
    from khasan.record.record_folders import RecordFolders

IncidentArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of an incident of the record.")]
MaybeIncident = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="Id of an incident. If not given: all of them.")
]
RuleOption = Annotated[
    str,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="The rule that turns rival claims into a range: graded, best-grade, all, own-side, third-party, "
        "seed-only or "
        "source:KEY.",
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over FILE if it exists.")]

app = group(
    "record",
    "What the sources say: claims, contradictions, stories, search, exchange.",
    "khasan record show lake-khasan-1938",
    "khasan record disagreements lake-khasan-1938",
)


@app.command(
    short_help="The claims about an incident, by quantity.",
    epilog=example("khasan record show lake-khasan-1938", "khasan record show lake-khasan-1938 -q soviet-killed"),
)
def show(
    incident: IncidentArgument,
    quantity: Annotated[
        str | None, typer.Option("--quantity", "-q", metavar="WORDS", help="Only quantities whose id contains this.")
    ] = None,
    rule: RuleOption = "graded",
    as_json: AsJson = False,
) -> None:
    """Show an incident: when, where and how many; then every quantity with its claims and the range they give.

    The rule leaves claims in brackets out of the range.
    """
    from khasan.record import show as shown

    one = records().incident(incident).under(rule)
    known = [q for q in one.by_quantity() if quantity is None or quantity in q]
    if not known:
        remedy = did_you_mean(quantity or "", one.by_quantity()) or "leave --quantity out to see them all"
        raise input_error("--quantity", quantity, remedy)
    answer(
        lambda: shown.incident_text(one, known, whole=quantity is None),
        lambda: shown.incident_data(one, known),
        as_json=as_json,
    )


@app.command(
    short_help="What happened in a battle, told from the record.",
    epilog=example(
        "khasan record story lake-khasan-1938",
        "khasan record story lake-khasan-1938 --out lake-khasan.html",
        "khasan record story lake-khasan-1938 --json",
    ),
)
def story(
    fight: Annotated[str, typer.Argument(metavar="ID|FILE", help="Id of an incident or a scenario, or a YAML file.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Page to write; its name ends in .html.")
    ] = None,
    force: ForceOption = False,
    as_json: AsJson = False,
) -> None:
    """Tell what happened: background, place, people, decisions, the fighting, how it ended, and why it matters.

    Every paragraph names the claims it rests on. Where sources contradict each other, their accounts stand side by
    side. Nothing in it is simulated.
    """
    from khasan.scenario.stories import load_story, story_words

    if out is None:
        told = load_story(fight)
        answer(lambda: story_words.story_text(told), lambda: story_words.story_data(told), as_json=as_json)
        return
    from khasan.output import write_whole
    from khasan.present.story import story_page

    may_write(out, force=force, ends=(".html", ".htm"))
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
        typer.Option(metavar="KIND", help="rivals, texts, itself, parts, ratio, order, mirror, periods, rest or pace."),
    ] = None,
    top: Annotated[
        int | None, typer.Option(metavar="N", help="Only the N widest contradictions of each incident.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute where the sources part, the widest first, with what each of them says side by side.

    Rival values; texts that count or place one thing differently; one text against itself; parts that do not add up to
    their whole, those of a war in its fights too; ratios in words that the figures do not bear out; dates out of order;
    accounts in which each side tells it of the other; series of counts that give one figure for several periods, leave
    nothing for the rest of one, or change their pace threefold. What several records have of one quarrel is told once.
    """
    from khasan.record import show_found as shown
    from khasan.record.checks import KINDS
    from khasan.record.quarrels import told_once

    if kind is not None and kind not in KINDS:
        raise input_error("--kind", kind, f"use one of: {', '.join(KINDS)}")
    if top is not None and top < 1:
        raise input_error("--top", top, "give 1 or more")
    each = told_once(incidents_of(incident))
    found = [(one, [d for d in all_of if kind in (None, d.kind)][:top]) for one, all_of in each]
    answer(
        lambda: shown.disagreements_text(found),
        lambda: [shown.disagreement_data(one, rank, d) for one, all_of in found for rank, d in enumerate(all_of, 1)],
        as_json=as_json,
    )


@app.command(
    short_help="Check every claim against its source text.",
    epilog=example("khasan record verify --sources texts", "khasan record verify lake-khasan-1938"),
)
def verify(
    incident: MaybeIncident = None,
    sources: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder with the texts. If not given: the one that KHASAN_SEEDS names."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look up the words of each claim in the source texts, and list those that are not there.

    A text that differs from the one the record was made from is named with both digests. Exit code 1 if anything has
    moved, changed or gone missing.
    """
    from khasan.record import show_found as shown
    from khasan.record.verify import verify as check

    given = sources or (Path(os.environ["KHASAN_SEEDS"]) if os.environ.get("KHASAN_SEEDS") else None)
    if given is None:
        raise input_error("--sources", MISSING, "name the folder with the source texts, or set KHASAN_SEEDS to it")
    if not given.is_dir():
        raise input_error("--sources", given, "no such folder: name one that exists")
    found = [(one, check(one, given)) for one in incidents_of(incident)]
    answer(lambda: shown.verification_text(found), lambda: shown.verification_data(found), as_json=as_json)
    if not all(checked.ok for _, checked in found):
        raise typer.Exit(1)


@app.command(
    short_help="Find an incident, place, unit or commander by name.",
    epilog=example("khasan record search Zhanggufeng", "khasan record search Заозёрная", "khasan record search 張鼓峰"),
)
def search(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, in any script or transliteration.")],
    as_json: AsJson = False,
) -> None:
    """Find what a name stands for: an incident, a place, a unit or its commander.

    It may be written with or without accents, in Cyrillic or Chinese characters, in Wade-Giles or pinyin.

    Exit code 1 if nothing has this name.
    """
    from dataclasses import asdict

    from khasan.record import search as look
    from khasan.record import show_found as shown
    from khasan.scenario.library import Library
    from khasan.scenario.named import SURE, called, unit_words, units_called

    hits = look.search(records().incidents(), name)
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


def records() -> RecordFolders:
    """Our record, and a reader's own laid over it."""
    from khasan.record.record_folders import RecordFolders

    return RecordFolders.usual()


def incidents_of(incident: str | None) -> list[Incident]:
    """The incident of an id, or all."""
    return records().incidents() if incident is None else [records().incident(incident)]
