"""Dates as historians have them: EDTF level 1 (a year, a month, a day, about, perhaps, from ... to ...).

>>> span("1938-07-31")
(datetime.date(1938, 7, 31), datetime.date(1938, 7, 31))
>>> span("1938-08-02/1938-08-03~")
(datetime.date(1938, 8, 2), datetime.date(1938, 8, 3))
>>> span("1935-06")
(datetime.date(1935, 6, 1), datetime.date(1935, 6, 30))
>>> span("193X")[1]
datetime.date(1939, 12, 31)
"""

from __future__ import annotations

import calendar
import re
from datetime import date

_DAY = re.compile(r"^(\d{2}[\dX]{2})(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?[?~%]?$")
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 12)}


def span(text: str) -> tuple[date | None, date | None]:
    """First and last day an EDTF level 1 date can mean; None where an end is open.

    Raises ValueError if the text is no such date, or its end comes before its beginning.
    """
    if "/" not in text:
        return _single(text)
    parts = text.split("/")
    if len(parts) != 2:
        raise ValueError("an interval has one stroke")
    first = None if parts[0] in ("", "..") else _single(parts[0])[0]
    last = None if parts[1] in ("", "..") else _single(parts[1])[1]
    if first is not None and last is not None and last < first:
        raise ValueError("the interval ends before it begins")
    return first, last


def _single(text: str) -> tuple[date, date]:
    match = _DAY.match(text)
    if match is None:
        raise ValueError("not YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match.groups()
    earliest, latest = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in (None, "XX"):
        return date(earliest, 1, 1), date(latest, 12, 31)
    if month in _SEASONS and day is None:
        start, end = _SEASONS[month]
        return date(earliest, start, 1), _last_day(latest, end)
    if day in (None, "XX"):
        return date(earliest, int(month), 1), _last_day(latest, int(month))
    return date(earliest, int(month), int(day)), date(latest, int(month), int(day))


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
