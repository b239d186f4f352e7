"""Draws: counts follow their laws, recorded losses follow what was expected of them, streams do not know each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

import khasan
from khasan import arrays as a
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.compiler.addresses import hash_of, key_of
from khasan.engine import run_replication
from khasan.kernels.chance import philox
from verification import fights
from verification.figures import F8, Figure, Size, at_most, chance, chi_square, none

LEVEL = 1e-4
"""Of each chi-square and Kolmogorov-Smirnov test here: some thirty of them, so one false alarm in three hundred."""
MEANS = (0.01, 0.3, 2.0, 17.0, 150.0)
TRIALS = ((3, 0.02), (12, 0.23), (40, 0.5), (150, 0.9))


def uniforms(many: int, stream: int = 7) -> F8:
    """So many draws of one stream, step by step, of one unit."""
    key, unit, other = key_of(5, 0), np.uint64(hash_of("somebody")), np.uint64(hash_of("somebody else"))
    return np.array([philox.uniform(key, np.int64(k), np.int64(stream), np.int64(0), unit, other) for k in range(many)])


def laws(size: Size) -> list[Figure]:
    """rng.poisson and philox.binomial at uniforms of the engine, against their laws."""
    from scipy import stats

    draws = uniforms({"tiny": 600, "quick": 4000, "full": 100_000}[size])
    found = []
    for mean in MEANS:
        seen = np.bincount([int(philox.poisson(mean, u, 1 << 20)) for u in draws])
        cells = np.arange(max(len(seen), int(mean + 12 * np.sqrt(mean) + 12)))
        expected = len(draws) * stats.poisson.pmf(cells, mean)
        p_value = chi_square(np.pad(seen, (0, len(cells) - len(seen))).astype(float), expected)
        found.append(chance(f"Poisson, mean {mean:g}: chi-square", p_value, LEVEL))
    for trials, share in TRIALS:
        seen = np.bincount([int(philox.binomial(trials, share, u)) for u in draws], minlength=trials + 1)
        expected = len(draws) * stats.binom.pmf(np.arange(trials + 1), trials, share)
        p_value = chi_square(seen.astype(float), expected)
        found.append(chance(f"binomial, {trials} at {share:g}: chi-square", p_value, LEVEL))
    return found


def recorded_losses(size: Size) -> list[Figure]:
    """Losses of two made-up fights against what was expected of them.

    A row is written when anybody fell, so its draw u lies above F(0), and (u - F(0)) / (1 - F(0)) is uniform. The count
    is the quantile of the law at u, or all that were left.
    """
    from scipy import stats

    each = {"tiny": 1, "quick": 12, "full": 150}[size]
    rows, factors = [], []
    for fight in (fights.attack(300, 250.0), fights.tank_attack(300, 250.0)):
        for one in (run_replication(fight, 13, k, record=True) for k in range(each)):
            fire = np.isin(one.losses[:, a.LO_CAUSE], (a.AIMED, a.AREA, a.ARMOUR))
            rows.append(one.losses[fire])
            factors.append(one.factors[fire])
    loss, factor = np.concatenate(rows), np.concatenate(factors)
    mean, draw = factor[:, a.FA_EXPECTED], factor[:, a.FA_DRAW]
    nobody = np.exp(-mean)
    uniform = (draw - nobody) / (1.0 - nobody)
    armour = loss[:, a.LO_CAUSE] == a.ARMOUR
    fallen = loss[:, a.LO_KILLED] + loss[:, a.LO_WOUNDED]
    count = np.where(armour, loss[:, a.LO_BURNT] + loss[:, a.LO_KNOCKED_OUT], fallen)
    quantile = stats.poisson.ppf(draw, mean)
    bullets = loss[:, a.LO_CAUSE] == a.AIMED
    killed = loss[bullets, a.LO_KILLED].sum()
    share = fights.MEDIAN["killed_bullet"]
    split = stats.binomtest(int(killed), int(fallen[bullets].sum()), share).pvalue
    even = float(stats.kstest(uniform, "uniform").pvalue)
    cut_off = float((count < quantile).mean())
    return [
        chance(f"losses by fire, {len(loss)} rows: draws given a loss are uniform", even, LEVEL),
        none("losses by fire: more fell than the law's quantile at the draw", int((count > quantile).sum())),
        at_most("losses by fire: share below the quantile, where nobody was left", cut_off, 0.05),
        chance("losses by bullets: share of killed", float(split), LEVEL),
    ]


def independence(size: Size) -> list[Figure]:
    """Correlation between streams, steps, units and replications: the largest, in standard errors."""
    many = {"tiny": 300, "quick": 2000, "full": 30_000}[size]
    series = {}
    for name, (seed, number, stream, sub, unit, late) in {
        "as it is": (5, 0, 5, 0, "a", 0), "another stream": (5, 0, 6, 0, "a", 0), "the next": (5, 0, 7, 0, "a", 0),
        "another number": (5, 0, 5, 1, "a", 0), "another unit": (5, 0, 5, 0, "b", 0),
        "another replication": (5, 1, 5, 0, "a", 0), "another seed": (6, 0, 5, 0, "a", 0),
        "a step on": (5, 0, 5, 0, "a", 1),
    }.items():  # fmt: skip
        key, who, nobody = key_of(seed, number), np.uint64(hash_of(unit)), np.uint64(0)
        steps = range(late, late + many)
        series[name] = np.array(
            [
                philox.two_uniforms(key, np.int64(k), np.int64(stream), np.int64(sub), who, nobody)
                for k in steps
            ]
        )  # fmt: skip
    columns = {f"{name} {k}": pairs[:, k] for name, pairs in series.items() for k in (0, 1)}
    worst = max(abs(np.corrcoef(one, two)[0, 1]) for one, two in combinations(columns.values(), 2))
    # 120 pairs: a normal deviate beyond 4.9 in one of 8,000 runs
    return [at_most("largest correlation of 120 pairs of streams, standard errors", worst * np.sqrt(many), 4.9)]


def addresses(size: Size) -> list[Figure]:
    """No two draws at one address: hashes of ids, keys of replications, and the rows that a fight recorded."""
    many = {"tiny": 500, "quick": 20_000, "full": 100_000}[size]
    missing = many - len({tuple(key_of(7, k)) for k in range(many)})
    fight = fights.tank_attack(300, 250.0)
    fought = range({"tiny": 1, "quick": 5, "full": 50}[size])
    twice = sum(_twice(run_replication(fight, 13, k, record=True)) for k in fought)
    found = [none("replications that share a key", missing), none("losses that share an address", twice)]
    if size != "tiny":
        shared = sum(_shared(khasan.compile_scenario(khasan.load_scenario(name))) for name in SHIPPED)
        found.append(none("units, commanders and numbers that share a hash", shared))
    return found  # fmt: skip


SHIPPED = ("lake-khanka-1935", "lake-khasan-1938")


def _twice(one: Replication) -> int:
    """Rows of losses by fire that were drawn at an address that another row had, or found the same number there."""
    fire = np.isin(one.losses[:, a.LO_CAUSE], (a.AIMED, a.AREA, a.ARMOUR))
    where = one.losses[fire][:, [a.LO_STEP, a.LO_STREAM, a.LO_SUB, a.LO_SHOOTER, a.LO_TARGET]]
    drawn = one.factors[fire, a.FA_DRAW]
    return len(where) - len(np.unique(where, axis=0)) + len(drawn) - len(np.unique(drawn))


def _shared(compiled: Compiled) -> int:
    """Ids that share a hash with another of the same kind."""
    return sum(len(hashes) - len(np.unique(hashes)) for hashes in _hashes(compiled))


def _hashes(compiled: Compiled) -> Iterator[np.ndarray]:
    yield compiled.forces.hashes
    yield compiled.orders.hashes
    yield compiled.prior_hashes
