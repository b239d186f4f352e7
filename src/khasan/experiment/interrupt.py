"""Asked to end in mid-run: the first asking ends it in good order, the second at once.

Ctrl-C asks so, and so do the signals by which a machine that shuts down (TERM) and a terminal that is closed (HUP) ask.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ASKING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that ask a process to end."""


class RunInterrupted(KeyboardInterrupt):
    """Ended before its end, in good order: what is finished is kept and can be resumed.

    ``result`` is what was finished of a run (:class:`khasan.experiment.result.RunResult`); None if that is nothing, and
    then nothing is on disk. Of an experiment it is None: its folder holds it.
    """

    def __init__(self, result: Any = None) -> None:
        super().__init__("interrupted")
        self.result = result


@contextmanager
def orderly_end() -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether somebody asked for the end.

    A second asking raises KeyboardInterrupt. A signal that is ignored, as nohup has HUP ignored, stays so. Outside the
    main thread, where no signal arrives, nothing changes and the function says False.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    asked = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()  # no word here: a handler may have cut into the very output it would write to

    before = {one: handler for one in ASKING if (handler := signal.getsignal(one)) not in (None, signal.SIG_IGN)}
    for one in before:
        signal.signal(one, on_signal)
    try:
        yield asked.is_set
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
