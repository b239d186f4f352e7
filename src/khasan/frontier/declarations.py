"""What an author declares of the frontier: priors, sectors, actors, outside events, assumption sets, what-ifs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from khasan.frontier.fought.declared import Ground
from khasan.scenario.numbers import Identifier, Provenance, Strict

FIRST_DAY = date(1932, 3, 1)
LAST_DAY = date(1945, 8, 9)
RUNGS = (
    "presence without fire", "fire at a post", "local help the same day", "a column ordered from above",
    "a combined fight", "a division's fight", "a corps' fight", "war",
)  # fmt: skip
"""The ladder of force, rungs 0 to 7."""
TOP = len(RUNGS) - 1
SIDES = ("japan", "soviet")
Side = Literal["japan", "soviet"]
IncidentKind = Literal["land", "fire", "air", "sea", "agents"]
Rung = Annotated[int, Field(ge=0, le=TOP)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""Name of a parameter."""


def _from_text(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError("give a day such as 1938-07-31") from None


def _covered(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"give a day from {FIRST_DAY} to {LAST_DAY}, which the data cover")
    return day


Day = Annotated[date, BeforeValidator(_from_text)]
DataDay = Annotated[Day, AfterValidator(_covered)]
"""A day that the data cover."""


class Prior(Strict):
    """A number that nobody knows: normal on its scale, with median and central 90%; or a share from counted cases."""

    id: Name
    meaning: str
    unit: str = "1"
    scale: Literal["log", "logit", "identity"] | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    cases: int | None = Field(default=None, ge=0)
    """With ``taken``: a share known by M of N cases, beta with half a case added either way."""
    taken: int | None = Field(default=None, ge=0)
    fitted: bool = False
    """Does the likelihood of the record hold it? Else it is drawn from its prior in every draw."""
    provenance: Provenance

    @field_validator("low", "high")
    @classmethod
    def _of_its_scale(cls, end: float | None, info: ValidationInfo) -> float | None:
        """An end of the interval, told by itself, lest the whole prior stand in the message."""
        scale, median = info.data.get("scale"), info.data.get("median")
        if end is None:
            return end
        if scale in ("log", "logit") and end <= 0:
            raise ValueError(f"a rate, a factor or a share is above zero: give a {info.field_name} above 0")
        if scale == "logit" and end >= 1:
            raise ValueError(f"a share is below one: give a {info.field_name} below 1")
        if median is not None and not (end < median if info.field_name == "low" else end > median):
            raise ValueError(f"give low < median < high; the median is {median:g}")
        return end

    @model_validator(mode="after")
    def _one_form(self) -> Prior:
        interval = (self.scale, self.median, self.low, self.high)
        if self.cases is None:
            if self.taken is not None or any(part is None for part in interval):
                raise ValueError("give scale, median, low and high, or cases and taken")
        elif any(part is not None for part in interval) or self.fitted:
            raise ValueError("counted cases have no scale, median, low, high, and are not fitted")
        elif self.taken is None or self.taken > self.cases:
            raise ValueError("give taken, from 0 to the number of cases")
        return self


class Split(Strict):
    """How the way from an incident to a division's fight is divided over its steps: a Dirichlet law of these weights.

    A step of weight 2 counts as two of weight 1, so cutting a step in two changes no chance of the whole way.
    """

    weights: list[Annotated[float, Field(gt=0)]] = Field(min_length=5, max_length=5)
    provenance: Provenance


class PriorFile(Strict):
    """data/frontier/priors.yaml"""

    split: Split
    priors: list[Prior] = Field(min_length=1)


class Weights(Strict):
    """A sector's share of incidents under each named set."""

    set: Identifier
    weight: float = Field(ge=0)
    provenance: Provenance


class Sector(Strict):
    """A stretch of the frontier; sector rates are not identified, so it has a weight in each of several named sets."""

    id: Identifier
    title: str
    weights: list[Weights] = Field(min_length=1)
    kinds: list[IncidentKind] = Field(min_length=1)
    """Kinds of incidents that happen there, as the Soviet side counted them; its counts of a kind fall nowhere else."""
    ground: Ground | None = None
    """Where the engine fights its fights; without it they come from the table of stated assumptions."""
    note: str = ""

    @field_validator("weights")
    @classmethod
    def _one_each(cls, weights: list[Weights]) -> list[Weights]:
        names = [entry.set for entry in weights]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"give one weight for each set: {', '.join(twice)} has more")
        return weights


class Delay(Strict):
    """Days from the cause to the decision."""

    median: float = Field(gt=0)
    high: float = Field(gt=0)
    """Upper end of the central 90%."""
    provenance: Provenance

    @field_validator("high")
    @classmethod
    def _above(cls, high: float, info: ValidationInfo) -> float:
        if (median := info.data.get("median")) is not None and high <= median:
            raise ValueError(f"give a high above the median, {median:g}")
        return high


class Actor(Strict):
    """Somebody who decides: whom it commands, what it may do alone, how fast it is, what it believes and dares."""

    id: Identifier
    title: str
    side: Side
    kind: Literal["post", "field", "capital", "ally"]
    decides: list[Rung] = Field(default_factory=list)
    """Rungs to which it may order a fight to be raised."""
    sectors: list[Identifier] | Literal["all"] = "all"
    leave_from: Identifier | None = None
    """The actor whose leave it should have, by its own side's rules."""
    obeys: Literal["order", "own judgement"] = "order"
    """One that follows its own judgement may act before leave comes, or against it; one under order does neither."""
    delay: Delay
    information: str
    beliefs: str
    daring: str
    provenance: Provenance


