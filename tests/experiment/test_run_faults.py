"""What befalls a run: after each of these resume finishes it, and its tables equal those of one never disturbed."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import khasan
from khasan.cli import main
from khasan.errors import InputError, RunError
from khasan.experiment import one_point, parts
from khasan.experiment.backends import Processes, Threads
from khasan.experiment.growing_tables import FEW, Growing
from khasan.experiment.run import resume, run
from khasan.output import CannotWrite
from khasan.results.lock import Busy, is_held
from khasan.results.reopen import compiled_of
from khasan.results.store import RunFolder
from khasan.results.table_columns import TABLES
from long_forms import long_only_cases

KHANKA = "lake-khanka-1935"
MANY, RECORDED = 200, 6
ASKED: dict[str, Any] = {"seed": 7, "replications": MANY, "record": RECORDED}
FILES = {"manifest.json", "scenario.json", *(f"{name}.parquet" for name in TABLES)}


@pytest.fixture(scope="module")
def compiled() -> Any:
    return khasan.compile_scenario(khasan.load_scenario(KHANKA))


@pytest.fixture(autouse=True)
def maps_drawn_once(compiled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is resumed here finds the maps that those before it have drawn."""

    def reopened(folder: RunFolder) -> Any:
        assert compiled_of(folder).resolved == compiled.resolved
        return compiled

    monkeypatch.setattr("khasan.experiment.run.compiled_of", reopened)


