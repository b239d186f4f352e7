"""Units aboard others, as engine.md tells it."""

from __future__ import annotations

from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.draws import binomial
from twin.movement import knows_of_enemy, stops_short
from twin.plain import CLOSED, Told

QUIET_BELOW = 0.1
GOING_ASHORE = (a.MOVE, a.ATTACK, a.PURSUE, a.SUPPORT)


def come_aboard(told: Told) -> None:
    """Who is to come in aboard another comes with that one."""
    for unit in told.units:
        if unit.carrier < 0:
            continue
        carrier = told.units[unit.carrier]
        if unit.status == a.EXPECTED and carrier.on_map:
            unit.status = a.ABOARD
            told.tell(a.ARRIVED, unit.index)
            if unit.commander >= 0:
                above = told.commanders[unit.commander]
                unit.order, unit.order_place = above.order, above.place
            unit.hex = carrier.hex


def share_fate(told: Told, hits: Any) -> None:
    """Each man aboard runs the risk of a man of the carrier's own; boats that sink drown some of the rest.

    hits: what the carriers' own units have lost in the step, (killed, wounded, missing, burnt) by unit. What those
    aboard lose is added to it.
    """
    for unit in told.units:
        if unit.status != a.ABOARD or unit.carrier < 0:
            continue
        carrier = told.units[unit.carrier]
        killed, wounded, missing, burnt = hits[carrier.index]
        risk = (killed + wounded + missing) / carrier.men if carrier.men > 0 else 0.0
        fallen = 0
        if risk > 0.0:
            u, v = told.draw("carried", 0, carrier, unit)
            fallen = binomial(unit.men, risk, u)
            dead = binomial(fallen, killed / (killed + wounded + missing), v)
            if fallen:
                record(told, carrier, unit, 0, risk, u, killed=dead, wounded=fallen - dead)
            hits[unit.index][0] += dead
            hits[unit.index][1] += fallen - dead
        if carrier.mobility == t.WATER and burnt > 0:
            u, _ = told.draw("carried", 1, carrier, unit)
            chance = told.p.drowned * burnt / carrier.vehicles
            drowned = binomial(unit.men - fallen, chance, u)
            if drowned:
                record(told, carrier, unit, 1, chance, u, missing=drowned)
            hits[unit.index][2] += drowned


def record(told: Told, carrier: Any, unit: Any, sub: int, share: float, draw: float, **lost: int) -> None:
    row: dict[str, float] = dict.fromkeys(a.LOSS_NAMES, 0) | dict.fromkeys(a.FACTOR_NAMES, 0.0)
    row |= {
        "step": told.step, "cause": a.CARRIED, "shooter": carrier.index, "target": unit.index, "weapon": -1,
        "stream": 15, "sub": sub, "rounds": float(unit.men), "effect_per_round": share, "expected": unit.men * share,
        "draw": draw, **lost,
    }  # fmt: skip
    row |= dict.fromkeys(("exposure", "steadiness", "observation", "quality", "parameter", "fight", "saturation"), 1.0)
    told.losses.append(row)


def alight(told: Told, fighting: set[int]) -> None:
    """A while after the carrier has come, or since it is under fire, at grips or lost, the unit stands deployed."""
    believed = [{k for k in range(len(told.hexes)) if knows_of_enemy(told, k, side)} for side in (0, 1)]
    for unit in told.units:
        if unit.status != a.ABOARD:
            continue
        carrier = told.units[unit.carrier]
        lost = not carrier.on_map
        pressed = carrier.suppression >= QUIET_BELOW or carrier.index in fighting
        if not (lost or pressed or has_come(told, carrier)):
            unit.alights = t.LONG_AGO
            continue
        if unit.alights == t.LONG_AGO:
            unit.alights = told.step + max(1, int(told.p.alight_minutes * 60.0 / told.scale.step_s + 0.5))
        if unit.alights <= told.step or lost:
            ashore(told, unit, believed[unit.side])
    told.count_standing()


def has_come(told: Told, carrier: Any) -> bool:
    """Whether it stands where an order to move, attack, pursue or support took it."""
    if carrier.moved or carrier.status != a.ACTIVE or carrier.order not in GOING_ASHORE or carrier.order_place < 0:
        return False
    row = told.way_of[carrier.order_place][carrier.mobility]
    there = told.way[row][carrier.hex] == 0.0
    return there or stops_short(told, carrier, carrier.order_place)


def ashore(told: Told, unit: Any, believed: set[int]) -> None:
    where = landing(told, unit, believed)
    if where >= 0:
        unit.hex, unit.status, unit.progress_m, unit.moved = where, a.ACTIVE, 0.0, 1
        told.tell(a.ALIGHTED, unit.index, unit.carrier, where, 0)
    elif not told.units[unit.carrier].on_map:  # nowhere to go and nothing to stand on
        draw = told.draw("carried", 2, told.units[unit.carrier], unit)[0]  # recorded, and decides nothing
        record(told, told.units[unit.carrier], unit, 2, 1.0, draw, missing=unit.men)
        unit.missing += unit.men
        unit.men, unit.status = 0, a.GONE
        told.tell(a.DESTROYED, unit.index)


def landing(told: Told, unit: Any, believed: set[int]) -> int:
    """The carrier's hex on land, else the neighbouring one nearest in time to the unit's goal; -1 if there is none.

    engine.md speaks of hexes without a known enemy: nobody lands among enemies whom he did not know of either.
    """
    here = told.hexes[unit.hex]
    if here.surface not in (t.LAKE, t.RIVER, t.SEA) and is_open(told, unit, here.index, believed):
        return here.index
    way = told.way[told.way_of[unit.order_place][unit.mobility]]
    options = [
        (way[there], there)
        for k, there in enumerate(here.next)
        if there >= 0 and here.across[unit.mobility][k] < CLOSED and is_open(told, unit, there, believed)
    ]
    return min(options)[1] if options else -1


def is_open(told: Told, unit: Any, there: int, believed: set[int]) -> bool:
    room = len(told.here(there, unit.side)) < told.scale.stack
    return room and not told.here(there, 1 - unit.side) and there not in believed
