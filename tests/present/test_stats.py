from __future__ import annotations

import numpy as np
import pytest

from khasan.present.run_report.spread_statistics import bands, map_share


def test_bands_are_quantiles_over_replications() -> None:
    values = np.arange(101.0)[:, None] * np.array([1.0, 10.0])
    assert bands(values)[:, 1].tolist() == [50.0, 250.0, 500.0, 750.0, 950.0]


@pytest.mark.statistical
def test_share_between_maps_is_recovered() -> None:
    """Seed 3. Half of the variance lies between 16 maps: the estimate's standard error is about 0.12 (interval used:
    three and more of them either way), so a sound estimator fails once in several hundred seeds."""
    rng = np.random.default_rng(3)
    members = np.arange(1600) % 16
    values = rng.normal(size=16)[members] + rng.normal(size=1600)
    share = map_share(values, members)
    assert share is not None
    assert share.tells
    assert 0.1 < share.share < 0.85


@pytest.mark.statistical
def test_a_map_that_does_not_matter_rarely_tells() -> None:
    """Seed 4, 200 trials at a false-alarm rate of 5%: more than 22 alarms happen once in a thousand seeds."""
    rng = np.random.default_rng(4)
    members = np.arange(60) % 6
    shares = [map_share(rng.normal(size=60), members) for _ in range(200)]
    assert sum(share is not None and share.tells for share in shares) <= 22


@pytest.mark.parametrize(
    ("values", "members"),
    [([1, 2, 3], [0, 1, 2]), ([1, 2, 3], [0, 0, 0]), ([5, 5, 5, 5], [0, 0, 1, 1])],
    ids=["one replication a map", "one map", "no spread"],
)
def test_nothing_to_estimate(values: list[int], members: list[int]) -> None:
    assert map_share(np.array(values, dtype=float), np.array(members)) is None


def test_all_of_the_spread_between_maps() -> None:
    share = map_share(np.repeat([1.0, 2.0, 4.0], 10), np.repeat([0, 1, 2], 10))
    assert share is not None
    assert share.share == pytest.approx(1.0)
