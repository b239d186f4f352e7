"""One text against itself: the same source gives two answers that cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from khasan.record.checks.disagreement import Disagreement
from khasan.record.checks.spread import compared, spread_of
from khasan.record.claim import Claim

_GATHERED = ("note", "memory")
"""Kinds of source that gather what others say, and contradict nothing by it."""
_MANY_TEXTS = ("newspaper", "web")
"""Kinds of source whose one key may stand for several texts: there the place must be the same as well."""


def against_itself(by_quantity: Mapping[str, Sequence[Claim]]) -> Iterator[Disagreement]:
    """Quantities on which one text differs from itself.

    A text that reports two others on purpose (it cites each) does not contradict itself.
    """
    for quantity, claims in by_quantity.items():
        texts: dict[tuple[str, ...], list[Claim]] = {}
        for claim in (claim for claim in compared(claims) if claim.source.kind not in _GATHERED):
            where = claim.where if claim.source.kind in _MANY_TEXTS else ""
            texts.setdefault((claim.source.key, claim.cites, where), []).append(claim)
        for (key, *_), same in texts.items():
            spread = spread_of(same)
            if spread > 0 and not _overlap(same):
                yield Disagreement(quantity, "itself", spread, tuple(same), note=f"{key} against itself")


def _overlap(claims: Sequence[Claim]) -> bool:
    """Can one number satisfy them all? "Up to 150" and "100" agree."""
    if not claims[0].is_numeric:
        return False
    low = max((claim.lowest for claim in claims if claim.low is not None or claim.value is not None), default=None)
    high = min((claim.highest for claim in claims if claim.high is not None or claim.value is not None), default=None)
    return low is None or high is None or low <= high
