"""What a side brings: units of one size, armed by the generic TO&E of the era, and the files of their types.

The men, guns, tanks and horsemen of a row are shared out evenly; what a row does not count, the era says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any, Literal

from khasan.battles.generator.assumptions import Era, ScaleOfUnits, assumptions, era_of, weapons_of
from khasan.battles.generator.scale import Scale
from khasan.battles.row import BattleRow, SideBefore

Arm = Literal["rifles", "guns", "tanks", "riders", "aircraft"]
ARMS: Mapping[Arm, tuple[str, str, str]] = {
    "rifles": ("infantry", "foot", "121100"),
    "guns": ("artillery", "wheeled", "130300"),
    "tanks": ("tank", "tracked", "120500"),
    "riders": ("cavalry", "horse", "120501"),
    "aircraft": ("aviation", "air", "120800"),
}
"""Of each arm the branch, how it moves, and the entity of its symbol (APP-6D)."""
AMPLIFIERS = {"platoon": "14", "company": "15", "battalion": "16"}
GROUND_M2_A_MAN = 700.0
"""As of the shipped types: between a battalion that defends a square kilometre and one that attacks on 500 by 600 m."""
LEAST_ON_FOOT = 0.4
"""Share of a side that is infantry at least, whatever guns and tanks a row counts: crews are cut until it is."""
MEN_A_TANK = 5.0
BUDGET = 10
"""Units of guns, of tanks or of horsemen at most; the more there are, the larger the unit."""
HEAVIEST = 900.0
"""Vehicles of a unit at most, within what a type may have."""


@dataclass(frozen=True)
class Body:
    """A unit: its id, its arm and its type."""

    id: str
    arm: Arm
    toe: str


@dataclass(frozen=True)
class Troops:
    """A side's units in one sector, and the files of their types."""

    side: str
    bodies: tuple[Body, ...]
    toes: tuple[dict[str, Any], ...]

    def of(self, arm: Arm) -> list[Body]:
        """The units of an arm."""
        return [body for body in self.bodies if body.arm == arm]


@dataclass(frozen=True)
class Brought:
    """What a side has in one sector: men of all arms, and of them guns, vehicles and horsemen."""

    men: float
    guns: float
    tanks: float
    light_tanks: float
    riders: float

    @property
    def _others(self) -> float:
        """Men who serve guns and vehicles or ride, if every crew is full."""
        return self.guns * assumptions().men_a_gun + (self.tanks + self.light_tanks) * MEN_A_TANK + self.riders

    @property
    def crewed(self) -> float:
        """How full crews are, so that enough are left on foot."""
        return min(1.0, (1.0 - LEAST_ON_FOOT) * self.men / max(1.0, self._others))

    @property
    def on_foot(self) -> float:
        """Men who serve neither guns nor vehicles and do not ride."""
        return self.men - self.crewed * self._others


def brought(row: BattleRow, side: SideBefore, sectors: int) -> Brought:
    """What a side has in one of the sectors, what the row does not count by the era."""
    era = era_of(row.year)
    guns = side.guns if side.guns is not None else era.guns * side.strength / 1000
    tanks = side.tanks if era.vehicle else 0.0
    light = (side.tanks_light or 0.0) if era.light_vehicle else 0.0
    tanks = max(tanks or 0.0, (side.tanks_main or 0.0) + light if era.vehicle else 0.0)
    return Brought(
        side.strength / sectors, guns / sectors, (tanks - light) / sectors, light / sectors,
        (side.cavalry or 0.0) / sectors,
    )  # fmt: skip


def troops_of(row: BattleRow, side: str, given: SideBefore, scale: Scale, squadrons: int) -> Troops:
    """The units of a side and their types; side: ``attacker`` or ``defender``."""
    era, units, has = era_of(row.year), scale.units, brought(row, given, scale.sectors)
    maker = _Maker(side, units, era, weapons_of(row, given), has.crewed)
    maker.infantry(has.on_foot)
    maker.batteries(has.guns)
    maker.vehicles("tanks", has.tanks, era.vehicle)
    maker.vehicles("light", has.light_tanks, era.light_vehicle)
    maker.horsemen(has.riders)
    if squadrons and era.aircraft:
        maker.squadrons(squadrons, era.aircraft)
    return Troops(side, tuple(maker.bodies), tuple(maker.toes))


