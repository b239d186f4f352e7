"""What the schema has at a path of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from khasan.scenario.nodes import Key
from khasan.scenario.ranges import Within


def model_at(model: type[BaseModel], trail: Sequence[Key]) -> type[BaseModel] | None:
    """The model that stands at a path, as far as the annotations tell."""
    here: Any = model
    for key in trail:
        if isinstance(key, int):
            continue
        holder = model_in(here)
        if holder is None or key not in holder.model_fields:
            return None
        here = holder.model_fields[key].annotation
    return model_in(here)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as ``list[Force]`` or ``Amount | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = model_in(inner)
        if found is not None:
            return found
    return None


def field_at(model: type[BaseModel], trail: Sequence[Key]) -> FieldInfo | None:
    """The field that a path ends in; None for an entry of a list, or a key that the schema has not."""
    if not trail or not isinstance(trail[-1], str):
        return None
    holder = model_at(model, trail[:-1])
    return holder.model_fields.get(trail[-1]) if holder else None


def check_field(model: type[BaseModel], trail: Sequence[Key], found: Any) -> None:
    """OutOfRange if what would stand at a path is outside the range of its kind."""
    field = field_at(model, trail)
    for one in _parts(field.annotation, *field.metadata) if field else ():
        if isinstance(one, Within):
            one.check(found)


def _parts(*annotations: Any) -> Iterator[Any]:
    for one in annotations:
        yield one
        yield from _parts(*get_args(one))