class Effect(Strict):
    """What an outside event changes: the incidents, or one side's chance to raise a fight, from a day to another."""

    on: Literal["incidents", "step"]
    side: Side | None = None
    rungs: list[Rung] = Field(default_factory=list)
    sectors: list[Identifier] = Field(default_factory=list)
    from_: DataDay = Field(alias="from")
    until: Day | None = None
    prior: Prior
    times: float = 1.0
    """The prior's number counts so many times here: -1 turns it round."""

    @model_validator(mode="after")
    def _whole(self) -> Effect:
        if self.on == "step" and (self.side is None or not self.rungs):
            raise ValueError("an effect on a step names the side and the rungs to which it raises")
        if self.on == "incidents" and (self.side is not None or self.rungs):
            raise ValueError("an effect on incidents has no side and no rungs")
        if self.until is not None and self.until <= self.from_:
            raise ValueError("give an until that is after from")
        return self


class Choice(Strict):
    """A decision at a capital on a day, taken or not: to sign a pact, or to go to war."""

    of: Literal["pact", "war"]
    actor: Identifier
    chance: Prior
    if_daring_low: Prior | None = None
    """Added to the log-odds where the Japanese daring is below neutral on that day."""


class Outside(Strict):
    """Something that happens beyond the frontier on a day."""

    id: Identifier
    title: str
    day: DataDay
    text: str
    effects: list[Effect] = Field(default_factory=list)
    choice: Choice | None = None
    needs: Literal["pact"] | None = None
    """Its effects stand only where the pact was signed."""
    provenance: Provenance


class PriorChange(Strict):
    """Another interval for a prior."""

    prior: Name
    median: float
    low: float
    high: float


class Recode(Strict):
    """Another coding of the record's episodes."""

    episode: Identifier | None = None
    rung: Rung | None = None
    into: list[Rung] = Field(default_factory=list)
    """The episode as several, each with its rung."""
    all_by: int | None = Field(default=None, ge=-1, le=1)
    """Every episode so many rungs higher."""

    @model_validator(mode="after")
    def _one(self) -> Recode:
        ways = (self.rung is not None, bool(self.into), self.all_by is not None)
        if sum(ways) != 1 or (self.all_by is None) == (self.episode is None):
            raise ValueError("give an episode with rung or into, or all_by alone")
        return self


class AssumptionSet(Strict):
    """A registered rival to the base: other priors, another coding of the record, other data left out."""

    id: Identifier
    title: str
    why: str
    priors: list[PriorChange] = Field(default_factory=list)
    recode: list[Recode] = Field(default_factory=list)
    leave_out: list[str] = Field(default_factory=list)
    """Ids of count rows, or ladder-1932-34, that are not used."""
    sectors: Identifier | None = None
    """Set of sector weights, in place of the base's."""
    quiet_used: bool = False
    """Is the quiet from 1940 on part of the data that are fitted?"""


class AssumptionFile(Strict):
    """data/frontier/assumptions.yaml"""

    sectors: Identifier
    """The set of sector weights of the base."""
    sets: list[AssumptionSet] = Field(min_length=1)


class RecordedFight(Strict):
    """A combined fight of the record, as the model codes it: one episode, its days, its rung, whom its end favoured."""

    id: Identifier
    title: str
    episodes: list[Identifier] = Field(min_length=1)
    first: Day
    last: Day
    rung: Annotated[int, Field(ge=4, le=TOP)]
    favour: Literal["japan", "soviet", "neither"]
    sector: Identifier
    provenance: Provenance


class FightFile(Strict):
    """data/frontier/fights.yaml"""

    fights: list[RecordedFight] = Field(min_length=1)


class Change(Strict):
    """One change of a what-if."""

    drop: Identifier | None = None
    """An outside event that does not happen."""
    leave_required: Identifier | None = None
    """An actor whose leave all who should ask it must have before they raise a fight to the rungs."""
    alone: Identifier | None = None
    """An actor that decides for itself: nobody above it is asked or heard."""
    rungs: list[Rung] = Field(default_factory=list)
    incidents: Prior | None = None
    """A factor on the rate of incidents, on the log scale, from a day on."""
    from_: DataDay | None = Field(default=None, alias="from")
    end_of: Identifier | None = None
    """A fight of the record that ends otherwise."""
    favour: Literal["japan", "soviet", "neither"] | None = None

    @model_validator(mode="after")
    def _one(self) -> Change:
        ways = (self.drop, self.leave_required, self.alone, self.incidents, self.end_of)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("give one of drop, leave_required, alone, incidents, end_of")
        if (self.leave_required or self.alone) and not self.rungs:
            raise ValueError("say to which rungs, such as rungs: [5]")
        if (self.incidents is None) != (self.from_ is None):
            raise ValueError("a factor on incidents needs from, the day it begins; nothing else has one")
        if (self.end_of is None) != (self.favour is None):
            raise ValueError("end_of needs favour, the side that the other end favours")
        return self


class WhatIf(Strict):
    """A question put to the frontier: what if this had been otherwise?"""

    id: Identifier
    title: str
    question: str
    measure_rung: Annotated[int, Field(ge=4, le=TOP)] = 5
    from_: DataDay = Field(default=FIRST_DAY, alias="from")
    """The record is given up to this day."""
    by: DataDay = date(1939, 12, 31)
    provenance: Provenance
    changes: list[Change] = Field(min_length=1)

    @field_validator("by")
    @classmethod
    def _later(cls, by: date, info: ValidationInfo) -> date:
        if (first := info.data.get("from_")) is not None and by <= first:
            raise ValueError(f"give a day after {first}, from which the record is no longer given")
        return by
