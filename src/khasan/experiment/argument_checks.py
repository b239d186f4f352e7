"""Arguments of the Python API: of the right kind as well as within their range."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

from khasan.errors import InputError, Problem

MOST_REPLICATIONS = 2**31 - 1
"""Numbers of replications are 32-bit in the tables."""
MOST_SEED = 2**64 - 1
MOST_WORKERS = 256


def whole(name: str, value: Any, low: int, high: int) -> Problem | None:
    """What is wrong with a value that should be a whole number in a range; None if it is one.

    A whole number of numpy is one. A fraction is none, even 7.0, nor is True or "7".

    >>> print(whole("seed", 7.0, 0, 10))
    command line: --seed: got 7.0; give a whole number from 0 to 10, without a decimal point
    """
    remedy = f"give a whole number from {low} to {high}"
    if isinstance(value, float):
        return problem(name, value, f"{remedy}, without a decimal point")
    if isinstance(value, str):
        return problem(name, repr(value), f"{remedy}, without quotes")
    try:
        number = operator.index(value)
    except TypeError:
        return problem(name, repr(value), remedy)
    if isinstance(value, bool):
        return problem(name, value, f"{remedy}, not a truth value")
    return None if low <= number <= high else problem(name, value, remedy)


def problem(name: str, value: object, remedy: str) -> Problem:
    """Something wrong with an argument, by the name that it has on the command line."""
    return Problem("command line", None, None, f"--{name}", str(value), remedy)


def refuse(found: Iterable[Problem | None]) -> None:
    """Raises InputError with all that is wrong, if anything is."""
    wrong = [one for one in found if one is not None]
    if wrong:
        raise InputError(wrong)
