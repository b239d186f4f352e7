"""What a fight costs, whom it favours, how long it lasts: from the engine's fights, or from stated assumptions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import Field

from khasan.frontier.day_chances import World
from khasan.frontier.declarations import SIDES, TOP, Rung
from khasan.frontier.fought.kept_fights import Ints
from khasan.frontier.fought.skirmish import Cell
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.process import FIGHT
from khasan.frontier.space import Z90
from khasan.scenario.loader import load_model
from khasan.scenario.numbers import Provenance, Strict


@dataclass(frozen=True)
class Fought:
    """One fight: men engaged and killed, by side, whom its end favours, and where all that is from."""

    men_japan: int
    men_soviet: int
    killed_japan: int
    killed_soviet: int
    favour: str
    """``japan``, ``soviet``, ``neither``; nothing for an assumed fight below a combined one."""
    hours: float | None
    """From the first shot to the last; None where nobody fought it."""
    origin: str
    """``assumed`` where it comes from the table, ``engine`` where a cell was fought."""


class FightTable(Protocol):
    """Gives a fight of a rung in a sector, raised by a side in a month."""

    def fight(
        self, world: World, rng: np.random.Generator, rung: int, sector: str, month: int, raised_by: str
    ) -> Fought:
        """One fight, drawn."""
        ...


class _Row(Strict):
    rung: Rung
    men: list[float] = Field(min_length=3, max_length=3)
    killed: list[float] = Field(min_length=3, max_length=3)
    provenance: Provenance


class _File(Strict):
    rungs: list[_Row] = Field(min_length=TOP)


class AssumedFights:
    """The table of stated assumptions: the same law for both sides, in every sector and season."""

    def __init__(self, library: FrontierLibrary) -> None:
        path = next(
            (root / "fight_table.yaml" for root in reversed(library.roots) if (root / "fight_table.yaml").is_file()),
            Path(),
        )
        file = load_model(path, _File)
        self._rows = {row.rung: row for row in file.rungs}
        self.digest = hashlib.sha256(file.model_dump_json().encode()).hexdigest()
        """Of the table: histories hang on it."""

    def fight(
        self, world: World, rng: np.random.Generator, rung: int, sector: str, month: int, raised_by: str
    ) -> Fought:
        """One fight; a side that its end does not favour loses half as many again, the other a third less."""
        if rung == 0:
            return Fought(0, 0, 0, 0, "", None, "assumed")
        favour = _end(world, "combined" if rung == FIGHT else "great", rng) if rung >= FIGHT else ""
        row = self._rows[rung]
        men = [max(2, round(_drawn(rng, row.men))) for _ in range(2)]
        share = [min(0.9, _drawn(rng, row.killed)) for _ in range(2)]
        if favour in SIDES:
            worse = 1 if favour == "japan" else 0
            share[worse], share[1 - worse] = min(0.9, share[worse] * 1.5), share[1 - worse] / 1.5
        killed = [int(rng.binomial(number, part)) for number, part in zip(men, share, strict=True)]
        return Fought(men[0], men[1], killed[0], killed[1], favour, None, "assumed")


class EngineFights:
    """Fights as the engine fought them, wherever there is a cell; all others from the table of assumptions."""

    def __init__(self, library: FrontierLibrary) -> None:
        self.assumed = AssumedFights(library)
        self._cells, self._fought = library.cells, library.fought.fights
        self.digest = hashlib.sha256(f"{self.assumed.digest} {library.fought.digest}".encode()).hexdigest()
        """Of table and cells: histories hang on them."""

    def fight(
        self, world: World, rng: np.random.Generator, rung: int, sector: str, month: int, raised_by: str
    ) -> Fought:
        """One of the fights of a cell, each as likely as the next; of a rung's forces each as likely too."""
        forces = self._cells.of_rung(rung)
        if forces:
            chosen = forces[int(rng.integers(len(forces)))]
            fights = self._fought.get(Cell(sector, chosen.id, raised_by, self._cells.season_of(month).id))
            if fights is not None:
                row = fights[int(rng.integers(len(fights)))]
                men, killed = row[:2].tolist(), row[2:4].tolist()
                favour = ENDS[int(favours(row[None])[0])]
                return Fought(men[0], men[1], killed[0], killed[1], favour, round(int(row[5]) / 60, 1), "engine")
        return self.assumed.fight(world, rng, rung, sector, month, raised_by)


ENDS = ("japan", "soviet", "neither")


def favours(fights: Ints) -> Ints:
    """Whom the end of each fight favours, an index of `ENDS`: who holds the place, if his dead are not the more.

    A place won at the dearer price favours nobody: that is an assumption about how capitals read a fight.

    >>> rows = [[30, 30, 1, 5, 0, 60], [30, 30, 6, 5, 0, 60], [30, 30, 5, 5, 1, 60], [9, 9, 0, 0, -1, 0]]
    >>> [ENDS[k] for k in favours(np.array(rows, dtype=np.int32))]
    ['japan', 'neither', 'soviet', 'neither']
    """
    holder, killed = fights[:, 4], fights[:, 2:4]
    held = np.maximum(holder, 0)
    own = np.take_along_axis(killed, held[:, None], 1)[:, 0]
    other = np.take_along_axis(killed, 1 - held[:, None], 1)[:, 0]
    return np.where((holder < 0) | (own > other), 2, held).astype(np.int32)


def _end(world: World, size: str, rng: np.random.Generator) -> str:
    """Whom the end of an assumed fight favours: the table's stated chances."""
    undecided, japan = world.value(f"{size}_undecided"), world.value(f"{size}_japan")
    u = rng.random()
    return "neither" if u < undecided else "japan" if u < undecided + (1 - undecided) * japan else "soviet"


def _drawn(rng: np.random.Generator, interval: list[float]) -> float:
    median, low, high = interval
    spread = (np.log(high) - np.log(low)) / (2 * Z90)
    return float(median * np.exp(spread * rng.standard_normal()))
