"""How large a battle may be: what is refused before anything is laid out in memory for it.

A range holds a single number (`khasan.scenario.ranges`); here is what several make together.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, sqrt

from khasan.errors import input_error
from khasan.scenario.equipment import Mounted, Toe
from khasan.scenario.equipment_of import Equipment
from khasan.scenario.forces import OrderOfBattle
from khasan.scenario.loader import Findings
from khasan.scenario.numbers import Number
from khasan.scenario.resolved import Unit
from khasan.scenario.schema import Clock, Scenario

USUAL_DAYS, USUAL_STEPS = 60.0, 20_000
"""Beyond this the clock says that it is meant: `long: true`. The longest incident of the time took four months, with
pauses; the longest scenario shipped has 28 days, the finest 6,108 steps."""
MOST_DAYS, MOST_STEPS = 366.0, 500_000
MOST_UNITS = 10_000
MOST_RULES = 200_000
"""Rules of all plans, each counted once for every formation or unit that follows it."""
MOST_HEXES = 200_000
MOST_ON_WAYS = 100_000_000
"""Hexes times the ways to places of the plans, 8 bytes each: 800 MB a drawn map."""
MOST_STATES = 2_500_000
"""States of units kept in a replication (some 400 bytes each): units times the hours of the battle."""
MOST_OF_A_UNIT = {"men": 20_000, "vehicles": 2_000, "weapons": 20_000, "horses": 20_000, "trucks": 20_000}
"""With MOST_UNITS and six kinds of weapons no sum of them leaves 32 bits."""
FULL_MANY_TIMES, HANDFUL_MEN = 4.0, 20.0
"""A strength above the first is for types that hold no more men than the second: a car, an aircraft, a group, of which
it says how many there are. Of a company it is men written where a share is asked for."""
MOST_ROUNDS = 2**31 - 1
"""Rounds that a unit can fire in a battle: they are counted in 32 bits."""
DAY_S = 86_400.0
_SHORTER = f"keep it to {MOST_DAYS:,.0f} days and {MOST_STEPS:,} steps: end it earlier, or take longer steps"


def check_length(scenario: Scenario, findings: Findings) -> None:
    """A battle as long as a battle is, or one that says it is meant to be longer."""
    clock = scenario.time
    days, steps = _days(clock), steps_of(clock)
    found = f"{days:,.1f} days, {steps:,} steps of {clock.step_s} s"
    if days > MOST_DAYS or steps > MOST_STEPS:
        findings.tell(("time", "end"), found, _SHORTER)
    elif (days > USUAL_DAYS or steps > USUAL_STEPS) and clock.long is None:
        remedy = (
            f"a battle of over {USUAL_DAYS:,.0f} days or {USUAL_STEPS:,} steps takes long to simulate: "
            "if it is meant, say so in time, long: true"
        )
        findings.tell(("time", "end"), found, remedy)


def refuse_length(clock: Clock, file: str) -> int:
    """Steps of a battle; InputError where no memory holds them, for whoever made the scenario otherwise."""
    steps = steps_of(clock)
    if _days(clock) > MOST_DAYS or not 0 < steps <= MOST_STEPS:
        raise input_error("time.end", f"{_days(clock):,.1f} days, {steps:,} steps", _SHORTER, file=file)
    return steps


def check_many(scenario: Scenario, order: OrderOfBattle, findings: Findings) -> bool:
    """Whether units and rules are of a number that can be laid out; asked before either are."""
    units = sum(entry.force.count for entry in order.entries.values() if entry.force.toe is not None)
    if units > MOST_UNITS:
        findings.tell(("forces",), f"{units:,} units", f"keep it to {MOST_UNITS:,}: put companies into battalions")
    rules = sum(
        len(plan.rules) * sum(order.entries[one].force.count if one in order.entries else 1 for one in plan.formations)
        for plan in scenario.plans
    )
    if rules > MOST_RULES:
        remedy = f"keep it to {MOST_RULES:,}, a plan's rules counted once for each who follows it"
        findings.tell(("plans",), f"{rules:,} rules", remedy)
    hours = _days(scenario.time) * 24.0
    if units <= MOST_UNITS and units * hours > MOST_STATES and hours <= 24.0 * MOST_DAYS:
        remedy = f"keep units times hours to {MOST_STATES:,}: end it earlier, or put units together"
        findings.tell(("time", "end"), f"{units:,} units over {hours:,.0f} hours", remedy)
    return units <= MOST_UNITS and rules <= MOST_RULES


def check_hexes(scenario: Scenario, window: tuple[float, float, float, float], findings: Findings) -> None:
    """A map of no more hexes than lines of sight and ways can be kept for."""
    if too_many := _too_many_hexes(window, scenario.map.hex_m):
        findings.tell(("map", "hex_m"), *too_many)


def refuse_hexes(window: tuple[float, float, float, float], hex_m: float, ways: int, file: str) -> None:
    """InputError for a map of more hexes than that, or of too many for the ways that its plans need."""
    if too_many := _too_many_hexes(window, hex_m):
        raise input_error("map.hex_m", *too_many, file=file)
    many = hexes_of(window, hex_m)
    if many * ways > MOST_ON_WAYS:
        remedy = "take larger hexes, or let the plans name fewer places"
        raise input_error(
            "map.hex_m", f"{many:,} hexes, each on {ways:,} ways to places of the plans", remedy, file=file
        )


def _too_many_hexes(window: tuple[float, float, float, float], hex_m: float) -> tuple[str, str] | None:
    many = hexes_of(window, hex_m)
    if many <= MOST_HEXES:
        return None
    west, south, east, north = window
    coarse = ceil(hex_m * sqrt(many / MOST_HEXES))
    wide = f"{(east - west) / 1000.0:,.0f} by {(north - south) / 1000.0:,.0f} km"
    remedy = f"keep it to {MOST_HEXES:,} hexes: on this map of {wide} give {coarse} m or more"
    return f"{hex_m:g} m, {many:,} hexes", remedy


def hexes_of(window: tuple[float, float, float, float], hex_m: float) -> int:
    """Hexes that cover a window (west, south, east, north) in metres.

    >>> hexes_of((0.0, 0.0, 100_000.0, 100_000.0), 1000.0)
    11547
    """
    west, south, east, north = window
    return round((east - west) * (north - south) / (hex_m * hex_m * sqrt(0.75)))


def check_totals(units: tuple[Unit, ...], order: OrderOfBattle, equipment: Equipment, findings: Findings) -> None:
    """What strength makes of a TO&E: men, vehicles and weapons of a unit, and the rounds that it can fire."""
    days = min(_days(order.scenario.time), MOST_DAYS)
    told: set[tuple[str, str]] = set()
    for unit in units:
        toe = equipment.toes[unit.toe]
        entry = order.entries.get(unit.id) or order.entries[unit.id.rpartition("-")[0]]
        owner = order.inherited(entry, "strength")[1]
        trail = (*owner.trail, "strength")
        many, men = _high(unit.strength), _high(toe.men)
        if many > FULL_MANY_TIMES and men > HANDFUL_MEN:
            if (owner.force.id, "strength") not in told:
                told.add((owner.force.id, "strength"))
                value, full = float(unit.strength), float(toe.men)
                meant = value if value > FULL_MANY_TIMES else many
                findings.tell(trail, f"{meant:g} times the {full:,.0f} men of {toe.id}", _as_share(meant, full))
            continue
        for what, full, made in _totals(unit, toe, equipment, days):
            most = MOST_ROUNDS if what == "rounds" else MOST_OF_A_UNIT[what]
            if made > most and (owner.force.id, what) not in told:
                told.add((owner.force.id, what))
                found = f"{made:,.0f} {what} in {unit.id}: {many:g} times {full:,.0f} of {toe.id}"
                remedy = f"a unit has {most:,} at most: lower the strength, or make several units of it"
                if what == "rounds":
                    found = f"{made:,.0f} rounds that {unit.id} can fire"
                findings.tell(trail, found, remedy)


def _as_share(many: float, men: float) -> str:
    share = f'{{value: {many / men:.2g}, derived: "{many:g} men over {men:.0f} of TO&E"}}'
    return f"strength is a share of the TO&E, and 1 is full: if {many:g} men are meant, write {share}"


def _totals(unit: Unit, toe: Toe, equipment: Equipment, days: float) -> Iterator[tuple[str, float, float]]:
    """(what, at full strength, at the strength that a replication may draw), at the high ends of all numbers."""
    strength = _high(unit.strength)
    for what in ("men", "vehicles", "horses", "trucks"):
        full = _high(getattr(toe, what))
        yield what, full, full * strength
    mounted: list[Mounted] = toe.weapons
    share = strength
    if toe.vehicle is not None:
        mounted = equipment.vehicles[toe.vehicle].weapons if toe.vehicle in equipment.vehicles else []
        share *= _high(toe.vehicles)
    rounds = 0.0
    for one in mounted:
        many = _high(one.count) * share
        yield "weapons", _high(one.count), many
        weapon = equipment.weapons.get(one.weapon)
        if weapon is not None:
            carried = _high(weapon.basic_load) * max(1.0, _high(unit.ammunition))
            rounds += many * min(carried + days * _high(weapon.daily_supply), days * 1440.0 * _high(weapon.rate_rpm))
    yield "rounds", rounds, rounds


def _high(number: Number | None) -> float:
    return 0.0 if number is None else number.interval[1]


def _days(clock: Clock) -> float:
    return (clock.end - clock.start).total_seconds() / DAY_S


def steps_of(clock: Clock) -> int:
    """Steps of a battle; what is left over at its end is not fought."""
    return int((clock.end - clock.start).total_seconds() // clock.step_s)
