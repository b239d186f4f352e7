"""Each quantity that a scenario compares: what its sources say, what the runs came to, and how far they are apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from khasan.record import Claim, Incident
from khasan.results import number_words
from khasan.results.aar_model import AfterAction, Row
from khasan.results.arrow import floats
from khasan.results.columns import identifier
from khasan.results.frame import frame_of
from khasan.results.measure_labels import labels_of
from khasan.results.verdict.factors import distance, factor
from khasan.results.verdict.side_words import adjective

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns

_WHOLE = "whole battle"
_OF_A_SIDE = ("casualties", "killed", "wounded", "missing", "tanks_lost", "aircraft_lost")
"""What is told of each side where nothing can be compared."""
HEADLINES = {"casualties": "casualties", "killed": "killed", "tanks_lost": "tanks lost"}
"""What is looked at first, in words."""


@dataclass(frozen=True, slots=True)
class Point:
    """One source's figure: its value and its words. ``counts``: it is one of those that make the range.

    ``bound``: "at least" or "at most" of a figure of one end, which widens a range only where it contradicts others.
    """

    value: float
    text: str
    source: str
    citation: str
    grade: str
    of_the_enemy: bool
    counts: bool
    bound: Literal["", "at least", "at most"] = ""


@dataclass(frozen=True, slots=True)
class Sourced:
    """What the sources say of a quantity: the range by the scenario's rule, the best value, every figure."""

    low: float
    best: float
    high: float
    points: tuple[Point, ...]
    why: str

    @property
    def from_one(self) -> bool:
        """Does a single source stand behind the range?"""
        return len({point.source for point in self.points if point.counts}) == 1


@dataclass(frozen=True, slots=True)
class Simulated:
    """What the runs came to: median and the ends that hold nine in ten; ``before``: the median without the what-if.

    All of it as it would be reported; ``happened``: the median of what happened, where that is another.
    """

    low: float
    median: float
    high: float
    before: float | None = None
    happened: float | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a fight, in its unit (times: Unix seconds). ``side``: index of the side that it is of, or -1.

    ``kind`` is the column of outcomes without side and phase (``casualties``), ``when`` the phase's title.
    """

    measure: str
    kind: str
    side: int
    what: str
    when: str
    unit: str
    sources: Sourced | None
    model: Simulated | None

    @property
    def factor(self) -> float:
        """Median over the nearer end of the sources' range; NaN where one of the two is missing."""
        if self.sources is None or self.model is None or math.isnan(self.model.median):
            return math.nan
        if self.unit == "time":  # a moment has no factor: only before, within, after
            outside = self.model.median > self.sources.high, self.model.median < self.sources.low
            return math.inf if outside[0] else 0.0 if outside[1] else 1.0
        return factor(self.model.median, self.sources.low, self.sources.high)

    @property
    def compared(self) -> bool:
        """Can model and sources be compared?"""
        return not math.isnan(self.factor)

    @property
    def of_the_whole(self) -> bool:
        """Is it of the whole fight, not of a phase?"""
        return self.when == _WHOLE


def quantities(
    compiled: Compiled, after: AfterAction, incident: Incident | None, before: pa.Table | Columns | None = None
) -> tuple[Quantity, ...]:
    """Those of the scenario for which the record has figures, in the order of its file; the sources by its rule.

    ``incident``: its record as it may be shown (None: there is none, or it is withheld). ``before``: outcomes of the
    same replications without the what-if.
    """
    if incident is None:
        return ()
    found = []
    for row in after.section("record").rows:
        sources = _sourced(compiled, incident, row.measure)
        if sources is not None:
            model = _reported(compiled, row, before)
            found.append(_quantity(compiled, row.measure, row.unit, sources, model))
    return tuple(found)


def of_the_sources(compiled: Compiled, incident: Incident) -> tuple[Quantity, ...]:
    """The sources' half alone, without a run: for a page that shows no simulated outcome."""
    units = {column.name: column.unit for column in frame_of(compiled).outcome_columns}
    return tuple(
        _quantity(compiled, measure, units[measure], sources, None)
        for measure in compiled.resolved.measures
        if (sources := _sourced(compiled, incident, measure)) is not None
    )


