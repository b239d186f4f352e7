"""A replication taken apart, so that it can be stopped, handed over and gone on with."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from khasan.compiler import Compiled
from khasan.engine import battle
from khasan.engine.steps import run_steps
from khasan.kernels.state import bundles

ROWS = 20_000
"""Rows of the book that a taken-apart replication writes in."""


@dataclass
class Midway:
    """Everything that ``run_steps`` takes, and the step that it has come to."""

    step: int
    steps: int
    every: tuple[int, int]
    world: bundles.World
    tables: bundles.Tables
    orders: bundles.Orders
    state: bundles.State
    scratch: bundles.Scratch
    scale: bundles.Scale
    log: bundles.Log
    snapshots: tuple[Any, ...]

    def run_until(self, last: int) -> Midway:
        """Go on to a step; in plain Python where numba is switched off."""
        run_steps(
            self.step, last, *self.every, self.world, self.tables, self.orders, self.state, self.scratch, self.scale,
            self.log, *self.snapshots,
        )  # fmt: skip
        self.step = last
        return self

    def outcome(self) -> dict[str, Any]:
        """Every array that tells two histories apart."""
        events, losses = (int(n) for n in self.log.used)
        assert max(events, losses) <= ROWS
        found = {f"state.{name}": getattr(self.state, name) for name in bundles.State._fields}
        names = ("steps", "counts", "reals", "ammunition", "holders")
        found |= {f"snapshot.{name}": block for name, block in zip(names, self.snapshots, strict=True)}
        found |= {"events": self.log.events[:events], "losses": self.log.losses[:losses]}
        return {name: block.copy() for name, block in (found | {"factors": self.log.factors[:losses]}).items()}

    def write(self, path: Path) -> Path:
        path.write_bytes(pickle.dumps(self))
        return path


def begin(compiled: Compiled, seed: int, replication: int) -> Midway:
    """A replication before its first step, with recording on."""
    with mock.patch.object(battle, "FIRST_ROWS", ROWS):
        begun = battle.begin(compiled, seed, replication, record=True)
    return Midway(
        begun.step, compiled.steps, (begun.decide_every, compiled.snapshot_every), begun.world, begun.tables,
        begun.orders, begun.state, begun.scratch, compiled.scale, begun.log, tuple(begun.snapshots),
    )  # fmt: skip


def read(path: Path) -> Midway:
    found = pickle.loads(path.read_bytes())
    assert isinstance(found, Midway)
    return found


def differing(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    """Names of the arrays that are not equal bit for bit."""
    assert one.keys() == two.keys()
    return [name for name in one if not np.array_equal(bits(one[name]), bits(two[name]))]


def bits(block: Any) -> Any:
    """The bytes of an array with its shape: -0.0 is not 0.0 here, and a NaN equals itself."""
    return np.frombuffer(np.ascontiguousarray(block).tobytes() + str(block.shape).encode(), dtype=np.uint8)
