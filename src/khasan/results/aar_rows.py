"""The rows of the after-action report: what each of its sections takes from the table of outcomes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from khasan.record import Incident
from khasan.results import number_words
from khasan.results.aar_model import Day, Figures, Height, Row
from khasan.results.arrow import counted, floats
from khasan.results.columns import LOSSES_COUNTED, Measure, identifier
from khasan.results.endings import ENDED, IDS
from khasan.results.endings import WORDS as CAUSES
from khasan.results.frame import F8, HELD_BY_NOBODY, Frame, Look, frame_of
from khasan.results.record_comparison import Record
from khasan.results.vehicles import named, of_all, of_side

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns

_QUANTILES = (0.5, 0.05, 0.95)
_IF_ANY = ("captured", "tanks_abandoned", "horses_lost", "trucks_lost")
"""Told of sides only, and only where some were lost or the record speaks of them."""
_OF_SUPPLY = ("rounds_fired", "rounds_issued", "hours_cut_off")
_MEN_AND_ARMS = tuple(m for m in LOSSES_COUNTED if m.id not in (*_IF_ANY, *_OF_SUPPLY))


@dataclass(frozen=True, eq=False)
class Review:
    """A run's outcomes beside the record, section by section."""

    compiled: Compiled
    outcomes: pa.Table | Columns
    incident: Incident | None

    @cached_property
    def frame(self) -> Frame:
        return frame_of(self.compiled)

    @cached_property
    def record(self) -> Record:
        return Record(self.compiled, self.incident)

    @cached_property
    def holder_names(self) -> tuple[str, ...]:
        return (*self.compiled.labels.side_names, HELD_BY_NOBODY)

    @cached_property
    def start_s(self) -> float:
        return float(self.compiled.start_utc.timestamp())

    # -- rows ------------------------------------------------------------------------------------------------

    def losses_of_sides(self) -> Iterable[Row]:
        for number, side in enumerate(self.frame.sides):
            name, word = self.compiled.labels.side_names[number], of_side(self.compiled.labels, number)
            for loss in self._measures():
                yield from self._by_window(f"{identifier(side)}_{loss.id}", name, named(loss.words, word), loss.unit)
            for loss in (m for m in LOSSES_COUNTED if m.id in _IF_ANY):
                yield from self._if_any(f"{identifier(side)}_{loss.id}", name, named(loss.words, word), loss.unit)

    def _measures(self) -> Iterable[Measure]:
        """Those of aircraft only where there are any."""
        flies = bool(self.frame.aircraft.any())
        return (measure for measure in _MEN_AND_ARMS if flies or measure.unit not in ("aircraft", "sorties"))

    def losses_of_formations(self) -> Iterable[Row]:
        word = of_all(self.compiled.labels)  # one for all of them: they share the columns of a table
        for column, name, depth in self._formations():
            for loss in self._measures():
                row = self._row(f"{column}_{loss.id}", name, named(loss.words, word), "", loss.unit)
                yield replace(row, depth=depth)

    def casualties_by_phase(self) -> Iterable[Row]:
        for column, name, depth in self._formations():
            for row in self._by_window(f"{column}_casualties", name, "casualties", "men", whole=False):
                yield replace(row, depth=depth)

    def strength(self) -> Iterable[Row]:
        for number, side in enumerate(self.frame.sides):
            name, arrived = self.compiled.labels.side_names[number], f"{of_side(self.compiled.labels, number)} arrived"
            yield from self._by_window(f"{identifier(side)}_men_arrived", name, "men arrived", "men")
            yield from self._by_window(f"{identifier(side)}_tanks_arrived", name, arrived, "vehicles")
            if self.frame.aircraft.any():
                yield from self._by_window(f"{identifier(side)}_aircraft_arrived", name, "aircraft arrived", "aircraft")

    def ammunition(self) -> Iterable[Row]:
        for side, name in zip(self.frame.sides, self.compiled.labels.side_names, strict=True):
            column = identifier(side)
            yield from self._by_window(f"{column}_rounds_fired", name, "rounds fired", "rounds")
            yield from self._by_window(f"{column}_ammunition", name, "basic loads left at the end", "share")
            yield self._row(f"{column}_ammunition_lowest", name, "basic loads left, worst hour", "", "share")
            yield from self._if_any(f"{column}_rounds_issued", name, "rounds issued", "rounds")
            yield from self._if_any(f"{column}_hours_cut_off", name, "unit-hours cut off", "unit-hours")
            yield from self._if_any(f"{column}_tonnes_brought", name, "brought to the depot", "t")
            yield from self._if_any(f"{column}_tonnes_issued", name, "issued by the depot", "t")

    def taken(self) -> Iterable[Row]:
        for place, name in zip(self.frame.places, self.frame.place_names, strict=True):
            for side, side_name in zip(self.frame.sides, self.compiled.labels.side_names, strict=True):
                column = f"taken_{identifier(place)}_{identifier(side)}"
                yield self._row(column, name, f"taken by {side_name}", "", "time")

    def endings(self) -> Iterable[Row]:
        """Attacks that stopped and positions given up, by side and cause."""
        for side, name in zip(self.frame.sides, self.compiled.labels.side_names, strict=True):
            for what, (words, _) in ENDED.items():
                column, unit = f"{identifier(side)}_{what}", what.split("_")[0]
                yield from self._if_any(column, name, words, unit)
                for cause, why in CAUSES.items():
                    yield from self._if_any(f"{column}_{IDS[cause]}", name, f"{words}: {why}", unit)

    def beside_the_record(self, known: dict[str, Row]) -> Iterable[Row]:
        columns = {column.name: column for column in self.frame.outcome_columns}
        for measure in self.compiled.resolved.measures:
            if measure in known:
                yield known[measure]
            elif columns[measure].dtype == "text":
                yield self._answer(measure)
            else:
                words_for_it = measure.replace("_", " ")
                yield self._row(measure, "", words_for_it, "", columns[measure].unit)

    def _formations(self) -> Iterable[tuple[str, str, int]]:
        """Column, name and how many reporting formations lie above it."""
        labels = self.compiled.labels
        depths = {-1: -1}
        for f, parent in enumerate(labels.formation_parent):  # a formation stands after the one above it
            depths[f] = depths[parent] + (f in self.frame.formations)
            if f in self.frame.formations:
                yield f"formation_{identifier(labels.formations[f])}", labels.formation_names[f], depths[f]

    def _by_window(self, column: str, subject: str, quantity: str, unit: str, *, whole: bool = True) -> Iterable[Row]:
        for window in self.frame.windows if whole else self.frame.windows[1:]:
            suffix = f"_{window.id}" if window.id else ""
            yield self._row(f"{column}{suffix}", subject, quantity, window.title if window.id else "", unit)

    def _if_any(self, measure: str, subject: str, quantity: str, unit: str) -> Iterable[Row]:
        """The row of a measure of the whole, if any replication has some of it or the record speaks of it."""
        claims, _ = self.record.of(measure)
        if claims or np.nansum(self._values(measure, never=False)) > 0:
            yield self._row(measure, subject, quantity, "", unit)

    def _row(self, measure: str, subject: str, quantity: str, phase: str, unit: str) -> Row:
        values = self._values(measure, never=unit == "time")
        had = np.isfinite(values)
        if unit == "time":
            values = self.start_s + 3600.0 * values
        happened = self._figures(values, unit)
        counted = self._reported(measure)
        reported = None if counted is None else self._figures(counted, unit)
        shown = reported or happened
        claims, interval = self.record.of(measure)
        percentile, place = self.record.place(unit, values if counted is None else counted, interval)
        return Row(
            measure, subject, quantity, phase, unit, happened.median, happened.low5, happened.high95, happened.text,
            float(had.mean()), claims, self.record.told(interval),
            self.record.verdict(measure, unit, (shown.low5, shown.median, shown.high95), claims, interval),
            record_percentile=percentile, record_place=place, reported=reported,
        )  # fmt: skip

    def _figures(self, values: F8, unit: str) -> Figures:
        median, low, high = _quantiles(values)
        if unit == "time":
            text = number_words.moments(median, low, high, self.frame.zone)
        else:
            text = "—" if math.isnan(median) else number_words.spread(median, low, high, unit)
        return Figures(median, low, high, text)

    def _reported(self, measure: str) -> F8 | None:
        """f8[replications]: the measure as a report would count it; None where it counts what happened.

        Runs made before there was a column for it have none.
        """
        column = self.frame.reported.get(measure)
        if column is None or column not in self.outcomes.column_names:
            return None
        return self._values(column, never=False)

    def _values(self, measure: str, *, never: bool) -> F8:
        """f8[replications]; nothing there is infinity where it means never, else NaN."""
        values = floats(self.outcomes[measure])
        return np.where(np.isnan(values), np.inf, values) if never else values

    def _answer(self, measure: str) -> Row:
        """Who holds a place: no number, but how often which answer."""
        shares = self._shares(measure)
        ranked = sorted(zip(self.holder_names, shares, strict=True), key=lambda pair: -pair[1])
        text = ", ".join(f"{name} {share:.0%}" for name, share in ranked if share > 0)
        claims, _ = self.record.of(measure)
        nan, verdict = math.nan, self.record.verdict(measure, "side", (math.nan, math.nan, math.nan), claims, None)
        place = next(
            (n for p, n in zip(self.frame.places, self.frame.place_names, strict=True) if identifier(p) in measure), ""
        )
        return Row(
            measure, place, "holder", self._when(measure), "side", nan, nan, nan, text, 1.0, claims, None, verdict
        )

    def _when(self, measure: str) -> str:
        return next(
            (_label(look, self.frame.looks[-1]) for look in self.frame.looks if measure.endswith(look.id)), "at the end"
        )

    # -- heights ---------------------------------------------------------------------------------------------

    def heights(self) -> Iterable[Height]:
        for place, name in zip(self.frame.places, self.frame.place_names, strict=True):
            yield Height(place, name, tuple(self._day(place, look) for look in self.frame.looks))

    def _day(self, place: str, look: Look) -> Day:
        shares = self._shares(f"holder_{identifier(place)}_{look.id}")
        claims = self.record.holders(place, look)
        named = {side for claim in claims for side in self.record.sides_meant(claim.text)}
        agree = sum(shares[side] for side in named) if named else None
        return Day(
            look.moment.isoformat(timespec="minutes"),
            _label(look, self.frame.looks[-1]),
            tuple(zip(self.holder_names, shares, strict=True)),
            self.record.lines(claims),
            agree,
        )

    def _shares(self, measure: str) -> list[float]:
        held = counted(self.outcomes[measure])
        return [held.get(holder, 0) / self.outcomes.num_rows for holder in (*self.frame.sides, HELD_BY_NOBODY)]


def _label(look: Look, last: Look) -> str:
    day = look.moment - timedelta(days=1)
    when = f"end of {day.day} {day:%B}" if look.midnight else number_words.moment(look.moment)
    ends = [*look.titles, *(["the scenario"] if look is last else [])]
    return when + (f"; {', '.join(ends)} ends" if ends else "")


def _quantiles(values: F8) -> tuple[float, float, float]:
    """Median, 5% and 95% points that occurred; NaN if there is no value."""
    known = np.sort(values[~np.isnan(values)])
    if not known.size:
        return math.nan, math.nan, math.nan
    # the smallest value that at least this share of the replications does not exceed
    ranks = [max(0, math.ceil(q * known.size - 1e-9) - 1) for q in _QUANTILES]
    median, low, high = (float(known[rank]) for rank in ranks)
    return median, low, high
