from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from khasan.experiment.backend import AHEAD, in_order


def test_results_come_in_order_though_early_numbers_take_longest() -> None:
    def work(number: int) -> int:
        time.sleep(0.02 if number % 3 == 0 else 0.0)
        return number

    assert list(in_order(work, range(5, 25), workers=4)) == list(range(5, 25))


@pytest.mark.parametrize("workers", [1, 2])
def test_work_ahead_is_bounded(workers: int) -> None:
    begun: list[int] = []
    results = in_order(lambda n: begun.append(n), range(1000), workers=workers)
    next(results)
    time.sleep(0.05)
    assert len(begun) <= AHEAD * workers
    results.close()  # type: ignore[attr-defined]
    assert len(begun) <= AHEAD * workers


@pytest.mark.parametrize("workers", [1, 3])
def test_a_stop_leaves_the_first_numbers_without_a_gap(workers: int) -> None:
    stop = threading.Event()

    def work(number: int) -> int:
        if number == 17:
            stop.set()
        time.sleep(0.001)
        return number

    finished = list(in_order(work, range(10, 500), workers=workers, stop=stop.is_set))
    assert finished == list(range(10, 10 + len(finished)))
    assert 8 <= len(finished) <= 8 + AHEAD * workers


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_ends_it_and_leaves_no_thread_behind(workers: int) -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError("no such hex")
        return number

    def all_of(results: Iterator[int], into: list[int]) -> None:
        into.extend(results)

    before = threading.active_count()
    results = in_order(work, range(50), workers=workers)
    with pytest.raises(ValueError, match="no such hex"):
        all_of(results, [])
    assert threading.active_count() == before
