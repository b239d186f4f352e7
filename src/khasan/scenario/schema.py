"""The scenario as an author writes it, and the parameters nobody knows."""

from __future__ import annotations

from datetime import date
from math import cos, radians, sin
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from khasan.errors import InputError
from khasan.record.rules import rule_of
from khasan.scenario.equipment import Branch, Echelon
from khasan.scenario.numbers import Amount, Identifier, Line, Moment, Provenance, Share, Strict
from khasan.scenario.plans import Leave, Plan
from khasan.scenario.ranges import MOST_SPREAD, Within
from khasan.scenario.supply_lines import Supply

FORMAT = "khasan-scenario/1"

ECHELON_RANK: dict[Echelon, int] = {
    "section": 0,
    "platoon": 1,
    "company": 2,
    "battery": 2,
    "squadron": 2,
    "battalion": 3,
    "detachment": 3,
    "regiment": 4,
    "brigade": 5,
    "division": 6,
    "corps": 7,
    "army": 8,
}


class Clock(Strict):
    """When it starts and ends, and how long a step is. Every date carries its offset from UTC."""

    start: Moment
    end: Moment
    step_s: Annotated[int, Within("step")]
    moon: Literal["computed", "full", "new"] = "computed"
    """`full` and `new` are for what-ifs; the sun is always computed."""
    long: Literal[True] | None = None
    """Says that a battle of more than 60 days or 20,000 steps is meant (`sizes.check_length`)."""

    @model_validator(mode="after")
    def _in_order(self) -> Clock:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("start and end need an offset from UTC, such as +09:00")
        if self.end <= self.start:
            raise ValueError("end must come after start")
        return self


class MapUse(Strict):
    """Which map, and how coarse."""

    id: Identifier
    hex_m: Annotated[float, Within("hex")]
    members: Annotated[int, Within("maps")] = 16
    """How many drawn maps share the replications."""
    digging: Literal["allowed", "none"] = "allowed"
    """Whether units that stand still dig; `none` is for what-ifs: frozen ground, rock, or orders against it."""


class CommandDelay(Strict):
    """Median minutes from a commander's decision to the unit's movement, by the commander's echelon.

    An order passes down the formations between, and each link has its share: what the upper echelon's delay exceeds
    the lower's by.
    """

    provenance: Provenance | None = None
    section: Annotated[Amount, Within("delay")] | None = None
    platoon: Annotated[Amount, Within("delay")] | None = None
    company: Annotated[Amount, Within("delay")] | None = None
    battalion: Annotated[Amount, Within("delay")] | None = None
    regiment: Annotated[Amount, Within("delay")] | None = None
    brigade: Annotated[Amount, Within("delay")] | None = None
    division: Annotated[Amount, Within("delay")] | None = None
    corps: Annotated[Amount, Within("delay")] | None = None

    @model_validator(mode="after")
    def _some_delay(self) -> CommandDelay:
        if not self._given():
            known = (name for name in ECHELON_RANK if name in CommandDelay.model_fields)
            raise ValueError(f"give the delay of at least one echelon: {', '.join(known)}")
        return self

    def _given(self) -> dict[Echelon, Amount]:
        return {name: delay for name in ECHELON_RANK if (delay := getattr(self, name, None)) is not None}

    def of(self, echelon: Echelon) -> Amount:
        """Delay of the echelon, or of the nearest one given (of two as near, the higher)."""
        rank = ECHELON_RANK[echelon]
        given = self._given()
        return given[min(given, key=lambda name: (abs(ECHELON_RANK[name] - rank), -ECHELON_RANK[name]))]


class Side(Strict):
    """One of the two sides."""

    id: Identifier
    name: Line
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    rear: Identifier
    """Place that broken units make for and supply comes from."""
    command: CommandDelay
    supply: Supply | None = None
    """What stands behind the rear; without it the depot there has all that is asked for."""


class Authority(Strict):
    """How far orders bind; for what-ifs."""

    leave: Literal["required", "waived"] = "required"
    """`waived`: nobody needs the leave that a rule names."""
    initiative: Literal["allowed", "none"] = "allowed"
    """`none`: nobody acts without leave, and no unit without an order: such rules are its commander's."""


class Phase(Strict):
    """A stretch of the incident that results are reported by; it changes nothing in the fight."""

    id: Identifier
    title: Line
    start: Moment
    end: Moment


WeatherKind = Literal["fog", "rain", "haze", "dust", "dry"]
"""`dust` is a storm of it. In a `dry` spell vehicles on the move raise it; its visibility is that of a clear day."""


