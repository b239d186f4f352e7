"""The linter's questions about a scenario: its forces, its numbers, the record it is laid beside."""

from __future__ import annotations

from khasan.errors import Problem
from khasan.scenario.equipment_of import Equipment
from khasan.scenario.forces import OrderOfBattle
from khasan.scenario.library import Library
from khasan.scenario.lint_equipment import lint_equipment
from khasan.scenario.lint_ground import lint_ground
from khasan.scenario.lint_plans import lint_plans
from khasan.scenario.loader import Findings, Written
from khasan.scenario.provenance import check_number, check_provenances, check_source, no_guess_by_its_words
from khasan.scenario.resolve import resolve
from khasan.scenario.schema import Scenario
from khasan.scenario.standing import Standing


def lint_scenario(written: Written[Scenario], library: Library) -> list[Problem]:
    """Whatever keeps it from running, and whatever a careful reader would object to."""
    findings = Findings(written.node)
    findings.take(lambda: resolve(written, library))
    scenario = written.model
    order = OrderOfBattle(scenario, Findings(written.node))
    check_provenances(scenario.model_copy(update={"forces": []}), library, findings)
    _forces(order, library, findings)
    _measures(scenario, library, findings)
    if scenario.map.id in library.ids("maps"):
        lint_ground(scenario, order, library, findings)
    equipment = Equipment(library, Findings(written.node))
    equipment.need((entry.trail, entry.force.toe) for entry in order.entries.values() if entry.force.toe)
    lint_plans(scenario, order, equipment.toes, findings)
    used = (("weapons", equipment.weapons), ("vehicles", equipment.vehicles), ("toe", equipment.toes))
    for kind, models in used:
        for file_id in models:
            findings.problems.extend(lint_equipment(library.written(kind, file_id), library))
    for kind, file_id in (("parameters", "global"), ("doctrine", "common")):
        if file_id in library.ids(kind):
            findings.problems.extend(lint_equipment(library.written(kind, file_id), library))
    return findings.problems


def _forces(order: OrderOfBattle, library: Library, findings: Findings) -> None:
    """The order of battle: who was there, where and when needs a provenance as much as any number.

    A bare number is no heir of its formation: why a regiment was there says nothing of how many men it had.
    """
    standing = Standing(library)
    told: set[str] = set()
    for force_id, entry in order.entries.items():
        if force_id in order.broken:
            continue
        check_source(entry.force.provenance, (*entry.trail, "provenance"), library, findings)
        no_guess_by_its_words(entry.force.provenance, (*entry.trail, "provenance"), findings)
        for key in ("strength", "works", "wire", "ammunition", "airfield_km"):
            number = getattr(entry.force, key)
            if number is not None:
                check_number(number, (*entry.trail, key), standing, findings)
        if entry.force.toe is None or order.provenance(entry) is not None:
            continue
        top = list(order.chain(entry))[-1]
        if top.force.id not in told:
            told.add(top.force.id)
            remedy = "say where its units, their places and times come from: add provenance here or below"
            findings.say(top.trail, None, remedy)


def _measures(scenario: Scenario, library: Library, findings: Findings) -> None:
    if not findings.known(("incident",), scenario.incident, library.ids("record"), "incident"):
        return
    quantities = findings.take(lambda: library.incident(scenario.incident).by_quantity())
    if quantities is None:
        return
    for name, quantity in scenario.measures.items():
        findings.known(("measures", name), quantity, quantities, "quantity of the record")
