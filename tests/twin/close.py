"""Close combat, from the equations of docs/model/engine.md under "Close combat".

Who meets whom and how long each side holds out; what it costs; who gives way, where to and what he leaves behind; who
gives himself up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.draws import binomial, poisson
from twin.sight import rounded
from twin.world import Fight, Unit

MOST_YIELDS, REFERENCE_SLOPE, SURPRISE_S = 60.0, 1.0 / 3.0, 600.0
HOUR = 3600.0
FACTORS = (
    "effect_per_round", "exposure", "steadiness", "observation", "quality", "parameter", "fight", "saturation",
)  # fmt: skip
CLOSED = NEVER = 1e30


@dataclass
class Melee:
    """A hex in which both sides stand: who fights there, and what meet found of each side."""

    hex: int
    units: tuple[list[int], list[int]]
    worth: list[float] = field(default_factory=lambda: [0.0, 0.0])
    holds: list[float] = field(default_factory=lambda: [0.0, 0.0])
    """Seconds until the last of a side has given way."""
    gives_way: dict[int, float] = field(default_factory=dict)
    """Seconds until each unit gives way."""
    ordered: set[int] = field(default_factory=set)
    """Those that leave because they were told to."""
    worth_of: dict[int, float] = field(default_factory=dict)
    met_at: float = 0.0
    """Share of the step after which both sides stand there."""
    seconds: float = 0.0
    """How long all of it lasts, at most the step."""


def on_map(unit: Unit) -> bool:
    return unit.status in (a.ACTIVE, a.BROKEN)


# --- worth ---------------------------------------------------------------------------------------------------
def first_there(f: Fight, unit: Unit) -> bool:
    return f.hexes[unit.hex].side == unit.side


def blind(f: Fight, unit: Unit) -> float:
    return max(f.now.dark, f.hexes[unit.hex].concealment)


def slope(f: Fight, here: int) -> float:
    """How far a hex rises over the mean of those round it, over one hex."""
    around = [f.hexes[k].elevation_m for k in f.neighbours(here) if k >= 0]
    return max(0.0, (f.hexes[here].elevation_m - sum(around) / len(around)) / f.hex_m)


def machine_guns(f: Fight, unit: Unit) -> int:
    """Those in order, with rounds and two men each."""
    slots = [slot for slot in unit.slots if f.weapons[slot.weapon].group == "machine_guns" and slot.rounds > 0.0]
    return min(sum(slot.working for slot in slots), unit.men // 2)


def worth(f: Fight, unit: Unit) -> float:
    """Of a unit in close combat, in riflemen."""
    first = first_there(f, unit)
    if unit.armoured:
        seeing = 1.0 - f.p["tank_blindness"] * blind(f, unit)
        riflemen = unit.vehicles * seeing * f.p["tank_worth"]
    else:
        riflemen = unit.men * (1.0 if unit.role == t.ASSAULT else f.p["crew_worth"])
        if first:
            riflemen += machine_guns(f, unit) * f.p["melee_machine_gun"]
    found = riflemen * f.p[unit.quality] * max(0.1, unit.cohesion) * (1.0 - f.p["suppressed_worth"] * unit.suppression)
    if first:
        works = f.hexes[unit.hex].works
        return found * (1.0 + f.p["close_works"] * works * (1.0 - f.p["dark_works"] * f.now.dark))
    found *= max(0.1, 1.0 - f.p["uphill"] * slope(f, unit.hex) / REFERENCE_SLOPE)
    if (f.step - unit.contact_since) * f.step_s < SURPRISE_S:
        found *= f.p["surprise"]
    if f.wiring and unit.mobility not in (t.TRACKED, t.WATER, t.RAIL):
        found *= 1.0 - f.p["wire_worth"] * f.hexes[unit.hex].wire
    return found


# --- who meets whom ------------------------------------------------------------------------------------------
def meet(f: Fight) -> list[Melee]:
    """Every close combat of the step, with how long each unit holds out."""
    found = []
    for here in range(len(f.hexes)):
        sides: tuple[list[int], list[int]] = ([], [])
        for k, unit in enumerate(f.units):
            if on_map(unit) and unit.hex == here:
                sides[unit.side].append(k)
        if sides[0] and sides[1]:
            found.append(_melee(f, here, sides))
    return found


def _melee(f: Fight, here: int, sides: tuple[list[int], list[int]]) -> Melee:
    m = Melee(here, sides)
    m.met_at = max(min(came_at(f, f.units[k]) for k in side) for side in sides)
    for side in (0, 1):
        for k in sides[side]:
            m.worth_of[k] = worth(f, f.units[k])
        m.worth[side] = sum(m.worth_of[k] for k in sides[side])
    if m.met_at > 0.0:  # they fight from the next step on
        m.gives_way = {k: NEVER for side in sides for k in side}
        return m
    for side in (0, 1):
        for k in sides[side]:
            thrown, leaves = hazards(f, m, k)
            u = f.draws.one(f.step, "yield", 0, f.units[k].id)
            can = thrown + leaves > 0.0 and way_out(f, f.units[k]) >= 0
            m.gives_way[k] = -math.log(1.0 - u) / (thrown + leaves) * HOUR if can else NEVER
        m.holds[side] = max(m.gives_way[k] for k in sides[side])
    m.seconds = min(f.step_s, *m.holds)
    return m


def hazards(f: Fight, m: Melee, k: int) -> tuple[float, float]:
    """Of a unit's being thrown out, and of its leaving because it was told to, an hour."""
    unit = f.units[k]
    if unit.status == a.BROKEN:
        return MOST_YIELDS, 0.0
    odds = m.worth[1 - unit.side] / m.worth[unit.side]
    thrown = min(MOST_YIELDS, f.p["yield_rate"] * odds**2)
    leaves = f.p["disengage"] if unit.order == a.WITHDRAW else 0.0
    supports = any(f.units[j].role in (t.FIRE_SUPPORT, t.GUNS) for j in m.units[unit.side])
    if unit.role == t.ASSAULT and supports:
        leaves = 0.0
    return thrown, leaves