@pytest.fixture(scope="module")
def undisturbed(compiled: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole") / "run"
    run(compiled, **ASKED, out=folder)
    return content(folder)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


def same(folder: Path, undisturbed: dict[str, bytes]) -> None:
    """Byte for byte, and no more files than those."""
    found = content(folder)
    found.pop("report.html", None)
    assert found == undisturbed
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (told["finished"], told["interrupted"], told["replications_finished"]) == (True, False, MANY)
    assert told["recorded"] == list(range(RECORDED))


class BreaksAfter:
    """Threads, until so many parts are answered; then what the test says happens."""

    name, workers = "threads", 2

    def __init__(self, answers: int, then: Callable[[], Any]) -> None:
        self.answers, self.then = answers, then

    def work(self, do: Any, tasks: Any, stop: Any) -> Any:
        for answer in Threads(2).work(do, tasks, stop):
            yield answer
            self.answers -= 1
            if self.answers == 0:
                self.then()

    def close(self) -> None:
        pass


def fails() -> None:
    raise RunError("the power fails")


def broken_off(compiled: Any, folder: Path, answers: int = 6) -> None:
    with pytest.raises(RunError, match="power"):
        run(compiled, **ASKED, out=folder, own=BreaksAfter(answers, fails))
    assert len(list((folder / "parts").iterdir())) > 0
    assert not list(folder.glob("*.parquet"))


# -- killed ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends signals to another process")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", *long_only_cases("SIGHUP")])
def test_a_killed_run_is_resumed_to_the_same_tables(
    tmp_path: Path, undisturbed: dict[str, bytes], end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a run"
    words = ["run", KHANKA, "--seed", "7", "-n", str(MANY), "--record", str(RECORDED), "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "khasan", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 240
    while len(list((out / "parts").glob("*-*"))) < 3 and time.monotonic() < until and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(getattr(signal, end))
    _, said = process.communicate(timeout=240)
    told = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert told["finished"] is False, "it was ended in the middle"
    if end == "SIGKILL":
        assert process.returncode == -signal.SIGKILL
        assert main(["report", str(out)]) == 2
        assert f"finish it: khasan resume '{out}'" in capsys.readouterr().err
        assert main(words) == 2
        assert "it holds a run that was broken off" in capsys.readouterr().err
    else:
        assert process.returncode == 130
        finished = told["replications_finished"]
        kept = f"interrupted: {finished} of {MANY} replications are finished and kept. Continue with: khasan resume"
        assert kept in said
        assert pq.read_table(out / "outcomes.parquet")["replication"].to_pylist() == list(range(finished))
        assert main(["explain", str(out), "-r", str(finished - 1)]) == 0
    capsys.readouterr()
    assert main(["resume", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["finished"] == MANY
    same(out, undisturbed)
    before = (out / "manifest.json").stat().st_mtime_ns
    assert main(["resume", str(out)]) == 0, "nothing is missing"
    assert (out / "manifest.json").stat().st_mtime_ns == before


def test_only_what_is_missing_is_fought_again(
    compiled: Any, tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    broken_off(compiled, folder)
    kept = {
        n
        for first, end in parts.Parts(folder / "parts", "").whole(lambda span, tables: True)
        for n in range(first, end)
    }
    fought: list[int] = []
    whole = one_point.fight

    def fight(task: Any, here: Any = None) -> Any:
        fought.extend(job.number for job in task.jobs)
        return whole(task, here)

    monkeypatch.setattr(one_point, "fight", fight)
    resume(folder)
    assert sorted(fought) == sorted(set(range(MANY)) - kept)
    same(folder, undisturbed)


def test_a_torn_part_is_fought_again(compiled: Any, tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    folder = tmp_path / "run"
    broken_off(compiled, folder)
    first, second, third, *_ = sorted((folder / "parts").iterdir())
    (folder / "parts" / "0000000195-1").write_bytes(first.read_bytes())
    first.write_bytes(first.read_bytes()[:-1])
    second.write_bytes(b"")
    bits = third.read_bytes()
    third.write_bytes(bits[:-40] + bytes([bits[-40] ^ 1]) + bits[-39:])
    few = {name: pa.table({"replication": [190]}) for name in ("outcomes", "series")}
    stranger = parts.encode(few)
    (folder / "parts" / "0000000190-1").write_bytes(stranger)
    (folder / "parts" / "0000000191-1").write_bytes(parts.encode({}))
    (folder / "parts" / ".0000000003-1.0123.part").write_bytes(b"half")
    (folder / ".outcomes.parquet.0123.part").write_bytes(b"half")
    resume(folder)
    same(folder, undisturbed)


def test_no_bit_of_a_part_changes_unnoticed() -> None:
    drawn = np.random.default_rng(5).random(40)
    whole = parts.encode({"outcomes": pa.table({"expected": drawn})})
    assert parts.decode(whole) is not None
    for at in range(len(whole)):
        flipped = whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :]
        assert parts.decode(flipped) is None


@pytest.mark.parametrize("backend", ["threads", *long_only_cases("processes")])
def test_where_it_is_fought_and_in_which_parts_changes_no_byte(
    compiled: Any, tmp_path: Path, undisturbed: dict[str, bytes], backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    if backend == "processes":
        run(compiled, **ASKED, out=folder, own=Processes(2))
    else:
        monkeypatch.setattr(one_point, "PART_MOST", 1)
        run(compiled, **ASKED, out=folder, workers=1)
    same(folder, undisturbed)


# -- the disk ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [0, 1, 2, 5, 9])
def test_a_full_disk(
    compiled: Any, tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """No room for the papers, for a part: what is finished is kept, and where that is nothing no folder is left."""
    folder = tmp_path / "run"
    sync, left = os.fsync, [room]

    def fsync(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        sync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(CannotWrite, match="No space left on device") as end:
            run(compiled, **ASKED, out=folder)
    if room < 3:  # scenario, manifest, and then the first part
        assert not folder.exists()
        return
    assert f"make room, then khasan resume {folder}" in str(end.value)
    assert not list(folder.rglob("*.part")), "nothing half written stays"
    assert len(list((folder / "parts").iterdir())) == room - 2
    resume(folder)
    same(folder, undisturbed)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits the size of files")
def test_a_file_that_may_not_grow(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """The system itself refuses to write, in the middle of a table: one line, and all parts are kept."""
    folder = tmp_path / "run"
    code = (
        "import resource, signal, sys; from khasan.cli import main; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (130_000, 130_000)); sys.exit(main(sys.argv[1:]))"
    )
    words = ["run", KHANKA, "--seed", "7", "-n", str(MANY), "--record", str(RECORDED), "--out", str(folder)]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot be written (File too large)" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert list((folder / "parts").iterdir())
    resume(folder)
    same(folder, undisturbed)


# -- two at once, and folders from elsewhere -----------------------------------------------------------------------


def test_nobody_else_writes_into_the_folder_meanwhile(compiled: Any, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    refused: list[BaseException] = []

    def another() -> None:
        assert str(os.getpid()) in is_held(folder)
        for attempt in (
            lambda: run(compiled, replications=2, out=folder),
            lambda: run(compiled, replications=2, out=folder, force=True),
            lambda: resume(folder),
        ):
            with pytest.raises(Busy, match=f"process {os.getpid()} on .* is writing into it") as end:
                attempt()
            refused.append(end.value)
        with pytest.raises(InputError, match="wait for its end"):
            RunFolder.open(folder)

    run(compiled, replications=20, out=folder, own=BreaksAfter(3, another))
    assert len(refused) == 3
    assert all(one.exit_code == 1 for one in refused if isinstance(one, Busy))
    assert {path.name for path in folder.iterdir()} == FILES


def test_links_in_a_folder_that_was_received_lead_nowhere(compiled: Any, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter").write_text("dear")
    folder = tmp_path / "run"
    broken_off(compiled, folder)
    (folder / "lock").symlink_to(outside / "letter")
    with pytest.raises(CannotWrite, match="it is a link"):
        resume(folder)
    (folder / "lock").unlink()
    os.link(outside / "letter", folder / "lock")
    with pytest.raises(CannotWrite, match=r"is no file of khasan's"):
        resume(folder)
    (folder / "lock").unlink()
    (folder / "parts").rename(tmp_path / "parts")
    (folder / "parts").symlink_to(outside)
    with pytest.raises(CannotWrite, match=r"parts: is no folder of khasan's"):
        resume(folder)
    (folder / "parts").unlink()
    (tmp_path / "parts").rename(folder / "parts")
    for name in ("outcomes.parquet", "report.html", "report.html.part", ".report.html.0.part"):
        (folder / name).symlink_to(outside / "letter")
    resume(folder)
    assert not (folder / "outcomes.parquet").is_symlink()
    assert (outside / "letter").read_text() == "dear"
    assert [path.name for path in outside.iterdir()] == ["letter"]
    run(compiled, replications=2, out=folder, force=True)
    assert (outside / "letter").read_text() == "dear"
    assert {path.name for path in folder.iterdir()} == FILES


def test_what_was_begun_with_other_rules_or_another_scenario_is_not_gone_on_with(compiled: Any, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    broken_off(compiled, folder)
    manifest, scenario = folder / "manifest.json", folder / "scenario.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**told, "rules": "0" * 16}), encoding="utf-8")
    with pytest.raises(RunError, match="begun with the latter"):
        resume(folder)
    manifest.write_text(json.dumps(told), encoding="utf-8")
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("Khanka", "Hanka"), encoding="utf-8")
    with pytest.raises(InputError, match="run again"):
        resume(folder)


# -- memory ------------------------------------------------------------------------------------------------------


def test_rows_wait_in_bounded_number(compiled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many replications: no more rows wait than make a piece of a file, and of parts out of turn none."""
    waiting: list[int] = []
    out_of_turn: list[bool] = []
    keep = one_point.OnePoint.keep

    def kept(self: Any, answer: Any) -> int:
        count = keep(self, answer)
        waiting.append(max(sum(t.num_rows for t in table._waiting) * len(table.schema) for table in tables(self)))
        out_of_turn.extend(held is None for _, held in self._ready.values())
        return count

    def tables(course: Any) -> Any:
        growing: Growing = course.growing
        return growing._tables.values()

    piece = 1 << 13
    monkeypatch.setattr("khasan.experiment.growing_tables.PIECE", piece)
    monkeypatch.setattr(one_point.OnePoint, "keep", kept)
    run(compiled, seed=7, replications=MANY, record=0, out=tmp_path / "run", workers=2)
    assert max(waiting) <= piece
    assert all(out_of_turn)
    written = pq.ParquetFile(tmp_path / "run" / "outcomes.parquet")
    assert written.num_row_groups == -(-MANY // (piece // len(written.schema_arrow)))


def test_many_small_parts_wait_joined(compiled: Any, undisturbed: dict[str, bytes]) -> None:
    """A table of a thousand columns takes a megabyte for a single row: on a slow machine parts have no more."""
    whole = pq.read_table(io.BytesIO(undisturbed["outcomes.parquet"]))
    with Growing(compiled, None) as growing:
        for k in range(MANY):
            growing.add({"outcomes": whole.slice(k, 1)})
        assert len(growing._tables["outcomes"]._waiting) <= FEW + MANY // FEW
        assert growing.finish()["outcomes"].to_pylist() == whole.to_pylist()


def test_a_large_table_is_read_a_column_at_a_time(
    undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khasan.results import arrow

    path = tmp_path / "outcomes.parquet"
    path.write_bytes(undisturbed["outcomes.parquet"])
    whole = arrow.read(path)
    monkeypatch.setattr(arrow, "_WHOLE", 0)
    columns = arrow.Columns(path)
    assert columns._all is None
    assert (columns.num_rows, columns.column_names) == (whole.num_rows, whole.column_names)
    assert all(columns[name].equals(whole[name]) for name in whole.column_names[:40])
    with pytest.raises(InputError, match="no such column"):
        columns["nothing"]
