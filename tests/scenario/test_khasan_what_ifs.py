"""Two what-ifs at Khasan write parts of the scenario out again: what they do not mean to change must stay as it is."""

from __future__ import annotations

import re

from khasan.scenario.catalog import load_scenario

BASE = load_scenario("lake-khasan-1938")


def test_without_a_cease_fire_the_orders_stand_and_aircraft_fly_on() -> None:
    other = load_scenario("lake-khasan-1938", ["no-cease-fire"])
    later = re.compile(r"1[2-5] August")
    added = []
    for before, after in zip(BASE.plans, other.plans, strict=True):
        kept = [rule for rule in after.rules if not later.match(rule.name)]
        assert (before.id, before.rules) == (after.id, kept)
        again = [rule.do for rule in after.rules if later.match(rule.name)]
        assert all(order in [rule.do for rule in before.rules] for order in again), (
            "nothing new is ordered after 11 August"
        )
        added += again
    assert {order.kind for order in added} == {"strike", "cover"}
    assert (other.units, other.formations) == (BASE.units, BASE.formations)


def test_the_brigade_that_keeps_its_staff_is_the_brigade() -> None:
    other = load_scenario("lake-khasan-1938", ["brigade-staff-kept"])
    assert {unit.id: unit for unit in BASE.units} == {u.id: u for u in other.units if u.id != "2-mb-hq"}
    quick = {f"2-mb-{part}" for part in ("i", "ii", "iii", "rifles")}
    before, after = ({f.id: f for f in scenario.formations} for scenario in (BASE, other))
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == quick
    assert all(after[name].model_copy(update={"echelon": "battalion"}) == before[name] for name in quick)
    assert {after[name].echelon for name in quick} == {"company"}
