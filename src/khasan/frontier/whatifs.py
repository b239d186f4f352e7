"""What-ifs: the difference that a change makes, draw by draw, and one of three verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from khasan.frontier.answers import solved
from khasan.frontier.chronicle import day_words
from khasan.frontier.declarations import FIRST_DAY, RUNGS, Prior, WhatIf
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.posterior import Posterior
from khasan.frontier.record_tables import RecordTables
from khasan.frontier.sets import Draws, draws_of, prior_draws
from khasan.frontier.space import Floats

PUT_IN, FOUND, OPEN = "put in by assumption", "found", "not determined"
SURE = 0.95
"""Share of paired draws of one sign, under every assumption set, that a finding needs."""
BUILT_IN = 0.99
"""Share of draws from the prior alone that already show the sign: then the construction put it in, not the record."""
NOTHING = 1e-9


@dataclass(frozen=True)
class Answered:
    """The difference a what-if makes to the chance of a fight, with and without."""

    id: str
    title: str
    measure: str
    with_it: float
    """Mean chance as things were."""
    otherwise: float
    """Mean chance under the what-if."""
    mean: float
    low: float
    high: float
    """Of the difference: mean and central 90% over draws of the base."""
    signs: Mapping[str, float]
    """Under each set, the share of draws whose sign is that of the base's mean."""
    prior_sign: float
    """The same share under the prior alone."""
    verdict: str

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "id": self.id, "title": self.title, "measure": self.measure, "chance": self.with_it,
            "otherwise": self.otherwise,
            "difference": {"mean": self.mean, "q05": self.low, "q95": self.high}, "same_sign": dict(self.signs),
            "same_sign_under_prior_alone": self.prior_sign, "verdict": self.verdict,
        }  # fmt: skip


def brought_by(what_ifs: Sequence[WhatIf]) -> list[Prior]:
    """Priors that what-ifs bring along."""
    return [change.incidents for one in what_ifs for change in one.changes if change.incidents is not None]


def answer(
    library: FrontierLibrary,
    tables: RecordTables,
    posterior: Posterior,
    what_if: WhatIf,
    *,
    draws: int = 1000,
    others: int = 150,
) -> Answered:
    """Work a what-if out under every assumption set of the posterior; what it names must be in the library."""
    extra = brought_by([what_if])
    base = draws_of(library, tables, posterior, limit=draws, extra=extra)
    was, would = _both(base, what_if)
    difference = would - was
    sign = np.sign(difference.mean()) or 1.0
    signs = {"base": _share(difference, sign)}
    for kept in posterior.sets:
        if kept.id != "base":
            one = draws_of(library, tables, posterior, kept.id, limit=others, extra=extra)
            before, after = _both(one, what_if)
            signs[kept.id] = _share(after - before, sign)
    prior = prior_draws(library, tables, "base", draws, extra=extra)
    before, after = _both(prior, what_if)
    prior_sign = _share(after - before, sign)
    low, high = np.quantile(difference, [0.05, 0.95])
    measure = f"{RUNGS[what_if.measure_rung]} or more, {day_words(what_if.from_)} to {day_words(what_if.by)}"
    return Answered(
        what_if.id, what_if.title, measure, float(was.mean()), float(would.mean()),
        float(difference.mean()), float(low), float(high), signs, prior_sign, verdict(signs, prior_sign),
    )  # fmt: skip


def verdict(signs: Mapping[str, float], prior_sign: float) -> str:
    """Which of the three it is.

    >>> verdict({"base": 1.0, "sceptical": 1.0}, 1.0), verdict({"base": 1.0, "sceptical": 0.96}, 0.7)
    ('put in by assumption', 'found')
    >>> verdict({"base": 1.0, "sceptical": 0.94}, 0.7)
    'not determined'
    """
    if prior_sign >= BUILT_IN:
        return PUT_IN
    return FOUND if min(signs.values()) >= SURE else OPEN


def _both(draws: Draws, what_if: WhatIf) -> tuple[Floats, Floats]:
    """The chance as things were and under the what-if, for the same draws."""
    asked = (what_if.measure_rung, what_if.from_, what_if.by)
    worlds = (draws, replace(draws, setting=draws.setting.under(what_if)))
    was, would = (solved(world, *asked, given=what_if.from_ > FIRST_DAY).chance[:, -1] for world in worlds)
    return was, would


def _share(difference: Floats, sign: float) -> float:
    """Draws whose difference has the sign, or is nothing at all, which speaks against no sign."""
    moved = np.abs(difference) > NOTHING
    if not moved.any():
        return 0.0
    return float((difference[moved] * sign > 0).mean())
