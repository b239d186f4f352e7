"""Fights and units by the names that people know them by: the record's names, titles, men."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from khasan.errors import InputError, did_you_mean, input_error
from khasan.record.search import fold, search
from khasan.scenario.library import Library
from khasan.scenario.yaml_reading import read_nodes

SURE = 0.7
"""A hit of the record's search that is no mere guess at what was meant."""
_NEARLY = 0.25
"""Hits so much less sure than the surest still count."""
_SHORTEST = 3
"""Letters of a part of a name."""


@dataclass(frozen=True)
class Fight:
    """A scenario by its head."""

    id: str
    title: str
    incident: str


@dataclass(frozen=True)
class Named:
    """A unit or formation of a scenario that a name may mean."""

    scenario: str
    id: str
    name: str
    commander: str = ""


def fight_called(name: str, library: Library) -> str:
    """Id of the scenario that a name means: its id, words of its title, a name that the record has,
    or one of its units or men.

    Raises InputError naming every fight that is called so, if there are several, or the nearest ids if there is none.

    >>> fight_called("Changkufeng", Library()), fight_called("장고봉", Library()), fight_called("khasan", Library())
    ('lake-khasan-1938', 'lake-khasan-1938', 'lake-khasan-1938')
    """
    known = library.ids("scenarios")
    if name in known:
        return name
    years = re.findall(r"\d+", name)
    fights = [one for one in _fights(library) if all(year in f"{one.id} {one.title}" for year in years)]
    meant = _by_words(name, fights) or _by_record(name, fights, library) or _by_men(name, fights, library)
    if len(meant) == 1:
        return meant[0].id
    if meant:
        told = "; ".join(f"{fight.id} ({fight.title})" for fight in meant)
        remedy = f"several fights go by this name, give the id of one: {told}"
    else:
        found = f"{did_you_mean(name, known)} khasan list has all of them".lstrip()
        remedy = f"no fight goes by this name: {found}"
    raise input_error("id", repr(name), remedy, file="scenarios")


def units_called(name: str, library: Library) -> list[Named]:
    """Units and formations of all scenarios whose name or commander this is, or a part of either."""
    found = []
    for scenario in library.ids("scenarios"):
        for force in _forces(_content(library, scenario).get("forces")):
            one = Named(scenario, *(str(force.get(key) or "") for key in ("id", "name", "commander")))
            if called(name, (one.name, one.commander)):
                found.append(one)
    return found


def unit_words(unit: Named) -> str:
    """A unit that was found, on a line or two."""
    led = f", led by {unit.commander}" if unit.commander else ""
    return f"{unit.id}: in the order of battle of {unit.scenario}\n  {unit.name or unit.id}{led}"


def called(name: str, names: Iterable[str]) -> bool:
    """Is a name one of these, or a part of one, whatever its script and marks?

    >>> called("Махалин", ["Makhalin, eleven men"]), called("m", ["Makhalin"])
    (True, False)
    """
    wanted = fold(name)
    return any(wanted == folded or (len(wanted) >= _SHORTEST and wanted in folded) for folded in map(fold, names))


def _fights(library: Library) -> Iterator[Fight]:
    for scenario in library.ids("scenarios"):
        content = _content(library, scenario)
        yield Fight(scenario, str(content.get("title", "")), str(content.get("incident", "")))


def _content(library: Library, scenario: str) -> dict[str, Any]:
    """What stands in a scenario's file; nothing where it cannot be read, of which whoever loads it is told."""
    try:
        content = read_nodes(library.find("scenarios", scenario))[0].plain()
    except InputError:
        return {}
    return content if isinstance(content, dict) else {}


def _by_words(name: str, fights: Sequence[Fight]) -> list[Fight]:
    """Fights whose id and title hold every word."""
    words = [word for word in map(fold, name.replace("-", " ").split()) if len(word) >= _SHORTEST]
    if not words:
        return []
    return [fight for fight in fights if all(word in fold(f"{fight.id} {fight.title}") for word in words)]


def _by_record(name: str, fights: Sequence[Fight], library: Library) -> list[Fight]:
    """Fights of the incidents that the record's search finds, the surest and those nearly as sure."""
    hits = [hit for hit in search(_incidents(library), name) if hit.score >= SURE and hit.kind != "claim"]
    best = max((hit.score for hit in hits), default=0.0)
    incidents = {hit.incident for hit in hits if hit.score >= best - _NEARLY}
    return [fight for fight in fights if _is_of(fight.incident, incidents)]


def _by_men(name: str, fights: Sequence[Fight], library: Library) -> list[Fight]:
    """Fights in which a unit or its leader is called so."""
    where = {unit.scenario for unit in units_called(name, library)}
    return [fight for fight in fights if fight.id in where]


def _is_of(incident: str, incidents: set[str]) -> bool:
    """Is an incident one of these, or a part of one, as khalkhin-gol-1939-may is of khalkhin-gol-1939?"""
    return incident in incidents or any(incident.startswith(f"{whole}-") for whole in incidents)


def _incidents(library: Library) -> list[Any]:
    return [library.incident(one) for one in library.ids("record")]


def _forces(forces: Any) -> Iterator[dict[str, Any]]:
    for force in forces if isinstance(forces, list) else ():
        if isinstance(force, dict):
            yield force
            yield from _forces(force.get("parts"))
