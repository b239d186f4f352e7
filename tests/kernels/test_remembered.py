"""numba's answers about its own functions, remembered while kernels are compiled."""

from __future__ import annotations

import operator

import numba
import pytest
from numba.core.registry import cpu_target
from numba.core.types.functions import BaseFunction

from khasan.kernels.compiling.typing_memo import remembering

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")


def test_an_answer_is_what_numba_says_and_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    context = cpu_target.typing_context
    context.refresh()
    plus = context.resolve_value_type(operator.add)
    pairs = [(numba.float64, numba.float64), (numba.int32, numba.int64), (numba.uint64, numba.uint64)]
    plain = [plus.get_call_type(context, pair, {}) for pair in pairs]
    with remembering():
        first = [plus.get_call_type(context, pair, {}) for pair in pairs]
        again = [plus.get_call_type(context, pair, {}) for pair in pairs]
    assert first == plain
    assert all(one is other for one, other in zip(first, again, strict=True))


def test_outside_numba_asks_as_ever() -> None:
    before = BaseFunction.get_call_type
    with remembering():
        assert BaseFunction.get_call_type is not before
        with remembering():
            pass
        assert BaseFunction.get_call_type is not before
    assert BaseFunction.get_call_type is before
