"""compile_scenario: everything that does not change between replications, worked out once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from khasan.arrays import F8, I4, U8, Labels
from khasan.collecting import no_collecting
from khasan.compiler.addresses import hash_of
from khasan.compiler.force_arrays import ForceIndex, index_forces
from khasan.compiler.light import sky
from khasan.compiler.orders import compile_orders, index_delays, index_leaves, tree_of
from khasan.compiler.supply import Chain, index_supply
from khasan.compiler.uncertain import Uncertain
from khasan.compiler.ways import paces
from khasan.compiler.whole import whole
from khasan.compiler.world import PreparedWorld, WorldPlan, prepare_world, reach_in_hexes
from khasan.errors import input_error
from khasan.kernels.state import bundles
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import parameters as p
from khasan.kernels.state import tables as t
from khasan.scenario.equipment import Toe
from khasan.scenario.library import Library
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import Parameter
from khasan.scenario.sizes import refuse_length

STACK_AT_250_M = 4
"""Units that find room in a hex of 250 m: a battalion's rifle companies side by side. Guess, 3 to 6."""


@dataclass(frozen=True)
class Spell:
    """A spell of weather in steps, with indices into the numbers that a replication draws."""

    id: str
    kind: str
    hash: int
    first: int
    last: int
    probability: int
    visibility: int


@dataclass(frozen=True)
class Compiled:
    """A scenario as arrays and tables; :func:`khasan.engine.run_replication` runs it.

    Immutable but for the prepared maps, which are made when first asked for (from any thread).
    """

    resolved: Resolved
    labels: Labels
    numbers: Uncertain
    forces: ForceIndex
    orders: bundles.Orders
    nodes: tuple[str, ...]
    """Ids of the nodes of the order of battle: the formations, then the units."""
    delays: I4
    """i4[side, echelon] into the draws: minutes of command."""
    leaves: I4
    """i4[field, leave] into the draws."""
    priors: F8
    """f8[P, 4]: median, low, high of each parameter, and 1 where the prior is logit-normal."""
    prior_hashes: U8
    laws: F8
    """f8[D, 4]: the same of the doctrine, from which each commander draws for himself."""
    sky: tuple[F8, F8, F8]
    spells: tuple[Spell, ...]
    start_utc: datetime
    steps: int
    step_s: float
    snapshot_every: int
    scale: bundles.Scale
    chains: tuple[Chain | None, ...]
    """Declared supply, a side each."""
    world_plan: WorldPlan
    _worlds: dict[int, PreparedWorld] = field(default_factory=dict, repr=False, compare=False)
    _locks: dict[int, threading.Lock] = field(default_factory=dict, repr=False, compare=False)

    def member_of(self, replication: int) -> int:
        """Which drawn map a replication is fought on: they take turns, so that each has its equal share."""
        return replication % self.resolved.map.members

    def world(self, member: int) -> PreparedWorld:
        """The prepared map of that number; made once."""
        # setdefault is atomic: one lock a map, so that two threads can prepare two maps at once
        with self._locks.setdefault(member, threading.Lock()):
            if member not in self._worlds:
                with no_collecting():
                    self._worlds[member] = prepare_world(self.world_plan, member)
            return self._worlds[member]


def step_counter(start: datetime, step_s: float, steps: int) -> Callable[[datetime], int]:
    """A function from a moment to the first step that begins at or after it; beyond the end it gives `steps`."""

    def step_of(moment: datetime) -> int:
        return min(steps, max(0, int(np.ceil((moment - start).total_seconds() / step_s))))

    return step_of


