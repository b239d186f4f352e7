"""The series of a run as arrays, and the clock of its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.present.run_report.run_figures import Clock
from khasan.present.sky import nights

F8 = NDArray[np.float64]
_TICKS, _SEVERAL = 7, 3
"""How many ticks an axis has at most, and how many days or hours there must be for ticks at them."""


@dataclass(frozen=True)
class Series:
    """The series as arrays [R, T], a column when it is asked for; rows stand by replication, then by hour."""

    table: Any
    count: int

    @property
    def names(self) -> list[str]:
        return list(self.table.column_names)

    def numbers(self, name: str) -> NDArray[Any]:
        """[R, T], in as little room as its largest number needs."""
        found = np.concatenate([_smallest(np.asarray(piece)) for piece in self._pieces(name)])
        return found.reshape(self.count, -1)

    def shares(self, name: str, words: Sequence[str]) -> list[F8]:
        """f8[T] for each word: the share of the replications that have it then."""
        found = []
        for piece in self._pieces(name):
            known = piece.dictionary.to_pylist()
            number = np.array([words.index(word) if word in words else -1 for word in known] or [-1], dtype=np.int8)
            found.append(number[piece.indices.to_numpy(zero_copy_only=False)])
        held = np.concatenate(found).reshape(self.count, -1)
        return [(held == number).mean(axis=0) for number in range(len(words))]

    def _pieces(self, name: str) -> Iterable[Any]:
        some: Iterable[Any] = self.table.pieces(name) if hasattr(self.table, "pieces") else self.table[name].chunks
        return some


def clock_of(hours: Sequence[datetime], light: Sequence[Mapping[str, Any]]) -> Clock:
    """The time axis of a run's figures, with its nights."""
    days = np.array([(hour - hours[0]).total_seconds() / 86400 for hour in hours])
    dark = nights(days.tolist(), [str(hour["sky"]) for hour in light])
    return Clock(days, tuple(_ticks(hours, days)), tuple(dark))


def _smallest(counts: NDArray[Any]) -> NDArray[Any]:
    return counts.astype(np.min_scalar_type(int(counts.max()))) if counts.size and counts.min() >= 0 else counts


def _ticks(hours: Sequence[datetime], days: F8) -> list[tuple[float, str]]:
    """Midnights where there are several, else whole hours, else any looks; about seven of them."""
    looks = list(zip(days.tolist(), hours, strict=True))
    midnights = [(day, hour) for day, hour in looks if hour.hour == hour.minute == 0]
    if len(midnights) >= _SEVERAL:
        return [(day, f"{hour.day}\n{hour:%b}") for day, hour in _some(midnights)]
    whole = [(day, hour) for day, hour in looks if hour.minute == 0]
    return [(day, f"{hour:%H:%M}") for day, hour in _some(whole if len(whole) >= _SEVERAL else looks)]


def _some(looks: list[tuple[float, datetime]]) -> list[tuple[float, datetime]]:
    """No more than seven of them, evenly."""
    return looks[:: -(-len(looks) // _TICKS)]
