"""Ctrl-C in mid-run: the first asks for an orderly end, the second ends at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def orderly_end() -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether Ctrl-C was pressed.

    A second press raises KeyboardInterrupt as ever. Outside the main thread, where no signal arrives, nothing
    changes and the function says False.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    pressed = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def on_press(number: int, frame: FrameType | None) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()  # no word here: a handler may have cut into the very output it would write to

    signal.signal(signal.SIGINT, on_press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
