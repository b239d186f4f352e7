"""How the files lie: no circle of imports, and no two files of one name where a reader could take one for the other."""

from __future__ import annotations

import re
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "khasan"


def circle_of(package: str) -> list[str]:
    """Modules of a circle of imports, the first again at the end; [] if there is none.

    Imports inside functions count, and those for types only. Who imports a file of another room imports that room too.
    What the package itself names does not count: its public names are looked up when they are asked for.
    """
    graph = grimp.build_graph(package, cache_dir=None)
    modules = graph.modules - {package}
    imports: dict[str, set[str]] = {}
    for name in modules:
        asked = graph.find_modules_directly_imported_by(name)
        imports[name] = {opened for other in asked for opened in _opened(name, other)} & modules
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def _opened(name: str, other: str) -> set[str]:
    """A module and the rooms that Python goes through on the way to it, but those in which ``name`` stands itself."""
    parts = other.split(".")
    rooms = {".".join(parts[:depth]) for depth in range(1, len(parts))}
    return {other} | {room for room in rooms if not f"{name}.".startswith(f"{room}.")}


def neighbours_of_one_name(package: Path) -> list[str]:
    """Files of one name in rooms with a common parent, or in a room and its parent."""
    files = [path for path in sorted(package.rglob("*.py")) if path.name != "__init__.py"]
    return [
        f"{one.relative_to(package)} and {other.relative_to(package)}"
        for one, other in combinations(files, 2)
        if one.name == other.name
        and (
            one.parent.parent == other.parent.parent
            or one.parent == other.parent.parent
            or one.parent.parent == other.parent
        )
    ]


def test_imports_go_in_no_circle() -> None:
    assert circle_of("khasan") == []


def test_no_neighbours_have_one_name() -> None:
    assert neighbours_of_one_name(PACKAGE) == []


@pytest.mark.parametrize(
    ("name", "back"),
    [
        ("made_up_open", "from made_up_open.hill import HEIGHT\n"),
        ("made_up_hidden", "def height():\n    from made_up_hidden.hill import HEIGHT\n    return HEIGHT\n"),
    ],
)
def test_a_circle_is_found(name: str, back: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name / "ground").mkdir(parents=True)
    for room in (name, f"{name}/ground"):
        (tmp_path / room / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / name / "hill.py").write_text(f"from {name}.ground.river import WIDTH\n", encoding="utf-8")
    river = tmp_path / name / "ground" / "river.py"
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    river.write_text("WIDTH = 30\n", encoding="utf-8")
    assert circle_of(name) == []
    river.write_text(back, encoding="utf-8")
    assert sorted(set(circle_of(name))) == [f"{name}.ground.river", f"{name}.hill"]


def test_a_circle_through_a_room_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file asks a room for something small; the room, on opening, asks for the file."""
    package = tmp_path / "made_up_room"
    room = package / "ground"
    room.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "hill.py").write_text("from made_up_room.ground.river import WIDTH\n", encoding="utf-8")
    (room / "river.py").write_text("WIDTH = 30\n", encoding="utf-8")
    (room / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert circle_of("made_up_room") == []
    (room / "__init__.py").write_text("from made_up_room import hill\n", encoding="utf-8")
    assert sorted(set(circle_of("made_up_room"))) == ["made_up_room.ground", "made_up_room.hill"]


def test_neighbours_of_one_name_are_found(tmp_path: Path) -> None:
    for path in ("fire/words.py", "fire/near/words.py", "air/words.py", "air/far/deep/words.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert neighbours_of_one_name(tmp_path) == [
        "air/words.py and fire/words.py",
        "fire/near/words.py and fire/words.py",
    ]


def test_the_decision_lists_the_floors_as_they_are() -> None:
    """Those of import-linter's contract; and the page of the rooms has each of them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    [layers] = [one["layers"] for one in contracts if one["type"] == "layers"]
    floors = [set(re.findall(r"\w+", layer)) - {"__main__"} for layer in layers]
    decision = (ROOT / "docs" / "decisions" / "0002-src-layout-and-floors.md").read_text("utf-8")
    [listed] = re.findall(r"^    (cli.*?)\n\n", decision, re.MULTILINE | re.DOTALL)
    assert [set(re.findall(r"\w+", floor)) for floor in listed.split(">")] == [floor for floor in floors if floor]
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    assert sorted(name for floor in floors for name in floor if not re.search(rf"`{name}(/|\.py)`", page)) == []


def test_the_page_of_the_rooms_has_every_room_of_the_rules() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for room in sorted(path for path in (PACKAGE / "kernels").iterdir() if (path / "__init__.py").is_file()):
        [row] = re.findall(rf"^\| `{room.name}/` \|.*$", page, re.MULTILINE)
        if room.name in ("compiling", "state"):
            continue
        files = {path.stem for path in room.glob("*.py")} - {"__init__"}
        assert sorted(name for name in files if f"`{name}`" not in row) == [], room.name
