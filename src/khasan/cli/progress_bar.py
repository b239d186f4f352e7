"""How far it has come, of a run as of an experiment: a bar on a terminal, else a plain line every ten seconds.

On standard error, all of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khasan.cli.shared import note

if TYPE_CHECKING:
    from khasan.experiment.progress import Report

PLAIN_EVERY_S = 10.0
LONG_S = 60.0
"""What takes longer is told beforehand."""
COMPILING = (
    "compiling once: the first run on a machine turns the model into machine code, which takes twenty seconds or more "
    "(khasan warmup does it ahead of time)"
)
STOPPING = "stopping once the current replications are finished; press Ctrl-C again to stop at once"


@contextmanager
def display(kind: str = "auto") -> Iterator[Display]:
    """What shows how far it has come: auto, quiet or jsonl; auto is what suits standard error."""
    if kind == "quiet":
        yield Display()
    elif kind == "jsonl":
        yield _JsonLines()
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        columns = (
            SpinnerColumn(), TextColumn("replications"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
        )  # fmt: skip
        with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
            yield _Bar(shown)


class Display:
    """Is told how it goes on and how it ends (see khasan.experiment.progress.Progress), and says nothing of it."""

    def told(self, text: str) -> None:
        """Nothing."""

    def compiling(self) -> None:
        """Nothing."""

    def stopping(self) -> None:
        """Nothing."""

    def advanced(self, report: Report) -> None:
        """Nothing."""

    def interrupted(self, folder: Path, told: str) -> None:
        """Nothing: the exit code says it."""

    def finished(self, page: Path) -> None:
        """Nothing."""


class _Words(Display):
    """Says in words what it costs and how it ended."""

    def __init__(self) -> None:
        self._costs_told = False

    def told(self, text: str) -> None:
        note(text)

    def compiling(self) -> None:
        self.told(COMPILING)

    def stopping(self) -> None:
        with suppress(OSError):  # the terminal may have gone: that is why it stops
            self.told(STOPPING)

    def advanced(self, report: Report) -> None:
        if report.expected_s is not None and not self._costs_told:
            self._costs_told = True
            if report.expected_s > LONG_S:
                self.told(cost_words(report))

    def interrupted(self, folder: Path, told: str) -> None:
        note(told)

    def finished(self, page: Path) -> None:
        note(f"report: {page}")


class _Lines(_Words):
    """A line now and then, for logs."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.monotonic()

    def advanced(self, report: Report) -> None:
        super().advanced(report)
        now = time.monotonic()
        if now - self._last < PLAIN_EVERY_S:
            return
        self._last = now
        note(f"{report.done:,} of {report.asked:,} replications{_told(report)}")


class _Bar(_Words):
    """Rich's bar."""

    def __init__(self, shown: Any) -> None:
        super().__init__()
        self._shown = shown
        self._task = shown.add_task("", total=None, told="")

    def told(self, text: str) -> None:
        self._shown.console.print(text, highlight=False)

    def advanced(self, report: Report) -> None:
        super().advanced(report)
        self._shown.update(self._task, completed=report.done, total=report.asked, told=_told(report))


class _JsonLines(Display):
    """A line of JSON a part, for machines."""

    def told(self, text: str) -> None:
        note(json.dumps({"event": "told", "text": text}))

    def compiling(self) -> None:
        note(json.dumps({"event": "compiling"}))

    def stopping(self) -> None:
        note(json.dumps({"event": "stopping"}))

    def interrupted(self, folder: Path, told: str) -> None:
        note(json.dumps({"event": "interrupted", "folder": str(folder)}))

    def finished(self, page: Path) -> None:
        note(json.dumps({"event": "finished", "report": str(page)}))

    def advanced(self, report: Report) -> None:
        told = {
            "event": "advanced", "done": report.done, "asked": report.asked, "failed": report.failed,
            "rate": round(report.rate, 3), "left_s": None if report.left_s is None else round(report.left_s, 1),
            "precision": report.precision, "wanted": report.wanted, "block": report.block,
        }  # fmt: skip
        note(json.dumps(told))


def cost_words(report: Report) -> str:
    """What it will cost, told once it can be known.

    >>> from khasan.experiment.progress import Report
    >>> cost_words(Report(40, 4000, rate=8.0, expected_s=505.0, workers=2))
    'this takes about 8:25: 3,960 more replications at 8.0 a second on 2 workers'
    """
    some = "worker" if report.workers == 1 else "workers"
    return (
        f"this takes about {clock(report.expected_s or 0.0)}: {report.asked - report.done:,} more replications at "
        f"{in_words(report.rate)} on {report.workers} {some}"
    )


def _told(report: Report) -> str:
    words = []
    if report.rate > 0:
        words.append(in_words(report.rate))
    if report.left_s is not None:
        words.append(f"{clock(report.left_s)} left")
    if report.wanted is not None:
        reached = "unknown" if report.precision is None else f"{report.precision:.3g}"
        words.append(f"half-width {reached}, wanted {report.wanted:.3g}")
    if report.failed:
        words.append(f"{report.failed:,} failed")
    return "".join(f", {word}" for word in words)


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
