"""The small set-ups of behaviour.yaml as scenarios: a battalion, or less, against a company in works half dug.

Flat summer grass, June, from 06:00, clear; the defenders' place in the middle, the attackers to the east of it. Units
are called a-... (attackers) and d-... (defenders); the second word says what they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import cos, radians, sin
from typing import Any

from khasan.compiler import Compiled
from verification import made
from verification.behaviour import forces
from verification.fights import BARE

START = "1938-06-21T06:00:00+09:00"
FINE = (50.0, 60)
COARSE = (250.0, 300)
MEN, COMPANIES = 500, 3
FAR_M, NEAR_M = 1000.0, 200.0
GUNS_M = 2500.0
"""Near enough that no battery has first to move up."""
LOOK_S = 1800
"""Observers look on for half an hour before the first shell, so that the fire is observed from its start."""
SHELLS, GUNS = 900, 12
RIFLES, ANTI_TANK_GUNS = 100, 4
DIRECT = {"fire_discipline": made.TINY, "unseen_fire": 1.0, "spotting": 1e3}
"""So that the 900 shells of D fall at an even rate: guns do not save rounds, and the observer sees from the start."""


@dataclass(frozen=True)
class Shelling:
    """Shells at an even rate over so many hours, and whether an assault follows; how far the company has dug."""

    hours: float
    assault: bool = True
    works: float = 0.5


@dataclass(frozen=True)
class Attack:
    """What differs between A and its sisters."""

    hours: float = 10.0
    riflemen: int | None = None
    start_m: float = FAR_M
    shelling: Shelling | None = None
    tanks: int = 0


def other(side: str) -> str:
    """The enemy of a side."""
    return forces.SIDES[1 - forces.SIDES.index(side)]


def clock(seconds: float) -> str:
    """So long after the start, as a scenario says it."""
    return (datetime.fromisoformat(START) + timedelta(seconds=seconds)).isoformat()


def battalion(side: str, riflemen: int | None = None) -> list[dict[str, Any]]:
    """Types of the attackers: three companies and the battalion's machine guns, 500 men or so many riflemen.

    With riflemen named, they are those of the three companies, and all else is in proportion.

    >>> [type_["men"] for type_ in battalion("japan")]
    [134, 134, 134, 98]
    """
    nation = forces.NATIONS[side]
    company, guns = forces.men_of(nation.rifle_company), forces.men_of(nation.mg_company)
    scale = MEN / (COMPANIES * company + guns)
    rifles = None
    if riflemen is not None:
        rifles = [riflemen // COMPANIES + (k < riflemen % COMPANIES) for k in range(COMPANIES)]
        full = next(
            forces.best(one.count) for one in forces.toe_of(nation.rifle_company).weapons if one.weapon == nation.rifle
        )
        scale = riflemen / (COMPANIES * full)
    types = [
        forces.cut(
            f"a-rifles-{k}", nation.rifle_company, round(company * scale), scale, bullets=True,
            counts={} if rifles is None else {nation.rifle: rifles[k]},
        )
        for k in range(COMPANIES)
    ]  # fmt: skip
    left = MEN - COMPANIES * round(company * scale) if riflemen is None else round(guns * scale)
    return [*types, forces.cut("a-guns", nation.mg_company, left, scale, bullets=True)]


def defenders(side: str) -> dict[str, Any]:
    """The type of the defending company: 100 riflemen, three heavy and six light machine guns with their crews."""
    nation = forces.NATIONS[side]
    weapons = {nation.heavy_gun: 3, nation.light_gun: 6, nation.rifle: RIFLES}
    crews = {name: forces.best(forces.weapon_of(name).crew) for name in weapons}
    men = round(sum(count * crews[name] for name, count in weapons.items()))
    return made.toe("d-rifles", side, men, weapons, **forces.ground(nation.rifle_company, men))


def fanned(metres: float, number: int, width_m: float) -> list[dict[str, Any]]:
    """So many positions, all as far east of the post, fanned out over about so many metres."""
    half = min(60.0, 57.3 * width_m / 2 / metres)
    angles = [radians(half * (2 * k / max(1, number - 1) - 1)) for k in range(number)]
    return [made.place("post", metres * cos(a), metres * sin(a)) for a in angles]


def attack(attackers: str, hex_m: float, step_s: int, what: Attack) -> Compiled:
    """A set-up of the family of A at one scale, this side attacking."""
    enemy, works = other(attackers), what.shelling.works if what.shelling else 0.5
    far = made.place("post", what.start_m)
    types, weapons = [*battalion(attackers, what.riflemen), defenders(enemy)], list[dict[str, Any]]()
    places = [*fanned(what.start_m, COMPANIES, min(400.0, what.start_m)), far]
    units = [{"id": one["id"], "toe": one["id"], "at": at} for one, at in zip(types[:-1], places, strict=True)]
    forts = [{"id": "d-rifles", "toe": "d-rifles", "at": "post", "works": works}]
    if what.tanks:
        types += [forces.with_vehicles("a-tanks", forces.NATIONS[attackers].tanks, what.tanks), anti_tank_guns(enemy)]
        units.append({"id": "a-tanks", "toe": "a-tanks", "at": far})
        forts.append({"id": "d-at", "toe": "d-at", "at": "post", "works": works})
    formations = [
        made.formation("af", attackers, units, echelon="battalion"),
        made.formation("df", enemy, forts),
    ]
    plans = [made.plan("df", {"do": {"hold": "post"}})]
    if what.shelling is None:
        plans.append(made.plan("af", {"do": {"attack": "post"}}))
    else:
        ends = clock(LOOK_S + 3600 * what.shelling.hours)
        gun_types, weapons = artillery(attackers, what.shelling.hours)
        types += gun_types
        guns = [{"id": one["id"], "toe": one["id"], "at": "guns"} for one in gun_types]
        formations.append(made.formation("ag", attackers, guns, echelon="battalion"))
        silent, firing = {"hold": "guns"}, {"bombard": "post"}
        first, then = {"when": {"before": clock(LOOK_S)}, "do": silent}, {"when": {"before": ends}, "do": firing}
        plans.append(made.plan("ag", first, then, {"do": silent}))
        if what.shelling.assault:
            plans.append(made.plan("af", {"when": {"after": ends}, "do": {"attack": "post"}}))
    return built(formations, plans, attackers, hex_m, step_s, what.hours, types, weapons, fixed_values(what))


def anti_tank_guns(side: str) -> dict[str, Any]:
    """The type of four anti-tank guns."""
    shipped = forces.toe_of(forces.NATIONS[side].anti_tank)
    gun = shipped.weapons[0]
    scale = ANTI_TANK_GUNS / forces.best(gun.count)
    men = round(forces.best(shipped.men) * scale)
    return forces.cut("d-at", shipped.id, men, scale, counts={gun.weapon: ANTI_TANK_GUNS})


def artillery(side: str, hours: float) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Types and weapons of twelve field guns that fire their share of 900 shells evenly over so many hours."""
    gun = forces.toe_of(forces.NATIONS[side].field_battery).weapons[0].weapon
    types = forces.batteries(side, GUNS, "a-field", {gun: "even-gun"}, howitzers=0.0)
    return types, [forces.limited("even-gun", gun, SHELLS / GUNS, SHELLS / GUNS / (60.0 * hours))]


