"""The twin's random numbers are those that were published, and the engine's are the twin's."""

from __future__ import annotations

import numpy as np
import pytest

from khasan.kernels.chance import philox as engine
from khasan.kernels.chance.draws import draw_again
from twin.draws import STREAMS, Draws, binomial, hash_of, philox, poisson

KEY = (20250611, 77001)


def test_published() -> None:
    """Vectors of the authors' own code (kat_vectors of Random123)."""
    assert philox((0, 0), (0, 0, 0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)
    full = 0xFFFFFFFF
    assert philox((full, full), (full,) * 4) == (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)
    counter = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
    assert philox((0xA4093822, 0x299F31D0), counter) == (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)


@pytest.mark.parametrize("name", STREAMS)
def test_addresses(name: str) -> None:
    """Every purpose has its number, and step, number, unit and other each have their place."""
    stream = getattr(engine, f"S_{name.upper()}")
    key = np.array(KEY, dtype=np.uint64)
    for step, number, unit, other in ((0, 0, "a", "b"), (3, 5, "a", ""), (70001, 4099, "1-1-75", "x")):
        hashes = np.uint64(hash_of(unit)), np.uint64(hash_of(other))
        found = draw_again(key, step, stream, number, *hashes)
        assert tuple(found) == Draws(KEY).pair(step, name, number, unit, other)


def test_laws() -> None:
    """Counts are the quantiles that scipy has."""
    for k in range(300):
        u, v = Draws(KEY).pair(k, "table", 0, "laws")
        mean = 10.0 ** (5.0 * v - 2.0)
        assert engine.poisson(mean, u, 10**6) == poisson(mean, u, 10**6)
        assert engine.poisson(mean, u, 3) == poisson(mean, u, 3)
        trials = int(400 * u)
        assert engine.binomial(trials, v, u) == binomial(trials, v, u)
        found = engine.normal(
            np.array(KEY, dtype=np.uint64), k, engine.S_DELAY, 0, np.uint64(hash_of("z")), np.uint64(0)
        )
        assert abs(found - Draws(KEY).normal(k, "delay", 0, "z")) < 1e-12
