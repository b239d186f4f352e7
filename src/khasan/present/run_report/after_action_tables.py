"""The after-action report as tables for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from khasan.results.aar_model import (
    AFTERMATH_NOTE,
    AFTERMATH_TITLE,
    JUDGEMENTS,
    AfterAction,
    ClaimLine,
    Day,
    Followed,
    Height,
    Row,
    Section,
)
from khasan.results.run_summary import in_short, tally

__all__ = ["Part", "in_short", "parts"]

Part = dict[str, Any]
_OPEN = frozenset({"sides", "formations", "taken"})
"""Sections that stand open; the rest is folded away."""
_BAR = (144.0, 24.0)
_DEEPEST = 4
"""Levels that are indented; what lies deeper stands with the last."""
_MANY = "Median of the replications, below it the interval that holds nine in ten"
_ONE = "What the one replication came to"


def parts(after: AfterAction, side_names: Sequence[str], titles: Mapping[str, str]) -> list[Part]:
    """The report's sections: ``title``, ``note``, ``table`` as HTML, ``open``. ``titles``: of sources, by key."""
    told: list[Part] = [
        {
            "title": "",
            "note": tally(after.section("record").rows),
            "table": _beside_the_record(after.section("record"), titles),
            "open": True,
        }
    ]
    if after.heights:
        told.append(
            {
                "title": "Who holds the ground, day by day",
                "note": "Share of the replications in which each side holds the place at that moment; what is left of "
                "the bar, nobody holds. Below it, whom the sources name, where they name somebody.",
                "table": _heights(after.heights, side_names, titles),
                "open": True,
            }
        )
    for section in after.sections:
        if section.id == "record" or not section.rows:
            continue
        table = _TABLES[section.id](section, _ONE if after.replications == 1 else _MANY)
        told.append({"title": section.title, "note": section.note, "table": table, "open": section.id in _OPEN})
    if after.aftermath:
        table = _aftermath(after.aftermath, titles)
        told.append({"title": AFTERMATH_TITLE, "note": AFTERMATH_NOTE, "table": table, "open": True})
    return told


# -- beside the record ---------------------------------------------------------------------------------------


def _beside_the_record(section: Section, titles: Mapping[str, str]) -> Markup:
    heads = ("Quantity", "Simulated", "", "Record", "Verdict", "What the sources say")
    rows = [
        Markup(
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class="claims">{}</td></tr>'
        ).format(row.label, row.text, _bar(row), _interval(row), _verdict(row), _claims(row.claims, titles))
        for row in section.rows
    ]
    return _table(section.note, heads, rows, name=section.title)


def _interval(row: Row) -> Markup:
    if row.verdict == "withheld":
        return Markup('<span class="quiet">withheld</span>')
    if row.record is None:
        return Markup('<span class="quiet">–</span>')
    place = Markup('<br><span class="quiet">{}</span>').format(row.record_place) if row.record_place else Markup("")
    return Markup('<span title="{}">{}</span>{}').format(row.record.why, row.record.text, place)


def _verdict(row: Row) -> Markup:
    return Markup('<span class="verdict {}" title="{}">{}</span>').format(
        row.verdict.replace(" ", "-"), JUDGEMENTS[row.verdict], row.verdict
    )


def _claims(claims: Sequence[ClaimLine], titles: Mapping[str, str]) -> Markup:
    """Each claim with its source; those set aside in brackets."""
    lines = []
    for claim in claims:
        text = claim.text if claim.stands else f"[{claim.text}]"
        lines.append(
            Markup('<li{}>{} <span class="quiet">{}, grade {}{}</span></li>').format(
                Markup("") if claim.stands else Markup(' class="aside"'),
                text,
                _cited(claim, titles),
                claim.grade,
                ", on its enemy" if claim.stance == "other" else "",
            )
        )
    return Markup("<ul>{}</ul>").format(Markup("").join(lines)) if lines else Markup("")


