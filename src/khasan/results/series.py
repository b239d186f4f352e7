"""The course of every replication, hour by hour and small: what the figures over all replications are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import ABANDONED, BURNT, KILLED, KNOCKED_OUT, MISSING, WOUNDED, Replication
from khasan.results.columns import Column, identifier
from khasan.results.frame import HELD_BY_NOBODY, frame_of

if TYPE_CHECKING:
    import pyarrow as pa

    from khasan.compiler import Compiled

_LOST = (KILLED, WOUNDED, MISSING, BURNT, KNOCKED_OUT, ABANDONED)
_SUMS = np.array([[1, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]], dtype=np.float64)
_MEASURES = ("killed", "casualties", "tanks_lost")


@dataclass(frozen=True)
class SeriesRow:
    """One replication over its T snapshots: ``lost`` i4[3, T, S] (killed, casualties, tanks lost since the start,
    by side), ``holders`` i1[T, P] (side index that holds each objective, -1 for nobody)."""

    replication: int
    member: int
    lost: NDArray[np.int32]
    holders: NDArray[np.int8]


def series_row(compiled: Compiled, rep: Replication) -> SeriesRow:
    """The series of one replication. Raises ValueError if it is not one of this scenario."""
    frame = frame_of(compiled)
    frame.check(rep)
    counted = rep.counts[:, _LOST, :].transpose(1, 0, 2).astype(np.float64)
    counted[[_LOST.index(BURNT), _LOST.index(KNOCKED_OUT)]] *= 1.0 - frame.aircraft
    by_side = counted @ frame.groups[:, : len(frame.sides)]
    lost = np.rint(np.tensordot(_SUMS, by_side, axes=1)).astype(np.int32)
    holders = np.ascontiguousarray(rep.holders[:, list(compiled.labels.objectives)], dtype=np.int8)
    return SeriesRow(rep.replication, rep.member, lost, holders)


def series_columns(compiled: Compiled) -> tuple[Column, ...]:
    """The columns of ``series.parquet`` for this scenario, in order."""
    return frame_of(compiled).series_columns


def series_table(compiled: Compiled, rows: Sequence[SeriesRow]) -> pa.Table:
    """``series.parquet``: a row a replication and snapshot, in order of the replications' numbers."""
    import pyarrow as pa

    from khasan.results.arrow import numbers, schema_of, text

    frame = frame_of(compiled)
    rows = sorted(rows, key=lambda row: row.replication)
    shots = len(frame.hours)
    made: dict[str, pa.Array] = {
        "replication": numbers(np.repeat(np.array([r.replication for r in rows], dtype=np.int32), shots)),
        "member": numbers(np.repeat(np.array([r.member for r in rows], dtype=np.int32), shots)),
        "hour": numbers(np.tile(frame.hours, len(rows))),
        "time": text(np.tile(np.arange(shots), len(rows)), frame.times),
    }
    lost = np.stack([r.lost for r in rows], axis=1) if rows else np.zeros((3, 0, shots, len(frame.sides)), np.int32)
    for m, measure in enumerate(_MEASURES):
        for s, side in enumerate(frame.sides):
            made[f"{identifier(side)}_{measure}"] = numbers(lost[m, :, :, s].ravel())
    words = (*frame.sides, HELD_BY_NOBODY)
    for p, place in enumerate(frame.places):
        held = [r.holders[:, p].astype(np.int32) for r in rows]
        codes = np.concatenate(held) if held else np.zeros(0, np.int32)
        made[f"holder_{identifier(place)}"] = text(np.where(codes < 0, len(frame.sides), codes), words)
    columns = series_columns(compiled)
    return pa.Table.from_arrays([made[c.name] for c in columns], schema=schema_of(columns))
