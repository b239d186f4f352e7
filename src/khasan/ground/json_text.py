"""JSON read within bounds, and where each part of it stands.

The standard library's reader knows no bounds, takes NaN and Infinity, keeps the last of two equal keys without a word,
and forgets where things stood. The scanner here is held to the bounds of the YAML reader (``khasan.scenario.reading``),
goes on after what does not stop it, and says line, column and path of all that is wrong. It takes twenty times as long,
so a text in which nothing is doubtful is read by the library, and scanned only when somebody asks for a place.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Any

from khasan.errors import InputError, Problem
from khasan.letters import NEVER, unfit, visible

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_VALUES = 200_000
MAX_TEXT = 20_000
MAX_DIGITS = 39
"""As of the YAML reader."""

Trail = tuple[str | int, ...]

_GAP = r"[ \t\r\n]*"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_TOKEN = re.compile(
    rf'{_GAP}(?:(?P<sign>[{{}}\[\],:])|"(?P<text>[^"\\\x00-\x1f]*)"|(?P<number>{_NUMBER})|(?P<word>true|false|null)'
    rf'|(?P<escaped>")|(?P<nothing>-?(?:NaN|Infinity)))'
)
_SPACE = re.compile(_GAP)
_LIBRARY = JSONDecoder()
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(slots=True)
class Place:
    """Where a value begins in the text, and where its parts do."""

    at: int
    parts: dict[str | int, Place] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    """Of a mapping: where each key stands."""

    def find(self, trail: Trail, *, at_key: bool = False) -> int:
        """Beginning of the deepest part of a trail that was written; of its last key itself if that is wanted."""
        here = self
        for number, step in enumerate(trail):
            if at_key and number == len(trail) - 1 and step in here.keys:
                return here.keys[str(step)]
            below = here.parts.get(step)
            if below is None:
                break
            here = below
        return here.at


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
            scanner = _Scanner(self.text, self.file)
            self.scanned = scanner.whole()[1], scanner.problems
        return self.scanned


def read_document(path: Path) -> Document:
    """The document of a JSON file. Raises InputError if it cannot be read: missing, too large, no UTF-8, bad syntax.

    >>> from khasan.ground.geojson import MAPS
    >>> read_document(MAPS / "tauran.geojson").locate(("id",))
    (3, 7)
    """
    file = str(path)
    try:
        if not path.is_file():
            what = "something that is no file" if path.exists() else "no such file"
            raise InputError([Problem(file, None, None, "", what, "give the path of a .geojson file")])
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or str(error)
        raise InputError([Problem(visible(file), None, None, "", why, "make the file readable")]) from error
    if len(content) > MAX_BYTES:
        remedy = f"keep it to {MAX_BYTES} bytes: leave out vertices"
        raise InputError([Problem(file, None, None, "", "a file that is too large", remedy)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        line, column = line_and_column(before, len(before))
        found = f"byte 0x{content[error.start]:02x}"
        raise InputError([Problem(file, line, column, "", found, "save the file as UTF-8")]) from error
    return parse(text.replace("\r\n", "\n").replace("\r", "\n"), file)


def parse(text: str, file: str) -> Document:
    """As read_document, from text.

    >>> parse('{"a": [1, {"b": NaN}]}', "x.json").scan()[1][0].field
    'a[1].b'
    """
    quick = None if "\\" in text or _LONG.search(text) or _NEVER.search(text) else _quickly(text)
    if quick is not None:
        return Document(text, file, quick[0])
    scanner = _Scanner(text, file)
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
    for _ in range(MAX_DEPTH + 1):
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


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of a text."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def dotted(trail: Trail) -> str:
    """Path in an author's words.

    >>> dotted(("features", 3, "geometry"))
    'features[3].geometry'
    """
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in trail[:12])
    return visible(said.removeprefix("."))[:200]


class _Scanner:
    """Goes through a text once; a value is read by the method that knows its kind, never deeper than allowed."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.count = 0
        self.depth = 0
        self.trail: list[str | int] = []
        self.problems: list[Problem] = []

    def whole(self) -> tuple[Any, Place]:
        """The one value of the text, and where it stands."""
        content, place = self._value()
        end = self._skip()
        if end < len(self.text):
            raise self._fatal(end, repr(self.text[end : end + 12]), "end the file after its one value")
        return content, place

    # -- values ------------------------------------------------------------------------------------------------

    def _value(self) -> tuple[Any, Place]:
        self.count += 1
        token = _TOKEN.match(self.text, self.at)
        kind = token.lastgroup if token is not None else None
        if token is None or kind is None:
            raise self._unexpected("write a value: a text in double quotes, a number, true, false, null, [ or {")
        begins = token.start(kind)
        if self.count > MAX_VALUES:
            raise self._fatal(begins, "too many values", f"keep a file to {MAX_VALUES} values")
        self.at = token.end()
        if kind == "number":
            return self._number(begins, token["number"]), Place(begins)
        if kind in ("text", "escaped"):
            return self._text(begins - (kind == "text"), token["text"]), Place(begins - (kind == "text"))
        if kind == "sign":
            if token["sign"] == "{":
                return self._mapping(begins)
            if token["sign"] == "[":
                return self._list(begins)
            self.at = begins
            raise self._unexpected("write a value before it")
        if kind == "word":
            return _WORDS[token["word"]], Place(begins)
        self._note(begins, token["nothing"], "give a finite number, or leave the key out")
        return math.nan, Place(begins)

    def _mapping(self, begins: int) -> tuple[dict[str, Any], Place]:
        content: dict[str, Any] = {}
        place = Place(begins)
        self._deeper(begins)
        while not (not content and self._takes("}")):
            key_at, key = self._key()
            if not self._takes(":"):
                raise self._unexpected('write ":" after the key')
            self.trail.append(key)
            again = key in content
            if again:
                line = line_and_column(self.text, place.keys[key])[0]
                self._note(key_at, "the key again", f"give the key once: it stands already in line {line}")
            value, part = self._value()
            self.trail.pop()
            if not again:
                content[key], place.parts[key], place.keys[key] = value, part, key_at
            if self._ends("}"):
                break
        self.depth -= 1
        return content, place

    def _list(self, begins: int) -> tuple[list[Any], Place]:
        content: list[Any] = []
        place = Place(begins)
        self._deeper(begins)
        while not (not content and self._takes("]")):
            self.trail.append(len(content))
            value, place.parts[len(content)] = self._value()
            self.trail.pop()
            content.append(value)
            if self._ends("]"):
                break
        self.depth -= 1
        return content, place

    def _key(self) -> tuple[int, str]:
        token = _TOKEN.match(self.text, self.at)
        kind = token.lastgroup if token is not None else None
        if token is None or kind not in ("text", "escaped"):
            raise self._unexpected("write a key in double quotes")
        begins = token.start(kind) - (kind == "text")
        self.at = token.end()
        return begins, self._text(begins, token["text"])

    def _text(self, begins: int, read: str | None) -> str:
        """A text whose quote stands at a place; ``read`` if no escape stands in it."""
        plain = read or ""
        if read is None:
            try:
                plain, self.at = _LIBRARY.raw_decode(self.text, begins)
            except JSONDecodeError as error:
                raise self._fatal(error.pos, error.msg.removesuffix(" at"), "mend the text in quotes") from error
        if len(plain) > MAX_TEXT:
            raise self._fatal(begins, f"a text of {len(plain)} characters", f"keep to {MAX_TEXT}")
        found = unfit(plain)
        if found is not None:
            self._note(begins, found, "take the character out of the text")
        return plain

    def _number(self, begins: int, written: str) -> int | float:
        if "." in written or "e" in written or "E" in written:
            number = float(written)
            if math.isfinite(number):
                return number
        elif len(written) <= MAX_DIGITS:
            return int(written)
        shown = written if len(written) <= 40 else f"{written[:37]}..."
        self._note(begins, shown, "give a number that a measure on a map can have")
        return math.nan

    # -- signs -------------------------------------------------------------------------------------------------

    def _skip(self) -> int:
        found = _SPACE.match(self.text, self.at)
        return found.end() if found is not None else self.at

    def _takes(self, sign: str) -> bool:
        """Step over a sign if it comes next."""
        at = self._skip()
        if not self.text.startswith(sign, at):
            return False
        self.at = at + 1
        return True

    def _ends(self, sign: str) -> bool:
        """Is this the end of a mapping or list? Else a comma parts it from what follows."""
        if self._takes(sign):
            return True
        if not self._takes(","):
            raise self._unexpected(f'write "," before the next value, or "{sign}" at the end')
        return False

    def _deeper(self, begins: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._fatal(begins, "too deep a nesting", f"keep to {MAX_DEPTH} levels")

    # -- what is wrong -------------------------------------------------------------------------------------------

    def _problem(self, at: int, value: str, remedy: str) -> Problem:
        line, column = line_and_column(self.text, at)
        return Problem(self.file, line, column, dotted(tuple(self.trail)), visible(value), remedy)

    def _note(self, at: int, value: str, remedy: str) -> None:
        self.problems.append(self._problem(at, value, remedy))

    def _fatal(self, at: int, value: str, remedy: str) -> InputError:
        return InputError([*self.problems, self._problem(at, value, remedy)])

    def _unexpected(self, remedy: str) -> InputError:
        at = self._skip()
        found = repr(self.text[at : at + 12]) if at < len(self.text) else "the end of the file"
        return self._fatal(at, found, remedy)
