"""The order of battle: from the tree as written to formations and units with everything spelt out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from khasan.errors import nearest
from khasan.scenario.boarding import check_aboard
from khasan.scenario.equipment import Toe
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Trail
from khasan.scenario.numbers import Amount, Number, Provenance, Share, with_provenance
from khasan.scenario.plans import Plan
from khasan.scenario.resolved import Formation, Unit
from khasan.scenario.schema import Force, Position, Scenario

FULL_STRENGTH = Amount(value=1.0, derived="TO&E taken as full")
NO_WORKS = Share(value=0.0, derived="no works are declared")
NEAR_FIELD = Amount(value=0.0, derived="only its type is used: aviation says its own")
ONE_LOAD = Amount(value=1.0, derived="the basic load of the weapon taken as carried")

NumberT = TypeVar("NumberT", bound=Number)
Settle = Callable[[Number, Trail], Number]
"""A number with its record looked up."""


@dataclass(frozen=True)
class Entry:
    """A force as written, where it stands, and the id of the formation above."""

    force: Force
    trail: Trail
    above: str | None


def entries_of(scenario: Scenario) -> Iterator[Entry]:
    """All forces, nested or flat, in the order of the file."""

    def below(forces: list[Force], trail: Trail, above: str | None) -> Iterator[Entry]:
        for index, force in enumerate(forces):
            here = (*trail, index)
            yield Entry(force, here, above or force.parent)
            yield from below(force.parts, (*here, "parts"), force.id)

    yield from below(scenario.forces, ("forces",), None)


class OrderOfBattle:
    """Looks up what each force inherits; what does not fit goes to the findings."""

    def __init__(self, scenario: Scenario, findings: Findings) -> None:
        self.scenario = scenario
        self.findings = findings
        self.entries: dict[str, Entry] = {}
        for entry in entries_of(scenario):
            self._enter(entry)
        self.broken = self._broken()

    def _enter(self, entry: Entry) -> None:
        force = entry.force
        if force.id in self.entries:
            first = self.findings.node.locate((*self.entries[force.id].trail, "id"))[1]
            self.findings.say((*entry.trail, "id"), force.id, f"give an id of its own: line {first} has it")
            return
        if entry.above is not None and force.parent not in (None, entry.above):
            remedy = f"take parent out: it stands in {entry.above} already"
            self.findings.say((*entry.trail, "parent"), force.parent, remedy)
        self.entries[force.id] = entry

    def _broken(self) -> set[str]:
        """Ids that do not hang from the top: below a cycle, an unknown parent or a unit."""
        broken: set[str] = set()
        reported: set[str] = set()
        for force_id, entry in self.entries.items():
            seen = [force_id]
            above = entry.above
            while above is not None and above in self.entries and above not in seen:
                seen.append(above)
                above = self.entries[above].above
            if above is None:
                continue
            broken.add(force_id)
            if above in seen and not reported.intersection(seen):
                ring = seen[seen.index(above) :]
                reported.update(ring)
                self._say_cycle(ring)
            elif above not in self.entries and above == entry.above:
                remedy = f"unknown formation: {nearest(above, self.entries)}"
                self.findings.say((*entry.trail, "parent"), above, remedy)
        return broken

    def _say_cycle(self, ring: list[str]) -> None:
        first = min(ring, key=list(self.entries).index)
        start = ring.index(first)
        way = [*ring[start:], *ring[:start], first]
        entry = self.entries[first]
        remedy = f"break the cycle in the order of battle: {' under '.join(way)}"
        self.findings.say((*entry.trail, "parent"), entry.above, remedy)

    def chain(self, entry: Entry) -> Iterator[Entry]:
        """The force itself, then the formations above it, the nearest first."""
        while True:
            yield entry
            if entry.above is None:
                return
            entry = self.entries[entry.above]

    def inherited(self, entry: Entry, key: str) -> tuple[Any, Entry]:
        """Nearest value of a key from here upwards, and whose it is; (None, entry) if none has it."""
        for link in self.chain(entry):
            value = getattr(link.force, key)
            if value is not None:
                return value, link
        return None, entry

    def provenance(self, entry: Entry) -> Provenance | None:
        """Provenance of the nearest that has one, the scenario's at last."""
        found: Provenance | None = self.inherited(entry, "provenance")[0]
        return found or self.scenario.provenance

    def number(self, entry: Entry, key: str, default: NumberT, settle: Settle) -> NumberT:
        """The inherited number of a key, with the provenance of the place where it is written."""
        value, owner = self.inherited(entry, key)
        if value is None:
            return default
        number = with_provenance(value, self.provenance(owner))
        settled: Any = settle(number, (*owner.trail, key))
        return type(default).model_validate(settled.model_dump()) if settled is not number else settled


