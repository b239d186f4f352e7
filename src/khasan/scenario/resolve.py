"""From the short form that people write to the fully explicit one; resolving that again changes nothing."""

from __future__ import annotations

from pydantic import ValidationError

from khasan.errors import InputError
from khasan.record.rules import GRADED
from khasan.scenario.checks import check_dates, check_names, check_places, check_plans, check_supply, read_places
from khasan.scenario.checks_air import check_air
from khasan.scenario.equipment_of import Equipment
from khasan.scenario.fields import check_field
from khasan.scenario.forces import OrderOfBattle, counted_plans, spell_out
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written
from khasan.scenario.nodes import Trail
from khasan.scenario.numbers import ModelT, NumberT, inherit, map_numbers
from khasan.scenario.ranges import OutOfRange
from khasan.scenario.resolved import Formation, Resolved, Unit
from khasan.scenario.schema import DoctrineFile, Parameter, ParameterFile, Scenario
from khasan.scenario.sizes import check_hexes, check_length, check_many, check_totals

__all__ = ["Formation", "Resolved", "Unit", "resolve"]


def resolve(written: Written[Scenario], library: Library) -> Resolved:
    """Spell a scenario out: inheritance, counts, defaults, the record's numbers, the equipment it uses.

    ``written`` is as the author wrote it, its bare numbers still bare.
    Raises InputError with everything that would keep it from running.
    """
    scenario, findings = written.model, Findings(written.node, written.problems)
    record = RecordNumbers(scenario.incident, scenario.record_rule, library, findings)
    record.check_rule()
    head = inherit(scenario.model_copy(update={"forces": []}))
    head = map_numbers(head, lambda number, trail, _: record.settle(number, trail))

    order = OrderOfBattle(scenario, findings)
    check_length(scenario, findings)
    if not check_many(scenario, order, findings):
        findings.stop_if_any()
    equipment = Equipment(library, findings)
    uses = ((entry.trail, entry.force.toe) for entry in order.entries.values())
    equipment.need(((*trail, "toe"), toe) for trail, toe in uses if toe is not None)
    head = head.model_copy(update={"plans": counted_plans(order, head.plans)})
    formations, units = spell_out(order, equipment.toes, head.plans, record.settle)
    check_totals(units, order, equipment, findings)

    known = [*(one.id for one in formations), *(one.id for one in units), *order.entries]
    places = read_places(scenario, library, findings)
    if places is not None:
        check_places(scenario, order, places, findings)
        check_hexes(scenario, places.window, findings)
    check_plans(scenario, known, findings)
    check_dates(scenario, order, findings)
    check_names(scenario, findings)
    check_supply(scenario, equipment.weapons, findings)
    check_air(scenario, order, equipment, findings)
    parameters = _parameters(library, findings)
    doctrine = _doctrine(library, findings)
    findings.stop_if_any()
    assert places is not None
    return Resolved(
        id=head.id,
        title=head.title,
        summary=head.summary,
        incident=head.incident,
        status=head.status,
        checked=head.checked,
        record_rule=head.record_rule,
        record_outcomes=head.record_outcomes,
        provenance=head.provenance,
        clock=head.time,
        map=head.map,
        map_digest=places.digest,
        sides=tuple(head.sides),
        phases=tuple(head.phases),
        weather=tuple(head.weather),
        air=head.air,
        objectives=tuple(head.objectives),
        formations=formations,
        units=units,
        command=head.command,
        leaves=tuple(head.leaves),
        plans=tuple(head.plans),
        weapons=_by_id(equipment.weapons),
        vehicles=_by_id(equipment.vehicles),
        toes=_by_id(equipment.toes),
        parameters=parameters,
        doctrine=doctrine,
        measures=head.measures,
        what_ifs=tuple(head.what_ifs),
    ).with_digest()


class RecordNumbers:
    """Puts the record's interval where an author wrote ``{record: quantity}``."""

    def __init__(self, incident_id: str, rule: str, library: Library, findings: Findings) -> None:
        self.incident_id = incident_id
        self.rule = rule
        self.library = library
        self.findings = findings
        self.unreadable = False

    def check_rule(self) -> None:
        """A rule that prefers one source needs a claim of that source: else it says nothing here."""
        if self.rule == GRADED.name or self.incident_id not in self.library.ids("record"):
            return
        try:
            self.library.incident(self.incident_id).under(self.rule)
        except InputError as error:
            self.unreadable = True
            if [problem.field for problem in error.problems] == ["record_rule"]:
                self.findings.say(("record_rule",), self.rule, error.problems[0].remedy)
            else:
                self.findings.problems.extend(error.problems)

    def settle(self, number: NumberT, trail: Trail) -> NumberT:
        """The number, with what the record says of its quantity if it is taken from there."""
        if number.record is None or self.unreadable:
            return number
        try:
            interval = self.library.incident(self.incident_id).under(self.rule).interval(number.record)
        except InputError as error:
            self._refuse(error, (*trail, "record"), number.record)
            return number
        if interval is None:
            self.findings.say((*trail, "record"), number.record, "take one whose claims give a number")
            return number
        stated = (number.value, number.low, number.high)
        found = (interval.best, interval.low, interval.high)
        if number.value is not None and stated != found:
            remedy = f"leave value, low and high out: the record says {found[0]:g} ({found[1]:g} to {found[2]:g})"
            self.findings.say((*trail, "value"), number.value, remedy)
            return number
        try:
            content = {"value": found[0], "low": found[1], "high": found[2], "record": number.record}
            settled = type(number).model_validate(content)
            check_field(Scenario, trail, settled)
            return settled
        except OutOfRange as error:
            remedy = f"the record gives {found[0]:g} ({found[1]:g} to {found[2]:g}): {error}"
            self.findings.say((*trail, "record"), number.record, remedy)
            return number
        except ValidationError as error:
            remedy = f"the record gives {found[0]:g} ({found[1]:g} to {found[2]:g}): {_first(error)}"
            self.findings.say((*trail, "record"), number.record, remedy)
            return number

    def _refuse(self, error: InputError, trail: Trail, quantity: str) -> None:
        if self.incident_id not in self.library.ids("record"):
            self.unreadable = True
            remedy = f"unknown incident: {error.problems[0].remedy}"
            self.findings.say(("incident",), self.incident_id, remedy)
        elif len(error.problems) == 1 and error.problems[0].field == "quantity":
            self.findings.say(trail, quantity, f"unknown quantity: {error.problems[0].remedy}")
        else:
            self.unreadable = True
            self.findings.problems.extend(error.problems)


def _first(error: ValidationError) -> str:
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")


def _parameters(library: Library, findings: Findings) -> tuple[Parameter, ...]:
    file = findings.take(lambda: library.written("parameters", "global").model)
    assert file is None or isinstance(file, ParameterFile)
    return tuple(file.parameters) if file else ()


def _doctrine(library: Library, findings: Findings) -> tuple[Parameter, ...]:
    file = findings.take(lambda: library.written("doctrine", "common").model)
    assert file is None or isinstance(file, DoctrineFile)
    return tuple(file.doctrine) if file else ()


def _by_id(models: dict[str, ModelT]) -> dict[str, ModelT]:
    return dict(sorted(models.items()))
