"""Disagreements are computed, not listed: rival values, and ratios that do not follow from the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khasan.record.claim import Claim
from khasan.record.interval import interval_of

_COMPARED = ("count", "measure", "ratio", "time", "outcome")
# Times and degrees have no natural zero, so a ratio of them means nothing: their spread is counted in these.
_SCALES = {"s": 86_400.0, "deg": 0.01}
# Coordinates closer than this many scales (about 10 m) differ by rounding only.
_ROUNDING = 0.01
RATIO_TOLERANCE = 0.10
"""A stated ratio follows if it is within a tenth of what the figures give: "nearly" is allowed that much."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One quantity on which claims differ.

    ``spread``: for numbers, highest over lowest less one (0.5: half as much again; inf: some against none);
    for times, days apart; for degrees, hundredths apart; for outcomes, rival answers less one; for a ratio
    that does not follow, the claimed over the computed (or the reverse) less one.
    """

    quantity: str
    kind: str
    spread: float
    claims: tuple[Claim, ...]
    computed: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class RatioCheck:
    """A ratio that a source states in words, beside what the record's own figures give.

    ``computed``: low, best and high from the two intervals; ``by_source``: the quotient within each source
    that gives both quantities.
    """

    claim: Claim
    numerator: str
    denominator: str
    computed: tuple[float, float, float]
    by_source: tuple[tuple[str, float], ...]

    @property
    def excess(self) -> float:
        """Stated over computed best, less one: 0.2 says a fifth more than the best figures give."""
        return self.claim.point / self.computed[1] - 1.0

    @property
    def follows(self) -> bool:
        """Is the stated ratio within ``RATIO_TOLERANCE`` of the best figures?"""
        return abs(self.excess) <= RATIO_TOLERANCE


def check_ratios(by_quantity: Mapping[str, Sequence[Claim]]) -> tuple[RatioCheck, ...]:
    """Every stated ratio against its two quantities; a ratio that we derived from figures needs no check."""
    checks = []
    for claim in (claim for claims in by_quantity.values() for claim in claims):
        if claim.kind != "ratio" or claim.flag == "derived":
            continue
        numerator, denominator = (part.strip() for part in claim.concerns.split("/"))
        above = interval_of(numerator, by_quantity[numerator])
        below = interval_of(denominator, by_quantity[denominator])
        if above is None or below is None or below.low <= 0:
            continue
        computed = (above.low / below.high, above.best / below.best, above.high / below.low)
        by_source = _within_sources(by_quantity[numerator], by_quantity[denominator])
        checks.append(RatioCheck(claim, numerator, denominator, computed, by_source))
    return tuple(checks)


def _within_sources(numerators: Sequence[Claim], denominators: Sequence[Claim]) -> tuple[tuple[str, float], ...]:
    below = {claim.source.key: claim.point for claim in denominators if claim.point > 0}
    return tuple(
        (claim.source.key, claim.point / below[claim.source.key]) for claim in numerators if claim.source.key in below
    )


def find_disagreements(
    by_quantity: Mapping[str, Sequence[Claim]], ratios: Sequence[RatioCheck]
) -> tuple[Disagreement, ...]:
    """All disagreements, the widest first; ties by quantity."""
    found = []
    for quantity, claims in by_quantity.items():
        compared = tuple(claim for claim in claims if claim.kind in _COMPARED)
        spread = _spread(compared)
        if spread > 0:
            found.append(Disagreement(quantity, "rivals", spread, compared))
    for check in ratios:
        if not check.follows:
            apart = math.exp(abs(math.log1p(check.excess))) - 1.0
            found.append(Disagreement(check.claim.quantity, "ratio", apart, (check.claim,), check.computed))
    return tuple(sorted(found, key=lambda d: (-d.spread, d.quantity, d.kind)))


def _spread(claims: Sequence[Claim]) -> float:
    if not claims:
        return 0.0
    if not claims[0].is_numeric:
        return len({claim.text for claim in claims}) - 1.0
    # one claim's own band is uncertainty; only two claims can disagree
    points = [claim.point for claim in claims]
    lowest, highest = min(points), max(points)
    if lowest == highest:
        return 0.0
    unit = "s" if claims[0].kind == "time" else claims[0].unit
    if unit in _SCALES:
        apart = (highest - lowest) / _SCALES[unit]
        return 0.0 if unit == "deg" and apart < _ROUNDING else apart
    return highest / lowest - 1.0 if lowest > 0 else math.inf