class Weather(Strict):
    """A spell of weather; whether it comes is drawn in each replication with its probability."""

    id: Identifier
    kind: WeatherKind
    start: Moment
    end: Moment
    probability: Share
    visibility_m: Annotated[Amount, Within("visibility")]
    provenance: Provenance | None = None


class Objective(Strict):
    """A place whose holder is reported."""

    place: Identifier
    name: Line


class Position(Strict):
    """A place of the map, or a bearing and distance from it."""

    place: Identifier
    bearing_deg: Annotated[float, Within("bearing")] = 0.0
    distance_m: Annotated[float, Within("offset")] = 0.0

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, raw: Any) -> Any:
        return {"place": raw} if isinstance(raw, str) else raw

    def beside(self, x: float, y: float) -> tuple[float, float]:
        """Metres east and north, from those of the place.

        >>> x, y = Position(place="hill", bearing_deg=90, distance_m=400).beside(100.0, 50.0)
        >>> round(x), round(y)
        (500, 50)
        """
        turn = radians(self.bearing_deg)
        return x + self.distance_m * sin(turn), y + self.distance_m * cos(turn)


class Force(Strict):
    """A formation with parts, or a unit with a TO&E. What is not said is inherited from the formation above.

    `count` makes so many units of one type: ids get -1, -2, ... and names get their number.
    """

    id: Identifier
    name: Line
    side: Identifier | None = None
    army: Identifier | None = None
    """Whose men these are, if not the side's own: its quality and its readiness to surrender go by army."""
    echelon: Echelon | None = None
    commander: Line | None = None
    toe: Identifier | None = None
    count: Annotated[int, Within("units of one kind")] = 1
    parent: Identifier | None = None
    """For the flat form: the formation above."""
    at: Position | None = None
    aboard: Identifier | None = None
    """The unit that carries it from the start (a train, a boat, a column of trucks): it comes and moves with that
    one until it gets off."""
    arrives: Moment | None = None
    strength: Annotated[Amount, Within("strength")] | None = None
    """Men present over TO&E; 1 is full."""
    works: Share | None = None
    """0 none, 0.5 what `dig_hours` hours (four) of undisturbed digging make, 1 a fortified position."""
    wire: Share | None = None
    """Wire before the works: 0 none, 1 a full belt. Where any unit has some, engineers at rest lay more."""
    ammunition: Annotated[Amount, Within("loads")] | None = None
    """Basic loads carried."""
    airfield_km: Annotated[Amount, Within("flight")] | None = None
    """Of aviation: kilometres flown from its airfield to the map; it needs no `at`."""
    note: str | None = None
    provenance: Provenance | None = None
    parts: list[Force] = Field(default_factory=list)

    @model_validator(mode="after")
    def _formation_or_unit(self) -> Force:
        if self.toe is not None and self.parts:
            raise ValueError("a unit with a toe has no parts")
        if self.count > 1 and self.toe is None:
            raise ValueError("count is for units with a toe")
        return self


def _a_day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise ValueError("give the day, such as 1938-07-31")


Day = Annotated[str, AfterValidator(_a_day)]
"""A day in ISO form; text, as YAML has it."""


def _a_rule(text: str) -> str:
    try:
        return rule_of(text).name
    except InputError as error:
        raise ValueError(error.problems[0].remedy) from None


RecordRule = Annotated[str, AfterValidator(_a_rule)]
"""Name of the rule that makes an interval of rival claims (see ``khasan.record.rules``)."""


class RecordOutcomes(Strict):
    """What a report may show of the record beside the results."""

    withheld: Annotated[str, Field(min_length=12)]
    """Why nothing: then no report, page or file of results says what the record has for any measure."""


