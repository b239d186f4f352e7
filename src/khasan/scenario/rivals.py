"""What-ifs that cannot hold together: declared by their authors, or found because both settle the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from khasan.errors import InputError, Problem
from khasan.scenario.loader import Written
from khasan.scenario.nodes import Trail, shown
from khasan.scenario.schema import Change, WhatIf


def refuse_rivals(what_ifs: Sequence[Written[WhatIf]]) -> None:
    """Raises InputError, at file and line, for every two that exclude each other.

    Two exclude each other if one says so, if they set one path to different values or give the same forces different
    things, or if both take away the same plan or weather.
    """
    problems = [problem for one, other in combinations(what_ifs, 2) for problem in _of_pair(one, other)]
    if problems:
        raise InputError(problems)


def _of_pair(one: Written[WhatIf], other: Written[WhatIf]) -> Iterator[Problem]:
    if one.model.id == other.model.id:
        return  # applied twice: told where the second is applied
    for holder, rival in ((one, other), (other, one)):
        if rival.model.id in holder.model.excludes:
            where = ("excludes", holder.model.excludes.index(rival.model.id))
            remedy = f"{holder.model.id} and {rival.model.id} exclude each other: leave one of the two out"
            yield holder.node.problem(where, rival.model.id, remedy)
            return
    settled = dict(_settled(one))
    for key, (trail, value) in _settled(other):
        if key not in settled:
            continue
        place, known = settled[key]
        kind, what = key
        taken = kind in ("drop_plan", "drop_weather")
        if taken or known != value:
            file, line, _ = one.node.locate(place)
            does = f"takes away {what} too" if taken else f"sets {what} to {shown(known)}"
            remedy = f"{one.model.id} {does} ({file}:{line}): leave one of the two what-ifs out"
            yield other.node.problem(trail, what if taken else value, remedy)


def _settled(what_if: Written[WhatIf]) -> Iterator[tuple[tuple[str, str], tuple[Trail, Any]]]:
    """What a what-if settles: (kind, name) -> where it says so, and to which value."""
    for index, change in enumerate(what_if.model.changes):
        here: Trail = ("changes", index)
        if change.set is not None:
            yield ("set", change.set), ((*here, "to"), _plain(what_if, (*here, "to")))
        for kind in ("drop_plan", "drop_weather"):
            for k, name in enumerate(getattr(change, kind)):
                yield (kind, name), ((*here, kind, k), None)
        for key in change.give:
            yield ("set", f"{_forces(change)}.{key}"), ((*here, "give", key), _plain(what_if, (*here, "give", key)))


def _forces(change: Change) -> str:
    """The forces of a change as a path has them, if they are one formation; else by all that chooses them."""
    assert change.forces is not None
    chosen = change.forces.model_dump(exclude_none=True)
    if list(chosen) == ["formation"]:
        return f"forces.{chosen['formation']}"
    return "forces of " + ", ".join(f"{key} {value}" for key, value in sorted(chosen.items()))


def _plain(what_if: Written[WhatIf], trail: Trail) -> Any:
    node = what_if.node.at(trail)
    return None if node is None else node.plain()
