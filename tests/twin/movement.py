"""Movement on the map, as engine.md tells it: pace, way, room, known enemies, metres made good."""

from __future__ import annotations

from math import exp, log
from types import SimpleNamespace
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.draws import binomial
from twin.pace import mean_pace
from twin.plain import CLOSED, Told
from twin.sight import sees

LOADS = (t.PACK, t.WHEELED, t.MOTOR)
WATERS = (t.LAKE, t.RIVER, t.SEA)
OFF_ROAD = SimpleNamespace(road=t.NO_ROAD, surface=t.RIVER)
SUPPORT_HEXES, BESIDE_HEXES = 2, 1
COLLECT_M, RALLY_M = 200.0, 1000.0
ON_FOOTBRIDGES = (t.FOOT, t.HORSE, t.PACK)


def tobler(rise: float, run: float) -> float:
    return exp(-3.5 * abs(rise / run + 0.05)) / exp(-3.5 * 0.05)


def pace_kmh(told: Told, unit: Any, mobility: int, here: Any, there: Any) -> float:
    """Pace of a class on the ground of a hex that it goes into, roads and surface taken in."""
    if mobility == t.STATIC:
        return 0.0
    if mobility == t.WATER:
        return float(unit.cross_kmh) if floats(there) else 0.0
    if mobility == t.RAIL:
        return float(unit.cross_kmh) if here.road == there.road == t.RAILWAY else 0.0
    if there.surface in WATERS:  # even a bridge is no road
        return over_water(told, mobility, there) * dry_kmh(told, unit, mobility, OFF_ROAD, OFF_ROAD)
    return dry_kmh(told, unit, mobility, here, there)


def floats(there: Any) -> bool:
    """Boats go through all water, over no ford."""
    return there.surface in WATERS and there.crossing != t.FORD


def over_water(told: Told, mobility: int, there: Any) -> float:
    """What a crossing leaves of the pace: water without one is closed."""
    if there.crossing == t.BRIDGE:
        return 1.0
    if there.crossing == t.NO_CROSSING or (there.crossing == t.FOOTBRIDGE and mobility not in ON_FOOTBRIDGES):
        return 0.0
    return float(told.p.crossing_pace)


def on_road(here: Any, there: Any) -> bool:
    return bool(here.road != t.NO_ROAD and there.road != t.NO_ROAD)


def dry_kmh(told: Told, unit: Any, mobility: int, here: Any, there: Any) -> float:
    """Pace on dry ground."""
    p = told.p
    road = on_road(here, there)
    if mobility == t.TRACKED:
        if road:
            return float(unit.road_kmh)
        if there.surface == t.MARSH:
            return float(unit.marsh_kmh)
        return float(unit.cross_kmh * (p.woods_pace if there.surface == t.WOODS else 1.0))
    pace = {
        t.FOOT: p.speed_foot, t.HORSE: p.speed_horse, t.PACK: p.speed_pack, t.WHEELED: p.speed_pack,
        t.MOTOR: p.speed_motor,
    }[mobility]  # fmt: skip
    if road:
        return float(pace * p.road_gain)
    if there.surface == t.MARSH:
        return float(pace * p.marsh_pace * (p.marsh_loads if mobility in LOADS else 1.0))
    if there.surface == t.WOODS:
        return float(pace * p.woods_pace)
    return float(pace)


def mud_of(told: Told, mobility: int) -> float:
    if mobility == t.TRACKED:
        return float(told.p.mud_tracks)
    return float(told.p.mud_wheels if mobility in LOADS else told.p.mud_foot)


def with_transport(told: Told, unit: Any, pace: float, on_foot: float) -> float:
    """Riders and men in trucks share them out and walk the rest; loads wait for the teams to come back."""
    whole = unit.horses_0 + unit.trucks_0
    if unit.mobility not in (t.HORSE, t.MOTOR, t.PACK, t.WHEELED) or whole <= 0.0 or unit.armoured or pace == 0.0:
        return pace
    left = (unit.horses + unit.trucks) / whole
    if unit.mobility in (t.PACK, t.WHEELED):
        return pace * left / (2.0 - left)
    if on_foot >= pace:  # nobody walks who would only wait for those who ride
        return pace
    mounted = min(1.0, left / (unit.men / unit.men_0))
    return 1.0 / (mounted / pace + (1.0 - mounted) / on_foot)


def speed_ms(told: Told, unit: Any, here: Any, there: Any) -> float:
    """Metres a second from one hex into the next; wire takes its minutes of fresh men on dry ground by day."""
    p, hex_m = told.p, told.scale.hex_m
    by_class = pace_kmh(told, unit, unit.mobility, here, there)
    on_foot = pace_kmh(told, unit, t.FOOT, here, there)
    speed = with_transport(told, unit, by_class, on_foot) / 3.6
    if speed <= 0.0:
        return 0.0
    if unit.mobility not in (t.RAIL, t.WATER):
        speed *= tobler(there.elevation_m - here.elevation_m, hex_m)
    speed = hex_m / (hex_m / speed + 60.0 * p.wire_minutes * belt(told, unit, there.index))
    if unit.mobility not in (t.RAIL, t.WATER):
        speed *= 1.0 - told.wet * mud_of(told, unit.mobility)
    if unit.mobility != t.RAIL and told.dark > 0.5:
        speed *= p.night_pace
    return float(speed * calm_pace(told, unit) * (1.0 - p.fatigue_pace * unit.fatigue))


