"""How far a run or an experiment has come, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Report:
    """How far it has come."""

    done: int
    """Replications that are finished, and on disk where there is a folder."""
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
    expected_s: float | None = None
    """Seconds from the start of this run of it to its end, once enough is fought to say so."""
    workers: int = 1


class Progress(Protocol):
    """Is told how far it has come; all calls come from the thread that runs it."""

    def told(self, text: str) -> None:
        """What is about to be fought, where that is not plain; all that was asked for is found to be good by then."""

    def compiling(self) -> None:
        """The kernels were never compiled here: the first replication takes longer."""

    def advanced(self, report: Report) -> None:
        """A part was finished; the first call comes before any work."""

    def stopping(self) -> None:
        """Somebody asked for the end: only what is under way will be finished."""
