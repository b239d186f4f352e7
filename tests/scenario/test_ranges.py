"""Every number of every file has a range, and what lies outside is refused at its line.

`python tests/scenario/test_ranges.py` writes docs/how_to_add/ranges.md anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from khasan.errors import InputError
from khasan.scenario import sizes
from khasan.scenario.fields import model_in
from khasan.scenario.library import KINDS, SHIPPED, Library
from khasan.scenario.loader import build
from khasan.scenario.nodes import Node, Trail
from khasan.scenario.numbers import YEARS, Amount, Number, Share, Strict
from khasan.scenario.ranges import RANGES, SHARE, OutOfRange, Range, Within
from khasan.scenario.resolved import Resolved
from khasan.scenario.yaml_reading import read_nodes

PAGE = Path(__file__).parents[2] / "docs" / "how_to_add" / "ranges.md"
UPDATE = "python tests/scenario/test_ranges.py"
HEAD = f"""# What numbers can be

<!-- written by `{UPDATE}`: edit src/khasan/scenario/ranges.py instead -->

Every number of a scenario, a weapon, a vehicle, a type of unit or a parameter lies in the range of its kind: the
value, and `low` and `high` where it has them (a guess without them goes 30% either way). What lies outside is refused,
with its line and what to write. The ranges are wide: they tell a slip of the pen from a number, and keep sums in their
columns.

"""
OF_A_UNIT = " and ".join(
    f"{most:,} {what}" for what, most in sizes.MOST_OF_A_UNIT.items() if what in ("men", "weapons")
)
TAIL = f"""
What several numbers make together is held by `src/khasan/scenario/sizes.py`.

- A strength above {sizes.FULL_MANY_TIMES:g} is for types of at most {sizes.HANDFUL_MEN:g} men: a car, an aircraft,
  a group.
- A unit has at most {OF_A_UNIT} of a kind, a battle {sizes.MOST_UNITS:,} units, a map {sizes.MOST_HEXES:,} hexes.
- A battle of more than {sizes.USUAL_DAYS:g} days or {sizes.USUAL_STEPS:,} steps says that it is meant, in its `time`:
  `long: true`. It ends within {sizes.MOST_DAYS:g} days and {sizes.MOST_STEPS:,} steps.
