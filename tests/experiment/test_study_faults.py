"""What befalls an experiment: after each of these, resume finishes, and the dataset equals one never disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import helpers_study
from khasan.errors import InputError, RunError
from khasan.experiment import worker as work_module
from khasan.experiment.backends import Backend, Processes, Threads
from khasan.experiment.study import Study, run_study
from khasan.experiment.study.begin import start
from khasan.experiment.study.dataset import Folder
from khasan.experiment.study.plan import Plan, make_plan
from khasan.results.lock import Busy, is_held, locked
from khasan.testing import check_backend
from long_forms import long_only_cases

pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return make_plan(helpers_study.written(tmp_path_factory.mktemp("design")))


@pytest.fixture(scope="module")
def undisturbed(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    return run_study(plan, tmp_path_factory.mktemp("whole") / "study", workers=1).table


def begin(plan: Plan, folder: Path) -> Study:
    return Study.of(start(plan, folder), plan)


class DiesAfter:
    """Threads, until so many parts are answered; then what the test says happens."""

    name, workers = "threads", 1

    def __init__(self, parts: int, then: Callable[[], Any]) -> None:
        self.parts, self.then = parts, then

    def work(self, do: Any, tasks: Any, stop: Any) -> Any:
        for answered, answer in enumerate(Threads(1).work(do, tasks, stop)):
            if answered == self.parts:
                self.then()
            yield answer

    def close(self) -> None:
        pass


# -- killed ------------------------------------------------------------------------------------------------------

DRIVER = """
import sys
from khasan.experiment.study.plan import make_plan
from khasan.experiment.study.study import run_study
if __name__ == "__main__":
    class Shown:
        def told(self, text): pass
        def compiling(self): pass
        def stopping(self): pass
        def advanced(self, report):
            print(report.done, flush=True)
    run_study(make_plan(sys.argv[1]), sys.argv[2], backend=sys.argv[3], workers=2, progress=Shown())
