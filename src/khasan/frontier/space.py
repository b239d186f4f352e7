"""The numbers that nobody knows as one vector: where each stands, its prior, and how it is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from khasan.frontier.declarations import FIRST_DAY, LAST_DAY, AssumptionSet, Prior, PriorChange
from khasan.frontier.frontier_files import FrontierLibrary

Floats = NDArray[np.float64]
Z90 = 1.6448536269514722
"""Standard deviations from the median to either end of the central 90%."""
FIT_END = date(1939, 12, 31)
"""Last day of the ladder that is fitted; the quiet that followed is kept for validation."""
YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
LAST_COUNTED = 1940
"""Last year that a fitted count row reaches into."""
SPLITS = tuple(f"split_{rung}" for rung in range(1, 6))


@dataclass(frozen=True)
class Entry:
    """One number of the vector."""

    id: str
    law: Literal["normal", "gamma", "beta"]
    a: float
    """Mean of the normal on its scale; shape of the gamma whose logarithm this is; first weight of the beta."""
    b: float
    """Standard deviation; nothing; second weight."""
    scale: Literal["log", "logit", "identity"]
    fitted: bool


class Space:
    """The vector under one assumption set. Arrays of it are f8[..., parameters], each on its unbounded scale.

    >>> space = Space.of(FrontierLibrary())
    >>> bool(space.fitted[space["division_rate"]]), bool(space.fitted[space["pact_signed"]])
    (True, False)
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: not entry.fitted)
        self.ids = [entry.id for entry in self.entries]
        self._index = {id_: number for number, id_ in enumerate(self.ids)}
        self.fitted = np.array([entry.fitted for entry in self.entries])
        self.count_fitted = int(self.fitted.sum())
        self.a = np.array([entry.a for entry in self.entries])
        self.b = np.array([entry.b for entry in self.entries])
        self.is_gamma = np.array([entry.law == "gamma" for entry in self.entries])
        self.is_beta = np.array([entry.law == "beta" for entry in self.entries])
        self.splits = np.array([self._index[id_] for id_ in SPLITS])

    @classmethod
    def of(
        cls, library: FrontierLibrary, assumption: AssumptionSet | None = None, extra: Sequence[Prior] = ()
    ) -> Space:
        """The vector of a library's priors, changed as an assumption set has it, and those that a what-if brings."""
        changes = {change.prior: change for change in (assumption.priors if assumption else [])}
        quiet = assumption is not None and assumption.quiet_used
        last = LAST_DAY if quiet else FIT_END
        entries = []
        for prior in library.priors.priors:
            entries.append(_entry(_changed(prior, changes), prior.fitted))
        for event in library.outside:
            for effect in event.effects:
                entries.append(_entry(_changed(effect.prior, changes), effect.from_ <= last))
            if event.choice is not None:
                for chosen in (event.choice.chance, event.choice.if_daring_low):
                    if chosen is not None:
                        entries.append(_entry(_changed(chosen, changes), False))
        entries += [_entry(prior, False) for prior in extra]
        entries = list({entry.id: entry for entry in entries}.values())
        for year in YEARS:
            entries.append(Entry(f"year_{year}", "normal", 0.0, 1.0, "identity", quiet or year <= LAST_COUNTED))
        weights = library.priors.split.weights
        entries += [
            Entry(id_, "gamma", weight, 0.0, "identity", True) for id_, weight in zip(SPLITS, weights, strict=True)
        ]
        return cls(entries)

    def __getitem__(self, id_: str) -> int:
        return self._index[id_]

    def __contains__(self, id_: str) -> bool:
        return id_ in self._index

    def value(self, x: Floats, id_: str) -> Floats:
        """A number in its own unit, from vectors on the unbounded scale."""
        number = self._index[id_]
        raw = x[..., number]
        scale = self.entries[number].scale
        if scale == "log":
            return np.asarray(np.exp(raw))
        return np.asarray(1.0 / (1.0 + np.exp(-raw))) if scale == "logit" else raw

    def unbounded(self, id_: str, value: float) -> float:
        """A number in its own unit, on the scale of the vectors.

        >>> space = Space.of(FrontierLibrary())
        >>> round(float(np.exp(space.unbounded("calms", 2.0))), 9)
        2.0
        """
        return _on(self.entries[self._index[id_]].scale, value)

    def year_effect(self, x: Floats, year: int) -> Floats:
        """What a year adds to the log of every rate of incidents."""
        return np.asarray(np.exp(x[..., self["year_scatter"]]) * x[..., self[f"year_{year}"]])

    def log_prior(self, x: Floats) -> Floats:
        """Log density of the fitted part, up to a constant. x: f8[..., fitted]."""
        n = self.count_fitted
        gamma = self.is_gamma[:n]
        z = (x[..., ~gamma] - self.a[:n][~gamma]) / self.b[:n][~gamma]
        g = x[..., gamma]
        return np.asarray(-0.5 * (z * z).sum(-1) + (self.a[:n][gamma] * g - np.exp(np.minimum(g, 50.0))).sum(-1))

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """f8[count, parameters] from the prior."""
        x = self.a + self.b * rng.standard_normal((count, len(self.ids)))
        for number in np.flatnonzero(self.is_gamma):
            x[:, number] = np.log(np.maximum(rng.gamma(self.a[number], size=count), 1e-12))
        for number in np.flatnonzero(self.is_beta):
            share = np.clip(rng.beta(self.a[number], self.b[number], count), 1e-9, 1 - 1e-9)
            x[:, number] = np.log(share / (1 - share))
        return x

    def put(self, x: Floats, fitted: Floats, ids: Sequence[str]) -> None:
        """Put fitted parts named ``ids`` into vectors from the prior, which keeps what the fit did not hold.

        An outside event added after the fit so takes part with its prior alone.
        """
        for column, id_ in enumerate(ids):
            if id_ in self._index:
                x[:, self._index[id_]] = fitted[:, column]


def _changed(prior: Prior, changes: Mapping[str, PriorChange]) -> Prior:
    change = changes.get(prior.id)
    if change is None:
        return prior
    return prior.model_copy(update={key: getattr(change, key) for key in ("median", "low", "high")})


def _entry(prior: Prior, fitted: bool) -> Entry:
    if prior.cases is not None:
        assert prior.taken is not None
        return Entry(prior.id, "beta", prior.taken + 0.5, prior.cases - prior.taken + 0.5, "logit", False)
    assert prior.scale is not None
    low, median, high = (_on(prior.scale, float(value or 0)) for value in (prior.low, prior.median, prior.high))
    return Entry(prior.id, "normal", median, (high - low) / (2 * Z90), prior.scale, fitted)


def _on(scale: str, value: float) -> float:
    """A number on the unbounded scale."""
    return {"log": math.log, "logit": lambda p: math.log(p / (1 - p)), "identity": float}[scale](value)
