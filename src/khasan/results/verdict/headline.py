"""The verdict over all quantities of a fight, in a headline, a second clause and a count."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from khasan.results.verdict.quantities import Quantity
from khasan.results.verdict.side_words import adjective

MOST, SOME = 2 / 3, 1 / 3
"""Shares of the figures that must agree for "most", and for "some"."""
_FAR, _OFF = math.log(2), math.log(1.25)
"""Of a side's losses: beyond these logarithms "far too many" or "far too few", "too many" or "too few"."""
_LOSSES = ("casualties", "killed", "wounded", "missing", "tanks_lost", "aircraft_lost")
_NAMED = 2
"""Quantities that a headline names at most on either side of "not on"."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many figures there are to compare, and where the model lies."""

    figures: int
    agrees: int
    high: int
    low: int


def counted(some: Iterable[Quantity]) -> Counted:
    """Over those that can be compared."""
    found = [one.factor for one in some if one.compared]
    return Counted(len(found), found.count(1.0), sum(one > 1 for one in found), sum(one < 1 for one in found))


def headline(some: Sequence[Quantity]) -> str:
    """How far the model agrees; without a full stop, since a second clause may follow."""
    judged = [one for one in some if one.compared]
    count = counted(judged)
    if not judged:
        return "No source gives a figure to compare this fight with"
    if count.figures == 1:
        does = "agrees with" if count.agrees else "misses"
        return f"The model {does} the one figure that the sources give, {judged[0].what}"
    share = count.agrees / count.figures
    if share == 1:
        return "The model agrees with the sources"
    if share >= MOST:
        return "The model agrees with most sources"
    if share >= SOME:
        agreed, missed = _names(judged, agree=True), _names(judged, agree=False)
        if agreed and missed:
            return f"The model agrees on {agreed}, not on {missed}"
        return f"The model agrees with {count.agrees} of the sources’ {count.figures} figures"
    return f"The model is no guide to {'the losses here' if _only_losses(judged) else 'this fight'}"


def second_clause(some: Sequence[Quantity], side_names: Sequence[str]) -> str:
    """On whom it is too hard or too easy: "it has far too many Japanese casualties, too few Soviet"; "" for none.

    For each side the median of the logarithms of its casualties' factors; of those of its killed where no source has
    casualties of any side.
    """
    for kind, what in (("casualties", "casualties"), ("killed", "dead")):
        told: list[tuple[str, str]] = []
        of_this = [one for one in some if one.compared and one.kind == kind]
        for number, name in enumerate(side_names):
            logs = [_log(one) for one in of_this if one.side == number]
            word = _how_many(median(logs)) if logs else ""
            told += [(word, adjective(name))] if word else []
        if of_this:
            parts = [f"{word} {whose}{f' {what}' if k == 0 else ''}" for k, (word, whose) in enumerate(told)]
            return f"it has {', '.join(parts)}" if parts else ""
    return ""


def counts(some: Sequence[Quantity]) -> str:
    """How many figures the sources give, and on how many the model agrees, lies too high or too low."""
    count = counted(some)
    if count.figures < 2:  # the headline has said it
        return ""
    parts = [f"is too high on {count.high}"] if count.high else []
    parts += [f"too low on {count.low}" if count.high else f"is too low on {count.low}"] if count.low else []
    agrees = f"agrees with {count.agrees or 'none'}"
    said = [agrees, *parts]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"The sources give {count.figures} figures to compare; the model {listed}."


def _log(one: Quantity) -> float:
    """The logarithm of its factor; of none against some, one is added to both, so that one man is not without end."""
    if one.factor > 0 and math.isfinite(one.factor):
        return math.log(one.factor)
    if one.sources is None or one.model is None:
        return 0.0
    edge = one.sources.low if one.factor == 0 else one.sources.high
    return math.log((one.model.median + 1) / (edge + 1))


def _how_many(log: float) -> str:
    if abs(log) <= _OFF:
        return ""
    word = "too many" if log > 0 else "too few"
    return f"far {word}" if abs(log) > _FAR else word


def _names(judged: Sequence[Quantity], *, agree: bool) -> str:
    """Quantities all of whose figures agree, or none of whose do: those with most figures, in words."""
    by_name: dict[str, list[bool]] = {}
    for one in judged:
        by_name.setdefault(one.what, []).append(one.factor == 1)
    fit = [(len(found), name) for name, found in by_name.items() if all(one == agree for one in found)]
    ranked = [name for _, name in sorted(fit, key=lambda pair: -pair[0])]
    return " and ".join(ranked[:_NAMED])


def _only_losses(judged: Sequence[Quantity]) -> bool:
    return sum(one.kind.startswith(_LOSSES) for one in judged) >= len(judged) / 2
