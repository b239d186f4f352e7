"""The runner on made-up replications: the engine's own promises are tested with the engine."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import helpers_results
from khasan.errors import InputError, RunError
from khasan.experiment import growing_tables, one_point, worker
from khasan.experiment.progress import Report
from khasan.experiment.result import RunResult
from khasan.experiment.run import RunInterrupted, resume, run
from khasan.results.store import RunFolder

FILES = {"manifest.json", "scenario.json", "outcomes.parquet", "series.parquet", "units.parquet"}
FILES |= {"events.parquet", "losses.parquet"}


class Engine:
    """Stands in for the engine; counts the calls, and can do something before one of them."""

    def __init__(self) -> None:
        self.before: dict[int, Any] = {}
        self.recorded: set[int] = set()
        self.lock = threading.Lock()

    def __call__(self, compiled: Any, seed: int, replication: int, *, record: bool = False) -> Any:
        with self.lock:
            if record:
                self.recorded.add(replication)
        if replication in self.before:
            self.before[replication]()
        return helpers_results.replication(compiled, seed * 1000 + replication, record=record)._replace(
            replication=replication
        )


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    stand_in = Engine()
    monkeypatch.setattr(worker, "run_replication", stand_in)
    monkeypatch.setattr("khasan.experiment.run.is_warm", lambda compiled: True)
    return stand_in


@pytest.fixture(scope="module")
def fight() -> Any:
    return helpers_results.compiled(units=6, hours=24)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def tables(result: RunResult) -> dict[str, list[dict[str, Any]]]:
    return {name: result.table(name).to_pylist() for name in ("outcomes", "series", "units", "events", "losses")}


def test_same_seed_same_bytes_for_any_number_of_workers(engine: Engine, fight: Any, tmp_path: Path) -> None:
    for workers in (1, 2, 5):
        run(fight, seed=3, replications=9, workers=workers, record=4, out=tmp_path / str(workers))
    one = content(tmp_path / "1")
    assert set(one) == FILES
    assert content(tmp_path / "2") == one
    assert content(tmp_path / "5") == one
    run(fight, seed=4, replications=9, record=4, out=tmp_path / "other")
    assert content(tmp_path / "other")["outcomes.parquet"] != one["outcomes.parquet"]


def test_one_run_equals_two_that_follow_each_other(engine: Engine, fight: Any) -> None:
    whole = tables(run(fight, seed=3, replications=8, record="all"))
    first = tables(run(fight, seed=3, replications=5, record="all"))
    second = tables(run(fight, seed=3, replications=3, first_replication=5, record="all"))
    for name, rows in whole.items():
        assert first[name] + second[name] == rows
        assert rows


def test_pieces_on_disk_make_the_table_that_memory_holds(
    engine: Engine, fight: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tables(run(fight, replications=11, record=7))
    monkeypatch.setattr(growing_tables, "PIECE", 800)
    assert tables(run(fight, replications=11, record=7, out=tmp_path / "run")) == kept


def test_the_cut_into_parts_changes_no_byte_of_any_piece(
    engine: Engine, fight: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing_tables, "PIECE", 900)
    for most in (1, 7):
        monkeypatch.setattr(one_point, "PART_MOST", most)
        monkeypatch.setattr(one_point, "RECORDED_MOST", most)
        run(fight, replications=40, record=3, workers=1, out=tmp_path / str(most))
    assert pq.ParquetFile(tmp_path / "1" / "outcomes.parquet").num_row_groups > 3
    assert content(tmp_path / "1") == content(tmp_path / "7")


def test_recorded_are_the_first_of_the_run(engine: Engine, fight: Any, tmp_path: Path) -> None:
    result = run(fight, replications=6, first_replication=100, record=2, out=tmp_path / "run")
    assert engine.recorded == {100, 101}
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["recorded"] == [100, 101]
    assert set(result.table("units")["replication"].to_pylist()) == {100, 101}
    assert run(fight, replications=3, record=0).table("losses").num_rows == 0


@pytest.mark.parametrize("asking", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_whoever_asks_for_the_end_gets_a_valid_folder_of_the_first_so_many(
    engine: Engine, fight: Any, tmp_path: Path, asking: str
) -> None:
    engine.before[5] = lambda: signal.raise_signal(getattr(signal, asking))
    with pytest.raises(RunInterrupted) as end:
        run(fight, seed=3, replications=500, workers=1, out=tmp_path / "run")
    result = end.value.result
    engine.before.clear()
    assert result is not None
    assert result.interrupted
    assert 6 <= result.finished < 100
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert (manifest["interrupted"], manifest["finished"], manifest["replications_asked"]) == (True, False, 500)
    assert manifest["replications_finished"] == result.finished
    assert result.outcomes["replication"].to_pylist() == list(range(result.finished))
    assert result.outcomes.to_pylist() == run(fight, seed=3, replications=result.finished).outcomes.to_pylist()
    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES | {"parts"}


def test_a_second_asking_ends_at_once_and_what_is_finished_can_be_resumed(
    engine: Engine, fight: Any, tmp_path: Path
) -> None:
    def twice() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)

    engine.before[2] = twice
    with pytest.raises(KeyboardInterrupt) as end:
        run(fight, replications=50, workers=1, out=tmp_path / "run")
    assert not isinstance(end.value, RunInterrupted)
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"manifest.json", "scenario.json", "parts"}
    with pytest.raises(InputError, match="finish it: khasan resume"):
        RunFolder.open(tmp_path / "run")


def test_an_error_in_a_replication_ends_it_in_words_and_keeps_what_is_finished(
    engine: Engine, fight: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("no men left")

    monkeypatch.setattr("khasan.experiment.run.compiled_of", lambda folder: fight)
    engine.before[30] = fail
    with pytest.raises(RunError, match="replication 30 of seed 4 failed: ZeroDivisionError: no men left") as end:
        run(fight, seed=4, replications=60, record=2, workers=2, out=tmp_path / "run")
    assert isinstance(end.value.__cause__, ZeroDivisionError)
    assert (tmp_path / "run" / "parts").is_dir()
    engine.before.clear()
    resume(tmp_path / "run")
    run(fight, seed=4, replications=60, record=2, out=tmp_path / "whole")
    assert content(tmp_path / "run") == content(tmp_path / "whole")


@pytest.mark.parametrize("what", ["error", "interrupt"])
def test_what_ends_before_anything_is_finished_leaves_nothing(
    engine: Engine, fight: Any, tmp_path: Path, what: str
) -> None:
    def fail() -> None:
        raise ZeroDivisionError if what == "error" else KeyboardInterrupt

    engine.before[0] = fail
    with pytest.raises((RunError, KeyboardInterrupt)):
        run(fight, replications=9, workers=2, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_all_wrong_arguments_are_told_at_once_and_nothing_is_written(fight: Any, tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        run(
            fight,
            seed=-1,
            replications=0,
            first_replication=-2,
            workers=0,
            record=-1,
            out=tmp_path / "run",
        )
    assert [problem.field for problem in wrong.value.problems] == [
        "--first-replication",
        "--record",
        "--replications",
        "--seed",
        "--workers",
    ]
    assert not (tmp_path / "run").exists()


def test_an_existing_folder_is_refused_without_force(engine: Engine, fight: Any, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run(fight, replications=2, out=folder)
    before = content(folder)
    with pytest.raises(InputError, match="--force"):
        run(fight, replications=3, out=folder)
    assert content(folder) == before
    assert run(fight, replications=3, out=folder, force=True).outcomes.num_rows == 3


def test_a_measure_that_does_not_exist_is_bad_input(engine: Engine, tmp_path: Path) -> None:
    fight = helpers_results.compiled(units=6, hours=24, measures={"soviet_kiled": "soviet-killed"})
    with pytest.raises(InputError, match="soviet_killed"):
        run(fight, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_progress_is_told_from_nought_to_all(engine: Engine, fight: Any) -> None:
    said: list[tuple[int, int]] = []

    class Told:
        def told(self, text: str) -> None: ...
        def compiling(self) -> None: ...
        def stopping(self) -> None: ...
        def advanced(self, report: Report) -> None:
            said.append((report.done, report.asked))

    run(fight, replications=4, workers=3, progress=Told())
    assert said[0] == (0, 4)
    assert said[-1] == (4, 4)
    assert said == sorted(said)


@pytest.mark.parametrize("warm", [True, False])
def test_compiling_is_said_when_there_is_no_cache(
    engine: Engine, fight: Any, monkeypatch: pytest.MonkeyPatch, warm: bool
) -> None:
    monkeypatch.setattr("khasan.experiment.run.is_warm", lambda compiled: warm)
    said: list[str] = []

    class Told:
        def told(self, text: str) -> None: ...
        def compiling(self) -> None:
            said.append("compiling")

        def stopping(self) -> None: ...
        def advanced(self, report: Report) -> None:
            said.append(str(report.done))

    run(fight, progress=Told())
    assert list(dict.fromkeys(said)) == (["0", "1"] if warm else ["compiling", "0", "1"])


def test_what_ifs_of_a_loaded_scenario_are_refused(fight: Any) -> None:
    with pytest.raises(InputError, match="load_scenario"):
        run(fight, what_if=["no-fog"])


def test_pandas_gets_the_same_numbers(engine: Engine, fight: Any) -> None:
    pytest.importorskip("pandas")
    result = run(fight, replications=3)
    assert isinstance(result.outcomes, pa.Table)
    assert result.to_pandas()["soviet_killed"].tolist() == result.outcomes["soviet_killed"].to_pylist()
    with pytest.raises(KeyError):
        result.table("nothing")
