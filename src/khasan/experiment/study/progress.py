"""How far an experiment has come, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Report:
    """How far an experiment has come."""

    done: int
    """Replications on disk."""
    asked: int
    """Those laid out so far: with a precision to reach more may follow."""
    failed: int = 0
    rate: float = 0.0
    """Replications a second since this run of it began."""
    left_s: float | None = None
    precision: float | None = None
    """Widest half-width of the outcome that a precision is asked of; None if none is."""
    wanted: float | None = None
    block: int = 0


class Progress(Protocol):
    """Is told how far an experiment has come; all calls come from the thread that runs it."""

    def compiling(self) -> None:
        """The kernels were never compiled here."""

    def advanced(self, report: Report) -> None:
        """A part was finished; the first call comes before any work."""

    def stopping(self) -> None:
        """Ctrl-C was pressed."""


class StudyInterrupted(KeyboardInterrupt):
    """Ctrl-C: what is finished is on disk, and can be resumed."""