class Scenario(Strict):
    """A scenario file."""

    format: Literal["khasan-scenario/1"]
    id: Identifier
    title: Line
    summary: str
    incident: Identifier
    status: Literal["provisional", "checked"] = "provisional"
    checked: Day | None = None
    """The day of the second reading that makes it `checked`."""
    record_rule: RecordRule = "graded"
    """How rival claims become the interval that the engine draws from."""
    record_outcomes: RecordOutcomes | None = None
    """Shown unless withheld, as where the comparison must be registered before anybody looks."""
    provenance: Provenance | None = None
    time: Clock
    map: MapUse
    sides: list[Side] = Field(min_length=2, max_length=2)
    phases: list[Phase] = Field(default_factory=list)
    weather: list[Weather] = Field(default_factory=list)
    air: dict[Identifier, Literal["allowed", "forbidden"]] = Field(default_factory=dict)
    """Sides whose aircraft may fly, or may not by order from above; allowed if not said."""
    objectives: list[Objective] = Field(default_factory=list)
    forces: list[Force] = Field(min_length=2)
    command: Authority = Authority()
    leaves: list[Leave] = Field(default_factory=list)
    plans: list[Plan] = Field(default_factory=list)
    measures: dict[str, str] = Field(default_factory=dict)
    """Measure of effectiveness -> the record's quantity that it is laid beside."""
    what_ifs: list[Identifier] = Field(default_factory=list)
    """For the flat form: the what-ifs that were applied already."""

    @model_validator(mode="after")
    def _checked_has_its_day(self) -> Scenario:
        if (self.status == "checked") != (self.checked is not None):
            raise ValueError("status: checked and the day of the second reading, checked: 1938-07-31, go together")
        return self


class Parameter(Strict):
    """One of the few global numbers that nobody knows, with its prior; drawn anew in each replication."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Literal["headline", "detail"] = "detail"
    """Headline: one of the dozen that carry most of what nobody knows, or the worth of a side's arm."""
    meaning: str
    unit: Line = "1"
    median: Annotated[float, Within("parameter")]
    low: Annotated[float, Within("parameter")]
    """Lower end of the central 90% interval."""
    high: Annotated[float, Within("parameter")]
    prior: Literal["lognormal", "logitnormal"] = "lognormal"
    """Normal law of the logarithm, or of the log-odds for a share, which stays between 0 and 1."""
    provenance: Provenance

    @model_validator(mode="after")
    def _in_order(self) -> Parameter:
        if not self.low <= self.median <= self.high:
            raise ValueError("give low <= median <= high")
        if self.high > MOST_SPREAD * self.low:
            raise ValueError(f"high is over {MOST_SPREAD:,.0f} times low: narrow the prior")
        if self.prior == "logitnormal" and self.high >= 1:
            raise ValueError("a logit-normal prior is for shares: high must be below 1")
        return self


class ParameterFile(Strict):
    """data/parameters/global.yaml"""

    parameters: list[Parameter] = Field(min_length=1)


class DoctrineFile(Strict):
    """data/doctrine/common.yaml: laws from which each commander draws his own limits."""

    doctrine: list[Parameter] = Field(min_length=1)


class ReportingFile(Strict):
    """data/reporting/common.yaml: laws by which a side's report counts what happened to it."""

    reporting: list[Parameter] = Field(min_length=1)


class Selector(Strict):
    """Which forces a change concerns: all that match every key given (formation: it and all below)."""

    side: Identifier | None = None
    formation: Identifier | None = None
    branch: Branch | None = None
    toe: Identifier | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Selector:
        if all(value is None for _, value in self):
            raise ValueError("say which forces: side, formation, branch or toe")
        return self


class Change(Strict):
    """One change of a what-if: set a value at a path, drop weather or plans, or change chosen forces."""

    set: str | None = None
    """Dotted path in the scenario, such as time.moon or sides.soviet.command.division."""
    to: Any = None
    drop_weather: list[WeatherKind] = Field(default_factory=list)
    drop_plan: list[Identifier] = Field(default_factory=list)
    forces: Selector | None = None
    remove: bool = False
    give: dict[Literal["strength", "works", "ammunition", "arrives", "at"], Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_thing(self) -> Change:
        things = (
            self.set is not None,
            bool(self.drop_weather),
            bool(self.drop_plan),
            self.forces is not None,
        )
        if sum(things) != 1:
            raise ValueError("give exactly one of set, drop_weather, drop_plan, forces")
        if (self.set is not None) != ("to" in self.model_fields_set):
            raise ValueError("set and to go together")
        if self.forces is None and (self.remove or self.give):
            raise ValueError("remove and give need forces: say which")
        if self.forces is not None and self.remove == bool(self.give):
            raise ValueError("say either remove: true, or what to give the forces")
        return self


class WhatIf(Strict):
    """A what-if: one YAML overlay that patches a scenario."""

    id: Identifier
    scenario: Identifier
    title: Line
    question: str
    provenance: Provenance
    excludes: list[Identifier] = Field(default_factory=list)
    """What-ifs of the same scenario that cannot hold together with this one."""
    changes: list[Change] = Field(min_length=1)
    add_plans: list[Plan] = Field(default_factory=list)
