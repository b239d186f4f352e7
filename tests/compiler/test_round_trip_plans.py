"""Each condition, order and leave of a plan stands in its own row of the command tables."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from compiler.round_trip import (
    AIR_VERBS,
    CONDITIONS,
    START,
    VERBS,
    Country,
    choices,
    complete,
    drawn_of,
    exact,
    leaves,
    verb_of,
)
from khasan import arrays as a
from khasan.kernels.state import tables as t
from khasan.scenario.plans import Action, Condition, Leave, Near, Odds, Plan, Rule
from khasan.scenario.schema import Authority

ORDERS = {
    "hold": a.HOLD, "move": a.MOVE, "attack": a.ATTACK, "withdraw": a.WITHDRAW, "bombard": a.BOMBARD,
    "support": a.SUPPORT, "strike": a.STRIKE, "cover": a.COVER, "scout": a.SCOUT, "bridge": a.BUILD_BRIDGE,
    "demolish": a.DEMOLISH, "pursue": a.PURSUE, "ambush": a.AMBUSH,
}  # fmt: skip

ROWS: dict[str, tuple[Any, ...]] = {  # kind, place or step or number, hexes, how many, share; places by name
    "after": (t.AFTER, 34, 0, 0, 0.0),  # 50 minutes are 33.3 steps of 90 s
    "before": (t.BEFORE, 167, 0, 0, 0.0),  # 250 minutes are 166.7
    "dark True": (t.IS_DARK, 1, 0, 0, 0.0),
    "dark False": (t.IS_DARK, 0, 0, 0, 0.0),
    "visibility_below_m": (t.VISIBILITY_BELOW, 0, 0, 0, 910.0),
    "visibility_above_m": (t.VISIBILITY_ABOVE, 0, 0, 0, 1310.0),
    "stage": (t.STAGE_IS, 3, 0, 0, 0.0),
    "stage_at_least": (t.STAGE_AT_LEAST, 2, 0, 0, 0.0),
    "held": (t.HELD, ["spot-6", "spot-7"], 0, 0, 0.0),
    "lost": (t.LOST, ["spot-8"], 0, 0, 0.0),
    "any_lost": (t.ANY_LOST, ["spot-9", "spot-10"], 0, 0, 0.0),
    "enemy_near": (t.ENEMY_NEAR, ["spot-11"], 4, 3, 0.0),  # 1010 m are 4.2 hexes of 240 m
    "no_enemy_near": (t.NO_ENEMY_NEAR, ["spot-12"], 3, 2, 0.0),
    "strength_below": (t.STRENGTH_BELOW, 0, 0, 0, 0.41),
    "strength_above": (t.STRENGTH_ABOVE, 0, 0, 0, 0.83),
    "arrived": (t.ARRIVED_SHARE, 0, 0, 0, 0.62),
    "at": (t.AT_PLACE, ["spot-14"], 2, 0, 0.5),  # half of the units within 500 m: two hexes
    "suppressed_above": (t.SUPPRESSED_ABOVE, 0, 0, 0, 0.37),
    "vehicles_below": (t.VEHICLES_BELOW, 0, 0, 0, 0.53),
    "ammunition_below": (t.AMMUNITION_BELOW, 0, 0, 0, 0.29),
    "spent": (t.IS_SPENT, 1, 0, 0, 0.0),
    "stopped": (t.HAS_STOPPED, 0, 0, 0, 0.0),
    "stopped_hours": (t.STOPPED_HOURS, 140, 0, 0, 0.0),  # 3.5 h are 140 steps of 90 s
    "lost_lately_above": (t.LOST_LATELY_ABOVE, 0, 0, 0, 0.23),
    "neighbour_gone": (t.NEIGHBOUR_GONE, 1, 0, 0, 0.0),
    "odds_above": (t.ODDS_ABOVE, ["spot-9"], 6, 0, 2.5),  # 1500 m are 6.25 hexes of 240 m
    "supported": (t.SUPPORTED, ["spot-10"], 2, 0, 0.0),  # 500 m are 2.1
}


def key_of(when: dict[str, Any]) -> str:
    ((key, value),) = when.items()
    return f"{key} {value}" if key == "dark" else key


def test_no_field_is_left_out() -> None:
    complete(Condition, {key.split()[0] for key in ROWS}, {})
    complete(Near, ["place", "within_m", "at_least"], {})
    complete(Odds, ["place", "times"], {})
    complete(Action, ORDERS, {})
    complete(Rule, ["name", "when", "do", "set_stage", "leave", "initiative"], {"provenance": "who says so"})
    words = {"id": "Formation.plan names it", "title": "for people", "provenance": "who says so"}
    complete(Plan, ["formations", "rules"], words)
    words = {"id": "labels.leaves and its hash", "authority": "in the story", "act": "in the story",
             "provenance": "who says so"}  # fmt: skip
    complete(Leave, ["hours", "chance", "initiative"], words)
    complete(Authority, ["leave", "initiative"], {})
    assert [key_of(when) for when in CONDITIONS] == list(ROWS)
    assert {*VERBS, *AIR_VERBS} == set(ORDERS)
    assert sorted(ORDERS.values()) == list(range(1, len(a.ORDER_NAMES)))
    assert len({row[0] for row in ROWS.values()}) == len(ROWS) - 1  # dark is asked both ways
    assert choices(Authority, "leave") == {"required", "waived"}
    assert choices(Authority, "initiative") == {"allowed", "none"}


def rules_of(country: Country, commander: str) -> np.ndarray:
    orders, k = country.compiled.orders, country.compiled.labels.commanders.index(commander)
    return orders.rules[orders.rules_of[k] : orders.rules_of[k + 1]]


def conditions_of(country: Country, rule: Any) -> list[tuple[Any, ...]]:
    orders = country.compiled.orders
    rows = range(rule[t.R_FIRST], rule[t.R_FIRST] + rule[t.R_COUNT])
    return [(*orders.conditions[k].tolist(), float(orders.shares[k])) for k in rows]


@pytest.mark.parametrize("key", ROWS)
def test_a_condition_stands_in_its_row(country: Country, key: str) -> None:
    kind, first, hexes, many, share = ROWS[key]
    rule = rules_of(country, "guards")[list(ROWS).index(key)]
    places = country.compiled.labels.places
    firsts = [places.index(name) for name in first] if isinstance(first, list) else [first]
    expected = []
    for one in firsts:
        row = [0.0] * 4 + [share]
        row[t.Q_KIND], row[t.Q_A], row[t.Q_B], row[t.Q_N] = kind, one, hexes, many
        expected.append(tuple(row))
    assert conditions_of(country, rule) == expected


def test_conditions_of_one_rule_stand_together_the_cheapest_first(country: Country) -> None:
    resolved = country.compiled.resolved
    whole = Condition.model_validate({key: value for when in CONDITIONS for key, value in when.items()})
    plan = next(plan for plan in resolved.plans if plan.id == "a-plan")
    rules = [plan.rules[0].model_copy(update={"when": whole}), *plan.rules[1:]]
    others = [other for other in resolved.plans if other is not plan]
    compiled = country.compiled_with(plans=(plan.model_copy(update={"rules": rules}), *others))
    orders, labels = compiled.orders, compiled.labels
    first = orders.rules[orders.rules_of[labels.commanders.index("guards")]]
    rows = slice(first[t.R_FIRST], first[t.R_FIRST] + first[t.R_COUNT])
    found = [(*row.tolist(), share) for row, share in zip(orders.conditions[rows], orders.shares[rows], strict=True)]
    expected = []
    cheapest_first = (
        "after", "before", "dark False", "stage", "stage_at_least", "held", "lost", "any_lost", "visibility_below_m",
        "visibility_above_m", "at", "strength_below", "strength_above", "arrived", "suppressed_above",
        "vehicles_below", "ammunition_below", "spent", "stopped", "neighbour_gone", "stopped_hours",
        "lost_lately_above", "supported", "odds_above", "enemy_near", "no_enemy_near",
    )  # fmt: skip
    assert set(cheapest_first) == set(ROWS) - {"dark True"}
    for key in cheapest_first:
        kind, ones, hexes, many, share = ROWS[key]
        for one in ones if isinstance(ones, list) else [ones]:
            expected.append((kind, labels.places.index(one) if isinstance(one, str) else one, hexes, many, share))
    assert found == expected


def test_an_order_is_its_verb_and_its_place(country: Country) -> None:
    places = country.compiled.labels.places
    west = rules_of(country, "guards")
    for n, rule in enumerate(west):
        assert rule[t.R_ORDER] == ORDERS[verb_of(n)]
        assert places[rule[t.R_PLACE]] == f"spot-{n % 20 + 1}"
        assert (rule[t.R_STAGE], rule[t.R_LEAVE], rule[t.R_INITIATIVE]) == (-1, -1, 0)
    for n, rule in enumerate(rules_of(country, "n-fighters")):
        assert rule[t.R_ORDER] == ORDERS[AIR_VERBS[n]]
        assert places[rule[t.R_PLACE]] == f"spot-{n + 1}"
    assert len(west) == len(CONDITIONS)


def test_stage_leave_and_initiative_stand_in_their_columns(country: Country) -> None:
    found = [[rule[c] for c in (t.R_STAGE, t.R_LEAVE, t.R_INITIATIVE)] for rule in rules_of(country, "easterners")]
    assert found == [[4, 1, 0], [-1, -1, 1], [1, -1, 0], [-1, 0, 0]]
    assert country.compiled.labels.leaves == ("first", "second")


def test_commanders_lead_those_below_them(country: Country) -> None:
    """A commander is the formation, or the unit, that a plan names; who has none near obeys nobody."""
    compiled, units = country.compiled, country.drawn.tables.units
    commanders = compiled.labels.commanders
    assert commanders == ("a-bombers", "easterners", "guards", "n-fighters")
    led = {name: country.formation_of(name) for name in country.ids} | {"n-fighters": "n-fighters"}
    led |= {"a-bombers": "a-bombers"}
    for name in country.ids:
        k = units[t.COMMANDER, country.at(name)]
        assert (commanders[k] if k >= 0 else None) == (led[name] if led[name] in commanders else None), name
    orders = compiled.orders
    for k, commander in enumerate(commanders):
        members = orders.members[orders.first[k] : orders.first[k + 1]]
        assert [country.ids[unit] for unit in members] == [name for name in country.ids if led[name] == commander]
        assert compiled.nodes[orders.node_of[k]] == commander
        assert (rules_of(country, commander)[:, t.R_COMMANDER] == k).all()
    names = {"easterners": ["with leave", "alone", "stage only", "first leave"], "n-fighters": list(AIR_VERBS),
             "a-bombers": list(AIR_VERBS), "guards": [f"condition {n}" for n in range(len(CONDITIONS))]}  # fmt: skip
    assert compiled.labels.rules == tuple(name for commander in commanders for name in names[commander])


def test_commanders_begin_without_a_rule(country: Country) -> None:
    state, commanders = country.state.commanders, country.compiled.labels.commanders
    for k, commander in enumerate(commanders):
        row = [0] * t.COMMANDER_FIELDS
        row[t.C_RULE] = row[t.C_PLACE] = -1
        row[t.C_SIDE] = int(commander in ("easterners", "a-bombers"))
        row[t.C_INITIATIVE] = int(commander == "easterners")
        assert state[:, k].tolist() == row, commander


def test_a_leave_is_hours_chance_and_initiative(country: Country) -> None:
    drawn = country.drawn.orders.leaves
    for k, leave in enumerate(leaves(exact)):
        assert drawn[[t.V_HOURS, t.V_CHANCE, t.V_INITIATIVE], k].tolist() == [
            leave["hours"], leave["chance"], leave["initiative"],
        ]  # fmt: skip
        low = int.from_bytes(hashlib.sha256(f"leaves/{leave['id']}".encode()).digest()[:4], "little")
        assert country.compiled.orders.leave_hashes[k] == low
    assert np.unique(drawn).size == 6
    assert not country.state.leaves.any()


@pytest.mark.parametrize(("leave", "initiative"), [("waived", "allowed"), ("required", "none")])
def test_what_ifs_lift_leave_and_initiative(country: Country, leave: str, initiative: str) -> None:
    """Waived: no rule needs leave. None: no rule is read by units, and nobody goes without leave."""
    compiled = country.compiled_with(command=Authority.model_validate({"leave": leave, "initiative": initiative}))
    rules = compiled.orders.rules
    assert sorted(set(rules[:, t.R_LEAVE].tolist())) == ([-1] if leave == "waived" else [-1, 0, 1])
    assert rules[:, t.R_INITIATIVE].max() == int(initiative == "allowed")
    drawn = drawn_of(compiled).orders.leaves
    written = [one["initiative"] for one in leaves(exact)]
    assert drawn[t.V_INITIATIVE].tolist() == (written if initiative == "allowed" else [0.0, 0.0])
    assert drawn[t.V_HOURS].tolist() == [one["hours"] for one in leaves(exact)]


def test_times_of_conditions_count_from_the_start(country: Country) -> None:
    """The rows above are for the start that the scenario has."""
    assert START == "1938-07-30T06:00+09:00"
    assert country.compiled.step_s == 90.0
