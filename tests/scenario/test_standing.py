"""Derived from a guess is a guess: what numbers are worth by their inputs, and what the linter says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.errors import Problem
from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.lint import lint, lint_all
from khasan.scenario.numbers import Amount, map_numbers
from khasan.scenario.standing import Circle, NoInput, Standing, words_of_a_guess

RIFLE = """\
id: {name}
name: A rifle
group: small_arms
crew: {crew}
rate_rpm: {rate}
max_range_m: {{value: 1000, source: "S004 a range"}}
hit_probability: {{value: 0.3, low: 0.2, high: 0.4, guess: "made up for tests"}}
half_range_m: {{value: 200, low: 100, high: 300, guess: "made up for tests"}}
basic_load: {{value: 90, low: 60, high: 120, guess: "made up for tests"}}
daily_supply: {{value: 30, low: 20, high: 60, guess: "made up for tests"}}
"""
ONE = '{value: 1, derived: "one man fires it", inputs: [definition]}'


def rifle(folder: Path, name: str, rate: str, crew: str = ONE) -> Path:
    path = folder / "weapons" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(RIFLE.format(name=name, rate=rate, crew=crew), encoding="utf-8")
    return path


def library(folder: Path) -> Library:
    return Library((SHIPPED, folder))


def remedies(found: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.field, problem.remedy) for problem in found]


@pytest.mark.parametrize(
    ("rate", "field", "remedy"),
    [
        ('{value: 8, derived: "2 x 4"}', "rate_rpm.derived", "say from what"),
        ('{value: 8, derived: "2 x 4 (S004); the 4 is a guess"}', "rate_rpm.derived", "a guess is in it"),
        ('{value: 8, derived: "2 x 4", inputs: [guess]}', "rate_rpm.derived", "what is derived from a guess"),
        ('{value: 8, source: "S004, unverified"}', "rate_rpm.source", "no source by its own word (unverified)"),
        ('{value: 8, source: "EST"}', "rate_rpm.source", "write it under guess"),
        ('{value: 8, derived: "2 x 4", inputs: [weapons/nothing.crew]}', "rate_rpm.inputs[0]", ""),
        ('{value: 8, derived: "2 x 4", inputs: [weapons/dp-27.name]}', "rate_rpm.inputs[0]", "dp-27 has no number"),
        ('{value: 8, derived: "2 x 4", inputs: [thin air]}', "rate_rpm.inputs[0]", "name a source"),
        ('{value: 8, guess: "why", inputs: [S004]}', "", "inputs go with derived"),
    ],
)
def test_a_guess_in_disguise_is_told(tmp_path: Path, rate: str, field: str, remedy: str) -> None:
    path = rifle(tmp_path, "a-rifle", rate)
    (found,) = lint(path, library=library(tmp_path))
    assert found.remedy.startswith(remedy)
    assert found.field.startswith(field)
    assert found.line == 5


@pytest.mark.parametrize(
    "rate",
    [
        '{value: 8, derived: "2 x 4 (S004)"}',
        '{value: 8, derived: "2 x 4", inputs: [S004, weapons/dp-27.rate_rpm]}',
        '{value: 8, low: 4, high: 12, derived: "2 x 4, the 4 a guess", inputs: [guess]}',
    ],
)
def test_a_derivation_that_says_from_what_is_left_alone(tmp_path: Path, rate: str) -> None:
    assert lint(rifle(tmp_path, "a-rifle", rate), library=library(tmp_path)) == []


def test_numbers_that_derive_from_each_other_are_refused(tmp_path: Path) -> None:
    rifle(tmp_path, "one", '{value: 8, derived: "as the other", inputs: [weapons/two.rate_rpm]}')
    rifle(tmp_path, "two", '{value: 8, derived: "as the one", inputs: [weapons/one.rate_rpm]}')
    told = remedies(lint_all(library(tmp_path)))
    assert [field for field, _ in told] == ["rate_rpm.inputs[0]", "rate_rpm.inputs[0]"]
    assert all("derived from each other" in remedy for _, remedy in told)
    assert "weapons/two.rate_rpm from weapons/one.rate_rpm from weapons/two.rate_rpm" in told[0][1]


def test_what_is_derived_from_a_guess_is_one_however_far_it_is_handed_on(tmp_path: Path) -> None:
    rifle(tmp_path, "first", '{value: 8, low: 5, high: 12, guess: "why"}')
    rifle(tmp_path, "second", '{value: 8, derived: "as the first (S004)", inputs: [weapons/first.rate_rpm]}')
    rifle(tmp_path, "sound", '{value: 8, derived: "twice", inputs: [weapons/first.max_range_m]}')
    standing = Standing(library(tmp_path))
    third = Amount.model_validate({"value": 8, "derived": "as the second", "inputs": ["weapons/second.rate_rpm"]})
    assert standing.of(third) == "guess"
    assert standing.of(standing.number_at("weapons/sound.rate_rpm")) == "derived"
    with pytest.raises(NoInput):
        standing.of(Amount.model_validate({"value": 8, "derived": "x", "inputs": ["weapons/first.name"]}))


def test_no_shipped_number_comes_from_itself() -> None:
    shipped = Library((SHIPPED,))
    standing = Standing(shipped)
    kinds = {"source": 0, "derived": 0, "guess": 0}
    for kind in ("weapons", "vehicles", "toe"):
        for file_id in shipped.ids(kind):

            def count(number, trail, above):  # type: ignore[no-untyped-def]
                kinds[standing.of(number)] += 1
                return number

            try:
                map_numbers(shipped.written(kind, file_id).model, count)
            except Circle as circle:
                pytest.fail(f"{kind}/{file_id}: {circle}")
    assert kinds["guess"] > kinds["derived"] > kinds["source"] > 0
    wagons = standing.number_at("vehicles/jp-armoured-wagon.weapons.type-92-hmg")
    assert (wagons.kind, standing.of(wagons)) == ("derived", "guess")


@pytest.mark.parametrize(
    "text", ["12 guns; taken as full", "KHG 2.3, unverified", "of 40, from memory", "my estimate", "is assumed"]
)
def test_words_that_own_up_to_a_guess(text: str) -> None:
    assert words_of_a_guess(text)


@pytest.mark.parametrize("text", ["temple taken on 8 January (JAW)", "16 guns / 2 battalions (KHG-S39)"])
def test_words_that_do_not(text: str) -> None:
    assert words_of_a_guess(text) is None


def test_a_scenario_written_out_in_full_is_as_clean_as_the_short_one(tmp_path: Path) -> None:
    import yaml

    resolved = load_scenario("lake-khanka-1935", library=Library((SHIPPED,)))
    path = tmp_path / "scenarios" / "lake-khanka-1935.yaml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(resolved.flat(), sort_keys=False, allow_unicode=True), encoding="utf-8")
    assert [str(problem) for problem in lint(path, library=Library((SHIPPED,)))] == []
