"""The made-up country of the round trips, compiled once for all files."""

from __future__ import annotations

import pytest

from compiler import round_trip
from compiler.round_trip import Country
from khasan.kernels.state import bundles


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Every number exact: what is drawn is what was written."""
    return Country(tmp_path_factory.mktemp("exact"))


@pytest.fixture(scope="session")
def vague_country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Every number with an interval of its own."""
    return Country(tmp_path_factory.mktemp("vague"), round_trip.vague)


@pytest.fixture(scope="session")
def world(country: Country) -> bundles.World:
    """The first of its drawn maps."""
    return country.compiled.world(0).arrays
