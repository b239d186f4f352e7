"""Forces of the set-ups, cut to the size that a set-up names from the TO&E and weapons that khasan ships.

Types are copies of shipped ones with their best values: a set-up says 500 men and means 500, while what a weapon does
keeps its shipped intervals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khasan.scenario.catalog import read
from khasan.scenario.equipment import Toe, Weapon
from khasan.scenario.numbers import Number, Share
from verification import made

SIDES = ("japan", "soviet")


@dataclass(frozen=True)
class Nation:
    """Which shipped types and weapons a nation brings."""

    rifle_company: str
    mg_company: str
    field_battery: str
    howitzer_battery: str
    anti_tank: str
    tanks: str
    rifle: str
    light_gun: str
    heavy_gun: str


NATIONS: Mapping[str, Nation] = {
    "japan": Nation(
        "jp-rifle-company", "jp-mg-company", "jp-field-battery", "jp-field-howitzer-battery", "jp-anti-tank-company",
        "jp-medium-tank-company", "type-38-rifle", "type-11-lmg", "type-92-hmg",
    ),
    "soviet": Nation(
        "su-rifle-company", "su-mg-company", "su-divisional-gun-battery", "su-divisional-howitzer-battery",
        "su-regimental-at-battery", "su-t26-brigade-company", "mosin-rifle", "dp-27", "maxim-1910",
    ),
}  # fmt: skip


def best(amount: Number | Share) -> float:
    """The best value of a shipped number."""
    assert amount.value is not None
    return float(amount.value)


def toe_of(toe_id: str) -> Toe:
    """A shipped TO&E."""
    found = read("toe", toe_id)
    assert isinstance(found, Toe)
    return found


def weapon_of(weapon_id: str) -> Weapon:
    """A shipped weapon."""
    found = read("weapons", weapon_id)
    assert isinstance(found, Weapon)
    return found


def group_of(weapon_id: str) -> str:
    """The group of a shipped weapon: small_arms, machine_gun, indirect, anti_armour or bombs."""
    return weapon_of(weapon_id).group


def men_of(toe_id: str) -> float:
    """Men that a shipped type should have, at its best value."""
    return best(toe_of(toe_id).men)


def cut(
    new_id: str,
    toe_id: str,
    men: float,
    scale: float,
    *,
    counts: Mapping[str, float] | None = None,
    bullets: bool = False,
) -> dict[str, Any]:
    """The file of a type like a shipped one, with so many men and its weapons times `scale`, at least one of each.

    counts: numbers of weapons that the set-up names itself; with `bullets` only rifles and machine guns are kept.

    >>> small = cut("third", "jp-rifle-company", 63, 1 / 3, bullets=True)
    >>> small["men"], [(one["weapon"], one["count"]) for one in small["weapons"]]
    (63, [('type-38-rifle', 47), ('type-11-lmg', 3)])
    """
    toe = toe_of(toe_id)
    said = counts or {}
    weapons = {}
    for mounted in toe.weapons:
        if bullets and group_of(mounted.weapon) not in ("small_arms", "machine_gun"):
            continue
        weapons[mounted.weapon] = said.get(mounted.weapon, max(1, round(best(mounted.count) * scale)))
    return made.toe(
        new_id, toe.side, men, weapons, branch=toe.branch, echelon=toe.echelon, mobility=toe.mobility, sidc=toe.sidc,
        **ground(toe_id, men),
    )  # fmt: skip


def ground(toe_id: str, men: int) -> dict[str, float]:
    """Front and depth of so many men in the order of a shipped type: as much ground a man as that has.

    >>> half = ground("jp-rifle-company", 95)
    >>> round(best(toe_of("jp-rifle-company").frontage_m) / half["frontage_m"], 1)
    1.4
    """
    toe = toe_of(toe_id)
    scale = math.sqrt(men / best(toe.men))
    return {"frontage_m": scale * best(toe.frontage_m), "depth_m": scale * best(toe.depth_m)}


def with_vehicles(new_id: str, toe_id: str, vehicles: int) -> dict[str, Any]:
    """The file of a shipped type of tanks with so many of them, and men in proportion."""
    toe = toe_of(toe_id)
    assert toe.vehicle is not None
    assert toe.vehicles is not None
    men = round(best(toe.men) * vehicles / best(toe.vehicles))
    return made.toe(
        new_id, toe.side, men, {}, branch=toe.branch, echelon=toe.echelon, mobility=toe.mobility, sidc=toe.sidc,
        frontage_m=best(toe.frontage_m), depth_m=best(toe.depth_m), vehicle=toe.vehicle, vehicles=vehicles,
    )  # fmt: skip


def limited(new_id: str, weapon_id: str, rounds: float, rate_rpm: float | None = None) -> dict[str, Any]:
    """The file of a shipped gun that has so many rounds and is sent no more, fired at a fixed rate if one is given."""
    content = weapon_of(weapon_id).model_dump(exclude_none=True, exclude_defaults=True, mode="json")
    content |= {"id": new_id, "basic_load": rounds, "daily_supply": 0, "provenance": made.MADE_UP}
    if rate_rpm is not None:
        content["rate_rpm"] = rate_rpm
    return content


def batteries(side: str, guns: int, name: str, guns_as: Mapping[str, str], *, howitzers: float) -> list[dict[str, Any]]:
    """Files of the batteries of so many guns, four to a battery as far as they go, this share of them of howitzers.

    guns_as: which weapon stands for a shipped gun (one with as many rounds as the set-up allows).
    """
    nation = NATIONS[side]
    number = -(-guns // 4)
    found = []
    for k in range(number):
        pieces = guns // number + (k < guns % number)
        source = toe_of(nation.howitzer_battery if k >= round(number * (1 - howitzers)) else nation.field_battery)
        gun = source.weapons[0].weapon
        type_id = f"{name}-{k}"
        type_ = cut(type_id, source.id, round(best(source.men) * pieces / 4), 1.0, counts={gun: pieces})
        for mounted in type_["weapons"]:
            mounted["weapon"] = guns_as.get(mounted["weapon"], mounted["weapon"])
        found.append(type_)
    return found
