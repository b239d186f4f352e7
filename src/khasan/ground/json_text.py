"""JSON read within bounds, and where each part of it stands.

The standard library's reader knows no bounds, takes NaN and Infinity, keeps the last of two equal keys without a word,
and forgets where things stood. The scanner (``json_scanner.py``) is held to the bounds of the YAML reader, goes on
after what does not stop it, and says line, column and path of all that is wrong. It takes twenty times as long, so a
text in which nothing is doubtful is read by the library, and scanned only when somebody asks for a place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khasan.errors import Problem
from khasan.ground.json_scanner import MAX_DEPTH, MAX_TEXT, MAX_VALUES, Place, Scanner, Trail, line_and_column
from khasan.letters import NEVER
from khasan.reading import read_text

MAX_BYTES = 1 << 20
"""As of the YAML reader."""


@dataclass
class Document:
    """A JSON file as read: ``content`` in plain dicts, lists and scalars. A part's place is scanned for when asked."""

    text: str
    file: str
    content: Any
    scanned: tuple[Place, list[Problem]] | None = None

    def locate(self, trail: Trail, *, at_key: bool = False) -> tuple[int, int]:
        """Line and column (from 1) of the deepest part of a trail that was written."""
        return line_and_column(self.text, self.scan()[0].find(trail, at_key=at_key))

    def scan(self) -> tuple[Place, list[Problem]]:
        """Where everything stands, and what is wrong that did not stop the reading."""
        if self.scanned is None:
            scanner = Scanner(self.text, self.file)
            self.scanned = scanner.whole()[1], scanner.problems
        return self.scanned


def read_document(path: Path) -> Document:
    """The document of a JSON file. Raises InputError if it cannot be read: missing, too large, no UTF-8, bad syntax.

    >>> from khasan.ground.geojson import MAPS
    >>> read_document(MAPS / "tauran.geojson").locate(("id",))
    (3, 7)
    """
    text = read_text(path, "a .geojson file", MAX_BYTES, shorter=": leave out vertices")
    return parse(text.replace("\r\n", "\n").replace("\r", "\n"), str(path))


def parse(text: str, file: str) -> Document:
    """As read_document, from text.

    >>> parse('{"a": [1, {"b": NaN}]}', "x.json").scan()[1][0].field
    'a[1].b'
    """
    quick = None if "\\" in text or _LONG.search(text) or _NEVER.search(text) else _quickly(text)
    if quick is not None:
        return Document(text, file, quick[0])
    scanner = Scanner(text, file)
    content, place = scanner.whole()
    return Document(text, file, content, (place, scanner.problems))


_LONG = re.compile(rf'"[^"]{{{MAX_TEXT + 1}}}')
_NEVER = re.compile(NEVER)


class _Doubt(Exception):
    """Something that the scanner is to look at."""


def _quickly(text: str) -> tuple[Any] | None:
    """The content by the standard library, if nothing in it is doubtful."""
    try:
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError, _Doubt):
        return None
    level, count = [content] if isinstance(content, dict | list) else [], 1
    for _ in range(MAX_DEPTH):
        parts = [p for one in level for p in (one.values() if isinstance(one, dict) else one)]
        count += len(parts)
        level = [part for part in parts if isinstance(part, dict | list)]
        if not level:
            return (content,) if count <= MAX_VALUES else None
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise _Doubt
    return content


def _no_number(_: str) -> float:
    raise _Doubt
