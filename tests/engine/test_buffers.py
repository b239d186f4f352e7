"""A buffer that does not last may hold anything when a step begins: the history is the same, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

import khasan
from engine import midway
from khasan.compiler import Compiled
from khasan.kernels.intents import LASTS
from khasan.kernels.state.bundles import Scratch

PASSING = frozenset(Scratch._fields) - set(LASTS)
STEPS = 600


def soil(now: midway.Midway, names: Iterable[str]) -> None:
    """Fill buffers with what no stage has put there: no number at all, or 1."""
    for name in names:
        block = getattr(now.scratch, name)
        block[...] = np.nan if block.dtype == np.float64 else 1


def fought(compiled: Compiled, names: Iterable[str]) -> midway.Midway:
    """One replication, some buffers of which are soiled before each step."""
    now = midway.begin(compiled, 7, 0)
    for step in range(min(STEPS, now.steps)):
        soil(now, names)
        now.run_until(step + 1)
    return now


@pytest.mark.parametrize(
    "name",
    [
        "lake-khanka-1935",
        "lake-khasan-1938",
        "buir-lake-1935",  # carriers
        "khalkhin-gol-1939-august",  # aircraft, engineers, wire
    ],
)
def test_what_does_not_last_is_filled_anew_in_each_step(name: str) -> None:
    compiled = khasan.compile_scenario(khasan.load_scenario(name))
    clean, soiled = fought(compiled, ()), fought(compiled, PASSING)
    assert clean.log.used[1] > 0  # somebody fell
    assert midway.differing(clean.outcome(), soiled.outcome()) == []


def test_what_lasts_is_told_from_what_does_not(khanka: Compiled) -> None:
    """Were it said of `fighting` that it does not last, it would be noticed."""
    assert midway.differing(fought(khanka, ()).outcome(), fought(khanka, ("fighting",)).outcome())
