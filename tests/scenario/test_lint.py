"""The linter and the shares of provenance; what it finds in bad files is in test_invalid."""

from __future__ import annotations

from pathlib import Path

import pytest

from khasan.scenario.catalog import load_scenario
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.lint import kind_of, lint, lint_all
from khasan.scenario.provenance import provenance_shares
from scenario.worlds import BROKEN, WORLD, world


def test_the_made_up_world_is_clean() -> None:
    assert lint_all(world()) == []


def test_the_shipped_data_are_clean() -> None:
    assert [str(problem) for problem in lint_all(Library((SHIPPED,)))] == []


def test_problems_of_the_whole_library_name_each_file_once() -> None:
    problems = lint_all(Library((WORLD, BROKEN)))
    assert [Path(problem.file).name for problem in problems] == ["broken-company.yaml"]


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("skirmish", "scenarios"),
        ("no-guns", "whatifs"),
        ("rifle", "weapons"),
        ("car", "vehicles"),
        ("red-cars", "toe"),
        ("global", "parameters"),
        ("nothing", "scenarios"),
        ("somewhere/weapons/x.yaml", "weapons"),
        ("somewhere/x.yaml", "scenarios"),
    ],
)
def test_the_kind_of_a_file_shows_in_its_id_or_folder(what: str, kind: str) -> None:
    assert kind_of(what, world()) == kind


def test_an_unknown_id_is_a_problem() -> None:
    (problem,) = lint("skirmjsh", library=world())
    assert problem.remedy.startswith("no fight goes by this name: did you mean skirmish?")


def test_shares_count_each_number_once_by_kind() -> None:
    library = world()
    shares = provenance_shares(load_scenario("skirmish", library=library), library)
    none = {"source": 0, "derived": 0, "guess": 0, "record": 0, "bare": 0}
    assert shares["weapons"] == none | {"source": 1, "derived": 7, "guess": 6}
    assert shares["weather"] == none | {"guess": 2}
    assert shares["command"] == none | {"derived": 1, "guess": 2}
    # 3 blue and 4 red units; blue's works are sourced, red's strength is the record's, one has works, one ammunition
    assert shares["forces"] == none | {"source": 3, "derived": 5, "guess": 4, "record": 4}
    assert shares["plans"] == none | {"guess": 5}
    # one parameter, and the laws of its doctrine, all of them guesses
    laws = len(load_scenario("skirmish", library=library).doctrine)
    assert laws > 20
    assert shares["parameters"] == none | {"guess": 1 + laws}
    groups = [count for group, count in shares.items() if group != "all"]
    assert shares["all"] == {kind: sum(count[kind] for count in groups) for kind in none}
