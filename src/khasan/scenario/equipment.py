"""What an author declares of weapons, vehicles and TO&E: one YAML file each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from khasan.scenario.numbers import Amount, Identifier, Line, Provenance, Share, Strict
from khasan.scenario.ranges import Within

WeaponGroup = Literal["small_arms", "machine_gun", "indirect", "anti_armour", "bombs"]
"""Which global effectiveness parameter scales the weapon."""
Branch = Literal[
    "infantry",
    "machine_gun",
    "infantry_gun",
    "anti_tank",
    "artillery",
    "tank",
    "cavalry",
    "border_guard",
    "engineer",
    "headquarters",
    "boat",
    "train",
    "aviation",
]
Mobility = Literal["foot", "horse", "pack", "wheeled", "motor", "tracked", "static", "water", "rail", "air"]
AircraftRole = Literal["fighter", "bomber", "ground_attack", "reconnaissance"]
Echelon = Literal[
    "section",
    "platoon",
    "company",
    "battery",
    "squadron",
    "battalion",
    "regiment",
    "brigade",
    "division",
    "corps",
    "army",
    "detachment",
]
MAX_WEAPON_SLOTS = 6


class Weapon(Strict):
    """A weapon as it fires in the field, not on the range."""

    id: Identifier
    name: Line
    group: WeaponGroup
    provenance: Provenance | None = None
    crew: Annotated[Amount, Within("crew")]
    """Men who serve one weapon."""
    rate_rpm: Annotated[Amount, Within("rate of fire")]
    """Practical rate of fire, rounds a minute, sustained in an engagement."""
    max_range_m: Annotated[Amount, Within("reach")]
    min_range_m: Annotated[Amount, Within("reach")] | None = None
    effective_range_m: Annotated[Amount, Within("reach")] | None = None
    """Range inside which fire is opened unprovoked; the maximum range if absent."""
    hit_probability: Share | None = None
    """Chance that one aimed round at point-blank range strikes a standing man (or a vehicle)."""
    half_range_m: Annotated[Amount, Within("half range")] | None = None
    """Range at which that chance has halved: p(r) = hit_probability / (1 + (r / half_range_m)^2)."""
    lethal_area_m2: Annotated[Amount, Within("lethal area")] | None = None
    """Area within which a bursting round makes a casualty of a standing man; absent for solid shot."""
    dispersion_m: Annotated[Amount, Within("scatter")] | None = None
    """Radius that holds half of observed indirect rounds."""
    penetration_mm: Annotated[Amount, Within("steel")] | None = None
    """Armour pierced at 100 m."""
    penetration_loss_mm_per_km: Annotated[Amount, Within("steel lost")] | None = None
    indirect: bool = False
    """Can fire over the line of sight when somebody of its side observes."""
    basic_load: Annotated[Amount, Within("rounds")]
    """Rounds carried for one weapon."""
    daily_supply: Annotated[Amount, Within("rounds")]
    """Rounds allotted to one weapon for a day: what comes up while the way to the rear is open and the depot has it."""
    round_kg: Annotated[Amount, Within("round")] | None = None
    """Weight of one round without its packing; needed where a side's supply is declared."""
    ceiling_m: Annotated[Amount, Within("reach")] | None = None
    """Slant range within which it engages aircraft; absent if it does not."""
    aircraft_hit: Share | None = None
    """Chance that one round fired at an aircraft within that range hits it so that it must be lost or repaired."""

    @model_validator(mode="after")
    def _aimed_or_area(self) -> Weapon:
        if self.hit_probability is None and self.lethal_area_m2 is None:
            raise ValueError("give hit_probability (aimed fire), lethal_area_m2 (area fire) or both")
        if (self.hit_probability is None) != (self.half_range_m is None):
            raise ValueError("hit_probability and half_range_m go together")
        if (self.penetration_mm is None) != (self.penetration_loss_mm_per_km is None):
            raise ValueError("penetration_mm and penetration_loss_mm_per_km go together")
        if (self.ceiling_m is None) != (self.aircraft_hit is None):
            raise ValueError("ceiling_m and aircraft_hit go together")
        return self


class Mounted(Strict):
    """So many of a weapon in a unit (or on one vehicle)."""

    weapon: Identifier
    count: Annotated[Amount, Within("weapons")]
    provenance: Provenance | None = None


class Flight(Strict):
    """What makes a vehicle an aircraft."""

    role: AircraftRole
    """Fighters cover and strafe, ground-attack aircraft bomb and strafe low, the others bomb from height."""
    speed_kmh: Annotated[Amount, Within("speed in the air")]
    """Cruising speed with its load."""
    serviceable: Share
    """Share of the aircraft at hand that is fit for a sortie when one is ordered."""
    turnaround_h: Annotated[Amount, Within("hours in the air")]
    """From landing to the next start: fuel, arms, rest of the crews."""
    patrol_h: Annotated[Amount, Within("hours in the air")]
    """Time that it can stay over a place, on a mission to cover or scout."""
    air_combat: Annotated[Amount, Within("air combat")]
    """Worth in air combat, by armament, speed and turning; an I-15 is 1."""


