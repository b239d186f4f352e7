"""A run of the frontier that is broken off goes on, and ends in the bytes of one that nothing disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from khasan.cli import main
from khasan.errors import InputError, RunError
from khasan.frontier.history_tables import COLUMNS
from khasan.frontier.kept_histories import PART, PARTS
from khasan.frontier.many_histories import Asked, Frontier, is_of_frontier
from khasan.results.lock import Busy, locked

ASKED = Asked(last=date(1936, 12, 31), replications=2 * PART + 20, record=3, seed=9)
TABLES = [*(f"{name}.parquet" for name in COLUMNS), "chronicle.txt"]


@pytest.fixture(scope="module")
def whole(frontier: Frontier, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("whole") / "run"
    frontier.run(ASKED, out, headlines=False)
    assert not (out / PARTS).exists()
    return {name: (out / name).read_bytes() for name in TABLES}


def broken_off(frontier: Frontier, out: Path, after: int, error: BaseException, patch: pytest.MonkeyPatch) -> None:
    """A run that ends with an error once so many histories are played."""
    played, play = [0], Frontier._play

    def dies(self, asked, draws, start, number):  # type: ignore[no-untyped-def]
        if played[0] == after:
            raise error
        played[0] += 1
        return play(self, asked, draws, start, number)

    with patch.context() as patched:
        patched.setattr(Frontier, "_play", dies)
        frontier.run(ASKED, out, headlines=False)


@pytest.mark.parametrize("after", [1, PART - 1, PART, PART + 7, 2 * PART + 19])
def test_resume_ends_in_the_same_bytes(
    frontier: Frontier, whole: dict[str, bytes], tmp_path: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    with pytest.raises(RunError, match="power"):
        broken_off(frontier, out, after, RunError("the power fails"), monkeypatch)
    assert is_of_frontier(out)
    assert json.loads((out / "manifest.json").read_text())["replications_finished"] == 0
    with pytest.raises(InputError, match="it holds a run that was broken off: khasan resume"):
        frontier.run(ASKED, out, headlines=False)
    fresh, play = [0], Frontier._play

    def counted(self, asked, draws, start, number):  # type: ignore[no-untyped-def]
        fresh[0] += 1
        return play(self, asked, draws, start, number)

    monkeypatch.setattr(Frontier, "_play", counted)
    frontier.resume(out, headlines=False)
    assert fresh[0] == ASKED.replications - after, "only what is missing is played"
    assert {name: (out / name).read_bytes() for name in TABLES} == whole
    assert not (out / PARTS).exists()


def test_ctrl_c_leaves_tables_and_a_run_to_go_on_with(
    frontier: Frontier, whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    broken_off(frontier, out, PART + 3, KeyboardInterrupt(), monkeypatch)
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["interrupted"], manifest["replications_finished"]) == (True, PART + 3)
    frontier.resume(out, headlines=False)
    assert {name: (out / name).read_bytes() for name in TABLES} == whole


def test_a_torn_part_is_played_again(
    frontier: Frontier, whole: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    with pytest.raises(RunError):
        broken_off(frontier, out, 2 * PART, RunError("off"), monkeypatch)
    first, second = sorted((out / PARTS).iterdir())
    first.write_bytes(first.read_bytes()[:-9])
    second.rename(second.with_name("0000000100.json.z"))  # a part that holds other histories than its name says
    frontier.resume(out, headlines=False)
    assert {name: (out / name).read_bytes() for name in TABLES} == whole


def test_other_data_are_refused(frontier: Frontier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "run"
    with pytest.raises(RunError):
        broken_off(frontier, out, 5, RunError("off"), monkeypatch)
    other = Frontier(posterior=replace(frontier.posterior, sets=frontier.posterior.sets[:2]))
    with pytest.raises(RunError, match="refused: this is other data or draws"):
        other.resume(out, headlines=False)
    with locked(out), pytest.raises(Busy):
        frontier.resume(out, headlines=False)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")
def test_kill_9_and_the_command_that_finishes(
    tmp_path: Path, whole: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    words = ["--to", "1936-12-31", "-n", str(ASKED.replications), "--record", "3", "--seed", "9", "--out", str(out)]
    driver = subprocess.Popen(
        [sys.executable, "-m", "khasan", "frontier", "run", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(out.glob(f"{PARTS}/*.json.z")) and time.monotonic() < until:
        time.sleep(0.01)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    assert not (out / "outcomes.parquet").exists(), "it was killed in the middle"
    assert main(["resume", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["replications_finished"] == ASKED.replications
    assert {name: (out / name).read_bytes() for name in TABLES} == whole
    assert (out / "report.html").exists()
