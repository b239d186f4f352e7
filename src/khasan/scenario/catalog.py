"""Everything by its id: scenarios ready to run, what-ifs, weapons, vehicles, TO&E and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from khasan.collecting import no_collecting
from khasan.errors import InputError, all_of
from khasan.record.rules import rule_of
from khasan.scenario.library import Library
from khasan.scenario.loader import Written, draft_of, load_written
from khasan.scenario.named import fight_called
from khasan.scenario.resolve import resolve
from khasan.scenario.resolved import Resolved
from khasan.scenario.rivals import refuse_rivals
from khasan.scenario.schema import Scenario, WhatIf
from khasan.scenario.whatif import apply
from khasan.scenario.yaml_reading import read_nodes

_HEAD = ("title", "status", "checked", "incident", "scenario", "question")


@dataclass(frozen=True)
class ListEntry:
    """What a list shows of a file: ``problem`` says why one could not be read."""

    id: str
    title: str
    path: Path
    status: str = ""
    incident: str = ""
    scenario: str = ""
    problem: str = ""
    question: str = ""
    """Of a what-if, what it asks."""
    checked: str = ""
    """Of a checked scenario, the day of the second reading."""

    @property
    def status_words(self) -> str:
        """Its status as a reader wants it."""
        return status_words(self.status, self.checked)


def status_words(status: str, checked: str | None) -> str:
    """Whether a second reader has followed the numbers to their sources, and when.

    >>> status_words("checked", "2026-11-27"), status_words("", None)
    ('checked 2026-11-27 by a second reading', 'provisional')
    """
    return f"checked {checked} by a second reading" if checked else status or "provisional"


def list_scenarios(library: Library | None = None) -> list[ListEntry]:
    """All scenarios, in order of their ids."""
    return _entries("scenarios", library or Library())


def list_what_ifs(library: Library | None = None, *, scenario: str | None = None) -> list[ListEntry]:
    """All what-ifs, or those of one scenario, in order of their ids."""
    entries = _entries("whatifs", library or Library())
    return [entry for entry in entries if scenario in (None, entry.scenario)]


def read(kind: str, file_id: str, library: Library | None = None) -> BaseModel:
    """The model of a file: kind is weapons, vehicles, toe, parameters, scenarios or whatifs.

    >>> read("weapons", "mosin-rifle").group
    'small_arms'
    """
    return (library or Library()).written(kind, file_id).model


@no_collecting()
def load_scenario(
    id_or_path: str | Path,
    what_ifs: Sequence[str | Path] = (),
    library: Library | None = None,
    *,
    record_rule: str | None = None,
) -> Resolved:
    """Load a scenario in full, with what-ifs applied in the order given.

    Name the scenario and the what-ifs by id or by the path of a YAML file. ``record_rule``: how rival claims become
    intervals, instead of the scenario's own rule. Raises InputError with all problems.

    >>> load_scenario("lake-khanka-1935").title
    'Lake Khanka, June 1935'
    """
    library = library or Library()
    written = open_scenario(id_or_path, what_ifs, library)
    if record_rule is not None:
        rule = rule_of(record_rule).name
        written = replace(written, model=written.model.model_copy(update={"record_rule": rule}))
    return resolve(written, library)


def open_scenario(id_or_path: str | Path, what_ifs: Sequence[str | Path], library: Library) -> Written[Scenario]:
    """A scenario as written, patched by the what-ifs; its bare numbers are still bare."""
    path = path_of("scenarios", id_or_path, library)
    node, problems = read_nodes(path)
    written = draft_of(node, Scenario, problems)
    if not is_path(id_or_path) and written.model.id != path.stem:
        remedy = f"name the file after its id, or give the id {path.stem}"
        raise InputError([node.problem(("id",), written.model.id, remedy)])
    opened = all_of(lambda name: open_what_if(name, library), what_ifs)
    refuse_rivals(opened)
    for what_if in opened:
        if written.problems:
            break
        written = apply(written, what_if, library)
    return written


def open_what_if(id_or_path: str | Path, library: Library) -> Written[WhatIf]:
    """A what-if as written, by id or path."""
    return load_written(path_of("whatifs", id_or_path, library), WhatIf)


def is_path(id_or_path: str | Path) -> bool:
    """Is a file meant, and not an id?"""
    text = str(id_or_path)
    return isinstance(id_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text


def path_of(kind: str, id_or_path: str | Path, library: Library) -> Path:
    """Path of a file that goes by its id or its path; a scenario by any name of its fight too."""
    if is_path(id_or_path):
        return Path(id_or_path)
    return library.find(kind, scenario_id(id_or_path, library) if kind == "scenarios" else str(id_or_path))


def scenario_id(name: str | Path, library: Library | None = None) -> str:
    """The id of the scenario that a name means (see ``khasan.scenario.named``); a path stays a path.

    >>> scenario_id("Lake Khasan"), scenario_id("my/battle.yaml")
    ('lake-khasan-1938', 'my/battle.yaml')
    """
    return str(name) if is_path(name) else fight_called(str(name), library or Library())


def _entries(kind: str, library: Library) -> list[ListEntry]:
    return [_entry(library.find(kind, file_id)) for file_id in library.ids(kind)]


def _entry(path: Path) -> ListEntry:
    """The head of a file, without checking the rest of it."""
    try:
        content: Any = read_nodes(path)[0].plain()
    except InputError as error:
        return ListEntry(path.stem, "", path, problem=str(error.problems[0]))
    if not isinstance(content, dict):
        return ListEntry(path.stem, "", path, problem=f"{path}: no keys with values in it")
    words = {key: str(content.get(key, "")) for key in _HEAD}
    return ListEntry(path.stem, path=path, **words)
