"""Measures of a forecast against figures worked by hand, analytic limits, and planted faults."""

from __future__ import annotations

import math

import numpy as np
import pytest

from khasan.battles.scoring import measures
from khasan.battles.scoring.resampling import Resampling, middle

Z = (-1.6448536, -0.6744898, 0.0, 0.6744898, 1.6448536)


def array(*values: float) -> measures.Floats:
    return np.array(values, dtype=float)


def test_winner_by_hand() -> None:
    chance, won = array(0.9, 0.6, 0.5, 0.2), array(1, 0, 1, 0)
    assert measures.log_loss(chance, won) == pytest.approx([0.105361, 0.916291, 0.693147, 0.223144], abs=1e-6)
    assert measures.brier(chance, won) == pytest.approx([0.01, 0.36, 0.25, 0.04])
    assert measures.called_right(chance, won) == pytest.approx([1, 0, 0.5, 1])


def test_a_certainty_that_fails_costs_a_finite_price() -> None:
    assert measures.log_loss(array(0, 1), array(1, 0)) == pytest.approx([-math.log(0.001)] * 2)


def test_casualties_by_hand() -> None:
    error = measures.log10_men(array(200, 50, 201, 0, 0.4)) - measures.log10_men(array(100, 100, 100, 1, 0))
    assert measures.within_factor(error) == pytest.approx([1, 1, 0, 1, 1])
    assert error[3:] == pytest.approx([0, 0])
    quantiles = np.array([[1.0, 2.0, 3.0, 4.0, 5.0]] * 4)
    assert measures.covered(quantiles, array(2, 4, 4.01, 0.9), 1, 3) == pytest.approx([1, 1, 0, 0])
    assert measures.covered(quantiles, array(1, 5, 5.01, 0.9), 0, 4) == pytest.approx([1, 1, 0, 0])


def test_crps_of_a_point_is_the_distance() -> None:
    assert measures.crps(np.full((3, 5), 2.0), array(2, 3.5, -1)) == pytest.approx([0, 1.5, 3])


@pytest.mark.parametrize("value", [-0.4, 0.0, 0.03, 0.3, 0.5, 0.97, 1.0, 1.7])
def test_crps_of_a_uniform_law(value: float) -> None:
    """Quantiles of a uniform law on 0 to 1, whose CRPS is known in closed form; its straight tails are ours too."""
    inside = min(max(value, 0.0), 1.0)
    exact = (inside**3 + (1 - inside) ** 3) / 3 + abs(value - inside)
    assert measures.crps(np.array([[0.05, 0.25, 0.5, 0.75, 0.95]]), array(value)) == pytest.approx([exact])


@pytest.mark.parametrize("value", [-2.0, -0.5, 0.0, 1.0, 3.0])
def test_crps_of_a_normal_law_from_five_quantiles(value: float) -> None:
    """Within .03 of the closed form (Gneiting and Raftery 2007): what five quantiles lose of a normal law."""
    density = math.exp(-(value**2) / 2) / math.sqrt(2 * math.pi)
    exact = value * math.erf(value / math.sqrt(2)) + 2 * density - 1 / math.sqrt(math.pi)
    assert measures.crps(np.array([Z]), array(value)) == pytest.approx([exact], abs=0.03)


def test_crps_bears_a_law_that_is_a_point_in_part() -> None:
    """Half the mass at 0, by hand: F rises from .75 at 0 to .95 at 1 and on to 1 at 1.25; the value is 0."""
    quantiles = np.array([[0.0, 0.0, 0.0, 0.0, 1.0]])
    above = (0.25**2 + 0.25 * 0.05 + 0.05**2) / 3 + 0.25 * 0.05**2 / 3
    assert measures.crps(quantiles, array(0)) == pytest.approx([above])


def test_crps_is_least_for_the_true_law() -> None:
    """400 draws, seed 5: too sharp, too wide and shifted laws score worse by over 5%; false alarms under 1 in 1000."""
    values = np.random.default_rng(5).standard_normal(400)

    def score(shift: float, width: float) -> float:
        return float(measures.crps(np.tile(np.array(Z) * width + shift, (400, 1)), values).mean())

    assert all(score(*other) > 1.05 * score(0, 1) for other in [(0, 0.4), (0, 2.5), (0.6, 1), (-0.6, 1)])


def test_medians_and_means_with_weights() -> None:
    values = array(4, 1, 3, 2)
    weights = np.array([[1, 1, 1, 1], [0, 1, 0, 0], [3, 1, 0, 0], [0, 0, 0, 0]], dtype=float)
    assert middle(values, weights, median=True)[:3] == pytest.approx([2.5, 1, 4])
    assert middle(values, weights, median=False)[:3] == pytest.approx([2.5, 1, 3.25])
    assert np.isnan(middle(values, weights, median=True)[3])


def test_medians_are_those_of_numpy() -> None:
    draw = np.random.default_rng(3)
    values, times = draw.integers(0, 9, 31).astype(float), draw.integers(0, 4, (50, 31))
    wanted = [np.median(np.repeat(values, row)) for row in times]
    assert middle(values, times.astype(float), median=True) == pytest.approx(wanted)


def test_the_interval_of_a_mean_is_that_of_theory() -> None:
    """200 battles of their own, seed 8: half the interval is 1.645 s/sqrt(n), to 8%; false alarms under 1 in 1000."""
    values = np.random.default_rng(8).standard_normal(200)
    drawn = Resampling([str(k) for k in range(200)], draws=4000, seed=2)
    found = drawn.draw(values, np.arange(200), median=False).estimate()
    half = 1.6448536 * values.std() / math.sqrt(200)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.08)


def test_battles_that_overlap_count_as_one() -> None:
    """Each value four times in one group: the interval is that of the fifty, twice as wide as 200 alone would have."""
    values = np.repeat(np.random.default_rng(8).standard_normal(50), 4)
    groups, each = [str(k // 4) for k in range(200)], np.arange(200)
    together = Resampling(groups, draws=2000, seed=2).draw(values, each, median=False).estimate()
    alone = Resampling([str(k) for k in range(200)], draws=2000, seed=2).draw(values, each, median=False).estimate()
    assert (together.high - together.low) / (alone.high - alone.low) == pytest.approx(2, rel=0.1)


def test_a_difference_is_drawn_in_pairs() -> None:
    """Two models that err alike but for a constant: the difference has no spread, however wide each is."""
    values = np.random.default_rng(1).standard_normal(60) * 5
    drawn = Resampling([str(k) for k in range(60)], draws=500, seed=2)
    ours, theirs = (drawn.draw(one, np.arange(60), median=False) for one in (values, values + 0.25))
    assert ours.less(theirs) == pytest.approx((-0.25, -0.25, -0.25))
    assert ours.estimate().high - ours.estimate().low > 1