def fixed_values(what: Attack) -> Mapping[str, float]:
    """Parameters that a set-up fixes: those of an even, observed shelling, and men in the open who do not dig."""
    if what.shelling is None:
        return {}
    return DIRECT if what.shelling.works else {**DIRECT, "dig_hours": 1e6}


def built(
    formations: Sequence[Mapping[str, Any]],
    plans: Sequence[Mapping[str, Any]],
    attackers: str,
    hex_m: float,
    step_s: int,
    hours: float,
    types: Sequence[Mapping[str, Any]],
    weapons: Sequence[Mapping[str, Any]],
    parameters: Mapping[str, float],
    *,
    spots: Sequence[made.Spot] = (),
    half_m: float = 5000.0,
) -> Compiled:
    """A scenario on flat grass, compiled; every step is kept, and parameters that are named stand fixed."""
    plain = (
        made.Spot("post", 0, 0), made.Spot("guns", GUNS_M, 0),
        made.Spot("west", -half_m + 500, 0), made.Spot("east", half_m - 500, 0),
    )  # fmt: skip
    world = made.World((*plain, *spots), half_m=half_m, shelter=BARE)
    rears = ("east", "west") if attackers == forces.SIDES[0] else ("west", "east")
    content = made.scenario(
        formations, plans, rears, step_s=step_s, hex_m=hex_m, hours=hours, start=START, digging="allowed"
    )
    plainly = json.loads(json.dumps(content))  # nothing shared, so that YAML writes no aliases: a file may hold few
    found = made.compiled(world, plainly, weapons, types)
    priors = found.priors.copy()
    for name, value in parameters.items():
        priors[found.labels.parameters.index(name)] = (value, value, value, 0.0)
    return replace(found, priors=priors, snapshot_every=1)