def _bar(row: Row) -> Markup:
    """The simulated interval and median over the record's interval, on one line."""
    numbers = [row.low5, row.median, row.high95]
    if row.record is not None:
        numbers += [row.record.low, row.record.high]
    if not all(math.isfinite(number) for number in numbers):
        return Markup("")
    low = min(numbers) if row.unit == "time" else 0.0
    high = max(numbers)
    if high <= low:
        return Markup("")
    width, height = _BAR
    middle = height / 2

    def at(number: float) -> float:
        return round(4 + (width - 8) * (number - low) / (high - low), 1)

    drawn = [Markup('<line class="base" x1="4" x2="{}" y1="{}" y2="{}"/>').format(width - 4, middle, middle)]
    if row.record is not None:
        left, right = at(row.record.low), at(row.record.high)
        drawn.append(
            Markup('<rect class="record" x="{}" y="3" width="{}" height="{}"/>').format(
                min(left, right - 3), max(right - left, 3), height - 6
            )
        )
    drawn.append(
        Markup('<line class="wide" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
            at(row.low5), at(row.high95), middle, middle
        )
    )
    drawn.append(Markup('<circle class="middle" cx="{}" cy="{}" r="4"/>').format(at(row.median), middle))
    return Markup('<svg class="range" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(
        width, height, Markup("").join(drawn)
    )


# -- what followed -------------------------------------------------------------------------------------------


def _aftermath(aftermath: Sequence[Followed], titles: Mapping[str, str]) -> Markup:
    rows = []
    for followed in aftermath:
        for number, (claim, date) in enumerate(zip(followed.claims, followed.dates, strict=True)):
            question = followed.question.capitalize() if number == 0 else ""
            rows.append(
                Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}, grade {}</td></tr>').format(
                    question, date, claim.text, _cited(claim, titles), claim.grade
                )
            )
    return _table("", ("What", "Date", "The source's word", "Source"), rows, name=AFTERMATH_TITLE)


# -- heights -------------------------------------------------------------------------------------------------


def _heights(heights: Sequence[Height], side_names: Sequence[str], titles: Mapping[str, str]) -> Markup:
    """Moments down, places across."""
    rows = [
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            days[0].label, Markup("").join(_holders(day, side_names, titles) for day in days)
        )
        for days in zip(*(height.days for height in heights), strict=True)
    ]
    keys = Markup("").join(
        Markup('<i class="swatch side-{}"></i>{} ').format(number, name) for number, name in enumerate(side_names)
    )
    return _table(keys, ("When", *(height.name for height in heights)), rows, name="Holders of the heights")


def _holders(day: Day, side_names: Sequence[str], titles: Mapping[str, str]) -> Markup:
    """One place at one moment: a bar, the shares in words, the record's word."""
    shares = dict(day.shares)
    bar = Markup("").join(
        Markup('<span class="side-{}" style="width:{:.1f}%"></span>').format(number, 100 * shares.get(name, 0.0))
        for number, name in enumerate(side_names)
    )
    said = ", ".join(f"{name} {share:.0%}" for name, share in day.shares if share > 0)
    return Markup('<td class="held"><div class="holders" aria-hidden="true">{}</div>{}{}</td>').format(
        bar, said, _named(day, titles)
    )


def _named(day: Day, titles: Mapping[str, str]) -> Markup:
    """Whom the sources name, each answer once with those who give it."""
    answers: dict[str, list[Markup]] = {}
    for claim in day.claims:
        answers.setdefault(claim.text, []).append(_key(claim, titles))
    if not answers:
        return Markup("")
    said = Markup("; ").join(
        Markup("{} ({})").format(text, Markup(", ").join(dict.fromkeys(keys))) for text, keys in answers.items()
    )
    return Markup('<div class="named">record: {}</div>').format(said)


def _cited(claim: ClaimLine, titles: Mapping[str, str]) -> Markup:
    """The citation, its key a link to the list of sources."""
    rest = claim.citation.removeprefix(claim.source)
    return Markup("{}{}").format(_key(claim, titles), rest)


def _key(claim: ClaimLine, titles: Mapping[str, str]) -> Markup:
    return Markup('<a href="#source-{}" title="{}">{}</a>').format(
        claim.source, f"{titles.get(claim.source, claim.source)}. {claim.citation}", claim.source
    )


