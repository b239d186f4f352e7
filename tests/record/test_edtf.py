from __future__ import annotations

from datetime import date

import pytest

from khasan.record.edtf import span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1938", date(1938, 1, 1), date(1938, 12, 31)),
        ("1936-02?", date(1936, 2, 1), date(1936, 2, 29)),
        ("1935-21", date(1935, 3, 1), date(1935, 5, 31)),
        ("1938-08-XX", date(1938, 8, 1), date(1938, 8, 31)),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31)),
        ("1938-07-29/..", date(1938, 7, 29), None),
        ("/1938-07-29%", None, date(1938, 7, 29)),
    ],
)
def test_spans(text: str, first: date | None, last: date | None) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "31 July", "1938-7-31", "1938-13", "1938-02-29", "1938/1937", "1938/1939/1940", "1938-XX-03x"],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        span(text)
