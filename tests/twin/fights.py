"""Small fights in which every number of every participant differs, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.harness import distinct, ground, standing_where, ways
from twin.world import Fight, Light, Place, Sector, Slot, Unit, Weapon

ARMIES = ("japan", "soviet", "manchukuo", "mongolia")
ORDERS = (a.HOLD, a.NO_ORDER, a.ATTACK, a.SUPPORT, a.BOMBARD, a.WITHDRAW, a.MOVE, a.PURSUE, a.AMBUSH)
RIFLE, MACHINE_GUN, GUN, MORTAR, HOWITZER, ANTI_TANK_RIFLE, DISCHARGER = range(7)
SECTORS = 5
SIDE = 7
"""Hexes along each edge of the map."""


@dataclass(frozen=True)
class Wishes:
    """What may differ from a clear day with everybody in order, still, in sight and apart."""

    orders: bool = False
    light: bool = False
    broken: bool = False
    remembered: bool = False
    moves: bool = False
    grips: bool = False
    wire: bool = False
    men: tuple[int, int] = (40, 400)


def weapons(r: random.Random) -> list[Weapon]:
    """One of each kind that the rules tell apart, and of each kind of missile; the mortar throws bombs of aircraft."""
    return [
        Weapon(
            "rifle", rate=r.uniform(0.08, 0.15), hit=r.uniform(0.1, 0.3), half_m=r.uniform(150, 250),
            effective_m=r.uniform(500, 900), max_m=2000, load=90.0,
        ),
        Weapon(
            "machine-gun", crew=4.0, rate=r.uniform(1, 2.5), hit=r.uniform(0.05, 0.1), half_m=r.uniform(250, 350),
            effective_m=r.uniform(900, 1400), max_m=2900.0, group="machine_guns", load=3000.0,
        ),
        Weapon(
            "gun", crew=6.0, rate=r.uniform(0.1, 0.2), hit=r.uniform(0.2, 0.4), half_m=r.uniform(350, 500),
            effective_m=r.uniform(1000, 1600), max_m=4100.0, lethal_m2=r.uniform(30, 50),
            dispersion_m=r.uniform(20, 30), pen_mm=r.uniform(30, 60), pen_loss=r.uniform(0.015, 0.03),
            group="anti_armour", killed="killed_burst", load=120.0, min_m=r.choice([0.0, 180.0, 400.0]),
        ),
        Weapon(
            "mortar", crew=5.0, rate=r.uniform(0.15, 0.25), hit=0.0, max_m=r.uniform(1000, 2300),
            min_m=r.uniform(80, 300), effective_m=900.0, lethal_m2=r.uniform(60, 110),
            dispersion_m=r.uniform(30, 60), group="indirect", killed="killed_bomb", indirect=1, load=80.0,
        ),
        Weapon(
            "howitzer", crew=8.0, rate=r.uniform(0.05, 0.09), max_m=7300.0, min_m=300.0, effective_m=5100.0,
            lethal_m2=r.uniform(200, 400), dispersion_m=r.uniform(50, 90), group="indirect", killed="killed_burst",
            indirect=1, load=140.0,
        ),
        Weapon(
            "anti-tank-rifle", crew=2.0, rate=r.uniform(0.1, 0.2), hit=r.uniform(0.1, 0.3), half_m=r.uniform(150, 250),
            effective_m=r.uniform(500, 900), max_m=2000.0, pen_mm=r.uniform(10, 30),
            pen_loss=r.uniform(0.015, 0.03), group="anti_armour", load=50.0,
        ),
        Weapon(
            "discharger", rate=r.uniform(0.1, 0.2), max_m=r.uniform(500, 700), min_m=r.uniform(30, 70),
            effective_m=r.uniform(200, 400), lethal_m2=r.uniform(15, 30), dispersion_m=r.uniform(10, 20),
            group="indirect", killed="killed_grenade", indirect=1, load=20.0,
        ),
    ]  # fmt: skip


def fight(seed: int, wishes: Wishes) -> Fight:
    """Three to six units of both sides on a few hexes."""
    r = random.Random(seed)
    hexes = ground(SIDE, SIDE, rise_m=r.choice([0.0, 0.0, 6.0]), seed=seed)
    for one in hexes:
        one.works, one.side = r.choice([0.0, r.random()]), r.choice([-1, 0, 1])
        one.wire = r.random() if wishes.wire else 0.0
    f = Fight(
        SIDE, SIDE, hexes, weapons(r), [], distinct(seed), [Place(r.randrange(len(hexes))) for _ in range(3)],
        rear=(0, 1), step=3, step_s=r.choice([30.0, 60.0, 300.0]), hex_m=r.choice([100.0, 200.0, 250.0]),
        reach=r.choice([4, 6]), key=(seed, 99), wiring=int(wishes.wire),
    )  # fmt: skip
    f.p["anti_armour"] *= 4.0  # or too few vehicles are stopped to tell how they fare
    seen = r.choice([3000.0, 2000.0, 900.0, 430.0, 150.0]) * r.uniform(0.9, 1.1) if wishes.light else 3000.0
    f.light = [Light(seen, 0.3 * wishes.light, 0.1, 0.2) for _ in range(6)]
    ends = round(6 * 3600.0 / f.step_s)  # steps without fire after which a fight is over
    since = [t.LONG_AGO, *(f.step - back for back in (ends + 1, ends, ends - 1, 2, 1))]
    f.sectors = [Sector(f"brigade-{number}", r.choice(since), 3 + number) for number in range(SECTORS)]
    free = r.sample(range(len(hexes)), len(hexes))
    held: tuple[list[int], list[int]] = ([], [])
    for number in range(r.randint(3, 6)):
        side = number % 2
        here = free.pop()
        if held[side] and r.random() < 0.3:
            here = r.choice(held[side])
        elif wishes.grips and held[1 - side] and r.random() < 0.6:
            here = r.choice(held[1 - side])
        held[side].append(here)
        f.units.append(_unit(f, "abcdefgh"[number], side, here, free, r, wishes))
    ways(f, (t.FOOT, t.TRACKED, t.WATER))
    if wishes.moves:
        for unit in f.units:
            _on_its_way(f, unit, r)
    standing_where(f)
    _on_their_guard(f, random.Random(seed + 31))
    _told_no_place(f, random.Random(seed + 32))
    return f


def _on_their_guard(f: Fight, r: random.Random) -> None:
    """Let some know of an enemy for a while, or again after more or less than an hour, some be in disorder, and some
    lie still or be held back."""
    hour = round(3600.0 / f.step_s)
    for unit in f.units:
        unit.last_alert = f.step - r.choice([1, 1, 2, hour, hour + 1, hour + 2, 2 * hour])
        unit.alert_since = unit.last_alert - r.choice([0, 1, round(300.0 / f.step_s), hour])
        unit.regrouped = f.step + r.choice([-99, -9, -1, 0, 1, 9])
        if unit.order in (a.ATTACK, a.PURSUE, a.MOVE):
            unit.stopped, unit.held_back = r.choice([(0, 0), (0, 0), (1, 0), (0, 1)])


def _told_no_place(f: Fight, r: random.Random) -> None:
    """Let some hold where they have come to."""
    for unit in f.units:
        if unit.order in (a.HOLD, a.NO_ORDER) and r.random() < 0.5:
            unit.order_place = -1


def _unit(f: Fight, name: str, side: int, here: int, free: list[int], r: random.Random, wishes: Wishes) -> Unit:
    unit = Unit(
        name, side, here, r.randint(*wishes.men), frontage_m=r.uniform(60, 300), depth_m=r.uniform(20, 150),
        suppression=r.choice([r.uniform(0, 0.6), r.uniform(0, 0.1)]), cohesion=r.uniform(0.3, 1), fatigue=r.random(),
        contact_age=0, contact_hex=here, contact_since=-r.choice([0, 1, 100]),
        last_fired=r.choice([t.LONG_AGO, -100, 0, 2]),
    )  # fmt: skip
    kind = r.choice(["rifles", "rifles", "machine guns", "guns", "anti-tank guns", "tanks"])
    army = r.choice(ARMIES)
    unit.sector = r.choice(range(side, SECTORS, 2))
    arm = {"guns": "artillery", "anti-tank guns": "artillery", "tanks": "armour"}.get(kind, "infantry")
    unit.quality = f"quality_{army}_{arm}"
    unit.surrender = f"surrender_{army}"

    def slot(weapon: int, low: int, high: int) -> Slot:
        many = r.randint(low, high)
        load = many * f.weapons[weapon].load
        return Slot(
            weapon, many, r.uniform(1, 4) * load * r.choice([1.0, 1.0, 1.0, 0.05, 0.0]), many + r.randint(0, 5), load
        )

    if kind == "rifles":
        unit.slots = [slot(RIFLE, 30, 400), slot(MACHINE_GUN, 1, 20), slot(ANTI_TANK_RIFLE, 1, 6)]
        unit.slots.append(slot(DISCHARGER, 2, 12))
    elif kind == "machine guns":
        unit.role, unit.slots = t.FIRE_SUPPORT, [slot(MACHINE_GUN, 5, 40), slot(RIFLE, 5, 40), slot(MORTAR, 2, 8)]
    elif kind == "guns":
        unit.role, unit.slots = t.GUNS, [slot(HOWITZER, 2, 12), slot(RIFLE, 15, 25)]
    elif kind == "anti-tank guns":
        unit.role, unit.slots = t.GUNS, [slot(GUN, 2, 12), slot(RIFLE, 25, 35), slot(MORTAR, 1, 4)]
    else:
        _mount(unit, r)
        unit.slots = [slot(GUN, 1, 20), slot(MACHINE_GUN, 5, 40), slot(ANTI_TANK_RIFLE, 1, 4)]
    unit.men_0 = unit.men + r.randint(0, 100)
    if wishes.orders:
        unit.order, unit.order_place = r.choice(ORDERS), r.randrange(3)
    if wishes.broken:
        unit.status = r.choice([a.ACTIVE, a.ACTIVE, a.ACTIVE, a.BROKEN, a.GONE, a.EXPECTED])
        unit.posture = r.choice([a.MOVING, a.DEPLOYED, a.HASTY, a.WITHDRAWING, a.ROUTED])
    if wishes.remembered:
        unit.contact_age = r.choice([0, 0, 1, 3, a.UNSEEN])
        if unit.contact_age > 0 and r.random() < 0.5:
            unit.contact_hex = r.choice(free)
    return unit


def _mount(unit: Unit, r: random.Random) -> None:
    """Make a unit one of vehicles."""
    unit.armoured, unit.mobility = 1, r.choice([t.TRACKED, t.TRACKED, t.WATER])
    unit.crew, unit.vehicles = float(r.randint(2, 5)), r.randint(3, 40)
    unit.vehicles_0, unit.men = unit.vehicles + r.randint(0, 9), int(unit.vehicles * unit.crew)
    unit.armour_mm, unit.hits_to_stop = r.uniform(5, 40), r.uniform(1, 3)
    unit.crew_exposure = r.choice([0.0, r.uniform(0, 0.3)])


def _on_its_way(f: Fight, unit: Unit, r: random.Random) -> None:
    """Let a unit have moved for a part of the step, and stand between two hexes, or in the enemy's if it came in."""
    if r.random() < 0.4:
        return
    near = [there for there in f.neighbours(unit.hex) if there >= 0]
    unit.moving, unit.moved = r.choice([1.0, r.random()]), 1
    shared = any(one.hex == unit.hex and one.side != unit.side for one in f.units)
    (q, s), (p, o) = f.axial(unit.hex), f.axial(r.choice(near))
    far = r.uniform(0.55, 1.0) if shared else r.random()
    unit.then_q, unit.then_r = q + (p - q) * far, s + (o - s) * far
    if r.random() < 0.6 and not shared:
        unit.heading, unit.progress_m = r.choice(near), r.uniform(0.0, 0.9 * f.hex_m)


