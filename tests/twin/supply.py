"""Supply from railhead to company, as engine.md tells it: chains, ways, food, rounds."""

from __future__ import annotations

from math import exp
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.plain import Told

HOUR_S = 3600.0


def interval_steps(told: Told) -> int:
    """Steps from one reckoning to the next: an hour's, at least one."""
    return max(1, round(HOUR_S / told.scale.step_s))


def reckons(told: Told) -> bool:
    return told.step % interval_steps(told) == 0


def enemy_stands_alone(told: Told, where: int, side: int) -> bool:
    return bool(told.here(where, 1 - side)) and not told.here(where, side)


def run_chain(told: Told, side: int, hours: float) -> None:
    """Lorries wear out and come back; the weakest leg says what arrives; railhead pays."""
    depot = told.depots[side]
    days = hours / 24.0
    by_leg = [0.0] * int(depot.legs)
    for carrier in depot.carriers:
        if carrier.fit + carrier.broken == 0.0 and carrier.tonnes_a_day == 0.0:
            continue
        if carrier.breaks:
            wear, mend = told.p.truck_breakdown, told.p.truck_repair
            whole = carrier.fit + carrier.broken
            lasting = whole * mend / (wear + mend)
            carrier.fit = lasting + (carrier.fit - lasting) * exp(-(wear + mend) * days)
            carrier.broken = whole - carrier.fit
        by_leg[int(carrier.leg)] += carrier.fit * carrier.tonnes_a_day
    load = min(min(by_leg) * days if by_leg else 0.0, depot.railhead_t)
    depot.railhead_t -= load
    depot.brought_t += load
    depot.food_t += load * depot.food_share
    depot.ammunition_t += load * (1.0 - depot.food_share)


def lose_depot(told: Told, side: int) -> None:
    """A depot at whose place the enemy stands alone is his."""
    depot = told.depots[side]
    if enemy_stands_alone(told, told.places[told.rear[side]].hex, side):
        depot.lost_t += depot.ammunition_t + depot.food_t
        depot.ammunition_t = depot.food_t = 0.0


def way_row(told: Told, unit: Any) -> int:
    """The way to the rear of his side for his class, or else for men on foot."""
    row = told.way_of[told.rear[unit.side]][unit.mobility]
    return int(row if row >= 0 else told.way_of[told.rear[unit.side]][t.FOOT])


def way_from(told: Told, unit: Any) -> tuple[float, float] | None:
    """(share let through, seconds of the way) from a unit to its rear; None where every way is barred."""
    way = told.way[way_row(told, unit)]
    share, where = 1.0, unit.hex
    while way[where] > 0.0:
        nearer = [
            there
            for there in told.hexes[where].next
            if there >= 0 and way[there] < way[where] and not told.here(there, 1 - unit.side)
        ]
        if not nearer:
            return None
        where = min(nearer, key=lambda there: way[there])
        share = min(share, let_through(told, where, unit.side))
    return share, way[unit.hex]


def let_through(told: Told, where: int, side: int) -> float:
    """What gets through a hex: nothing by day where its own troops lie under fire, some of it by night."""
    under_fire = any(other.suppression > told.p.supply_stops for other in told.here(where, side))
    return (told.p.night_columns if told.dark > 0.5 else 0.0) if under_fire else 1.0


def needs_kg_a_day(told: Told, unit: Any) -> float:
    return float(unit.men * told.p.ration_kg + unit.horses * told.p.fodder_kg)


def fetched_kg_an_hour(told: Told, unit: Any, seconds: float) -> float:
    load = unit.men * told.p.man_load_kg + unit.horses * told.p.horse_load_kg + unit.trucks * told.p.truck_load_kg
    return float(load / (2.0 * seconds / HOUR_S + told.p.handling_hours))


def is_handed(told: Told, unit: Any, fighting: set[int]) -> bool:
    """Whether anything reaches the unit itself."""
    return unit.supply_share > 0.0 and unit.suppression <= told.p.supply_stops and unit.index not in fighting


def open_ways(told: Told, hours: float) -> None:
    """Way by way, in the order of the ways: it decides nothing but the order in which things are told."""
    for unit in sorted(told.units, key=lambda unit: way_row(told, unit)):
        if not unit.on_map:
            continue
        found = way_from(told, unit)
        barred = found is None
        if barred != bool(unit.barred):
            told.tell(a.CUT_OFF if barred else a.SUPPLIED_AGAIN, unit.index)
        unit.barred = float(barred)
        if barred:
            unit.cut_off_h += hours
        unit.supply_share = 0.0 if found is None else found[0]
        unit.lift_kg_h = 0.0 if found is None else found[0] * fetched_kg_an_hour(told, unit, found[1])


