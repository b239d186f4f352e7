"""Where the numbers come from: whether each says so, and how many of each kind there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from khasan.errors import nearest
from khasan.scenario.forces import FULL_STRENGTH, NO_WORKS, ONE_LOAD
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Trail
from khasan.scenario.numbers import Kind, Number, Provenance, map_numbers
from khasan.scenario.resolved import Resolved

KINDS: tuple[Kind, ...] = ("source", "derived", "guess", "record", "bare")
_DEFAULTS = {FULL_STRENGTH.why, NO_WORKS.why, ONE_LOAD.why}


def check_provenances(model: BaseModel, known: set[str], findings: Findings) -> None:
    """Each number of a model says where it comes from, and each source named is known."""

    def check(number: Number, trail: Trail, above: Provenance | None) -> Number:
        if number.kind != "bare" or above is None:
            check_number(number, trail, known, findings)
        return number

    map_numbers(model, check)
    for trail, provenance in _provenances(model, ()):
        check_source(provenance, trail, known, findings)


def check_number(number: Number, trail: Trail, known: set[str], findings: Findings) -> None:
    """The number has a provenance, and the source is known if it is named on the spot."""
    if number.kind == "bare":
        remedy = "a number without provenance: write {value: ..., source: ...}, derived or guess"
        findings.say(trail, number.value, remedy)
    elif number.source is not None and findings.node.at((*trail, "source")) is not None:
        _check_key(number.source, (*trail, "source"), known, findings)


def check_source(provenance: Provenance | None, trail: Trail, known: set[str], findings: Findings) -> None:
    """The source that a provenance names is known."""
    if provenance is not None and provenance.source is not None:
        _check_key(provenance.source, (*trail, "source"), known, findings)


def _check_key(text: str, trail: Trail, known: set[str], findings: Findings) -> None:
    key = re.split(r"[\s,;:]", text.strip(), maxsplit=1)[0]
    if key not in known:
        findings.say(trail, text, f"begin with the key of a source: {nearest(key, known)}")


def _provenances(model: BaseModel, trail: Trail) -> Iterator[tuple[Trail, Provenance]]:
    for name, value in model:
        items = value if isinstance(value, list | tuple) else [value]
        for index, item in enumerate(items):
            here = (*trail, name, index) if items is value else (*trail, name)
            if isinstance(item, Provenance):
                yield here, item
            elif isinstance(item, BaseModel) and not isinstance(item, Number):
                yield from _provenances(item, here)


def provenance_shares(resolved: Resolved, library: Library | None = None) -> dict[str, dict[Kind, int]]:
    """How many numbers of each kind stand behind a scenario, by group, the sum in the group ``all``.

    ``forces`` counts each unit once for being there and once for each state it is given; ``map`` each feature
    for its position; ``plans`` each rule; ``parameters`` each prior.

    >>> from khasan.scenario.catalog import load_scenario
    >>> shares = provenance_shares(load_scenario("lake-khanka-1935"))
    >>> shares["parameters"]["guess"] > 0
    True
    """
    groups: dict[str, Counter[Kind]] = {
        "weapons": _numbers_of(*resolved.weapons.values()),
        "vehicles": _numbers_of(*resolved.vehicles.values()),
        "toe": _numbers_of(*resolved.toes.values()),
        "forces": _forces(resolved),
        "command": _numbers_of(*resolved.sides, *resolved.leaves),
        "weather": _numbers_of(*resolved.weather),
        "plans": Counter(
            _kind(rule.provenance or plan.provenance or resolved.provenance)
            for plan in resolved.plans
            for rule in plan.rules
        ),
        "parameters": Counter(parameter.provenance.kind for parameter in resolved.parameters),
        "map": _map(resolved, library or Library()),
    }
    groups["all"] = sum(groups.values(), Counter())
    return {group: {kind: count[kind] for kind in KINDS} for group, count in groups.items()}


def _kind(provenance: Provenance | None) -> Kind:
    return provenance.kind if provenance is not None else "bare"


def _numbers_of(*models: BaseModel) -> Counter[Kind]:
    count: Counter[Kind] = Counter()

    def note(number: Number, trail: Trail, above: Provenance | None) -> Number:
        count[number.kind] += 1
        return number

    for model in models:
        map_numbers(model, note)
    return count


def _forces(resolved: Resolved) -> Counter[Kind]:
    count: Counter[Kind] = Counter()
    for unit in resolved.units:
        count[_kind(unit.provenance)] += 1
        states = (unit.strength, unit.works, unit.ammunition, *((unit.wire,) if unit.wire else ()))
        count.update(state.kind for state in states if state.why not in _DEFAULTS)
    return count


def _map(resolved: Resolved, library: Library) -> Counter[Kind]:
    count: Counter[Kind] = Counter()
    for feature in library.map(resolved.map.id).features:
        count[next((kind for kind in KINDS if kind in feature.provenance), "bare")] += 1
    return count
