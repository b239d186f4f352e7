"""Arrivals, orders and decisions of the kernels against the twin: no two plans, delays, places or units alike."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from khasan import arrays as a
from khasan.kernels.command.decisions import arrive, commanders_decide, keep_the_peace, orders_fall_due
from khasan.kernels.knowledge.contacts import mark_known
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from twin import command as twin
from twin import moments as h
from twin import plain

KINDS = range(19)
ORDERS = (a.HOLD, a.MOVE, a.ATTACK, a.WITHDRAW, a.SUPPORT, a.BOMBARD, a.AMBUSH, a.PURSUE)
ABOVE = (-1, 0, 0, 1, 1, 1, 2, 2, 0, 1, 3, 3)
"""Nodes: an army's staff, two divisions, a brigade; then eight units."""
ECHELONS = (8, 6, 6, 4, 1, 2, 2, 0, 3, 1, 2, 0)


def prepared(seed: int) -> tuple[plain.Blocks, Any]:
    """Two commanders with plans of one condition or two a rule, and the same plans as plain objects."""
    b, rng = h.moment(seed, 8, steps=40, step_s=(60.0, 170.0)[seed % 2])
    b.step = int(rng.integers(5, 30))
    b.tables.light[t.DARK] = rng.integers(0, 2, 40)
    side = np.array([0, 1], dtype=np.int32)[rng.permutation(2)]
    members = [[0, 1, 2, 3, 4], [5, 6, 7]]
    rules, conditions, shares = [], [], []
    for commander in (0, 1):
        for k in range(3):
            first = len(conditions)
            for _ in range(0 if k == 2 else 1 + int(rng.integers(0, 2))):
                conditions.append(condition((seed + len(conditions)) % 19, rng, b))
                shares.append(rng.uniform(0.2, 0.95))
                if conditions[-1][0] in (t.VISIBILITY_BELOW, t.VISIBILITY_ABOVE):
                    shares[-1] = rng.uniform(800.0, 3000.0)
            place, stage = int(rng.integers(0, 5)), int(rng.integers(-1, 4))
            rules.append((commander, first, len(conditions) - first, rng.choice(ORDERS), place, stage, -1, 0))
    tabled = np.sort(rng.uniform(1.0, 300.0, (2, t.ECHELONS)), axis=1)
    b.orders = bundles.Orders(
        rules=np.array(rules, dtype=np.int32), rules_of=np.array([0, 3, 6], dtype=np.int32),
        conditions=np.array(conditions, dtype=np.int32).reshape(-1, 4), shares=np.array(shares),
        members=np.arange(8, dtype=np.int32), first=np.array([0, 5, 8], dtype=np.int32),
        nodes=np.array([ABOVE, ECHELONS], dtype=np.int32), node_of=np.array([seed % 2, 0], dtype=np.int32),
        hashes=rng.integers(0, 2**32, len(ABOVE), dtype=np.uint64), delays=np.ascontiguousarray(tabled),
        leaves=np.zeros((t.LEAVE_FIELDS, 0)), leave_hashes=np.zeros(0, dtype=np.uint64),
        **h.alone(8, len(ABOVE) - 8),
    )  # fmt: skip
    b.tables.units[t.SIDE] = [side[0]] * 5 + [side[1]] * 3
    b.tables.units[t.COMMANDER] = [0] * 5 + [1] * 3
    s = b.state
    own = np.isin(np.arange(8), members[seed % 2])
    s.counts[a.MEN] = np.where(own, s.counts[a.MEN] * rng.uniform(0.2, 1.0), s.counts[a.MEN])
    s.counts[a.VEHICLES] = s.counts[a.VEHICLES] * rng.uniform(0.2, 1.0)
    s.commanders[t.C_SIDE], s.commanders[t.C_STAGE] = side, rng.integers(0, 4, 2)
    s.commanders[t.C_RULE] = rng.integers(-1, 6, 2)
    s.commanders[t.C_ORDER], s.commanders[t.C_PLACE] = rng.choice(ORDERS, 2), rng.integers(0, 5, 2)
    s.counts[a.STATUS] = rng.choice([a.ACTIVE] * 5 + [a.BROKEN, a.GONE, a.EXPECTED, a.EXPECTED, a.ABOARD], 8)
    s.counts[a.NEXT_ORDER] = rng.choice([a.NO_ORDER, *ORDERS], 8)
    s.counts[a.NEXT_PLACE], s.counts[a.NEXT_STEP] = rng.integers(0, 5, 8), b.step + rng.integers(-2, 3, 8)
    s.clocks[t.OWN_RULE] = rng.integers(-1, 3, 8)
    s.peace[0] = 1
    b.tables.units[t.ARRIVES] = b.step + rng.integers(-2, 3, 8)
    b.world = b.world._replace(start_hex=rng.choice(s.counts[a.HEX], 8).astype(np.int32))
    h.ready(b)
    mark_known(b.tables, s, b.scratch)
    return b, plan_of(b.orders, members)


def condition(kind: int, rng: np.random.Generator, b: plain.Blocks) -> tuple[int, int, int, int]:
    """A condition near the edge between holding and not."""
    if kind in (t.AFTER, t.BEFORE):
        return kind, b.step + int(rng.integers(-1, 2)), 0, 0
    if kind == t.IS_DARK:
        return kind, int(rng.integers(0, 2)), 0, 0
    return kind, int(rng.integers(0, 5)), int(rng.integers(0, 4)), int(rng.integers(1, 3))


