"""The text of the modules that declare state, read beside what they declare: which constant numbers which row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from khasan import arrays
from khasan.declared import Block, Codes, blocks
from khasan.kernels.state import bundles, parameters, tables

MODULES = (arrays, tables, parameters, bundles)
BUNDLES = (bundles.World, bundles.Tables, bundles.Orders, bundles.State, bundles.Scratch, bundles.Log)


class Row(NamedTuple):
    """One line such as ``MEN = counts.field("men", ...)``."""

    constant: str
    value: int
    holder: Block | Codes
    kind: str
    """field, coded, slot, repeat or code."""
    name: str


@cache
def _lines(module: ModuleType) -> tuple[ast.stmt, ...]:
    """What stands in the text of a module, one below the other."""
    assert module.__file__ is not None
    return tuple(ast.parse(Path(module.__file__).read_text("utf-8")).body)


def rows(module: ModuleType) -> Iterator[Row]:
    """What a module declares, in its order."""
    for line in _lines(module):
        if not isinstance(line, ast.Assign) or not isinstance(line.value, ast.Call):
            continue
        call, target = line.value, line.targets[0]
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            holder: Any = getattr(module, call.func.value.id)
            constants = [one.id for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
            names = [name.strip() for name in ast.literal_eval(call.args[0]).split("|")]
            for constant, name in zip(constants, names, strict=True):
                yield Row(constant, getattr(module, constant), holder, call.func.attr.removesuffix("s"), name)


def assigned(module: ModuleType, name: str) -> str:
    """What a module assigns to a name, as it is written; "" if it assigns nothing."""
    for line in _lines(module):
        if isinstance(line, ast.Assign):
            for target in line.targets:
                named = target.elts if isinstance(target, ast.Tuple) else [target]
                if any(isinstance(one, ast.Name) and one.id == name for one in named):
                    return ast.unparse(line.value)
    return ""


def holders() -> dict[int, list[Row]]:
    """The lines of each block and each set of codes, by its identity."""
    found: dict[int, list[Row]] = {}
    for module in MODULES:
        for row in rows(module):
            found.setdefault(id(row.holder), []).append(row)
    return found


def all_blocks() -> dict[str, Block]:
    """Every block of every bundle, such as State.counts."""
    return {f"{kind.__name__}.{name}": block for kind in BUNDLES for name, block in blocks(kind).items()}
