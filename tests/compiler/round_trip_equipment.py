"""The weapons, vehicles and TO&E of the made-up country: no two numbers of one kind are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Content = dict[str, Any]
Write = Callable[[float], Any]
"""How a number is written: exact, or with an interval."""
WHY = {"derived": "made up, all different"}

WEAPON = {
    "crew": 5, "rate_rpm": 12, "max_range_m": 6100, "min_range_m": 310, "effective_range_m": 3300,
    "hit_probability": 0.37, "half_range_m": 820, "lethal_area_m2": 290, "dispersion_m": 41, "penetration_mm": 57,
    "penetration_loss_mm_per_km": 23, "basic_load": 170, "daily_supply": 83, "round_kg": 3.9, "ceiling_m": 4300,
    "aircraft_hit": 0.0021,
}  # fmt: skip
ARMOURED = {"crew": 4, "armour_mm": 17, "hits_to_stop": 2.3, "crew_exposure": 0.43}
ON_LAND = {"road_kmh": 38, "cross_country_kmh": 21, "marsh_kmh": 7, "bog_per_hour": 0.31}
FLIGHT = {"speed_kmh": 310, "serviceable": 0.71, "turnaround_h": 1.7, "patrol_h": 0.9, "air_combat": 1.2}
TOE = {"men": 131, "horses": 36, "trucks": 16, "frontage_m": 240, "depth_m": 110}


def scaled(numbers: Mapping[str, float], k: int, write: Write) -> Content:
    """The k-th set of such numbers: each a little larger, so that rows differ as well as columns."""
    return {name: write(round(value * (1.0 + 0.0213 * k), 6)) for name, value in numbers.items()}


def weapons(write: Write) -> list[Content]:
    groups = ("indirect", "small_arms", "bombs", "anti_armour", "machine_gun")
    ids = ("mortar", "rifle", "bomb", "gun", "burst")
    missiles: tuple[Content, ...] = (
        {"missile": "grenade"}, {"missile": "bullet"}, {"missile": "bomb"}, {"missile": "shell"}, {},
    )  # fmt: skip
    full = [
        {"id": name, "name": name, "provenance": WHY, "group": group, "indirect": group in ("indirect", "bombs")}
        | missile
        | scaled(WEAPON, k, write)
        for k, (name, group, missile) in enumerate(zip(ids, groups, missiles, strict=True))
    ]
    few = ("crew", "rate_rpm", "max_range_m", "hit_probability", "half_range_m", "basic_load", "daily_supply")
    few += ("round_kg",)
    plain = {"id": "plain", "name": "plain", "provenance": WHY, "group": "small_arms"}
    return [*full, plain | scaled({name: WEAPON[name] for name in few}, 5, write)]


def mounted(k: int, write: Write, *names: str) -> list[Content]:
    return [{"weapon": name, "count": write(round(5.2 + 3.1 * k + 13.3 * slot, 6))} for slot, name in enumerate(names)]


def vehicles(write: Write) -> list[Content]:
    def one(k: int, name: str, pace: Mapping[str, float], *arms: str) -> Content:
        said = {"id": name, "name": name, "provenance": WHY, "weapons": mounted(k, lambda v: write(v / 8), *arms)}
        return said | scaled(ARMOURED | pace, k, write)

    def aircraft(k: int, name: str, role: str, *arms: str) -> Content:
        said = one(k, name, {}, *arms)
        for key in ("armour_mm", "hits_to_stop", "crew_exposure"):
            del said[key]
        return said | {"flight": {"role": role} | scaled(FLIGHT, k, write)}

    return [
        one(1, "tank", ON_LAND, "gun", "burst"),
        one(2, "car", ON_LAND, "burst"),
        one(3, "cutter", {"water_kmh": 13}, "burst", "gun", "rifle"),
        one(4, "wagon", {"rail_kmh": 29}, "gun"),
        aircraft(5, "biplane", "fighter", "burst"),
        aircraft(6, "twin", "bomber", "bomb", "burst"),
    ]


TYPES = (  # id, side, branch, echelon, mobility, vehicle, weapons
    ("company", "soviet", "infantry", "company", "foot", None, ("rifle", "burst", "plain")),
    ("battery", "soviet", "artillery", "battery", "horse", None, ("mortar", "rifle")),
    ("maxims", "soviet", "machine_gun", "platoon", "pack", None, ("burst",)),
    ("tanks", "soviet", "tank", "battalion", "tracked", "tank", ()),
    ("cars", "japan", "tank", "company", "motor", "car", ()),
    ("boats", "soviet", "boat", "squadron", "water", "cutter", ()),
    ("train", "japan", "train", "detachment", "rail", "wagon", ()),
    ("sappers", "soviet", "engineer", "platoon", "wheeled", None, ("plain", "rifle")),
    ("staff", "soviet", "headquarters", "section", "motor", None, ("rifle",)),
    ("fighters", "soviet", "aviation", "squadron", "air", "biplane", ()),
    ("bombers", "japan", "aviation", "regiment", "air", "twin", ()),
    ("riders", "japan", "cavalry", "squadron", "horse", None, ("plain", "burst", "rifle", "mortar", "gun", "bomb")),
    ("garrison", "japan", "border_guard", "section", "static", None, ("plain",)),
    ("chiefs", "japan", "headquarters", "section", "foot", None, ("plain",)),
)


def toes(write: Write) -> list[Content]:
    made = []
    for k, (name, side, branch, echelon, mobility, vehicle, arms) in enumerate(TYPES):
        said = {"id": name, "name": name, "side": side, "branch": branch, "echelon": echelon, "mobility": mobility}
        said |= {"provenance": WHY, "sidc": "10031000151211000000"} | scaled(TOE, k, write)
        if vehicle:
            said |= {"vehicle": vehicle, "vehicles": write(round(9.0 + 1.7 * k, 6))}
        else:
            said["weapons"] = mounted(k, write, *arms)
        if name in ("sappers", "train"):
            said["carries_men"] = write(250.0 + k)
        made.append(said)
    return made
