"""An experiment made ready: its design checked against the scenario, its points, the templates that they fill."""

from __future__ import annotations

import fnmatch
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from khasan.compiler import Compiled, compile_scenario
from khasan.errors import InputError
from khasan.experiment.study.factors import Ranged, Setting, ranged
from khasan.experiment.study.points import Point, count_of, points_of
from khasan.experiment.study.schema import PAIRED_KINDS, Design
from khasan.experiment.study.variants import Template, Variants, problem_of_file
from khasan.results.columns import Column
from khasan.results.outcomes import outcome_columns
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written, load_written
from khasan.scenario.remedies import nearest


@dataclass(frozen=True)
class Plan:
    """All that a run of the experiment needs; what is sent to workers is made from it."""

    design: Design
    text: str
    """The design file as it was."""
    factors: tuple[Ranged, ...]
    points: tuple[Point, ...]
    columns: tuple[Column, ...]
    """Columns of outcomes.parquet that are kept, outcomes first."""
    templates: Mapping[str, Template] = field(repr=False)
    of_point: tuple[str, ...] = field(repr=False)
    """Digest of the template of each point."""
    base: Compiled = field(repr=False)
    """The scenario before a factor is set."""

    @cached_property
    def compared(self) -> bool:
        """Is there a baseline, the first point, that the others are held against?"""
        return self.design.design.kind in PAIRED_KINDS

    @property
    def most(self) -> int:
        """Replications of a point at most."""
        if self.design.precision is not None:
            return self.design.precision.most
        return self.design.replications or 1

    def numbers_of(self, point: Point) -> tuple[dict[str, float], dict[str, float]]:
        """Numbers that a point puts into its template by factor, and parameters that it fixes."""
        fields: dict[str, float] = {}
        parameters: dict[str, float] = {}
        for one, setting in zip(self.factors, point.settings, strict=True):
            if setting is None or one.is_choice:
                continue
            if one.factor.parameter is not None:
                parameters[one.factor.parameter] = float(setting)
            else:
                fields[one.id] = float(setting)
        return fields, parameters


def load_design(path: str | Path) -> Written[Design]:
    """A design file with the place of each of its parts. Raises InputError with all that is wrong in it."""
    return load_written(path, Design)


def make_plan(design: Written[Design] | str | Path, replications: int | None = None) -> Plan:
    """Check a design against its scenario and lay out its points; nothing is fought.

    ``replications`` of each point in place of what the file says. Raises InputError with all that is wrong, each with
    file, line and remedy.
    """
    path = None if isinstance(design, Written) else Path(design)
    written = design if isinstance(design, Written) else load_design(design)
    if replications is not None:
        changed = {"replications": replications, "precision": None}
        written = Written(written.model.model_copy(update=changed), written.node)
    text = path.read_text(encoding="utf-8") if path else json.dumps(written.node.plain(), indent=2, ensure_ascii=False)
    try:
        return _planned(written, text)
    except InputError as error:
        raise problem_of_file(error, written.node.file) from error


def _planned(written: Written[Design], text: str) -> Plan:
    model = written.model
    findings = Findings(written.node)
    variants = Variants(written, Library())
    base = compile_scenario(variants.base)
    columns = _columns(model, base, findings)
    factors = ranged(variants, findings)
    findings.stop_if_any()
    _within_budget(model, factors, findings)
    findings.stop_if_any()
    _fields_change_something(variants, factors, findings)
    findings.stop_if_any()
    points, _ = points_of(model, factors)
    templates: dict[str, Template] = {}
    of_point = []
    for point in points:
        template = variants.template(*_picked(factors, point.settings))
        templates[template.digest] = template
        of_point.append(template.digest)
    return Plan(model, text, tuple(factors), tuple(points), columns, templates, tuple(of_point), base)


def _picked(
    factors: Sequence[Ranged], settings: Sequence[Setting]
) -> tuple[dict[str, int | None], dict[str, tuple[float, float]]]:
    """Which choices settings make, and which fields they vary."""
    picked: dict[str, int | None] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for one, setting in zip(factors, settings, strict=True):
        if one.is_choice:
            picked[one.id] = None if setting is None else int(setting)
        elif one.factor.path is not None and setting is not None:
            ranges[one.id] = one.ends
    return picked, ranges


