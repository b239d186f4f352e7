"""Cells: which there are, and how the engine fights them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from khasan import __version__
from khasan.arrays import EXPECTED, KILLED, ROUNDS_FIRED, STATUS, Replication
from khasan.compiler import Compiled
from khasan.engine import run_replication
from khasan.errors import InputError, Problem, nearest
from khasan.frontier.fought.engine_state import engine_digest
from khasan.frontier.fought.kept_fights import NOTHING, FoughtCells, Ints
from khasan.frontier.fought.skirmish import SIDES, Cell, compiled, resolved, scenario_of
from khasan.frontier.frontier_files import FrontierLibrary


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
