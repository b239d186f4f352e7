"""What the generator assumes: data/battles/assumptions.yaml and eras.yaml, checked like every file of an author."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from khasan.battles.row import BattleRow, SideBefore
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.loader import load_model
from khasan.scenario.numbers import Amount, Identifier, Provenance, Share, Strict
from khasan.scenario.schema import CommandDelay, Parameter

FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "battles"
UnitEchelon = Literal["platoon", "company", "battalion"]


class ScaleOfUnits(Strict):
    """A kind of unit, for a sector of so many men at most on the larger side, with the ground and time that suit it."""

    echelon: UnitEchelon
    most_men: int
    unit_men: float
    guns_a_unit: float
    vehicles_a_unit: float
    riders_a_unit: float
    hex_m: float
    step_s: int
    line_m: float
    """Between a side's first line and its second."""
    start_m: float
    """From the defenders' first line to the attackers' at the start."""
    guns_back_m: float
    """From a side's first line to its guns."""
    flank_m: float
    """Beyond the end of the front, where those start who go round it."""


class Engaged(Strict):
    """Shares of a side that fight, by its size and arm."""

    small: Share
    middle: Share
    large: Share
    guns: Share
    vehicles: Share


class Relief(Strict):
    """How rough a kind of ground is."""

    noise_m: Amount


class Reliefs(Strict):
    """Kinds of ground, by the words of a row."""

    provenance: Provenance
    flat: Relief
    rolling: Relief
    rugged: Relief


class Preparation(Strict):
    """When guns prepare an assault: so many on a kilometre, for so long, since a year."""

    guns_a_km: float
    hours: float
    since: int


class Assumptions(Strict):
    """data/battles/assumptions.yaml"""

    scales: list[ScaleOfUnits] = Field(min_length=1)
    longest_hours: float
    """Longer battles are simulated for so long, and their losses carried on by `later_days`."""
    most_hexes: int
    """Hexes are enlarged until a map has no more."""
    most_steps: int
    """Steps are lengthened until a battle has no more."""
    draws: list[Parameter]
    engaged: Engaged
    works: dict[str, Share]
    wire: dict[str, Share]
    wire_since: int
    surprise_starts: list[float]
    front_m_a_man: Amount
    preparation: Preparation
    squadrons_per_10000: float
    men_a_gun: float
    command: CommandDelay
    ground: Reliefs
    woods: dict[str, Share]

    def law(self, name: str) -> Parameter:
        """The law of a draw."""
        return next(one for one in self.draws if one.id == name)


class Era(Strict):
    """Generic TO&E of an era; weapons a thousand men of the infantry, by what they are for."""

    id: Identifier
    first: int
    infantry: dict[str, float]
    guns: float
    """A thousand men of all arms, where a row does not count them."""
    howitzers: float
    """Share of the guns."""
    vehicle: Identifier | None = None
    light_vehicle: Identifier | None = None
    aircraft: Identifier | None = None
    instead: dict[str, Identifier] = Field(default_factory=dict)
    """Weapons of this era alone, by what they are for."""


class Eras(Strict):
    """data/battles/eras.yaml"""

    provenance: Provenance
    armies: dict[str, dict[str, Identifier]]
    eras: list[Era]
    weapons: dict[str, dict[str, Any]]
    """Of other eras: like a shipped one, with other numbers."""
    vehicles: dict[str, dict[str, Any]]


@cache
def assumptions() -> Assumptions:
    """The generator's own numbers.

    >>> assumptions().law("hours_small").median
    5.0
    """
    return load_model(FOLDER / "assumptions.yaml", Assumptions)


@cache
def eras() -> Eras:
    """Generic TO&E by era."""
    return load_model(FOLDER / "eras.yaml", Eras)


def era_of(year: int) -> Era:
    """The era that a year falls into.

    >>> era_of(1916).id, era_of(1938).id
    ('first-trenches', 'between-the-wars')
    """
    return [one for one in eras().eras if one.first <= year][-1]


def weapons_of(row: BattleRow, side: SideBefore) -> dict[str, str]:
    """Which weapon stands for what on a side: Japanese ones for Japan, Soviet ones for all others."""
    army = "japan" if "Japan" in side.actors else "generic"
    return {**eras().armies[army], **era_of(row.year).instead}


@cache
def other_eras() -> dict[tuple[str, str], dict[str, Any]]:
    """Files of weapons and vehicles of other eras, by kind and id: a shipped one's, with what is said anew.

    >>> other_eras()["weapons", "musket"]["crew"]["value"]
    1
    """
    library, found = Library((SHIPPED,)), {}
    for kind, changed in (("weapons", eras().weapons), ("vehicles", eras().vehicles)):
        for name, change in changed.items():
            shipped = library.written(kind, str(change["like"])).node.plain()
            anew = {key: value for key, value in change.items() if key != "like"}
            provenance = {"guess": str(eras().provenance.guess)}
            found[kind, name] = {**shipped, **anew, "id": name, "provenance": provenance}
    return found