class _Maker:
    """Makes units and their types, one arm after the other."""

    def __init__(self, side: str, units: ScaleOfUnits, era: Era, weapons: Mapping[str, str], crewed: float) -> None:
        self.side, self.units, self.era, self.weapons, self.crewed = side, units, era, weapons, crewed
        self.bodies: list[Body] = []
        self.toes: list[dict[str, Any]] = []

    def infantry(self, men: float) -> None:
        number = max(1, round(men / self.units.unit_men))
        totals = {kind: round(rate * men / 1000) for kind, rate in self.era.infantry.items()}
        for k in range(number):
            counts = {self.weapons[kind]: _share(total, number, k) for kind, total in totals.items()}
            self._add("rifles", "rifles", k, _share(round(men), number, k), counts)

    def batteries(self, guns: float) -> None:
        many = round(guns)
        if many == 0:
            return
        number = _units(many, self.units.guns_a_unit)
        howitzers = round(number * self.era.howitzers)
        for k in range(number):
            pieces = _share(many, number, k)
            weapon = self.weapons["howitzer" if k >= number - howitzers else "field_gun"]
            self._add("guns", "guns", k, _crew(pieces * assumptions().men_a_gun * self.crewed), {weapon: pieces})

    def vehicles(self, name: str, vehicles: float, vehicle: str | None) -> None:
        many = round(vehicles)
        if many == 0 or vehicle is None:
            return
        number = max(_units(many, self.units.vehicles_a_unit), ceil(many / HEAVIEST))
        for k in range(number):
            count = _share(many, number, k)
            more = {"vehicle": vehicle, "vehicles": count}
            self._add("tanks", name, k, _crew(count * MEN_A_TANK * self.crewed), {}, **more)

    def horsemen(self, men: float) -> None:
        if round(men) < 1:
            return
        number = _units(round(men), self.units.riders_a_unit)
        light = self.era.infantry.get("light_machine_gun", 0.0)
        for k in range(number):
            riders = _share(_crew(men * self.crewed), number, k)
            counts = {self.weapons["carbine"]: round(0.85 * riders)}
            if light:
                counts[self.weapons["light_machine_gun"]] = round(light * riders / 1000)
            self._add("riders", "riders", k, riders, counts, horses=round(1.1 * riders))

    def squadrons(self, number: int, aircraft: str) -> None:
        for k in range(number):
            self._add("aircraft", "aircraft", k, 24, {}, vehicle=aircraft, vehicles=12)

    def _add(self, arm: Arm, name: str, k: int, men: int, counts: Mapping[str, int], **more: Any) -> None:
        """A unit; its type is made unless one like it is there."""
        if men < 1:
            return
        toe = self._type(arm, name, men, {weapon: count for weapon, count in counts.items() if count}, more)
        self.bodies.append(Body(f"{self.side}-{name}-{k + 1}", arm, toe))

    def _type(self, arm: Arm, name: str, men: int, counts: Mapping[str, int], more: Mapping[str, Any]) -> str:
        branch, mobility, entity = ARMS[arm]
        side_m = 0.0 if arm == "aircraft" else round(sqrt(GROUND_M2_A_MAN * men))
        content = {
            "side": self.side, "branch": branch, "echelon": self.units.echelon, "mobility": mobility,
            "men": {"value": men, "derived": "men of the row, shared out evenly", "inputs": ["definition"]},
            "weapons": [{"weapon": weapon, "count": _guessed(count)} for weapon, count in counts.items()],
            "frontage_m": _guessed(side_m), "depth_m": _guessed(side_m),
            "sidc": f"10041000{AMPLIFIERS[self.units.echelon]}{entity}0000",
            **{key: value if key == "vehicle" else _counted(value) for key, value in more.items()},
        }  # fmt: skip
        for toe in self.toes:
            if all(toe.get(key) == value for key, value in content.items()):
                return str(toe["id"])
        number = sum(toe["id"].startswith(f"{self.side}-{name}-type-") for toe in self.toes) + 1
        toe_id = f"{self.side}-{name}-type-{number}"
        provenance = {"guess": f"generic TO&E of the era {self.era.id} (data/battles/eras.yaml)"}
        self.toes.append({"id": toe_id, "name": f"{self.units.echelon} of {name}", "provenance": provenance, **content})
        return toe_id


def _share(total: int, number: int, k: int) -> int:
    """The k-th of so many nearly equal whole parts.

    >>> [_share(10, 4, k) for k in range(4)]
    [2, 3, 2, 3]
    """
    return (k + 1) * total // number - k * total // number


def _units(many: int, a_unit: float) -> int:
    """How many units of about a size, within the budget."""
    return min(BUDGET, max(1, round(many / a_unit)))


def _crew(men: float) -> int:
    return max(1, round(men))


def _guessed(value: float) -> dict[str, Any]:
    return {"value": value, "guess": "generic TO&E of the era (data/battles/eras.yaml)"}


def _counted(value: float) -> dict[str, Any]:
    return {"value": value, "derived": "counted in the row, shared out evenly", "inputs": ["definition"]}
