"""Models from YAML files, with every problem at its line and column, all at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from khasan.errors import InputError, Problem
from khasan.scenario.nodes import Key, Node, Trail
from khasan.scenario.numbers import Number, inherit
from khasan.scenario.reading import read_nodes

ModelT = TypeVar("ModelT", bound=BaseModel)

MULTIPLIER = re.compile(r"(^|_)(factor|multiplier|bonus|malus|modifier|boost|scale|coefficient)(_|$|s$)")
NO_MULTIPLIER = (
    "say what was there (men, works, loads, light, ground), not by how much it counted: "
    "a scenario holds no multiplier of its own"
)
_ELSEWHERE = {"weapons", "vehicles", "toe", "toes", "parameters"}
_DATED = {"arrives", "at", "strength", "works", "ammunition", "place", "remove"}


class Findings:
    """Problems gathered while a file is checked, each where it stands in the file."""

    def __init__(self, node: Node, problems: Sequence[Problem] = ()) -> None:
        self.node = node
        self.problems = list(problems)

    def say(self, trail: Trail, value: object, remedy: str, *, at_key: bool = False) -> None:
        """Note what was found at a place and what to do about it."""
        self.problems.append(self.node.problem(trail, value, remedy, at_key=at_key))

    def stop_if_any(self) -> None:
        """Raise InputError with all problems, if there are any."""
        if self.problems:
            raise InputError(self.problems)


@dataclass(frozen=True)
class Written(Generic[ModelT]):
    """A model and the nodes it was read from, which know file, line and column of each of its parts."""

    model: ModelT
    node: Node


def load_model(path: str | Path, model: type[ModelT], *, shown_as: str | None = None) -> ModelT:
    """Read one YAML file as a model; its bare numbers carry the provenance that encloses them.

    Raises InputError with everything that is wrong in the file.
    """
    return load_written(path, model, shown_as=shown_as).model


def load_written(path: str | Path, model: type[ModelT], *, shown_as: str | None = None) -> Written[ModelT]:
    """As load_model, and keep where each part stands."""
    node, problems = read_nodes(Path(path), shown_as=shown_as)
    written = build(node, model, problems)
    return Written(inherit(written.model), node)


def build(node: Node, model: type[ModelT], problems: Sequence[Problem] = ()) -> Written[ModelT]:
    """A model from nodes, its bare numbers still bare; InputError with ``problems`` and all that is wrong."""
    found = list(problems)
    if not isinstance(node.content, dict):
        found.append(node.problem((), node.plain(), "write a mapping of keys and values"))
        raise InputError(found)
    try:
        made = model.model_validate(node.plain())
    except ValidationError as error:
        for item in error.errors(include_url=False):
            found.append(_problem(node, model, item))
    if found:
        raise InputError(found)
    return Written(made, node)


def nearest(wanted: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them.

    >>> nearest("maxm-1910", ["maxim-1910", "mosin-1891"])
    'did you mean maxim-1910?'
    >>> nearest("q", ["one", "two"])
    'use one of: one, two'
    """
    words = sorted(set(known))
    close = difflib.get_close_matches(wanted, words, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if not words:
        return "there is none to choose from"
    return "use one of: " + ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")


def _problem(node: Node, model: type[BaseModel], error: Any) -> Problem:
    """An error of pydantic as a Problem."""
    trail: Trail = tuple(error["loc"])
    kind = error["type"]
    if kind == "missing":
        return node.problem(trail, None, f"add the key {trail[-1]}")
    if kind == "extra_forbidden":
        return node.problem(trail, error["input"], _unknown_key(model, trail), at_key=True)
    return node.problem(trail, error["input"], _remedy(error, model, trail))


def _unknown_key(model: type[BaseModel], trail: Trail) -> str:
    key = str(trail[-1])
    if MULTIPLIER.search(key):
        return f"unknown key: {NO_MULTIPLIER}"
    if len(trail) == 1 and key in _ELSEWHERE:
        return "unknown key: what it does stands in its own file, the same for all scenarios"
    holder = _model_at(model, trail[:-1])
    known = list(holder.model_fields) if holder else []
    if "rules" in trail and key in _DATED:
        return "unknown key: a plan gives orders; after its arrival nothing is placed, removed or strengthened"
    return f"unknown key: {nearest(key, known)}"


def _remedy(error: Any, model: type[BaseModel], trail: Trail) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        return nearest(str(error["input"]), choices) if choices else f"give {context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"write it in the form {context['pattern']}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        wanted = _model_at(model, trail)
        if wanted is not None and issubclass(wanted, Number):
            return "give a number, such as 30 or {value: 30, source: ...}"
        return "give a mapping of keys and values"
    return _REMEDIES.get(kind, "{msg}").format(msg=error["msg"], **context)


_REMEDIES = {
    "list_type": "give a list",
    "string_type": "give text (a number or a date as text stands in quotes)",
    "int_type": "give a whole number",
    "int_from_float": "give a whole number",
    "float_type": "give a number",
    "bool_type": "give true or false",
    "greater_than": "give more than {gt}",
    "greater_than_equal": "give {ge} or more",
    "less_than": "give less than {lt}",
    "less_than_equal": "give {le} or less",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
    "finite_number": "give a finite number",
}


def _model_at(model: type[BaseModel], trail: Sequence[Key]) -> type[BaseModel] | None:
    """The model that stands at a path, as far as the annotations tell."""
    here: Any = model
    for key in trail:
        if isinstance(key, int):
            continue
        holder = _model_in(here)
        if holder is None or key not in holder.model_fields:
            return None
        here = holder.model_fields[key].annotation
    return _model_in(here)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as ``list[Force]`` or ``Amount | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
