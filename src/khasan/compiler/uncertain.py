"""Numbers that a replication draws: each with its path, its interval and its own stream."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from khasan.arrays import F8, I4, U8
from khasan.compiler.addresses import hash_of
from khasan.compiler.whole import whole
from khasan.kernels.chance.draws import triangular_draws
from khasan.scenario.numbers import Number

ABSENT = -1


class Uncertain:
    """Collects numbers at compile time, draws all of them at once in each replication.

    A number without an interval draws itself. Between low and high the law is triangular with its mode at the value:
    the least that a best value and two bounds say.
    """

    def __init__(self) -> None:
        self._paths: dict[str, int] = {}
        self._addresses: list[str] = []
        self._rows: list[tuple[float, float, float]] = []
        self._frozen: tuple[U8, F8] | None = None

    def add(self, path: str, number: Number | None, address: str | None = None) -> int:
        """Index of the number's draw; ABSENT for None. The same path gives the same index.

        Numbers of one address are drawn at one quantile: they are high or low together. Else each has its own.
        """
        if number is None:
            return ABSENT
        if path not in self._paths:
            low, high = number.interval
            self._paths[path] = len(self._rows)
            self._addresses.append(address or path)
            self._rows.append((low, float(number), high))
        return self._paths[path]

    def freeze(self) -> None:
        """End of collecting; makes the arrays that draw() reads."""
        hashes = np.array([hash_of(address) for address in self._addresses], dtype=np.uint64)
        self._frozen = hashes, np.array(self._rows, dtype=np.float64).reshape(-1, 3)

    def draw(self, key: U8) -> F8:
        """f8[n + 1]: one value a number; the last is 0 and stands for what is absent."""
        assert self._frozen is not None, "freeze() comes before draw()"
        hashes, rows = self._frozen
        return np.append(triangular_draws(key, hashes, rows), 0.0)

    @property
    def table(self) -> F8:
        """f8[n, 3]: low, value and high of each number."""
        assert self._frozen is not None, "freeze() comes first"
        return self._frozen[1]

    def fixed(self, values: Mapping[int, float]) -> Uncertain:
        """The same numbers with some, by index, no longer uncertain; every other draws what it drew before."""
        assert self._frozen is not None, "freeze() comes first"
        hashes, rows = self._frozen
        rows = rows.copy()
        for index, value in values.items():
            rows[index] = value
        twin = Uncertain()
        twin._paths, twin._addresses = self._paths, self._addresses
        twin._rows = [(low, value, high) for low, value, high in rows.tolist()]
        twin._frozen = hashes, rows
        return twin


def index_array(rows: list[list[int]]) -> I4:
    """Indices into a draw as i4[field, item]."""
    return np.ascontiguousarray(whole(rows, "indices into the draws").T)
