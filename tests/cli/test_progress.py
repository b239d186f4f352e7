from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from khasan.cli import progress_bar
from khasan.experiment.progress import Report


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(progress_bar.time, "monotonic", fake)
    return fake


def report(done: int, asked: int = 100, expected_s: float | None = None) -> Report:
    return Report(done, asked, rate=1.0, left_s=float(asked - done), expected_s=expected_s, workers=2)


def test_a_log_gets_a_line_every_ten_seconds_with_rate_and_time_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar.display() as shown:
        shown.advanced(report(0))
        for done in range(1, 26):
            clock.now += 1.0
            shown.advanced(report(done))
    assert capsys.readouterr().err.splitlines() == [
        "10 of 100 replications, 1.0 a second, 1:30 left",
        "20 of 100 replications, 1.0 a second, 1:20 left",
    ]


def test_what_takes_more_than_a_minute_is_told_once_and_beforehand(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress_bar.display() as shown:
        shown.advanced(report(0, 4000))
        for done in (40, 80, 120):
            shown.advanced(report(done, 4000, expected_s=505.0))
    told = "this takes about 8:25: 3,960 more replications at 1.0 a second on 2 workers"
    assert capsys.readouterr().err.splitlines() == [told]
    with progress_bar.display() as shown:
        shown.advanced(report(40, 4000, expected_s=59.0))
    assert capsys.readouterr().err == ""


def test_compiling_and_stopping_are_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar.display() as shown:
        shown.compiling()
        shown.stopping()
    told = capsys.readouterr()
    assert told.out == ""
    first, second = told.err.splitlines()
    assert first.startswith("compiling once: ")
    assert second.startswith("stopping ")


def test_a_terminal_gets_a_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress_bar.display() as shown:
        shown.compiling()
        shown.advanced(report(0, 40))
        shown.advanced(report(30, 40, expected_s=90.0))
        shown.stopping()
    said = terminal.getvalue()
    for words in ("compiling once", "30/40", "a second", "left", "this takes about 1:30", "stopping"):
        assert words in said


def test_a_terminal_that_has_gone_does_not_spoil_an_orderly_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Gone())
    with progress_bar.display() as shown:
        shown.stopping()


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar.display("quiet") as shown:
        shown.compiling()
        shown.advanced(report(1, expected_s=1000.0))
        shown.stopping()
        shown.interrupted(Path("study"), "interrupted")
        shown.finished(Path("report.html"))
    assert capsys.readouterr().err == ""
