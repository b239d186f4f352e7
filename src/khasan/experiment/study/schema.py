"""The design of an experiment as an author writes it: what is varied, how often it is fought, what is looked at."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from khasan.experiment.study.kinds import Kinded
from khasan.frontier.declarations import FIRST_DAY, LAST_DAY, Day
from khasan.scenario.numbers import Identifier, Moment, Strict

FORMAT = "khasan-experiment/1"


class Choice(Strict):
    """One setting of a factor that is a choice between what-ifs."""

    id: Identifier
    title: str | None = None
    what_ifs: list[str] = Field(default_factory=list)
    """Applied in this order; none leaves the scenario as it is."""


class Years(Strict):
    """Which years of the frontier are played, and whether what came before them is taken as it happened."""

    from_: Day = Field(default=FIRST_DAY, alias="from")
    to: Day = LAST_DAY
    given: Literal["record"] | None = None
    """With ``record`` everything before the first day is taken as it happened."""

    @model_validator(mode="after")
    def _in_order(self) -> Years:
        for name, day in (("from", self.from_), ("to", self.to)):
            if not FIRST_DAY <= day <= LAST_DAY:
                raise ValueError(f"give {name} a day from {FIRST_DAY} to {LAST_DAY}, which the data cover")
        if self.to < self.from_:
            raise ValueError(f"give to a day from {self.from_}, where the histories begin, or later")
        return self


class Period(Years):
    """One setting of a factor that is a choice between years."""

    id: Identifier
    title: str | None = None


class OnFrontier(Years):
    """The frontier, in place of a scenario."""

    assumptions: str = "base"
    """Registered assumption set to play under."""


class Factor(Strict):
    """One thing that is varied: a parameter, a field of the scenario, a what-if, a choice, or chance itself.

    On the frontier: a parameter of its model, a what-if, a choice, assumption sets, periods, or chance.
    """

    id: Identifier
    title: str | None = None
    parameter: str | None = None
    """Id of a global parameter, or of a number of the frontier's model. Without a range it is varied as its prior has
    it, or on the frontier as its posterior has it where it was fitted."""
    path: str | None = None
    """Dotted path of a field, as in a what-if: weather.fog-31-july.probability, forces.75-ir-i.strength, time.moon.
    A number that is written with an interval needs no range of its own."""
    also: list[str] = Field(default_factory=list)
    """Further paths that get the same number: what goes together varies together."""
    what_if: str | None = None
    """Off (the scenario as it is) and on."""
    choices: list[Choice] = Field(default_factory=list)
    assumptions: list[str] = Field(default_factory=list)
    """Of the frontier: ids of registered assumption sets."""
    periods: list[Period] = Field(default_factory=list)
    """Of the frontier: the years that are played."""
    chance: Literal[True] | None = None
    """All that is drawn in a replication and is no other factor, taken together; for Sobol' designs."""
    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] | None = None
    """Whether the range is gone through evenly in the number or in its logarithm; linear unless said."""
    levels: list[float] = Field(default_factory=list)
    """In place of a range, for designs that go by levels."""
    values: list[Any] = Field(default_factory=list)
    """Of a field that is no number, or whose number changes what there is: each setting as it is written there."""
    why: str | None = None
    """Where a range or levels come from."""

    @model_validator(mode="after")
    def _one_thing(self) -> Factor:
        said = [
            self.parameter, self.path, self.what_if, self.choices or None, self.assumptions or None,
            self.periods or None, self.chance,
        ]  # fmt: skip
        if sum(one is not None for one in said) != 1:
            raise ValueError(
                "give exactly one of parameter, path, what_if, choices, chance, or on the frontier assumptions or "
                "periods"
            )
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high go together")
        ranged = self.low is not None or bool(self.levels)
        if ranged and self.parameter is None and self.path is None:
            raise ValueError("a range is for a parameter or a path")
        if sum((self.low is not None, bool(self.levels), bool(self.values))) > 1:
            raise ValueError("give one of low and high, levels, values")
        if self.values and self.path is None:
            raise ValueError("values are for a path: give a parameter low and high, or levels")
        if self.also and self.path is None:
            raise ValueError("also goes with path")
        if self.scale is not None and self.low is None:
            raise ValueError("scale goes with low and high")
        if ranged and not self.why:
            raise ValueError("say why this range: no number without a reason")
        if self.low is not None and self.high is not None:
            if not self.low < self.high:
                raise ValueError(f"an empty range: low {self.low:g} must be below high {self.high:g}")
            if self.scale == "log" and self.low <= 0:
                raise ValueError("must be above 0 for a scale of logarithms: low")
        for name, some in (
            ("levels", self.levels), ("values", self.values), ("choices", self.choices),
            ("assumptions", self.assumptions), ("periods", self.periods),
        ):  # fmt: skip
            if some and len(some) < 2:
                raise ValueError(f"give at least two {name}: with one there is nothing to compare")
        if len(set(self.levels)) < len(self.levels):
            raise ValueError("give each level once")
        if len({choice.id for choice in self.choices}) < len(self.choices):
            raise ValueError("give each choice an id of its own")
        if len(set(self.assumptions)) < len(self.assumptions):
            raise ValueError("give each assumption set once")
        if len({period.id for period in self.periods}) < len(self.periods):
            raise ValueError("give each period an id of its own")
        return self

    @property
    def name(self) -> str:
        """What a reader is told."""
        return self.title or self.parameter or self.path or self.what_if or self.id


