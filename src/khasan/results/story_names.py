"""Who and where, as a story says it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from khasan import arrays as a
from khasan.arrays import Replication
from khasan.results.frame import frame_of, line_of
from khasan.results.story_wording import ground, listed, number, the
from khasan.results.vehicles import counted, together

if TYPE_CHECKING:
    from khasan.compiler import Compiled

NEAR_M = 1500.0
"""Within this distance something happens about a place."""
_CALLED_BY = ("regiment", "brigade")
"""Units are told of by the formation of these echelons that they belong to."""
_NAMED = 3
"""So many parties are named; more are counted."""
_DECISIONS = ("attack", "pursue", "withdraw")
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

    def ground(self, place: int) -> str:
        """The same in the middle of a sentence."""
        return ground(self.place(place))

    def named(self, formation: str) -> str:
        """A formation in the middle of a sentence; one that is called after its place, as the men there."""
        return f"the men at {formation}" if formation in self._place_names.values() else the(formation)

    def about(self, index: int) -> int:
        """The reported place that a hex lies at or near; -1 if none is near."""
        x, y = self._world.ground.grid.centre(index)
        apart = [(float(np.hypot(px - x, py - y)), place) for place, (px, py) in self._reported.items()]
        return min(apart)[1] if apart and min(apart)[0] <= NEAR_M else -1

    def above(self, unit: int) -> str:
        """The regiment or brigade a unit belongs to, else the formation it stands in, else its side."""
        chosen = self._above(unit)
        return self._labels.side_names[self._labels.unit_side[unit]] if chosen < 0 else self._known(chosen)

    def party(self, units: Sequence[int]) -> str:
        """Units together as a sentence names them: by battalion or formation, a unit alone by its own name.

        "I/75", "the 118th and the 119th Rifle Regiment", "the T-26 company, north", "units of five formations".
        """
        parties: dict[str, None] = {}
        by_formation: dict[int, list[int]] = {}
        for unit in dict.fromkeys(units):
            by_formation.setdefault(self._labels.unit_formation[unit], []).append(unit)
        if len(by_formation) > _NAMED:
            higher = dict.fromkeys(self.above(unit) for unit in units)
            if len(higher) > _NAMED:
                return f"units of {number(len(higher))} formations"
            return listed([self.named(name) for name in higher])
        for formation, some in by_formation.items():
            alone = len(some) == 1 and self._sizes.get(formation, 0) > 2
            parties[self._unit(some[0]) if alone or formation < 0 else self.named(self._known(formation))] = None
        return listed(list(parties))

    def lost(self, units: Sequence[int]) -> str:
        """Units as a sentence names those of which nothing is left: a formation only if all of it is among them."""
        by_formation: dict[int, list[int]] = {}
        for unit in units:
            by_formation.setdefault(self._labels.unit_formation[unit], []).append(unit)
        told = []
        for formation, some in by_formation.items():
            if formation >= 0 and len(some) == self._sizes[formation]:
                told.append(self.named(self._known(formation)))
            elif len(some) > 1:
                told.append(f"{number(len(some))} units of {self.named(self._known(formation))}")
            else:
                told.append(self._unit(some[0]))
        return listed(told) if len(told) <= _NAMED else f"{number(len(set(units)))} units"

    def vehicles(self, units: Sequence[int], count: int) -> str:
        """So many vehicles of these units under their own name."""
        return counted(count, together(self._labels.unit_vehicles[unit] for unit in units) or "vehicles")

    def sent(self, commanders: Sequence[int]) -> tuple[str, list[str]]:
        """(a commander's name if one man commands all of these, else ""; what they command)."""
        ids = [self._labels.commanders[c] for c in commanders]
        men = {self._commander_of.get(one, "") for one in ids}
        told = list(dict.fromkeys(self.named(self._called[one]) for one in ids))
        if len(told) > _NAMED:
            told = [f"{number(len(told))} formations"]
        return (men.pop() if len(men) == 1 else ""), told

    def commanded(self, commander: int) -> list[int]:
        """Units of a commander: each obeys the nearest above it, or itself."""
        return self._commanded[self._labels.commanders[commander]]

    def has_men(self, commander: int, step: int) -> bool:
        """Is any unit of a commander on the field within the hour of a step: come, and not gone before it?"""
        units = self.commanded(commander)
        hour = min(step // self._compiled.snapshot_every, len(self._status) - 1)
        then = min(hour + 1, len(self._status) - 1)
        return bool(((self._status[hour, units] != a.GONE) & (self._status[then, units] != a.EXPECTED)).any())

    def decision(self, commander: int, rule: int) -> str:
        """What a commander's choice of a rule comes to: attack, pursue or withdraw; "" for daily business."""
        return self._orders.get((self._labels.commanders[commander], self._labels.rules[rule]), "")

    def leave(self, leave: int) -> tuple[str, str]:
        """(who may give it, what it is for)."""
        asked = self._compiled.resolved.leaves[leave]
        return asked.authority, asked.act

    def rule(self, rule: int) -> str:
        """Name of a rule."""
        return self._labels.rules[rule]

    def _unit(self, unit: int) -> str:
        """A unit by itself; one that has but a number, with its formation."""
        name, formation = self._labels.unit_names[unit], self._labels.unit_formation[unit]
        numbered = formation >= 0 and name.rpartition(" ")[2].isdecimal() and " of " not in name
        return f"{the(name)} of {self.named(self._known(formation))}" if numbered else the(name)

    def _above(self, unit: int) -> int:
        direct = self._labels.unit_formation[unit]
        line = line_of(self._labels.formation_parent, direct)
        return next((formation for formation in line if self._echelons[formation] in _CALLED_BY), direct)

    def _known(self, formation: int) -> str:
        return self._labels.formation_names[formation]

    @cached_property
    def _sizes(self) -> dict[int, int]:
        """How many units stand in each formation itself."""
        formations = self._labels.unit_formation
        return {formation: formations.count(formation) for formation in set(formations)}

    @cached_property
    def _place_names(self) -> dict[str, str]:
        names = {feature.id: feature.name for feature in self._world.member.map.features}
        return names | dict(zip(self._frame.places, self._frame.place_names, strict=True))

    @cached_property
    def _reported(self) -> dict[int, tuple[float, float]]:
        places, ids = self._world.ground.places, self._labels.places
        return {place: places[ids[place]] for place in self._labels.objectives if ids[place] in places}

    @cached_property
    def _echelons(self) -> list[str]:
        known = {formation.id: str(formation.echelon) for formation in self._compiled.resolved.formations}
        return [known.get(formation, "") for formation in self._labels.formations]

    @cached_property
    def _called(self) -> dict[str, str]:
        """Commander -> what it commands."""
        units = zip(self._labels.units, self._labels.unit_names, strict=True)
        return dict(units) | dict(zip(self._labels.formations, self._labels.formation_names, strict=True))

    @cached_property
    def _commander_of(self) -> dict[str, str]:
        """Formation -> the man who commands it or, where he is not known, the next above, up to the regiment."""
        men = {formation.id: formation.commander or "" for formation in self._compiled.resolved.formations}
        found = {}
        for f, formation in enumerate(self._labels.formations):
            line = line_of(self._labels.formation_parent, f)
            last = next((k for k, above in enumerate(line) if self._echelons[above] in _CALLED_BY), 0)
            named = (men.get(self._labels.formations[above], "") for above in line[: last + 1])
            found[formation] = next((name.split(" (")[0] for name in named if name), "")
        return found

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
    def _orders(self) -> dict[tuple[str, str], str]:
        """(commander, rule) -> what it orders, for the rules that are told."""
        return {
            (formation, rule.name): rule.do.kind
            for plan in self._compiled.resolved.plans
            for formation in plan.formations
            for rule in plan.rules
            if rule.do.kind in _DECISIONS
        }
