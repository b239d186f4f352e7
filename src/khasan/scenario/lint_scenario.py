"""The linter's questions about a scenario: its forces, its numbers, its ground, the record it is laid beside."""

from __future__ import annotations

from khasan.errors import InputError, Problem
from khasan.scenario.checks import Places
from khasan.scenario.equipment_of import Equipment
from khasan.scenario.forces import OrderOfBattle
from khasan.scenario.library import Library
from khasan.scenario.lint_equipment import lint_equipment
from khasan.scenario.lint_plans import lint_plans
from khasan.scenario.loader import Findings, Written
from khasan.scenario.numbers import with_provenance
from khasan.scenario.provenance import check_number, check_provenances, check_source
from khasan.scenario.remedies import nearest
from khasan.scenario.resolve import resolve
from khasan.scenario.schema import Scenario

ARRIVES_CLEAR_M = 500.0
"""A unit that comes later does not come in nearer than this to a place whose holder is reported."""


def lint_scenario(written: Written[Scenario], library: Library) -> list[Problem]:
    """Whatever keeps it from running, and whatever a careful reader would object to."""
    findings = Findings(written.node)
    try:
        resolve(written, library)
    except InputError as error:
        findings.problems.extend(error.problems)
    scenario = written.model
    order = OrderOfBattle(scenario, Findings(written.node))
    known = set(library.sources)
    check_provenances(scenario.model_copy(update={"forces": []}), known, findings)
    _forces(order, known, findings)
    lint_plans(scenario, order, findings)
    _measures(scenario, library, findings)
    if scenario.map.id in library.ids("maps"):
        _ground(scenario, order, library, findings)
    equipment = Equipment(library, Findings(written.node))
    equipment.need((entry.trail, entry.force.toe) for entry in order.entries.values() if entry.force.toe)
    used = (("weapons", equipment.weapons), ("vehicles", equipment.vehicles), ("toe", equipment.toes))
    for kind, models in used:
        for file_id in models:
            findings.problems.extend(lint_equipment(library.written(kind, file_id), library, known))
    if "global" in library.ids("parameters"):
        findings.problems.extend(lint_equipment(library.written("parameters", "global"), library, known))
    return findings.problems


def _forces(order: OrderOfBattle, known: set[str], findings: Findings) -> None:
    """The order of battle: who was there, where and when needs a provenance as much as any number."""
    told: set[str] = set()
    for force_id, entry in order.entries.items():
        if force_id in order.broken:
            continue
        check_source(entry.force.provenance, (*entry.trail, "provenance"), known, findings)
        for key in ("strength", "works", "ammunition"):
            number = getattr(entry.force, key)
            if number is not None:
                number = with_provenance(number, order.provenance(entry))
                check_number(number, (*entry.trail, key), known, findings)
        if entry.force.toe is None or order.provenance(entry) is not None:
            continue
        top = list(order.chain(entry))[-1]
        if top.force.id not in told:
            told.add(top.force.id)
            remedy = "say where its units, their places and times come from: add provenance here or below"
            findings.say(top.trail, None, remedy)


def _measures(scenario: Scenario, library: Library, findings: Findings) -> None:
    if scenario.incident not in library.ids("record"):
        remedy = f"unknown incident: {nearest(scenario.incident, library.ids('record'))}"
        findings.say(("incident",), scenario.incident, remedy)
        return
    try:
        quantities = library.incident(scenario.incident).by_quantity()
    except InputError as error:
        findings.problems.extend(error.problems)
        return
    for name, quantity in scenario.measures.items():
        if quantity not in quantities:
            remedy = f"unknown quantity of the record: {nearest(quantity, quantities)}"
            findings.say(("measures", name), quantity, remedy)


def _ground(scenario: Scenario, order: OrderOfBattle, library: Library, findings: Findings) -> None:
    """No unit stands in the water, or comes in where the fighting is for."""
    from khasan.ground import ensemble_member, rasterise
    from khasan.ground.raster import WATER

    try:
        vector = library.map(scenario.map.id)
        ground = rasterise(ensemble_member(vector, 0), scenario.map.hex_m)
    except InputError as error:
        findings.problems.extend(error.problems)
        return
    places = Places(vector)
    lakes = {feature.id for feature in vector.of_kind("lake")}
    aims = [places.centres[one.place] for one in scenario.objectives if one.place in places.centres]
    for entry in order.entries.values():
        at = entry.force.at
        if at is not None and at.place in places.centres:
            x, y = places.xy(at)
            hexagon = ground.grid.index_of(x, y)
            wet = at.place in lakes if at.distance_m == 0 else hexagon >= 0 and not ground.passable[hexagon]
            if wet and (at.distance_m == 0 or ground.surface[hexagon] in WATER):
                remedy = "it stands in the water: choose dry ground, a ford, a bridge or a ferry"
                findings.say((*entry.trail, "at"), at.place, remedy)
        if entry.force.toe is not None and entry.force.id not in order.broken:
            _arrival(scenario, order, entry.force.id, places, aims, findings)


def _arrival(
    scenario: Scenario,
    order: OrderOfBattle,
    force_id: str,
    places: Places,
    aims: list[tuple[float, float]],
    findings: Findings,
) -> None:
    """After the start nobody is placed by date where the fighting is for: he comes in, and marches."""
    entry = order.entries[force_id]
    at, _ = order.inherited(entry, "at")
    arrives, owner = order.inherited(entry, "arrives")
    if at is None or at.place not in places.centres or arrives is None or arrives <= scenario.time.start:
        return
    x, y = places.xy(at)
    if any((x - a) ** 2 + (y - b) ** 2 < ARRIVES_CLEAR_M**2 for a, b in aims):
        remedy = f"let it come in {ARRIVES_CLEAR_M:.0f} m or more from every objective and march: nothing is scripted"
        findings.say((*owner.trail, "arrives"), arrives.isoformat(), remedy)
