"""A battle through the same checks and the same compiler as a scenario from files, without a file being written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from khasan.battles.generator.content import Battle
from khasan.collecting import no_collecting
from khasan.compiler import Compiled, compile_scenario
from khasan.ground import GroundMap, map_of_text
from khasan.scenario.library import KINDS, SHIPPED, Library
from khasan.scenario.loader import Written, build, draft_of
from khasan.scenario.numbers import inherit
from khasan.scenario.resolve import resolve
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import Scenario
from khasan.scenario.yaml_reading import parse_nodes

Files = Mapping[tuple[str, str], Mapping[str, Any]]


class MadeLibrary(Library):
    """The shipped files, and beside them those that were made."""

    def __init__(self, files: Files) -> None:
        super().__init__((SHIPPED,))
        self._files = files

    def ids(self, kind: str) -> list[str]:
        """All ids of a kind, the shipped ones and those that were made."""
        return sorted({*_shipped().ids(kind), *(name for one, name in self._files if one == kind)})

    def written(self, kind: str, file_id: str) -> Written[BaseModel]:
        """As of any library; shipped files are read once for all battles."""
        key = (kind, file_id)
        if key not in self._files:
            return _shipped().written(kind, file_id)
        if key not in self._read:
            node, problems = parse_nodes(json.dumps(self._files[key]), f"{file_id}.yaml")
            found = build(node, KINDS[kind], problems)
            self._read[key] = Written(inherit(found.model), found.node)
        return self._read[key]

    def map(self, map_id: str) -> GroundMap:
        """The map that was made."""
        if map_id not in self._maps:
            self._maps[map_id] = map_of_text(json.dumps(self._files["maps", map_id]), Path(f"{map_id}.geojson"))
        return self._maps[map_id]


@cache
def shipped_digest() -> str:
    """sha256 of the shipped data that battles are made of."""
    found = hashlib.sha256()
    for kind in ("weapons", "vehicles", "toe", "parameters", "doctrine"):
        for path in sorted((SHIPPED / kind).glob("*.yaml")):
            found.update(path.read_bytes())
    return found.hexdigest()


@cache
def _shipped() -> Library:
    return Library((SHIPPED,))


@no_collecting()
def resolved(battle: Battle) -> tuple[Resolved, MadeLibrary]:
    """The scenario, fully explicit, and the library that has its map. InputError where the generator has erred."""
    library = MadeLibrary(battle.files)
    node, problems = parse_nodes(json.dumps(battle.scenario), f"{battle.id}.yaml")
    return resolve(draft_of(node, Scenario, problems), library), library


def compiled(battle: Battle) -> Compiled:
    """The scenario as the engine fights it."""
    scenario, library = resolved(battle)
    return compile_scenario(scenario, library)
