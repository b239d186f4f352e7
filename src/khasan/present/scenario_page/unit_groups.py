"""Units that share one symbol on the map of a scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from khasan.present.scenario_page.plan_words import moment
from khasan.scenario.resolved import Resolved, Unit

_NAMED = 2
"""So many units that are there at the start are named beside their symbol; of more, only the formation is."""


@dataclass(frozen=True)
class Group:
    """Units drawn as one symbol: of one type where they stand at the start, of a side where they come in later."""

    side: str
    sidc: str
    """Of their type; of several, of that which most of them have."""
    colour: str
    units: tuple[Unit, ...]
    formation: str
    """Name of the smallest formation that they all belong to; of a side without one, the side's."""
    present: bool
    x: float
    y: float
    """Where they stand, in metres of the map."""

    @property
    def told(self) -> str:
        """What the symbol says when pointed at."""
        if self.present:
            return ", ".join(unit.name for unit in self.units)
        return "\n".join(f"{unit.name}: arrives {moment(unit.arrives)}" for unit in self.units)

    @property
    def caption(self) -> tuple[str, ...]:
        """Lines that stand beside it."""
        count = len(self.units)
        if self.present:
            few = count <= _NAMED
            return tuple(unit.name for unit in self.units) if few else (f"{self.formation}: {count} units",)
        name = self.units[0].name if count == 1 else f"{self.formation}: {count} units"
        return name, _days(self.units[0].arrives, self.units[-1].arrives)


def groups_of(scenario: Resolved, places: dict[str, tuple[float, float]]) -> list[Group]:
    """Units present first, in the order of battle, then those that come in later, by side and place.

    KeyError if the map lacks the place of one.
    """
    start = scenario.clock.start
    together: dict[tuple[str, ...], list[Unit]] = {}
    grounded = [unit for unit in scenario.units if scenario.toes[unit.toe].branch != "aviation"]  # aircraft are off it
    for unit in sorted(grounded, key=lambda unit: max(unit.arrives, start)):
        sidc = scenario.toes[unit.toe].sidc if unit.arrives <= start else ""
        together.setdefault((unit.side, unit.at.model_dump_json(), sidc), []).append(unit)
    chains = {formation.id: formation.parent for formation in scenario.formations}
    names = {formation.id: formation.name for formation in scenario.formations}
    groups = []
    for (side, _, _), units in together.items():
        sidc = Counter(scenario.toes[unit.toe].sidc for unit in units).most_common(1)[0][0]
        x, y = units[0].at.beside(*places[units[0].at.place])
        common = _common(units, chains)
        name = names[common] if common else scenario.side(side).name
        present = units[0].arrives <= start
        groups.append(Group(side, sidc, scenario.side(side).colour, tuple(units), name, present, x, y))
    return groups


def _common(units: list[Unit], parents: Mapping[str, str | None]) -> str | None:
    """The smallest formation that holds every unit; None if no formation does."""
    chains = []
    for unit in units:
        chain: list[str] = []
        formation: str | None = unit.formation
        while formation is not None:
            chain.append(formation)
            formation = parents[formation]
        chains.append(chain)
    return next((f for f in chains[0] if all(f in chain for chain in chains)), None)


def _days(first: datetime, last: datetime) -> str:
    """The days from the first arrival to the last.

    >>> _days(datetime(1938, 7, 30), datetime(1938, 8, 5)), _days(datetime(1938, 8, 1), datetime(1938, 8, 5))
    ('30 Jul–5 Aug', '1–5 Aug')
    """
    ends = f"{last.day} {last:%b}"
    if first.date() == last.date():
        return ends
    return f"{first.day}–{ends}" if first.month == last.month else f"{first.day} {first:%b}–{ends}"
