"""Each side's own counts: negative binomial, with a year effect that all share; sums, bands and lower bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from khasan.errors import RunError
from khasan.frontier.calendar import STEP_OF_1935
from khasan.frontier.evidence import CountRow
from khasan.frontier.process import base_steps
from khasan.frontier.space import Floats, Space

STEPPED = {"su_land": "step_land", "su_air": "step_air", "su_agents": "step_agents"}
"""Soviet kinds with a step of their own in 1935: those that were counted before it."""


def log_rate(space: Space, x: Floats, rate: str, *, since_1935: bool) -> Floats:
    """Log of a series' yearly rate in a year like others. f8[...]."""
    if rate in ("shootings", "su_clashes"):
        odds = base_steps(space, x)[..., 0]
        log = x[..., space["jp_disputes"]] - np.log1p(np.exp(-odds))
        if rate == "su_clashes":
            log = log + x[..., space["su_clashes"]]
    else:
        log = x[..., space[rate]]
    if not since_1935:
        japanese = rate in ("jp_disputes", "shootings")
        log = (
            log
            - x[..., space["behaviour_1935"]]
            - x[..., space["counting_1935_japan" if japanese else "counting_1935_soviet"]]
        )
        if rate in STEPPED:
            log = log - x[..., space[STEPPED[rate]]]
    return np.asarray(log)


def expected(space: Space, x: Floats, row: CountRow) -> tuple[Floats, Floats]:
    """Mean of a row, and the shape of its gamma: a row over several years scatters less than a row of one."""
    means = []
    for year, weight in row.weights:
        log = log_rate(space, x, row.rate, since_1935=year >= STEP_OF_1935.year)
        means.append(weight * np.exp(log + space.year_effect(x, year)))
    years = np.stack(means)
    whole = years.sum(0)
    effective = whole**2 / np.maximum((years**2).sum(0), 1e-300)
    return whole, effective / np.exp(x[..., space["dispersion"]])


def log_likelihood(space: Space, x: Floats, rows: Sequence[CountRow]) -> Floats:
    """f8[..., rows]: log chance of each row as it was published."""
    out = np.empty((*x.shape[:-1], len(rows)))
    for number, row in enumerate(rows):
        out[..., number] = log_chance_of(row, *expected(space, x, row))
    return out


def log_chance_of(row: CountRow, mean: Floats, shape: Floats) -> Floats:
    """Log chance of a row as it was published: an exact count, a band, or no more than a lower bound."""
    if row.high == row.low:
        return log_chance(row.low, mean, shape)
    top = 1.0 if row.high is None else at_most(row.high, mean, shape)
    return np.asarray(np.log(np.maximum(top - at_most(row.low - 1, mean, shape), 1e-300)))


def log_chance(count: int, mean: Floats, shape: Floats) -> Floats:
    """Log of the negative binomial's chance of a count.

    >>> round(float(np.exp(log_chance(0, np.array(1.0), np.array(1.0)))), 3)
    0.5
    """
    gammaln = _special().gammaln
    log = gammaln(count + shape) - gammaln(shape) - gammaln(count + 1)
    return np.asarray(log + shape * np.log(shape / (shape + mean)) + count * np.log(mean / (shape + mean)))


def at_most(count: int, mean: Floats, shape: Floats) -> Floats | float:
    """The negative binomial's chance of a count or less.

    >>> round(float(at_most(0, np.array(1.0), np.array(1.0))), 3)
    0.5
    """
    return 0.0 if count < 0 else np.asarray(1 - _special().betainc(count + 1, shape, mean / (shape + mean)))


def _special() -> Any:
    try:
        from scipy import special
    except ModuleNotFoundError as error:
        raise RunError("fitting the frontier needs scipy: pip install 'khasan[experiments]'") from error
    return special
