"""What-ifs: the same scenario under other circumstances."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import InputError
from khasan.scenario.catalog import list_what_ifs, load_scenario, open_what_if
from khasan.scenario.library import Library
from scenario.worlds import resolve_flat, world

HEAD = "id: {0}\nscenario: skirmish\ntitle: T\nquestion: Q\nprovenance: {{guess: why}}\nchanges:\n"


def overlay(tmp_path: Path, changes: str, name: str = "test") -> Path:
    path = tmp_path / f"{name}.yaml"
    path.write_text(HEAD.format(name) + changes, "utf-8")
    return path


def test_removing_guns_removes_their_plan_and_nothing_else() -> None:
    library = world()
    plain, without = (load_scenario("skirmish", what_ifs, library) for what_ifs in ([], ["no-guns"]))
    assert [unit for unit in plain.units if unit.id != "red-guns"] == list(without.units)
    assert [plan.id for plan in without.plans] == ["blue-holds", "red-attacks"]
    assert "gun" not in without.weapons
    assert without.what_ifs == ("no-guns",)
    assert without.digest != plain.digest


def test_changes_reach_weather_moon_command_plans_forces_and_places() -> None:
    found = load_scenario("skirmish", ["half-the-attackers"], world())
    strengths = {unit.id: unit.strength for unit in found.units}
    assert {strengths[one].value for one in ("red-1", "red-2", "red-guns", "red-cars")} == {0.5}
    assert strengths["red-1"].interval == (0.5, 0.5)
    assert strengths["red-1"].why == "stipulated by the what-if half-the-attackers"
    assert strengths["blue-3"].value == 1.0
    assert (found.weather, found.clock.moon) == ((), "full")
    delay = found.side("red").command.of("battalion")
    assert (delay.value, delay.kind) == (90.0, "derived")
    assert {unit.id: unit.at.place for unit in found.units}["blue-3"] == "west"
    assert [plan.id for plan in found.plans] == ["blue-holds", "red-fires", "red-waits"]


def test_what_ifs_add_up_in_their_order_and_the_result_resolves_to_itself(tmp_path: Path) -> None:
    library = world()
    found = load_scenario("skirmish", ["no-guns", "half-the-attackers"], library)
    assert found.what_ifs == ("no-guns", "half-the-attackers")
    assert "red-guns" not in {unit.id for unit in found.units}
    assert resolve_flat(found, library) == found


def test_removal_takes_emptied_formations_along(tmp_path: Path) -> None:
    path = overlay(tmp_path, "  - {forces: {formation: red-battalion}, remove: true}\n")
    found = load_scenario("skirmish", [path], world())
    assert [one.id for one in found.formations] == ["blue-battalion", "red-regiment"]


def test_one_change_can_pick_by_all_keys_at_once(tmp_path: Path) -> None:
    changes = (
        "  - {forces: {side: red, formation: red-battalion, branch: infantry, toe: red-company}, give: {works: 1}}\n"
    )
    found = load_scenario("skirmish", [overlay(tmp_path, changes)], world())
    assert {unit.id for unit in found.units if unit.works.value == 1} == {"red-1", "red-2"}


def test_a_long_number_keeps_its_own_provenance(tmp_path: Path) -> None:
    given = "{value: 2, low: 1, high: 3, guess: carts came}"
    path = overlay(tmp_path, f"  - {{forces: {{side: red}}, give: {{ammunition: {given}}}}}\n")
    ammunition = {unit.id: unit.ammunition for unit in load_scenario("skirmish", [path], world()).units}["red-1"]
    assert (ammunition.interval, ammunition.kind, ammunition.why) == ((1, 3), "guess", "carts came")


def test_the_same_what_if_twice_is_refused() -> None:
    with pytest.raises(InputError, match="it is applied already"):
        load_scenario("skirmish", ["no-guns", "no-guns"], world())


def test_an_unknown_what_if_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean no-guns"):
        load_scenario("skirmish", ["no-gun"], world())


def test_a_what_if_of_another_scenario_is_refused(tmp_path: Path) -> None:
    path = overlay(tmp_path, "  - {set: time.moon, to: full}\n")
    path.write_text(path.read_text("utf-8").replace("skirmish", "battle"), "utf-8")
    with pytest.raises(InputError, match=r"test.yaml:2:11: scenario: got 'battle'; it is written for this scenario"):
        load_scenario("skirmish", [path], world())


@pytest.mark.parametrize("entry", list_what_ifs(), ids=lambda entry: entry.id)
def test_each_shipped_what_if_changes_its_scenario(entry) -> None:  # type: ignore[no-untyped-def]
    library = Library()
    plain = load_scenario(entry.scenario, library=library)
    changed = load_scenario(entry.scenario, [entry.id], library)
    assert open_what_if(entry.id, library).model.question
    assert changed.model_copy(update={"what_ifs": ()}).with_digest().digest != plain.digest
