"""No search for garbage while much is made that stays."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def no_collecting() -> Iterator[None]:
    """Python looks for garbage by how much was made, and what is read or compiled here lives on: looking for garbage
    among it takes a tenth to a quarter of the time. Also a decorator.

    >>> with no_collecting():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
