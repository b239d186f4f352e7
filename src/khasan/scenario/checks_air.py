"""What must hold of aircraft: who orders them what, from which airfield, and on whose side they may fly."""

from __future__ import annotations

from khasan.scenario.equipment_of import Equipment
from khasan.scenario.forces import Entry, OrderOfBattle
from khasan.scenario.loader import Findings
from khasan.scenario.plans import AIR_VERBS
from khasan.scenario.schema import Scenario

GROUNDED = "hold"
"""The verb that keeps aircraft at their airfield."""


def check_air(scenario: Scenario, order: OrderOfBattle, equipment: Equipment, findings: Findings) -> None:
    """Sides that exist, airfields for aviation and for nobody else, verbs of the air for aircraft and no others."""
    sides = [side.id for side in scenario.sides]
    for side in scenario.air:
        findings.known(("air", side), side, sides, "side", at_key=True)
    flying: dict[str, set[bool]] = {}
    for force_id, entry in order.entries.items():
        toe = equipment.toes.get(entry.force.toe or "")
        if toe is None or force_id in order.broken:
            continue
        flies = toe.branch == "aviation"
        _vehicle(entry, flies, equipment, findings)
        if flies and order.inherited(entry, "airfield_km")[0] is None:
            findings.say(entry.trail, force_id, "say how far its airfield is: airfield_km")
        made = [f"{force_id}-{k}" for k in range(1, entry.force.count + 1)]
        for name in (*made, *(link.force.id for link in order.chain(entry))):
            flying.setdefault(name, set()).add(flies)
    _verbs(scenario, flying, findings)


def _vehicle(entry: Entry, flies: bool, equipment: Equipment, findings: Findings) -> None:
    toe = equipment.toes[entry.force.toe or ""]
    vehicle = equipment.vehicles.get(toe.vehicle or "")
    if vehicle is not None and (vehicle.flight is not None) != flies:
        remedy = "give it a vehicle with flight" if flies else "an aircraft needs a TO&E of branch aviation"
        findings.say((*entry.trail, "toe"), toe.id, remedy)


def _verbs(scenario: Scenario, flying: dict[str, set[bool]], findings: Findings) -> None:
    for p, plan in enumerate(scenario.plans):
        kinds = set().union(*(flying.get(name, set()) for name in plan.formations))
        for r, rule in enumerate(plan.rules):
            trail, verb = ("plans", p, "rules", r, "do", rule.do.kind), rule.do.kind
            if verb in AIR_VERBS and False in kinds:
                findings.say(trail, rule.do.place, f"{verb} is for aircraft: make a plan for aviation alone")
            elif verb not in (*AIR_VERBS, GROUNDED) and True in kinds:
                remedy = f"aircraft know {', '.join(AIR_VERBS)} and {GROUNDED}: make a plan of their own"
                findings.say(trail, rule.do.place, remedy)
