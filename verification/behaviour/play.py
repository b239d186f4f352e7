"""The set-ups fought: samples of every measure that the wanted rows need, replication by replication."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from khasan.arrays import F8
from khasan.compiler import Compiled
from khasan.engine import run_replication
from verification.behaviour.forces import SIDES
from verification.behaviour.recipes import SETUPS, Measure, Recipe, Scale
from verification.behaviour.tables import fight_of

Place = tuple[str, Scale, str]
"""(set-up, scale, side that attacks)"""
Samples = Mapping[str, Sequence[float]]
"""What one replication gave, by the name of the measure."""


@dataclass
class Fought:
    """What has been fought so far. The same seed and numbers everywhere, so that set-ups and scales are paired."""

    seed: int
    workers: int
    measures: Mapping[str, Mapping[str, Measure]]
    """Set-up -> name -> measure."""
    samples: dict[Place, list[Samples]] = field(default_factory=dict)
    parameters: list[F8] = field(default_factory=list)
    """Draws of the global parameters, one row a replication of the first place fought."""
    names: tuple[str, ...] = ()
    """What the columns of `parameters` are called."""
    _compiled: dict[Place, Compiled] = field(default_factory=dict)

    def fight(self, setup: str, scales: Iterable[Scale], each: int) -> None:
        """Fight a set-up until each side has attacked so often at each scale."""
        for scale in scales:
            for side in SIDES:
                self._fight((setup, scale, side), each)

    def _fight(self, place: Place, each: int) -> None:
        setup, scale, side = place
        done = self.samples.setdefault(place, [])
        if len(done) >= each:
            return
        begun = time.monotonic()
        if place not in self._compiled:
            self._compiled[place] = SETUPS[setup].compiled(side, scale)
        compiled = self._compiled[place]
        wanted, first_place = self.measures[setup], not self.parameters or self.names == ()

        def one(replication: int) -> tuple[Samples, F8]:
            fought = run_replication(compiled, self.seed, replication, record=True)
            fight = fight_of(compiled, fought, side)
            return {name: measure(fight) for name, measure in wanted.items()}, fought.parameters

        with ThreadPoolExecutor(self.workers) as pool:
            found = list(pool.map(one, range(len(done), each)))
        done += [samples for samples, _ in found]
        if first_place:
            self.names = compiled.labels.parameters
            self.parameters += [drawn for _, drawn in found]
        took = time.monotonic() - begun
        print(f"{setup} {scale}, {side} attacks: {len(done)} replications, {took:.1f} s", file=sys.stderr, flush=True)

    def of(self, recipe: Recipe, setup: str, scale: Scale) -> list[list[F8]]:
        """Samples of a recipe's measure in a set-up: a list a side, an array a replication."""
        name = recipe.measure.__name__
        return [
            [np.asarray(samples[name], dtype=np.float64) for samples in self.samples[setup, scale, side]]
            for side in SIDES
        ]


def needed(recipes: Iterable[Recipe]) -> dict[str, dict[str, Measure]]:
    """Set-up -> name -> measure, of all that the recipes ask for."""
    found: dict[str, dict[str, Measure]] = {}
    for recipe in recipes:
        for setup in (recipe.setup, recipe.over):
            if setup:
                found.setdefault(setup, {})[recipe.measure.__name__] = recipe.measure
    return found
