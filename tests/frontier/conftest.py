"""What the tests of the frontier share: library, record and draws, read once."""

from __future__ import annotations

import pytest

from khasan.frontier.many_histories import Frontier
from khasan.frontier.sets import Draws, prior_draws


@pytest.fixture(scope="session")
def frontier() -> Frontier:
    return Frontier()


@pytest.fixture(scope="session")
def priors(frontier: Frontier) -> Draws:
    return prior_draws(frontier.library, frontier.tables, "base", 60)
