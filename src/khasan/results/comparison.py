"""Runs side by side: what each comes to in the measures asked for, and how far they differ, pair by pair."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from khasan.errors import all_of, input_error, nearest
from khasan.output.notebook import card
from khasan.results.compared import Compared, refuse_strangers, told_apart
from khasan.results.comparison_model import Line, SideBySide
from khasan.results.comparison_words import amount, between, how_compared, in_short, signed, unit_words
from khasan.results.frame import F8, HELD_BY_NOBODY, frame_of
from khasan.results.means import (
    CONFIDENCE,
    difference_of,
    mean_of,
    more_often,
    share_difference_of,
    share_of,
)
from khasan.results.measure_labels import labels_of
from khasan.scenario.whatif import as_it_was

if TYPE_CHECKING:
    from khasan.compiler import Compiled

FEW_PAIRS = 20
"""With fewer the interval, which goes by the normal law, is rough."""
_NO_MEASURE = ("replication", "member")


class Comparison(SideBySide):
    """A comparison that a notebook shows: the answer, then the headline measures."""

    def _repr_html_(self) -> str:
        rows = [
            [
                f"{line.label}{f' ({unit_words(line)})' if unit_words(line) else ''}",
                *(amount(mean, line) for mean in line.means),
                *(f"{signed(one, line)} ({between(one, line)})" for one in line.differences),
            ]
            for line in self.lines
            if line.headline
        ]
        others = [f"Difference, {name}" if len(self.names) > 2 else "Difference" for name in self.names[1:]]
        lines = [*in_short(self), how_compared(self), *self.notes]
        return card(f"{self.title}: {self.heading}", lines, ["Mean of", *self.names, *others], rows)


def compare_runs(
    compiled: Compiled,
    runs: Sequence[Compared],
    *,
    measures: Sequence[str] = (),
    every: bool = False,
    paired: bool = True,
    confidence: float = CONFIDENCE,
    command: Sequence[str] = (),
) -> Comparison:
    """Lay runs side by side; the first is what the others are held against.

    ``compiled``: the scenario of the first, which knows the words. ``measures``: columns beside the headline ones, by
    name or pattern (``soviet_*_lost``); ``every``: all of them. ``paired``: replication by replication where the
    runs share seed and numbers. Raises InputError if the runs cannot be compared, or a measure is none.
    """
    refuse_strangers(runs)
    rows, not_paired = _rows(runs, paired=paired)
    outcomes = [_Rows(run, chosen) for run, chosen in zip(runs, rows, strict=True)]
    shared = [name for name in runs[0].outcomes.column_names if all(name in o.names for o in outcomes)]
    headline = _headline(compiled, shared)
    chosen = _chosen(shared, headline, measures, every=every)
    labels = labels_of(compiled)
    lines = [
        line
        for name in chosen
        for line in _lines(
            name, labels, outcomes, headline=name in headline, paired=not not_paired, confidence=confidence
        )
        if name not in headline or any(fnmatch.fnmatch(name, one) for one in measures) or _ever_anything(line)
    ]
    pairs = 0 if not_paired else len(rows[0])
    return Comparison(
        scenario=runs[0].manifest["scenario"],
        title=as_it_was(runs[0].manifest["title"]),
        names=tuple(told_apart(runs)),
        where=tuple(run.where for run in runs),
        seeds=tuple(run.manifest["seed"] for run in runs),
        counts=tuple(len(chosen) for chosen in rows),
        pairs=pairs,
        not_paired=not_paired,
        notes=tuple(_notes(runs, rows, pairs, len(runs[0].outcomes.column_names) - len(shared))),
        confidence=confidence,
        lines=tuple(lines),
        commands=tuple(tuple(run.manifest.get("command", ())) for run in runs),
        command=tuple(command),
    )


def _rows(runs: Sequence[Compared], *, paired: bool) -> tuple[list[list[int]], str]:
    """Which rows of each run go in, and why they do not go in pairs ("" if they do)."""
    everything = [list(range(run.outcomes.num_rows)) for run in runs]
    if not paired:
        return everything, "pairing was turned off"
    if len({run.manifest["seed"] for run in runs}) > 1:
        return everything, "the runs have different seeds"
    common = set.intersection(*(set(run.numbers) for run in runs))
    if not common:
        return everything, "the runs have no replication number in common"
    return [[row for row, number in enumerate(run.numbers) if number in common] for run in runs], ""


def _notes(runs: Sequence[Compared], rows: Sequence[Sequence[int]], pairs: int, left: int) -> Iterator[str]:
    if pairs and any(len(chosen) < run.outcomes.num_rows for run, chosen in zip(runs, rows, strict=True)):
        yield f"Only the {pairs:,} replications that all runs share are compared."
    if pairs != 1 and min(map(len, rows)) < FEW_PAIRS:
        yield f"With fewer than {FEW_PAIRS} replications, the intervals are rough."
    cut = [name for name, run in zip(told_apart(runs), runs, strict=True) if run.manifest.get("interrupted")]
    if cut:
        yield f"Interrupted before the end, and compared as far as it goes: {', '.join(cut)}."
    if len({(run.what_ifs, run.manifest["record_rule"]) for run in runs}) < len(
        {run.manifest["scenario_digest"] for run in runs}
    ):
        yield "The scenario's data changed between these runs, so the differences include the effect of that."
    if len({run.manifest.get("processor") for run in runs}) > 1:
        yield "The runs were made on different kinds of processor, which may round differently."
    if left:
        yield f"{left:,} measures are left out because not all runs have them."


class _Rows:
    """Columns of a run, cut to the rows that are compared."""

    def __init__(self, run: Compared, rows: Sequence[int]) -> None:
        self._run = run
        self._rows = np.array(rows, dtype=np.int64)
        self.names = set(run.outcomes.column_names)

    def numbers(self, name: str) -> F8 | None:
        """f8[rows], NaN where there is nothing; None for a column of words."""
        from khasan.results import arrow

        column = self._run.outcomes[name]
        return None if arrow.is_text(column) else arrow.floats(column)[self._rows]

    def words(self, name: str) -> list[str | None]:
        """Words, one a row."""
        every = self._run.outcomes[name].to_pylist()
        return [every[row] for row in self._rows]


def _headline(compiled: Compiled, shared: Sequence[str]) -> list[str]:
    """Measures that the scenario lays beside the record, losses of the sides, holders at the end."""
    frame = frame_of(compiled)
    sides = [f"{side.replace('-', '_')}_{what}" for side in frame.sides for what in ("casualties", "tanks_lost")]
    ends = [name for name in shared if name.startswith("holder_") and name.endswith("_end")]
    wanted = dict.fromkeys([*sides, *ends, *compiled.resolved.measures])
    return [name for name in wanted if name in shared]


def check_measures(compiled: Compiled, patterns: Sequence[str]) -> None:
    """Raises InputError naming every pattern that is no measure of the scenario."""
    known = _measures([column.name for column in frame_of(compiled).outcome_columns])
    _matched(known, patterns)


def _chosen(shared: Sequence[str], headline: Sequence[str], patterns: Sequence[str], *, every: bool) -> list[str]:
    known = _measures(shared)
    found = dict.fromkeys([*headline, *_matched(known, patterns)])
    return list(found | dict.fromkeys(known)) if every else list(found)


def _measures(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if name not in _NO_MEASURE and not name.startswith("param_")]


def _matched(known: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """Measures that the patterns mean."""

    def of(pattern: str) -> list[str]:
        some = fnmatch.filter(known, pattern)
        if not some:
            remedy = f"no such measure: {nearest(pattern, known)} (all of them: docs/results.md)"
            raise input_error("--measure", pattern, remedy)
        return some

    return [name for some in all_of(of, patterns) for name in some]


def _lines(
    name: str,
    labels: Mapping[str, tuple[str, str]],
    outcomes: Sequence[_Rows],
    *,
    headline: bool,
    paired: bool,
    confidence: float,
) -> Iterator[Line]:
    """A number is one line; a column of words a line a word; what may never come about is asked twice."""
    label, unit = labels[name]

    def line(label: str, unit: str, values: Sequence[F8], *, share: bool) -> Line:
        differ = share_difference_of if share else difference_of
        means = tuple((share_of if share else mean_of)(some, confidence) for some in values)
        found = tuple(differ(some, values[0], confidence, paired=paired) for some in values[1:])
        more = tuple(more_often(some, values[0]) if paired else math.nan for some in values[1:])
        return Line(name, label, unit, share, means, found, more, headline)

    numbers = [some for rows in outcomes if (some := rows.numbers(name)) is not None]
    if len(numbers) < len(outcomes):
        words = [rows.words(name) for rows in outcomes]
        for word in _told_words(words):
            held = [np.array([float(one == word) for one in some]) for some in words]
            yield line(f"{label} {labels.get(str(word), (str(word), ''))[0]}", "share", held, share=True)
        return
    if all(np.isnan(some).all() for some in numbers):
        return
    if any(np.isnan(some).any() for some in numbers):
        yield line(f"{label}: ever", "share", [(~np.isnan(some)).astype(np.float64) for some in numbers], share=True)
        label = f"{label}: when, if it is in both" if paired else f"{label}: when, if it is"
    yield line(label, unit, numbers, share=False)


def _told_words(words: Sequence[Sequence[str | None]]) -> list[str]:
    """Words that get a line: the sides that ever hold a place; of two that share it wholly the first tells all."""
    every = {one for some in words for one in some}
    sides = sorted(one for one in every if one not in (None, HELD_BY_NOBODY))
    return [str(side) for side in (sides[:1] if len(sides) == 2 == len(every) else sides)]


def _ever_anything(line: Line) -> bool:
    """Is there anything of it in any run? Vehicles lost where there are none tell nothing."""
    return any(mean.mean != 0 for mean in line.means) or any(one.mean != 0 for one in line.differences)
