"""From the twin's fight to the arrays of the kernels and back, and what they do not agree on.

    kernel = Kernel(fight)                       # arrays of this fight
    kernel.run("look_around", "mark_known")      # stages, as a step calls them
    agree(twin, kernel.fight())                  # every field of the state, every loss, every event

`distinct` makes a vector of parameters all different; `ground` a map whose hexes all differ.
"""

from __future__ import annotations

import copy
import heapq
import math
from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np

from khasan import arrays as a
from khasan.engine.setup import empty_log, scratch_for
from khasan.ground.hexgrid import HexGrid
from khasan.kernels import step
from khasan.kernels.fire.ranges import prepare_ranges
from khasan.kernels.knowledge.line_of_sight import all_lines
from khasan.kernels.state import bundles
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.catalog import read
from khasan.scenario.schema import ParameterFile
from twin.bodies import bodies_back, body_states, borne, find_bodies, orders_of
from twin.draws import hash_of
from twin.world import DEPOT_NAMES, HITS, Fight, Hex, Light, Unit, Weapon

CLOSED = 1e30
"""Seconds into a hex that nobody can enter."""
ROWS = 400
"""Rows of the book."""
STATIC_COUNTS = {
    "side": t.SIDE, "role": t.ROLE, "mobility": t.MOBILITY, "commander": t.COMMANDER, "arrives": t.ARRIVES,
    "armoured": t.ARMOURED, "carrier": t.CARRIER, "engineers": t.ENGINEERS, "air_role": t.AIR_ROLE,
    "grounded": t.GROUNDED, "sector": t.SECTOR, "headquarters": t.HEADQUARTERS,
}  # fmt: skip
STATIC_REALS = {
    name: getattr(t, name.upper())
    for name in (
        "frontage_m", "depth_m", "armour_mm", "crew", "cross_kmh", "road_kmh", "marsh_kmh", "bog_per_hour", "men_0",
        "vehicles_0", "hits_to_stop", "crew_exposure", "horses_0", "trucks_0", "airfield_km", "speed_kmh",
        "serviceable", "turnaround_h", "patrol_h", "air_worth", "wire",
    )
}  # fmt: skip
WEAPON_NAMES = tuple(f.name for f in fields(Weapon))[1:]
COUNT_ROWS = {
    name: k for k, name in enumerate(a.COUNT_NAMES) if not name.startswith("weapons_") or name == "weapons_lost"
}
REAL_ROWS = {name: k for k, name in enumerate(a.REAL_NAMES) if not name.startswith("rounds_")}
CLOCK_ROWS = {
    "last_fired": t.LAST_FIRED, "no_assault_before": t.NO_ASSAULT_BEFORE, "alights": t.ALIGHTS,
    "own_rule": t.OWN_RULE, "heading": t.HEADING, "alert_since": t.ALERT_SINCE, "last_alert": t.LAST_ALERT,
    "regrouped": t.REGROUPED, "wrecks_at": t.WRECKS_AT, "wrecks_lost": t.WRECKS_LOST, "stopped": t.STOPPED,
    "held_back": t.HELD_BACK, "men_then": t.MEN_THEN, "leaves": t.LEAVES, "pressed_since": t.PRESSED_SINCE,
    "lost_since": t.LOST_SINCE, "alone_since": t.ALONE_SINCE,
}  # fmt: skip
WAY_ROWS = {"then_q": t.THEN_Q, "then_r": t.THEN_R, "moving": t.MOVING}
COMMANDER_ROWS = ("stage", "rule", "side", "order", "place", "outside", "initiative")
LEAVE_ROWS = ("standing", "due", "commander")
SECTOR_ROWS = ("last_fire", "fight")
LEFT_OVER = (
    "aim", "aim_up", "aim_down", "fight_factor", "hits_on_men", "hits_on_vehicles", "struck_men", "struck_vehicles",
)  # fmt: skip
"""Buffers in which a step finds what the last one left there."""
PLACE_ROWS = ("holder", "known_0", "known_1", "crossing_now", "built", "mined")


@cache
def _priors() -> tuple[tuple[str, float, bool], ...]:
    file = read("parameters", "global")
    assert isinstance(file, ParameterFile)
    found = {one.id: one for one in file.parameters}
    return tuple((name, found[name].median, found[name].prior == "logitnormal") for name in p.NAMES)


