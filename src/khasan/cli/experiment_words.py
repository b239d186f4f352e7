"""What the commands on experiments say, and how they show how far one has come."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from khasan.cli.progress import COMPILING, PLAIN_EVERY_S, STOPPING, clock, in_words
from khasan.cli.shared import note

if TYPE_CHECKING:
    from khasan.experiment.study.progress import Report

_ROWS = 200
"""Rows of an answer that are printed."""


def plan_words(cost: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> str:
    """A dry run."""
    least, most = cost["replications_least"], cost["replications_most"]
    often = f"{most:,}" if least == most else f"{least:,} to {most:,}"
    lines = [
        f"{cost['title']}: {cost['question']}",
        f"{cost['kind']} design on {cost['scenario']}, seed {cost['seed']}, common random numbers "
        f"{'on' if cost['common_random_numbers'] else 'off'}",
        "",
        *(f"  {one['id']:24} {one['settings']:40} {one['what']}" for one in cost["factors"]),
        "",
        "outcomes: " + ", ".join(cost["outcomes"]),
        f"{cost['points']:,} points, {often} replications (budget {cost['budget']:,}), {cost['parts']:,} parts, "
        f"{cost['scenarios']:,} scenarios to compile",
        _expected(cost),
        "",
        "first points:",
        *(_point(one) for one in points),
    ]
    return "\n".join(lines)


def _expected(cost: Mapping[str, Any]) -> str:
    if cost["expected_s"] is None:
        return "expected time: not known, the model is not compiled here yet (khasan warmup)"
    return (
        f"expected time: {clock(cost['expected_s'])} on {cost['workers']} cores like this one, at "
        f"{cost['seconds_a_replication']:.3g} s a replication (one was fought to see; others may take much longer)"
    )


def _point(one: Mapping[str, Any]) -> str:
    return f"  {one['point']:5}  " + ", ".join(f"{k} {v}" for k, v in one.items() if k != "point")


def status_words(told: Mapping[str, Any]) -> str:
    """How far it has come."""
    asked = "" if told["replications_asked"] is None else f" of {told['replications_asked']:,}"
    state = (
        "finished"
        if told["finished"]
        else f"under way by {told['written_by']}"
        if told["written_by"]
        else "not finished"
    )
    lines = [
        f"{told['title']} ({told['kind']} on {told['scenario']}, {told['points']:,} points): {state}",
        f"{told['replications_done']:,}{asked} replications done, {told['failed']:,} failed",
    ]
    if told["torn_parts"]:
        lines.append(f"{told['torn_parts']} torn parts, which resume fights again")
    for one in told["runs"]:
        rate = one["fought"] / max(one["seconds"], 1e-9)
        lines.append(
            f"  {one['ended']}: {one['fought']:,} on {one['backend']} x {one['workers']} in {clock(one['seconds'])}, "
            f"{in_words(rate)}"
        )
    if not told["finished"] and not told["written_by"]:
        lines.append(f"the rest: khasan experiment resume {told['folder']}")
    return "\n".join(lines)


def done_words(told: Mapping[str, Any]) -> str:
    """The end of a run."""
    failed = f"; {told['failed']:,} failed, see column error" if told["failed"] else ""
    done, points = told["replications_done"], told["points"]
    return f"{told['title']}: {done:,} replications of {points:,} points{failed}\n{told['folder']}"


def table_words(table: Any) -> str:
    """A table for reading: columns in line, numbers short."""
    rows = [[_cell(value) for value in row.values()] for row in table.slice(0, _ROWS).to_pylist()]
    cells = [list(table.column_names), *rows]
    widths = [max(len(row[k]) for row in cells) for k in range(len(table.column_names))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    if table.num_rows > _ROWS:
        lines.append(f"... {table.num_rows - _ROWS:,} rows more: --json prints all")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


@contextmanager
def display(kind: str) -> Iterator[Display]:
    """What shows how far it has come, on standard error."""
    if kind == "quiet":
        yield _Quiet()
    elif kind == "jsonl":
        yield _JsonLines()
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        columns = (TextColumn("replications"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"))
        with RichProgress(*columns, console=Console(stderr=True), transient=True) as shown:
            yield _Bar(shown)


class Display(Protocol):
    """What a run tells while it goes on and at its end (see khasan.experiment.study.progress.Progress)."""

    def compiling(self) -> None: ...
    def stopping(self) -> None: ...
    def advanced(self, report: Report) -> None: ...
    def interrupted(self, folder: Path) -> None: ...
    def finished(self, page: Path) -> None: ...


class _Quiet:
    """Says nothing."""

    def compiling(self) -> None:
        """Nothing."""

    def stopping(self) -> None:
        """Nothing."""

    def advanced(self, report: Report) -> None:
        """Nothing."""

    def interrupted(self, folder: Path) -> None:
        """Nothing: the exit code says it."""

    def finished(self, page: Path) -> None:
        """Nothing."""


class _Words(_Quiet):
    """Says in words how it ended."""

    def interrupted(self, folder: Path) -> None:
        note(f"interrupted: what is finished is kept; the rest: khasan experiment resume {folder}")

    def finished(self, page: Path) -> None:
        note(f"report: {page}")


class _Lines(_Words):
    """A line now and then, for logs."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def compiling(self) -> None:
        note(COMPILING)

    def stopping(self) -> None:
        note(STOPPING)

    def advanced(self, report: Report) -> None:
        now = time.monotonic()
        if now - self._last < PLAIN_EVERY_S:
            return
        self._last = now
        note(f"{report.done:,} of {report.asked:,} replications{_told(report)}")


class _JsonLines(_Quiet):
    """A line of JSON a part, for machines."""

    def compiling(self) -> None:
        note(json.dumps({"event": "compiling"}))

    def stopping(self) -> None:
        note(json.dumps({"event": "stopping"}))

    def interrupted(self, folder: Path) -> None:
        note(json.dumps({"event": "interrupted", "folder": str(folder)}))

    def finished(self, page: Path) -> None:
        note(json.dumps({"event": "finished", "report": str(page)}))

    def advanced(self, report: Report) -> None:
        left = None if report.left_s is None else round(report.left_s, 1)
        note(
            json.dumps(
                {
                    "event": "advanced",
                    "done": report.done,
                    "asked": report.asked,
                    "failed": report.failed,
                    "rate": round(report.rate, 3),
                    "left_s": left,
                    "precision": report.precision,
                    "wanted": report.wanted,
                    "block": report.block,
                }
            )
        )


class _Bar(_Words):
    """Rich's bar."""

    def __init__(self, shown: Any) -> None:
        self._shown = shown
        self._task = shown.add_task("", total=None, told="")

    def compiling(self) -> None:
        self._shown.console.print(COMPILING)

    def stopping(self) -> None:
        self._shown.console.print(STOPPING)

    def advanced(self, report: Report) -> None:
        self._shown.update(self._task, completed=report.done, total=report.asked, told=_told(report))


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
