"""An experiment made ready: its design checked against the scenario, its points, the templates that they fill."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from khasan.errors import InputError
from khasan.experiment.argument_checks import MOST_REPLICATIONS, refuse, whole
from khasan.experiment.study.all_wrong import look, problems_below
from khasan.experiment.study.factors import Ranged, Setting
from khasan.experiment.study.kinds import PAIRED_KINDS
from khasan.experiment.study.of_frontier import Worlds
from khasan.experiment.study.points import Point, points_of
from khasan.experiment.study.schema import Design
from khasan.experiment.study.subject import Subject
from khasan.experiment.study.variants import Variants, problem_of_file
from khasan.experiment.template import Template
from khasan.results.columns import Column
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings, Written, draft_of
from khasan.scenario.numbers import inherit
from khasan.scenario.yaml_reading import read_nodes


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
    subject: Subject = field(repr=False)
    """The scenario or the frontier, before a factor is set."""

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
    """A design file with the place of each of its parts.

    Raises InputError with all that is wrong in it, and with what can be seen to be wrong beyond its form.
    """
    node, problems = read_nodes(Path(path))
    try:
        draft = draft_of(node, Design, problems)
    except InputError as error:
        raise InputError(problems_below(node, error.problems)) from error
    if draft.problems:
        raise InputError(problems_below(node, draft.problems))
    return Written(inherit(draft.model), node)


def make_plan(design: Written[Design] | str | Path, replications: int | None = None) -> Plan:
    """Check a design against its scenario or the frontier and lay out its points; nothing is fought.

    ``replications`` of each point in place of what the file says. Raises InputError with all that is wrong, each with
    file, line and remedy.
    """
    path = None if isinstance(design, Written) else Path(design)
    written = design if isinstance(design, Written) else load_design(design)
    if replications is not None:
        refuse([whole("replications", replications, 1, MOST_REPLICATIONS)])
        changed = {"replications": int(replications), "precision": None}
        written = Written(written.model.model_copy(update=changed), written.node)
    text = path.read_text(encoding="utf-8") if path else json.dumps(written.node.plain(), indent=2, ensure_ascii=False)
    try:
        return _planned(written, text)
    except InputError as error:
        raise problem_of_file(error, written.node.file) from error


def _planned(written: Written[Design], text: str) -> Plan:
    model = written.model
    findings = Findings(written.node)
    variants = Worlds(written) if model.frontier is not None else Variants(written, Library())
    looked = look(written, findings, variants)
    findings.stop_if_any()
    assert looked is not None
    subject, columns, factors = looked
    points, _ = points_of(model, factors)
    templates: dict[str, Template] = {}
    of_point = []
    for point in points:
        template = variants.template(*_picked(factors, point.settings))
        templates[template.digest] = template
        of_point.append(template.digest)
    return Plan(model, text, tuple(factors), tuple(points), columns, templates, tuple(of_point), subject)


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
        "scenario": plan.subject.id,
        "on": plan.subject.kind,
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
    tail = {
        "prior": " (its prior)",
        "posterior": " (as fitted)",
        "triangular": " (as the scenario has it)",
        "log": " (by logarithm)",
    }
    return f"{one.low:.4g} to {one.high:.4g}" + tail.get(one.law, "")


def first_points(plan: Plan, most: int) -> Iterator[tuple[Point, dict[str, str]]]:
    """Some points with their settings in words."""
    for point in plan.points[:most]:
        words = {f.id: f.word(s) for f, s in zip(plan.factors, point.settings, strict=True)}
        yield point, words
