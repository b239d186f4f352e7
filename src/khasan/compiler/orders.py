"""Plans compiled to condition-and-order tables that a kernel evaluates."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

import numpy as np

from khasan import arrays as a
from khasan.arrays import F8, I4
from khasan.compiler.addresses import hash_of
from khasan.compiler.uncertain import Uncertain, index_array
from khasan.compiler.whole import whole
from khasan.kernels.command.round_goal import ROUND_GOAL_M, SHELLED_M
from khasan.kernels.state import bundles
from khasan.kernels.state import tables as t
from khasan.scenario.plans import Condition, Near, Plan
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import ECHELON_RANK

Row = tuple[int, int, int, int, float]
"""Kind, place or step, hexes, how many, share."""
AT_WITHIN_M = 500.0
"""Within this distance of a place a unit is at it, for the condition `at` of plans. Definition."""
AT_SHARE = 0.5
"""So much of a formation's fit units are at the place, for the same. Definition."""


def compile_conditions(
    when: Condition, place: dict[str, int], step_of: Callable[[datetime], int], hex_m: float, step_s: float
) -> list[Row]:
    """Rows of the condition table for one rule, those first that are cheapest to look up."""
    rows: list[Row] = []

    def add(kind: int, first: int = 0, hexes: int = 0, many: int = 0, share: float = 0.0) -> None:
        rows.append((kind, first, hexes, many, share))

    def near(kind: int, what: Near | None) -> None:
        if what is not None:
            add(kind, place[what.place], round(what.within_m / hex_m), what.at_least)

    if when.after is not None:
        add(t.AFTER, step_of(when.after))
    if when.before is not None:
        add(t.BEFORE, step_of(when.before))
    if when.dark is not None:
        add(t.IS_DARK, int(when.dark))
    if when.stage is not None:
        add(t.STAGE_IS, when.stage)
    if when.stage_at_least is not None:
        add(t.STAGE_AT_LEAST, when.stage_at_least)
    for kind, names in ((t.HELD, when.held), (t.LOST, when.lost), (t.ANY_LOST, when.any_lost)):
        for name in names:
            add(kind, place[name])
    for kind, metres in ((t.VISIBILITY_BELOW, when.visibility_below_m), (t.VISIBILITY_ABOVE, when.visibility_above_m)):
        if metres is not None:
            add(kind, share=metres)
    if when.at is not None:
        add(t.AT_PLACE, place[when.at], max(1, int(AT_WITHIN_M / hex_m + 0.5)), share=AT_SHARE)
    for kind, share in (
        (t.STRENGTH_BELOW, when.strength_below),
        (t.STRENGTH_ABOVE, when.strength_above),
        (t.ARRIVED_SHARE, when.arrived),
        (t.SUPPRESSED_ABOVE, when.suppressed_above),
        (t.VEHICLES_BELOW, when.vehicles_below),
        (t.AMMUNITION_BELOW, when.ammunition_below),
    ):
        if share is not None:
            add(kind, share=share)
    for kind, wanted in (
        (t.IS_SPENT, when.spent),
        (t.HAS_STOPPED, when.stopped),
        (t.NEIGHBOUR_GONE, when.neighbour_gone),
    ):
        if wanted is not None:
            add(kind, int(wanted))
    if when.stopped_hours is not None:
        add(t.STOPPED_HOURS, math.ceil(when.stopped_hours * 3600.0 / step_s))
    if when.lost_lately_above is not None:
        add(t.LOST_LATELY_ABOVE, share=when.lost_lately_above)
    if when.supported is not None:
        add(t.SUPPORTED, place[when.supported], max(1, int(SHELLED_M / hex_m + 0.5)))
    if when.odds_above is not None:
        add(t.ODDS_ABOVE, place[when.odds_above.place], int(ROUND_GOAL_M / hex_m), share=when.odds_above.times)
    near(t.ENEMY_NEAR, when.enemy_near)
    near(t.NO_ENEMY_NEAR, when.no_enemy_near)
    return rows


def commanders_of(resolved: Resolved) -> list[str]:
    """Ids of formations and units that a plan names and that command at least one unit, in the order of their ids."""
    return sorted({unit.commanded_by for unit in resolved.units if unit.commanded_by is not None})


def index_delays(resolved: Resolved, numbers: Uncertain) -> I4:
    """i4[side, echelon] into the draws: the tabled minutes of each echelon, or those of the nearest that has some.

    One draw a side: whose staffs are slow at one echelon has slow staffs at all.
    """
    echelons = {rank: echelon for echelon, rank in ECHELON_RANK.items()}
    rows = []
    for side in resolved.sides:
        table = f"sides/{side.id}/command"
        rows.append(
            [numbers.add(f"{table}/{rank}", side.command.of(echelons[rank]), table) for rank in range(t.ECHELONS)]
        )
    return whole(rows, "indices of delays")


def drawn_delays(index: I4, values: F8) -> F8:
    """f8[side, echelon]: the minutes drawn, no echelon slower than the one above it."""
    drawn = values[index]
    return np.ascontiguousarray(np.minimum.accumulate(drawn[:, ::-1], axis=1)[:, ::-1])


