"""A cache that does not lie, and kernels compiled once: asked of processes of their own, on a copy of the package.

Those processes check every index: compiling is what costs, so the same two compilations serve all three questions.
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

import khasan
from engine import probe
from khasan.kernels.compiling import cache

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


class Package:
    """A copy of khasan whose rules can be edited, and a cache beside it."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "src"
        self.cache = folder / "cache"
        shutil.copytree(
            Path(khasan.__file__).parent, self.source / "khasan", ignore=shutil.ignore_patterns("__pycache__")
        )

    def ask(self, *words: str) -> dict[str, Any]:
        paths = {"PYTHONPATH": str(self.source), "KHASAN_CACHE": str(self.cache), "PYTHONDONTWRITEBYTECODE": "1"}
        paths["NUMBA_BOUNDSCHECK"] = "1"
        found = subprocess.run(
            [sys.executable, str(PROBE), *words],
            env={**os.environ, **paths},
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stderr[-4000:]
        said: dict[str, Any] = json.loads(found.stdout)
        assert said["file"].startswith(str(self.source))
        return said

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.source / "khasan" / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return Package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def cold(package: Package) -> dict[str, Any]:
    """What the first process says: it compiles everything, without a helper, so that it can count."""
    return package.ask("alone")


@pytest.mark.slow
def test_one_signature_a_kernel(cold: dict[str, Any]) -> None:
    assert not cold["warm"]
    counted = cold["signatures"]
    assert len(counted) > 60
    assert set(MANY_SIGNATURES) <= set(counted), "a kernel is gone: take it off the list"
    assert {name for name, n in counted.items() if n == 0} <= NOT_IN_A_STEP
    assert {name: n for name, n in counted.items() if n > MANY_SIGNATURES.get(name, 1)} == {}


@pytest.mark.slow
def test_the_cache_follows_a_rule_that_is_edited(package: Package, cold: dict[str, Any]) -> None:
    warm = package.ask()
    assert warm["warm"]
    assert warm["folder"] == cold["folder"]
    assert warm["outcome"] == cold["outcome"]
    assert max(warm["signatures"].values()) <= 1  # nothing big was compiled again
    assert cold["readied"]
    assert not warm["readied"], "nothing was to be compiled, so numba need not have readied itself for it"

    package.edit("kernels/morale/suppression.py", "return math.log(2.0) * seconds", "return math.log(3.0) * seconds")
    edited = package.ask()
    assert not edited["warm"]
    assert edited["folder"] != cold["folder"]
    assert edited["outcome"] != cold["outcome"]

    # What a folder of one name for all would do: the caller in another file goes on returning the old result.
    package.edit(
        "kernels/compiling/cache.py",
        "return hashlib.sha256(made_by.encode()).hexdigest()[:16]",
        f"return {cold['folder']!r}",
    )
    lying = package.ask()
    assert lying["warm"]
    assert lying["outcome"] == cold["outcome"]


@pytest.mark.slow
def test_no_index_goes_beyond_its_array(cold: dict[str, Any]) -> None:
    """With indices checked both scenarios run through, to the same bits; checked kernels have a cache of their own."""
    assert cold["edge"], "indices are not checked: this shows nothing"
    assert not probe.stops_at_the_edge()
    assert cold["outcome"] == probe.outcome()
    assert cold["folder"] != cache.folder().name
