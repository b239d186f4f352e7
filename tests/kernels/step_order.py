"""What the stages do to each other's buffers, in the order in which the text of the step calls them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kernels.accesses import Found, Kernels

STEP = "khasan.kernels.step"


@dataclass(frozen=True)
class Called:
    """A stage in the order of the step, and what the step asks before it calls it."""

    module: str
    name: str
    only_if: frozenset[str]


def order(kernels: Kernels) -> list[Called]:
    """The stages in the order in which a step calls them, after the one that copies the state for reports."""
    found = [Called(STEP, "snapshot", frozenset())]
    _calls(kernels, kernels.functions[STEP, "one_step"].body, frozenset(), found)
    return found


def _calls(kernels: Kernels, statements: list[ast.stmt], only_if: frozenset[str], found: list[Called]) -> None:
    for statement in statements:
        if isinstance(statement, ast.If):
            _calls(kernels, statement.body, only_if | {ast.unparse(statement.test)}, found)
            _calls(kernels, statement.orelse, only_if | {f"not {ast.unparse(statement.test)}"}, found)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                home = kernels.home(STEP, node.func.id)
                assert home is not None, node.func.id
                found.append(Called(*home, only_if))


def misplaced(kernels: Kernels, lasting: Iterable[str]) -> list[str]:
    """Buffers that a stage reads though nothing has filled them for certain: no lasting one, no earlier stage that is
    called whenever this one is."""
    kept = {f"scratch.{name}" for name in lasting}
    filled: dict[str, list[frozenset[str]]] = {}
    faults = []
    for called in order(kernels):
        found = kernels.of(called.module, called.name)
        for path in sorted(found.read_first - kept):
            if path.startswith("scratch.") and not any(only_if <= called.only_if for only_if in filled.get(path, [])):
                faults.append(f"{called.name} reads {path}")
        for path in found.writes:
            filled.setdefault(path, []).append(called.only_if)
    return faults


def unread(kernels: Kernels) -> set[str]:
    """Buffers and rows of the state that are written and that no stage reads but to add to a buffer."""
    every = [kernels.of(called.module, called.name) for called in order(kernels)]
    used = {path for found in every for path in found.used}
    used |= {path for found in every for path in found.reads if not path.startswith("scratch.")}
    blocks = {path.split(".")[0] for path in used if path.endswith(".*")}
    written = {path for found in every for path in found.writes if path.split(".")[0] not in blocks}
    return {path for path in written - used if path.split(".")[0] not in ("log", "snapshots")}


@dataclass(frozen=True)
class Told:
    """What a stage is to declare (khasan.kernels.intents.Intent), as paths."""

    reads: frozenset[str]
    writes: frozenset[str]
    own: frozenset[str]


def told(kernels: Kernels, lasting: Iterable[str]) -> dict[str, Told]:
    """Stage -> what it is to declare, where the buffers named last from step to step."""
    kept = {f"scratch.{name}" for name in lasting}
    every = {called.name: kernels.of(called.module, called.name) for called in order(kernels)}
    return {name: _told(found, _others(every, name), kept) for name, found in every.items()}


def _others(every: Mapping[str, Found], name: str) -> set[str]:
    """Paths that any other stage touches."""
    return {path for other, found in every.items() if other != name for path in found.reads | found.writes}


def _told(found: Found, others: set[str], kept: set[str]) -> Told:
    buffers = {path for path in found.reads | found.writes if path.startswith("scratch.")}
    own = buffers - others - kept - found.read_first
    reads = (found.reads - buffers) | (found.reads & kept) | (found.read_first & buffers)
    return Told(
        reads=frozenset(_whole(path, ("world", "tables", "orders")) for path in reads if not path.startswith("log.")),
        writes=frozenset(_whole(path, ("log", "snapshots")) for path in found.writes - own),
        own=frozenset(path.removeprefix("scratch.") for path in own),
    )


def _whole(path: str, bundles: tuple[str, ...]) -> str:
    bundle = path.split(".")[0]
    return bundle if bundle in bundles else path
