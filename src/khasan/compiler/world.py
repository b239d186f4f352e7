"""One drawn map made ready for the kernels: lines of sight, ways to the places of the plans, where units start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khasan.arrays import F8, I4
from khasan.compiler.ways import Landings
from khasan.compiler.whole import whole
from khasan.errors import InputError, Problem, input_error
from khasan.ground import Ground, Member, ensemble_member, rasterise
from khasan.kernels.knowledge.line_of_sight import all_lines
from khasan.kernels.movement.travel import IMPASSABLE, seconds_across, travel_times
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.scenario.lint_ground import no_way
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import Position
from khasan.scenario.sizes import refuse_hexes

SIGHT_M = 4000.0
"""Nobody is made out beyond this, whatever the light. Definition: beyond it companies are specks."""
MOST_HEXES = 31
"""Nor farther than this many hexes, so that a row of a hex's surroundings fits a word of 64 bits. Definition."""


@dataclass(frozen=True)
class PreparedWorld:
    """A drawn map and its arrays."""

    member: Member
    ground: Ground
    arrays: bundles.World


@dataclass(frozen=True)
class WorldPlan:
    """What every member of the ensemble is prepared with."""

    resolved: Resolved
    ground_map: Any
    places: tuple[str, ...]
    ways: tuple[tuple[int, int], ...]
    """(place, mobility class) that some unit may have to find its way to."""
    rears: tuple[int, int]
    kmh: F8
    """f8[MOBILITY_CLASSES, 3]: see compiler.ways.paces."""
    medians: F8
    """Parameter medians, by which ways are chosen."""
    stack: int
    sides: tuple[int, ...]
    arrivals: tuple[int, ...]
    mobilities: tuple[int, ...]
    bridged: tuple[int, ...]
    """Places that engineers are sent to, to build or to blow a bridge."""


def reach_in_hexes(hex_m: float) -> int:
    """Hexes within which lines of sight are computed."""
    return min(MOST_HEXES, max(2, round(SIGHT_M / hex_m)))


def prepare_world(plan: WorldPlan, number: int) -> PreparedWorld:
    """Draw member `number` and compute all that does not change while it is fought over."""
    hex_m = plan.resolved.map.hex_m
    refuse_hexes(plan.ground_map.window, hex_m, len(plan.ways), plan.resolved.id)
    member = ensemble_member(plan.ground_map, number)
    ground = rasterise(member, hex_m)
    grid = ground.grid
    q, r = grid.axial(np.arange(grid.n))
    axial = np.ascontiguousarray(whole(np.stack([q, r]), "hexes"))
    neighbours = np.ascontiguousarray(whole(grid.neighbours, "hexes"))
    ground_i, ground_f = t.ground_i.empty(hex=grid.n), t.ground_f.empty(hex=grid.n)
    ground_i[t.SURFACE], ground_i[t.CROSSING], ground_i[t.ROAD] = ground.surface, ground.crossing, ground.road
    ground_f[t.ELEVATION_M], ground_f[t.CREST_M] = ground.elevation, ground.crest
    ground_f[t.COVER], ground_f[t.CONCEALMENT] = ground.cover, ground.concealment
    place_hex = whole([ground.place_hex(name) for name in plan.places], "hexes")
    arrays = bundles.World(
        axial=axial,
        neighbours=neighbours,
        ground_i=ground_i,
        ground_f=ground_f,
        lines=all_lines(axial, ground_f, grid.cols, grid.rows, reach_in_hexes(hex_m)),
        across=np.full((t.MOBILITY_CLASSES, grid.n, 6), IMPASSABLE),
        way=np.empty((0, grid.n)),
        way_of=np.full((len(plan.places), t.MOBILITY_CLASSES), -1, dtype=np.int32),
        place_hex=place_hex,
        rear=whole(plan.rears, "places"),
        start_hex=np.empty(0, dtype=np.int32),
        sites=_sites(plan, Landings(ground, neighbours)),
        kmh=plan.kmh,
        medians=plan.medians,
    )
    arrays = with_ways(arrays, ground, plan, plan.ways)
    if number == 0:
        _refuse_cut_off(plan, ground)
    start = _start_hexes(plan, ground, Landings(ground, neighbours), arrays.way, arrays.way_of)
    return PreparedWorld(member, ground, arrays._replace(start_hex=start))


