"""What must hold between the parts of a scenario before it can run: references, dates, places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from khasan.errors import nearest
from khasan.scenario.equipment import Weapon
from khasan.scenario.forces import OrderOfBattle
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Trail
from khasan.scenario.plans import Condition, Plan, Rule
from khasan.scenario.remedies import MULTIPLIER, NO_MULTIPLIER
from khasan.scenario.schema import Position, Scenario
from khasan.scenario.supply_lines import MOST_CARRIERS

if TYPE_CHECKING:
    from khasan.ground import GroundMap


class Places:
    """The named places of a map, and what lies on it."""

    def __init__(self, ground: GroundMap) -> None:
        from khasan.ground.model import POINTS

        kinds = POINTS | {"lake"}
        self.centres = {f.id: f.centre for f in ground.features if f.kind in kinds}
        self.window = ground.window
        self.digest = ground.digest

    def contains(self, x: float, y: float) -> bool:
        """Does the map reach there (metres of the map)?"""
        west, south, east, north = self.window
        return west <= x <= east and south <= y <= north

    def xy(self, position: Position) -> tuple[float, float]:
        """Metres east and north of the map's origin, on the central map."""
        return position.beside(*self.centres[position.place])


def read_places(scenario: Scenario, library: Library, findings: Findings) -> Places | None:
    """The places of the scenario's map; None, and a finding, if the map cannot be read."""
    map_id = scenario.map.id
    if not findings.known(("map", "id"), map_id, library.ids("maps"), "map"):
        return None
    return findings.take(lambda: Places(library.map(map_id)))


def check_places(scenario: Scenario, order: OrderOfBattle, places: Places, findings: Findings) -> None:
    """Every place is on the map, and every unit."""

    def check(trail: Trail, place: str | None) -> bool:
        if place is None or not findings.known(trail, place, places.centres, f"place on {scenario.map.id}"):
            return False
        if not places.contains(*places.centres[place]):
            findings.say(trail, place, f"it lies off the map {scenario.map.id}: choose a place on it")
            return False
        return True

    for index, side in enumerate(scenario.sides):
        check(("sides", index, "rear"), side.rear)
    for index, objective in enumerate(scenario.objectives):
        check(("objectives", index, "place"), objective.place)
    for entry in order.entries.values():
        at = entry.force.at
        trail = (*entry.trail, "at")
        if at is not None and check((*trail, "place"), at.place) and not places.contains(*places.xy(at)):
            west, south, east, north = places.window
            x, y = places.xy(at)
            found = f"x {x:.0f} m, y {y:.0f} m"
            reach = f"x {west:.0f} to {east:.0f} m and y {south:.0f} to {north:.0f} m"
            findings.say(trail, found, f"off the map: it has {reach}")
    for trail, place in _places_of_plans(scenario.plans):
        check(trail, place)


def _places_of_plans(plans: list[Plan]) -> Iterable[tuple[Trail, str | None]]:
    for p, plan in enumerate(plans):
        for r, rule in enumerate(plan.rules):
            trail = ("plans", p, "rules", r)
            yield (*trail, "do", rule.do.kind), rule.do.place
            yield from _places_of_condition((*trail, "when"), rule.when)


def _places_of_condition(trail: Trail, when: Condition) -> Iterable[tuple[Trail, str | None]]:
    for key in ("held", "lost", "any_lost"):
        for index, place in enumerate(getattr(when, key)):
            yield (*trail, key, index), place
    for key in ("enemy_near", "no_enemy_near"):
        near = getattr(when, key)
        yield (*trail, key, "place"), near.place if near else None
    yield (*trail, "at"), when.at