- Dates lie in the years {YEARS[0]} to {YEARS[1]}.
"""
Field = tuple[type[BaseModel], str]


def inside(annotation: Any) -> Iterator[Any]:
    """An annotation and all that stands in it."""
    yield annotation
    for one in get_args(annotation):
        yield from inside(one)


def numeric(model: type[BaseModel], name: str) -> bool:
    parts = inside(model.model_fields[name].annotation)
    return any(one in (int, float) or (isinstance(one, type) and issubclass(one, Number)) for one in parts)


def range_of(model: type[BaseModel], name: str) -> tuple[str, Range] | None:
    """Kind and range of a field, None if it has none."""
    field = model.model_fields[name]
    parts = [one for some in (field.annotation, *field.metadata) for one in inside(some)]
    kinds = [(one.kind, one.range) for one in parts if isinstance(one, Within)]
    if not kinds and any(isinstance(one, type) and issubclass(one, Share) for one in parts):
        return "share", SHARE
    return kinds[0] if len(kinds) == 1 else None


def models(*roots: type[BaseModel]) -> list[type[BaseModel]]:
    """All models below some, each once; a number itself is none."""
    found: list[type[BaseModel]] = []
    left = list(roots)
    while left:
        one = left.pop(0)
        if one in found or issubclass(one, Number):
            continue
        found.append(one)
        for field in one.model_fields.values():
            left.extend(
                part for part in inside(field.annotation) if isinstance(part, type) and issubclass(part, BaseModel)
            )
    return found


FIELDS: list[Field] = [
    (model, name) for model in models(*KINDS.values()) for name in model.model_fields if numeric(model, name)
]


def without_range(*roots: type[BaseModel]) -> list[str]:
    return [
        f"{model.__name__}.{name}"
        for model in models(*roots)
        for name in model.model_fields
        if numeric(model, name) and range_of(model, name) is None
    ]


def test_every_numeric_field_has_one_range() -> None:
    assert without_range(*KINDS.values(), Resolved) == []
    assert len(FIELDS) > 80


def test_a_field_that_forgets_its_range_is_found() -> None:
    class Mule(Strict):
        load_kg: Amount | None = None
        legs: dict[str, list[int]]
        tail: Share
        ears: Annotated[int, Within("units")]

    class Train(Strict):
        mules: list[Mule]

    assert without_range(Train) == ["Mule.load_kg", "Mule.legs"]


@cache
def written() -> list[tuple[str, Node]]:
    """(kind, nodes) of every shipped file but what-ifs, the shortest first."""
    library = Library((SHIPPED,))
    files = [(kind, library.find(kind, one)) for kind in KINDS if kind != "whatifs" for one in library.ids(kind)]
    return [(kind, read_nodes(path)[0]) for kind, path in sorted(files, key=lambda one: one[1].stat().st_size)]


def places(node: Node, model: type[BaseModel], wanted: type[BaseModel], trail: Trail = ()) -> Iterator[Trail]:
    """Where models of one class stand in a file."""
    if model is wanted and isinstance(node.content, dict):
        yield trail
    for name, field in model.model_fields.items():
        below, inner = node.child(name), model_in(field.annotation)
        if below is None or inner is None:
            continue
        if isinstance(below.content, list):
            for k, one in enumerate(below.content):
                yield from places(one, inner, wanted, (*trail, name, k))
        else:
            yield from places(below, inner, wanted, (*trail, name))


@cache
def an_example(model: type[BaseModel], name: str) -> tuple[str, Node, Trail]:
    """A file that has the field, or else one that has its model: (kind of file, its nodes, path of the field)."""
    second = None
    for kind, node in written():
        for trail in places(node, KINDS[kind], model):
            if node.at((*trail, name)) is not None:
                return kind, node, (*trail, name)
            second = second or (kind, node, (*trail, name))
    assert second is not None, f"no shipped file has a {model.__name__}"
    return second


def beyond(model: type[BaseModel], name: str, limit: Range) -> list[float]:
    """A number under the range and one over it, whole where the field's are."""
    whole = int in inside(model.model_fields[name].annotation)
    step: float = 1 if whole else 0.001 * max(0.001, limit.most - limit.least)
    low = limit.least if limit.above else limit.least - step
    high = limit.most if limit.below else limit.most + step
    return [int(low), int(high)] if whole else [float(low), float(high)]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_each_bound_bites_with_line_and_remedy(model: type[BaseModel], name: str) -> None:
    kind, node, trail = an_example(model, name)
    found = range_of(model, name)
    assert found is not None
    _, limit = found
    for number in beyond(model, name, limit):
        changed = node.copy()
        holder = changed.at(trail[:-1])
        assert holder is not None
        line = (holder.child(name) or holder).line
        holder.content[name] = Node(number, holder.file, line, 7)
        with pytest.raises(InputError) as refused:
            build(changed, KINDS[kind])
        problems = [one for one in refused.value.problems if one.field.endswith(name)]
        assert [(one.line, one.column) for one in problems] == [(line, 7)]
        wanted = (f"give {limit.words}", "must not be negative", "must lie between 0 and 1")
        assert problems[0].remedy.startswith(wanted)


@pytest.mark.parametrize("kind", RANGES)
def test_value_low_and_high_are_all_looked_at(kind: str) -> None:
    limit = RANGES[kind]
    within = TypeAdapter(Annotated[Amount, Within(kind)])
    good = (limit.least + limit.most) / 2
    over = limit.most * 1.01
    for key, numbers in (
        ("value", {"value": over, "low": good, "high": over}),
        ("high", {"value": good, "low": good, "high": over}),
    ):
        with pytest.raises(ValidationError) as refused:
            within.validate_python({**numbers, "guess": "why"})
        error = refused.value.errors()[0]["ctx"]["error"]
        assert isinstance(error, OutOfRange)
        assert error.key == key
    assert within.validate_python({"value": good, "low": good, "high": good, "guess": "why"})
    if limit.least > 0:
        with pytest.raises(ValidationError, match="give "):
            within.validate_python({"value": good, "low": limit.least * 0.99, "high": good, "guess": "why"})


def test_the_interval_of_a_guess_is_looked_at_too() -> None:
    with pytest.raises(ValidationError, match="give 25 to 20,000 m"):
        TypeAdapter(Annotated[Amount, Within("hex")]).validate_python({"value": 30, "guess": "why"})


def page() -> str:
    """The page of docs/how_to_add."""
    users: dict[str, list[str]] = {}
    for model, name in FIELDS:
        found = range_of(model, name)
        assert found is not None
        users.setdefault(found[0], []).append(f"{model.__name__}.{name}")
    table = ["| kind | range | of | why |\n", "|---|---|---|---|\n"]
    for kind, limit in {"share": SHARE, **RANGES}.items():
        fields = ", ".join(f"`{one}`" for one in users[kind])
        table.append(f"| {kind} | {limit.words} | {fields} | {limit.why} |\n")
    return HEAD + "".join(table) + TAIL


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), f"run `{UPDATE}`"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
