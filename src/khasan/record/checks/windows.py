"""Figures of one counter over several periods: one figure for two of them, nothing left for the rest, a new pace.

Asked of the quantities that a relation ``series`` names: one counter, one thing, each figure over the period that is
its claim's date. They are laid side by side and never added up, but where periods tile another of the same counter.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from khasan.record.checks.disagreement import Disagreement
from khasan.record.checks.spread import factor
from khasan.record.claim import Claim
from khasan.record.edtf import span
from khasan.record.relations import Relation

LEAST = 5
"""Smaller figures agree, and change their pace, by chance."""
COUNTED = "cases"
"""Unit of what comes at a pace: men are lost in a few days of a war."""
PACES = 3.0
"""A pace that changes by more than this factor is told."""
YEAR = 365.25
_ROUNDING = 0.005


@dataclass(frozen=True, slots=True)
class Window:
    """A figure and the days it covers, both ends included."""

    claim: Claim
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def pace(self) -> float:
        """So many a year."""
        return self.claim.point / self.days * YEAR

    def holds(self, other: Window) -> bool:
        """Does the other lie in it, and leave some of it over?"""
        return self.first <= other.first and other.last <= self.last and self.days > other.days


def series_against_themselves(
    by_quantity: Mapping[str, Sequence[Claim]], relations: Sequence[Relation]
) -> Iterator[Disagreement]:
    """What does not fit within one counter's series."""
    for relation in relations:
        if relation.kind == "series":
            names = (relation.quantity, *relation.parts)
            windows = [one for name in names for claim in by_quantity.get(name, ()) for one in _window(claim)]
            yield from _one_figure(windows)
            yield from _tiles(windows)
            steady = [one for one in windows if one.claim.unit == COUNTED]
            yield from _rests(steady)
            yield from _paces(steady)


def _window(claim: Claim) -> Iterator[Window]:
    """The claim as a window; nothing if it bounds only one end, is small, or says nothing of its days."""
    if not claim.is_numeric or claim.is_one_sided or not claim.date or claim.point < LEAST:
        return
    first, last = span(claim.date)
    if first is not None and last is not None:
        yield Window(claim, first, last)


def _one_figure(windows: Sequence[Window]) -> Iterator[Disagreement]:
    """The same figure under different periods: one count told twice, or a slip."""
    by_figure: dict[float, list[Window]] = {}
    for one in windows:
        by_figure.setdefault(one.claim.point, []).append(one)
    for figure, same in by_figure.items():
        periods = {(one.first, one.last): one.claim.date for one in same}
        if len(periods) > 1:
            note = f"{figure:g} stands for {', for '.join(periods.values())}"
            claims = tuple(one.claim for one in same)
            yield Disagreement(claims[0].quantity, "periods", len(periods) - 1.0, claims, note=note)


def _rests(windows: Sequence[Window]) -> Iterator[Disagreement]:
    """A figure within another's period: is what it leaves possible at a pace not too far from its own?"""
    for whole, part in itertools.permutations(windows, 2):
        if not whole.holds(part) or whole.claim.source.is_guess != part.claim.source.is_guess:
            continue
        rest, days = whole.claim.point - part.claim.point, whole.days - part.days
        pace = rest / days * YEAR
        apart = math.inf if rest < 0 else factor(pace, part.pace)
        if apart + 1 > PACES:
            left = f"{rest:g}, or {pace:.0f} a year" if rest >= 0 else "less than nothing"
            note = (
                f"{part.claim.point:g} in {part.claim.date} are {part.pace:.0f} a year; of {whole.claim.point:g} in "
                f"{whole.claim.date} they leave {left}, for the rest"
            )
            yield Disagreement(part.claim.quantity, "rest", apart, (part.claim, whole.claim), note=note)


def _tiles(windows: Sequence[Window]) -> Iterator[Disagreement]:
    """Figures of one source that cover another's period from end to end, and do not add up to it."""
    for whole in windows:
        for source in dict.fromkeys(one.claim.source.key for one in windows):
            inside = sorted(
                (one for one in windows if one.claim.source.key == source and whole.holds(one)),
                key=lambda one: (one.first, one.last),
            )
            if len(inside) < 2 or not _cover(whole, inside) or whole.claim.flag == "derived":
                continue
            total = sum(one.claim.point for one in inside)
            apart = factor(total, whole.claim.point)
            if apart > _ROUNDING:
                terms = " + ".join(f"{one.claim.point:g}" for one in inside)
                note = f"{terms} are {total:g}, not {whole.claim.point:g}"
                claims = (whole.claim, *(one.claim for one in inside))
                yield Disagreement(whole.claim.quantity, "parts", apart, claims, note=note)


def _cover(whole: Window, inside: Sequence[Window]) -> bool:
    ends = all(one.last + timedelta(days=1) == after.first for one, after in itertools.pairwise(inside))
    return ends and inside[0].first == whole.first and inside[-1].last == whole.last


def _paces(windows: Sequence[Window]) -> Iterator[Disagreement]:
    """The slowest and the fastest of a series, memory and garbled digits aside."""
    trusted = [one for one in windows if not one.claim.is_guess and not one.claim.note.startswith("garbled")]
    apart = [one for one in trusted if not any(other.holds(one) or one.holds(other) for other in trusted)]
    if len(apart) < 2:
        return
    slow, fast = min(apart, key=lambda one: one.pace), max(apart, key=lambda one: one.pace)
    spread = factor(slow.pace, fast.pace)
    if spread + 1 > PACES:
        note = f"{slow.pace:.0f} a year in {slow.claim.date}, {fast.pace:.0f} in {fast.claim.date}"
        yield Disagreement(fast.claim.quantity, "pace", spread, (slow.claim, fast.claim), note=note)
