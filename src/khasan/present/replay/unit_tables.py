"""The fields of the units that the replay shows, hour by hour, as packed tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import ORDER_NAMES, POSTURE_NAMES, STATUS_NAMES
from khasan.compiler import Compiled
from khasan.present.replay.packing import packed

I8 = NDArray[np.int64]

FIELDS = (
    "where",
    "men",
    "killed",
    "wounded",
    "missing",
    "vehicles",
    "burnt",
    "knocked_out",
    "suppression",
    "cohesion",
    "ammunition",
    "posture",
    "order",
    "order_place",
    "status",
    "seen",
    "seen_age",
)
WORDS: Mapping[str, tuple[str, ...]] = {"posture": POSTURE_NAMES, "order": ORDER_NAMES, "status": STATUS_NAMES}
_PERCENT = frozenset({"suppression", "cohesion", "ammunition"})
_LOST = ("killed", "wounded", "missing")
_OLDEST = 9_999


class Spots:
    """The distinct positions of a replay, numbered as they come."""

    def __init__(self) -> None:
        self.known: dict[tuple[float, float], int] = {}

    def of(self, part: Any, names: tuple[str, str]) -> I8:
        """i8[rows] numbers of the positions in two columns, -1 where they hold nothing."""
        x, y = (np.asarray(part[name].to_numpy(), dtype=np.float64) for name in names)
        there = ~np.isnan(x)
        pairs, inverse = np.unique(np.stack([x[there], y[there]], axis=1), axis=0, return_inverse=True)
        numbers = [self.known.setdefault((px, py), len(self.known)) for px, py in pairs.tolist()]
        found = np.full(len(x), -1, dtype=np.int64)
        if numbers:
            found[there] = np.array(numbers, dtype=np.int64)[inverse.ravel()]
        return found


class UnitTables:
    """The rows of one replication of a run's units, by hour and then by unit as compiled."""

    def __init__(self, compiled: Compiled, part: Any, spots: Spots) -> None:
        self._compiled = compiled
        self._part = part
        self._spots = spots
        units = len(compiled.labels.units)
        index = {unit: number for number, unit in enumerate(compiled.labels.units)}
        self._order = np.lexsort((coded(part["unit"], index), part["hour"].to_numpy()))
        self._shape = (part.num_rows // units, units)

    def lost(self) -> I8:
        """i8[T, U]: men lost since the start."""
        killed, wounded, missing = (self._whole(field) for field in _LOST)
        return killed + wounded + missing

    def packed(self) -> dict[str, str]:
        """Each field packed, by its name."""
        return {field: packed(self._whole(field).astype(np.int16)) for field in FIELDS}

    def _whole(self, field: str) -> I8:
        """i8[T, U]"""
        table: I8 = self._rows(field)[self._order].reshape(self._shape)
        return table

    def _rows(self, field: str) -> I8:
        part = self._part
        if field == "where":
            return self._spots.of(part, ("x_m", "y_m"))
        if field in ("seen", "seen_age"):
            return self._last_seen(field)
        if field in WORDS:
            return coded(part[field], {word: number for number, word in enumerate(WORDS[field])})
        if field == "order_place":
            return coded(part[field], {place: number for number, place in enumerate(self._compiled.labels.places)})
        values = part[field].to_numpy()
        if field in _PERCENT:
            # steps of 5 are as fine as anybody can see, and pack well
            return np.asarray(5 * np.rint(20 * values.astype(np.float64))).astype(np.int64)
        return np.asarray(values).astype(np.int64)

    def _last_seen(self, field: str) -> I8:
        """Where the enemy last saw it, and how many minutes ago; -1 where he does not know of it.

        A run of an earlier khasan tells only that he knows: then it stands where it is.
        """
        part = self._part
        known = np.asarray(part["known_to_enemy"].to_numpy(zero_copy_only=False), dtype=np.bool_)
        if "seen_h" not in part.column_names:
            return np.where(known, self._spots.of(part, ("x_m", "y_m")) if field == "seen" else 0, -1)
        if field == "seen":
            return np.where(known, self._spots.of(part, ("seen_x_m", "seen_y_m")), -1)
        ages = np.nan_to_num(np.asarray(part["seen_h"].to_numpy(), dtype=np.float64))
        return np.where(known, np.minimum(np.rint(60 * ages), _OLDEST), -1).astype(np.int64)


def coded(column: Any, index: Mapping[str, int]) -> I8:
    """Words (a dictionary column or plain) as their numbers in ``index``, -1 for none."""
    column = column.combine_chunks()
    column = column if hasattr(column, "dictionary") else column.dictionary_encode()
    numbers = np.array([index.get(word, -1) for word in column.dictionary.to_pylist()] + [-1], dtype=np.int64)
    return np.asarray(numbers[column.indices.fill_null(len(numbers) - 1).to_numpy(zero_copy_only=False)])


def of_replication(table: Any, replication: int) -> Any:
    """The rows of one replication."""
    import pyarrow.compute

    return table.filter(pyarrow.compute.equal(table["replication"], replication))


def distinct(column: Any) -> list[Any]:
    """The values of a column, each once, in the order they come."""
    values: Sequence[Any] = column.unique().to_pylist()
    return list(values)
