"""Made-up moments of attacks and positions: battalions of both sides near each other, no two commanders alike."""

from __future__ import annotations

import random

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.attacks import to_goal, told_to
from twin.bodies import BATTALION, COMPANY, PLATOON, REGIMENT, Body, Formation, find_bodies
from twin.fights import weapons
from twin.harness import distinct, ground, standing_where, ways
from twin.world import Commander, Fight, Light, Place, Slot, Unit

SIDE, STEP = 9, 400
ROLES = ("rifles", "rifles", "rifles", "horsemen", "tanks", "machine guns", "guns")


def battle(seed: int) -> Fight:
    """A dozen units of two sides: of each a battalion, a company by itself under a regiment, and a platoon."""
    r = random.Random(seed)
    f = Fight(
        SIDE, SIDE, ground(SIDE, SIDE, rise_m=r.choice([0.0, 6.0]), seed=seed), weapons(r), [], distinct(seed),
        [Place(r.randrange(SIDE * SIDE)) for _ in range(4)], rear=(0, 1), step=STEP, step_s=r.choice([60.0, 150.0]),
        hex_m=r.choice([150.0, 250.0]), reach=6, key=(seed, 99),
        light=[Light(3000.0, 0.0, 0.1, 0.2)] * (STEP + 60), commanders=[Commander(side=k % 2) for k in range(4)],
        delays=[[r.uniform(0.0, 9.0) for _ in range(t.ECHELONS)] for _ in (0, 1)],
    )  # fmt: skip
    for side in (0, 1):
        top = len(f.formations)
        f.formations += [
            Formation(f"regiment-{side}", REGIMENT),
            Formation(f"{'zab'[r.randrange(3)]}-{side}", BATTALION, top),
        ]
        above = [top + 1] * r.choice([3, 4, 6]) + [top, top]
        for number, formation in enumerate(above):
            f.units.append(unit_of(f, r, f"{side}{number}{r.choice('xyz')}", side, formation))
    f.units.sort(key=lambda unit: unit.id)
    find_bodies(f)
    ways(f, (t.FOOT, t.HORSE, t.TRACKED))
    standing_where(f)
    return f


def unit_of(f: Fight, r: random.Random, name: str, side: int, formation: int) -> Unit:
    row = r.randrange(4) + (SIDE - 4 if side else 0)
    unit = Unit(
        name, side, row * SIDE + r.randrange(SIDE), r.randint(30, 200), rank=r.choice([PLATOON, COMPANY, COMPANY]),
        formation=formation, commander=side + r.choice([0, 0, 2]), suppression=r.choice([0.0, r.uniform(0.0, 0.9)]),
        cohesion=r.uniform(0.3, 1.0), order=r.choice([a.ATTACK, a.HOLD]), order_place=r.randrange(4),
        contact_age=r.choice([0, 0, 1, 3, a.UNSEEN]), contact_since=STEP - r.choice([0, 2, 5, 8, 12, 300]),
    )  # fmt: skip
    kind = r.choice(ROLES)
    unit.role = {"machine guns": t.FIRE_SUPPORT, "guns": t.GUNS}.get(kind, t.ASSAULT)
    if kind == "horsemen":
        unit.mobility = t.HORSE
    if kind == "tanks":
        unit.mobility, unit.armoured, unit.vehicles, unit.crew, unit.armour_mm = t.TRACKED, 1, 9, 4.0, 15.0
    unit.slots = [Slot(4 if kind == "guns" else 1, 6, r.choice([1.0, 0.5]) * 18000.0, 6, 18000.0),
                  Slot(0, 90, 8000.0 * r.random(), 90, 8000.0)]  # fmt: skip
    unit.men_0, unit.men_then = unit.men + r.randint(0, 40), unit.men + r.randint(0, 20)
    unit.contact_hex = unit.hex if unit.contact_age == 0 or r.random() < 0.5 else r.randrange(SIDE * SIDE)
    unit.heading = r.choice([there for there in f.neighbours(unit.hex) if there >= 0])
    unit.progress_m = r.choice([0.0, r.uniform(0.0, 0.8 * f.hex_m)])
    return unit


