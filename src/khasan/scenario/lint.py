"""What a careful second reader would ask of a file: every problem with its line and column.

``load_scenario`` refuses what cannot run. The linter says that too, and more: numbers and orders of battle without
provenance, sources that nobody knows, units in the water, rules that can never hold, orders that nobody gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from khasan.errors import InputError, Problem, nearest
from khasan.scenario.catalog import is_path, open_scenario, open_what_if, path_of
from khasan.scenario.library import KINDS, Library
from khasan.scenario.lint_equipment import lint_equipment
from khasan.scenario.lint_scenario import lint_scenario
from khasan.scenario.loader import Written
from khasan.scenario.schema import WhatIf


def lint(id_or_path: str | Path, what_ifs: Sequence[str | Path] = (), library: Library | None = None) -> list[Problem]:
    """Problems of a scenario, a what-if, a weapon, a vehicle, a TO&E or the parameters, and of all it uses.

    A path is taken for what its folder is named after (``weapons/maxim-1910.yaml``), else for a scenario.

    >>> lint("mosin-rifle")
    []
    """
    library = library or Library()
    kind = kind_of(id_or_path, library)
    try:
        if kind == "scenarios":
            return _sorted(lint_scenario(open_scenario(id_or_path, what_ifs, library), library))
        if kind == "whatifs":
            what_if = open_what_if(id_or_path, library)
            known = library.ids("scenarios")
            if what_if.model.scenario not in known:
                remedy = f"unknown scenario: {nearest(what_if.model.scenario, known)}"
                return [what_if.node.problem(("scenario",), what_if.model.scenario, remedy)]
            written = open_scenario(what_if.model.scenario, [id_or_path], library)
            return _sorted([*_excluded(what_if, library), *lint_scenario(written, library)])
        written_file = library.open(kind, path_of(kind, id_or_path, library))
        return _sorted(lint_equipment(written_file, library))
    except InputError as error:
        return error.problems


def lint_all(library: Library | None = None) -> list[Problem]:
    """Problems of every file of the library, each told once."""
    library = library or Library()
    found: list[Problem] = []
    for kind in KINDS:
        for file_id in library.ids(kind):
            try:
                path = library.find(kind, file_id)
            except InputError as error:
                found.extend(error.problems)
                continue
            found.extend(lint(path, library=library))
    for incident in library.ids("record"):
        try:
            library.incident(incident)
        except InputError as error:
            found.extend(error.problems)
    return _sorted(found)


def kind_of(id_or_path: str | Path, library: Library) -> str:
    """Kind of file that an id or path means: the first that has it, a scenario if none."""
    if is_path(id_or_path):
        folder = Path(id_or_path).resolve().parent.name
        return folder if folder in KINDS else "scenarios"
    order = ("scenarios", "whatifs", *(kind for kind in KINDS if kind not in ("scenarios", "whatifs")))
    return next((kind for kind in order if str(id_or_path) in library.ids(kind)), "scenarios")


def _excluded(what_if: Written[WhatIf], library: Library) -> Iterator[Problem]:
    """What-ifs that are said to exclude this one and are none of its scenario."""
    known = library.ids("whatifs")
    for index, name in enumerate(what_if.model.excludes):
        if name not in known:
            yield what_if.node.problem(("excludes", index), name, f"unknown what-if: {nearest(name, known)}")
        elif (other := open_what_if(name, library).model.scenario) != what_if.model.scenario:
            remedy = f"it is of {other}: leave it out, the two are never together"
            yield what_if.node.problem(("excludes", index), name, remedy)


def _sorted(problems: list[Problem]) -> list[Problem]:
    return InputError(problems).problems