"""


def workers_of(driver: int) -> list[int]:
    """Processes that any thread of the driver spawned to work; not the one that keeps count of shared resources."""
    listed = [path.read_text(encoding="ascii").split() for path in Path(f"/proc/{driver}/task").glob("*/children")]
    pids = [int(word) for words in listed for word in words]
    return [pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for its workers in /proc")
@pytest.mark.parametrize(
    ("backend", "killed"),
    [
        ("threads", "driver"), ("processes", "both"),
        *long_only_cases(("dask", "both"), ("processes", "driver"), ("processes", "worker")),
    ],
)  # fmt: skip
def test_kill_9(tmp_path: Path, plan: Plan, undisturbed: pa.Table, backend: str, killed: str) -> None:
    """In the middle, of the driver, of a worker, of both at once; what is left of them goes, and resume finishes."""
    if backend == "dask":
        pytest.importorskip("distributed")
    design = helpers_study.written(tmp_path)
    script = tmp_path / "driver.py"
    script.write_text(DRIVER, encoding="utf-8")
    folder = tmp_path / "study"
    driver = subprocess.Popen(
        [sys.executable, str(script), str(design), str(folder), backend],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert driver.stdout is not None
    for line in driver.stdout:
        if int(line) > 0:
            break
    workers = workers_of(driver.pid)
    assert len(workers) == (0 if backend == "threads" else 2)
    if killed in ("worker", "both"):
        os.kill(workers[0], signal.SIGKILL)
    if killed in ("driver", "both"):
        driver.kill()
        driver.wait()
        assert Study.open(folder).table.num_rows < undisturbed.num_rows, "it was killed in the middle"
        for pid in workers:  # they end with their driver: nobody is left to hold anything
            _gone(pid)
        Study.open(folder).resume(workers=1)
    else:
        driver.communicate(timeout=300)
        assert driver.returncode == 0, "a worker that dies is replaced"
    assert Study.open(folder).table.equals(undisturbed)


def _gone(pid: int) -> None:
    import time

    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z":
                return
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError(f"worker {pid} outlives its driver")


def test_only_what_is_missing_is_fought(tmp_path: Path, plan: Plan, undisturbed: pa.Table) -> None:
    study = begin(plan, tmp_path / "study")

    def end() -> None:
        raise RunError("the power fails")

    with pytest.raises(RunError, match="power"):
        study.resume(own=DiesAfter(5, end))
    assert study.status()["replications_done"] == 50
    study.resume(workers=1)
    assert study.table.equals(undisturbed)
    assert [one["fought"] for one in study.folder.manifest["runs"]] == [50, undisturbed.num_rows - 50]


# -- the disk ----------------------------------------------------------------------------------------------------


def test_a_full_disk(tmp_path: Path, plan: Plan, undisturbed: pa.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    study = begin(plan, tmp_path / "study")
    whole = os.fsync
    room = [6]

    def fsync(handle: int) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        whole(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(RunError, match=r"No space left on device.*khasan experiment resume"):
            study.resume(workers=1)
    assert not list(study.folder.path.rglob("*.part")), "nothing half written stays"
    assert study.status()["replications_done"] == 60
    study.resume(workers=1)
    assert study.table.equals(undisturbed)


@pytest.mark.parametrize("files", [0, 1, 2, 3])
def test_a_disk_that_is_full_before_anything_is_fought(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    """What was half laid out is no experiment to resume; it is laid out again when there is room."""
    whole, written = os.fsync, iter(range(100))

    def fsync(handle: int) -> None:
        if next(written) >= files:
            raise OSError(28, "No space left on device")
        whole(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(RunError, match=r"No space left on device\)\. Nothing was fought yet.* run it again"):
            start(plan, tmp_path / "study")
    (tmp_path / "study" / ".plan.json.0123.part").write_text("of one that was killed")
    assert begin(plan, tmp_path / "study").status()["replications_asked"] == 280
    with pytest.raises(InputError, match="it holds an experiment"):
        start(plan, tmp_path / "study")


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits the size of files")
def test_a_file_that_may_not_grow(tmp_path: Path, plan: Plan, undisturbed: pa.Table) -> None:
    """The system itself refuses to write, in the middle of a file."""
    folder = tmp_path / "study"
    begin(plan, folder)
    code = (
        "import resource, signal, sys; from khasan.experiment.study import Study; study = Study.open(sys.argv[1]); "
        "study.plan; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); study.resume(workers=1)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    assert "cannot be written (File too large)" in done.stderr
    Study.open(folder).resume(workers=1)
    assert Study.open(folder).table.equals(undisturbed)


def test_a_torn_part_is_found_and_fought_again(tmp_path: Path, plan: Plan, undisturbed: pa.Table) -> None:
    study = begin(plan, tmp_path / "study")
    study.resume(workers=1)
    parts = study.folder.parts()
    content = parts[3].read_bytes()
    parts[1].write_bytes(parts[1].read_bytes()[:-200])
    parts[2].write_bytes(b"")
    middle = len(content) // 3
    parts[3].write_bytes(
        content[:middle] + bytes(255 - b for b in content[middle : middle + 40]) + content[middle + 40 :]
    )
    parts[4].write_bytes(parts[5].read_bytes())
    parts[6].with_suffix(".parquet.part").write_bytes(b"half")
    study.resume(workers=1)
    assert study.table.equals(undisturbed)
    assert study.folder.manifest["runs"][-1]["fought"] == 40
    assert not list(study.folder.path.rglob("*.part"))


# -- two at once -------------------------------------------------------------------------------------------------


def test_a_second_run_into_the_folder_is_refused_while_the_first_is_at_it(tmp_path: Path, plan: Plan) -> None:
    study = begin(plan, tmp_path / "study")
    with locked(study.folder.path):
        assert str(os.getpid()) in is_held(study.folder.path)
        with pytest.raises(Busy, match=f"process {os.getpid()} on .* is writing into it"):
            study.resume(workers=1)
        assert study.status()["replications_done"] == 0
    assert is_held(study.folder.path) == ""
    with pytest.raises(InputError, match="it holds an experiment: khasan experiment resume"):
        start(plan, study.folder.path)


def test_the_lock_of_a_process_that_is_no_more_is_taken_over(tmp_path: Path, plan: Plan) -> None:
    study = begin(plan, tmp_path / "study")
    code = (
        "import os, sys; from pathlib import Path; from khasan.results.lock import locked\n"
        "with locked(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(study.folder.path)], check=False)
    assert (study.folder.path / "lock").read_text(encoding="utf-8").startswith("process ")
    with locked(study.folder.path):
        pass


# -- replications that fail, workers that differ -----------------------------------------------------------------


def test_a_replication_that_fails_is_recorded_and_the_rest_goes_on(
    tmp_path: Path, plan: Plan, undisturbed: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = work_module.run_replication

    def fight(compiled: Any, seed: int, number: int, **how: Any) -> Any:
        if number == 7:
            raise ZeroDivisionError("no men left\nto divide by")
        return whole(compiled, seed, number, **how)

    study = begin(plan, tmp_path / "study")
    with monkeypatch.context() as patched:
        patched.setattr(work_module, "run_replication", fight)
        report = study.resume(workers=1)
    assert report.failed == len(plan.points)
    failed = study.sql("select point, seed, number, error, soviet_casualties from outcomes where error is not null")
    assert failed.to_pylist()[0] == {
        "point": 0, "seed": 5, "number": 7, "error": "ZeroDivisionError: no men left", "soviet_casualties": None,
    }  # fmt: skip
    from khasan.present.study_report.study_page import write_report

    page = write_report(study).read_text(encoding="utf-8")
    assert "7 replications failed" in page
    assert "seed 5, replication 7" in page
    study.resume(workers=1)
    assert study.status()["failed"] == len(plan.points), "what failed is not fought again unasked"
    study.resume(workers=1, retry_failed=True)
    assert study.table.equals(undisturbed)


def test_a_worker_of_another_version_is_refused_by_name(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = begin(plan, tmp_path / "study")
    mine = work_module.identity()
    with monkeypatch.context() as patched:
        patched.setattr(work_module, "identity", lambda: {**mine, "khasan": "0.0.9"})
        with pytest.raises(RunError, match=r"worker .*:\d+ has khasan 0\.0\.9 in place of "):
            study.resume(workers=1)
        patched.setattr(work_module, "identity", lambda: {**mine, "processor": "riscv64-linux u74"})
        with pytest.raises(RunError, match="processor riscv64-linux u74"):
            study.resume(workers=1)
        assert study.status()["replications_done"] == 0
        study.resume(workers=1, any_processor=True)
    assert study.folder.manifest["runs"][-1]["processors"] == ["riscv64-linux u74"], "and noted"


def test_what_was_begun_with_another_version_is_not_gone_on_with(tmp_path: Path, plan: Plan) -> None:
    study = begin(plan, tmp_path / "study")
    path = study.folder.path / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, "rules": "0" * 16}), encoding="utf-8")
    with pytest.raises(RunError, match="begun with the latter"):
        study.resume(workers=1)


def test_data_that_changed_since_are_noticed(tmp_path: Path, plan: Plan) -> None:
    folder = start(plan, tmp_path / "study").path
    path = folder / "plan.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"low": 0.2', '"low": 0.3'), encoding="utf-8")
    with pytest.raises(InputError, match="have changed"):
        Study.open(folder).resume(workers=1)


# -- precision ---------------------------------------------------------------------------------------------------


def test_a_precision_is_reached_in_blocks_and_reached_alike_after_a_break(tmp_path: Path) -> None:
    text = helpers_study.DESIGN.replace(
        "replications: 40",
        "precision: {outcome: japan_casualties, half_width: 0.1, confidence: 0.9, block: 10, most: 60}",
    )
    plan = make_plan(helpers_study.written(tmp_path, text))
    whole = run_study(plan, tmp_path / "whole", workers=2)
    counts = whole.sql("select point, count(*) as n from outcomes group by point order by point")["n"].to_pylist()
    assert min(counts) >= 20
    assert len(set(counts)) > 1, "points that are known well enough are left alone"
    broken = begin(plan, tmp_path / "broken")

    def end() -> None:
        raise RunError("the power fails")

    with pytest.raises(RunError, match="power"):
        broken.resume(own=DiesAfter(3, end))
    broken.resume(workers=2)
    assert broken.table.equals(whole.table)


# -- the contract of backends ------------------------------------------------------------------------------------


def test_threads_keep_the_contract() -> None:
    check_backend(lambda: Threads(2))


@pytest.mark.slow
def test_processes_keep_the_contract() -> None:
    check_backend(lambda: Processes(2))


def twin(fault: str) -> Callable[[], Backend]:
    """A backend with one thing wrong."""

    class Twin(Threads):
        def work(self, do: Any, tasks: Any, stop: Any) -> Any:
            if fault == "greedy":
                tasks = iter(list(tasks))
            if fault == "deaf":
                stop = bool
            answers = super().work(do, tasks, stop)
            if fault == "swallows":
                try:
                    yield from answers
                except ValueError:
                    return
                return
            for k, answer in enumerate(answers):
                if fault == "loses" and k == 9:
                    continue
                if fault == "repeats" and k == 9:
                    yield answer
                yield (answer[0], answer[1] + 1) if fault == "miscounts" and k == 9 else answer

    return lambda: Twin(2)


@pytest.mark.parametrize("fault", ["loses", "repeats", "miscounts", "greedy", "deaf", "swallows"])
def test_a_broken_twin_is_found_out(fault: str) -> None:
    check_backend(twin("none"))
    with pytest.raises(AssertionError, match="the contract of backends"):
        check_backend(twin(fault))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"workers": 0}, r"--workers: got 0; give a whole number"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "--scheduler: got tcp.*goes with --backend dask"),
        ({"backend": "dask", "scheduler": "nonsense"}, "--scheduler: got nonsense; give its address"),
    ],
)
def test_nothing_is_laid_out_for_a_place_that_cannot_be(
    tmp_path: Path, plan: Plan, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        run_study(plan, tmp_path / "study", **given)
    assert not (tmp_path / "study").exists()
    with pytest.raises(InputError, match="0 or more"):
        begin(plan, tmp_path / "other").resume(workers=1, patience_s=-1.0)


def test_a_folder_that_holds_other_files_is_left_alone(tmp_path: Path, plan: Plan) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(InputError, match="it holds other files"):
        start(plan, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    with pytest.raises(InputError, match=r"holds a manifest\.json"):
        Folder.open(tmp_path)
