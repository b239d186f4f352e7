"""How far apart claims on one quantity are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from khasan.record.claim import Claim
from khasan.record.edtf import known_days

COMPARED = ("count", "measure", "ratio", "time", "outcome")
# Times and degrees have no natural zero, so a ratio of them means nothing: their spread is counted in these.
_SCALES = {"s": 86_400.0, "deg": 0.01}
# Coordinates closer than this many scales (about 10 m) differ by rounding only.
_ROUNDING = 0.01


def compared(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Those that can contradict each other: a free text or a name cannot."""
    return tuple(claim for claim in claims if claim.kind in COMPARED)


def spread_of(claims: Sequence[Claim]) -> float:
    """0 where claims agree; else as ``Disagreement.spread`` has it.

    One claim's own band is uncertainty; only two claims can disagree.
    """
    if not claims:
        return 0.0
    if not claims[0].is_numeric:
        return len(answers(claim.text for claim in claims)) - 1.0
    points = [claim.point for claim in claims]
    lowest, highest = min(points), max(points)
    if lowest == highest:
        return 0.0
    unit = "s" if claims[0].kind == "time" else claims[0].unit
    if unit in _SCALES:
        apart = (highest - lowest) / _SCALES[unit]
        return 0.0 if unit == "deg" and apart < _ROUNDING else apart
    return factor(lowest, highest)


def answers(texts: Iterable[str]) -> tuple[str, ...]:
    """The answers that differ: a date agrees with a more exact one that lies in it.

    >>> answers(["1939-09-16", "1939", "1945", "1939-09-16"])
    ('1939-09-16', '1945')
    """
    every = tuple(dict.fromkeys(texts))
    days = {text: days for text in every if (days := known_days(text)) is not None}
    return tuple(
        text
        for text in every
        if not any(
            text in days and other != days[text] and days[text][0] <= other[0] and other[1] <= days[text][1]
            for other in days.values()
        )
    )


def factor(one: float, other: float) -> float:
    """The larger over the smaller, less one; infinite where one of them is nothing.

    >>> factor(2.0, 3.0), factor(0.0, 3.0), factor(0.0, 0.0)
    (0.5, inf, 0.0)
    """
    lowest, highest = sorted((one, other))
    if lowest == highest:
        return 0.0
    return highest / lowest - 1.0 if lowest > 0 else math.inf