class Outcome(Strict):
    """What is looked at: a column of outcomes.parquet, or whether something came about in it."""

    column: str
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")] | None = None
    title: str | None = None
    equals: str | None = None
    """Of a column of words, such as holder_zaozernaya_end: 1 where it says this, else 0."""
    happens: Literal[True] | None = None
    """1 where the column holds something, else 0: taken_zaozernaya_japan."""
    by_h: float | None = Field(default=None, gt=0)
    """1 where the column of hours holds something at most this large, else 0."""
    by: Day | None = None
    """1 where the column of days, such as first_5 of the frontier, holds one no later than this, else 0."""
    at_least: float | None = None
    """1 where the column's number is this large or larger, else 0."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, raw: Any) -> Any:
        return {"column": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _one_question(self) -> Outcome:
        if sum(one is not None for one in self._questions) > 1:
            raise ValueError("give at most one of equals, happens, by_h, by, at_least")
        return self

    @property
    def _questions(self) -> tuple[object, ...]:
        return self.equals, self.happens, self.by_h, self.by, self.at_least

    @property
    def name(self) -> str:
        """Its column in the dataset of the experiment."""
        if self.id:
            return self.id
        if self.equals is not None:
            return f"{self.column}_is_{self.equals.replace('-', '_')}"
        if self.by_h is not None:
            return f"{self.column}_by_{self.by_h:g}h".replace(".", "_")
        if self.by is not None:
            return f"{self.column}_by_{self.by.isoformat().replace('-', '_')}"
        if self.at_least is not None:
            return f"{self.column}_at_least_{self.at_least:g}".replace(".", "_").replace("-", "_")
        return f"{self.column}_happens" if self.happens else self.column

    @property
    def is_share(self) -> bool:
        """Does its mean say in which share of the replications something came about?"""
        return any(one is not None for one in self._questions)


class Precision(Strict):
    """Fight on, block after block, until an outcome is known well enough at every point."""

    outcome: str
    half_width: float = Field(gt=0)
    """Of the interval of its mean, or in designs against a baseline of the mean difference."""
    confidence: float = Field(default=0.9, ge=0.5, le=0.999)
    block: int = Field(default=50, ge=2, le=100_000)
    """Replications of each point between two looks; at least two blocks are fought."""
    most: int = Field(ge=4, le=10_000_000)
    """Replications of a point at which it ends, precise or not."""

    @model_validator(mode="after")
    def _some_blocks(self) -> Precision:
        if self.most < 2 * self.block:
            raise ValueError(f"most must be at least two blocks: {2 * self.block}")
        return self


class Change(Strict):
    """A change of the scenario that holds at every point."""

    set: str
    """Dotted path, as in a what-if."""
    to: Any


class Design(Strict):
    """A design file."""

    format: Literal["khasan-experiment/1"]
    id: Identifier
    title: str
    question: str
    scenario: str | None = None
    """Id of a scenario, or the path of a YAML file from the folder that one is in."""
    frontier: OnFrontier | None = None
    """In place of a scenario: the frontier, its years and its assumption set."""
    what_ifs: list[str] = Field(default_factory=list)
    """Applied at every point."""
    changes: list[Change] = Field(default_factory=list)
    until: Moment | None = None
    """Break the battle off then; what happens before is what would have happened anyway."""
    record_rule: str | None = None
    design: Kinded
    factors: list[Factor] = Field(min_length=1, max_length=200)
    replications: int | None = Field(default=None, ge=1, le=10_000_000)
    """Of each point."""
    precision: Precision | None = None
    seed: int = Field(default=0, ge=0, le=2**64 - 1)
    common_random_numbers: bool = True
    """Whether replication r meets the same chance at every point."""
    outcomes: list[Outcome] = Field(min_length=1)
    keep: list[str] = Field(default_factory=list)
    """Further columns of outcomes.parquet to keep."""
    budget: int = Field(default=20_000, ge=1)
    """Replications of all points together, beyond which nothing is begun."""
    part: int = Field(default=50, ge=1, le=100_000)
    """Replications a file of the dataset: what is lost at most when a machine dies."""

    @model_validator(mode="after")
    def _fits_together(self) -> Design:
        if (self.scenario is None) == (self.frontier is None):
            raise ValueError("give exactly one of scenario, frontier")
        if (self.replications is None) == (self.precision is None):
            raise ValueError("give exactly one of replications, precision")
        for name, ids in (("factor", [f.id for f in self.factors]), ("outcome", [o.name for o in self.outcomes])):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"give each {name} an id of its own: {', '.join(twice)} stands twice")
        chance = [factor.id for factor in self.factors if factor.chance]
        if chance and self.design.kind != "sobol":
            raise ValueError("chance as a factor is for Sobol' designs: leave it out")
        if len(chance) > 1:
            raise ValueError("chance is one factor")
        if len(chance) == len(self.factors):
            raise ValueError("give a factor beside chance")
        if self.design.kind == "paired" and not self.common_random_numbers:
            raise ValueError("pairs share their chance: leave common_random_numbers on, or use one-at-a-time")
        if self.precision is not None and chance:
            raise ValueError("with chance as a factor give replications: it is one play of each point that counts")
        return self


def json_schema() -> dict[str, Any]:
    """JSON Schema of a design file, for editors."""
    schema = Design.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "khasan experiment", **schema}