def eat(told: Told, hours: float, fighting: set[int]) -> None:
    """Everybody eats of what he carries, and is then brought what he lacks."""
    for side in (0, 1):
        depot = told.depots[side]
        own = [unit for unit in told.units if unit.on_map and unit.side == side]
        wants = {}
        for unit in own:
            consume(told, unit, hours / 24.0)
            lacks = max(0.0, told.p.food_carried_days - unit.food_days) * needs_kg_a_day(told, unit)
            if is_handed(told, unit, fighting) and lacks > 0.0:
                wants[unit.index] = min(lacks, unit.lift_kg_h * hours)
        met = 1.0
        if depot.declared:
            depot.wanted_t = sum(wants.values()) / 1000.0
            met = min(1.0, depot.food_t / depot.wanted_t) if depot.wanted_t > 0.0 else 1.0
            depot.met = met
            depot.food_t -= met * depot.wanted_t
            depot.issued_food_t += met * depot.wanted_t
            depot.wanted_t = 0.0
        for unit in own:
            given = wants.get(unit.index, 0.0) * met
            if depot.declared:
                unit.lift_kg_h -= given / hours
            if given > 0.0:
                unit.food_days += given / needs_kg_a_day(told, unit)


def consume(told: Told, unit: Any, days: float) -> None:
    """Food goes; hunger grows with the clock when there is none, and goes back as fast."""
    unfed = max(0.0, days - unit.food_days)
    fed = days - unfed
    unit.food_days -= fed
    unit.hunger_days = unit.hunger_days + unfed if unfed > 0.0 else max(0.0, unit.hunger_days - days)
    spent = 1.0 - 2.0 ** (-unit.hunger_days / told.p.hunger_days)
    unit.fatigue = max(unit.fatigue, spent)
    unit.cohesion = min(unit.cohesion, 1.0 - told.p.hunger_worth * spent)


def supply_by_the_hour(told: Told, fighting: set[int]) -> None:
    if not reckons(told):
        return
    hours = interval_steps(told) * told.scale.step_s / HOUR_S
    for side in (0, 1):
        if told.depots[side].declared:
            run_chain(told, side, hours)
            lose_depot(told, side)
    open_ways(told, hours)
    eat(told, hours, fighting)


def crewed(unit: Any, slot: int) -> float:
    return float(unit.weapons[slot])


def issue_rounds(told: Told, fighting: set[int]) -> None:
    if not reckons(told):
        return
    hours = interval_steps(told) * told.scale.step_s / HOUR_S
    for side in (0, 1):
        depot = told.depots[side]
        asks: dict[int, tuple[list[float], float]] = {}
        wanted_kg = 0.0
        for unit in told.units:
            if unit.status != a.ACTIVE or unit.side != side or not is_handed(told, unit, fighting):
                continue
            due, kg = [], 0.0
            for slot, arm in enumerate(unit.arms):
                if arm < 0:
                    due.append(0.0)
                    continue
                weapon = told.weapons[arm]
                one = min(unit.loads[slot] - unit.rounds[slot], crewed(unit, slot) * weapon.daily * hours / 24.0)
                due.append(max(0.0, one))
                kg += due[-1] * weapon.round_kg * told.p.packing
            fetched = 1.0
            if depot.declared:
                fetched = min(1.0, unit.lift_kg_h * hours / kg) if kg > 0.0 else 1.0
            asks[unit.index] = (due, fetched)
            wanted_kg += kg * fetched
        met = 1.0
        if depot.declared:
            depot.wanted_t = wanted_kg / 1000.0
            met = min(1.0, depot.ammunition_t / depot.wanted_t) if wanted_kg > 0.0 else 1.0
            depot.met = met
            depot.ammunition_t -= met * depot.wanted_t
            depot.issued_ammunition_t += met * depot.wanted_t
            depot.wanted_t = 0.0
        for index, (due, fetched) in asks.items():
            unit = told.units[index]
            for slot, one in enumerate(due):
                unit.rounds[slot] += one * fetched * met
                unit.issued += one * fetched * met
