"""The scenario at a point of a design: what-ifs and fields as text would have them, numbers put in their places.

See :mod:`khasan.experiment.template` for what is made of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from khasan.errors import InputError, Problem
from khasan.experiment.study.schema import Design, Factor
from khasan.experiment.template import Template
from khasan.record.rules import rule_of
from khasan.scenario.catalog import open_scenario
from khasan.scenario.library import Library
from khasan.scenario.loader import Written, build
from khasan.scenario.nodes import Node, Trail
from khasan.scenario.resolve import resolve
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import Scenario, WhatIf
from khasan.scenario.whatif import apply

STIPULATED = "the-design"
"""What a scenario says it was changed by, beside its what-ifs."""
_NO_SUCH = ("unknown key", "there is no", "a what-if changes")
"""How the remedies of a path begin that leads nowhere."""
Picked = Mapping[str, int | None]
"""Factor -> which of its choices or values; None leaves the scenario as it is."""


class Variants:
    """Makes templates of one design's scenario."""

    def __init__(self, design: Written[Design], library: Library | None = None) -> None:
        self.design = design.model
        self.node = design.node
        self.library = library or Library()
        self._made: dict[str, Template] = {}

    @cached_property
    def base(self) -> Resolved:
        """The scenario as every point has it before a factor is set."""
        return self._cut(self._resolved({}, {}))

    def written(self, picked: Picked) -> Written[Scenario]:
        """The scenario as written, with the choices made."""
        what_ifs = [*self.design.what_ifs]
        for factor in self.design.factors:
            choice = picked.get(factor.id)
            if choice is None:
                continue
            if factor.choices:
                what_ifs += factor.choices[choice].what_ifs
            elif factor.what_if is not None and choice == 1:
                what_ifs.append(factor.what_if)
        return open_scenario(self.design.scenario or "", what_ifs, self.library)

    def template(self, picked: Picked, ranges: Mapping[str, tuple[float, float]]) -> Template:
        """The template for these choices with these fields varied, each between two numbers.

        Raises InputError, at the line of the factor, for a field that is not there, that is no number, or that
        changes nothing.
        """
        key = json.dumps([dict(picked), sorted(ranges)], sort_keys=True)
        if key not in self._made:
            low = {name: ends[0] for name, ends in ranges.items()}
            base = self._dump(picked, low)
            leaves = {}
            for name, ends in ranges.items():
                raised = self._dump(picked, {**low, name: ends[1]})
                leaves[name] = self._leaves(name, base, raised, ends)
            text = json.dumps(base, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            self._made[key] = Template(text, leaves)
        return self._made[key]

    def _dump(self, picked: Picked, numbers: Mapping[str, float]) -> dict[str, Any]:
        scenario = self._cut(self._resolved(picked, numbers))
        content: dict[str, Any] = scenario.model_dump(mode="json", exclude={"digest"})
        return content

    def _leaves(self, name: str, low: Any, high: Any, ends: tuple[float, float]) -> list[Trail]:
        factor, trail = self.place(name)
        found: list[Trail] = []
        for where, one, other in _differences(low, high, ()):
            if (one, other) != ends:
                remedy = "it changes more than a number: give the settings one by one as values"
                raise InputError([self.node.problem((*trail, "path"), factor.path, remedy)])
            found.append(where)
        if not found:
            remedy = "it changes nothing in the scenario: vary what some unit, side or spell of weather really has"
            raise InputError([self.node.problem((*trail, "path"), factor.path, remedy)])
        return found

    def why_not(self, factor: Factor) -> list[Problem]:
        """What is wrong with a factor's path; empty if a number can be put there."""
        try:
            self._resolved({}, {factor.id: 1.0})
        except InputError as error:
            node, trail = self.node, (*self.place(factor.id)[1], "path")
            return [
                node.problem(trail, factor.path, one.remedy)
                for one in error.problems
                if (one.file, one.line) == node.locate(trail)[:2] and one.remedy.startswith(_NO_SUCH)
            ]
        return []

    def place(self, name: str) -> tuple[Factor, Trail]:
        """A factor and where it stands in the design file."""
        index = next(k for k, factor in enumerate(self.design.factors) if factor.id == name)
        return self.design.factors[index], ("factors", index)

    def _resolved(self, picked: Picked, numbers: Mapping[str, float]) -> Resolved:
        written = self.written(picked)
        changes = list(self._changes(picked, numbers))
        if changes:
            written = apply(written, self._overlay(written, changes), self.library, of_a_design=True)
        if self.design.record_rule is not None:
            rule = rule_of(self.design.record_rule).name
            changed = written.model.model_copy(update={"record_rule": rule})
            written = Written(changed, written.node, written.problems)
        return resolve(written, self.library)

    def _changes(self, picked: Picked, numbers: Mapping[str, float]) -> Iterator[tuple[Node, Node]]:
        """Path and value of each change, as nodes that know their line in the design file."""
        for index in range(len(self.design.changes)):
            yield self._at(("changes", index, "set")), self._at(("changes", index, "to"))
        for factor in self.design.factors:
            if factor.path is None:
                continue
            trail = self.place(factor.id)[1]
            paths = [self._at((*trail, "path")), *(self._at((*trail, "also", k)) for k in range(len(factor.also)))]
            choice = picked.get(factor.id)
            for path in paths:
                if choice is not None and factor.values:
                    yield path, self._at((*trail, "values", choice))
                elif factor.id in numbers:
                    yield path, Node(numbers[factor.id], path.file, path.line, path.column)

    def _at(self, trail: Trail) -> Node:
        node = self.node.at(trail)
        assert node is not None
        return node

    def _overlay(self, written: Written[Scenario], changes: Sequence[tuple[Node, Node]]) -> Written[WhatIf]:
        def here(content: Any) -> Node:
            return Node(content, self.node.file, self.node.line, self.node.column)

        why = here({"guess": here("stipulated by the design of the experiment")})
        listed = [here({"set": path, "to": value}) for path, value in changes]
        content = {
            "id": here(STIPULATED),
            "scenario": here(written.model.id),
            "title": here(self.design.title),
            "question": here(self.design.question),
            "provenance": why,
            "changes": here(listed),
        }
        return build(here(content), WhatIf)

    def _cut(self, scenario: Resolved) -> Resolved:
        """The scenario broken off where the design says; phases that begin later are no more told of."""
        until = self.design.until
        if until is None:
            return scenario
        clock = scenario.clock
        if not clock.start < until <= clock.end:
            span = f"{clock.start.isoformat()} to {clock.end.isoformat()}"
            remedy = f"give a moment of the battle: it lasts from {span}"
            raise InputError([self.node.problem(("until",), until.isoformat(), remedy)])
        phases = tuple(
            phase.model_copy(update={"end": min(phase.end, until)}) for phase in scenario.phases if phase.start < until
        )
        whole = tuple("_" + phase.id.replace("-", "_") for phase in scenario.phases if phase.end <= until)
        measures = {k: v for k, v in scenario.measures.items() if until == clock.end or k.endswith(whole)}
        cut = {"clock": clock.model_copy(update={"end": until}), "phases": phases, "measures": measures}
        return scenario.model_copy(update=cut).with_digest()


def _differences(one: Any, other: Any, trail: Trail) -> Iterator[tuple[Trail, Any, Any]]:
    """Places where two trees of plain values part, with what stands there; whole branches where shapes do."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _differences(one[key], other[key], (*trail, key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, (*trail, index))
    elif one != other:
        yield trail, one, other


def problem_of_file(error: InputError, design_file: str) -> InputError:
    """The same problems; those without a line are laid at the design's door."""
    told = [
        Problem(design_file, None, None, one.field, one.value, one.remedy) if one.line is None else one
        for one in error.problems
    ]
    return InputError(told)
