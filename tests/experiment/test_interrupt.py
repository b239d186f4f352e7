from __future__ import annotations

import signal
import threading

import pytest

from khasan.experiment.interrupt import orderly_end


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="a system without terminals that close")
@pytest.mark.parametrize("second", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_first_asking_is_noted_and_the_second_ends(first: str, second: str) -> None:
    with orderly_end() as asked:
        assert not asked()
        signal.raise_signal(getattr(signal, first))
        assert asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(getattr(signal, second))


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="a system without terminals that close")
def test_what_is_ignored_stays_ignored() -> None:
    """As nohup has it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with orderly_end() as asked:
            signal.raise_signal(signal.SIGHUP)
            assert not asked()
    finally:
        signal.signal(signal.SIGHUP, before)


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
