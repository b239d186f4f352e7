"""Run the loop over the steps, and before the first compile what they need, in two processes where there are two cores.

Compiling is work of one thread in numba, so a helper process compiles every other stage and leaves it in the cache
folder, where this process finds it. The helper ends with this process, or when nothing is left; whatever it does not
finish is compiled here.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numba

import khasan
from khasan.collecting import no_collecting
from khasan.kernels.compiling import cache, mode
from khasan.kernels.compiling.bundle_address import pin

WITHIN_A_STEP = {"step": numba.int64, "row": numba.int64, "decide": numba.boolean, "moved": numba.int64}
"""Types of the arguments of stages that are not arguments of the loop over the steps."""
LAST_STAGE_S = 60.0
"""So long the helper's last stage is waited for; then it is compiled here. Several times what the largest takes."""

_one_at_a_time = threading.Lock()

Task = tuple[str, str, tuple[Any, ...]]
"""Module and name of a stage, and the types of its arguments."""

_HELPER = "import importlib, sys; importlib.import_module(sys.argv[1]).help_out(sys.argv[2])"


def run(loop: Any, needed: Callable[[], Sequence[Any]], arguments: Sequence[Any]) -> None:
    """Call the loop over the steps with blocks and bundles, once it and the stages it needs are compiled."""
    if not mode.OURS:
        loop(*arguments)
        return
    pinned = tuple(pin(value) if isinstance(value, tuple) else value for value in arguments)
    compile_all(loop, needed(), pinned)
    loop(*pinned)


def compile_all(loop: Any, needed: Sequence[Any], arguments: Sequence[Any]) -> None:
    """Compile the loop and its stages for such arguments, if this process has not yet."""
    if loop.overloads and all(stage.ready for stage in needed):
        return
    types = tuple(numba.typeof(argument) for argument in arguments)
    tasks = _tasks(loop, needed, types)
    with _one_at_a_time, no_collecting():
        if not cache.is_warm(needed) and cache.make_ready():
            share_out(tasks)
        for stage, task in zip(needed, tasks, strict=True):
            stage.compile(task[2])
        if not loop.overloads:
            loop.compile(types)
            loop.disable_compile()  # of other types it would be handed to these same stages


def share_out(tasks: Sequence[Task]) -> None:
    """Compile all of them into the cache, here and in a helper process."""
    left = deque(sorted(tasks, key=lambda task: -_size(_found(task), set())))  # so that both end together
    with _helper(left), contextlib.suppress(IndexError):  # the helper may take the last
        while left:
            _compile(left.popleft())


def _tasks(loop: Any, stages: Sequence[Any], types: tuple[Any, ...]) -> list[Task]:
    """Each stage with the types of its arguments, by their names."""
    names = loop.py_func.__code__.co_varnames
    known = WITHIN_A_STEP | dict(zip(names, types, strict=False))
    found = []
    for stage in stages:
        code = stage.py_func.__code__
        types_of = tuple(known[name] for name in code.co_varnames[: code.co_argcount])
        found.append((stage.py_func.__module__, stage.py_func.__name__, types_of))
    return found


def _size(function: Any, seen: set[str]) -> int:
    """Bytes of code of a function and of all that it calls."""
    code = function.py_func.__code__
    called = [function.py_func.__globals__.get(name) for name in code.co_names if name not in seen]
    seen.update(code.co_names)
    return len(code.co_code) + sum(_size(one, seen) for one in called if hasattr(one, "py_func"))


def _found(task: Task) -> Any:
    return getattr(importlib.import_module(task[0]), task[1])


def _compile(task: Task) -> None:
    _found(task).compile(task[2])


@contextlib.contextmanager
def _helper(left: deque[Task]) -> Iterator[None]:
    """A process that takes from what is left; at the end its last stage is waited for."""
    child = _start() if _cores() > 1 else None
    if child is None:
        yield
        return
    serving = threading.Thread(target=_serve, args=(child, left), daemon=True)
    serving.start()
    try:
        yield
        serving.join(LAST_STAGE_S)
    finally:
        child.kill()  # it has nothing left to do; a file is put in its place whole or not at all
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


def _start() -> subprocess.Popen[str] | None:
    root = str(Path(khasan.__file__).parent.parent)
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", _HELPER, __name__, str(cache.folder())],
            env={**os.environ, **cache.for_a_helper(), "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    except (OSError, ValueError):  # no process may be started here, or there is no interpreter to start
        return None


def _serve(child: subprocess.Popen[str], left: deque[Task]) -> None:
    """Hand out one stage after the other; each line of the helper asks for the next."""
    assert child.stdin is not None
    assert child.stdout is not None
    with contextlib.suppress(OSError, ValueError, IndexError):
        while child.stdout.readline():
            task = left.popleft()
            child.stdin.write(base64.b64encode(pickle.dumps(task)).decode() + "\n")
            child.stdin.flush()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def help_out(folder: str) -> None:
    """The helper: ask for a stage, compile it, ask again, until nobody answers."""
    if folder != str(cache.folder()):
        return  # not the same code: what is compiled here would be of no use
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            tasks.put(line)
        os._exit(0)  # the process that asked is gone, or needs nothing more

    threading.Thread(target=read, daemon=True).start()
    while folder == str(cache.folder()):  # or nothing can be kept there any more, and nobody would find it
        sys.stdout.write("next\n")
        sys.stdout.flush()
        _compile(pickle.loads(base64.b64decode(tasks.get())))
