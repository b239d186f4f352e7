"""Cases played in a process of their own that may be stopped: what hangs, or dies, is a find and not the end."""

from __future__ import annotations

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
"""A good file of the largest scenario takes a second or two on a busy machine."""
MEMORY_BYTES = 8 << 30
_A_MOMENT_S = 0.2


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
        done = 0
        while done < len(wanted):
            for outcome in _one_child(seed, wanted[done:], room, limit_s):
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
        _play_all(seed, wanted, room, writing)
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
                how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
                yield Outcome(kind, number, f"the process died: {how}", "")
                return
            if found is None:
                if time.monotonic() - began > limit_s:
                    yield Outcome(kind, number, f"still at it after {limit_s:g} s", "")
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


def _play_all(seed: int, wanted: Sequence[tuple[str, int]], room: Path, writing: int) -> NoReturn:
    """The child's part: play, and tell a line for each."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for kind, number in wanted:
            case = make(seed, kind, number)
            said = play(case, room)
            line = json.dumps([said, f"{case.subject.name}: {case.changed}"]) + "\n"
            os.write(writing, line.encode())
        time.sleep(60)  # the parent has read all and stops us
    finally:
        os._exit(1)
