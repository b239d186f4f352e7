"""From the short form to the explicit one, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from khasan.compiler.orders import compile_orders
from khasan.errors import InputError
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import Library
from khasan.scenario.numbers import Provenance
from khasan.scenario.resolved import Resolved, Unit
from scenario.worlds import resolve_flat, resolve_text, skirmish, world

LIBRARY = world()
PLACES = ("east", "hill", "west")


@pytest.fixture(scope="module")
def resolved() -> Resolved:
    return load_scenario("skirmish", library=LIBRARY)


def unit(resolved: Resolved, unit_id: str) -> Unit:
    return {one.id: one for one in resolved.units}[unit_id]


def test_units_and_formations_stand_in_the_order_of_the_file(resolved: Resolved) -> None:
    assert [one.id for one in resolved.formations] == ["blue-battalion", "red-regiment", "red-battalion"]
    ids = [one.id for one in resolved.units]
    assert ids == ["blue-1-1", "blue-1-2", "blue-3", "red-1", "red-2", "red-guns", "red-cars"]
    assert [one.name for one in resolved.units][:3] == ["Blue company 1", "Blue company 2", "Third company"]


def test_what_is_not_said_comes_from_the_formation_above(resolved: Resolved) -> None:
    company = unit(resolved, "red-2")
    assert (company.side, company.formation, company.at.place) == ("red", "red-battalion", "east")
    assert company.arrives == datetime.fromisoformat("1938-07-31T01:00+09:00")
    assert unit(resolved, "red-1").arrives == resolved.clock.start
    third = unit(resolved, "blue-3")
    assert (third.at.place, third.at.bearing_deg, third.at.distance_m) == ("hill", 270.0, 300.0)
    assert (third.works.value, third.works.why) == (0.5, "S000 made up")


def test_the_provenance_of_a_number_is_that_of_the_place_where_it_is_written(resolved: Resolved) -> None:
    assert unit(resolved, "red-1").works.why == "by analogy with blue"
    assert unit(resolved, "red-1").provenance == Provenance(derived="by analogy with blue")
    assert unit(resolved, "blue-3").provenance == Provenance(guess="made up for tests")
    assert resolved.side("blue").command.of("company").why == "made up for tests"
    assert resolved.side("red").command.of("company").why == "a runner over 1 km"


def test_defaults_say_that_they_are_defaults(resolved: Resolved) -> None:
    company = unit(resolved, "blue-3")
    assert (company.strength.value, company.strength.kind) == (1.0, "derived")
    assert (company.ammunition.value, company.ammunition.kind) == (1.0, "derived")
    assert (unit(resolved, "red-guns").works.value, unit(resolved, "red-guns").works.kind) == (0.0, "derived")


def test_a_number_of_the_record_brings_its_interval(resolved: Resolved) -> None:
    strength = unit(resolved, "red-1").strength
    assert (strength.value, strength.interval, strength.kind) == (0.8, (0.6, 0.9), "record")


def test_a_unit_obeys_the_nearest_formation_that_has_a_plan(resolved: Resolved) -> None:
    assert {one.id: one.commanded_by for one in resolved.units} == {
        "blue-1-1": "blue-battalion",
        "blue-1-2": "blue-battalion",
        "blue-3": "blue-battalion",
        "red-1": "red-regiment",
        "red-2": "red-regiment",
        "red-guns": "red-guns",
        "red-cars": "red-regiment",
    }
    assert [one.plan for one in resolved.formations] == ["blue-holds", "red-attacks", None]
    assert unit(resolved, "red-guns").plan == "red-fires"


def test_a_plan_commands_all_units_of_a_count() -> None:
    """Each as if it were named; one that another plan names follows that."""
    changed = skirmish()
    changed["plans"][0]["formations"] = ["blue-battalion", "blue-1"]
    resolved = resolve_text(yaml.safe_dump(changed), LIBRARY)
    assert [unit(resolved, one).commanded_by for one in ("blue-1-1", "blue-1-2")] == ["blue-1-1", "blue-1-2"]
    assert resolve_flat(resolved, LIBRARY) == resolved
    assert compile_orders(resolved, PLACES, lambda _: 0)[1] == [
        *("blue-1-1", "blue-1-2", "blue-battalion", "red-guns", "red-regiment")
    ]
    changed["plans"].append({**changed["plans"][0], "id": "own", "formations": ["blue-1-2"]})
    resolved = resolve_text(yaml.safe_dump(changed), LIBRARY)
    assert [unit(resolved, one).plan for one in ("blue-1-1", "blue-1-2")] == ["blue-holds", "own"]
    changed["plans"][-1]["formations"] = ["blue-1-2", "blue-1-1"]
    with pytest.raises(InputError, match=r"formations\[1\]: got 'blue-1'; take it out: each of its units is named"):
        resolve_text(yaml.safe_dump(changed), LIBRARY)


def test_only_the_equipment_in_use_is_there(resolved: Resolved) -> None:
    assert list(resolved.toes) == ["blue-company", "red-battery", "red-cars", "red-company"]
    assert (list(resolved.weapons), list(resolved.vehicles)) == (["gun", "rifle"], ["car"])


def test_an_echelon_without_delay_takes_the_nearest(resolved: Resolved) -> None:
    command = resolved.side("blue").command
    given = {echelon: float(command.of(echelon)) for echelon in ("section", "battery", "regiment", "army")}  # type: ignore[arg-type]
    assert given == {"section": 10.0, "battery": 10.0, "regiment": 30.0, "army": 30.0}


def test_the_digest_follows_the_content(resolved: Resolved) -> None:
    again = load_scenario("skirmish", library=world())
    assert again.digest == resolved.digest == again.with_digest().digest
    changed = skirmish()
    changed["time"]["moon"] = "full"
    assert resolve_text(yaml.safe_dump(changed), LIBRARY).digest != resolved.digest


def test_resolving_the_resolved_form_changes_nothing(resolved: Resolved) -> None:
    assert resolve_flat(resolved, LIBRARY) == resolved


def test_the_canonical_form_reads_back(resolved: Resolved) -> None:
    def in_order(one: Resolved) -> Resolved:
        return one.model_copy(update={"units": tuple(sorted(one.units, key=lambda unit: unit.id))})

    again = Resolved.model_validate_json(resolved.canonical())
    assert in_order(again.with_digest()) == in_order(resolved)


@pytest.mark.parametrize("scenario", Library().ids("scenarios"))
def test_the_shipped_scenarios_resolve_to_themselves(scenario: str) -> None:
    library = Library()
    resolved = load_scenario(scenario, library=library)
    assert resolve_flat(resolved, library) == resolved
    assert all(one.formation in {above.id for above in resolved.formations} for one in resolved.units)


STATES: dict[str, st.SearchStrategy[Any]] = {
    "at": st.sampled_from(["hill", "west", {"place": "east", "bearing_deg": 45.5, "distance_m": 120}]),
    "arrives": st.sampled_from(["1938-07-30T20:00+09:00", "1938-07-30T16:30:15Z"]),
    "strength": st.sampled_from([0.5, {"value": 0.7, "low": 0.2, "guess": "why"}, {"record": "red-strength"}]),
    "works": st.sampled_from([0, 1, {"value": 0.9, "guess": "why"}]),
    "ammunition": st.sampled_from([2, {"value": 3, "source": "S000 1"}]),
    "provenance": st.sampled_from([{"source": "S000 2"}, {"derived": "2 x 2"}]),
    "note": st.text("ab: #'\"\n-é", max_size=8),
}


@st.composite
def forces(draw: st.DrawFn) -> list[dict[str, Any]]:
    """An order of battle of two sides, nested here and flat there, with states at any level."""
    made: list[dict[str, Any]] = []
    for side in ("blue", "red"):
        top = {"id": side, "name": side, "side": side, "at": "hill"}
        made.append(top)
        groups = [top]
        for number in range(draw(st.integers(1, 6))):
            above = draw(st.sampled_from(groups))
            force = draw(st.fixed_dictionaries({}, optional=STATES))
            force |= {"id": f"{side}-{number}", "name": "N"}
            if draw(st.booleans()):
                above.setdefault("parts", []).append(force)
            else:
                made.append(force | {"parent": above["id"]})
                force = made[-1]
            if draw(st.booleans()):
                groups.append(force)
                leaf = {"id": f"{side}-{number}-leaf", "name": "L", "toe": f"{side}-company"}
                force.setdefault("parts", []).append(leaf)
            else:
                force |= {"toe": f"{side}-company", "count": draw(st.integers(1, 3))}
        if "parts" not in top:
            top["parts"] = [{"id": f"{side}-own", "name": "O", "toe": f"{side}-company"}]
    return made


@settings(max_examples=60, deadline=None)
@given(forces())
def test_any_order_of_battle_resolves_to_itself(made: list[dict[str, Any]]) -> None:
    content = skirmish() | {"forces": made, "plans": []}
    resolved = resolve_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), LIBRARY)
    again = resolve_flat(resolved, LIBRARY)
    assert again == resolved
    assert again.digest == resolved.digest


def test_numbers_of_the_record_are_held_to_the_record() -> None:
    content = skirmish()
    content["forces"][1]["strength"] = {"record": "red-strength", "value": 0.7, "low": 0.6, "high": 0.9}
    with pytest.raises(InputError, match=r"leave value, low and high out: the record says 0.8 \(0.6 to 0.9\)"):
        resolve_text(yaml.safe_dump(content), LIBRARY)