def way_out(f: Fight, unit: Unit) -> int:
    """The neighbouring hex nearest its rear that has room and no enemy, -1 for none."""
    ways = f.way[f.rear[unit.side], unit.mobility]
    best, nearest = -1, CLOSED
    for way, there in enumerate(f.neighbours(unit.hex)):
        if there < 0 or f.across[unit.mobility][unit.hex][way] >= CLOSED or ways[there] >= nearest:
            continue
        standing = [one for one in f.units if on_map(one) and one.hex == there]
        if any(one.side != unit.side for one in standing) or len(standing) >= f.stack:
            continue
        best, nearest = there, ways[there]
    return best


def free_to_fire(f: Fight, melees: list[Melee]) -> tuple[list[float], list[float]]:
    """Between which shares of the step each unit is free to fire: until it comes to grips, or from the fight's end."""
    begin, end = [0.0] * len(f.units), [1.0] * len(f.units)
    for m in melees:
        for side in (0, 1):
            for k in m.units[side]:
                end[k] = max(m.met_at, came_at(f, f.units[k]))
                over = m.holds[1 - side]
                if m.met_at == 0.0 and over < f.step_s and over <= m.gives_way[k]:
                    begin[k], end[k] = over / f.step_s, 1.0
    return begin, end


def came_at(f: Fight, unit: Unit) -> float:
    """The share of the step after which it stands in its hex; who has moved within it was there."""
    stayed = rounded(unit.then_q, unit.then_r) == f.axial(unit.hex) or unit.progress_m > 0.0
    return 0.0 if stayed else unit.moving


# --- what it costs -------------------------------------------------------------------------------------------
def men_left(unit: Unit) -> int:
    return unit.men - sum(unit.hits[name] for name in ("killed", "wounded", "missing"))


def vehicles_left(unit: Unit) -> int:
    return unit.vehicles - sum(unit.hits[name] for name in ("burnt", "knocked_out", "abandoned"))


def fight(f: Fight, melees: list[Melee]) -> None:
    """Losses of everybody at grips."""
    for m in melees:
        for side in (0, 1):
            for k in m.units[side]:
                f.units[k].moved = 0
                if m.met_at == 0.0:
                    _suffer(f, m, k)


def strongest(f: Fight, m: Melee, side: int) -> int:
    """Whose doing losses are: the enemy unit of the most men."""
    return max(m.units[1 - side], key=lambda k: f.units[k].men)


