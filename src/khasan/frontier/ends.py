"""Whom combined fights favour, as chances: what the forward equations need where histories draw single fights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from khasan.frontier.calendar import YEAR_DAYS, Stretch, day_of
from khasan.frontier.declarations import SIDES
from khasan.frontier.fighttable import ENDS, favours
from khasan.frontier.fought.skirmish import Cell
from khasan.frontier.process import FIGHT
from khasan.frontier.setting import Setting
from khasan.frontier.space import Floats, Space


def assumed_ends(space: Space, x: Floats, size: str) -> Floats:
    """f8[draws, 3]: the table's stated chances of the three ends, in the order of `ENDS`."""
    undecided = space.value(x, f"{size}_undecided")
    japan = (1 - undecided) * space.value(x, f"{size}_japan")
    return np.stack([japan, 1 - undecided - japan, undecided], -1)


def fought_everywhere(setting: Setting) -> bool:
    """Has the engine fought the combined fights of every sector that has a share of incidents?"""
    library = setting.library
    return all(
        Cell(place.id, forces.id, side, season.id) in library.fought.fights
        for place in setting.places
        if place.share > 0
        for forces in library.cells.of_rung(FIGHT)
        for side in SIDES
        for season in library.cells.seasons
    )


class CombinedEnds:
    """Chances of the three ends of a combined fight, by sector, season and the side that raises it."""

    def __init__(self, space: Space, x: Floats, setting: Setting) -> None:
        library = setting.library
        self._cells, self._fights = library.cells, library.fought.fights
        self._shares = {place.id: place.share for place in setting.places}
        self._assumed = assumed_ends(space, x, "combined")

    def of(self, sectors: Sequence[str]) -> Floats:
        """f8[draws, raised by Japan or the Soviet side, seasons, 3]: over sectors by their share of incidents."""
        weights = np.array([self._shares[sector] for sector in sectors])
        weights = weights / weights.sum() if weights.sum() > 0 else np.full(len(sectors), 1 / len(sectors))
        return np.asarray(sum(w * self._sector(sector) for w, sector in zip(weights, sectors, strict=True)))

    def _sector(self, sector: str) -> Floats:
        seasons = self._cells.seasons
        found = np.empty((len(self._assumed), len(SIDES), len(seasons), len(ENDS)))
        for number, side in enumerate(SIDES):
            for place, season in enumerate(seasons):
                parts = [self._cell(Cell(sector, forces.id, side, season.id)) for forces in self._cells.of_rung(FIGHT)]
                found[:, number, place] = np.mean(parts, 0)
        return found

    def _cell(self, cell: Cell) -> Floats:
        fights = self._fights.get(cell)
        if fights is None:
            return self._assumed
        counts = np.bincount(favours(fights), minlength=len(ENDS))
        return np.broadcast_to(counts / counts.sum(), self._assumed.shape)

    def season(self, month: int) -> int:
        """Number of a month's season."""
        return self._cells.seasons.index(self._cells.season_of(month))

    def seasons_in(self, stretch: Stretch) -> Floats:
        """f8[seasons]: the share of a stretch's days that lies in each season."""
        days = max(1, round(stretch.length * YEAR_DAYS))
        months = [day_of(stretch.start + (k + 0.5) / YEAR_DAYS).month for k in range(0, days, max(1, days // 60))]
        counts = [sum(month in season.months for month in months) for season in self._cells.seasons]
        return np.array(counts) / len(months)
