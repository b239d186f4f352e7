"""Finding things by their ids, shipped or the user's own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from khasan.errors import InputError
from khasan.scenario.catalog import list_scenarios, list_what_ifs, load_scenario, read
from khasan.scenario.equipment import Weapon
from khasan.scenario.library import KINDS, SHIPPED, Library
from scenario.worlds import BROKEN, WORLD, world


def test_the_lists_show_what_there_is() -> None:
    (entry,) = list_scenarios(world())
    assert (entry.id, entry.title, entry.incident, entry.status) == ("skirmish", "A skirmish", "skirmish", "")
    assert [one.id for one in list_what_ifs(world(), scenario="skirmish")] == ["half-the-attackers", "no-guns"]
    assert list_what_ifs(world(), scenario="another") == []


def test_a_list_shows_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "broken.yaml").write_text("a: [", "utf-8")
    (entry,) = list_scenarios(Library((tmp_path,)))
    assert entry.id == "broken"
    assert "bad syntax" in entry.problem


def test_an_unknown_id_suggests_the_nearest() -> None:
    with pytest.raises(InputError, match="got 'riffle'; did you mean rifle"):
        read("weapons", "riffle", world())
    with pytest.raises(InputError, match="got 'skirmich'; no fight goes by this name: did you mean skirmish"):
        load_scenario("skirmich", library=world())


@pytest.mark.parametrize("file_id", ["../weapons/rifle", "/etc/passwd", "~"])
def test_an_id_is_no_way_out_of_the_folder(file_id: str) -> None:
    with pytest.raises(InputError):
        read("scenarios", file_id, world())


def test_the_users_folders_stand_beside_the_shipped_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHASAN_PATH", os.pathsep.join([str(WORLD), str(tmp_path / "absent")]))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    library = Library()
    assert library.roots == (SHIPPED, WORLD)
    assert {"skirmish", "lake-khanka-1935"} <= set(library.ids("scenarios"))
    weapon = read("weapons", "rifle")
    assert isinstance(weapon, Weapon)
    assert weapon.name == "A rifle"


def test_one_id_in_two_folders_is_refused_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "weapons").mkdir()
    shutil.copy(WORLD / "weapons" / "rifle.yaml", tmp_path / "weapons")
    with pytest.raises(InputError, match=r"rename one of: .*rifle.yaml, .*rifle.yaml"):
        read("weapons", "rifle", Library((WORLD, tmp_path)))


def test_files_that_a_scenario_does_not_use_are_not_read(tmp_path: Path) -> None:
    library = Library((WORLD, BROKEN, tmp_path))
    (tmp_path / "weapons").mkdir()
    (tmp_path / "weapons" / "unreadable.yaml").write_text("a: [", "utf-8")
    assert load_scenario("skirmish", library=library) == load_scenario("skirmish", library=world())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_shipped_file_can_be_read(kind: str) -> None:
    library = Library((SHIPPED,))
    ids = library.ids(kind)
    assert ids
    for file_id in ids:
        assert read(kind, file_id, library)
