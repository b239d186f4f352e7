"""Shipped plans say tasks: no number says when men have had enough, and an order stands until another comes."""

from __future__ import annotations

from collections import Counter

import pytest

from khasan.scenario.catalog import load_scenario, open_what_if
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.plans import Condition, Plan
from khasan.scenario.resolved import Resolved

THRESHOLDS = ("strength_below", "strength_above", "suppressed_above", "ammunition_below")
ASSAULT = "order of 6 August"
KHASAN = load_scenario("lake-khasan-1938")


def whole(library: Library) -> list[tuple[str, list[Plan]]]:
    """The plans of each shipped scenario, and of each with a what-if."""
    plans = [(name, load_scenario(name).plans) for name in library.ids("scenarios")]
    for name in library.ids("whatifs"):
        of = open_what_if(name, library).model.scenario
        plans.append((name, load_scenario(of, [name]).plans))
    return [(name, list(each)) for name, each in plans]


EVERY = whole(Library((SHIPPED,)))


@pytest.mark.parametrize(("name", "plans"), EVERY, ids=[name for name, _ in EVERY])
def test_no_plan_has_a_threshold_of_its_own(name: str, plans: list[Plan]) -> None:
    kept = [(plan.id, rule.name) for plan in plans for rule in plan.rules if numbers(rule.when)]
    assert kept == [], name


@pytest.mark.parametrize(("name", "plans"), EVERY, ids=[name for name, _ in EVERY])
def test_no_attack_ends_by_the_clock(name: str, plans: list[Plan]) -> None:
    """An order has its hour; what ends it is the doctrine, or another order."""
    attacks = [(plan.id, rule) for plan in plans for rule in plan.rules if rule.do.kind in ("attack", "pursue")]
    assert [(plan, rule.name) for plan, rule in attacks if rule.when.before] == [], name


def numbers(when: Condition) -> list[str]:
    """The keys of a condition that say in a number when men have had enough."""
    return [key for key in THRESHOLDS if getattr(when, key) is not None]


def test_some_plan_asks_of_odds_and_says_whose_they_are() -> None:
    asked = [plan for plan in KHASAN.plans for rule in plan.rules if rule.when.odds_above]
    assert asked
    assert all(plan.provenance and "odds" in str(plan.provenance) and "GOLD" in str(plan.provenance) for plan in asked)


def soviet(scenario: Resolved) -> list[Plan]:
    return [plan for plan in scenario.plans if plan.id.startswith("soviet-")]


def test_an_hour_of_a_soviet_attack_at_lake_khasan_is_that_of_an_order() -> None:
    attacks = [rule for plan in soviet(KHASAN) for rule in plan.rules if rule.do.kind == "attack"]
    assert [rule.name for rule in attacks if rule.when.after and not rule.name.startswith("order of ")] == []


def test_the_assault_of_6_august_is_the_task_of_every_regiment_and_its_tanks() -> None:
    tasks = {plan.id for plan in soviet(KHASAN) for rule in plan.rules if rule.name.startswith(ASSAULT)}
    infantry = {
        f"soviet-{part}" for part in ("119-first", "119-rest", "118-third", "118-rest", "120-first", "120-rest")
    }
    assert infantry | {"soviet-94", "soviet-95", "soviet-96", "soviet-levchenko"} <= tasks
    tanks = {plan.id for plan in soviet(KHASAN) if "-tanks-" in plan.id}
    assert tanks - tasks == {"soviet-tanks-second"}, "one battalion is the corps's reserve"


@pytest.mark.parametrize("height", ["zaozernaya", "bezymyannaya"])
def test_a_height_has_one_battalion_of_the_regiment_and_one_of_the_division_for_counter_attacks(height: str) -> None:
    """They take turns: when the one is sent, the other's plan says that the night is not its own."""
    mine = [
        plan
        for plan in KHASAN.plans
        if plan.id.startswith("japan-")
        and any(rule.do.attack == height and rule.when.lost == [height] and rule.when.dark for rule in plan.rules)
    ]
    assert len(mine) == 2
    starts = Counter(rule.when.stage for plan in mine for rule in plan.rules if "orders it" in rule.name)
    assert starts == {1: 1, 2: 1}
    waits = [rule for plan in mine for rule in plan.rules if rule.when.dark and rule.do.kind == "hold"]
    assert [rule.name for rule in waits] == ["the division's night", "the regiment's night"]