@no_collecting()
def compile_scenario(resolved: Resolved, library: Library | None = None) -> Compiled:
    """Turn a resolved scenario into arrays; library: where its map is found, the folders of the user unless said.

    InputError if it cannot be run; `khasan.load_scenario` has checked most of that with file and line already.

    >>> import khasan
    >>> compiled = compile_scenario(khasan.load_scenario("lake-khanka-1935"))
    >>> compiled.labels.sides
    ('japan', 'soviet')
    """
    # Ties (a full hex, equal targets, sums in floating point) go by id, so that the order of the file decides nothing.
    resolved = resolved.model_copy(update={"units": tuple(sorted(resolved.units, key=lambda unit: unit.id))})
    clock = resolved.clock
    start = clock.start.astimezone(UTC)
    steps = refuse_length(clock, resolved.id)
    step_of = step_counter(start, clock.step_s, steps)
    ground_map = (library or Library()).map(resolved.map.id)
    numbers = Uncertain()
    places = _places(resolved)
    orders, commanders, rule_names = compile_orders(resolved, places, step_of)
    forces, weapon_ids = index_forces(resolved, numbers, commanders, step_of)
    spells = tuple(
        Spell(
            w.id, w.kind, hash_of(f"weather/{w.id}"), step_of(w.start), step_of(w.end),
            numbers.add(f"weather/{w.id}/probability", w.probability),
            numbers.add(f"weather/{w.id}/visibility_m", w.visibility_m),
        )
        for w in resolved.weather
    )  # fmt: skip
    chains = index_supply(resolved, numbers)
    delays = index_delays(resolved, numbers)
    leaves = index_leaves(resolved, numbers)
    numbers.freeze()
    lon, lat = ground_map.xy_to_lonlat(*_middle(ground_map.window))
    priors = np.array([_prior_row(one) for one in _in_order(resolved.parameters, p.NAMES, "parameters")])
    laws = np.array([_prior_row(law) for law in _in_order(resolved.doctrine, d.NAMES, "doctrine")])
    # supply.columns numbers each way of each side at each step
    whole([(2 * steps + 2) * len(places) * t.MOBILITY_CLASSES], "steps times places of the plans", file=resolved.id)
    hex_m = resolved.map.hex_m
    stack = max(STACK_AT_250_M, int(STACK_AT_250_M * hex_m / 250.0))
    scale = bundles.Scale(
        float(clock.step_s),
        float(hex_m),
        stack,
        reach_in_hexes(hex_m),
        int(resolved.map.digging == "allowed"),
        int(any(unit.aboard for unit in resolved.units)),
        sum(resolved.toes[unit.toe].branch == "aviation" for unit in resolved.units),
        int(bool(_bridged(resolved))),
        int(any(unit.wire is not None for unit in resolved.units)),
    )
    return Compiled(
        resolved=resolved,
        labels=_labels(resolved, places, weapon_ids, commanders, rule_names),
        numbers=numbers,
        forces=forces,
        orders=orders,
        nodes=tuple(tree_of(resolved)[0]),
        delays=delays,
        leaves=leaves,
        priors=priors,
        prior_hashes=np.array([hash_of(f"parameter/{n}") for n in p.NAMES], dtype=np.uint64),
        laws=laws,
        sky=sky(start, steps, clock.step_s, lon, lat, clock.moon),
        spells=spells,
        start_utc=start,
        steps=steps,
        step_s=float(clock.step_s),
        snapshot_every=max(1, round(snapshot_seconds(steps * clock.step_s) / clock.step_s)),
        scale=scale,
        chains=chains,
        world_plan=_world_plan(resolved, ground_map, places, forces, stack, priors),
    )


def snapshot_seconds(whole_s: float) -> float:
    """How often the state is kept: hourly, in fights of a day or less every five minutes.

    >>> snapshot_seconds(14 * 86400.0), snapshot_seconds(4 * 3600.0)
    (3600.0, 300.0)
    """
    return 3600.0 if whole_s > 86400.0 else 300.0


def _in_order(given: Sequence[Parameter], names: tuple[str, ...], kind: str) -> list[Parameter]:
    """The rows of a table of priors in the order in which kernels know them; InputError if one is missing."""
    by_name = {one.id: one for one in given}
    missing = [name for name in names if name not in by_name]
    if missing:
        raise input_error(kind, ", ".join(missing), "add them with a prior", file=kind)
    return [by_name[name] for name in names]


def _prior_row(parameter: Parameter) -> list[float]:
    return [parameter.median, parameter.low, parameter.high, float(parameter.prior == "logitnormal")]


def _middle(window: tuple[float, float, float, float]) -> tuple[float, float]:
    return (window[0] + window[2]) / 2, (window[1] + window[3]) / 2


def _places(resolved: Resolved) -> tuple[str, ...]:
    """All places that orders, conditions, objectives and rears name, sorted."""
    names = {objective.place for objective in resolved.objectives} | {side.rear for side in resolved.sides}
    for plan in resolved.plans:
        for rule in plan.rules:
            when = rule.when
            names |= {rule.do.place, *when.held, *when.lost, *when.any_lost}
            names |= {near.place for near in (when.enemy_near, when.no_enemy_near) if near}
            names |= {place for place in (when.at, when.supported) if place}
            names |= {when.odds_above.place} if when.odds_above else set()
    return tuple(sorted(names))


