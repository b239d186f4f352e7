"""Dates out of order: what ends before it begins, what is said to follow and comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from khasan.record.checks.disagreement import Disagreement
from khasan.record.claim import Claim
from khasan.record.edtf import known_days
from khasan.record.relations import Relation

_DAY_S = 86_400.0
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""A day named without a clock lies somewhere between these offsets from UTC."""


def dates_out_of_order(
    by_quantity: Mapping[str, Sequence[Claim]], relations: Sequence[Relation]
) -> Iterator[Disagreement]:
    """Pairs of claims of which the first must come before the second, and cannot.

    Which comes first is told by the relations ``before``, and by names: X-start comes before X-end.
    """
    pairs = [(r.quantity, part) for r in relations if r.kind == "before" for part in r.parts]
    pairs += [
        (quantity, f"{quantity.removesuffix('-start')}-end")
        for quantity in by_quantity
        if quantity.endswith("-start") and f"{quantity.removesuffix('-start')}-end" in by_quantity
    ]
    for first, second in dict.fromkeys(pairs):
        late = [
            (apart, one, other)
            for one in by_quantity[first]
            for other in by_quantity[second]
            if (apart := _days_late(one, other)) > 0
        ]
        if late:
            claims = tuple(dict.fromkeys(claim for _, *both in late for claim in both))
            worst = max(apart for apart, *_ in late)
            said = f"{first} must not come after {second}: by these claims it does, by {_days(worst)} at least"
            yield Disagreement(first, "order", worst, claims, note=said)


def moments(claim: Claim) -> tuple[float, float] | None:
    """First and last moment the claim can mean, as Unix seconds: its time, its answer if that is a date, its date.

    A day is as long as its clock allows: 50 hours where nobody says which clock. None if it is not dated.
    """
    if claim.kind == "time":
        return claim.lowest, claim.highest
    days = known_days(claim.text) or known_days(claim.date)
    if days is None:
        return None
    first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days)
    return (first - _EAST - _EPOCH).total_seconds(), (last + timedelta(days=1) - _WEST - _EPOCH).total_seconds()


def _days_late(one: Claim, other: Claim) -> float:
    """Days by which the first certainly comes after the second; 0 if it need not."""
    if one.kind != "time" and other.kind != "time":
        # two days on the same, unknown clock: whole days count
        days, others = known_days(one.text) or known_days(one.date), known_days(other.text) or known_days(other.date)
        return 0.0 if days is None or others is None else max(0.0, float((days[0] - others[1]).days))
    span_one, span_other = moments(one), moments(other)
    if span_one is None or span_other is None:
        return 0.0
    return max(0.0, (span_one[0] - span_other[1]) / _DAY_S)


def _days(days: float) -> str:
    return f"{days:.3g} days" if days >= 1 else f"{24 * days:.2g} hours"
