"""Losses applied, suppression, cohesion, breaks and rallies: docs/model/engine.md, "Suppression" and "Cohesion"."""

from __future__ import annotations

import math

from khasan import arrays as a
from twin.fire import under_fire
from twin.ground import on_map, spread
from twin.world import HITS, Fight, Unit

QUIET_BELOW, FLANK_M, CALM = 0.1, 500.0, 1e-6


def settle(f: Fight) -> dict[int, tuple[str, float]]:
    """Phase 8 but for those whom fire has slowed; by which stream and with what chance each unit might have changed."""
    hours = f.step_s / 3600.0
    known = [threats(f, unit) for unit in f.units]
    lost, chances = [], {}
    for k, unit in enumerate(f.units):
        if not on_map(unit):
            continue
        share = apply_losses(f, k)
        if is_spent(unit):
            lost.append(k)
            unit.status = a.GONE
            f.events.append((f.step, a.DESTROYED, k, -1, -1, 0))
            continue
        rise, fade = under_fire(f, unit)
        limit = rise / (rise + fade)
        unit.suppression = limit + (unit.suppression - limit) * math.exp(-rise - fade)
        if unit.suppression < CALM:
            unit.suppression = 0.0
        unit.near_miss = 0.0
        quality = f.p[unit.quality]
        unit.cohesion -= f.p["shock"] * share / quality
        grips = unit.at_grips
        quiet = unit.suppression < QUIET_BELOW and not grips
        help_ = f.p["leadership"] * is_led(f, unit)
        strain = f.p["strain"] * unit.suppression
        if not quiet:
            strain += f.p["isolation"] * (not has_support(f, k)) + f.p["flanks"] * surrounded(known[k])
        unit.cohesion -= strain * (1.0 - help_) * hours
        if quiet:
            ceiling = 1.0 - f.p["lasting_loss"] * (1.0 - unit.men / unit.men_0)
            if unit.cohesion < ceiling:
                unit.cohesion += (ceiling - unit.cohesion) * (1.0 - math.exp(-f.p["rest"] * (1.0 + help_) * hours))
        unit.cohesion = min(1.0, max(0.0, unit.cohesion))
        tired = f.p["tiring"] if unit.moved or grips else -f.p["resting"]
        unit.fatigue = min(1.0, max(0.0, unit.fatigue + tired * hours))
        chances[k] = break_or_rally(f, k, help_, hours)
    for unit in f.units:
        if unit.headquarters in lost:
            unit.cohesion = max(0.0, unit.cohesion - f.p["commander_loss"])
    return chances


def apply_losses(f: Fight, k: int) -> float:
    """Take off what the step has cost; the share of the men."""
    unit = f.units[k]
    h = unit.hits
    fallen = h["killed"] + h["wounded"] + h["missing"]
    share = fallen / unit.men if unit.men else 0.0
    unit.men -= fallen
    for name in ("killed", "wounded", "missing", "captured", "burnt", "knocked_out", "abandoned"):
        setattr(unit, name, getattr(unit, name) + h[name])
    stopped = h["burnt"] + h["knocked_out"] + h["abandoned"]
    unit.vehicles -= stopped
    if stopped:
        f.events.append((f.step, a.TANKS_LOST, k, -1, -1, stopped))
    for kind in ("horses", "trucks"):
        setattr(unit, kind, getattr(unit, kind) - h[kind])
        setattr(unit, f"{kind}_lost", getattr(unit, f"{kind}_lost") + h[kind])
    for number, slot in enumerate(unit.slots):
        slot.working -= unit.weapons_hit[number]
        unit.weapons_lost += unit.weapons_hit[number]
    unit.hits = dict.fromkeys(HITS, 0)
    unit.weapons_hit = [0] * a.SLOTS
    return share


def is_spent(unit: Unit) -> bool:
    """Without men; or a unit of vehicles none of which will ever run again."""
    out = unit.vehicles + unit.bogged + unit.knocked_out - unit.repaired
    return unit.men <= 0 or bool(unit.armoured and out <= 0)


def within(f: Fight, here: int, there: int, metres: float) -> bool:
    """Whether some men of two hexes stand within so many metres of each other."""
    return spread(f, f.apart(here, there))[0] <= metres


def is_led(f: Fight, unit: Unit) -> bool:
    """Whether the headquarters it is led from is in order and near."""
    if unit.headquarters < 0:
        return False
    head = f.units[unit.headquarters]
    return head.status == a.ACTIVE and within(f, unit.hex, head.hex, f.p["leader_reach"])


def has_support(f: Fight, k: int) -> bool:
    """Whether its way to the rear is open, and another of its side is in its hex, or in order and near."""
    unit = f.units[k]
    others = [other for j, other in enumerate(f.units) if j != k and other.side == unit.side and on_map(other)]
    return unit.barred == 0.0 and any(
        other.hex == unit.hex
        or (other.status == a.ACTIVE and within(f, unit.hex, other.hex, f.p["support_reach"]))
        for other in others
    )  # fmt: skip


TURNS = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))
"""East and on, against the clock."""


def threats(f: Fight, unit: Unit) -> list[float]:
    """Directions of the enemies that its side knows of within FLANK_M, as angles.

    They turn evenly along the ring of hexes that lie as far away.
    """
    known = [
        other.contact_hex for other in f.units
        if other.side != unit.side and on_map(other) and other.contact_age < a.UNSEEN
    ]  # fmt: skip
    found = []
    rings = 0
    while spread(f, rings + 1)[0] <= FLANK_M:
        rings += 1
    q, r = f.axial(unit.hex)
    for ring in range(1, rings + 1):
        for sixth, (a1, b1) in enumerate(TURNS):
            a2, b2 = TURNS[(sixth + 2) % 6]
            for k in range(ring):
                there = f.hex_at(q + ring * a1 + k * a2, r + ring * b1 + k * b2)
                if there < 0:
                    break  # Pinned: what lies on a ring behind the edge of the map is missed, though it is on the map.
                found += [math.radians(60.0 * (sixth + k / ring))] * known.count(there)
    return found


def surrounded(angles: list[float]) -> float:
    """1 - |mean direction|: 0 from one side, 1 from all."""
    if not angles:
        return 0.0
    east, north = (sum(turn(one) for one in angles) / len(angles) for turn in (math.cos, math.sin))
    return 1.0 - math.hypot(east, north)


def break_or_rally(f: Fight, k: int, help_: float, hours: float) -> tuple[str, float]:
    """Who breaks and who rallies; by which stream, and with what chance."""
    unit = f.units[k]
    point = f.p["breakpoint"]
    if unit.status == a.ACTIVE and unit.cohesion < point:
        hazard = f.p["break_rate"] * ((point - unit.cohesion) / point) ** 2
        chance = 1.0 - math.exp(-hazard * hours)
        if f.draws.one(f.step, "break", 0, unit.id) < chance:
            unit.status = a.BROKEN
            posture = a.ROUTED if unit.cohesion < f.p["rout_below"] else a.WITHDRAWING
            f.events.append((f.step, a.BROKE, k, -1, -1, posture))
        return "break", chance
    if unit.status == a.BROKEN and unit.cohesion > point and unit.suppression < QUIET_BELOW:
        chance = 1.0 - math.exp(-f.p["rally_rate"] * (1.0 + help_) * hours)
        if f.draws.one(f.step, "rally", 0, unit.id) < chance:
            unit.status = a.ACTIVE
            f.events.append((f.step, a.RALLIED, k, -1, -1, 0))
        return "rally", chance
    return "", 0.0
