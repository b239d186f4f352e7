"""Log likelihood of the record: the counts, the remembered episodes, the combined fights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from khasan.frontier.counts import log_likelihood
from khasan.frontier.evidence import Evidence
from khasan.frontier.filtering import filtered
from khasan.frontier.process import FIGHT
from khasan.frontier.setting import Setting
from khasan.frontier.space import Floats, Space


@dataclass(frozen=True)
class Likelihood:
    """The record under one assumption set."""

    space: Space
    setting: Setting
    evidence: Evidence
    last: date

    def __call__(self, fitted: Floats) -> Floats:
        """f8[draws] for f8[draws, fitted]."""
        x = self.whole(fitted)
        counts = log_likelihood(self.space, x, self.evidence.rows).sum(-1)
        record = filtered(self.space, x, self.setting, self.evidence.fights, self.last)
        return np.asarray(counts + record.log + self.ladder(x, record.expected))

    def ladder(self, x: Floats, expected: Floats) -> Floats:
        """Remembered episodes below a combined fight: Poisson, thinned by the chance of being remembered."""
        chance = np.stack([self.space.value(x, f"remembered_{rung}") for rung in range(FIGHT)], -1)
        mean = np.maximum(expected * chance[:, None, :], 1e-12)
        n = self.evidence.ladder
        used = n >= 0
        return np.asarray((used * (np.maximum(n, 0) * np.log(mean) - mean - self._constant)).sum((1, 2)))

    @cached_property
    def _constant(self) -> Floats:
        from math import lgamma

        return np.array([[lgamma(max(int(value), 0) + 1) for value in row] for row in self.evidence.ladder])

    def whole(self, fitted: Floats) -> Floats:
        """Vectors with what is not fitted at its prior's centre: the likelihood does not read it."""
        centre = np.where(self.space.is_beta | self.space.is_gamma, 0.0, self.space.a)
        x = np.broadcast_to(centre, (*fitted.shape[:-1], len(centre))).copy()
        x[..., : self.space.count_fitted] = fitted
        return x
