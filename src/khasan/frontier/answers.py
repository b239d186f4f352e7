"""Headlines as four things: posterior, prior as a distribution, plain count, range over assumption sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from khasan.frontier.declarations import FIRST_DAY, RUNGS
from khasan.frontier.ends import fought_everywhere
from khasan.frontier.forward import Solved, solve
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.posterior import Posterior
from khasan.frontier.record_tables import RecordTables
from khasan.frontier.sets import Draws, draws_of, prior_draws
from khasan.frontier.space import Floats
from khasan.frontier.start import Start, free_start, given_start

PRIORS = ("base", "sceptical", "open")
"""Assumption sets whose priors stand beside the posterior."""
BINS = 20
TABLE = ("great_undecided", "great_japan", "length_combined", "length_great")
"""What is assumed of fights: ends of those that the engine does not fight, and how long each binds the forces."""
ENDS_OF_COMBINED = ("combined_undecided", "combined_japan")
"""Assumed too, where a sector has no ground for the engine to fight on."""


@dataclass(frozen=True)
class Spread:
    """A distribution of a chance: mean, 5, 25, 50, 75 and 95 in the hundred, and a histogram from 0 to 1."""

    mean: float
    quantiles: tuple[float, ...]
    histogram: tuple[int, ...]

    @classmethod
    def of(cls, values: Floats) -> Spread:
        """From f8[draws]."""
        found = np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95])
        counts = np.histogram(values, BINS, (0.0, 1.0))[0]
        return cls(float(values.mean()), tuple(float(one) for one in found), tuple(int(one) for one in counts))

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        names = ("q05", "q25", "q50", "q75", "q95")
        return {"mean": self.mean, **dict(zip(names, self.quantiles, strict=True)), "histogram": list(self.histogram)}


@dataclass(frozen=True)
class Headline:
    """The chance of a fight of a rung or more by a day, as four things."""

    rung: int
    first: date
    by: date
    posterior: Spread
    years: tuple[tuple[date, Spread], ...]
    """The posterior by the end of each year."""
    priors: Mapping[str, Spread]
    counted: int
    """Fights of the record that rose to that rung from the first day to the last, as the base codes them."""
    sets: Mapping[str, float]
    """Mean chance under each registered assumption set."""
    on_table: float
    """Share of the posterior's spread that goes with the numbers of the fights' table."""

    @property
    def words(self) -> str:
        """What the fight is called."""
        return f"{RUNGS[self.rung]} or more" if self.rung < len(RUNGS) - 1 else "a war out of an incident"

    def to_json(self) -> dict[str, Any]:
        """As JSON has it."""
        low, high = min(self.sets.values()), max(self.sets.values())
        return {
            "rung": self.rung, "words": self.words, "from": self.first, "by": self.by,
            "posterior": self.posterior.to_json(),
            "by_year": [{"by": day, **spread.to_json()} for day, spread in self.years],
            "prior": {name: spread.to_json() for name, spread in self.priors.items()},
            "plain_count": self.counted, "assumption_sets": dict(self.sets), "range": [low, high],
            "share_on_fight_table": self.on_table,
        }  # fmt: skip


def start_of(draws: Draws, day: date, *, given: bool) -> Start:
    """Where a world begins: free, or with the record given up to the day."""
    if given:
        return given_start(draws.space, draws.x, draws.setting, draws.fights, day)
    return free_start(draws.x, day)


def solved(draws: Draws, rung: int, first: date, by: date, *, given: bool) -> Solved:
    """The forward equations in the world of some draws, from its beginning to a day."""
    return solve(draws.space, draws.x, draws.setting, start_of(draws, first, given=given), by, rung)


def headline(
    library: FrontierLibrary,
    tables: RecordTables,
    posterior: Posterior,
    rung: int,
    by: date,
    *,
    first: date = FIRST_DAY,
    given: bool = False,
    draws: int = 1000,
    others: int = 150,
    sets: Sequence[str] | None = None,
) -> Headline:
    """One headline by the forward equations, under every set of the posterior or those named."""
    base = draws_of(library, tables, posterior, limit=draws)
    found = solved(base, rung, first, by, given=given)
    chance = found.chance[:, -1]
    years = tuple((day, Spread.of(found.chance[:, number])) for number, day in enumerate(found.days))
    priors = {}
    for name in PRIORS:
        one = prior_draws(library, tables, name, draws)
        priors[name] = Spread.of(solved(one, rung, first, by, given=given).chance[:, -1])
    means = {"base": float(chance.mean())}
    for kept in posterior.sets:
        if kept.id != "base" and (sets is None or kept.id in sets):
            one = draws_of(library, tables, posterior, kept.id, limit=others)
            means[kept.id] = float(solved(one, rung, first, by, given=given).chance[:, -1].mean())
    days = [fight.reached(rung) for fight in base.fights]
    counted = [day for day in days if day is not None and first <= day <= by]
    return Headline(rung, first, by, Spread.of(chance), years, priors, len(counted), means, _on_table(base, chance))


def _on_table(draws: Draws, chance: Floats) -> float:
    """Share of the variance of the log-odds over draws that a line through the table's numbers explains."""
    odds = np.log(np.clip(chance, 1e-4, 1 - 1e-4) / np.clip(1 - chance, 1e-4, 1 - 1e-4))
    table = TABLE if fought_everywhere(draws.setting) else TABLE + ENDS_OF_COMBINED
    columns = np.column_stack([np.ones(len(odds)), *(draws.x[:, draws.space[id_]] for id_ in table)])
    if len(odds) <= columns.shape[1] or odds.var() <= 0:
        return 0.0
    fitted = columns @ np.linalg.lstsq(columns, odds, rcond=None)[0]
    raw = 1 - float(((odds - fitted) ** 2).sum() / ((odds - odds.mean()) ** 2).sum())
    lost = (len(odds) - 1) / (len(odds) - columns.shape[1])
    return max(0.0, float(1 - (1 - raw) * lost))
