"""The fully explicit form of a scenario: nothing inherited, nothing counted, nothing left to look up."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import Field

from khasan.output.notebook import card
from khasan.record.rules import GRADED
from khasan.scenario.equipment import Echelon, Toe, Vehicle, Weapon
from khasan.scenario.numbers import Amount, Identifier, Moment, Provenance, Share, Strict
from khasan.scenario.plans import Leave, Plan
from khasan.scenario.ranges import Within
from khasan.scenario.schema import (
    FORMAT,
    Authority,
    Clock,
    MapUse,
    Objective,
    Parameter,
    Phase,
    Position,
    RecordOutcomes,
    Side,
    Weather,
)


class Formation(Strict):
    """A node of the order of battle above the units."""

    id: Identifier
    name: str
    side: Identifier
    echelon: Echelon
    parent: Identifier | None = None
    commander: str | None = None
    """Name of the man."""
    plan: Identifier | None = None
    """The plan that names it, if one does."""
    note: str | None = None
    provenance: Provenance | None = None


class Unit(Strict):
    """A unit with everything it has of its own or from above."""

    id: Identifier
    name: str
    side: Identifier
    formation: Identifier
    """The formation it stands in."""
    army: Identifier | None = None
    """Whose men these are, if not its side's: a unit fights with its own army's quality on either side."""
    commander: str | None = None
    """Name of the man."""
    plan: Identifier | None = None
    """The plan that names the unit itself, if one does."""
    commanded_by: Identifier | None = None
    """Itself when a plan names it, or else the nearest formation above that has a plan; None if none has."""
    toe: Identifier
    at: Position
    aboard: Identifier | None = None
    """The unit that carries it from the start."""
    arrives: Moment
    strength: Annotated[Amount, Within("strength")]
    works: Share
    wire: Share | None = None
    ammunition: Annotated[Amount, Within("loads")]
    airfield_km: Annotated[Amount, Within("flight")] | None = None
    note: str | None = None
    provenance: Provenance | None = None


class Resolved(Strict):
    """A scenario made fully explicit; see ``flat`` for the scenario file that says the same."""

    id: Identifier
    title: str
    summary: str
    incident: Identifier
    status: Literal["provisional", "checked"]
    checked: str | None = None
    record_rule: str = GRADED.name
    record_outcomes: RecordOutcomes | None = None
    provenance: Provenance | None = None
    clock: Clock
    map: MapUse
    map_digest: str
    """sha256 of the map's file."""
    sides: tuple[Side, ...]
    phases: tuple[Phase, ...]
    weather: tuple[Weather, ...]
    air: dict[str, Literal["allowed", "forbidden"]] = Field(default_factory=dict)
    objectives: tuple[Objective, ...]
    formations: tuple[Formation, ...]
    units: tuple[Unit, ...]
    command: Authority = Authority()
    leaves: tuple[Leave, ...] = ()
    plans: tuple[Plan, ...]
    weapons: dict[str, Weapon]
    vehicles: dict[str, Vehicle]
    toes: dict[str, Toe]
    parameters: tuple[Parameter, ...]
    doctrine: tuple[Parameter, ...]
    """Laws from which each commander draws his own limits."""
    measures: dict[str, str]
    what_ifs: tuple[str, ...]
    digest: str = ""
    """sha256 of everything else in canonical JSON."""

    def canonical(self) -> str:
        """Canonical JSON of everything but the digest: keys and units sorted, no spaces, no empty values."""
        # the usual rule is not said, so that runs made before there was a choice keep their digest
        silent = {"digest", "record_rule"} if self.record_rule == GRADED.name else {"digest"}
        content = self.model_dump(mode="json", exclude=silent, exclude_none=True)
        content["units"].sort(
            key=lambda unit: unit["id"]
        )  # as the compiler does: the order of the file decides nothing
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def with_digest(self) -> Resolved:
        """The same with its digest filled in."""
        digest = hashlib.sha256(self.canonical().encode()).hexdigest()
        return self.model_copy(update={"digest": digest})

    def _repr_html_(self) -> str:
        """The scenario in a notebook: what it is, when, who with how many."""
        rows = []
        for side in self.sides:
            units = [unit for unit in self.units if unit.side == side.id]
            men = sum(float(self.toes[unit.toe].men) * float(unit.strength) for unit in units)
            rows.append([side.name, f"{len(units):,}", f"{men:,.0f}"])
        start, end = (f"{when.day} {when:%B %Y %H:%M}" for when in (self.clock.start, self.clock.end))
        rule = "" if self.record_rule == GRADED.name else f"; rival claims by the rule {self.record_rule}"
        lines = [self.summary, f"{self.id}: {start} to {end}, local time{rule}"]
        return card(self.title, lines, ["Side", "Units", "Men, by the middle figures"], rows)

    def side(self, side_id: str) -> Side:
        """The side of an id; KeyError if there is none."""
        return {side.id: side for side in self.sides}[side_id]

    def flat(self) -> dict[str, Any]:
        """A scenario file that resolves to this again: parent keys, no counts, nothing inherited.

        Formations keep the form they have, units follow; plain values only, ready for ``yaml.safe_dump``.
        """
        kept = {"id", "title", "summary", "incident", "status", "checked", "record_rule", "record_outcomes"}
        kept |= {"provenance", "map", "measures", "air", "command"}
        lists = {"sides", "phases", "weather", "objectives", "leaves", "plans", "what_ifs"}
        content = self.model_dump(mode="json", include=kept | lists, exclude_none=True)
        time = self.clock.model_dump(mode="json")
        above = {"plan", "commanded_by", "formation"}
        forces = [f.model_dump(mode="json", exclude={"plan"}, exclude_none=True) for f in self.formations]
        for unit in self.units:
            written = unit.model_dump(mode="json", exclude=above, exclude_none=True)
            forces.append({**written, "parent": unit.formation})
        return {"format": FORMAT, **content, "time": time, "forces": forces}
