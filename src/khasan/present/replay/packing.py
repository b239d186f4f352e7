"""Tables packed for a page: small steps and few digits, deflated, written in base64."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DIGITS_KEPT = np.uint32(0xFFFFE000)
"""What is kept of a single-precision number: its sign, its size and ten bits, three digits and a half."""


def deflated(content: bytes) -> str:
    """Bytes for a page."""
    return base64.b64encode(zlib.compress(content, 9)).decode("ascii")


def packed(table: NDArray[np.int16]) -> str:
    """A table i2[T, U] as its first row and the steps from row to row: most units do nothing in most hours."""
    steps = np.diff(table, axis=0, prepend=np.zeros_like(table[:1]))
    return deflated(steps.astype("<i2").tobytes())


def packed_columns(columns: Mapping[str, NDArray[Any]]) -> str:
    """Whole numbers, a column after the other, each i4[n] as steps from row to row."""
    steps = [np.diff(np.asarray(column, dtype=np.int64), prepend=0).astype("<i4") for column in columns.values()]
    return deflated(b"".join(step.tobytes() for step in steps))


def packed_reals(columns: Mapping[str, NDArray[Any]], *, whole: Collection[str] = ()) -> str:
    """Numbers f8[n], a column after the other: those of ``whole`` to seven digits, the others to three.

    The bytes of a column stand by their place in the number: those that are cut off are nothing but noughts.
    """
    planes = []
    for name, column in columns.items():
        bits = np.asarray(column, dtype="<f4").view("<u4")
        if name not in whole:
            bits = (bits + np.uint32(0x1000)) & _DIGITS_KEPT  # to the nearest, not downwards
        planes.append(bits.astype("<u4").view(np.uint8).reshape(-1, 4).T.tobytes())
    return deflated(b"".join(planes))