def calm_pace(told: Told, unit: Any) -> float:
    """Mean pace over a step in which nobody fires at it."""
    fade = log(2.0) * told.scale.step_s / (60.0 * told.p.recovery)
    leaves = unit.status == a.ACTIVE and unit.order == a.WITHDRAW
    flees, least = leaves or unit.status == a.BROKEN, told.p.crawl if leaves else 0.0
    return mean_pace(unit.suppression, 0.0, fade, told.p.slowed, told.p.pinned, flees, least)


def goal_of(told: Told, unit: Any) -> int:
    """The place that a unit makes for; -1 if it stays."""
    if unit.status == a.BROKEN:
        return int(told.rear[unit.side])
    if unit.order == a.NO_ORDER or unit.order_place < 0 or unit.stopped or unit.held_back:
        return -1
    return int(unit.order_place)


def furthest(told: Told, unit: Any, what: str) -> float:
    return max((getattr(told.weapons[arm], what) for arm in unit.arms if arm >= 0), default=0.0)


def stops_short(told: Told, unit: Any, place: int) -> bool:
    """Whether a unit has come near enough to its place.

    Guns go by a share of their greatest range. Supporting weapons, and whoever is ordered to support, stop two hexes
    away, or where they see the place within effective range; an attack takes them to the hex beside a place that is
    their own side's.
    """
    if unit.status == a.BROKEN:
        return False
    there = told.places[place]
    hexes = told.apart(unit.hex, there.hex)
    advancing = unit.order in (a.ATTACK, a.PURSUE)
    if unit.order == a.BOMBARD or (unit.role == t.GUNS and (advancing or unit.order == a.SUPPORT)):
        return hexes <= int(told.p.gun_standoff * furthest(told, unit, "max_m") / told.scale.hex_m)
    if unit.role == t.FIRE_SUPPORT and advancing and (there.known_0, there.known_1)[unit.side] == unit.side:
        return hexes <= BESIDE_HEXES
    if unit.order == a.SUPPORT or (unit.role == t.FIRE_SUPPORT and advancing):
        reach = int(furthest(told, unit, "effective_m") / told.scale.hex_m)
        return hexes <= SUPPORT_HEXES or (hexes <= reach and sees(told, unit.hex, there.hex))
    return False


def everybody_moves(told: Told, fighting: set[int]) -> None:
    """Those who want to go somewhere, in an order drawn anew each step; who is at grips is left as he is."""
    movers = []
    for unit in told.units:
        unit.moving = 0.0
        if unit.index in fighting:
            continue
        unit.moved = 0
        if not unit.on_map:
            continue
        place = goal_of(told, unit)
        unit.draws_off = draws_off(told, unit)
        if unit.draws_off:
            movers.append((told.draw("stack", 0, unit)[0], unit, int(told.rear[unit.side])))
            continue
        arrived = unit.status == a.ACTIVE and place >= 0 and unit.hex == told.places[place].hex
        if place < 0 or arrived or stops_short(told, unit, place):
            unit.progress_m = 0.0
            continue
        movers.append((told.draw("stack", 0, unit)[0], unit, place))
    for _, unit, place in sorted(movers, key=lambda mover: mover[0]):
        move(told, unit, place)
    for unit in told.units:
        vars(unit).pop("draws_off", None)
    told.count_standing()


def draws_off(told: Told, unit: Any) -> bool:
    """Whether a unit that was thrown out, or lies still, goes on to the rear: an enemy in its view is too near."""
    if unit.status != a.ACTIVE or (unit.no_assault_before <= told.step and not unit.stopped):
        return False
    clear = RALLY_M if unit.armoured else COLLECT_M
    near = [told.apart(unit.hex, other.hex) for other in told.units if in_view(told, unit, other)]
    return bool(near) and min(near) * told.scale.hex_m < clear


def in_view(told: Told, unit: Any, other: Any) -> bool:
    """Whether an enemy stands where the unit's lines of sight go: as both stood when the step before had been made."""
    return bool(other.side != unit.side and other.on_map and sees(told, unit.hex, other.hex))


def is_attacking(unit: Any) -> bool:
    if getattr(unit, "draws_off", False):
        return False
    return bool(unit.status == a.ACTIVE and unit.order in (a.ATTACK, a.PURSUE) and unit.role == t.ASSAULT)