def _bridged(resolved: Resolved) -> set[str]:
    """Places where a plan has engineers build or blow a bridge."""
    orders = (rule.do for plan in resolved.plans for rule in plan.rules)
    return {do.place for do in orders if do.kind in ("bridge", "demolish")}


def _world_plan(
    resolved: Resolved,
    ground_map: object,
    places: tuple[str, ...],
    forces: ForceIndex,
    stack: int,
    priors: F8,
) -> WorldPlan:
    index = {name: k for k, name in enumerate(places)}
    rears = tuple(index[side.rear] for side in resolved.sides)
    classes = {unit.id: t.mobilities.by_name[resolved.toes[unit.toe].mobility] for unit in resolved.units}
    side_of = {side.id: k for k, side in enumerate(resolved.sides)}
    ways = {(rears[side_of[unit.side]], classes[unit.id]) for unit in resolved.units}
    ways |= {(rear, t.FOOT) for rear in rears}
    for plan in resolved.plans:
        goals = {index[rule.do.place] for rule in plan.rules}
        for unit in resolved.units:
            if unit.commanded_by in plan.formations:
                ways |= {(goal, classes[unit.id]) for goal in goals}
    return WorldPlan(
        resolved=resolved,
        ground_map=ground_map,
        places=places,
        ways=tuple(sorted(way for way in ways if way[1] != t.AIR)),
        rears=(rears[0], rears[1]),
        kmh=paces(resolved),
        medians=np.ascontiguousarray(priors[:, 0]),
        stack=stack,
        sides=tuple(side_of[unit.side] for unit in resolved.units),
        arrivals=tuple(int(step) for step in forces.units[t.ARRIVES]),
        mobilities=tuple(classes[unit.id] for unit in resolved.units),
        bridged=tuple(sorted({index[place] for place in _bridged(resolved)})),
    )


def _labels(
    resolved: Resolved, places: tuple[str, ...], weapons: list[str], commanders: list[str], rules: list[str]
) -> Labels:
    formation_at = {f.id: k for k, f in enumerate(resolved.formations)}
    side_at = {side.id: k for k, side in enumerate(resolved.sides)}
    slots = []
    for unit in resolved.units:
        toe = resolved.toes[unit.toe]
        mounted = resolved.vehicles[toe.vehicle].weapons if toe.vehicle else toe.weapons
        slots.append(tuple(weapons.index(m.weapon) for m in mounted))
    return Labels(
        scenario=resolved.id,
        units=tuple(u.id for u in resolved.units),
        unit_names=tuple(u.name for u in resolved.units),
        formations=tuple(f.id for f in resolved.formations),
        formation_names=tuple(f.name for f in resolved.formations),
        unit_formation=tuple(formation_at.get(u.formation, -1) for u in resolved.units),
        formation_parent=tuple(formation_at[f.parent] if f.parent else -1 for f in resolved.formations),
        sides=tuple(s.id for s in resolved.sides),
        side_names=tuple(s.name for s in resolved.sides),
        weapons=tuple(weapons),
        weapon_names=tuple(resolved.weapons[w].name for w in weapons),
        places=places,
        objectives=tuple(places.index(o.place) for o in resolved.objectives),
        commanders=tuple(commanders),
        rules=tuple(rules),
        parameters=p.NAMES,
        unit_side=tuple(side_at[u.side] for u in resolved.units),
        unit_branch=tuple(resolved.toes[u.toe].branch for u in resolved.units),
        unit_slots=tuple(slots),
        leaves=tuple(leave.id for leave in resolved.leaves),
        unit_vehicles=tuple(_vehicles_of(resolved.toes[u.toe]) for u in resolved.units),
    )


def _vehicles_of(toe: Toe) -> str:
    """What a type's fighting vehicles are called, by its arm and by how it goes; a tankette counts as a tank."""
    if toe.vehicle is None or toe.branch == "aviation":
        return ""
    by_arm = {"boat": "boats", "train": "wagons"}
    return by_arm.get(toe.branch, "armoured cars" if toe.mobility in ("motor", "wheeled") else "tanks")
