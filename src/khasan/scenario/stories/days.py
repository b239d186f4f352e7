"""The days of a timeline: first and last, and how they are written."""

from __future__ import annotations

from datetime import date

from khasan.record import edtf

LINKED = "–"


def days_of(text: str) -> tuple[date, date]:
    """First and last day of an EDTF date. ValueError unless each is a day and they come in order.

    >>> days_of("1938-08-02/1938-08-03")
    (datetime.date(1938, 8, 2), datetime.date(1938, 8, 3))
    """
    first, last = (edtf.span(part) for part in (text.split("/") * 2)[:2])
    if first[0] is None or last[0] is None or first[0] != first[1] or last[0] != last[1]:
        raise ValueError("not a day")
    if last[0] < first[0]:
        raise ValueError("the end comes before the beginning")
    return first[0], last[0]


def days_in_words(first: date, last: date, *, year: bool = False) -> str:
    """Days as a label has them.

    >>> days_in_words(date(1938, 8, 2), date(1938, 8, 3)), days_in_words(date(1938, 7, 26), date(1938, 8, 1))
    ('2–3 August', '26 July–1 August')
    >>> days_in_words(date(1938, 8, 2), date(1938, 8, 2), year=True)
    '2 August 1938'
    """
    end = f"{last.day} {last:%B}" + (f" {last.year}" if year else "")
    if first == last:
        return end
    begin = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%B}"
    return f"{begin}{LINKED}{end}"
