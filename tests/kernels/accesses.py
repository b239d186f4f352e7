"""What each stage of a step reads and writes, found in the text of the kernels: no kernel is run for it.

A stage is followed into everything it calls in khasan.kernels. Blocks are followed under whatever name they are passed
on, as a whole or in part: `counts = state.counts`, `weigh(..., scratch.offers[weapon], ...)`. What cannot be followed
raises CannotFollow rather than being left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import khasan.kernels
from khasan.declared import blocks
from khasan.kernels.state import bundles

BUNDLES = "khasan.kernels.state.bundles"
CLASSES = {
    "world": "World", "tables": "Tables", "orders": "Orders", "state": "State", "scratch": "Scratch", "log": "Log",
    "scale": "Scale",
}  # fmt: skip
"""Names of parameters under which stages get the bundles, and the classes of those."""


SNAPSHOTS = {"steps_at": 1, "counts_at": 3, "reals_at": 3, "ammunition_at": 2, "holders_at": 2}
"""Arrays of reports that a stage fills, and how many dimensions they have."""


class CannotFollow(Exception):
    """The text does something with a block that is not understood here."""


@dataclass(frozen=True)
class Bundle:
    """A bundle as a whole."""

    name: str


@dataclass(frozen=True)
class Block:
    """A block, or a part of it with so many dimensions left; row: the constant that names the part, if one does."""

    bundle: str
    name: str
    dimensions: tuple[str, ...]
    left: int
    row: str = ""

    @property
    def path(self) -> str:
        """Its name: `counts.MEN` where a constant tells the row, `counts.*` where none does, else `scratch.hits`."""
        if self.bundle == "state" and "field" in self.dimensions:
            return f"{self.name}.{self.row or '*'}"
        return f"{self.bundle}.{self.name}"


@dataclass(frozen=True)
class Constant:
    """A constant by its name."""

    name: str


@dataclass
class Found:
    """Paths that are read and written, which of them were read before they were written, and which were read for more
    than to add to them."""

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    read_first: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def read(self, path: str, adding: bool = False) -> None:
        """Note that a path is read now."""
        self.then(Found({path}, set(), {path}, set() if adding else {path}))

    def write(self, path: str) -> None:
        """Note that a path is written now."""
        self.writes.add(path)

    def then(self, other: Found) -> None:
        """Go on with what is done after this."""
        self.read_first |= other.read_first - self.writes
        self.reads |= other.reads
        self.writes |= other.writes
        self.used |= other.used

    def either(self, branches: Iterable[Found]) -> None:
        """Go on with one of several branches: what one of them reads first may be read first."""
        for branch in branches:
            self.reads |= branch.reads
            self.used |= branch.used
            self.read_first |= branch.read_first - self.writes
        for branch in branches:
            self.writes |= branch.writes


@cache
def parsed(text: str) -> ast.Module:
    """The tree of a module, which nobody changes."""
    return ast.parse(text)


def sources() -> dict[str, str]:
    """The text of every module of the kernels, by its name."""
    folder = Path(khasan.kernels.__file__).parent
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        found[".".join(("khasan", "kernels", *(part for part in parts if part != "__init__")))] = path.read_text()
    return found


class Kernels:
    """The kernels as trees, and what their functions read and write for given arguments."""

    def __init__(self, texts: Mapping[str, str], to_be_changed: str = "") -> None:
        """Trees are parsed once; a module that somebody is about to change has one of its own."""
        self.blocks = {bundle: blocks(getattr(bundles, name)) for bundle, name in CLASSES.items()}
        self.trees = {name: ast.parse(text) if name == to_be_changed else parsed(text) for name, text in texts.items()}
        self.functions: dict[tuple[str, str], ast.FunctionDef] = {}
        self.imported: dict[tuple[str, str], tuple[str, str]] = {}
        for module, tree in self.trees.items():
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    self.functions[module, node.name] = node
                elif isinstance(node, ast.ImportFrom) and node.module:
                    for one in node.names:
                        self.imported[module, one.asname or one.name] = (node.module, one.name)
        self._known: dict[Any, Found] = {}

    def home(self, module: str, name: str) -> tuple[str, str] | None:
        """Where the function called so in a module stands; None if it is none of the kernels'."""
        while (module, name) not in self.functions:
            if (module, name) not in self.imported:
                return None
            module, name = self.imported[module, name]
        return module, name

    def block(self, bundle: str, name: str) -> Any:
        """A field of a bundle; numbers for those of Scale."""
        if bundle == "scale":
            return None
        inside = self.blocks[bundle][name].dimensions
        return Block(bundle, name, inside, len(inside))

    def of(self, module: str, name: str) -> Found:
        """What a stage reads and writes."""
        node = self.functions[module, name]
        return self.called(module, name, tuple(self.argument(one.arg) for one in node.args.args))

    def argument(self, name: str) -> Any:
        """What a stage gets under a name: a bundle, what it is to leave of the state for reports, or a number."""
        if name in SNAPSHOTS:
            return Block("snapshots", name, ("",) * SNAPSHOTS[name], SNAPSHOTS[name])
        return Bundle(name) if name in CLASSES else None

    def called(self, module: str, name: str, arguments: tuple[Any, ...]) -> Found:
        """What a function reads and writes when it is called with these."""
        key = (module, name, arguments)
        if key not in self._known:
            self._known[key] = Walk(self, module, self.functions[module, name], arguments).found
        return self._known[key]


