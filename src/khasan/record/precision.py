"""How well a date and a place are known, as the codes of the UCDP Georeferenced Event Dataset have it.

The codes are derived, never written: of a date from what its EDTF can mean and where rivals put it, of a place from
the radius within which its claims have it. GED's codes 3, 4 and 6 of a place name administrative divisions; we take
them by the size that such a division has here. Codes 5 (a line or a vague area) and 7 (at sea) follow from no number.
"""

from __future__ import annotations

from datetime import date

DATE_CODES = {
    1: "the day is known",
    2: "known within two to six days",
    3: "the week is known",
    4: "the month is known, or 8 to 31 days",
    5: "known within a year, or less closely",
}
PLACE_CODES = {
    1: "the place is known, within a kilometre",
    2: "known within 25 km",
    3: "known within 60 km, as by a district",
    4: "known within 250 km, as by a region",
    6: "known less closely, as by a country",
}
_DAYS = ((1, 1), (6, 2), (7, 3), (31, 4))
_METRES = ((1_000.0, 1), (25_000.0, 2), (60_000.0, 3), (250_000.0, 4))


def date_code(first: date | None, last: date | None) -> int:
    """Code of a date that lies between two days, both included; an open end is not known.

    >>> date_code(date(1938, 7, 31), date(1938, 7, 31)), date_code(date(1935, 6, 1), date(1935, 6, 30))
    (1, 4)
    """
    if first is None or last is None:
        return 5
    days = (last - first).days + 1
    return next((code for most, code in _DAYS if days <= most), 5)


def place_code(radius_m: float) -> int:
    """Code of a place that lies within so many metres of its point.

    >>> place_code(10), place_code(25_000), place_code(42_000), place_code(1e6)
    (1, 2, 3, 6)
    """
    return next((code for most, code in _METRES if radius_m <= most), 6)