def _row(f: Fight, cause: int, stream: int, shooter: int, target: int) -> dict[str, float]:
    row = dict.fromkeys((*a.LOSS_NAMES, *a.FACTOR_NAMES), 0)
    row |= dict.fromkeys(FACTORS, 1.0)
    return row | {
        "step": f.step, "cause": cause, "shooter": shooter, "target": target, "weapon": -1, "stream": stream,
    }  # fmt: skip


def _suffer(f: Fight, m: Melee, k: int) -> None:
    unit, side = f.units[k], f.units[k].side
    seconds = min(m.seconds, m.gives_way[k])
    enemy_men = sum(f.units[j].men for j in m.units[1 - side])
    share = unit.men / sum(f.units[j].men for j in m.units[side])
    row = _row(f, a.CLOSE, 8, strongest(f, m, side), k)
    row["rounds"] = m.worth[1 - side] * seconds * share
    u, v = f.draws.pair(f.step, "close", 0, unit.id)
    row["draw"] = u
    if unit.armoured:
        hunters = enemy_men / 100.0 * share * (1.0 + f.p["tank_stalking"] * blind(f, unit))
        hunted = f.p["tank_hunting"] * hunters * seconds / HOUR
        row["expected"] = unit.vehicles * (1.0 - math.exp(-hunted / unit.vehicles))
        row["effect_per_round"] = row["expected"] / row["rounds"]
        stopped = poisson(row["expected"], u, vehicles_left(unit))
        burnt = binomial(stopped, f.p["burn_share"], v)
        row["vehicles_burnt"], row["vehicles_knocked_out"] = burnt, stopped - burnt
        unit.hits["burnt"] += burnt
        unit.hits["knocked_out"] += stopped - burnt
        fallen = 0
    else:
        row["effect_per_round"], row["parameter"] = 1.0 / HOUR, f.p["close_combat"]
        row["expected"] = row["rounds"] / HOUR * f.p["close_combat"]
        stopped = fallen = poisson(row["expected"], u, men_left(unit))
        row["killed"] = binomial(fallen, f.p["killed_close"], v)
        hurt = fallen - row["killed"]
        if way_out(f, unit) >= 0:
            row["wounded"] = hurt
        else:  # nobody can carry them away
            row["missing"] = hurt
            row["captured"] = binomial(hurt, f.p["taken_alive"], f.draws.one(f.step, "stranded", 0, unit.id))
        for name in ("killed", "wounded", "missing", "captured"):
            unit.hits[name] += row[name]
    if stopped:
        f.losses.append(row)


# --- who gives way -------------------------------------------------------------------------------------------
def yield_ground(f: Fight, melees: list[Melee]) -> None:
    """Who has given way leaves, in the order of ids."""
    going = []
    for m in melees:
        for side in (0, 1):
            going += [(k, m) for k in m.units[side] if m.gives_way[k] <= m.seconds]
            for k in m.units[side]:
                thrown, leaves = hazards(f, m, k)
                if leaves > 0.0 and f.draws.one(f.step, "withdraw", 0, f.units[k].id) < leaves / (thrown + leaves):
                    m.ordered.add(k)
    anybody = False
    for k, m in sorted(going, key=lambda one: one[0]):
        there = way_out(f, f.units[k])
        if there >= 0:
            _leave(f, m, k, there)
            anybody = True
    if anybody:
        take_over(f, melees)


def take_over(f: Fight, melees: list[Melee]) -> None:
    """Who is left in a hex of the enemy's when he has gone is in disorder."""
    for m in melees:
        for side in (0, 1):
            if f.hexes[m.hex].side != 1 - side or any(
                one.hex == m.hex and one.side != side and on_map(one) for one in f.units
            ):
                continue
            for k in m.units[side]:
                if f.units[k].hex == m.hex:
                    f.units[k].regrouped = f.step + 1 + int(60.0 * f.p["regroup"] / f.step_s)


def _leave(f: Fight, m: Melee, k: int, there: int) -> None:
    """Thrown out, or gone as it was told to."""
    unit, enemy, ordered = f.units[k], strongest(f, m, f.units[k].side), k in m.ordered
    kind = a.BROKE_CONTACT if ordered else a.DRIVEN_OUT
    f.events.append((f.step, kind, k, enemy, m.hex, 0))
    if not unit.armoured:
        _pursued(f, unit, f.p["orderly"] if ordered else 1.0, _row(f, a.PURSUIT, 9, enemy, k))
    if not ordered:
        unit.cohesion = max(0.0, unit.cohesion - f.p["shaken"])
    unit.no_assault_before = f.step + int(60.0 * f.p["reorganise"] / f.step_s)
    unit.hex, unit.moved, unit.progress_m = there, 1, 0.0


