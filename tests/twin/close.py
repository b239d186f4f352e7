"""Close combat, from the equations of docs/model/engine.md under "Close combat"."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from khasan import arrays as a
from khasan.kernels import tables as t
from twin.draws import binomial, poisson
from twin.fire import men_left
from twin.ground import dug, on_map
from twin.world import Fight, Unit

MOST_YIELDS, REFERENCE_SLOPE, SURPRISE_S = 60.0, 1.0 / 3.0, 600.0
NEVER = 1e30


@dataclass
class Melee:
    """A fight for one hex: who is in it on each side, what they are worth, and how long each unit holds out."""

    hex: int
    units: tuple[list[int], list[int]]
    worth: list[float] = field(default_factory=lambda: [0.0, 0.0])
    holds: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0

    def enemies(self, f: Fight, k: int) -> list[int]:
        return self.units[1 - f.units[k].side]


def came_in_at(unit: Unit) -> float:
    """Share of the step after which a unit came into the hex in which it stands; 0 if it was there before."""
    return unit.moving if unit.progress_m <= 0.0 else 0.0


def melees(f: Fight) -> list[Melee]:
    """The hexes in which both sides stood before this step; marks who is at grips, from when, and until when."""
    found = []
    for here in range(len(f.hexes)):
        both = [
            [k for k, one in enumerate(f.units) if one.hex == here and one.side == side and on_map(one)]
            for side in (0, 1)
        ]
        if not both[0] or not both[1]:
            continue
        met_at = max(min(came_in_at(f.units[k]) for k in units) for units in both)
        for k in both[0] + both[1]:
            unit = f.units[k]
            unit.at_grips, unit.free = True, max(met_at, came_in_at(unit))
        if met_at > 0.0:
            continue
        melee = Melee(here, (both[0], both[1]))
        found.append(melee)
        for side in (0, 1):
            melee.worth[side] = sum(worth(f, f.units[k]) for k in both[side])
        for k in both[0] + both[1]:
            melee.holds[k] = holds_out(f, melee, k)
        ends = [max(melee.holds[k] for k in both[side]) for side in (0, 1)]
        melee.seconds = min(f.step_s, *ends)
        if melee.seconds < f.step_s:
            for k in both[0 if ends[0] > ends[1] else 1]:
                if melee.holds[k] > melee.seconds:  # who is left there fires again
                    f.units[k].free, f.units[k].free_from = 1.0, melee.seconds / f.step_s
    return found


def blind(f: Fight, here: int) -> float:
    """How little is seen by who sits in a tank."""
    return max(f.now.dark, f.hexes[here].concealment)


def worth(f: Fight, unit: Unit) -> float:
    """Worth of a unit in riflemen."""
    here = f.hexes[unit.hex]
    first = here.side == unit.side
    men = unit.men * (f.p["crew_worth"] if unit.role in (t.FIRE_SUPPORT, t.GUNS) else 1.0)
    if unit.armoured:
        men = 0.0
    guns = 0.0
    if first and not unit.armoured:
        for slot in unit.slots:
            weapon = f.weapons[slot.weapon]
            if weapon.group == "machine_guns" and slot.rounds > 0.0:
                guns += slot.working
        guns = min(guns, unit.men / 2.0)
    seeing = 1.0 - f.p["tank_blindness"] * blind(f, unit.hex)
    found = men + guns * f.p["melee_machine_gun"] + unit.vehicles * seeing * f.p["tank_worth"]
    found *= f.p[unit.quality] * max(0.1, unit.cohesion) * (1.0 - f.p["suppressed_worth"] * unit.suppression)
    if first:
        return found * (1.0 + f.p["close_works"] * dug(f, unit) * (1.0 - f.p["dark_works"] * f.now.dark))
    if (f.step - unit.contact_since) * f.step_s < SURPRISE_S:
        found *= f.p["surprise"]
    if not unit.armoured:
        found *= 1.0 - f.p["wire_worth"] * here.wire
    return found * max(0.1, 1.0 - f.p["uphill"] * slope(f, unit) / REFERENCE_SLOPE)


def slope(f: Fight, unit: Unit) -> float:
    """How steep the ground rises to a hex from those round it, on the mean."""
    round_it = [f.hexes[there].elevation_m for there in f.neighbours(unit.hex) if there >= 0]
    return max(0.0, f.hexes[unit.hex].elevation_m - sum(round_it) / len(round_it)) / f.hex_m


def hazards(f: Fight, melee: Melee, k: int) -> tuple[float, float]:
    """Rates an hour at which a unit is thrown out, and at which it breaks contact as ordered."""
    unit = f.units[k]
    ratio = melee.worth[1 - unit.side] / melee.worth[unit.side]
    out = min(MOST_YIELDS, f.p["yield_rate"] * ratio**2)
    if unit.status == a.BROKEN:
        out = MOST_YIELDS
    if unit.order != a.WITHDRAW or unit.status == a.BROKEN:
        return out, 0.0
    supporting = any(f.units[j].role != t.ASSAULT for j in melee.units[unit.side])
    if unit.role == t.ASSAULT and supporting:  # riflemen wait until supporting weapons and guns are off
        return out, 0.0
    return out, f.p["disengage"]


def holds_out(f: Fight, melee: Melee, k: int) -> float:
    """Seconds until a unit gives way; one without a way out fights on."""
    if way_out(f, f.units[k]) < 0:
        return NEVER
    u = f.draws.one(f.step, "yield", 0, f.units[k].id)
    return -math.log(1.0 - u) / sum(hazards(f, melee, k)) * 3600.0


def fight(f: Fight, fought: list[Melee]) -> None:
    """What close combat costs, gathered."""
    for unit in f.units:
        if unit.at_grips:
            unit.moved = 0
    for melee in fought:
        for k in melee.units[0] + melee.units[1]:
            if f.units[k].armoured:
                vehicles_fall(f, melee, k)
            else:
                men_fall(f, melee, k)


def strongest(f: Fight, melee: Melee, k: int) -> int:
    """The enemy to whom a loss is put down: the first of those with most men."""
    return max(melee.enemies(f, k), key=lambda j: f.units[j].men)


def row_of(
    f: Fight, melee: Melee, k: int, rounds: float, effect: float, parameter: float, number: int, u: float
) -> dict[str, float]:
    row: dict[str, float] = dict.fromkeys((*a.LOSS_NAMES, *a.FACTOR_NAMES), 0)
    return row | {
        "step": f.step, "cause": a.CLOSE, "shooter": strongest(f, melee, k), "target": k, "weapon": -1, "stream": 8,
        "sub": number, "rounds": rounds, "effect_per_round": effect, "exposure": 1.0, "steadiness": 1.0,
        "observation": 1.0, "quality": 1.0, "parameter": parameter, "expected": rounds * effect * parameter, "draw": u,
    }  # fmt: skip


def share_of(f: Fight, melee: Melee, k: int) -> float:
    """A unit's share of its side's men."""
    return f.units[k].men / sum(f.units[j].men for j in melee.units[f.units[k].side])


def men_fall(f: Fight, melee: Melee, k: int) -> None:
    unit = f.units[k]
    rounds = melee.worth[1 - unit.side] * min(melee.seconds, melee.holds[k]) * share_of(f, melee, k)
    u, v = f.draws.pair(f.step, "close", 0, unit.id)
    row = row_of(f, melee, k, rounds, 1.0 / 3600.0, f.p["close_combat"], 0, u)
    fallen = poisson(row["expected"], u, men_left(unit))
    killed = binomial(fallen, f.p["close_killed_share"], v)
    row["killed"], row["wounded"] = killed, fallen - killed
    if way_out(f, unit) < 0:  # nobody can carry the wounded away
        row["missing"], row["wounded"] = fallen - killed, 0
        row["captured"] = binomial(fallen - killed, f.p["taken_alive"], f.draws.one(f.step, "stranded", 0, unit.id))
    for name in ("killed", "wounded", "missing", "captured"):
        unit.hits[name] += int(row[name])
    if fallen:
        f.losses.append(row)


def vehicles_fall(f: Fight, melee: Melee, k: int) -> None:
    """Vehicles that men at arm's length disable."""
    unit = f.units[k]
    if unit.vehicles <= 0:
        return
    seconds, share = min(melee.seconds, melee.holds[k]), share_of(f, melee, k)
    men = sum(f.units[j].men for j in melee.enemies(f, k))
    stalked = 1.0 + f.p["tank_stalking"] * blind(f, unit.hex)
    hunted = f.p["tank_hunting"] * stalked * men / 100.0 * seconds / 3600.0 * share
    expected = unit.vehicles * (1.0 - math.exp(-hunted / unit.vehicles))
    rounds = melee.worth[1 - unit.side] * seconds * share
    u, v = f.draws.pair(f.step, "close", 0, unit.id)
    row = row_of(f, melee, k, rounds, expected / rounds, 1.0, 0, u)
    stopped = poisson(row["expected"], u, unit.vehicles - unit.hits["burnt"] - unit.hits["knocked_out"])
    burnt = binomial(stopped, f.p["burn_share"], v)
    row["vehicles_burnt"], row["vehicles_knocked_out"] = burnt, stopped - burnt
    unit.hits["burnt"] += burnt
    unit.hits["knocked_out"] += stopped - burnt
    if stopped:
        f.losses.append(row)