def plan_of(orders: bundles.Orders, members: list[list[int]]) -> Any:
    """The tables of the plans as plain objects."""
    rules = []
    for row in orders.rules.tolist():
        rule = SimpleNamespace(**dict(zip(h.OF_RULES, row, strict=True)))
        span = range(rule.first, rule.first + rule.count)
        rule.conditions = [
            SimpleNamespace(
                **dict(zip(("kind", "a", "b", "n"), orders.conditions[k].tolist(), strict=True)),
                share=float(orders.shares[k]),
            )
            for k in span
        ]
        rules.append(rule)
    nodes = [
        SimpleNamespace(above=int(orders.nodes[0, k]), echelon=int(orders.nodes[1, k]), hash=int(orders.hashes[k]))
        for k in range(orders.nodes.shape[1])
    ]
    rows_of = [range(*orders.rules_of[k : k + 2].tolist()) for k in range(len(members))]
    return SimpleNamespace(
        rules=rules, rows_of=rows_of, members=members, nodes=nodes, node_of=orders.node_of.tolist(),
        delays=orders.delays.tolist(),
        leaves=[
            SimpleNamespace(**dict(zip(("hours", "chance", "initiative"), column, strict=True)), hash=int(hash_))
            for column, hash_ in zip(orders.leaves.T.tolist(), orders.leave_hashes, strict=True)
        ],
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_arrivals_and_orders(seed: int) -> None:
    """Who comes in where, with whose order; whose order falls due; whether there is peace."""
    b, _ = prepared(seed)
    own = np.random.default_rng(seed + 900)  # what an order ends
    clocks = b.state.clocks
    clocks[t.STOPPED], clocks[t.HELD_BACK] = own.integers(0, 2, (2, 8))
    clocks[t.LEAVES] = own.choice([a.NO_ENDING, a.NO_ENDING, a.BY_FLANK, a.BY_LOSSES], 8)
    b.state.counts[a.ORDER] = own.choice([*ORDERS, a.NO_ORDER], 8)
    told = plain.read(b)
    twin.arrive(told)
    twin.orders_fall_due(told)
    twin.keep_the_peace(told)
    arrive(b.step, b.world, b.tables, b.state, b.scratch, b.scale, b.log)
    orders_fall_due(b.step, b.tables, b.state, b.log)
    keep_the_peace(b.state)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(95))
def test_decisions(seed: int) -> None:
    """Which rule each commander takes, and when each of his units hears of it."""
    b, plan = prepared(seed)
    told = plain.read(b)
    twin.commanders_decide(told, plan)
    commanders_decide(b.step, b.world, b.tables, b.orders, b.state, b.scale, b.log)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(40))
def test_leave(seed: int) -> None:
    """Who asks whom, when the answer comes and what it is, and who goes without."""
    b, _ = prepared(seed)
    rng = np.random.default_rng(seed)
    b.orders.rules[:, t.R_LEAVE] = rng.integers(-1, 3, 6)
    leaves = np.stack([rng.uniform(0.02, 4.0, 3), rng.uniform(0.3, 0.7, 3), rng.uniform(0.3, 0.7, 3)])
    b.orders = b.orders._replace(leaves=leaves, leave_hashes=rng.integers(0, 2**32, 3, dtype=np.uint64))
    standing = rng.choice([t.NOT_ASKED, t.NOT_ASKED, t.ASKED, t.ASKED, t.GRANTED, t.REFUSED, t.TAKEN], 3)
    stands = np.array([standing, b.step + rng.integers(-1, 2, 3), rng.integers(0, 2, 3)], dtype=np.int32)
    b.state = b.state._replace(leaves=stands)
    told = plain.read(h.ready(b))
    twin.commanders_decide(told, plan_of(b.orders, [[0, 1, 2, 3, 4], [5, 6, 7]]))
    commanders_decide(b.step, b.world, b.tables, b.orders, b.state, b.scale, b.log)
    plain.agree(told, b)


@pytest.mark.parametrize("seed", range(40))
def test_initiative(seed: int) -> None:
    """Which unit acts of itself, on what, when, and when it does as it was told again."""
    b, _ = prepared(seed)
    rng = np.random.default_rng(seed)
    b.orders.rules[:, t.R_INITIATIVE] = rng.integers(0, 2, 6)
    s = b.state
    s.commanders[t.C_INITIATIVE] = [1, seed % 4 > 0]
    s.commanders[t.C_RULE] = [rng.integers(0, 3), rng.integers(3, 6)]
    s.counts[a.STATUS] = rng.choice([a.ACTIVE] * 5 + [a.BROKEN], 8)
    s.counts[a.ORDER] = rng.choice([a.HOLD, a.HOLD, a.NO_ORDER, a.MOVE, a.AMBUSH], 8)
    s.counts[a.NEXT_ORDER] = rng.choice([a.NO_ORDER, a.NO_ORDER, a.ATTACK], 8)
    s.clocks[t.OWN_RULE] = np.where(rng.random(8) < 0.5, -1, [0, 1, 2, 0, 1, 3, 4, 5])
    told = plain.read(h.ready(b))
    twin.commanders_decide(told, plan_of(b.orders, [[0, 1, 2, 3, 4], [5, 6, 7]]))
    commanders_decide(b.step, b.world, b.tables, b.orders, b.state, b.scale, b.log)
    plain.agree(told, b)