def counted_plans(order: OrderOfBattle, plans: list[Plan]) -> list[Plan]:
    """The plans with each of the units that `count` makes named where the author named them together.

    One that a plan names by its own id follows that plan alone; if all of them do, there is nobody left to name.
    """
    named = {force_id for plan in plans for force_id in plan.formations}
    counted = []
    for p, plan in enumerate(plans):
        names: list[str] = []
        for f, force_id in enumerate(plan.formations):
            many = order.entries[force_id].force.count if force_id in order.entries else 1
            made = [f"{force_id}-{number}" for number in range(1, many + 1)] if many > 1 else [force_id]
            names.extend(one for one in made if one == force_id or one not in named)
            if named.issuperset(made) and many > 1:
                remedy = "take it out: each of its units is named in a plan by its own id"
                order.findings.say(("plans", p, "formations", f), force_id, remedy)
        counted.append(plan.model_copy(update={"formations": names}))
    return counted


def spell_out(
    order: OrderOfBattle, toes: dict[str, Toe], plans: list[Plan], settle: Settle
) -> tuple[tuple[Formation, ...], tuple[Unit, ...]]:
    """Formations and units in the order of the file.

    ``toes`` holds the TO&E that could be read; a unit of any other is left out. ``plans`` are those of `counted_plans`.
    """
    builder = _Builder(order, toes, plans, settle)
    parents = {entry.above for entry in order.entries.values()}
    for force_id, entry in order.entries.items():
        if force_id in order.broken:
            continue
        builder.check_side(entry)
        if entry.force.toe is not None:
            builder.add_units(entry)
        elif force_id in parents:
            builder.add_formation(entry)
        else:
            remedy = "give the unit a toe, or the formation its parts"
            order.findings.say(entry.trail, force_id, remedy)
    builder.check_ids()
    check_aboard(builder.units, toes, builder.trails, order.findings)
    return tuple(builder.formations), tuple(builder.units)