# --- who gives way -------------------------------------------------------------------------------------------
def way_out(f: Fight, unit: Unit) -> int:
    """The neighbouring hex nearest its rear that it can walk into, with room and no enemy; -1 if there is none."""
    best, quickest = -1, NEVER
    way = f.way[f.rear[unit.side], unit.mobility]
    for k, there in enumerate(f.neighbours(unit.hex)):
        if there < 0 or f.across[unit.mobility][unit.hex][k] >= NEVER:
            continue
        ours = sum(one.hex == there and one.side == unit.side and on_map(one) for one in f.units)
        theirs = any(one.hex == there and one.side != unit.side and on_map(one) for one in f.units)
        if ours < f.stack and not theirs and way[there] < quickest:
            best, quickest = there, way[there]
    return best


def yield_ground(f: Fight, fought: list[Melee]) -> None:
    """Who gives way leaves at once."""
    for melee in fought:
        for k in sorted(melee.units[0] + melee.units[1]):
            if melee.holds[k] < f.step_s and melee.holds[k] <= melee.seconds:
                leave(f, melee, k)


def leave(f: Fight, melee: Melee, k: int) -> None:
    unit = f.units[k]
    there = way_out(f, unit)
    if there < 0:
        return
    out, off = hazards(f, melee, k)
    orderly = f.draws.one(f.step, "withdraw", 0, unit.id) < off / (out + off)
    part = f.p["orderly"] if orderly else 1.0
    by = strongest(f, melee, k)
    pursue(f, melee, k, by, part)
    if not orderly:
        unit.cohesion = max(0.0, unit.cohesion - f.p["shaken"])
    unit.no_assault_before = f.step + int(60.0 * f.p["reorganise"] / f.step_s)
    f.events.append((f.step, a.BROKE_CONTACT if orderly else a.DRIVEN_OUT, k, by, unit.hex, 0))
    unit.hex, unit.moved = there, 1
    unit.progress_m = 0.0


