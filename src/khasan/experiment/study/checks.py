"""A design held against its scenario before anything runs: all that is wrong at once, each at its line of the file."""

from __future__ import annotations

import dataclasses
import fnmatch
import json
from collections.abc import Iterator, Mapping, Sequence

from khasan.compiler import compile_scenario
from khasan.errors import InputError, Problem, did_you_mean, nearest
from khasan.experiment.compiled_templates import fights_alike
from khasan.experiment.study.factors import Ranged
from khasan.experiment.study.points import count_of
from khasan.experiment.study.schema import Design, Factor
from khasan.experiment.study.subject import Subject
from khasan.experiment.study.variants import Picked, Variants
from khasan.experiment.template import Template
from khasan.letters import visible
from khasan.record.rules import rule_of
from khasan.results.columns import Column
from khasan.scenario.catalog import open_scenario
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Trail, dotted

QUOTES = "'\""


def scenario_can_be_had(variants: Variants, findings: Findings) -> bool:
    """The scenario, its what-ifs one by one, the rule of the record: what cannot be had is told at its line.

    Can the scenario itself be had? Without it there is nothing to hold a design against.
    """
    design, library = variants.design, variants.library
    scenario = design.scenario or ""
    try:
        open_scenario(scenario, [], library)
    except InputError as error:
        lay_at(findings, ("scenario",), scenario, error)
        return False
    for trail, name in what_ifs_of(design):
        try:
            open_scenario(scenario, [name], library)
        except InputError as error:
            lay_at(findings, trail, name, error)
    for i, factor in enumerate(design.factors):
        for key in ("assumptions", "periods"):
            if getattr(factor, key):
                findings.say(
                    ("factors", i, key), factor.id, "it is of the frontier: leave it out of a scenario's design"
                )
    if design.record_rule is not None:
        try:
            rule_of(design.record_rule)
        except InputError as error:
            lay_at(findings, ("record_rule",), design.record_rule, error)
    return True


def what_ifs_of(design: Design) -> Iterator[tuple[Trail, str]]:
    """Every what-if that a design names, and where."""
    for k, name in enumerate(design.what_ifs):
        yield ("what_ifs", k), name
    for i, factor in enumerate(design.factors):
        if factor.what_if is not None:
            yield ("factors", i, "what_if"), factor.what_if
        for j, choice in enumerate(factor.choices):
            for k, name in enumerate(choice.what_ifs):
                yield ("factors", i, "choices", j, "what_ifs", k), name


def lay_at(findings: Findings, trail: Trail, value: str, error: InputError) -> None:
    """A file that was named here cannot be used: say so at the name, unless the fault is within that file."""
    for one in error.problems:
        if one.field == "scenario" and trail != ("scenario",):
            remedy = (
                f"it is written for {one.value.strip(QUOTES)}, not for this scenario: khasan list has those that are"
            )
            findings.say(trail, value, remedy)
        elif one.line is None:
            findings.say(trail, value, one.remedy)
        else:
            findings.problems.append(one)


def fields_change_something(variants: Variants, factors: Sequence[Ranged], findings: Findings) -> None:
    """Every field and choice for itself, so that all that is wrong is told at once."""
    for one in factors:
        index = variants.place(one.id)[1][1]
        trail: Trail = ("factors", index)
        if one.is_choice:
            tries: list[tuple[Picked, Mapping[str, tuple[float, float]]]] = [
                ({one.id: k}, {}) for k in range(len(one.labels))
            ]
        elif one.factor.path is not None:
            tries = [({}, {one.id: one.ends})]
        else:
            continue
        made = []
        for some in tries:
            try:
                made.append(variants.template(*some))
            except InputError as error:
                findings.problems.extend(in_words_of(variants, trail, one.factor, error))
        if len(made) < len(tries):
            continue
        if one.is_choice and len({_but_names(template) for template in made}) < len(made):
            remedy = "two of its settings make the same scenario: leave one out"
            findings.say(trail, one.factor.what_if or list(one.labels), remedy)
        elif one.factor.path is not None and _fight_alike(made, one):
            findings.say((*trail, "path"), one.factor.path, "it changes nothing in the fight: vary what counts in it")


def in_words_of(variants: Variants, trail: Trail, factor: Factor, error: InputError) -> list[Problem]:
    """Problems of the change that a factor makes, told of the factor itself: the change was made up from the design."""
    paths: dict[Trail, str | None] = {(*trail, "path"): factor.path}
    paths |= {(*trail, "also", k): path for k, path in enumerate(factor.also)}
    at = {variants.node.locate(where): where for where in paths}
    told = []
    for one in error.problems:
        where = at.get((one.file, one.line or 0, one.column or 0))
        if where is None:
            told.append(one)
        else:
            value = str(paths[where]) if one.remedy.startswith("unknown key") else one.value
            told.append(dataclasses.replace(one, field=dotted(where), value=value))
    return told


