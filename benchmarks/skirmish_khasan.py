"""The common skirmish on khasan's own kernels, and on the whole engine.

Riflemen, one to a unit, on a flat hex map of 50 m; a step is half a minute; nobody is seen beyond five hexes. The
bundles are those of the hard case, stretched: each soldier is a rifle company of it with one man and one rifle left.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import numba
import numpy as np
from caught import arguments_of
from hard_case import hard_case
from skirmish import CELLS_AN_AGENT, REACH, Played

BASE = 220
"""Units of the hard case that is stretched: a number that no other axis has."""
HEX_M, STEP_S = 50.0, 30.0
KEPT = ("everybody_moves", "look_around", "spot", "mark_known", "meet", "everybody_fires", "settle")
"""Phases of the step that play the skirmish; the others are switched off."""


def switched_off() -> list[str]:
    """Names of the phases that the skirmish does without."""
    from khasan.kernels import step

    names = [phase.py_func.__name__ for phase in step.stages()]
    assert set(KEPT) <= set(names), "a phase of the skirmish has another name now"
    return [name for name in names if name not in KEPT and name != "snapshot"]


def play(agents: int, steps: int, *, repeats: int = 3, whole: bool = False) -> Played:
    """Living agent-steps and the least seconds; `whole` plays all rules, commanders too."""
    from khasan import arrays as a

    many = _players()
    one = many["run_steps"] if whole else many["skirmish"]
    arguments = _stretched(agents, steps)
    state = next(block for block in arguments.values() if type(block).__name__ == "State")
    alive, first = 0, int((state.counts[a.MEN] > 0).sum())
    for step in range(steps):  # step by step, to count; what is timed goes through in one call
        alive += int((state.counts[a.MEN] > 0).sum())
        one(step, step + 1, arguments)
    fallen = 1.0 - int((state.counts[a.MEN] > 0).sum()) / first
    seconds = float("inf")
    for _ in range(repeats):
        arguments = _stretched(agents, steps)
        start = time.perf_counter()
        one(0, steps, arguments)
        seconds = min(seconds, time.perf_counter() - start)
    return Played(alive, seconds, fallen)


@cache
def _players() -> dict[str, Any]:
    """The loops over the steps, called with the bundles by name."""
    from khasan.engine import steps
    from khasan.kernels import step
    from khasan.kernels.compiling.bundle_address import pin

    phases = {phase.py_func.__name__: phase for phase in step.stages()}
    calls, space = [], {}
    for name in KEPT:
        phase = phases[name]
        space[name] = phase
        code = phase.py_func.__code__
        calls.append(f"        {name}({', '.join(code.co_varnames[: code.co_argcount])})")
    head = "def loop(first, last, world, tables, orders, state, scratch, scale, log):"
    exec("\n".join([head, "    for step in range(first, last):", *calls]), space)
    loop = numba.njit(nogil=True, _nrt=False)(space["loop"])

    def skirmish(first: int, last: int, by_name: dict[str, Any]) -> None:
        names = ("world", "tables", "orders", "state", "scratch", "scale", "log")
        loop(first, last, *(pin(by_name[name]) for name in names))

    steps.run_steps(*(_stretched(20, 1) | {"first": 0, "last": 0}).values())  # compiles the phases

    def run_steps(first: int, last: int, by_name: dict[str, Any]) -> None:
        steps.run_steps(*(by_name | {"first": first, "last": last}).values())

    return {"skirmish": skirmish, "run_steps": run_steps}


@cache
def _caught() -> tuple[Any, ...]:
    return arguments_of(hard_case(BASE), 7, 0)


def _stretched(agents: int, steps: int) -> dict[str, Any]:
    """The arguments of `run_steps`, by name, for so many riflemen on a map of ten hexes each."""
    from khasan import arrays as a
    from khasan.engine.setup import scratch_for
    from khasan.kernels import step
    from khasan.kernels.state import tables as t

    code = step.run_steps.py_func.__code__
    by_name = dict(zip(code.co_varnames[: code.co_argcount], _caught(), strict=True))
    units = by_name["tables"].units
    rifles = [int(np.flatnonzero((units[t.SIDE] == side) & (units[t.ROLE] == t.ASSAULT))[0]) for side in (0, 1)]
    which = np.array(rifles)[np.arange(agents) % 2]
    world = _flat(by_name["world"], agents, which)
    sizes = {BASE: which, by_name["world"].neighbours.shape[0]: np.zeros(world.neighbours.shape[0], dtype=np.int64)}
    tables = _resized(by_name["tables"], sizes)
    state = _resized(by_name["state"], sizes)
    random = np.random.default_rng(1)
    tables = tables._replace(
        hashes=random.integers(1, 2**63, agents, dtype=np.uint64),
        light=np.ascontiguousarray(np.stack([np.full(steps, (REACH + 0.4) * HEX_M), *np.zeros((3, steps))])),
    )
    tables.units[t.WEAPON_0 + 1 : t.WEAPON_0 + a.SLOTS] = -1
    tables.unit_reals[t.MEN_0] = 1.0
    tables.weapon_counts[:] = 0
    tables.weapon_counts[0] = 1
    counts = state.counts
    counts[a.MEN] = 1
    counts[a.COUNT_0 : a.COUNT_0 + a.SLOTS] = tables.weapon_counts
    counts[a.HEX] = world.start_hex
    counts[a.STATUS], counts[a.POSTURE], counts[a.ORDER] = a.ACTIVE, a.MOVING, a.MOVE
    counts[a.ORDER_PLACE] = 1 - tables.units[t.SIDE]
    state.reals[a.AMMO_0] = 1000.0
    state.works[:], state.hex_side[:], state.peace[:] = 0.0, -1, 0
    scale = by_name["scale"]._replace(step_s=STEP_S, hex_m=HEX_M, reach=REACH, stack=4)
    snapshots = {name: block for name, block in by_name.items() if name.endswith("_at")}
    shapes = {
        name: tuple(agents if size == BASE else size for size in block.shape) for name, block in snapshots.items()
    }
    by_name |= {name: np.zeros(shapes[name], dtype=block.dtype) for name, block in snapshots.items()}
    by_name |= {"world": world, "tables": tables, "state": state, "scale": scale}
    by_name["orders"] = _commanded(by_name["orders"], which, state.commanders[t.C_SIDE])
    return by_name | {"scratch": scratch_for(world, scale, tables, state), "snapshot_every": 1 << 30}


def _commanded(orders: Any, which: Any, sides: Any) -> Any:
    """Orders for the soldiers: each is led by who leads the company that it was made of, and all rules say: go on."""
    from khasan import arrays as a
    from khasan.kernels.state import tables as t

    rules = orders.rules.copy()
    rules[:, t.R_ORDER], rules[:, t.R_PLACE] = a.MOVE, 1 - sides[rules[:, t.R_COMMANDER]]
    formations = orders.nodes.shape[1] - BASE
    nodes = np.concatenate([np.arange(formations), formations + which])
    led = np.split(orders.members, orders.first[1:-1])
    members = [np.flatnonzero(np.isin(which, companies)) for companies in led]
    return orders._replace(
        rules=rules,
        members=np.concatenate(members).astype(np.int32),
        first=np.cumsum([0, *map(len, members)]).astype(np.int32),
        nodes=np.ascontiguousarray(orders.nodes[:, nodes]),
        hashes=np.ascontiguousarray(orders.hashes[nodes]),
    )


def _flat(world: Any, agents: int, which: Any) -> Any:
    """A flat map; the sides' rears and all places of their plans lie at its western and eastern edges."""
    from khasan.ground.hexgrid import HexGrid
    from khasan.kernels.knowledge.line_of_sight import all_lines

    side_length = round((agents * CELLS_AN_AGENT) ** 0.5)
    grid = HexGrid(HEX_M, side_length, side_length, 0.0, 0.0)
    axial = np.ascontiguousarray(np.stack(grid.axial(np.arange(grid.n))).astype(np.int32))
    ground_f = np.zeros((world.ground_f.shape[0], grid.n))
    random = np.random.default_rng(2)
    hexes = random.permutation(grid.n)
    west = hexes[hexes % side_length < side_length // 2]
    east = hexes[hexes % side_length >= side_length // 2]
    start = np.empty(agents, dtype=np.int32)
    start[0::2], start[1::2] = west[: (agents + 1) // 2], east[: agents // 2]
    column = (np.arange(grid.n) % side_length).astype(np.float64)
    way = np.zeros((2, grid.n))
    way[0], way[1] = column * HEX_M, (side_length - 1 - column) * HEX_M
    way_of = np.full(world.way_of.shape, 1, dtype=np.int32)
    way_of[0::2] = 0
    middle = side_length * (side_length // 2)
    place_hex = np.where(np.arange(world.place_hex.size) % 2 == 0, middle, middle + side_length - 1).astype(np.int32)
    sizes = {world.neighbours.shape[0]: np.zeros(grid.n, dtype=np.int64), BASE: which}
    return _resized(world, sizes)._replace(
        axial=axial,
        neighbours=np.ascontiguousarray(grid.neighbours.astype(np.int32)),
        ground_i=np.zeros((world.ground_i.shape[0], grid.n), dtype=np.int32),
        ground_f=ground_f,
        lines=all_lines(axial, ground_f, side_length, side_length, REACH),
        way=way,
        way_of=way_of,
        place_hex=place_hex,
        start_hex=start,
    )


def _resized(bundle: Any, sizes: dict[int, Any]) -> Any:
    """The bundle with every axis of one of these sizes taken anew; a copy of every block."""
    blocks = []
    for block in bundle:
        for axis, size in enumerate(block.shape):
            if size in sizes:
                block = block.take(sizes[size], axis=axis)
        blocks.append(np.array(block, order="C"))
    return type(bundle)(*blocks)
