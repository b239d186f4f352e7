"""Both sides' ledgers: each side's counts by kind and year, with the scatter of its offices. They are never added."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import numpy as np

from khasan.frontier.calendar import STEP_OF_1935
from khasan.frontier.counts import log_rate
from khasan.frontier.day_chances import World
from khasan.frontier.declarations import IncidentKind
from khasan.frontier.episodes import History, Report
from khasan.frontier.evidence import RATES, year_weights
from khasan.frontier.space import Floats

SERIES = {rate: series for series, rate in RATES.items()}
KINDS = {
    "jp-count-disputes": "dispute", "shootings": "shooting", "su-count-land": "land violation",
    "su-count-fire": "firing across",
    "su-count-air": "air intrusion", "su-count-sea": "entry into waters", "su-count-agents": "agents put over",
    "su-count-clashes": "armed clash",
}  # fmt: skip


def count_years(history: History, world: World, first: date, last: date, rng: np.random.Generator) -> None:
    """Each series' count in each year from the first day to the last, as its side would publish it."""
    shape = 1 / world.value("dispersion")
    for rate, series in SERIES.items():
        for year, weight in year_weights(first, last):
            mean = weight * yearly_rate(world, rate, year) * world.year_factor(year)
            history.counts[series, year] = int(rng.poisson(min(mean * rng.gamma(shape, 1 / shape), 1e6)))


def yearly_rate(world: World, rate: str, year: int) -> float:
    """A series' rate in a year like others. What pulls from outside changes episodes, not the clerks' habits."""
    return float(np.exp(log_rate(world.space, world.x, rate, since_1935=year >= STEP_OF_1935.year)[0]))


def dated(history: History, world: World, first: date, last: date, rng: np.random.Generator) -> list[Report]:
    """The counted incidents as single rows with days and sectors, for a history that is kept in full.

    Within a year days are drawn evenly: what the season does is not identified.
    """
    found = []
    spans = {year: _span(first, last, year) for year, _ in year_weights(first, last)}
    for (series, year), count in history.counts.items():
        if series in ("shootings", "su-count-clashes"):
            continue  # parts of other rows of the same side, counted under another name
        a, b = spans[year]
        days = np.sort(rng.integers(0, (b - a).days + 1, count))
        sectors, shares = _where(world, series)
        where = rng.choice(len(sectors), count, p=shares)
        side = "japan" if series.startswith("jp") else "soviet"
        for day, place in zip(days, where, strict=True):
            found.append(Report(a + timedelta(days=int(day)), side, KINDS[series], sectors[place], -1, 0, 0))
    return sorted(found, key=lambda report: (report.day, report.side, report.kind, report.sector))


def _where(world: World, series: str) -> tuple[list[str], Floats]:
    """Sectors on which a series' incidents fall, with shares: those of its kind, evenly where none has a weight."""
    kind = series.rpartition("-")[2]
    of = world.setting.library.sectors
    places = [one for one in world.setting.places if kind in of[one.id].kinds]
    if kind not in get_args(IncidentKind):  # disputes of all kinds
        places = [one for one in world.setting.places if one.share > 0]
    shares = np.array([one.share for one in places])
    if not shares.any():
        shares = np.ones(len(places))
    return [one.id for one in places], shares / shares.sum()


def _span(first: date, last: date, year: int) -> tuple[date, date]:
    return max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
