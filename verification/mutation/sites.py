"""Where a fault can be planted in a file, found in its syntax tree; the file's text changes at that place alone."""

from __future__ import annotations

import ast
import builtins
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

ORDER_FREE = {"min", "max", "isinstance", "issubclass", "cast", "hypot", "isclose", "getattr", "hasattr", "partial"}
"""Calls whose arguments are not swapped: it would change nothing, or fail at once."""
OTHER_WAY = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "!=", "!=": "=="}
IN_ITS_PLACE = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "*"}
NOT_EITHER_WAY = {"-", "/", "//", "%", "**"}
"""Operators for which it matters which operand comes first."""
EXTREMES = {
    "min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum",
    "argmin": "argmax", "argmax": "argmin",
}  # fmt: skip
SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip

Change = tuple[str, ast.expr | ast.AugAssign, str]
"""Kind of a fault, the node in whose place it stands, and what stands there then."""


@dataclass(frozen=True)
class Mutant:
    """A fault: its kind, its place, and the text before and after. ``begin`` and ``end`` count characters."""

    kind: str
    file: str
    line: int
    begin: int
    end: int
    before: str
    after: str

    def applied(self, text: str) -> str:
        """The file's text with the fault in it."""
        assert text[self.begin : self.end] == self.before
        return text[: self.begin] + self.after + text[self.end :]

    def __str__(self) -> str:
        before, after = (" ".join(one.split()) for one in (self.before, self.after))
        return f"{self.file}:{self.line}: {self.kind}: {before} -> {after}"


def mutants(file: str, text: str, rng: random.Random) -> list[Mutant]:
    """Every fault that can be planted, in the order of the file; among names to put in, ``rng`` chooses.

    >>> found = mutants("here.py", "def rate(shots, men):\\n    return shots / men\\n", random.Random(1))
    >>> print(*found, sep="\\n")
    here.py:2: operand: shots / men -> ((men) / (shots))
    here.py:2: operand: shots / men -> ((shots) * (men))
    """
    finder = _Finder(text, rng)
    found = []
    for kind, node, after in finder.all():
        begin, end = finder.span(node)
        found.append(Mutant(kind, file, node.lineno, begin, end, text[begin:end], after))
    return found


def is_another_program(text: str, mutant: Mutant) -> bool:
    """Does a fault make another program of the text, and one at all?"""
    try:
        changed = ast.parse(mutant.applied(text))
    except SyntaxError:
        return False
    return ast.dump(changed) != ast.dump(ast.parse(text))