def index_leaves(resolved: Resolved, numbers: Uncertain) -> I4:
    """i4[field, leave] into the draws: hours to the answer, chance of leave, share of those who do not ask."""
    alone = resolved.command.initiative == "allowed"
    rows = []
    for leave in resolved.leaves:
        given = {"hours": leave.hours, "chance": leave.chance, "initiative": leave.initiative if alone else None}
        rows.append([numbers.add(f"leaves/{leave.id}/{name}", given[name]) for name in t.drawn_leaves.names])
    return index_array(rows).reshape(t.LEAVE_FIELDS, -1)


def tree_of(resolved: Resolved) -> tuple[list[str], I4]:
    """(ids, i4[field, node]): who stands under whom, formations first and units after them."""
    ids = [f.id for f in resolved.formations] + [u.id for u in resolved.units]
    at = {name: node for node, name in enumerate(ids)}
    above = [f.parent for f in resolved.formations] + [u.formation for u in resolved.units]
    echelons = [f.echelon for f in resolved.formations] + [resolved.toes[u.toe].echelon for u in resolved.units]
    nodes = t.nodes.empty(node=len(ids))
    nodes[t.N_ABOVE] = [at[parent] if parent else -1 for parent in above]
    nodes[t.N_ECHELON] = [ECHELON_RANK[echelon] for echelon in echelons]
    return ids, nodes


def bodies_of(resolved: Resolved) -> list[str]:
    """Of each unit the formation that attacks as one with it: the highest above it that is no more than a battalion, or
    the unit itself."""
    above = {f.id: f for f in resolved.formations}
    found = []
    for unit in resolved.units:
        body, name = unit.id, above.get(unit.formation)
        while name is not None and ECHELON_RANK[name.echelon] <= ECHELON_RANK["battalion"]:
            body, name = name.id, above.get(name.parent or "")
        found.append(body)
    return found


def compile_orders(
    resolved: Resolved, places: tuple[str, ...], step_of: Callable[[datetime], int]
) -> tuple[bundles.Orders, list[str], list[str]]:
    """(tables, commander ids, rule names); the delays are filled in by each replication."""
    commanders = commanders_of(resolved)
    index = {name: k for k, name in enumerate(places)}
    plan_of: dict[str, Plan] = {formation: plan for plan in resolved.plans for formation in plan.formations}
    leave_at = {leave.id: k for k, leave in enumerate(resolved.leaves)} if resolved.command.leave == "required" else {}
    alone = resolved.command.initiative == "allowed"
    rules: list[list[int]] = []
    conditions: list[Row] = []
    names: list[str] = []
    rules_of = [0]
    for number, commander in enumerate(commanders):
        for rule in plan_of[commander].rules:
            rows = compile_conditions(rule.when, index, step_of, resolved.map.hex_m, resolved.clock.step_s)
            stage = -1 if rule.set_stage is None else rule.set_stage
            leave = leave_at.get(rule.leave, -1) if rule.leave else -1
            columns = {
                t.R_COMMANDER: number,
                t.R_FIRST: len(conditions),
                t.R_COUNT: len(rows),
                t.R_ORDER: a.orders.by_name[rule.do.kind],
                t.R_PLACE: index[rule.do.place],
                t.R_STAGE: stage,
                t.R_LEAVE: leave,
                t.R_INITIATIVE: int(rule.initiative and alone),
            }
            rules.append([columns[column] for column in range(t.RULE_FIELDS)])
            conditions.extend(rows)
            names.append(rule.name)
        rules_of.append(len(rules))
    members: list[int] = []
    first = [0]
    for commander in commanders:
        members.extend(k for k, unit in enumerate(resolved.units) if unit.commanded_by == commander)
        first.append(len(members))
    ids, nodes = tree_of(resolved)
    bodies = bodies_of(resolved)
    named = sorted(set(bodies))
    by_body = sorted(range(len(bodies)), key=lambda k: (bodies[k], k))
    tables = bundles.Orders(
        rules=whole(rules, "rules of plans").reshape(-1, t.RULE_FIELDS),
        rules_of=whole(rules_of, "rules of plans"),
        conditions=whole([row[:4] for row in conditions], "conditions of plans", file=resolved.id).reshape(-1, 4),
        shares=np.array([row[4] for row in conditions], dtype=np.float64),
        members=whole(members, "units under command"),
        first=whole(first, "units under command"),
        nodes=nodes,
        node_of=whole([ids.index(name) for name in commanders], "commanders"),
        hashes=np.array([hash_of(name) for name in ids], dtype=np.uint64),
        delays=np.zeros((len(resolved.sides), t.ECHELONS)),
        leaves=np.zeros((t.LEAVE_FIELDS, len(resolved.leaves))),
        leave_hashes=np.array([hash_of(f"leaves/{leave.id}") for leave in resolved.leaves], dtype=np.uint64),
        body_of=whole([named.index(body) for body in bodies], "bodies"),
        body_units=whole(by_body, "bodies"),
        body_first=whole([0, *np.cumsum([bodies.count(body) for body in named])], "bodies"),
        body_node=whole([ids.index(body) for body in named], "bodies"),
    )
    return tables, commanders, names