def of_the_model(
    compiled: Compiled, after: AfterAction, before: pa.Table | Columns | None = None
) -> tuple[Quantity, ...]:
    """The losses of the sides alone, where no source can be laid beside them; those that occur in some run."""
    rows = {row.measure: row for row in after.section("sides").rows if row.high95 > 0}
    wanted = [f"{identifier(side)}_{kind}" for kind in _OF_A_SIDE for side in compiled.labels.sides]
    return tuple(
        _quantity(compiled, name, rows[name].unit, None, _simulated(rows[name], before))
        for name in wanted
        if name in rows
    )


def worst_first(some: Iterable[Quantity]) -> list[Quantity]:
    """Those that can be compared, the farthest apart first; ties as they come."""
    return sorted((one for one in some if one.compared), key=lambda one: -distance(one.factor))


def chosen(some: Sequence[Quantity], most: int) -> list[Quantity]:
    """The quantities for a first look, the farthest apart first: losses of men and vehicles before all else.

    First those of the whole fight, then those of its phases, then whatever else there is.
    """
    ranked = worst_first(some)
    first = sorted(ranked, key=circle)[:most]
    return [one for one in ranked if one in first]


def circle(one: Quantity) -> int:
    """How soon a first look takes it: 0 losses of men and vehicles in the whole fight, 1 in a phase, 2 all else."""
    if one.kind not in HEADLINES or one.side < 0:
        return 2
    return 0 if one.of_the_whole else 1


def _quantity(
    compiled: Compiled, measure: str, unit: str, sources: Sourced | None, model: Simulated | None
) -> Quantity:
    subject, words, when = _told(compiled, measure)
    side, kind = _side_and_kind(compiled, measure)
    what = f"{adjective(subject)} {words}" if side >= 0 else f"{subject}: {words}" if subject else words
    return Quantity(measure, kind, side, what, when or _WHOLE, unit, sources, model)


def _told(compiled: Compiled, measure: str) -> tuple[str, str, str]:
    """Whose, what and when, in words."""
    label = labels_of(compiled)[measure][0]
    subject, colon, words = label.partition(": ")
    if not colon:
        return "", label, ""
    for window in frame_of(compiled).windows[1:]:
        if words.endswith(f", {window.title}"):
            return subject, words.removesuffix(f", {window.title}"), window.title
    return subject, words, ""


def _side_and_kind(compiled: Compiled, measure: str) -> tuple[int, str]:
    """Index of the side that a column is of, and the column without side and phase; -1 and the column for others."""
    for number, side in enumerate(compiled.labels.sides):
        prefix = f"{identifier(side)}_"
        if measure.startswith(prefix):
            kind = measure.removeprefix(prefix)
            for window in frame_of(compiled).windows[1:]:
                kind = kind.removesuffix(f"_{window.id}")
            return number, kind
    return -1, measure


def _sourced(compiled: Compiled, incident: Incident, measure: str) -> Sourced | None:
    """None where the sources give no number."""
    quantity = compiled.resolved.measures[measure]
    interval = incident.interval(quantity)
    if interval is None:
        return None
    points = [
        _point(compiled, claim, counts=claim in interval.claims)
        for claim in incident.by_quantity()[quantity]
        if claim.is_numeric
    ]
    return Sourced(interval.low, interval.best, interval.high, tuple(points), interval.why)


def _point(compiled: Compiled, claim: Claim, *, counts: bool) -> Point:
    text = number_words.claimed(claim, frame_of(compiled).zone)
    other = claim.stance == "other"
    bound: Literal["", "at least", "at most"] = ""
    if claim.is_one_sided:
        bound = "at most" if claim.low is None else "at least"
    return Point(claim.point, text, claim.source.key, claim.citation, claim.confidence, other, counts, bound)


def _reported(compiled: Compiled, row: Row, before: pa.Table | Columns | None) -> Simulated:
    """What is laid beside the sources."""
    if row.reported is None:
        return _simulated(row, before)
    shown = row.reported
    without = _median(before, frame_of(compiled).reported[row.measure], row.unit)
    happened = row.median if row.median != shown.median else None
    return Simulated(shown.low5, shown.median, shown.high95, without, happened)


def _simulated(row: Row, before: pa.Table | Columns | None) -> Simulated:
    return Simulated(row.low5, row.median, row.high95, _median(before, row.measure, row.unit))


def _median(outcomes: pa.Table | Columns | None, column: str, unit: str) -> float | None:
    if outcomes is None or column not in outcomes.column_names or unit in ("time", "side"):
        return None
    values = floats(outcomes[column])
    known = values[~np.isnan(values)]
    return float(np.quantile(known, 0.5, method="inverted_cdf")) if known.size else None
