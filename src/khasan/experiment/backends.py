"""Where parts are worked: on threads, in processes, or on a Dask cluster. One small contract for all.

``khasan.testing.check_backend`` holds a backend of your own to it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol, TypeVar

from khasan.errors import RunError

TaskT = TypeVar("TaskT")
AnswerT = TypeVar("AnswerT")
Stop = Callable[[], bool]

TASKS_A_WORKER = 2
"""Parts a worker that are handed out at once: as many again wait so that nobody idles."""
REBUILT = 5
"""Pools of processes in a row that may lose a worker without finishing a part before it is given up."""
LOOK_S = 0.5
"""So often a wait is broken off to see whether the run is to stop."""


class Backend(Protocol):
    """Works tasks off. What it must keep to:

    - each task taken is answered exactly once, in any order, or the iteration ends in an error;
    - the answer is that of ``do(task)``: what the machine, the order or a lost worker does, changes nothing;
    - tasks are taken as they are needed, at most ``TASKS_A_WORKER`` for each worker beyond those answered;
    - once ``stop()`` is true no more are taken, and those taken are answered;
    - an exception of ``do`` ends the iteration with that exception, and nothing is left running;
    - after ``close()`` nothing of it is left.

    ``do`` and the tasks can be pickled.
    """

    name: str
    workers: int

    def work(self, do: Callable[[TaskT], AnswerT], tasks: Iterable[TaskT], stop: Stop) -> Iterator[AnswerT]:
        """Answers as they come."""

    def close(self) -> None:
        """Let go of workers."""


class Threads:
    """Threads of this process: kernels let go of the interpreter's lock, and the maps are shared."""

    name = "threads"

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def work(self, do: Callable[[TaskT], AnswerT], tasks: Iterable[TaskT], stop: Stop) -> Iterator[AnswerT]:
        """See :class:`Backend`."""
        with ThreadPoolExecutor(self.workers, thread_name_prefix="khasan") as pool:
            begun: dict[Future[AnswerT], TaskT] = {}
            left = iter(tasks)
            try:
                while _fill(begun, left, lambda task: pool.submit(do, task), TASKS_A_WORKER * self.workers, stop):
                    for future in wait(begun, LOOK_S, FIRST_COMPLETED).done:
                        del begun[future]
                        yield future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """Nothing is left after each call of ``work``."""


class Processes:
    """Processes of this machine, started afresh. One that dies is replaced, and its parts are worked again."""

    name = "processes"

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def work(self, do: Callable[[TaskT], AnswerT], tasks: Iterable[TaskT], stop: Stop) -> Iterator[AnswerT]:
        """See :class:`Backend`."""
        begun: dict[Future[AnswerT], TaskT] = {}
        left = _FirstThose(iter(tasks))
        broken = 0

        def submit(task: TaskT) -> Future[AnswerT]:
            try:
                return self._ready().submit(do, task)
            except BrokenProcessPool as error:  # noticed between two parts: answered as if it broke in this one
                future: Future[AnswerT] = Future()
                future.set_exception(error)
                return future

        try:
            while _fill(begun, left, submit, TASKS_A_WORKER * self.workers, stop, left.owed):
                lost = []
                for future in wait(begun, LOOK_S, FIRST_COMPLETED).done:
                    task = begun.pop(future)
                    try:
                        answer = future.result()
                    except BrokenProcessPool:
                        lost.append(task)
                        continue
                    broken = 0
                    yield answer
                if lost:
                    broken += 1
                    if broken > REBUILT:
                        raise RunError(f"worker processes die again and again ({broken} times): see the system's log")
                    left.again += [*lost, *begun.values()]
                    begun.clear()
                    self.close()
        finally:
            for future in begun:
                future.cancel()
            self.close()

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_end_with_the_driver)
        return self._pool

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _end_with_the_driver() -> None:
    """A worker whose driver was killed would wait for its next part for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _fill(
    begun: dict[Future[AnswerT], TaskT],
    left: Iterator[TaskT],
    submit: Callable[[TaskT], Future[AnswerT]],
    most: int,
    stop: Stop,
    owed: Callable[[], bool] = lambda: False,
) -> bool:
    """Hand out tasks up to so many; is there anything to wait for? ``owed``: tasks taken that were lost."""
    while len(begun) < most and (owed() or not stop()):
        with contextlib.suppress(StopIteration):
            task = next(left)
            begun[submit(task)] = task
            continue
        break
    return bool(begun)


class _FirstThose(Iterator[TaskT]):
    """Tasks that must be worked again, then the rest; more may come after the last."""

    def __init__(self, left: Iterator[TaskT]) -> None:
        self.again: list[TaskT] = []
        self._left = left

    def owed(self) -> bool:
        """Are there any that were taken and lost?"""
        return bool(self.again)

    def __next__(self) -> TaskT:
        return self.again.pop(0) if self.again else next(self._left)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
