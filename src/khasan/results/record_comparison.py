"""The record's side of the after-action report: claims in words, the interval, the verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from khasan.record import Claim, Incident, Interval, compare
from khasan.results import number_words
from khasan.results.aar_model import ClaimLine, Followed, Judgement, RecordInterval
from khasan.results.frame import F8, Frame, Look, frame_of

if TYPE_CHECKING:
    from khasan.compiler import Compiled


AFTERMATH = "aftermath-"
"""How quantities begin whose claims tell what came of an incident: protests, inquiries, bodies, punitive columns."""


@dataclass(frozen=True, eq=False)
class Record:
    """What the sources say of a scenario's measures. Without an incident they say nothing.

    Of a scenario that withholds the record's outcomes nobody learns here what they are: this is the one way from
    the record into reports.
    """

    compiled: Compiled
    incident: Incident | None

    @property
    def withheld(self) -> str:
        """Why the record's outcomes are withheld; "" if they are shown."""
        outcomes = self.compiled.resolved.record_outcomes
        return "" if outcomes is None else outcomes.withheld

    @cached_property
    def shown(self) -> Incident | None:
        """The incident, by the scenario's rule; None where there is none or its outcomes are withheld."""
        if self.incident is None or self.withheld:
            return None
        return self.incident.under(self.compiled.resolved.record_rule)

    @cached_property
    def _frame(self) -> Frame:
        return frame_of(self.compiled)

    def quantity(self, column: str) -> str | None:
        """The quantity that the scenario lays beside a column, or beside what the column is the reported count of."""
        measures, reported = self.compiled.resolved.measures, self._frame.reported
        return measures.get(column) or next(
            (quantity for measure, quantity in measures.items() if reported.get(measure) == column), None
        )

    def reported(self, column: str) -> str | None:
        """The column that counts the same as a report would; None if there is none."""
        return self._frame.reported.get(column)

    def of(self, measure: str) -> tuple[tuple[ClaimLine, ...], Interval | None]:
        """Claims and interval of the quantity that the scenario lays beside a measure.

        Raises InputError if the incident has no such quantity.
        """
        quantity = self.compiled.resolved.measures.get(measure)
        if quantity is None or self.shown is None:
            return (), None
        interval = self.shown.interval(quantity)
        standing = None if interval is None else interval.claims
        return self.lines(self.shown.by_quantity()[quantity], standing), interval

    def lines(self, claims: Sequence[Claim], standing: Sequence[Claim] | None = None) -> tuple[ClaimLine, ...]:
        """Claims in words; all of them stand if nothing else is said."""
        zone = self._frame.zone
        return tuple(
            ClaimLine(
                source=claim.source.key,
                citation=claim.citation,
                text=number_words.claimed(claim, zone),
                grade=claim.confidence,
                stance=claim.stance,
                stands=standing is None or claim in standing,
            )
            for claim in claims
        )

    def told(self, interval: Interval | None) -> RecordInterval | None:
        """The interval with its words."""
        if interval is None:
            return None
        ends = (interval.best, interval.low, interval.high)
        text = number_words.moments(*ends, self._frame.zone) if interval.unit == "s" else number_words.spread(*ends)
        return RecordInterval(
            interval.quantity, interval.low, interval.best, interval.high, interval.unit, interval.why, text
        )

    def verdict(
        self,
        measure: str,
        unit: str,
        simulated: tuple[float, float, float],
        claims: Sequence[ClaimLine],
        interval: Interval | None,
    ) -> Judgement:
        """The verdict on (low, median, high) of a measure in this unit."""
        if self.withheld and measure in self.compiled.resolved.measures:
            return "withheld"
        if not claims:
            return "no claim"
        if interval is not None and unit == "time":
            interval = self._as_looked_at(interval)
        return compare(*simulated, interval)

    def place(self, unit: str, values: F8, interval: Interval | None) -> tuple[float | None, str]:
        """Percentile of the record's best value among f8[replications], and in words; nothing for one replication.

        Ties count half, so that a value every replication has lies in their middle.
        """
        known = values[~np.isnan(values)]
        if interval is None or known.size < 2:
            return None, ""
        best = (self._as_looked_at(interval) if unit == "time" else interval).best
        percentile = 100.0 * float((known < best).mean() + (known == best).mean() / 2)
        return percentile, number_words.place(percentile)

    def _as_looked_at(self, interval: Interval) -> Interval:
        """The record's times rounded up to the next look, as the simulated times are."""
        start_s = float(self.compiled.start_utc.timestamp())
        look_s = self.compiled.snapshot_every * self.compiled.step_s
        low, best, high = (
            start_s + look_s * math.ceil((value - start_s) / look_s)
            for value in (interval.low, interval.best, interval.high)
        )
        return replace(interval, low=low, best=best, high=high)

    def holders(self, place: str, look: Look) -> tuple[Claim, ...]:
        """Who held a place that day: the claims stand beside the midnight that ends the day, or the end of all."""
        if self.shown is None or not (look.midnight or look is self._frame.looks[-1]):
            return ()
        day = look.moment.date() - timedelta(days=1 if look.midnight else 0)
        return tuple(self.shown.by_quantity().get(f"holder-{place}-{day.isoformat()}", ()))

    def aftermath(self) -> Iterable[Followed]:
        """What followed by the record: the claims of quantities named ``aftermath-``, in the order of the file."""
        if self.shown is None:
            return
        for quantity, claims in self.shown.by_quantity().items():
            if quantity.startswith(AFTERMATH):
                question = quantity.removeprefix(AFTERMATH).replace("-", " ")
                lines = [
                    replace(line, text=f"{line.text} {claim.unit}") if claim.unit else line
                    for line, claim in zip(self.lines(claims), claims, strict=True)
                ]
                # an answer that is a date has said when
                yield Followed(question, tuple(lines), tuple("" if c.date == c.text else c.date for c in claims))

    def sides_meant(self, word: str) -> list[int]:
        """Indices of the sides that the record's word for a holder means: none for "mixed"."""
        meant = number_words.HOLDERS_OF_THE_RECORD.get(word, (word,))
        labels = self.compiled.labels
        names = zip(labels.sides, labels.side_names, strict=True)
        return [s for s, (side, name) in enumerate(names) if side in meant or name.lower() in meant]