def check_plans(scenario: Scenario, known: Iterable[str], findings: Findings) -> None:
    """Each plan has an id of its own, and forces and leaves that exist; no force has two."""
    ids = set(known)
    leaves = [leave.id for leave in scenario.leaves]
    seen: dict[str, int] = {}
    planned: dict[str, str] = {}
    for p, plan in enumerate(scenario.plans):
        if plan.id in seen:
            line = findings.node.locate(("plans", seen[plan.id], "id"))[1]
            findings.say(("plans", p, "id"), plan.id, f"give an id of its own: line {line} has it")
        seen.setdefault(plan.id, p)
        for f, force in enumerate(plan.formations):
            trail = ("plans", p, "formations", f)
            if findings.known(trail, force, ids, "formation or unit") and force in planned:
                findings.say(trail, force, f"it follows {planned[force]} already: one plan for a formation")
            planned.setdefault(force, plan.id)
        for r, rule in enumerate(plan.rules):
            if rule.leave is not None and rule.leave not in leaves:
                remedy = f"no such leave: {nearest(rule.leave, leaves)}" if leaves else "declare it under leaves"
                findings.say(("plans", p, "rules", r, "leave"), rule.leave, remedy)


def check_dates(scenario: Scenario, order: OrderOfBattle, findings: Findings) -> None:
    """Every date lies in the battle, and no stretch ends before it begins."""
    clock = scenario.time
    span = f"{clock.start.isoformat()} to {clock.end.isoformat()}"

    def check(trail: Trail, moment: datetime | None) -> None:
        if moment is not None and not clock.start <= moment <= clock.end:
            findings.say(trail, moment.isoformat(), f"outside the battle: it lasts from {span}")

    phases = [("phases", index, phase.start, phase.end) for index, phase in enumerate(scenario.phases)]
    spells = [("weather", index, spell.start, spell.end) for index, spell in enumerate(scenario.weather)]
    for key, index, start, end in (*phases, *spells):
        check((key, index, "start"), start)
        check((key, index, "end"), end)
        if end <= start:
            findings.say((key, index, "end"), end.isoformat(), "end after the start")
    for entry in order.entries.values():
        check((*entry.trail, "arrives"), entry.force.arrives)
    for p, plan in enumerate(scenario.plans):
        for r, rule in enumerate(plan.rules):
            trail = ("plans", p, "rules", r, "when")
            check((*trail, "after"), rule.when.after)
            check((*trail, "before"), rule.when.before)
            _check_window(trail, rule, findings)


def _check_window(trail: Trail, rule: Rule, findings: Findings) -> None:
    after, before = rule.when.after, rule.when.before
    if after is not None and before is not None and before <= after:
        findings.say((*trail, "before"), before.isoformat(), "this never holds: put before later than after")


def check_supply(scenario: Scenario, weapons: Mapping[str, Weapon], findings: Findings) -> None:
    """A side that declares its supply needs the weight of every round, and no more carriers than a chain holds."""
    for s, side in enumerate(scenario.sides):
        if side.supply is None:
            continue
        kinds = len(side.supply.carriers())
        if kinds > MOST_CARRIERS:
            remedy = f"put like carriers together: a chain holds {MOST_CARRIERS} kinds"
            findings.say(("sides", s, "supply", "legs"), kinds, remedy)
        for weapon in sorted(name for name, one in weapons.items() if one.round_kg is None):
            remedy = f"give the weapon {weapon} its round_kg, kilograms a round: declared supply reckons by weight"
            findings.say(("sides", s, "supply"), weapon, remedy)


def check_names(scenario: Scenario, findings: Findings) -> None:
    """Ids are given once; nothing that is reported is a multiplier in disguise."""
    groups = {
        "sides": [side.id for side in scenario.sides],
        "phases": [phase.id for phase in scenario.phases],
        "weather": [spell.id for spell in scenario.weather],
        "leaves": [leave.id for leave in scenario.leaves],
    }
    for key, ids in groups.items():
        for index, one in enumerate(ids):
            if one in ids[:index]:
                findings.say((key, index, "id"), one, "give each an id of its own")
    for name in scenario.measures:
        if MULTIPLIER.search(name):
            findings.say(("measures", name), scenario.measures[name], NO_MULTIPLIER, at_key=True)