def _pursued(f: Fight, unit: Unit, gently: float, row: dict[str, float]) -> None:
    """What men on foot lose on the way out, and which weapons they leave; vehicles lose nothing."""
    row["rounds"], row["parameter"] = float(men_left(unit)), f.p["pursuit_loss"] * gently
    row["expected"] = row["rounds"] * row["parameter"]
    row["draw"] = f.draws.pair(f.step, "yield", 0, unit.id)[1]
    lost = binomial(men_left(unit), row["parameter"], row["draw"])
    left = binomial(lost, f.p["left_behind"], f.draws.one(f.step, "yield", 1, unit.id))
    killed = binomial(lost - left, f.p["killed_close"], f.draws.one(f.step, "yield", 2, unit.id))
    captured = binomial(left, f.p["taken_alive"], f.draws.one(f.step, "surrender", 1, unit.id))
    fate = {"killed": killed, "wounded": lost - left - killed, "missing": left, "captured": captured}
    for name, many in fate.items():
        row[name] = many
        unit.hits[name] += many
    for number, slot in enumerate(unit.slots):
        if f.weapons[slot.weapon].crew > 1.0:
            u = f.draws.one(f.step, "surrender", 2 + number, unit.id)
            behind = binomial(slot.working - unit.weapons_hit[number], f.p["guns_left"] * gently, u)
            unit.weapons_hit[number] += behind
            row["weapons_lost"] += behind
    if lost or row["weapons_lost"]:
        f.losses.append(row)


# --- who gives himself up ------------------------------------------------------------------------------------
def shut_in(f: Fight, unit: Unit) -> float:
    """Share of the six ways out of its hex that the enemy, water or the edge of the map bars."""
    barred = 0
    for way, there in enumerate(f.neighbours(unit.hex)):
        closed = there < 0 or f.across[unit.mobility][unit.hex][way] >= CLOSED
        barred += closed or any(on_map(one) and one.hex == there and one.side != unit.side for one in f.units)
    return barred / 6.0


def lay_down_arms(f: Fight, melees: list[Melee]) -> None:
    """Those at grips who have not got away."""
    taken = [(k, m) for m in melees for side in m.units for k in side if f.units[k].hex == m.hex and m.met_at == 0.0]
    for k, m in sorted(taken, key=lambda one: one[0]):
        _surrender(f, m, k)


def _surrender(f: Fight, m: Melee, k: int) -> None:
    unit, side = f.units[k], f.units[k].side
    odds = m.worth[1 - side] / (m.worth[0] + m.worth[1])
    hazard = f.p[unit.surrender] * (1.0 - unit.cohesion) * shut_in(f, unit) ** 2 * odds
    chance = 1.0 - math.exp(-hazard * m.seconds / HOUR)
    u, v = f.draws.pair(f.step, "surrender", 0, unit.id)
    row = _row(f, a.SURRENDER, 26, strongest(f, m, side), k)
    row["effect_per_round"] = chance
    if unit.armoured:
        left = vehicles_left(unit)
        row["rounds"], row["draw"] = float(left), v
        given = binomial(left, chance, v)
        row["vehicles_abandoned"] = given
        unit.hits["abandoned"] += given
        men = math.floor(men_left(unit) * given / left + 0.5) if left else 0
    else:
        row["rounds"], row["draw"] = float(men_left(unit)), u
        men = binomial(men_left(unit), chance, u)
    row["expected"] = row["rounds"] * chance
    row["missing"] = row["captured"] = men
    everybody = men == men_left(unit)
    unit.hits["missing"] += men
    unit.hits["captured"] += men
    if men or row["vehicles_abandoned"]:
        for name in ("horses", "trucks"):
            if everybody:  # who is taken loses all of them
                row[f"{name}_lost"] = getattr(unit, name) - unit.hits[name]
                unit.hits[name] = getattr(unit, name)
        f.losses.append(row)
        f.events.append((f.step, a.SURRENDERED, k, row["shooter"], m.hex, men))