def under_way(seed: int) -> Fight:
    """The same with bodies that attack, that have stopped, and that have not begun, each near some edge."""
    f, r = battle(seed), random.Random(seed + 71)
    dusk = STEP - r.choice([0, 3, 12, 60])
    by_night = r.random() < 0.5
    f.light = [Light(3000.0, float((k >= dusk) == by_night), 0.1, 0.2) for k in range(STEP + 60)]
    for place in f.places:
        place.known_0, place.known_1 = r.choice([-1, 0, 1]), r.choice([-1, 0, 1])
    for body in f.bodies:
        units = [f.units[k] for k in body.units]
        if r.random() < 0.6:
            for unit in units:
                unit.order = r.choice([a.ATTACK, a.ATTACK, a.PURSUE, a.SUPPORT])
        if r.random() < 0.15:
            for unit in units:
                unit.order = r.choice([a.HOLD, a.MOVE])
        for unit in units:
            unit.status = r.choice([a.ACTIVE] * 8 + [a.BROKEN, a.GONE, a.ABOARD])
            if r.random() < 0.25:
                unit.suppression = 0.0
            unit.men_then = unit.men + r.choice([0, 0, unit.men // 5, 2 * unit.men])
        for unit in units:
            if unit.role == t.GUNS:
                unit.order = r.choice([a.BOMBARD, a.SUPPORT, unit.order])
                unit.mission |= {
                    "target": r.choice([-1, 0]) if unit.order != a.BOMBARD else -1,
                    "hex": r.randrange(SIDE * SIDE),
                }
        attack(f, body, units, r)
    for unit in f.units:
        unit.fired = r.choice([0, 1])
        if unit.status not in (a.ACTIVE, a.BROKEN):
            unit.contact_age = a.UNSEEN
        mates = [f.units[k] for k in f.bodies[unit.body].units]
        nobody = not any(one.status == a.ACTIVE and one.role == t.ASSAULT and told_to(one) for one in mates)
        if nobody:
            unit.held_back = 0
        if not told_to(unit) or (nobody and f.bodies[unit.body].state["stopped"]):
            unit.stopped, unit.held_back, unit.men_then = 0, 0, unit.men
    for body in f.bodies:  # of one in which nobody goes on any more see test_nobody_goes_on
        units = [f.units[k] for k in body.units]
        going = [one for one in units if one.status == a.ACTIVE and one.role == t.ASSAULT and told_to(one)]
        if body.state["began"] >= 0 and going:
            going[0].stopped, going[0].held_back, going[0].men_then = 0, 0, going[0].men
            near_an_edge(f, body, [one for one in going if not (one.stopped or one.held_back)], r)
    return f


def near_an_edge(f: Fight, body: Body, going: list[Unit], r: random.Random) -> None:
    """A gain of about as much as counts, or a wait of about as long as until those held back go in."""
    if r.random() < 0.5:
        mean = sum(to_goal(f, unit) for unit in going) / len(going)
        body.state["nearest"] = int(mean) + r.choice([60, 95, 105, 130])
    still = (STEP - body.state["gained"]) * f.step_s / 60.0
    if r.random() < 0.5 and still > 0.0:
        body.borne["stall_minutes"] = still / r.choice([0.45, 0.55, 0.7])


def one_cause(seed: int, cause: str) -> Fight:
    """The same where of the causes that end an attack or a position one alone is likely."""
    f, r = under_way(seed), random.Random(seed + 72)
    press_on(f, r)
    for one in (*f.bodies, *f.units):
        patient = dict.fromkeys(("stall_minutes", "no_reserve_minutes", "follow_minutes"), 21.0)
        one.borne |= {name: 1e6 if name != cause else r.uniform(0.5, 2.0) * patient[name] for name in patient}
        one.borne |= {"flank": 2.0, "ammunition": 0.0, "light_minutes": 1e4, "odds": 1e6, "surprised": 1.0}
        one.borne["stand_m"] = 0.0
        one.borne |= {"pinned_minutes": 1e6, "key_ground_minutes": 1e6}
        for name in ("attack_loss_battalion", "attack_loss_company", "attack_loss_patrol"):
            one.borne[name] = r.uniform(0.02, 0.3) if cause == "losses" else 0.95
        for name in ("position_loss", "position_loss_patrol"):
            one.borne[name] = r.uniform(0.02, 0.3) if cause == "losses" else 0.95
        if cause in CLOSE_TO:
            low, high = CLOSE_TO[cause]
            one.borne[cause] = r.uniform(low, high)
    if cause in ("surprised", "odds"):
        for unit in f.units:
            unit.borne |= {
                "odds": r.uniform(0.3, 3.0) * (1.0 if cause == "odds" else 3.0),
                "surprise_m": r.uniform(200.0, 900.0),
            }
            unit.borne["leave_m"] = r.uniform(300.0, 900.0)
    return f


def press_on(f: Fight, r: random.Random) -> None:
    """Let most bodies attack under fire and gain nothing."""
    for place in f.places:
        place.known_0, place.known_1 = r.choice([(-1, -1), (1, 0), (0, 0)])
    for body in f.bodies:
        units = [f.units[k] for k in body.units]
        if r.random() < 0.25:
            continue
        body.state |= {"nearest": r.randrange(120), "dark": r.choice([0, 0, 1])}
        if body.state["stopped"] == a.NO_ENDING:
            body.state["began"] = min(body.state["gained"], STEP - 30)
        for unit in units:
            if unit.status == a.ACTIVE and unit.role == t.ASSAULT:
                unit.order = a.ATTACK
            unit.suppression = r.choice([unit.suppression, r.uniform(0.11, 0.5)])
        going = [one for one in units if one.status == a.ACTIVE and one.role == t.ASSAULT]
        if going and body.state["stopped"] == a.NO_ENDING:
            going[0].stopped, going[0].held_back, going[0].men_then = 0, 0, going[0].men
        elif body.state["stopped"]:
            for unit in going:
                unit.stopped, unit.men_then = 1, unit.men


CLOSE_TO = {
    "flank": (0.0, 0.3), "ammunition": (0.3, 1.0), "light_minutes": (2.0, 60.0), "pinned_minutes": (0.0, 9.0),
    "key_ground_minutes": (0.0, 9.0), "surprised": (0.05, 0.5),
    "stand_m": (100.0, 900.0),
}  # fmt: skip
CAUSES = ("losses", "stall_minutes", "no_reserve_minutes", "follow_minutes", "odds", *CLOSE_TO)


def attack(f: Fight, body: Body, units: list[Unit], r: random.Random) -> None:
    """What a body remembers."""
    men = sum(unit.men for unit in units if unit.status in (a.ACTIVE, a.BROKEN))
    stage = r.choice(["fresh", "on", "on", "on", "stopped", "stopped"])
    back = r.choice([0, 1, 5, 12, 20, 40, 90])
    body.state |= {
        "attempts": r.randint(0, 4), "gained": STEP - back, "men": men + r.choice([0, 0, men // 8, men]),
        "nearest": r.choice([r.randrange(2500), 1_000_000]), "dark": r.choice([0, 1]),
        "hex": r.choice([one.hex for one in f.units]), "friends": r.choice([r.randrange(900), men]),
        "enemies": r.randrange(900), "shelled": r.choice([0, 1]), "next": STEP + r.choice([-9, -1, 0, 1, 50]),
    }  # fmt: skip
    if stage == "on":
        body.state["began"] = STEP - back - r.randrange(60)
        for unit in units:
            unit.held_back = int(r.random() < 0.2)
            unit.stopped = 0 if unit.held_back else int(r.random() < 0.2)
    if stage == "stopped":
        body.state["stopped"], body.state["stopped_at"] = r.randint(1, 10), STEP - r.choice([2, 15, 30, 55, 61, 90])
        for unit in units:
            unit.stopped, unit.men_then = int(told_to(unit)), unit.men
