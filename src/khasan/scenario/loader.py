"""Models from YAML files, with every problem at its line and column, all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from khasan.errors import InputError, Problem, nearest
from khasan.scenario.mending import mend
from khasan.scenario.nodes import Node, Trail, dotted
from khasan.scenario.numbers import inherit
from khasan.scenario.remedies import problems_of
from khasan.scenario.yaml_reading import read_nodes

MadeT = TypeVar("MadeT")
ModelT = TypeVar("ModelT", bound=BaseModel)


class Findings:
    """Problems gathered while a file is checked, each where it stands in the file."""

    def __init__(self, node: Node, problems: Sequence[Problem] = ()) -> None:
        self.node = node
        self.problems = list(problems)

    def say(self, trail: Trail, value: object, remedy: str, *, at_key: bool = False) -> None:
        """Note what was found at a place and what to do about it."""
        self.problems.append(self.node.problem(trail, value, remedy, at_key=at_key))

    def known(self, trail: Trail, word: str, among: Collection[str], what: str, *, at_key: bool = False) -> bool:
        """Is a word one of those that there are? Else it is noted, with the nearest of them."""
        if word not in among:
            self.say(trail, word, f"unknown {what}: {nearest(word, among)}", at_key=at_key)
        return word in among

    def tell(self, trail: Trail, found: str, remedy: str) -> None:
        """As say, with what was found in words of its own."""
        file, line, column = self.node.locate(trail)
        self.problems.append(Problem(file, line, column, dotted(trail), found, remedy))

    def take(self, make: Callable[[], MadeT]) -> MadeT | None:
        """What is made; None where it cannot be, with all that is wrong noted."""
        try:
            return make()
        except InputError as error:
            self.problems.extend(error.problems)
            return None

    def stop_if_any(self) -> None:
        """Raise InputError with all problems, if there are any."""
        if self.problems:
            raise InputError(self.problems)


@dataclass(frozen=True)
class Written(Generic[ModelT]):
    """A model and the nodes it was read from, which know file, line and column of each of its parts."""

    model: ModelT
    node: Node
    problems: tuple[Problem, ...] = ()
    """What is wrong in the file and was mended, so that the rest could be looked at."""


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
    draft = draft_of(node, model, problems)
    if draft.problems:
        raise InputError(draft.problems)
    return draft


def draft_of(node: Node, model: type[ModelT], problems: Sequence[Problem] = ()) -> Written[ModelT]:
    """As build, but what is wrong goes along in ``problems`` where the model can be made without it.

    So a file's slips do not hide what a look at the whole would find. InputError where it cannot be made.
    """
    found = list(problems)
    if not isinstance(node.content, dict):
        found.append(node.problem((), node.plain(), "write keys with their values, one a line"))
        raise InputError(found)
    try:
        return Written(model.model_validate(node.plain()), node, tuple(found))
    except ValidationError as error:
        found.extend(problems_of(node, model, error))
        mended = mend(node, model, error)
    try:
        return Written(model.model_validate(mended.plain()), mended, tuple(found))
    except ValidationError:
        raise InputError(found) from None
