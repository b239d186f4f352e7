"""A real cluster on this machine: two worker processes, loopback only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import helpers_study
from khasan.errors import RunError
from khasan.experiment.backends import Threads
from khasan.experiment.on_dask import Dask
from khasan.experiment.study import Study, run_study
from khasan.experiment.study.begin import start
from khasan.experiment.study.plan import Plan, make_plan
from khasan.testing import check_backend
from long_forms import long_only_cases

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return make_plan(helpers_study.written(tmp_path_factory.mktemp("design")))


@pytest.fixture(scope="module")
def undisturbed(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    return run_study(plan, tmp_path_factory.mktemp("whole") / "study", workers=1).table


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


def test_the_cluster_keeps_the_contract(cluster: Any) -> None:
    check_backend(lambda: Dask(cluster.scheduler_address, 2))


def test_the_same_rows_as_on_threads(cluster: Any, plan: Plan, undisturbed: pa.Table, tmp_path: Path) -> None:
    study = run_study(plan, tmp_path / "study", backend="dask", scheduler=cluster.scheduler_address)
    assert study.table.equals(undisturbed)
    assert study.folder.manifest["runs"][-1]["workers"] == 2


def test_a_worker_killed_in_the_middle_changes_nothing(
    cluster: Any, plan: Plan, undisturbed: pa.Table, tmp_path: Path
) -> None:
    with distributed.Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())

    class Shown:
        killed = False

        def told(self, text: str) -> None: ...
        def compiling(self) -> None: ...
        def stopping(self) -> None: ...
        def advanced(self, report: Any) -> None:
            if report.done and not self.killed:
                self.killed = True
                os.kill(pids[0], signal.SIGKILL)

    study = run_study(plan, tmp_path / "study", backend="dask", scheduler=cluster.scheduler_address, progress=Shown())
    assert study.table.equals(undisturbed)


def test_workers_of_another_version_are_named_before_anything_runs(
    cluster: Any, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khasan.experiment import on_dask

    study = Study.of(start(plan, tmp_path / "study"), plan)
    mine = on_dask.identity()
    monkeypatch.setattr(on_dask, "identity", _Here({**mine, "khasan": "9.9.9"}))
    with pytest.raises(RunError, match=r"refused: worker tcp://127\.0\.0\.1:\d+: khasan \S+ in place of 9\.9\.9"):
        study.resume(backend="dask", scheduler=cluster.scheduler_address)
    assert study.status()["replications_done"] == 0


class _Here:
    """Says one thing in this process, and what is so on workers."""

    def __init__(self, here: dict[str, str]) -> None:
        self.here = here

    def __call__(self) -> dict[str, str]:
        return self.here

    def __reduce__(self) -> Any:
        return _what_is_so, ()


def _what_is_so() -> Any:
    from khasan.experiment.worker import identity

    return identity


# -- the scheduler -----------------------------------------------------------------------------------------------

SCHEDULER = """
import asyncio, sys
from distributed import Nanny, Scheduler
async def main():
    async with Scheduler(host="127.0.0.1", port=int(sys.argv[1]), dashboard_address=None) as scheduler:
        async with Nanny(scheduler.address, nthreads=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"):
            print("up", flush=True)
            await scheduler.finished()
if __name__ == "__main__":
    asyncio.run(main())
"""


def free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


def scheduler_at(port: int, folder: Path) -> subprocess.Popen[str]:
    script = folder / "scheduler.py"
    script.write_text(SCHEDULER, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script), str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def kill_all_of(process: subprocess.Popen[str]) -> None:
    """It and its workers: they are one session."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("returns", [True, *long_only_cases(False)])
def test_a_scheduler_that_goes_away(tmp_path: Path, plan: Plan, undisturbed: pa.Table, returns: bool) -> None:
    port = free_port()
    running = [scheduler_at(port, tmp_path)]

    class Shown:
        gone = False

        def told(self, text: str) -> None: ...
        def compiling(self) -> None: ...
        def stopping(self) -> None: ...
        def advanced(self, report: Any) -> None:
            if report.done and not self.gone:
                self.gone = True
                kill_all_of(running.pop())
                if returns:
                    threading.Timer(1.0, lambda: running.append(scheduler_at(port, tmp_path))).start()

    study = Study.of(start(plan, tmp_path / "study"), plan)
    address = f"tcp://127.0.0.1:{port}"
    try:
        if returns:
            study.resume(backend="dask", scheduler=address, progress=Shown(), patience_s=60)
        else:
            with pytest.raises(RunError, match=r"went away and did not come back within 2 s"):
                study.resume(backend="dask", scheduler=address, progress=Shown(), patience_s=2)
            assert 0 < study.status()["replications_done"] < undisturbed.num_rows
            study.resume(own=Threads(1))
    finally:
        for process in running:
            kill_all_of(process)
    assert study.table.equals(undisturbed)


def test_nobody_at_the_address(plan: Plan, tmp_path: Path) -> None:
    study = Study.of(start(plan, tmp_path / "study"), plan)
    with pytest.raises(RunError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:\d+"):
        study.resume(backend="dask", scheduler=f"tcp://127.0.0.1:{free_port()}", patience_s=1)
