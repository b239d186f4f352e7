"""YAML read safely into nodes.

Only the plain part of YAML is understood: mappings with words as keys, lists and scalars. Size, depth, the
number of nodes and aliases are bounded before anything is built from them, and no tag makes an object.
Scalars follow the core schema of YAML 1.2: ``yes`` is a word, ``10:30`` is text, and dates stay text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from khasan.errors import InputError, Problem
from khasan.letters import unfit
from khasan.reading import read_text
from khasan.scenario.nodes import Key, Node, dotted

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
TOO_DEEP = ("too deep a nesting", f"keep to {MAX_DEPTH} levels")
MAX_NODES = 200_000
MAX_ALIASES = 32
MAX_SCALAR = 20_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,38})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_PLAIN_TAGS = ("str", "int", "float", "bool", "null", "map", "seq")
_TAGS = frozenset({None, "!", *(f"tag:yaml.org,2002:{name}" for name in _PLAIN_TAGS)})
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_FIRST_OF_NUMBER = frozenset("0123456789+-.")
_QUOTED = ("'", '"', "|", ">")


def read_nodes(path: Path, *, shown_as: str | None = None) -> tuple[Node, list[Problem]]:
    """The one document of a YAML file, and what is wrong with it that does not stop the reading.

    Raises InputError for what does: unreadable, too large, too deep, too many nodes or aliases, bad syntax.
    """
    file = shown_as or str(path)
    return parse_nodes(read_text(path, "a YAML file", MAX_BYTES, shown_as=file), file)


def parse_nodes(text: str, file: str) -> tuple[Node, list[Problem]]:
    """As read_nodes, from text.

    >>> node, problems = parse_nodes("a: 1\\nb: [x, 2.5]\\n", "example.yaml")
    >>> node.plain(), node.locate(("b", 1)), problems
    ({'a': 1, 'b': ['x', 2.5]}, ('example.yaml', 2, 8), [])
    """
    builder = _Builder(file)
    unfit_at = _unfit_places(text)
    if unfit_at:
        raise InputError([Problem(file, *place, "", found, _TAKE_OUT) for place, found in unfit_at])
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        value, remedy = "bad syntax", f"mend the YAML: {error.problem or error.context}"
        if "nesting depth" in str(error.problem):  # the parser stops at a depth of its own before it tells of any
            value, remedy = TOO_DEEP
        raise InputError([*builder.problems, Problem(file, line, column, "", value, remedy)]) from error
    except yaml.YAMLError as error:
        raise InputError([Problem(file, None, None, "", "bad syntax", f"mend the YAML: {error}")]) from error
    if builder.root is None:
        raise InputError([Problem(file, 1, 1, "", "an empty file", "write keys with their values, one a line")])
    return builder.root, builder.problems


class _Open:
    """A mapping or list that is being read."""

    __slots__ = ("anchor", "key", "mapping", "node", "repeated")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.mapping = isinstance(node.content, dict)
        self.anchor = anchor
        self.key: str | None = None
        self.repeated = False


class _Builder:
    """Nodes from the events of the YAML parser, never deeper or more than allowed."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.aliases = 0
        self.count = 0
        self.documents = 0

    def take(self, event: Any) -> None:
        kind = type(event)  # the parser makes no subclasses, and this is asked for every word of a file
        if kind is yaml.ScalarEvent:
            top = self.stack[-1] if self.stack else None
            if top is not None and top.mapping and top.key is None:
                self._key(top, event)
            else:
                self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            closed = self.stack.pop()
            if closed.anchor:
                self.anchors[closed.anchor] = closed.node
            self._attach(closed.node)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise self._fatal(event, "a second document", "put one document in a file")

    def _fatal(self, event: Any, value: str, remedy: str) -> InputError:
        return InputError([*self.problems, self._problem(event, value, remedy)])

    def _problem(self, event: Any, value: str, remedy: str) -> Problem:
        mark = event.start_mark
        return Problem(self.file, mark.line + 1, mark.column + 1, dotted(tuple(islice(self._path(), 6))), value, remedy)

    def _path(self) -> Iterator[Key]:
        for level in self.stack:
            if not level.mapping:
                yield len(level.node.content)
            elif level.key is not None:
                yield level.key

    def _node(self, event: Any, content: Any) -> Node:
        self.count += 1
        if self.count > MAX_NODES:
            raise self._fatal(event, "too many values", f"keep a file to {MAX_NODES} values")
        if event.tag not in _TAGS:
            remedy = "leave the tag out: only plain values are read"
            self.problems.append(self._problem(event, f"tag {event.tag}", remedy))
        mark = event.start_mark
        return Node(content, self.file, mark.line + 1, mark.column + 1)

    def _open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self._fatal(event, *TOO_DEEP)
        top = self.stack[-1] if self.stack else None
        if top and top.mapping and top.key is None:
            raise self._fatal(event, "a mapping or list as key", "use a word as key")
        content: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(self._node(event, content), event.anchor))

    def _scalar(self, event: Any) -> None:
        content = event.value
        if len(content) > MAX_SCALAR:
            raise self._fatal(event, f"a text of {len(content)} characters", f"keep to {MAX_SCALAR}")
        if event.style == '"' and unfit(content, lines=True):
            # what a text names by its code, as in "\u202e", is no better than the character itself
            worst = next(one for one in content if unfit(one, lines=True))
            self.problems.append(self._problem(event, _named(worst, lines=True), _TAKE_OUT))
        if event.style not in _QUOTED and event.tag not in _TEXT_TAGS:
            content = _scalar_value(content)
        node = self._node(event, content)
        if event.anchor:
            self.anchors[event.anchor] = node
        self._attach(node)

    def _key(self, top: _Open, event: Any) -> None:
        key = event.value
        mark = event.start_mark
        if unfit(key):
            raise self._fatal(event, _named(next(filter(unfit, key)), lines=False), _TAKE_OUT)
        top.repeated = key in top.node.keys
        if top.repeated:
            first = top.node.keys[key][0]
            path = dotted((*self._path(), key))
            remedy = f"give the key once: it stands already in line {first}"
            place = (self.file, mark.line + 1, mark.column + 1)
            self.problems.append(Problem(*place, path, "the key again", remedy))
        else:
            top.node.keys[key] = (mark.line + 1, mark.column + 1)
        top.key = key

    def _alias(self, event: Any) -> None:
        self.aliases += 1
        target = self.anchors.get(event.anchor)
        if self.aliases > MAX_ALIASES:
            raise self._fatal(event, f"more than {MAX_ALIASES} aliases", "write the values out")
        if target is None:
            raise self._fatal(event, f"alias *{event.anchor}", "anchor it before, outside of itself")
        top = self.stack[-1] if self.stack else None
        if top and top.mapping and top.key is None:
            raise self._fatal(event, "an alias as key", "use a word as key")
        self.count += target.size
        if self.count > MAX_NODES:
            raise self._fatal(event, "aliases of aliases", "write the values out")
        self._attach(target)

    def _attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.node.size += node.size
        if not top.mapping:
            top.node.content.append(node)
            return
        if not top.repeated:
            top.node.content[top.key] = node
        top.key = None