class _Finder:
    def __init__(self, text: str, rng: random.Random) -> None:
        self.text = text
        self.rng = rng
        self.lines = text.splitlines(keepends=True)
        self.starts = [0, *itertools.accumulate(map(len, self.lines))]
        self.tree = ast.parse(text)

    def all(self) -> Iterator[Change]:
        """(kind, node, what to put in its place)."""
        functions = [
            one for one in ast.walk(self.tree) if isinstance(one, ast.FunctionDef) and not _says_nothing(one)
        ]  # tables of constants are declarations, held by other tests
        constants = self.constants()
        for function in functions:
            names = self.index_names(function)
            for node in _inside(function):
                yield from self.at(node, constants, names)

    def at(self, node: ast.expr | ast.AugAssign, constants: dict[str, list[str]], names: list[str]) -> Iterator[Change]:
        """What can be wrong at a node."""
        if isinstance(node, ast.AugAssign):
            sign = SIGNS.get(type(node.op), "")
            if sign in IN_ITS_PLACE:
                yield "operand", node, f"{self.of(node.target)} {IN_ITS_PLACE[sign]}= {self.of(node.value)}"
        elif isinstance(node, ast.Call):
            yield from self.arguments(node)
            yield from self.extremes(node)
        elif isinstance(node, ast.BinOp):
            yield from self.operands(node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            sign = SIGNS.get(type(node.ops[0]))
            if sign is not None:
                yield "comparison", node, f"{self.of(node.left)} {OTHER_WAY[sign]} {self.of(node.comparators[0])}"
        elif isinstance(node, ast.BoolOp):
            word = " or " if isinstance(node.op, ast.And) else " and "
            yield "comparison", node, "(" + word.join(f"({self.of(value)})" for value in node.values) + ")"
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load | ast.Store):
            yield from self.indices(node, constants, names)

    def arguments(self, node: ast.Call) -> Iterator[Change]:
        if _called(node) in ORDER_FREE or any(isinstance(one, ast.Starred) for one in node.args):
            return
        for k, (one, two) in enumerate(zip(node.args, node.args[1:], strict=False)):
            if self.of(one) != self.of(two):
                words = [self.of(argument) for argument in node.args]
                words[k], words[k + 1] = words[k + 1], words[k]
                words += [
                    f"{'**' if word.arg is None else word.arg + '='}{self.of(word.value)}" for word in node.keywords
                ]
                yield "arguments", node, f"{self.of(node.func)}({', '.join(words)})"

    def extremes(self, node: ast.Call) -> Iterator[Change]:
        name = _called(node)
        if name in EXTREMES:
            function = self.of(node.func)
            yield "operand", node.func, function[: -len(name)] + EXTREMES[name]

    def operands(self, node: ast.BinOp) -> Iterator[Change]:
        sign = SIGNS.get(type(node.op))
        if sign is None or _is_text(node):
            return
        left, right = self.of(node.left), self.of(node.right)
        if sign in NOT_EITHER_WAY and left != right:
            yield "operand", node, f"(({right}) {sign} ({left}))"
        if sign in IN_ITS_PLACE:
            yield "operand", node, f"(({left}) {IN_ITS_PLACE[sign]} ({right}))"

    def indices(self, node: ast.Subscript, constants: dict[str, list[str]], names: list[str]) -> Iterator[Change]:
        inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        words = [self.of(one) for one in inside]
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape" and words in (["0"], ["1"]):
            yield "axis", node.slice, "1" if words == ["0"] else "0"
            return
        if len(inside) == 2 and words[0] != words[1] and not any(isinstance(one, ast.Slice) for one in inside):
            yield "axis", node, f"{self.of(node.value)}[{words[1]}, {words[0]}]"
        for one in inside:
            other = self.neighbour(_array(node), one, constants, names)
            if other is not None:
                yield "index", one, other

    def neighbour(self, array: str, index: ast.expr, constants: dict[str, list[str]], names: list[str]) -> str | None:
        """Another index that could stand there by mistake."""
        word = self.of(index)
        if isinstance(index, ast.Constant):
            if type(index.value) is int:
                return str(index.value + 1)
            family = constants.get(array, []) if isinstance(index.value, str) else []
        elif word.isidentifier() and not word.isupper():
            family = names
        else:
            family = constants.get(array, []) if word.rpartition(".")[2].isupper() else []
        others = [one for one in family if one != word]
        return self.rng.choice(others) if others else None

    def constants(self) -> dict[str, list[str]]:
        """Constants and words used in the file as indices of the arrays of one name."""
        found: dict[str, set[str]] = {}
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Subscript):
                continue
            for one in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
                word = self.of(one)
                is_text = isinstance(one, ast.Constant) and isinstance(one.value, str)
                if is_text or (isinstance(one, ast.Name | ast.Attribute) and word.rpartition(".")[2].isupper()):
                    found.setdefault(_array(node), set()).add(word)
        return {array: sorted(words) for array, words in found.items()}

    def index_names(self, function: ast.FunctionDef) -> list[str]:
        """Variables that a function uses as indices."""
        found = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Subscript):
                inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                found |= {
                    one.id
                    for one in inside
                    if isinstance(one, ast.Name) and not one.id.isupper() and one.id not in vars(builtins)
                }
        return sorted(found)

    def span(self, node: ast.expr | ast.AugAssign) -> tuple[int, int]:
        """Where a node begins and ends, in characters of the text; the tree counts lines, and bytes within them."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)

    def place(self, line: int, column: int) -> int:
        """A place in characters from a line and the bytes before it there."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def of(self, node: ast.expr) -> str:
        """The text of a node, in brackets where it stood in some."""
        begin, end = self.span(node)
        text = self.text[begin:end]
        return f"({text})" if isinstance(node, ast.GeneratorExp | ast.NamedExpr) and text[0] != "(" else text


def _inside(function: ast.FunctionDef) -> Iterator[ast.expr | ast.AugAssign]:
    """The expressions and sums of a function's body, without annotations, functions inside it and words of errors."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Raise | ast.Assert | ast.JoinedStr):
            continue
        if isinstance(node, ast.expr | ast.AugAssign):
            yield node
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.AnnAssign):
            children = [one for one in children if one is not node.annotation]
        waiting.extend(reversed(children))


def _says_nothing(function: ast.FunctionDef) -> bool:
    """A protocol's method, or one of the type checker's alone."""
    return all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) for one in function.body)


def _array(node: ast.Subscript) -> str:
    """The name of what is indexed, whoever holds it."""
    value = node.value
    return value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in (node.left, node.right)
    )