# -- the rest ------------------------------------------------------------------------------------------------


def _by_phase(section: Section, caption: str) -> Markup:
    """Rows: subject and quantity; columns: the whole and the phases."""
    phases = list(dict.fromkeys(row.phase for row in section.rows))
    cells = {(row.subject, row.quantity, row.phase): row.text for row in section.rows}
    lines = list(dict.fromkeys((row.subject, row.quantity) for row in section.rows))
    heads = ("", *(phase or "Whole" for phase in phases))
    rows = [(s, q, [cells.get((s, q, phase), "–") for phase in phases]) for s, q in lines]
    return _grouped(section.title, caption, heads, rows)


def _by_quantity(section: Section, caption: str) -> Markup:
    """Rows: subjects; columns: quantities that are more than nothing somewhere."""
    counted = {row.quantity for row in section.rows if row.high95 > 0}
    quantities = [quantity for quantity in dict.fromkeys(row.quantity for row in section.rows) if quantity in counted]
    cells = {(row.subject, row.quantity): row.text for row in section.rows}
    subjects = {row.subject: row.depth for row in section.rows if row.high95 > 0}
    rows = [
        _row(subject, [cells.get((subject, quantity), "–") for quantity in quantities], depth)
        for subject, depth in subjects.items()
    ]
    unharmed = [row.subject for row in section.rows if row.subject not in subjects]
    caption += f". Without loss: {', '.join(dict.fromkeys(unharmed))}" if unharmed else ""
    return _table(caption, ("", *quantities), rows, numbers=len(quantities), name=section.title)


def _taken(section: Section, caption: str) -> Markup:
    rows = [
        Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td class="n">{}</td></tr>').format(
            row.subject, row.quantity.removeprefix("taken by "), row.text, f"{row.share:.0%}"
        )
        for row in section.rows
    ]
    return _table(caption, ("Place", "Taken by", "When", "In so many replications"), rows, name=section.title)


_TABLES = {
    "sides": _by_phase,
    "formations": _by_quantity,
    "formation_phases": _by_phase,
    "strength": _by_phase,
    "ammunition": _by_phase,
    "taken": _taken,
}


def _grouped(name: str, caption: str, heads: Sequence[str], lines: Iterable[tuple[str, str, list[str]]]) -> Markup:
    rows: list[Markup] = []
    subject = None
    for who, what, cells in lines:
        if all(cell in ("0", "–", "—") for cell in cells):
            continue
        if who != subject:
            subject = who
            rows.append(
                Markup('<tr class="group"><th colspan="{}" scope="rowgroup">{}</th></tr>').format(len(heads), who)
            )
        rows.append(_row(what, cells))
    return _table(caption, heads, rows, numbers=len(heads) - 1, name=name)


def _row(head: str, cells: Sequence[str], depth: int = 0) -> Markup:
    """``depth``: how many of the rows above hold this one."""
    inner = Markup(' class="in-{}"').format(min(depth, _DEEPEST)) if depth else Markup("")
    return Markup('<tr><th scope="row"{}>{}</th>{}</tr>').format(inner, head, Markup("").join(map(_number, cells)))


def _number(cell: str) -> Markup:
    """Median above, interval below it: two lines are narrow enough for a column a phase."""
    if cell in ("0", "–"):
        return Markup('<td class="n zero">{}</td>').format(cell)
    median, gap, interval = cell.partition(" (")
    below = Markup(' <span class="spread">({}</span>').format(interval) if gap else Markup("")
    return Markup('<td class="n">{}{}</td>').format(median, below)


def _table(
    caption: str | Markup, heads: Sequence[str], rows: Iterable[Markup], *, numbers: int = 0, name: str = ""
) -> Markup:
    """``numbers``: so many columns after the first hold numbers and stand right."""
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if 0 < place <= numbers else Markup(""), text)
        for place, text in enumerate(heads)
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table{}><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(
        name or "Table", Markup(' class="numbers"') if numbers else Markup(""), caption, head, Markup("").join(rows)
    )
