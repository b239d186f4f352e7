"""Who holds the ground, works, repair, wire and postures, as engine.md tells it."""

from __future__ import annotations

from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.draws import binomial
from twin.plain import Told

HASTY_FROM, PREPARED_FROM, FORTIFIED_FROM = 0.15, 0.35, 0.75


def sides_of_hexes(told: Told) -> None:
    """A hex is the side's that stands in it alone, in order; works that change hands keep `reversed` of their worth."""
    for here in told.hexes:
        there = [side for side in (0, 1) if told.here(here.index, side)]
        in_order = any(unit.status == a.ACTIVE for side in there for unit in told.here(here.index, side))
        if in_order and len(there) == 1 and there[0] != here.held_by:
            if here.held_by >= 0:
                here.works *= told.p.reversed
            here.held_by = there[0]


def at_rest(unit: Any) -> bool:
    return bool(unit.status == a.ACTIVE and not unit.moved)


def on_foot(unit: Any) -> bool:
    """All but horsemen and men in fighting vehicles."""
    return bool(unit.mobility != t.HORSE and not unit.armoured)


def dig(told: Told, fighting: set[int]) -> None:
    """Each hex at the pace of its calmest unit; men in vehicles and men at grips do not dig."""
    for here in told.hexes:
        diggers = [
            unit.suppression
            for unit in told.units
            if unit.hex == here.index and at_rest(unit) and on_foot(unit) and unit.index not in fighting
        ]
        if diggers:
            here.works = 1.0 - (1.0 - here.works) * 2.0 ** (-told.hours * (1.0 - min(diggers)) / told.p.dig_hours)


def lays_wire(unit: Any) -> bool:
    """Engineers at rest, unless they are sent to a bridge."""
    return bool(at_rest(unit) and unit.engineers and unit.order not in (a.BUILD_BRIDGE, a.DEMOLISH))


def lay_wire(told: Told, fighting: set[int]) -> None:
    """Engineers lay wire in hexes of their side, each at the pace of its calmest unit of them."""
    for here in told.hexes:
        layers = [
            unit.suppression
            for unit in told.units
            if unit.hex == here.index and lays_wire(unit) and here.held_by == unit.side and unit.index not in fighting
        ]
        if layers:
            here.wire = 1.0 - (1.0 - here.wire) * 2.0 ** (-told.hours * (1.0 - min(layers)) / told.p.wire_hours)


def mend(told: Told, fighting: set[int]) -> None:
    """Bogged vehicles come free, knocked-out ones are put right."""
    for unit in told.units:
        if unit.status != a.ACTIVE or unit.index in fighting or not unit.armoured:
            continue
        give_up_wrecks(told, unit)
        u, v = told.draw("repair", 0, unit)
        freed = binomial(unit.bogged, 1.0 - (1.0 - told.p.free_by_hour) ** told.hours, v)
        unit.bogged -= freed
        unit.vehicles += freed
        if unit.supply_share > 0.0:
            back = binomial(
                unit.knocked_out - unit.repaired - unit.wrecks_lost,
                1.0 - (1.0 - told.p.repair_rate) ** (told.hours / 24.0),
                u,
            )
            unit.repaired += back
            unit.vehicles += back


def give_up_wrecks(told: Told, unit: Any) -> None:
    """Wrecks on ground that the enemy has and nobody of their side stands on: some are lost for good."""
    where = unit.wrecks_at
    if where < 0 or told.hexes[where].held_by != 1 - unit.side or told.here(where, unit.side):
        return
    unit.wrecks_at = -1
    share = max(0.0, 1.0 - told.p.recovered_lost / (1.0 - told.p.burn_share))
    broken = unit.knocked_out - unit.repaired - unit.wrecks_lost
    unit.wrecks_lost += binomial(broken, share, told.draw("repair", 1, unit)[0])


def watch_places(told: Told) -> None:
    """Who stands at a place alone holds it; a side knows of itself, and of the enemies whom it believes there."""
    for number, place in enumerate(told.places):
        there = [side for side in (0, 1) if told.here(place.hex, side)]
        if len(there) == 1 and place.holder != there[0]:
            place.holder = there[0]
            told.tell(a.TOOK_PLACE, -1, -1, number, there[0])
        for side in (0, 1):
            believed = any(
                unit.side != side and unit.on_map and unit.contact_age < a.UNSEEN and unit.contact_hex == place.hex
                for unit in told.units
            )
            if there == [side] and not believed:
                setattr(place, f"known_{side}", side)
            if side not in there and believed:
                setattr(place, f"known_{side}", 1 - side)


def take_posture(told: Told) -> None:
    """Who moves is moving, or withdrawing under such an order; who lies still is as well dug in as his hex."""
    for unit in told.units:
        if unit.status == a.BROKEN:
            unit.posture = a.ROUTED if unit.cohesion < told.p.rout_below else a.WITHDRAWING
        if unit.status != a.ACTIVE:
            continue
        works = told.hexes[unit.hex].works
        if unit.moved:
            unit.posture = a.WITHDRAWING if unit.order == a.WITHDRAW else a.MOVING
        elif works >= FORTIFIED_FROM:
            unit.posture = a.FORTIFIED
        elif works >= PREPARED_FROM:
            unit.posture = a.PREPARED
        else:
            unit.posture = a.HASTY if works >= HASTY_FROM else a.DEPLOYED
