"""The frontier recovers what made its data: histories of known truth, coarsened as the record is, fitted again."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta

import numpy as np

from khasan.frontier.day_chances import World
from khasan.frontier.evidence import CountRow, Evidence, Fight
from khasan.frontier.fighttable import EngineFights
from khasan.frontier.fit import Effort, evidence_of, fit_set
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.history import play
from khasan.frontier.likelihood import Likelihood
from khasan.frontier.process import FIGHT, base_steps
from khasan.frontier.record_tables import read_tables
from khasan.frontier.setting import Setting
from khasan.frontier.side_counts import yearly_rate
from khasan.frontier.space import FIT_END, Floats, Space
from khasan.frontier.start import free_start
from verification.figures import Figure, Size, at_most

NAMES = (
    "jp_disputes", "division_rate", "corps_step", "behaviour_1935", "counting_1935_japan", "dispersion", "year_scatter",
    "remembered_1", "remembered_2", "falls", "order_1488",
)  # fmt: skip
"""Numbers whose intervals are checked, beside the five steps to a division's fight and the chance of one in a year."""
LEVELS = (0.5, 0.9)
EFFORT = Effort(walkers=128, steps=600, burn=300, thin=10)


def made_record(space: Space, x: Floats, real: Evidence, setting: Setting, seed: int) -> Evidence:
    """A record as one history under ``x`` f8[parameters] would have left it, coarsened row by row as the real one is.

    Exact sums stay exact; a lower bound becomes one again; a band is a band of the same width.
    """
    library = setting.library
    draws = x[None, :]
    table = EngineFights(library)
    history = play(space, draws, setting, free_start(draws), FIT_END, table, seed=seed, replication=0)
    rng = np.random.default_rng([seed, 1])
    world = World(space, x, setting)
    rows = tuple(_row(world, row, rng) for row in real.rows)
    ladder = np.zeros((2, FIGHT), dtype=np.int64)
    for (year, rung), count in history.by_rung.items():
        if rung < FIGHT:
            kept = rng.binomial(count, world.value(f"remembered_{rung}"))
            ladder[int(year >= 1935), rung] += kept
    fights = tuple(
        Fight(str(one.number), one.first, max(one.last, one.first), one.rung, one.favour, one.sector)
        for one in history.episodes
        if one.rung >= FIGHT
    )
    apart: list[Fight] = []
    for fight in fights:  # days are whole: a fight that begins on the day another ends begins on the next
        first = max([fight.first, *(other.last + timedelta(days=1) for other in apart[-1:])])
        if first <= FIT_END:
            apart.append(replace(fight, first=first, last=max(fight.last, first)))
    return Evidence(rows, ladder, tuple(apart))


def _row(world: World, row: CountRow, rng: np.random.Generator) -> CountRow:
    """A published figure of a simulated year or years."""
    means = [weight * yearly_rate(world, row.rate, year) * world.year_factor(year) for year, weight in row.weights]
    effective = sum(means) ** 2 / sum(mean * mean for mean in means)
    shape = effective / world.value("dispersion")
    count = int(rng.poisson(sum(means) * rng.gamma(shape, 1 / shape)))
    if row.high == row.low:
        return replace(row, low=count, high=count)
    if row.high is None:
        bound = row.low  # "over 100" is said of whatever is over 100
        return replace(row, low=bound, high=None) if count >= bound else replace(row, low=0, high=bound - 1)
    width = row.high - row.low + 1
    low = count - count % width
    return replace(row, low=low, high=low + width - 1)


def truths(space: Space, count: int, seed: int) -> Floats:
    """f8[count, parameters]: truths from the fit's own prior; only so must intervals hold what they claim."""
    return space.draw(np.random.default_rng([seed, 2]), count)


def quantities(space: Space, x: Floats) -> dict[str, Floats]:
    """What is checked, f8[draws] each."""
    found = {name: x[:, space[name]] for name in NAMES}
    steps = base_steps(space, x)
    found |= {f"step to rung {rung}": steps[:, rung - 1] for rung in range(1, 6)}
    return found


