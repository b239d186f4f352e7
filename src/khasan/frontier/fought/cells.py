"""Cells: which there are, how the engine fights one, and the file that keeps what came of all of them."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from khasan import __version__
from khasan.arrays import EXPECTED, KILLED, ROUNDS_FIRED, STATUS, Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.errors import InputError, Problem, nearest
from khasan.frontier.fought.engine_state import engine_digest
from khasan.frontier.fought.skirmish import SIDES, Cell, compiled, resolved, scenario_of
from khasan.output import write_whole
from khasan.results.arrow import table_of_rows
from khasan.results.columns import Column

if TYPE_CHECKING:
    from khasan.frontier.frontier_files import FrontierLibrary

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


def cells_of(library: FrontierLibrary) -> list[Cell]:
    """Every cell there is to fight: all sectors with ground, all forces, either side raising it, all seasons."""
    return [
        Cell(sector.id, forces.id, side, season.id)
        for sector in library.sectors.values()
        if sector.ground is not None
        for forces in library.cells.forces
        for side in SIDES
        for season in library.cells.seasons
    ]


def cell_of(library: FrontierLibrary, sector: str, forces: str, raised_by: str, season: str) -> Cell:
    """A cell by the names of its parts. InputError with every name that is unknown, and the nearest one."""
    known = {
        "SECTOR": (sector, [one.id for one in library.sectors.values() if one.ground is not None]),
        "FORCES": (forces, [one.id for one in library.cells.forces]),
        "SIDE": (raised_by, list(SIDES)),
        "SEASON": (season, [one.id for one in library.cells.seasons]),
    }
    problems = [
        Problem("command line", None, None, name, repr(value), nearest(value, names))
        for name, (value, names) in known.items()
        if value not in names
    ]
    if problems:
        raise InputError(problems)
    return Cell(sector, forces, raised_by, season)


def text_of(library: FrontierLibrary, cell: Cell) -> str:
    """The scenario file of a cell. InputError where a part of the cell is unknown or has no ground."""
    sector, file = library.sectors[cell.sector], library.cells
    assert sector.ground is not None
    forces = next(one for one in file.forces if one.id == cell.forces)
    season = next(one for one in file.seasons if one.id == cell.season)
    return scenario_of(cell, sector.title, sector.ground, forces, season, file)


def fight(one: Compiled, cell: Cell, numbers: Sequence[int], workers: int = 1) -> Ints:
    """Fight a cell: i4[numbers, 6]. The same cell and number give the same fight, whatever else is fought."""
    seed = zlib.crc32(str(cell).encode())
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(lambda number: measured(one, run_replication(one, seed, number)), numbers))
    return np.array(found, dtype=np.int32)


def measured(one: Compiled, rep: Replication) -> tuple[int, ...]:
    """Men who came, killed, who holds the place at the end, and how long it lasted: in the order of `MEASURES`."""
    side = np.asarray(one.labels.unit_side)
    came = rep.counts[-1, STATUS] != EXPECTED
    men = [int(rep.initial_men[came & (side == k)].sum()) for k in range(2)]
    killed = [int(rep.counts[-1, KILLED][side == k].sum()) for k in range(2)]
    fired = np.flatnonzero(np.diff(rep.counts[:, ROUNDS_FIRED].sum(1)))
    steps = rep.snapshot_steps[fired[-1] + 1] - rep.snapshot_steps[fired[0]] if fired.size else 0
    minutes = round(int(steps) * one.step_s / 60)
    return (*men, *killed, int(rep.holders[-1, one.labels.objectives[0]]), minutes)


def remade(
    library: FrontierLibrary,
    before: FoughtCells = NOTHING,
    *,
    replications: int | None = None,
    workers: int = 1,
    tell: Callable[[str], None] = lambda words: None,
) -> FoughtCells:
    """All cells, those fought anew whose scenario or engine is another than ``before`` has them.

    InputError, before anything is fought, with every cell that cannot be.
    """
    many = replications or library.cells.replications
    cells, engine = cells_of(library), engine_digest()
    texts = {cell: text_of(library, cell) for cell in cells}
    for sector, cell in {cell.sector: cell for cell in cells}.items():
        resolved(texts[cell], sector)
    digests = {cell: hashlib.sha256(text.encode()).hexdigest()[:16] for cell, text in texts.items()}
    fights: dict[Cell, Ints] = {}
    for cell in cells:
        old = before.fights.get(cell)
        if old is not None and before.engine == engine and before.texts[cell] == digests[cell] and len(old) == many:
            fights[cell] = old
    left = [cell for cell in cells if cell not in fights]
    tell(f"{len(left)} of {len(cells)} cells to fight, {many} times each")
    for number, cell in enumerate(left):
        fights[cell] = fight(compiled(texts[cell], cell.sector), cell, range(many), workers)
        if (number + 1) % 24 == 0 or number + 1 == len(left):
            tell(f"{number + 1} of {len(left)} cells fought")
    return FoughtCells({cell: fights[cell] for cell in cells}, digests, engine, __version__)


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
