"""Left to numba alone, the rules give the same bits: how they are compiled changes nothing that they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from long_forms import long_only

ROOT = Path(__file__).parents[2]


def said(what: str, plain_njit: bool) -> tuple[str, str]:
    """The way of compiling of a process of its own, and its digest."""
    paths = os.pathsep.join([str(ROOT / "tests"), str(ROOT / "src")])
    found = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "engine" / "by_plain_njit.py"), what],
        env={**os.environ, "PYTHONPATH": paths, "KHASAN_PLAIN_NJIT": str(int(plain_njit))},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    way, digest = found.stdout.split()
    return way, digest


@pytest.mark.slow
def test_what_is_laid_out_before_a_fight_is_the_same() -> None:
    (ours, digest), (plain, same) = said("laid_out", plain_njit=False), said("laid_out", plain_njit=True)
    assert (ours, plain) == ("ours", "plain")
    assert same == digest


@long_only
def test_two_fights_are_the_same() -> None:
    (ours, digest), (plain, same) = said("fight", plain_njit=False), said("fight", plain_njit=True)
    assert (ours, plain) == ("ours", "plain")
    assert same == digest
