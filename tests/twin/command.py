"""Arrivals, orders and what commanders decide, as engine.md tells it."""

from __future__ import annotations

from math import ceil, cos, exp, log, pi, sqrt
from typing import Any

from khasan import arrays as a
from khasan.kernels.state import tables as t
from twin.plain import Told

FIGHTING_ORDERS = (a.ATTACK, a.BOMBARD, a.SUPPORT, a.PURSUE)


def arrive(told: Told) -> None:
    """Who is due comes in, and takes up the order then in force."""
    for unit in told.units:
        if unit.status != a.EXPECTED or unit.arrives > told.step or unit.carrier >= 0:
            continue
        if told.here(told.start_hex[unit.index], 1 - unit.side):
            continue  # not among the enemy: he waits
        unit.hex = told.start_hex[unit.index]
        unit.status = a.AT_AIRFIELD if unit.role == t.AIRCRAFT else a.ACTIVE
        if unit.commander >= 0:
            above = told.commanders[unit.commander]
            unit.order, unit.order_place = above.order, above.place
        told.tell(a.ARRIVED, unit.index)
    told.count_standing()


def orders_fall_due(told: Told) -> None:
    for unit in told.units:
        if unit.next_order != a.NO_ORDER and unit.next_step == told.step:
            obey(told, unit)


def obey(told: Told, unit: Any) -> None:
    """The order that comes; what it ends of an attack and of a position. engine.md, "Endings"."""
    held, order = unit.order in (a.HOLD, a.AMBUSH), unit.next_order
    unit.order, unit.order_place, unit.next_order = order, unit.next_place, a.NO_ORDER
    if order != a.WITHDRAW:  # else it takes up no position
        unit.men_then = unit.men
    if order not in (a.ATTACK, a.PURSUE):
        unit.stopped = unit.held_back = 0
    if order != a.WITHDRAW:
        unit.leaves = a.NO_ENDING
    elif unit.leaves == a.NO_ENDING and held:
        told.tell(a.GAVE_UP_POSITION, unit.index, -1, unit.hex, a.BY_ORDERS)
    told.tell(a.ORDERED, unit.index, -1, unit.order_place, unit.order)


def keep_the_peace(told: Told) -> None:
    """It lasts until somebody has an order to attack, pursue, support or bombard."""
    if any(unit.status == a.ACTIVE and unit.order in FIGHTING_ORDERS for unit in told.units):
        told.peace = 0


# --- conditions ------------------------------------------------------------------------------------------------------


def known(told: Told, place: Any, side: int) -> int:
    return int((place.known_0, place.known_1)[side])


def enemies_near(told: Told, side: int, where: int, hexes: int) -> int:
    """Contacts, also of those who in truth are gone."""
    return sum(
        other.side != side and other.contact_age < a.UNSEEN
        and told.apart(other.contact_hex, where) <= hexes
        for other in told.units
    )  # fmt: skip


def rounds_left(unit: Any) -> float:
    """Share of its loads that a unit has left, weapon by weapon averaged."""
    shares = [unit.rounds[slot] / unit.loads[slot] for slot in range(a.SLOTS) if unit.loads[slot] > 0.0]
    return sum(shares) / len(shares) if shares else 1.0


def mean(values: list[float], nobody: float) -> float:
    return sum(values) / len(values) if values else nobody


