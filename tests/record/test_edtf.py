from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khasan.record.edtf import span

STEADY = settings(deadline=None, derandomize=True)
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1938", date(1938, 1, 1), date(1938, 12, 31)),
        ("1936-02?", date(1936, 2, 1), date(1936, 2, 29)),
        ("1938-08-XX", date(1938, 8, 1), date(1938, 8, 31)),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31)),
        ("1938-07-29/..", date(1938, 7, 29), None),
        ("/1938-07-29%", None, date(1938, 7, 29)),
        # seasons: of any hemisphere are northern; a winter runs into the next year
        ("1935-21", date(1935, 3, 1), date(1935, 5, 31)),
        ("1935-22~", date(1935, 6, 1), date(1935, 8, 31)),
        ("1935-23", date(1935, 9, 1), date(1935, 11, 30)),
        ("1935-24", date(1935, 12, 1), date(1936, 2, 29)),
        ("1934-28", date(1934, 12, 1), date(1935, 2, 28)),
        ("1935-30", date(1935, 12, 1), date(1936, 2, 29)),
        ("1935-32", date(1935, 6, 1), date(1935, 8, 31)),
        ("193X-24", date(1930, 12, 1), date(1940, 2, 29)),
        ("1935-24/1936-21", date(1935, 12, 1), date(1936, 5, 31)),
        # quarters, thirds and halves
        ("1938-33", date(1938, 1, 1), date(1938, 3, 31)),
        ("1938-36", date(1938, 10, 1), date(1938, 12, 31)),
        ("1938-38", date(1938, 5, 1), date(1938, 8, 31)),
        ("1938-41", date(1938, 7, 1), date(1938, 12, 31)),
        # digits that nobody gives
        ("1935-XX", date(1935, 1, 1), date(1935, 12, 31)),
        ("1935-XX-XX", date(1935, 1, 1), date(1935, 12, 31)),
        ("1938-0X", date(1938, 1, 1), date(1938, 9, 30)),
        ("1938-1X", date(1938, 10, 1), date(1938, 12, 31)),
        ("1938-08-3X", date(1938, 8, 30), date(1938, 8, 31)),
        ("1938-02-3X/..", None, None),
        ("1938-XX-30", date(1938, 1, 30), date(1938, 12, 30)),
        ("19XX-02-29", date(1904, 2, 29), date(1996, 2, 29)),
        ("19X5", date(1905, 1, 1), date(1995, 12, 31)),
    ],
)
def test_spans(text: str, first: date | None, last: date | None) -> None:
    if (first, last) == (None, None):
        with pytest.raises(ValueError, match="no day of the calendar"):
            span(text)
    else:
        assert span(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "", "31 July", "1938-7-31", "1938-13", "1938-02-29", "1938/1937", "1938/1939/1940", "1938-XX-03x", "1938-00",
        "1938-08-00", "1938-20", "1938-42", "1938-24-01", "0000", "9999-24", "/", "../..", "1938-XX-99", "1938-XX-32",
        # whole strings of ASCII digits only
        "1985\n", "1985 ", "\n1985", "1938-08-02\n", "１９３８", "1938-０8", "١٩٣٨", "1938−08", "1938-08/\n", "19𝟛8",
        "1938??", "?1938", "1938~-08", "+1938", "-1938", "Y193800", "1938-08-02T10:00", "1938/08", "xxxx", "193x",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        span(text)


def coarser(day: date) -> list[str]:
    """Dates that a day lies in, each but the first wider than one before it."""
    year, month = f"{day:%Y}", f"{day:%m}"
    number = day.year if day.month > 2 else day.year - 1
    season = {12: 24, 3: 21, 6: 22, 9: 23}[day.month // 3 * 3 or 12]
    return [
        f"{day:%Y-%m-%d}", f"{day:%Y-%m}-{day.day // 10}X", f"{day:%Y-%m}-XX", f"{day:%Y-%m}", f"{year}-{month[0]}X",
        f"{year}-{33 + (day.month - 1) // 3}", f"{year}-{37 + (day.month - 1) // 4}",
        f"{year}-{40 + (day.month - 1) // 6}", f"{year}-XX-{day:%d}", f"{year}-XX", f"{year}", f"{year[:3]}X",
        f"{year[:2]}X{year[3]}", f"{year[:2]}XX", f"{number:04d}-{season}", f"{number:04d}-{season + 4}",
        f"{year}-{month}~", f"{year}%/..", f"../{year}-{month}-XX?",
    ]  # fmt: skip


@STEADY
@given(DAYS, st.data())
def test_a_coarse_date_holds_every_finer_one_in_it(day: date, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(coarser(day)))
    first, last = span(text)
    assert (first is None or first <= day) and (last is None or day <= last), text  # noqa: PT018
    if first is not None and last is not None:
        for other in (first, last):
            assert span(f"{other:%Y-%m-%d}") == (other, other)


@STEADY
@given(DAYS, st.integers(-400, 400), st.data())
def test_an_interval_reaches_from_the_first_of_its_beginning_to_the_last_of_its_end(
    day: date, days: int, data: st.DataObject
) -> None:
    begins = data.draw(st.sampled_from(coarser(day)[:-2]))
    ends = data.draw(st.sampled_from(coarser(day + timedelta(days))[:-2]))
    first, last = span(begins)[0], span(ends)[1]
    assert first is not None
    assert last is not None
    if last < first:
        with pytest.raises(ValueError, match="ends before it begins"):
            span(f"{begins}/{ends}")
    else:
        assert span(f"{begins}/{ends}") == (first, last)


@STEADY
@given(st.text("0123456789X-/.?~% \n１٣", max_size=24) | st.text(max_size=12))
def test_whatever_is_written_is_a_date_or_a_value_error(text: str) -> None:
    try:
        first, last = span(text)
    except ValueError:
        return
    assert text.isascii()
    assert (first, last) != (None, None)
    assert first is None or last is None or first <= last
