"""What an author declares of fights that the engine fights: a sector's ground, the forces of a rung, the seasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from khasan.scenario.equipment import Echelon
from khasan.scenario.numbers import Amount, Identifier, Line, Moment, Provenance, Share, Strict
from khasan.scenario.ranges import Within
from khasan.scenario.schema import CommandDelay

LOWEST, HIGHEST = 2, 4
"""The rungs whose fights the engine fights; larger ones stay with the table of stated assumptions."""


class Stand(Strict):
    """Where one side comes from on a sector's ground, and whose men these are."""

    army: Identifier
    at: Identifier
    """Place of the map from which its column, or its help, sets out."""
    rear: Identifier
    """Place to which it goes back."""


class Ground(Strict):
    """The ground of a sector: a map that ships, the place that is fought for, and where the sides come from."""

    map: Identifier
    place: Identifier
    japan: Stand
    soviet: Stand
    provenance: Provenance

    def of(self, side: str) -> Stand:
        """Where a side comes from."""
        return self.japan if side == "japan" else self.soviet


class Part(Strict):
    """So many units of a type."""

    toe: Identifier
    count: Annotated[int, Field(ge=1, le=12)] = 1


class Party(Strict):
    """What an army brings to fights of one size, by the part it plays."""

    army: Identifier
    raises: list[Part] = Field(min_length=1)
    """Where it raises the fight: the column that comes for the place."""
    holds: list[Part] = Field(min_length=1)
    """Where the other side raises it: those who stand on the place."""
    helps: list[Part] = Field(min_length=1)
    """Those who come to their help."""


class Forces(Strict):
    """Forces of a rung, and how finely their fight is fought."""

    id: Identifier
    title: Line
    rung: Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
    echelon: Echelon
    hours: Annotated[float, Field(gt=0, le=48)]
    """How long the fight may last."""
    help_after_h: Annotated[float, Field(gt=0)]
    """Hours after which help comes for those who hold the place."""
    hex_m: Annotated[float, Within("hex")]
    step_s: Annotated[int, Within("step")]
    parties: list[Party] = Field(min_length=1)
    provenance: Provenance

    @model_validator(mode="after")
    def _help_comes_in_time(self) -> Forces:
        if self.help_after_h >= self.hours:
            raise ValueError(f"help_after_h must lie within the {self.hours:g} hours of the fight")
        return self

    def party(self, army: str) -> Party | None:
        """What an army brings, None if these forces have no party of it."""
        return next((one for one in self.parties if one.army == army), None)


class Season(Strict):
    """Months that one day stands for: its light, and whether the ground can be dug."""

    id: Identifier
    title: Line
    months: list[Annotated[int, Field(ge=1, le=12)]] = Field(min_length=1)
    start: Moment
    digging: Literal["allowed", "none"]
    provenance: Provenance


class CellFile(Strict):
    """data/frontier/cells.yaml"""

    replications: Annotated[int, Field(ge=200, le=10_000)]
    """Of each cell."""
    strength: Annotated[Amount, Within("strength")]
    works: Share
    command: CommandDelay
    seasons: list[Season] = Field(min_length=1)
    forces: list[Forces] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_month_once(self) -> CellFile:
        months = sorted(month for season in self.seasons for month in season.months)
        if months != list(range(1, 13)):
            raise ValueError("give each month from 1 to 12 to one season")
        rungs = {one.rung for one in self.forces}
        if rungs != set(range(LOWEST, HIGHEST + 1)):
            raise ValueError(f"give forces for each rung from {LOWEST} to {HIGHEST}")
        return self

    def season_of(self, month: int) -> Season:
        """The season of a month."""
        return next(one for one in self.seasons if month in one.months)

    def of_rung(self, rung: int) -> Sequence[Forces]:
        """The forces of a rung, in order of the file."""
        return [one for one in self.forces if one.rung == rung]
