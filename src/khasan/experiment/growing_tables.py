"""The tables of a run, growing row by row in the order of replications: on disk as they come, or kept in memory.

Memory stays flat on disk: rows wait until there are enough for a piece of the file. Pieces are cut by the number of
rows alone, so the same rows make the same file, whatever parts they came in.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khasan.compiler import Compiled
from khasan.output import drafted
from khasan.results.arrow import OPTIONS, in_order_of_words, schema_of
from khasan.results.outcomes import outcome_columns
from khasan.results.series import series_columns
from khasan.results.table_columns import EVENTS, LOSSES, UNITS

PIECE = 1 << 21
"""Cells of a piece: what waits in memory at most, and a row group of the file."""
FEW = 16
"""Tables that wait unjoined at most: each column of each takes a kilobyte, however few rows it has."""


class Growing:
    """The tables of a run by name. On disk they stand in their places when :meth:`finish` is called, and not before.

    Used as a context: what is not finished leaves nothing.
    """

    def __init__(self, compiled: Compiled, folder: Path | None, remedy: str = "") -> None:
        self._files = ExitStack()
        columns = {
            "outcomes": outcome_columns(compiled), "series": series_columns(compiled),
            "units": UNITS, "events": EVENTS, "losses": LOSSES,
        }  # fmt: skip
        self._tables: dict[str, _Table] = {}
        with ExitStack() as opened:
            for name, some in columns.items():
                sink = None
                if folder is not None:
                    sink = opened.enter_context(drafted(folder / f"{name}.parquet", remedy=remedy))
                self._tables[name] = _Table(schema_of(some, told=name == "outcomes"), sink)
            self._files = opened.pop_all()

    def add(self, tables: Mapping[str, pa.Table]) -> None:
        """Take up the rows of a part: those of the replications that follow."""
        for name, table in tables.items():
            self._tables[name].add(table)

    def fit(self, tables: Mapping[str, pa.Table]) -> bool:
        """Are these tables of the run's, with its columns?"""
        return all(name in self._tables and table.schema == self._tables[name].schema for name, table in tables.items())

    def finish(self) -> dict[str, pa.Table]:
        """Close all tables. In memory: the tables by name. On disk: nothing, the files stand in their places."""
        made = {name: table.finish() for name, table in self._tables.items()}
        self._files.close()
        return {name: table for name, table in made.items() if table is not None}

    def __enter__(self) -> Growing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            table.let_go()
        if error is not None:
            self._files.__exit__(kind, error, trace)


class _Table:
    """One of them."""

    def __init__(self, schema: pa.Schema, sink: Any) -> None:
        self.schema = schema
        self._rows = max(1, PIECE // len(schema))
        self._waiting: list[pa.Table] = []
        self._count = self._loose = 0
        self._kept: list[pa.Table] = []
        self._writer = None if sink is None else pq.ParquetWriter(sink, schema, **OPTIONS)
        self._empty = True

    def add(self, table: pa.Table) -> None:
        self._waiting.append(table)
        self._count += table.num_rows
        self._loose += 1
        if self._loose == FEW:
            self._waiting[-FEW:] = [pa.concat_tables(self._waiting[-FEW:]).unify_dictionaries().combine_chunks()]
            self._loose = 0
        while self._count >= self._rows:
            self._put_away(self._rows)

    def finish(self) -> pa.Table | None:
        if self._count or self._empty:
            self._put_away(self._count)
        if self._writer is None:
            return pa.concat_tables(self._kept).unify_dictionaries()
        self._writer.close()
        return None

    def let_go(self) -> None:
        """Close what writes; if it was not finished, its file goes."""
        if self._writer is not None and self._writer.is_open:
            with contextlib.suppress(Exception):  # the end of a file that is thrown away need not find room
                self._writer.close()

    def _put_away(self, count: int) -> None:
        waiting = pa.concat_tables(self._waiting) if self._waiting else self.schema.empty_table()
        ordered = in_order_of_words(waiting.slice(0, count))
        piece = pa.Table.from_arrays(ordered.columns, schema=self.schema)
        self._waiting, self._loose = [waiting.slice(count)], 0
        self._count -= count
        self._empty = False
        if self._writer is None:
            self._kept.append(piece)
        else:
            self._writer.write_table(piece, row_group_size=max(1, count))
