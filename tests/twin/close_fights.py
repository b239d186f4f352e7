"""Small close combats in which every number of every participant differs, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.fights import GUN, HOWITZER, MACHINE_GUN, MORTAR, RIFLE, weapons
from twin.harness import distinct, ground, standing_where, ways
from twin.world import Fight, Light, Place, Slot, Unit

ARMIES = (("japan", "manchukuo"), ("soviet", "mongolia"))
ARMS = {"guns": "artillery", "tanks": "armour"}
SIDE = 5
"""Hexes along each edge of the map."""
REARS = (10, 14)
"""Hexes of the rears, west and east."""


@dataclass(frozen=True)
class Wishes:
    """What may differ from men who came upon each other by day, in order, on dry ground, with ways out."""

    dark: bool = False
    tanks: bool = False
    guns: bool = False
    broken: bool = False
    withdraw: bool = False
    shut: bool = False
    newcomers: bool = False
    surprise: bool = False
    wire: bool = False
    water: bool = False
    hurt: bool = False
    transport: bool = False
    aboard: bool = False
    calm: bool = False
    long: bool = False
    weak: bool = False
    hopeless: bool = False
    """Men give themselves up sixty times as soon."""


def close_fight(seed: int, wishes: Wishes) -> Fight:
    """Two hexes in which both sides stand, and others who stand about."""
    r = random.Random(seed)
    hexes = ground(SIDE, SIDE, rise_m=r.choice([0.0, 10.0, -14.0, 70.0]), seed=seed)
    for one in hexes:
        one.works, one.side = r.choice([0.0, r.random()]), r.choice([-1, 0, 1])
        one.wire = r.choice([0.0, r.random()]) if wishes.wire else 0.0
        if wishes.water and r.random() < 0.3:
            one.surface = r.choice([t.RIVER, t.LAKE])
            one.crossing = r.choice([t.NO_CROSSING, t.NO_CROSSING, t.FORD, t.BRIDGE])
    where = [11, 12, 13, 7, 17] if not wishes.shut else [0, 4, 20, 24, 12]
    fields = r.sample(where, 2)
    for k in fields:
        hexes[k].surface, hexes[k].side = t.OPEN, r.choice([0, 1])
        hexes[k].elevation_m += r.choice([0.0, r.uniform(0, 60), r.uniform(250, 400)])
        hexes[k].crest_m = hexes[k].elevation_m + r.random()
    f = Fight(
        SIDE, SIDE, hexes, weapons(r), [], distinct(seed), [Place(k) for k in (*REARS, fields[0])],
        rear=(0, 1), step=25, step_s=r.choice([300.0, 3600.0] if wishes.long else [60.0, 300.0]),
        hex_m=r.choice([100.0, 200.0, 250.0]), stack=r.choice([2, 3, 4]), reach=4, key=(seed, 99),
        carrying=int(wishes.aboard),
    )  # fmt: skip
    f.wiring = int(wishes.wire)
    for army in ("japan", "soviet", "manchukuo", "mongolia"):
        f.p[f"surrender_{army}"] *= 60.0 if wishes.hopeless else 1.0
    dark = r.choice([0.0, 1.0, r.random()]) if wishes.dark else 0.0
    f.light = [Light(r.uniform(200, 3000), dark, 0.1 + 0.8 * r.random(), 0.2) for _ in range(27)]
    names = list("abcdefghijkl")
    r.shuffle(names)
    for here in fields:
        for side in (0, 1):
            for _ in range(r.choice([1, 2, 3])):
                f.units.append(_unit(f, names.pop(), side, here, r, wishes))
    if len(names) > 2:
        around = [k for k in range(SIDE * SIDE) if k not in fields and hexes[k].surface == t.OPEN]
        close_by = [k for k in around if min(f.apart(k, one) for one in fields) == 1]
        held: dict[int, int] = {}
        for _ in range(min(len(names), r.choice([2, 3, 4]))):
            here = r.choice(close_by if wishes.shut and close_by else around)
            side = held.setdefault(here, r.choice([0, 1]))
            f.units.append(_unit(f, names.pop(), side, here, r, wishes))
    f.units.sort(key=lambda unit: unit.id)
    ways(f, (t.FOOT, t.HORSE, t.MOTOR, t.TRACKED))
    standing_where(f)
    for unit in f.units:
        if unit.hex in fields:
            _came(f, unit, r, wishes)
    return f


def _came(f: Fight, unit: Unit, r: random.Random, wishes: Wishes) -> None:
    """From where a unit came into the hex, in an earlier step or in this one."""
    near = [there for there in f.neighbours(unit.hex) if there >= 0]
    unit.progress_m, unit.heading = r.uniform(0.0, 0.3 * f.hex_m), r.choice(near)
    if f.hexes[unit.hex].side != unit.side or r.random() < 0.2:
        unit.then_q, unit.then_r = (float(x) for x in f.axial(r.choice(near)))
        if wishes.newcomers and r.random() < 0.5:
            unit.moved, unit.moving = 1, r.choice([1.0, r.random()])
            unit.progress_m *= r.choice([0.0, 0.0, 1.0])
    elif wishes.newcomers and r.random() < 0.3:  # made some metres within the hex
        unit.then_q, unit.moving = unit.then_q + 0.2, r.random()


def _slot(f: Fight, r: random.Random, weapon: int, low: int, high: int) -> Slot:
    many = r.randint(low, high)
    load = many * f.weapons[weapon].load
    rounds = r.choice([0.0, r.uniform(0.1, 1), r.uniform(0.1, 1)]) * load
    return Slot(weapon, many, rounds, many + r.randint(0, 5), load)


def _unit(f: Fight, name: str, side: int, here: int, r: random.Random, wishes: Wishes) -> Unit:
    unit = Unit(
        name, side, here, r.randint(3, 12) if wishes.weak and r.random() < 0.5 else r.randint(40, 400),
        frontage_m=r.uniform(60, 300), depth_m=r.uniform(20, 150),
        suppression=r.uniform(0, 0.09) if wishes.calm or r.random() < 0.3 else r.uniform(0, 0.8),
        cohesion=r.choice([r.uniform(0.02, 0.4), r.uniform(0.3, 1)]), fatigue=r.random(),
        contact_age=0, contact_hex=here, contact_since=-500, near_miss=r.uniform(0, 3),
    )  # fmt: skip
    army = r.choice(ARMIES[side])
    unit.surrender = f"surrender_{army}"
    kinds = ["rifles", "rifles"]
    if wishes.tanks:
        kinds += ["tanks", "tanks"]
    if wishes.guns:
        kinds += ["machine guns", "guns"]
    kind = r.choice(kinds)
    unit.quality = f"quality_{army}_{ARMS.get(kind, 'infantry')}"
    unit.mobility = r.choice([t.FOOT, t.FOOT, t.HORSE])
    if kind == "rifles":
        unit.slots = [_slot(f, r, RIFLE, 30, 400), _slot(f, r, MACHINE_GUN, 1, 20)]
    elif kind == "machine guns":
        unit.role = t.FIRE_SUPPORT
        unit.slots = [_slot(f, r, MORTAR, 2, 8), _slot(f, r, MACHINE_GUN, 5, 60), _slot(f, r, RIFLE, 5, 40)]
    elif kind == "guns":
        unit.role = t.GUNS
        unit.slots = [_slot(f, r, HOWITZER, 2, 12), _slot(f, r, RIFLE, 15, 25), _slot(f, r, GUN, 1, 9)]
    else:
        unit.armoured, unit.mobility, unit.crew = 1, r.choice([t.TRACKED, t.TRACKED, t.MOTOR]), float(r.randint(2, 5))
        unit.vehicles = r.randint(2, 40)
        unit.vehicles_0, unit.men = unit.vehicles + r.randint(0, 9), int(unit.vehicles * unit.crew) + r.randint(0, 3)
        unit.armour_mm, unit.hits_to_stop = r.uniform(5, 40), r.uniform(1, 3)
        unit.slots = [_slot(f, r, GUN, 1, 20), _slot(f, r, MACHINE_GUN, 5, 40)]
    unit.men_0 = unit.men + r.randint(0, 300)
    if wishes.transport:
        unit.horses_0, unit.trucks_0 = float(r.randint(50, 90)), float(r.randint(20, 45))
        unit.horses, unit.trucks = r.randint(10, 50), r.randint(3, 20)
        unit.hits.update(horses=r.randint(0, 5), trucks=r.randint(0, 2))
    if wishes.broken and r.random() < 0.4:
        unit.status, unit.posture = a.BROKEN, r.choice([a.WITHDRAWING, a.ROUTED])
    unit.order = r.choice([a.HOLD, a.NO_ORDER, a.ATTACK, a.SUPPORT, a.MOVE, a.PURSUE])
    if wishes.withdraw and r.random() < 0.6:
        unit.order = a.WITHDRAW
    unit.order_place = r.randrange(3)
    if wishes.surprise:
        unit.contact_since = f.step - r.randint(0, 20)
    if wishes.hurt:
        lost = unit.men // 3
        unit.hits.update(killed=r.randint(0, lost), wounded=r.randint(0, lost), missing=r.randint(0, min(5, lost)))
        unit.hits["burnt"] = r.randint(0, unit.vehicles // 3)
        unit.hits["knocked_out"] = r.randint(0, unit.vehicles // 3)
        unit.weapons_hit = [r.randint(0, slot.working // 3) for slot in unit.slots] + [0] * (a.SLOTS - len(unit.slots))
    return unit
