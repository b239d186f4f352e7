"""A TO&E that is like another: field by field its own or the other's, each number with its own provenance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from khasan.scenario.equipment import Toe
from khasan.scenario.library import Library
from khasan.scenario.like import OF_ITS_OWN
from khasan.scenario.lint import lint
from khasan.scenario.loader import Written
from scenario.worlds import WORLD

BASE: dict[str, Any] = {
    "id": "base",
    "name": "Company of lorries",
    "side": "blue",
    "branch": "infantry",
    "echelon": "company",
    "mobility": "motor",
    "provenance": {"source": "S004 p. 12"},
    "men": 120,
    "weapons": [{"weapon": "rifle", "count": 100}],
    "vehicle": "car",
    "vehicles": 4,
    "carries_men": 21,
    "horses": {"value": 3, "guess": "for the kitchen"},
    "trucks": 14,
    "frontage_m": 200,
    "depth_m": 150,
    "sidc": "10031000151211000000",
}
OTHER: dict[str, Any] = {
    "side": "red",
    "branch": "tank",
    "echelon": "platoon",
    "mobility": "tracked",
    "men": 77,
    "weapons": [{"weapon": "gun", "count": 2}, {"weapon": "rifle", "count": 5}],
    "vehicle": "lorry",
    "vehicles": 6,
    "carries_men": 33,
    "horses": 8,
    "trucks": 1,
    "frontage_m": 310,
    "depth_m": 90,
    "sidc": "10031000141205000000",
}


def read_with(folder: Path, *written: dict[str, Any]) -> Written[Any]:
    """The last of these files, read from a folder in which all of them stand."""
    (folder / "toe").mkdir(exist_ok=True)
    for content in written:
        (folder / "toe" / f"{content['id']}.yaml").write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return Library((folder, WORLD)).written("toe", written[-1]["id"])


def numbers_of(toe: Toe) -> dict[str, tuple[str, str]]:
    fields = ("men", "vehicles", "carries_men", "horses", "trucks", "frontage_m", "depth_m")
    found = {name: getattr(toe, name) for name in fields} | {m.weapon: m.count for m in toe.weapons}
    return {name: (number.kind, number.why) for name, number in found.items() if number is not None}


def test_every_field_can_be_its_own_or_the_others() -> None:
    assert {*BASE} == {*OTHER, *OF_ITS_OWN} == {*Toe.model_fields} - {"like"}
    assert not [key for key in OTHER if OTHER[key] == BASE[key]]


def test_who_says_no_more_than_its_name_has_all_that_the_other_has(tmp_path: Path) -> None:
    child = read_with(tmp_path, BASE, {"id": "child", "name": "Second company", "like": "base"}).model
    base = Library((tmp_path, WORLD)).written("toe", "base").model
    assert child == base.model_copy(update={"id": "child", "name": "Second company", "provenance": None})
    assert numbers_of(child) == numbers_of(base)


@pytest.mark.parametrize("field", OTHER)
def test_what_a_file_says_replaces_what_the_other_says(tmp_path: Path, field: str) -> None:
    own = {"id": "child", "name": "Second company", "like": "base", "provenance": {"guess": "why"}}
    child = read_with(tmp_path, BASE, {**own, field: OTHER[field]}).model
    spelled = read_with(tmp_path, {**BASE, "id": "spelled", "name": "Second company", field: OTHER[field]}).model
    for name in Toe.model_fields.keys() - {"id", "provenance"}:
        mine, whole = getattr(child, name), getattr(spelled, name)
        if name == field and name not in ("side", "branch", "echelon", "mobility", "vehicle", "sidc"):
            counts = [[m.count for m in those] if name == "weapons" else [those] for those in (mine, whole)]
            assert [float(number) for number in counts[0]] == [float(number) for number in counts[1]]
            assert {number.why for number in counts[0]} == {"why"}
            assert {number.why for number in counts[1]} == {"S004 p. 12"}
        else:
            assert mine == whole, name


def test_nothing_at_all_is_written_as_null(tmp_path: Path) -> None:
    without = {"horses": None, "vehicle": None, "vehicles": None, "weapons": []}
    child = read_with(tmp_path, BASE, {"id": "child", "name": "On foot", "like": "base", **without}).model
    assert (child.horses, child.vehicle, child.vehicles, child.weapons) == (None, None, None, [])
    assert float(child.trucks) == 14


def test_a_number_keeps_the_provenance_of_the_file_it_stands_in(tmp_path: Path) -> None:
    middle = {"id": "middle", "name": "M", "like": "base", "trucks": 9, "provenance": {"derived": "14 - 5"}}
    child = {"id": "child", "name": "C", "like": "middle", "men": 99, "provenance": {"guess": "why"}}
    found = read_with(tmp_path, BASE, middle, child)
    assert numbers_of(found.model) == {
        "men": ("guess", "why"),
        "trucks": ("derived", "14 - 5"),
        "horses": ("guess", "for the kitchen"),
        **dict.fromkeys(("vehicles", "carries_men", "frontage_m", "depth_m", "rifle"), ("source", "S004 p. 12")),
    }
    assert found.model.provenance.guess == "why"
    assert [Path(found.node.locate((key,))[0]).stem for key in ("men", "trucks", "horses")] == [
        "child",
        "middle",
        "base",
    ]


def test_the_others_provenance_covers_no_number_of_this_file(tmp_path: Path) -> None:
    (tmp_path / "toe").mkdir()
    read_with(tmp_path, {**BASE, "vehicle": "car"}, {"id": "child", "name": "C", "like": "base", "men": 99})
    problems = lint("child", library=Library((tmp_path, WORLD)))
    assert [(Path(one.file).name, one.field) for one in problems if "without provenance" in one.remedy] == [
        ("child.yaml", "men")
    ]


def test_a_change_of_the_other_reaches_who_is_like_it(tmp_path: Path) -> None:
    child = {"id": "child", "name": "C", "like": "base"}
    assert float(read_with(tmp_path, BASE, child).model.men) == 120
    assert float(read_with(tmp_path, {**BASE, "men": 130}, child).model.men) == 130


def test_what_is_like_another_leaves_no_trace_in_what_is_stored(tmp_path: Path) -> None:
    model = read_with(tmp_path, BASE, {"id": "child", "name": "C", "like": "base"}).model
    assert model.like is None
    assert "like" not in model.model_dump()


def test_shipped_files_are_like_another_only_where_that_halves_them() -> None:
    """Else a reader opens two files to read little less."""
    library = Library()
    paths = {toe_id: library.find("toe", toe_id) for toe_id in library.ids("toe")}
    lines = {toe_id: path.read_text("utf-8").splitlines() for toe_id, path in paths.items()}
    like = {
        toe_id: line.removeprefix("like: ")
        for toe_id, those in lines.items()
        for line in those
        if line.startswith("like: ")
    }
    assert like
    for toe_id, other in like.items():
        assert other not in like, "shipped files need no chains"
        assert 2 * len(lines[toe_id]) <= len(lines[other])
        mine, its = (library.written("toe", one).model for one in (toe_id, other))
        assert isinstance(mine, Toe)
        assert isinstance(its, Toe)
        assert (mine.side, mine.branch, mine.echelon) == (its.side, its.branch, its.echelon)
