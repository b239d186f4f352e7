"""The benchmarks run, on toy sizes: they cannot rot. No clock is asserted."""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from long_forms import LONG

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def bench() -> Iterator[SimpleNamespace]:
    """The scripts of the benchmarks as modules."""
    sys.path.insert(0, str(BENCHMARKS))
    names = [path.stem for path in BENCHMARKS.glob("*.py") if path.stem != "__main__"]
    yield SimpleNamespace(**{name: importlib.import_module(name) for name in names})
    sys.path.remove(str(BENCHMARKS))


def test_a_row_says_whether_its_goal_is_reached(bench: SimpleNamespace) -> None:
    h = bench.harness
    rows = [h.at_least("a", 2.0, 2.0, "times"), h.at_least("b", 2.0, 1.99, "times"), h.at_most("c", 2.0, 2.1, "s")]
    assert [row.reached for row in rows] == [True, False, False]
    assert h.skipped("d", "no compiler").reached is None
    shown = h.table([*rows, h.skipped("d", "no compiler")]).splitlines()
    assert shown[2] == "| a | 2 times | 2 times | reached |"
    assert "**not reached**" in shown[3]
    assert "skipped: no compiler" in shown[5]


def test_times_are_taken_in_turns(bench: SimpleNamespace) -> None:
    done: list[str] = []
    clock = iter([0.0, 5.0, 5.0, 6.0, 10.0, 13.0, 20.0, 28.0])
    best = bench.harness.in_turns([lambda: done.append("a"), lambda: done.append("b")], 2, lambda: next(clock))
    assert done == ["a", "b", "a", "b"]
    assert best == [3.0, 1.0]


def test_the_table_goes_between_its_marks(bench: SimpleNamespace) -> None:
    page = (BENCHMARKS.parent / "docs" / "benchmarks.md").read_text("utf-8")
    space = runpy.run_path(str(BENCHMARKS / "__main__.py"))
    written = space["within"](page, "| a table |")
    assert written.count("| a table |") == 1
    assert space["within"](written, "| another |").replace("| another |", "| a table |") == written
    assert {f"bench_{path.stem[6:]}" for path in BENCHMARKS.glob("bench_*.py")} == set(space["SCRIPTS"])


@pytest.mark.slow
def test_every_benchmark_runs(bench: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bench.bench_workers, "in_turns", lambda jobs, repeats: [job() or 1.0 for job in jobs])
    monkeypatch.setenv("PEERS", str(tmp_path / "none"))
    rows = bench.bench_hard_case.rows(True, small=20, large=40)
    if LONG:
        rows += bench.bench_workers.rows(True, units=20)
        rows += bench.bench_twin.rows(True, units=20)
        rows += bench.bench_backends.rows(True, "lake-khanka-1935", each=32, many=300)
    rows += bench.bench_lake_khasan.rows(True, "lake-khanka-1935", part=20)
    rows += bench.bench_start.rows(True, "lake-khanka-1935", repeats=1, cold=False)
    rows += bench.bench_recording.rows(True, "lake-khanka-1935")
    assert not any("other results" in row.measured for row in rows)
    skirmish = bench.bench_skirmish.rows(True, {100: (150.0, 10, 10)})
    assert all("no Python with" in row.measured for row in skirmish)


def test_the_clock_is_read_after_each_phase(bench: SimpleNamespace) -> None:
    steps, names = bench.phases.clocked()
    assert {"everybody_moves", "everybody_fires", "settle"} <= set(names)
    assert callable(steps)


def test_the_skirmish_is_one(bench: SimpleNamespace) -> None:
    """Both sides find each other and lose men, whichever rules are off."""
    for whole in (False, True):
        played = bench.skirmish_khasan.play(100, 400, repeats=1, whole=whole)
        assert 0.0 < played.fallen < 0.5
        assert played.agent_steps < 40_000
