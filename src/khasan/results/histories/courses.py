"""How every replication of a run went, look by look: what histories are chosen from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from khasan.results.columns import identifier
from khasan.results.frame import HELD_BY_NOBODY, frame_of

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled
    from khasan.results.arrow import Columns

B1 = NDArray[np.bool_]
I1 = NDArray[np.int8]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
F8 = NDArray[np.float64]

SELDOM = 0.05
"""A place changes hands, and an end is open, if that comes about in more than this share of the replications."""


@dataclass(frozen=True, eq=False)
class Courses:
    """R replications in order of their numbers, at T looks, of two sides (S) and the P places that are reported."""

    numbers: I8
    """i8[R]: the numbers of the replications."""
    hours: F8
    """f8[T]: hours since the start."""
    held: I1
    """i1[R, T, P]: the side that holds each place, -1 for nobody."""
    casualties: I4
    """i4[R, T, S]: men killed, wounded and missing since the start."""
    vehicles: I4
    """i4[R, T, S]: fighting vehicles lost since the start."""

    @cached_property
    def contested(self) -> tuple[int, ...]:
        """The places that change hands: held by others than at the start, at some look, in more than one run of 20."""
        changed = (self.held != self.held[:, :1]).any(axis=1)
        return tuple(np.flatnonzero(changed.mean(axis=0) > SELDOM).tolist())

    @cached_property
    def balance(self) -> F8:
        """f8[R, P]: hours for which the first side held each place, less those for which the second did."""
        return self.held_hours(0) - self.held_hours(1)

    def held_hours(self, side: int) -> F8:
        """f8[R, P]: hours for which a side held each place, from look to look."""
        lengths = np.diff(self.hours, append=self.hours[-1])
        return np.asarray(np.tensordot(self.held == side, lengths, axes=([1], [0])), dtype=float)

    def row(self, number: int) -> int:
        """Where a replication stands. Raises ValueError if it is not among these."""
        found = int(np.searchsorted(self.numbers, number))
        if found == len(self.numbers) or self.numbers[found] != number:
            raise ValueError(f"no replication {number} among these")
        return found


def courses_of(compiled: Compiled, series: pa.Table | Columns) -> Courses:
    """The courses of all replications in ``series.parquet``, whatever the order of its rows.

    Raises ValueError if replications differ in how often they were looked at.
    """
    frame = frame_of(compiled)
    number, hour = (_numbers(series[name]) for name in ("replication", "hour"))
    numbers = np.unique(number).astype(np.int64)
    runs, looks = len(numbers), len(frame.hours)
    if len(number) != runs * looks:
        raise ValueError(f"{len(number)} rows are not {runs} replications of {looks} looks")
    order = np.lexsort((hour, number))

    def table(columns: list[Any]) -> NDArray[Any]:
        return np.stack([column[order].reshape(runs, looks) for column in columns], axis=-1)

    words = (*frame.sides, HELD_BY_NOBODY)
    sides = [identifier(side) for side in frame.sides]
    held = [_held(series[f"holder_{identifier(place)}"], words) for place in frame.places]
    return Courses(
        numbers=numbers,
        hours=frame.hours,
        held=table(held) if held else np.zeros((runs, looks, 0), dtype=np.int8),
        casualties=table([_numbers(series[f"{side}_casualties"]).astype(np.int32) for side in sides]),
        vehicles=table([_numbers(series[f"{side}_tanks_lost"]).astype(np.int32) for side in sides]),
    )


def _numbers(column: Any) -> F8:
    from khasan.results.arrow import floats

    return floats(column)


def _held(column: Any, words: tuple[str, ...]) -> I1:
    """Ids of sides as their numbers, -1 for nobody."""
    array = column.unify_dictionaries().combine_chunks()
    codes = np.array([words.index(word) for word in array.dictionary.to_pylist()], dtype=np.int8)
    found = codes[array.indices.to_numpy(zero_copy_only=False)]
    return np.where(found == len(words) - 1, -1, found).astype(np.int8)
