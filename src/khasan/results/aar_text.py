"""The after-action report for a terminal: tables that fit the width, the same words as in the report's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from khasan.results.aar_model import (
    AFTERMATH_NOTE,
    AFTERMATH_TITLE,
    JUDGEMENTS,
    AfterAction,
    ClaimLine,
    Day,
    Height,
    Row,
    Section,
)
from khasan.results.run_summary import in_short, tally
from khasan.results.terminal_tables import Wide, plain_table, printed

_STYLES = {
    "inside": "green",
    "above": "yellow",
    "below": "yellow",
    "unclear": "dim",
    "no claim": "dim",
    "withheld": "dim",
}
_BAR = 12
_SAID = ("men", "rounds", "h")
"""Units that the name of a quantity does not tell already."""


def after_action_text(report: AfterAction) -> RenderableType:
    """The report as something that ``rich.console.Console.print`` prints, at whatever width it has."""
    parts: list[RenderableType] = [Text(f"After-action report: {report.title}", style="bold"), *map(Text, report.notes)]
    if report.replications > 1:
        short = [Text(f"- {sentence}") for sentence in in_short(report)]
        parts += _part("In short", tally(report.section("record").rows), short)
    parts += _part("Who holds the ground", "Share of replications.", _heights(report))
    parts += _part_of(report.section("record"), _beside_the_record(report))
    parts += _part_of(report.section("sides"), _sides(report))
    parts += _part_of(report.section("formations"), [_by_quantity(report.section("formations").rows, "Formation")])
    if len(report.phases) > 1:
        rows = report.section("formation_phases").rows
        parts += _part_of(report.section("formation_phases"), [_by_phase(rows, "Formation", _indented)])
    for name in ("strength", "ammunition"):
        rows = report.section(name).rows
        parts += _part_of(report.section(name), [_by_phase(rows, "", lambda row: f"{row.subject}: {row.quantity}")])
    parts += _part_of(report.section("taken"), [_taken(report.section("taken").rows)])
    parts += _part(AFTERMATH_TITLE, AFTERMATH_NOTE, _aftermath(report))
    parts += _part("Sources named above", "Grades run from A to E; khasan show gives them all.", _sources(report))
    return Group(*parts)


def aar_text(report: AfterAction, width: int | None = None, *, colour: bool | None = None) -> str:
    """The report as text: as wide as the terminal (100 where there is none), coloured only on a terminal."""
    return printed(after_action_text(report), width, colour=colour)


def _part_of(section: Section, content: Iterable[RenderableType]) -> list[RenderableType]:
    return _part(section.title, section.note, content)


def _part(title: str, note: str, content: Iterable[RenderableType]) -> list[RenderableType]:
    inside = list(content)
    if not inside:
        return []
    parts: list[RenderableType] = [Text(), Text(title, style="bold underline")]
    # a list of tables brings its own blank lines
    gap = [] if isinstance(inside[0], Padding) else [Text()]
    return [*parts, *([Text(note, style="dim")] if note else []), *gap, *inside]


# -- heights -------------------------------------------------------------------------------------------------


def _heights(report: AfterAction) -> Iterable[RenderableType]:
    for height in report.heights:
        yield Padding(_height(report, height), (1, 0, 0, 0))


def _height(report: AfterAction, height: Height) -> Table:
    holders = [k for k, _ in enumerate(report.holders) if any(day.shares[k][1] > 0 for day in height.days)]
    told = any(day.claims for day in height.days)
    table = plain_table(height.name, *(report.holders[k] for k in holders), "")
    if told:
        table.add_column("The record says", ratio=1)
        table.add_column("Agree", justify="right")
    for day in height.days:
        shares = [f"{day.shares[k][1]:.0%}" for k in holders]
        cells: list[RenderableType] = [day.label, *shares, _bar([day.shares[k][1] for k in range(len(day.shares))])]
        if told:
            cells += [_answers(day), "" if day.agree is None else f"{day.agree:.0%}"]
        table.add_row(*cells)
    table.columns[0].min_width = max(cell_len(word) for word in height.name.split())
    table.columns[len(holders) + 1].no_wrap = True
    return table


def _bar(shares: Sequence[float]) -> Text:
    """Shares of the holders as one bar, the first side dark: readable without colours too."""
    ends = [round(_BAR * sum(shares[: k + 1])) for k in range(len(shares))]
    widths = [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
    marks = zip("█▒·", ("red", "blue", "dim"), widths, strict=False)
    return Text.assemble(*((mark * width, style) for mark, style, width in marks))


def _answers(day: Day) -> Text:
    said: dict[str, list[str]] = {}
    for claim in day.claims:
        said.setdefault(claim.text, []).append(claim.source)
    return Text("; ".join(f"{answer}: {', '.join(sources)}" for answer, sources in said.items()))


# -- beside the record ---------------------------------------------------------------------------------------


def _beside_the_record(report: AfterAction) -> Iterable[RenderableType]:
    rows = report.section("record").rows
    if not rows:
        return
    for row in rows:
        yield Padding(_comparison(row), (1, 0, 0, 0))
        if row.record_place:
            yield Padding(Text(row.record_place), (0, 0, 0, 2))
        if row.claims:
            yield Padding(_claims(row.claims), (0, 0, 0, 2))
    yield Text()
    for word, meaning in JUDGEMENTS.items():
        if any(row.verdict == word for row in rows):
            yield Text.assemble((f"{word}", _STYLES[word]), f": {meaning}.")


def _comparison(row: Row) -> Table:
    line = Table.grid(expand=True, padding=(0, 2, 0, 0))
    for ratio in (5, 4, 4):
        line.add_column(ratio=ratio)
    line.add_column(width=8, justify="right")
    label = f"{row.label} ({row.unit})" if row.unit in _SAID else row.label
    record = "" if row.record is None else f"record {row.record.text}"
    record = "record withheld" if row.verdict == "withheld" else record
    line.add_row(
        Text(label, style="bold"),
        f"simulated {row.told}" if row.told == row.text else row.told,
        record,
        Text(row.verdict, style=_STYLES[row.verdict]),
    )
    return line


def _claims(claims: Sequence[ClaimLine]) -> Text:
    """Claims that say the same stand together, with all who say it."""
    said: dict[tuple[bool, str], list[str]] = {}
    for claim in sorted(claims, key=lambda claim: not claim.stands):
        said.setdefault((claim.stands, claim.text), []).append(_who(claim))
    parts = [f"{text}: {', '.join(who)}" for (_, text), who in said.items()]
    brackets = ["" if stands else "[]" for stands, _ in said]
    told = "; ".join(part if not b else f"{b[0]}{part}{b[1]}" for part, b in zip(parts, brackets, strict=True))
    return Text(told, style="dim")


def _who(claim: ClaimLine) -> str:
    return claim.citation + (" (of its enemy)" if claim.stance == "other" else "")


# -- losses, strength, ammunition ----------------------------------------------------------------------------


def _sides(report: AfterAction) -> Iterable[RenderableType]:
    rows = report.section("sides").rows
    for side in dict.fromkeys(row.subject for row in rows):
        yield Padding(
            _by_phase([row for row in rows if row.subject == side], side, lambda row: row.quantity), (1, 0, 0, 0)
        )


def _by_phase(rows: Sequence[Row], heading: str, name: Callable[[Row], str]) -> Wide:
    """A line a quantity, a column a phase; lines of nothing but zeros are left out."""
    phases = list(dict.fromkeys(row.phase for row in rows))
    lines = []
    for label, group in groupby(rows, key=name):
        cells = {row.phase: row for row in group}
        if any(row.high95 for row in cells.values()):
            lines.append((label, [_cell(cells[phase]) if phase in cells else "" for phase in phases]))
    return Wide(heading, [phase or "Whole" for phase in phases], lines)


def _by_quantity(rows: Sequence[Row], heading: str) -> Wide:
    """A line a formation, a column a quantity; columns of nothing but zeros are left out."""
    quantities = [q for q in dict.fromkeys(r.quantity for r in rows) if any(r.high95 for r in rows if r.quantity == q)]
    lines = []
    for subject, group in groupby(rows, key=_indented):
        cells = {row.quantity: row for row in group}
        lines.append((subject, [_cell(cells[quantity]) for quantity in quantities]))
    return Wide(heading, [quantity.capitalize() for quantity in quantities], lines)


def _indented(row: Row) -> str:
    return "  " * row.depth + row.subject


def _taken(rows: Sequence[Row]) -> RenderableType:
    table = plain_table("Height", "By", "In", "When")
    for row in rows:
        if row.share > 0:
            table.add_row(row.subject, row.quantity.removeprefix("taken by "), f"{row.share:.0%}", row.text)
    return table if table.row_count else Text("No height changed hands in any replication.")


def _cell(row: Row) -> str:
    """Median above, interval below: narrow enough for a column a phase."""
    return row.text.replace(" (", "\n(") if row.text != "0" else "–"


def _aftermath(report: AfterAction) -> Iterable[RenderableType]:
    for followed in report.aftermath:
        said = [
            f"{date + ': ' if date else ''}{claim.text} ({_who(claim)})"
            for claim, date in zip(followed.claims, followed.dates, strict=True)
        ]
        yield Text(f"{followed.question.capitalize()}. {'; '.join(said)}")


def _sources(report: AfterAction) -> Iterable[RenderableType]:
    if not report.sources:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    for source in report.sources:
        table.add_row(source.key, source.grade, source.title)
    yield table