def ranks(task: tuple[int, int]) -> dict[str, float]:
    """Of one simulated record: the share of the posterior's draws below the truth, by quantity."""
    number, seed = task
    library = FrontierLibrary()
    tables = read_tables(library)
    base = library.assumption("base")
    space, setting = Space.of(library, base), Setting.of(library, base)
    truth = truths(space, number + 1, seed)[number]
    record = made_record(space, truth, evidence_of(library, tables), setting, seed * 1000 + number)
    likelihood = Likelihood(space, setting, record, FIT_END)
    sampled = fit_set(likelihood, seed * 1000 + number, EFFORT)
    draws = likelihood.whole(sampled.draws)
    real = quantities(space, truth[None, :])
    return {name: float((values < real[name][0]).mean()) for name, values in quantities(space, draws).items()}


SCORED = (
    "jp_disputes", "behaviour_1935", "counting_1935_japan", "counting_1935_soviet", "step_land", "su_land", "su_sea",
    "su_clashes", "dispersion", "year_scatter", "year_1935", "year_1938", "further_incidents", "division_rate",
    "corps_step", "war_step", "remembered_0", "remembered_1", "remembered_2", "remembered_3", "dares_japan",
    "dares_soviet", "falls", "rises", "calms", "japan_raises_3", "japan_raises_5", "order_1488", "china_war", "split_1",
    "split_3", "split_5",
)  # fmt: skip
SCORE_BOUND = 4.0
"""Standard errors that a mean score may lie from nought: one false alarm in 500 over all that are scored."""


def scored_truth(space: Space) -> Floats:
    """f8[parameters]: a frontier with fights enough for the score to tell something."""
    x = np.where(space.is_gamma | space.is_beta, 0.0, space.a)
    for id_, value in (("jp_disputes", np.log(150.0)), ("division_rate", np.log(0.6)), ("war_step", -4.0)):
        x[space[id_]] = value
    for year in range(1932, 1941):  # bad years and good ones by turns, so that their scatter has a slope
        x[space[f"year_{year}"]] = 0.8 if year % 2 else -0.8
    return np.asarray(x)


def score(size: Size) -> list[Figure]:
    """Over simulated records the slope of the log likelihood at the truth is nought on average, number by number.

    So histories and likelihood, which are written apart, are one process. Seeds are fixed.
    """
    count = {"tiny": 40, "quick": 150, "full": 3000}[size]
    library = FrontierLibrary()
    base = library.assumption("base")
    space, setting = Space.of(library, base), Setting.of(library, base)
    real = evidence_of(library, read_tables(library))
    truth = scored_truth(space)
    near, step = space.count_fitted, 0.02
    points = np.repeat(truth[None, :near], 2 * len(SCORED), 0)
    for number, name in enumerate(SCORED):
        points[2 * number, space[name]] += step
        points[2 * number + 1, space[name]] -= step
    slopes = np.empty((count, len(SCORED)))
    for number in range(count):
        record = made_record(space, truth, real, setting, 7000 + number)
        values = Likelihood(space, setting, record, FIT_END)(points)
        slopes[number] = (values[0::2] - values[1::2]) / (2 * step)
    error = slopes.std(0, ddof=1) / np.sqrt(count)
    z = slopes.mean(0) / np.maximum(error, 1e-12)
    return [
        at_most(f"score of {name}, standard errors", abs(float(value)), SCORE_BOUND)
        for name, value in zip(SCORED, z, strict=True)
    ]


def recovery(size: Size) -> list[Figure]:
    """The score at the truth; in full the coverage of intervals too."""
    return [*score(size), *(coverage() if size == "full" else [])]


def coverage(count: int = 200) -> list[Figure]:
    """Coverage of 50% and 90% intervals over simulated records; within three simulation errors of what they claim.

    False-alarm rate: some 0.3% for each of the 32 figures, and more where a sampler of so few steps has not settled; a
    miss is a failure all the same.
    """
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        found = list(pool.map(ranks, [(number, 5) for number in range(count)]))
    figures = []
    for name in found[0]:
        for level in LEVELS:
            inside = float(np.mean([abs(one[name] - 0.5) <= level / 2 for one in found]))
            error = float(np.sqrt(level * (1 - level) / count))
            low, high = level - 3 * error, level + 3 * error
            bound = f"{max(0.0, low):.2f} to {min(1.0, high):.2f}"
            figures.append(Figure(f"{name}: {level:.0%} interval", inside, bound, low <= inside <= high))
    return figures
