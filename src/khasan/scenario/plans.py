"""Plans: conditional orders that a formation's commander follows, knowing only what its own side knows.

A plan is a list of rules read from the top; the first whose conditions all hold gives the order. A rule may
raise the plan's `stage`, a whole number that starts at 0, so that a plan can remember what it has done.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from khasan.scenario.numbers import Amount, Identifier, Line, Moment, Provenance, Share, Strict
from khasan.scenario.ranges import Within

AIR_VERBS = ("strike", "cover", "scout")
"""What only aircraft do; they stay at their airfield on `hold`."""
ActionKind = Literal[
    "hold",
    "move",
    "attack",
    "withdraw",
    "bombard",
    "support",
    "strike",
    "cover",
    "scout",
    "bridge",
    "demolish",
    "pursue",
    "ambush",
]
NO_INITIATIVE = Share(value=0.0, derived="nobody acts without leave unless the scenario says so")


class Near(Strict):
    """Known enemy units within a distance of a place."""

    place: Identifier
    within_m: Annotated[float, Within("circle")]
    at_least: Annotated[int, Within("units")] = 1


class Odds(Strict):
    """Own men over known enemies round a place."""

    place: Identifier
    times: Annotated[float, Within("odds")]


class Condition(Strict):
    """All the keys given must hold. Everything here is knowledge of the own side."""

    after: Moment | None = None
    before: Moment | None = None
    dark: bool | None = None
    """Sun more than 6 degrees below the horizon (true) or not (false)."""
    visibility_below_m: Annotated[float, Within("visibility")] | None = None
    visibility_above_m: Annotated[float, Within("visibility")] | None = None
    stage: Annotated[int, Within("stage")] | None = None
    stage_at_least: Annotated[int, Within("stage")] | None = None
    held: list[Identifier] = Field(default_factory=list)
    """Places that the own side holds, as far as it knows."""
    lost: list[Identifier] = Field(default_factory=list)
    """Places that the enemy holds, as far as the own side knows."""
    any_lost: list[Identifier] = Field(default_factory=list)
    enemy_near: Near | None = None
    no_enemy_near: Near | None = None
    strength_below: Annotated[float, Within("share left")] | None = None
    """Men present over men that arrived, in this formation; crews without their vehicles count (`vehicles_below`)."""
    strength_above: Annotated[float, Within("share passed")] | None = None
    arrived: Annotated[float, Within("share left")] | None = None
    """Share of the formation's units that have arrived."""
    at: Identifier | None = None
    """Half or more of the formation's fit units stand within 500 m of the place (two hexes where larger)."""
    suppressed_above: Annotated[float, Within("share passed")] | None = None
    vehicles_below: Annotated[float, Within("share left")] | None = None
    """Tanks, cars, boats or wagons in working order over those that arrived, in this formation; without any it never
    holds. Their crews outlive them: the strength of a tank unit hardly falls."""
    ammunition_below: Annotated[float, Within("share left")] | None = None
    spent: bool | None = None
    """The formation has lost more men than its commander bears (`spent` of the doctrine), or has not."""
    stopped: bool | None = None
    """An attack of the formation has been broken off and it lies still for it, or not."""
    stopped_hours: Annotated[float, Within("hours of a plan")] | None = None
    """It has been so, for at least so many hours."""
    lost_lately_above: Annotated[float, Within("share passed")] | None = None
    """Share of its men lost in the last hour or two."""
    neighbour_gone: bool | None = None
    """A unit of the formation has seen all its neighbours leave or break, or none has."""
    odds_above: Odds | None = None
    """Men of the formation over enemies known round a place (1,500 m), at full strength; without any it holds."""
    supported: Identifier | None = None
    """Guns of the own side have somebody at the place, or within 500 m of it, for a target."""


class Action(Strict):
    """Exactly one verb with its place, and how it is done."""

    hold: Identifier | None = None
    """Go there if not there, dig in, fire at what comes."""
    move: Identifier | None = None
    """March there and stop if the enemy bars the way."""
    attack: Identifier | None = None
    """Advance, assault whoever bars the way or holds the place, then hold it."""
    withdraw: Identifier | None = None
    """Break contact and go there."""
    bombard: Identifier | None = None
    """Guns: fire on known or registered enemies at and round the place; observed targets come first."""
    support: Identifier | None = None
    """Take a fire position within effective range of the place, with a line of sight if one is to be had."""
    strike: Identifier | None = None
    """Aircraft: bomb and strafe known enemies near the place, the place itself if none is known there."""
    cover: Identifier | None = None
    """Fighters: patrol over the place; escort own aircraft there, attack the enemy's."""
    scout: Identifier | None = None
    """Aircraft: look for enemies round the place."""
    bridge: Identifier | None = None
    """Engineers: go to the river at the place and build a bridge, or mend what is left of one; others go along."""
    demolish: Identifier | None = None
    """Engineers: go to the crossing at the place, charge it and blow it; others go along."""

    pursue: Identifier | None = None
    """As attack, but whoever is seen to run within 1,500 m is followed first."""
    ambush: Identifier | None = None
    """As hold, but without a shot until under fire, at grips, or an enemy it sees has come near (`ambush_range`)."""

    @model_validator(mode="after")
    def _one_verb(self) -> Action:
        if sum(place is not None for _, place in self) != 1:
            raise ValueError(f"give exactly one of {', '.join(type(self).model_fields)}, with a place")
        return self

    @property
    def kind(self) -> ActionKind:
        """The verb."""
        return next(verb for verb in get_args(ActionKind) if getattr(self, verb) is not None)

    @property
    def place(self) -> str:
        """The place the verb concerns."""
        place: str = getattr(self, self.kind)
        return place


class Leave(Strict):
    """What only a higher authority may allow; one request and one answer for all rules that name it.

    It is asked for when the other conditions of such a rule first hold; until it is given the rule does not hold. A
    refusal stands.
    """

    id: Identifier
    authority: Line
    """Who may give it, such as Tokyo."""
    act: Line
    """What it is for, in words that follow "leave", such as: to attack the heights."""
    hours: Annotated[Amount, Within("answer")]
    """From the request to the answer."""
    chance: Share
    """That it is given."""
    initiative: Share = NO_INITIATIVE
    """That the commander does not ask, but acts without leave."""
    provenance: Provenance | None = None


class Rule(Strict):
    """When the conditions hold, this is the order."""

    name: Line
    when: Condition = Condition()
    do: Action
    set_stage: Annotated[int, Within("stage")] | None = None
    leave: Identifier | None = None
    """The leave that it needs."""
    initiative: bool = False
    """True: each unit reads the rule for itself and acts without an order from above, if it was told to hold or told
    nothing. Conditions on the formation then ask of the unit alone."""
    provenance: Provenance | None = None

    @model_validator(mode="after")
    def _by_the_unit(self) -> Rule:
        if self.initiative and (self.leave or self.set_stage is not None):
            raise ValueError("a rule that units act on by themselves needs no leave and sets no stage")
        return self


class Plan(Strict):
    """The rules of formations or units; each of them, and each unit of a `count`, keeps a stage of its own."""

    id: Identifier
    title: Line
    formations: list[Identifier] = Field(min_length=1)
    provenance: Provenance | None = None
    rules: list[Rule] = Field(min_length=1)
