"""Where replications are worked: one after another, or on threads. They always come back in order.

A kernel lets go of the interpreter's lock, so threads use all cores without copying the scenario. What is
worked ahead is bounded: memory does not grow with the number of replications.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

AHEAD = 3
"""Replications a worker that may wait, finished or not, behind the one that is due."""


def in_order(
    work: Callable[[int], T], numbers: range, *, workers: int = 1, stop: Callable[[], bool] = lambda: False
) -> Iterator[T]:
    """``work(n)`` for each number, in the order of the numbers, whatever finishes first.

    Once ``stop()`` is true nothing new begins; what has begun is finished and handed back, so that the
    results are always those of the first so many numbers, without a gap. An error in one replication ends it all.

    >>> list(in_order(lambda n: n * n, range(4), workers=2))
    [0, 1, 4, 9]
    """
    if workers == 1:
        return _serial(work, numbers, stop)
    return _threads(work, numbers, workers, stop)


def _serial(work: Callable[[int], T], numbers: range, stop: Callable[[], bool]) -> Iterator[T]:
    for number in numbers:
        if stop():
            return
        yield work(number)


def _threads(work: Callable[[int], T], numbers: range, workers: int, stop: Callable[[], bool]) -> Iterator[T]:
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="khasan")
    begun: deque[Future[T]] = deque()
    left = iter(numbers)
    stopping = False
    try:
        while True:
            if not stopping and stop():
                stopping = True
                _cancel_the_waiting(begun)
            if not stopping:
                while len(begun) < AHEAD * workers and (number := next(left, None)) is not None:
                    begun.append(pool.submit(work, number))
            if not begun:
                return
            yield begun.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _cancel_the_waiting(begun: deque[Future[T]]) -> None:
    # Work begins in the order of the numbers: if the last cannot be cancelled, none before it can.
    while begun and begun[-1].cancel():
        begun.pop()
