"""While kernels are compiled: what numba has found out about a call of its own functions is not found out again.

numba asks anew for each `+` and each `a[i]` which of its many definitions takes arguments of these types, several times
in each function. Of fifteen thousand questions six hundred differ: the others took a fifth of the time of compiling.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from numba.core.types.functions import BaseFunction

_answers: dict[tuple[Any, ...], Any] = {}
_ask: Any = BaseFunction.get_call_type


def _answer(function: Any, context: Any, arguments: Any, named: Any) -> Any:
    """The signature of a call of one of numba's own functions with arguments of these types."""
    if named:
        return _ask(function, context, arguments, named)
    question = (function, context, *arguments)
    if question not in _answers:
        _answers[question] = _ask(function, context, arguments, named)
    return _answers[question]


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """Remember answers until the end; to be used under numba's lock of compilers, which keeps all others out."""
    asks: Any = BaseFunction
    before = asks.get_call_type
    asks.get_call_type = _answer
    try:
        yield
    finally:
        asks.get_call_type = before