def pursue(f: Fight, melee: Melee, k: int, by: int, part: float) -> None:
    """Men who fall as a unit is thrown out, and weapons that it leaves."""
    unit = f.units[k]
    if unit.armoured:
        return
    men = men_left(unit)
    u = f.draws.pair(f.step, "yield", 0, unit.id)[1]
    parameter = f.p["pursuit_loss"] * part
    fallen = binomial(men, parameter, u)
    missing = binomial(fallen, f.p["left_behind"], f.draws.one(f.step, "yield", 1, unit.id))
    killed = binomial(fallen - missing, f.p["close_killed_share"], f.draws.one(f.step, "yield", 2, unit.id))
    captured = binomial(missing, f.p["taken_alive"], f.draws.one(f.step, "surrender", 1, unit.id))
    row = row_of(f, melee, k, float(men), 1.0, parameter, 0, u)
    row |= {"cause": a.PURSUIT, "stream": 9, "shooter": by, "killed": killed, "wounded": fallen - missing - killed,
            "missing": missing, "captured": captured}  # fmt: skip
    for name in ("killed", "wounded", "missing", "captured"):
        unit.hits[name] += int(row[name])
    for number, slot in enumerate(unit.slots):
        if f.weapons[slot.weapon].crew > 1:
            u = f.draws.one(f.step, "surrender", 2 + number, unit.id)
            left = binomial(slot.working - unit.weapons_hit[number], f.p["guns_left"] * part, u)
            unit.weapons_hit[number] += left
            row["weapons_lost"] += left
    if fallen or row["weapons_lost"]:
        f.losses.append(row)


# --- who gives himself up ------------------------------------------------------------------------------------
def shut(f: Fight, unit: Unit) -> float:
    """Share of the six ways out of its hex that the enemy, water or the edge of the map bars."""
    barred = 0
    for k, there in enumerate(f.neighbours(unit.hex)):
        closed = there < 0 or f.across[unit.mobility][unit.hex][k] >= NEVER
        enemy = any(one.hex == there and one.side != unit.side and on_map(one) for one in f.units)
        barred += closed or enemy
    return barred / 6.0


def lay_down_arms(f: Fight, fought: list[Melee]) -> None:
    """Men at grips who have not got away, and vehicles, by the hazard of their army."""
    for melee in fought:
        for k in melee.units[0] + melee.units[1]:
            if f.units[k].hex == melee.hex:
                give_up(f, melee, k)


def give_up(f: Fight, melee: Melee, k: int) -> None:
    unit = f.units[k]
    ours, theirs = melee.worth[unit.side], melee.worth[1 - unit.side]
    hazard = f.p[unit.surrender] * (1.0 - unit.cohesion) * shut(f, unit) ** 2 * theirs / (ours + theirs)
    chance = 1.0 - math.exp(-hazard * melee.seconds / 3600.0)
    u, v = f.draws.pair(f.step, "surrender", 0, unit.id)
    row = row_of(f, melee, k, 0.0, chance, 1.0, 0, u) | {"cause": a.SURRENDER, "stream": 26}
    if unit.armoured:
        there = unit.vehicles - unit.hits["burnt"] - unit.hits["knocked_out"]
        row["vehicles_abandoned"] = binomial(there, chance, v)
        row["draw"] = v
        taken = round(men_left(unit) * row["vehicles_abandoned"] / there) if there else 0
    else:
        there = men_left(unit)
        taken = binomial(there, chance, u)
    row["rounds"], row["expected"] = float(there), there * chance
    row["missing"] = row["captured"] = taken
    unit.hits["missing"] += taken
    unit.hits["captured"] += taken
    unit.hits["abandoned"] += int(row["vehicles_abandoned"])
    if taken or row["vehicles_abandoned"]:
        f.losses.append(row)
        f.events.append((f.step, a.SURRENDERED, k, int(row["shooter"]), unit.hex, taken))
