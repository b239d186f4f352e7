"""For those who add a backend of their own: does it keep to the contract?

>>> from khasan.experiment.backends import Threads
>>> check_backend(lambda: Threads(2))
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from khasan.experiment.backends import TASKS_A_WORKER, Backend

__all__ = ["check_backend"]
_MANY = 60


@dataclass(frozen=True)
class Sum:
    """A task that can be pickled: its answer is known."""

    number: int
    fails: bool = False


def work_out(task: Sum) -> tuple[int, int]:
    """Its number and the answer; ValueError if it is one that fails."""
    if task.fails:
        raise ValueError(f"task {task.number} was meant to fail")
    return task.number, task.number * task.number + 1


class _Taken(Iterator[Sum]):
    """Tasks that know how many of them were taken."""

    def __init__(self, count: int, failing: int | None = None) -> None:
        self.taken = 0
        self._count, self._failing = count, failing

    def __next__(self) -> Sum:
        if self.taken >= self._count:
            raise StopIteration
        number = self.taken
        self.taken += 1
        return Sum(number, number == self._failing)


def check_backend(make: Callable[[], Backend]) -> None:
    """Hold a backend to the contract of :class:`khasan.experiment.backends.Backend`.

    ``make`` gives a fresh one; it is called a few times, and each is closed. Raises AssertionError that says what is
    not kept.
    """
    _answers_each_once(make)
    _takes_no_more_than_it_needs(make)
    _stops(make)
    _passes_errors_on(make)


def _never() -> bool:
    return False


def _answers_each_once(make: Callable[[], Backend]) -> None:
    with contextlib.closing(make()) as backend:
        _holds(bool(backend.name), "it has a name")
        _holds(backend.workers >= 1, "it says how many workers it has")
        for count in (0, 1, _MANY):  # one after another: a backend serves block after block
            answers = list(backend.work(work_out, _Taken(count), _never))
            numbers = sorted(number for number, _ in answers)
            _holds(numbers == list(range(count)), f"each of {count} tasks is answered once, not {numbers}")
            wrong = [one for one in answers if one != work_out(Sum(one[0]))]
            _holds(not wrong, f"the answer is that of the work: {wrong[:3]}")


def _takes_no_more_than_it_needs(make: Callable[[], Backend]) -> None:
    with contextlib.closing(make()) as backend:
        tasks = _Taken(10_000)
        most = (TASKS_A_WORKER + 1) * backend.workers
        answers = backend.work(work_out, tasks, _never)
        for done in range(1, 21):
            next(answers)
            _holds(
                tasks.taken - done <= most,
                f"tasks are taken as they are needed: {tasks.taken} of them were for {done} answers",
            )
        answers.close()  # type: ignore[attr-defined]


def _stops(make: Callable[[], Backend]) -> None:
    with contextlib.closing(make()) as backend:
        seen: list[int] = []
        tasks = _Taken(10_000)
        for number, _ in backend.work(work_out, tasks, lambda: len(seen) >= 5):
            seen.append(number)
        _holds(len(seen) < 10_000, "once it is to stop nothing more is taken")
        _holds(sorted(seen) == list(range(tasks.taken)), "what was taken before the stop is answered")


def _passes_errors_on(make: Callable[[], Backend]) -> None:
    with contextlib.closing(make()) as backend:
        try:
            for _ in backend.work(work_out, _Taken(_MANY, failing=7), _never):
                pass
        except ValueError as error:
            _holds("meant to fail" in str(error), "an error of the work comes through as it is")
        else:
            _holds(False, "an error of the work ends the iteration")


def _holds(kept: bool, what: str) -> None:
    if not kept:
        raise AssertionError(f"the contract of backends: {what}")
