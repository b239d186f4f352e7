"""The two scenarios compiled, and some of their replications fought and recorded, once a test run."""

from __future__ import annotations

from typing import NamedTuple

import pytest

import khasan
from khasan.arrays import Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication


class Fought(NamedTuple):
    """Recorded replications of a scenario."""

    compiled: Compiled
    seed: int
    replications: list[Replication]


@pytest.fixture(scope="session")
def khanka() -> Compiled:
    return khasan.compile_scenario(khasan.load_scenario("lake-khanka-1935"))


@pytest.fixture(scope="session")
def lake_khasan() -> Compiled:
    return khasan.compile_scenario(khasan.load_scenario("lake-khasan-1938"))


@pytest.fixture(scope="session", params=["khanka", "lake_khasan"])
def fought(request: pytest.FixtureRequest) -> Fought:
    """Sixteen replications of the patrol clash, three of the battle."""
    compiled = request.getfixturevalue(request.param)
    many = {"khanka": 16, "lake_khasan": 3}[request.param]
    return Fought(compiled, 11, [run_replication(compiled, 11, k, record=True) for k in range(many)])


@pytest.fixture(scope="session")
def battle(lake_khasan: Compiled) -> Fought:
    """One replication of the battle, for whoever tampers with a copy of it."""
    return Fought(lake_khasan, 11, [run_replication(lake_khasan, 11, 0, record=True)])
