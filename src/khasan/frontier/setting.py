"""A world: where incidents fall, what pulls on which day, and what stands between a wish and the act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from khasan.frontier.calendar import STEP_OF_1935
from khasan.frontier.declarations import AssumptionSet, Effect, WhatIf
from khasan.frontier.frontier_files import FrontierLibrary, Place, places


@dataclass(frozen=True)
class Gate:
    """What stands between a Japanese command's wish and the act, for some sectors and rungs, in place of the tree."""

    kind: str
    """``required``: nothing without leave. ``alone``: nobody asked, nobody heard."""
    sectors: frozenset[str]
    rungs: frozenset[int]


@dataclass(frozen=True)
class Setting:
    """What holds in a world: places and their shares, outside events, gates, a factor on incidents."""

    library: FrontierLibrary
    places: tuple[Place, ...]
    dropped: frozenset[str] = frozenset()
    gates: tuple[Gate, ...] = ()
    incidents: tuple[tuple[str, date], ...] = ()
    """Parameter of a factor on incidents, and the day from which it holds."""
    ends: tuple[tuple[str, str], ...] = ()
    """Fight of the record, and whom its end favours here."""

    @classmethod
    def of(cls, library: FrontierLibrary, assumption: AssumptionSet | None = None) -> Setting:
        """The world as it was, with the sector weights of an assumption set."""
        chosen = assumption.sectors if assumption is not None and assumption.sectors else library.assumptions.sectors
        return cls(library, tuple(places(library, chosen)))

    def under(self, what_if: WhatIf) -> Setting:
        """This world with a what-if's changes."""
        new = self
        for change in what_if.changes:
            if change.drop is not None:
                new = replace(new, dropped=new.dropped | {change.drop})
            elif change.incidents is not None:
                assert change.from_ is not None
                new = replace(new, incidents=(*new.incidents, (change.incidents.id, change.from_)))
            elif change.end_of is not None:
                assert change.favour is not None
                new = replace(new, ends=(*new.ends, (change.end_of, change.favour)))
            else:
                new = replace(new, gates=(*new.gates, *self._gates(change.leave_required, change.alone, change.rungs)))
        return new

    def _gates(self, required: str | None, alone: str | None, rungs: Sequence[int]) -> list[Gate]:
        """For each rung, the sectors whose Japanese command must ask, or decides alone."""
        found = []
        for rung in rungs:
            sectors = set()
            for place in self.places:
                actor = self.library.who("japan", rung, place.id)
                if alone == actor.id or (required is not None and actor.leave_from == required):
                    sectors.add(place.id)
            found.append(Gate("alone" if alone else "required", frozenset(sectors), frozenset([rung])))
        return found

    def edges(self) -> list[date]:
        """Days on which something changes."""
        days = [STEP_OF_1935, *(day for _, day in self.incidents)]
        for event in self.library.outside:
            if event.id not in self.dropped:
                for effect in event.effects:
                    days += [effect.from_, *([effect.until] if effect.until else [])]
                if event.choice is not None:
                    days.append(event.day)
        return days

    def active(self, day: date, *, pact: bool = False) -> Active:
        """What pulls on a day; with or without the Neutrality Pact."""
        effects = tuple(
            effect
            for event in self.library.outside
            if event.id not in self.dropped and (event.needs is None or pact)
            for effect in event.effects
            if effect.from_ <= day and (effect.until is None or day < effect.until)
        )
        factors = tuple(id_ for id_, since in self.incidents if since <= day)
        return Active(effects, factors, day >= STEP_OF_1935)


@dataclass(frozen=True)
class Active:
    """The effects that hold in a stretch of time; equal ones give equal rates."""

    effects: tuple[Effect, ...]
    factors: tuple[str, ...]
    since_1935: bool
    key: tuple[object, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        named = tuple((effect.prior.id, effect.times, effect.on, effect.side) for effect in self.effects)
        object.__setattr__(self, "key", (named, self.factors, self.since_1935))
