"""What a run keeps of its replications: rows made at once, on the worker, so that the rest can be let go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.experiment.spool import Spool
from khasan.results.outcomes import outcome_row, outcomes_table
from khasan.results.series import SeriesRow, series_row, series_table
from khasan.results.tables import events_table, losses_table, units_table

PIECE = 500
"""Replications that wait in memory before their rows go to disk."""
PIECE_RECORDED = 5
"""Recorded replications that do: each has thousands of rows."""
_RECORDED: dict[str, Callable[..., pa.Table]] = {
    "units": units_table,
    "events": events_table,
    "losses": losses_table,
}


@dataclass(frozen=True)
class Rows:
    """One replication's share of the tables; ``recorded`` is empty unless it was recorded."""

    replication: int
    outcome: dict[str, Any]
    series: SeriesRow
    recorded: dict[str, pa.Table]


def work_out(compiled: Compiled, seed: int, recorded_before: int, replication: int) -> Rows:
    """Fight a replication and turn it into rows; those numbered below ``recorded_before`` are recorded."""
    record = replication < recorded_before
    rep = run_replication(compiled, seed, replication, record=record)
    tables = {name: make(compiled, [rep]) for name, make in _RECORDED.items()} if record else {}
    return Rows(replication, outcome_row(compiled, rep), series_row(compiled, rep), tables)


class Gathering:
    """The tables of a run, growing. ``folder`` None keeps them in memory."""

    def __init__(self, compiled: Compiled, folder: Path | None) -> None:
        def path(name: str) -> Path | None:
            return None if folder is None else folder / f"{name}.parquet"

        self._outcomes = Spool(partial(outcomes_table, compiled), PIECE, path("outcomes"))
        self._series = Spool(partial(series_table, compiled), PIECE, path("series"))
        self._recorded = {
            name: Spool(partial(_joined, compiled, make), PIECE_RECORDED, path(name))
            for name, make in _RECORDED.items()
        }
        self.recorded: list[int] = []
        self.finished = 0

    def add(self, rows: Rows) -> None:
        """Take one replication more; they come in the order of their numbers."""
        self._outcomes.add(rows.outcome)
        self._series.add(rows.series)
        for name, table in rows.recorded.items():
            self._recorded[name].add(table)
        if rows.recorded:
            self.recorded.append(rows.replication)
        self.finished += 1

    def finish(self) -> dict[str, pa.Table]:
        """Close all tables. In memory: the tables by name. On disk: nothing, the files stand in their places."""
        tables = {name: spool.finish() for name, spool in self._spools().items()}
        return {name: table for name, table in tables.items() if table is not None}

    def discard(self) -> None:
        """Leave nothing on disk."""
        for spool in self._spools().values():
            spool.discard()

    def _spools(self) -> dict[str, Spool[Any]]:
        return {"outcomes": self._outcomes, "series": self._series, **self._recorded}


def _joined(compiled: Compiled, make: Callable[..., pa.Table], tables: Sequence[pa.Table]) -> pa.Table:
    if not tables:
        return make(compiled, [])
    return pa.concat_tables(tables).unify_dictionaries().combine_chunks()
