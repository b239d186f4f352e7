"""How far apart claims on one quantity are, and what is no difference at all: rounding, another day, another word.

Two claims contradict each other only if they speak of the same time and no one answer satisfies both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from khasan.record.claim import Claim
from khasan.record.edtf import known_days, span

COMPARED = ("count", "measure", "ratio", "time", "outcome")
# Times and degrees have no natural zero, so a ratio of them means nothing: their spread is counted in these.
_SCALES = {"s": 86_400.0, "deg": 0.01}
# Coordinates closer than this many scales (about 10 m) differ by rounding only.
_ROUNDING = 0.01
SAME_FIGURE = 0.01
"""Figures within one part in a hundred are one figure: rounded, or miscopied by one."""
SAME_MOMENT_S = 15 * 60
"""Hours told to the quarter are the same hour."""
SAME_MATTER = timedelta(days=7)
"""Claims of days further apart than this are of two times, and may both hold."""
ABOUT = timedelta(days=7)
"""What "about" a day or a month allows either way."""
QUALIFIERS = frozenset({"thick", "dense", "overwhelmingly", "heavily", "about"})
"""Words that say how much of a thing, and not another thing."""
SAME_WORDS = {"crippled": "damaged", "repelled": "repulsed"}
"""Two words for one answer."""


def compared(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Those that can contradict each other by a number or one word; free texts are asked in ``texts``."""
    return tuple(claim for claim in claims if claim.kind in COMPARED)


def spread_of(claims: Sequence[Claim]) -> float:
    """0 where claims agree; else as ``Disagreement.spread`` has it.

    One claim's own band is uncertainty; only two claims can disagree.
    """
    parted = [pair for pair in combinations(claims, 2) if contradict(*pair)]
    if not parted:
        return 0.0
    if claims[0].is_numeric:
        return max(_apart(one, other) for one, other in parted)
    return len(_answers({claim.id: claim for pair in parted for claim in pair}.values())) - 1.0


def contradict(one: Claim, other: Claim) -> bool:
    """Do two claims speak of the same time, and give answers of which only one can hold?"""
    if not of_one_time(one, other):
        return False
    if one.is_numeric:
        return not _meet(one, other)
    days, others = _days_meant(one), _days_meant(other)
    if days is not None and others is not None:
        return days[1] < others[0] or others[1] < days[0]
    return plain(one.text) != plain(other.text)


def of_one_time(one: Claim, other: Claim) -> bool:
    """Can they speak of the same time? What is dated by its answer, or not at all, always can."""
    if one.kind == "time" or not (one.date and other.date) or _days_meant(one) is not None:
        return True
    (first, last), (start, end) = span(one.date), span(other.date)
    later = last is not None and start is not None and start - last > SAME_MATTER
    earlier = end is not None and first is not None and first - end > SAME_MATTER
    return not (later or earlier)


def plain(answer: str) -> str:
    """An answer without words of degree, in one word where there are two.

    >>> plain("thick-fog"), plain("ussr-overwhelmingly"), plain("crippled")
    ('fog', 'ussr', 'damaged')
    """
    words = [SAME_WORDS.get(word, word) for word in answer.split("-") if word not in QUALIFIERS]
    return "-".join(words) or answer


def _days_meant(claim: Claim) -> tuple[date, date] | None:
    """The days that an answer can mean, if it is a date: wider where the claim's own date is, or says about."""
    days = known_days(claim.text) if claim.kind == "outcome" else None
    if days is None:
        return None
    own = known_days(claim.date) if claim.date else None
    if own is not None and own[0] <= days[0] and days[1] <= own[1]:
        days = own
    return (days[0] - ABOUT, days[1] + ABOUT) if claim.date.endswith("~") else days


def _answers(claims: Iterable[Claim]) -> set[str]:
    """The answers that differ: a date is no further answer beside a more exact one that lies in it."""
    days = {claim.text: of for claim in claims if (of := _days_meant(claim)) is not None}
    return {
        plain(claim.text)
        for claim in claims
        if claim.text not in days
        or not any(
            other != days[claim.text] and days[claim.text][0] <= other[0] and other[1] <= days[claim.text][1]
            for other in days.values()
        )
    }


def _meet(one: Claim, other: Claim) -> bool:
    """Is there one number that satisfies both? "Up to 150" and "100" agree, so do "40 to 50" and "45"."""
    (low, high), (bottom, top) = _ends(one), _ends(other)
    gap = max(low, bottom) - min(high, top)
    if gap <= 0:
        return True
    if one.kind == "time":
        return gap <= SAME_MOMENT_S
    if one.unit == "deg":
        return gap / _SCALES["deg"] < _ROUNDING
    return gap <= SAME_FIGURE * min(abs(max(low, bottom)), abs(min(high, top)))


def _ends(claim: Claim) -> tuple[float, float]:
    """From the lowest to the highest that a claim says itself; the spread of a guess is no saying."""
    low = claim.low if claim.low is not None else claim.value
    high = claim.high if claim.high is not None else claim.value
    return -math.inf if low is None else low, math.inf if high is None else high


def _apart(one: Claim, other: Claim) -> float:
    unit = "s" if one.kind == "time" else one.unit
    if unit in _SCALES:
        return abs(one.point - other.point) / _SCALES[unit]
    return factor(one.point, other.point)


def factor(one: float, other: float) -> float:
    """The larger over the smaller, less one; infinite where one of them is nothing.

    >>> factor(2.0, 3.0), factor(0.0, 3.0), factor(0.0, 0.0)
    (0.5, inf, 0.0)
    """
    lowest, highest = sorted((one, other))
    if lowest == highest:
        return 0.0
    return highest / lowest - 1.0 if lowest > 0 else math.inf
