"""Dates as historians have them: EDTF (ISO 8601-2:2019), level 1, and of level 2 what parts of a year need.

>>> span("1938-07-31")
(datetime.date(1938, 7, 31), datetime.date(1938, 7, 31))
>>> span("1938-08-02/1938-08-03~")
(datetime.date(1938, 8, 2), datetime.date(1938, 8, 3))
>>> span("1935-06")
(datetime.date(1935, 6, 1), datetime.date(1935, 6, 30))
>>> span("193X")[1]
datetime.date(1939, 12, 31)
>>> span("1935-24")
(datetime.date(1935, 12, 1), datetime.date(1936, 2, 29))

A date spans every day that it can mean:

- ``X`` stands for any digit, in the year's last two, the month and the day: ``193X``, ``1935-XX``, ``1938-0X``,
  ``1938-08-3X``, ``1938-XX-29`` (from 29 January to 29 December).
- ``21`` to ``24`` in the place of the month are spring, summer, autumn and winter. The standard leaves open in which
  months, and where. The frontier lies in the north, so we take the seasons of its weather: March to May, June to
  August, September to November, and **December of that year to February of the next**. ``25`` to ``28`` say "northern"
  and are the same; ``29`` to ``32`` are southern, half a year apart, the summer running into the next year.
- ``33`` to ``36`` are quarters, ``37`` to ``39`` thirds, ``40`` and ``41`` halves of a year.
- ``?``, ``~`` and ``%`` at the end (perhaps, about, both) leave the span alone: how far off is not said by them.
- ``../1938``, ``/1938`` and ``1938/..``: an end that is open or not known.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

_DATE = re.compile(r"([0-9]{2}[0-9X]{2})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?[?~%]?")
_SEASON_STARTS = (3, 6, 9, 12)
_SOUTHERN_STARTS = (9, 12, 3, 6)
_PARTS = {
    **{str(21 + k): (start, 3) for k, start in enumerate((*_SEASON_STARTS, *_SEASON_STARTS, *_SOUTHERN_STARTS))},
    **{str(33 + k): (1 + 3 * k, 3) for k in range(4)},
    **{str(37 + k): (1 + 4 * k, 4) for k in range(3)},
    **{str(40 + k): (1 + 6 * k, 6) for k in range(2)},
}
"""Codes in the place of the month: the month in which that part of the year begins, and how many months it has."""
_MONTHS, _DAYS = range(1, 13), range(1, 32)


def span(text: str) -> tuple[date | None, date | None]:
    """First and last day that a date can mean; None where an end is open.

    Raises ValueError if the text is no such date, or its end comes before its beginning.
    """
    if "/" not in text:
        return _single(text)
    parts = text.split("/")
    if len(parts) != 2:
        raise ValueError("an interval has one stroke")
    first = None if parts[0] in ("", "..") else _single(parts[0])[0]
    last = None if parts[1] in ("", "..") else _single(parts[1])[1]
    if first is None and last is None:
        raise ValueError("one end of an interval must be known")
    if first is not None and last is not None and last < first:
        raise ValueError("the interval ends before it begins")
    return first, last


def known_days(text: str) -> tuple[date, date] | None:
    """First and last day that a text can mean; None if it is no date, or has an open end.

    >>> known_days("1935-06"), known_days("1938/.."), known_days("in summer")
    ((datetime.date(1935, 6, 1), datetime.date(1935, 6, 30)), None, None)
    """
    try:
        first, last = span(text)
    except ValueError:
        return None
    return (first, last) if first is not None and last is not None else None


def _single(text: str) -> tuple[date, date]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("not YYYY, YYYY-MM or YYYY-MM-DD")
    written, month, day = match.groups()
    years = _matching(written, range(int(written.replace("X", "0")), int(written.replace("X", "9")) + 1), 4)
    if day is None and month in _PARTS:
        start, length = _PARTS[month]
        return date(years[0], start, 1), _last_day(years[-1], start + length - 1)
    months, days = _matching(month or "XX", _MONTHS), _matching(day or "XX", _DAYS)
    first = next(_dates(years, months, days), None)
    last = next(_dates(years[::-1], months[::-1], days[::-1]), None)
    if first is None or last is None:
        raise ValueError("no day of the calendar is that")
    return first, last


def _matching(written: str, numbers: range, width: int = 2) -> list[int]:
    """The numbers that digits with gaps can mean."""
    fits = re.compile(written.replace("X", "[0-9]"))
    return [number for number in numbers if fits.fullmatch(f"{number:0{width}d}")]


def _dates(years: list[int], months: list[int], days: list[int]) -> Iterator[date]:
    """Days of the calendar in this order."""
    for year in years:
        for month in months:
            for day in days:
                if year > 0 and day <= calendar.monthrange(year, month)[1]:
                    yield date(year, month, day)


def _last_day(year: int, month: int) -> date:
    """Last day of a month; 13 is January of the next year."""
    year, month = (year, month) if month <= 12 else (year + 1, month - 12)
    return date(year, month, calendar.monthrange(year, month)[1])
