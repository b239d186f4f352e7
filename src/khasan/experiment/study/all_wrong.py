"""All that is wrong with a design at once: what its form allows to be looked at is looked at, whatever else is wrong.

Nothing that comes from here is ever run: what was wrong has been left out or set right, to see whether the rest holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field, ValidationError, model_validator

from khasan.compiler import compile_scenario
from khasan.errors import InputError, Problem
from khasan.experiment.study import checks
from khasan.experiment.study.factors import Ranged, ranged
from khasan.experiment.study.frontier_designs import look_at_frontier
from khasan.experiment.study.of_frontier import Worlds
from khasan.experiment.study.schema import Design, Factor, Outcome
from khasan.experiment.study.subject import OfScenario, Subject
from khasan.experiment.study.variants import Variants
from khasan.results.columns import Column
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written
from khasan.scenario.mending import mend
from khasan.scenario.nodes import Node

_LISTS = ("factors", "outcomes")
Looked = tuple[Subject, tuple[Column, ...], list[Ranged]]


class _Parts(Design):
    """A design whose parts need not fit together yet."""

    factors: list[Factor] = Field(default_factory=list)
    outcomes: list[Outcome] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_together(self) -> _Parts:
        return self


def problems_below(node: Node, known: Sequence[Problem]) -> list[Problem]:
    """What else is wrong in a design whose form is bad: the problems known, and those of the parts that can be read."""
    found = _readable(node)
    if found is None:
        return list(known)
    written, places = found
    findings = Findings(written.node)
    try:
        look(written, findings)
    except InputError as error:
        findings.problems += error.problems
    told = {(one.line, one.column) for one in known}
    return [*known, *(_replaced(one, places) for one in findings.problems if (one.line, one.column) not in told)]


def look(written: Written[Design], findings: Findings, variants: Variants | Worlds | None = None) -> Looked | None:
    """Hold a design against its scenario or the frontier; all that is wrong goes into the findings.

    None if there is no scenario, or nothing is said of one.
    """
    if written.model.frontier is not None:
        return look_at_frontier(written, findings, variants if isinstance(variants, Worlds) else None)
    if written.model.scenario is None:
        return None
    variants = variants if isinstance(variants, Variants) else Variants(written, Library())
    if not checks.scenario_can_be_had(variants, findings):
        return None
    subject = _base(variants, written, findings)
    columns = checks.columns_of(written.model, subject, findings)
    factors = ranged(variants if not findings.problems else _bare(written), findings)
    if len(factors) == len(written.model.factors) and written.model.factors:
        checks.within_budget(written.model, factors, findings)
    sound = [one for one in factors if not _is_told_of(variants, one, findings)]
    checks.fields_change_something(_bare(written) if findings.problems else variants, sound, findings)
    return subject, columns, factors


def _base(variants: Variants, written: Written[Design], findings: Findings) -> OfScenario:
    """The scenario with the design's own what-ifs and changes, or without them where they are at fault."""
    try:
        return OfScenario(compile_scenario(variants.base))
    except InputError as error:
        known = set(findings.problems)
        findings.problems += [one for one in error.problems if one not in known and not _without_place(one, known)]
        return OfScenario(compile_scenario(_bare(written).base))


def _without_place(one: Problem, known: set[Problem]) -> bool:
    """Is a problem without a line one that is told already, at its line of the design?"""
    return one.line is None and any(one.remedy == other.remedy for other in known)


def _bare(written: Written[Design]) -> Variants:
    """The design on the scenario as it is."""
    without: dict[str, Any] = {"what_ifs": [], "changes": [], "until": None, "record_rule": None}
    return Variants(replace(written, model=written.model.model_copy(update=without)), Library())


def _is_told_of(variants: Variants, one: Ranged, findings: Findings) -> bool:
    start = f"factors[{variants.place(one.id)[1][1]}]"
    return any(problem.field == start or problem.field.startswith(f"{start}.") for problem in findings.problems)


def _readable(node: Node) -> tuple[Written[Design], dict[str, list[int]]] | None:
    """The design without the factors and outcomes that cannot be read, and which of each are left; None if nothing."""
    left = {name: list(range(_length(node.child(name)))) for name in _LISTS}
    tried = node
    for attempt in range(4):
        try:
            model = _Parts.model_validate(tried.plain())
        except ValidationError as error:
            tried = mend(tried, _Parts, error) if attempt == 0 else _without(tried, _bad(error), left)
            continue
        twice = _twice(model)
        if not any(twice.values()):
            return Written(model, tried), left
        tried = _without(tried, twice, left)
    return None


def _bad(error: ValidationError) -> dict[str, set[int]]:
    """Entries that cannot be read."""
    found: dict[str, set[int]] = {name: set() for name in _LISTS}
    for one in error.errors():
        if len(one["loc"]) > 1 and one["loc"][0] in _LISTS:
            found[str(one["loc"][0])].add(int(one["loc"][1]))
    return found


def _twice(model: Design) -> dict[str, set[int]]:
    """Entries whose name another before them has."""
    names = {"factors": [one.id for one in model.factors], "outcomes": [one.name for one in model.outcomes]}
    return {key: {k for k, name in enumerate(some) if name in some[:k]} for key, some in names.items()}


def _length(node: Node | None) -> int:
    return len(node.content) if node is not None and isinstance(node.content, list) else 0


def _without(node: Node, unwanted: Mapping[str, set[int]], left: dict[str, list[int]]) -> Node:
    """A copy without these entries."""
    copied = node.copy()
    for name, bad in unwanted.items():
        holder: Any = copied.child(name)
        if bad and holder is not None and isinstance(holder.content, list):
            holder.content = [entry for k, entry in enumerate(holder.content) if k not in bad]
            left[name] = [place for k, place in enumerate(left[name]) if k not in bad]
    return copied


def _replaced(one: Problem, places: dict[str, list[int]]) -> Problem:
    """The problem with the number that its factor or outcome has in the file."""
    found = re.match(r"(factors|outcomes)\[(\d+)\]", one.field)
    if found is None:
        return one
    name, number = found[1], int(found[2])
    if number >= len(places.get(name, [])):
        return one  # it speaks of an entry that the file itself does not have
    return replace(one, field=f"{name}[{places[name][number]}]{one.field[found.end() :]}")
