"""Parts that do not add up to their whole: within each source, and over all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from khasan.record.checks.disagreement import Disagreement
from khasan.record.checks.spread import factor
from khasan.record.claim import Claim
from khasan.record.interval import Interval, interval_of
from khasan.record.relations import ABROAD, BY_DEFINITION, Relation
from khasan.record.rules import GRADED

LOSSES = ("killed", "wounded", "missing")
_ROUNDING = 0.005
"""A sum within half a percent, or half a unit, of the whole is the whole, rounded."""

Span = tuple[float, float, float]


def parts_against_wholes(
    by_quantity: Mapping[str, Sequence[Claim]],
    relations: Sequence[Relation],
    elsewhere: Mapping[str, Sequence[Claim]] = MappingProxyType({}),
) -> Iterator[Disagreement]:
    """Wholes that are not the sum of their parts.

    Within a source that gives the whole and all its parts; within one that gives some parts, only parts that exceed
    the whole. Over all sources, wholes that the sum of the intervals of their parts cannot reach. A whole that we
    derived is the sum of its parts by our own arithmetic and is not asked. ``elsewhere``: parts of other incidents.
    """
    declared = [relation for relation in relations if relation.kind == "sum"]
    by_quantity = {**by_quantity, **elsewhere}
    for relation in (*declared, *by_definition(by_quantity, declared)):
        yield from _within_sources(by_quantity, relation)
        yield from _over_all(by_quantity, relation)


def by_definition(by_quantity: Mapping[str, Sequence[Claim]], declared: Sequence[Relation]) -> Iterator[Relation]:
    """What needs no declaring: casualties are killed, wounded and missing. A declared sum of them goes before.

    A loss that nobody counts is a part left out: then only parts that exceed the whole contradict it.
    """
    for quantity in by_quantity:
        if ABROAD in quantity:
            continue
        words = quantity.split("-")
        if words.count("casualties") != 1:
            continue
        parts = tuple("-".join(loss if word == "casualties" else word for word in words) for loss in LOSSES)
        known = [part for part in parts if part in by_quantity]
        alike = {(claim.kind, claim.unit) for name in (quantity, *known) for claim in by_quantity[name]}
        told = any(r.quantity == quantity and set(r.parts) & set(parts) for r in declared)
        if known and not told and len(alike) == 1:
            yield Relation(f"{quantity}-by-kind", "sum", quantity, parts, BY_DEFINITION, "", "")


def _within_sources(by_quantity: Mapping[str, Sequence[Claim]], relation: Relation) -> Iterator[Disagreement]:
    for key in dict.fromkeys(claim.source.key for claim in by_quantity[relation.quantity]):
        wholes = [c for c in _of(by_quantity, relation.quantity, key) if c.flag != "derived"]
        given = {part: of for part in relation.parts if (of := _of(by_quantity, part, key))}
        if not wholes or not given:
            continue
        total = _total([_span(claims) for claims in given.values()])
        missing = [part for part in relation.parts if part not in given]
        whole = _span(wholes)
        if missing and total[0] <= whole[2] + _slack(whole[2]):
            continue  # the parts left out may make up the rest
        if not missing and _meet(whole, total):
            continue
        said = f"{key}: {_plus(given)} = {_number(total)}, the whole is {_number(whole)}"
        said += f", and {', '.join(missing)} would come on top" if missing else ""
        claims = (*wholes, *(claim for of in given.values() for claim in of))
        yield Disagreement(relation.quantity, "parts", factor(whole[1], total[1]), claims, total, said)


def _over_all(by_quantity: Mapping[str, Sequence[Claim]], relation: Relation) -> Iterator[Disagreement]:
    """Wholes that no sum of the parts, as the rule has them from all sources, can reach."""
    parts = [interval_of(part, by_quantity.get(part, ())) for part in relation.parts]
    known = [part for part in parts if part is not None and part.rule == GRADED.name]
    if len(known) < len(parts):
        return
    total = _total([(p.low, p.best, p.high) for p in known])
    stand = interval_of(relation.quantity, by_quantity[relation.quantity])
    wholes = () if stand is None else stand.claims
    beyond = [claim for claim in wholes if not _meet(_span([claim]), total) and claim.flag != "derived"]
    told = {claim.source.key for part in known for claim in part.claims}
    if beyond and {claim.source.key for claim in beyond} | told != {beyond[0].source.key}:
        said = f"all sources: {' + '.join(relation.parts)} = {_number(total)}; not reached: "
        said += ", ".join(f"{claim.source.key} {_number(_span([claim]))}" for claim in beyond)
        worst = max(factor(claim.point, total[1]) for claim in beyond)
        yield Disagreement(relation.quantity, "parts", worst, (*beyond, *_standing(known)), total, said)


def _standing(parts: Sequence[Interval]) -> Iterator[Claim]:
    for part in parts:
        yield from part.claims


def _of(by_quantity: Mapping[str, Sequence[Claim]], quantity: str, key: str) -> list[Claim]:
    return [claim for claim in by_quantity.get(quantity, ()) if claim.source.key == key and claim.is_numeric]


def _span(claims: Sequence[Claim]) -> Span:
    """From the lowest to the highest that a source allows, rivals within it included."""
    points = [claim.point for claim in claims]
    low = min(-math.inf if c.value is None and c.low is None else c.lowest for c in claims)
    high = max(math.inf if c.value is None and c.high is None else c.highest for c in claims)
    return low, points[0], high


def _total(spans: Sequence[Span]) -> Span:
    return sum(s[0] for s in spans), sum(s[1] for s in spans), sum(s[2] for s in spans)


def _meet(whole: Span, total: Span) -> bool:
    return whole[0] <= total[2] + _slack(whole[1]) and total[0] <= whole[2] + _slack(whole[1])


def _slack(value: float) -> float:
    return max(0.5, _ROUNDING * abs(value)) if math.isfinite(value) else 0.5


def _plus(given: Mapping[str, Sequence[Claim]]) -> str:
    return " + ".join(f"{part} {_number(_span(claims))}" for part, claims in given.items())


def _number(span: Span) -> str:
    low, best, high = span
    return f"{best:,.6g}" if low == high else f"{best:,.6g} ({low:,.6g} to {high:,.6g})"
