"""What a fight costs, behind one interface: today a table of stated assumptions, later cells fought by the engine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from pydantic import Field

from khasan.frontier.declarations import TOP, Rung
from khasan.frontier.frontier_files import FrontierLibrary
from khasan.frontier.space import Z90
from khasan.scenario.loader import load_model
from khasan.scenario.numbers import Provenance, Strict


@dataclass(frozen=True)
class Cost:
    """Men engaged and killed, by side, and where the figures are from."""

    men_japan: int
    men_soviet: int
    killed_japan: int
    killed_soviet: int
    origin: str
    """``assumed`` where they come from the table, ``engine`` where a cell was fought."""


class FightTable(Protocol):
    """Gives the cost of a fight of a rung in a sector on a day of the year. Whom its end favours is no part of it."""

    def cost(self, rng: np.random.Generator, rung: int, sector: str, month: int, favour: str) -> Cost:
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

    def cost(self, rng: np.random.Generator, rung: int, sector: str, month: int, favour: str) -> Cost:
        """One fight; a side that its end does not favour loses half as many again, the other a third less."""
        if rung == 0:
            return Cost(0, 0, 0, 0, "assumed")
        row = self._rows[rung]
        men = [max(2, round(_drawn(rng, row.men))) for _ in range(2)]
        share = [min(0.9, _drawn(rng, row.killed)) for _ in range(2)]
        if favour in ("japan", "soviet"):
            worse = 1 if favour == "japan" else 0
            share[worse], share[1 - worse] = min(0.9, share[worse] * 1.5), share[1 - worse] / 1.5
        killed = [int(rng.binomial(number, part)) for number, part in zip(men, share, strict=True)]
        return Cost(men[0], men[1], killed[0], killed[1], "assumed")


def _drawn(rng: np.random.Generator, interval: list[float]) -> float:
    median, low, high = interval
    spread = (np.log(high) - np.log(low)) / (2 * Z90)
    return float(median * np.exp(spread * rng.standard_normal()))
