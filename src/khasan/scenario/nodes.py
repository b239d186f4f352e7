"""What a file holds, each part with its line and column."""

from __future__ import annotations

from typing import Any

from khasan.errors import MISSING, Problem, parts_of

Key = str | int
Trail = tuple[Key, ...]


class Node:
    """A mapping, a list or a scalar of a file, with its line and column (both from 1)."""

    __slots__ = ("column", "content", "file", "keys", "line", "size")

    def __init__(self, content: Any, file: str, line: int, column: int) -> None:
        self.content: Any = content
        """dict[str, Node], list[Node], or a scalar."""
        self.file = file
        self.line = line
        self.column = column
        self.keys: dict[str, tuple[int, int]] = {}
        """Of a mapping: where each key stands."""
        self.size = 1
        """Nodes in it, itself included, aliases written out."""

    def plain(self) -> Any:
        """The content as plain dicts, lists and scalars."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    def copy(self) -> Node:
        """A copy whose mappings and lists can be changed without changing this one."""
        twin = Node(self.content, self.file, self.line, self.column)
        if isinstance(self.content, dict):
            twin.content = {key: node.copy() for key, node in self.content.items()}
            twin.keys = dict(self.keys)
        elif isinstance(self.content, list):
            twin.content = [node.copy() for node in self.content]
        return twin

    def child(self, key: Key) -> Node | None:
        """The node under a key or index, if there is one."""
        if isinstance(self.content, dict):
            return self.content.get(key)
        if isinstance(self.content, list) and isinstance(key, int) and 0 <= key < len(self.content):
            found: Node = self.content[key]
            return found
        return None

    def at(self, trail: Trail) -> Node | None:
        """The node at a path, if it was written."""
        node: Node | None = self
        for key in trail:
            node = node.child(key) if node is not None else None
        return node

    def locate(self, trail: Trail, *, at_key: bool = False) -> tuple[str, int, int]:
        """File, line and column of the deepest part of ``trail`` that was written.

        ``at_key`` asks for the place of the last key itself, as for a key that should not be there.
        """
        node = self
        for index, key in enumerate(trail):
            if at_key and index == len(trail) - 1 and key in node.keys:
                line, column = node.keys[str(key)]
                value = node.child(key)
                return (value or node).file, line, column
            below = node.child(key)
            if below is None:
                break
            node = below
        return node.file, node.line, node.column

    def problem(self, trail: Trail, value: object, remedy: str, *, at_key: bool = False) -> Problem:
        """What is wrong at ``trail``, as the author will read it."""
        file, line, column = self.locate(trail, at_key=at_key)
        return Problem(file, line, column, dotted(trail), shown(value), remedy)


def dotted(trail: Trail) -> str:
    """Path in an author's words.

    >>> dotted(("forces", 0, "parts", 2, "toe"))
    'forces[0].parts[2].toe'
    """
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in trail)
    return text.removeprefix(".")


def shown(value: object) -> str:
    """A value on one line, shortened.

    >>> shown("x" * 100)[-4:], shown(None)
    ("...'", 'nothing')
    """
    if value is None:
        return MISSING
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    if isinstance(value, dict | list):
        return parts_of(value)
    return repr(value) if not isinstance(value, float) else f"{value:g}"
