"""Whole numbers put into 32 bits: what does not fit is refused, where a cast would make another number of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from khasan.arrays import I4
from khasan.errors import RunError, input_error

_LEAST, _MOST = -(2**31), 2**31 - 1


def whole(values: ArrayLike, what: str, *, file: str = "") -> I4:
    """i4 of the same shape; fractions are cut off.

    InputError if a number does not fit and `file` is to blame, RunError if none is: then a check that stands before
    this one has a hole.

    >>> whole([1.0, 2.0], "men").tolist()
    [1, 2]
    >>> whole([1e30], "men")
    Traceback (most recent call last):
        ...
    khasan.errors.RunError: men: 1e+30 does not fit into 32 bits; report it, this is a fault of khasan
    """
    try:
        found = np.asarray(values)
        fits = found.dtype != object and (not found.size or (found.min() >= _LEAST and found.max() <= _MOST))
    except OverflowError:
        found, fits = np.asarray(values, dtype=np.float64), False
    if not fits:
        numbers = found.astype(np.float64).ravel()
        with np.errstate(invalid="ignore"):
            worst = float(numbers[~((numbers >= _LEAST) & (numbers <= _MOST))][0])
        if file:
            raise input_error(what, f"{worst:g}", f"keep it from {_LEAST:,} to {_MOST:,}", file=file)
        raise RunError(f"{what}: {worst:g} does not fit into 32 bits; report it, this is a fault of khasan")
    return found.astype(np.int32)
