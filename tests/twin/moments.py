"""Made-up moments of a fight in which every number differs, as the kernels' arrays."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from heapq import heappop, heappush
from typing import Any

import numpy as np

from khasan import arrays as a
from khasan.engine.setup import empty_log, scratch_for
from khasan.ground.hexgrid import HexGrid
from khasan.kernels.fire.ranges import prepare_ranges
from khasan.kernels.knowledge.line_of_sight import all_lines
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.parameters import load_parameters
from twin.doctrine import laws
from twin.harness import leave_over
from twin.plain import CLOSED, Blocks

OF_RULES = ("commander", "first", "count", "order", "place", "stage", "leave", "initiative")
SEED = 20_260
SECTORS = 6
"""Even ones of one side, odd ones of the other."""


@cache
def medians() -> tuple[tuple[str, float], ...]:
    return tuple((name, float(one.median)) for name, one in load_parameters().items())


def drawn_parameters(rng: np.random.Generator) -> np.ndarray:
    """Every parameter near its median, no two of them alike; shares stay shares."""
    middle = dict(medians())
    centre = np.array([middle[name] for name in p.NAMES])
    values = centre * rng.uniform(0.8, 1.2, len(p.NAMES))
    values = np.where((centre < 1.0) & (values >= 1.0), 1.0 - 0.5 * (1.0 - centre), values)
    return np.ascontiguousarray(values)


def made_world(rng: np.random.Generator, cols: int, rows: int, hex_m: float, places: int, reach: int) -> bundles.World:
    """A map on which no two hexes are alike; ways are filled in by :func:`with_ways`."""
    grid = HexGrid(hex_m, cols, rows, 0.0, 0.0)
    q, r = grid.axial(np.arange(grid.n))
    axial = np.ascontiguousarray(np.stack([q, r]).astype(np.int32))
    elevation = rng.uniform(10.0, 60.0, grid.n)
    ground_f = np.stack(
        [
            elevation,
            elevation + rng.uniform(0.5, 6.0, grid.n),
            rng.uniform(0.1, 0.9, grid.n),
            rng.uniform(0.1, 0.9, grid.n),
        ]
    )
    ground_i = np.zeros((3, grid.n), dtype=np.int32)
    return bundles.World(
        axial=axial,
        neighbours=np.ascontiguousarray(grid.neighbours.astype(np.int32)),
        ground_i=ground_i,
        ground_f=np.ascontiguousarray(ground_f),
        lines=all_lines(axial, ground_f, cols, rows, reach),
        across=rng.uniform(200.0, 900.0, (t.MOBILITY_CLASSES, grid.n, 6)),
        way=np.empty((0, grid.n)),
        way_of=np.full((places, t.MOBILITY_CLASSES), -1, dtype=np.int32),
        place_hex=rng.permutation(grid.n)[:places].astype(np.int32),
        rear=np.array([0, 1], dtype=np.int32),
        start_hex=np.empty(0, dtype=np.int32),
        sites=np.full((2, places), -1, dtype=np.int32),
        kmh=np.ascontiguousarray(rng.uniform(3.0, 20.0, (t.MOBILITY_CLASSES, 3))),
        medians=drawn_parameters(rng),
    )


def quickest(goal: int, across: Any, neighbours: Any) -> np.ndarray:
    """Seconds from each hex to a goal by the quickest way: the nearest hex not yet settled is settled next."""
    cost, around = across.tolist(), neighbours.tolist()
    into: list[list[tuple[int, float]]] = [[] for _ in around]
    for here, beside in enumerate(around):
        for k, there in enumerate(beside):
            if there >= 0 and cost[here][k] < CLOSED:
                into[there].append((here, cost[here][k]))
    best = [np.inf] * len(around)
    edge = [(0.0, goal)]
    while edge:
        so_far, here = heappop(edge)
        if so_far < best[here]:
            best[here] = so_far
            for there, seconds in into[here]:
                heappush(edge, (so_far + seconds, there))
    return np.where(np.isinf(best), 1e300, best)


def with_ways(world: bundles.World, goals: Iterable[tuple[int, int]]) -> bundles.World:
    """The same map with the ways to (place, mobility class) worked out from its seconds across."""
    way, way_of = [], world.way_of.copy()
    for place, mobility in goals:
        way_of[place, mobility] = len(way)
        way.append(quickest(int(world.place_hex[place]), world.across[mobility], world.neighbours))
    return world._replace(way=np.ascontiguousarray(way), way_of=way_of)


def made_weapons(rng: np.random.Generator, weapons: int) -> np.ndarray:
    """Weapons of every kind, no two alike: every third bursts, every other one reaches into the air."""
    w = np.zeros((t.WEAPON_FIELDS, weapons))
    w[t.W_CREW] = rng.integers(1, 7, weapons)
    w[t.W_RATE] = rng.uniform(0.05, 4.0, weapons)
    w[t.W_MAX_M] = rng.uniform(1500.0, 6000.0, weapons)
    w[t.W_MIN_M] = rng.uniform(0.0, 60.0, weapons)
    w[t.W_EFFECTIVE_M] = w[t.W_MAX_M] * rng.uniform(0.3, 0.9, weapons)
    w[t.W_HIT] = rng.uniform(0.01, 0.08, weapons)
    w[t.W_HALF_M] = rng.uniform(100.0, 500.0, weapons)
    bursting = np.arange(weapons) % 3 == 2
    w[t.W_LETHAL_M2] = np.where(bursting, rng.uniform(60.0, 500.0, weapons), 0.0)
    w[t.W_DISPERSION_M] = np.where(bursting, rng.uniform(20.0, 90.0, weapons), 0.0)
    w[t.W_INDIRECT] = bursting
    w[t.W_PEN_MM] = rng.uniform(4.0, 40.0, weapons)
    w[t.W_PEN_LOSS] = rng.uniform(0.002, 0.02, weapons)
    w[t.W_LOAD] = rng.uniform(50.0, 300.0, weapons)
    w[t.W_DAILY] = rng.uniform(20.0, 900.0, weapons)
    w[t.W_GROUP] = np.array([p.SMALL_ARMS, p.MACHINE_GUNS, p.INDIRECT, p.ANTI_ARMOUR])[rng.integers(0, 4, weapons)]
    missiles = np.array([p.KILLED_BULLET, p.KILLED_BURST, p.KILLED_GRENADE, p.KILLED_BOMB])
    w[t.W_KILLED] = missiles[(np.arange(weapons) + int(w[t.W_CREW].sum())) % 4]
    w[t.W_ROUND_KG] = rng.uniform(0.02, 12.0, weapons)
    air = np.arange(weapons) % 2 == 1
    w[t.W_CEILING_M] = np.where(air, rng.uniform(900.0, 3500.0, weapons), 0.0)
    w[t.W_AIRCRAFT_HIT] = np.where(air, rng.uniform(0.0005, 0.004, weapons), 0.0)
    return np.ascontiguousarray(w)


def moment(
    seed: int,
    units: int,
    *,
    cols: int = 5,
    rows: int = 4,
    hex_m: float = 230.0,
    step_s: float = 170.0,
    places: int = 5,
    weapons: int = 9,
    steps: int = 3,
    stack: int = 3,
    reach: int = 6,
    commanders: int = 2,
    **scale: int,
) -> tuple[Blocks, np.random.Generator]:
    """Arrays of a moment in which every input of every participant differs, and the generator to go on with."""
    rng = np.random.default_rng(SEED + seed)
    world = made_world(rng, cols, rows, hex_m, places, reach)
    n = cols * rows
    fixed = np.full((t.UNIT_COUNTS, units), -1, dtype=np.int32)
    fixed[t.SIDE] = rng.permutation(np.arange(units) % 2)
    fixed[t.ROLE] = rng.integers(0, 3, units)
    fixed[t.MOBILITY] = rng.integers(0, 6, units)
    fixed[t.COMMANDER] = rng.integers(0, max(1, commanders), units)
    fixed[t.ARRIVES] = 0
    fixed[t.QUALITY] = np.array(
        [p.QUALITY_SOVIET_INFANTRY, p.QUALITY_JAPAN_INFANTRY, p.QUALITY_SOVIET_ARTILLERY, p.QUALITY_MONGOLIA_ARMOUR,
         p.QUALITY_MANCHUKUO_INFANTRY]
    )[rng.integers(0, 5, units)]  # fmt: skip
    fixed[t.ARMOURED] = (fixed[t.MOBILITY] == t.TRACKED).astype(np.int32)
    fixed[t.ENGINEERS] = rng.integers(0, 2, units)
    fixed[t.AIR_ROLE], fixed[t.GROUNDED] = t.NO_AIRCRAFT, 0
    fixed[t.SURRENDER] = rng.integers(p.SURRENDER_JAPAN, p.SURRENDER_MONGOLIA + 1, units)
    others = np.random.default_rng([SEED, seed])  # drawn apart: what was drawn before stays as it was
    fixed[t.SECTOR] = fixed[t.SIDE] + 2 * others.integers(0, SECTORS // 2, units)
    arms = made_weapons(rng, weapons)
    for slot in range(a.SLOTS):
        armed = (slot < 3) | (np.arange(units) % 3 == 0)
        fixed[t.WEAPON_0 + slot] = np.where(armed, rng.integers(0, weapons, units), -1)
    reals = np.zeros((t.UNIT_REALS, units))
    reals[t.FRONTAGE_M], reals[t.DEPTH_M] = rng.uniform(120.0, 320.0, units), rng.uniform(60.0, 160.0, units)
    reals[t.ARMOUR_MM] = rng.uniform(5.0, 25.0, units)
    reals[t.CREW] = rng.integers(2, 6, units)
    reals[t.CROSS_KMH] = rng.uniform(9.0, 16.0, units)
    reals[t.ROAD_KMH] = rng.uniform(17.0, 30.0, units)
    reals[t.MARSH_KMH] = rng.uniform(2.0, 6.0, units)
    reals[t.BOG_PER_HOUR] = rng.uniform(0.05, 0.6, units)
    reals[t.MEN_0] = rng.permutation(40 * units + 100)[:units] + 60
    armoured = fixed[t.ARMOURED] == 1
    reals[t.VEHICLES_0] = np.where(armoured, rng.integers(8, 25, units), 0)
    reals[t.HITS_TO_STOP] = rng.uniform(1.0, 4.0, units)
    reals[t.CREW_EXPOSURE] = np.where(fixed[t.ARMOURED] == 1, rng.uniform(0.1, 0.9, units), 0.0)
    reals[t.HORSES_0] = rng.integers(20, 90, units)
    reals[t.TRUCKS_0] = rng.integers(8, 40, units)
    reals[t.AIRFIELD_KM] = rng.uniform(20.0, 120.0, units)
    reals[t.SPEED_KMH] = rng.uniform(180.0, 420.0, units)
    reals[t.SERVICEABLE] = rng.uniform(0.5, 0.95, units)
    reals[t.TURNAROUND_H] = rng.uniform(0.4, 2.5, units)
    reals[t.PATROL_H] = rng.uniform(0.1, 0.6, units)
    reals[t.AIR_WORTH] = rng.uniform(0.3, 1.8, units)
    reals[t.WIRE] = rng.uniform(0.1, 0.9, units)
    has = fixed[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS] >= 0
    whole = np.where(has, rng.integers(4, 60, (a.SLOTS, units)), 0).astype(np.int32)
    reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS] = np.where(has, whole * rng.uniform(40.0, 200.0, (a.SLOTS, units)), 0.0)
    parameters = drawn_parameters(rng)
    limits, by_range, by_distance = prepare_ranges(arms, parameters, hex_m, reach)
    light = np.ascontiguousarray(
        np.stack(
            [rng.uniform(800.0, 3000.0, steps), rng.uniform(0.2, 0.8, steps), rng.uniform(0.1, 0.9, steps),
             rng.uniform(0.1, 0.9, steps)]
        )
    )  # fmt: skip
    hashes = rng.integers(0, 2**32, units, dtype=np.uint64)
    tables = bundles.Tables(
        units=fixed, unit_reals=reals, weapons=arms, weapon_counts=whole, limits=limits, by_range=by_range,
        by_distance=by_distance, parameters=parameters, light=light, hashes=hashes,
        sector_hashes=others.integers(0, 2**32, SECTORS, dtype=np.uint64),
        key=rng.integers(0, 2**32, 2, dtype=np.uint64), borne=made_limits(units, seed),
        body_borne=made_limits(units, -seed),
    )  # fmt: skip
    size = bundles.Scale(
        step_s, hex_m, stack, reach, scale.get("digging", 1), scale.get("carrying", 0), scale.get("air", 0),
        scale.get("engineering", 0), scale.get("wiring", 0),
    )  # fmt: skip
    state = made_state(rng, tables, world, size, commanders)
    b = Blocks(
        step=1, world=world, tables=tables, orders=no_orders(units, commanders), state=state, scale=size,
        log=empty_log(True, 4000), scratch=None,
    )  # fmt: skip
    assert n == world.neighbours.shape[0]
    return b, rng


def made_state(
    rng: np.random.Generator, tables: bundles.Tables, world: bundles.World, scale: bundles.Scale, commanders: int
) -> bundles.State:
    """A state in mid-fight: everybody hit, tired, short of something, and known or not."""
    units, hexes, places = tables.hashes.size, world.neighbours.shape[0], world.place_hex.size
    counts = np.zeros((a.COUNTS, units), dtype=np.int32)
    reals = np.zeros((a.REALS, units))
    men = tables.unit_reals[t.MEN_0].astype(np.int32)
    counts[a.KILLED] = rng.integers(1, 9, units)
    counts[a.WOUNDED] = rng.integers(1, 17, units)
    counts[a.MISSING] = rng.integers(1, 7, units)
    counts[a.CAPTURED] = counts[a.MISSING] // 2
    counts[a.MEN] = men - counts[a.KILLED] - counts[a.WOUNDED] - counts[a.MISSING]
    armoured = tables.unit_reals[t.VEHICLES_0] > 0
    counts[a.BURNT] = np.where(armoured, rng.integers(0, 2, units), 0)
    counts[a.KNOCKED_OUT] = np.where(armoured, rng.integers(1, 4, units), 0)
    counts[a.REPAIRED] = np.where(armoured & (counts[a.KNOCKED_OUT] > 1), rng.integers(0, 2, units), 0)
    counts[a.BOGGED] = np.where(armoured, rng.integers(0, 3, units), 0)
    counts[a.VEHICLES] = np.where(
        armoured,
        tables.unit_reals[t.VEHICLES_0].astype(int) - counts[a.BURNT] - counts[a.KNOCKED_OUT] + counts[a.REPAIRED],
        0,
    )
    counts[a.STATUS] = a.ACTIVE
    counts[a.POSTURE] = rng.integers(0, 5, units)
    counts[a.HEX] = rng.integers(0, hexes, units)
    counts[a.ORDER] = rng.choice([a.HOLD, a.MOVE, a.ATTACK, a.WITHDRAW, a.BOMBARD, a.SUPPORT], units)
    counts[a.ORDER_PLACE] = rng.integers(0, places, units)
    counts[a.NEXT_PLACE] = -1
    counts[a.MOVED] = rng.integers(0, 2, units)
    counts[a.FIRED] = rng.integers(0, 2, units)
    counts[a.CONTACT_AGE] = rng.choice([0, 0, 1, 2, a.UNSEEN], units)
    counts[a.CONTACT_SINCE] = rng.integers(-20, 1, units)
    counts[a.CONTACT_HEX] = np.where(rng.random(units) < 0.7, counts[a.HEX], rng.integers(0, hexes, units))
    whole = tables.weapon_counts
    counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS] = np.maximum(whole - rng.integers(0, 4, whole.shape), 0)
    counts[a.HORSES] = tables.unit_reals[t.HORSES_0].astype(int) - rng.integers(1, 9, units)
    counts[a.HORSES_LOST] = tables.unit_reals[t.HORSES_0].astype(int) - counts[a.HORSES]
    counts[a.TRUCKS] = tables.unit_reals[t.TRUCKS_0].astype(int) - rng.integers(1, 5, units)
    counts[a.TRUCKS_LOST] = tables.unit_reals[t.TRUCKS_0].astype(int) - counts[a.TRUCKS]
    reals[a.SUPPRESSION] = rng.uniform(0.0, 0.75, units)
    reals[a.COHESION] = rng.uniform(0.3, 0.98, units)
    reals[a.FATIGUE] = rng.uniform(0.02, 0.9, units)
    reals[a.PROGRESS_M] = rng.uniform(0.0, 0.8 * scale.hex_m, units)
    reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS] = tables.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS] * rng.uniform(
        0.1, 1.0, (a.SLOTS, units)
    )
    reals[a.FOOD_DAYS] = rng.uniform(0.1, 2.0, units)
    reals[a.HUNGER_DAYS] = rng.uniform(0.1, 3.0, units)
    reals[a.SUPPLY_SHARE] = rng.uniform(0.1, 0.95, units)
    reals[a.LIFT_KG_H] = rng.uniform(30.0, 900.0, units)
    reals[a.ISSUED] = rng.uniform(0.0, 500.0, units)
    reals[a.CUT_OFF_H] = rng.uniform(0.1, 5.0, units)
    held = np.full((t.PLACE_FIELDS, places), -1, dtype=np.int32)
    held[:3] = rng.integers(-1, 2, (3, places))
    held[[t.BUILT, t.MINED]] = 0
    who = np.zeros((t.COMMANDER_FIELDS, commanders), dtype=np.int32)
    who[t.C_RULE] = who[t.C_PLACE] = -1
    who[t.C_SIDE] = np.arange(commanders) % 2
    clocks = np.full((t.CLOCKS, units), t.LONG_AGO, dtype=np.int32)
    clocks[t.OWN_RULE] = clocks[t.WRECKS_AT] = -1
    clocks[[t.WRECKS_LOST, t.STOPPED, t.HELD_BACK, t.LEAVES]] = 0
    clocks[t.MEN_THEN] = counts[a.MEN]
    depots = np.zeros((t.DEPOT_FIELDS, 2))
    depots[t.D_MET] = 1.0
    return bundles.State(
        counts=counts, reals=reals, commanders=who, leaves=np.zeros((t.LEAVE_FIELDS, 0), dtype=np.int32), places=held,
        works=rng.uniform(0.05, 0.95, hexes), wire=rng.uniform(0.05, 0.95, hexes),
        hex_side=rng.integers(-1, 2, hexes).astype(np.int32), peace=np.zeros(1, dtype=np.int32), clocks=clocks,
        way=np.zeros((t.WAY_FIELDS, units)), fired=rng.uniform(0.0, 300.0, units), depots=depots,
        aims=t.aims.empty(unit=units), missions=t.missions.empty(unit=units),
        bodies=t.bodies.empty(body=units), stops=a.stops.empty(side=2),
        sectors=np.array([[-900 + 7 * k, 3 + k] for k in range(SECTORS)], dtype=np.int32).T.copy(),
    )  # fmt: skip


def made_limits(many: int, seed: int) -> np.ndarray:
    """f8[law, whose]: laws of the doctrine near their medians, no two alike."""
    medians = np.array([law.median for law in laws()])
    own = np.random.default_rng([SEED, 77, abs(seed), int(seed < 0)])
    return np.ascontiguousarray(medians[:, None] * own.uniform(0.8, 1.2, (len(medians), many)))


def alone(units: int, formations: int = 0) -> dict[str, np.ndarray]:
    """Every unit a body by itself, for the orders."""
    every = np.arange(units, dtype=np.int32)
    first = np.arange(units + 1, dtype=np.int32)
    return {"body_of": every, "body_units": every, "body_first": first, "body_node": every + np.int32(formations)}


def no_orders(units: int, commanders: int) -> bundles.Orders:
    """No plan at all."""
    empty = np.zeros(0, dtype=np.int32)
    return bundles.Orders(
        rules=np.zeros((0, t.RULE_FIELDS), dtype=np.int32), rules_of=np.zeros(commanders + 1, dtype=np.int32),
        conditions=np.zeros((0, 4), dtype=np.int32), shares=np.zeros(0), members=empty,
        first=np.zeros(commanders + 1, dtype=np.int32), nodes=np.full((2, units), -1, dtype=np.int32),
        node_of=np.zeros(commanders, dtype=np.int32), hashes=np.zeros(units, dtype=np.uint64),
        delays=np.zeros((2, t.ECHELONS)), leaves=np.zeros((t.LEAVE_FIELDS, 0)),
        leave_hashes=np.zeros(0, dtype=np.uint64), **alone(units),
    )  # fmt: skip


def ready(b: Blocks) -> Blocks:
    """The buffers laid out for a moment that is as it shall be; `standing` counts who stands on the map."""
    b.scratch = scratch_for(b.world, b.scale, b.tables, b.state)
    leave_over(b.scratch)
    b.scratch.standing[:] = 0
    for unit in range(b.tables.hashes.size):
        if b.state.counts[a.STATUS, unit] in (a.ACTIVE, a.BROKEN):
            b.scratch.standing[b.tables.units[t.SIDE, unit], b.state.counts[a.HEX, unit]] += 1
    return b
