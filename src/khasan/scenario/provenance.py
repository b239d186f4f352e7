"""Where the numbers come from: whether each says so, and how many of each kind there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from khasan.errors import nearest
from khasan.scenario.library import Library
from khasan.scenario.loader import Findings
from khasan.scenario.nodes import Trail
from khasan.scenario.numbers import Kind, Number, Provenance, map_numbers
from khasan.scenario.resolved import Resolved
from khasan.scenario.schema import ParameterFile
from khasan.scenario.standing import DEFAULTS, DEFINITION, GUESS, Circle, NoInput, Standing, words_of_a_guess

KINDS: tuple[Kind, ...] = ("source", "derived", "guess", "record", "bare")


def check_provenances(model: BaseModel, library: Library, findings: Findings) -> None:
    """Each number of a model says where it comes from, and each source named is known."""
    standing = Standing(library)

    def check(number: Number, trail: Trail, above: Provenance | None) -> Number:
        if number.kind != "bare" or above is None:
            check_number(number, trail, standing, findings)
        return number

    map_numbers(model, check)
    check_sources(model, library, findings)
    for trail, provenance in _provenances(model, ()):
        if not isinstance(model, ParameterFile):
            no_guess_by_its_words(provenance, trail, findings)


def check_sources(model: BaseModel, library: Library, findings: Findings) -> None:
    """Each source that a provenance somewhere in a model names is known."""
    for trail, provenance in _provenances(model, ()):
        check_source(provenance, trail, library, findings)


def check_number(number: Number, trail: Trail, standing: Standing, findings: Findings) -> None:
    """The number has a provenance of its own, and what it names on the spot is known and no guess in disguise."""
    if number.kind == "bare":
        remedy = "a number without provenance: write {value: ..., source: ...}, derived or guess"
        findings.say(trail, number.value, remedy)
    elif number.source is not None and findings.node.at((*trail, "source")) is not None:
        _check_key(number.source, (*trail, "source"), standing.library, findings)
        no_guess_by_its_words(number, trail, findings)
    elif number.derived is not None and findings.node.at((*trail, "derived")) is not None:
        _check_derivation(number, trail, standing, findings)


def check_source(provenance: Provenance | None, trail: Trail, library: Library, findings: Findings) -> None:
    """The source that a provenance names is known."""
    if provenance is not None and provenance.source is not None:
        _check_key(provenance.source, (*trail, "source"), library, findings)


def _check_key(text: str, trail: Trail, library: Library, findings: Findings) -> None:
    key = re.split(r"[\s,;:]", text.strip(), maxsplit=1)[0]
    if key not in library.sources:
        findings.say(trail, text, f"begin with the key of a source: {nearest(key, set(library.sources))}")
    elif library.sources[key].is_guess:
        findings.say(trail, text, f"write it under guess, with low and high: {key} is memory or estimate, no source")


def no_guess_by_its_words(origin: Number | Provenance | None, trail: Trail, findings: Findings) -> None:
    """What is given a source does not say itself that it is a guess."""
    text = origin.source if origin is not None else None
    words = words_of_a_guess(text or "")
    if words is not None:
        remedy = f"no source by its own word ({words}): write guess with low and high, or derived with its inputs"
        findings.say((*trail, "source"), text, remedy)


def _check_derivation(number: Number, trail: Trail, standing: Standing, findings: Findings) -> None:
    """It names what it comes from; what comes from itself is refused, and what rests on a guess has an interval."""
    text, told = number.derived or "", len(findings.problems)
    for index, name in enumerate(number.inputs or ()):
        try:
            standing.input(name)
        except NoInput as error:
            findings.say((*trail, "inputs", index), name, str(error))
        except Circle as error:
            remedy = f"give one of them a source or a guess of its own: derived from each other, {error}"
            findings.say((*trail, "inputs", index), name, remedy)
    if len(findings.problems) > told:
        return
    named = standing.inputs(number)
    words = None if text in DEFAULTS else words_of_a_guess(text)
    if not named:
        remedy = f"say from what: the key of a source in it, or inputs: [toe/ID.men, ...], [{DEFINITION}] or [{GUESS}]"
        findings.say((*trail, "derived"), text, remedy)
    elif words is not None and GUESS not in (number.inputs or ()):
        findings.say((*trail, "derived"), text, f"a guess is in it by its own word ({words}): add {GUESS} to inputs")
    elif GUESS in (number.inputs or ()) and (number.low is None or number.high is None):
        findings.say((*trail, "derived"), text, "what is derived from a guess is a guess: give low and high")


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

    What is derived from a guess counts as a guess. ``forces`` counts each unit once for being there and once for
    each state it is given; ``map`` each feature
    for its position; ``plans`` each rule; ``parameters`` each prior, of commanders too.

    >>> from khasan.scenario.catalog import load_scenario
    >>> shares = provenance_shares(load_scenario("lake-khanka-1935"))
    >>> shares["parameters"]["guess"] > 0
    True
    """
    library = library or Library()
    standing = Standing(library)
    groups: dict[str, Counter[Kind]] = {
        "weapons": _numbers_of(standing, *resolved.weapons.values()),
        "vehicles": _numbers_of(standing, *resolved.vehicles.values()),
        "toe": _numbers_of(standing, *resolved.toes.values()),
        "forces": _forces(resolved, standing),
        "command": _numbers_of(standing, *resolved.sides, *resolved.leaves),
        "weather": _numbers_of(standing, *resolved.weather),
        "plans": Counter(
            standing.of_provenance(rule.provenance or plan.provenance or resolved.provenance)
            for plan in resolved.plans
            for rule in plan.rules
        ),
        "parameters": Counter(
            standing.of_provenance(prior.provenance) for prior in (*resolved.parameters, *resolved.doctrine)
        ),
        "map": _map(resolved, library),
    }
    groups["all"] = sum(groups.values(), Counter())
    return {group: {kind: count[kind] for kind in KINDS} for group, count in groups.items()}


def _numbers_of(standing: Standing, *models: BaseModel) -> Counter[Kind]:
    count: Counter[Kind] = Counter()

    def note(number: Number, trail: Trail, above: Provenance | None) -> Number:
        count[standing.counted(number)] += 1
        return number

    for model in models:
        map_numbers(model, note)
    return count


def _forces(resolved: Resolved, standing: Standing) -> Counter[Kind]:
    count: Counter[Kind] = Counter()
    for unit in resolved.units:
        count[standing.of_provenance(unit.provenance)] += 1
        states = (unit.strength, unit.works, unit.ammunition, *((unit.wire,) if unit.wire else ()))
        count.update(standing.counted(state) for state in states if state.why not in DEFAULTS)
    return count


def _map(resolved: Resolved, library: Library) -> Counter[Kind]:
    count: Counter[Kind] = Counter()
    for feature in library.map(resolved.map.id).features:
        count[next((kind for kind in KINDS if kind in feature.provenance), "bare")] += 1
    return count