def holds(told: Told, q: Any, side: int, stage: int, own: list[Any]) -> bool:
    """Whether one condition holds for a formation; q has kind, a, b, n and share."""
    come = [unit for unit in own if unit.status != a.EXPECTED]
    fit = [unit for unit in own if unit.status == a.ACTIVE]
    places = told.places
    if q.kind in (t.STRENGTH_BELOW, t.STRENGTH_ABOVE):
        whole = sum(unit.men_0 for unit in come)
        share = sum(unit.men for unit in come) / whole if whole > 0.0 else 1.0
        return share < q.share if q.kind == t.STRENGTH_BELOW else share > q.share
    if q.kind in (t.ENEMY_NEAR, t.NO_ENEMY_NEAR):
        near = enemies_near(told, side, places[q.a].hex, q.b) >= q.n
        return near if q.kind == t.ENEMY_NEAR else not near
    if q.kind == t.VEHICLES_BELOW:
        whole = sum(unit.vehicles_0 for unit in come)
        return bool(whole > 0.0 and sum(unit.vehicles for unit in come) / whole < q.share)
    if q.kind == t.AT_PLACE:
        at = [unit for unit in fit if told.apart(unit.hex, places[q.a].hex) <= q.b]
        return bool(fit) and len(at) / len(fit) >= q.share
    simple = {
        t.AFTER: lambda: told.step >= q.a,
        t.BEFORE: lambda: told.step < q.a,
        t.IS_DARK: lambda: (told.dark > 0.5) == (q.a == 1),
        t.VISIBILITY_BELOW: lambda: told.visibility < q.share,
        t.VISIBILITY_ABOVE: lambda: told.visibility > q.share,
        t.STAGE_IS: lambda: stage == q.a,
        t.STAGE_AT_LEAST: lambda: stage >= q.a,
        t.HELD: lambda: known(told, places[q.a], side) == side,
        t.LOST: lambda: known(told, places[q.a], side) == 1 - side,
        t.ARRIVED_SHARE: lambda: len(come) / len(own) >= q.share,
        t.SUPPRESSED_ABOVE: lambda: mean([unit.suppression for unit in fit], 0.0) > q.share,
        t.AMMUNITION_BELOW: lambda: mean([rounds_left(unit) for unit in fit], 1.0) < q.share,
    }
    return bool(simple[q.kind]())


def rule_holds(told: Told, rule: Any, side: int, stage: int, own: list[Any]) -> bool:
    """All its conditions; of the places that any_lost names one is enough."""
    either = [q for q in rule.conditions if q.kind == t.ANY_LOST]
    if either and not any(known(told, told.places[q.a], side) == 1 - side for q in either):
        return False
    return all(holds(told, q, side, stage, own) for q in rule.conditions if q.kind != t.ANY_LOST)


# --- decisions and delays --------------------------------------------------------------------------------------------


def scatter(told: Told, stream: str, receiver: Any, other: Any) -> float:
    """exp(spread z) at the hash of who receives it."""
    u, v = told.draw(stream, 0, receiver, other)
    return exp(told.p.delay_spread * sqrt(-2.0 * log(u)) * cos(2.0 * pi * v))


def minutes_down(told: Told, plan: Any, unit: Any, top: int) -> float:
    """From the formation that decides, link by link, to a unit."""
    total, node = 0.0, len(plan.nodes) - len(told.units) + unit.index
    below = 0.0
    while node != top and plan.nodes[node].above >= 0:
        above = plan.nodes[node].above
        table = plan.delays[unit.side][plan.nodes[above].echelon]
        link = max(0.0, table - below)
        total += link * told.p.command_delay * scatter(told, "delay", plan.nodes[node].hash, plan.nodes[top].hash)
        node, below = above, table
    return total


def answers_come(told: Told, plan: Any) -> None:
    """Requests whose answer is due are granted or refused."""
    for number, leave in enumerate(told.leaves):
        if leave.standing == t.ASKED and leave.due <= told.step:
            yes = told.draw("leave", 2, plan.leaves[number].hash, step=0)[0] < plan.leaves[number].chance
            leave.standing = t.GRANTED if yes else t.REFUSED
            told.tell(a.LEAVE_GRANTED if yes else a.LEAVE_REFUSED, leave.commander, -1, -1, number)


