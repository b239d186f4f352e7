from __future__ import annotations

import signal
import threading

import pytest

from khasan.experiment.interrupt import orderly_end


def test_the_first_press_asks_and_the_second_ends() -> None:
    with orderly_end() as asked:
        assert not asked()
        signal.raise_signal(signal.SIGINT)
        assert asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_the_handler_of_before_comes_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with orderly_end():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_nothing_is_touched() -> None:
    seen: list[object] = []
    before = signal.getsignal(signal.SIGINT)

    def elsewhere() -> None:
        with orderly_end() as asked:
            seen.extend([asked(), signal.getsignal(signal.SIGINT) is before])

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [False, True]
