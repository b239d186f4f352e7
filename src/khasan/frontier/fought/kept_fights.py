"""What the engine's fights brought, by cell, and the file that keeps it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from khasan.errors import InputError, Problem
from khasan.frontier.fought.engine_state import engine_digest
from khasan.frontier.fought.skirmish import Cell
from khasan.output import write_whole
from khasan.results.arrow import table_of_rows
from khasan.results.columns import Column

FILE = "fought.parquet"
_HEAD = b"khasan fought"
MEASURES = ("men_japan", "men_soviet", "killed_japan", "killed_soviet", "holder", "minutes")
COLUMNS = (
    Column("sector", "1", "whose ground", "text"),
    Column("forces", "1", "which forces of cells.yaml", "text"),
    Column("raised_by", "1", "side that comes for the place", "text"),
    Column("season", "1", "season of cells.yaml", "text"),
    Column("replication", "1", "number of the fight in its cell", "int32"),
    Column("men_japan", "men", "Japanese side, came to the field", "int32"),
    Column("men_soviet", "men", "Soviet side, came to the field", "int32"),
    Column("killed_japan", "men", "Japanese side, killed", "int32"),
    Column("killed_soviet", "men", "Soviet side, killed", "int32"),
    Column("holder", "1", "side that holds the place at the end: 0 Japan, 1 the Soviet side, -1 neither", "int32"),
    Column("minutes", "minute", "from the first shot to the last, to ten minutes", "int32"),
)
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class FoughtCells:
    """What the engine's fights brought, by cell."""

    fights: Mapping[Cell, Ints]
    """i4[fights, 6] of each cell, in the order of `MEASURES`."""
    texts: Mapping[Cell, str]
    """Digest of the scenario that each was fought from."""
    engine: str
    """Digest of the engine that fought them."""
    khasan: str

    @property
    def digest(self) -> str:
        """Of what histories draw from."""
        found = hashlib.sha256()
        for cell in sorted(self.fights, key=str):
            found.update(str(cell).encode())
            found.update(np.ascontiguousarray(self.fights[cell]).tobytes())
        return found.hexdigest()

    @property
    def stale(self) -> bool:
        """Were they fought by other rules or data than those here?"""
        return self.engine != engine_digest()


NOTHING = FoughtCells({}, {}, "", "")
"""No cell at all: every fight comes from the table of stated assumptions."""


def write_cells(path: Path, found: FoughtCells) -> Path:
    """Keep what was fought. CannotWrite."""
    rows: list[dict[str, Any]] = []
    for cell, fights in found.fights.items():
        who = {"sector": cell.sector, "forces": cell.forces, "raised_by": cell.raised_by, "season": cell.season}
        for number, values in enumerate(fights.tolist()):
            rows.append({**who, "replication": number, **dict(zip(MEASURES, values, strict=True))})
    head = {
        "engine": found.engine, "khasan": found.khasan,
        "scenarios": {str(cell): digest for cell, digest in found.texts.items()},
    }  # fmt: skip
    table = table_of_rows(COLUMNS, rows)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _HEAD: json.dumps(head).encode()})
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd", compression_level=9, version="2.6", write_statistics=False)
    return write_whole(path, stream.getvalue())


def read_cells(path: Path) -> FoughtCells:
    """What was fought. InputError where the file is missing or damaged."""
    try:
        table = pq.read_table(path)
        head = json.loads(table.schema.metadata[_HEAD])
        keys = [_words(table[name]) for name in ("sector", "forces", "raised_by", "season")]
        values = np.stack([table[name].to_numpy().astype(np.int32) for name in MEASURES], -1)
        fights: dict[Cell, Ints] = {}
        starts = np.flatnonzero(table["replication"].to_numpy() == 0).tolist()
        for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
            fights[Cell(*(key[start] for key in keys))] = values[start:end]
        texts = {cell: head["scenarios"][str(cell)] for cell in fights}
        return FoughtCells(fights, texts, head["engine"], head["khasan"])
    except (OSError, ValueError, KeyError, TypeError) as error:  # Arrow's own errors are ValueError or OSError
        value = "no such file" if isinstance(error, FileNotFoundError) else f"damaged ({type(error).__name__})"
        raise InputError([Problem(str(path), None, None, "", value, "remake it: khasan frontier cells")]) from error


def _words(column: Any) -> list[str]:
    return [str(word) for word in column.to_pylist()]
