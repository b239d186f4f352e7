"""Made-up moments of a fight in which every number differs, as the kernels' arrays and as plain Python objects.

:func:`moment` lays out the arrays; :func:`read` turns them into a :class:`Told`, the state as a reader of
docs/model/engine.md would speak of it. A twin of a stage changes a Told, the stage of the kernels changes the arrays,
and :func:`differences` says in which field of which unit, hex, place, commander or depot the two are not the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from heapq import heappop, heappush
from math import isclose, isnan
from types import SimpleNamespace
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
from twin.draws import STREAMS, between, philox
from twin.harness import leave_over

CLOSED = 1e30
"""More seconds than this and a way is closed."""
OF_UNITS = (
    "side", "role", "mobility", "commander", "arrives", "quality", "armoured", "carrier", "engineers", "air_role",
    "grounded", "surrender", "sector", "headquarters",
)  # fmt: skip
OF_UNITS_REAL = (
    "frontage_m", "depth_m", "armour_mm", "crew", "cross_kmh", "road_kmh", "marsh_kmh", "bog_per_hour", "men_0",
    "vehicles_0", "hits_to_stop", "crew_exposure", "horses_0", "trucks_0", "airfield_km", "speed_kmh", "serviceable",
    "turnaround_h", "patrol_h", "air_worth", "wire",
)  # fmt: skip
OF_WEAPONS = (
    "crew", "rate", "max_m", "min_m", "effective_m", "hit", "half_m", "lethal_m2", "dispersion_m", "pen_mm",
    "pen_loss", "load", "daily", "group", "killed", "indirect", "round_kg", "ceiling_m", "aircraft_hit",
)  # fmt: skip
OF_COMMANDERS = ("stage", "rule", "side", "order", "place", "outside", "initiative")
OF_PLACES = ("holder", "known_0", "known_1", "crossing_now", "built", "mined")
OF_RULES = ("commander", "first", "count", "order", "place", "stage", "leave", "initiative")
OF_DEPOTS = (
    "declared", "railhead_t", "ammunition_t", "food_t", "brought_t", "issued_ammunition_t", "issued_food_t", "lost_t",
    "food_share", "wanted_t", "met", "legs",
)  # fmt: skip
OF_CARRIERS = ("leg", "fit", "broken", "tonnes_a_day", "breaks")
OF_SECTORS = ("last_fire", "fight")
CLOCKS = (
    "last_fired", "no_assault_before", "alights", "own_rule", "heading", "alert_since", "last_alert", "regrouped",
    "wrecks_at", "wrecks_lost",
)  # fmt: skip
WAY = ("then_q", "then_r", "moving")
SEED = 20_260
SECTORS = 6
"""Even ones of one side, odd ones of the other."""


class Blocks(SimpleNamespace):
    """The arrays of one moment: world, tables, orders, state, scratch, scale, log, and the step."""


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
        key=rng.integers(0, 2**32, 2, dtype=np.uint64),
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
    clocks[t.WRECKS_LOST] = 0
    depots = np.zeros((t.DEPOT_FIELDS, 2))
    depots[t.D_MET] = 1.0
    return bundles.State(
        counts=counts, reals=reals, commanders=who, leaves=np.zeros((t.LEAVE_FIELDS, 0), dtype=np.int32), places=held,
        works=rng.uniform(0.05, 0.95, hexes), wire=rng.uniform(0.05, 0.95, hexes),
        hex_side=rng.integers(-1, 2, hexes).astype(np.int32), peace=np.zeros(1, dtype=np.int32), clocks=clocks,
        way=np.zeros((t.WAY_FIELDS, units)), fired=rng.uniform(0.0, 300.0, units), depots=depots,
        aims=t.aims.empty(unit=units), missions=t.missions.empty(unit=units),
        sectors=np.array([[-900 + 7 * k, 3 + k] for k in range(SECTORS)], dtype=np.int32).T.copy(),
    )  # fmt: skip


def no_orders(units: int, commanders: int) -> bundles.Orders:
    """No plan at all."""
    empty = np.zeros(0, dtype=np.int32)
    return bundles.Orders(
        rules=np.zeros((0, t.RULE_FIELDS), dtype=np.int32), rules_of=np.zeros(commanders + 1, dtype=np.int32),
        conditions=np.zeros((0, 4), dtype=np.int32), shares=np.zeros(0), members=empty,
        first=np.zeros(commanders + 1, dtype=np.int32), nodes=np.full((2, units), -1, dtype=np.int32),
        node_of=np.zeros(commanders, dtype=np.int32), hashes=np.zeros(units, dtype=np.uint64),
        delays=np.zeros((2, t.ECHELONS)), leaves=np.zeros((t.LEAVE_FIELDS, 0)),
        leave_hashes=np.zeros(0, dtype=np.uint64),
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


# --- the same as plain objects ---------------------------------------------------------------------------------------


@dataclass
class Told:
    """A moment in plain Python: lists of units, hexes, places, commanders and depots whose fields have names."""

    step: int
    units: list[Any]
    hexes: list[Any]
    places: list[Any]
    commanders: list[Any]
    leaves: list[Any]
    depots: list[Any]
    sectors: list[Any]
    peace: int
    standing: list[list[int]]
    p: Any
    weapons: list[Any]
    visibility: float
    dark: float
    wet: float
    dust: float
    scale: Any
    key: Any
    rear: list[int]
    way: Any
    way_of: Any
    start_hex: list[int]
    events: list[tuple[int, ...]] = field(default_factory=list)
    losses: list[dict[str, float]] = field(default_factory=list)

    @property
    def hours(self) -> float:
        return float(self.scale.step_s) / 3600.0

    def draw(
        self, stream: str, sub: int, unit: Any = None, other: Any = None, step: int | None = None
    ) -> tuple[float, float]:
        """The two uniforms at an address; units by themselves or by their hashes."""
        mine, his = (0 if one is None else int(getattr(one, "hash", one)) for one in (unit, other))
        a_, b_, c_, d_ = philox(
            (int(self.key[0]), int(self.key[1])),
            (self.step if step is None else step, STREAMS.index(stream) << 16 | sub, mine, his),
        )
        return between(a_, b_), between(c_, d_)

    def apart(self, one: int, other: int) -> int:
        """Hexes between two hexes."""
        dq = self.hexes[one].q - self.hexes[other].q
        dr = self.hexes[one].r - self.hexes[other].r
        return max(abs(dq), abs(dr), abs(dq + dr))

    @property
    def reach(self) -> int:
        return int(self.scale.reach)

    def axial(self, here: int) -> tuple[int, int]:
        return self.hexes[here].q, self.hexes[here].r

    def hex_at(self, q: int, r: int) -> int:
        """The hex of axial coordinates, -1 off the map."""
        return next((one.index for one in self.hexes if (one.q, one.r) == (q, r)), -1)

    def here(self, where: int, side: int) -> list[Any]:
        """Units of a side that stand in a hex."""
        return [unit for unit in self.units if unit.on_map and unit.hex == where and unit.side == side]

    def count_standing(self) -> None:
        """Reckon anew how many of each side stand where."""
        self.standing = [[len(self.here(where, side)) for where in range(len(self.hexes))] for side in (0, 1)]

    def tell(self, kind: int, unit: int, other: int = -1, place: int = -1, value: int = 0) -> None:
        self.events.append((self.step, kind, unit, other, place, value))


class Unit(SimpleNamespace):
    """A unit: what it is, and how it stands."""

    @property
    def on_map(self) -> bool:
        return self.status in (a.ACTIVE, a.BROKEN)


def read(b: Blocks) -> Told:
    """The arrays as plain objects."""
    s, w, tb = b.state, b.world, b.tables
    units = []
    for k in range(tb.hashes.size):
        unit = Unit(index=k, hash=tb.hashes[k])
        for name, row in zip(a.COUNT_NAMES, s.counts[:, k].tolist(), strict=True):
            if name[-1] not in "012345":
                setattr(unit, name, row)
        for name, value in zip(a.REAL_NAMES, s.reals[:, k].tolist(), strict=True):
            if name[-1] not in "012345":
                setattr(unit, name, value)
        for name in OF_UNITS:
            setattr(unit, name, int(tb.units[getattr(t, name.upper()), k]))
        for name in OF_UNITS_REAL:
            setattr(unit, name, float(tb.unit_reals[getattr(t, name.upper()), k]))
        for name in CLOCKS:
            setattr(unit, name, int(s.clocks[getattr(t, name.upper()), k]))
        for name in WAY:
            setattr(unit, name, float(s.way[getattr(t, name.upper()), k]))
        unit.shots = float(s.fired[k])
        unit.weapons = s.counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS, k].tolist()
        unit.rounds = s.reals[a.AMMO_0 : a.AMMO_0 + a.SLOTS, k].tolist()
        unit.arms = tb.units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS, k].tolist()
        unit.loads = tb.unit_reals[t.LOAD_0 : t.LOAD_0 + a.SLOTS, k].tolist()
        units.append(unit)
    hexes = []
    for h in range(w.neighbours.shape[0]):
        hexes.append(
            SimpleNamespace(
                index=h, q=int(w.axial[0, h]), r=int(w.axial[1, h]), next=w.neighbours[h].tolist(),
                surface=int(w.ground_i[t.SURFACE, h]), crossing=int(w.ground_i[t.CROSSING, h]),
                road=int(w.ground_i[t.ROAD, h]), elevation_m=float(w.ground_f[t.ELEVATION_M, h]),
                crest_m=float(w.ground_f[t.CREST_M, h]), cover=float(w.ground_f[t.COVER, h]),
                concealment=float(w.ground_f[t.CONCEALMENT, h]), works=float(s.works[h]), wire=float(s.wire[h]),
                held_by=int(s.hex_side[h]), across=w.across[:, h].tolist(),
            )
        )  # fmt: skip
    places = []
    for k in range(w.place_hex.size):
        place = SimpleNamespace(
            hex=int(w.place_hex[k]), site=int(w.sites[t.SITE, k]), site_hex=int(w.sites[t.SITE_HEX, k])
        )
        for name in OF_PLACES:
            setattr(place, name, int(s.places[getattr(t, name.upper()), k]))
        places.append(place)
    commanders = [
        SimpleNamespace(**{name: int(s.commanders[getattr(t, "C_" + name.upper()), k]) for name in OF_COMMANDERS})
        for k in range(s.commanders.shape[1])
    ]
    leaves = [
        SimpleNamespace(
            standing=int(s.leaves[t.V_STANDING, k]),
            due=int(s.leaves[t.V_DUE, k]),
            commander=int(s.leaves[t.V_COMMANDER, k]),
        )
        for k in range(s.leaves.shape[1])
    ]
    depots = []
    for side in (0, 1):
        depot = SimpleNamespace(**{name: float(s.depots[getattr(t, "D_" + name.upper()), side]) for name in OF_DEPOTS})
        depot.carriers = [
            SimpleNamespace(
                **{
                    name: float(s.depots[t.D_CARRIER_0 + k * t.CARRIER_FIELDS + getattr(t, "CA_" + name.upper()), side])
                    for name in OF_CARRIERS
                }
            )
            for k in range(t.MOST_CARRIERS)
        ]
        depots.append(depot)
    sectors = [
        SimpleNamespace(**{name: int(s.sectors[getattr(t, "SE_" + name.upper()), k]) for name in OF_SECTORS})
        for k in range(s.sectors.shape[1])
    ]
    arms = [
        SimpleNamespace(**{name: float(tb.weapons[getattr(t, "W_" + name.upper()), k]) for name in OF_WEAPONS})
        for k in range(tb.weapons.shape[1])
    ]
    parameters = SimpleNamespace(**{name: float(tb.parameters[k]) for k, name in enumerate(p.NAMES)})
    parameters.row = tb.parameters.tolist()
    told = Told(
        step=b.step, units=units, hexes=hexes, places=places, commanders=commanders, leaves=leaves, depots=depots,
        sectors=sectors,
        peace=int(s.peace[0]), standing=b.scratch.standing.tolist() if b.scratch else [], p=parameters, weapons=arms,
        visibility=float(tb.light[t.VISIBILITY_M, b.step]), dark=float(tb.light[t.DARK, b.step]),
        wet=float(tb.light[t.WET, b.step]), dust=float(tb.light[t.DUST, b.step]), scale=b.scale, key=tb.key,
        rear=b.world.rear.tolist(), way=b.world.way.tolist(), way_of=b.world.way_of.tolist(),
        start_hex=b.world.start_hex.tolist(),
    )  # fmt: skip
    events, losses = (int(n) for n in b.log.used)
    told.events = [tuple(row) for row in b.log.events[:events].tolist()]
    for row, factors in zip(b.log.losses[:losses].tolist(), b.log.factors[:losses].tolist(), strict=True):
        told.losses.append(dict(zip(a.LOSS_NAMES, row, strict=True)) | dict(zip(a.FACTOR_NAMES, factors, strict=True)))
    return told


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) or (isnan(one) and isnan(other)) or one == other
    return bool(one == other)


def differences(expected: Told, found: Told, ignored: Iterable[str] = ()) -> list[str]:
    """Where the kernels have left something else than the twin, in words."""
    said: list[str] = []

    def compare(what: str, one: Any, other: Any) -> None:
        if isinstance(one, SimpleNamespace):
            for name, value in vars(one).items():
                if name not in ignored:
                    compare(f"{what}.{name}", value, vars(other)[name])
        elif isinstance(one, dict):
            for name in one.keys() | other.keys():
                if name not in ignored:
                    compare(f"{what}[{name}]", one.get(name), other.get(name))
        elif isinstance(one, list | tuple):
            if len(one) != len(other):
                said.append(f"{what}: twin has {len(one)}, kernels {len(other)}: {one} | {other}")
                return
            for k, (mine, his) in enumerate(zip(one, other, strict=True)):
                compare(f"{what}[{k}]", mine, his)
        elif one is None or other is None or not same(one, other):
            said.append(f"{what}: twin {one!r}, kernels {other!r}")

    for name in (
        "units", "hexes", "places", "commanders", "leaves", "depots", "sectors", "peace", "standing", "events",
        "losses",
    ):  # fmt: skip
        if name not in ignored:
            compare(name, getattr(expected, name), getattr(found, name))
    return said


def in_any_order(told: Told) -> Told:
    """Losses sorted by whom they befell, for stages whose order of noting says nothing."""
    told.losses.sort(key=lambda loss: tuple(loss[name] for name in a.LOSS_NAMES))
    return told


def agree(expected: Told, b: Blocks, ignored: Iterable[str] = ()) -> None:
    """AssertionError with every difference between a twin and what the kernels have left."""
    found = differences(expected, read(b), ignored)
    if found:
        raise AssertionError("\n".join(found))