class Vehicle(Strict):
    """A fighting vehicle, a boat, an armoured train's wagon or an aircraft: its armour, crew, pace and weapons.

    On land it has the four paces of the ground, a boat `water_kmh`, a train `rail_kmh`; an aircraft has `flight`
    and no armour.
    """

    id: Identifier
    name: Line
    provenance: Provenance | None = None
    crew: Annotated[Amount, Within("crew")]
    armour_mm: Annotated[Amount, Within("steel")] | None = None
    """Effective thickness against fire from the front and side."""
    road_kmh: Annotated[Amount, Within("pace")] | None = None
    cross_country_kmh: Annotated[Amount, Within("pace")] | None = None
    marsh_kmh: Annotated[Amount, Within("pace")] | None = None
    bog_per_hour: Annotated[Amount, Within("bogging")] | None = None
    """Rate at which one vehicle moving in marsh sticks, per hour."""
    water_kmh: Annotated[Amount, Within("pace")] | None = None
    rail_kmh: Annotated[Amount, Within("pace")] | None = None
    hits_to_stop: Annotated[Amount, Within("hits")] | None = None
    """Hits through the hull that stop it, on average; 1 if absent."""
    crew_exposure: Share | None = None
    """Exposure of its crew to bullets against a man standing in the open; 0, all behind armour, if absent."""
    flight: Flight | None = None
    weapons: Annotated[list[Mounted], Field(min_length=1, max_length=MAX_WEAPON_SLOTS)]
    """Of an aircraft: guns, and bombs as the number that one aircraft drops in a sortie."""

    @model_validator(mode="after")
    def _one_kind_of_pace(self) -> Vehicle:
        land = [self.road_kmh, self.cross_country_kmh, self.marsh_kmh, self.bog_per_hour]
        if (self.flight is None) == (self.armour_mm is None):
            raise ValueError("give armour_mm, or of an aircraft flight")
        if self.flight is not None:
            if any(pace is not None for pace in (*land, self.water_kmh, self.rail_kmh)):
                raise ValueError("an aircraft has flight and no other pace")
        elif self.water_kmh is None and self.rail_kmh is None:
            if any(pace is None for pace in land):
                raise ValueError(
                    "give road_kmh, cross_country_kmh, marsh_kmh and bog_per_hour, or water_kmh, or rail_kmh"
                )
        elif any(pace is not None for pace in land) or (self.water_kmh is not None and self.rail_kmh is not None):
            raise ValueError("give the paces of the ground, or water_kmh, or rail_kmh: one of the three")
        return self

    @property
    def goes_by(self) -> Literal["land", "water", "rail", "air"]:
        """Which kind of pace it has."""
        if self.flight is not None:
            return "air"
        return "water" if self.water_kmh is not None else "rail" if self.rail_kmh is not None else "land"

    @property
    def pace_kmh(self) -> Amount:
        """Its pace on water, on rails or across country."""
        pace = self.water_kmh or self.rail_kmh or self.cross_country_kmh
        assert pace is not None
        return pace


class Toe(Strict):
    """What a type of unit should hold (TO&E)."""

    id: Identifier
    name: Line
    like: Annotated[Identifier | None, Field(exclude=True)] = None
    """Of a file: another TO&E that has what is not said here (``khasan.scenario.like``); of what was read, None."""
    side: Identifier
    branch: Branch
    echelon: Echelon
    mobility: Mobility
    provenance: Provenance | None = None
    men: Annotated[Amount, Within("men")]
    """All men of the unit, vehicle crews included."""
    weapons: Annotated[list[Mounted], Field(max_length=MAX_WEAPON_SLOTS)] = Field(default_factory=list)
    vehicle: Identifier | None = None
    vehicles: Annotated[Amount, Within("vehicles")] | None = None
    carries_men: Annotated[Amount, Within("men")] | None = None
    """Men of other units that it can take aboard, its own not counted."""
    horses: Annotated[Amount, Within("horses")] | None = None
    """Mounts, teams and pack horses; none if absent."""
    trucks: Annotated[Amount, Within("trucks")] | None = None
    """Trucks and tractors that carry its men, guns and loads; none if absent."""
    frontage_m: Annotated[Amount, Within("front")]
    depth_m: Annotated[Amount, Within("front")]
    sidc: Annotated[str, Field(pattern=r"^[0-9]{20}$")]
    """APP-6D symbol code, 20 digits."""

    @model_validator(mode="after")
    def _vehicles_go_together(self) -> Toe:
        if (self.vehicle is None) != (self.vehicles is None):
            raise ValueError("vehicle and vehicles go together")
        if (self.branch == "aviation") != (self.mobility == "air"):
            raise ValueError("branch aviation and mobility air go together")
        if self.branch == "aviation" and self.vehicle is None:
            raise ValueError("aviation needs a vehicle: the type of aircraft")
        return self
