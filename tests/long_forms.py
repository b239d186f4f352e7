"""Tests with a long form, which `make verify` plays, and a short one, which `make test` does.

A short form takes fewer of the same cases, evenly, and must notice the faults that are planted for it. Whatever is
left to the long form alone runs with `KHASAN_LONG_FORMS=1`, by hand too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

LONG = os.environ.get("KHASAN_LONG_FORMS") == "1"
long_only = pytest.mark.skipif(not LONG, reason="a long form: make verify plays it")


def some(cases: Iterable[T], one_in: int) -> list[T]:
    """All of them in the long form, in the short one every so manieth, the first among them."""
    found = list(cases)
    return found if LONG else found[::one_in]


def long_only_cases(*cases: Any) -> list[Any]:
    """Cases that the short form does without, since it has others of the kind."""
    return list(cases) if LONG else []
