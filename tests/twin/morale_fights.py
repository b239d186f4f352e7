"""What the morale of many units may hang on, every number different, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from khasan import arrays as a
from twin.close_fights import Wishes, close_fight
from twin.world import Fight, Unit


@dataclass(frozen=True)
class Strains:
    """What bears on the units besides losses and fire."""

    tanks: bool = False
    calm: bool = False
    broken: bool = False
    heads: bool = False
    heads_lost: bool = False
    barred: bool = False
    remembered: bool = False
    dead: bool = False
    absent: bool = False
    near: bool = False
    """Headquarters lead from wherever they are, and most of who is broken may rally."""
    losses: bool = True
    hours: bool = False
    """Steps of an hour or of five minutes, else shorter ones."""


def strained(seed: int, strains: Strains) -> Fight:
    """Units in contact and out of it, some that march, some that have lost men in this step."""
    r = random.Random(seed + 7)
    wishes = Wishes(
        tanks=strains.tanks, guns=True, calm=strains.calm, broken=strains.broken, transport=True, long=strains.hours
    )  # fmt: skip
    f = close_fight(seed, wishes)
    if not strains.hours:
        f.step_s = r.choice([30.0, 60.0, 300.0])
    f.p["support_reach"], f.p["leader_reach"] = r.uniform(80, 520), r.uniform(150, 700)
    if strains.near:
        f.p["leader_reach"], f.p["breakpoint"] = 2000.0 + r.random(), 0.2 + 0.1 * r.random()
    for k, unit in enumerate(f.units):
        _strain(f, unit, k, r, strains)
    return f


def _strain(f: Fight, unit: Unit, k: int, r: random.Random, strains: Strains) -> None:
    unit.cohesion, unit.suppression = r.random(), r.choice([0.0, r.uniform(0, 0.13), r.random()])
    unit.near_miss = r.choice([0.0, r.uniform(0, 0.2), r.uniform(0, 3)]) if not strains.calm else 0.0
    unit.moved, unit.fatigue = r.choice([0, 0, 1]), r.choice([0.0, 1.0, r.random(), r.random(), r.random()])
    unit.killed, unit.wounded, unit.missing = r.randint(0, 50), r.randint(0, 90), r.randint(0, 20)
    unit.men_0 = unit.men + unit.killed + unit.wounded + unit.missing + r.randint(0, 30)
    unit.burnt, unit.knocked_out, unit.abandoned = (r.choice([0, r.randint(0, 5)]) for _ in range(3))
    unit.repaired, unit.bogged = r.randint(0, unit.knocked_out), r.choice([0, 0, r.randint(1, 4)]) * unit.armoured
    unit.captured, unit.weapons_lost = r.randint(0, unit.missing), r.randint(0, 9)
    unit.horses_lost, unit.trucks_lost = r.randint(0, 9), r.randint(0, 9)
    if strains.heads:
        unit.headquarters = r.randrange(-1, len(f.units))
    if strains.near:
        unit.suppression, unit.status = r.uniform(0.0, 0.13), r.choice([a.BROKEN, a.BROKEN, a.ACTIVE])
    if strains.barred:
        unit.barred = float(r.random() < 0.5)
    if strains.remembered:
        unit.contact_age = r.choice([0, 1, 7, a.UNSEEN])
        unit.contact_hex = r.choice([unit.hex, r.randrange(len(f.hexes))])
    if strains.absent and r.random() < 0.3:
        unit.status = r.choice([a.EXPECTED, a.ABOARD, a.ABOARD, a.GONE])
    if strains.losses and r.random() < 0.7:
        _hit(unit, r, everybody=strains.dead and r.random() < 0.3)


def _hit(unit: Unit, r: random.Random, everybody: bool) -> None:
    lost = unit.men if everybody else r.randint(0, max(1, unit.men // 8))
    killed = r.randint(0, lost)
    wounded = r.randint(0, lost - killed)
    missing = lost - killed - wounded
    unit.hits.update(killed=killed, wounded=wounded, missing=missing, captured=r.randint(0, missing))
    unit.hits.update(horses=r.randint(0, unit.horses // 3), trucks=r.randint(0, unit.trucks // 3))
    for name in ("burnt", "knocked_out", "abandoned"):
        unit.hits[name] = r.randint(0, unit.vehicles // 6)
    if everybody and r.random() < 0.4:  # what was put right does not count twice
        unit.repaired, unit.bogged = unit.knocked_out, 0
    if everybody and unit.armoured and r.random() < 0.7:  # all vehicles, but not all men
        unit.hits.update(killed=1, wounded=0, missing=0, captured=0, burnt=unit.vehicles, knocked_out=0, abandoned=0)
    for number, slot in enumerate(unit.slots):
        unit.weapons_hit[number] = r.randint(0, slot.working // 4)
    if r.random() < 0.15:  # weapons alone
        unit.hits = dict.fromkeys(unit.hits, 0)
