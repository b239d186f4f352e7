"""The stated rule that turns rival claims into an interval, with the rivals kept in sight.

1. Claims of a side about its *enemy* stand aside, and so do guesses.
2. Of the rest, those graded C or better form the interval: from the lowest to the highest end of their bands.
   A claim of one end only ("15,000 or more", "up to 150") widens it only where it contradicts the others.
3. Best is the value of the highest grade among them; of several, the middle one; of two in the middle, the
   one that more of the standing claims give, else the only one that cites a source of its own, else their
   mean.
4. If nobody is left, the next circle stands instead: newspapers of the day (D), then the enemy's word, then
   guesses. The rule that was used is named in the answer.

That is the rule ``graded``; ``khasan.record.rules`` has the others that a run may choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from khasan.record.claim import Claim
from khasan.record.rules import GRADED, Rule
from khasan.record.source import rank


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a quantity lies by the rule. ``claims`` stand; ``aside`` are its rivals that do not.

    ``chosen`` is the rule asked for, ``rule`` the circle of claims in which it found an answer. Times are Unix
    seconds; ``unit`` is that of the claims ("" for ratios, "s" for times).
    """

    quantity: str
    low: float
    best: float
    high: float
    unit: str
    rule: str
    claims: tuple[Claim, ...]
    aside: tuple[Claim, ...]
    chosen: str = GRADED.name
    why: str = ""
    """The circle in words, and that the one asked for first was empty if it was."""

    def moments(self, utc_offset_hours: float = 9.0) -> tuple[datetime, datetime, datetime]:
        """Low, best and high of a time, on a clock that many hours ahead of UTC (Japan: 9).

        Raises ValueError if the quantity is not a time.
        """
        if self.unit != "s":
            raise ValueError(f"{self.quantity} is not a time")
        zone = timezone(timedelta(hours=utc_offset_hours))
        # fromtimestamp refuses dates before 1970 on some systems
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        low, best, high = (
            (epoch + timedelta(seconds=moment)).astimezone(zone) for moment in (self.low, self.best, self.high)
        )
        return low, best, high


def interval_of(quantity: str, claims: Sequence[Claim], rule: Rule = GRADED) -> Interval | None:
    """Apply the rule to the claims of one quantity; None if none of them holds a number."""
    numeric = [claim for claim in claims if claim.is_numeric]
    for number, circle in enumerate(rule.circles):
        standing = tuple(claim for claim in numeric if circle.stands(claim))
        if rule.highest_only and standing:
            standing = _of_best_grade(standing)
        if standing:
            low, high = _ends(standing)
            silent = rule.name not in (GRADED.name, "best-grade") and number > 0
            return Interval(
                quantity=quantity,
                low=low,
                best=_best(standing),
                high=high,
                unit="s" if standing[0].kind == "time" else standing[0].unit,
                rule=circle.name,
                claims=standing,
                aside=tuple(claim for claim in claims if claim not in standing),
                chosen=rule.name,
                why=f"{rule.name} has no claim here: {circle.why}" if silent else circle.why,
            )
    return None


def _of_best_grade(standing: Sequence[Claim]) -> tuple[Claim, ...]:
    """Those of the best grade; claims of one end alone bound nothing and cannot stand for all."""
    closed = [claim for claim in standing if not claim.is_one_sided] or standing
    top = min(rank(claim.confidence) for claim in closed)
    return tuple(claim for claim in standing if rank(claim.confidence) == top)


def _ends(standing: Sequence[Claim]) -> tuple[float, float]:
    """Lowest and highest end; "at least" can only raise the one, "at most" only lower the other."""
    closed = [claim for claim in standing if not claim.is_one_sided] or standing
    low = min(claim.lowest for claim in closed)
    high = max(claim.highest for claim in closed)
    at_least = [claim.low for claim in standing if claim.is_one_sided and claim.low is not None]
    at_most = [claim.high for claim in standing if claim.is_one_sided and claim.high is not None]
    return min([low, *at_most]), max([high, *at_least])


def _best(standing: Sequence[Claim]) -> float:
    closed = [claim for claim in standing if not claim.is_one_sided] or standing
    top = min(rank(claim.confidence) for claim in closed)
    ranked = sorted((c for c in closed if rank(c.confidence) == top), key=lambda claim: claim.point)
    middle, odd = divmod(len(ranked), 2)
    if odd:
        return ranked[middle].point
    points = [claim.point for claim in closed]
    below, above = ranked[middle - 1], ranked[middle]
    support_below = (points.count(below.point), bool(below.cites))
    support_above = (points.count(above.point), bool(above.cites))
    if support_below == support_above:
        return (below.point + above.point) / 2
    return below.point if support_below > support_above else above.point
