"""Kernels compiled once, a cache that does not lie, and no index beyond its array: asked of processes of their own.

To compile every stage is what costs. So the first process is the one that has done it before all tests, where there is
one (tests/compiled_first.py); the long form compiles once more, with each index checked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import compiled_first
import khasan
from engine import probe
from long_forms import long_only

PROBE = Path(probe.__file__)

MANY_SIGNATURES = {
    # The index of a unit comes from a loop (int64) or a list (int32), or is unsigned to go several at a time; hexes are
    # whole or not.
    "conditions.rounds_left": 2, "hexgrid.distance": 5, "travel.firm_pace": 2, "travel.pace": 2,
    "travel.bears": 2, "travel.dry": 2, "flights.meet_in_the_air": 2, "moves.sort_by_claim": 2,
    "philox.binomial": 2, "philox.binomial_small": 2, "gunnery.mean_hit_probability": 2, "gunnery.spread_m": 2,
    # A literal True or False at the call picks the branch at compile time.
    "goals.standoff_hexes": 2, "offers.screen_of": 2,
    # Rows of whole numbers and of others, to be copied.
    "step.copy_row": 3,
    # Rows of the book with noughts and ones that the caller writes out: small, and compiled in milliseconds.
    "log.event": 14, "carriers.book_carried": 3,
}  # fmt: skip
"""Kernels that are compiled more than once, how often at most, and why."""
NOT_IN_A_STEP = {
    "gunnery.hit_probability",
    "draws.draw_again",
    "messages.pass_down",
    "engineers.lay_crossings",
    "line_of_sight.line_is_clear",
    "line_of_sight.one_side_is_clear",
    "step.one_step",
    "logistics.trip_days",
}
"""What a reader, a test or an outside player calls, and no kernel; and what is put into its caller before compiling."""


def ask(*words: str, **known: str) -> dict[str, Any]:
    """What a process says that fights."""
    done = subprocess.run(
        [sys.executable, str(probe.__file__), *words],
        env={**os.environ, **known}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["file"] == khasan.__file__
    return said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def cold(folder: Path) -> dict[str, Any]:
    """What the first process said, which compiled every stage all by itself, so that it could count."""
    return compiled_first.said() or ask("alone", KHASAN_CACHE=str(folder))


@pytest.mark.slow
def test_one_signature_a_kernel(cold: dict[str, Any]) -> None:
    assert not cold["warm"]
    counted = cold["signatures"]
    assert len(counted) > 60
    assert set(MANY_SIGNATURES) <= set(counted), "a kernel is gone: take it off the list"
    assert {name for name, n in counted.items() if n == 0} <= NOT_IN_A_STEP
    assert {name: n for name, n in counted.items() if n > MANY_SIGNATURES.get(name, 1)} == {}


@pytest.mark.slow
def test_a_second_process_compiles_nothing(cold: dict[str, Any]) -> None:
    warm = ask(KHASAN_CACHE=cold["root"])
    assert warm["warm"]
    assert warm["folder"] == cold["folder"]
    assert warm["outcome"] == cold["outcome"]
    assert max(warm["signatures"].values()) <= 1  # nothing big was compiled again
    assert cold["readied"]
    assert not warm["readied"], "nothing was to be compiled, so numba need not have readied itself for it"


@long_only
def test_no_index_goes_beyond_its_array(folder: Path) -> None:
    """With indices checked both scenarios run through, to the same bits; checked kernels have a cache of their own."""
    checked = ask("alone", KHASAN_CACHE=str(folder), NUMBA_BOUNDSCHECK="1")
    assert checked["edge"], "indices are not checked: this shows nothing"
    assert not probe.stops_at_the_edge()
    bare = ask(KHASAN_CACHE=str(folder))
    assert checked["outcome"] == bare["outcome"]
    assert checked["folder"] != bare["folder"]


RANGES = """
import numpy as np
from khasan.kernels.fire import ranges
from khasan.kernels.state import tables as t
weapons, limits = np.zeros((40, 1)), np.zeros((4, 1), dtype=np.int32)
weapons[t.W_MAX_M] = 1000.0
ranges.limit(weapons, 100.0, 20, limits)
print(limits[t.MOST_HEXES, 0], sum(ranges.limit.stats.cache_hits.values()))
"""


class Package:
    """A copy of khasan whose rules can be edited, and a cache beside it."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "src"
        self.known = {"PYTHONPATH": str(self.source), "KHASAN_CACHE": str(folder / "cache")}
        shutil.copytree(
            Path(khasan.__file__).parent, self.source / "khasan", ignore=shutil.ignore_patterns("__pycache__")
        )

    def reach(self) -> tuple[int, bool]:
        """Hexes that a range of ten of them spans by a rule in another file than its caller; whether it was kept."""
        done = subprocess.run(
            [sys.executable, "-B", "-c", RANGES],
            env={**os.environ, **self.known}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        hexes, kept = map(int, done.stdout.split())
        return hexes, bool(kept)

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.source / "khasan" / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")


def test_the_cache_follows_a_rule_that_is_edited(tmp_path: Path) -> None:
    """Two things tell: the name of the folder, and what each file says that it was made of. Either is enough."""
    package = Package(tmp_path)
    rule = "kernels/knowledge/line_of_sight.py"
    was, farther = "max(0.0, (hexes - 0.5) * hex_m) > metres", "max(0.0, (hexes - 1.5) * hex_m) > metres"
    assert package.reach() == (10, False)
    assert package.reach() == (10, True)
    package.edit(rule, was, farther)
    assert package.reach() == (11, False)

    kept_by = "kernels/compiling/cache.py"
    package.edit(kept_by, "return hashlib.sha256(made_by.encode()).hexdigest()[:16]", "return 'one for all'")
    assert package.reach() == (11, False)
    package.edit(rule, farther, was)
    assert package.reach() == (10, False)

    package.edit(kept_by, "made_of(self._function))", "'anything')")
    assert package.reach() == (10, False)
    package.edit(rule, was, farther)
    assert package.reach() == (10, True)  # with neither, the caller goes on returning the old result
