"""What-ifs that exclude each other are refused together, in either order, at file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import InputError
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.lint import lint

KHASAN = "lake-khasan-1938"
HEAD = "scenario: lake-khanka-1935\ntitle: X\nquestion: X?\nprovenance: {guess: made up}\n"


def refusal(scenario: str, *what_ifs: str | Path) -> str:
    with pytest.raises(InputError) as refused:
        load_scenario(scenario, what_ifs)
    return str(refused.value)


@pytest.mark.parametrize("order", [("no-tanks", "japanese-tanks"), ("japanese-tanks", "no-tanks")])
def test_declared_rivals_are_refused_where_they_are_declared(order: tuple[str, str]) -> None:
    told = refusal(KHASAN, *order)
    assert "no-tanks.yaml:7:" in told
    assert "no-tanks and japanese-tanks exclude each other: leave one of the two out" in told


def test_two_values_for_one_thing_are_refused_with_both_places() -> None:
    told = refusal(KHASAN, "half-the-attackers", "night-attack-fails")
    assert "night-attack-fails.yaml:8:" in told
    assert "half-the-attackers sets forces.75-ir-i.strength to 0.335" in told
    assert "half-the-attackers.yaml:8)" in told


def test_a_path_and_forces_given_something_are_one_thing() -> None:
    told = refusal("halhamiao-1935", "halhamiao-ninety-against-thirty", "halhamiao-held-temple")
    assert "sets forces.mongolian-cavalry.strength" in told


def test_two_that_put_other_plans_in_place_of_one_are_refused() -> None:
    told = refusal("lake-khanka-1935", "lake-khanka-1935-patrol-attacks", "lake-khanka-1935-riders-turn-back")
    assert "takes away soviet-horsemen-plan too" in told


def test_all_of_three_are_told_of_at_once() -> None:
    told = refusal(KHASAN, "no-tanks", "japanese-tanks", "half-the-attackers", "night-attack-fails")
    assert told.count("exclude each other") == 1
    assert told.count("half-the-attackers sets") == 2


def test_what_goes_together_goes_together() -> None:
    both = load_scenario(KHASAN, ["no-fog", "full-moon"])
    assert both.what_ifs == ("no-fog", "full-moon")
    assert both.title.endswith("(what if: No fog; Full moon)")


def test_the_same_value_twice_is_no_quarrel_but_changes_nothing(tmp_path: Path) -> None:
    for name, value in (("one", 0.5), ("two", 0.5)):
        change = f"changes: [{{forces: {{formation: japanese-patrol}}, give: {{strength: {value}}}}}]\n"
        (tmp_path / f"{name}.yaml").write_text(f"id: {name}\n{HEAD}{change}", encoding="utf-8")
    assert load_scenario("lake-khanka-1935", [tmp_path / "one.yaml", tmp_path / "two.yaml"]).what_ifs == ("one", "two")


def test_the_linter_asks_whether_a_rival_is_one(tmp_path: Path) -> None:
    (tmp_path / "whatifs").mkdir()
    path = tmp_path / "whatifs" / "mine.yaml"
    rivals = "excludes: [no-such, full-moon]\nchanges: [{set: clock, to: 1}]\n"
    path.write_text(f"id: mine\n{HEAD}{rivals.replace('set: clock, to: 1', 'drop_weather: [fog]')}", encoding="utf-8")
    remedies = [problem.remedy for problem in lint(path, library=Library((SHIPPED, tmp_path)))]
    assert any(remedy.startswith("the scenario has no such weather") for remedy in remedies)
    path.write_text(
        f"id: mine\n{HEAD}{rivals.replace('set: clock, to: 1', 'set: time.moon, to: full')}", encoding="utf-8"
    )
    remedies = [problem.remedy for problem in lint(path, library=Library((SHIPPED, tmp_path)))]
    assert any(remedy.startswith("unknown what-if") for remedy in remedies)
    assert any(remedy.startswith("it is of lake-khasan-1938") for remedy in remedies)