def aftermath(seed: int, wishes: Wishes = Wishes(orders=True)) -> Fight:
    """A fight after its fire: losses gathered and not applied, near misses, units in every state of mind."""
    f = fight(seed, wishes)
    r = random.Random(seed + 7777)
    f.step_s = r.choice([60.0, 300.0, 900.0])
    f.p["break_rate"] *= 20.0
    f.p["rally_rate"] *= 10.0
    for unit in f.units:
        unit.near_miss, unit.suppression = r.choice([0.0, r.uniform(0, 4)]), r.choice([0.0, 1e-7, r.uniform(0, 0.3)])
        unit.status, unit.cohesion = r.choice([a.ACTIVE, a.ACTIVE, a.BROKEN]), r.uniform(0, 1)
        unit.men_0, unit.barred = unit.men + r.randint(0, 100), r.choice([0.0, 0.0, 1.0])
        unit.fired, unit.moved = r.choice([0, 1]), r.choice([0, 1])
        mates = [k for k, other in enumerate(f.units) if other.side == unit.side]
        unit.headquarters = r.choice([-1, *mates])
        _cost(unit, r)
    return f


def _cost(unit: Unit, r: random.Random) -> None:
    """What the step has cost a unit, gathered and not applied; and what earlier steps have."""
    most = r.choice([0, 3, 30])
    h = unit.hits
    for name, share in (("killed", 5), ("wounded", 4), ("missing", 6)):
        h[name] = r.randint(0, min(most, unit.men // share))
    h["captured"] = r.randint(0, h["missing"])
    if unit.armoured and most:
        for name, share in (("burnt", 3), ("knocked_out", 3), ("abandoned", 5)):
            h[name] = r.randint(0, unit.vehicles // share)
        unit.bogged = r.randint(0, 2)
    if r.random() < 0.12:  # nobody is left
        h["missing"] += unit.men - h["killed"] - h["wounded"] - h["missing"]
    elif unit.armoured and r.random() < 0.2:  # or no vehicle
        h["burnt"] += unit.vehicles - h["burnt"] - h["knocked_out"] - h["abandoned"]
    for kind in ("horses", "trucks"):
        many = r.randint(0, 50)
        setattr(unit, kind, many)
        setattr(unit, f"{kind}_0", many + 3.0)
        h[kind] = r.randint(0, many)
    for number, slot in enumerate(unit.slots):
        unit.weapons_hit[number] = r.choice([0, r.randint(0, slot.working // 2)])
    for k, name in enumerate(("killed", "wounded", "missing", "captured", "burnt", "knocked_out", "repaired",
                              "weapons_lost", "horses_lost", "trucks_lost", "abandoned")):  # fmt: skip
        setattr(unit, name, k + 1)


def melee(seed: int, wishes: Wishes = Wishes(orders=True, grips=True)) -> Fight:
    """A fight in which some stand in one hex with the enemy, by day or night, on slopes, some of them shut in."""
    f = fight(seed, wishes)
    r = random.Random(seed + 99)
    f.step_s, f.stack = r.choice([30.0, 60.0, 300.0, 900.0]), r.choice([1, 2, 4])
    f.light = [Light(3000.0, r.choice([0.0, 1.0, 0.37]), 0.1, 0.2) for _ in range(6)]
    f.p["tank_hunting"] *= 20.0
    for army in ARMIES:
        f.p[f"surrender_{army}"] *= 20.0
    f.p["yield_rate"] *= r.choice([1.0, 4.0])
    f.p["assault_m"] = min(f.p["assault_m"], 0.9 * f.hex_m)
    steep = r.choice([0.0, 0.0, 40.0, 150.0])
    for one in f.hexes:
        one.side = r.choice([0, 1, 0, 1, -1])
        one.elevation_m += r.random() * steep
        one.crest_m += one.elevation_m
    for unit in f.units:
        unit.contact_since = r.choice([3, 0, -20, -100])
        if any(one.hex == unit.hex and one.side != unit.side for one in f.units):  # who are at grips know each other
            unit.contact_age, unit.contact_hex = 0, unit.hex
        if not wishes.broken:
            unit.status = a.ACTIVE
    held = {unit.hex for unit in f.units}
    if r.random() < 0.7:  # water round somebody
        for there in f.neighbours(r.choice(f.units).hex):
            if there >= 0 and there not in held and r.random() < 0.7:
                f.hexes[there].surface = t.LAKE
    ways(f, (t.FOOT, t.TRACKED, t.WATER))
    return f


def watched(seed: int) -> Fight:
    """A fight before its spotting: who was in sight, who is remembered, who has never been seen; on hilly ground."""
    wishes = Wishes(orders=True, light=seed % 2 == 0, broken=seed % 3 == 0, remembered=True, grips=seed % 5 == 0)
    f = fight(seed, wishes)
    r = random.Random(seed + 41)
    f.light = [Light(one.visibility_m, one.dark, 0.1, r.choice([0.0, 3.0])) for one in f.light]
    f.p["spotting"] *= r.choice([0.02, 0.2, 1.0])
    f.p["watch_lost"] *= r.choice([1.0, 30.0, 100.0])
    f.p["memory"] = r.choice([f.p["memory"], 3.0 * f.step_s / 60.0, 40.5 * f.step_s / 60.0])
    for one in f.hexes:
        one.concealment = r.random()
    for unit in f.units:
        unit.fired, unit.moved = r.choice([0, 1]), r.choice([0, 1])
        unit.contact_age = r.choice([0, 0, 1, 3, 40, a.UNSEEN, a.UNSEEN])
        if not unit.armoured:
            unit.mobility = r.choice([t.FOOT, t.HORSE, t.MOTOR, t.WHEELED, t.PACK])
    return f