def _fields_change_something(variants: Variants, factors: Sequence[Ranged], findings: Findings) -> None:
    """Every field and choice for itself, so that all that is wrong is told at once."""
    for one in factors:
        trail = variants.place(one.id)[1]
        tries: list[tuple[dict[str, int | None], dict[str, tuple[float, float]]]] = []
        if one.is_choice:
            tries = [({one.id: k}, {}) for k in range(len(one.labels))]
        elif one.factor.path is not None:
            tries = [({}, {one.id: one.ends})]
        made = []
        for some in tries:
            try:
                made.append(variants.template(*some))
            except InputError as error:
                findings.problems.extend(error.problems)
        if one.is_choice and len(made) == len(tries) and len({_but_names(template) for template in made}) < len(made):
            remedy = "two of its settings make the same scenario: leave one out"
            findings.say(trail, one.factor.what_if or list(one.labels), remedy)


def _but_names(template: Template) -> str:
    """The scenario without the names of what it was changed by."""
    content = json.loads(template.text)
    content.pop("what_ifs", None)
    return json.dumps(content, sort_keys=True)


def _within_budget(design: Design, factors: Sequence[Ranged], findings: Findings) -> None:
    points = count_of(design, factors)
    each = design.precision.most if design.precision else design.replications or 1
    if points * each > design.budget:
        most = design.budget // max(each, 1)
        remedy = (
            f"too many: {points:,} points x {each:,} replications = {points * each:,}, and the budget is "
            f"{design.budget:,}: make it {max(most, 0):,} points or fewer, or raise the budget"
        )
        findings.say(("design",), design.design.kind, remedy)


def _columns(design: Design, base: Compiled, findings: Findings) -> tuple[Column, ...]:
    """The columns to keep, outcomes first; what is no column, or no number where one is needed, is told of."""
    known = {column.name: column for column in outcome_columns(base)}
    kept: dict[str, Column] = {}
    for index, outcome in enumerate(design.outcomes):
        trail = ("outcomes", index, "column")
        column = known.get(outcome.column)
        if column is None:
            findings.say(trail, outcome.column, f"no such column: {nearest(outcome.column, known)}")
        elif outcome.equals is None and not outcome.happens and column.dtype == "text":
            findings.say(trail, outcome.column, "it holds words: say which one to look for, equals: ...")
        elif outcome.equals is not None and column.dtype != "text":
            findings.say(("outcomes", index, "equals"), outcome.equals, "the column holds numbers: leave equals out")
        elif outcome.equals is not None and outcome.equals not in (*base.labels.sides, "nobody"):
            remedy = nearest(outcome.equals, (*base.labels.sides, "nobody"))
            findings.say(("outcomes", index, "equals"), outcome.equals, remedy)
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
            findings.say(("keep", index), pattern, f"no such column: {nearest(pattern, known)}")
        kept.update({name: known[name] for name in found})
    if design.precision is not None and design.precision.outcome not in [o.name for o in design.outcomes]:
        remedy = f"it is none of the outcomes: {nearest(design.precision.outcome, [o.name for o in design.outcomes])}"
        findings.say(("precision", "outcome"), design.precision.outcome, remedy)
    return tuple(kept.values())


def told(plan: Plan, seconds_each: float | None = None, workers: int = 1) -> dict[str, Any]:
    """What a dry run says: the design, what it costs, and how long it takes if a replication takes so long."""
    replications = len(plan.points) * plan.most
    least = replications
    if plan.design.precision is not None:
        least = len(plan.points) * 2 * plan.design.precision.block
    return {
        "id": plan.design.id,
        "title": plan.design.title,
        "question": plan.design.question,
        "scenario": plan.base.resolved.id,
        "kind": plan.design.design.kind,
        "factors": [
            {"id": one.id, "what": one.factor.name, "law": one.law, "settings": _span(one)} for one in plan.factors
        ],
        "outcomes": [outcome.name for outcome in plan.design.outcomes],
        "points": len(plan.points),
        "scenarios": len(plan.templates),
        "replications_least": least,
        "replications_most": replications,
        "parts": math.ceil(replications / plan.design.part),
        "budget": plan.design.budget,
        "common_random_numbers": plan.design.common_random_numbers,
        "seed": plan.design.seed,
        "seconds_a_replication": seconds_each,
        "workers": workers,
        "expected_s": None if seconds_each is None else replications * seconds_each / workers,
    }


def _span(one: Ranged) -> str:
    if one.law == "chance":
        return "all else that is drawn"
    if one.is_choice:
        return " | ".join(one.labels)
    if one.law == "levels":
        return " | ".join(one.word(level) for level in one.factor.levels)
    tail = {"prior": " (its prior)", "triangular": " (as the scenario has it)", "log": " (by logarithm)"}
    return f"{one.low:.4g} to {one.high:.4g}" + tail.get(one.law, "")


def first_points(plan: Plan, most: int) -> Iterator[tuple[Point, dict[str, str]]]:
    """Some points with their settings in words."""
    for point in plan.points[:most]:
        words = {f.id: f.word(s) for f, s in zip(plan.factors, point.settings, strict=True)}
        yield point, words
