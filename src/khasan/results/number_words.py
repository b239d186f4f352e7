"""Numbers and moments as a reader wants them: thousands set apart, no false digits, dates in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from khasan.record import Claim

HOLDERS_OF_THE_RECORD: Mapping[str, tuple[str, ...]] = {
    "ussr": ("ussr", "soviet", "soviet union", "red army"),
    "japan": ("japan", "japanese", "manchukuo", "japan and manchukuo"),
}
"""How the record names who holds a place -> ids and names (lower case) that a scenario may give that side."""

_RECORD_WORDS = {"ussr": "Soviet Union", "japan": "Japan", "mixed": "both in part"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def amount(value: float, unit: str = "") -> str:
    """A number for reading.

    >>> amount(22950.0), amount(3.14159), amount(0.256, "share"), amount(math.inf)
    ('22,950', '3.1', '26%', 'never')
    """
    if math.isinf(value):
        return "never"
    if unit == "share":
        return f"{value:.0%}"
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) < 1 else f"{value:.1f}"


def spread(median: float, low: float, high: float, unit: str = "") -> str:
    """Median and interval in one: the interval only where it says something.

    >>> spread(717, 510, 1050), spread(5, 5, 5)
    ('717 (510–1,050)', '5')
    """
    middle, ends = amount(median, unit), (amount(low, unit), amount(high, unit))
    return middle if ends == (middle, middle) else f"{middle} ({ends[0]}–{ends[1]})"


def what_if_words(what_ifs: Sequence[str]) -> str:
    """What the scenario was changed by; nothing if it was not.

    >>> what_if_words(["no-fog", "no-tanks"]), what_if_words([])
    ('With the what-ifs no-fog, no-tanks: not the battle as it was.', '')
    """
    if not what_ifs:
        return ""
    some = "the what-ifs" if len(what_ifs) > 1 else "the what-if"
    return f"With {some} {', '.join(what_ifs)}: not the battle as it was."


def place(percentile: float) -> str:
    """Where the record's best value lies among the replications.

    >>> place(82.6)
    'sources at the 83rd percentile of the runs'
    >>> place(0.0), place(100.0)
    ('sources below all runs (<1st percentile)', 'sources above all runs (>99th percentile)')
    """
    if percentile <= 0:
        return "sources below all runs (<1st percentile)"
    if percentile >= 100:
        return "sources above all runs (>99th percentile)"
    return f"sources at the {ordinal(percentile)} percentile of the runs"


def ordinal(percentile: float) -> str:
    """A percentile as a reader says it; within one of the ends it is not told more closely.

    >>> [ordinal(p) for p in (0.4, 1.2, 11, 50, 72, 93.4, 99.5)]
    ['<1st', '1st', '11th', '50th', '72nd', '93rd', '>99th']
    """
    if percentile < 1:
        return "<1st"
    if percentile > 99:
        return ">99th"
    whole = round(percentile)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(whole % 10, "th") if whole // 10 != 1 else "th"
    return f"{whole}{ending}"


def moment(when: datetime, *, year: bool = False) -> str:
    """Day and clock time.

    >>> moment(datetime(1938, 7, 31, 5, 15))
    '31 July 05:15'
    """
    day = f"{when.day} {when:%B}" + (f" {when.year}" if year else "")
    return f"{day} {when:%H:%M}"


def at(unix_seconds: float, zone: tzinfo) -> str:
    """A moment of the record on the scenario's own clock; "never" for infinity."""
    if math.isinf(unix_seconds):
        return "never"
    return moment((_EPOCH + timedelta(seconds=unix_seconds)).astimezone(zone))


def moments(median: float, low: float, high: float, zone: tzinfo) -> str:
    """A median time and its interval; the day is said again only where it changes.

    >>> moments(0.0, 0.0, 3600.0, UTC), moments(0.0, 0.0, 90000.0, UTC)
    ('1 January 00:00 (00:00–01:00)', '1 January 00:00 (1 January 00:00–2 January 01:00)')
    """
    said = [at(value, zone) for value in (median, low, high)]
    if said[1] == said[2]:
        return said[0]
    days = {text.rsplit(" ", 1)[0] for text in said}
    if len(days) == 1 and "never" not in days:
        said[1:] = [text.rsplit(" ", 1)[1] for text in said[1:]]
    return f"{said[0]} ({said[1]}–{said[2]})"


def holder(word: str) -> str:
    """Who holds a place, or another answer of the record, in plain words; a date stays as it is.

    >>> holder("ussr"), holder("mixed"), holder("soviet-victory"), holder("1938-08-14")
    ('Soviet Union', 'both in part', 'soviet victory', '1938-08-14')
    """
    return _RECORD_WORDS.get(word, word if word[:1].isdigit() else word.replace("-", " "))


def claimed(claim: Claim, zone: tzinfo) -> str:
    """What a claim says, in the band its source gives: "717", "7,000–7,300", "15,000 or more", "up to 150"."""
    if not claim.is_numeric:
        return holder(claim.text) if claim.kind == "outcome" else claim.text

    def say(value: float) -> str:
        return at(value, zone) if claim.kind == "time" else amount(value)

    low, high = claim.low, claim.high
    if low is not None and high is not None and low != high:
        band = f"{say(low)}–{say(high)}"
        return band if claim.value is None else f"{say(claim.value)} ({band})"
    if claim.value is None and claim.is_one_sided:
        return f"{say(low)} or more" if low is not None else f"up to {say(claim.point)}"
    return say(claim.point)
