"""The posterior that ships: made from what lies here, remade alike, at rest under this likelihood."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from khasan.errors import InputError
from khasan.frontier.fit import QUICK, digest, fit, likelihood_of, mean_log_likelihood
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.many_histories import Frontier
from khasan.frontier.posterior import read_posterior, write_posterior
from khasan.frontier.record_tables import read_tables
from khasan.frontier.sampler import sample
from khasan.scenario.library import SHIPPED


def test_the_shipped_posterior_is_of_what_lies_here(frontier: Frontier) -> None:
    assert not frontier.stale, "khasan frontier fit"
    assert [one.id for one in frontier.posterior.sets] == [one.id for one in frontier.library.assumptions.sets]
    for one in frontier.posterior.sets:
        assert one.told["r_hat"] < 1.1, one.id
        assert np.isfinite(one.draws).all()


def test_a_small_posterior_is_remade_byte_for_byte(frontier: Frontier, tmp_path: Path) -> None:
    made = []
    for name in ("a.npz", "b.npz"):
        sets = fit(frontier.library, frontier.tables, seed=3, effort=QUICK, sets=["khasan-below-division"])
        made.append(write_posterior(tmp_path / name, sets, frontier.digest).read_bytes())
    assert made[0] == made[1]
    again = read_posterior(tmp_path / "a.npz")
    assert [one.id for one in again.sets] == ["base", "khasan-below-division"]
    other = fit(frontier.library, frontier.tables, seed=4, effort=QUICK, sets=["base"])
    assert not np.array_equal(other[0].draws, again.sets[0].draws)


def test_the_shipped_draws_are_of_this_likelihood(frontier: Frontier) -> None:
    """Whoever changes the likelihood raises MODEL and fits again."""
    for one in frontier.posterior.sets:
        likelihood = likelihood_of(frontier.library, frontier.tables, frontier.library.assumption(one.id))
        assert list(one.ids) == likelihood.space.ids[: likelihood.space.count_fitted]
        assert mean_log_likelihood(likelihood, one.draws) == pytest.approx(one.told["log_likelihood"], abs=1e-4), one.id


@pytest.mark.statistical
def test_the_shipped_draws_are_at_rest(frontier: Frontier) -> None:
    """Seed 6: 96 of the base's draws, walked on for 80 steps, stay where they were.

    Means before and after are compared over the walkers, within 4.5 standard errors of 96: some sixty numbers, one
    false alarm in 2,000 if the two were independent, rarer as they are not.
    """
    base = frontier.posterior.of("base")
    likelihood = likelihood_of(frontier.library, frontier.tables, frontier.library.assumption("base"))
    space = likelihood.space
    assert list(base.ids) == space.ids[: space.count_fitted]
    draws = np.asarray(base.draws, dtype=np.float64)
    start = draws[np.linspace(0, len(draws) - 1, 96).astype(int)]
    after = sample(space, likelihood, np.random.default_rng(6), start=start, steps=80, burn=79, thin=1).last
    drift = (after.mean(0) - draws.mean(0)) / (draws.std(0) / np.sqrt(96))
    assert np.abs(drift).max() < 4.5, space.ids[int(np.abs(drift).argmax())]


def test_the_digest_follows_numbers_and_not_words(tmp_path: Path) -> None:
    def digest_with(name: str, old: str, new: str) -> str:
        shutil.rmtree(tmp_path / "frontier", ignore_errors=True)
        shutil.copytree(SHIPPED / "frontier", tmp_path / "frontier")
        path = tmp_path / "frontier" / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        library = FrontierLibrary([tmp_path])
        return digest(library, read_tables(library))

    usual = digest_with("priors.yaml", "split:", "split:")
    assert digest_with("priors.yaml", "any order of magnitude", "any size") == usual
    assert digest_with("actors/tokyo.yaml", "second front", "new front") == usual
    assert digest_with("priors.yaml", "high: 520", "high: 521") != usual
    assert digest_with("outside/order-1488.yaml", "high: 1.65", "high: 1.6") != usual
    assert digest_with("sectors/khanka.yaml", "weight: 3", "weight: 4") != usual
    assert digest_with("record/series.csv", "disputes,328,", "disputes,329,") != usual


def test_a_damaged_posterior_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "posterior.npz"
    with pytest.raises(InputError, match="khasan frontier fit"):
        read_posterior(path)
    content = (SHIPPED / "frontier" / "posterior.npz").read_bytes()
    for damaged in (content[: len(content) // 2], b"", b"PK\x03\x04" + content[40:]):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="khasan frontier fit"):
            read_posterior(path)