def distinct(seed: int = 0, **fixed: float) -> dict[str, float]:
    """Every parameter at a value of its own near its median: no two alike, shares between 0 and 1."""
    values = {}
    for k, (name, median, share) in enumerate(_priors()):
        shift = ((k + 1) * 0.6180339887498949 + seed * 0.7548776662466927) % 1.0 - 0.5  # from -0.5 to 0.5
        if share:
            values[name] = 1.0 / (1.0 + math.exp(-(math.log(median / (1.0 - median)) + shift)))
        else:
            values[name] = median * math.exp(shift)
    assert len(set(values.values())) == len(values)
    assert set(fixed) <= set(values), set(fixed) - set(values)
    return {**values, **fixed}


def ground(cols: int, rows: int, hex_m: float = 250.0, rise_m: float = 0.0, seed: int = 0) -> list[Hex]:
    """Open hexes all of different height, cover and concealment; the ground rises so many metres a row."""
    made = []
    for k in range(cols * rows):
        u = ((k + 1 + seed) * 0.6180339887498949) % 1.0
        v = ((k + 1 + seed) * 0.7548776662466927) % 1.0
        height = 20.0 + rise_m * (k // cols) + 1.5 * u
        made.append(Hex(height, height + 0.4 * v, 0.05 + 0.4 * v, 0.02 + 0.3 * u))
    return made


def ways(fight: Fight, mobilities: tuple[int, ...] = (t.FOOT,)) -> None:
    """Fill `across` and `way`: seconds all different, the quickest ways to every place by Dijkstra's rule."""
    for mobility in mobilities:
        across = []
        for here in range(len(fight.hexes)):
            row = []
            for k, there in enumerate(fight.neighbours(here)):
                water = there >= 0 and fight.hexes[there].surface in (t.LAKE, t.RIVER, t.SEA)
                shut = there < 0 or (water and fight.hexes[there].crossing == t.NO_CROSSING)
                u = ((here * 6 + k + 1 + 97 * mobility) * 0.6180339887498949) % 1.0
                row.append(CLOSED if shut else fight.hex_m * (0.7 + 0.5 * u))
            across.append(row)
        fight.across[mobility] = across
        for place, where in enumerate(fight.places):
            fight.way[place, mobility] = _quickest(fight, across, where.hex)


def _quickest(fight: Fight, across: list[list[float]], goal: int) -> list[float]:
    """Dijkstra's rule, backwards from the goal."""
    time = [CLOSED] * len(fight.hexes)
    time[goal] = 0.0
    open_: list[tuple[float, int]] = [(0.0, goal)]
    while open_:
        so_far, there = heapq.heappop(open_)
        if so_far > time[there]:
            continue
        for k, here in enumerate(fight.neighbours(there)):
            seconds = across[here][(k + 3) % 6] if here >= 0 else CLOSED
            if seconds < CLOSED and so_far + seconds < time[here]:
                time[here] = so_far + seconds
                heapq.heappush(open_, (time[here], here))
    return time


def leave_over(scratch: bundles.Scratch) -> None:
    """Fill what a step of fire leaves behind with numbers, all different: no later step may read them."""
    for k, name in enumerate(LEFT_OVER):
        buffer = getattr(scratch, name)
        buffer[...] = np.arange(1, buffer.size + 1).reshape(buffer.shape) + 100 * k


class Kernel:
    """The arrays of a fight; stages of the engine run on them."""

    def __init__(self, fight: Fight) -> None:
        assert [unit.id for unit in fight.units] == sorted({unit.id for unit in fight.units}), "sort the units by id"
        assert all(place.hex >= 0 for place in fight.places)
        self.start = copy.deepcopy(fight)
        f = self.start
        find_bodies(f)
        f.light = f.light or [Light() for _ in range(f.step + 1)]
        self.scale = bundles.Scale(
            f.step_s, f.hex_m, f.stack, f.reach, f.digging, f.carrying, f.air, f.engineering, f.wiring
        )
        self.world = _world(f)
        self.tables = _tables(f)
        self.orders = orders_of(f)
        self.state = _state(f)
        self.scratch = scratch_for(self.world, self.scale, self.tables, self.state)
        self.scratch.standing[:] = 0  # at the start nobody is broken: `scratch_for` counts who is active
        for unit in f.units:
            self.scratch.standing[unit.side, unit.hex] += unit.status in (a.ACTIVE, a.BROKEN)
        for k, unit in enumerate(f.units):
            self.scratch.hits[:, k] = [unit.hits[name] for name in HITS]
            self.scratch.weapons_hit[:, k] = unit.weapons_hit
        leave_over(self.scratch)
        self.log = empty_log(True, ROWS)
        self.step = f.step

    def run(self, *stages: str) -> Kernel:
        """Run stages by name, each with the arguments that one_step gives it."""
        with np.errstate(over="ignore"):
            for name in stages:
                call, names = _callable(name)
                call(*(getattr(self, argument) for argument in names))
        return self

    def next_step(self) -> Kernel:
        self.step += 1
        return self

    def fight(self) -> Fight:
        """The fight as the arrays have it now."""
        f = copy.deepcopy(self.start)
        f.step = self.step
        state = self.state
        for k, unit in enumerate(f.units):
            _unit_back(unit, k, state, self.scratch)
        for k, one in enumerate(f.hexes):
            one.works, one.wire, one.side = state.works[k].item(), state.wire[k].item(), state.hex_side[k].item()
            one.crossing = self.world.ground_i[t.CROSSING, k].item()
        for k, place in enumerate(f.places):
            _set(place, {name: state.places[row, k] for row, name in enumerate(PLACE_ROWS)})
        for k, commander in enumerate(f.commanders):
            _set(commander, {name: state.commanders[row, k] for row, name in enumerate(COMMANDER_ROWS)})
        for k, leave in enumerate(f.leaves):
            _set(leave, {name: state.leaves[row, k] for row, name in enumerate(LEAVE_ROWS)})
        for k, sector in enumerate(f.sectors):
            _set(sector, {name: state.sectors[row, k] for row, name in enumerate(SECTOR_ROWS)})
        bodies_back(f, state)
        f.peace = state.peace[0].item()
        f.depots = [{name: state.depots[row, k].item() for row, name in enumerate(DEPOT_NAMES)} for k in (0, 1)]
        events, losses = (int(n) for n in self.log.used)
        f.events = [tuple(row) for row in self.log.events[:events].tolist()]
        names = (*a.LOSS_NAMES, *a.FACTOR_NAMES)
        f.losses = [
            dict(zip(names, (*self.log.losses[k].tolist(), *self.log.factors[k].tolist()), strict=True))
            for k in range(losses)
        ]
        return f


@cache
def _callable(name: str) -> tuple[Any, tuple[str, ...]]:
    """A stage, as plain Python, and the names of its arguments."""
    stage = getattr(step, name)
    code = stage.__code__
    return stage, code.co_varnames[: code.co_argcount]


def _set(target: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(target, name, value.item())


def _unit_back(unit: Unit, k: int, state: bundles.State, scratch: bundles.Scratch) -> None:
    _set(unit, {name: state.counts[row, k] for name, row in COUNT_ROWS.items()})
    _set(unit, {name: state.reals[row, k] for name, row in REAL_ROWS.items()})
    _set(unit, {name: state.clocks[row, k] for name, row in CLOCK_ROWS.items()})
    _set(unit, {name: state.way[row, k] for name, row in WAY_ROWS.items()})
    unit.aims = {name: state.aims[row, k].item() for row, name in enumerate(t.aims.names)}
    unit.mission = {name: state.missions[row, k].item() for row, name in enumerate(t.missions.names)}
    unit.shots = state.fired[k].item()
    for number, slot in enumerate(unit.slots):
        slot.working = state.counts[a.COUNT_0 + number, k].item()
        slot.rounds = state.reals[a.AMMO_0 + number, k].item()
    unit.hits = {name: scratch.hits[row, k].item() for row, name in enumerate(HITS)}
    unit.weapons_hit = scratch.weapons_hit[:, k].tolist()


def _world(f: Fight) -> bundles.World:
    grid = HexGrid(f.hex_m, f.cols, f.rows, 0.0, 0.0)
    axial = np.ascontiguousarray(np.stack(grid.axial(np.arange(grid.n))).astype(np.int32))
    ground_f = np.array([[h.elevation_m, h.crest_m, h.cover, h.concealment] for h in f.hexes]).T.copy()
    ground_i = np.array([[h.surface, h.crossing, h.road] for h in f.hexes], dtype=np.int32).T.copy()
    across = np.full((t.MOBILITY_CLASSES, grid.n, 6), CLOSED)
    for mobility, seconds in f.across.items():
        across[mobility] = seconds
    way_of = np.full((len(f.places), t.MOBILITY_CLASSES), -1, dtype=np.int32)
    for row, where in enumerate(f.way):
        way_of[where] = row
    return bundles.World(
        axial=axial, neighbours=np.ascontiguousarray(grid.neighbours.astype(np.int32)), ground_i=ground_i,
        ground_f=ground_f, lines=all_lines(axial, ground_f, f.cols, f.rows, f.reach), across=across,
        way=np.array(list(f.way.values())).reshape(len(f.way), grid.n), way_of=way_of,
        place_hex=np.array([place.hex for place in f.places], dtype=np.int32),
        rear=np.array(f.rear, dtype=np.int32), start_hex=np.array([unit.hex for unit in f.units], dtype=np.int32),
        sites=np.array([[one.site for one in f.places], [one.site_hex for one in f.places]], dtype=np.int32),
        kmh=np.full((t.MOBILITY_CLASSES, 3), 9.0), medians=np.array([row[1] for row in _priors()]),
    )  # fmt: skip


def _tables(f: Fight) -> bundles.Tables:
    units = np.zeros((t.UNIT_COUNTS, len(f.units)), dtype=np.int32)
    reals = np.zeros((t.UNIT_REALS, len(f.units)))
    units[t.WEAPON_0 : t.WEAPON_0 + a.SLOTS] = -1
    counts = np.zeros((a.SLOTS, len(f.units)), dtype=np.int32)
    for k, unit in enumerate(f.units):
        unit.men_0 = unit.men if unit.men_0 < 0 else unit.men_0
        unit.vehicles_0 = unit.vehicles if unit.vehicles_0 < 0 else unit.vehicles_0
        for name, row in STATIC_COUNTS.items():
            units[row, k] = getattr(unit, name)
        units[t.QUALITY, k], units[t.SURRENDER, k] = p.NAMES.index(unit.quality), p.NAMES.index(unit.surrender)
        for name, row in STATIC_REALS.items():
            reals[row, k] = getattr(unit, name)
        for number, slot in enumerate(unit.slots):
            units[t.WEAPON_0 + number, k] = slot.weapon
            counts[number, k] = slot.on_arrival
            reals[t.LOAD_0 + number, k] = slot.load
    weapons = np.array(
        [[_number(getattr(w, name)) for w in f.weapons] for name in WEAPON_NAMES],
        dtype=np.float64,
    )
    parameters = np.array([f.p[name] for name in p.NAMES])
    limits, by_range, by_distance = prepare_ranges(weapons, parameters, f.hex_m, f.reach)
    light = np.array([[one.visibility_m, one.dark, one.wet, one.dust] for one in f.light]).T.copy()
    return bundles.Tables(
        units=units, unit_reals=reals, weapons=weapons, weapon_counts=counts, limits=limits, by_range=by_range,
        by_distance=by_distance, parameters=parameters, light=light,
        hashes=np.array([hash_of(unit.id) for unit in f.units], dtype=np.uint64),
        sector_hashes=np.array([hash_of(one.id) for one in f.sectors], dtype=np.uint64),
        key=np.array(f.key, dtype=np.uint64), borne=borne(f.units), body_borne=borne(f.bodies),
    )  # fmt: skip


def _number(value: float | str) -> float:
    """A number, or the row of the parameter that it names."""
    return float(p.NAMES.index(value)) if isinstance(value, str) else value


def _state(f: Fight) -> bundles.State:
    many = len(f.units)
    counts, reals = np.zeros((a.COUNTS, many), dtype=np.int32), np.zeros((a.REALS, many))
    clocks, way = np.zeros((t.CLOCKS, many), dtype=np.int32), np.zeros((t.WAY_FIELDS, many))
    aims, missions = t.aims.empty(unit=many), t.missions.empty(unit=many)
    for k, unit in enumerate(f.units):
        for block, rows in ((counts, COUNT_ROWS), (reals, REAL_ROWS), (clocks, CLOCK_ROWS), (way, WAY_ROWS)):
            for name, row in rows.items():
                block[row, k] = getattr(unit, name)
        aims[:, k], missions[:, k] = list(unit.aims.values()), list(unit.mission.values())
        for number, slot in enumerate(unit.slots):
            counts[a.COUNT_0 + number, k], reals[a.AMMO_0 + number, k] = slot.working, slot.rounds
    return bundles.State(
        counts=counts, reals=reals, clocks=clocks, way=way,
        commanders=_rows(f.commanders, COMMANDER_ROWS), leaves=_rows(f.leaves, LEAVE_ROWS),
        places=_rows(f.places, PLACE_ROWS), works=np.array([one.works for one in f.hexes]),
        wire=np.array([one.wire for one in f.hexes]),
        hex_side=np.array([one.side for one in f.hexes], dtype=np.int32), peace=np.array([f.peace], dtype=np.int32),
        fired=np.array([unit.shots for unit in f.units]),
        depots=np.array([[depot[name] for depot in f.depots] for name in DEPOT_NAMES]),
        sectors=_rows(f.sectors, SECTOR_ROWS), aims=aims, missions=missions, bodies=body_states(f),
        stops=a.stops.empty(side=2),
    )  # fmt: skip


def _rows(items: list[Any], names: tuple[str, ...]) -> Any:
    made = np.zeros((len(names), len(items)), dtype=np.int32)
    for k, item in enumerate(items):
        made[:, k] = [getattr(item, name) for name in names]
    return made


def standing_where(fight: Fight) -> None:
    """Give every unit that has not moved the place of its hex as where it stood before."""
    for unit in fight.units:
        if unit.moving == 0.0:
            unit.then_q, unit.then_r = (float(x) for x in fight.axial(unit.hex))


def still(f: Fight) -> Fight:
    """The same without what the twin notes for itself."""
    f = copy.deepcopy(f)
    for unit in f.units:
        unit.free, unit.free_from, unit.at_grips = 1.0, 0.0, False
    return f


def agree(twin: Fight, kernel: Fight, *, leave: tuple[str, ...] = (), rel: float = 1e-9) -> None:
    """Fail, naming every field of the state, loss and event in which the two differ.

    leave: fields of units that are not compared.
    """
    wrong: list[str] = []
    for mine, theirs in zip(twin.units, kernel.units, strict=True):
        for one in fields(Unit):
            if one.name not in leave:
                _compare(f"{mine.id}.{one.name}", getattr(mine, one.name), getattr(theirs, one.name), rel, wrong)
    for kind, mine_all, theirs_all in (
        ("hex", twin.hexes, kernel.hexes), ("place", twin.places, kernel.places),
        ("commander", twin.commanders, kernel.commanders), ("leave", twin.leaves, kernel.leaves),
        ("depot", twin.depots, kernel.depots), ("sector", twin.sectors, kernel.sectors),
        ("body", twin.bodies, kernel.bodies),
    ):  # fmt: skip
        _compare(kind, mine_all, theirs_all, rel, wrong)
    _compare("peace", twin.peace, kernel.peace, rel, wrong)
    _compare("events", sorted(twin.events), sorted(kernel.events), rel, wrong)
    _compare("losses", sorted(twin.losses, key=_address), sorted(kernel.losses, key=_address), rel, wrong)
    assert not wrong, "twin and kernel differ (twin, kernel):\n" + "\n".join(wrong)


def _address(loss: dict[str, float]) -> tuple[float, ...]:
    return tuple(loss[name] for name in ("step", "cause", "target", "shooter", "weapon", "stream", "sub"))


def _compare(where: str, mine: Any, theirs: Any, rel: float, wrong: list[str]) -> None:
    if hasattr(mine, "__dataclass_fields__"):
        mine, theirs = vars(mine), vars(theirs)
    if isinstance(mine, dict):
        if mine.keys() != theirs.keys():
            wrong.append(f"{where}: {sorted(mine)} {sorted(theirs)}")
            return
        for name in mine:
            _compare(f"{where}.{name}", mine[name], theirs[name], rel, wrong)
    elif isinstance(mine, list | tuple):
        if len(mine) != len(theirs):
            wrong.append(f"{where}: {len(mine)} {len(theirs)}: {mine} {theirs}")
            return
        for k, (one, other) in enumerate(zip(mine, theirs, strict=True)):
            _compare(f"{where}[{k}]", one, other, rel, wrong)
    elif isinstance(mine, float) or isinstance(theirs, float):
        if not math.isclose(mine, theirs, rel_tol=rel, abs_tol=1e-12):
            wrong.append(f"{where}: {mine!r} {theirs!r}")
    elif mine != theirs:
        wrong.append(f"{where}: {mine!r} {theirs!r}")