def _fight_alike(made: Sequence[Template], one: Ranged) -> bool:
    """Do two settings make the same of every array that is fought with?"""
    if one.is_choice:
        compiled = [compile_scenario(template.fill({})) for template in made]
    else:
        compiled = [compile_scenario(made[0].fill({one.id: end})) for end in one.ends]
    return any(fights_alike(first, second) for k, first in enumerate(compiled) for second in compiled[:k])


def _but_names(template: Template) -> str:
    """The scenario without the names of what it was changed by."""
    content = json.loads(template.text)
    content.pop("what_ifs", None)
    content.pop("title", None)
    return json.dumps(content, sort_keys=True)


def within_budget(design: Design, factors: Sequence[Ranged], findings: Findings) -> None:
    """No more replications than the design allows itself."""
    points = count_of(design, factors)
    each = design.precision.most if design.precision else design.replications or 1
    if points * each <= design.budget:
        return
    ways = []
    if (fewer := design.budget // points) >= 1:
        ways.append(f"{fewer:,} replications of each point")
    if (left := design.budget // each) >= 1:
        ways.append(f"{left:,} {'point' if left == 1 else 'points'}")
    smaller = f"make it {' or '.join(ways)} at most, or " if ways else ""
    remedy = (
        f"too many: {points:,} points x {each:,} replications = {points * each:,}, and the budget is "
        f"{design.budget:,}: {smaller}raise the budget"
    )
    findings.say(("design",), design.design.kind, remedy)


def columns_of(design: Design, subject: Subject, findings: Findings) -> tuple[Column, ...]:
    """The columns to keep, outcomes first; what is no column, or no number where one is needed, is told of."""
    known = {column.name: column for column in subject.columns}
    kept: dict[str, Column] = {}
    for index, outcome in enumerate(design.outcomes):
        trail = ("outcomes", index, "column")
        column = known.get(outcome.column)
        if column is None:
            findings.say(trail, outcome.column, _no_column(outcome.column, known))
        elif outcome.by is not None and column.unit != "date":
            remedy = "the column holds no days: ask something else"
            findings.say(("outcomes", index, "by"), outcome.by.isoformat(), remedy)
        elif column.unit == "date" and not outcome.happens and outcome.by is None:
            remedy = "it holds days: ask happens: true, or by: a day such as 1939-12-31"
            findings.say(trail, outcome.column, remedy)
        elif not (outcome.equals or outcome.happens or outcome.by) and column.dtype == "text":
            findings.say(trail, outcome.column, "it holds words: say which one to look for, equals: ...")
        elif outcome.equals is not None and column.dtype != "text":
            findings.say(("outcomes", index, "equals"), outcome.equals, "the column holds numbers: leave equals out")
        elif outcome.equals is not None and outcome.equals not in (words := subject.words_in(outcome.column)):
            findings.say(("outcomes", index, "equals"), outcome.equals, nearest(outcome.equals, words))
        elif (outcome.happens or outcome.by_h) and not column.nullable:
            question = "happens" if outcome.happens else "by_h"
            remedy = "the column always holds something: ask at_least, or leave it out"
            findings.say(("outcomes", index, question), outcome.column, remedy)
        elif outcome.is_share and outcome.name in known:
            findings.say(("outcomes", index, "id"), outcome.name, "a column has this name: choose another id")
        else:
            kept[outcome.column] = column
    for index, pattern in enumerate(design.keep):
        found = fnmatch.filter(known, pattern)
        if not found:
            findings.say(("keep", index), pattern, _no_column(pattern, known))
        kept.update({name: known[name] for name in found})
    if design.precision is not None and design.precision.outcome not in [o.name for o in design.outcomes]:
        named = [visible(o.name) for o in design.outcomes]
        remedy = f"it is none of the outcomes: {nearest(design.precision.outcome, named)}"
        findings.say(("precision", "outcome"), design.precision.outcome, remedy)
    return tuple(kept.values())


def _no_column(wanted: str, known: Mapping[str, Column]) -> str:
    """The nearest column; where none is near, those of whole sides before those of formations and parameters."""
    if near := did_you_mean(wanted, known):
        return f"no such column: {near}"
    few = [name for name in known if not name.startswith(("formation_", "param_", "replication", "member"))]
    return f"no such column: {nearest(wanted, few)} (all of them: docs/results.md)"