class _Builder:
    def __init__(self, order: OrderOfBattle, toes: dict[str, Toe], plans: list[Plan], settle: Settle) -> None:
        self.order = order
        self.findings = order.findings
        self.toes = toes
        self.settle = settle
        self.plan_of = {force_id: plan.id for plan in reversed(plans) for force_id in plan.formations}
        self.formations: list[Formation] = []
        self.units: list[Unit] = []
        self.trails: dict[str, Trail] = {}

    def check_side(self, entry: Entry) -> None:
        side, _ = self.order.inherited(entry, "side")
        known = [one.id for one in self.order.scenario.sides]
        own = entry.force.side
        if side is None:
            self.findings.say(entry.trail, None, f"say its side: {' or '.join(known)}")
        elif own is not None and own not in known:
            self.findings.say((*entry.trail, "side"), own, f"unknown side: {nearest(own, known)}")
        elif own is not None and entry.above is not None:
            above, _ = self.order.inherited(self.order.entries[entry.above], "side")
            if above is not None and above != own:
                remedy = f"a part fights on the side of its formation: {above}"
                self.findings.say((*entry.trail, "side"), own, remedy)
        if entry.above is not None and self.order.entries[entry.above].force.toe is not None:
            remedy = "a unit with a toe has nothing below it: name a formation"
            self.findings.say((*entry.trail, "parent"), entry.above, remedy)

    def add_formation(self, entry: Entry) -> None:
        force = entry.force
        side, _ = self.order.inherited(entry, "side")
        self.trails[force.id] = entry.trail
        formation = Formation.model_construct(
            id=force.id,
            name=force.name,
            side=side,
            echelon=force.echelon or "detachment",
            parent=entry.above,
            commander=force.commander,
            plan=self.plan_of.get(force.id),
            note=force.note,
            provenance=self.order.provenance(entry),
        )
        self.formations.append(formation)

    def add_units(self, entry: Entry) -> None:
        force = entry.force
        assert force.toe is not None
        toe = self.toes.get(force.toe)
        side, _ = self.order.inherited(entry, "side")
        at, _ = self.order.inherited(self.stands_with(entry), "at")
        if at is None and toe is not None and toe.branch == "aviation":
            rears = {one.id: one.rear for one in self.order.scenario.sides}
            at = Position(place=rears[side]) if side in rears else None
        if at is None:
            self.findings.say(entry.trail, None, "say where it is at the start or arrives: at")
        if entry.above is None:
            self.findings.say(entry.trail, force.id, "put the unit into a formation")
        if force.echelon is not None:
            self.findings.say((*entry.trail, "echelon"), force.echelon, "take it out: the TO&E says it")
        if toe is None or at is None or entry.above is None or side is None:
            return
        enemies = {one.id for one in self.order.scenario.sides} - {side}
        if toe.side in enemies and len(enemies) == 1:
            remedy = f"this is a TO&E of {toe.side}: use one of {side}"
            self.findings.say((*entry.trail, "toe"), force.toe, remedy)
        for number in range(1, force.count + 1):
            suffix = f"-{number}" if force.count > 1 else ""
            self._add_unit(entry, force.id + suffix, force.name + suffix.replace("-", " "), side, at)

    def _add_unit(self, entry: Entry, unit_id: str, name: str, side: str, at: Any) -> None:
        force, number = entry.force, self.order.number
        arrives: datetime | None = self.order.inherited(self.stands_with(entry), "arrives")[0]
        self.trails[unit_id] = entry.trail
        above = (link.force.id for link in self.order.chain(entry))
        commands = (unit_id, *above)
        unit = Unit.model_construct(
            id=unit_id,
            name=name,
            side=side,
            formation=entry.above or "",
            army=self.order.inherited(entry, "army")[0],
            commander=force.commander,
            plan=self.plan_of.get(unit_id),
            commanded_by=next((one for one in commands if one in self.plan_of), None),
            toe=force.toe or "",
            at=at,
            aboard=self.order.inherited(entry, "aboard")[0],
            arrives=arrives or self.order.scenario.time.start,
            strength=number(entry, "strength", FULL_STRENGTH, self.settle),
            works=number(entry, "works", NO_WORKS, self.settle),
            wire=number(entry, "wire", NO_WORKS, self.settle) if self.order.inherited(entry, "wire")[0] else None,
            ammunition=number(entry, "ammunition", ONE_LOAD, self.settle),
            airfield_km=self._airfield(entry),
            note=force.note,
            provenance=self.order.provenance(entry),
        )
        self.units.append(unit)

    def stands_with(self, entry: Entry) -> Entry:
        """Whose place and arrival are a force's: its own, or those of the unit that carries it."""
        carrier: str | None = self.order.inherited(entry, "aboard")[0]
        if carrier is None:
            return entry
        written = self.order.entries.get(carrier) or self.order.entries.get(carrier.rpartition("-")[0])
        return written if written is not None and written.force.id not in self.order.broken else entry

    def _airfield(self, entry: Entry) -> Amount | None:
        """Of aviation: the way from its airfield; check_air asks for one that is missing."""
        toe = self.toes.get(entry.force.toe or "")
        if toe is None or toe.branch != "aviation" or self.order.inherited(entry, "airfield_km")[0] is None:
            return None
        return self.order.number(entry, "airfield_km", NEAR_FIELD, self.settle)

    def check_ids(self) -> None:
        """Ids that counting made may meet ids that were written."""
        seen: set[str] = set()
        for made in [*(one.id for one in self.formations), *(one.id for one in self.units)]:
            if made in seen:
                remedy = f"give an id of its own: counting makes {made} a second time"
                self.findings.say((*self.trails[made], "id"), made, remedy)
            seen.add(made)
