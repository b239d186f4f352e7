"""The linter's questions about plans: orders that can never be given, and units that nobody orders."""

from __future__ import annotations

from collections.abc import Mapping

from khasan.scenario.equipment import Toe
from khasan.scenario.forces import OrderOfBattle
from khasan.scenario.loader import Findings
from khasan.scenario.plans import Condition, Plan
from khasan.scenario.schema import Scenario


def lint_plans(scenario: Scenario, order: OrderOfBattle, toes: Mapping[str, Toe], findings: Findings) -> None:
    """Rules out of reach, thresholds of strength, plans for both sides, without provenance, units under no plan."""
    for index, plan in enumerate(scenario.plans):
        _stages(plan, index, findings)
        _reach(plan, index, findings)
        _one_side(plan, index, order, findings)
        _engineers(plan, index, order, toes, findings)
        _vehicles(plan, index, order, toes, findings)
        _thresholds(plan, index, findings)
        if scenario.provenance is None and plan.provenance is None:
            for r, rule in enumerate(plan.rules):
                if rule.provenance is None:
                    remedy = "say where the orders come from: add provenance to the plan or the rule"
                    findings.say(("plans", index, "rules", r), None, remedy)
                    break
    _under_no_plan(scenario, order, findings)
    _leaves(scenario, findings)


def _leaves(scenario: Scenario, findings: Findings) -> None:
    """A leave that no rule needs is never asked for."""
    needed = {rule.leave for plan in scenario.plans for rule in plan.rules}
    for index, leave in enumerate(scenario.leaves):
        if leave.id not in needed:
            findings.say(("leaves", index, "id"), leave.id, "no rule needs it: name it in a rule, or take it out")


def _stages(plan: Plan, index: int, findings: Findings) -> None:
    """A rule that waits for a stage needs another that sets it."""
    stages = {0, *(rule.set_stage for rule in plan.rules if rule.set_stage is not None)}
    for r, rule in enumerate(plan.rules):
        when = rule.when
        trail = ("plans", index, "rules", r, "when")
        if when.stage is not None and when.stage not in stages:
            findings.say((*trail, "stage"), when.stage, "this never holds: no rule sets that stage")
        if when.stage_at_least is not None and when.stage_at_least > max(stages):
            remedy = "this never holds: no rule sets a stage so high"
            findings.say((*trail, "stage_at_least"), when.stage_at_least, remedy)


def _reach(plan: Plan, index: int, findings: Findings) -> None:
    """A rule that always holds hides those below it."""
    for r, rule in enumerate(plan.rules[:-1]):
        if rule.when == Condition():
            remedy = "it always holds, so that nothing below is read: put it last"
            findings.say(("plans", index, "rules", r), rule.name, remedy)
            return


def _one_side(plan: Plan, index: int, order: OrderOfBattle, findings: Findings) -> None:
    sides: dict[str, str] = {}
    for f, force_id in enumerate(plan.formations):
        entry = order.entries.get(force_id)
        if entry is None or force_id in order.broken:
            continue
        side, _ = order.inherited(entry, "side")
        if side is not None and sides and side not in sides:
            remedy = f"a plan is of one side: {', '.join(sides.values())} is of the other"
            findings.say(("plans", index, "formations", f), force_id, remedy)
        elif side is not None:
            sides[side] = force_id


def _types(plan: Plan, order: OrderOfBattle, toes: Mapping[str, Toe]) -> list[Toe]:
    """The types of the units that a plan commands."""
    return [
        toes[entry.force.toe]
        for force_id, entry in order.entries.items()
        if entry.force.toe is not None and entry.force.toe in toes and force_id not in order.broken
        if {link.force.id for link in order.chain(entry)} & set(plan.formations)
    ]


def _vehicles(plan: Plan, index: int, order: OrderOfBattle, toes: Mapping[str, Toe], findings: Findings) -> None:
    """Who has no vehicles loses none."""
    types = _types(plan, order, toes)
    for r, rule in enumerate(plan.rules):
        if rule.when.vehicles_below is not None and types and not any(toe.vehicle for toe in types):
            remedy = "this never holds: none of its units fights from vehicles; ask of spent"
            findings.say(("plans", index, "rules", r, "when", "vehicles_below"), rule.when.vehicles_below, remedy)


def _thresholds(plan: Plan, index: int, findings: Findings) -> None:
    """When men stop and leave is the doctrine's, with its intervals; a number in a plan has none."""
    remedy = "one number for all commanders, without an interval: ask of spent, or leave it to the doctrine"
    for r, rule in enumerate(plan.rules):
        for key in ("strength_below", "strength_above"):
            share = getattr(rule.when, key)
            if share is not None:
                findings.say(("plans", index, "rules", r, "when", key), share, remedy)


def _engineers(plan: Plan, index: int, order: OrderOfBattle, toes: Mapping[str, Toe], findings: Findings) -> None:
    """Bridges are built and blown by units of engineers."""
    branches = {toe.branch for toe in _types(plan, order, toes)}
    for r, rule in enumerate(plan.rules):
        if rule.do.kind in ("bridge", "demolish") and branches and "engineer" not in branches:
            remedy = "none of its units are engineers: give the order to a formation that has some"
            findings.say(("plans", index, "rules", r, "do", rule.do.kind), rule.do.place, remedy)


def _under_no_plan(scenario: Scenario, order: OrderOfBattle, findings: Findings) -> None:
    """Told once for the highest force whose units nobody orders."""
    planned = {force_id for plan in scenario.plans for force_id in plan.formations}
    told: set[str] = set()
    for force_id, entry in order.entries.items():
        force = entry.force
        if force.toe is None or force_id in order.broken:
            continue
        names = {force_id, *(f"{force_id}-{k}" for k in range(1, force.count + 1))}
        chain = list(order.chain(entry))
        if names & planned or any(link.force.id in planned for link in chain):
            continue
        top = chain[-1]
        if top.force.id not in told:
            told.add(top.force.id)
            remedy = f"{force_id} gets no orders: give it, or a formation above it, a plan"
            findings.say(top.trail, top.force.id, remedy)