class Walk:
    """One function, walked once in the order in which it is written."""

    def __init__(self, kernels: Kernels, module: str, node: ast.FunctionDef, arguments: tuple[Any, ...]) -> None:
        self.kernels, self.module, self.function = kernels, module, node.name
        self.found = Found()
        names = [one.arg for one in node.args.args]
        if len(names) != len(arguments):
            raise self.lost(node, "other arguments than it has")
        self.local: dict[str, Any] = dict(zip(names, arguments, strict=True))
        self.body(node.body)

    def lost(self, node: ast.AST, what: str) -> CannotFollow:
        return CannotFollow(f"{self.module}.{self.function}, line {getattr(node, 'lineno', '?')}: {what}")

    # -- statements --------------------------------------------------------------------------------------------------

    def body(self, statements: list[ast.stmt]) -> None:
        for one in statements:
            self.statement(one)

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign():
                value = self.value(node.value)
                for target in node.targets:
                    self.assign(target, value)
            case ast.AugAssign():
                self.number(node.value)
                if not isinstance(node.target, ast.Name):
                    block = self.target(node.target)
                    self.found.read(block.path, adding=True)
                    self.found.write(block.path)
            case ast.If():
                self.number(node.test)
                self.branches(node.body, node.orelse)
            case ast.For():
                self.number(node.iter)
                self.assign(node.target, None)
                self.body(node.body)
            case ast.While():
                self.number(node.test)
                self.body(node.body)
            case ast.Return():
                self.number(node.value or ast.Constant(None))
            case ast.Expr():
                self.number(node.value)
            case ast.Break() | ast.Continue() | ast.Pass():
                pass
            case _:
                raise self.lost(node, f"a statement of another kind: {type(node).__name__}")

    def branches(self, *ways: list[ast.stmt]) -> None:
        before, parts = self.found, []
        for way in ways:
            self.found = Found()
            self.body(way)
            parts.append(self.found)
        self.found = before
        self.found.either(parts)

    def assign(self, target: ast.expr, value: Any) -> None:
        match target:
            case ast.Name():
                self.local[target.id] = value
            case ast.Tuple():
                values = value if isinstance(value, tuple) else (None,) * len(target.elts)
                for one, part in zip(target.elts, values, strict=True):
                    self.assign(one, part)
            case _:
                self.found.write(self.target(target).path)

    def target(self, node: ast.expr) -> Block:
        """The part of a block that is written."""
        block = self.part(node) if isinstance(node, ast.Subscript) else None
        if not isinstance(block, Block):
            raise self.lost(node, "writes into something that is no block")
        return block

    # -- expressions: None stands for a number -------------------------------------------------------------------------

    def number(self, node: ast.expr) -> Any:
        """The value of what must be a number, or numbers."""
        value = self.value(node)
        if any(isinstance(one, Block | Bundle) for one in (value if isinstance(value, tuple) else (value,))):
            raise self.lost(node, "a block where a number is meant")
        return value

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Name():
                return self.local[node.id] if node.id in self.local else Constant(node.id)
            case ast.Attribute():
                return self.attribute(node)
            case ast.Subscript():
                block = self.part(node)
                if isinstance(block, Block) and block.left == 0:
                    self.found.read(block.path)
                    return None
                return block
            case ast.Tuple():
                return tuple(self.value(one) for one in node.elts)
            case ast.Call():
                return self.call(node)
            case ast.BinOp(op=ast.Add()):
                left, right = self.number(node.left), self.number(node.right)
                return next((one for one in (left, right) if isinstance(one, Constant)), None)
            case _:
                for part in ast.iter_child_nodes(node):
                    if isinstance(part, ast.expr):
                        self.number(part)
                return None

    def attribute(self, node: ast.Attribute) -> Any:
        if isinstance(node.value, ast.Name) and node.value.id not in self.local:
            return Constant(node.attr)
        value = self.value(node.value)
        if value is None or isinstance(value, Constant):
            return None  # one of a few numbers with names, such as a way or a shot
        if isinstance(value, Bundle):
            return self.kernels.block(value.name, node.attr)
        if isinstance(value, Block) and node.attr in ("shape", "size"):
            return None
        raise self.lost(node, f"the attribute {node.attr}")

    def part(self, node: ast.Subscript) -> Any:
        """The part of a block that an index names; None of what is no block."""
        base = self.value(node.value)
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        named = [self.index(one) for one in indices]
        if not isinstance(base, Block):
            return None
        row = named[0] if base.left == len(base.dimensions) else base.row
        taken = sum(not isinstance(one, ast.Slice) for one in indices)
        if taken > base.left:
            raise self.lost(node, f"more indices than {base.path} has dimensions")
        return Block(base.bundle, base.name, base.dimensions, base.left - taken, row)

    def index(self, node: ast.expr) -> str:
        """The constant that an index names: of a slice, where it begins."""
        if isinstance(node, ast.Slice):
            for one in (node.upper, node.step):
                self.number(one or ast.Constant(None))
            return self.index(node.lower) if node.lower is not None else ""
        value = self.value(node)
        if isinstance(value, Block | Bundle):
            raise self.lost(node, "a block as an index")
        return value.name if isinstance(value, Constant) else ""

    def call(self, node: ast.Call) -> None:
        if node.keywords:
            raise self.lost(node, "a call by keywords")
        arguments = tuple(self.value(one) for one in node.args)
        home = self.callee(node.func)
        if home is not None:
            self.found.then(self.kernels.called(*home, arguments))
        elif any(isinstance(one, Block | Bundle) for one in arguments):
            raise self.lost(node, f"a block goes to {ast.unparse(node.func)}")

    def callee(self, node: ast.expr) -> tuple[str, str] | None:
        if isinstance(node, ast.Name):
            return self.kernels.home(self.module, node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            package, name = self.kernels.imported.get((self.module, node.value.id), ("", ""))
            return self.kernels.home(f"{package}.{name}", node.attr)
        return None
