"""Who and where, as a story says it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.results.frame import frame_of, line_of
from khasan.results.vehicles import counted, together

if TYPE_CHECKING:
    from khasan.compiler import Compiled

AT_M, NEAR_M = 400.0, 1500.0
"""Within these distances something happens at a height, or near it."""
_CALLED_BY = ("regiment", "brigade")
"""Units are told of by the formation of these echelons that they belong to."""
_NAMED = 3
"""So many units are named; more are counted."""
_DECISIONS = {"attack": "attack", "pursue": "pursue towards", "withdraw": "withdraw to"}
"""Orders whose choice is told; the other rules are a commander's daily business."""


class Names:
    """Names of units, formations, commanders and places of one replication."""

    def __init__(self, compiled: Compiled, rep: Replication) -> None:
        self._compiled = compiled
        self._labels = compiled.labels
        self._frame = frame_of(compiled)
        self._world = compiled.world(rep.member)
        self._status = rep.counts[:, a.STATUS]

    def place(self, place: int) -> str:
        """Name of a place: as the scenario's objectives have it, else as the map has it, else its id."""
        place_id = self._labels.places[place]
        return self._place_names.get(place_id, place_id.replace("-", " "))

    def hex(self, index: int) -> str:
        """``at`` or ``near`` the nearest height that is reported, or nothing if none is near."""
        x, y = self._world.ground.grid.centre(index)
        apart = [(float(np.hypot(px - x, py - y)), name) for name, (px, py) in self._heights.items()]
        if not apart or min(apart)[0] > NEAR_M:
            return ""
        distance, name = min(apart)
        return f"at {name}" if distance <= AT_M else f"near {name}"

    def above(self, unit: int) -> str:
        """The regiment or brigade a unit belongs to, else the formation it stands in, else its side."""
        direct = self._labels.unit_formation[unit]
        line = line_of(self._labels.formation_parent, direct)
        chosen = next((formation for formation in line if self._echelons[formation] in _CALLED_BY), direct)
        if chosen < 0:
            return self._labels.side_names[self._labels.unit_side[unit]]
        return self._labels.formation_names[chosen]

    def units(self, units: Sequence[int]) -> str:
        """Units of one formation: "118th Rifle Regiment (2nd Company)", or how many."""
        above = self.above(units[0])
        if len(units) > _NAMED:
            return f"{above} ({len(units)} units)"
        named = list(dict.fromkeys(self._labels.unit_names[unit] for unit in units))
        return f"{above} ({'; '.join(named)})" if named != [above] else above

    def vehicles(self, units: Sequence[int], count: int) -> str:
        """So many vehicles of these units under their own name."""
        return counted(count, together(self._labels.unit_vehicles[unit] for unit in units) or "vehicles")

    def commanders(self, commanders: Sequence[int]) -> str:
        """Commanders by what they command, those of one formation together, each once."""
        together: dict[str, list[str]] = {}
        for above, name in dict.fromkeys(self._called[self._labels.commanders[c]] for c in commanders):
            together.setdefault(above, []).append(name)
        count = sum(len(names) for names in together.values())
        if len(together) > _NAMED:
            return f"{count} commanders"
        return ", ".join(
            f"{above} ({'; '.join(names)})" if above else ", ".join(names) for above, names in together.items()
        )

    def has_men(self, commander: int, step: int) -> bool:
        """Is any unit of a commander on the field within the hour of a step: come, and not gone before it?"""
        units = self._commanded[self._labels.commanders[commander]]
        hour = min(step // self._compiled.snapshot_every, len(self._status) - 1)
        then = min(hour + 1, len(self._status) - 1)
        return bool(((self._status[hour, units] != a.GONE) & (self._status[then, units] != a.EXPECTED)).any())

    def aim(self, commander: int, rule: int, place: int) -> str:
        """What a choice of a rule is after: the same for two rules that attack, or withdraw to, one place."""
        verb = self._verbs.get((self._labels.commanders[commander], self._labels.rules[rule]), "")
        return f"{verb} {place}"

    def decision(self, commander: int, rule: int, place: int) -> str:
        """What a commander's choice of a rule comes to, if it is to attack or to withdraw; else nothing."""
        name = self._labels.rules[rule]
        verb = self._verbs.get((self._labels.commanders[commander], name))
        if verb is None or place < 0:
            return ""
        return f"decision to {verb} {self.place(place)} ({name})"

    def leave(self, leave: int) -> tuple[str, str]:
        """(who may give it, what it is for)."""
        asked = self._compiled.resolved.leaves[leave]
        return asked.authority, asked.act

    def rule(self, rule: int) -> str:
        """Name of a rule."""
        return self._labels.rules[rule]

    @cached_property
    def _place_names(self) -> dict[str, str]:
        names = {feature.id: feature.name for feature in self._world.member.map.features}
        return names | dict(zip(self._frame.places, self._frame.place_names, strict=True))

    @cached_property
    def _heights(self) -> dict[str, tuple[float, float]]:
        places = self._world.ground.places
        named = zip(self._frame.places, self._frame.place_names, strict=True)
        return {name: places[place] for place, name in named if place in places}

    @cached_property
    def _echelons(self) -> list[str]:
        known = {formation.id: str(formation.echelon) for formation in self._compiled.resolved.formations}
        return [known.get(formation, "") for formation in self._labels.formations]

    @cached_property
    def _called(self) -> dict[str, tuple[str, str]]:
        """Commander -> the formation it belongs to, or nothing, and what it commands."""
        called = {}
        above = dict(zip(self._labels.formations, self._labels.formation_parent, strict=True))
        for formation, name in zip(self._labels.formations, self._labels.formation_names, strict=True):
            parent = above[formation]
            alone = parent < 0 or self._echelons[self._labels.formations.index(formation)] in _CALLED_BY
            called[formation] = ("", name) if alone else (self._labels.formation_names[parent], name)
        for u, unit in enumerate(self._labels.units):
            name, formation = self._labels.unit_names[u], self.above(u)
            called[unit] = ("", name) if name == formation else (formation, name)
        return called

    @cached_property
    def _commanded(self) -> dict[str, list[int]]:
        """Commander -> its units: each obeys the nearest above it, or itself."""
        commanders = set(self._labels.commanders)
        commanded: dict[str, list[int]] = {commander: [] for commander in commanders}
        for u, unit in enumerate(self._labels.units):
            line = line_of(self._labels.formation_parent, self._labels.unit_formation[u])
            chain = [unit, *(self._labels.formations[formation] for formation in line)]
            nearest = next((one for one in chain if one in commanders), None)
            if nearest is not None:
                commanded[nearest].append(u)
        return commanded

    @cached_property
    def _verbs(self) -> dict[tuple[str, str], str]:
        """(commander, rule) -> what it does, for the rules that are told."""
        return {
            (formation, rule.name): _DECISIONS[rule.do.kind]
            for plan in self._compiled.resolved.plans
            for formation in plan.formations
            for rule in plan.rules
            if rule.do.kind in _DECISIONS
        }