def with_ways(
    world: bundles.World, ground: Ground, plan: WorldPlan, wanted: Sequence[tuple[int, int]]
) -> bundles.World:
    """The same map with the ways to more places worked out; wanted: (place, mobility class) that it has not yet."""
    if not wanted:
        return world
    lie = (plan.resolved.map.hex_m, world.neighbours, world.ground_i, world.ground_f)
    across = world.across.copy()
    for mobility in sorted({mobility for _, mobility in wanted}):
        across[mobility] = seconds_across(mobility, *lie, plan.kmh[mobility], plan.medians)
    landings = Landings(ground, world.neighbours)
    way, way_of = [*world.way], world.way_of.copy()
    for place, mobility in wanted:
        way_of[place, mobility] = len(way)
        way.append(travel_times(landings.goals(plan.places[place], mobility), world.neighbours, across[mobility]))
    return world._replace(across=across, way=np.ascontiguousarray(way), way_of=way_of)


def _sites(plan: WorldPlan, landings: Landings) -> I4:
    """i4[2, L]: for each place that engineers are sent to, the first place at the same water, and its hex; else -1."""
    sites = t.sites.empty(place=len(plan.places))
    first: dict[int, int] = {}
    for place in plan.bridged:
        here = landings.site(plan.places[place])
        if here >= 0:
            sites[t.SITE, place], sites[t.SITE_HEX, place] = first.setdefault(here, place), here
    return sites


def _refuse_cut_off(plan: WorldPlan, ground: Ground) -> None:
    """InputError for units that would stand elsewhere than they are put, because no way leads from there to the rear.

    It is asked of the map that has everything at its middle value, as the linter does: on a drawn map a unit starts at
    the nearest place with a way.
    """
    problems = []
    reached = [ground.reached(ground.place_hex(side.rear)) for side in plan.resolved.sides]
    off_by = cache(lambda x, y, side: ground.off_by(x, y, reached[side]))  # many units stand at one place
    for unit, side, mobility in zip(plan.resolved.units, plan.sides, plan.mobilities, strict=True):
        if unit.aboard is None and mobility not in (*Landings.OWN, t.AIR):
            metres = off_by(*_stated(unit.at, ground), side)
            remedy = no_way(unit.id, metres, plan.resolved.sides[side].rear)
            if remedy:
                problems.append(Problem(plan.resolved.id, None, None, "at", unit.at.place, remedy))
    if problems:
        raise InputError(problems)


def _stated(at: Position, ground: Ground) -> tuple[float, float]:
    """Metres east and north of the map's origin, on this drawn map."""
    x, y = ground.places[at.place]
    bearing = np.radians(at.bearing_deg)
    return float(x + at.distance_m * np.sin(bearing)), float(y + at.distance_m * np.cos(bearing))


def _start_hexes(plan: WorldPlan, ground: Ground, landings: Landings, way: F8, way_of: I4) -> I4:
    """The nearest hex to each unit's position that takes it, leads to its side's rear and still has room.

    Units that arrive together share out the hexes round their place; the two sides never share one.
    """
    grid = ground.grid
    xs, ys = grid.centre(np.arange(grid.n))
    taken: dict[tuple[int, int], int] = {}
    holder: dict[int, int] = {}
    by_distance: dict[tuple[float, float, int, int], NDArray[np.intp]] = {}
    start = np.empty(len(plan.resolved.units), dtype=np.int32)
    for k, unit in enumerate(plan.resolved.units):
        x, y = _stated(unit.at, ground)
        side, arrival = plan.sides[k], plan.arrivals[k]
        mobility = plan.mobilities[k]
        row = way_of[plan.rears[side], mobility if mobility in landings.OWN else t.FOOT]
        reachable = landings.takes(mobility) & ((way[row] < IMPASSABLE) if row >= 0 else True)
        if not reachable.any():
            what = {t.WATER: "water", t.RAIL: "a railway"}.get(mobility, "ground")
            remedy = f"its type goes by {what}, of which the map has none that leads to its rear: give it another type"
            raise input_error("toe", unit.toe, remedy, file=plan.resolved.id)
        asked = (x, y, row, mobility)  # many units stand at one place
        if asked not in by_distance:
            distance = np.where(reachable, (xs - x) ** 2 + (ys - y) ** 2, np.inf)
            by_distance[asked] = np.argsort(distance, kind="stable")
        if mobility == t.AIR:
            start[k] = by_distance[asked][0]
            continue
        for here in by_distance[asked]:
            key = (arrival, int(here))
            if unit.aboard is not None:
                start[k] = here  # where it comes in if its carrier never does; it takes up no room
                break
            clash = arrival == 0 and holder.get(int(here), side) != side
            if not clash and taken.get(key, 0) < plan.stack:
                taken[key] = taken.get(key, 0) + 1
                if arrival == 0:
                    holder[int(here)] = side
                start[k] = here
                break
    return start