def has_leave(told: Told, plan: Any, number: int, commander: int, own: list[Any]) -> bool:
    """Whether a rule that needs leave may be followed; who has none yet goes without it, or asks."""
    leave, given = told.leaves[number], plan.leaves[number]
    if not any(unit.status != a.EXPECTED and unit.men > 0 for unit in own):
        return False  # none of his men are there
    if leave.standing == t.NOT_ASKED:
        leave.commander = commander
        if told.draw("leave", 0, given.hash, step=0)[0] < given.initiative:
            leave.standing = t.TAKEN
            told.tell(a.WENT_WITHOUT_LEAVE, commander, -1, -1, number)
        else:
            u, v = told.draw("leave", 1, given.hash, step=0)
            hours = given.hours * exp(told.p.delay_spread * sqrt(-2.0 * log(u)) * cos(2.0 * pi * v))
            leave.standing = t.ASKED
            leave.due = told.step + max(1, ceil(hours * 3600.0 / told.scale.step_s))
            told.tell(a.LEAVE_ASKED, commander, -1, -1, number)
    return leave.standing in (t.GRANTED, t.TAKEN)


def commanders_decide(told: Told, plan: Any) -> None:
    """Each takes the first of his rules that holds, and a new one becomes orders to his units."""
    answers_come(told, plan)
    for number, commander in enumerate(told.commanders):
        own = [told.units[k] for k in plan.members[number]]
        for row in plan.rows_of[number]:
            rule = plan.rules[row]
            if rule.initiative or not rule_holds(told, rule, commander.side, commander.stage, own):
                continue
            if rule.leave >= 0 and not has_leave(told, plan, rule.leave, number, own):
                continue
            if row != commander.rule:
                give(told, plan, number, row, own)
            break
        if commander.initiative:
            for unit in own:
                choose_for_itself(told, plan, number, unit)


def choose_for_itself(told: Told, plan: Any, number: int, unit: Any) -> None:
    """A unit told to hold, or nothing, acts on the first rule for units that holds of it, or does as it was told."""
    commander = told.commanders[number]
    free = unit.own_rule >= 0 or unit.order in (a.HOLD, a.NO_ORDER)
    if unit.status != a.ACTIVE or unit.next_order != a.NO_ORDER or not free:
        return
    for row in plan.rows_of[number]:
        rule = plan.rules[row]
        if rule.initiative and rule_holds(told, rule, commander.side, commander.stage, [unit]):
            if row != unit.own_rule:
                act_alone(told, plan, unit, rule.order, rule.place)
                unit.own_rule = row
                told.tell(a.OWN_INITIATIVE, unit.index, -1, rule.place, row)
            return
    if unit.own_rule >= 0:
        unit.own_rule = -1
        act_alone(told, plan, unit, commander.order, commander.place)


def act_alone(told: Told, plan: Any, unit: Any, order: int, place: int) -> None:
    """After the delay of its own echelon."""
    node = plan.nodes[len(plan.nodes) - len(told.units) + unit.index]
    table = plan.delays[unit.side][node.echelon]
    minutes = table * told.p.command_delay * scatter(told, "delay", node.hash, node.hash)
    unit.next_order, unit.next_place = order, place
    unit.next_step = told.step + max(1, ceil(minutes * 60.0 / told.scale.step_s))


def give(told: Told, plan: Any, number: int, row: int, own: list[Any]) -> None:
    commander, rule = told.commanders[number], plan.rules[row]
    first, before = commander.rule < 0, (commander.order, commander.place)
    commander.rule, commander.order, commander.place = row, rule.order, rule.place
    if rule.stage >= 0:
        commander.stage = rule.stage
    told.tell(a.RULE_CHOSEN, number, -1, rule.place, row)
    if before == (rule.order, rule.place):
        return  # nothing new for his units
    for unit in own:
        if unit.status in (a.EXPECTED, a.GONE):
            continue
        unit.own_rule = -1
        if first:
            unit.order, unit.order_place = rule.order, rule.place
        else:
            steps = ceil(minutes_down(told, plan, unit, plan.node_of[number]) * 60.0 / told.scale.step_s)
            unit.next_order, unit.next_place = rule.order, rule.place
            unit.next_step = told.step + max(1, steps)
