"""What the fit was not shown: the quiet times, and each period of the counts left out beside two baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from khasan.frontier.answers import solved
from khasan.frontier.counts import log_chance_of, log_likelihood
from khasan.frontier.declarations import FIRST_DAY
from khasan.frontier.evidence import CountRow, Evidence
from khasan.frontier.fit import Effort, evidence_of, fit_set, likelihood_of
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.posterior import Posterior
from khasan.frontier.process import FIGHT
from khasan.frontier.record_tables import RecordTables
from khasan.frontier.sets import Draws, draws_of
from khasan.frontier.space import Floats

QUIETS = (
    ("from the cease-fire at Khalkhin Gol to July 1945", date(1939, 9, 17), date(1945, 7, 31)),
    ("from the cease-fire at Khalkhin Gol to the Neutrality Pact", date(1939, 9, 17), date(1941, 4, 12)),
    ("under the Neutrality Pact, to July 1945", date(1941, 4, 14), date(1945, 7, 31)),
    ("from 1 November 1938 to May 1939", date(1938, 11, 1), date(1939, 5, 10)),
)
"""Stretches in which the record has no combined fight, each with the record given before it."""
PERIODS = ((1932, 1934), (1935, 1936), (1937, 1937), (1938, 1938), (1939, 1940))
LEFT_OUT = Effort(walkers=128, steps=500, burn=250, thin=10)


@dataclass(frozen=True)
class Quiet:
    """How likely a quiet was that the record had."""

    words: str
    model: float
    no_daring: float
    """Where daring does nothing."""
    only_climbs: float
    """Where daring does nothing and no outside event pulls: a ladder that only climbs."""


def quiets(library: FrontierLibrary, tables: RecordTables, posterior: Posterior, draws: int = 300) -> list[Quiet]:
    """The chance of no combined fight in each quiet stretch. The last stretch was fitted, the others were not."""
    base = draws_of(library, tables, posterior, limit=draws)
    rigid = draws_of(library, tables, posterior, "daring-does-nothing", limit=draws)
    nothing = replace(rigid.setting, dropped=frozenset(event.id for event in library.outside))
    worlds = (base, rigid, replace(rigid, setting=nothing))
    found = [Quiet(words, *(_none(one, first, last) for one in worlds)) for words, first, last in QUIETS]
    early = "from March 1932 to December 1934"
    return [*found, Quiet(early, *(_none(one, FIRST_DAY, date(1934, 12, 31)) for one in worlds))]


def _none(draws: Draws, first: date, last: date) -> float:
    return float(1 - solved(draws, FIGHT, first, last, given=True).chance[:, -1].mean())


@dataclass(frozen=True)
class LeftOut:
    """Log score of the rows of one side in a period that the fit was not shown; higher is better."""

    side: str
    period: tuple[int, int]
    rows: int
    model: float
    constant: float
    """A rate that never changed, with the same scatter."""
    last: float | None
    """The rate of the nearest earlier row of each series; nothing where no row has one."""
    rows_last: int
    """Rows that have one."""
    model_last: float | None
    """The model on those rows alone, to be laid beside ``last``."""


def left_out(
    library: FrontierLibrary,
    tables: RecordTables,
    *,
    seed: int = 17,
    effort: Effort = LEFT_OUT,
    progress: Callable[[str], None] = lambda words: None,
) -> list[LeftOut]:
    """Fit without each period in turn and score it: model, constant rate, last value. By side, never added."""
    real = evidence_of(library, tables)
    found = []
    for number, period in enumerate(PERIODS):
        hidden = [row for row in real.rows if _in(row, period)]
        shown = replace(real, rows=tuple(row for row in real.rows if row not in hidden))
        for japanese in (True, False):
            rows = [row for row in hidden if row.japanese == japanese]
            if not rows:
                continue
            scores = _scores(library, tables, shown, rows, seed + number, effort)
            model, constant = _log_mean(scores.sum(-1)), _constant(real, rows, seed)
            earlier = {at: known for at, row in enumerate(rows) if (known := _earlier(real, row)) is not None}
            last = sum(_from_rows([known], rows[at], seed) for at, known in earlier.items()) if earlier else None
            beside = _log_mean(scores[:, list(earlier)].sum(-1)) if earlier else None
            side = "Japanese" if japanese else "Soviet"
            found.append(LeftOut(side, period, len(rows), model, constant, last, len(earlier), beside))
            progress(f"{side} {period[0]}-{period[1]}: {model:.1f} this, {constant:.1f} constant")
    return found


def _in(row: CountRow, period: tuple[int, int]) -> bool:
    """Does the row lie in the period? The sum of shootings over five years belongs to none."""
    return row.rate != "shootings" and period[0] <= row.weights[0][0] <= period[1]


def _scores(
    library: FrontierLibrary, tables: RecordTables, shown: Evidence, rows: Sequence[CountRow], seed: int, effort: Effort
) -> Floats:
    """f8[draws, rows]: log chance of each row under each draw that was fitted without it."""
    likelihood = replace(likelihood_of(library, tables, library.assumption("base")), evidence=shown)
    sampled = fit_set(likelihood, seed, effort)
    x = likelihood.whole(sampled.draws)
    return log_likelihood(likelihood.space, x, rows)


def _constant(real: Evidence, rows: Sequence[CountRow], seed: int) -> float:
    """Each series at one rate for all years, learned from its other rows, with a scatter drawn from the same prior."""
    return sum(
        _from_rows([other for other in real.rows if other.rate == row.rate and other != row], row, seed) for row in rows
    )


def _earlier(real: Evidence, row: CountRow) -> CountRow | None:
    """The nearest earlier row of the same series."""
    before = [one for one in real.rows if one.rate == row.rate and one.weights[-1][0] < row.weights[0][0]]
    return before[-1] if before else None


def _from_rows(known: Sequence[CountRow], row: CountRow, seed: int, draws: int = 4000) -> float:
    """Log chance of a row, its rate learned from known rows by weighing draws of a wide prior."""
    rng = np.random.default_rng([seed, row.low])
    rate = np.exp(np.log(60) + rng.standard_normal(draws))
    dispersion = np.exp(np.log(0.1) + 0.8 * rng.standard_normal(draws))
    weight = sum((_chance(one, rate, dispersion) for one in known), np.zeros(draws))
    weight = np.exp(weight - weight.max())
    return float(np.log((weight * np.exp(_chance(row, rate, dispersion))).sum() / weight.sum()))


def _chance(row: CountRow, rate: Floats, dispersion: Floats) -> Floats:
    years = np.array([part for _, part in row.weights])
    return log_chance_of(row, rate * years.sum(), years.sum() ** 2 / (years**2).sum() / dispersion)


def _log_mean(values: Floats) -> float:
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).mean()))
