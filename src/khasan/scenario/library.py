"""Where the files of an author lie: the folders shipped with khasan, and the user's own beside them.

A user's folders are those named in ``KHASAN_PATH`` (separated as in ``PATH``) and ``khasan`` in the user's
data directory. Each is laid out like the shipped one: ``weapons/``, ``vehicles/``, ``toe/``, ``parameters/``,
``doctrine/``, ``reporting/``, ``scenarios/``, ``whatifs/``, ``stories/`` with YAML, ``maps/`` with GeoJSON,
``record/`` and ``sources/`` with CSV.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel

from khasan.errors import InputError, Problem, input_error, nearest
from khasan.record.record_folders import RecordFolders, user_folders
from khasan.scenario.equipment import Toe, Vehicle, Weapon
from khasan.scenario.like import load_toe
from khasan.scenario.loader import Written, load_written
from khasan.scenario.numbers import Number, Provenance, map_numbers
from khasan.scenario.schema import DoctrineFile, ParameterFile, ReportingFile, Scenario, WhatIf

if TYPE_CHECKING:
    from khasan.ground import GroundMap
    from khasan.record import Incident, Source

SHIPPED = Path(__file__).resolve().parent.parent / "data"
KINDS: dict[str, type[BaseModel]] = {
    "weapons": Weapon,
    "vehicles": Vehicle,
    "toe": Toe,
    "parameters": ParameterFile,
    "doctrine": DoctrineFile,
    "reporting": ReportingFile,
    "scenarios": Scenario,
    "whatifs": WhatIf,
}
_SUFFIXES = {"maps": ".geojson", "record": ".csv"}
_OF_AN_INCIDENT = {"scenarios", "whatifs"}


class Library:
    """Finds files by kind and id, and reads each at most once. ``kinds``: what stands in which folder.

    >>> Library((SHIPPED,)).find("weapons", "mosin-rifle").name
    'mosin-rifle.yaml'
    """

    def __init__(
        self, roots: tuple[Path, ...] | None = None, kinds: Mapping[str, type[BaseModel]] = MappingProxyType(KINDS)
    ) -> None:
        self.roots = (SHIPPED, *user_folders()) if roots is None else roots
        self._kinds = kinds
        self._paths: dict[str, dict[str, list[Path]]] = {}
        self._read: dict[tuple[str, str], Written[BaseModel]] = {}
        self._maps: dict[str, GroundMap] = {}
        self._incidents: dict[str, Incident] = {}

    def ids(self, kind: str) -> list[str]:
        """All ids of a kind, in order of the alphabet."""
        return sorted(self._of_kind(kind))

    def find(self, kind: str, file_id: str) -> Path:
        """The file of an id. InputError if there is none (naming the nearest), or more than one."""
        paths = self._of_kind(kind).get(file_id, [])
        if len(paths) == 1:
            return paths[0]
        remedy = nearest(file_id, self._of_kind(kind))
        if paths:
            remedy = f"rename one of: {', '.join(str(path) for path in paths)}"
        raise input_error("id", repr(file_id), remedy, file=kind)

    def written(self, kind: str, file_id: str) -> Written[BaseModel]:
        """The model of a file and where its parts stand; InputError if it is not there or not right."""
        key = (kind, file_id)
        if key not in self._read:
            self._read[key] = self.open(kind, self.find(kind, file_id))
        return self._read[key]

    def open(self, kind: str, path: Path) -> Written[BaseModel]:
        """Read a file as one of its kind, and check that it is named after its id."""
        written = self._toe(path) if kind == "toe" else load_written(path, self._kinds[kind])
        problems: list[Problem] = []
        own = getattr(written.model, "id", path.stem)
        if own != path.stem:
            remedy = f"name the file after its id ({own}{path.suffix}), or give the id {path.stem}"
            problems.append(written.node.problem(("id",), own, remedy))
        if kind not in _OF_AN_INCIDENT:
            problems.extend(_numbers_of_an_incident(written))
        if problems:
            raise InputError(problems)
        return written

    def _toe(self, path: Path) -> Written[BaseModel]:
        files = {toe_id: partial(self.find, "toe", toe_id) for toe_id in self._of_kind("toe")}
        written = load_toe(path, files)
        return Written(written.model, written.node)

    def map(self, map_id: str) -> GroundMap:
        """The map of an id."""
        from khasan.ground import load_map

        if map_id not in self._maps:
            self._maps[map_id] = load_map(self.find("maps", map_id))
        return self._maps[map_id]

    def incident(self, incident_id: str) -> Incident:
        """The record of an incident, a reader's own claims laid over ours; each is read at most once."""
        if incident_id not in self._incidents:
            self._incidents[incident_id] = self._records.incident(incident_id)
        return self._incidents[incident_id]

    @property
    def sources(self) -> dict[str, Source]:
        """All sources by key, the shipped ones and the user's; InputError if a table of them is bad."""
        return self._records.sources

    @cached_property
    def _records(self) -> RecordFolders:
        return RecordFolders(self.roots)

    def _of_kind(self, kind: str) -> dict[str, list[Path]]:
        if kind not in self._paths:
            found: dict[str, list[Path]] = {}
            suffix = _SUFFIXES.get(kind, ".yaml")
            for root in self.roots:
                for path in sorted((root / kind).glob(f"*{suffix}")):
                    found.setdefault(path.stem, []).append(path)
            self._paths[kind] = found
        return self._paths[kind]


def _numbers_of_an_incident(written: Written[BaseModel]) -> list[Problem]:
    """A weapon serves in many incidents: its numbers cannot come from the record of one."""
    problems = []

    def note(number: Number, trail: tuple[str | int, ...], _: Provenance | None) -> Number:
        if number.kind == "record":
            remedy = "give value and source: only a scenario has an incident to take numbers from"
            problems.append(written.node.problem((*trail, "record"), number.record, remedy))
        return number

    map_numbers(written.model, note)
    return problems
