"""The arguments of the loop over the steps, caught as the engine calls it."""

from __future__ import annotations

from typing import Any
from unittest import mock

from khasan.engine import battle, run_replication


class _Caught(Exception):
    """Carries them out of the engine."""


def arguments_of(compiled: Any, seed: int, replication: int) -> tuple[Any, ...]:
    """What `run_steps` is called with at the start of a replication."""

    def catch(*arguments: Any) -> None:
        raise _Caught(*arguments)

    try:
        with mock.patch.object(battle, "run_steps", catch):
            run_replication(compiled, seed, replication)
    except _Caught as caught:
        return caught.args
    raise AssertionError("the engine ran no steps")
