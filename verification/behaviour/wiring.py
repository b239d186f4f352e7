"""The wiring rows: figures that enter the model as parameters, taken from the draws of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from khasan.arrays import F8
from verification.behaviour.judge import quantile
from verification.behaviour.rows import Wiring

Draws = Mapping[str, F8]
"""Parameter -> its draws, one a replication."""


@dataclass(frozen=True)
class Missing:
    """Why the model has no parameter for a figure."""

    why: str


FROM_DRAWS: dict[str, Callable[[Draws], F8] | Missing] = {
    "W-killed-bullet": lambda drawn: drawn["killed_bullet"],
    "W-killed-burst": lambda drawn: drawn["killed_burst"],
    "W-killed-grenade": lambda drawn: drawn["killed_grenade"],
    "W-delay-registered": lambda drawn: drawn["delay_registered"],
    "W-delay-wire": lambda drawn: drawn["delay_wire"],
    "W-delay-regiment": lambda drawn: drawn["delay_regiment"],
    "W-delay-runner": lambda drawn: drawn["delay_runner"],
    "W-lying": lambda drawn: drawn["lying"],
    "W-trench": lambda drawn: drawn["lying"] * (1.0 - drawn["works"]),
    "W-own-fire": lambda drawn: np.full(drawn["lying"].size, 0.5),
    "W-recovery": lambda drawn: drawn["recovery"],
    "W-recovered-held": lambda drawn: 1.0 - drawn["burn_share"],
    "W-recovered-lost": lambda drawn: drawn["recovered_lost"],
}
"""A wiring row, by its id, and where its figure comes from. Own fire falls as one minus suppression."""


@dataclass(frozen=True)
class Wired:
    """A wiring row with the 5% and 95% points of its draws; no draws where the model has no such parameter."""

    row: Wiring
    low: float = float("nan")
    high: float = float("nan")
    why: str = ""

    @property
    def holds(self) -> bool:
        """Do 5 to 95% of the draws lie inside?"""
        return not self.why and self.row.low <= self.low and self.high <= self.row.high


def wired(row: Wiring, drawn: Draws) -> Wired:
    """A wiring row held against the draws."""
    figure = FROM_DRAWS[row.id]
    if isinstance(figure, Missing):
        return Wired(row, why=figure.why)
    values = figure(drawn)
    return Wired(row, quantile(values, 0.05), quantile(values, 0.95))
