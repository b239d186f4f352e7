"""A TO&E that is like another: what it says is its own, all else is as there.

The files are laid over each other as they were read, before anything is checked, so that each part keeps the file and
the line that it stands in. A key replaces the whole of what the other file has under it: a number with its provenance,
or the list of weapons. Where a bare number comes from is said by the file that it stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from khasan.errors import InputError, Problem, nearest
from khasan.scenario.equipment import Toe
from khasan.scenario.loader import Written, build
from khasan.scenario.nodes import Node, Trail
from khasan.scenario.numbers import Number, Provenance, Strict, map_numbers, with_provenance
from khasan.scenario.yaml_reading import read_nodes

MOST_LINKS = 3
"""A file like a file like a file like a fourth is as far as a reader can be expected to follow."""
OF_ITS_OWN = ("id", "name", "provenance")
"""What no file takes from another."""


class _Head(Strict):
    """Of another file, what goes for its numbers wherever they are taken to."""

    provenance: Provenance | None = None


Files = Mapping[str, Callable[[], Path]]
"""The TO&E that there are, by id, each with where its file is."""


def load_toe(path: Path, files: Files) -> Written[Toe]:
    """Read a TO&E, spelled out if it is like another; InputError with everything that is wrong in it.

    ``files`` are those that it may name. The model says no more that it is like another: ``like`` is None.
    """
    node, problems = read_nodes(path)
    above = _those_above(node, path.stem, files, problems)
    if not above:
        return _inherited(build(node, Toe, problems), {})
    merged = node
    for other in above:
        merged = _laid_over(merged, other)
    written = build(merged, Toe, problems)
    return _inherited(written, {other.file: _provenance_in(other) for other in above})


def _those_above(node: Node, own: str, files: Files, problems: list[Problem]) -> list[Node]:
    """The file that a file is like, the one that this is like, and so on; their slips go to ``problems``."""
    chain, above = [own], list[Node]()
    while isinstance(other := _like(node), str):
        chain.append(other)
        if other in chain[:-1]:
            circle = ", ".join(chain[chain.index(other) :])
            raise _refused(node, f"a circle ({circle}): write one of them out in full, without like")
        if other not in files:
            raise _refused(node, f"unknown id in toe: {nearest(other, set(files) - {own})}")
        if len(above) == MOST_LINKS:
            raise _refused(node, f"{own} is like {MOST_LINKS} others already: write this one out in full, without like")
        node, slips = read_nodes(files[other]())
        if not isinstance(node.content, dict):
            raise InputError([node.problem((), node.plain(), "write a mapping of keys and values")])
        problems.extend(slips)
        above.append(node)
    return above


def _like(node: Node) -> object:
    like = node.child("like")
    return None if like is None else like.content


def _refused(node: Node, remedy: str) -> InputError:
    return InputError([node.problem(("like",), _like(node), remedy)])


def _laid_over(node: Node, other: Node) -> Node:
    """The first, with what it does not say from the other."""
    whole = node.copy()
    for key, value in other.content.items():
        if key not in whole.content and key not in OF_ITS_OWN:
            whole.content[key] = value
            whole.keys[key] = other.keys[key]
    return whole


def _provenance_in(node: Node) -> Provenance | None:
    """What a file says of its bare numbers."""
    head = Node({key: part for key, part in node.content.items() if key == "provenance"}, node.file, 1, 1)
    return build(head, _Head).model.provenance


def _inherited(written: Written[Toe], elsewhere: dict[str, Provenance | None]) -> Written[Toe]:
    """With the provenance of each bare number: the nearest around it in the file that it stands in.

    A number that another file leaves without any is refused: this file's own would pass for it.
    """
    node, own = written.node, written.model.provenance
    problems: list[Problem] = []

    def settle(number: Number, trail: Trail, nearest_above: Provenance | None) -> Number:
        file = node.locate(trail)[0]
        if number.kind != "bare" or file not in elsewhere or nearest_above is not own:
            return with_provenance(number, nearest_above)
        if elsewhere[file] is None:
            remedy = "a number without provenance is no other file's: write {value: ..., source: ...}, derived or guess"
            problems.append(node.problem(trail, number.value, remedy))
        return with_provenance(number, elsewhere[file])

    model = map_numbers(written.model, settle)
    if problems:
        raise InputError(problems)
    return Written(model.model_copy(update={"like": None}), node)
