"""The record's numbers, times and bands as a reader wants them."""

from __future__ import annotations

import textwrap
from datetime import UTC, date, datetime, timedelta

from khasan.record.claim import Claim

WIDTH = 110


def said(claim: Claim) -> str:
    """What a claim says: its number with unit and band, its time on the Japanese clock, or its words."""
    if not claim.is_numeric:
        return claim.text
    if claim.kind == "time":
        first, last = clock(claim.lowest), clock(claim.highest)
        return f"{first} (+09:00)" if first == last else f"{first} to {last} (+09:00)"
    unit = f" {claim.unit}" if claim.unit else ""
    low, high = claim.low, claim.high
    if low is not None and high is not None and low != high:
        band = f"{number(low)} to {number(high)}"
        return f"{band}{unit}" if claim.value is None else f"{number(claim.value)}{unit} ({band})"
    if claim.is_one_sided:
        return f"{number(claim.point)}{unit} or more" if low is not None else f"up to {number(claim.point)}{unit}"
    return f"{number(claim.point)}{unit}"


def wrapped(line: str, hanging: str) -> list[str]:
    """Lines no wider than WIDTH, all but the first indented."""
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=hanging, drop_whitespace=True, replace_whitespace=False, break_long_words=False
    )


def span(low: float, best: float, high: float) -> str:
    """Best and band; the band only where there is one.

    >>> span(408, 717, 717), span(5, 5, 5)
    ('717 (408 to 717)', '5')
    """
    return number(best) if low == high else f"{number(best)} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """With thousands set apart, and no false digits."""
    if value == round(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.7g}"


def clock(unix_seconds: float) -> str:
    """Day and time on the Japanese clock."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=unix_seconds, hours=9)
    return f"{moment.day} {moment:%b %Y %H:%M}"


def between(days: tuple[date, date]) -> str:
    """A day, or the two between which it lies."""
    first, last = days
    if first == last:
        return f"{first.day} {first:%B %Y}"
    return f"between {first.day} {first:%B %Y} and {last.day} {last:%B %Y}"


def some(count: int, thing: str) -> str:
    """So many things.

    >>> some(1, "claim"), some(2_500, "row")
    ('1 claim', '2,500 rows')
    """
    return f"{count:,} {thing}" + ("" if count == 1 else "s")
