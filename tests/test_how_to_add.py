"""The examples in docs/how_to_add are files that the schemas accept."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml

import khasan
from khasan.cli import app
from khasan.errors import InputError
from khasan.record.frontier import OURS, TABLES, load_frontier
from khasan.scenario.catalog import load_scenario, read
from khasan.scenario.equipment import Toe
from khasan.scenario.library import SHIPPED, Library
from khasan.scenario.lint import lint, lint_all
from khasan.scenario.numbers import Amount, Strict

PAGES = Path(__file__).parent.parent / "docs" / "how_to_add"
YAML = re.compile(r"^```yaml\n# src/khasan/data/(\w+)/([\w-]+\.yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OTHER = re.compile(
    r"^`src/khasan/data/(\w+)/([\w-]+\.(?:csv|geojson))`:\n\n```(?:csv|json)\n(.*?)^```", re.MULTILINE | re.DOTALL
)
EXAMPLES = [
    match
    for page in sorted(PAGES.glob("*.md"))
    for form in (YAML, OTHER)
    for match in form.findall(page.read_text("utf-8"))
]
"""Folder, name and content of every file that a page shows whole."""
LINTED = [example for example in EXAMPLES if example[1].endswith(".yaml")]


ROOT = PAGES.parent.parent
NAMED = re.compile(r"(?<![\w/])((?:src|tests|docs|verification|changelog\.d)/[\w./*-]*[\w*])")
MODULE = re.compile(r"python -m (verification[\w.]*)")
COMMAND = re.compile(r"(?:`|^ {4}|(?<=^))(khasan [a-z]+(?: [^`#\n]*)?)(?=`|#|$)", re.MULTILINE)
"""A call of khasan in code: within a line, or a line of a block."""
LEFT_OUT = re.compile(r"\b(ID|ROOM|FILE)\b|/example-")
"""A name that the reader puts in, or a file of an example."""


class _OneNumber(Strict):
    rate_rpm: Amount


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    named = {name for name in NAMED.findall(page.read_text("utf-8")) if not LEFT_OUT.search(name)}
    assert not [name for name in sorted(named) if not list(ROOT.glob(name))]


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_commands_that_a_page_names_are_there(page: Path) -> None:
    """Each `python -m` has its module; each `khasan ...` is a command that takes the options it is given."""
    text = page.read_text("utf-8")
    for name in MODULE.findall(text):
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), name
    for line in COMMAND.findall(text):
        here, words = typer.main.get_command(app), line.split()[1:]
        while words and hasattr(here, "commands"):
            assert words[0] in here.commands, line
            here = here.commands[words.pop(0)]
        taken = {option for parameter in here.params for option in parameter.opts}
        assert {word for word in words if re.fullmatch("-[a-z]|--[a-z-]+", word)} <= taken, line


@pytest.fixture
def beside_ours(tmp_path: Path) -> Path:
    """A reader's own folder that holds every example, each under the name that its page gives it."""
    for folder, name, text in EXAMPLES:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, "utf-8")
    return tmp_path


def test_there_is_an_example_of_each_kind() -> None:
    kinds = {"weapons", "vehicles", "toe", "whatifs", "record", "maps", "scenarios"}
    assert {folder for folder, _, _ in EXAMPLES} == kinds


@pytest.mark.parametrize(("folder", "name", "text"), LINTED, ids=[name for _, name, _ in LINTED])
def test_an_example_is_a_file_without_fault(beside_ours: Path, folder: str, name: str, text: str) -> None:
    path = beside_ours / folder / name
    assert not lint(path, library=Library((SHIPPED, beside_ours)))
    path.write_text(f"{text}firepower: 2\n", "utf-8")
    assert "unknown key" in str(lint(path, library=Library((SHIPPED, beside_ours)))[0])


def test_the_incident_of_the_page_is_whole_and_is_fought(beside_ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHASAN_PATH", str(beside_ours))
    assert not lint_all()
    resolved = load_scenario("example-meadow-1936")
    men = {unit.id: unit.strength for unit in resolved.units}
    assert (men["jp-platoon"].kind, men["jp-platoon"].interval) == ("record", (0.8, 1.0))
    outcomes = khasan.run(resolved, seed=7, replications=2, workers=1).outcomes
    assert sum(outcomes["soviet_rounds_fired"].to_pylist()) > 0


def test_the_rivals_of_the_page_are_found(beside_ours: Path) -> None:
    incident = Library((SHIPPED, beside_ours)).incident("example-meadow-1936")
    assert {one.quantity for one in incident.disagreements()} == {"japan-men", "japan-strength"}


def test_the_example_of_a_type_like_another_has_the_rest_from_there(beside_ours: Path) -> None:
    library = Library((SHIPPED, beside_ours))
    on_foot, by_truck = (read("toe", f"example-{which}machine-gun-company", library) for which in ("", "motor-"))
    assert isinstance(on_foot, Toe)
    assert isinstance(by_truck, Toe)
    assert (by_truck.men, by_truck.weapons, on_foot.trucks) == (on_foot.men, on_foot.weapons, None)
    assert by_truck.trucks is not None
    assert by_truck.trucks.why == "one for each gun, two for the train"


def test_the_row_of_an_event_is_one_that_the_tables_take(tmp_path: Path) -> None:
    event, report = re.findall(r"^```csv\n(.*?)^```", (PAGES / "frontier_event.md").read_text("utf-8"), re.M | re.S)
    (tmp_path / "events.csv").write_text(event, encoding="utf-8")
    report = f"{','.join(TABLES['reports'])}\n{report.splitlines()[-1]}\n"
    (tmp_path / "reports.csv").write_text(report, encoding="utf-8")
    ours, whole = load_frontier(), load_frontier((OURS, tmp_path))
    assert [one.id for one in whole.events if one not in ours.events] == ["khanka-1939-03-01"]
    assert [one.event for one in whole.reports if one not in ours.reports] == ["khanka-1939-03-01"]


def test_the_example_of_an_outside_player_runs() -> None:
    [code] = re.findall(
        r"^```python\n(.*?)^```", (PAGES / "outside_player.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+ killed\n", done.stdout)


def test_every_form_of_a_number_is_understood() -> None:
    page = (PAGES / "README.md").read_text("utf-8")
    forms = re.findall(r"^rate_rpm: .*$", page, flags=re.MULTILINE)
    kinds = [_OneNumber.model_validate(yaml.safe_load(form)).rate_rpm.kind for form in forms]
    assert kinds == ["bare", "source", "derived", "derived", "guess", "guess", "record"]


def test_the_example_of_a_what_if_changes_its_scenario(tmp_path: Path) -> None:
    [(name, text)] = [(name, text) for folder, name, text in EXAMPLES if folder == "whatifs"]
    overlay = tmp_path / name
    overlay.write_text(text, "utf-8")
    base, changed = load_scenario("lake-khasan-1938"), load_scenario("lake-khasan-1938", [overlay])
    assert len(changed.units) < len(base.units)  # the tanks are gone
    assert changed.clock.moon == "full"
    overlay.write_text(text.replace("side: japan,", "side: japanese,"), "utf-8")
    with pytest.raises(InputError, match="japan"):
        load_scenario("lake-khasan-1938", [overlay])
