"""Errors of the schema in an author's words: what was found, and what to do about it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from khasan.errors import Problem, nearest
from khasan.scenario.fields import model_at
from khasan.scenario.nodes import Node, Trail, dotted
from khasan.scenario.numbers import Number
from khasan.scenario.ranges import OutOfRange

MULTIPLIER = re.compile(r"(^|_)(factor|multiplier|bonus|malus|modifier|boost|scale|coefficient)(_|$|s$)")
NO_MULTIPLIER = (
    "say what was there (men, works, loads, light, ground), not by how much it counted: "
    "a scenario holds no multiplier of its own"
)
_ELSEWHERE = {"weapons", "vehicles", "toe", "toes", "parameters"}
_DATED = {"arrives", "at", "strength", "works", "wire", "ammunition", "place", "remove"}


def problems_of(node: Node, model: type[BaseModel], error: ValidationError) -> list[Problem]:
    """Every error of pydantic as a Problem; a key left out because it was misspelt is told of once."""
    errors = error.errors(include_url=False)
    meant = set(misspelt(model, errors).values())
    return [_problem(node, model, one) for one in errors if one["type"] != "missing" or one["loc"] not in meant]


def misspelt(model: type[BaseModel], errors: Sequence[Any]) -> dict[Trail, Trail]:
    """Paths of unknown keys, each with the path that was meant: the nearest key that is not given."""
    unknown = [tuple(one["loc"]) for one in errors if one["type"] == "extra_forbidden"]
    missing = {tuple(one["loc"]) for one in errors if one["type"] == "missing"}
    meant: dict[Trail, Trail] = {}
    for trail in unknown:
        holder = model_at(model, trail[:-1])
        if holder is None or MULTIPLIER.search(str(trail[-1])):
            continue
        wanted = [name for name in holder.model_fields if (*trail[:-1], name) in missing]
        close = difflib.get_close_matches(str(trail[-1]), wanted or list(holder.model_fields), n=1, cutoff=0.75)
        if close and (*trail[:-1], close[0]) not in meant.values():
            meant[trail] = (*trail[:-1], close[0])
    return meant


def _problem(node: Node, model: type[BaseModel], error: Any) -> Problem:
    """An error of pydantic as a Problem."""
    trail: Trail = tuple(error["loc"])
    kind = error["type"]
    if trail and trail[-1] == "[key]":
        return node.problem(trail[:-1], error["input"], _remedy(error, model, trail), at_key=True)
    if kind == "missing":
        return node.problem(trail, None, f"add the key {trail[-1]}")
    if kind == "extra_forbidden":
        return node.problem(trail, error["input"], _unknown_key(model, trail), at_key=True)
    if kind == "value_error" and isinstance(wrong := error["ctx"]["error"], OutOfRange):
        return out_of_range(node, trail, wrong)
    remedy = _remedy(error, model, trail)
    found = _offender(error["input"]) if kind == "value_error" and remedy.startswith("must ") else error["input"]
    return node.problem(trail, found, remedy)


def out_of_range(node: Node, trail: Trail, wrong: OutOfRange) -> Problem:
    """A number outside the range of its kind, at the place of its value, low or high if that is written."""
    file, line, column = node.locate((*trail, wrong.key) if wrong.key else trail)
    at = (*trail, wrong.key) if node.at((*trail, wrong.key)) is not None else trail
    return Problem(file, line, column, dotted(at), wrong.shown, str(wrong))


def _offender(found: Any) -> Any:
    """Of a number written long, which of its numbers is negative, or else above 1; else what was found.

    >>> _offender({"value": 5, "low": -1, "guess": "why"}), _offender({"value": -1}), _offender("x")
    (-1, -1, 'x')
    """
    said = [found[key] for key in ("value", "low", "high") if key in found] if isinstance(found, dict) else []
    numbers = sorted(number for number in said if isinstance(number, int | float))
    if numbers and numbers[0] < 0:
        return numbers[0]
    return numbers[-1] if numbers and numbers[-1] > 1 else found


def _unknown_key(model: type[BaseModel], trail: Trail) -> str:
    key = str(trail[-1])
    if MULTIPLIER.search(key):
        return f"unknown key: {NO_MULTIPLIER}"
    if len(trail) == 1 and key in _ELSEWHERE:
        return "unknown key: what it does stands in its own file, the same for all scenarios"
    holder = model_at(model, trail[:-1])
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
        wanted = model_at(model, trail)
        if wanted is not None and issubclass(wanted, Number):
            return _no_number(error["input"]) or "give a number, such as 30 or {value: 30, source: ...}"
        return "give keys with their values, such as {value: 30}"
    if kind in ("int_type", "float_type") and (why := _no_number(error["input"])):
        return why
    words = {name: f"{value:g}" if isinstance(value, float) else value for name, value in context.items()}
    return _REMEDIES.get(kind, "{msg}").format(msg=error["msg"], **words)


def _no_number(found: Any) -> str | None:
    """Why a text that was meant as a number is none here, None if it does not look like one.

    >>> _no_number("1_000"), _no_number("many")
    ('write the number in plain digits, such as 1000 or 0.5, without quotes: this is read as text', None)
    """
    if not isinstance(found, str) or not _ALMOST.fullmatch(found):
        return None
    return "write the number in plain digits, such as 1000 or 0.5, without quotes: this is read as text"


_ALMOST = re.compile(r"[-+]?(\.(inf|nan)|inf|nan|0[xob][0-9a-f_]+|\.?\d[\d_,.:'\u00a0 ]*(e[-+]?\d*)?)%?", re.IGNORECASE)
"""Hexadecimal, octal, underscores, sixty to a minute, digits of other scripts, numbers that are none."""
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
