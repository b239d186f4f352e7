"""What drives the results: a parameter that matters is found, and one that does not is rarely told."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from khasan.results.drivers import FALSE_ALARM, LEAST, MOST, drivers


def table(rng: np.random.Generator, runs: int, parameters: int, **outcomes: object) -> pa.Table:
    drawn = {f"param_p{k}": rng.lognormal(size=runs) for k in range(parameters)}
    return pa.table(drawn | dict(outcomes))


def test_what_matters_is_found_with_its_direction_the_strongest_first() -> None:
    rng = np.random.default_rng(5)
    plain = table(rng, 400, 30)
    log = np.log([plain[f"param_p{k}"].to_numpy() for k in range(2)])
    lost = rng.poisson(np.exp(3 + 0.6 * log[0] - 0.3 * log[1]))
    found = drivers(plain.append_column("lost", pa.array(lost)), ["lost"])["lost"]
    assert [one.parameter for one in found[:2]] == ["p0", "p1"]
    assert found[0].correlation > 0 > found[1].correlation
    assert found[0].at_low < lost.mean() < found[0].at_high
    assert found[1].at_low > lost.mean() > found[1].at_high
    order = np.argsort(plain["param_p0"].to_numpy())
    assert found[0].at_low == pytest.approx(lost[order[:133]].mean())


def test_false_alarms_are_as_rare_as_said() -> None:
    """Two hundred tables without a driver, one outcome full of ties: more than 22 alarms come about once in 5,000."""
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        lost, held = rng.poisson(30, size=LEAST), (rng.random(LEAST) < 0.3).astype(float)
        alarms += any(drivers(table(rng, LEAST, 40, lost=lost, held=held), ["lost", "held"]).values())
    assert 0 < alarms <= 22
    assert FALSE_ALARM == 0.05


def test_few_runs_and_what_never_changes_tell_nothing() -> None:
    rng = np.random.default_rng(1)
    few = table(rng, LEAST - 1, 3, lost=np.arange(LEAST - 1.0))
    assert drivers(few, ["lost"]) == {}
    still = table(rng, LEAST, 3, lost=np.full(LEAST, 4.0))
    assert drivers(still, ["lost"]) == {}
    fixed = pa.table({"param_p": np.full(LEAST, 2.0), "lost": np.arange(float(LEAST))})
    assert drivers(fixed, ["lost"]) == {}


def test_no_more_than_a_handful_is_told() -> None:
    common = np.linspace(1, 2, LEAST)
    many = pa.table({f"param_p{k}": common + 0.001 * k for k in range(20)} | {"lost": common})
    assert len(drivers(many, ["lost"])["lost"]) == MOST
