"""Who attacks as one, and the order of battle above the units, as plain objects and as the kernels' arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from khasan.kernels.state import bundles
from khasan.kernels.state import doctrine_rows as d
from khasan.kernels.state import tables as t
from twin.doctrine import limits
from twin.draws import hash_of

if TYPE_CHECKING:
    from twin.world import Fight

BODY_ROWS = t.bodies.names
NO_BODY = {one.name: int(one.start) for one in t.bodies.fields}
SECTION, PLATOON, COMPANY, BATTALION, REGIMENT = range(5)


@dataclass
class Formation:
    """A node of the order of battle above units; above: its place in the list, -1 at the top."""

    id: str
    rank: int
    above: int = -1


@dataclass
class Body:
    """A battalion or less that attacks as one, or a unit that stands under none; state: the names of the block."""

    id: str
    rank: int
    units: list[int] = field(default_factory=list)
    borne: dict[str, float] = field(default_factory=dict)
    state: dict[str, int] = field(default_factory=lambda: dict(NO_BODY))


def find_bodies(f: Fight) -> None:
    """Fill in the bodies of a fight, in the order of their ids, and what all commanders bear."""
    kept = {body.id: body for body in f.bodies}
    found: dict[str, Body] = {}
    for k, unit in enumerate(f.units):
        name, rank, above = unit.id, unit.rank, unit.formation
        while above >= 0 and f.formations[above].rank <= BATTALION:
            name, rank, above = f.formations[above].id, f.formations[above].rank, f.formations[above].above
        body = found.setdefault(name, kept.get(name) or Body(name, rank))
        body.units = [j for j in body.units if j < k] + [k]
        unit.borne = limits(f.key, unit.id, name, unit.side) | unit.borne
    f.bodies = [found[name] for name in sorted(found)]
    for number, body in enumerate(f.bodies):
        body.borne = limits(f.key, body.id, body.id, f.units[body.units[0]].side) | body.borne
        for k in body.units:
            f.units[k].body = number


def orders_of(f: Fight) -> bundles.Orders:
    """No plans, but the order of battle, the delays of orders and the bodies."""
    nodes, many = len(f.formations), len(f.units)
    above = [one.above for one in f.formations]
    above += [unit.formation for unit in f.units]
    ids = [one.id for one in f.formations] + [unit.id for unit in f.units]
    members = sorted(range(many), key=lambda k: (f.units[k].commander, k))
    first = [sum(unit.commander < k for unit in f.units) for k in range(len(f.commanders) + 1)]
    return bundles.Orders(
        rules=np.zeros((0, t.RULE_FIELDS), np.int32), rules_of=np.zeros(len(f.commanders) + 1, np.int32),
        conditions=np.zeros((0, 4), np.int32), shares=np.zeros(0),
        members=np.array(members, np.int32), first=np.array(first, np.int32),
        nodes=np.array([above, [one.rank for one in (*f.formations, *f.units)]], np.int32).reshape(2, nodes + many),
        node_of=np.zeros(len(f.commanders), np.int32), hashes=np.array([hash_of(name) for name in ids], np.uint64),
        delays=np.array(f.delays), leaves=np.zeros((t.LEAVE_FIELDS, 0)), leave_hashes=np.zeros(0, np.uint64),
        body_of=np.array([unit.body for unit in f.units], np.int32),
        body_units=np.array([k for body in f.bodies for k in body.units], np.int32),
        body_first=np.cumsum([0, *(len(body.units) for body in f.bodies)]).astype(np.int32),
        body_node=np.array([ids.index(body.id) for body in f.bodies], np.int32),
    )  # fmt: skip


def borne(whose: list[Any]) -> Any:
    """f8[law, whose]"""
    return np.array([[one.borne[name] for one in whose] for name in d.NAMES]).reshape(len(d.NAMES), len(whose))


def body_states(f: Fight) -> Any:
    """i4[field, body]"""
    made = np.zeros((t.BODY_FIELDS, len(f.bodies)), np.int32)
    for k, body in enumerate(f.bodies):
        made[:, k] = list(body.state.values())
    return made


def bodies_back(f: Fight, state: bundles.State) -> None:
    for k, body in enumerate(f.bodies):
        body.state = dict(zip(BODY_ROWS, state.bodies[:, k].tolist(), strict=True))
