"""A file with its slips set right as far as that is safe, so that what is wrong elsewhere shows as well.

What was wrong has been told of; the mended nodes serve to look at the whole, never to run.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from khasan.scenario.fields import field_at, model_at
from khasan.scenario.nodes import Node, Trail
from khasan.scenario.numbers import Number
from khasan.scenario.ranges import Within
from khasan.scenario.remedies import misspelt


def mend(node: Node, model: type[BaseModel], error: ValidationError) -> Node:
    """A copy without the unknown keys, misspelt keys under the name that was meant, neutral values for bad ones.

    Only values that nothing else refers to are replaced: numbers, dates, words of a short list, free text.
    """
    mended = node.copy()
    errors = error.errors(include_url=False)
    meant = misspelt(model, errors)
    for one in errors:
        trail: Trail = tuple(one["loc"])
        if one["type"] == "extra_forbidden":
            _take_out(mended, trail, meant.get(trail))
    for one in errors:
        if one["type"] != "extra_forbidden":
            _replace(mended, model, _whole_number(model, tuple(one["loc"])))
    return mended


def _take_out(mended: Node, trail: Trail, meant: Trail | None) -> None:
    holder = mended.at(trail[:-1])
    if holder is None or not isinstance(holder.content, dict):
        return
    value = holder.content.pop(trail[-1], None)
    if meant is not None and value is not None:
        name = str(meant[-1])
        holder.content.setdefault(name, value)
        holder.keys.setdefault(name, holder.keys[str(trail[-1])])


def _whole_number(model: type[BaseModel], trail: Trail) -> Trail:
    """The path of the number that a path leads into, or the path itself."""
    for end in range(1, len(trail)):
        wanted = model_at(model, trail[:end])
        if wanted is not None and issubclass(wanted, Number):
            return trail[:end]
    return trail


def _replace(mended: Node, model: type[BaseModel], trail: Trail) -> None:
    """A neutral value in place of a bad or missing one, if nothing else depends on what it is."""
    field = field_at(model, trail)
    holder = mended.at(trail[:-1])
    if field is None or holder is None or not isinstance(holder.content, dict):
        return
    parts = [field.annotation, *field.metadata]
    neutral = _neutral(parts)
    for one in parts:
        if isinstance(one, Within):
            neutral = min(max(neutral, one.range.least), one.range.most)
    if neutral is None:
        return
    if field.is_required():
        holder.content[trail[-1]] = Node(neutral, holder.file, holder.line, holder.column)
    else:
        holder.content.pop(trail[-1], None)


def _neutral(parts: list[Any]) -> Any:
    """A value that fits the annotation, None if it is a name, a date that must be, or a list."""
    for part in parts:
        if isinstance(part, type) and issubclass(part, Number):
            return 1
        if part in (int, float):
            return 100
        if part is bool:
            return False
        if part is datetime:
            return ""  # only an optional date can be left out: this fits none
        if part is str:
            return "?" if len(parts) == 1 else None  # with a pattern it is a name
        if get_origin(part) is Literal:
            return get_args(part)[0]
        if get_origin(part) is Annotated or type(None) in get_args(part):
            inner = [one for one in get_args(part) if one is not type(None)]
            return _neutral(inner)
    return None
