"""The after-action report as tables for the page."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from khasan.results.aar_model import JUDGEMENTS, AfterAction, ClaimLine, Day, Height, Row, Section

Part = dict[str, Any]
_OPEN = frozenset({"sides", "formations", "taken"})
"""Sections that stand open; the rest is folded away."""
_BAR = (144.0, 24.0)
_CAPTION = "Median of the replications, in brackets the interval that holds nine in ten"


def parts(after: AfterAction, side_names: Sequence[str]) -> list[Part]:
    """The report's sections: ``title``, ``note``, ``table`` as HTML, ``open``."""
    told = [
        {
            "title": "",
            "note": _tally(after.section("record").rows),
            "table": _beside_the_record(after.section("record")),
            "open": True,
        }
    ]
    if after.heights:
        told.append(
            {
                "title": "Who holds the heights, day by day",
                "note": "Share of the replications in which each side holds the place at that moment.",
                "table": _heights(after.heights, side_names),
                "open": True,
            }
        )
    for section in after.sections:
        if section.id == "record" or not section.rows:
            continue
        table = _TABLES[section.id](section)
        told.append({"title": section.title, "note": section.note, "table": table, "open": section.id in _OPEN})
    return told


def _tally(rows: Iterable[Row]) -> str:
    """How many quantities lie where, in a sentence."""
    count = Counter(row.verdict for row in rows)
    judged = sum(count[verdict] for verdict in ("inside", "above", "below"))
    if not judged:
        return "No quantity of this scenario has a figure in the record to be laid beside."
    some = "one quantity" if judged == 1 else f"{judged} quantities"
    return (
        f"Of {some} with figures in the record, the simulated median lies inside the record’s interval for "
        f"{count['inside']}, above it for {count['above']} and below it for {count['below']}."
    )


# -- beside the record ---------------------------------------------------------------------------------------


def _beside_the_record(section: Section) -> Markup:
    heads = ("Quantity", "Simulated", "", "Record", "Verdict", "What the sources say")
    rows = [
        Markup(
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class="claims">{}</td></tr>'
        ).format(row.label, row.text, _bar(row), _interval(row), _verdict(row), _claims(row.claims))
        for row in section.rows
    ]
    return _table(f"{section.title}: median, 90% interval and the claims. {section.note}", heads, rows)


def _interval(row: Row) -> Markup:
    if row.record is None:
        return Markup('<span class="quiet">–</span>')
    return Markup('<span title="{}">{}</span>').format(row.record.why, row.record.text)


def _verdict(row: Row) -> Markup:
    return Markup('<span class="verdict {}" title="{}">{}</span>').format(
        row.verdict.replace(" ", "-"), JUDGEMENTS[row.verdict], row.verdict
    )


def _claims(claims: Sequence[ClaimLine]) -> Markup:
    """Each claim with its source; those set aside in brackets."""
    lines = []
    for claim in claims:
        text = claim.text if claim.stands else f"[{claim.text}]"
        lines.append(
            Markup('<li{}>{} <span class="quiet">{}, grade {}{}</span></li>').format(
                Markup("") if claim.stands else Markup(' class="aside"'),
                text,
                claim.citation,
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


# -- heights -------------------------------------------------------------------------------------------------


def _heights(heights: Sequence[Height], side_names: Sequence[str]) -> Markup:
    holders = [name for name, _ in heights[0].days[0].shares] if heights[0].days else []
    heads = ("When", *holders, "Record")
    rows: list[Markup] = []
    for height in heights:
        rows.append(
            Markup('<tr class="group"><th colspan="{}" scope="rowgroup">{}</th></tr>').format(len(heads), height.name)
        )
        rows += [_day(day, side_names) for day in height.days]
    return _table("Holders by share of the replications, and whom the record names", heads, rows, numbers=len(holders))


def _day(day: Day, side_names: Sequence[str]) -> Markup:
    cells = Markup("").join(_share(name, share, side_names) for name, share in day.shares)
    agree = (
        Markup(' <span class="quiet">(as in {:.0%} of the replications)</span>').format(day.agree)
        if day.agree is not None
        else Markup("")
    )
    claims = Markup("; ").join(
        Markup('{} <span class="quiet">{}</span>').format(claim.text, claim.citation) for claim in day.claims
    )
    return Markup('<tr><th scope="row">{}</th>{}<td class="claims">{}{}</td></tr>').format(
        day.label, cells, claims, agree
    )


def _share(name: str, share: float, side_names: Sequence[str]) -> Markup:
    """A share, shaded in the side's colour by its size."""
    side = side_names.index(name) if name in side_names else None
    shade = (
        Markup(' style="background:color-mix(in srgb, var(--side-{}) {}%, transparent)"').format(
            side, round(55 * share)
        )
        if side is not None
        else Markup("")
    )
    return Markup('<td class="n"{}>{}</td>').format(shade, f"{share:.0%}")


# -- the rest ------------------------------------------------------------------------------------------------


def _by_phase(section: Section) -> Markup:
    """Rows: subject and quantity; columns: the whole and the phases."""
    phases = list(dict.fromkeys(row.phase for row in section.rows))
    cells = {(row.subject, row.quantity, row.phase): row.text for row in section.rows}
    lines = list(dict.fromkeys((row.subject, row.quantity) for row in section.rows))
    heads = ("", *(phase or "Whole" for phase in phases))
    return _grouped(heads, [(s, q, [cells.get((s, q, phase), "–") for phase in phases]) for s, q in lines])


def _by_quantity(section: Section) -> Markup:
    """Rows: subjects; columns: quantities that are more than nothing somewhere."""
    counted = {row.quantity for row in section.rows if row.high95 > 0}
    quantities = [quantity for quantity in dict.fromkeys(row.quantity for row in section.rows) if quantity in counted]
    cells = {(row.subject, row.quantity): row.text for row in section.rows}
    rows = [
        _row(subject, [cells.get((subject, quantity), "–") for quantity in quantities])
        for subject in dict.fromkeys(row.subject for row in section.rows)
    ]
    return _table(_CAPTION, ("", *quantities), rows, numbers=len(quantities))


def _taken(section: Section) -> Markup:
    rows = [
        Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td class="n">{}</td></tr>').format(
            row.subject, row.quantity.removeprefix("taken by "), row.text, f"{row.share:.0%}"
        )
        for row in section.rows
    ]
    return _table(_CAPTION, ("Place", "Taken by", "When", "In so many replications"), rows)


_TABLES = {
    "sides": _by_phase,
    "formations": _by_quantity,
    "formation_phases": _by_phase,
    "strength": _by_phase,
    "ammunition": _by_phase,
    "taken": _taken,
}


def _grouped(heads: Sequence[str], lines: Iterable[tuple[str, str, list[str]]]) -> Markup:
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
    return _table(_CAPTION, heads, rows, numbers=len(heads) - 1)


def _row(head: str, cells: Sequence[str]) -> Markup:
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(
        head, Markup("").join(Markup('<td class="n">{}</td>').format(cell) for cell in cells)
    )


def _table(caption: str, heads: Sequence[str], rows: Iterable[Markup], *, numbers: int = 0) -> Markup:
    """``numbers``: so many columns after the first hold numbers and stand right."""
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if 0 < place <= numbers else Markup(""), text)
        for place, text in enumerate(heads)
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(caption.split(":")[0], caption, head, Markup("").join(rows))
