"""No figure in a story that its claims do not have.

What supports a figure: the value and the ends of the band of a claim, its date, and the figures in its text, its note,
in whom it concerns and in what it is a claim on (``603-regiment-panic``, but not the dates there). Metres may be told
as kilometres, and a time of day on any clock that the source may mean. After *about*, *some*, *nearly*, *almost*,
*around* or *roughly* a number may be off by a twentieth; after *over* or *more than* the claim may have up to a tenth
more, after *under*, *fewer than* or *less than* up to a tenth less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from khasan.record import edtf
from khasan.record.claim import Claim
from khasan.scenario.stories.figures_in_text import LESS, MORE, NEAR, Figures, figures_of

_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}|(-\d+)?-\d+-?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*")
OFF, BEYOND = 0.05, 0.10
"""How far off a number may be after a word of rounding: either way, or on the one side that the word names."""


def unsupported(text: str, claims: Iterable[Claim]) -> list[str]:
    """The figures of a text that none of the claims has, as they stand there.

    >>> from khasan.record import load_incident
    >>> dead = load_incident("lake-khasan-1938").by_quantity()["soviet-killed"]
    >>> unsupported("The order gives 408 dead, later counts about 700.", dead)
    []
    >>> unsupported("It gives 409 dead on 3 May.", dead)
    ['409', '3 May']
    """
    told, known = figures_of(text), known_figures(claims)
    missing: list[object] = [number for number in sorted(told.numbers) if not _has(known, number, told)]
    missing += sorted(told.days - known.days)
    missing += sorted(told.months - known.months)
    missing += sorted(told.years - known.years - {int(number) for number in known.numbers})
    missing += sorted(told.clocks - known.clocks)
    missing += sorted(told.vague - known.vague)
    return [told.shown.get(one, str(one)) for one in missing]


def known_figures(claims: Iterable[Claim]) -> Figures:
    """The figures that claims have: those of their numbers, their dates, and of what they say in words."""
    known = Figures()
    for claim in claims:
        subject = f"{claim.concerns} {_DATED.sub('', claim.quantity)}".replace("-", " ")
        for text in (claim.text, claim.note, subject):
            _merge(known, figures_of(text))
        if claim.kind == "time":
            _take_time(known, claim)
        elif claim.is_numeric:
            ends = {end for end in (claim.value, claim.low, claim.high) if end is not None}
            known.numbers |= ends
            if claim.unit == "m":
                known.numbers |= {end / 1000 for end in ends}
        if claim.date:
            _take_date(known, claim.date)
    return known


def _has(known: Figures, number: float, told: Figures) -> bool:
    word = told.rounding.get(number, "")
    low = high = number
    if word in NEAR:
        low, high = number / (1 + OFF), number / (1 - OFF)
    elif word in MORE:
        high = number / (1 - BEYOND)
    elif word in LESS:
        low = number / (1 + BEYOND)
    slack = 1e-3 * number if number < 1 else 1e-9  # a third is written 0.333
    return any(low - slack <= one <= high + slack for one in (*known.numbers, *known.years))


def _merge(known: Figures, more: Figures) -> None:
    for name in ("numbers", "days", "months", "years", "clocks", "vague"):
        getattr(known, name).update(getattr(more, name))
    known.months.update(month for month, _ in more.days)


def _take_date(known: Figures, text: str) -> None:
    """The days that a date names, and the months and years that it spans."""
    ends = [end for end in edtf.span(text) if end is not None]
    for part, end in zip(text.split("/"), edtf.span(text), strict=False):
        if end is not None and len(part.rstrip("?~%")) == len("1938-07-29") and "X" not in part:
            known.days.add((end.month, end.day))
    for k in range((ends[-1] - ends[0]).days + 1):
        _take_month(known, ends[0] + timedelta(days=k))


def _take_month(known: Figures, day: date) -> None:
    known.months.add(day.month)
    known.years.add(day.year)


def _take_time(known: Figures, claim: Claim) -> None:
    """A time of day on each clock that its source may mean."""
    for offset in claim.tz.split("/"):
        hours, minutes = offset[1:].split(":")
        shift = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if offset[0] == "-" else 1)
        for seconds in {claim.lowest, claim.highest, claim.point}:
            moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) + shift
            known.clocks.add(f"{moment:%H:%M}")
            known.days.add((moment.month, moment.day))
            _take_month(known, moment.date())
