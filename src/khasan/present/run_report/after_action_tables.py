"""The after-action report as tables for the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from khasan.present.pages import fragment
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
from khasan.results.run_summary import tally
from khasan.scenario.stories.claim_in_words import days_in_text

Part = dict[str, Any]
_INSIDE = {
    "sides": "Killed, wounded and missing, vehicles, guns and horses: for the whole battle and by phase",
    "formations": "The same for every regiment, division and corps",
    "formation_phases": "When each formation lost its men",
    "strength": "Men and vehicles that had arrived by the end of each phase",
    "ammunition": "Rounds fired, and how much of the basic loads was left",
    "endings": "Attacks broken off and positions given up, by side and cause",
    "taken": "The first time that each side takes a place that it did not hold, and in how many runs",
}
"""What is inside each section, for its closed line."""
_BAR = (144.0, 24.0)
_DEEPEST = 4
"""Levels that are indented; what lies deeper stands with the last."""
_MANY = "The median of the runs, and below it the range that holds nine in ten"
_ONE = "The result of this one run"


def parts(after: AfterAction, side_names: Sequence[str], titles: Mapping[str, str]) -> list[Part]:
    """The report's sections: ``id``, ``title``, ``says``, ``count``, ``note``, and ``table`` as HTML.

    ``titles``: of sources, by key.
    """
    record = after.section("record")
    told = []
    if record.rows:
        rows = len(record.rows)
        name = "The one comparison" if rows == 1 else f"All {rows} comparisons"
        says = "Every figure that is compared: the model’s, the sources’ range, each claim"
        if after.withheld:
            name, says = "What is to be compared", "What the sources say is withheld until the comparison is registered"
        told.append(
            _part(
                "comparisons",
                name,
                says,
                _count(rows, "row"),
                f"{tally(record.rows)} {record.note}",
                _beside_the_record(record),
                titles,
            )
        )
    if after.heights:
        note = "The share of the runs in which each side holds the place at that moment; nobody holds what is left."
        if any(day.claims for height in after.heights for day in height.days):
            note += " Below the bar stands whom the sources name, where they name anyone."
        moments = len(after.heights[0].days)
        name = "Who holds the ground, day by day" if moments > 2 else "Who holds the ground"
        says = "Each place at every midnight and at the end of every phase, and whom the sources name there"
        if after.withheld or not after.incident:
            says = "Each place at every midnight and at the end of every phase"
        table = _heights(after.heights, side_names)
        told.append(_part("holders", name, says, _count(moments, "moment"), note, table, titles))
    for section in after.sections:
        if section.id == "record" or not section.rows:
            continue
        table = section_table(section, _ONE if after.replications == 1 else _MANY)
        rows = len(table["rows"])
        if rows:
            says = _INSIDE[section.id]
            told.append(_part(section.id, section.title, says, _count(rows, "row"), section.note, table, titles))
    if after.aftermath:
        says = "Bodies, inquiries, what became of people, what was learnt, as each source tells it"
        rows = sum(len(one.claims) for one in after.aftermath)
        table = _aftermath(after.aftermath)
        told.append(_part("aftermath", AFTERMATH_TITLE, says, _count(rows, "row"), AFTERMATH_NOTE, table, titles))
    return told


def _part(id_: str, title: str, says: str, count: str, note: str, table: Part, titles: Mapping[str, str]) -> Part:
    html = fragment("after_action.html.j2", {**table, "titles": titles})
    return {"id": id_, "title": title, "says": says, "count": count, "note": note, "table": html}


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _beside_the_record(section: Section) -> Part:
    return {
        "kind": "record", "name": section.title, "caption": "Each quantity beside what the sources say",
        "judgements": JUDGEMENTS,
        "rows": section.rows, "bars": [_bar(row) for row in section.rows],
    }  # fmt: skip


def _bar(row: Row) -> Part | None:
    """Where the simulated interval and median, and the record's left end and width, stand on one line; pixels."""
    shown = row.compared
    numbers = [shown.low5, shown.median, shown.high95]
    if row.record is not None:
        numbers += [row.record.low, row.record.high]
    if not all(math.isfinite(number) for number in numbers):
        return None
    low = min(numbers) if row.unit == "time" else 0.0
    high = max(numbers)
    if high <= low:
        return None
    width, height = _BAR

    def at(number: float) -> float:
        return round(4 + (width - 8) * (number - low) / (high - low), 1)

    record = None
    if row.record is not None:
        left, right = at(row.record.low), at(row.record.high)
        record = min(left, right - 3), max(right - left, 3)
    return {
        "width": width, "height": height, "middle": height / 2, "record": record,
        "low": at(shown.low5), "median": at(shown.median), "high": at(shown.high95),
    }  # fmt: skip


