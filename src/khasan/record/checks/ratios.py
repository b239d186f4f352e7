"""Ratios that sources put in words, and what the record's own figures give: was it "nearly three times"?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khasan.record.checks.disagreement import Disagreement
from khasan.record.claim import Claim
from khasan.record.interval import interval_of

RATIO_TOLERANCE = 0.10
"""A stated ratio follows if it is within a tenth of what the figures give: "nearly" is allowed that much."""


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
        if claim.kind != "ratio" or claim.formula:
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


def ratios_that_do_not_follow(ratios: Sequence[RatioCheck]) -> Iterator[Disagreement]:
    """Those further from the figures than ``RATIO_TOLERANCE``."""
    for check in ratios:
        if not check.follows:
            apart = math.exp(abs(math.log1p(check.excess))) - 1.0
            low, best, high = check.computed
            said = f"{check.numerator} / {check.denominator} = {best:.3g} ({low:.3g} to {high:.3g}) by the figures"
            within = "; ".join(f"{key} {ratio:.2g}" for key, ratio in check.by_source)
            said += f"; within one source: {within}" if within else ""
            yield Disagreement(check.claim.quantity, "ratio", apart, (check.claim,), check.computed, said)
