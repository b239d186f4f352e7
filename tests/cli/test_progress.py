from __future__ import annotations

import io
import sys

import pytest

from khasan.cli import progress


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    fake = Clock()
    monkeypatch.setattr(progress.time, "monotonic", fake)
    return fake


def test_a_log_gets_a_line_every_ten_seconds_with_rate_and_time_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress.progress() as shown:
        shown.advanced(0, 100)
        for done in range(1, 26):
            clock.now += 1.0
            shown.advanced(done, 100)
    assert capsys.readouterr().err.splitlines() == [
        "10 of 100 replications, 1.0 a second, 1:30 left",
        "20 of 100 replications, 1.0 a second, 1:20 left",
    ]


def test_compiling_and_stopping_are_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress() as shown:
        shown.compiling()
        shown.stopping()
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.partition(":")[0] for line in told.err.splitlines()] == ["compiling once", "stopping"]


def test_a_terminal_gets_a_bar_with_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with progress.progress() as shown:
        shown.compiling()
        shown.advanced(0, 40)
        shown.advanced(30, 40)
        shown.stopping()
    said = terminal.getvalue()
    assert "compiling once" in said
    assert "30/40" in said
    assert "a second" in said
    assert "left" in said
    assert "stopping" in said
