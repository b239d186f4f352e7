"""What compiled code is made of: the functions that go into it and the constants they read, as this process has them.

Files of text do not tell: a process that began before a rule was edited goes on with the rule as it was, and Python
itself takes a module from a ``.pyc`` that is older than its text, where both were written within a second. So what is
loaded is asked, in words that are the same in every process.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np


def made_of(function: Callable[..., Any]) -> str:
    """Sixteen hex digits that change with a function, with all that it calls, and with the constants that they read.

    >>> def doubled(x):
    ...     return x * FACTOR
    >>> FACTOR = 2.0
    >>> before = made_of(doubled)
    >>> FACTOR = 3.0
    >>> made_of(doubled) == before
    False
    """
    sha = hashlib.sha256()
    left: list[Any] = [function]
    seen = {function}
    while left:
        one = left.pop()
        sha.update(f"{one.__module__}.{one.__qualname__} {_code(one.__code__)} {one.__defaults__}\n".encode())
        for name, value in _read_by(one):
            called = getattr(value, "py_func", value)
            if isinstance(called, FunctionType):
                sha.update(f"{name} calls {called.__module__}.{called.__qualname__}\n".encode())
                if called not in seen:
                    seen.add(called)
                    left.append(called)
            else:
                sha.update(f"{name} = {_words(value)}\n".encode())
    return sha.hexdigest()[:16]


def _read_by(function: Any) -> Iterator[tuple[str, Any]]:
    """Names of other things that a function may read, and what they are; of khasan's modules those within them."""
    names, known = function.__code__.co_names, function.__globals__
    for name in names:
        value = known.get(name)
        if not isinstance(value, ModuleType):
            if name in known:
                yield name, value
        elif value.__name__.startswith("khasan."):
            within = vars(value)
            yield from ((f"{name}.{inner}", within[inner]) for inner in names if inner in within)
    for cell in function.__closure__ or ():
        yield "closure", cell.cell_contents


@functools.cache
def _code(code: CodeType) -> str:
    """Digest of what a function does, and of its numbers; without the lines on which it stands."""
    inner = [_code(one) if isinstance(one, CodeType) else _words(one) for one in code.co_consts]
    names = (code.co_names, code.co_varnames, code.co_freevars)
    return hashlib.sha256(repr((code.co_code, names, inner)).encode()).hexdigest()[:16]


def _words(value: Any) -> str:
    """A value that numba would write into compiled code, as text; of anything else, which it refuses, the kind."""
    if isinstance(value, bool | int | float | complex | str | bytes | None | np.generic | np.dtype):
        return repr(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_words, value))})"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(_words, value)))}}}"
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str}{value.shape}{hashlib.sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}{getattr(value, '_fields', '')}"
    return type(value).__qualname__
