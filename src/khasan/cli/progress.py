"""How far a run has come: a bar on a terminal, else a plain line every ten seconds. On standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from khasan.cli.shared import note

PLAIN_EVERY_S = 10.0
COMPILING = (
    "compiling once: for twenty seconds or more the first run here turns the model into machine code (khasan warmup)"
)
STOPPING = "stopping: the replications under way are finished first; Ctrl-C again ends at once"


class Display(Protocol):
    """What a run tells while it goes on (see khasan.experiment.run.Progress)."""

    def compiling(self) -> None: ...
    def stopping(self) -> None: ...
    def advanced(self, done: int, asked: int) -> None: ...


@contextmanager
def progress() -> Iterator[Display]:
    """The display that suits standard error."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("replications"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield _Bar(shown)


class PlainLines:
    """A line now and then, for logs."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def compiling(self) -> None:
        note(COMPILING)

    def stopping(self) -> None:
        note(STOPPING)

    def advanced(self, done: int, asked: int) -> None:
        now = time.monotonic()
        if done == 0:
            self._start = self._last = now
        if done == 0 or now - self._last < PLAIN_EVERY_S:
            return
        self._last = now
        rate = done / max(now - self._start, 1e-9)
        note(f"{done} of {asked} replications, {in_words(rate)}, {clock((asked - done) / rate)} left")


class _Bar:
    """Rich's bar; it begins when the first replication does, so that compiling does not spoil the rate."""

    def __init__(self, shown: object) -> None:
        from rich.progress import Progress

        assert isinstance(shown, Progress)
        self._shown = shown
        self._task = shown.add_task("", total=None, rate="")
        self._start = time.monotonic()

    def compiling(self) -> None:
        self._shown.console.print(COMPILING)

    def stopping(self) -> None:
        self._shown.console.print(STOPPING)

    def advanced(self, done: int, asked: int) -> None:
        if done == 0:
            self._shown.reset(self._task, total=asked, rate="")
            self._start = time.monotonic()
            return
        rate = done / max(time.monotonic() - self._start, 1e-9)
        self._shown.update(self._task, completed=done, total=asked, rate=in_words(rate))


def in_words(rate: float) -> str:
    """A rate as people say it.

    >>> in_words(12.34), in_words(0.05)
    ('12.3 a second', '3.0 a minute')
    """
    return f"{rate:.1f} a second" if rate >= 0.5 else f"{rate * 60:.1f} a minute"


def clock(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> clock(75), clock(3661)
    ('1:15', '1:01:01')
    """
    minutes, second = divmod(round(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
