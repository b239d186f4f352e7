"""Fit the process to the record under every registered assumption set; the draws know what they were made from.

    khasan frontier fit

remakes the shipped posterior: numpy and scipy, some ten minutes on one core.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from khasan.frontier.declarations import AssumptionSet, Prior
from khasan.frontier.evidence import Evidence, count_rows, evidence
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.likelihood import Likelihood
from khasan.frontier.posterior import SetDraws
from khasan.frontier.record_tables import RecordTables
from khasan.frontier.sampler import Sampled, sample
from khasan.frontier.setting import Setting
from khasan.frontier.space import FIT_END, Floats, Space

MODEL = 1
"""Raised whenever the likelihood changes: a posterior of another model is another posterior."""
QUIET_END = date(1945, 7, 31)
"""Last day of the quiet, where an assumption set has it fitted too."""


@dataclass(frozen=True)
class Effort:
    """How long to sample."""

    walkers: int = 192
    steps: int = 2600
    burn: int = 1100
    thin: int = 25
    kept: int = 1000
    """Draws kept of the base; of the others ``kept_others``."""
    steps_others: int = 1000
    burn_others: int = 400
    kept_others: int = 300


QUICK = Effort(walkers=64, steps=60, burn=20, thin=10, kept=64, steps_others=30, burn_others=10, kept_others=32)
"""Enough to see that a fit runs and comes out the same twice; no posterior to use."""


def likelihood_of(library: FrontierLibrary, tables: RecordTables, assumption: AssumptionSet) -> Likelihood:
    """The record's likelihood under an assumption set."""
    found = evidence_of(library, tables, assumption)
    last = QUIET_END if assumption.quiet_used else FIT_END
    return Likelihood(Space.of(library, assumption), Setting.of(library, assumption), found, last)


def evidence_of(library: FrontierLibrary, tables: RecordTables, assumption: AssumptionSet | None = None) -> Evidence:
    """What of the record is fitted under an assumption set."""
    return evidence(tables, library.fights, assumption)


def fit_set(
    likelihood: Likelihood, seed: int, effort: Effort, *, begin: Floats | None = None, others: bool = False
) -> Sampled:
    """Draws of one set; ``begin`` f8[walkers, fitted] where the base's walkers stopped, if they fit this space."""
    space = likelihood.space
    rng = np.random.default_rng([seed, MODEL])
    start = _likely(space, likelihood, rng, effort.walkers) if begin is None else begin
    steps, burn = (effort.steps_others, effort.burn_others) if others else (effort.steps, effort.burn)
    return sample(space, likelihood, rng, start=start, steps=steps, burn=burn, thin=effort.thin)


def _likely(space: Space, likelihood: Callable[[Floats], Floats], rng: np.random.Generator, walkers: int) -> Floats:
    """The likeliest of many draws from the prior: walkers that begin anywhere take long to come in."""
    x = space.draw(rng, max(40 * walkers, 400))[:, : space.count_fitted]
    return np.asarray(x[np.argsort(-likelihood(x), kind="stable")[:walkers]])


def fit(
    library: FrontierLibrary,
    tables: RecordTables,
    *,
    seed: int = 11,
    effort: Effort | None = None,
    sets: Sequence[str] | None = None,
    workers: int | None = 1,
    progress: Callable[[str], None] = lambda words: None,
) -> list[SetDraws]:
    """Fit every registered set, or those named (the base always first). The same arguments give the same draws.

    ``workers``: processes for the sets after the base, one a core for None; the draws do not depend on it.
    """
    effort = effort or Effort()
    chosen = [one for one in library.assumptions.sets if sets is None or one.id in sets or one.id == "base"]
    likelihood = likelihood_of(library, tables, chosen[0])
    base = fit_set(likelihood, seed, effort)
    found = [_kept(chosen[0].id, likelihood, base, seed, effort.kept)]
    progress(_said(found[0]))
    task = partial(_fit_other, library, tables, base.last, found[0].ids, seed, effort)
    numbered = list(enumerate(chosen))[1:]
    if workers == 1:
        others = map(task, numbered)
        found += [_told(one, progress) for one in others]
    else:
        with ProcessPoolExecutor(workers) as pool:
            found += [_told(one, progress) for one in pool.map(task, numbered)]
    return found


