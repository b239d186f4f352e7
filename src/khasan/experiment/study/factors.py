"""From a number between 0 and 1 to the setting of a factor: along its range, its levels, or the law it is drawn by."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from statistics import NormalDist
from typing import Any, Literal

import numpy as np

from khasan.experiment.study.schema import Factor
from khasan.experiment.study.variants import Variants
from khasan.kernels.chance.draws import prior_quantile, triangular
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Node
from khasan.scenario.numbers import Number
from khasan.scenario.parameters import load_parameters

Law = Literal["linear", "log", "prior", "posterior", "triangular", "levels", "choice", "chance"]
Setting = float | int | None
"""A number of a range or of levels, the index of a choice, or None: as the scenario has it."""
CUT = 0.0005
"""Of a law with tails so much is left out at either end."""
EDGE = 0.05
"""Designs that go by levels take a law with tails between these quantiles."""


@dataclass(frozen=True)
class Ranged:
    """A factor with all that it takes to set it."""

    factor: Factor
    law: Law
    low: float = 0.0
    mode: float = 0.0
    high: float = 1.0
    share: bool = False
    labels: tuple[str, ...] = ()
    """Of a choice: what each is called."""
    table: tuple[float, ...] = ()
    """Of a law that is known by draws: its quantiles at even places from 0 to 1."""

    @property
    def id(self) -> str:
        """Id of the factor."""
        return self.factor.id

    @property
    def is_choice(self) -> bool:
        """Are its settings indices of choices?"""
        return self.law == "choice"

    @property
    def ends(self) -> tuple[float, float]:
        """Two settings that differ, for finding out what the factor changes."""
        if self.law == "levels":
            return min(self.factor.levels), max(self.factor.levels)
        return self.low, self.high

    def at(self, u: float) -> Setting:
        """The setting at a place between 0 and 1 of its law."""
        if self.law == "choice":
            return min(int(u * len(self.labels)), len(self.labels) - 1)
        if self.law == "levels":
            return self.factor.levels[min(int(u * len(self.factor.levels)), len(self.factor.levels) - 1)]
        if self.law == "log":
            return float(self.low * (self.high / self.low) ** u)
        if self.law == "linear":
            return self.low + (self.high - self.low) * u
        if self.law == "triangular":
            return float(_plain(triangular)(u, self.low, self.mode, self.high))
        if self.table:
            places = np.linspace(0.0, 1.0, len(self.table))
            return float(np.interp(min(1.0 - CUT, max(CUT, u)), places, self.table))
        z = NormalDist().inv_cdf(min(1.0 - CUT, max(CUT, u)))
        edge, top = self.high if z > 0 else self.low, 1.0 if self.share else inf
        if not (0.0 < self.mode < top and 0.0 < edge < top):
            return self.mode  # at an end of its range it has no logarithm, or no odds, to spread
        return float(_plain(prior_quantile)(z, self.mode, edge, self.share))

    def levels(self, count: int) -> list[Setting]:
        """So many settings from end to end; the levels, values or choices themselves where there are such."""
        if self.law == "choice":
            return list(range(len(self.labels)))
        if self.law == "levels":
            return list(self.factor.levels)
        return [self.at(self.inner(k / (count - 1))) for k in range(count)]

    def inner(self, u: float) -> float:
        """A place of a design that goes by levels: a law with tails is not followed to its ends."""
        return EDGE + (1.0 - 2.0 * EDGE) * u if self.law in ("prior", "posterior") else u

    def word(self, setting: Setting) -> str:
        """The setting as a reader is told.

        >>> Ranged(Factor(id="x", what_if="no-fog"), "choice", labels=("off", "on")).word(1)
        'on'
        """
        if setting is None:
            return "as it is"
        return self.labels[int(setting)] if self.is_choice else f"{setting:.4g}"


def _plain(rule: Any) -> Any:
    """A rule of the kernels as plain Python: a thousand calls are not worth compiling for."""
    return getattr(rule, "py_func", rule)


def ranged(variants: Variants, findings: Findings) -> list[Ranged]:
    """Every factor with its law; what is wrong with one goes into the findings."""
    found = [_one(variants, factor, index, findings) for index, factor in enumerate(variants.design.factors)]
    return [one for one in found if one is not None]


def _one(variants: Variants, factor: Factor, index: int, findings: Findings) -> Ranged | None:
    trail = ("factors", index)
    if factor.chance:
        return Ranged(factor, "chance")
    if factor.what_if is not None:
        return Ranged(factor, "choice", labels=("off", "on"))
    if factor.choices:
        return choices_of(factor, index, findings)
    if factor.values:
        labels = tuple(str(one) if not isinstance(one, dict) else str(one.get("value", one)) for one in factor.values)
        if len(set(map(repr, factor.values))) < len(factor.values):
            findings.say((*trail, "values"), factor.values, "give each value once: the same again changes nothing")
            return None
        return Ranged(factor, "choice", labels=labels)
    if factor.parameter is not None:
        return _parameter(variants, factor, index, findings)
    if (own := stated(factor)) is not None:
        return own
    number = number_at(variants, factor.path or "")
    low, high = (0.0, 0.0) if number is None else number.interval
    if number is None and (problems := variants.why_not(factor)):
        findings.problems.extend(problems)
        return None
    if number is None or not low < high:
        value = None if number is None else float(number)
        remedy = "no interval is written there: give low, high and why, or levels or values"
        findings.say((*trail, "path"), factor.path if value is None else value, remedy)
        return None
    return Ranged(factor, "triangular", low, float(number), high)


def choices_of(factor: Factor, index: int, findings: Findings) -> Ranged | None:
    """A factor that is a choice between what-ifs; None, and told of, where two choices say the same."""
    same = [one.id for k, one in enumerate(factor.choices) if one.what_ifs in [o.what_ifs for o in factor.choices[:k]]]
    for one in same:
        remedy = "it says what another choice says: this changes nothing"
        findings.say(("factors", index, "choices"), one, remedy)
    return None if same else Ranged(factor, "choice", labels=tuple(one.title or one.id for one in factor.choices))


def stated(factor: Factor) -> Ranged | None:
    """The law that levels or ends of its own give; None where neither is written."""
    if factor.levels:
        return Ranged(factor, "levels", min(factor.levels), 0.0, max(factor.levels))
    if factor.low is not None and factor.high is not None:
        return Ranged(factor, factor.scale or "linear", factor.low, 0.0, factor.high)
    return None


def _parameter(variants: Variants, factor: Factor, index: int, findings: Findings) -> Ranged | None:
    parameters = load_parameters(variants.library)
    name = factor.parameter or ""
    if not findings.known(("factors", index, "parameter"), name, parameters, "parameter"):
        return None
    prior = parameters[name]
    share = prior.prior == "logitnormal"
    for name, some in (
        ("levels", factor.levels),
        ("low", [one for one in (factor.low, factor.high) if one is not None]),
    ):
        for value in some:
            if value <= 0 or (share and value >= 1):
                bound = "above 0 and below 1" if share else "above 0"
                findings.say(("factors", index, name), value, f"give a value {bound}: {prior.meaning.lower()}")
                return None
    if (own := stated(factor)) is not None:
        return own
    if not prior.low < prior.high:
        remedy = "its prior is a single value: give low, high and why"
        findings.say(("factors", index, "parameter"), prior.median, remedy)
        return None
    return Ranged(factor, "prior", prior.low, prior.median, prior.high, share)


def number_at(variants: Variants, path: str) -> Number | None:
    """The number written at a path of the scenario, if one is."""
    node: Node | None = variants.written({}).node
    steps = path.split(".")
    for depth, step in enumerate(steps):
        if node is None:
            return None
        node = _step(node, step, deep=depth == 1 and steps[0] == "forces")
    try:
        return None if node is None else Number.model_validate(node.plain())
    except ValueError:
        return None


def _step(node: Node, step: str, *, deep: bool) -> Node | None:
    content: dict[str, Node] | list[Node] | object = node.content
    if isinstance(content, dict):
        return node.child(step)
    if not isinstance(content, list):
        return None
    for entry in content:
        own = entry.child("id")
        if own is not None and own.content == step:
            return entry
        parts = entry.child("parts") if deep else None
        below = _step(parts, step, deep=True) if parts is not None else None
        if below is not None:
            return below
    return None
