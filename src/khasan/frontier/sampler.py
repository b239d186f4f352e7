"""An ensemble of walkers that samples a posterior: by differences, by stretches, and by moves that keep the prior.

The third kind renews numbers that the data hardly touch; the first two follow those that they bind together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from khasan.frontier.space import Floats, Space

KEEP = 0.7
"""How much of a number a prior-keeping move keeps."""


@dataclass(frozen=True)
class Sampled:
    """What a run of the ensemble leaves."""

    draws: Floats
    """f8[draws, fitted], walkers of one step side by side."""
    last: Floats
    """f8[walkers, fitted]: where it stopped, for another run to begin from."""
    r_hat: Floats
    """f8[fitted]: split R-hat over groups of walkers and halves of the run."""
    accepted: float


def sample(
    space: Space,
    likelihood: Callable[[Floats], Floats],
    rng: np.random.Generator,
    *,
    start: Floats,
    steps: int,
    burn: int,
    thin: int = 10,
) -> Sampled:
    """Run the ensemble from f8[walkers, fitted] (an even number) and keep every ``thin``-th step after ``burn``."""
    x = start.copy()
    half = len(x) // 2
    like, prior = likelihood(x), space.log_prior(x)
    kept, took, asked = [], 0, 0
    for step in range(steps):
        for mine, other in ((slice(0, half), slice(half, None)), (slice(half, None), slice(0, half))):
            proposal, bonus = _proposed(space, rng, x[mine], x[other], step % 4)
            new_prior = space.log_prior(proposal)
            new_like = likelihood(proposal)
            gain = new_like - like[mine] + bonus
            if step % 4 != 3:
                gain = gain + new_prior - prior[mine]
            take = np.log(rng.random(half)) < gain
            x[mine] = np.where(take[:, None], proposal, x[mine])
            like[mine] = np.where(take, new_like, like[mine])
            prior[mine] = np.where(take, new_prior, prior[mine])
            took, asked = took + int(take.sum()), asked + half
        if step >= burn and (step - burn) % thin == 0:
            kept.append(x.copy())
    draws = np.stack(kept)
    return Sampled(draws.reshape(-1, x.shape[1]), x, _r_hat(draws), took / max(asked, 1))


def _proposed(space: Space, rng: np.random.Generator, mine: Floats, other: Floats, kind: int) -> tuple[Floats, Floats]:
    """Where the walkers would go, and the log factor that their acceptance needs."""
    count, size = mine.shape
    if kind == 3:
        return _keeping_prior(space, rng, mine), np.zeros(count)
    if kind == 1:
        z: Floats = np.asarray((1 + rng.random(count)) ** 2 / 2)
        pull = other[rng.integers(0, len(other), count)]
        return pull + z[:, None] * (mine - pull), (size - 1) * np.log(z)
    i = rng.integers(0, len(other), count)
    j = (i + rng.integers(1, len(other), count)) % len(other)
    usual = 1.68 / np.sqrt(2 * size) * np.exp(0.3 * rng.standard_normal(count))
    scale = np.asarray(np.where(rng.random(count) < 0.1, 1.0, usual))
    if kind == 2:  # some of the numbers only: small steps in few directions are taken oftener
        chosen = rng.random((count, size)) < 0.25
        scale = np.asarray(np.where(scale < 1, scale * 2, scale))
        return mine + chosen * scale[:, None] * (other[i] - other[j]), np.zeros(count)
    noise = 1e-4 * rng.standard_normal(mine.shape)
    return mine + scale[:, None] * (other[i] - other[j]) + noise, np.zeros(count)


def _keeping_prior(space: Space, rng: np.random.Generator, mine: Floats) -> Floats:
    """A few normal numbers mixed with fresh ones, so that their prior density needs no weighing."""
    size = space.count_fitted
    normal = ~space.is_gamma[:size]
    chosen = (rng.random(mine.shape) < 0.12) & normal
    fresh = space.b[:size] * rng.standard_normal(mine.shape)
    centre = space.a[:size]
    mixed = centre + KEEP * (mine - centre) + np.sqrt(1 - KEEP**2) * fresh
    return np.where(chosen, mixed, mine)


def _r_hat(draws: Floats) -> Floats:
    """draws: f8[steps, walkers, numbers]. Four groups of walkers, each halved in time, stand for chains."""
    if len(draws) < 2:
        return np.full(draws.shape[-1], np.nan)
    groups = np.array_split(draws, 4, axis=1)
    middle = len(draws) // 2
    chains: list[Floats] = [part for group in groups for part in (group[:middle], group[middle : 2 * middle])]
    means = np.stack([chain.mean((0, 1)) for chain in chains])
    within = np.stack([chain.var((0, 1)) for chain in chains]).mean(0) + 1e-12
    return np.asarray(np.sqrt(1 + means.var(0, ddof=1) / within))
