"""The one way to fight many replications: parts handed to a backend, kept as they come, told of, broken off in order.

What is to be fought is a :class:`Course`: the points of an experiment, or the one point of a run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from khasan.errors import RunError
from khasan.experiment.backends import Backend
from khasan.experiment.interrupt import orderly_end
from khasan.experiment.progress import Progress, Report
from khasan.experiment.worker import Answer, Task, fight, identity, strangeness

SETTLED, SETTLED_S = 48, 15.0
"""After so many replications, or so many seconds, the pace says how long the rest takes: the first of all draw maps."""


class Course:
    """What is to be fought, and where its rows go."""

    done: int = 0
    """Replications kept, those of before and those of this time."""
    asked: int = 0
    """Replications laid out so far."""
    failed: int = 0
    block: int = 0
    workers: int = 1
    resume: str = ""
    """The command that goes on with it; "" if nothing is on disk."""

    def blocks(self) -> Iterator[Iterable[Task]]:
        """Parts that are missing, block after block; what is there already is counted as it is found."""
        raise NotImplementedError

    @property
    def due(self) -> int:
        """Replications kept when the block under way is finished."""
        return self.asked

    def do(self, backend: Backend) -> Callable[[Task], Answer]:
        """What a worker of this backend calls for each part."""
        return fight

    def keep(self, answer: Answer) -> int:
        """Keep the rows of a part; how many."""
        raise NotImplementedError

    def precision(self) -> tuple[float | None, float | None]:
        """Half-width reached, and wanted; None where none is asked for."""
        return None, None


@dataclass
class Fight:
    """One time that a course is fought, from its start to its end or its interruption."""

    course: Course
    progress: Progress | None = None
    any_processor: bool = False
    fresh: int = 0
    """Replications fought this time."""
    processors: set[str] = field(default_factory=set)
    begun: float = field(default_factory=time.monotonic)
    _marks: list[tuple[int, float]] = field(default_factory=list)
    """Replications and time when each part was finished."""
    _expected_s: float | None = None

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.begun

    def go(self, backend: Backend) -> bool:
        """Block after block; was it fought to its end? What is under way at a wish to end is finished and kept."""
        self.course.workers = max(1, backend.workers)
        if hasattr(backend, "check_workers"):
            backend.check_workers(any_processor=self.any_processor)
        with orderly_end() as stop:
            for tasks in self.course.blocks():
                self._tell()
                self._block(backend, tasks, stop)
                if self.course.done < self.course.due:
                    return False
        return True

    def _block(self, backend: Backend, tasks: Iterable[Task], stop: Callable[[], bool]) -> None:
        told = False
        for answer in backend.work(self.course.do(backend), tasks, stop):
            if answer.refused:
                then = f"; then {self.course.resume}" if self.course.resume else ""
                raise RunError(
                    f"refused: worker {answer.worker} has {answer.refused}. Install there what is here, or "
                    f"stop it{then}"
                )
            kept = self.course.keep(answer)
            self.processors.add(answer.processor)
            self.fresh += kept
            self._marks.append((self.fresh, time.monotonic()))
            self._tell()
            if stop() and not told and self.progress is not None:
                self.progress.stopping()
                told = True

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress.advanced(self.report())

    def _rate(self) -> float:
        """Replications a second; once there is enough to go by, of the latter half of what is fought.

        So neither the start of workers nor their first maps spoil it.
        """
        fresh, since = 0, self.begun
        if len(self._marks) >= 3 * self.course.workers:
            fresh, since = self._marks[len(self._marks) // 2]
        return (self.fresh - fresh) / max(time.monotonic() - since, 1e-9)

    def _expected(self, left_s: float | None) -> float | None:
        """Once and for all, as soon as the pace has settled."""
        if self._expected_s is None and left_s is not None and len(self._marks) >= 3 * self.course.workers:
            settled = self.fresh >= SETTLED or time.monotonic() - self._marks[0][1] >= SETTLED_S
            self._expected_s = self.seconds + left_s if settled else None
        return self._expected_s

    def report(self) -> Report:
        """How far it has come."""
        course, rate = self.course, self._rate()
        left = (course.asked - course.done) / rate if rate > 0 else None
        reached, wanted = course.precision()
        return Report(
            course.done, course.asked, course.failed, rate, left, reached, wanted, course.block,
            self._expected(left), course.workers,
        )  # fmt: skip


def same_as_begun(manifest: Mapping[str, Any], any_processor: bool) -> None:
    """RunError unless this is what it was begun with: else its rows would not be of one kind."""
    asked = {name: str(manifest.get(name)) for name in identity()}
    odd = strangeness(identity(), asked, any_processor=any_processor)
    if odd:
        raise RunError(f"refused: this is {odd}, and it was begun with the latter. Finish it there, or run it anew")