def _aftermath(aftermath: Sequence[Followed]) -> Part:
    rows = [
        (followed.question.capitalize() if number == 0 else "", days_in_text(date), days_in_text(claim.text), claim)
        for followed in aftermath
        for number, (claim, date) in enumerate(zip(followed.claims, followed.dates, strict=True))
    ]
    return {"kind": "aftermath", "name": AFTERMATH_TITLE, "caption": "", "rows": rows}


def _heights(heights: Sequence[Height], side_names: Sequence[str]) -> Part:
    """Moments down, places across."""
    moments = zip(*(height.days for height in heights), strict=True)
    return {
        "kind": "heights", "name": "Holders of the heights", "side_names": side_names,
        "heads": ("When", *(height.name for height in heights)),
        "rows": [(days[0].label, [_holders(day, side_names) for day in days]) for days in moments],
    }  # fmt: skip


def _holders(day: Day, side_names: Sequence[str]) -> Part:
    """One place at one moment: widths of the sides' bars, the shares in words, each answer with those who give it."""
    shares = dict(day.shares)
    answers: dict[str, dict[tuple[str, str], ClaimLine]] = {}
    for claim in day.claims:
        answers.setdefault(claim.text, {})[claim.source, claim.citation] = claim
    return {
        "bar": [f"{100 * shares.get(name, 0.0):.1f}" for name in side_names],
        "said": ", ".join(f"{name} {share:.0%}" for name, share in day.shares if share > 0),
        "answers": {text: list(claims.values()) for text, claims in answers.items()},
    }


def section_table(section: Section, caption: str) -> Part:
    """What the template needs of a section that is neither beside the record nor about heights."""
    if section.id == "formations":
        return _by_quantity(section, caption)
    if section.id == "taken":
        return {"kind": "taken", "name": section.title, "caption": caption, "rows": section.rows}
    return _by_phase(section, caption)


def _by_phase(section: Section, caption: str) -> Part:
    """Rows: subject and quantity, without those that are nothing throughout; columns: the whole and the phases."""
    phases = list(dict.fromkeys(row.phase for row in section.rows))
    cells = {(row.subject, row.quantity, row.phase): row.text for row in section.rows}
    rows: list[Part] = []
    subject = None
    for who, what in dict.fromkeys((row.subject, row.quantity) for row in section.rows):
        told = [cells.get((who, what, phase), "–") for phase in phases]
        if any(cell not in ("0", "–", "—") for cell in told):
            rows.append({"group": who if who != subject else None, "head": what, "cells": told})
            subject = who
    heads = ("", *(phase or "Whole" for phase in phases))
    return {"kind": "numbers", "name": section.title, "caption": caption, "heads": heads, "rows": rows}


def _by_quantity(section: Section, caption: str) -> Part:
    """Rows: subjects, indented by level; columns: quantities that are more than nothing somewhere."""
    counted = {row.quantity for row in section.rows if row.high95 > 0}
    quantities = [quantity for quantity in dict.fromkeys(row.quantity for row in section.rows) if quantity in counted]
    cells = {(row.subject, row.quantity): row.text for row in section.rows}
    subjects = {row.subject: row.depth for row in section.rows if row.high95 > 0}
    rows = [
        {
            "head": subject,
            "cells": [cells.get((subject, quantity), "–") for quantity in quantities],
            "depth": min(depth, _DEEPEST),
        }
        for subject, depth in subjects.items()
    ]
    unharmed = [row.subject for row in section.rows if row.subject not in subjects]
    caption += f". Without loss: {', '.join(dict.fromkeys(unharmed))}" if unharmed else ""
    return {"kind": "numbers", "name": section.title, "caption": caption, "heads": ("", *quantities), "rows": rows}
