"""Tables that grow while a run goes on: to disk in pieces, or kept in memory. Memory stays flat on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

RowT = TypeVar("RowT")

_OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "version": "2.6",
    "write_statistics": False,
    "write_page_index": False,
}
"""As khasan.results.arrow writes a table in one go."""


class Spool(Generic[RowT]):
    """One table of a run. ``make`` turns rows into a table; it is called once for every ``piece`` rows.

    The pieces depend on how many rows came before and on nothing else, so the same rows make the same file.
    ``path`` None keeps the table in memory.
    """

    def __init__(self, make: Callable[[Sequence[RowT]], pa.Table], piece: int, path: Path | None) -> None:
        self._make = make
        self._piece = piece
        self._path = path
        self._rows: list[RowT] = []
        self._tables: list[pa.Table] = []
        self._file: Any = None

    def add(self, row: RowT) -> None:
        """Take one more row."""
        self._rows.append(row)
        if len(self._rows) == self._piece:
            self._put_away()

    def finish(self) -> pa.Table | None:
        """Put the last rows away. In memory: the whole table. On disk: None, the file stands in its place."""
        if self._rows or (self._file is None and not self._tables):
            self._put_away()
        if self._path is None:
            return pa.concat_tables(self._tables).unify_dictionaries()
        self._file.close()
        os.replace(self._part, self._path)
        return None

    def discard(self) -> None:
        """Leave nothing on disk."""
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    @property
    def _part(self) -> Path:
        assert self._path is not None
        return self._path.with_name(self._path.name + ".part")

    def _put_away(self) -> None:
        table = self._make(self._rows)
        self._rows = []
        if self._path is None:
            self._tables.append(table)
            return
        if self._file is None:
            self._file = pq.ParquetWriter(self._part, table.schema, **_OPTIONS)
        self._file.write_table(table.unify_dictionaries().combine_chunks())
