"""Who and where, as the replay's list says it; moments and distances for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from khasan.compiler import Compiled
from khasan.present.replay.designations import Designations

_NAMED = 3
"""So many regiments of one entry are named; more are counted."""


@dataclass(frozen=True)
class Naming:
    """Names units by the regiment or brigade they belong to; ``places`` are place ids -> names."""

    compiled: Compiled
    called: Designations
    places: Mapping[str, str]

    def who(self, units: Sequence[int]) -> str:
        """How many units of which regiment; a single one by its own name too."""
        labels = self.compiled.labels
        if not units:
            return ""
        formations = list(dict.fromkeys(self.above(unit) for unit in units))
        if len(units) == 1:
            name, above = labels.unit_names[units[0]], self._named(units[0])
            part = self.called.parts[formations[0]] if formations[0] >= 0 else ""
            return name if name == above or (part and part in name) else f"{name} ({above})"
        named = [self._named(next(u for u in units if self.above(u) == formation)) for formation in formations]
        if len(named) > _NAMED:
            return f"{len(units)} units of {len(named)} formations"
        return f"{len(units)} units of {and_(f'the {name}' if name[:1].isdigit() else name for name in named)}"

    def place(self, place: str) -> str:
        """A place by its name."""
        return self.places.get(place, place.replace("-", " "))

    def side(self, side: int) -> str:
        """A side by its name."""
        return self.compiled.labels.side_names[side]

    def above(self, unit: int) -> int:
        """The formation a unit is told of by; -1 for none."""
        return self.called.regiments[unit] if unit >= 0 else -1

    def commander(self, commander: str) -> tuple[str, int]:
        """Name and side of what a commander commands; its id and -1 if nobody knows it."""
        resolved, sides = self.compiled.resolved, self.compiled.labels.sides
        for formation in resolved.formations:
            if formation.id == commander:
                return formation.name, sides.index(formation.side)
        for unit in resolved.units:
            if unit.id == commander:
                return unit.name, sides.index(unit.side)
        return commander, -1

    def _named(self, unit: int) -> str:
        above, labels = self.above(unit), self.compiled.labels
        return labels.formation_names[above] if above >= 0 else labels.side_names[labels.unit_side[unit]]


def clock(iso: str, *, year: bool = True) -> str:
    """Date and time for reading.

    >>> clock("1938-07-31T03:15:00+09:00"), clock("1938-07-31T03:15:00+09:00", year=False)
    ('31 Jul 1938, 03:15', '31 Jul, 03:15')
    """
    moment = datetime.fromisoformat(iso)
    return f"{moment.day} {moment:%b %Y, %H:%M}" if year else f"{moment.day} {moment:%b, %H:%M}"


def distance(metres: float) -> str:
    """A distance in words.

    >>> distance(450), distance(3480)
    ('450 m', '3.5 km')
    """
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"


def and_(names: Iterable[str]) -> str:
    """Names in a row.

    >>> and_(["a", "b", "c"]), and_(["a"])
    ('a, b and c', 'a')
    """
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
