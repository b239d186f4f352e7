"""Cases played in a process of their own that may be stopped: what hangs, or dies, is a find and not the end."""

from __future__ import annotations

import faulthandler
import json
import os
import resource
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from verification.file_fuzz.cases import make, play

LIMIT_S = 20.0
"""Of processor time for a case: a good file of the largest scenario takes a second or two."""
PATIENCE_S = 120.0
"""Of time by the clock, for what waits without doing anything; a busy machine does not use it up."""
MEMORY_BYTES = 8 << 30
_A_MOMENT_S = 0.2
_WAITS, _WORKS = "waits for something", "still at it"


class Outcome(NamedTuple):
    """What became of a case: loaded, refused, or else."""

    kind: str
    number: int
    said: str
    changed: str


def played(seed: int, wanted: Sequence[tuple[str, int]], limit_s: float = LIMIT_S) -> Iterator[Outcome]:
    """Play cases of kinds with numbers in this order; a case beyond the limit is stopped."""
    room = Path(tempfile.mkdtemp(prefix="khasan-fuzz-"))
    try:
        done, waited = 0, -1
        while done < len(wanted):
            for outcome in _one_child(seed, wanted[done:], room, limit_s):
                if outcome.said.startswith((_WAITS, _WORKS)) and waited != done:
                    waited = done  # once may be the machine, or a lock that was held when the process was forked
                    break
                done += 1
                yield outcome
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _one_child(seed: int, wanted: Sequence[tuple[str, int]], room: Path, limit_s: float) -> Iterator[Outcome]:
    """Outcomes until all are played, or the child had to be stopped or died: that case's outcome is the last."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _play_all(seed, wanted, room, limit_s, writing)
    os.close(writing)
    held, told = b"", 0
    began = time.monotonic()
    try:
        while told < len(wanted):
            ready, _, _ = select.select([reading], [], [], _A_MOMENT_S)
            found = os.read(reading, 1 << 16) if ready else None
            kind, number = wanted[told]
            if found == b"":
                _, status = os.waitpid(child, 0)
                child = 0
                yield Outcome(kind, number, _end(status, limit_s), "")
                return
            if found is None:
                if time.monotonic() - began > PATIENCE_S:
                    yield Outcome(kind, number, f"{_WAITS} after {PATIENCE_S:g} s, twice", "")
                    return
                continue
            *lines, held = (held + found).split(b"\n")
            for line in lines:
                yield Outcome(*wanted[told], *json.loads(line))
                told += 1
                began = time.monotonic()
    finally:
        os.close(reading)
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _end(status: int, limit_s: float) -> str:
    """How a process ended before its time."""
    if not os.WIFSIGNALED(status):
        return f"the process ended: exit code {os.WEXITSTATUS(status)}"
    if os.WTERMSIG(status) == signal.SIGPROF:
        return f"{_WORKS} after {limit_s:g} s of processor time, twice"
    return f"the process died: {signal.Signals(os.WTERMSIG(status)).name}"


def _play_all(seed: int, wanted: Sequence[tuple[str, int]], room: Path, limit_s: float, writing: int) -> NoReturn:
    """The child's part: play, and tell a line for each."""
    try:
        faulthandler.disable()  # whoever dies is told of by the parent
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        for kind, number in wanted:
            signal.setitimer(signal.ITIMER_PROF, limit_s)
            case = make(seed, kind, number)
            said = play(case, room)
            line = json.dumps([said, f"{case.subject.name}: {case.changed}"]) + "\n"
            os.write(writing, line.encode())
        time.sleep(60)  # the parent has read all and stops us
    finally:
        os._exit(1)