def _fit_other(
    library: FrontierLibrary,
    tables: RecordTables,
    last: Floats,
    base_ids: Sequence[str],
    seed: int,
    effort: Effort,
    numbered: tuple[int, AssumptionSet],
) -> SetDraws:
    """A set after the base, begun where the base's walkers stopped."""
    number, one = numbered
    likelihood = likelihood_of(library, tables, one)
    begin = _from_base(likelihood, last, base_ids, seed + number)
    sampled = fit_set(likelihood, seed + number, effort, begin=begin, others=True)
    return _kept(one.id, likelihood, sampled, seed + number, effort.kept_others)


def _kept(id_: str, likelihood: Likelihood, sampled: Sampled, seed: int, count: int) -> SetDraws:
    """So many of a set's draws, how the sampling went, and what the likelihood makes of them."""
    space = likelihood.space
    ids = space.ids[: space.count_fitted]
    rng = np.random.default_rng([seed, MODEL, 2])
    take = np.sort(rng.choice(len(sampled.draws), min(count, len(sampled.draws)), replace=False))
    draws = sampled.draws[take].astype(np.float32)
    worst = int(np.argmax(sampled.r_hat))
    told = {
        "r_hat": round(float(sampled.r_hat[worst]), 4),
        "worst": ids[worst],
        "accepted": round(sampled.accepted, 3),
        "log_likelihood": mean_log_likelihood(likelihood, draws),
    }
    return SetDraws(id_, tuple(ids), draws, told)


def mean_log_likelihood(likelihood: Likelihood, draws: NDArray[np.float32]) -> float:
    """Over draws as they are kept: by it one can tell whether a posterior is still that of this likelihood."""
    return round(float(likelihood(draws.astype(np.float64)).mean()), 6)


def _told(one: SetDraws, progress: Callable[[str], None]) -> SetDraws:
    progress(_said(one))
    return one


def _said(one: SetDraws) -> str:
    return f"{one.id}: R-hat {one.told['r_hat']} ({one.told['worst']}), {one.told['accepted']:.0%} of moves taken"


def _from_base(likelihood: Likelihood, last: Floats, base_ids: Sequence[str], seed: int) -> Floats:
    """Walkers of the base as a beginning for another set; what its prior all but fixes is drawn from that prior."""
    space = likelihood.space
    size = space.count_fitted
    rng = np.random.default_rng([seed, MODEL, 1])
    x = space.draw(rng, len(last))[:, :size]
    at = {id_: number for number, id_ in enumerate(base_ids)}
    for number, entry in enumerate(space.entries[:size]):
        if entry.id in at:
            old = last[:, at[entry.id]]
            if entry.law == "gamma" or np.all(np.abs(old - entry.a) < 6 * max(entry.b, 1e-12)):
                x[:, number] = old
    return np.asarray(x)


def digest(library: FrontierLibrary, tables: RecordTables) -> str:
    """What a posterior was made from, as a number to compare: record, priors, sets, sectors, outside events, model."""
    parts = {
        "model": MODEL,
        "rows": [[row.id, row.rate, row.weights, row.low, row.high] for row in count_rows(tables.series)],
        "events": [
            [one.episode, one.first.isoformat(), one.last.isoformat(), one.rung, one.kind, one.usable, one.sector]
            for one in tables.events
        ],
        "split": library.priors.split.weights,
        "priors": [_numbers(one) for one in library.all_priors],
        "sets": library.assumptions.model_dump(mode="json", exclude={"sets": {"__all__": {"title", "why"}}}),
        "fights": [
            one.model_dump(mode="json", include={"id", "episodes", "first", "last", "rung", "favour"})
            for one in library.fights
        ],
        "sectors": [[one.id, [[entry.set, entry.weight] for entry in one.weights]] for one in library.sectors.values()],
        "outside": [
            [
                one.id,
                one.needs,
                [[_numbers(e.prior), *e.model_dump(mode="json", exclude={"prior"}).values()] for e in one.effects],
            ]
            for one in library.outside
        ],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _numbers(prior: Prior) -> list[object]:
    """What of a prior moves a fit: not its words."""
    return [prior.id, prior.scale, prior.median, prior.low, prior.high, prior.cases, prior.taken, prior.fitted]