def is_willing(told: Told, unit: Any) -> bool:
    """Whether it would enter a hex where it knows of an enemy."""
    return bool(
        is_attacking(unit)
        and unit.suppression <= told.p.will_assault
        and unit.cohesion >= told.p.breakpoint
        and unit.no_assault_before <= told.step
    )


def knows_of_enemy(told: Told, there: int, side: int) -> bool:
    if told.known is not None:
        return any(its != side and where == there for its, where in told.known)
    return any(
        other.side != side and other.on_map and other.contact_age < a.UNSEEN and other.contact_hex == there
        for other in told.units
    )


def choose(told: Told, unit: Any, place: int) -> tuple[int, bool]:
    """(the neighbour through which the goal is reached first, or else another from which it is nearer, whether an
    enemy that it knows of keeps it from going in): (-1, False) where there is none."""
    way = told.way[told.way_of[place][unit.mobility]]
    here = told.hexes[unit.hex]
    costs = sorted(
        (here.across[unit.mobility][k] + way[there], there)
        for k, there in enumerate(here.next)
        if there >= 0 and here.across[unit.mobility][k] < CLOSED and way[there] < CLOSED
    )
    for n, (_, there) in enumerate(costs):
        if n > 0 and way[there] >= way[unit.hex]:
            continue
        if len(told.here(there, unit.side)) >= told.scale.stack:
            continue
        if knows_of_enemy(told, there, unit.side) and not is_willing(told, unit):
            if n == 0 and is_attacking(unit):
                return there, True
            continue
        return there, False
    return -1, False


def stands_at(told: Told, unit: Any) -> tuple[float, float]:
    """Where a unit stands, on the line from its hex to the next by the metres made good."""
    here = told.hexes[unit.hex]
    if unit.heading < 0 or unit.progress_m <= 0.0:
        return float(here.q), float(here.r)
    there, done = told.hexes[unit.heading], unit.progress_m / told.scale.hex_m
    return here.q + (there.q - here.q) * done, here.r + (there.r - here.r) * done


def belt(told: Told, unit: Any, there: int) -> float:
    """Wire before a hex of the enemy, for all but tanks, which crush it."""
    hostile = told.hexes[there].held_by == 1 - unit.side
    return float(told.hexes[there].wire) if hostile and not unit.armoured else 0.0


def bog(told: Told, unit: Any, there: int, seconds: float) -> None:
    """Some of the vehicles that have come into a hex of marsh stick in it, unless a road leads there."""
    ground = told.hexes[there]
    if unit.mobility == t.TRACKED and ground.surface == t.MARSH and ground.road == t.NO_ROAD and unit.vehicles > 0:
        chance = 1.0 - exp(-unit.bog_per_hour * seconds / 3600.0)
        stuck = binomial(unit.vehicles, chance, told.draw("bog", there, unit)[0])
        unit.vehicles -= stuck
        unit.bogged += stuck


def take_over(told: Told, unit: Any) -> None:
    """Who walks into works of the enemy's in which none of his stands is in disorder."""
    here = told.hexes[unit.hex]
    if here.held_by == 1 - unit.side and here.works > 0.0 and not told.here(unit.hex, 1 - unit.side):
        unit.regrouped = told.step + 1 + int(60.0 * told.p.regroup / told.scale.step_s)


def move(told: Told, unit: Any, place: int) -> None:
    left = float(told.scale.step_s)
    hex_m = told.scale.hex_m
    way = told.way[told.way_of[place][unit.mobility]]
    unit.then_q, unit.then_r = stands_at(told, unit)
    if way[unit.hex] <= 0.0:
        unit.progress_m = 0.0
    while left > 0.0 and way[unit.hex] > 0.0:
        there, waits = choose(told, unit, place)
        if there < 0:
            unit.progress_m = 0.0
            break
        if waits and unit.no_assault_before > told.step:  # who was thrown out does not close up again yet
            unit.progress_m = 0.0
            break
        if unit.heading != there:
            unit.heading, unit.progress_m = there, 0.0
        speed = speed_ms(told, unit, told.hexes[unit.hex], told.hexes[there])
        if speed <= 0.0:
            break
        end = hex_m - told.p.assault_m if waits else hex_m
        if unit.progress_m >= end:
            break
        unit.moved = 1
        done = min(end, unit.progress_m + left * speed)
        seconds = (done - unit.progress_m) / speed
        left -= seconds
        unit.progress_m = done
        if done < hex_m:
            break
        if told.here(there, 1 - unit.side) and not is_attacking(unit):
            unit.progress_m = 0.0
            break
        bog(told, unit, there, seconds)
        unit.hex, unit.progress_m = there, 0.0
        take_over(told, unit)
        if unit.mobility == t.TRACKED:  # every belt, their own side's too: engine.md speaks of the enemy's hex alone
            told.hexes[there].wire *= 1.0 - told.p.wire_crushed
        if told.here(there, 1 - unit.side):
            break
    unit.moving = 1.0 - left / told.scale.step_s