_TAKE_OUT = "take the character out"
_MOST_TOLD = 20
"""Characters of a file that are told of one by one."""


def _unfit_places(text: str) -> list[tuple[tuple[int, int], str]]:
    """((line, column), what) of the first characters that no text of a file may hold.

    >>> _unfit_places("a: b\\nc: \\u202ed\\n")
    [((2, 4), 'U+202E right-to-left override, which turns the direction of writing')]
    """
    text = text.replace("\r\n", "\n")
    if unfit(text, lines=True) is None:
        return []
    every = (
        ((number, column), _named(one, lines=True))
        for number, line in enumerate(text.split("\n"), 1)
        if unfit(line, lines=True)
        for column, one in enumerate(line, 1)
        if unfit(one, lines=True)
    )
    return list(islice(every, _MOST_TOLD))


def _named(character: str, *, lines: bool) -> str:
    words = unfit(character, lines=lines) or ""
    return words.replace(",", f" {unicodedata.name(character, '').lower()}".rstrip() + ",", 1)


def _scalar_value(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2; dates and everything else stay text.

    >>> [_scalar_value(text) for text in ("12", "-0.5", "1e3", "yes", "007", "null", "10:30")]
    [12, -0.5, 1000.0, 'yes', '007', None, '10:30']
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBER:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and not re.match(r"[-+]?0[0-9]", text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
